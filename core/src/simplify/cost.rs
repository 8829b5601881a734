//! How long an expression reads: the symbols a reader meets, as the printers write them.

use crate::expr::build::coefficient;
use crate::expr::{Constant, Expr, Op};
use crate::functions::TRANSPOSE;
use crate::rational::Rational;

/// The number of letters, numbers, names and signs.
pub fn cost(e: &Expr) -> usize {
    let parts: usize = e.args().iter().map(cost).sum();
    match (e.op(), e.args()) {
        (Op::Number(r), _) => number(*r),
        (Op::Size(d), _) => d.terms().len().max(1),
        (Op::Constant(Constant::Commutation(..)), _) => 3,
        (Op::Constant(_) | Op::Index(_) | Op::Symbol(_), _) => 1 + parts,
        (Op::Differential(_), _) => 2 + parts,
        (Op::Unit | Op::Delta | Op::Entry, _) => parts + 1,
        (Op::Add, terms) => {
            let leading = usize::from(terms.iter().all(|t| coefficient(t).0.is_negative()));
            parts + terms.len() - 1 + leading - terms.iter().filter(|t| coefficient(t).0.is_negative()).count()
        }
        (Op::Mul, factors) => {
            let one = factors.first().and_then(Expr::as_number).is_some_and(|r| r == Rational::MINUS_ONE);
            parts - usize::from(one)
        }
        (Op::Hadamard | Op::Kron, factors) => parts + factors.len() - 1,
        (Op::Power | Op::EntryPower, args) => match args.get(1).and_then(Expr::as_number) {
            // 1/s and √s: a fraction bar or a root sign for the exponent.
            Some(r) if e.shape().is_scalar() && r == Rational::MINUS_ONE => parts,
            Some(r) if r == Rational::HALF => parts - 2,
            _ => parts,
        },
        (Op::Call(f), [x]) if f.name() == TRANSPOSE.name() => match (x.op(), x.args()) {
            (Op::Power, [base, k]) if k.as_number() == Some(Rational::MINUS_ONE) => cost(base) + 2,
            _ => parts + 1,
        },
        (Op::Call(f), _) if f.name().starts_with("norm") => parts + 3,
        (Op::Call(_) | Op::Apply(..), _) => parts + 1,
        (Op::Block(..), _) => parts + 2,
        (Op::Sum(_) | Op::Prod(_), _) => parts + 3,
    }
}

fn number(r: Rational) -> usize {
    usize::from(r.is_negative()) + if r.denominator() == 1 { 1 } else { 3 }
}
