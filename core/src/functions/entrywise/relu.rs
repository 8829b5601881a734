//! The rectifier max(0, x). Its slope at 0 is taken as 0.

use super::{Entrywise, is_nonnegative};
use crate::expr::Expr;
use crate::expr::build::call;
use crate::functions::STEP;
use crate::verify::scalar::Scalar;

pub struct Relu;

impl Entrywise for Relu {
    const NAME: &'static str = "relu";
    const SPELLINGS: &'static [&'static str] = &["relu", "ReLU", "RELU", "ReLu", "Relu"];
    const LATEX: &'static str = "\\operatorname{relu}";
    const MEANING: &'static str = "rectifier max(0, x)";
    const CODE: [&'static str; 5] =
        ["np.maximum(0, {0})", "jax.nn.relu({0})", "torch.relu({0})", "max.(0, {0})", "max(0, {0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        call(STEP, vec![x.clone()])
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        Some(if x.real()? > 0.0 { x.clone() } else { S::zero() })
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        is_nonnegative(x).then(|| x.clone())
    }
}
