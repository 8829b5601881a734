//! Whether a chain holds as it is written, and in which layout.

use matgrad_core::Layout;
use matgrad_core::elaborate::Scope;
use matgrad_core::notation::Node;

use super::reading::{LAYOUTS, Pair, Verdict, holds, pairs};

/// A layout in which each side equals the next, for all values of what is known of them.
pub fn holding_layout(sides: &[&Node], scope: &Scope) -> Option<Layout> {
    let neighbours = sides.windows(2).filter_map(|pair| <[&Node; 2]>::try_from(pair).ok());
    let read: Vec<Vec<Pair>> = neighbours.map(|[left, right]| pairs(left, right, sides, scope, 0)).collect();
    let holds_in = |layout: Layout| {
        // Where the layout makes no difference there is one reading.
        let equal =
            |all: &[Pair], pair: &Pair| (all.len() == 1 || pair.layout == layout) && holds(pair) == Verdict::Equal;
        read.iter().all(|all| all.iter().any(|pair| equal(all, pair)))
    };
    LAYOUTS.into_iter().find(|layout| holds_in(*layout))
}
