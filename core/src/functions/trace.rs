//! The trace. Its simplification takes scalars and sums out and turns the trace of an outer product into a scalar.

use super::{Function, Language, Misfit, Notation};
use crate::expr::build::{
    add, coefficient, identity, index, mul, scale, size, split_scalars, substitute, trace, transpose, vec_of,
};
use crate::expr::{Constant, Expr, Op};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Trace;

impl Function for Trace {
    fn name(&self) -> &'static str {
        "trace"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["tr", "Tr", "trace", "Trace", "TR"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("sum of the diagonal entries", "Magnus & Neudecker, ch. 8.4")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{tr}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.trace({0})",
            Language::Jax => "jnp.trace({0})",
            Language::Pytorch => "torch.trace({0})",
            Language::Julia => "tr({0})",
            Language::Matlab => "trace({0})",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        super::shapes::square(&args[0])?;
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(x.clone());
        }
        match (x.op(), x.args()) {
            (Op::Constant(Constant::Identity), _) => Some(size(&x.shape().rows)),
            (Op::Constant(Constant::Zero), _) => Some(crate::expr::build::number(0)),
            (Op::Symbol(s) | Op::Differential(s), _) if s.properties().skew => Some(crate::expr::build::number(0)),
            (Op::Add, terms) => Some(add(terms.iter().map(trace).collect())),
            (Op::Call(f), [inner]) if f.name() == "transpose" => Some(trace(inner)),
            (Op::Call(f), inner) => f.trace_after(inner, &[]),
            (Op::Kron, parts) if parts.iter().all(|p| p.shape().is_square()) => {
                Some(mul(parts.iter().map(trace).collect()))
            }
            (Op::Sum(i), [lo, hi, body]) => Some(crate::expr::build::sum_over(i, lo.clone(), hi.clone(), trace(body))),
            (Op::Table(i, j), [body]) => {
                let body = substitute(body, &[(j, index(i))]);
                Some(crate::expr::build::sum_over(i, crate::expr::build::number(1), size(&x.shape().rows), body))
            }
            (Op::Mul, _) => {
                let (c, rest) = coefficient(x);
                let (scalars, chain) = split_scalars(&rest);
                if !c.is_one() || !scalars.is_empty() {
                    let outside = scalars.into_iter().chain([trace(&chain)]).collect();
                    return Some(scale(c, &mul(outside)));
                }
                // tr(x yᵀ A) = yᵀ A x: rotate a factor with a size of 1 to the front.
                let links = chain.args();
                if let Some(cut) = links.iter().position(|f| f.shape().rows.is_one()) {
                    return Some(mul(links[cut..].iter().chain(&links[..cut]).cloned().collect()));
                }
                links.iter().enumerate().find_map(|(k, link)| match link.op() {
                    Op::Call(f) => f.trace_after(link.args(), &[&links[k + 1..], &links[..k]].concat()),
                    _ => None,
                })
            }
            _ => None,
        }
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(trace(&d[0]))
    }
    fn adjoint(&self, args: &[Expr], _: usize, g: &Expr) -> Option<Expr> {
        Some(mul(vec![g.clone(), identity(&args[0].shape().rows)]))
    }
    fn matrix(&self, args: &[Expr], _: usize, j: &Expr) -> Option<Expr> {
        Some(mul(vec![transpose(&vec_of(&identity(&args[0].shape().rows))), j.clone()]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    (x.rows == x.cols).then(|| Matrix::scalar((0..x.rows).fold(S::zero(), |s, i| s.add(x.at(i, i)))))
}
