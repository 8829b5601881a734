//! Products entry by entry.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{hadamard, mul, ones, transpose};
use crate::expr::{Constant, Expr, Op};
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
    let rest = |all: &[Expr], at: usize| {
        let rest = without(all, &[at]);
        if rest.is_empty() { ones(left.shape().clone()) } else { hadamard(rest) }
    };
    let (left, right) = (rest(a, i), rest(b, j));
    // 1ᵀa, as sums of entries are written.
    let (left, right) = if right.is_constant(&Constant::Ones) { (right, left) } else { (left, right) };
    Some(mul(vec![transpose(&left), right]))
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

/// `step(x) ⊙ relu(x) = relu(x)` and what else a function knows of its products; `X ⊙ 1 1ᵀ = X`.
pub const PRODUCT_BY_ENTRIES: Identity = Identity {
    name: "entrywise-product",
    statement: r"\operatorname{step}(\mathbf x) \odot \operatorname{relu}(\mathbf x) = \operatorname{relu}(\mathbf x)",
    source: "definitions of the functions",
    apply: by_entries,
};

fn by_entries(e: &Expr) -> Option<Expr> {
    let product: fn(Vec<Expr>) -> Expr = match e.op() {
        Op::Hadamard => hadamard,
        Op::Mul if e.shape().is_scalar() => mul,
        _ => return None,
    };
    // In a product that is a number the links of a chain are no factors.
    let factor = |f: &Expr| matches!(e.op(), Op::Hadamard) || f.shape().is_scalar();
    let all = e.args();
    if let Some(at) = all.iter().position(|f| matches!(e.op(), Op::Hadamard) && is_ones(f)) {
        return Some(product(without(all, &[at])));
    }
    let pairs = (0..all.len()).flat_map(|i| (0..all.len()).map(move |j| (i, j))).filter(|(i, j)| i != j);
    pairs.take(MOST_PAIRS).find_map(|(i, j)| {
        let (Op::Call(f), true) = (all[i].op(), factor(&all[i]) && factor(&all[j])) else { return None };
        let joined = f.times(all[i].args(), &all[j])?;
        Some(product([vec![joined], without(all, &[i, j])].concat()))
    })
}

/// Pairs of factors that are looked at.
const MOST_PAIRS: usize = 256;

fn without(all: &[Expr], places: &[usize]) -> Vec<Expr> {
    all.iter().enumerate().filter(|(k, _)| !places.contains(k)).map(|(_, f)| f.clone()).collect()
}

/// A matrix of ones, also as `1 1ᵀ`.
fn is_ones(e: &Expr) -> bool {
    let one = |f: &Expr| f.is_constant(&Constant::Ones);
    one(e)
        || matches!((e.op(), e.args()), (Op::Mul, [a, b]) if a.shape().is_vector() && b.shape().is_row() && one(a) && one(b))
}
