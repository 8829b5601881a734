//! The error function 2/√π ∫₀ˣ exp(−t²) dt.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{call, entry_power, mul, neg, number, power};
use crate::functions::{EXP, PI};
use crate::rational::Rational;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Erf;

impl Entrywise for Erf {
    const NAME: &'static str = "erf";
    const SPELLINGS: &'static [&'static str] = &["erf"];
    const LATEX: &'static str = "\\operatorname{erf}";
    const MEANING: &'static str = "error function";
    const CODE: [&'static str; 5] = [
        "scipy.special.erf({0})",
        "jax.scipy.special.erf({0})",
        "torch.erf({0})",
        "SpecialFunctions.erf.({0})",
        "erf({0})",
    ];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        let bell = call(EXP, vec![neg(&entry_power(x.clone(), number(2)))])?;
        Some(mul(vec![number(2), power(call(PI, vec![])?, number(Rational::HALF.negated())), bell]))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Erf)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        super::odd(x, Self::NAME)
    }
}
