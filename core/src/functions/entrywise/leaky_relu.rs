//! The leaky rectifier: x above 0 and x/100 below.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{add2, call, ones, scale};
use crate::functions::STEP;
use crate::rational::Rational;
use crate::verify::scalar::Scalar;

pub struct LeakyRelu;

impl Entrywise for LeakyRelu {
    const NAME: &'static str = "leakyrelu";
    const SPELLINGS: &'static [&'static str] = &["leakyrelu", "LeakyReLU", "leakyReLU", "lrelu"];
    const LATEX: &'static str = "\\operatorname{leakyrelu}";
    const MEANING: &'static str = "leaky rectifier: x above 0, else x/100";
    const CODE: [&'static str; 5] = [
        "np.maximum(0.01 * ({0}), {0})",
        "jax.nn.leaky_relu({0}, 0.01)",
        "torch.nn.functional.leaky_relu({0}, 0.01)",
        "max.(0.01 * ({0}), {0})",
        "max(0.01 * ({0}), {0})",
    ];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        let step = call(STEP, vec![x.clone()])?;
        let (below, rise) = (Rational::new(1, 100)?, Rational::new(99, 100)?);
        Some(add2(&scale(below, &ones(x.shape().clone())), &scale(rise, &step)))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        Some(if x.real()? > 0.0 { x.clone() } else { x.mul(&S::from_rational(Rational::new(1, 100)?)?) })
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        x.is_zero().then(|| x.clone())
    }
}
