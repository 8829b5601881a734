//! Exact rational numbers for coefficients and exponents.
//!
//! Arithmetic that would overflow `i128` saturates to [`Rational::is_overflow`], which no rule treats as a number to fold.

use std::cmp::Ordering;
use std::fmt;

/// A reduced fraction with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rational {
    num: i128,
    den: i128,
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    // Division of wide numbers takes many times as long.
    if let (Ok(mut a), Ok(mut b)) = (u64::try_from(a), u64::try_from(b)) {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        return a.into();
    }
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Rational {
    /// 0.
    pub const ZERO: Rational = Rational { num: 0, den: 1 };
    /// 1.
    pub const ONE: Rational = Rational { num: 1, den: 1 };
    /// −1.
    pub const MINUS_ONE: Rational = Rational { num: -1, den: 1 };
    /// ½.
    pub const HALF: Rational = Rational { num: 1, den: 2 };
    const OVERFLOW: Rational = Rational { num: 0, den: 0 };

    /// `num / den`; `None` for a zero denominator.
    pub fn new(num: i128, den: i128) -> Option<Rational> {
        (den != 0).then(|| Rational::reduced(Some(num), Some(den)))
    }

    fn reduced(num: Option<i128>, den: Option<i128>) -> Rational {
        let (Some(num), Some(den)) = (num, den) else { return Rational::OVERFLOW };
        match den {
            0 => return Rational::OVERFLOW,
            1 => return Rational { num, den },
            _ => {}
        }
        let g = gcd(num.unsigned_abs(), den.unsigned_abs());
        let Ok(g) = i128::try_from(g.max(1)) else { return Rational::OVERFLOW };
        let sign = if den < 0 { -1 } else { 1 };
        match ((num / g).checked_mul(sign), (den / g).checked_mul(sign)) {
            (Some(num), Some(den)) => Rational { num, den },
            _ => Rational::OVERFLOW,
        }
    }

    /// Reads `12`, `0.5`; `None` for anything longer than exact arithmetic holds.
    pub fn parse(text: &str) -> Option<Rational> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits: String = whole.chars().chain(fraction.chars()).collect();
        let num: i128 = if digits.is_empty() { return None } else { digits.parse().ok()? };
        let den = 10i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        Rational::new(num, den)
    }

    /// Numerator, in lowest terms.
    pub fn numerator(self) -> i128 {
        self.num
    }

    /// Denominator, positive.
    pub fn denominator(self) -> i128 {
        self.den
    }

    /// Whether an operation before left the range of exact arithmetic.
    pub fn is_overflow(self) -> bool {
        self.den == 0
    }

    /// Whether this is 0.
    pub fn is_zero(self) -> bool {
        self.num == 0 && self.den != 0
    }

    /// Whether this is 1.
    pub fn is_one(self) -> bool {
        self.num == 1 && self.den == 1
    }

    /// Whether this is below 0.
    pub fn is_negative(self) -> bool {
        self.num < 0
    }

    /// The integer this is, if it is one that fits.
    pub fn as_integer(self) -> Option<i64> {
        (self.den == 1).then(|| i64::try_from(self.num).ok()).flatten()
    }

    /// Sum.
    pub fn plus(self, o: Rational) -> Rational {
        let num = self.num.checked_mul(o.den).and_then(|a| o.num.checked_mul(self.den).and_then(|b| a.checked_add(b)));
        Rational::reduced(num, self.den.checked_mul(o.den))
    }

    /// Difference.
    pub fn minus(self, o: Rational) -> Rational {
        self.plus(o.negated())
    }

    /// Product.
    pub fn times(self, o: Rational) -> Rational {
        Rational::reduced(self.num.checked_mul(o.num), self.den.checked_mul(o.den))
    }

    /// −self.
    pub fn negated(self) -> Rational {
        Rational::reduced(self.num.checked_neg(), Some(self.den))
    }

    /// |self|.
    pub fn abs(self) -> Rational {
        if self.is_negative() { self.negated() } else { self }
    }

    /// 1/self; `None` for 0.
    pub fn recip(self) -> Option<Rational> {
        (self.num != 0).then(|| Rational::reduced(Some(self.den), Some(self.num)))
    }

    /// self to an integer power; `None` for a negative power of 0 or a result out of range.
    pub fn pow(self, exponent: i64) -> Option<Rational> {
        let base = if exponent < 0 { self.recip()? } else { self };
        let e = u32::try_from(exponent.unsigned_abs()).ok()?;
        Some(Rational { num: base.num.checked_pow(e)?, den: base.den.checked_pow(e)? }).filter(|r| !r.is_overflow())
    }

    /// The exact square root, if there is one.
    pub fn sqrt(self) -> Option<Rational> {
        let root = |n: i128| {
            let r = (n as f64).sqrt().round() as i128;
            (r.checked_mul(r) == Some(n)).then_some(r)
        };
        Rational::new(root(self.num)?, root(self.den)?)
    }

    /// The nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

impl From<i64> for Rational {
    fn from(n: i64) -> Rational {
        Rational { num: n.into(), den: 1 }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, o: &Rational) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}

impl Ord for Rational {
    fn cmp(&self, o: &Rational) -> Ordering {
        match (self.num.checked_mul(o.den), o.num.checked_mul(self.den)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.to_f64().total_cmp(&o.to_f64()),
        }
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}
