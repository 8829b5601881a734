//! Convolution as networks use it: the valid cross-correlation `(K * X)_{ij} = Σ_{uv} K_{uv} X_{i+u−1, j+v−1}`, its adjoints, and
//! the matrices that make it a product: `vec(K * X) = T(X) vec K = T(K) vec X`.
//!
//! The family is closed: the adjoint of `K ↦ K * X` is `G ↦ G * X`, that of `X ↦ K * X` is the full convolution of G and K, whose
//! adjoints are `* ` again.

pub(super) mod conv;
pub(super) mod full;
pub(super) mod im2col;
pub(super) mod toeplitz;

use std::sync::Arc;

use crate::expr::build::{
    add, fresh_index, index, kron, mul, number, size, split_scalars, sum_over, transpose, unit, zero,
};
use crate::expr::{Expr, Op};
use crate::shape::{Dim, Shape};

/// The shape of `K * X`: `(p − m + 1)×(q − n + 1)`.
pub(crate) fn valid(k: &Shape, x: &Shape) -> Shape {
    let one = Dim::one();
    Shape::matrix(x.rows.sub(&k.rows).add(&one), x.cols.sub(&k.cols).add(&one))
}

/// The shape of the full convolution: `(r + m − 1)×(s + n − 1)`.
pub(crate) fn whole(g: &Shape, k: &Shape) -> Shape {
    let one = Dim::one();
    Shape::matrix(g.rows.add(&k.rows).sub(&one), g.cols.add(&k.cols).sub(&one))
}

/// The sum of `body` over all places of a matrix of this shape, by indices that none of `used` mentions.
fn over_entries(shape: &Shape, used: &[&Expr], body: &dyn Fn(&Expr, &Expr) -> Expr) -> Expr {
    let u = fresh_index(used);
    let first = index(&u);
    let v = fresh_index(&[used, &[&first]].concat());
    let value = body(&first, &index(&v));
    let inner = sum_over(&v, number(1), size(&shape.cols), value);
    sum_over(&u, number(1), size(&shape.rows), inner)
}

/// `i + u − 1`.
fn shifted(i: &Expr, u: &Expr) -> Expr {
    add(vec![i.clone(), u.clone(), number(-1)])
}

/// Whether a kernel of this shape can lie inside X, as far as the sizes are numbers.
fn fits(k: &Shape, x: &Shape) -> Result<(), super::Misfit> {
    let inner = valid(k, x);
    if [&inner.rows, &inner.cols].iter().any(|d| d.as_constant().is_some_and(|n| n < 1)) {
        return Err(super::Misfit(format!("a kernel no larger than what it moves over, not one of {k} over {x}")));
    }
    Ok(())
}

/// A linear function spread over the terms of its argument, with scalars taken out; `shape` is that of its value.
fn linear(x: &Expr, of: &dyn Fn(&Expr) -> Option<Expr>, shape: impl Fn() -> Option<Shape>) -> Option<Expr> {
    if x.is_zero() {
        return shape().map(zero);
    }
    match x.op() {
        Op::Add => x.args().iter().map(of).collect::<Option<Vec<_>>>().map(add),
        Op::Mul => {
            let (mut scalars, rest) = split_scalars(x);
            if scalars.is_empty() || rest.shape().is_scalar() {
                return None;
            }
            scalars.push(of(&rest)?);
            Some(mul(scalars))
        }
        _ => None,
    }
}

/// `Σ f(e_u e_vᵀ, e_v ⊗ e_u)` over all places of a matrix of this shape, with indices that `used` does not mention.
fn over_places(shape: &Shape, used: &[&Expr], f: impl Fn(Expr, Expr) -> Option<Expr>) -> Option<Expr> {
    let (rows, cols) = (&shape.rows, &shape.cols);
    let u: Arc<str> = fresh_index(used);
    let mut more: Vec<&Expr> = used.to_vec();
    let taken = index(&u);
    more.push(&taken);
    let v: Arc<str> = fresh_index(&more);
    let (eu, ev) = (unit(index(&u), rows.clone()), unit(index(&v), cols.clone()));
    let body = f(mul(vec![eu.clone(), transpose(&ev)]), kron(vec![ev, eu]))?;
    Some(sum_over(&u, number(1), size(rows), sum_over(&v, number(1), size(cols), body)))
}
