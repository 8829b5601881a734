//! How much is spent on what is false: finding what would be true takes far longer than seeing that something is not.
//!
//! Where very much of a section is false it is read wrongly or written to be, and nothing more is looked for.

use std::cell::Cell;

use matgrad_core::notation::Node;

/// What the smallest claim takes.
const LEAST: u64 = 30 * 30;
/// A hundred small claims, or fewer of more parts.
const MOST: u64 = 100 * LEAST;

/// What may still be spent in a section.
#[derive(Debug)]
pub struct Effort(Cell<u64>);

impl Default for Effort {
    fn default() -> Effort {
        Effort(Cell::new(MOST))
    }
}

impl Effort {
    /// Whether what would be true instead of `nodes` is to be looked for.
    pub fn spend(&self, nodes: &[&Node]) -> bool {
        let parts = parts(nodes, MOST);
        let left = self.0.get().checked_sub((parts * parts).max(LEAST));
        self.0.set(left.unwrap_or_default());
        left.is_some()
    }

    /// What is left.
    pub fn left(&self) -> u64 {
        self.0.get()
    }

    /// Spends again what was spent on an earlier version, if there is as much.
    pub fn repeat(&self, spent: u64) -> bool {
        let left = self.0.get().checked_sub(spent);
        self.0.set(left.unwrap_or(self.0.get()));
        left.is_some()
    }
}

/// How many parts the nodes have, counted as far as `most`.
pub fn parts(nodes: &[&Node], most: u64) -> u64 {
    let mut stack: Vec<&Node> = nodes.to_vec();
    let mut count = 0;
    while let Some(node) = stack.pop() {
        count += 1;
        if count > most {
            break;
        }
        node.children_into(&mut stack);
    }
    count
}
