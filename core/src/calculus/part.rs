//! Derivatives by a part of a quantity: a member of a family `\mathbf x_k`, an entry `X_{ij}`, a row or a column.
//!
//! The part moves along `dX = E dξ Fᵀ` with E and F unit vectors or identities, and `d\mathbf x_i = δ_{ik} dξ` for a family.

use std::sync::Arc;

use super::Refusal;
use super::differential::differential;
use super::gradient::gradient;
use super::structured::structure;
use crate::expr::build::{
    self, add2, delta, differential as differential_of, entry, fresh_index, index, member, mul, prod_over, sub,
    substitute, sum_over, symbol, table, transpose, unit,
};
use crate::expr::{Expr, Op, Properties, Symbol};
use crate::shape::Shape;
use crate::verify::sample::Structure;

/// Which part of a quantity varies. Places are counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub enum At {
    /// The member of a family that these indices choose.
    Member(Vec<Expr>),
    /// The entry in row i and column j; of a vector j is 1.
    Entry(Expr, Expr),
    /// A row.
    Row(Expr),
    /// A column.
    Column(Expr),
}

/// A part of a quantity that varies by itself.
#[derive(Clone, Debug)]
pub struct Part {
    /// The quantity or family.
    pub whole: Symbol,
    /// Which part of it.
    pub at: At,
    /// How an entry takes others along.
    pub tied: Structure,
}

impl Part {
    /// The part of a quantity whose entries are free.
    pub fn new(whole: Symbol, at: At) -> Part {
        Part { whole, at, tied: Structure::Free }
    }

    /// The part, called `name`, where the entries of the quantity, of which `assumed` holds, move together.
    pub fn tied(&self, name: &Symbol, assumed: Properties) -> Result<Part, Refusal> {
        let special = self.whole.with_properties(assumed);
        let tied = structure(if assumed == Properties::default() { &self.whole } else { &special });
        let covered = match tied {
            Structure::Free => true,
            Structure::Symmetric | Structure::Skew | Structure::Diagonal => matches!(self.at, At::Entry(..)),
            Structure::Lower | Structure::Upper | Structure::Orthogonal => false,
        };
        if !covered {
            let why =
                "is part of a variable whose entries are tied: derive by the whole variable, and take the part of that";
            return Err(Refusal::new(&symbol(name), why));
        }
        Ok(Part { tied, ..self.clone() })
    }

    /// The part that an expression is: a member, an entry, a row or a column of a quantity.
    pub fn of(e: &Expr) -> Option<Part> {
        let whole = |x: &Expr| match x.op() {
            Op::Symbol(s) if s.family() == 0 => Some(s.clone()),
            _ => None,
        };
        let picked = |u: &Expr| matches!(u.op(), Op::Unit).then(|| u.args().first().cloned()).flatten();
        Some(match (e.op(), e.args()) {
            (Op::Symbol(s), indices) if s.family() > 0 && s.family() == indices.len() => {
                Part::new(s.clone(), At::Member(indices.to_vec()))
            }
            (Op::Entry, [x, i, j]) => Part::new(whole(x)?, At::Entry(i.clone(), j.clone())),
            (Op::Mul, [x, u]) if whole(x).is_some() && picked(u).is_some() => {
                Part::new(whole(x)?, At::Column(picked(u)?))
            }
            (Op::Mul, [u, x]) => Part::new(whole(x)?, At::Row(picked(&transpose(u))?)),
            _ => return None,
        })
    }

    /// The part as a variable of its own, written `latex`.
    pub fn variable(&self, latex: &str) -> Symbol {
        let s = self.whole.shape();
        let shape = match &self.at {
            At::Member(_) => s.clone(),
            At::Entry(..) => Shape::scalar(),
            At::Row(_) => Shape::matrix(crate::shape::Dim::one(), s.cols.clone()),
            At::Column(_) => Shape::vector(s.rows.clone()),
        };
        Symbol::new(&format!("{}@part", self.whole.key()), latex, shape)
    }

    /// The gradient of a scalar `e` by the whole quantity; `None` for a family.
    pub(super) fn of_whole(&self, e: &Expr) -> Option<Expr> {
        if matches!(self.at, At::Member(_)) || self.tied != Structure::Free || !e.shape().is_scalar() {
            return None;
        }
        gradient(&self.apart(e), &self.whole).ok()
    }

    /// The part of something shaped like the whole.
    pub(super) fn select(&self, g: &Expr) -> Expr {
        let s = self.whole.shape();
        match &self.at {
            At::Member(_) => g.clone(),
            At::Entry(i, j) => entry(g.clone(), i.clone(), j.clone()),
            At::Row(i) => mul(vec![transpose(&unit(i.clone(), s.rows.clone())), g.clone()]),
            At::Column(j) => mul(vec![g.clone(), unit(j.clone(), s.cols.clone())]),
        }
    }

