//! A product next to its own inverse.

use super::Identity;
use super::chain::links;
use crate::expr::build::{identity, mul};
use crate::expr::{Expr, Op};
use crate::functions::TRANSPOSE;

/// `(A B)⁻¹ A B = I`.
pub const CANCEL: Identity = Identity {
    name: "inverse-cancels",
    statement: r"(A B)^{-1} A B = I",
    source: "definition of the inverse",
    apply: cancel,
};

/// What `e` is the inverse of.
fn inverted(e: &Expr) -> Option<Expr> {
    if let Some(inner) = e.call_of(TRANSPOSE.name()) {
        return inverted(inner).map(|x| crate::expr::build::transpose(&x));
    }
    match (e.op(), e.args()) {
        (Op::Power, [base, k]) if k.as_number() == Some(crate::rational::Rational::MINUS_ONE) => Some(base.clone()),
        _ => None,
    }
}

fn cancel(e: &Expr) -> Option<Expr> {
    if !matches!(e.op(), Op::Mul) {
        return None;
    }
    let args = e.args();
    for (k, f) in args.iter().enumerate() {
        let Some(inner) = inverted(f) else { continue };
        let inner = links(&inner);
        let n = inner.len();
        if inner.iter().any(|x| x.shape().is_scalar()) {
            continue;
        }
        let i = identity(&f.shape().rows);
        if args.get(k + 1..k + 1 + n) == Some(inner) {
            return Some(mul(args[..k].iter().cloned().chain([i]).chain(args[k + 1 + n..].iter().cloned()).collect()));
        }
        if k >= n && args.get(k - n..k) == Some(inner) {
            return Some(mul(args[..k - n].iter().cloned().chain([i]).chain(args[k + 1..].iter().cloned()).collect()));
        }
    }
    None
}
