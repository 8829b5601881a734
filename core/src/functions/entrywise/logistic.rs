//! Recognises the logistic function where a derivative brings it in as exponentials: `eᵛ / (1 + eᵛ) = σ(v)` and
//! `1 / (1 + eᵛ) = σ(−v)`, for numbers and entry by entry.

use crate::expr::build::{call, entry_power, hadamard, mul, neg, number, power};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{EXP, SIGMOID};
use crate::rational::Rational;

/// The name of the rewriting.
pub const NAME: &str = "logistic";

/// The expression with every such quotient among its factors written with σ; `None` if there is none. Only the outermost
/// product or power is looked at.
pub fn recognise(e: &Expr) -> Option<Expr> {
    match e.op() {
        Op::Power | Op::Mul => rewrite(e, Op::Mul),
        Op::EntryPower | Op::Hadamard => rewrite(e, Op::Hadamard),
        _ => None,
    }
}

fn rewrite(e: &Expr, product: Op) -> Option<Expr> {
    let join = |parts: Vec<Expr>| if product == Op::Mul { mul(parts) } else { hadamard(parts) };
    let mut factors: Vec<Expr> = if *e.op() == product { e.args().to_vec() } else { vec![e.clone()] };
    let mut found = false;
    for at in 0..factors.len() {
        // A link of a chain of matrices is no factor of the entries.
        let Some((v, times)) =
            factors.get(at).filter(|f| product != Op::Mul || f.shape().is_scalar()).and_then(denominator)
        else {
            continue;
        };
        // As many of the factors (1 + eᵛ)⁻¹ as there are factors eᵛ become σ(v), the others σ(−v).
        let numerator = factors.iter().enumerate().find_map(|(k, f)| exponential(f, &v).map(|n| (k, n)));
        let paired = numerator.map_or(0, |(_, n)| n.min(times)).max(0);
        if let Some((k, n)) = numerator {
            *factors.get_mut(k)? = raise(call(EXP, vec![v.clone()])?, n - paired);
        }
        let sigma = |x: Expr, n: i64| call(SIGMOID, vec![x]).map(|s| raise(s, n));
        *factors.get_mut(at)? = join(vec![sigma(v.clone(), paired)?, sigma(neg(&v), times - paired)?]);
        found = true;
    }
    found.then(|| join(factors))
}

fn raise(base: Expr, n: i64) -> Expr {
    if base.shape().is_scalar() { power(base, number(n)) } else { entry_power(base, number(n)) }
}

/// `(1 + eᵛ)⁻ᵏ` with k > 0, as v and k. A power of a matrix is no power of its entries, so it must be a number or entry-wise.
fn denominator(f: &Expr) -> Option<(Expr, i64)> {
    let ([base, exponent], true) = (f.args(), is_entry_power(f)) else { return None };
    let k = exponent.as_number().and_then(Rational::as_integer).filter(|k| *k < 0)?.checked_neg()?;
    let (Op::Add, [a, b]) = (base.op(), base.args()) else { return None };
    let is_one = |e: &Expr| e.as_number().is_some_and(Rational::is_one) || e.is_constant(&Constant::Ones);
    let exp = if is_one(a) { b } else { is_one(b).then_some(a)? };
    Some((exp.call_of(EXP.name())?.clone(), k))
}

/// The k of `(eᵛ)ᵏ`.
fn exponential(f: &Expr, v: &Expr) -> Option<i64> {
    if f.call_of(EXP.name()) == Some(v) {
        return Some(1);
    }
    let ([base, exponent], true) = (f.args(), is_entry_power(f)) else { return None };
    (base.call_of(EXP.name()) == Some(v)).then(|| exponent.as_number().and_then(Rational::as_integer))?
}

fn is_entry_power(f: &Expr) -> bool {
    match f.op() {
        Op::Power => f.shape().is_scalar(),
        Op::EntryPower => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Symbol;
    use crate::expr::build::{add2, ones, split_scalars, sub, symbol};
    use crate::shape::{Dim, Shape};

    fn sigma(x: &Expr) -> Expr {
        call(SIGMOID, vec![x.clone()]).expect("one argument")
    }

    #[test]
    fn quotients_of_exponentials_are_logistic() {
        for shape in [Shape::scalar(), Shape::vector(Dim::named("n"))] {
            let x = symbol(&Symbol::new("x", "x", shape.clone()));
            let exp = |e: &Expr| call(EXP, vec![e.clone()]).expect("one argument");
            let below = |e: &Expr| entry_power(add2(&ones(shape.clone()), &exp(e)), number(-1));
            let minus = neg(&x);
            let cases = [
                (hadamard(vec![exp(&x), below(&x)]), sigma(&x)),
                (below(&minus), sigma(&x)),
                (below(&x), sigma(&minus)),
                (hadamard(vec![exp(&x), entry_power(below(&x), number(2))]), hadamard(vec![sigma(&x), sigma(&minus)])),
                (mul(vec![number(3), hadamard(vec![exp(&minus), below(&minus)])]), mul(vec![number(3), sigma(&minus)])),
            ];
            for (before, after) in cases {
                let inner = if before.shape().is_scalar() { before } else { split_scalars(&before).1 };
                let after = if after.shape().is_scalar() { after } else { split_scalars(&after).1 };
                assert_eq!(recognise(&inner), Some(after), "{inner:?}");
            }
            assert_eq!(recognise(&sub(&x, &exp(&x))), None);
        }
    }
}
