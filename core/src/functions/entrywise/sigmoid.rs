//! The logistic function 1/(1 + e⁻ˣ), with the derivative σ (1 − σ).

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{hadamard, ones, scale, sub};
use crate::rational::Rational;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Sigmoid;

impl Entrywise for Sigmoid {
    const NAME: &'static str = "sigmoid";
    const SPELLINGS: &'static [&'static str] = &["sigmoid", "logistic", "expit", "sigm"];
    const LATEX: &'static str = "\\sigma";
    const MEANING: &'static str = "logistic function 1/(1 + e⁻ˣ)";
    const CODE: [&'static str; 5] = [
        "(1 / (1 + np.exp(-({0}))))",
        "jax.nn.sigmoid({0})",
        "torch.sigmoid({0})",
        "(1 ./ (1 .+ exp.(-({0}))))",
        "(1 ./ (1 + exp(-({0}))))",
    ];

    fn slope(_: &Expr, fx: &Expr) -> Option<Expr> {
        Some(hadamard(vec![fx.clone(), sub(&ones(fx.shape().clone()), fx)]))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        // Written so that the exponential never overflows.
        if x.real()? < 0.0 {
            let e = x.elementary(Elementary::Exp)?;
            return Some(e.mul(&e.add(&S::one()).recip()?));
        }
        x.neg().elementary(Elementary::Exp)?.add(&S::one()).recip()
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        x.is_zero().then(|| scale(Rational::HALF, &ones(x.shape().clone())))
    }
}
