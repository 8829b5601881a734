//! Products of block matrices whose partitions fit.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{add, block, mul2};
use crate::expr::{Expr, Op};

/// A block of zeros and identities times a block multiplies out.
pub const BLOCK_PRODUCT: Identity = Identity {
    name: "block-product",
    statement: r"\begin{bmatrix} I & 0 \end{bmatrix} \begin{bmatrix} A \\ B \end{bmatrix} = A",
    source: "Magnus & Neudecker, ch. 1.11",
    apply: |e| join_neighbours(e, multiply),
};

fn multiply(l: &Expr, r: &Expr) -> Option<Expr> {
    let (Op::Block(rows, inner), a) = (l.op(), l.args()) else { return None };
    let (Op::Block(inner2, cols), b) = (r.op(), r.args()) else { return None };
    let picks = |xs: &[Expr]| xs.iter().all(|x| x.is_zero() || x.is_identity());
    let fits = inner == inner2 && (0..*inner).all(|k| a[k].shape().cols == b[k * cols].shape().rows);
    if !fits || !(picks(a) || picks(b)) {
        return None;
    }
    let cell = |i: usize, j: usize| add((0..*inner).map(|k| mul2(&a[i * inner + k], &b[k * cols + j])).collect());
    Some(block(*rows, *cols, (0..rows * cols).map(|k| cell(k / cols, k % cols)).collect()))
}
