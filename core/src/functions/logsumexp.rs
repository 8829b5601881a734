//! The logarithm of the sum of exponentials of all entries.

use super::{Function, LOGSUMEXP, Language, Misfit, Notation, SOFTMAX};
use crate::expr::Expr;
use crate::expr::build::{call, mul, transpose, vec_of};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Elementary, Scalar};

pub(super) struct LogSumExp;

impl Function for LogSumExp {
    fn name(&self) -> &'static str {
        "logsumexp"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["logsumexp", "LogSumExp", "lse", "LSE"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "logarithm of the sum of the exponentials of the entries",
            "its gradient is softmax; Boyd & Vandenberghe, ch. 3.1.5",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{logsumexp}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.logaddexp.reduce(np.ravel({0}))",
            Language::Jax => "jax.scipy.special.logsumexp({0})",
            Language::Pytorch => "torch.logsumexp(torch.ravel({0}), 0)",
            Language::Julia => "(m -> m + log(sum(exp.({0} .- m))))(maximum({0}))",
            Language::Matlab => "(max({0}) + log(sum(exp(({0}) - max({0})))))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        let _ = args;
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(x.clone());
        }
        (!x.shape().is_vector()).then(|| call(LOGSUMEXP, vec![vec_of(x)]))?
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(mul(vec![transpose(&call(SOFTMAX, vec![vec_of(&args[0])])?), vec_of(&d[0])]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    let shift = S::from_f64(x.entries().iter().try_fold(f64::NEG_INFINITY, |m, e| Some(m.max(e.real()?)))?)?;
    let terms = x.try_map(|e| e.sub(&shift).elementary(Elementary::Exp))?;
    let sum = terms.entries().iter().fold(S::zero(), |s, e| s.add(e));
    Some(Matrix::scalar(sum.elementary(Elementary::Ln)?.add(&shift)))
}
