//! log(1 + eˣ), whose derivative is the logistic function.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::call;
use crate::functions::SIGMOID;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Softplus;

impl Entrywise for Softplus {
    const NAME: &'static str = "softplus";
    const SPELLINGS: &'static [&'static str] = &["softplus", "Softplus"];
    const LATEX: &'static str = "\\operatorname{softplus}";
    const MEANING: &'static str = "log(1 + eˣ)";
    const CODE: [&'static str; 5] = [
        "np.logaddexp(0, {0})",
        "jax.nn.softplus({0})",
        "torch.nn.functional.softplus({0})",
        "(max.({0}, 0) .+ log1p.(exp.(-abs.({0}))))",
        "(max({0}, 0) + log1p(exp(-abs({0}))))",
    ];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        call(SIGMOID, vec![x.clone()])
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        // log(1 + eˣ) = x + log(1 + e⁻ˣ): the form whose exponential does not overflow.
        let log1p = |e: S| e.add(&S::one()).elementary(Elementary::Ln);
        if x.real()? > 0.0 {
            return Some(x.add(&log1p(x.neg().elementary(Elementary::Exp)?)?));
        }
        log1p(x.elementary(Elementary::Exp)?)
    }
}
