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
    let soft = call(SOFTMAX, vec![v])?;
    let replaced = |f: &Expr| match () {
        () if *f == exponential => Some(soft.clone()),
        () if *f == transpose(&exponential) => Some(transpose(&soft)),
        () => None,
    };
    // The exponential stands by itself, or at an end of a product that is a number.
    let inside = |f: &Expr| match (f.op(), f.args()) {
        (Op::Mul, [first, rest @ ..]) if f.shape().is_scalar() => match (replaced(first), rest.split_last()) {
            (Some(new), _) => Some(mul([std::slice::from_ref(&new), rest].concat())),
            (None, Some((last, middle))) => {
                let new = replaced(last)?;
                Some(mul([std::slice::from_ref(first), middle, std::slice::from_ref(&new)].concat()))
            }
            _ => None,
        },
        _ => None,
    };
    let found = factors.iter().enumerate().find_map(|(k, f)| Some((k, replaced(f).or_else(|| inside(f))?)));
    let (column, new) = found?;
    let rewritten = factors.iter().enumerate().filter(|(k, _)| *k != at);
    Some(mul(rewritten.map(|(k, f)| if k == column { new.clone() } else { f.clone() }).collect()))
}

/// The vector v of `1ᵀ eᵛ`.
fn summed(e: &Expr) -> Option<Expr> {
    let (Op::Mul, [row, exponential]) = (e.op(), e.args()) else { return None };
    let v = exponential.call_of(EXP.name()).filter(|v| v.shape().is_vector() && !v.shape().is_scalar())?;
    (*row == transpose(&ones(v.shape().clone()))).then(|| v.clone())
}
