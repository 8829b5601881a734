//! `vec`: the columns of a matrix stacked into one.

use super::{Function, Language, Misfit, Notation};
use crate::expr::build::{add, kron, mul, ones, split_scalars, transpose, vec_of, zero};
use crate::expr::{Constant, Expr, Op};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Vectorize;

impl Function for Vectorize {
    fn name(&self) -> &'static str {
        "vec"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["vec", "Vec", "vect"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("the columns stacked", "Magnus & Neudecker, ch. 2.4")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{vec}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy | Language::Jax => "{0}.reshape(-1, order='F')",
            Language::Pytorch => "{0}.T.reshape(-1)",
            Language::Julia => "vec({0})",
            Language::Matlab => "reshape({0}, [], 1)",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        Ok(Shape::vector(args[0].count()))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_vector() {
            return Some(x.clone());
        }
        if x.shape().is_row() {
            return Some(transpose(x));
        }
        match (x.op(), x.args()) {
            (Op::Call(f), [inner, _]) if f.name() == "unvec" => Some(inner.clone()),
            // vec(K * X) = T(X) vec K
            (Op::Call(f), args) if matches!(f.name(), "conv" | "convfull") => {
                // The matrix is that of the argument that stays.
                let moves = |a: &Expr| a.subexpressions().iter().any(|p| matches!(p.op(), Op::Differential(_)));
                let which = args.iter().position(moves).unwrap_or(0);
                f.matrix(args, which, &vec_of(args.get(which)?))
            }
            (Op::Constant(Constant::Zero), _) => Some(zero(Shape::vector(x.shape().count()))),
            (Op::Constant(Constant::Ones), _) => Some(ones(Shape::vector(x.shape().count()))),
            (Op::Add, terms) => Some(add(terms.iter().map(vec_of).collect())),
            (Op::Mul, _) => {
                let (mut scalars, chain) = split_scalars(x);
                if !scalars.is_empty() {
                    scalars.push(vec_of(&chain));
                    return Some(mul(scalars));
                }
                // vec(a bᵀ) = b ⊗ a, where the chain has a cut of size 1.
                let links = chain.args();
                let cut = links.iter().position(|f| f.shape().rows.is_one())?;
                let (left, right) = (mul(links[..cut].to_vec()), mul(links[cut..].to_vec()));
                Some(kron(vec![transpose(&right), left]))
            }
            _ => None,
        }
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(vec_of(&d[0]))
    }
    fn adjoint(&self, args: &[Expr], _: usize, g: &Expr) -> Option<Expr> {
        let s = args[0].shape();
        super::unvec(g, &s.rows, &s.cols)
    }
    fn matrix(&self, _: &[Expr], _: usize, j: &Expr) -> Option<Expr> {
        Some(j.clone())
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    Some(args.first()?.vec())
}
