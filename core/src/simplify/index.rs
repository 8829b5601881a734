//! Index notation brought back to matrices: a sum over an index whose range is that of the vectors it runs over is a product.

use std::sync::Arc;

use super::entries::{columns_as_matrix, entries_as_matrix, entries_as_vector, range};
use crate::expr::build::{self, call, entry, mul, ones, split_scalars, substitute, transpose};
use crate::expr::{Expr, Op};
use crate::functions::TRANSPOSE;
use crate::rational::Rational;
use crate::shape::Shape;

/// The matrix form of a sum over an index, of a matrix given by its entries or of a product with a unit vector, where there is one.
pub(super) fn contract(e: &Expr) -> Option<Expr> {
    match (e.op(), e.args()) {
        (Op::Sum(i), [lo, hi, body]) => contract_sum(i, lo, hi, body).or_else(|| {
            let freed = selections_outside(body, i);
            (freed != *body).then(|| contract_sum(i, lo, hi, &freed))?
        }),
        (Op::Table(i, j), [body]) => entries_as_matrix(body, i, j, e.shape()),
        (Op::Mul, _) if e.shape().is_scalar() => unit_to_entry(e),
        _ => None,
    }
}

/// `e_iᵀ v = v_i`.
fn unit_to_entry(e: &Expr) -> Option<Expr> {
    let (mut scalars, chain) = split_scalars(e);
    if !matches!(chain.op(), Op::Mul) {
        return None;
    }
    let links = chain.args();
    let (first, last) = (links.first()?, links.last()?);
    let index_of = |f: &Expr| matches!(f.op(), Op::Unit).then(|| f.args().first().cloned()).flatten();
    let one = build::number(1);
    let picked = if let Some(i) = first.call_of(TRANSPOSE.name()).and_then(index_of) {
        let rest = &links[1..];
        match rest.split_last().and_then(|(l, middle)| Some((index_of(l)?, middle))) {
            Some((j, middle)) if !middle.is_empty() => entry(mul(middle.to_vec()), i, j),
            _ => entry(mul(rest.to_vec()), i, one),
        }
    } else {
        let i = index_of(last)?;
        entry(transpose(&mul(links[..links.len() - 1].to_vec())), i, one)
    };
    scalars.push(picked);
    Some(mul(scalars))
}

fn contract_sum(i: &Arc<str>, lo: &Expr, hi: &Expr, body: &Expr) -> Option<Expr> {
    if lo.as_number() != Some(Rational::ONE) {
        return None;
    }
    let n = range(hi)?;
    let (scalars, chain) = split_scalars(body);
    let whole_is_scalar = body.shape().is_scalar();
    if let Some(k) = scalars.iter().position(|s| delta_with(s, i).is_some()) {
        let other = delta_with(&scalars[k], i)?;
        let mut rest: Vec<Expr> = scalars.iter().enumerate().filter(|(j, _)| *j != k).map(|(_, s)| s.clone()).collect();
        rest.push(chain);
        return Some(substitute(&mul(rest), &[(i, other)]));
    }
    if whole_is_scalar {
        let v = entries_as_vector(body, i, &n)?;
        return Some(mul(vec![transpose(&ones(Shape::vector(n))), v]));
    }
    // e_i stands once, or as e_i e_iᵀ.
    let links: &[Expr] = if matches!(chain.op(), Op::Mul) { chain.args() } else { std::slice::from_ref(&chain) };
    let is_unit = |f: &Expr| {
        let f = f.call_of(TRANSPOSE.name()).unwrap_or(f);
        matches!(f.op(), Op::Unit) && f.args().first() == Some(&build::index(i)) && f.shape().rows == n
    };
    // Σᵢ (A eᵢ ⊙ B eᵢ) = (A ⊙ B) 1
    if let ([Op::Hadamard], true) =
        (links.iter().map(Expr::op).collect::<Vec<_>>().as_slice(), chain.shape().is_vector())
    {
        let columns = columns_as_matrix(body, i, &n)?;
        return Some(mul(vec![columns, ones(Shape::vector(n))]));
    }
    let places: Vec<usize> = (0..links.len()).filter(|&k| links[k].mentions(i)).collect();
    if !places.iter().all(|&k| is_unit(&links[k])) {
        return None;
    }
    let weights = entries_as_vector(&mul(scalars.iter().filter(|s| s.mentions(i)).cloned().collect()), i, &n)?;
    let fixed: Vec<Expr> = scalars.iter().filter(|s| !s.mentions(i)).cloned().collect();
    let middle = match places.as_slice() {
        [k] => {
            let v = if links[*k].shape().is_vector() { weights } else { transpose(&weights) };
            vec![v]
        }
        [a, b] if b - a == 1 && links[*a].shape().is_vector() => vec![call(crate::functions::DIAG, vec![weights])?],
        _ => return None,
    };
    let (from, to) = (*places.first()?, *places.last()? + 1);
    Some(mul(fixed
        .into_iter()
        .chain(links[..from].iter().cloned())
        .chain(middle)
        .chain(links[to..].iter().cloned())
        .collect()))
}

/// `f(M eᵢ) = f(M) eᵢ` for a function by entries: so `Σᵢ eᵢ f(Xᵀ eᵢ)ᵀ` is seen to be f(X).
fn selections_outside(body: &Expr, i: &Arc<str>) -> Expr {
    build::map(body, &mut |part| {
        let (Op::Call(f), [x]) = (part.op(), part.args()) else { return part };
        let (Op::Mul, Some((last, before))) = (x.op(), x.args().split_last()) else { return part };
        let chosen = matches!(last.op(), Op::Unit) && last.args().first() == Some(&build::index(i));
        if !f.is_entrywise() || !chosen || before.iter().any(|m| m.mentions(i)) {
            return part;
        }
        match call(*f, vec![mul(before.to_vec())]) {
            Some(whole) => mul(vec![whole, last.clone()]),
            None => part,
        }
    })
}

fn delta_with(s: &Expr, i: &Arc<str>) -> Option<Expr> {
    let (Op::Delta, [a, b]) = (s.op(), s.args()) else { return None };
    let own = build::index(i);
    match (*a == own, *b == own) {
        (true, false) if !b.mentions(i) => Some(b.clone()),
        (false, true) if !a.mentions(i) => Some(a.clone()),
        _ => None,
    }
}
