//! Functions of square matrices by power series, and their Fréchet derivatives as functions linear in the direction:
//! `F(X + E) = F(X) + dF(X, E) + o(‖E‖)`. The derivative has its value from one block: `F([X E; 0 X]) = [F(X) dF(X,E); 0 F(X)]`
//! (Higham, Functions of Matrices, thm 3.6), its adjoint is `dF(Xᵀ, ·)`, and `tr(P dF(X, E)) = tr(P F′(X) E)` where P commutes with X.

pub(super) mod commuting;
pub(super) mod expm;
pub(super) mod frechet;
pub(super) mod logm;
pub(super) mod sqrtm;

use super::{Func, Function, Language, Misfit, Notation, TRANSPOSE, shapes};
use crate::expr::Expr;
use crate::expr::build::{call, transpose};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

/// A function of square matrices that a function of numbers gives.
pub trait MatrixFunction: Sync {
    /// Its identity, a word.
    const NAME: &'static str;
    /// Operator names that mean it.
    const SPELLINGS: &'static [&'static str];
    /// The notation.
    const NOTATION: Notation;
    /// In words.
    const MEANING: &'static str;
    /// NumPy, JAX, PyTorch, Julia, MATLAB.
    const CODE: [Option<&'static str>; 5];
    /// The identity of the Fréchet derivative.
    const DERIVATIVE_NAME: &'static str;
    /// Operator names that mean the Fréchet derivative.
    const DERIVATIVE_SPELLINGS: &'static [&'static str];
    /// The Fréchet derivative as an operator in LaTeX.
    const DERIVATIVE_LATEX: &'static str;
    /// The Fréchet derivative in words.
    const DERIVATIVE_MEANING: &'static str;
    /// The Fréchet derivative in code.
    const DERIVATIVE_CODE: [Option<&'static str>; 5];
    /// This function.
    const HEAD: Func;
    /// Its Fréchet derivative.
    const DERIVATIVE: Func;

    /// A simpler expression for `F(x)`; x is no number and no transpose.
    fn simplify(x: &Expr) -> Option<Expr>;
    /// The function of a number that F extends, at the number `x`.
    fn of_number(x: &Expr) -> Option<Expr>;
    /// `F′(x)`, the function of matrices that the derivative of the function of numbers gives.
    fn slope(x: &Expr) -> Option<Expr>;
    /// The matrix M with `vec dF(x, E) = M vec E`.
    fn kronecker(x: &Expr) -> Option<Expr>;
    /// The value; `None` where the function is not real.
    fn at<S: Scalar>(x: &Matrix<S>) -> Option<Matrix<S>>;
}

/// A function of matrices as a [`Function`].
pub struct OfMatrix<F>(pub F);

impl<F: MatrixFunction> OfMatrix<F> {
    fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
        let x = args.first()?;
        if x.rows != x.cols || x.entries().iter().any(|e| e.real().is_none()) {
            return None;
        }
        F::at(x)
    }
}

impl<F: MatrixFunction + 'static> Function for OfMatrix<F> {
    fn name(&self) -> &'static str {
        F::NAME
    }
    fn spellings(&self) -> &'static [&'static str] {
        F::SPELLINGS
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (F::MEANING, "by its Fréchet derivative; Higham, Functions of Matrices, ch. 3")
    }
    fn notation(&self) -> Notation {
        F::NOTATION
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        F::CODE.get(language as usize).copied()?
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        Ok(args[0].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return F::of_number(x);
        }
        match x.call_of(TRANSPOSE.name()) {
            Some(inner) => Some(transpose(&call(F::HEAD, vec![inner.clone()])?)),
            None => F::simplify(x),
        }
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        call(F::DERIVATIVE, vec![args[0].clone(), d[0].clone()])
    }
    fn is_primary(&self) -> bool {
        true
    }
    crate::evaluate_by!(Self::value);
}

/// The largest sum of magnitudes in a row.
fn row_norm<S: Scalar>(x: &Matrix<S>) -> f64 {
    (0..x.rows).map(|i| (0..x.cols).map(|j| x.at(i, j).magnitude()).sum::<f64>()).fold(0.0, f64::max)
}
