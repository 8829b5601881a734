//! `vech`: the columns of the lower triangle stacked.

use super::{Function, Language, Misfit, Notation, VECH, shapes, unvec};
use crate::expr::build::{add, call, elimination, mul, ones, split_scalars, transpose, triangle, zero};
use crate::expr::{Constant, Expr, Op};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Vech;

impl Function for Vech {
    fn name(&self) -> &'static str {
        "vech"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["vech", "Vech"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("the columns on and below the diagonal stacked", "vech X = L vec X; Magnus & Neudecker, ch. 3.8")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{vech}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "({0}).T[np.triu_indices(len({0}))]",
            Language::Jax => "({0}).T[jnp.triu_indices(len({0}))]",
            Language::Pytorch => "({0}).T[torch.triu_indices(len({0}), len({0})).unbind()]",
            Language::Julia => "(a -> [a[i, j] for j in axes(a, 2) for i in j:size(a, 1)])({0})",
            Language::Matlab => return None,
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        Ok(Shape::vector(triangle(&args[0].rows)))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(x.clone());
        }
        let vech = |e: &Expr| call(VECH, vec![e.clone()]);
        match (x.op(), x.args()) {
            (Op::Constant(Constant::Zero), _) => Some(zero(Shape::vector(triangle(&x.shape().rows)))),
            (Op::Constant(Constant::Ones), _) => Some(ones(Shape::vector(triangle(&x.shape().rows)))),
            (Op::Add, terms) => Some(add(terms.iter().map(vech).collect::<Option<_>>()?)),
            (Op::Mul, _) => {
                let (mut scalars, chain) = split_scalars(x);
                if scalars.is_empty() {
                    return None;
                }
                scalars.push(vech(&chain)?);
                Some(mul(scalars))
            }
            _ => None,
        }
    }
    fn differential(&self, _: &[Expr], d: &[Expr]) -> Option<Expr> {
        call(VECH, vec![d[0].clone()])
    }
    fn adjoint(&self, args: &[Expr], _: usize, g: &Expr) -> Option<Expr> {
        let n = &args[0].shape().rows;
        unvec(&mul(vec![transpose(&elimination(n)), g.clone()]), n, n)
    }
    fn matrix(&self, args: &[Expr], _: usize, j: &Expr) -> Option<Expr> {
        Some(mul(vec![elimination(&args[0].shape().rows), j.clone()]))
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    if x.rows != x.cols {
        return None;
    }
    let places: Vec<(usize, usize)> = (0..x.cols).flat_map(|j| (j..x.rows).map(move |i| (i, j))).collect();
    Some(Matrix::from_fn(places.len(), 1, |k, _| x.at(places[k].0, places[k].1).clone()))
}
