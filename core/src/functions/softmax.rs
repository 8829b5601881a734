//! Softmax of a vector. Of a matrix it is refused: authors mean rows as often as columns.

use super::{DIAG, Function, Language, Misfit, Notation, SOFTMAX, shapes};
use crate::expr::Expr;
use crate::expr::build::{call, mul, number, sub, transpose};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Elementary, Scalar};

pub(super) struct Softmax;

impl Function for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["softmax", "Softmax", "softMax"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "softmax of a vector, eˣ divided by its sum",
            "ds = (Diag(s) − s sᵀ) dx; Bishop, Pattern Recognition and Machine Learning, ch. 4.3",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{softmax}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "(lambda e: e / e.sum())(np.exp({0} - np.max({0})))",
            Language::Jax => "jax.nn.softmax({0})",
            Language::Pytorch => "torch.softmax({0}, 0)",
            Language::Julia => "(e -> e ./ sum(e))(exp.({0} .- maximum({0})))",
            Language::Matlab => "(exp(({0}) - max({0})) / sum(exp(({0}) - max({0}))))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        if !args[0].is_row() {
            shapes::vector(&args[0])?;
        }
        Ok(args[0].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(number(1));
        }
        x.shape().is_row().then(|| call(SOFTMAX, vec![transpose(x)]).map(|s| transpose(&s)))?
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let s = call(SOFTMAX, args.to_vec())?;
        let outer = mul(vec![s.clone(), transpose(&s)]);
        Some(mul(vec![sub(&call(DIAG, vec![s])?, &outer), d[0].clone()]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    if x.cols != 1 && x.rows != 1 {
        return None;
    }
    // Shifted by the largest entry, so that no exponential overflows.
    let shift = S::from_f64(x.entries().iter().try_fold(f64::NEG_INFINITY, |m, e| Some(m.max(e.real()?)))?)?;
    let e = x.try_map(|e| e.sub(&shift).elementary(Elementary::Exp))?;
    let sum = e.entries().iter().fold(S::zero(), |s, e| s.add(e)).recip()?;
    Some(e.scale(&sum))
}
