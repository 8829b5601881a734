//! The sine.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::call;
use crate::functions::COS;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Sin;

impl Entrywise for Sin {
    const NAME: &'static str = "sin";
    const SPELLINGS: &'static [&'static str] = &["sin"];
    const LATEX: &'static str = "\\sin";
    const MEANING: &'static str = "sine";
    const CODE: [&'static str; 5] = ["np.sin({0})", "jnp.sin({0})", "torch.sin({0})", "sin.({0})", "sin({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        call(COS, vec![x.clone()])
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Sin)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        super::odd(x, Self::NAME)
    }
}
