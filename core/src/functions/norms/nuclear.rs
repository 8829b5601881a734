//! The nuclear norm: the sum of the singular values.

use super::untransposed;
use crate::expr::Expr;
use crate::expr::build::{call, mul, trace, transpose};
use crate::functions::{Function, Language, Misfit, NORM2, NUCLEAR, Notation, POLAR};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in super::super) struct Nuclear;

impl Function for Nuclear {
    fn name(&self) -> &'static str {
        "nuclear"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("nuclear norm, the sum of the singular values", "d‖X‖ = tr((UVᵀ)ᵀdX) with X = UΣVᵀ of full rank; Watson 1992")
    }
    fn notation(&self) -> Notation {
        Notation::Norm("*")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.norm({0}, 'nuc')",
            Language::Jax => "jnp.linalg.norm({0}, 'nuc')",
            Language::Pytorch => "torch.linalg.norm({0}, 'nuc')",
            Language::Julia => "sum(svdvals({0}))",
            Language::Matlab => "sum(svd({0}))",
        })
    }
    fn shape(&self, _: &[Shape]) -> Result<Shape, Misfit> {
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if let Some(y) = untransposed(x) {
            return call(NUCLEAR, vec![y.clone()]);
        }
        if x.shape().is_vector() || x.shape().is_row() {
            return call(NORM2, vec![x.clone()]);
        }
        super::simplify(NUCLEAR, args)
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(trace(&mul(vec![transpose(&call(POLAR, vec![args[0].clone()])?), d[0].clone()])))
    }
    crate::evaluate_by!(value);
}

/// `⟨UVᵀ, X⟩`.
fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    let polar = crate::functions::spectral::polar::factor(x)?;
    let product = polar.zip(x, S::mul)?;
    Some(Matrix::scalar(product.entries().iter().fold(S::zero(), |s, e| s.add(e))))
}
