//! eˣ.

use super::Entrywise;
use crate::expr::build::ones;
use crate::expr::{Expr, Op};
use crate::verify::scalar::{Elementary, Scalar};

pub struct Exp;

impl Entrywise for Exp {
    const NAME: &'static str = "exp";
    const SPELLINGS: &'static [&'static str] = &["exp"];
    const LATEX: &'static str = "\\exp";
    const MEANING: &'static str = "exponential function";
    const CODE: [&'static str; 5] = ["np.exp({0})", "jnp.exp({0})", "torch.exp({0})", "exp.({0})", "exp({0})"];

    fn slope(_: &Expr, fx: &Expr) -> Option<Expr> {
        Some(fx.clone())
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Exp)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        if x.is_zero() {
            return Some(ones(x.shape().clone()));
        }
        match x.op() {
            Op::Call(f) if f.name() == "log" => x.args().first().cloned(),
            _ => None,
        }
    }
}
