//! Numbers to evaluate with: floating point, dual numbers over any of these, and the field of integers modulo 2⁶¹−1.
//!
//! Dual numbers carry a directional derivative through the definition of a function, so they check a derived formula without
//! using any of the code that derived it.

use std::fmt::Debug;

use crate::rational::Rational;

/// The transcendental functions everything else is composed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elementary {
    /// eˣ
    Exp,
    /// natural logarithm
    Ln,
    /// sine
    Sin,
    /// cosine
    Cos,
    /// arc tangent
    Atan,
    /// arc sine
    Asin,
    /// error function
    Erf,
    /// absolute value
    Abs,
    /// −1, 0 or 1
    Sign,
}

/// A commutative ring with division where possible.
pub trait Scalar: Clone + Debug + PartialEq {
    /// The number; `None` where the ring has no such element.
    fn from_rational(r: Rational) -> Option<Self>;
    /// An integer.
    fn from_i64(n: i64) -> Self;
    /// A floating-point number; `None` in a finite field.
    fn from_f64(x: f64) -> Option<Self>;
    /// Sum.
    fn add(&self, o: &Self) -> Self;
    /// Difference.
    fn sub(&self, o: &Self) -> Self;
    /// Product.
    fn mul(&self, o: &Self) -> Self;
    /// 1/self; `None` where there is none.
    fn recip(&self) -> Option<Self>;
    /// An elementary function; `None` where the ring has none or self lies outside its domain.
    fn elementary(&self, f: Elementary) -> Option<Self>;
    /// The size of the main part, for choosing pivots; 0 exactly for what cannot be divided by.
    fn magnitude(&self) -> f64;
    /// The main part as a floating-point number where that makes sense, to decide comparisons; `None` in a finite field.
    fn real(&self) -> Option<f64>;

    /// 0.
    fn zero() -> Self {
        Self::from_i64(0)
    }
    /// 1.
    fn one() -> Self {
        Self::from_i64(1)
    }
    /// −self.
    fn neg(&self) -> Self {
        Self::zero().sub(self)
    }
    /// An integer power by repeated squaring.
    fn powi(&self, n: i64) -> Option<Self> {
        let mut base = if n < 0 { self.recip()? } else { self.clone() };
        let mut n = n.unsigned_abs();
        let mut out = Self::one();
        while n > 0 {
            if n & 1 == 1 {
                out = out.mul(&base);
            }
            base = base.mul(&base);
            n >>= 1;
        }
        Some(out)
    }
    /// A rational power of a positive number.
    fn powr(&self, r: Rational) -> Option<Self> {
        if let Some(n) = r.as_integer() {
            return self.powi(n);
        }
        self.elementary(Elementary::Ln)?.mul(&Self::from_rational(r)?).elementary(Elementary::Exp)
    }
}

impl Scalar for f64 {
    fn from_rational(r: Rational) -> Option<f64> {
        Some(r.to_f64())
    }
    fn from_i64(n: i64) -> f64 {
        n as f64
    }
    fn from_f64(x: f64) -> Option<f64> {
        Some(x)
    }
    fn add(&self, o: &f64) -> f64 {
        self + o
    }
    fn sub(&self, o: &f64) -> f64 {
        self - o
    }
    fn mul(&self, o: &f64) -> f64 {
        self * o
    }
    fn recip(&self) -> Option<f64> {
        (*self != 0.0).then(|| 1.0 / self)
    }
    fn elementary(&self, f: Elementary) -> Option<f64> {
        let x = *self;
        let y = match f {
            Elementary::Exp => x.exp(),
            Elementary::Ln if x > 0.0 => x.ln(),
            Elementary::Ln => return None,
            Elementary::Sin => x.sin(),
            Elementary::Cos => x.cos(),
            Elementary::Atan => x.atan(),
            Elementary::Asin if x.abs() < 1.0 => x.asin(),
            Elementary::Asin => return None,
            Elementary::Erf => erf(x),
            Elementary::Abs => x.abs(),
            Elementary::Sign => {
                if x == 0.0 {
                    0.0
                } else {
                    x.signum()
                }
            }
        };
        y.is_finite().then_some(y)
    }
    fn magnitude(&self) -> f64 {
        self.abs()
    }
    fn real(&self) -> Option<f64> {
        Some(*self)
    }
}

/// erf by its Maclaurin series where that converges fast, else by the continued fraction of erfc (DLMF 7.6.1, 7.9.3).
fn erf(x: f64) -> f64 {
    let two_over_sqrt_pi = 2.0 / std::f64::consts::PI.sqrt();
    if x.abs() < 3.0 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term.abs() > 1e-17 * sum.abs() && n < 200.0 {
            n += 1.0;
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        return two_over_sqrt_pi * sum;
    }
    let t = x.abs();
    let fraction = (1..=60).rev().fold(t, |f, k| t + f64::from(k) / 2.0 / f);
    let erfc = (-t * t).exp() / fraction / std::f64::consts::PI.sqrt();
    (1.0 - erfc) * x.signum()
}

