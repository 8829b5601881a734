//! Recognises the logistic function where a derivative brings it in as exponentials: `eᵛ / (1 + eᵛ) = σ(v)` and
//! `1 / (1 + eᵛ) = σ(−v)`, for numbers and entry by entry.

use crate::expr::build::{call, entry_power, hadamard, mul, neg, number, power};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{EXP, Func, SIGMOID};
use crate::rational::Rational;

/// The name of the rewriting.
pub const NAME: &str = "logistic";

/// The expression with every such quotient among its factors written with σ; `None` if there is none. Only the outermost
/// product or power is looked at. Inner parts may have been rewritten before: `eᵛ σ(−v) = σ(v)` too.
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
    // A link of a chain of matrices is no factor of the entries.
    let entries = |f: &Expr| product != Op::Mul || f.shape().is_scalar();
    let mut found = false;
    for f in factors.iter_mut().filter(|f| entries(f)) {
        if let Some((v, k)) = denominator(f) {
            *f = raise(call(SIGMOID, vec![neg(&v)])?, k);
            found = true;
        }
    }
    // eᵛ σ(−v) = σ(v).
    for at in 0..factors.len() {
        let Some((u, times)) = factors.get(at).filter(|f| entries(f)).and_then(|f| power_of(f, SIGMOID)) else {
            continue;
        };
        let v = neg(&u);
        let exponential = |f: &Expr| power_of(f, EXP).filter(|(w, n)| *w == v && *n > 0).map(|(_, n)| n);
        let Some((k, n)) = factors.iter().enumerate().find_map(|(k, f)| exponential(f).map(|n| (k, n))) else {
            continue;
        };
        let paired = n.min(times);
        if paired < 1 {
            continue;
        }
        let remaining = raise(call(SIGMOID, vec![u])?, times - paired);
        *factors.get_mut(k)? = raise(call(EXP, vec![v.clone()])?, n - paired);
        *factors.get_mut(at)? = join(vec![raise(call(SIGMOID, vec![v])?, paired), remaining]);
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

/// `f(u)ᵏ`, as u and k.
fn power_of(e: &Expr, f: Func) -> Option<(Expr, i64)> {
    if let Some(u) = e.call_of(f.name()) {
        return Some((u.clone(), 1));
    }
    let ([base, exponent], true) = (e.args(), is_entry_power(e)) else { return None };
    Some((base.call_of(f.name())?.clone(), exponent.as_number()?.as_integer()?))
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
                (hadamard(vec![exp(&x), sigma(&minus)]), sigma(&x)),
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
