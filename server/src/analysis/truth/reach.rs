//! What no small change can make true, told before any is tried: looking for what would be true is most of the work.

use std::collections::BTreeSet;

use matgrad_core::expr::{Expr, Op, Symbol};

use super::reading::{Pair, symbols};

/// Whether a change of the right side may make the pair true: none brings in a differential, or takes away or brings in a function
/// that nobody defined, and none makes nothing of something.
pub fn is_within_reach(pair: &Pair) -> bool {
    !pair.left.is_zero()
        && functions(&pair.left) == functions(&pair.right)
        && differentials(&pair.left).is_subset(&differentials(&pair.right))
}

/// Whether a slip of the pen on either side may be what makes the pair false: slips only move what is there, so that each side is to
/// be made of what the other one is made of. Of what does not fit nothing is known.
pub fn may_be_slip(pair: &Pair) -> bool {
    !pair.fits
        || symbols(&pair.left).is_subset(&symbols(&pair.right)) && functions(&pair.left) == functions(&pair.right)
}

/// The functions nobody defined that occur.
pub fn functions(e: &Expr) -> BTreeSet<String> {
    occurring(e, |op| match op {
        Op::Apply(function, _) => Some(function.key()),
        _ => None,
    })
}

fn differentials(e: &Expr) -> BTreeSet<String> {
    occurring(e, |op| match op {
        Op::Differential(symbol) => Some(Symbol::key(symbol)),
        _ => None,
    })
}

fn occurring(e: &Expr, key: impl Fn(&Op) -> Option<&str>) -> BTreeSet<String> {
    e.subexpressions().iter().filter_map(|part| key(part.op()).map(str::to_string)).collect()
}
