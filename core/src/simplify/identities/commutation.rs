//! The commutation matrix.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{self, transpose, vec_of};
use crate::expr::{Constant, Expr, Op};
use crate::functions::VEC;
use crate::rational::Rational;
use crate::shape::Dim;

/// `K_{mn} K_{nm} = I`.
pub const COMMUTE_TWICE: Identity = Identity {
    name: "commutation-twice",
    statement: r"K_{mn} K_{nm} = I",
    source: "Magnus & Neudecker, ch. 3.7",
    apply: |e| {
        if let (Op::Power, [base, k]) = (e.op(), e.args()) {
            let (_, k) = (sizes(base)?, k.as_number().and_then(Rational::as_integer)?);
            return Some(if k % 2 == 0 { build::identity(&base.shape().rows) } else { base.clone() });
        }
        join_neighbours(e, |a, b| {
            let ((m, n), (p, q)) = (sizes(a)?, sizes(b)?);
            (m == q && n == p).then(|| build::identity(&a.shape().rows))
        })
    },
};

fn sizes(e: &Expr) -> Option<(&Dim, &Dim)> {
    match e.op() {
        Op::Constant(Constant::Commutation(m, n)) => Some((m, n)),
        _ => None,
    }
}

/// `K_{mn} vec A = vec Aᵀ`.
pub const COMMUTE_VEC: Identity = Identity {
    name: "commutation-vec",
    statement: r"K_{mn} \operatorname{vec}(A) = \operatorname{vec}(A^T)",
    source: "Magnus & Neudecker, ch. 3.7",
    apply: |e| {
        join_neighbours(e, |k, v| {
            let ((m, n), a) = (sizes(k)?, v.call_of(VEC.name())?);
            (a.shape().rows == *m && a.shape().cols == *n).then(|| vec_of(&transpose(a)))
        })
        .or_else(|| {
            join_neighbours(e, |v, k| {
                if !v.shape().is_row() {
                    return None;
                }
                let (v, k) = (transpose(v), transpose(k));
                let ((m, n), a) = (sizes(&k)?, v.call_of(VEC.name())?);
                (a.shape().rows == *m && a.shape().cols == *n).then(|| transpose(&vec_of(&transpose(a))))
            })
        })
    },
};

/// `K_{pm} (A ⊗ B) K_{nq} = B ⊗ A`, and `K_{pm} (A ⊗ b) = b ⊗ A` for a column b.
pub const COMMUTE_KRON: Identity = Identity {
    name: "commutation-kronecker",
    statement: r"K_{pm} (A \otimes B) K_{nq} = B \otimes A",
    source: "Magnus & Neudecker, theorem 3.9",
    apply: commute_kron,
};

/// Cuts a Kronecker product into two whose rows are counted by the sizes of a commutation matrix before it.
fn cut(e: &Expr, p: &Dim, m: &Dim, of: fn(&Expr) -> &Dim) -> Option<(Expr, Expr)> {
    let (Op::Kron, parts) = (e.op(), e.args()) else { return None };
    (1..parts.len()).find_map(|k| {
        let (a, b) = (build::kron(parts[..k].to_vec()), build::kron(parts[k..].to_vec()));
        (of(&a) == m && of(&b) == p).then_some((a, b))
    })
}

fn commute_kron(e: &Expr) -> Option<Expr> {
    if !matches!(e.op(), Op::Mul) {
        return None;
    }
    let args = e.args();
    let place = |k: usize, used: usize, new: Expr| {
        build::mul(args[..k].iter().cloned().chain([new]).chain(args[k + used..].iter().cloned()).collect())
    };
    for (k, pair) in args.windows(2).enumerate() {
        if let Some((p, m)) = sizes(&pair[0])
            && let Some((a, b)) = cut(&pair[1], p, m, |x| &x.shape().rows)
        {
            let next = args.get(k + 2).and_then(sizes);
            let closed = next == Some((&a.shape().cols, &b.shape().cols));
            if closed || a.shape().is_vector() || b.shape().is_vector() {
                return Some(place(k, if closed { 3 } else { 2 }, build::kron(vec![b, a])));
            }
        }
        // The transposed case: (A ⊗ bᵀ) K = bᵀ ⊗ A.
        if let Some((n, q)) = sizes(&pair[1])
            && let Some((a, b)) = cut(&pair[0], q, n, |x| &x.shape().cols)
            && (a.shape().is_row() || b.shape().is_row())
        {
            return Some(place(k, 2, build::kron(vec![b, a])));
        }
        // (B ⊗ A) K_{qn} = K_{pm} (A ⊗ B): the commutation matrix stands in front, where sums share it.
        if let Some((q, n)) = sizes(&pair[1])
            && let Some((b, a)) = cut(&pair[0], n, q, |x| &x.shape().cols)
        {
            let front = build::commutation(&b.shape().rows, &a.shape().rows);
            return Some(place(k, 2, build::mul2(&front, &build::kron(vec![a, b]))));
        }
    }
    None
}
