//! The gradient of the ∞-norm: the sign of the entry largest by absolute value in that entry's place, 0 elsewhere. It is constant
//! wherever it is continuous.

use super::magnitude;
use crate::expr::Expr;
use crate::expr::build::zero;
use crate::functions::{Function, Language, Misfit, Notation, shapes};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Elementary, Scalar};

pub(in super::super) struct Peak;

impl Function for Peak {
    fn name(&self) -> &'static str {
        "peak"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["peak"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "sign of the entry largest by absolute value, in its place; 0 elsewhere",
            "gradient of ‖x‖∞ where that is smooth",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{peak}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "(np.sign({0}) * (np.arange(len({0})) == np.argmax(np.abs({0}))))",
            Language::Jax => "(jnp.sign({0}) * (jnp.arange(len({0})) == jnp.argmax(jnp.abs({0}))))",
            Language::Pytorch => "(torch.sign({0}) * (torch.arange(len({0})) == torch.argmax(torch.abs({0}))))",
            Language::Julia => "(sign.({0}) .* (eachindex({0}) .== argmax(abs.({0}))))",
            Language::Matlab => "(sign({0}) .* (abs({0}) == max(abs({0}))))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::vector(&args[0])?;
        Ok(args[0].clone())
    }
    fn differential(&self, args: &[Expr], _: &[Expr]) -> Option<Expr> {
        Some(zero(args[0].shape().clone()))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    let sizes: Vec<f64> = x.entries().iter().map(|e| magnitude(e)?.real()).collect::<Option<_>>()?;
    let at = sizes.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(k, _)| k)?;
    let sign = x.entries().get(at)?.elementary(Elementary::Sign)?;
    Some(Matrix::from_fn(x.rows, x.cols, |i, j| if i * x.cols + j == at { sign.clone() } else { S::zero() }))
}
