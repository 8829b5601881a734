//! From an expression to a program on arrays: chains are multiplied from the vector end, inverses become solves, Kronecker
//! products and commutation matrices before a vector become reshapes, diagonal matrices scale.

use std::collections::HashMap;
use std::sync::Arc;

use super::program::{Callable, Id, Node, Position, Program, Rank};
use crate::expr::build::{coefficient, entry_power, neg, power, scale};
use crate::expr::{Constant, Digest, Expr, Op, Symbol};
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// What the function is given: quantities, and functions nobody defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A quantity; for the differential of one, whether it is that.
    Quantity { symbol: Symbol, differential: bool },
    /// A function or a derivative of one.
    Function(Callable),
    /// An index that no sum binds.
    Index(Arc<str>),
}

/// Lowers expressions into one program.
#[derive(Default)]
pub struct Lowering {
    pub program: Program,
    pub given: Vec<Given>,
    /// Why there is no program, if there is none.
    pub refused: Option<String>,
    /// For each family, the size its single index runs to in every sum; `None` where that differs.
    pub ranges: HashMap<String, Option<Dim>>,
    done: HashMap<(Digest, Vec<Arc<str>>), Id>,
    bound: Vec<Arc<str>>,
}

pub(super) fn rank_of(shape: &Shape) -> Rank {
    if shape.is_scalar() {
        Rank::Scalar
    } else if shape.is_vector() || shape.is_row() {
        Rank::Vector
    } else {
        Rank::Matrix
    }
}

/// A vector that is a column; a vector that is a row.
pub(super) fn is_column(e: &Expr) -> bool {
    e.shape().is_vector() && !e.shape().is_scalar()
}

pub(super) fn is_row(e: &Expr) -> bool {
    e.shape().is_row() && !e.shape().is_scalar()
}

impl Lowering {
    /// Lowers with the ranges of families known; see [`super::batch::ranges`].
    pub fn new(ranges: HashMap<String, Option<Dim>>) -> Lowering {
        Lowering { ranges, ..Lowering::default() }
    }

    pub(super) fn node(&mut self, node: Node, rank: Rank) -> Id {
        self.program.add(node, rank)
    }

    pub(super) fn refuse(&mut self, why: &str) -> Id {
        self.refused.get_or_insert_with(|| why.to_string());
        self.number(0)
    }

    pub(super) fn number(&mut self, r: impl Into<Rational>) -> Id {
        self.node(Node::Number(r.into()), Rank::Scalar)
    }

    pub(super) fn same_rank(&mut self, node: Node, like: Id) -> Id {
        let rank = self.program.rank(like);
        self.node(node, rank)
    }

    pub(super) fn argument(&mut self, given: Given) -> usize {
        match self.given.iter().position(|g| *g == given) {
            Some(k) => k,
            None => {
                self.given.push(given);
                self.given.len() - 1
            }
        }
    }

    /// The value of `e`.
    pub fn lower(&mut self, e: &Expr) -> Id {
        let key = (e.digest(), self.bound.clone());
        if let Some(id) = self.done.get(&key) {
            return *id;
        }
        let id = self.build(e);
        self.done.insert(key, id);
        id
    }

