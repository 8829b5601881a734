//! The shape of a derivative, by the layout in which it is written.

use super::term::By;
use crate::calculus::derive::{Form, Layout};
use crate::shape::Shape;

/// The shape of `∂ of / ∂ by`; `None` where the layout decides and is not known.
pub(super) fn shape(
    of: &Shape,
    by: &[Shape],
    kinds: &[By],
    form: Option<Form>,
    layout: Option<Layout>,
) -> Option<Shape> {
    match (by, kinds) {
        ([x], [kind]) => first(of, x, *kind, form, layout),
        ([x, y], [_, _]) if of.is_scalar() => {
            if x.is_scalar() && y.is_scalar() {
                return Some(Shape::scalar());
            }
            Some(Shape::matrix(x.count(), y.count()))
        }
        ([x, y], _) if x.is_scalar() && y.is_scalar() => Some(of.clone()),
        _ => None,
    }
}

fn first(of: &Shape, x: &Shape, kind: By, form: Option<Form>, layout: Option<Layout>) -> Option<Shape> {
    let jacobian = Shape::matrix(of.count(), x.count());
    match form {
        Some(Form::Gradient) => return of.is_scalar().then(|| x.clone()),
        Some(Form::Jacobian) => return Some(jacobian),
        _ => {}
    }
    if x.is_scalar() {
        return if kind == By::Plain || of.is_scalar() { Some(of.clone()) } else { None };
    }
    if of.is_scalar() {
        return match kind {
            By::Plain => match layout? {
                Layout::Numerator => Some(x.transposed()),
                Layout::Denominator | Layout::Mixed => Some(x.clone()),
            },
            By::Transposed => Some(x.transposed()),
            By::Vec => Some(Shape::vector(x.count())),
            By::VecTransposed => Some(Shape::vector(x.count()).transposed()),
        };
    }
    match kind {
        // The row ∂fᵀ/∂x is the transposed Jacobian.
        By::Plain | By::Vec if of.is_row() => Some(jacobian.transposed()),
        By::Transposed | By::VecTransposed if of.is_vector() => Some(jacobian),
        By::VecTransposed => Some(jacobian),
        _ => match layout? {
            Layout::Numerator | Layout::Mixed => Some(jacobian),
            Layout::Denominator => Some(jacobian.transposed()),
        },
    }
}
