//! The full convolution, of everything outside is zero: the adjoint of `X ↦ K * X`. It is bilinear and does not mind the order.

use super::super::{Function, Language, Misfit, Notation, TOEPLITZ};
use super::conv::{bilinear, leibniz};
use crate::expr::Expr;
use crate::expr::build::{call, delta, mul, transpose, zero};
use crate::functions::{CONV, CONVFULL};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in crate::functions) struct Full;

impl Function for Full {
    fn name(&self) -> &'static str {
        "convfull"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["convfull"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "the full convolution Σ G_ij K_{a−i+1,b−j+1}, what is outside being zero",
            "Goodfellow, Bengio & Courville, Deep Learning, ch. 9.5",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{convfull}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => {
                "np.tensordot(np.lib.stride_tricks.sliding_window_view(np.pad({0}, [(k - 1, k - 1) for k in \
                 np.shape({1})]), np.shape({1})), np.flip({1}), 2)"
            }
            Language::Jax => "jax.scipy.signal.convolve({0}, {1}, mode='full')",
            Language::Pytorch => "torch.nn.functional.conv_transpose2d({0}[None, None], {1}[None, None])[0, 0]",
            Language::Julia => {
                "[sum({0}[a, b] * {1}[i - a + 1, j - b + 1] for a in axes({0}, 1), b in axes({0}, 2) \
                 if 1 <= i - a + 1 <= size({1}, 1) && 1 <= j - b + 1 <= size({1}, 2)) \
                 for i in 1:size({0}, 1) + size({1}, 1) - 1, j in 1:size({0}, 2) + size({1}, 2) - 1]"
            }
            Language::Matlab => "conv2({0}, {1})",
        })
    }
    fn arity(&self) -> usize {
        2
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        Ok(super::whole(&args[0], &args[1]))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let (g, k) = (&args[0], &args[1]);
        if g.shape().is_scalar() || k.shape().is_scalar() {
            return Some(mul(vec![g.clone(), k.clone()]));
        }
        bilinear(args, &|a, b| call(CONVFULL, vec![a, b]), || super::whole(g.shape(), k.shape()))
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        leibniz(args, d, &|g: &Expr, k: &Expr| call(CONVFULL, vec![g.clone(), k.clone()]))
    }
    /// `Σ G_ij K_uv δ_{a,i+u−1} δ_{b,j+v−1}`.
    fn entry(&self, args: &[Expr], [a, b]: [&Expr; 2], at: &dyn Fn(&Expr, &Expr, &Expr) -> Expr) -> Option<Expr> {
        let (g, k) = (&args[0], &args[1]);
        Some(super::over_entries(g.shape(), &[g, k, a, b], &|i, j| {
            let inner = super::over_entries(k.shape(), &[g, k, a, b, i, j], &|u, v| {
                let meets = |a: &Expr, i: &Expr, u: &Expr| delta(a.clone(), super::shifted(i, u));
                mul(vec![at(k, u, v), meets(a, i, u), meets(b, j, v)])
            });
            mul(vec![at(g, i, j), inner])
        }))
    }
    fn adjoint(&self, args: &[Expr], which: usize, h: &Expr) -> Option<Expr> {
        call(CONV, vec![args[1 - which.min(1)].clone(), h.clone()])
    }
    fn matrix(&self, args: &[Expr], which: usize, j: &Expr) -> Option<Expr> {
        let fixed = &args[1 - which.min(1)];
        let t = call(TOEPLITZ, vec![fixed.clone(), zero(super::whole(args[0].shape(), args[1].shape()))])?;
        Some(mul(vec![transpose(&t), j.clone()]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let (g, k) = (args.first()?, args.get(1)?);
    Some(Matrix::from_fn(g.rows + k.rows - 1, g.cols + k.cols - 1, |a, b| {
        let places = (0..g.rows).flat_map(|i| (0..g.cols).map(move |j| (i, j)));
        places.fold(S::zero(), |s, (i, j)| match (a.checked_sub(i), b.checked_sub(j)) {
            (Some(u), Some(v)) if u < k.rows && v < k.cols => s.add(&g.at(i, j).mul(k.at(u, v))),
            _ => s,
        })
    }))
}
