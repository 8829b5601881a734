//! A derivative that may be shown: derived, simplified and verified.

#[cfg(test)]
mod bad_input;
pub mod board;
#[cfg(test)]
mod confluence_tests;
pub mod entrywise;
pub mod names;
mod products;
#[cfg(test)]
mod textbook_tests;

use std::fmt;

use crate::calculus::Refusal;
use crate::calculus::derive::{Form, Layout, Request, derive};
use crate::calculus::part::Part;
use crate::calculus::steps::{Route, Step, steps};
use crate::calculus::structured::{restrict, without_omega};
use crate::expr::{Expr, Op, Properties, Symbol, build};
use crate::functions::{CONV, DET};
use crate::render::{Style, latex, unicode};
use crate::simplify::{apply_identities, simplify};
use crate::verify::derivative::{self, Evidence, Variable, Verdict, verify_derivative};
use crate::verify::equal::equal;

/// A verified derivative.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// What was asked.
    pub request: Request,
    /// The derivative.
    pub result: Expr,
    /// What speaks for it.
    pub evidence: Evidence,
}

/// Why there is nothing to show.
#[derive(Clone, Debug)]
pub enum Failure {
    /// No rule covers a sub-expression.
    Refused(Refusal),
    /// A result was found, and the numbers contradict it: a fault of matgrad.
    Contradicted(Expr, Evidence),
    /// A result was found, and could not be compared with numbers.
    Unverified(String),
}

impl Derivation {
    /// Derives and verifies.
    ///
    /// What is assumed of the variable is used last: its entries vary freely while deriving, as they do in the definition of the
    /// derivative, and the result is simplified by the assumption.
    pub fn find(request: Request) -> Result<Derivation, Failure> {
        divides(&request.expr).map_err(Failure::Refused)?;
        let expr = request.expr.clone();
        Derivation::found(request).map_err(|failure| match failure {
            // What identities do not show to be zero, numbers do.
            Failure::Contradicted(..) => valueless(&expr).map_or(failure, Failure::Refused),
            Failure::Unverified(_) => valueless(&expr).or_else(|| overlong(&expr)).map_or(failure, Failure::Refused),
            failure => failure,
        })
    }

    fn found(request: Request) -> Result<Derivation, Failure> {
        // Along the direction in which a tied entry moves, all entries are free.
        if let Some(part) = request.part.as_ref().filter(|_| request.structured) {
            let part = Some(part.tied(&request.wrt, request.assumed).map_err(Failure::Refused)?);
            return Derivation::found(Request { part, structured: false, ..request });
        }
        if request.assumed == Properties::default() {
            return verified(request.clone(), &request, derive(&request).map_err(Failure::Refused)?);
        }
        let whole = request.whole().clone();
        let assumed = assuming(&request);
        let free = Request { structured: false, ..request.clone() };
        let general = match derive(&free) {
            Ok(found) => verified(free.clone(), &free, found),
            // Some functions have a differential only where the assumption holds.
            Err(refusal) if request.part.is_none() => {
                let found = derive(&assumed).map_err(|_| Failure::Refused(refusal))?;
                return verified(request, &assumed, found);
            }
            Err(refusal) => return Err(Failure::Refused(refusal)),
        };
        let result = match general {
            Ok(general) => {
                let special = simplify(&with_symbol(&general.result, &whole, request.assumed));
                if !request.structured {
                    return Ok(Derivation { request, result: special, evidence: general.evidence });
                }
                restrict(&request, &assumed.wrt, &special).map_err(Failure::Refused)?
            }
            // Some functions have values only where the assumption holds.
            Err(Failure::Unverified(_)) if request.part.is_none() => derive(&assumed).map_err(Failure::Refused)?,
            Err(failure) => return Err(failure),
        };
        verified(request, &assumed, result)
    }

    /// Whether what was derived is a convolution whose matrix the result is: `vec(K * X) = im2col(X) vec K`.
    pub fn is_matrix_of(&self) -> bool {
        let f = &self.request.expr;
        let linear = matches!((f.op(), f.args()), (Op::Call(conv), [a, b])
            if *conv == CONV && [a, b].iter().all(|e| matches!(e.op(), Op::Symbol(_))) && a != b);
        linear && self.request.form() == Form::Jacobian && self.request.layout != Layout::Denominator
    }

    /// The derivation on the board; see [`steps`].
    pub fn steps(&self, route: Route, style: &Style) -> Result<Vec<Step>, Refusal> {
        let print = |e: &Expr| latex(e, style);
        steps(&self.request, &self.result, route, &print).or_else(|refusal| {
            // Some functions have a differential only where what is assumed of the variable holds.
            let assumed = Request { assumed: Properties::default(), ..assuming(&self.request) };
            steps(&assumed, &self.result, route, &print).map_err(|_| refusal)
        })
    }

    /// The derivative as LaTeX.
    pub fn latex(&self, style: &Style) -> String {
        latex(&self.result, style)
    }
}

