//! The sum of all entries, which is `1ᵀ X 1`.

use super::{Function, Language, Misfit, Notation};
use crate::expr::Expr;
use crate::expr::build::{mul, ones};
use crate::shape::{Dim, Shape};
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Sum;

impl Function for Sum {
    fn name(&self) -> &'static str {
        "sum"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["sum"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("sum of all entries", "1ᵀ X 1")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{sum}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.sum({0})",
            Language::Jax => "jnp.sum({0})",
            Language::Pytorch => "torch.sum({0})",
            Language::Julia => "sum({0})",
            Language::Matlab => "sum(sum({0}))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        let _ = args;
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        Some(entries(&args[0]))
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(entries(&d[0]))
    }
    crate::evaluate_by!(value);
}

/// `1ᵀ X 1`.
pub(super) fn entries(x: &Expr) -> Expr {
    let s = x.shape();
    let left = ones(Shape::matrix(Dim::one(), s.rows.clone()));
    mul(vec![left, x.clone(), ones(Shape::vector(s.cols.clone()))])
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    Some(Matrix::scalar(args.first()?.entries().iter().fold(S::zero(), |s, e| s.add(e))))
}
