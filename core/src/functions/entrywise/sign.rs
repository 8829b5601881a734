//! The sign of a number. It is constant but for a step at 0, where its slope is taken as 0.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{call, zero};
use crate::functions::ABS;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Sign;

impl Entrywise for Sign {
    const NAME: &'static str = "sign";
    const SPELLINGS: &'static [&'static str] = &["sign", "sgn"];
    const LATEX: &'static str = "\\operatorname{sign}";
    const MEANING: &'static str = "sign: −1, 0 or 1";
    const CODE: [&'static str; 5] = ["np.sign({0})", "jnp.sign({0})", "torch.sign({0})", "sign.({0})", "sign({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        Some(zero(x.shape().clone()))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Sign)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        super::odd(x, Self::NAME)
    }
    /// x ⊙ sign(x) = |x|, and |x| ⊙ sign(x) = x.
    fn times(x: &Expr, other: &Expr) -> Option<Expr> {
        if other == x {
            return call(ABS, vec![x.clone()]);
        }
        (other.call_of(ABS.name()) == Some(x)).then(|| x.clone())
    }
}
