//! The inverse of the cosine, on (−1, 1).

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{entry_power, neg, number, ones, sub};
use crate::rational::Rational;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Arccos;

impl Entrywise for Arccos {
    const NAME: &'static str = "arccos";
    const SPELLINGS: &'static [&'static str] = &["arccos", "acos"];
    const LATEX: &'static str = "\\arccos";
    const MEANING: &'static str = "arc cosine";
    const CODE: [&'static str; 5] = ["np.arccos({0})", "jnp.arccos({0})", "torch.acos({0})", "acos.({0})", "acos({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        let rest = sub(&ones(x.shape().clone()), &entry_power(x.clone(), number(2)));
        Some(neg(&entry_power(rest, number(Rational::HALF.negated()))))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        Some(S::from_f64(std::f64::consts::FRAC_PI_2)?.sub(&x.elementary(Elementary::Asin)?))
    }
}
