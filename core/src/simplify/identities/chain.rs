//! Rewriting neighbours in a chain of factors.

use crate::expr::build::mul;
use crate::expr::{Expr, Op};

/// A product with the first pair of neighbouring matrix factors that `join` can join, joined.
pub(super) fn join_neighbours(e: &Expr, join: impl Fn(&Expr, &Expr) -> Option<Expr>) -> Option<Expr> {
    if !matches!(e.op(), Op::Mul) {
        return None;
    }
    let args = e.args();
    let first = args.iter().position(|a| !a.shape().is_scalar())?;
    (first..args.len().saturating_sub(1)).find_map(|k| {
        let joined = join(&args[k], &args[k + 1])?;
        let factors = args[..k].iter().cloned().chain([joined]).chain(args[k + 2..].iter().cloned());
        Some(mul(factors.collect()))
    })
}

/// The factors of a chain, or the expression itself as the only one.
pub(super) fn links(e: &Expr) -> &[Expr] {
    if matches!(e.op(), Op::Mul) { e.args() } else { std::slice::from_ref(e) }
}
