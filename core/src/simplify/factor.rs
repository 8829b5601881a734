//! Factoring: `A x + Aᵀ x` becomes `(A + Aᵀ) x` wherever that is shorter.

use std::sync::Arc;

use crate::expr::build::{
    self, add, coefficient, entry_power, hadamard, identity, kron, mul, neg, number, numeric_factor, ones, power,
    recip, scale, split_scalars,
};
use crate::expr::{Expr, Op};
use crate::functions::{DIAG, DIAGONAL, Func, VEC};
use crate::rational::Rational;
use crate::render::Costs;

/// Sums of more terms than this are left as they are.
const MOST_TERMS: usize = 24;

/// `e` with the terms of every sum grouped by common factors as long as that makes it shorter.
pub fn factor(e: &Expr, costs: &mut Costs) -> Expr {
    build::map(e, &mut |part| if matches!(part.op(), Op::Add) { factor_sum(&part, costs) } else { part })
}

/// Something that can be taken out of several terms.
#[derive(Clone, PartialEq)]
enum Common {
    /// The whole matrix, of which the terms are multiples.
    Multiple(Expr),
    Left(Expr),
    Right(Expr),
    Scalar(Expr),
    Entrywise(Expr),
    KronLeft(Expr),
    KronRight(Expr),
    /// A linear function, whose arguments are added: `vec A + vec B = vec(A + B)`.
    Linear(Func),
    Number(Rational),
    /// The sign of a sum over an index, with its limits.
    Over(Arc<str>, Expr, Expr),
}

fn factor_sum(sum: &Expr, costs: &mut Costs) -> Expr {
    let found = factored(sum, costs, true);
    if common_number(sum).is_none() {
        return found;
    }
    // `½((A + Aᵀ)x − 2b)`: a number is best taken out of fewer terms, where others share more with each other.
    let other = factored(sum, costs, false);
    if costs.of(&other) < costs.of(&found) { other } else { found }
}

fn factored(sum: &Expr, costs: &mut Costs, numbers: bool) -> Expr {
    let mut current = sum.clone();
    let mut lowest = costs.of(&current);
    let mut first = true;
    while matches!(current.op(), Op::Add) && current.args().len() <= MOST_TERMS {
        let mut best: Option<(Common, (bool, u32))> = None;
        let terms: Vec<Term> = current.args().iter().map(Term::of).collect();
        for common in candidates(&current, &terms) {
            if first && !numbers && matches!(common, Common::Number(_)) {
                continue;
            }
            // A sum over an index takes its terms apart again unless they are one product.
            let grouped = match common {
                Common::Over(..) => group(&current, &terms, &common, |inner| factor_sum(&inner, costs)),
                _ => group(&current, &terms, &common, |inner| inner),
            };
            let Some(grouped) = grouped else { continue };
            // What all terms share goes first: what is left is factored as well as before.
            let c = costs.of(&grouped);
            let rank = (matches!(grouped.op(), Op::Add), c);
            if c < lowest && best.as_ref().is_none_or(|(_, b)| rank < *b) {
                best = Some((common, rank));
            }
        }
        first = false;
        // Only what is left of the terms of the best factor is factored further.
        let Some((common, _)) = best else { break };
        let Some(grouped) = group(&current, &terms, &common, |inner| factor_sum(&inner, costs)) else { break };
        lowest = costs.of(&grouped);
        current = grouped;
    }
    current
}

/// A term taken apart: its number, the other scalars, and the rest.
struct Term {
    whole: Expr,
    number: Rational,
    scalars: Vec<Expr>,
    core: Expr,
}

impl Term {
    fn of(e: &Expr) -> Term {
        let (number, rest) = coefficient(e);
        let (scalars, core) = split_scalars(&rest);
        Term { whole: e.clone(), number, scalars, core }
    }

    /// Its factors but for the number.
    fn factors(&self) -> impl Iterator<Item = &Expr> {
        let links = if matches!(self.core.op(), Op::Mul) { self.core.args() } else { std::slice::from_ref(&self.core) };
        self.scalars.iter().chain(links)
    }
}

/// Every factor that at least two terms share, in order of appearance.
fn candidates(sum: &Expr, terms: &[Term]) -> Vec<Common> {
    let mut seen: Vec<(Common, usize)> = Vec::new();
    for term in terms {
        let mut own = factors_of(term);
        own.dedup();
        for f in own {
            match seen.iter_mut().find(|(g, _)| *g == f) {
                Some((_, n)) => *n += 1,
                // A sum among the factors may stand among the terms as well, taken apart.
                None => {
                    let apart = whole_sum(&f).is_some_and(|s| terms_of(s, terms).is_some());
                    seen.push((f, if apart { 2 } else { 1 }));
                }
            }
        }
    }
    let mut out: Vec<Common> = seen.into_iter().filter(|(_, n)| *n > 1).map(|(f, _)| f).collect();
    if let Some(r) = common_number(sum) {
        out.push(Common::Number(r));
    }
    out
}

