//! Duplication and elimination matrices.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{call, identity, neg, transpose, vec_of};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{TRANSPOSE, VEC, VECH};

/// `K_{nn} D_n = D_n`, `K_{nn} D̃_n = −D̃_n`, `L_n D_n = I`, `L_n vec A = vech A`, `D_n vech A = vec A` for symmetric A.
pub const STRUCTURE: Identity = Identity {
    name: "duplication-elimination",
    statement: r"K_{nn} D_n = D_n, \quad L_n D_n = I, \quad L_n \operatorname{vec}(A) = \operatorname{vech}(A)",
    source: "Magnus & Neudecker, theorems 3.12 and 3.14",
    apply: |e| {
        join_neighbours(e, |a, b| {
            let turned = || joined(&transpose(b), &transpose(a)).map(|j| transpose(&j));
            joined(a, b).or_else(|| is_constant(b).then(turned).flatten())
        })
    },
};

/// Whether this is a constant matrix or the transpose of one.
fn is_constant(e: &Expr) -> bool {
    matches!(e.call_of(TRANSPOSE.name()).unwrap_or(e).op(), Op::Constant(_))
}

fn joined(a: &Expr, b: &Expr) -> Option<Expr> {
    match (a.op(), b.op()) {
        (Op::Constant(Constant::Commutation(m, n)), Op::Constant(Constant::Duplication(_))) if m == n => {
            Some(b.clone())
        }
        (Op::Constant(Constant::Commutation(m, n)), Op::Constant(Constant::SkewDuplication(_))) if m == n => {
            Some(neg(b))
        }
        (Op::Constant(Constant::Elimination(n)), Op::Constant(Constant::Duplication(k))) if n == k => {
            Some(identity(&a.shape().rows))
        }
        (Op::Constant(Constant::Elimination(n)), _) => {
            let inner = b.call_of(VEC.name()).filter(|x| x.shape().is_square() && x.shape().rows == *n)?;
            call(VECH, vec![inner.clone()])
        }
        (Op::Constant(Constant::Duplication(n)), _) => {
            let inner = b.call_of(VECH.name()).filter(|x| x.shape().rows == *n && transpose(x) == **x)?;
            Some(vec_of(inner))
        }
        _ => None,
    }
}
