//! The doubly blocked Toeplitz matrix of a kernel: `vec(K * X) = toeplitz(K) vec X`.

use super::super::{CONV, Function, IM2COL, Language, Misfit, Notation, TOEPLITZ, unvec};
use crate::expr::Expr;
use crate::expr::build::{call, kron, mul, zero};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in crate::functions) struct Toeplitz;

impl Function for Toeplitz {
    fn name(&self) -> &'static str {
        "toeplitz"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "the matrix T with vec(K * X) = T vec X, for images of a shape",
            "Gray, Toeplitz and Circulant Matrices, ch. 1",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{toeplitz}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => {
                "np.stack([np.tensordot(np.lib.stride_tricks.sliding_window_view(e.reshape(np.shape({1}), order='F'), \
                 np.shape({0})), {0}, 2).T.reshape(-1) for e in np.eye(np.size({1}))], axis=1)"
            }
            Language::Jax => {
                "jnp.stack([jax.scipy.signal.correlate(e.reshape({1}.shape, order='F'), {0}, mode='valid').T.reshape(-1) \
                 for e in jnp.eye({1}.size)], axis=1)"
            }
            Language::Pytorch => {
                "torch.stack([torch.nn.functional.conv2d(e.reshape({1}.T.shape).T[None, None], {0}[None, None])[0, 0].T.reshape(-1) \
                 for e in torch.eye({1}.numel(), dtype={0}.dtype)], dim=1)"
            }
            Language::Julia => {
                "reduce(hcat, [vec([sum({0} .* view(e, i:i + size({0}, 1) - 1, j:j + size({0}, 2) - 1)) \
                 for i in 1:size(e, 1) - size({0}, 1) + 1, j in 1:size(e, 2) - size({0}, 2) + 1]) \
                 for e in [reshape(c, size({1})) for c in eachcol(Matrix(1.0I, length({1}), length({1})))]])"
            }
            Language::Matlab => {
                "cell2mat(arrayfun(@(k) reshape(conv2(reshape(double((1:numel({1})) == k), size({1})), rot90({0}, 2), 'valid'), \
                 [], 1), 1:numel({1}), 'UniformOutput', false))"
            }
        })
    }
    fn arity(&self) -> usize {
        2
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        super::fits(&args[0], &args[1])?;
        Ok(Shape::matrix(super::valid(&args[0], &args[1]).count(), args[1].count()))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let k = &args[0];
        let again = |k: &Expr| call(TOEPLITZ, vec![k.clone(), args[1].clone()]);
        super::linear(k, &again, || self.shape(&[k.shape().clone(), args[1].shape().clone()]).ok())
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        call(TOEPLITZ, vec![d[0].clone(), args[1].clone()])
    }
    /// Column (a, b) is `vec(K * e_a e_bᵀ)`.
    fn adjoint(&self, args: &[Expr], which: usize, g: &Expr) -> Option<Expr> {
        let (k, like) = (&args[0], &args[1]);
        let inner = super::valid(k.shape(), like.shape());
        (which == 0).then(|| {
            super::over_places(like.shape(), &[g, k], |place, column| {
                let piece = unvec(&mul(vec![g.clone(), column]), &inner.rows, &inner.cols)?;
                call(CONV, vec![piece, place])
            })
        })?
    }
    fn matrix(&self, args: &[Expr], which: usize, j: &Expr) -> Option<Expr> {
        let (k, like) = (&args[0], &args[1]);
        let kernel = zero(k.shape().clone());
        (which == 0).then(|| {
            super::over_places(like.shape(), &[j, k], |place, column| {
                Some(mul(vec![kron(vec![column, call(IM2COL, vec![place, kernel.clone()])?]), j.clone()]))
            })
        })?
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let (k, like) = (args.first()?, args.get(1)?);
    let (rows, cols) = ((like.rows + 1).checked_sub(k.rows)?, (like.cols + 1).checked_sub(k.cols)?);
    if rows == 0 || cols == 0 {
        return None;
    }
    Some(Matrix::from_fn(rows * cols, like.rows * like.cols, |at, place| {
        let inside = |a: usize, i: usize, m: usize| a.checked_sub(i).filter(|u| *u < m);
        let (a, b) = (place % like.rows, place / like.rows);
        match (inside(a, at % rows, k.rows), inside(b, at / rows, k.cols)) {
            (Some(u), Some(v)) => k.at(u, v).clone(),
            _ => S::zero(),
        }
    }))
}
