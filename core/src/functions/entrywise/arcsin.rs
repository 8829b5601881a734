//! The inverse of the sine, on (−1, 1).

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{entry_power, number, ones, sub};
use crate::rational::Rational;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Arcsin;

impl Entrywise for Arcsin {
    const NAME: &'static str = "arcsin";
    const SPELLINGS: &'static [&'static str] = &["arcsin", "asin"];
    const LATEX: &'static str = "\\arcsin";
    const MEANING: &'static str = "arc sine";
    const CODE: [&'static str; 5] = ["np.arcsin({0})", "jnp.arcsin({0})", "torch.asin({0})", "asin.({0})", "asin({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        let rest = sub(&ones(x.shape().clone()), &entry_power(x.clone(), number(2)));
        Some(entry_power(rest, number(Rational::HALF.negated())))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Asin)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        super::odd(x, Self::NAME)
    }
}
