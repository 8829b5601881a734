//! The largest singular value, which is the 2-norm of a matrix.

use super::{End, extreme_pair};
use crate::expr::Expr;
use crate::expr::build::{call, mul, recip, transpose};
use crate::functions::{EIGVECMAX, Function, Language, Misfit, NORM2, Notation, SIGMAMAX, TRANSPOSE};
use crate::rational::Rational;
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in super::super) struct SigmaMax;

impl Function for SigmaMax {
    fn name(&self) -> &'static str {
        "sigmamax"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["sigmamax"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "largest singular value, the 2-norm of a matrix",
            "dσ = uᵀ dX v with X v = σ u, where σ is simple; Magnus & Neudecker, ch. 8.9",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\sigma_{\\max}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.norm({0}, 2)",
            Language::Jax => "jnp.linalg.norm({0}, 2)",
            Language::Pytorch => "torch.linalg.norm({0}, 2)",
            Language::Julia => "opnorm({0})",
            Language::Matlab => "norm({0})",
        })
    }
    fn shape(&self, _: &[Shape]) -> Result<Shape, Misfit> {
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if let Some(y) = x.call_of(TRANSPOSE.name()) {
            return call(SIGMAMAX, vec![y.clone()]);
        }
        if x.shape().is_vector() || x.shape().is_row() {
            return call(NORM2, vec![x.clone()]);
        }
        crate::functions::norms::simplify(SIGMAMAX, args)
    }
    /// u = X v / σ, where v is the eigenvector of XᵀX.
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        let v = call(EIGVECMAX, vec![mul(vec![transpose(x), x.clone()])])?;
        let sigma = call(SIGMAMAX, vec![x.clone()])?;
        Some(mul(vec![recip(&sigma), mul(vec![transpose(&v), transpose(x), d[0].clone(), v])]))
    }
    crate::evaluate_by!(value);
}

pub(in super::super) fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    let (square, _) = extreme_pair(&x.transpose().mul(x)?, End::Largest)?;
    square.powr(Rational::HALF).map(Matrix::scalar)
}
