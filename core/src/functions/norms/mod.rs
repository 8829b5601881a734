//! Norms of vectors and matrices. Each has the differential of the norm itself; that of a square follows, because `‖x‖/‖x‖`
//! cancels in a product.

pub(super) mod frobenius;
pub(super) mod max;
pub(super) mod nuclear;
pub(super) mod one;
pub(super) mod p;
pub(super) mod peak;
pub(super) mod two;

use super::{ABS, Func, TRANSPOSE};
use crate::expr::Expr;
use crate::expr::build::{call, coefficient, scale};
use crate::rational::Rational;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Elementary, Scalar};

/// What holds of every norm: |x| of a number, 0 of zero, numbers move out.
pub(super) fn simplify(f: Func, args: &[Expr]) -> Option<Expr> {
    let (x, rest) = args.split_first()?;
    if x.shape().is_scalar() {
        return call(ABS, vec![x.clone()]);
    }
    if x.is_zero() {
        return Some(crate::expr::build::number(0));
    }
    let (c, inner) = coefficient(x);
    if c.is_one() {
        return None;
    }
    let inner = call(f, std::iter::once(inner).chain(rest.iter().cloned()).collect())?;
    Some(scale(c.abs(), &inner))
}

/// The argument of a transpose.
fn untransposed(x: &Expr) -> Option<&Expr> {
    x.call_of(TRANSPOSE.name())
}

/// √(Σ xᵢⱼ²); `None` at 0, where it has no derivative, but 0 for what stays 0, as x₁ − x₁ does.
fn root_of_squares<S: Scalar>(x: &Matrix<S>) -> Option<S> {
    if x.entries().iter().all(|e| *e == S::zero()) {
        return Some(S::zero());
    }
    x.entries().iter().fold(S::zero(), |s, e| s.add(&e.mul(e))).powr(Rational::HALF)
}

fn magnitude<S: Scalar>(x: &S) -> Option<S> {
    x.elementary(Elementary::Abs)
}

/// The largest of some values.
fn largest<S: Scalar>(values: impl Iterator<Item = Option<S>>) -> Option<S> {
    let values: Option<Vec<S>> = values.collect();
    let mut best: Option<S> = None;
    for v in values? {
        if best.as_ref().is_none_or(|b| v.real() > b.real()) {
            best = Some(v);
        }
    }
    best
}