fn factors_of(term: &Term) -> Vec<Common> {
    let (scalars, core) = (term.scalars.clone(), term.core.clone());
    let mut out: Vec<Common> = summed(term).map(|(_, i, [lo, hi, _])| Common::Over(i, lo, hi)).into_iter().collect();
    let scalars = if core.shape().is_scalar() && core.as_number().is_none() {
        scalars.into_iter().chain([core.clone()]).collect()
    } else {
        scalars
    };
    for s in &scalars {
        match (s.op(), s.args()) {
            // s⁻² shares s⁻¹ with s⁻¹ itself.
            (Op::Power, [base, e]) if e.as_number().is_some_and(|r| r.is_negative() && r.as_integer().is_some()) => {
                out.push(Common::Scalar(recip(base)));
            }
            (Op::Power, [base, e]) if e.as_number().and_then(Rational::as_integer).is_some_and(|n| n > 1) => {
                out.push(Common::Scalar(base.clone()));
            }
            _ => {}
        }
        out.push(Common::Scalar(s.clone()));
    }
    if !core.shape().is_scalar() {
        out.push(Common::Multiple(core.clone()));
        let links: &[Expr] = if matches!(core.op(), Op::Mul) { core.args() } else { std::slice::from_ref(&core) };
        if let (Some(first), Some(last), false) = (links.first(), links.last(), core.is_identity()) {
            out.push(Common::Left(first.clone()));
            out.push(Common::Right(last.clone()));
            out.extend(ends_of_power(first).map(Common::Left));
            out.extend(ends_of_power(last).map(Common::Right));
        }
        match core.op() {
            Op::Hadamard => {
                out.extend(core.args().iter().cloned().map(Common::Entrywise));
                out.extend(core.args().iter().filter_map(base_of_entries).map(Common::Entrywise));
            }
            Op::Constant(_) => {}
            _ => out.push(Common::Entrywise(core.clone())),
        }
        if let (Op::Call(g), [_]) = (core.op(), core.args())
            && [VEC, DIAG, DIAGONAL].contains(g)
        {
            out.push(Common::Linear(*g));
        }
        if let (Op::Kron, [first, .., last]) = (core.op(), core.args()) {
            out.push(Common::KronLeft(first.clone()));
            out.push(Common::KronRight(last.clone()));
        }
    }
    out
}

/// The base of a positive integer power: `X²` begins and ends with X.
fn ends_of_power(e: &Expr) -> Option<Expr> {
    match (e.op(), e.args()) {
        (Op::Power, [base, k]) if k.as_number().and_then(Rational::as_integer).is_some_and(|n| n > 1) => {
            Some(base.clone())
        }
        _ => None,
    }
}

/// The factor of a term that is a sum over an index, by its place among the term's scalars and links.
fn summed(term: &Term) -> Option<(usize, Arc<str>, [Expr; 3])> {
    term.factors().enumerate().find_map(|(at, f)| match (f.op(), f.args()) {
        (Op::Sum(i), [lo, hi, body]) => Some((at, i.clone(), [lo.clone(), hi.clone(), body.clone()])),
        _ => None,
    })
}

/// The base of a positive integer power by entries.
fn base_of_entries(e: &Expr) -> Option<Expr> {
    match (e.op(), e.args()) {
        (Op::EntryPower, [base, k]) if k.as_number().and_then(Rational::as_integer).is_some_and(|n| n > 1) => {
            Some(base.clone())
        }
        _ => None,
    }
}

