//! Sums: flat, like terms collected, in the order of their first appearance.

use super::{coefficient, number, numeric_factor, scale, zero};
use crate::expr::{DigestMap, Expr, Op};
use crate::rational::Rational;

/// The sum of terms of one shape; the empty sum is the number 0.
pub fn add(terms: Vec<Expr>) -> Expr {
    let mut constant = Rational::ZERO;
    let mut order: Vec<(Rational, Expr)> = Vec::new();
    let mut place: DigestMap<usize> = DigestMap::default();
    let mut shape = None;
    let mut queue: Vec<Expr> = terms.into_iter().rev().collect();
    while let Some(term) = queue.pop() {
        shape.get_or_insert_with(|| term.shape().clone());
        if matches!(term.op(), Op::Add) {
            queue.extend(term.args().iter().rev().cloned());
            continue;
        }
        let (c, rest) = coefficient(&term);
        if rest.as_number().is_some_and(Rational::is_one) {
            constant = constant.plus(c);
            continue;
        }
        if rest.is_zero() {
            continue;
        }
        match place.get(&rest.digest()) {
            Some(&k) => order[k].0 = order[k].0.plus(c),
            None => {
                place.insert(rest.digest(), order.len());
                order.push((c, rest));
            }
        }
    }
    let mut out: Vec<Expr> = order.iter().filter(|(c, _)| !c.is_zero()).map(|(c, rest)| scale(*c, rest)).collect();
    if !constant.is_zero() {
        // A constant stands where authors put it: first before a difference, last after a leading term that varies.
        let leads = out.first().is_none_or(|t| numeric_factor(t).is_negative());
        let at = if leads { 0 } else { out.len() };
        out.insert(at, number(constant));
    }
    let shape = shape.unwrap_or_else(crate::shape::Shape::scalar);
    match out.len() {
        0 => zero(shape),
        1 => out.swap_remove(0),
        _ => Expr::raw(Op::Add, out, shape),
    }
}

/// `a + b`.
pub fn add2(a: &Expr, b: &Expr) -> Expr {
    add(vec![a.clone(), b.clone()])
}

/// `a − b`.
pub fn sub(a: &Expr, b: &Expr) -> Expr {
    add(vec![a.clone(), neg(b)])
}

/// `−a`.
pub fn neg(a: &Expr) -> Expr {
    match a.op() {
        Op::Add => add(a.args().iter().map(neg).collect()),
        _ => scale(Rational::MINUS_ONE, a),
    }
}
