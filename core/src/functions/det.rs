//! The determinant.

use super::{Function, Language, Misfit, Notation, shapes};
use crate::expr::build::{add, inverse, mul, mul2, neg, power, size, split_scalars, sub, trace};
use crate::expr::{Expr, Op};
use crate::functions::DET;
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Det;

impl Function for Det {
    fn name(&self) -> &'static str {
        "det"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["det", "Det"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("determinant", "Jacobi's formula; Magnus & Neudecker, ch. 8.3")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\det")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.det({0})",
            Language::Jax => "jnp.linalg.det({0})",
            Language::Pytorch => "torch.linalg.det({0})",
            Language::Julia | Language::Matlab => "det({0})",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(x.clone());
        }
        if x.is_identity() {
            return Some(crate::expr::build::number(1));
        }
        let det = |e: &Expr| crate::expr::build::call(DET, vec![e.clone()]);
        match (x.op(), x.args()) {
            (Op::Call(f), [inner]) if f.name() == "transpose" => det(inner),
            (Op::Power, [base, e]) => Some(power(det(base)?, e.clone())),
            (Op::Mul, _) => {
                let (scalars, chain) = split_scalars(x);
                let n = size(&x.shape().rows);
                let links: &[Expr] =
                    if matches!(chain.op(), Op::Mul) { chain.args() } else { std::slice::from_ref(&chain) };
                // A product is taken apart where a determinant in it meets its like; else det(AXB) stays as it is written.
                let parts = of_factors(&chain).filter(|parts| {
                    let count = if matches!(parts.op(), Op::Mul) { parts.args().len() } else { 1 };
                    count < links.len()
                });
                if scalars.is_empty() && parts.is_none() {
                    return None;
                }
                let mut factors: Vec<Expr> = scalars.into_iter().map(|s| power(s, n.clone())).collect();
                factors.push(parts.or_else(|| det(&chain))?);
                Some(mul(factors))
            }
            (Op::Kron, [a, b]) if a.shape().is_square() && b.shape().is_square() => {
                Some(mul(vec![power(det(a)?, size(&b.shape().rows)), power(det(b)?, size(&a.shape().rows))]))
            }
            (Op::Block(2 | 3, _), cells) if cells.iter().all(|c| c.shape().is_scalar()) => written_out(cells),
            _ => None,
        }
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        let det = crate::expr::build::call(DET, vec![x.clone()])?;
        Some(mul(vec![det, trace(&mul(vec![inverse(x), d[0].clone()]))]))
    }
    crate::evaluate_by!(value);
}

/// The determinant of two or three rows of numbers, by the first of them.
fn written_out(cells: &[Expr]) -> Option<Expr> {
    let minor = |a: usize, b: usize, c: usize, d: usize| sub(&mul2(&cells[a], &cells[d]), &mul2(&cells[b], &cells[c]));
    match cells {
        [_, _, _, _] => Some(minor(0, 1, 2, 3)),
        [a, b, c, rest @ ..] if rest.len() == 6 => {
            Some(add(vec![mul2(a, &minor(4, 5, 7, 8)), neg(&mul2(b, &minor(3, 5, 6, 8))), mul2(c, &minor(3, 4, 6, 7))]))
        }
        _ => None,
    }
}

/// `det(A) det(B) …` for a product of square matrices.
pub fn of_factors(product: &Expr) -> Option<Expr> {
    let links = if matches!(product.op(), Op::Mul) { product.args() } else { return None };
    let square = links.iter().all(|f| f.shape().is_square() && !f.shape().is_scalar());
    let det = |e: &Expr| crate::expr::build::call(DET, vec![e.clone()]);
    square.then(|| links.iter().map(det).collect::<Option<Vec<_>>>().map(mul))?
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    Some(Matrix::scalar(args.first()?.det()?))
}