/// Refuses what divides by an expression that is zero for all values.
fn divides(e: &Expr) -> Result<(), Refusal> {
    for part in e.subexpressions() {
        let (Op::Power | Op::EntryPower, [base, exponent]) = (part.op(), part.args()) else { continue };
        if exponent.as_number().is_some_and(|r| r.is_negative()) && (base.is_zero() || apply_identities(base).is_zero())
        {
            let why = "divides by what is zero for all values, so it has no value to differentiate";
            return Err(Refusal { at: part.clone(), why: why.into() });
        }
    }
    Ok(())
}

/// The part that divides by what is zero at every point tried, or inverts what is singular there.
fn valueless(e: &Expr) -> Option<Refusal> {
    e.subexpressions().into_iter().find_map(|part| {
        let (Op::Power | Op::EntryPower, [base, exponent]) = (part.op(), part.args()) else { return None };
        exponent.as_number().filter(|r| r.is_negative())?;
        let matrix = *part.op() == Op::Power && !base.shape().is_scalar();
        let divisor = if matrix { build::call(DET, vec![base.clone()])? } else { base.clone() };
        let zero = build::zero(divisor.shape().clone());
        let why = if matrix {
            "inverts what is singular for all values, so it has no value to differentiate"
        } else {
            "divides by what is zero for all values, so it has no value to differentiate"
        };
        equal(&divisor, &zero).is_equal().then(|| Refusal { at: part.clone(), why: why.into() })
    })
}

/// The part that is a sum or product of more terms than are worked out one by one.
fn overlong(e: &Expr) -> Option<Refusal> {
    const MOST: i64 = 1000;
    e.subexpressions().into_iter().find_map(|part| {
        let (Op::Sum(_) | Op::Prod(_), [_, last, _]) = (part.op(), part.args()) else { return None };
        last.as_number().filter(|r| *r > MOST.into())?;
        let why = "has more terms than can be worked out to verify a derivative: write a letter for their number";
        Some(Refusal { at: part.clone(), why: why.into() })
    })
}

/// The derivation of `request` by `result`, if the numbers agree that it is the derivative `asked` for.
fn verified(request: Request, asked: &Request, result: Expr) -> Result<Derivation, Failure> {
    let least = asked.part.as_ref().map_or(1, Part::reach);
    let variable = Variable { least, ..Variable::from(&asked.wrt) };
    let (expr, claimed) = match &asked.part {
        Some(part) => (part.moved(&asked.expr, &asked.wrt), part.moved(&result, &asked.wrt)),
        None => (asked.expr.clone(), without_omega(&result, &asked.wrt)),
    };
    match verify_derivative(&expr, &variable, &claimed, &claim(asked), asked.structured) {
        Verdict::Verified(evidence) => Ok(Derivation { request, result, evidence }),
        Verdict::Failed(evidence) => Err(Failure::Contradicted(result, evidence)),
        Verdict::Unknown(why) => Err(Failure::Unverified(why)),
    }
}

/// The request where what is assumed of the variable holds from the start.
fn assuming(request: &Request) -> Request {
    let whole = request.whole();
    Request {
        expr: with_symbol(&request.expr, whole, request.assumed),
        wrt: if request.part.is_some() { request.wrt.clone() } else { whole.with_properties(request.assumed) },
        ..request.clone()
    }
}

/// `e` where the variable has the properties assumed of it.
fn with_symbol(e: &Expr, wrt: &Symbol, assumed: Properties) -> Expr {
    let special = wrt.with_properties(assumed);
    build::map(e, &mut |part| match part.op() {
        Op::Symbol(s) if s.key() == wrt.key() => build::member(&special, part.args().to_vec()),
        Op::Differential(s) if s.key() == wrt.key() => build::differential(&special),
        _ => part,
    })
}

/// The claim that `verify` is asked about.
fn claim(request: &Request) -> derivative::Form {
    match (request.form(), request.layout) {
        (Form::Differential, _) if request.order == 2 => derivative::Form::SecondDifferential,
        (Form::Differential, _) => derivative::Form::Differential,
        (Form::SecondDifferential, _) => derivative::Form::SecondDifferential,
        (Form::Gradient, Layout::Numerator) => derivative::Form::GradientTransposed,
        (Form::Gradient, _) => derivative::Form::Gradient,
        (Form::Jacobian, Layout::Denominator) => derivative::Form::JacobianTransposed,
        (Form::Jacobian, _) => derivative::Form::Jacobian,
        (Form::Hessian, _) => derivative::Form::Hessian,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = Style::default();
        match self {
            Failure::Refused(r) => write!(f, "cannot derive {}: {}", unicode(&r.at, &style), r.why),
            Failure::Contradicted(e, evidence) => write!(
                f,
                "the derivative found, {}, differs from the numbers by a relative error of {:.1e} and is withheld; \
                 this is a fault of matgrad, please report the formula",
                unicode(e, &style),
                evidence.max_relative_error
            ),
            Failure::Unverified(why) => {
                write!(f, "a derivative was found but could not be verified, so it is withheld: {why}")
            }
        }
    }
}
