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
        .iter()
        .flat_map(|p| {
            let facts: Vec<Facts> = p.iter().map(Facts::of).collect();
            let turned = facts.iter().filter(|f| f.turned).count();
            let turned_differential = facts.iter().any(|f| f.turned && f.moving);
            (0..n)
                .map(|k| {
                    let rotated = facts[k..].iter().chain(&facts[..k]);
                    let differential = rotated.clone().position(|f| f.moving).map_or(0, |at| n - 1 - at);
                    let letters: String = rotated.map(|f| f.letters.as_str()).collect();
                    ((turned_differential, differential, turned, letters), [&p[k..], &p[..k]].concat())
                })
                .collect::<Vec<_>>()
        })
        .min_by(|a, b| a.0.cmp(&b.0))?
        .1;
    let product = crate::expr::build::mul(best);
    crate::expr::build::call(TRACE, vec![product])
}

/// What the choice of a rotation asks of a factor.
struct Facts {
    moving: bool,
    turned: bool,
    letters: String,
}

impl Facts {
    fn of(e: &Expr) -> Facts {
        let moving = e.subexpressions().iter().any(|p| matches!(p.op(), Op::Differential(_)));
        Facts { moving, turned: e.call_of(TRANSPOSE.name()).is_some(), letters: e.spelled() + " " }
    }
}
