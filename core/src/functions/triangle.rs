//! `tril` and `triu`: a square matrix with zeros above, or below, the diagonal.

use super::{DIAG, Function, Language, Misfit, Notation, TRIL, TRIU, shapes};
use crate::expr::build::{add, call, commutation, elimination, mul, split_scalars, transpose, zero};
use crate::expr::{Constant, Expr, Op};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Lower,
    Upper,
}

pub(super) struct Part(pub Side);

impl Part {
    fn of(&self, x: &Expr) -> Option<Expr> {
        call(if self.0 == Side::Lower { TRIL } else { TRIU }, vec![x.clone()])
    }

    fn kept<S: Scalar>(&self, args: &[Matrix<S>]) -> Option<Matrix<S>> {
        let x = args.first()?;
        let inside = |i: usize, j: usize| if self.0 == Side::Lower { i >= j } else { i <= j };
        (x.rows == x.cols)
            .then(|| Matrix::from_fn(x.rows, x.cols, |i, j| if inside(i, j) { x.at(i, j).clone() } else { S::zero() }))
    }
}

impl Function for Part {
    fn name(&self) -> &'static str {
        if self.0 == Side::Lower { "tril" } else { "triu" }
    }
    fn spellings(&self) -> &'static [&'static str] {
        if self.0 == Side::Lower { &["tril"] } else { &["triu"] }
    }
    fn describe(&self) -> (&'static str, &'static str) {
        match self.0 {
            Side::Lower => ("zero above the diagonal", "vec tril X = Lᵀ L vec X; Magnus & Neudecker 1980"),
            Side::Upper => ("zero below the diagonal", "triu X = (tril Xᵀ)ᵀ; Magnus & Neudecker 1980"),
        }
    }
    fn notation(&self) -> Notation {
        Notation::Operator(if self.0 == Side::Lower { "\\operatorname{tril}" } else { "\\operatorname{triu}" })
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match (self.0, language) {
            (Side::Lower, Language::Numpy) => "np.tril({0})",
            (Side::Lower, Language::Jax) => "jnp.tril({0})",
            (Side::Lower, Language::Pytorch) => "torch.tril({0})",
            (Side::Lower, Language::Julia | Language::Matlab) => "tril({0})",
            (Side::Upper, Language::Numpy) => "np.triu({0})",
            (Side::Upper, Language::Jax) => "jnp.triu({0})",
            (Side::Upper, Language::Pytorch) => "torch.triu({0})",
            (Side::Upper, Language::Julia | Language::Matlab) => "triu({0})",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        Ok(args[0].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(x.clone());
        }
        match (x.op(), x.args()) {
            (Op::Constant(Constant::Zero), _) => Some(zero(x.shape().clone())),
            (Op::Constant(Constant::Identity), _) => Some(x.clone()),
            (Op::Symbol(s), _) if if self.0 == Side::Lower { s.properties().lower } else { s.properties().upper } => {
                Some(x.clone())
            }
            (Op::Call(f), _) if *f == DIAG || f.name() == self.name() => Some(x.clone()),
            (Op::Add, terms) => Some(add(terms.iter().map(|t| self.of(t)).collect::<Option<_>>()?)),
            (Op::Mul, _) => {
                let (mut scalars, chain) = split_scalars(x);
                if scalars.is_empty() {
                    return None;
                }
                scalars.push(self.of(&chain)?);
                Some(mul(scalars))
            }
            _ => None,
        }
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        self.of(&d[0])
    }
    fn adjoint(&self, _: &[Expr], _: usize, g: &Expr) -> Option<Expr> {
        self.of(g)
    }
    fn matrix(&self, args: &[Expr], _: usize, j: &Expr) -> Option<Expr> {
        let n = &args[0].shape().rows;
        let keep = mul(vec![transpose(&elimination(n)), elimination(n)]);
        Some(match self.0 {
            Side::Lower => mul(vec![keep, j.clone()]),
            Side::Upper => mul(vec![commutation(n, n), keep, commutation(n, n), j.clone()]),
        })
    }
    fn value(&self, args: &[Matrix<f64>]) -> Option<Matrix<f64>> {
        self.kept(args)
    }
    fn value_dual(
        &self,
        args: &[Matrix<crate::verify::scalar::Dual<f64>>],
    ) -> Option<Matrix<crate::verify::scalar::Dual<f64>>> {
        self.kept(args)
    }
    fn value_hyper(
        &self,
        args: &[Matrix<crate::verify::scalar::Dual<crate::verify::scalar::Dual<f64>>>],
    ) -> Option<Matrix<crate::verify::scalar::Dual<crate::verify::scalar::Dual<f64>>>> {
        self.kept(args)
    }
    fn value_modular(
        &self,
        args: &[Matrix<crate::verify::scalar::Modular>],
    ) -> Option<Matrix<crate::verify::scalar::Modular>> {
        self.kept(args)
    }
}
