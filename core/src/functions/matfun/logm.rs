//! The principal logarithm of a matrix without eigenvalues on the closed negative real axis.

use super::{MatrixFunction, row_norm, sqrtm};
use crate::expr::build::{call, identity, inverse, mul, split_scalars, zero};
use crate::expr::{Expr, Op};
use crate::functions::{DIAG, DLOGM, Func, LOG, LOGM, Notation};
use crate::rational::Rational;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub struct Logm;

impl MatrixFunction for Logm {
    const NAME: &'static str = "logm";
    const SPELLINGS: &'static [&'static str] = &["logm"];
    const NOTATION: Notation = Notation::Operator("\\operatorname{logm}");
    const MEANING: &'static str = "principal matrix logarithm";
    const CODE: [Option<&'static str>; 5] =
        [Some("scipy.linalg.logm({0})"), None, None, Some("log({0})"), Some("logm({0})")];
    const DERIVATIVE_NAME: &'static str = "dlogm";
    const DERIVATIVE_SPELLINGS: &'static [&'static str] = &["Llog", "dlogm"];
    const DERIVATIVE_LATEX: &'static str = "L_{\\log}";
    const DERIVATIVE_MEANING: &'static str = "Fréchet derivative of the matrix logarithm";
    const DERIVATIVE_CODE: [Option<&'static str>; 5] = [
        Some("scipy.linalg.logm(np.block([[{0}, {1}], [np.zeros_like({0}), {0}]]))[:len({0}), len({0}):]"),
        None,
        None,
        Some("log([({0}) ({1}); zero({0}) ({0})])[1:size({0}, 1), size({0}, 1)+1:end]"),
        Some(
            "(eye(size({0}, 1), 2*size({0}, 1)) * logm([({0}), ({1}); zeros(size({0})), ({0})]) * [zeros(size({0})); eye(size({0}))])",
        ),
    ];
    const HEAD: Func = LOGM;
    const DERIVATIVE: Func = DLOGM;

    fn simplify(x: &Expr) -> Option<Expr> {
        let (scalars, rest) = split_scalars(x);
        match x.op() {
            _ if x.is_identity() => Some(zero(x.shape().clone())),
            Op::Call(f) if *f == DIAG => call(DIAG, vec![call(LOG, x.args().to_vec())?]),
            _ if rest.is_identity() => Some(mul(vec![call(LOG, vec![mul(scalars)])?, identity(&x.shape().rows)])),
            _ => None,
        }
    }
    fn of_number(x: &Expr) -> Option<Expr> {
        call(LOG, vec![x.clone()])
    }
    fn slope(x: &Expr) -> Option<Expr> {
        Some(inverse(x))
    }
    /// The inverse of that of the exponential at log X, whose inverse function the logarithm is.
    fn kronecker(x: &Expr) -> Option<Expr> {
        Some(inverse(&super::expm::Expm::kronecker(&call(LOGM, vec![x.clone()])?)?))
    }
    /// Inverse scaling and squaring: square roots until X is near I, then log X = 2 artanh((X − I)(X + I)⁻¹).
    fn at<S: Scalar>(x: &Matrix<S>) -> Option<Matrix<S>> {
        let one = Matrix::<S>::identity(x.rows);
        let mut near = x.clone();
        let mut roots = 0;
        while row_norm(&near.zip(&one, S::sub)?) > 0.25 {
            if roots == 40 {
                return None;
            }
            near = sqrtm::root(&near)?;
            roots += 1;
        }
        let z = near.zip(&one, S::sub)?.mul(&near.add(&one)?.inverse_and_det()?.0)?;
        let square = z.mul(&z)?;
        let mut sum = Matrix::zeros(x.rows, x.cols);
        for k in (0..=12).rev() {
            let term = one.scale(&S::from_rational(Rational::new(1, 2 * k + 1)?)?);
            sum = term.add(&square.mul(&sum)?)?;
        }
        Some(z.mul(&sum)?.scale(&S::from_f64(2f64.powi(roots + 1))?))
    }
}
