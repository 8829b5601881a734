//! The changes of a product: the order of its factors, and what is written twice for the sum of two.

use super::{Edit, Material, Sink, as_call};
use crate::expr::build::*;
use crate::expr::{Expr, Op};
use crate::rational::Rational;

/// `2 A x` for `(A + Aᵀ) x`, `2 A B` for `A B + B A`: twice a thing for it and its counterpart; or the thing alone.
pub(super) fn pairs(sink: &mut Sink, material: &Material) {
    let e = sink.e.clone();
    let (c, rest) = coefficient(&e);
    if rest.as_number().is_some() || matches!(rest.op(), Op::Add) {
        return;
    }
    if *sink.wanted.end() < 2 {
        return;
    }
    let (half, cost) = if c.numerator() % 2 == 0 { (c.times(Rational::HALF), 2) } else { (c, 3) };
    let (scalars, chain) = split_scalars(&rest);
    let links = if matches!(chain.op(), Op::Mul) { chain.args().to_vec() } else { vec![chain] };
    for (k, link) in links.iter().enumerate().filter(|(_, l)| l.shape().is_square() && !l.shape().is_scalar()) {
        let flipped = transpose(link);
        if flipped == *link {
            continue;
        }
        sink.push(cost, Edit::Pair(link.clone(), flipped.clone()), || {
            let both = add2(link, &flipped);
            let factors = links.iter().enumerate().map(|(i, l)| if i == k { both.clone() } else { l.clone() });
            scale(half, &mul(scalars.iter().cloned().chain(factors).collect()))
        });
    }
    if cost == 2 && sink.wanted.contains(&2) {
        let once = scale(half, &rest);
        let mut counterparts = Vec::new();
        let mut inner = Sink { e: &once, out: &mut counterparts, wanted: 1..=2 };
        if matches!(rest.op(), Op::Mul) {
            product(&mut inner);
        }
        if !once.shape().is_scalar() {
            inner.push(1, Edit::Transpose(once.clone()), || transpose(&once));
            for (m, n) in material.shapes.iter().filter(|(m, n)| m.mul(n) == once.shape().rows) {
                let k = commutation(m, n);
                inner.push(1, Edit::Times(k.clone(), once.clone()), || mul2(&k, &once));
            }
        }
        for v in counterparts.into_iter().filter(|v| !matches!(v.edit, Edit::Drop(_) | Edit::Invert(_))) {
            sink.push(2, Edit::Pair(once.clone(), v.expr.clone()), || add2(&once, &v.expr));
        }
    }
}

/// The order of the factors, one too many, an inverse too few.
pub(super) fn product(sink: &mut Sink) {
    let e = sink.e.clone();
    let scalars = e.args().iter().take_while(|a| a.shape().is_scalar()).count();
    swaps(sink, scalars, mul);
    let (front, chain) = e.args().split_at(scalars);
    if chain.len() > 2 {
        let reversed = || mul(front.iter().chain(chain.iter().rev()).cloned().collect());
        sink.push(2, Edit::Reverse(e.clone()), reversed);
    }
    if *sink.wanted.end() < 3 {
        return;
    }
    for (k, f) in e.args().iter().enumerate().filter(|(_, f)| f.as_number().is_none()) {
        let rest = e.args().iter().enumerate().filter(|(i, _)| *i != k).map(|(_, f)| f.clone());
        sink.push(3, Edit::Drop(f.clone()), || mul(rest.collect()));
    }
    for i in 0..chain.len() {
        for j in i + 1..chain.len() {
            let part = &chain[i..=j];
            if part[0].shape().rows == part[part.len() - 1].shape().cols {
                let piece = mul(part.to_vec());
                let factors = front.iter().chain(&chain[..i]).cloned().chain([inverse(&piece)]);
                let whole = mul(factors.chain(chain[j + 1..].iter().cloned()).collect());
                sink.push(3, Edit::Invert(piece), || whole);
            }
        }
    }
    if let [a, b] = chain
        && a.shape() == b.shape()
    {
        let product = hadamard(vec![a.clone(), b.clone()]);
        sink.push(3, Edit::Replace(mul2(a, b), product.clone()), || {
            mul(front.iter().cloned().chain([product]).collect())
        });
    }
    // det A det B for det(A B), tr A tr B for tr(A B).
    for i in 0..scalars {
        for j in 0..scalars {
            let (Some((f, s)), Some((g, t))) = (as_call(&front[i]), as_call(&front[j])) else { continue };
            if i == j || f != g || s.cols != t.rows {
                continue;
            }
            let (Some(x), Some(y)) = (front[i].args().first(), front[j].args().first()) else { continue };
            let Some(joined) = call(f, vec![mul2(x, y)]) else { continue };
            let rest = e.args().iter().enumerate().filter(|(k, _)| *k != i && *k != j).map(|(_, f)| f.clone());
            let before = mul2(&front[i], &front[j]);
            sink.push(3, Edit::Replace(before, joined.clone()), || mul([joined].into_iter().chain(rest).collect()));
        }
    }
}

/// Two factors from `start` on change places, neighbours first.
pub(super) fn swaps(sink: &mut Sink, start: usize, build: fn(Vec<Expr>) -> Expr) {
    let args = sink.e.args().to_vec();
    for i in start..args.len() {
        for j in i + 1..args.len() {
            let mut swapped = args.clone();
            swapped.swap(i, j);
            let cost = if j == i + 1 { 1 } else { 2 };
            sink.push(cost, Edit::Swap(args[i].clone(), args[j].clone()), || build(swapped));
        }
    }
}
