//! The Euclidean norm of a vector. That of a matrix is its largest singular value, which is printed as such: authors write
//! `\|A\|_2` for the Frobenius norm as well.

use super::root_of_squares;
use crate::expr::Expr;
use crate::expr::build::{call, mul, recip, transpose};
use crate::functions::{Function, Language, Misfit, NORM2, Notation, SIGMAMAX};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in super::super) struct Two;

impl Function for Two {
    fn name(&self) -> &'static str {
        "norm2"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("Euclidean norm", "d‖x‖ = xᵀdx/‖x‖; The Matrix Cookbook, ch. 2.6")
    }
    fn notation(&self) -> Notation {
        Notation::Norm("2")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.norm({0})",
            Language::Jax => "jnp.linalg.norm({0})",
            Language::Pytorch => "torch.linalg.norm({0})",
            Language::Julia => "norm({0})",
            Language::Matlab => "norm({0})",
        })
    }
    fn shape(&self, _: &[Shape]) -> Result<Shape, Misfit> {
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_row() && !x.shape().is_scalar() {
            return call(NORM2, vec![transpose(x)]);
        }
        if !x.shape().is_vector() && !x.shape().has_unknown() {
            return call(SIGMAMAX, vec![x.clone()]);
        }
        super::simplify(NORM2, args)
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if !x.shape().is_vector() {
            return SIGMAMAX.differential(args, d);
        }
        let norm = call(NORM2, vec![x.clone()])?;
        Some(mul(vec![recip(&norm), mul(vec![transpose(x), d[0].clone()])]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    if x.rows == 1 || x.cols == 1 {
        return root_of_squares(x).map(Matrix::scalar);
    }
    crate::functions::spectral::sigma_max::value(args)
}
