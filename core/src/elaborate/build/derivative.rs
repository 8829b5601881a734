//! Derivatives written in a formula, evaluated by the calculus.

use std::collections::BTreeSet;

use super::Reader;
use crate::calculus::derive::{Form, Layout, Request, derive};
use crate::calculus::differential::differential;
use crate::calculus::structured::structure;
use crate::elaborate::term::{By, Id, Op as Term, Reading};
use crate::expr::build::{add, entry, number, replace, symbol, transpose, vec_of};
use crate::expr::{Expr, Op, Properties, Symbol};
use crate::verify::sample::Structure;

/// Larger expressions are not differentiated while a formula is read.
const LARGEST: u64 = 600;

/// The quantity that an expression is, if it is nothing else.
fn variable(e: &Expr) -> Option<&Symbol> {
    match e.op() {
        Op::Symbol(s) if e.args().is_empty() && !e.shape().has_unknown() => Some(s),
        _ => None,
    }
}

impl Reader<'_> {
    fn by(&self, of: &Expr, wrt: &Symbol, form: Form, layout: Layout) -> Option<Expr> {
        if of.shape().has_unknown() || wrt.shape().has_unknown() || of.size() > LARGEST {
            return None;
        }
        derive(&Request { form: Some(form), layout, ..Request::new(of.clone(), wrt.clone()) }).ok()
    }

    /// The derivative by a number, shaped like `of`.
    fn by_scalar(&self, of: &Expr, wrt: &Symbol) -> Option<Expr> {
        let d = self.by(of, wrt, Form::Differential, Layout::Mixed)?;
        let step = crate::expr::build::differential(wrt);
        Some(replace(&d, &step, &number(1)))
    }

    /// The reading of the derivative of a function's body by its parameter.
    pub(super) fn derivative_of(&self, body: &Expr, x: &Symbol, reading: Reading) -> Option<Expr> {
        let scalar = body.shape().is_scalar();
        match reading {
            Reading::Value => Some(body.clone()),
            Reading::Primes(k) if scalar && x.shape().is_scalar() => {
                (0..k).try_fold(body.clone(), |e, _| self.by_scalar(&e, x))
            }
            Reading::Primes(1) | Reading::Gradient if scalar => self.by(body, x, Form::Gradient, Layout::Mixed),
            Reading::Primes(1) | Reading::Jacobian => self.by(body, x, Form::Jacobian, Layout::Mixed),
            Reading::Primes(2) | Reading::Hessian if scalar => self.by(body, x, Form::Hessian, Layout::Mixed),
            _ => None,
        }
    }

    /// The derivative of the term `of`, whose value is `value`. What is assumed of a matrix does not hold of its entries while
    /// they vary: it is put aside, and simplifies the result, as in the definition of the derivative.
    pub(super) fn derivative_by(
        &self,
        of: Id,
        value: &Expr,
        wrt: &[Expr],
        (by, form): (&[By], Option<Form>),
        done: &[Option<Expr>],
    ) -> Option<Expr> {
        let matrix = |e: &Expr| matches!(e.op(), Op::Symbol(s) if structure(s) != Structure::Free);
        let Some(tied) = wrt.iter().flat_map(Expr::subexpressions).find(matrix) else {
            return self.differentiated(value, wrt, by, form);
        };
        let free = symbol(&variable(&tied)?.with_properties(Properties::default()));
        let value = self.with_free(of, &tied, &free, done)?;
        let wrt: Vec<Expr> = wrt.iter().map(|w| replace(w, &tied, &free)).collect();
        Some(replace(&self.differentiated(&value, &wrt, by, form)?, &free, &tied))
    }

    /// The value of the term `of` where `free` stands for `tied`, built anew: `Xᵀ` of a symmetric X has become X.
    fn with_free(&self, of: Id, tied: &Expr, free: &Expr, done: &[Option<Expr>]) -> Option<Expr> {
        let (mut parts, mut next) = (BTreeSet::from([of]), vec![of]);
        while let Some(id) = next.pop() {
            next.extend(self.terms.get(id)?.args.iter().filter(|arg| parts.insert(**arg)));
        }
        let mut built = done.to_vec();
        for id in parts {
            let term = self.terms.get(id)?;
            let value = match &term.op {
                Term::Symbol(_) | Term::Body(_) => done.get(id)?.as_ref().map(|e| replace(e, tied, free)),
                _ => self.one(term, &built),
            };
            *built.get_mut(id)? = value;
        }
        built.get(of)?.clone()
    }

    /// `∂ of / ∂ wrt …`.
    pub(super) fn differentiated(&self, of: &Expr, wrt: &[Expr], by: &[By], form: Option<Form>) -> Option<Expr> {
        // In a document ∂y/∂x is not zero because y was declared beside x: how it depends on x may stand elsewhere.
        let mentioned = wrt.iter().all(|w| match w.op() {
            Op::Symbol(s) => of.mentions(s.key()),
            Op::Entry => w.args().first().and_then(variable).is_some_and(|s| of.mentions(s.key())),
            _ => false,
        });
        if !mentioned && !self.options.strict && of.as_number().is_none() {
            return None;
        }
        match (wrt, by) {
            ([x], [kind]) => self.first(of, x, *kind, form),
            ([x, y], [_, _]) => {
                let (x, y) = (variable(x)?, variable(y)?);
                if x == y && of.shape().is_scalar() && !x.shape().is_scalar() {
                    return self.by(of, x, Form::Hessian, Layout::Mixed);
                }
                let scalars = x.shape().is_scalar() && y.shape().is_scalar();
                if scalars {
                    return self.by_scalar(&self.by_scalar(of, x)?, y);
                }
                if !of.shape().is_scalar() {
                    return None;
                }
                let gradient = self.by(of, x, Form::Gradient, Layout::Mixed)?;
                self.by(&gradient, y, Form::Jacobian, Layout::Mixed)
            }
            _ => None,
        }
    }

    fn first(&self, of: &Expr, x: &Expr, kind: By, form: Option<Form>) -> Option<Expr> {
        let scalar = of.shape().is_scalar();
        if let (Op::Entry, [whole, i, j], true) = (x.op(), x.args(), scalar) {
            let gradient = self.by(of, variable(whole)?, Form::Gradient, Layout::Mixed)?;
            return Some(entry(gradient, i.clone(), j.clone()));
        }
        let s = variable(x)?;
        if let Some(form) = form {
            return match form {
                Form::Gradient if !scalar => None,
                _ => self.by(of, s, form, Layout::Mixed),
            };
        }
        if s.shape().is_scalar() {
            return self.by_scalar(of, s);
        }
        if scalar {
            let gradient = || self.by(of, s, Form::Gradient, Layout::Mixed);
            return match kind {
                By::Plain => match self.options.layout? {
                    Layout::Numerator => Some(transpose(&gradient()?)),
                    Layout::Denominator | Layout::Mixed => gradient(),
                },
                By::Transposed => Some(transpose(&gradient()?)),
                By::Vec => Some(vec_of(&gradient()?)),
                By::VecTransposed => Some(transpose(&vec_of(&gradient()?))),
            };
        }
        let numerator = || self.by(of, s, Form::Jacobian, Layout::Numerator);
        match kind {
            By::Plain | By::Vec if of.shape().is_row() => Some(transpose(&numerator()?)),
            By::Transposed | By::VecTransposed => numerator(),
            By::Plain | By::Vec => match self.options.layout? {
                Layout::Numerator | Layout::Mixed => numerator(),
                Layout::Denominator => Some(transpose(&numerator()?)),
            },
        }
    }

    /// `d of`, where what varies is what the options say, or the only quantity there is.
    pub(super) fn varied(&self, of: &Expr, order: u8) -> Option<Expr> {
        if order != 1 || of.shape().has_unknown() {
            return None;
        }
        let mut symbols: Vec<Symbol> = Vec::new();
        for part in of.subexpressions() {
            if let Op::Symbol(s) = part.op() {
                if !part.args().is_empty() {
                    return None;
                }
                if !symbols.contains(s) {
                    symbols.push(s.clone());
                }
            }
        }
        if !self.options.variables.is_empty() {
            symbols.retain(|s| self.options.variables.iter().any(|v| v == s.key()));
        } else if symbols.len() != 1 {
            return None;
        }
        let parts: Option<Vec<Expr>> = symbols.iter().map(|s| differential(of, s).ok()).collect();
        let parts = parts?;
        if parts.is_empty() { Some(crate::expr::build::zero(of.shape().clone())) } else { Some(add(parts)) }
    }
}
