//! The valid cross-correlation of a kernel and an image, bilinear in both.

use super::super::{CONVFULL, Function, IM2COL, Language, Misfit, Notation, TOEPLITZ};
use crate::expr::Expr;
use crate::expr::Op;
use crate::expr::build::{add, call, mul, number, split_scalars, trace, transpose, zero};
use crate::functions::CONV;
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in crate::functions) struct Conv;

impl Function for Conv {
    fn name(&self) -> &'static str {
        "conv"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["conv"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "the valid cross-correlation Σ K_uv X_{i+u−1,j+v−1}, which networks call convolution",
            "Goodfellow, Bengio & Courville, Deep Learning, ch. 9.1",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{conv}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.tensordot(np.lib.stride_tricks.sliding_window_view({1}, np.shape({0})), {0}, 2)",
            Language::Jax => "jax.scipy.signal.correlate({1}, {0}, mode='valid')",
            Language::Pytorch => "torch.nn.functional.conv2d({1}[None, None], {0}[None, None])[0, 0]",
            Language::Julia => {
                "[sum({0} .* view({1}, i:i + size({0}, 1) - 1, j:j + size({0}, 2) - 1)) \
                 for i in 1:size({1}, 1) - size({0}, 1) + 1, j in 1:size({1}, 2) - size({0}, 2) + 1]"
            }
            Language::Matlab => "conv2({1}, rot90({0}, 2), 'valid')",
        })
    }
    fn arity(&self) -> usize {
        2
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        super::fits(&args[0], &args[1])?;
        Ok(super::valid(&args[0], &args[1]))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let (k, x) = (&args[0], &args[1]);
        if k.shape().is_scalar() {
            return Some(mul(vec![k.clone(), x.clone()]));
        }
        if k.shape() == x.shape() {
            return Some(trace(&mul(vec![transpose(k), x.clone()])));
        }
        bilinear(args, &|a, b| call(CONV, vec![a, b]), || super::valid(k.shape(), x.shape()))
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let of = |k: &Expr, x: &Expr| call(CONV, vec![k.clone(), x.clone()]);
        leibniz(args, d, &of)
    }
    fn entry(&self, args: &[Expr], [i, j]: [&Expr; 2], at: &dyn Fn(&Expr, &Expr, &Expr) -> Expr) -> Option<Expr> {
        let (k, x) = (&args[0], &args[1]);
        Some(super::over_entries(k.shape(), &[k, x, i, j], &|u, v| {
            mul(vec![at(k, u, v), at(x, &super::shifted(i, u), &super::shifted(j, v))])
        }))
    }
    fn adjoint(&self, args: &[Expr], which: usize, g: &Expr) -> Option<Expr> {
        match which {
            0 => call(CONV, vec![g.clone(), args[1].clone()]),
            _ => call(CONVFULL, vec![g.clone(), args[0].clone()]),
        }
    }
    fn matrix(&self, args: &[Expr], which: usize, j: &Expr) -> Option<Expr> {
        let (k, x) = (&args[0], &args[1]);
        let t = match which {
            0 => call(IM2COL, vec![x.clone(), zero(k.shape().clone())])?,
            _ => call(TOEPLITZ, vec![k.clone(), zero(x.shape().clone())])?,
        };
        Some(mul(vec![t, j.clone()]))
    }
    crate::evaluate_by!(value);
}

/// Scalars taken out of either argument of a bilinear function.
pub(super) fn bilinear(
    args: &[Expr],
    of: &dyn Fn(Expr, Expr) -> Option<Expr>,
    shape: impl Fn() -> Shape,
) -> Option<Expr> {
    for (k, a) in args.iter().enumerate() {
        let with = |e: Expr| if k == 0 { of(e, args[1].clone()) } else { of(args[0].clone(), e) };
        if a.is_zero() {
            return Some(zero(shape()));
        }
        if matches!(a.op(), Op::Mul) {
            let (mut scalars, rest) = split_scalars(a);
            if !scalars.is_empty() && rest != number(1) {
                scalars.push(with(rest)?);
                return Some(mul(scalars));
            }
        }
    }
    None
}

/// The product rule for a bilinear function.
pub(super) fn leibniz(args: &[Expr], d: &[Expr], of: &dyn Fn(&Expr, &Expr) -> Option<Expr>) -> Option<Expr> {
    let mut terms = Vec::new();
    if !d[0].is_zero() {
        terms.push(of(&d[0], &args[1])?);
    }
    if !d[1].is_zero() {
        terms.push(of(&args[0], &d[1])?);
    }
    if terms.is_empty() { of(&d[0], &args[1]) } else { Some(add(terms)) }
}

/// `K * X`; `None` where the kernel is larger.
pub(super) fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let (k, x) = (args.first()?, args.get(1)?);
    let (rows, cols) = ((x.rows + 1).checked_sub(k.rows)?, (x.cols + 1).checked_sub(k.cols)?);
    if rows == 0 || cols == 0 {
        return None;
    }
    Some(Matrix::from_fn(rows, cols, |i, j| {
        let places = (0..k.rows).flat_map(|u| (0..k.cols).map(move |v| (u, v)));
        places.fold(S::zero(), |s, (u, v)| s.add(&k.at(u, v).mul(x.at(i + u, j + v))))
    }))
}
