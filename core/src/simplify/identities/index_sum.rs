//! Sums over an index brought back to matrix form.

use super::Identity;
use super::chain::{join_neighbours, links};
use crate::expr::build::{add, coefficient, entry, index, kron, mul, mul2, number, scale, substitute, sum_over};
use crate::expr::{Expr, Op};
use crate::rational::Rational;
use crate::simplify::index::contract;

/// `Σⱼ A_ij x_j = (A x)_i`, `Σᵢ δ_ij f(i) = f(j)`, `Σᵢ x_i e_i = x`.
pub const CONTRACT: Identity = Identity {
    name: "index-contraction",
    statement: r"\sum_j A_{ij} x_j = (A \mathbf x)_i",
    source: "definition of the matrix product",
    apply: contract,
};

/// `(vᵀ ⊗ A) Σⱼ (eⱼ ⊗ Mⱼ) = Σⱼ vⱼ A Mⱼ`.
pub const STACKED: Identity = Identity {
    name: "stacked-sum",
    statement: r"(\mathbf v^T \otimes A) \sum_j (\mathbf e_j \otimes M_j) = \sum_j v_j A M_j",
    source: "Magnus & Neudecker, ch. 2.2: the mixed product",
    apply: |e| join_neighbours(e, stacked),
};

fn stacked(left: &Expr, right: &Expr) -> Option<Expr> {
    let (Op::Kron, [v, rest @ ..]) = (left.op(), left.args()) else { return None };
    let (Op::Sum(j), [lo, hi, body]) = (right.op(), right.args()) else { return None };
    let (Op::Kron, [e, inner @ ..]) = (body.op(), body.args()) else { return None };
    // The first parts may be outer products: (u vᵀ)(eⱼ wᵀ) = vⱼ u wᵀ.
    let ([before @ .., v], [e, after @ ..]) = (links(v), links(e)) else { return None };
    let picks = matches!(e.op(), Op::Unit) && e.args().first() == Some(&index(j));
    let (a, m) = (kron(rest.to_vec()), kron(inner.to_vec()));
    if !picks || !v.shape().is_row() || v.shape().cols != e.shape().rows || a.shape().cols != m.shape().rows {
        return None;
    }
    (!left.mentions(j)).then(|| {
        let weight = entry(v.clone(), number(1), index(j));
        let outer = mul([before, after].concat());
        let body = if before.is_empty() && after.is_empty() { mul2(&a, &m) } else { kron(vec![outer, mul2(&a, &m)]) };
        sum_over(j, lo.clone(), hi.clone(), mul2(&weight, &body))
    })
}

/// `Σᵢ f(i) + Σⱼ f(j) = 2 Σᵢ f(i)`: sums that differ by the letter of their index are one.
pub const RENAMED: Identity = Identity {
    name: "index-renaming",
    statement: r"\sum_i f_i + \sum_j f_j = 2 \sum_i f_i",
    source: "a bound index may have any name",
    apply: renamed,
};

fn renamed(e: &Expr) -> Option<Expr> {
    if !matches!(e.op(), Op::Add) {
        return None;
    }
    let terms: Vec<(Rational, Expr)> = e.args().iter().map(coefficient).collect();
    terms.iter().enumerate().find_map(|(k, (_, first))| {
        let (Op::Sum(i), [lo, hi, body]) = (first.op(), first.args()) else { return None };
        let later = (k + 1..terms.len()).find(|&m| match (terms[m].1.op(), terms[m].1.args()) {
            (Op::Sum(j), [a, b, other]) => {
                i != j && a == lo && b == hi && !other.mentions(i) && substitute(other, &[(j, index(i))]) == *body
            }
            _ => false,
        })?;
        let both = scale(terms[k].0.plus(terms[later].0), first);
        let rest = e.args().iter().enumerate().filter(|(m, _)| *m != k && *m != later).map(|(_, t)| t.clone());
        Some(add(std::iter::once(both).chain(rest).collect()))
    })
}