    fn build(&mut self, e: &Expr) -> Id {
        let rank = rank_of(e.shape());
        match (e.op(), e.args()) {
            (Op::Number(r), _) => self.number(*r),
            (Op::Size(d), _) => self.node(Node::Size(d.clone()), Rank::Scalar),
            (Op::Index(i), _) if self.bound.contains(i) => self.node(Node::Index(i.clone()), Rank::Scalar),
            (Op::Index(i), _) => {
                let k = self.argument(Given::Index(i.clone()));
                self.node(Node::Argument(k), Rank::Scalar)
            }
            (Op::Symbol(symbol), indices) => self.quantity(symbol, false, indices, rank),
            (Op::Differential(symbol), indices) => self.quantity(symbol, true, indices, rank),
            (Op::Constant(c), _) => self.constant(c, e.shape()),
            (Op::Unit, [k]) => {
                let k = self.position(k);
                self.node(Node::Unit(k, e.shape().rows.clone()), Rank::Vector)
            }
            (Op::Delta, [i, j]) => {
                let (i, j) = (self.position(i), self.position(j));
                self.node(Node::Delta(i, j), Rank::Scalar)
            }
            (Op::Add, terms) => self.sum(terms, rank),
            (Op::Mul, _) => self.product(e, rank),
            (Op::Hadamard, factors) => self.entrywise(factors, rank),
            (Op::Kron, factors) => self.kron(factors, e.shape()),
            (Op::Power, [base, exponent]) if rank == Rank::Scalar => self.pow(base, exponent),
            (Op::Power, [base, exponent]) => self.matrix_power(base, exponent),
            (Op::EntryPower, [base, exponent]) => self.pow(base, exponent),
            (Op::Call(_), _) => self.call(e, rank),
            (Op::Apply(f, reading), args) => {
                let k = self.argument(Given::Function(Callable { function: f.clone(), reading: *reading }));
                let args = args.iter().map(|a| self.lower(a)).collect();
                self.node(Node::Apply(k, args), rank)
            }
            (Op::Entry, [x, i, j]) => {
                let positions: Vec<Position> = if x.shape().is_vector() {
                    vec![self.position(i)]
                } else if x.shape().is_row() {
                    vec![self.position(j)]
                } else {
                    vec![self.position(i), self.position(j)]
                };
                let x = self.lower(x);
                self.node(Node::At(x, positions), Rank::Scalar)
            }
            (Op::Block(_, cols), blocks) => self.blocks(*cols, blocks, rank),
            (Op::Sum(i), [lo, hi, body]) => self.over(i, lo, hi, body, true),
            (Op::Prod(i), [lo, hi, body]) => self.over(i, lo, hi, body, false),
            (Op::Table(i, j), [body]) => {
                let runs = [(i, &e.shape().rows), (j, &e.shape().cols)].into_iter().filter(|(k, _)| !k.is_empty());
                let indices: Vec<(Arc<str>, Dim)> = runs.map(|(k, n)| (k.clone(), n.clone())).collect();
                let before = self.bound.len();
                self.bound.extend(indices.iter().map(|(k, _)| k.clone()));
                let body = self.lower(body);
                self.bound.truncate(before);
                self.node(Node::Table(indices, body), rank)
            }
            _ => self.refuse("an operation with too few arguments"),
        }
    }

    fn quantity(&mut self, symbol: &Symbol, differential: bool, indices: &[Expr], rank: Rank) -> Id {
        let k = self.argument(Given::Quantity { symbol: symbol.clone(), differential });
        let whole = self.node(Node::Argument(k), rank);
        if indices.is_empty() {
            return whole;
        }
        let positions = indices.iter().map(|i| self.position(i)).collect();
        self.node(Node::At(whole, positions), rank)
    }

    fn constant(&mut self, c: &Constant, shape: &Shape) -> Id {
        let rank = rank_of(shape);
        let dims = match rank {
            Rank::Scalar => vec![],
            Rank::Vector if shape.is_vector() => vec![shape.rows.clone()],
            Rank::Vector => vec![shape.cols.clone()],
            Rank::Matrix => vec![shape.rows.clone(), shape.cols.clone()],
        };
        match c {
            Constant::Zero if rank == Rank::Scalar => self.number(0),
            Constant::Zero => self.node(Node::Zeros(dims), rank),
            Constant::Ones => self.node(Node::Ones(dims), rank),
            Constant::Identity => self.node(Node::Eye(shape.rows.clone()), rank),
            Constant::Commutation(m, n) => self.node(Node::PermuteRows(m.clone(), n.clone(), None), rank),
            Constant::Duplication(n) => self.node(Node::Duplication(n.clone()), rank),
            Constant::Elimination(n) => self.node(Node::Elimination(n.clone()), rank),
            Constant::SkewDuplication(n) => self.node(Node::SkewDuplication(n.clone()), rank),
        }
    }

