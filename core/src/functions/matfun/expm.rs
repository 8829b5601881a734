//! The matrix exponential.

use super::{MatrixFunction, row_norm};
use crate::expr::build::{block, call, identity, kron, mul, split_scalars, sub, transpose, zero};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{DEXPM, DIAG, EXP, EXPM, Func, Notation};
use crate::rational::Rational;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub struct Expm;

impl MatrixFunction for Expm {
    const NAME: &'static str = "expm";
    const SPELLINGS: &'static [&'static str] = &["expm"];
    const NOTATION: Notation = Notation::Exponent("e");
    const MEANING: &'static str = "matrix exponential";
    const CODE: [Option<&'static str>; 5] = [
        Some("scipy.linalg.expm({0})"),
        Some("jax.scipy.linalg.expm({0})"),
        Some("torch.linalg.matrix_exp({0})"),
        Some("exp({0})"),
        Some("expm({0})"),
    ];
    const DERIVATIVE_NAME: &'static str = "dexpm";
    const DERIVATIVE_SPELLINGS: &'static [&'static str] = &["Lexp", "dexpm"];
    const DERIVATIVE_LATEX: &'static str = "L_{\\exp}";
    const DERIVATIVE_MEANING: &'static str = "Fréchet derivative of the matrix exponential";
    const DERIVATIVE_CODE: [Option<&'static str>; 5] = [
        Some("scipy.linalg.expm_frechet({0}, {1}, compute_expm=False)"),
        Some("jax.scipy.linalg.expm_frechet({0}, {1}, compute_expm=False)"),
        Some("torch.func.jvp(torch.linalg.matrix_exp, ({0},), ({1},))[1]"),
        Some("exp([({0}) ({1}); zero({0}) ({0})])[1:size({0}, 1), size({0}, 1)+1:end]"),
        Some(
            "(eye(size({0}, 1), 2*size({0}, 1)) * expm([({0}), ({1}); zeros(size({0})), ({0})]) * [zeros(size({0})); eye(size({0}))])",
        ),
    ];
    const HEAD: Func = EXPM;
    const DERIVATIVE: Func = DEXPM;

    fn simplify(x: &Expr) -> Option<Expr> {
        let n = &x.shape().rows;
        let (scalars, rest) = split_scalars(x);
        match x.op() {
            Op::Constant(Constant::Zero) => Some(identity(n)),
            Op::Call(f) if f.name() == "logm" => x.args().first().cloned(),
            Op::Call(f) if *f == DIAG => call(DIAG, vec![call(EXP, x.args().to_vec())?]),
            _ if rest.is_identity() => Some(mul(vec![call(EXP, vec![mul(scalars)])?, identity(n)])),
            _ => None,
        }
    }
    fn of_number(x: &Expr) -> Option<Expr> {
        call(EXP, vec![x.clone()])
    }
    fn slope(x: &Expr) -> Option<Expr> {
        call(EXPM, vec![x.clone()])
    }
    /// (I ⊗ e^X) φ(Xᵀ ⊗ I − I ⊗ X) with φ(z) = (eᶻ − 1)/z (Higham, thm 10.13), φ(Z) being a block of exp [Z I; 0 0].
    fn kronecker(x: &Expr) -> Option<Expr> {
        let n = &x.shape().rows;
        let nn = n.mul(n);
        let (one, big) = (identity(n), identity(&nn));
        let none = zero(big.shape().clone());
        let difference = sub(&kron(vec![transpose(x), one.clone()]), &kron(vec![one.clone(), x.clone()]));
        let exponential = call(EXPM, vec![block(2, 2, vec![difference, big.clone(), none.clone(), none.clone()])])?;
        let phi = mul(vec![block(1, 2, vec![big.clone(), none.clone()]), exponential, block(2, 1, vec![none, big])]);
        Some(mul(vec![kron(vec![one, call(EXPM, vec![x.clone()])?]), phi]))
    }
    /// Scaling and squaring with Taylor's series.
    fn at<S: Scalar>(x: &Matrix<S>) -> Option<Matrix<S>> {
        let norm = row_norm(x);
        if !norm.is_finite() || norm > 700.0 {
            return None;
        }
        let mut squarings = 0;
        while norm > 0.5 * 2f64.powi(squarings) {
            squarings += 1;
        }
        let small = x.scale(&S::from_f64(2f64.powi(-squarings))?);
        let mut sum = Matrix::identity(x.rows);
        for k in (1..=20).rev() {
            sum = Matrix::identity(x.rows).add(&small.mul(&sum)?.scale(&S::from_rational(Rational::new(1, k)?)?))?;
        }
        for _ in 0..squarings {
            sum = sum.mul(&sum)?;
        }
        Some(sum)
    }
}