/// What is left of `term` without the factor.
fn without(term: &Term, common: &Common) -> Option<Expr> {
    let c = term.number;
    if let Common::Number(r) = common {
        return Some(scale(c.times(r.recip()?), &coefficient(&term.whole).1));
    }
    let (mut scalars, core) = (term.scalars.clone(), term.core.clone());
    let with_scalars = |scalars: Vec<Expr>, e: Expr| {
        let mut factors = scalars;
        factors.push(e);
        scale(c, &mul(factors))
    };
    let links: &[Expr] = if matches!(core.op(), Op::Mul) { core.args() } else { std::slice::from_ref(&core) };
    match common {
        Common::Scalar(s) => {
            if core.shape().is_scalar() && core == *s {
                return Some(with_scalars(scalars, number(1)));
            }
            if let Some(at) = scalars.iter().position(|x| x == s) {
                scalars.remove(at);
                return Some(with_scalars(scalars, core));
            }
            // From s⁻² take s⁻¹; from s² take s. What is left has a smaller exponent, so that this ends.
            let numeric = Some(&core).filter(|c| c.shape().is_scalar());
            let quotient_fits = scalars.iter().chain(numeric).any(|x| match (x.op(), x.args(), s.op(), s.args()) {
                (Op::Power, [b, e], Op::Power, [sb, taken]) if b == sb => {
                    matches!((e.as_number(), taken.as_number()), (Some(e), Some(t)) if t.is_negative() && e <= t)
                }
                (Op::Power, [b, e], _, _) => b == s && e.as_number().is_some_and(|r| r >= Rational::ONE),
                _ => false,
            });
            quotient_fits.then(|| with_scalars(scalars, mul(vec![recip(s), core])))
        }
        Common::Multiple(m) => (core == *m).then(|| with_scalars(scalars, number(1))),
        Common::Left(f) if links.first() == Some(f) => {
            let left = if links.len() == 1 { identity(&f.shape().cols) } else { mul(links[1..].to_vec()) };
            Some(with_scalars(scalars, left))
        }
        Common::Right(f) if links.last() == Some(f) => {
            let left =
                if links.len() == 1 { identity(&f.shape().rows) } else { mul(links[..links.len() - 1].to_vec()) };
            Some(with_scalars(scalars, left))
        }
        Common::Left(f) => {
            let (first, rest) = links.split_first()?;
            let lowered = lower(first, f)?;
            Some(with_scalars(scalars, mul([lowered].into_iter().chain(rest.iter().cloned()).collect())))
        }
        Common::Right(f) => {
            let (last, rest) = links.split_last()?;
            let lowered = lower(last, f)?;
            Some(with_scalars(scalars, mul(rest.iter().cloned().chain([lowered]).collect())))
        }
        Common::Entrywise(f) => {
            let parts: &[Expr] =
                if matches!(core.op(), Op::Hadamard) { core.args() } else { std::slice::from_ref(&core) };
            let taken = |p: &Expr| match (p == f, p.args()) {
                (true, _) => Some(None),
                (false, [_, k]) if base_of_entries(p).as_ref() == Some(f) => {
                    Some(Some(entry_power(f.clone(), build::sub(k, &number(1)))))
                }
                _ => None,
            };
            let (at, left) = parts.iter().enumerate().find_map(|(i, p)| Some((i, taken(p)?)))?;
            let others = parts.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, p)| p.clone());
            let rest: Vec<Expr> = left.into_iter().chain(others).collect();
            let rest = if rest.is_empty() { ones(f.shape().clone()) } else { hadamard(rest) };
            Some(with_scalars(scalars, rest))
        }
        Common::KronLeft(f) | Common::KronRight(f) => {
            let (Op::Kron, parts) = (core.op(), core.args()) else { return None };
            let left = matches!(common, Common::KronLeft(_));
            let (own, rest) = if left { parts.split_first()? } else { parts.split_last()? };
            (own == f).then(|| with_scalars(scalars, kron(rest.to_vec())))
        }
        Common::Over(i, lo, hi) => {
            let (at, j, [a, b, body]) = summed(term)?;
            let others = term.factors().enumerate().filter(|(k, _)| *k != at);
            let free = |e: &Expr| !e.mentions(i) && !e.mentions(&j);
            let same = a == *lo && b == *hi && (*i == j || !body.mentions(i));
            if !same || !others.map(|(_, f)| f).all(free) {
                return None;
            }
            let inside = build::substitute(&body, &[(&j, build::index(i))]);
            let factors = term.factors().enumerate().map(|(k, f)| if k == at { inside.clone() } else { f.clone() });
            Some(scale(c, &mul(factors.collect())))
        }
        Common::Linear(g) => {
            let (Op::Call(own), [x]) = (core.op(), core.args()) else { return None };
            (own == g).then(|| with_scalars(scalars, x.clone()))
        }
        Common::Number(_) => None,
    }
}

/// The sum that a factor is, where it could stand among the terms by itself.
fn whole_sum(common: &Common) -> Option<&Expr> {
    match common {
        Common::Left(f) | Common::Right(f) | Common::Entrywise(f) => Some(f).filter(|f| matches!(f.op(), Op::Add)),
        _ => None,
    }
}

/// The places of terms that together are `sum` or its negative, and which of the two.
fn terms_of(sum: &Expr, terms: &[Term]) -> Option<(Vec<usize>, Rational)> {
    [Rational::ONE, Rational::MINUS_ONE].into_iter().find_map(|sign| {
        let place = |part: &Expr| terms.iter().position(|t| t.whole == scale(sign, part));
        Some((sum.args().iter().map(place).collect::<Option<Vec<usize>>>()?, sign))
    })
}

/// What is left of a sum without itself.
fn unit_of(common: &Common, sum: &Expr) -> Expr {
    match common {
        Common::Left(_) => identity(&sum.shape().cols),
        Common::Right(_) => identity(&sum.shape().rows),
        _ => ones(sum.shape().clone()),
    }
}

