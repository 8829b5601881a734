//! The Moore–Penrose inverse, differentiated where the rank does not change.

use super::{Function, Language, Misfit, Notation, PINV, TRANSPOSE};
use crate::expr::build::{add, call, coefficient, identity, inverse, mul, neg, recip, scale, sub, transpose, zero};
use crate::expr::{Constant, Expr, Op};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Pinv;

impl Function for Pinv {
    fn name(&self) -> &'static str {
        "pinv"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["pinv"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("Moore–Penrose inverse, at constant rank", "Magnus & Neudecker, ch. 8.5")
    }
    fn notation(&self) -> Notation {
        Notation::Superscript("+")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.pinv({0})",
            Language::Jax => "jnp.linalg.pinv({0})",
            Language::Pytorch => "torch.linalg.pinv({0})",
            Language::Julia | Language::Matlab => "pinv({0})",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        Ok(args[0].transposed())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        let (c, rest) = coefficient(x);
        match x.op() {
            Op::Constant(Constant::Identity) => Some(x.clone()),
            _ if x.is_zero() => Some(zero(x.shape().transposed())),
            _ if x.shape().is_scalar() => Some(inverse(x)),
            // x⁺ = xᵀ/(xᵀx), and likewise for a row.
            _ if x.shape().is_vector() => Some(mul(vec![recip(&mul(vec![transpose(x), x.clone()])), transpose(x)])),
            _ if x.shape().is_row() => Some(mul(vec![recip(&mul(vec![x.clone(), transpose(x)])), transpose(x)])),
            Op::Call(f) if f.name() == "pinv" => x.args().first().cloned(),
            Op::Call(f) if *f == TRANSPOSE => Some(transpose(&call(PINV, x.args().to_vec())?)),
            _ if !c.is_one() && !c.is_zero() => Some(scale(c.recip()?, &call(PINV, vec![rest])?)),
            _ => None,
        }
    }
    /// −X⁺ dX X⁺ + X⁺X⁺ᵀ dXᵀ (I − XX⁺) + (I − X⁺X) dXᵀ X⁺ᵀX⁺.
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let (x, dx) = (&args[0], &d[0]);
        let p = call(PINV, vec![x.clone()])?;
        let (pt, dxt) = (transpose(&p), transpose(dx));
        let left = sub(&identity(&x.shape().cols), &mul(vec![p.clone(), x.clone()]));
        let right = sub(&identity(&x.shape().rows), &mul(vec![x.clone(), p.clone()]));
        Some(add(vec![
            neg(&mul(vec![p.clone(), dx.clone(), p.clone()])),
            mul(vec![p.clone(), pt.clone(), dxt.clone(), right]),
            mul(vec![left, dxt, pt, p]),
        ]))
    }
    fn commutes_with_transpose(&self) -> bool {
        true
    }
    crate::evaluate_by!(value);
}

/// By a rank factorisation X = B C: X⁺ = Cᵀ (C Cᵀ)⁻¹ (BᵀB)⁻¹ Bᵀ.
fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    let (b, c) = rank_factors(x)?;
    let (bt, ct) = (b.transpose(), c.transpose());
    let left = ct.mul(&c.mul(&ct)?.inverse_and_det()?.0)?;
    left.mul(&bt.mul(&b)?.inverse_and_det()?.0)?.mul(&bt)
}

/// Elimination with full pivoting: columns B and rows C with X = B C, as many as the rank.
fn rank_factors<S: Scalar>(x: &Matrix<S>) -> Option<(Matrix<S>, Matrix<S>)> {
    let (m, n) = (x.rows, x.cols);
    let scale = x.entries().iter().map(S::magnitude).fold(0.0, f64::max);
    let mut rest = x.clone();
    let (mut columns, mut rows): (Vec<Vec<S>>, Vec<Vec<S>>) = (vec![], vec![]);
    for _ in 0..m.min(n) {
        let places = (0..m).flat_map(|i| (0..n).map(move |j| (i, j)));
        let (i, j) = places.max_by(|a, b| rest.at(a.0, a.1).magnitude().total_cmp(&rest.at(b.0, b.1).magnitude()))?;
        if rest.at(i, j).magnitude() <= 1e-9 * scale {
            break;
        }
        let pivot = rest.at(i, j).recip()?;
        let column: Vec<S> = (0..m).map(|r| rest.at(r, j).mul(&pivot)).collect();
        let row: Vec<S> = (0..n).map(|s| rest.at(i, s).clone()).collect();
        rest = Matrix::from_fn(m, n, |r, s| rest.at(r, s).sub(&column[r].mul(&row[s])));
        columns.push(column);
        rows.push(row);
    }
    let r = columns.len();
    Some((Matrix::from_fn(m, r, |i, k| columns[k][i].clone()), Matrix::from_fn(r, n, |k, j| rows[k][j].clone())))
}
