//! The changes at one place: a transpose, a sign, a factor, another symbol or power.

use super::product::{pairs, product, swaps};
use super::{Edit, Material, Sink};
use crate::expr::build::*;
use crate::expr::{Constant, Expr, Op};
use crate::rational::Rational;
use crate::shape::Shape;

/// The changes at `e` itself.
pub(super) fn local(parent: Option<&Op>, material: &Material, sink: &mut Sink) {
    let e = &sink.e.clone();
    let is_scalar = e.shape().is_scalar();
    if !is_scalar {
        sink.push(1, Edit::Transpose(e.clone()), || transpose(e));
    }
    // A number in front of a factor is a number in front of the product.
    let inside = match parent {
        Some(Op::Mul | Op::Hadamard | Op::Kron) => true,
        Some(Op::Call(f)) => ["transpose", "trace", "vec", "diag", "diagonal"].contains(&f.name()),
        _ => false,
    };
    if !inside {
        multiples(sink, matches!(parent, None | Some(Op::Add)), material);
        pairs(sink, material);
    }
    if e.as_number().is_some() {
        return;
    }
    match e.op() {
        Op::Mul => product(sink),
        Op::Kron => swaps(sink, 0, kron),
        Op::Add => {
            for (k, term) in e.args().iter().enumerate() {
                let rest = e.args().iter().enumerate().filter(|(i, _)| *i != k).map(|(_, t)| t.clone());
                sink.push(3, Edit::Drop(term.clone()), || add(rest.collect()));
            }
        }
        Op::Hadamard => {
            if let [a, b] = e.args()
                && a.shape().is_square()
            {
                sink.replace(3, || mul2(a, b));
            }
        }
        Op::Power | Op::EntryPower => exponents(sink, material),
        Op::Constant(Constant::Commutation(m, n)) => sink.replace(1, || commutation(n, m)),
        Op::Constant(Constant::Identity) => material.sizes.iter().for_each(|d| sink.replace(2, || identity(d))),
        Op::Constant(Constant::Ones) if e.shape().is_vector() => {
            material.sizes.iter().for_each(|d| sink.replace(2, || ones(Shape::vector(d.clone()))));
        }
        Op::Size(_) => material.sizes.iter().for_each(|d| sink.replace(2, || size(d))),
        _ => {}
    }
    let simple = matches!(e.op(), Op::Symbol(_) | Op::Call(_) | Op::Apply(..));
    if e.shape().is_square() && (simple || matches!(e.op(), Op::Add | Op::Power | Op::Kron)) {
        sink.push(2, Edit::Invert(e.clone()), || inverse(e));
    }
    if simple && is_scalar {
        sink.replace(2, || power(e.clone(), number(2)));
        material.sizes.iter().for_each(|d| sink.replace(2, || power(e.clone(), size(d))));
    } else if matches!(e.op(), Op::Call(f) if f.is_entrywise()) {
        sink.replace(2, || entry_power(e.clone(), number(2)));
    }
    if matches!(e.op(), Op::Symbol(_)) {
        for s in &material.symbols {
            if s.shape() == e.shape() {
                sink.replace(2, || s.clone());
            } else if *s.shape() == e.shape().transposed() {
                sink.replace(2, || transpose(s));
            }
        }
    }
    if parent.is_some() && (simple || matches!(e.op(), Op::Constant(_))) {
        let parts = if is_scalar { &material.scalars } else { &material.parts };
        for part in parts.iter().filter(|p| p.shape() == e.shape() && !matches!(p.op(), Op::Symbol(_))) {
            sink.replace(3, || part.clone());
        }
    }
}

/// Signs, factors 2, and other factors in front of `e`.
fn multiples(sink: &mut Sink, term: bool, material: &Material) {
    let e = sink.e.clone();
    sink.push(1, Edit::Negate(e.clone()), || neg(&e));
    for r in [Rational::from(2), Rational::HALF] {
        sink.push(1, Edit::Scale(r, e.clone()), || scale(r, &e));
    }
    if !term {
        return;
    }
    let by = |sink: &mut Sink, cost: u32, s: &Expr| {
        sink.push(cost, Edit::Times(s.clone(), e.clone()), || mul2(s, &e));
        sink.push(cost, Edit::Over(s.clone(), e.clone()), || div(&e, s));
    };
    material.sizes.iter().for_each(|d| by(sink, 2, &size(d)));
    material.scalars.iter().take(16).for_each(|s| by(sink, 3, s));
    if !e.shape().is_scalar() {
        for (m, n) in &material.shapes {
            let k = commutation(m, n);
            let size = m.mul(n);
            if size == e.shape().rows && !k.is_identity() {
                sink.push(2, Edit::Times(k.clone(), e.clone()), || mul2(&k, &e));
            }
            if size == e.shape().cols && !k.is_identity() {
                sink.push(2, Edit::Times(k.clone(), e.clone()), || mul2(&e, &k));
            }
        }
    }
}

fn exponents(sink: &mut Sink, material: &Material) {
    let e = sink.e.clone();
    let [base, exponent] = e.args() else { return };
    let build = |x: Expr| match e.op() {
        Op::EntryPower => entry_power(base.clone(), x),
        _ => power(base.clone(), x),
    };
    sink.replace(2, || base.clone());
    sink.replace(2, || build(neg(exponent)));
    sink.replace(2, || build(add2(exponent, &number(1))));
    sink.replace(2, || build(add2(exponent, &number(-1))));
    if exponent.as_number().is_none_or(|r| r.as_integer().is_some()) {
        material.sizes.iter().for_each(|d| sink.replace(2, || build(size(d))));
    }
    if matches!(e.op(), Op::EntryPower) || e.shape().is_scalar() {
        sink.replace(2, || build(scale(Rational::HALF, exponent)));
        sink.replace(2, || build(scale(2.into(), exponent)));
    }
}
