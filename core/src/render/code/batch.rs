//! Sums over an index as products of arrays: `Σ_i x_i x_iᵀ` of a family with an axis for i is `X.T @ X`.
//!
//! An expression that depends on the index becomes an array with one axis more, the index first; what cannot be written so is
//! left to a loop.

use std::collections::HashMap;
use std::sync::Arc;

use super::lower::{Given, Lowering, is_column, is_row, rank_of};
use super::program::{Id, Node, Rank};
use crate::expr::build::{coefficient, entry_power, mul, neg, number, power, transpose};
use crate::expr::{Expr, Op, Reading};
use crate::functions::TRANSPOSE;
use crate::rational::Rational;
use crate::shape::Dim;

/// The sum of `body` over `i` from `lo` to `hi` without a loop, where that is simple.
pub fn sum(l: &mut Lowering, i: &Arc<str>, lo: &Expr, hi: &Expr, body: &Expr) -> Option<Id> {
    let Op::Size(count) = hi.op() else { return None };
    if !lo.as_number().is_some_and(Rational::is_one) {
        return None;
    }
    let b = Batch { index: i.clone(), count: count.clone() };
    let (scalars, chain) = parts(body);
    if chain.is_empty() {
        let all = b.of(l, body)?;
        return Some(l.sum_all(all));
    }
    let weights = if scalars.is_empty() { None } else { Some(b.of(l, &mul(scalars))?) };
    let cut = (1..chain.len()).find(|k| chain.get(*k).is_some_and(|f| f.shape().rows.is_one()));
    if let Some(k) = cut {
        let (left, right) = (mul(chain.get(..k)?.to_vec()), mul(chain.get(k..)?.to_vec()));
        let mut u = b.of(l, &left)?;
        let v = b.of(l, &transpose(&right))?;
        if let Some(w) = weights {
            u = l.node(Node::ScaleRows(w, u), Rank::Matrix);
        }
        let ut = l.transposed(u);
        return Some(l.node(Node::MatMul(ut, v), Rank::Matrix));
    }
    let vector = mul(chain);
    if rank_of(vector.shape()) != Rank::Vector {
        return None;
    }
    let all = b.of(l, &vector)?;
    Some(match weights {
        Some(w) => l.node(Node::MatMul(w, all), Rank::Vector),
        None => l.node(Node::ColSums(all), Rank::Vector),
    })
}

/// Scalar factors and the chain of matrices.
fn parts(e: &Expr) -> (Vec<Expr>, Vec<Expr>) {
    match e.op() {
        Op::Mul if e.shape().is_scalar() => (vec![e.clone()], vec![]),
        Op::Mul => e.args().iter().cloned().partition(|a| a.shape().is_scalar()),
        _ if e.shape().is_scalar() => (vec![e.clone()], vec![]),
        _ => (vec![], vec![e.clone()]),
    }
}

struct Batch {
    index: Arc<str>,
    count: Dim,
}

