//! The Frobenius norm.

use super::{root_of_squares, untransposed};
use crate::expr::Expr;
use crate::expr::build::{call, mul, recip, trace, transpose};
use crate::functions::{Function, Language, Misfit, NORM2, NORMF, Notation};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in super::super) struct Frobenius;

impl Function for Frobenius {
    fn name(&self) -> &'static str {
        "normf"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("Frobenius norm √tr(XᵀX)", "d‖X‖ = tr(XᵀdX)/‖X‖; The Matrix Cookbook, ch. 2.7")
    }
    fn notation(&self) -> Notation {
        Notation::Norm("F")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.norm({0})",
            Language::Jax => "jnp.linalg.norm({0})",
            Language::Pytorch => "torch.linalg.norm({0})",
            Language::Julia => "norm({0})",
            Language::Matlab => "norm({0}, 'fro')",
        })
    }
    fn shape(&self, _: &[Shape]) -> Result<Shape, Misfit> {
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if let Some(y) = untransposed(x) {
            return call(NORMF, vec![y.clone()]);
        }
        if x.shape().is_vector() || x.shape().is_row() {
            return call(NORM2, vec![x.clone()]);
        }
        super::simplify(NORMF, args)
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let norm = call(NORMF, vec![args[0].clone()])?;
        Some(mul(vec![recip(&norm), trace(&mul(vec![transpose(&args[0]), d[0].clone()]))]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    root_of_squares(args.first()?).map(Matrix::scalar)
}
