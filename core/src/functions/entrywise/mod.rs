//! Functions of a number that act on every entry: each is its slope, its value and its spellings; the rest is shared here.

pub(super) mod abs;
pub(super) mod arccos;
pub(super) mod arcsin;
pub(super) mod arctan;
pub(super) mod cos;
pub(super) mod cosh;
pub(super) mod erf;
pub(super) mod exp;
pub(super) mod gelu;
pub(super) mod leaky_relu;
pub(super) mod log;
pub mod logistic;
pub(super) mod relu;
pub(super) mod sigmoid;
pub(super) mod sign;
pub(super) mod silu;
pub(super) mod sin;
pub(super) mod sinh;
pub(super) mod softplus;
pub(super) mod step;
pub(super) mod tan;
pub(super) mod tanh;

use super::{Function, Language, Misfit, Notation};
use crate::expr::build::{hadamard, neg, transpose};
use crate::expr::{Constant, Expr, Op};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

/// A function of a number.
pub trait Entrywise: Sync {
    /// Its identity, a word.
    const NAME: &'static str;
    /// Operator names that mean it.
    const SPELLINGS: &'static [&'static str];
    /// The operator in LaTeX.
    const LATEX: &'static str;
    /// The notation, where it is not the operator before its argument.
    const NOTATION: Notation = Notation::Operator(Self::LATEX);
    /// In words.
    const MEANING: &'static str;
    /// NumPy, JAX, PyTorch, Julia, MATLAB; `{0}` is the argument.
    const CODE: [&'static str; 5];

    /// The derivative at every entry of `x`, given also the value `fx = f(x)`.
    fn slope(x: &Expr, fx: &Expr) -> Option<Expr>;
    /// The value at one entry.
    fn at<S: Scalar>(x: &S) -> Option<S>;
    /// A simpler expression for `f(x)`.
    fn simplify(_x: &Expr) -> Option<Expr> {
        None
    }
    /// A simpler expression for `f(x) ⊙ other`.
    fn times(_x: &Expr, _other: &Expr) -> Option<Expr> {
        None
    }
}

/// An entry-wise function as a [`Function`].
pub struct ByEntries<F>(pub F);

impl<F: Entrywise> ByEntries<F> {
    fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
        args.first()?.try_map(F::at)
    }
}

impl<F: Entrywise + 'static> Function for ByEntries<F> {
    fn name(&self) -> &'static str {
        F::NAME
    }
    fn spellings(&self) -> &'static [&'static str] {
        F::SPELLINGS
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (F::MEANING, "entry by entry: df(X) = f′(X) ⊙ dX")
    }
    fn notation(&self) -> Notation {
        F::NOTATION
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        F::CODE.get(language as usize).copied()
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        Ok(args[0].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        if let Some(inner) = args[0].call_of("transpose") {
            return Some(transpose(&super::entrywise_call(F::NAME, inner)?));
        }
        F::simplify(&args[0])
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let fx = super::entrywise_call(F::NAME, &args[0])?;
        Some(hadamard(vec![F::slope(&args[0], &fx)?, d[0].clone()]))
    }
    fn times(&self, args: &[Expr], other: &Expr) -> Option<Expr> {
        F::times(args.first()?, other)
    }
    fn is_entrywise(&self) -> bool {
        true
    }
    crate::evaluate_by!(Self::value);
}

/// For an odd function: f(0) = 0 and f(−x) = −f(x).
fn odd(x: &Expr, name: &str) -> Option<Expr> {
    if x.is_zero() {
        return Some(x.clone());
    }
    is_negated(x).then(|| super::entrywise_call(name, &neg(x)).map(|y| neg(&y)))?
}

/// For an even function: f(−x) = f(x).
fn even(x: &Expr, name: &str) -> Option<Expr> {
    is_negated(x).then(|| super::entrywise_call(name, &neg(x)))?
}

/// Whether this is written with a minus sign before all of it.
fn is_negated(x: &Expr) -> bool {
    crate::expr::build::numeric_factor(x).is_negative()
}

/// Whether no entry is below 0, whatever the quantities in it are; `false` where structure alone does not say so.
fn is_nonnegative(x: &Expr) -> bool {
    match (x.op(), x.args()) {
        (Op::Symbol(s), _) => s.properties().positive,
        (Op::Size(_), _) | (Op::Constant(Constant::Zero | Constant::Ones | Constant::Identity), _) => true,
        (Op::Number(r), _) => !r.is_negative() && !r.is_overflow(),
        (Op::Call(f), _) => matches!(
            f.name(),
            "exp"
                | "sigmoid"
                | "softplus"
                | "relu"
                | "abs"
                | "step"
                | "cosh"
                | "softmax"
                | "pi"
                | "norm1"
                | "norm2"
                | "normf"
                | "norminf"
                | "normp"
                | "nuclear"
                | "sigmamax"
        ),
        (Op::Power | Op::EntryPower, [base, exponent]) => {
            let even = exponent.as_number().and_then(crate::rational::Rational::as_integer).is_some_and(|n| n % 2 == 0);
            (even && (x.shape().is_scalar() || matches!(x.op(), Op::EntryPower)))
                || (x.shape().is_scalar() || matches!(x.op(), Op::EntryPower)) && is_nonnegative(base)
        }
        (Op::Mul | Op::Hadamard | Op::Add, parts) => parts.iter().all(is_nonnegative),
        _ => false,
    }
}
