//! Chains of matrices: multiplied from the vector end; inverses are solved with, diagonal matrices scale, Kronecker products and
//! commutation matrices before a vector reshape it.

use super::lower::{Lowering, is_column, is_row};
use super::program::{Id, Node, Rank};
use crate::expr::build::{coefficient, entry_power, kron, neg, number, transpose};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{DIAG, TRANSPOSE};
use crate::rational::Rational;

/// The base of an inverse, how often it stands, and whether it is transposed: `X⁻ᵀ` is `(X, 1, true)`.
pub(super) fn inverse_of(e: &Expr) -> Option<(&Expr, usize, bool)> {
    let (inner, transposed) = match e.call_of(TRANSPOSE.name()) {
        Some(inner) => (inner, true),
        None => (e, false),
    };
    match (inner.op(), inner.args()) {
        (Op::Power, [base, exponent]) => {
            let times = exponent.as_number().and_then(Rational::as_integer).and_then(i64::checked_neg);
            let times = times.and_then(|k| usize::try_from(k).ok()).filter(|k| (1..=4).contains(k))?;
            Some((base, times, transposed))
        }
        _ => None,
    }
}

/// The terms of a sum of identities and commutation matrices, which is cheaper applied term by term.
fn moves(e: &Expr) -> Option<&[Expr]> {
    let moving = |t: &Expr| {
        let (_, rest) = coefficient(t);
        rest.is_identity() || matches!(rest.op(), Op::Constant(Constant::Commutation(..)))
    };
    (matches!(e.op(), Op::Add) && !e.shape().is_scalar() && e.args().iter().all(moving)).then(|| e.args())
}

/// The factors of a chain.
fn links(e: &Expr) -> &[Expr] {
    if matches!(e.op(), Op::Mul) { e.args() } else { std::slice::from_ref(e) }
}

/// The terms of a sum of chains in which an inverse or a Kronecker product stands, `A⁻¹ B⁻¹ + C`: before a vector each is applied by
/// itself, so that none of these is formed.
fn solved_apart(e: &Expr) -> Option<&[Expr]> {
    let costly = |f: &Expr| inverse_of(f).is_some() || matches!(f.op(), Op::Kron);
    let terms = matches!(e.op(), Op::Add).then(|| e.args())?;
    let chains: Vec<Expr> = terms.iter().map(|t| coefficient(t).1).collect();
    let plain = |chain: &Expr| links(chain).iter().all(|f| !f.shape().is_scalar());
    (chains.iter().all(plain) && chains.iter().any(|chain| links(chain).iter().any(costly))).then_some(terms)
}

/// Whether it costs less to apply this to a matrix than to multiply the matrix by it.
fn is_better_applied(f: &Expr) -> bool {
    inverse_of(f).is_some()
        || f.call_of(DIAG.name()).is_some()
        || matches!(f.op(), Op::Constant(Constant::Commutation(..)))
        || moves(f).is_some()
}

impl Lowering {
    /// A chain of matrices, multiplied in the order that keeps what is between small.
    pub(super) fn chain(&mut self, factors: &[Expr]) -> Id {
        if let [only] = factors {
            return self.lower(only);
        }
        // A column before a row is an outer product of what stands left and right.
        let cut = (1..factors.len()).find(|k| factors[*k].shape().rows.is_one());
        if let Some(k) = cut {
            let (left, right) = (self.chain(&factors[..k]), self.chain(&factors[k..]));
            return self.node(Node::Outer(left, right), Rank::Matrix);
        }
        let start = match (factors.first(), factors.last()) {
            (_, Some(last)) if is_column(last) => factors.len() - 1,
            (Some(first), _) if is_row(first) => 0,
            _ if !factors.iter().any(is_better_applied) => 0,
            _ => factors.iter().rposition(|f| !is_better_applied(f)).unwrap_or(factors.len() - 1),
        };
        let mut value = self.lower(&factors[start]);
        for f in factors[..start].iter().rev() {
            value = self.apply_left(f, value);
        }
        let mut rest = factors[start + 1..].iter();
        if start == 0
            && factors[0].is_constant(&Constant::Ones)
            && let Some(next) = rest.as_slice().first().filter(|f| !is_better_applied(f))
        {
            rest.next();
            let next = self.lower(next);
            value = self.apply_left(&factors[0], next);
        }
        for f in rest {
            value = self.apply_right(value, f);
        }
        value
    }

