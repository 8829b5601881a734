//! Entries that cancel in an inner product.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{hadamard, mul, ones, transpose};
use crate::expr::{Expr, Op};
use crate::rational::Rational;

/// `(a ⊘ s)ᵀ (s ⊙ b) = aᵀ b`.
pub const ENTRIES_CANCEL: Identity = Identity {
    name: "entries-cancel",
    statement: r"(\mathbf a \oslash \mathbf s)^T (\mathbf s \odot \mathbf b) = \mathbf a^T \mathbf b",
    source: "definition of the inner product",
    apply: |e| {
        join_neighbours(e, |l, r| {
            let inner = l.shape().is_row() && r.shape().is_vector() && !r.shape().is_scalar();
            inner.then(|| cancel(&transpose(l), r)).flatten()
        })
    },
};

fn cancel(left: &Expr, right: &Expr) -> Option<Expr> {
    let (a, b) = (factors(left), factors(right));
    let (i, j) = a.iter().enumerate().find_map(|(i, f)| {
        let (base, exponent) = power(f)?;
        let opposite = |g: &Expr| power(g).is_some_and(|(other, k)| other == base && k == exponent.negated());
        Some((i, b.iter().position(opposite)?))
    })?;
    let without = |all: &[Expr], at: usize| {
        let rest: Vec<Expr> = all.iter().enumerate().filter(|(k, _)| *k != at).map(|(_, f)| f.clone()).collect();
        if rest.is_empty() { ones(left.shape().clone()) } else { hadamard(rest) }
    };
    Some(mul(vec![transpose(&without(a, i)), without(b, j)]))
}

fn factors(e: &Expr) -> &[Expr] {
    if matches!(e.op(), Op::Hadamard) { e.args() } else { std::slice::from_ref(e) }
}

/// A factor as a power of its entries.
fn power(e: &Expr) -> Option<(Expr, Rational)> {
    match (e.op(), e.args()) {
        (Op::EntryPower, [base, k]) => Some((base.clone(), k.as_number()?)),
        _ => Some((e.clone(), Rational::ONE)),
    }
}
