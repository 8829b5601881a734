//! The tangent.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{add2, entry_power, number, ones};
use crate::verify::scalar::{Elementary, Scalar};

pub struct Tan;

impl Entrywise for Tan {
    const NAME: &'static str = "tan";
    const SPELLINGS: &'static [&'static str] = &["tan", "tg"];
    const LATEX: &'static str = "\\tan";
    const MEANING: &'static str = "tangent";
    const CODE: [&'static str; 5] = ["np.tan({0})", "jnp.tan({0})", "torch.tan({0})", "tan.({0})", "tan({0})"];

    fn slope(_: &Expr, fx: &Expr) -> Option<Expr> {
        Some(add2(&ones(fx.shape().clone()), &entry_power(fx.clone(), number(2))))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        Some(x.elementary(Elementary::Sin)?.mul(&x.elementary(Elementary::Cos)?.recip()?))
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        super::odd(x, Self::NAME)
    }
}
