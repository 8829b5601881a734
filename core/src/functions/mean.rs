//! The mean of all entries, which is `1ᵀ X 1 / (mn)`.

use super::{Function, Language, Misfit, Notation, sum};
use crate::expr::Expr;
use crate::expr::build::{mul, recip, size};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Mean;

impl Function for Mean {
    fn name(&self) -> &'static str {
        "mean"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["mean", "avg"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("mean of all entries", "1ᵀ X 1 / (mn)")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{mean}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.mean({0})",
            Language::Jax => "jnp.mean({0})",
            Language::Pytorch => "torch.mean({0})",
            Language::Julia => "(sum({0}) / length({0}))",
            Language::Matlab => "mean(mean({0}))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        let _ = args;
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        Some(average(&args[0]))
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(average(&d[0]))
    }
    crate::evaluate_by!(value);
}

fn average(x: &Expr) -> Expr {
    let Shape { rows, cols } = x.shape();
    mul(vec![recip(&size(rows)), recip(&size(cols)), sum::entries(x)])
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    let sum = x.entries().iter().fold(S::zero(), |s, e| s.add(e));
    Some(Matrix::scalar(sum.mul(&S::from_i64(i64::try_from(x.entries().len()).ok()?).recip()?)))
}
