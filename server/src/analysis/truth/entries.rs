//! Matrices that are told by an entry: `(A B)_{kl} = A B` means that the one with these entries is the other.

use matgrad_core::notation::{Kind, Node};

use super::reading::find;

/// Whether one side is told by an entry of something in brackets, and the other is not.
pub fn tells_by_entry(left: &Node, right: &Node) -> bool {
    let has_entry = |side: &Node| find(side, &is_entry);
    let has_index =
        |side: &Node| find(side, &|part| matches!(&part.kind, Kind::Script(script) if script.sub.is_some()));
    has_entry(left) && !has_index(right) || has_entry(right) && !has_index(left)
}

/// `(A B)_{kl}`.
fn is_entry(node: &Node) -> bool {
    let Kind::Script(script) = &node.kind else { return false };
    matches!(script.base.kind, Kind::Fence(_)) && script.sub.is_some()
}
