//! The trace: rotated and transposed to one form, so that equal traces are one term.

use super::Identity;
use crate::expr::build::{split_scalars, transpose};
use crate::expr::{Expr, Op};
use crate::functions::{TRACE, TRANSPOSE};

/// `tr(ABC) = tr(BCA) = tr(Cᵀ Bᵀ Aᵀ)`.
pub const CYCLIC: Identity = Identity {
    name: "trace-cyclic",
    statement: r"\operatorname{tr}(A B) = \operatorname{tr}(B A) = \operatorname{tr}(A^T B^T)",
    source: "Magnus & Neudecker, ch. 1.10",
    apply: rotate,
};

/// Among all rotations, forwards and transposed: a differential last, then as few transposes as can be, then alphabetical.
fn rotate(e: &Expr) -> Option<Expr> {
    let inside = e.call_of(TRACE.name())?;
    let (scalars, chain) = split_scalars(inside);
    if !scalars.is_empty() || !matches!(chain.op(), Op::Mul) || chain.args().len() > 24 {
        return None;
    }
    let forwards = chain.args().to_vec();
    let backwards: Vec<Expr> = forwards.iter().rev().map(transpose).collect();
    let n = forwards.len();
    let best = [forwards, backwards]
        .into_iter()
        .flat_map(|p| (0..n).map(move |k| [&p[k..], &p[..k]].concat()))
        .min_by_key(|p| {
            let differential = p.iter().position(moving).map_or(0, |at| n - 1 - at);
            let turned = p.iter().filter(|f| f.call_of(TRANSPOSE.name()).is_some()).count();
            let turned_differential = p.iter().any(|f| f.call_of(TRANSPOSE.name()).is_some_and(moving));
            let letters: String = p.iter().map(|f| format!("{f:?} ")).collect();
            (turned_differential, differential, turned, letters)
        })?;
    let product = crate::expr::build::mul(best);
    crate::expr::build::call(TRACE, vec![product])
}

fn moving(e: &Expr) -> bool {
    e.subexpressions().iter().any(|p| matches!(p.op(), Op::Differential(_)))
}
