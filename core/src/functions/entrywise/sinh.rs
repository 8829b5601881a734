//! The hyperbolic sine.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::call;
use crate::functions::COSH;
use crate::rational::Rational;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Sinh;

impl Entrywise for Sinh {
    const NAME: &'static str = "sinh";
    const SPELLINGS: &'static [&'static str] = &["sinh"];
    const LATEX: &'static str = "\\sinh";
    const MEANING: &'static str = "hyperbolic sine";
    const CODE: [&'static str; 5] = ["np.sinh({0})", "jnp.sinh({0})", "torch.sinh({0})", "sinh.({0})", "sinh({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        call(COSH, vec![x.clone()])
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        let e = x.elementary(Elementary::Exp)?;
        Some(e.sub(&e.recip()?).mul(&S::from_rational(Rational::HALF)?))
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        super::odd(x, Self::NAME)
    }
}
