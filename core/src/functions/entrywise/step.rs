//! The Heaviside step, the slope of the rectifier. It is constant but for the step, where its slope is taken as 0.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{call, zero};
use crate::functions::{RELU, STEP};
use crate::verify::scalar::Scalar;

pub struct Step;

impl Entrywise for Step {
    const NAME: &'static str = "step";
    const SPELLINGS: &'static [&'static str] = &["step", "heaviside", "Heaviside"];
    const LATEX: &'static str = "\\operatorname{step}";
    const MEANING: &'static str = "Heaviside step: 1 above 0, else 0";
    const CODE: [&'static str; 5] = [
        "np.heaviside({0}, 0.0)",
        "jnp.heaviside({0}, 0.0)",
        "(({0}) > 0).to(torch.get_default_dtype())",
        "Float64.(({0}) .> 0)",
        "double(({0}) > 0)",
    ];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        Some(zero(x.shape().clone()))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        Some(if x.real()? > 0.0 { S::one() } else { S::zero() })
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        x.is_zero().then(|| x.clone())
    }
    /// x ⊙ step(x) = relu(x), and the step leaves what is 0 where it is 0.
    fn times(x: &Expr, other: &Expr) -> Option<Expr> {
        if other == x {
            return call(RELU, vec![x.clone()]);
        }
        [STEP, RELU].iter().any(|f| other.call_of(f.name()) == Some(x)).then(|| other.clone())
    }
}