    /// A position counted from 1, as a sum of indices.
    fn position(&mut self, e: &Expr) -> Position {
        let mut out = Position { bound: vec![], others: vec![], constant: 0 };
        let terms = if matches!(e.op(), Op::Add) { e.args() } else { std::slice::from_ref(e) };
        for term in terms {
            let (c, rest) = coefficient(term);
            match (c.as_integer(), rest.op()) {
                (Some(k), Op::Index(i)) if self.bound.contains(i) => out.bound.push((k, i.clone())),
                (Some(k), _) if rest.as_number().is_some_and(Rational::is_one) => out.constant += k,
                (Some(k), _) => out.others.push((k, self.lower(&rest))),
                (None, _) => out.others.push((1, self.lower(term))),
            }
        }
        out
    }

    fn sum(&mut self, terms: &[Expr], rank: Rank) -> Id {
        let is_ones = |t: &Expr| coefficient(t).1.is_constant(&Constant::Ones);
        // One full array gives the sum its shape; a constant beside it is a number added to every entry.
        let broadcast = rank != Rank::Scalar && !terms.iter().all(is_ones);
        let mut out = Vec::with_capacity(terms.len());
        for t in terms {
            let (c, rest) = coefficient(t);
            let negative = c.is_negative();
            let id = if broadcast && is_ones(t) || rest.as_number().is_some_and(Rational::is_one) {
                self.number(c.abs())
            } else if negative {
                self.lower(&scale(c.abs(), &rest))
            } else {
                self.lower(t)
            };
            out.push((negative, id));
        }
        if out.first().is_some_and(|t| t.0)
            && let Some(k) = out.iter().position(|t| !t.0)
        {
            let lead = out.remove(k);
            out.insert(0, lead);
        }
        self.node(Node::Sum(out), rank)
    }

    fn product(&mut self, e: &Expr, rank: Rank) -> Id {
        let args = e.args();
        if args.first().is_some_and(|a| !a.shape().is_scalar()) {
            return self.chain(args);
        }
        let chain: Vec<Expr> = args.iter().filter(|a| !a.shape().is_scalar()).cloned().collect();
        let (mut above, mut below) = (Vec::new(), Vec::new());
        let mut c = Rational::ONE;
        for s in args.iter().filter(|a| a.shape().is_scalar()) {
            match (s.op(), s.args()) {
                (Op::Number(r), _) => c = c.times(*r),
                (Op::Power, [base, exponent]) if coefficient(exponent).0.is_negative() => {
                    below.push(self.lower(&power(base.clone(), neg(exponent))));
                }
                _ => above.push(self.lower(s)),
            }
        }
        if !chain.is_empty() {
            above.push(self.chain(&chain));
        }
        self.quotient(c, above, below, rank)
    }

    /// `c · above / below`.
    pub(super) fn quotient(&mut self, c: Rational, mut above: Vec<Id>, mut below: Vec<Id>, rank: Rank) -> Id {
        let whole = |n: i128| Rational::new(n, 1).unwrap_or(Rational::ONE);
        let (p, q) = (c.abs().numerator(), c.denominator());
        if p != 1 || above.is_empty() {
            above.insert(0, self.program.add(Node::Number(whole(p)), Rank::Scalar));
        }
        if q != 1 {
            below.insert(0, self.program.add(Node::Number(whole(q)), Rank::Scalar));
        }
        let top = self.times(above, rank);
        let value = if below.is_empty() {
            top
        } else {
            let below_rank = below.iter().map(|b| self.program.rank(*b)).max().unwrap_or(Rank::Scalar);
            let bottom = self.times(below, below_rank);
            self.node(Node::Divide(top, bottom), rank)
        };
        if c.is_negative() { self.node(Node::Sum(vec![(true, value)]), rank) } else { value }
    }