impl Batch {
    /// The values of `e` for all values of the index: numbers as a vector, vectors as the rows of a matrix.
    fn of(&self, l: &mut Lowering, e: &Expr) -> Option<Id> {
        let item = rank_of(e.shape());
        if item == Rank::Matrix || !e.mentions(&self.index) {
            return None;
        }
        let rank = if item == Rank::Scalar { Rank::Vector } else { Rank::Matrix };
        match (e.op(), e.args()) {
            (Op::Symbol(s), [i]) if matches!(i.op(), Op::Index(i) if *i == self.index) => {
                if l.ranges.get(s.key()) != Some(&Some(self.count.clone())) {
                    return None;
                }
                let k = l.argument(Given::Quantity { symbol: s.clone(), differential: false });
                Some(l.node(Node::Family(k), rank))
            }
            (Op::Entry, [x, i, j]) => {
                let (position, size) = if is_column(x) {
                    (i, &x.shape().rows)
                } else if is_row(x) {
                    (j, &x.shape().cols)
                } else {
                    return None;
                };
                let whole = matches!(position.op(), Op::Index(i) if *i == self.index) && *size == self.count;
                (whole && !x.mentions(&self.index)).then(|| l.lower(x))
            }
            (Op::Add, terms) => {
                let mut out = Vec::with_capacity(terms.len());
                for t in terms {
                    let (c, rest) = coefficient(t);
                    let positive = if c.is_negative() { neg(t) } else { t.clone() };
                    let id = if rest.as_number().is_some() { l.number(c.abs()) } else { self.beside(l, &positive)? };
                    out.push((c.is_negative(), id));
                }
                Some(l.node(Node::Sum(out), rank))
            }
            (Op::Mul, _) => self.product(l, e, rank),
            (Op::Hadamard, factors) => {
                let ids = factors.iter().map(|f| self.beside(l, f)).collect::<Option<Vec<_>>>()?;
                Some(l.node(Node::Times(ids), rank))
            }
            (Op::Power | Op::EntryPower, [base, exponent]) => self.power(l, base, exponent, rank),
            (Op::Call(f), [x]) if *f == TRANSPOSE => self.of(l, x),
            (Op::Call(f), [x]) if f.is_entrywise() => {
                let x = self.of(l, x)?;
                Some(l.node(Node::Call(*f, vec![x]), rank))
            }
            (Op::Apply(f, reading @ (Reading::Value | Reading::Derivative(_))), [x]) if f.is_scalar_to_scalar() => {
                let x = self.of(l, x)?;
                let callable = super::program::Callable { function: f.clone(), reading: *reading };
                let k = l.argument(Given::Function(callable));
                Some(l.node(Node::Apply(k, vec![x]), rank))
            }
            _ => None,
        }
    }

    /// As [`Batch::of`]; what does not depend on the index is left to be repeated for every value of it.
    fn beside(&self, l: &mut Lowering, e: &Expr) -> Option<Id> {
        if e.mentions(&self.index) {
            return self.of(l, e);
        }
        let id = l.lower(e);
        Some(match rank_of(e.shape()) {
            Rank::Scalar => id,
            Rank::Vector => l.node(Node::AsRow(id), Rank::Matrix),
            Rank::Matrix => return None,
        })
    }

    fn power(&self, l: &mut Lowering, base: &Expr, exponent: &Expr, rank: Rank) -> Option<Id> {
        exponent.as_number()?;
        if coefficient(exponent).0.is_negative() {
            let flipped = neg(exponent);
            let below =
                if rank == Rank::Vector { power(base.clone(), flipped) } else { entry_power(base.clone(), flipped) };
            let (one, below) = (l.number(1), self.of(l, &below)?);
            return Some(l.node(Node::Divide(one, below), rank));
        }
        let x = self.of(l, base)?;
        if exponent.as_number() == Some(Rational::HALF) {
            return Some(l.node(Node::Sqrt(x), rank));
        }
        let exponent = l.lower(exponent);
        Some(l.node(Node::Pow(x, exponent), rank))
    }

    fn product(&self, l: &mut Lowering, e: &Expr, rank: Rank) -> Option<Id> {
        let args = e.args();
        if args.first().is_some_and(|a| !a.shape().is_scalar()) {
            return self.chain(l, args, rank);
        }
        let (scalars, chain): (Vec<Expr>, Vec<Expr>) = args.iter().cloned().partition(|a| a.shape().is_scalar());
        if chain.is_empty() {
            let ids = scalars.iter().map(|s| self.beside(l, s)).collect::<Option<Vec<_>>>()?;
            return Some(l.node(Node::Times(ids), rank));
        }
        let (moving, fixed): (Vec<Expr>, Vec<Expr>) = scalars.into_iter().partition(|s| s.mentions(&self.index));
        let vector = mul(chain);
        let mut value = match (self.beside(l, &vector)?, moving.is_empty()) {
            (id, true) => id,
            (id, false) => {
                let weights = self.of(l, &mul(moving))?;
                if !vector.mentions(&self.index) {
                    let plain = l.lower(&vector);
                    l.node(Node::Outer(weights, plain), Rank::Matrix)
                } else {
                    l.node(Node::ScaleRows(weights, id), Rank::Matrix)
                }
            }
        };
        if !fixed.is_empty() {
            let factor = l.lower(&mul(fixed));
            value = l.node(Node::Times(vec![factor, value]), rank);
        }
        Some(value)
    }