    /// The sum of all entries.
    pub(super) fn sum_all(&mut self, id: Id) -> Id {
        let inner = match self.program.node(id) {
            Node::RowSums(inner) | Node::ColSums(inner) => *inner,
            _ => id,
        };
        self.node(Node::SumAll(inner), Rank::Scalar)
    }

    /// `f · value`, the value a column or a matrix.
    pub(super) fn apply_left(&mut self, f: &Expr, value: Id) -> Id {
        let rank = if is_row(f) {
            match self.program.rank(value) {
                Rank::Matrix => Rank::Vector,
                _ => Rank::Scalar,
            }
        } else {
            self.program.rank(value)
        };
        if let Some((base, times, transposed)) = inverse_of(f) {
            if let Some(v) = base.call_of(DIAG.name()) {
                return self.scaled_rows(&entry_power(v.clone(), neg(&number(times as i64))), value);
            }
            let a = if transposed { self.lower(&transpose(base)) } else { self.lower(base) };
            return (0..times).fold(value, |v, _| self.node(Node::Solve(a, v), rank));
        }
        if let Some(v) = f.call_of(DIAG.name()) {
            return self.scaled_rows(&v.clone(), value);
        }
        if let Some(terms) = moves(f) {
            return self.moved(terms, value, rank, |l, f, value| l.apply_left(f, value));
        }
        if let Some(terms) = solved_apart(f).filter(|_| self.program.rank(value) == Rank::Vector) {
            return self.moved(terms, value, rank, |l, chain, value| {
                links(chain).iter().rev().fold(value, |value, f| l.apply_left(f, value))
            });
        }
        match (f.op(), f.args()) {
            (Op::Constant(Constant::Ones), _) if is_row(f) => {
                if rank == Rank::Scalar {
                    self.sum_all(value)
                } else {
                    self.node(Node::ColSums(value), rank)
                }
            }
            (Op::Kron, parts) if self.program.rank(value) == Rank::Vector => {
                // (P ⊗ Q) vec V = vec(Q V Pᵀ)
                let Some((q, p)) = parts.split_last() else { return value };
                let p = kron(p.to_vec());
                // A column on one side is a factor of the result: (p ⊗ Q) v = p ⊗ Q v.
                if q.shape().cols.is_one() || p.shape().cols.is_one() {
                    let on_q = p.shape().cols.is_one();
                    let moved = if on_q { self.apply_left(q, value) } else { self.apply_left(&p, value) };
                    let fixed = self.lower(if on_q { &p } else { q });
                    let pair = if on_q { vec![fixed, moved] } else { vec![moved, fixed] };
                    return self.node(Node::Kron(pair), Rank::Vector);
                }
                let v = self.unstacked(value, &q.shape().cols, &p.shape().cols);
                let left = if q.is_identity() { v } else { self.apply_left(q, v) };
                let product = if p.is_identity() { left } else { self.apply_right(left, &transpose(&p)) };
                self.stacked(product)
            }
            (Op::Constant(Constant::Commutation(m, n)), _) if self.program.rank(value) == Rank::Vector => {
                let a = self.unstacked(value, m, n);
                let flipped = self.transposed(a);
                self.stacked(flipped)
            }
            (Op::Constant(Constant::Commutation(m, n)), _) => {
                self.node(Node::PermuteRows(m.clone(), n.clone(), Some(value)), rank)
            }
            _ => self.multiplied(f, value, rank),
        }
    }

