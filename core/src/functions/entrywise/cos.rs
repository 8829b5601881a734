//! The cosine.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{call, neg, ones};
use crate::functions::SIN;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Cos;

impl Entrywise for Cos {
    const NAME: &'static str = "cos";
    const SPELLINGS: &'static [&'static str] = &["cos"];
    const LATEX: &'static str = "\\cos";
    const MEANING: &'static str = "cosine";
    const CODE: [&'static str; 5] = ["np.cos({0})", "jnp.cos({0})", "torch.cos({0})", "cos.({0})", "cos({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        Some(neg(&call(SIN, vec![x.clone()])?))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Cos)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        if x.is_zero() { Some(ones(x.shape().clone())) } else { super::even(x, Self::NAME) }
    }
}
