//! The four conditions of Penrose.

use super::Identity;
use crate::expr::build::{mul, transpose};
use crate::expr::{Expr, Op};
use crate::functions::{PINV, TRANSPOSE};

/// `X X⁺ X = X`, `X⁺ X X⁺ = X⁺`, and `X X⁺`, `X⁺ X` are symmetric, so that `X⁺ X Xᵀ = Xᵀ` and `(X⁺)ᵀ X⁺ X = (X⁺)ᵀ`.
pub const PENROSE: Identity = Identity {
    name: "penrose",
    statement: r"X X^+ X = X, \quad (X X^+)^T = X X^+",
    source: "Penrose 1955; Magnus & Neudecker, ch. 2.5",
    apply: |e| {
        if !matches!(e.op(), Op::Mul) {
            return None;
        }
        let links = e.args();
        for at in 0..links.len() {
            let with = |middle: &[&Expr], taken: usize| {
                let before = links.iter().take(at);
                Some(mul(before.chain(middle.iter().copied()).chain(links.iter().skip(at + taken)).cloned().collect()))
            };
            let (Some(a), Some(b)) = (links.get(at), links.get(at + 1)) else { break };
            if let Some(c) = links.get(at + 2) {
                if inverse_pair(a, b) && (c == a || transpose(c) == *b) {
                    return with(&[c], 3);
                }
                if inverse_pair(b, c) && transpose(a) == *b {
                    return with(&[a], 3);
                }
            }
            // (X⁺)ᵀ Xᵀ = X X⁺ and Xᵀ (X⁺)ᵀ = X⁺ X.
            if is_transposed(a) && is_transposed(b) {
                let (x, y) = (transpose(b), transpose(a));
                if inverse_pair(&x, &y) {
                    return with(&[&x, &y], 2);
                }
            }
        }
        None
    },
};

fn is_transposed(e: &Expr) -> bool {
    e.call_of(TRANSPOSE.name()).is_some()
}

/// Whether one of the two is the pseudo-inverse of the other.
fn inverse_pair(a: &Expr, b: &Expr) -> bool {
    let is_pinv = |p: &Expr, x: &Expr| match p.call_of(TRANSPOSE.name()) {
        Some(inner) => inner.call_of(PINV.name()).is_some_and(|y| transpose(y) == *x),
        None => p.call_of(PINV.name()) == Some(x),
    };
    is_pinv(a, b) || is_pinv(b, a)
}