    pub(super) fn times(&mut self, mut factors: Vec<Id>, rank: Rank) -> Id {
        if factors.len() == 1 { factors.swap_remove(0) } else { self.node(Node::Times(factors), rank) }
    }

    fn entrywise(&mut self, factors: &[Expr], rank: Rank) -> Id {
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for f in factors {
            match (f.op(), f.args()) {
                (Op::EntryPower, [base, exponent]) if coefficient(exponent).0.is_negative() => {
                    below.push(self.lower(&entry_power(base.clone(), neg(exponent))));
                }
                _ => above.push(self.lower(f)),
            }
        }
        self.quotient(Rational::ONE, above, below, rank)
    }

    /// A power of a scalar, or of every entry.
    fn pow(&mut self, base: &Expr, exponent: &Expr) -> Id {
        let rank = rank_of(base.shape());
        let (c, _) = coefficient(exponent);
        if c.is_negative() {
            let below = if rank == Rank::Scalar {
                power(base.clone(), neg(exponent))
            } else {
                entry_power(base.clone(), neg(exponent))
            };
            let (one, below) = (self.number(1), self.lower(&below));
            return self.node(Node::Divide(one, below), rank);
        }
        let x = self.lower(base);
        if exponent.as_number() == Some(Rational::HALF) {
            return self.node(Node::Sqrt(x), rank);
        }
        let exponent = self.lower(exponent);
        self.node(Node::Pow(x, exponent), rank)
    }

    fn matrix_power(&mut self, base: &Expr, exponent: &Expr) -> Id {
        let k = exponent.as_number().and_then(Rational::as_integer);
        if k.is_some_and(|k| k < 0) {
            let positive = self.lower(&power(base.clone(), neg(exponent)));
            return self.node(Node::Inverse(positive), Rank::Matrix);
        }
        let x = self.lower(base);
        let exponent = self.lower(exponent);
        self.node(Node::MatPow(x, exponent), Rank::Matrix)
    }

    fn kron(&mut self, factors: &[Expr], shape: &Shape) -> Id {
        let rank = rank_of(shape);
        let parts = factors.iter().map(|f| {
            let id = self.lower(f);
            if rank == Rank::Matrix { self.as_matrix(f, id) } else { id }
        });
        let parts = parts.collect();
        self.node(Node::Kron(parts), rank)
    }

    /// A vector as the matrix that it is.
    pub(super) fn as_matrix(&mut self, e: &Expr, id: Id) -> Id {
        if is_column(e) {
            self.node(Node::AsColumn(id), Rank::Matrix)
        } else if is_row(e) {
            self.node(Node::AsRow(id), Rank::Matrix)
        } else {
            id
        }
    }

    fn blocks(&mut self, cols: usize, blocks: &[Expr], rank: Rank) -> Id {
        if rank != Rank::Matrix {
            let parts = blocks.iter().map(|b| self.lower(b)).collect();
            return self.node(Node::Concatenate(parts), rank);
        }
        let mut rows = Vec::new();
        for row in blocks.chunks(cols.max(1)) {
            let drawn = row.iter().map(|b| {
                let id = self.lower(b);
                self.as_matrix(b, id)
            });
            rows.push(drawn.collect());
        }
        self.node(Node::Blocks(rows), rank)
    }

    fn over(&mut self, i: &Arc<str>, lo: &Expr, hi: &Expr, body: &Expr, sum: bool) -> Id {
        let rank = rank_of(body.shape());
        if sum && let Some(id) = super::batch::sum(self, i, lo, hi, body) {
            return id;
        }
        let (lo, hi) = (self.lower(lo), self.lower(hi));
        self.bound.push(i.clone());
        let body = self.lower(body);
        self.bound.pop();
        let node = if sum { Node::Over(i.clone(), lo, hi, body) } else { Node::ProductOver(i.clone(), lo, hi, body) };
        self.node(node, rank)
    }
}
