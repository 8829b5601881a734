//! Sums of entries written with the vector of ones.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{hadamard, mul, size, split_scalars, trace, transpose};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{DIAG, TRANSPOSE};

fn is_ones(e: &Expr) -> bool {
    e.is_constant(&Constant::Ones)
}

/// `1ᵀ(a ⊙ b) = aᵀb`, `1ᵀ1 = n`, `diag(a) 1 = a`.
pub const ENTRY_SUM: Identity = Identity {
    name: "sum-of-entries",
    statement: r"\mathbf 1^T (\mathbf a \odot \mathbf b) = \mathbf a^T \mathbf b",
    source: "definition of the Hadamard product",
    apply: |e| {
        join_neighbours(e, |l, r| {
            if is_ones(l) && is_ones(r) && l.shape().is_row() && r.shape().is_vector() {
                return Some(size(&l.shape().cols));
            }
            let (row, column) = (l.shape().is_row() && is_ones(l), r.shape().is_vector() && is_ones(r));
            if row && r.shape().is_vector() {
                return inner(r);
            }
            if column && l.shape().is_row() {
                return inner(&transpose(l));
            }
            if row && let Some(a) = r.call_of(DIAG.name()) {
                return Some(transpose(a));
            }
            None
        })
    },
};

fn inner(e: &Expr) -> Option<Expr> {
    let (Op::Hadamard, [first, rest @ ..]) = (e.op(), e.args()) else { return None };
    Some(mul(vec![transpose(first), hadamard(rest.to_vec())]))
}

/// `1ᵀ (A ⊙ B) 1 = tr(AᵀB)`.
pub const HADAMARD_TRACE: Identity = Identity {
    name: "hadamard-trace",
    statement: r"\mathbf 1^T (A \odot B) \mathbf 1 = \operatorname{tr}(A^T B)",
    source: "Magnus & Neudecker, ch. 3.6",
    apply: |e| {
        if !matches!(e.op(), Op::Mul) || !e.shape().is_scalar() {
            return None;
        }
        let (scalars, chain) = split_scalars(e);
        let [l, m, r] = chain.args() else { return None };
        if !scalars.is_empty() || !is_ones(l) || !is_ones(r) || m.call_of(TRANSPOSE.name()).is_some() {
            return None;
        }
        let (Op::Hadamard, [first, rest @ ..]) = (m.op(), m.args()) else { return None };
        Some(trace(&mul(vec![transpose(first), hadamard(rest.to_vec())])))
    },
};
