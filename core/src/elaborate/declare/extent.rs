//! How far an index can run: as long as every entry that it chooses, with what is added to it, exists.

use std::sync::Arc;

use crate::expr::build::{add2, index, number, sub, substitute};
use crate::expr::{Expr, Op};
use crate::rational::Rational;
use crate::shape::Dim;
use crate::simplify::range;

/// A bound index with its first and last value.
type Bound = (Arc<str>, Expr, Expr);

/// The last value that the free index `i`, which begins with 1, can have in the scalar `body`; `None` where the entries do not say,
/// or where the first of them would lie outside.
pub fn extent(body: &Expr, i: &str) -> Option<Dim> {
    let mut found = Vec::new();
    gather(body, i, &mut Vec::new(), &mut found)?;
    let mut found = found.into_iter();
    let first = found.next()?;
    found.try_fold(first, |least, other| match other.sub(&least).as_constant() {
        Some(difference) if difference >= 0 => Some(least),
        Some(_) => Some(other),
        None => None,
    })
}

/// Collects what each entry allows; `None` where one of them is beyond understanding.
fn gather(e: &Expr, i: &str, bound: &mut Vec<Bound>, found: &mut Vec<Dim>) -> Option<()> {
    if !e.mentions(i) {
        return Some(());
    }
    match (e.op(), e.args()) {
        (Op::Sum(k) | Op::Prod(k), [lo, hi, body]) => {
            if lo.mentions(i) || hi.mentions(i) || &**k == i {
                return None;
            }
            bound.push((k.clone(), lo.clone(), hi.clone()));
            let inner = gather(body, i, bound, found);
            bound.pop();
            inner
        }
        (Op::Table(..), _) => None,
        (Op::Entry, [x, row, col]) => {
            for (place, extent) in [(row, &x.shape().rows), (col, &x.shape().cols)] {
                if place.mentions(i) {
                    found.push(allowed(place, i, extent, bound)?);
                }
            }
            gather(x, i, bound, found)
        }
        (Op::Unit, [place]) => {
            found.push(allowed(place, i, &e.shape().rows, bound)?);
            Some(())
        }
        _ => e.args().iter().try_for_each(|a| gather(a, i, bound, found)),
    }
}

/// The last value of `i` at which `place`, whatever the bound indices are, is no more than `extent`.
fn allowed(place: &Expr, i: &str, extent: &Dim, bound: &[Bound]) -> Option<Dim> {
    let (highest, lowest) = (extreme(place, bound, true)?, extreme(place, bound, false)?);
    let at = |e: &Expr, value: i64| range(&substitute(e, &[(&Arc::from(i), number(value))]));
    let exists = |d: &Dim| d.as_constant().is_some_and(|n| n >= 1);
    match slope(place, i)? {
        Rational::ONE => exists(&at(&lowest, 1)?).then(|| Some(extent.sub(&at(&highest, 0)?)))?,
        Rational::MINUS_ONE => {
            let last = at(&lowest, 0)?.sub(&Dim::one());
            exists(&extent.sub(&at(&highest, 1)?).add(&Dim::one())).then_some(last)
        }
        _ => None,
    }
}

/// The largest or smallest value of a place over all values of the bound indices.
fn extreme(place: &Expr, bound: &[Bound], largest: bool) -> Option<Expr> {
    // The innermost first, for its limits may mention those outside.
    bound.iter().rev().try_fold(place.clone(), |e, (k, lo, hi)| {
        if !e.mentions(k) {
            return Some(e);
        }
        let grows = !slope(&e, k)?.is_negative();
        Some(substitute(&e, &[(k, if grows == largest { hi.clone() } else { lo.clone() })]))
    })
}

/// How much `e` grows with an index, where that is a number.
fn slope(e: &Expr, i: &str) -> Option<Rational> {
    let next = substitute(e, &[(&Arc::from(i), add2(&index(i), &number(1)))]);
    sub(&next, e).as_number()
}
