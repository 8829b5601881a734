//! Derivatives in the form asked for.

use std::fmt;

use super::Refusal;
use super::differential::{differential, second_differential};
use super::gradient::{adjoint, gradient};
use super::jacobian::jacobian;
use super::structured::restrict;
use crate::expr::build::{differential as differential_of, mul, number, trace, transpose};
use crate::expr::{Expr, Properties, Symbol};
use crate::render::cost;
use crate::simplify::simplify;

/// Which derivative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `dF`, linear in `dX`.
    Differential,
    /// `d vec F / d (vec X)ᵀ`.
    Jacobian,
    /// Of a scalar: shaped like the variable.
    Gradient,
    /// Of a scalar: `d vec(grad) / d (vec X)ᵀ`.
    Hessian,
    /// `d²F`.
    SecondDifferential,
}

impl Form {
    /// The word of the command line.
    pub fn name(self) -> &'static str {
        match self {
            Form::Differential => "differential",
            Form::Jacobian => "jacobian",
            Form::Gradient => "gradient",
            Form::Hessian => "hessian",
            Form::SecondDifferential => "second-differential",
        }
    }
}

/// How `∂f/∂x` is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Outputs are rows; `∂f/∂x` of a scalar is a row.
    Numerator,
    /// Outputs are columns; `∂f/∂x` of a scalar is a column.
    Denominator,
    /// Outputs are rows, but `∂f/∂x` of a scalar is a column.
    #[default]
    Mixed,
}

/// A derivative to find.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is differentiated.
    pub expr: Expr,
    /// By what.
    pub wrt: Symbol,
    /// 1 or 2.
    pub order: u8,
    /// The form; `None` for the one that fits the shapes.
    pub form: Option<Form>,
    /// The layout of gradients and Jacobians.
    pub layout: Layout,
    /// Whether tied entries of a structured variable move together.
    pub structured: bool,
    /// What is assumed of the variable: `expr` and `wrt` are free of it, and it simplifies the result.
    pub assumed: Properties,
}

impl Request {
    /// The first derivative of `expr` by `wrt` in the form that fits the shapes.
    pub fn new(expr: Expr, wrt: Symbol) -> Request {
        Request {
            expr,
            wrt,
            order: 1,
            form: None,
            layout: Layout::default(),
            structured: false,
            assumed: Properties::default(),
        }
    }

    /// The form: the one asked for, or gradient of a scalar, Jacobian of anything else, Hessian for order 2.
    pub fn form(&self) -> Form {
        self.form.unwrap_or(match (self.order, self.expr.shape().is_scalar()) {
            (2, _) => Form::Hessian,
            (_, true) => Form::Gradient,
            (_, false) => Form::Jacobian,
        })
    }
}

/// The derivative asked for by `request`, simplified and not yet verified.
pub fn derive(request: &Request) -> Result<Expr, Refusal> {
    let all = by_all_entries(request)?;
    if !request.structured {
        return Ok(all);
    }
    restrict(request, &request.wrt, &all)
}

/// The derivative where every entry of the variable moves by itself.
fn by_all_entries(request: &Request) -> Result<Expr, Refusal> {
    let Request { expr, wrt, .. } = request;
    if wrt.family() > 0 {
        let at = crate::expr::build::symbol(wrt);
        return Err(Refusal::new(&at, "is a family of quantities: name the member to differentiate by"));
    }
    // The formula as the author wrote it may hide what its simplest form shows.
    let expr = &crate::simplify::apply_identities(expr);
    match request.form() {
        Form::Differential if request.order == 2 => Ok(simplify(&second_differential(expr, wrt)?)),
        Form::Differential => {
            let plain = simplify(&differential(expr, wrt)?);
            if !expr.shape().is_scalar() {
                return Ok(plain);
            }
            // df = tr(Gᵀ dX), where that is shorter.
            let g = simplify(&gradient(expr, wrt)?);
            let collected = simplify(&trace(&mul(vec![transpose(&g), differential_of(wrt)])));
            Ok(if cost(&collected) < cost(&plain) { collected } else { plain })
        }
        Form::SecondDifferential => Ok(simplify(&second_differential(expr, wrt)?)),
        Form::Gradient => {
            let g = simplify(&gradient(expr, wrt)?);
            let row = request.layout == Layout::Numerator && wrt.shape().is_vector();
            Ok(if row { transpose(&g) } else { g })
        }
        Form::Jacobian => {
            let j = if expr.shape().is_scalar() {
                // The row (vec G)ᵀ, which is shorter found through the gradient.
                transpose(&crate::expr::build::vec_of(&simplify(&gradient(expr, wrt)?)))
            } else {
                simplify(&jacobian(expr, wrt)?)
            };
            Ok(if request.layout == Layout::Denominator { simplify(&transpose(&j)) } else { j })
        }
        Form::Hessian => {
            if !expr.shape().is_scalar() {
                return Err(Refusal::new(expr, format!("a Hessian is that of a scalar, and this is {}", expr.shape())));
            }
            let g = simplify(&gradient(expr, wrt)?);
            if wrt.shape().is_scalar() {
                return Ok(simplify(&adjoint(&differential(&g, wrt)?, wrt, &number(1))?));
            }
            Ok(simplify(&jacobian(&g, wrt)?))
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
