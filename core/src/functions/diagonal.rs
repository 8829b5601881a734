//! The diagonal of a square matrix, as a column.

use super::{Function, Language, Misfit, Notation};
use crate::expr::build::{add, call, hadamard, mul, ones, split_scalars, transpose};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{DIAG, DIAGONAL};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Diagonal;

impl Function for Diagonal {
    fn name(&self) -> &'static str {
        "diagonal"
    }
    /// Spelled `diag` too; the reader chooses by the argument's shape.
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("the diagonal of a matrix as a column", "Magnus & Neudecker, ch. 1.6")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{diag}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.diag({0})",
            Language::Jax => "jnp.diag({0})",
            Language::Pytorch => "torch.diag({0})",
            Language::Julia | Language::Matlab => "diag({0})",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        super::shapes::square(&args[0])?;
        Ok(Shape::vector(args[0].rows.clone()))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(x.clone());
        }
        let diagonal = |e: &Expr| call(DIAGONAL, vec![e.clone()]);
        match (x.op(), x.args()) {
            (Op::Constant(Constant::Identity), _) => Some(ones(Shape::vector(x.shape().rows.clone()))),
            (Op::Call(f), [inner]) if f.name() == "diag" => Some(inner.clone()),
            (Op::Call(f), [inner]) if f.name() == "transpose" => diagonal(inner),
            (Op::Add, terms) => Some(add(terms.iter().map(diagonal).collect::<Option<_>>()?)),
            (Op::Hadamard, parts) => Some(hadamard(parts.iter().map(diagonal).collect::<Option<_>>()?)),
            (Op::Mul, _) => {
                let (mut scalars, chain) = split_scalars(x);
                if !scalars.is_empty() {
                    scalars.push(diagonal(&chain)?);
                    return Some(mul(scalars));
                }
                let links = chain.args();
                // diag(a bᵀ) = a ⊙ b
                if let Some(cut) = links.iter().position(|f| f.shape().rows.is_one()) {
                    let right = transpose(&mul(links[cut..].to_vec()));
                    return Some(hadamard(vec![mul(links[..cut].to_vec()), right]));
                }
                // diag(Diag(a) X) = a ⊙ diag X, and likewise from the right.
                let (first, last) = (links.first()?, links.last()?);
                if let Some(a) = first.call_of(DIAG.name()) {
                    return Some(hadamard(vec![a.clone(), diagonal(&mul(links[1..].to_vec()))?]));
                }
                let a = last.call_of(DIAG.name())?;
                Some(hadamard(vec![a.clone(), diagonal(&mul(links[..links.len() - 1].to_vec()))?]))
            }
            _ => None,
        }
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        call(DIAGONAL, vec![d[0].clone()])
    }
    fn adjoint(&self, _: &[Expr], _: usize, g: &Expr) -> Option<Expr> {
        call(DIAG, vec![g.clone()])
    }
    fn matrix(&self, args: &[Expr], _: usize, j: &Expr) -> Option<Expr> {
        Some(mul(vec![transpose(&super::diagonal_selector(&args[0].shape().rows)), j.clone()]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    (x.rows == x.cols).then(|| Matrix::from_fn(x.rows, 1, |i, _| x.at(i, i).clone()))
}
