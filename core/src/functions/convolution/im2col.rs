//! The matrix of patches: each column holds what one entry of a kernel meets, `vec(K * X) = im2col(X) vec K`.

use super::super::{CONVFULL, Function, IM2COL, Language, Misfit, Notation, TOEPLITZ, unvec};
use crate::expr::Expr;
use crate::expr::build::{call, kron, mul, transpose, zero};
use crate::shape::{Dim, Shape};
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in crate::functions) struct Im2col;

impl Function for Im2col {
    fn name(&self) -> &'static str {
        "im2col"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("the matrix T with vec(K * X) = T vec K, for kernels of a shape", "Chellapilla, Puri & Simard 2006")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{im2col}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => {
                "np.lib.stride_tricks.sliding_window_view({0}, np.shape({1})).transpose(1, 0, 3, 2).reshape(-1, np.size({1}))"
            }
            Language::Jax => {
                "jnp.stack([{0}[u:{0}.shape[0] - {1}.shape[0] + 1 + u, v:{0}.shape[1] - {1}.shape[1] + 1 + v].T.reshape(-1) \
                 for v in range({1}.shape[1]) for u in range({1}.shape[0])], axis=1)"
            }
            Language::Pytorch => {
                "torch.stack([{0}[u:{0}.shape[0] - {1}.shape[0] + 1 + u, v:{0}.shape[1] - {1}.shape[1] + 1 + v].T.reshape(-1) \
                 for v in range({1}.shape[1]) for u in range({1}.shape[0])], dim=1)"
            }
            Language::Julia => {
                "reduce(hcat, [vec({0}[u:size({0}, 1) - size({1}, 1) + u, v:size({0}, 2) - size({1}, 2) + v]) \
                 for u in 1:size({1}, 1), v in 1:size({1}, 2)][:])"
            }
            Language::Matlab => {
                "cell2mat(arrayfun(@(k) reshape(conv2({0}, reshape(double((numel({1}):-1:1) == k), size({1})), 'valid'), [], 1), \
                 1:numel({1}), 'UniformOutput', false))"
            }
        })
    }
    fn arity(&self) -> usize {
        2
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        super::fits(&args[1], &args[0])?;
        Ok(Shape::matrix(super::valid(&args[1], &args[0]).count(), args[1].count()))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let (x, like) = (&args[0], args[1].shape());
        let again = |x: &Expr| call(IM2COL, vec![x.clone(), args[1].clone()]);
        // For kernels of the shape of the result it is the transpose; the shape with fewer terms is kept.
        let other = super::valid(like, x.shape());
        let terms = |s: &Shape| {
            let of = |d: &Dim| (d.terms().len(), d.to_contract());
            (of(&s.rows), of(&s.cols))
        };
        if terms(&other) < terms(like) {
            return Some(transpose(&call(IM2COL, vec![x.clone(), zero(other)])?));
        }
        super::linear(x, &again, || self.shape(&[x.shape().clone(), like.clone()]).ok())
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        call(IM2COL, vec![d[0].clone(), args[1].clone()])
    }
    /// Column (u, v) is `vec(e_u e_vᵀ * X)`.
    fn adjoint(&self, args: &[Expr], which: usize, g: &Expr) -> Option<Expr> {
        let (x, like) = (&args[0], &args[1]);
        let inner = super::valid(like.shape(), x.shape());
        (which == 0).then(|| {
            super::over_places(like.shape(), &[g, x], |place, column| {
                let piece = unvec(&mul(vec![g.clone(), column]), &inner.rows, &inner.cols)?;
                call(CONVFULL, vec![piece, place])
            })
        })?
    }
    fn matrix(&self, args: &[Expr], which: usize, j: &Expr) -> Option<Expr> {
        let (x, like) = (&args[0], &args[1]);
        let place = zero(x.shape().clone());
        (which == 0).then(|| {
            super::over_places(like.shape(), &[j, x], |kernel, column| {
                Some(mul(vec![kron(vec![column, call(TOEPLITZ, vec![kernel, place.clone()])?]), j.clone()]))
            })
        })?
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let (x, like) = (args.first()?, args.get(1)?);
    let (rows, cols) = ((x.rows + 1).checked_sub(like.rows)?, (x.cols + 1).checked_sub(like.cols)?);
    if rows == 0 || cols == 0 {
        return None;
    }
    Some(Matrix::from_fn(rows * cols, like.rows * like.cols, |at, k| {
        x.at(at % rows + k % like.rows, at / rows + k / like.rows).clone()
    }))
}
