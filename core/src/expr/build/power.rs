//! Powers, inverses and quotients.

use super::{coefficient, identity, kron, mul, neg, number, scale, split_scalars, transpose};
use crate::expr::{Constant, Expr, Op};
use crate::functions::{ABS, SQRTM, TRANSPOSE};
use crate::rational::Rational;

/// A scalar power, or an integer power of a square matrix.
pub fn power(base: Expr, exponent: Expr) -> Expr {
    if let Some(r) = exponent.as_number() {
        if r.is_zero() {
            return if base.shape().is_scalar() { number(1) } else { identity(&base.shape().rows) };
        }
        if r.is_one() {
            return base;
        }
    }
    let positive = exponent.as_number().is_some_and(|r| !r.is_negative());
    if base.is_identity() || (base.is_zero() && positive) {
        return base;
    }
    let shape = base.shape().clone();
    let integer = exponent.as_number().and_then(Rational::as_integer);
    if shape.is_scalar() {
        if let Some(e) = scalar_power(&base, &exponent, integer) {
            return e;
        }
    } else if let Some(e) = matrix_power(&base, &exponent, integer) {
        return e;
    }
    Expr::raw(Op::Power, vec![base, exponent], shape)
}

fn scalar_power(base: &Expr, exponent: &Expr, integer: Option<i64>) -> Option<Expr> {
    if let Some(b) = base.as_number() {
        if let Some(n) = integer {
            return b.pow(n).map(number);
        }
        let r = exponent.as_number()?;
        if r.denominator() == 2 && !b.is_negative() {
            let root = b.sqrt()?;
            return root.pow(i64::try_from(r.numerator()).ok()?).map(number);
        }
        return None;
    }
    match (base.op(), base.args()) {
        // |x|² = x², and (b^a)^k = b^(a k) for integers k.
        (Op::Call(f), [x]) if *f == ABS && integer? % 2 == 0 => Some(power(x.clone(), exponent.clone())),
        (Op::Power, [b, a]) if integer.is_some() => Some(power(b.clone(), mul(vec![a.clone(), exponent.clone()]))),
        (Op::Mul, factors) if integer.is_some() && factors.iter().all(|f| f.shape().is_scalar()) => {
            Some(mul(factors.iter().map(|f| power(f.clone(), exponent.clone())).collect()))
        }
        (Op::Mul, _) => {
            // √(4 s) = 2 √s.
            let (c, rest) = coefficient(base);
            let r = exponent.as_number()?;
            let root = (r.denominator() == 2 && !c.is_negative() && !c.is_one()).then(|| c.sqrt()).flatten()?;
            let factor = root.pow(i64::try_from(r.numerator()).ok()?)?;
            Some(scale(factor, &power(rest, exponent.clone())))
        }
        _ => None,
    }
}

fn matrix_power(base: &Expr, exponent: &Expr, integer: Option<i64>) -> Option<Expr> {
    if let Some(inner) = base.call_of(TRANSPOSE.name()) {
        return Some(transpose(&power(inner.clone(), exponent.clone())));
    }
    if let Some(r) = exponent.as_number().filter(|r| r.denominator() == 2) {
        let root = super::call(SQRTM, vec![base.clone()])?;
        return Some(power(root, number(i64::try_from(r.numerator()).ok()?)));
    }
    match (base.op(), base.args()) {
        (Op::Power, [b, a]) => return Some(power(b.clone(), mul(vec![a.clone(), exponent.clone()]))),
        (Op::Call(f), [b]) if *f == SQRTM && integer.is_some_and(|n| n % 2 == 0) => {
            return Some(power(b.clone(), number(integer? / 2)));
        }
        (Op::Kron, parts) if parts.iter().all(|p| p.shape().is_square()) => {
            return Some(kron(parts.iter().map(|p| power(p.clone(), exponent.clone())).collect()));
        }
        (Op::Symbol(s), _) if integer == Some(-1) && s.properties().orthogonal => return Some(transpose(base)),
        (Op::Constant(Constant::Commutation(..)), _) if integer == Some(-1) => return Some(transpose(base)),
        (Op::Constant(Constant::Commutation(m, n)), _) if m == n && integer.is_some() => {
            return Some(if integer? % 2 == 0 { identity(&base.shape().rows) } else { base.clone() });
        }
        _ => {}
    }
    if !matches!(base.op(), Op::Mul) {
        return None;
    }
    let (scalars, chain) = split_scalars(base);
    if !scalars.is_empty() {
        let outside = scalars.into_iter().map(|s| power(s, exponent.clone()));
        return Some(mul(outside.chain([power(chain.clone(), exponent.clone())]).collect()));
    }
    // (A B)⁻¹ = B⁻¹ A⁻¹ where both are square.
    if integer == Some(-1) && chain.args().iter().all(|f| f.shape().is_square()) {
        return Some(mul(chain.args().iter().rev().map(|f| power(f.clone(), exponent.clone())).collect()));
    }
    None
}

/// The inverse of a square matrix, or 1 over a scalar.
pub fn inverse(e: &Expr) -> Expr {
    power(e.clone(), number(-1))
}

/// `1 / s` for a scalar.
pub fn recip(s: &Expr) -> Expr {
    power(s.clone(), number(-1))
}

/// `e / s` for a scalar s.
pub fn div(e: &Expr, s: &Expr) -> Expr {
    mul(vec![recip(s), e.clone()])
}

/// The square root of a scalar, or of each entry.
pub fn sqrt(e: &Expr) -> Expr {
    entry_power(e.clone(), number(Rational::HALF))
}

/// The power of every entry.
pub fn entry_power(base: Expr, exponent: Expr) -> Expr {
    if base.shape().is_scalar() {
        return power(base, exponent);
    }
    if let Some(r) = exponent.as_number() {
        if r.is_zero() {
            return super::ones(base.shape().clone());
        }
        if r.is_one() {
            return base;
        }
    }
    let positive = exponent.as_number().is_some_and(|r| !r.is_negative());
    if base.is_constant(&Constant::Ones) || (base.is_zero() && positive) {
        return base;
    }
    let integer = exponent.as_number().and_then(Rational::as_integer);
    match (base.op(), base.args()) {
        (Op::Call(f), [x]) if *f == ABS && integer.is_some_and(|n| n % 2 == 0) => {
            return entry_power(x.clone(), exponent);
        }
        (Op::EntryPower, [b, a]) if integer.is_some() => {
            return entry_power(b.clone(), mul(vec![a.clone(), exponent]));
        }
        (Op::Hadamard, parts) if integer.is_some() => {
            return super::hadamard(parts.iter().map(|p| entry_power(p.clone(), exponent.clone())).collect());
        }
        (Op::Mul, _) if integer.is_some() => {
            let (scalars, rest) = split_scalars(&base);
            if !scalars.is_empty() {
                let outside = scalars.into_iter().map(|s| power(s, exponent.clone()));
                return mul(outside.chain([entry_power(rest.clone(), exponent.clone())]).collect());
            }
        }
        _ => {}
    }
    if let (Some(n), Op::Add) = (integer, base.op())
        && n % 2 == 0
        && base.args().iter().all(|t| coefficient(t).0.is_negative())
    {
        return entry_power(neg(&base), exponent);
    }
    let shape = base.shape().clone();
    Expr::raw(Op::EntryPower, vec![base, exponent], shape)
}
