//! x Φ(x) with the normal distribution function Φ(x) = (1 + erf(x/√2))/2.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{add2, call, entry_power, hadamard, mul, number, ones, power, scale};
use crate::functions::{ERF, EXP, PI};
use crate::rational::Rational;
use crate::verify::scalar::{Elementary, Scalar};

pub struct Gelu;

impl Entrywise for Gelu {
    const NAME: &'static str = "gelu";
    const SPELLINGS: &'static [&'static str] = &["gelu", "GELU", "GeLU"];
    const LATEX: &'static str = "\\operatorname{gelu}";
    const MEANING: &'static str = "x Φ(x) with the normal distribution function Φ";
    const CODE: [&'static str; 5] = [
        "(0.5 * ({0}) * (1 + scipy.special.erf(({0}) / np.sqrt(2))))",
        "jax.nn.gelu({0}, approximate=False)",
        "torch.nn.functional.gelu({0})",
        "(0.5 .* ({0}) .* (1 .+ SpecialFunctions.erf.(({0}) ./ sqrt(2))))",
        "(0.5 * ({0}) .* (1 + erf(({0}) / sqrt(2))))",
    ];

    /// Φ(x) + x φ(x), with the normal density φ.
    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        let half = Rational::HALF;
        let scaled = mul(vec![power(number(2), number(half.negated())), x.clone()]);
        let distribution = scale(half, &add2(&ones(x.shape().clone()), &call(ERF, vec![scaled])?));
        let bell = call(EXP, vec![scale(half.negated(), &entry_power(x.clone(), number(2)))])?;
        let norm =
            mul(vec![power(number(2), number(half.negated())), power(call(PI, vec![])?, number(half.negated()))]);
        Some(add2(&distribution, &mul(vec![norm, hadamard(vec![x.clone(), bell])])))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        let root = S::from_f64(std::f64::consts::FRAC_1_SQRT_2)?;
        let distribution = S::one().add(&x.mul(&root).elementary(Elementary::Erf)?);
        Some(x.mul(&distribution).mul(&S::from_rational(Rational::HALF)?))
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        x.is_zero().then(|| x.clone())
    }
}
