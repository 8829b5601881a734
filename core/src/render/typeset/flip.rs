//! Sums whose terms are all transposed are drawn as the transpose of a sum: `(A \mathbf{x} - \mathbf{b})^T`.
//!
//! Expressions keep transposes at their leaves; on paper one mark on the outside is shorter.

use crate::expr::build::{add, hadamard, transpose};
use crate::expr::{DigestMap, Expr, Op};
use crate::functions::TRANSPOSE;

/// How many transposes are drawn in each expression, and the transposes of terms met before.
#[derive(Default)]
pub struct Marks {
    counts: DigestMap<u32>,
    transposed: DigestMap<Expr>,
}

impl Marks {
    /// The transpose of a sum or entry-wise product, if drawing that with one mark outside is shorter.
    pub fn flipped(&mut self, e: &Expr) -> Option<Expr> {
        if !matches!(e.op(), Op::Add | Op::Hadamard) || e.shape().is_scalar() || e.shape().is_vector() {
            return None;
        }
        let marks = self.of(e);
        if marks < 2 {
            return None;
        }
        let parts = e.args().iter().map(|t| self.transposed.entry(t.digest()).or_insert_with(|| transpose(t)).clone());
        let parts = parts.collect();
        let flipped = if matches!(e.op(), Op::Add) { add(parts) } else { hadamard(parts) };
        (self.of(&flipped) + 1 < marks).then_some(flipped)
    }

    fn of(&mut self, e: &Expr) -> u32 {
        if e.args().is_empty() {
            return u32::from(matches!(e.op(), Op::Constant(_)) && e.shape().is_row() && !e.shape().is_scalar());
        }
        if let Some(known) = self.counts.get(&e.digest()) {
            return *known;
        }
        let own = u32::from(e.call_of(TRANSPOSE.name()).is_some());
        let count = e.args().iter().fold(own, |n, a| n.saturating_add(self.of(a)));
        self.counts.insert(e.digest(), count);
        count
    }
}
