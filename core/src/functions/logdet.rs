//! `log det X`, one head, so that results stay as short as the textbook's.

use super::{Function, Language, Misfit, Notation};
use crate::expr::build::{add, call, inverse, mul, size, split_scalars, trace};
use crate::expr::{Expr, Op};
use crate::functions::{LOG, LOGDET};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Elementary, Scalar};

pub(super) struct LogDet;

impl Function for LogDet {
    fn name(&self) -> &'static str {
        "logdet"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["logdet", "lndet", "logDet"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("logarithm of the determinant (of its absolute value, where that is negative)", "Magnus & Neudecker, ch. 8.3")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\log \\det")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.slogdet({0})[1]",
            Language::Jax => "jnp.linalg.slogdet({0})[1]",
            Language::Pytorch => "torch.linalg.slogdet({0})[1]",
            Language::Julia => "logabsdet({0})[1]",
            Language::Matlab => "sum(log(abs(diag(lu({0})))))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        super::shapes::square(&args[0])?;
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return call(LOG, vec![x.clone()]);
        }
        if x.is_identity() {
            return Some(crate::expr::build::number(0));
        }
        let logdet = |e: &Expr| call(LOGDET, vec![e.clone()]);
        match (x.op(), x.args()) {
            (Op::Call(f), [inner]) if f.name() == "transpose" => logdet(inner),
            (Op::Power, [base, e]) => Some(mul(vec![e.clone(), logdet(base)?])),
            (Op::Mul, _) => {
                let (scalars, chain) = split_scalars(x);
                // Only a product of square matrices splits, and only where its factors have logarithms themselves.
                if !scalars.is_empty() || !chain.args().iter().all(|f| f.shape().is_square()) {
                    return None;
                }
                Some(add(chain.args().iter().map(logdet).collect::<Option<_>>()?))
            }
            (Op::Kron, [a, b]) if a.shape().is_square() && b.shape().is_square() => Some(add(vec![
                mul(vec![size(&b.shape().rows), logdet(a)?]),
                mul(vec![size(&a.shape().rows), logdet(b)?]),
            ])),
            _ => None,
        }
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(trace(&mul(vec![inverse(&args[0]), d[0].clone()])))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let (_, det) = args.first()?.inverse_and_det()?;
    Some(Matrix::scalar(det.elementary(Elementary::Abs)?.elementary(Elementary::Ln)?))
}
