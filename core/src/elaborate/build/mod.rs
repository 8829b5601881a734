//! From terms whose shapes are solved to expressions.

mod derivative;
mod meaningless;

use std::collections::HashSet;

use super::chain::{Group, plan};
use super::problem::{Problem, ProblemKind};
use super::read::Reader;
use super::shapes::DEGREE;
use super::solve::Class;
use super::term::{Id, Norm, Op, Reading, Term};
use crate::expr::build::{
    add, apply, block, call, commutation, delta, div, entry, entry_power, hadamard, identity, index, inverse, kron,
    member, mul, neg, number, ones, power, prod_over, recip, replace, size, sqrt, sum_over, symbol, trace, transpose,
    unit, zero,
};
use crate::expr::{Expr, FnSymbol, Reading as Read, Symbol};
use crate::functions::{self, DET, DIAG, DIAGONAL, EXP, Func, LOG};
use crate::rational::Rational;
use crate::shape::Shape;

/// The library's function by its identity.
fn library(name: &str) -> Option<Func> {
    functions::ALL.iter().copied().find(|f| f.name() == name)
}

impl Reader<'_> {
    /// The expression of every term, by number; `None` for what is not understood or does not fit.
    pub fn build(&self) -> Vec<Option<Expr>> {
        let failed: HashSet<Id> = self.failed.iter().copied().collect();
        let mut out: Vec<Option<Expr>> = Vec::with_capacity(self.terms.len());
        for (id, term) in self.terms.iter().enumerate() {
            let refused = failed.contains(&id) && !self.options.misfits;
            let expr = if refused { None } else { self.one(term, &out) };
            out.push(expr);
        }
        out
    }

    /// Says where something is divided by zero.
    pub fn note_zero_divisors(&mut self, built: &[Option<Expr>]) {
        let zero = |id: &Id| built.get(*id).and_then(Option::as_ref).is_some_and(Expr::is_zero);
        let divided =
            self.terms.iter().filter(|term| matches!(term.op, Op::Divide) && term.args.get(1).is_some_and(zero));
        let problems = divided.map(|term| Problem {
            kind: ProblemKind::Unreadable { reason: "a division by zero has no value".into() },
            span: term.span,
            certain: false,
        });
        let problems: Vec<Problem> = problems.collect();
        self.problems.extend(problems);
    }

    fn one(&self, term: &Term, done: &[Option<Expr>]) -> Option<Expr> {
        let shape = self.shapes.resolve_shape(&term.shape);
        let args = || -> Option<Vec<Expr>> { term.args.iter().map(|a| done.get(*a)?.clone()).collect() };
        Some(match &term.op {
            Op::Number(r) => number(*r),
            Op::Size(d) => size(&self.shapes.resolve(d)),
            Op::Index(i) => index(i),
            Op::Symbol(s) => self.quantity(s.with_shape(shape), args()?),
            Op::Undeclared(n) => {
                let u = self.undeclared.get(*n).filter(|u| !u.open)?;
                if self.class(&shape) == Class::Unknown {
                    return None;
                }
                let s = Symbol::new(&u.key, &u.latex, shape).with_family(u.family);
                self.quantity(s, args()?)
            }
            Op::EntryOr => {
                let which = usize::from(!shape.is_scalar());
                done.get(*term.args.get(which)?)?.clone()?
            }
            Op::Body(e) => e.clone(),
            Op::Call(f) => match call(*f, args()?) {
                None if self.options.misfits => Expr::raw(crate::expr::Op::Call(*f), args()?, shape),
                fitting => fitting?,
            },
            Op::Apply { key, latex, domain, codomain, reading } => {
                self.function_at(key, latex, domain, codomain, *reading, args()?)?
            }
            Op::Defined { params, body, reading } => self.defined(params, body, *reading, args()?)?,
            Op::Slope(f) => {
                let x = args()?.pop()?;
                let one = ones(x.shape().clone());
                f.differential(&[x], &[one])?
            }
            Op::Identity => identity(&shape.rows),
            Op::Ones => ones(shape),
            Op::Zero if self.class(&shape) == Class::Unknown => number(0),
            Op::Zero => zero(shape),
            Op::Unit => unit(args()?.pop()?, shape.rows),
            Op::Delta => {
                let [i, j] = <[Expr; 2]>::try_from(args()?).ok()?;
                delta(i, j)
            }
            Op::Commutation(m, n) => commutation(m, n),
            Op::Sum(signs) => {
                let terms = args()?.into_iter().zip(signs).map(|(e, minus)| {
                    let e = match e.as_number() {
                        Some(_) if !shape.is_scalar() && self.options.broadcast => mul(vec![e, ones(shape.clone())]),
                        _ => e,
                    };
                    if *minus { neg(&e) } else { e }
                });
                add(terms.collect())
            }
            Op::Product { dot, .. } => self.multiplied(args()?, *dot)?,
            Op::Hadamard => hadamard(args()?),
            Op::Kron => {
                let args = args()?;
                let degree = |e: &Expr| e.shape().rows.degree().max(e.shape().cols.degree());
                if args.iter().map(degree).sum::<usize>() > DEGREE {
                    return None;
                }
                kron(args)
            }
            Op::Divide => {
                let [num, den] = <[Expr; 2]>::try_from(args()?).ok()?;
                if !den.shape().is_scalar() || den.is_zero() {
                    return None;
                }
                div(&num, &den)
            }
            Op::DivideEntries => {
                let [a, b] = <[Expr; 2]>::try_from(args()?).ok()?;
                hadamard(vec![a, entry_power(b, number(-1))])
            }
            Op::Transpose => transpose(&args()?.pop()?),
            Op::Inverse { transposed } => {
                let x = args()?.pop()?;
                let inverted = if x.shape().is_scalar() { recip(&x) } else { inverse(&x) };
                if *transposed { transpose(&inverted) } else { inverted }
            }
            Op::PseudoInverse => {
                let x = args()?.pop()?;
                if x.shape().is_scalar() { recip(&x) } else { call(library("pinv")?, vec![x])? }
            }
            Op::Power => {
                let [base, exponent] = <[Expr; 2]>::try_from(args()?).ok()?;
                raised(base, exponent)?
            }
            Op::EntryPower => {
                let [base, exponent] = <[Expr; 2]>::try_from(args()?).ok()?;
                if base.shape().is_scalar() { power(base, exponent) } else { entry_power(base, exponent) }
            }
            Op::Bars => {
                let x = args()?.pop()?;
                match self.class(x.shape()) {
                    Class::Scalar => call(library("abs")?, vec![x])?,
                    _ if x.shape().is_square() => call(DET, vec![x])?,
                    _ => return None,
                }
            }
            Op::Norm(kind) => {
                let x = args()?.pop()?;
                match (kind, x.shape()) {
                    (Norm::Two, s) if s.is_scalar() => call(library("abs")?, vec![x])?,
                    (Norm::Two, s) if s.is_vector() => call(library("norm2")?, vec![x])?,
                    (Norm::Two, s) if s.is_row() => call(library("norm2")?, vec![transpose(&x)])?,
                    // The 2-norm of a matrix is another function altogether.
                    (Norm::Two, _) => return None,
                    (Norm::Named(name), _) => call(library(name)?, vec![x])?,
                }
            }
            Op::Inner => {
                let [a, b] = <[Expr; 2]>::try_from(args()?).ok()?;
                trace(&mul(vec![transpose(&a), b]))
            }
            Op::Diag => {
                let x = args()?.pop()?;
                let s = x.shape().clone();
                if s.is_scalar() {
                    x
                } else if s.is_vector() {
                    call(DIAG, vec![x])?
                } else if s.is_row() {
                    call(DIAG, vec![transpose(&x)])?
                } else {
                    call(DIAGONAL, vec![x])?
                }
            }
            Op::Exponential => {
                let x = args()?.pop()?;
                let s = x.shape();
                if s.is_vector() || s.is_row() {
                    call(EXP, vec![x])?
                } else if s.is_square() {
                    call(library("expm")?, vec![x])?
                } else {
                    return None;
                }
            }
            Op::Sqrt => {
                let x = args()?.pop()?;
                if x.shape().is_scalar() { power(x, number(Rational::HALF)) } else { sqrt(&x) }
            }
            Op::LogBase => {
                let [base, x] = <[Expr; 2]>::try_from(args()?).ok()?;
                div(&call(LOG, vec![x])?, &call(LOG, vec![base])?)
            }
            Op::Entry => {
                let args = args()?;
                if args.iter().skip(1).any(|i| !i.shape().is_scalar()) {
                    return None;
                }
                let one = || number(1);
                match args.as_slice() {
                    [x, i] if x.shape().is_vector() => entry(x.clone(), i.clone(), one()),
                    [x, i] if x.shape().is_row() => entry(x.clone(), one(), i.clone()),
                    [x, i, j] => entry(x.clone(), i.clone(), j.clone()),
                    // One index of a matrix chooses no entry.
                    _ => return None,
                }
            }
            Op::Row => {
                let [x, i] = <[Expr; 2]>::try_from(args()?).ok()?;
                let e = unit(i, x.shape().rows.clone());
                mul(vec![transpose(&e), x])
            }
            Op::Column => {
                let [x, j] = <[Expr; 2]>::try_from(args()?).ok()?;
                let e = unit(j, x.shape().cols.clone());
                mul(vec![x, e])
            }
            Op::Block(r, c) => block(*r, *c, args()?),
            Op::Sigma(i) => {
                let [lo, hi, body] = <[Expr; 3]>::try_from(args()?).ok()?;
                sum_over(i, lo, hi, body)
            }
            Op::Pi(i) => {
                let [lo, hi, body] = <[Expr; 3]>::try_from(args()?).ok()?;
                if !body.shape().is_scalar() {
                    return None;
                }
                prod_over(i, lo, hi, body)
            }
            Op::Derivative { by, form } => {
                let (of, wrt) = term.args.split_first()?;
                let wrt: Vec<Expr> = wrt.iter().map(|a| done.get(*a)?.clone()).collect::<Option<_>>()?;
                let value = self.at_variable(*of, wrt.first()?, done)?;
                let e = self.derivative_by(*of, &value, &wrt, (by, *form), done)?;
                (shape.has_unknown() || *e.shape() == shape).then_some(e)?
            }
            Op::Differential { order } => self.varied(&args()?.pop()?, *order)?,
            Op::Replace => {
                let [body, name, value] = <[Expr; 3]>::try_from(args()?).ok()?;
                if name.shape() != value.shape() {
                    return None;
                }
                replace(&body, &name, &value)
            }
            Op::Opaque => return None,
        })
    }

    fn quantity(&self, s: Symbol, indices: Vec<Expr>) -> Expr {
        if indices.is_empty() { symbol(&s) } else { member(&s, indices) }
    }

    /// A product, grouped so that inner sizes meet.
    fn multiplied(&self, factors: Vec<Expr>, dot: bool) -> Option<Expr> {
        let (mut scalars, arrays): (Vec<Expr>, Vec<Expr>) = factors.into_iter().partition(|f| f.shape().is_scalar());
        let shapes: Vec<Shape> = arrays.iter().map(|a| a.shape().clone()).collect();
        let product = match arrays.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            many => match plan(&shapes, self.shapes) {
                Some(plan) => Some(grouped(&plan.group, many)?),
                None => match many {
                    [a, b] if dot && a.shape().is_vector() && a.shape() == b.shape() => {
                        Some(mul(vec![transpose(a), b.clone()]))
                    }
                    _ if self.options.misfits => Some(mul(many.to_vec())),
                    _ => return None,
                },
            },
        };
        scalars.extend(product);
        Some(mul(scalars))
    }

    fn function_at(
        &self,
        key: &str,
        latex: &str,
        domain: &[Shape],
        codomain: &Shape,
        reading: Reading,
        args: Vec<Expr>,
    ) -> Option<Expr> {
        let domain: Vec<Shape> = domain.iter().map(|d| self.shapes.resolve_shape(d)).collect();
        let codomain = self.shapes.resolve_shape(codomain);
        let component = usize::from(reading == Reading::ComponentHessian);
        if args.is_empty() || args.len() != domain.len() + component || self.class(&codomain) == Class::Unknown {
            return None;
        }
        let f = FnSymbol::new(key, latex, domain, codomain);
        let numeric = f.is_scalar_to_scalar();
        let scalar = f.codomain().is_scalar();
        let read = match reading {
            Reading::Value => Read::Value,
            Reading::Primes(k) if numeric => Read::Derivative(k.into()),
            Reading::Gradient | Reading::Jacobian if numeric => Read::Derivative(1),
            Reading::Hessian if numeric => Read::Derivative(2),
            Reading::Primes(1) | Reading::Gradient if scalar => Read::Gradient(0),
            Reading::Primes(1) | Reading::Jacobian => Read::Jacobian(0),
            Reading::Primes(2) | Reading::Hessian if scalar => Read::Hessian(0, 0),
            Reading::ComponentHessian => Read::ComponentHessian(0, 0),
            _ => return None,
        };
        if f.domain().len() > 1 && read != Read::Value {
            return None;
        }
        apply(&f, read, args)
    }

    fn defined(&self, params: &[Symbol], body: &Expr, reading: Reading, args: Vec<Expr>) -> Option<Expr> {
        let own: Vec<Expr> = params.iter().map(symbol).collect();
        let args = if args.is_empty() { own.clone() } else { args };
        if args.len() != params.len() || args.iter().zip(params).any(|(a, p)| a.shape() != p.shape()) {
            return None;
        }
        let read = match (reading, params) {
            (Reading::Value, _) => body.clone(),
            (_, [x]) => self.derivative_of(body, x, reading)?,
            _ => return None,
        };
        // All at once: an argument may mention a parameter's own name.
        let marks: Vec<Expr> = params
            .iter()
            .map(|p| symbol(&Symbol::new(&format!("{}\u{0}", p.key()), p.latex(), p.shape().clone())))
            .collect();
        let marked = own.iter().zip(&marks).fold(read, |e, (old, new)| replace(&e, old, new));
        Some(marks.iter().zip(&args).fold(marked, |e, (old, new)| replace(&e, old, new)))
    }

    /// The expression of what is differentiated; a function without argument is taken at the variable.
    fn at_variable(&self, of: Id, wrt: &Expr, done: &[Option<Expr>]) -> Option<Expr> {
        let term = self.terms.get(of)?;
        match &term.op {
            Op::Apply { key, latex, domain, codomain, reading: Reading::Value } if term.args.is_empty() => {
                let [d] = domain.as_slice() else { return None };
                if self.shapes.resolve_shape(d) != *wrt.shape() {
                    return None;
                }
                self.function_at(key, latex, domain, codomain, Reading::Value, vec![wrt.clone()])
            }
            _ => done.get(of)?.clone(),
        }
    }
}

fn grouped(group: &Group, factors: &[Expr]) -> Option<Expr> {
    match group {
        Group::One(k) => factors.get(*k).cloned(),
        Group::Many(parts) => Some(mul(parts.iter().map(|p| grouped(p, factors)).collect::<Option<_>>()?)),
    }
}

/// A power: of a number, a square matrix, or every entry of anything else.
fn raised(base: Expr, exponent: Expr) -> Option<Expr> {
    if !exponent.shape().is_scalar() {
        return None;
    }
    if base.shape().is_scalar() {
        return Some(power(base, exponent));
    }
    if !base.shape().is_square() {
        return Some(entry_power(base, exponent));
    }
    match exponent.as_number() {
        Some(r) if r.as_integer().is_some() => Some(power(base, exponent)),
        Some(r) if r == Rational::HALF => call(library("sqrtm")?, vec![base]),
        Some(r) if r == Rational::HALF.negated() => Some(inverse(&call(library("sqrtm")?, vec![base])?)),
        Some(_) => None,
        None => Some(power(base, exponent)),
    }
}
