//! Functions of a number that act on every entry: each is its slope, its value and its spellings; the rest is shared here.

pub(super) mod exp;
pub(super) mod log;
pub(super) mod tanh;

use super::{Function, Language, Misfit, Notation};
use crate::expr::Expr;
use crate::expr::build::hadamard;
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
        Notation::Operator(F::LATEX)
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        F::CODE.get(language as usize).copied()
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        Ok(args[0].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        F::simplify(&args[0])
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let fx = super::entrywise_call(F::NAME, &args[0])?;
        Some(hadamard(vec![F::slope(&args[0], &fx)?, d[0].clone()]))
    }
    fn is_entrywise(&self) -> bool {
        true
    }
    crate::evaluate_by!(Self::value);
}