/// X from Xᵏ leaves Xᵏ⁻¹.
fn lower(link: &Expr, base: &Expr) -> Option<Expr> {
    match (link.op(), link.args()) {
        (Op::Power, [b, k]) if b == base && k.as_number().and_then(Rational::as_integer).is_some_and(|n| n > 1) => {
            Some(power(b.clone(), build::sub(k, &number(1))))
        }
        _ => None,
    }
}

fn put_back(common: &Common, e: Expr) -> Expr {
    match common {
        Common::Left(f) => mul(vec![f.clone(), e]),
        Common::Right(f) => mul(vec![e, f.clone()]),
        Common::Scalar(f) => mul(vec![f.clone(), e]),
        Common::Multiple(m) => mul(vec![e, m.clone()]),
        Common::Entrywise(f) => hadamard(vec![e, f.clone()]),
        Common::KronLeft(f) => kron(vec![f.clone(), e]),
        Common::KronRight(f) => kron(vec![e, f.clone()]),
        Common::Over(i, lo, hi) => {
            let over = |body: Expr| build::sum_over(i, lo.clone(), hi.clone(), body);
            match outward(&e) {
                Some(body) => neg(&over(body)),
                None => over(e),
            }
        }
        Common::Linear(g) => {
            let (number, rest) = coefficient(&e);
            build::call(*g, vec![rest]).map_or(e, |called| scale(number, &called))
        }
        Common::Number(r) => {
            // Kept as a factor in front of the sum: scale() would be free to distribute a sign.
            let args = if matches!(e.op(), Op::Mul) { e.args().to_vec() } else { vec![e.clone()] };
            let shape = e.shape().clone();
            if r.is_one() { e } else { Expr::raw(Op::Mul, [number(*r)].into_iter().chain(args).collect(), shape) }
        }
    }
}

/// A product without the sign of a factor that is a sum of nothing but negative terms; `None` where there is no such factor.
fn outward(e: &Expr) -> Option<Expr> {
    let negative = |f: &Expr| matches!(f.op(), Op::Add) && f.args().iter().all(|t| numeric_factor(t).is_negative());
    let at = if matches!(e.op(), Op::Mul) { e.args().iter().position(negative)? } else { return None };
    let flipped = e.args().iter().enumerate().map(|(k, f)| if k == at { neg(f) } else { f.clone() });
    Some(mul(flipped.collect()))
}

/// The sum with all terms that have the factor grouped where the first of them stood.
fn group(sum: &Expr, terms: &[Term], common: &Common, inner: impl FnOnce(Expr) -> Expr) -> Option<Expr> {
    let mut inside = Vec::new();
    let mut outside = Vec::new();
    let mut place = None;
    let apart = whole_sum(common).and_then(|s| Some((s, terms_of(s, terms)?)));
    for (k, term) in terms.iter().enumerate() {
        if let Some((s, (places, sign))) = &apart
            && places.contains(&k)
        {
            if places.first() == Some(&k) {
                place.get_or_insert(outside.len());
                inside.push(scale(*sign, &unit_of(common, s)));
            }
            continue;
        }
        match without(term, common) {
            Some(rest) => {
                place.get_or_insert(outside.len());
                inside.push(rest);
            }
            None => outside.push(term.whole.clone()),
        }
    }
    if inside.len() < 2 {
        return None;
    }
    let left = add(inside);
    // Taking I out of multiples of I changes nothing.
    if left == *sum {
        return None;
    }
    // A sum of nothing but negative terms lends its sign to the product, so that it meets its like.
    let negative = matches!(left.op(), Op::Add) && left.args().iter().all(|t| numeric_factor(t).is_negative());
    let left = if negative { neg(&left) } else { left };
    let left = if matches!(left.op(), Op::Add) { inner(left) } else { left };
    let whole = put_back(common, left);
    outside.insert(place?, if negative { neg(&whole) } else { whole });
    Some(if outside.len() == 1 { outside.swap_remove(0) } else { add(outside) })
}

/// The number all coefficients share: their greatest common divisor, negative if all are.
fn common_number(sum: &Expr) -> Option<Rational> {
    let coefficients: Vec<Rational> = sum.args().iter().map(numeric_factor).collect();
    let (mut num, mut den) = (0i128, 1i128);
    for c in &coefficients {
        num = gcd(num, c.numerator());
        den = den.checked_mul(c.denominator() / gcd(den, c.denominator()))?;
    }
    let r = Rational::new(num, den)?;
    let r = if coefficients.iter().all(|c| c.is_negative()) { r.negated() } else { r };
    (!r.is_one() && !r.is_zero() && r != Rational::MINUS_ONE).then_some(r)
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.wrapping_abs() } else { gcd(b, a % b) }
}
