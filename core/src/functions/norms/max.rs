//! The ∞-norm of a vector, its largest absolute value. That of a matrix, the largest row sum, has a value but no differential here.

use super::{largest, magnitude};
use crate::expr::Expr;
use crate::expr::build::{call, mul, transpose};
use crate::functions::{Function, Language, Misfit, NORMINF, Notation, PEAK};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in super::super) struct Max;

impl Function for Max {
    fn name(&self) -> &'static str {
        "norminf"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "largest absolute value (of a matrix: the largest row sum)",
            "d‖x‖∞ = sign(xₖ) dxₖ at the largest |xₖ|; Boyd & Vandenberghe, App. A.1",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Norm("\\infty")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.norm({0}, np.inf)",
            Language::Jax => "jnp.linalg.norm({0}, jnp.inf)",
            Language::Pytorch => "torch.linalg.norm({0}, torch.inf)",
            Language::Julia => "norm({0}, Inf)",
            Language::Matlab => "norm({0}, Inf)",
        })
    }
    fn shape(&self, _: &[Shape]) -> Result<Shape, Misfit> {
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        super::simplify(NORMINF, args)
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if !x.shape().is_vector() {
            return None;
        }
        Some(mul(vec![transpose(&call(PEAK, vec![x.clone()])?), d[0].clone()]))
    }
    fn uncovered(&self) -> &'static str {
        "for a matrix"
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    let row = |i: usize| (0..x.cols).try_fold(S::zero(), |s, j| Some(s.add(&magnitude(x.at(i, j))?)));
    largest((0..x.rows).map(row)).map(Matrix::scalar)
}
