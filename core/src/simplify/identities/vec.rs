//! `vec` and Kronecker products.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{kron, mul, trace, transpose, vec_of};
use crate::expr::{Expr, Op};
use crate::functions::{TRANSPOSE, VEC};

/// `(Cᵀ ⊗ A) vec B = vec(ABC)`.
pub const VEC_KRONECKER: Identity = Identity {
    name: "vec-kronecker",
    statement: r"(C^T \otimes A) \operatorname{vec}(B) = \operatorname{vec}(A B C)",
    source: "Magnus & Neudecker, ch. 2.4",
    apply: |e| {
        join_neighbours(e, |k, v| {
            to_vec(k, v).or_else(|| {
                // The same read transposed: vec(B)ᵀ (C ⊗ Aᵀ) = vec(ABC)ᵀ.
                if !k.shape().is_row() {
                    return None;
                }
                let (k, v) = (transpose(v), transpose(k));
                to_vec(&k, &v).map(|w| transpose(&w))
            })
        })
    },
};

fn to_vec(k: &Expr, v: &Expr) -> Option<Expr> {
    let x = v.call_of(VEC.name())?;
    let (Op::Kron, parts) = (k.op(), k.args()) else { return None };
    (1..parts.len()).find_map(|cut| {
        let (b, a) = (kron(parts[..cut].to_vec()), kron(parts[cut..].to_vec()));
        (a.shape().cols == x.shape().rows && b.shape().cols == x.shape().cols)
            .then(|| vec_of(&mul(vec![a, x.clone(), transpose(&b)])))
    })
}

/// `vec(A)ᵀ vec(B) = tr(AᵀB)`.
pub const VEC_TRACE: Identity = Identity {
    name: "vec-trace",
    statement: r"\operatorname{vec}(A)^T \operatorname{vec}(B) = \operatorname{tr}(A^T B)",
    source: "Magnus & Neudecker, ch. 2.4",
    apply: |e| {
        join_neighbours(e, |a, b| {
            let a = a.call_of(TRANSPOSE.name())?.call_of(VEC.name())?;
            let b = b.call_of(VEC.name())?;
            (a.shape() == b.shape()).then(|| trace(&mul(vec![transpose(a), b.clone()])))
        })
    },
};
