//! The hyperbolic cosine.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{call, ones};
use crate::functions::SINH;
use crate::rational::Rational;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Cosh;

impl Entrywise for Cosh {
    const NAME: &'static str = "cosh";
    const SPELLINGS: &'static [&'static str] = &["cosh"];
    const LATEX: &'static str = "\\cosh";
    const MEANING: &'static str = "hyperbolic cosine";
    const CODE: [&'static str; 5] = ["np.cosh({0})", "jnp.cosh({0})", "torch.cosh({0})", "cosh.({0})", "cosh({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        call(SINH, vec![x.clone()])
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        let e = x.elementary(Elementary::Exp)?;
        Some(e.add(&e.recip()?).mul(&S::from_rational(Rational::HALF)?))
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        if x.is_zero() { Some(ones(x.shape().clone())) } else { super::even(x, Self::NAME) }
    }
}