/// `re + eps·ε` with ε² = 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Dual<S> {
    /// The value.
    pub re: S,
    /// The directional derivative.
    pub eps: S,
}

impl<S: Scalar> Scalar for Dual<S> {
    fn from_rational(r: Rational) -> Option<Self> {
        Some(Dual { re: S::from_rational(r)?, eps: S::zero() })
    }
    fn from_i64(n: i64) -> Self {
        Dual { re: S::from_i64(n), eps: S::zero() }
    }
    fn from_f64(x: f64) -> Option<Self> {
        Some(Dual { re: S::from_f64(x)?, eps: S::zero() })
    }
    fn add(&self, o: &Self) -> Self {
        Dual { re: self.re.add(&o.re), eps: self.eps.add(&o.eps) }
    }
    fn sub(&self, o: &Self) -> Self {
        Dual { re: self.re.sub(&o.re), eps: self.eps.sub(&o.eps) }
    }
    fn mul(&self, o: &Self) -> Self {
        Dual { re: self.re.mul(&o.re), eps: self.re.mul(&o.eps).add(&self.eps.mul(&o.re)) }
    }
    fn recip(&self) -> Option<Self> {
        let r = self.re.recip()?;
        Some(Dual { eps: self.eps.mul(&r).mul(&r).neg(), re: r })
    }
    fn elementary(&self, f: Elementary) -> Option<Self> {
        use Elementary as E;
        let x = &self.re;
        let one = S::one();
        let slope = match f {
            E::Exp => x.elementary(E::Exp)?,
            E::Ln => x.recip()?,
            E::Sin => x.elementary(E::Cos)?,
            E::Cos => x.elementary(E::Sin)?.neg(),
            E::Atan => one.add(&x.mul(x)).recip()?,
            E::Asin => one.sub(&x.mul(x)).powr(Rational::HALF.negated())?,
            E::Erf => x.mul(x).neg().elementary(E::Exp)?.mul(&S::from_f64(std::f64::consts::FRAC_2_SQRT_PI)?),
            E::Abs => x.elementary(E::Sign)?,
            E::Sign => S::zero(),
        };
        Some(Dual { re: x.elementary(f)?, eps: self.eps.mul(&slope) })
    }
    fn magnitude(&self) -> f64 {
        self.re.magnitude()
    }
    fn real(&self) -> Option<f64> {
        self.re.real()
    }
}

/// An integer modulo the Mersenne prime 2⁶¹−1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modular(u64);

impl Modular {
    /// The prime.
    pub const PRIME: u64 = (1 << 61) - 1;

    /// `n` modulo the prime.
    pub fn new(n: u64) -> Modular {
        Modular(n % Self::PRIME)
    }

    /// `n` modulo the prime, for n below 2¹²²: as 2⁶¹ ≡ 1, the high bits are added to the low ones.
    fn reduce(n: u128) -> Modular {
        let folded = (n as u64 & Self::PRIME) + (n >> 61) as u64;
        Modular(if folded >= Self::PRIME { folded - Self::PRIME } else { folded })
    }
}

impl Scalar for Modular {
    fn from_rational(r: Rational) -> Option<Modular> {
        if let Some(n) = r.as_integer() {
            return Some(Modular::from_i64(n));
        }
        let field = |n: i128| Modular::reduce(n.rem_euclid(i128::from(Self::PRIME)).unsigned_abs());
        Some(field(r.numerator()).mul(&field(r.denominator()).recip()?))
    }
    fn from_i64(n: i64) -> Modular {
        let magnitude = Modular::new(n.unsigned_abs());
        if n < 0 { Modular::reduce(u128::from(Self::PRIME - magnitude.0)) } else { magnitude }
    }
    fn from_f64(_: f64) -> Option<Modular> {
        None
    }
    fn add(&self, o: &Modular) -> Modular {
        Modular::reduce(u128::from(self.0) + u128::from(o.0))
    }
    fn sub(&self, o: &Modular) -> Modular {
        Modular::reduce(u128::from(self.0) + u128::from(Self::PRIME - o.0))
    }
    fn mul(&self, o: &Modular) -> Modular {
        Modular::reduce(u128::from(self.0) * u128::from(o.0))
    }
    fn recip(&self) -> Option<Modular> {
        // Fermat: x^(p−2) = 1/x.
        if self.0 == 0 { None } else { self.powi(i64::try_from(Self::PRIME - 2).ok()?) }
    }
    fn elementary(&self, _: Elementary) -> Option<Modular> {
        None
    }
    fn magnitude(&self) -> f64 {
        if self.0 == 0 { 0.0 } else { 1.0 }
    }
    fn real(&self) -> Option<f64> {
        None
    }
}
