//! Softmax where exponentials spell it.

use super::Identity;
use crate::expr::build::{call, mul, ones, transpose};
use crate::expr::{Expr, Op};
use crate::functions::{EXP, SOFTMAX};
use crate::rational::Rational;

/// `eᵛ/(1ᵀ eᵛ) = softmax(v)`.
pub const SOFTMAX_OF_EXPONENTIALS: Identity = Identity {
    name: "softmax",
    statement: r"\frac{\exp(v)}{\mathbf{1}^T \exp(v)} = \operatorname{softmax}(v)",
    source: "definition of softmax",
    apply: recognise,
};

fn recognise(e: &Expr) -> Option<Expr> {
    let factors = if matches!(e.op(), Op::Mul) { e.args() } else { return None };
    let (at, v) = factors.iter().enumerate().find_map(|(at, f)| match (f.op(), f.args()) {
        (Op::Power, [sum, exponent]) if exponent.as_number() == Some(Rational::MINUS_ONE) => Some((at, summed(sum)?)),
        _ => None,
    })?;
    let exponential = call(EXP, vec![v.clone()])?;
    let column = factors.iter().position(|f| *f == exponential || *f == transpose(&exponential))?;
    let soft = call(SOFTMAX, vec![v])?;
    let rewritten = factors.iter().enumerate().filter(|(k, _)| *k != at).map(|(k, f)| match k == column {
        true if *f == exponential => soft.clone(),
        true => transpose(&soft),
        false => f.clone(),
    });
    Some(mul(rewritten.collect()))
}

/// The vector v of `1ᵀ eᵛ`.
fn summed(e: &Expr) -> Option<Expr> {
    let (Op::Mul, [row, exponential]) = (e.op(), e.args()) else { return None };
    let v = exponential.call_of(EXP.name()).filter(|v| v.shape().is_vector() && !v.shape().is_scalar())?;
    (*row == transpose(&ones(v.shape().clone()))).then(|| v.clone())
}