    /// How the quantity (the member with `indices` of a family) changes where the part changes by `by`.
    fn change(&self, indices: &[Expr], by: &Expr) -> Expr {
        let s = self.whole.shape();
        let (row, column) = (|i: &Expr| unit(i.clone(), s.rows.clone()), |j: &Expr| unit(j.clone(), s.cols.clone()));
        match &self.at {
            At::Member(own) => {
                let chosen = own.iter().zip(indices).map(|(a, b)| delta(b.clone(), a.clone()));
                mul(chosen.chain([by.clone()]).collect())
            }
            At::Entry(i, j) => {
                let own = mul(vec![row(i), transpose(&column(j))]);
                let other = transpose(&own);
                let on_diagonal = || mul(vec![delta(i.clone(), j.clone()), own.clone()]);
                let direction = match self.tied {
                    Structure::Symmetric => add2(&own, &sub(&other, &on_diagonal())),
                    Structure::Skew => sub(&own, &other),
                    Structure::Diagonal => on_diagonal(),
                    _ => own,
                };
                mul(vec![by.clone(), direction])
            }
            At::Row(i) => mul(vec![row(i), by.clone()]),
            At::Column(j) => mul(vec![by.clone(), transpose(&column(j))]),
        }
    }

    /// `e` with indices bound inside renamed where the part's indices have their names.
    fn apart(&self, e: &Expr) -> Expr {
        let own: Vec<Expr> = match &self.at {
            At::Member(indices) => indices.clone(),
            At::Entry(i, j) => vec![i.clone(), j.clone()],
            At::Row(i) | At::Column(i) => vec![i.clone()],
        };
        let taken = |i: &Arc<str>| own.iter().any(|k| k.mentions(i));
        build::map(e, &mut |part| {
            if !part.binds().into_iter().any(taken) {
                return part;
            }
            let mut used = own.clone();
            let fresh = |i: &Arc<str>, used: &mut Vec<Expr>| {
                if !taken(i) {
                    return i.clone();
                }
                let new = fresh_index(&used.iter().chain([&part]).collect::<Vec<_>>());
                used.push(index(&new));
                new
            };
            match (part.op(), part.args()) {
                (Op::Sum(i), [lo, hi, body]) => {
                    let new = fresh(i, &mut used);
                    sum_over(&new, lo.clone(), hi.clone(), substitute(body, &[(i, index(&new))]))
                }
                (Op::Prod(i), [lo, hi, body]) => {
                    let new = fresh(i, &mut used);
                    prod_over(&new, lo.clone(), hi.clone(), substitute(body, &[(i, index(&new))]))
                }
                (Op::Table(i, j), [body]) => {
                    let (a, b) = (fresh(i, &mut used), fresh(j, &mut used));
                    let body = substitute(body, &[(i, index(&a)), (j, index(&b))]);
                    table(&a, &b, body, part.shape().clone())
                }
                _ => part.clone(),
            }
        })
    }

    /// The differential of `e` where only the part varies, in terms of the differential of `variable`.
    pub(super) fn differential(&self, e: &Expr, variable: &Symbol) -> Result<Expr, Refusal> {
        Ok(self.focus(&differential(&self.apart(e), &self.whole)?, variable))
    }

    /// A differential by the whole quantity where only the part varies.
    pub(super) fn focus(&self, linear: &Expr, variable: &Symbol) -> Expr {
        let by = differential_of(variable);
        build::map(&self.apart(linear), &mut |part| match part.op() {
            Op::Differential(s) if s.key() == self.whole.key() => self.change(part.args(), &by),
            _ => part,
        })
    }

    /// `e` where the part has been moved by `variable`: its derivative by `variable` is that by the part.
    pub fn moved(&self, e: &Expr, variable: &Symbol) -> Expr {
        let by = symbol(variable);
        build::map(&self.apart(e), &mut |part| match part.op() {
            Op::Symbol(s) if s.key() == self.whole.key() => {
                let own = member(s, part.args().to_vec());
                add2(&own, &self.change(part.args(), &by))
            }
            _ => part,
        })
    }

    /// The largest number among the indices: no fewer there must be.
    pub fn reach(&self) -> i64 {
        let own: Vec<&Expr> = match &self.at {
            At::Member(indices) => indices.iter().collect(),
            At::Entry(i, j) => vec![i, j],
            At::Row(i) | At::Column(i) => vec![i],
        };
        own.into_iter().filter_map(|k| k.as_number()?.as_integer()).max().unwrap_or(1)
    }
}
