//! The inverse of the tangent.

use super::Entrywise;
use crate::expr::Expr;
use crate::expr::build::{add2, entry_power, number, ones};
use crate::verify::scalar::{Elementary, Scalar};

pub struct Arctan;

impl Entrywise for Arctan {
    const NAME: &'static str = "arctan";
    const SPELLINGS: &'static [&'static str] = &["arctan", "atan", "arctg"];
    const LATEX: &'static str = "\\arctan";
    const MEANING: &'static str = "arc tangent";
    const CODE: [&'static str; 5] = ["np.arctan({0})", "jnp.arctan({0})", "torch.atan({0})", "atan.({0})", "atan({0})"];

    fn slope(x: &Expr, _: &Expr) -> Option<Expr> {
        Some(entry_power(add2(&ones(x.shape().clone()), &entry_power(x.clone(), number(2))), number(-1)))
    }
    fn at<S: Scalar>(x: &S) -> Option<S> {
        x.elementary(Elementary::Atan)
    }
    fn simplify(x: &Expr) -> Option<Expr> {
        super::odd(x, Self::NAME)
    }
}
