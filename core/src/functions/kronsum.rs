//! The Kronecker sum `A ⊕ B = A ⊗ I + I ⊗ B` of square matrices.

use super::{Function, Language, Misfit, Notation, shapes};
use crate::expr::Expr;
use crate::expr::build::{add2, identity, kron};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct KronSum;

impl Function for KronSum {
    fn name(&self) -> &'static str {
        "kronsum"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["kronsum"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("Kronecker sum A ⊗ I + I ⊗ B", "Magnus & Neudecker, ch. 2.2; Higham, Functions of Matrices, app. B.13")
    }
    fn notation(&self) -> Notation {
        Notation::Special
    }
    /// None is needed: the call is always written out as `A ⊗ I + I ⊗ B`.
    fn code(&self, _: Language) -> Option<&'static str> {
        None
    }
    fn arity(&self) -> usize {
        2
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        shapes::square(&args[1])?;
        let n = args[0].rows.mul(&args[1].rows);
        Ok(Shape::matrix(n.clone(), n))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        (args[0].shape().is_square() && args[1].shape().is_square()).then(|| sum(&args[0], &args[1]))
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(sum(&d[0], &d[1]))
    }
    crate::evaluate_by!(value);
}

fn sum(a: &Expr, b: &Expr) -> Expr {
    let (left, right) = (identity(&a.shape().rows), identity(&b.shape().rows));
    add2(&kron(vec![a.clone(), right]), &kron(vec![left, b.clone()]))
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let (a, b) = (args.first()?, args.get(1)?);
    a.kron(&Matrix::identity(b.rows)).add(&Matrix::identity(a.rows).kron(b))
}
