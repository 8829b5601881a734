//! π, which the derivative of erf brings in.

use super::{Function, Language, Misfit, Notation};
use crate::expr::Expr;
use crate::expr::build::number;
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Pi;

impl Function for Pi {
    fn name(&self) -> &'static str {
        "pi"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("the ratio of a circle's circumference to its diameter", "a constant: its differential is 0")
    }
    fn notation(&self) -> Notation {
        Notation::Constant("\\pi")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.pi",
            Language::Jax => "jnp.pi",
            Language::Pytorch => "torch.pi",
            Language::Julia | Language::Matlab => "pi",
        })
    }
    fn arity(&self) -> usize {
        0
    }
    fn shape(&self, _: &[Shape]) -> Result<Shape, Misfit> {
        Ok(Shape::scalar())
    }
    fn differential(&self, _: &[Expr], _: &[Expr]) -> Option<Expr> {
        Some(number(0))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(_: &[Matrix<S>]) -> Option<Matrix<S>> {
    Some(Matrix::scalar(S::from_f64(std::f64::consts::PI)?))
}
