//! The transpose. Its simplification moves it to the leaves, so that `(A B)ᵀ` and `Bᵀ Aᵀ` are one expression.

use super::{Function, Language, Misfit, Notation};
use crate::expr::build::{
    add, block, commutation, constant, entry_power, hadamard, kron, mul, power, split_scalars, sum_over, transpose,
};
use crate::expr::{Constant, Expr, Op, Reading};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Transpose;

impl Function for Transpose {
    fn name(&self) -> &'static str {
        "transpose"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["transpose"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("transpose", "Magnus & Neudecker, ch. 8.4")
    }
    fn notation(&self) -> Notation {
        Notation::Superscript("T")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy | Language::Jax | Language::Pytorch => "{0}.T",
            Language::Julia => "{0}'",
            Language::Matlab => "{0}.'",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        Ok(args[0].transposed())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(x.clone());
        }
        let each = || x.args().iter().map(transpose).collect::<Vec<_>>();
        match (x.op(), x.args()) {
            (Op::Call(f), [inner]) if f.name() == "transpose" => Some(inner.clone()),
            (Op::Call(f), _) if f.name() == "diag" => Some(x.clone()),
            (Op::Constant(c), _) => Some(match c {
                Constant::Commutation(m, n) => commutation(n, m),
                Constant::Zero | Constant::Ones | Constant::Identity => constant(c.clone(), x.shape().transposed()),
                Constant::Duplication(_) | Constant::Elimination(_) | Constant::SkewDuplication(_) => return None,
            }),
            (Op::Symbol(s) | Op::Differential(s), _) if s.properties().is_symmetric() => Some(x.clone()),
            (Op::Symbol(s) | Op::Differential(s), _) if s.properties().skew => Some(crate::expr::build::neg(x)),
            (Op::Apply(f, Reading::Hessian(i, j)), args) => (i == j)
                .then(|| x.clone())
                .or_else(|| crate::expr::build::apply(f, Reading::Hessian(*j, *i), args.to_vec())),
            (Op::Apply(f, Reading::ComponentHessian(i, j)), args) => (i == j)
                .then(|| x.clone())
                .or_else(|| crate::expr::build::apply(f, Reading::ComponentHessian(*j, *i), args.to_vec())),
            (Op::Add, _) => {
                // A symmetric sum keeps its order.
                let flipped = add(each());
                Some(if flipped == *x { x.clone() } else { flipped })
            }
            (Op::Mul, _) => {
                let (mut factors, chain) = split_scalars(x);
                let links: &[Expr] =
                    if matches!(chain.op(), Op::Mul) { chain.args() } else { std::slice::from_ref(&chain) };
                factors.extend(links.iter().rev().map(transpose));
                Some(mul(factors))
            }
            (Op::Hadamard, _) => Some(hadamard(each())),
            (Op::Kron, _) => Some(kron(each())),
            (Op::Power, [base, e]) if base.shape().is_square() && is_symmetric(base) => {
                Some(power(base.clone(), e.clone()))
            }
            (Op::Power, [base, e]) => {
                // A skew X: (Xᵏ)ᵀ = (−1)ᵏ Xᵏ.
                let Op::Symbol(s) = base.op() else { return None };
                let k =
                    e.as_number().and_then(crate::rational::Rational::as_integer).filter(|_| s.properties().skew)?;
                Some(if k % 2 == 0 { x.clone() } else { crate::expr::build::neg(x) })
            }
            (Op::EntryPower, [base, e]) => {
                let inner = base.call_of("transpose").cloned().or_else(|| is_symmetric(base).then(|| base.clone()));
                inner.map(|b| entry_power(b, e.clone()))
            }
            (Op::Block(r, c), blocks) => {
                let flipped =
                    (0..*c).flat_map(|j| (0..*r).map(move |i| i * c + j)).filter_map(|k| blocks.get(k)).map(transpose);
                Some(block(*c, *r, flipped.collect()))
            }
            (Op::Sum(i), [lo, hi, body]) => Some(sum_over(i, lo.clone(), hi.clone(), transpose(body))),
            (Op::Table(i, j), [body]) => Some(crate::expr::build::table(j, i, body.clone(), x.shape().transposed())),
            (Op::Call(f), [inner]) if f.commutes_with_transpose() => {
                let flipped =
                    inner.call_of("transpose").cloned().or_else(|| is_symmetric(inner).then(|| inner.clone()));
                // f(Xᵀ)ᵀ = f(X)
                flipped.and_then(|y| crate::expr::build::call(*f, vec![y]))
            }
            _ => None,
        }
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        Some(transpose(&d[0]))
    }
    fn adjoint(&self, _: &[Expr], _: usize, g: &Expr) -> Option<Expr> {
        Some(transpose(g))
    }
    fn matrix(&self, args: &[Expr], _: usize, j: &Expr) -> Option<Expr> {
        let s = args[0].shape();
        Some(mul(vec![commutation(&s.rows, &s.cols), j.clone()]))
    }
    crate::evaluate_by!(value);
}

/// Whether structure alone says that the transpose is the expression itself.
fn is_symmetric(x: &Expr) -> bool {
    match (x.op(), x.args()) {
        (Op::Symbol(s), _) => s.properties().is_symmetric(),
        (Op::Constant(Constant::Identity), _) => true,
        (Op::Call(f), [inner]) => f.name() == "diag" || f.commutes_with_transpose() && is_symmetric(inner),
        _ => {
            x.shape().is_square()
                && matches!(x.op(), Op::Add | Op::Mul | Op::Power | Op::Hadamard)
                && transpose(x) == *x
        }
    }
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    Some(args.first()?.transpose())
}
