//! The 1-norm of a vector, the sum of absolute values. That of a matrix, the largest column sum, has a value but no differential here.

use super::{largest, magnitude};
use crate::expr::Expr;
use crate::expr::build::{call, mul, transpose};
use crate::functions::{Function, Language, Misfit, NORM1, Notation, SIGN};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in super::super) struct One;

impl Function for One {
    fn name(&self) -> &'static str {
        "norm1"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "sum of absolute values (of a matrix: the largest column sum)",
            "d‖x‖₁ = sign(x)ᵀdx; Boyd & Vandenberghe, App. A.1",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Norm("1")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.norm({0}, 1)",
            Language::Jax => "jnp.linalg.norm({0}, 1)",
            Language::Pytorch => "torch.linalg.norm({0}, 1)",
            Language::Julia | Language::Matlab => "norm({0}, 1)",
        })
    }
    fn shape(&self, _: &[Shape]) -> Result<Shape, Misfit> {
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        super::simplify(NORM1, args)
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if !x.shape().is_vector() {
            return None;
        }
        Some(mul(vec![transpose(&call(SIGN, vec![x.clone()])?), d[0].clone()]))
    }
    fn uncovered(&self) -> &'static str {
        "for a matrix"
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    let column = |j: usize| (0..x.rows).try_fold(S::zero(), |s, i| Some(s.add(&magnitude(x.at(i, j))?)));
    largest((0..x.cols).map(column)).map(Matrix::scalar)
}
