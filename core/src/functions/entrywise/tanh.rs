//! The hyperbolic tangent.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{entry_power, number, ones, sub};
use crate::verify::scalar::{Elementary, Scalar};

pub struct Tanh;

impl Entrywise for Tanh {
    const NAME: &'static str = "tanh";
    const SPELLINGS: &'static [&'static str] = &["tanh"];
    const LATEX: &'static str = "\\tanh";
    const MEANING: &'static str = "hyperbolic tangent";
    const CODE: [&'static str; 5] = ["np.tanh({0})", "jnp.tanh({0})", "torch.tanh({0})", "tanh.({0})", "tanh({0})"];

    fn slope(_: &Expr, fx: &Expr) -> Option<Expr> {
        Some(sub(&ones(fx.shape().clone()), &entry_power(fx.clone(), number(2))))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        // tanh x = 1 − 2/(e^{2x} + 1)
        let e = x.add(x).elementary(Elementary::Exp)?;
        Some(S::one().sub(&S::from_i64(2).mul(&e.add(&S::one()).recip()?)))
    }
}
