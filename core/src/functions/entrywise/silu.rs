//! x σ(x) with the logistic function σ.

use super::Entrywise;
use super::sigmoid::Sigmoid;
use crate::expr::Expr;
use crate::expr::build::{add2, call, hadamard, ones, sub};
use crate::functions::SIGMOID;
use crate::verify::scalar::Scalar;

pub struct Silu;

impl Entrywise for Silu {
    const NAME: &'static str = "silu";
    const SPELLINGS: &'static [&'static str] = &["silu", "SiLU", "swish", "Swish"];
    const LATEX: &'static str = "\\operatorname{silu}";
    const MEANING: &'static str = "x σ(x) with the logistic function σ";
    const CODE: [&'static str; 5] = [
        "(({0}) / (1 + np.exp(-({0}))))",
        "jax.nn.silu({0})",
        "torch.nn.functional.silu({0})",
        "(({0}) ./ (1 .+ exp.(-({0}))))",
        "(({0}) ./ (1 + exp(-({0}))))",
    ];

    /// σ + f ⊙ (1 − σ).
    fn slope(x: &Expr, fx: &Expr) -> Option<Expr> {
        let sigma = call(SIGMOID, vec![x.clone()])?;
        let rest = sub(&ones(x.shape().clone()), &sigma);
        Some(add2(&sigma, &hadamard(vec![fx.clone(), rest])))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        Some(x.mul(&Sigmoid::at(x)?))
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        x.is_zero().then(|| x.clone())
    }
}
