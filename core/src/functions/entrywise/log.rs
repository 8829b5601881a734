//! The natural logarithm.

use super::Entrywise;
use crate::expr::build::{call, entry_power, number, zero};
use crate::expr::{Constant, Expr, Op};
use crate::functions::LOGDET;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Log;

impl Entrywise for Log {
    const NAME: &'static str = "log";
    const SPELLINGS: &'static [&'static str] = &["log", "ln"];
    const LATEX: &'static str = "\\log";
    const MEANING: &'static str = "natural logarithm";
    const CODE: [&'static str; 5] = ["np.log({0})", "jnp.log({0})", "torch.log({0})", "log.({0})", "log({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        Some(entry_power(x.clone(), number(-1)))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Ln)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        if x.is_identity() && x.shape().is_scalar() || x.is_constant(&Constant::Ones) {
            return Some(zero(x.shape().clone()));
        }
        match (x.op(), x.args()) {
            (Op::Call(f), [inner]) if f.name() == "det" => call(LOGDET, vec![inner.clone()]),
            (Op::Call(f), [inner]) if f.name() == "exp" => Some(inner.clone()),
            (Op::Call(f), [inner]) if f.name() == "abs" => {
                inner.call_of("det").and_then(|m| call(LOGDET, vec![m.clone()]))
            }
            _ => None,
        }
    }
}
