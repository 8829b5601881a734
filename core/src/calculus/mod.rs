//! Derivatives by differentials (Magnus & Neudecker, part two).
//!
//! The differential of an expression is again an expression, linear in `dX`. It has three readings: as it stands it is the
//! differential; its matrix on `vec dX` is the Jacobian ([`jacobian`]); its adjoint applied to 1 is the matrix-shaped gradient
//! ([`gradient`]). Differentiating the gradient again gives the Hessian.

pub mod derive;
pub mod differential;
pub mod gradient;
pub mod jacobian;
pub mod part;
pub mod steps;
pub mod structured;

use crate::expr::Expr;

/// Why there is no derivative: the sub-expression that no rule covers, and the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The sub-expression.
    pub at: Expr,
    /// The reason, a sentence without its subject.
    pub why: String,
}

impl Refusal {
    pub(crate) fn new(at: &Expr, why: impl Into<String>) -> Refusal {
        Refusal { at: at.clone(), why: why.into() }
    }
}

#[cfg(test)]
mod convolution_tests;

#[cfg(test)]
mod derive_tests;

#[cfg(test)]
mod random_tests;

#[cfg(test)]
mod structured_tests;

#[cfg(test)]
mod table_tests;

#[cfg(test)]
mod part_tests;
