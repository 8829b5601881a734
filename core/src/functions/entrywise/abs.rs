//! The absolute value. Its slope at 0 is taken as 0.

use super::{Entrywise, is_nonnegative};
use crate::expr::Expr;
use crate::expr::build::{call, coefficient, scale};
use crate::functions::{Notation, SIGN};
use crate::verify::scalar::{Elementary, Scalar};

pub struct Abs;

impl Entrywise for Abs {
    const NAME: &'static str = "abs";
    const SPELLINGS: &'static [&'static str] = &["abs"];
    const LATEX: &'static str = "\\operatorname{abs}";
    const NOTATION: Notation = Notation::Bars;
    const MEANING: &'static str = "absolute value";
    const CODE: [&'static str; 5] = ["np.abs({0})", "jnp.abs({0})", "torch.abs({0})", "abs.({0})", "abs({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        call(SIGN, vec![x.clone()])
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Abs)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        if is_nonnegative(x) {
            return Some(x.clone());
        }
        let (c, rest) = coefficient(x);
        if c.is_one() {
            return None;
        }
        Some(scale(c.abs(), &call(crate::functions::ABS, vec![rest])?))
    }
}
