//! Sums in which a kernel moves over an image, brought back to convolutions.

use std::sync::Arc;

use super::Identity;
use crate::expr::build::{add2, call, entry, index, number, sub, table};
use crate::expr::{Expr, Op};
use crate::functions::CONV;
use crate::rational::Rational;
use crate::shape::Dim;
use crate::simplify::entries::range;

/// `Σᵤ Σᵥ K_uv X_{i+u−1, j+v−1} = (K * X)_ij`, for a kernel read backwards as well, and of vectors.
pub const CORRELATE: Identity = Identity {
    name: "cross-correlation",
    statement: r"\sum_{u} \sum_{v} K_{uv} X_{i+u-1,j+v-1} = [\operatorname{conv}(K, X)]_{ij}",
    source: "definition of the convolution of networks",
    apply: correlation,
};

/// An index and its range.
struct Run<'a> {
    index: &'a Arc<str>,
    first: &'a Expr,
    last: &'a Expr,
}

fn run(e: &Expr) -> Option<(Run<'_>, &Expr)> {
    match (e.op(), e.args()) {
        (Op::Sum(index), [first, last, body]) => Some((Run { index, first, last }, body)),
        _ => None,
    }
}

fn correlation(e: &Expr) -> Option<Expr> {
    let (outer, body) = run(e)?;
    let (runs, body) = match run(body) {
        Some((inner, body)) => (vec![outer, inner], body),
        None => (vec![outer], body),
    };
    let (Op::Mul, [a, b]) = (body.op(), body.args()) else { return None };
    moved(&runs, a, b).or_else(|| moved(&runs, b, a))
}

/// Where a place lies as an index runs: what is added to it, and whether it runs backwards.
fn along(place: &Expr, run: &Run, all: &[Run]) -> Option<(Expr, bool)> {
    let own = index(run.index);
    let free = |e: &Expr| !all.iter().any(|r| e.mentions(r.index));
    let (forwards, backwards) = (sub(place, &own), add2(place, &own));
    if free(&forwards) {
        Some((forwards, false))
    } else if free(&backwards) {
        Some((backwards, true))
    } else {
        None
    }
}

/// The kernel runs over all of its entries, the image along with it.
fn moved(runs: &[Run], kernel: &Expr, image: &Expr) -> Option<Expr> {
    let (Op::Entry, [k, ku, kv]) = (kernel.op(), kernel.args()) else { return None };
    let (Op::Entry, [x, xu, xv]) = (image.op(), image.args()) else { return None };
    if [k, x].iter().any(|e| runs.iter().any(|r| e.mentions(r.index))) || k.shape().is_scalar() {
        return None;
    }
    let mut corner = [xu.clone(), xv.clone()];
    let mut backwards = [false, false];
    let mut done = 0;
    for (side, (place, at, size)) in [(ku, xu, &k.shape().rows), (kv, xv, &k.shape().cols)].into_iter().enumerate() {
        let Some(r) = runs.iter().find(|r| place.mentions(r.index)) else {
            // An axis of one entry, over which nothing runs.
            if !size.is_one() {
                return None;
            }
            continue;
        };
        let (offset, reversed) = along(place, r, runs)?;
        if reversed {
            return None;
        }
        let (from, to) = (add2(r.first, &offset), range(&add2(r.last, &offset))?);
        if from.as_number() != Some(Rational::ONE) || to != *size {
            return None;
        }
        let (offset, reversed) = along(at, r, runs)?;
        corner[side] = if reversed { sub(&offset, r.last) } else { add2(&offset, r.first) };
        backwards[side] = reversed;
        done += 1;
    }
    if done != runs.len() || corner.iter().any(|c| runs.iter().any(|r| c.mentions(r.index))) {
        return None;
    }
    let kernel = if backwards.contains(&true) { turned(k, backwards) } else { k.clone() };
    let [i, j] = corner;
    let whole = call(CONV, vec![kernel, x.clone()])?;
    Some(entry(whole, i, j))
}

/// The kernel with its rows, its columns or both in the opposite order.
fn turned(k: &Expr, [rows, cols]: [bool; 2]) -> Expr {
    let (u, v): (Arc<str>, Arc<str>) = ("u".into(), "v".into());
    let place = |name: &str, turned: bool, n: &Dim| match (n.is_one(), turned) {
        (true, _) => number(1),
        (false, true) => sub(&crate::expr::build::size(&n.add(&Dim::one())), &index(name)),
        (false, false) => index(name),
    };
    let body = entry(k.clone(), place(&u, rows, &k.shape().rows), place(&v, cols, &k.shape().cols));
    table(&u, &v, body, k.shape().clone())
}
