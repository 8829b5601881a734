//! What no small change can make true, told before any is tried: looking for what would be true is most of the work.

use std::collections::BTreeSet;

use matgrad_core::expr::{Expr, Op};

use super::reading::{Pair, symbols};

/// Whether a change of the right side may make the pair true: no change brings in a differential, or the value of a function
/// that nobody defined, but for the whole left side in place of the right one.
pub fn is_within_reach(pair: &Pair) -> bool {
    drawn(&pair.left).is_subset(&drawn(&pair.right))
}

/// Whether a slip of the pen on either side may be what makes the pair false: slips only move what is there, so that each side is to
/// be made of what the other one is made of. Of what does not fit nothing is known.
pub fn may_be_slip(pair: &Pair) -> bool {
    !pair.fits || symbols(&pair.left).is_subset(&symbols(&pair.right)) && applied(&pair.left) == applied(&pair.right)
}

/// The functions nobody defined, and the differentials, that occur.
fn drawn(e: &Expr) -> BTreeSet<String> {
    let key = |part: Expr| match part.op() {
        Op::Apply(function, _) => Some(function.key().to_string()),
        Op::Differential(symbol) => Some(format!("d{}", symbol.key())),
        _ => None,
    };
    e.subexpressions().into_iter().filter_map(key).collect()
}

/// The functions nobody defined that occur.
fn applied(e: &Expr) -> BTreeSet<String> {
    let key = |part: Expr| match part.op() {
        Op::Apply(function, _) => Some(function.key().to_string()),
        _ => None,
    };
    e.subexpressions().into_iter().filter_map(key).collect()
}
