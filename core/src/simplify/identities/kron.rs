//! The mixed product of Kronecker products.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{self, mul2};
use crate::expr::{Expr, Op};

/// `(A ⊗ B)(C ⊗ D) = AC ⊗ BD`.
pub const MIXED_PRODUCT: Identity = Identity {
    name: "mixed-product",
    statement: r"(A \otimes B)(C \otimes D) = AC \otimes BD",
    source: "Magnus & Neudecker, ch. 2.2",
    apply: |e| join_neighbours(e, mixed),
};

fn mixed(left: &Expr, right: &Expr) -> Option<Expr> {
    one_sided(left, right).or_else(|| both_sided(left, right))
}

/// `M (cᵀ ⊗ D) = cᵀ ⊗ M D`, `(c ⊗ D) M = c ⊗ D M` and their mirror images: the mixed product with 1 ⊗ M.
fn one_sided(left: &Expr, right: &Expr) -> Option<Expr> {
    let ends = |e: &Expr| match (e.op(), e.args()) {
        (Op::Kron, [first, second]) => Some((first.clone(), second.clone())),
        _ => None,
    };
    if let (false, Some((c, d))) = (matches!(left.op(), Op::Kron), ends(right)) {
        if c.shape().is_row() && d.shape().rows == left.shape().cols {
            return Some(build::kron(vec![c, mul2(left, &d)]));
        }
        if d.shape().is_row() && c.shape().rows == left.shape().cols {
            return Some(build::kron(vec![mul2(left, &c), d]));
        }
    }
    if let (Some((c, d)), false) = (ends(left), matches!(right.op(), Op::Kron)) {
        if c.shape().is_vector() && d.shape().cols == right.shape().rows {
            return Some(build::kron(vec![c, mul2(&d, right)]));
        }
        if d.shape().is_vector() && c.shape().cols == right.shape().rows {
            return Some(build::kron(vec![mul2(&c, right), d]));
        }
    }
    None
}

fn both_sided(left: &Expr, right: &Expr) -> Option<Expr> {
    let (Op::Kron, a) = (left.op(), left.args()) else { return None };
    let (Op::Kron, b) = (right.op(), right.args()) else { return None };
    if a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.shape().cols == y.shape().rows) {
        return Some(build::kron(a.iter().zip(b).map(|(x, y)| mul2(x, y)).collect()));
    }
    // Products of more factors fit where they can be cut into two that do.
    for i in 1..a.len() {
        for j in 1..b.len() {
            let (a1, a2) = (build::kron(a[..i].to_vec()), build::kron(a[i..].to_vec()));
            let (b1, b2) = (build::kron(b[..j].to_vec()), build::kron(b[j..].to_vec()));
            if a1.shape().cols == b1.shape().rows && a2.shape().cols == b2.shape().rows {
                return Some(build::kron(vec![mul2(&a1, &b1), mul2(&a2, &b2)]));
            }
        }
    }
    None
}
