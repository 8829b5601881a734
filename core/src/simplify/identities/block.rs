//! Products of block matrices whose partitions fit.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{add, add2, block, coefficient, mul2, scale};
use crate::expr::{Expr, Op};

/// A block of zeros and identities times a block multiplies out.
pub const BLOCK_PRODUCT: Identity = Identity {
    name: "block-product",
    statement: r"\begin{bmatrix} I & 0 \end{bmatrix} \begin{bmatrix} A \\ B \end{bmatrix} = A",
    source: "Magnus & Neudecker, ch. 1.11",
    apply: |e| join_neighbours(e, multiply),
};

/// Blocks of one partition add up block by block.
pub const BLOCK_SUM: Identity = Identity {
    name: "block-sum",
    statement: r"\begin{bmatrix} A & B \end{bmatrix} + \begin{bmatrix} C & D \end{bmatrix} = \begin{bmatrix} A + C & B + D \end{bmatrix}",
    source: "Magnus & Neudecker, ch. 1.11",
    apply: |e| {
        let terms = if matches!(e.op(), Op::Add) { e.args() } else { return None };
        let blocks = |t: &Expr| {
            let (c, block) = coefficient(t);
            match block.op() {
                Op::Block(r, k) => Some((*r, *k, block.args().iter().map(|b| scale(c, b)).collect::<Vec<_>>())),
                _ => None,
            }
        };
        let fits = |a: &[Expr], b: &[Expr]| a.iter().zip(b).all(|(x, y)| x.shape() == y.shape());
        terms.iter().enumerate().find_map(|(at, first)| {
            let (rows, cols, cells) = blocks(first)?;
            let (other, theirs) = terms.iter().enumerate().skip(at + 1).find_map(|(k, t)| {
                let (r, c, own) = blocks(t)?;
                ((r, c) == (rows, cols) && fits(&cells, &own)).then_some((k, own))
            })?;
            let sums = cells.iter().zip(&theirs).map(|(x, y)| add2(x, y)).collect();
            let rest = terms.iter().enumerate().filter(|(k, _)| *k != at && *k != other).map(|(_, t)| t.clone());
            Some(add(std::iter::once(block(rows, cols, sums)).chain(rest).collect()))
        })
    },
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
