//! Simple extreme eigenvalues of symmetric matrices, their eigenvectors, and what singular values make of them.
//!
//! Values start from Jacobi's method in floating point; Newton steps on the pair (λ, v) in the scalars asked for then bring in
//! directional derivatives, independently of the differentials.

pub(super) mod eigenvalue;
pub(super) mod eigenvector;
pub(super) mod polar;
pub(super) mod sigma_max;

use crate::expr::Expr;
use crate::expr::build::transpose;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

/// Which end of the spectrum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Largest,
    Smallest,
}

/// Whether structure alone says that the matrix is symmetric: the differentials hold for no others.
fn is_symmetric(x: &Expr) -> bool {
    x.shape().is_square() && transpose(x) == *x
}

/// The extreme eigenvalue and its unit eigenvector, whose largest entry is positive; `None` for a matrix that is not symmetric
/// and for an eigenvalue that is not simple.
fn extreme_pair<S: Scalar>(a: &Matrix<S>, end: End) -> Option<(S, Matrix<S>)> {
    let start = a.try_map(S::real)?;
    let (values, vectors) = jacobi(&start)?;
    let towards = |x: f64| if end == End::Largest { x } else { -x };
    let best = (0..values.len()).max_by(|&i, &j| towards(values[i]).total_cmp(&towards(values[j])))?;
    let scale = values.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
    let simple = (0..values.len()).all(|k| k == best || (values[k] - values[best]).abs() > 1e-6 * scale);
    if !simple {
        return None;
    }
    let n = a.rows;
    let peak = (0..n).max_by(|&i, &j| vectors.at(i, best).abs().total_cmp(&vectors.at(j, best).abs()))?;
    let sign = vectors.at(peak, best).signum();
    let mut v = Matrix::from_fn(n, 1, |i, _| vectors.at(i, best) * sign).try_map(|x| S::from_f64(*x))?;
    let mut lambda = S::from_f64(values[best])?;
    // Three steps: one to polish, two for the first and the mixed second derivative.
    for _ in 0..3 {
        // [A − λI, −v; vᵀ, 0] (δv, δλ) = (λv − Av, (1 − vᵀv)/2).
        let system = Matrix::from_fn(n + 1, n + 1, |i, j| match (i < n, j < n) {
            (true, true) if i == j => a.at(i, j).sub(&lambda),
            (true, true) => a.at(i, j).clone(),
            (true, false) => v.at(i, 0).neg(),
            (false, true) => v.at(j, 0).clone(),
            (false, false) => S::zero(),
        });
        let residual = v.scale(&lambda).zip(&a.mul(&v)?, S::sub)?;
        let excess = S::one().sub(v.transpose().mul(&v)?.as_scalar()?).mul(&S::from_f64(0.5)?);
        let right = Matrix::from_fn(n + 1, 1, |i, _| if i < n { residual.at(i, 0).clone() } else { excess.clone() });
        let step = system.inverse_and_det()?.0.mul(&right)?;
        v = Matrix::from_fn(n, 1, |i, _| v.at(i, 0).add(step.at(i, 0)));
        lambda = lambda.add(step.at(n, 0));
    }
    Some((lambda, v))
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix by Jacobi's rotations; `None` for one that is not symmetric.
fn jacobi(a: &Matrix<f64>) -> Option<(Vec<f64>, Matrix<f64>)> {
    let n = a.rows;
    let scale = a.entries().iter().fold(0.0, |m: f64, x| m.max(x.abs()));
    let flipped = a.transpose();
    if a.rows != a.cols || a.entries().iter().zip(flipped.entries()).any(|(x, y)| (x - y).abs() > 1e-9 * scale) {
        return None;
    }
    let (mut a, mut v) = (a.clone(), Matrix::<f64>::identity(n));
    for _ in 0..60 {
        let off = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).fold(0.0, |m: f64, (i, j)| m.max(a.at(i, j).abs()));
        if off <= 1e-15 * scale {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let apq = *a.at(p, q);
                if apq == 0.0 {
                    continue;
                }
                let theta = (a.at(q, q) - a.at(p, p)) / (2.0 * apq);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                let rotation = Matrix::from_fn(n, n, |i, j| match (i, j) {
                    _ if (i, j) == (p, p) || (i, j) == (q, q) => c,
                    _ if (i, j) == (p, q) => s,
                    _ if (i, j) == (q, p) => -s,
                    _ if i == j => 1.0,
                    _ => 0.0,
                });
                a = rotation.transpose().mul(&a)?.mul(&rotation)?;
                v = v.mul(&rotation)?;
            }
        }
    }
    Some(((0..n).map(|i| *a.at(i, i)).collect(), v))
}
