//! Diagonal matrices.

use super::Identity;
use super::chain::join_neighbours;
use crate::expr::build::{call, hadamard, mul, split_scalars, transpose};
use crate::expr::{Expr, Op};
use crate::functions::{DIAG, DIAGONAL, TRANSPOSE};

/// `diag(a) b = a ⊙ b`, `diag(a) diag(b) = diag(a ⊙ b)`.
pub const DIAGONAL_PRODUCT: Identity = Identity {
    name: "diagonal-product",
    statement: r"\operatorname{diag}(\mathbf a) \mathbf b = \mathbf a \odot \mathbf b",
    source: "definition of the Hadamard product",
    apply: |e| {
        join_neighbours(e, |l, r| match (l.call_of(DIAG.name()), r.call_of(DIAG.name())) {
            (Some(a), Some(b)) => call(DIAG, vec![hadamard(vec![a.clone(), b.clone()])]),
            (Some(a), None) if r.shape().is_vector() => Some(hadamard(vec![a.clone(), r.clone()])),
            (None, Some(b)) if l.shape().is_row() && l.call_of(TRANSPOSE.name()).is_some() => {
                Some(transpose(&hadamard(vec![transpose(l), b.clone()])))
            }
            _ => None,
        })
        .or_else(|| inverse(e))
    },
};

/// `diag(a)ᵏ = diag(a^{⊙k})`.
fn inverse(e: &Expr) -> Option<Expr> {
    let (Op::Power, [base, k]) = (e.op(), e.args()) else { return None };
    let a = base.call_of(DIAG.name())?;
    call(DIAG, vec![crate::expr::build::entry_power(a.clone(), k.clone())])
}

/// `tr(diag(a) X) = aᵀ diag(X)`.
pub const DIAGONAL_TRACE: Identity = Identity {
    name: "diagonal-trace",
    statement: r"\operatorname{tr}(\operatorname{diag}(\mathbf a) X) = \mathbf a^T \operatorname{diag}(X)",
    source: "definition of the trace",
    apply: |e| {
        let inside = e.call_of("trace")?;
        if let Some(a) = inside.call_of(DIAG.name()) {
            return Some(mul(vec![transpose(&crate::expr::build::ones(a.shape().clone())), a.clone()]));
        }
        let (scalars, chain) = split_scalars(inside);
        if !scalars.is_empty() || !matches!(chain.op(), Op::Mul) {
            return None;
        }
        let at = chain.args().iter().position(|f| f.call_of(DIAG.name()).is_some())?;
        let a = chain.args()[at].call_of(DIAG.name())?;
        let rest = mul(chain.args()[at + 1..].iter().chain(&chain.args()[..at]).cloned().collect());
        // The differential stays inside the trace, where identification finds it.
        let moving = rest.subexpressions().iter().any(|p| matches!(p.op(), Op::Differential(_)));
        if moving {
            return None;
        }
        Some(mul(vec![transpose(a), call(DIAGONAL, vec![rest])?]))
    },
};