    /// A sum of identities and commutation matrices applied to a value.
    fn moved(&mut self, terms: &[Expr], value: Id, rank: Rank, apply: impl Fn(&mut Self, &Expr, Id) -> Id) -> Id {
        let mut out = Vec::with_capacity(terms.len());
        for t in terms {
            let (c, f) = coefficient(t);
            let moved = if f.is_identity() { value } else { apply(self, &f, value) };
            let scaled = self.quotient(c.abs(), vec![moved], vec![], rank);
            out.push((c.is_negative(), scaled));
        }
        self.node(Node::Sum(out), rank)
    }

    fn multiplied(&mut self, f: &Expr, value: Id, rank: Rank) -> Id {
        let left = self.lower(f);
        match (self.program.rank(left), self.program.rank(value)) {
            (Rank::Vector, Rank::Vector) => match (self.program.node(left), self.program.node(value)) {
                (_, Node::Ones(_)) => self.sum_all(left),
                _ => self.node(Node::Dot(left, value), Rank::Scalar),
            },
            (Rank::Matrix, Rank::Vector) if matches!(self.program.node(value), Node::Ones(_)) => {
                self.node(Node::RowSums(left), Rank::Vector)
            }
            _ => self.node(Node::MatMul(left, value), rank),
        }
    }

    fn scaled_rows(&mut self, v: &Expr, value: Id) -> Id {
        let v = self.lower(v);
        match self.program.rank(value) {
            Rank::Matrix => self.node(Node::ScaleRows(v, value), Rank::Matrix),
            _ => self.same_rank(Node::Times(vec![v, value]), value),
        }
    }

    /// `value · f`, the value a row or a matrix.
    pub(super) fn apply_right(&mut self, value: Id, f: &Expr) -> Id {
        let row = self.program.rank(value) == Rank::Vector;
        if let Some((base, times, transposed)) = inverse_of(f) {
            if let Some(v) = base.call_of(DIAG.name()) {
                return self.scaled_cols(value, &entry_power(v.clone(), neg(&number(times as i64))));
            }
            let a = if transposed { self.lower(base) } else { self.lower(&transpose(base)) };
            let flipped = self.transposed(value);
            let solved = (0..times).fold(flipped, |v, _| self.same_rank(Node::Solve(a, v), value));
            return self.transposed(solved);
        }
        if let Some(v) = f.call_of(DIAG.name()) {
            return self.scaled_cols(value, &v.clone());
        }
        if let Some(terms) = moves(f) {
            let rank = self.program.rank(value);
            return self.moved(terms, value, rank, |l, f, value| l.apply_right(value, f));
        }
        match f.op() {
            Op::Kron if row => self.apply_left(&transpose(f), value),
            Op::Constant(Constant::Commutation(..)) => {
                let flipped = self.transposed(value);
                let moved = self.apply_left(&transpose(f), flipped);
                self.transposed(moved)
            }
            Op::Constant(Constant::Ones) if is_column(f) => {
                if row {
                    self.sum_all(value)
                } else {
                    self.node(Node::RowSums(value), Rank::Vector)
                }
            }
            _ => {
                let right = self.lower(f);
                match (self.program.rank(value), self.program.rank(right)) {
                    (Rank::Vector, Rank::Vector) => self.node(Node::Dot(value, right), Rank::Scalar),
                    (Rank::Vector, _) | (_, Rank::Vector) => self.node(Node::MatMul(value, right), Rank::Vector),
                    _ => self.node(Node::MatMul(value, right), Rank::Matrix),
                }
            }
        }
    }

    fn scaled_cols(&mut self, value: Id, v: &Expr) -> Id {
        let v = self.lower(v);
        match self.program.rank(value) {
            Rank::Matrix => self.node(Node::ScaleCols(value, v), Rank::Matrix),
            _ => self.same_rank(Node::Times(vec![value, v]), value),
        }
    }
}
