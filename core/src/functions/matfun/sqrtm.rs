//! The principal square root of a matrix without eigenvalues on the closed negative real axis.

use super::{MatrixFunction, row_norm};
use crate::expr::build::{add2, call, identity, inverse, kron, mul, scale, split_scalars, sqrt, transpose};
use crate::expr::{Expr, Op};
use crate::functions::{DIAG, DSQRTM, Func, Notation, SQRTM};
use crate::rational::Rational;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub struct Sqrtm;

impl MatrixFunction for Sqrtm {
    const NAME: &'static str = "sqrtm";
    const SPELLINGS: &'static [&'static str] = &["sqrtm"];
    const NOTATION: Notation = Notation::Superscript("1/2");
    const MEANING: &'static str = "principal matrix square root";
    const CODE: [Option<&'static str>; 5] = [
        Some("scipy.linalg.sqrtm({0})"),
        Some("jax.scipy.linalg.sqrtm({0})"),
        None,
        Some("sqrt({0})"),
        Some("sqrtm({0})"),
    ];
    const DERIVATIVE_NAME: &'static str = "dsqrtm";
    const DERIVATIVE_SPELLINGS: &'static [&'static str] = &["Lsqrt", "dsqrtm"];
    const DERIVATIVE_LATEX: &'static str = "L_{\\operatorname{sqrt}}";
    const DERIVATIVE_MEANING: &'static str = "Fréchet derivative of the matrix square root";
    const DERIVATIVE_CODE: [Option<&'static str>; 5] = [
        Some("scipy.linalg.solve_sylvester(scipy.linalg.sqrtm({0}), scipy.linalg.sqrtm({0}), {1})"),
        None,
        None,
        Some("sylvester(sqrt({0}), sqrt({0}), -({1}))"),
        Some("sylvester(sqrtm({0}), sqrtm({0}), {1})"),
    ];
    const HEAD: Func = SQRTM;
    const DERIVATIVE: Func = DSQRTM;

    fn simplify(x: &Expr) -> Option<Expr> {
        let (scalars, rest) = split_scalars(x);
        match x.op() {
            _ if x.is_identity() || x.is_zero() => Some(x.clone()),
            Op::Call(f) if *f == DIAG => call(DIAG, vec![sqrt(x.args().first()?)]),
            _ if rest.is_identity() => Some(mul(vec![sqrt(&mul(scalars)), identity(&x.shape().rows)])),
            _ => None,
        }
    }
    fn of_number(x: &Expr) -> Option<Expr> {
        Some(sqrt(x))
    }
    fn slope(x: &Expr) -> Option<Expr> {
        Some(scale(Rational::HALF, &inverse(&call(SQRTM, vec![x.clone()])?)))
    }
    /// E = R dR + dR R with R = √X, so M = (Rᵀ ⊗ I + I ⊗ R)⁻¹.
    fn kronecker(x: &Expr) -> Option<Expr> {
        let (one, r) = (identity(&x.shape().rows), call(SQRTM, vec![x.clone()])?);
        Some(inverse(&add2(&kron(vec![transpose(&r), one.clone()]), &kron(vec![one, r]))))
    }
    fn at<S: Scalar>(x: &Matrix<S>) -> Option<Matrix<S>> {
        root(x)
    }
}

/// Denman and Beavers' iteration, with enough steps after the values have settled for first and second derivatives to follow.
pub(in super::super) fn root<S: Scalar>(x: &Matrix<S>) -> Option<Matrix<S>> {
    let half = S::from_rational(Rational::HALF)?;
    let (mut y, mut z) = (x.clone(), Matrix::<S>::identity(x.rows));
    let mut settled = 0;
    for _ in 0..80 {
        let (yi, zi) = (y.inverse_and_det()?.0, z.inverse_and_det()?.0);
        let next = y.add(&zi)?.scale(&half);
        z = z.add(&yi)?.scale(&half);
        let change = row_norm(&next.zip(&y, S::sub)?);
        y = next;
        if change <= 1e-12 * row_norm(&y) {
            settled += 1;
            if settled == 3 {
                break;
            }
        }
    }
    let error = row_norm(&y.mul(&y)?.zip(x, S::sub)?);
    (settled == 3 && error <= 1e-8 * row_norm(x)).then_some(y)
}
