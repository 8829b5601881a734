//! Fréchet derivatives `dF(X, E)` of functions of matrices, linear in E.

use super::commuting::commute;
use super::{MatrixFunction, OfMatrix};
use crate::expr::Expr;
use crate::expr::build::{block, call, identity, mul, split_scalars, trace, transpose, zero};
use crate::functions::{Function, Language, Misfit, Notation, TRANSPOSE, shapes};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

/// The Fréchet derivative of F.
pub struct Frechet<F>(pub F);

impl<F: MatrixFunction + 'static> Frechet<F> {
    fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
        let (x, e) = (args.first()?, args.get(1)?);
        let n = x.rows;
        if [x.cols, e.rows, e.cols] != [n; 3] {
            return None;
        }
        let double = Matrix::from_fn(2 * n, 2 * n, |i, j| match (i < n, j < n) {
            (true, true) => x.at(i, j).clone(),
            (true, false) => e.at(i, j - n).clone(),
            (false, true) => S::zero(),
            (false, false) => x.at(i - n, j - n).clone(),
        });
        let all = OfMatrix::<F>::value(&[double])?;
        Some(Matrix::from_fn(n, n, |i, j| all.at(i, j + n).clone()))
    }
}

impl<F: MatrixFunction + 'static> Function for Frechet<F> {
    fn name(&self) -> &'static str {
        F::DERIVATIVE_NAME
    }
    fn spellings(&self) -> &'static [&'static str] {
        F::DERIVATIVE_SPELLINGS
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (F::DERIVATIVE_MEANING, "Higham, Functions of Matrices, ch. 3")
    }
    /// `L_F(X, E)`, after Higham.
    fn notation(&self) -> Notation {
        Notation::Operator(F::DERIVATIVE_LATEX)
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        F::DERIVATIVE_CODE.get(language as usize).copied()?
    }
    fn arity(&self) -> usize {
        2
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        shapes::equal(&args[0], &args[1])?;
        Ok(args[0].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let (x, e) = (&args[0], &args[1]);
        if e.is_zero() {
            return Some(e.clone());
        }
        if commute(x, e) {
            return Some(mul(vec![F::slope(x)?, e.clone()]));
        }
        let (mut scalars, rest) = split_scalars(e);
        if !scalars.is_empty() {
            scalars.push(call(F::DERIVATIVE, vec![x.clone(), rest])?);
            return Some(mul(scalars));
        }
        let inner = x.call_of(TRANSPOSE.name())?;
        Some(transpose(&call(F::DERIVATIVE, vec![inner.clone(), transpose(e)])?))
    }
    /// `dF(X, E)` is a block of `F([X E; 0 X])`, so its differential is one of that.
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let (x, e) = (&args[0], &args[1]);
        if d[0].is_zero() {
            return call(F::DERIVATIVE, vec![x.clone(), d[1].clone()]);
        }
        let none = zero(x.shape().clone());
        let double = |x: &Expr, e: &Expr| block(2, 2, vec![x.clone(), e.clone(), none.clone(), x.clone()]);
        let one = identity(&x.shape().rows);
        Some(mul(vec![
            block(1, 2, vec![one.clone(), none.clone()]),
            call(F::DERIVATIVE, vec![double(x, e), double(&d[0], &d[1])])?,
            block(2, 1, vec![none.clone(), one]),
        ]))
    }
    fn adjoint(&self, args: &[Expr], which: usize, g: &Expr) -> Option<Expr> {
        if which != 1 {
            return None;
        }
        call(F::DERIVATIVE, vec![transpose(&args[0]), g.clone()])
    }
    fn matrix(&self, args: &[Expr], which: usize, j: &Expr) -> Option<Expr> {
        if which != 1 {
            return None;
        }
        Some(mul(vec![F::kronecker(&args[0])?, j.clone()]))
    }
    fn trace_after(&self, args: &[Expr], before: &[Expr]) -> Option<Expr> {
        let (x, e) = (&args[0], &args[1]);
        if !before.iter().all(|p| commute(p, x)) {
            return None;
        }
        Some(trace(&mul(before.iter().cloned().chain([F::slope(x)?, e.clone()]).collect())))
    }
    crate::evaluate_by!(Self::value);
}
