//! `vec⁻¹`: a column of mn entries as an m×n matrix. It appears when the adjoint of `vec` is taken and mostly vanishes again.

use super::{Func, Function, Language, Misfit, Notation};
use crate::expr::build::{call, mul, transpose, vec_of};
use crate::expr::{Constant, Expr, Op};
use crate::shape::{Dim, Shape};
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Unvec;

/// The m×n matrix whose columns stack to `x`. The shape travels as a zero matrix in the second argument.
pub fn unvec(x: &Expr, rows: &Dim, cols: &Dim) -> Option<Expr> {
    let like = crate::expr::build::zero(Shape::matrix(rows.clone(), cols.clone()));
    call(Func(&Unvec), vec![x.clone(), like])
}

impl Function for Unvec {
    fn name(&self) -> &'static str {
        "unvec"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("the matrix whose columns stack to a vector", "inverse of vec")
    }
    fn notation(&self) -> Notation {
        Notation::Special
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.reshape({0}, np.shape({1}), order='F')",
            Language::Jax => "jnp.reshape({0}, jnp.shape({1}), order='F')",
            Language::Pytorch => "torch.reshape({0}, {1}.T.shape).T",
            Language::Julia => "reshape({0}, size({1}))",
            Language::Matlab => "reshape({0}, size({1}))",
        })
    }
    fn arity(&self) -> usize {
        2
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        Ok(args[1].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let (x, shape) = (&args[0], args[1].shape());
        if shape.is_vector() {
            return Some(x.clone());
        }
        if shape.is_row() {
            return Some(transpose(x));
        }
        if x.is_zero() {
            return Some(args[1].clone());
        }
        let again = |e: &Expr| unvec(e, &shape.rows, &shape.cols);
        match (x.op(), x.args()) {
            (Op::Call(f), [inner]) if f.name() == "vec" && inner.shape() == shape => Some(inner.clone()),
            (Op::Constant(Constant::Ones), _) => Some(crate::expr::build::ones(shape.clone())),
            (Op::Add, terms) => Some(crate::expr::build::add(terms.iter().map(again).collect::<Option<_>>()?)),
            (Op::Kron, [b, a]) if b.shape().is_vector() && a.shape().is_vector() && a.shape().rows == shape.rows => {
                Some(mul(vec![a.clone(), transpose(b)]))
            }
            (Op::Mul, _) => self.product(x, shape),
            _ => None,
        }
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let s = args[1].shape();
        unvec(&d[0], &s.rows, &s.cols)
    }
    fn adjoint(&self, _: &[Expr], which: usize, g: &Expr) -> Option<Expr> {
        (which == 0).then(|| vec_of(g))
    }
    fn matrix(&self, _: &[Expr], which: usize, j: &Expr) -> Option<Expr> {
        (which == 0).then(|| j.clone())
    }
    crate::evaluate_by!(value);
}

impl Unvec {
    /// Scalars move out; `K_{mn} vec` is a transpose; `(B ⊗ A) vec X` is `A X Bᵀ`.
    fn product(&self, x: &Expr, shape: &Shape) -> Option<Expr> {
        let (mut scalars, chain) = crate::expr::build::split_scalars(x);
        if !scalars.is_empty() {
            scalars.push(unvec(&chain, &shape.rows, &shape.cols)?);
            return Some(mul(scalars));
        }
        let (first, rest) = chain.args().split_first()?;
        let rest = mul(rest.to_vec());
        match (first.op(), first.args()) {
            (Op::Constant(Constant::Commutation(m, n)), _) if *n == shape.rows && *m == shape.cols => {
                Some(transpose(&unvec(&rest, m, n)?))
            }
            (Op::Kron, parts) => {
                // The last factor acts on the rows, all before it on the columns.
                let (a, b) = parts.split_last()?;
                let b = crate::expr::build::kron(b.to_vec());
                if a.shape().rows != shape.rows || b.shape().rows != shape.cols {
                    return None;
                }
                let inner = unvec(&rest, &a.shape().cols, &b.shape().cols)?;
                Some(mul(vec![a.clone(), inner, transpose(&b)]))
            }
            _ => None,
        }
    }
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let (x, like) = (args.first()?, args.get(1)?);
    x.unvec(like.rows, like.cols)
}
