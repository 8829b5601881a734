//! Forms that keep their value where exponentials overflow or vanish: the logarithm of a softmax, of σ, of a sum of exponentials.
//!
//! The mathematics is finite there, so the code is too; on paper the author's own form stands.

use crate::expr::build::{add2, call, map, mul, neg, ones, transpose};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{EXP, LOG, LOGSUMEXP, SIGMOID, SOFTMAX, SOFTPLUS};
use crate::rational::Rational;

/// `e` with every logarithm that could lose its value written without a detour through an exponential.
pub fn stable(e: &Expr) -> Expr {
    map(e, &mut |part| part.call_of(LOG.name()).and_then(logarithm).unwrap_or(part))
}

/// `log x`.
fn logarithm(x: &Expr) -> Option<Expr> {
    if let Some(v) = x.call_of(SOFTMAX.name()) {
        let all = mul(vec![call(LOGSUMEXP, vec![v.clone()])?, ones(v.shape().clone())]);
        return Some(add2(v, &neg(&all)));
    }
    if let Some(v) = x.call_of(SIGMOID.name()) {
        return Some(neg(&call(SOFTPLUS, vec![neg(v)])?));
    }
    match (x.op(), x.args()) {
        (Op::Add, [a, b]) => {
            let other = if is_one(a) { b } else { is_one(b).then_some(a)? };
            if let Some(v) = other.call_of(EXP.name()) {
                return call(SOFTPLUS, vec![v.clone()]);
            }
            let sigma = neg(other);
            Some(neg(&call(SOFTPLUS, vec![sigma.call_of(SIGMOID.name())?.clone()])?))
        }
        (Op::Mul, [row, exponential]) => {
            let v = exponential.call_of(EXP.name()).filter(|v| v.shape().is_vector() && !v.shape().is_scalar())?;
            (*row == transpose(&ones(v.shape().clone()))).then(|| call(LOGSUMEXP, vec![v.clone()]))?
        }
        _ => None,
    }
}

fn is_one(e: &Expr) -> bool {
    e.as_number().is_some_and(Rational::is_one) || e.is_constant(&Constant::Ones)
}
