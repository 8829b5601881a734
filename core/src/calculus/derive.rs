//! Derivatives in the form asked for.

use std::fmt;

use super::Refusal;
use super::differential::differential;
use super::gradient::adjoint;
use super::jacobian::matrix_of;
use super::part::Part;
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
    /// Of a scalar: shaped like the variable; in numerator layout like its transpose.
    Gradient,
    /// Of a scalar: `d vec(grad) / d (vec X)ᵀ`; of anything else `d vec(J) / d (vec X)ᵀ` with its Jacobian J.
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
    /// Outputs are rows; `∂f/∂X` of a scalar is the transposed gradient, for a vector a row.
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
    /// By what; where it is a part of a quantity, the part as a variable of its own ([`Part::variable`]).
    pub wrt: Symbol,
    /// The part that `wrt` is of a quantity, if it is one.
    pub part: Option<Part>,
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
            part: None,
            order: 1,
            form: None,
            layout: Layout::default(),
            structured: false,
            assumed: Properties::default(),
        }
    }

    /// The first derivative of `expr` by a part of a quantity, written `latex`.
    pub fn by_part(expr: Expr, part: Part, latex: &str) -> Request {
        Request { wrt: part.variable(latex), part: Some(part.clone()), ..Request::new(expr, part.whole) }
    }

    /// What varies: the quantity, whole or in part.
    pub fn whole(&self) -> &Symbol {
        self.part.as_ref().map_or(&self.wrt, |p| &p.whole)
    }

    /// The differential of `e`, unsimplified.
    pub(super) fn differential(&self, e: &Expr) -> Result<Expr, Refusal> {
        match &self.part {
            Some(part) => part.differential(e, &self.wrt),
            None => differential(e, &self.wrt),
        }
    }

    /// The gradient of a scalar `e`, unsimplified.
    pub(super) fn gradient(&self, e: &Expr) -> Result<Expr, Refusal> {
        if !e.shape().is_scalar() {
            return Err(Refusal::new(e, format!("a gradient is that of a scalar, and this is {}", e.shape())));
        }
        adjoint(&self.differential(e)?, &self.wrt, &number(1))
    }

    fn jacobian(&self, e: &Expr) -> Result<Expr, Refusal> {
        matrix_of(&self.differential(e)?, &self.wrt)
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
    if let Some(part) = request.part.as_ref().filter(|_| request.structured) {
        let part = Some(part.tied(&request.wrt, request.assumed)?);
        return derive(&Request { part, structured: false, ..request.clone() });
    }
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
        Form::Differential if request.order == 2 => Ok(simplify(&request.differential(&request.differential(expr)?)?)),
        Form::Differential => {
            let plain = simplify(&request.differential(expr)?);
            if !expr.shape().is_scalar() {
                return Ok(plain);
            }
            // df = tr(Gᵀ dX), where that is shorter.
            let g = simplify(&request.gradient(expr)?);
            let collected = simplify(&trace(&mul(vec![transpose(&g), differential_of(wrt)])));
            Ok(if cost(&collected) < cost(&plain) { collected } else { plain })
        }
        Form::SecondDifferential => Ok(simplify(&request.differential(&request.differential(expr)?)?)),
        Form::Gradient => {
            let g = best_gradient(request, expr)?;
            Ok(if request.layout == Layout::Numerator { simplify(&transpose(&g)) } else { g })
        }
        Form::Jacobian => {
            let j = if expr.shape().is_scalar() {
                // The row (vec G)ᵀ, which is shorter found through the gradient.
                transpose(&crate::expr::build::vec_of(&simplify(&request.gradient(expr)?)))
            } else {
                simplify(&request.jacobian(expr)?)
            };
            Ok(if request.layout == Layout::Denominator { simplify(&transpose(&j)) } else { j })
        }
        Form::Hessian => {
            if !expr.shape().is_scalar() {
                return Ok(simplify(&request.jacobian(&simplify(&request.jacobian(expr)?))?));
            }
            let g = simplify(&request.gradient(expr)?);
            if wrt.shape().is_scalar() {
                return Ok(simplify(&adjoint(&request.differential(&g)?, wrt, &number(1))?));
            }
            Ok(simplify(&request.jacobian(&g)?))
        }
    }
}

/// The gradient of a scalar; that by a part also as the part of the gradient by the whole, where that is no longer.
fn best_gradient(request: &Request, expr: &Expr) -> Result<Expr, Refusal> {
    let g = simplify(&request.gradient(expr)?);
    let Some((part, whole)) = request.part.as_ref().and_then(|p| Some((p, p.of_whole(expr)?))) else { return Ok(g) };
    let other = simplify(&part.select(&simplify(&whole)));
    Ok(if cost(&other) <= cost(&g) { other } else { g })
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