    /// A chain that is a vector or, between two vectors, a number.
    fn chain(&self, l: &mut Lowering, chain: &[Expr], rank: Rank) -> Option<Id> {
        let (first, last) = (chain.first()?, chain.last()?);
        let flipped = || chain.iter().rev().map(transpose).collect::<Vec<Expr>>();
        if rank == Rank::Vector {
            let (head, tail) = (first.mentions(&self.index), last.mentions(&self.index));
            let middle = chain.get(1..chain.len().saturating_sub(1))?;
            return match (head, tail) {
                (true, true) if !middle.iter().any(|f| f.mentions(&self.index)) => {
                    let u = self.of(l, &transpose(first))?;
                    let v = self.of(l, &mul(chain.get(1..)?.to_vec()))?;
                    let both = l.node(Node::Times(vec![u, v]), Rank::Matrix);
                    Some(l.node(Node::RowSums(both), rank))
                }
                (false, true) if !middle.iter().any(|f| f.mentions(&self.index)) => {
                    let fixed = l.chain(chain.get(..chain.len() - 1)?);
                    let moving = self.of(l, last)?;
                    Some(l.node(Node::MatMul(moving, fixed), rank))
                }
                (true, false) => self.chain(l, &flipped(), rank),
                _ => None,
            };
        }
        if is_row(first) {
            return self.chain(l, &flipped(), rank);
        }
        let (moving, fixed) = chain.split_last()?;
        if fixed.iter().any(|f| f.mentions(&self.index)) {
            return None;
        }
        // The rows are the vectors v, those of the product (A v)ᵀ = vᵀ Aᵀ.
        let rows = self.of(l, moving)?;
        Some(fixed.iter().rev().fold(rows, |value, f| l.apply_right(value, &transpose(f))))
    }
}

/// For each family, the size its index runs to in all sums, where that is one and begins at 1.
pub fn ranges(e: &Expr) -> HashMap<String, Option<Dim>> {
    let mut out = HashMap::new();
    for sum in e.subexpressions() {
        match (sum.op(), sum.args()) {
            (Op::Sum(i) | Op::Prod(i), [lo, hi, body]) => {
                let range = match hi.op() {
                    Op::Size(d) if *lo == number(1) => Some(d.clone()),
                    _ => None,
                };
                note(i, range.as_ref(), body, &mut out);
            }
            (Op::Table(i, j), [body]) => {
                note(i, Some(&sum.shape().rows), body, &mut out);
                note(j, Some(&sum.shape().cols), body, &mut out);
            }
            _ => {}
        }
    }
    out
}

/// Notes the families in `body` that `i` chooses a member of.
fn note(i: &str, range: Option<&Dim>, body: &Expr, out: &mut HashMap<String, Option<Dim>>) {
    for part in body.subexpressions() {
        let Op::Symbol(s) = part.op() else { continue };
        let Some(first) = part.args().first() else { continue };
        if !part.args().iter().any(|a| a.mentions(i)) {
            continue;
        }
        let direct = matches!(first.op(), Op::Index(k) if &**k == i) && part.args().len() == 1;
        let here = if direct { range.cloned() } else { None };
        let entry = out.entry(s.key().to_string()).or_insert_with(|| here.clone());
        if *entry != here {
            *entry = None;
        }
    }
}
