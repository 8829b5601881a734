//! Norms and inner products of one vector with itself.

use super::Identity;
use crate::expr::build::{call, mul, power, split_scalars, sub, transpose};
use crate::expr::{Expr, Op};
use crate::functions;
use crate::rational::Rational;

/// A power of ‖x‖₂ beside `xᵀx` joins it: `xᵀx / ‖x‖² = 1`.
pub const SQUARED_NORM: Identity = Identity {
    name: "squared-norm",
    statement: r"\mathbf x^T \mathbf x = \|\mathbf x\|_2^2",
    source: "definition of the Euclidean norm",
    apply: |e| {
        if !matches!(e.op(), Op::Mul) {
            return None;
        }
        let (scalars, core) = split_scalars(e);
        let (k, x, exponent) = scalars.iter().enumerate().find_map(|(k, s)| norm_power(s).map(|(x, p)| (k, x, p)))?;
        let square = mul(vec![transpose(&x), x.clone()]);
        let raised = |rest: Vec<Expr>| {
            let norm = call(functions::by_name("norm2")?, vec![x.clone()])?;
            let n = sub(&exponent, &crate::expr::build::number(-2));
            Some(mul([power(norm, n)].into_iter().chain(rest).collect()))
        };
        if core == square {
            return raised(scalars.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, s)| s.clone()).collect());
        }
        let at = scalars.iter().position(|s| *s == square)?;
        raised(
            scalars
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != k && *i != at)
                .map(|(_, s)| s.clone())
                .chain([core])
                .collect(),
        )
    },
};

/// `‖x‖₂ᵏ` with an odd or negative number k.
fn norm_power(s: &Expr) -> Option<(Expr, Expr)> {
    let (base, exponent) = match (s.op(), s.args()) {
        (Op::Power, [b, e]) => (b.clone(), e.clone()),
        _ => (s.clone(), crate::expr::build::number(1)),
    };
    let x = base.call_of("norm2")?.clone();
    let negative = exponent.as_number().is_some_and(Rational::is_negative);
    (x.shape().is_vector() && negative).then_some((x, exponent))
}
