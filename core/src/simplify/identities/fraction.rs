//! Fractions and roots of numbers in a product, as they are printed.

use super::Identity;
use crate::expr::build::{add, call, hadamard, mul, mul2, number, power, recip};
use crate::expr::{Expr, Op};
use crate::functions::{COS, COSH, Func, PI, SIN, SINH, TAN, TANH};
use crate::rational::Rational;

/// A factor as base and exponent; `None` for an exponent that is no number.
fn raised(e: &Expr) -> Option<(Expr, Rational)> {
    match (e.op(), e.args()) {
        (Op::Power | Op::EntryPower, [base, k]) => Some((base.clone(), k.as_number()?)),
        _ => Some((e.clone(), Rational::ONE)),
    }
}

/// The factors of a product by entries, or the numbers of any other product.
fn factors(e: &Expr) -> Option<&[Expr]> {
    matches!(e.op(), Op::Mul | Op::Hadamard).then(|| e.args())
}

fn without(e: &Expr, places: [usize; 2], new: Expr) -> Expr {
    let [first, second] = places;
    let args = e.args().iter().enumerate().filter(|(k, _)| *k != second);
    let args = args.map(|(k, f)| if k == first { new.clone() } else { f.clone() }).collect();
    if matches!(e.op(), Op::Hadamard) { hadamard(args) } else { mul(args) }
}

/// `sinh v / cosh v = tanh v` and `sin v / cos v = tan v`.
pub const TANGENT: Identity = Identity {
    name: "tangent",
    statement: r"\frac{\sinh v}{\cosh v} = \tanh v",
    source: "definition of the tangent",
    apply: |e| {
        let parts = factors(e)?;
        let kinds: [(Func, Func, Func); 2] = [(SINH, COSH, TANH), (SIN, COS, TAN)];
        kinds.iter().find_map(|(sine, cosine, tangent)| {
            parts.iter().enumerate().find_map(|(at, f)| {
                let v = f.call_of(sine.name())?;
                let below = call(*cosine, vec![v.clone()])?;
                let under = |p: &Expr| raised(p).is_some_and(|(b, k)| k == Rational::MINUS_ONE && b == below);
                let other = parts.iter().position(under)?;
                Some(without(e, [at, other], call(*tangent, vec![v.clone()])?))
            })
        })
    },
};

/// `√2 √π = √(2π)`.
pub const ROOTS: Identity = Identity {
    name: "product-of-roots",
    statement: r"\sqrt{2} \sqrt{\pi} = \sqrt{2 \pi}",
    source: "",
    apply: |e| {
        let parts = if matches!(e.op(), Op::Mul) { e.args() } else { return None };
        let known =
            |b: &Expr| b.as_number().is_some_and(|r| !r.is_negative()) || matches!(b.op(), Op::Call(f) if *f == PI);
        let root = |p: &Expr| raised(p).filter(|(b, k)| k.denominator() == 2 && known(b));
        parts.iter().enumerate().find_map(|(at, f)| {
            let (base, k) = root(f)?;
            let same = |p: &Expr| root(p).filter(|(_, other)| *other == k).map(|(b, _)| b);
            let (other, with) = parts.iter().enumerate().skip(at + 1).find_map(|(j, p)| Some((j, same(p)?)))?;
            Some(without(e, [at, other], power(mul2(&base, &with), number(k))))
        })
    },
};

/// `1/(s (a/s + b)) = 1/(a + s b)`.
pub const CLEARED: Identity = Identity {
    name: "double-fraction",
    statement: r"\frac{1}{s (\frac{a}{s} + b)} = \frac{1}{a + s b}",
    source: "",
    apply: |e| {
        let parts = if matches!(e.op(), Op::Mul) { e.args() } else { return None };
        let over = |t: &Expr, s: &Expr| factors(t).is_some_and(|fs| fs.iter().any(|f| *f == recip(s)));
        parts.iter().enumerate().find_map(|(at, f)| {
            let (sum, _) = raised(f).filter(|(b, k)| *k == Rational::MINUS_ONE && matches!(b.op(), Op::Add))?;
            parts.iter().enumerate().find_map(|(other, p)| {
                let (s, k) = raised(p).filter(|(s, k)| s.shape().is_scalar() && k.is_negative() && *s != sum)?;
                let divided = sum.args().iter().filter(|t| over(t, &s)).count();
                let fits = divided > 0 && 2 * divided >= sum.args().len();
                let cleared = || recip(&add(sum.args().iter().map(|t| mul2(&s, t)).collect()));
                let left = || power(s.clone(), number(k.plus(Rational::ONE)));
                fits.then(|| without(e, [at, other], mul2(&left(), &cleared())))
            })
        })
    },
};
