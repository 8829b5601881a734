//! The diagonal matrix of a vector.

use super::{Function, Language, Misfit, Notation};
use crate::expr::build::{call, identity, kron, mul, split_scalars};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{DIAG, DIAGONAL};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Diag;

impl Function for Diag {
    fn name(&self) -> &'static str {
        "diag"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["diag", "Diag", "dg"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("the diagonal matrix of a vector", "Magnus & Neudecker, ch. 1.6")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{diag}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.diag({0})",
            Language::Jax => "jnp.diag({0})",
            Language::Pytorch => "torch.diag({0})",
            Language::Julia => "Diagonal({0})",
            Language::Matlab => "diag({0})",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        super::shapes::vector(&args[0])?;
        Ok(Shape::matrix(args[0].rows.clone(), args[0].rows.clone()))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(x.clone());
        }
        match x.op() {
            Op::Constant(Constant::Ones) => Some(identity(&x.shape().rows)),
            Op::Constant(Constant::Zero) => {
                Some(crate::expr::build::zero(Shape::matrix(x.shape().rows.clone(), x.shape().rows.clone())))
            }
            Op::Mul => {
                let (mut scalars, rest) = split_scalars(x);
                if scalars.is_empty() {
                    return None;
                }
                scalars.push(call(DIAG, vec![rest])?);
                Some(mul(scalars))
            }
            Op::Kron if x.args().iter().all(|a| a.shape().is_vector()) => {
                Some(kron(x.args().iter().map(|a| call(DIAG, vec![a.clone()])).collect::<Option<_>>()?))
            }
            _ => None,
        }
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        call(DIAG, vec![d[0].clone()])
    }
    fn adjoint(&self, _: &[Expr], _: usize, g: &Expr) -> Option<Expr> {
        call(DIAGONAL, vec![g.clone()])
    }
    /// vec Diag(z) = (I ∗ I) z with the column-wise Kronecker product, which is `Σ eᵢ ⊗ eᵢ eᵢᵀ`.
    fn matrix(&self, args: &[Expr], _: usize, j: &Expr) -> Option<Expr> {
        Some(mul(vec![super::diagonal_selector(&args[0].shape().rows), j.clone()]))
    }
    /// tr Diag(z) = 1ᵀz.
    fn trace_after(&self, args: &[Expr], before: &[Expr]) -> Option<Expr> {
        before.is_empty().then(|| super::sum::entries(&args[0]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    (x.cols == 1).then(|| Matrix::from_fn(x.rows, x.rows, |i, j| if i == j { x.at(i, 0).clone() } else { S::zero() }))
}
