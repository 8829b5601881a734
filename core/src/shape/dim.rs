//! Sizes: polynomials with rational coefficients in named sizes (`n`, `d_k`) and, during inference, in unknowns.
//!
//! Two dimensions are equal exactly when their polynomials are, so `(p+1)` and `p + 1` never disagree.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::expr::{Digest, digest_of};
use crate::rational::Rational;

/// What a dimension is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SizeName {
    /// A size the author named, as its canonical LaTeX (`n`, `d_k`, `|V|`).
    Named(Arc<str>),
    /// A size that inference still looks for.
    Unknown(u32),
}

type Monomial = Vec<SizeName>;

/// A size: a polynomial in [`SizeName`]s, its terms sorted and free of zeros.
#[derive(Clone)]
pub struct Dim(Arc<Polynomial>);

struct Polynomial {
    terms: Box<[(Monomial, Rational)]>,
    /// That of the terms, for sizes are hashed and compared with every expression.
    digest: Digest,
    /// Whether an unknown occurs.
    unknown: bool,
}

impl Dim {
    /// The constant size `n`.
    pub fn constant(n: i64) -> Dim {
        Dim::from_terms(vec![(vec![], Rational::from(n))])
    }

    /// The size 1, that of a scalar in both directions and of a vector in one.
    pub fn one() -> Dim {
        // Asked for with every scalar; each thread has its own, so that threads do not wait for one counter.
        thread_local!(static ONE: Dim = Dim::constant(1));
        ONE.with(Dim::clone)
    }

    /// The size an author calls `name`.
    pub fn named(name: &str) -> Dim {
        Dim::of(SizeName::Named(name.into()))
    }

    /// The unknown size number `id`.
    pub fn unknown(id: u32) -> Dim {
        // Every reading of a formula asks for the first of them again.
        const KEPT: usize = 256;
        thread_local!(static UNKNOWNS: RefCell<Vec<Dim>> = const { RefCell::new(Vec::new()) });
        let at = id as usize;
        if at >= KEPT {
            return Dim::of(SizeName::Unknown(id));
        }
        UNKNOWNS.with_borrow_mut(|kept| {
            for next in kept.len()..=at {
                kept.push(Dim::of(SizeName::Unknown(next as u32)));
            }
            kept[at].clone()
        })
    }

    fn of(name: SizeName) -> Dim {
        Dim::sorted(vec![(vec![name], Rational::ONE)])
    }

    fn sorted(terms: Vec<(Monomial, Rational)>) -> Dim {
        let unknown = terms.iter().any(|(m, _)| m.iter().any(|n| matches!(n, SizeName::Unknown(_))));
        Dim(Arc::new(Polynomial { digest: digest_of(&terms), terms: terms.into(), unknown }))
    }

    fn from_terms(mut terms: Vec<(Monomial, Rational)>) -> Dim {
        for (m, _) in &mut terms {
            m.sort();
        }
        terms.sort_by(|a, b| order(&a.0, &b.0));
        let mut out: Vec<(Monomial, Rational)> = Vec::with_capacity(terms.len());
        for (m, c) in terms {
            match out.last_mut() {
                Some((last, sum)) if *last == m => *sum = sum.plus(c),
                _ => out.push((m, c)),
            }
        }
        out.retain(|(_, c)| !c.is_zero());
        Dim::sorted(out)
    }

    /// The terms: sorted names (repeated for powers) and coefficient.
    pub fn terms(&self) -> &[(Vec<SizeName>, Rational)] {
        &self.0.terms
    }

    /// The value of a constant size.
    pub fn as_constant(&self) -> Option<i64> {
        match &*self.0.terms {
            [] => Some(0),
            [(m, c)] if m.is_empty() => c.as_integer(),
            _ => None,
        }
    }

    /// Whether this is the size 1.
    pub fn is_one(&self) -> bool {
        matches!(&*self.0.terms, [(m, c)] if m.is_empty() && c.is_one())
    }

    /// The single name this size is, if it is nothing but a name.
    pub fn as_name(&self) -> Option<&SizeName> {
        match &*self.0.terms {
            [(m, c)] if m.len() == 1 && c.is_one() => m.first(),
            _ => None,
        }
    }

    /// The unknown this size is, if it is nothing but an unknown.
    pub fn as_unknown(&self) -> Option<u32> {
        match self.as_name().filter(|_| self.0.unknown) {
            Some(SizeName::Unknown(id)) => Some(*id),
            _ => None,
        }
    }

    /// All names that occur, each once.
    pub fn names(&self) -> Vec<SizeName> {
        let mut names: Vec<SizeName> = self.0.terms.iter().flat_map(|(m, _)| m.iter().cloned()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// How many names its longest term multiplies.
    pub fn degree(&self) -> usize {
        self.0.terms.iter().map(|(m, _)| m.len()).max().unwrap_or(0)
    }

    /// Whether an unknown occurs.
    pub fn has_unknown(&self) -> bool {
        self.0.unknown
    }

    /// `self + other`.
    pub fn add(&self, other: &Dim) -> Dim {
        Dim::from_terms(self.0.terms.iter().chain(other.0.terms.iter()).cloned().collect())
    }

    /// `self − other`; negative sizes are not sizes, but differences of sizes are compared and solved.
    pub fn sub(&self, other: &Dim) -> Dim {
        let negated = other.0.terms.iter().map(|(m, c)| (m.clone(), c.negated()));
        Dim::from_terms(self.0.terms.iter().cloned().chain(negated).collect())
    }

    /// `self · other`.
    pub fn mul(&self, other: &Dim) -> Dim {
        if self.is_one() {
            return other.clone();
        }
        if other.is_one() {
            return self.clone();
        }
        let mut terms = Vec::with_capacity(self.0.terms.len() * other.0.terms.len());
        for (m, c) in self.0.terms.iter() {
            for (n, e) in other.0.terms.iter() {
                terms.push((m.iter().chain(n).cloned().collect(), c.times(*e)));
            }
        }
        Dim::from_terms(terms)
    }

    /// `self / k` for a number `k` other than 0.
    pub fn div_rational(&self, k: Rational) -> Option<Dim> {
        let inverse = k.recip()?;
        Some(Dim::from_terms(self.0.terms.iter().map(|(m, c)| (m.clone(), c.times(inverse))).collect()))
    }

    /// `self / other` where the quotient is again a polynomial with one term in `other`.
    pub fn div(&self, other: &Dim) -> Option<Dim> {
        let [(m, c)] = &*other.0.terms else {
            return (self == other).then(Dim::one);
        };
        let inverse = c.recip()?;
        let mut terms = Vec::with_capacity(self.0.terms.len());
        for (n, e) in self.0.terms.iter() {
            let mut rest = n.clone();
            for name in m {
                rest.remove(rest.iter().position(|x| x == name)?);
            }
            terms.push((rest, e.times(inverse)));
        }
        Some(Dim::from_terms(terms))
    }

    /// The size with every name replaced by what `value` says; names it does not know stay.
    pub fn substitute(&self, value: &dyn Fn(&SizeName) -> Option<Dim>) -> Dim {
        if let Some(name) = self.as_name() {
            return value(name).unwrap_or_else(|| self.clone());
        }
        if self.0.terms.iter().all(|(m, _)| m.is_empty()) {
            return self.clone();
        }
        let mut sum = Dim::sorted(vec![]);
        for (m, c) in self.0.terms.iter() {
            let mut product = Dim::sorted(vec![(vec![], *c)]);
            for name in m {
                product = product.mul(&value(name).unwrap_or_else(|| Dim::of(name.clone())));
            }
            sum = sum.add(&product);
        }
        sum
    }

    /// The number this size is once every name has a value; `None` for a fraction, a negative number or an unnamed size.
    pub fn evaluate(&self, value: &dyn Fn(&SizeName) -> Option<i64>) -> Option<i64> {
        let mut sum = Rational::ZERO;
        for (m, c) in self.0.terms.iter() {
            let mut product = *c;
            for name in m {
                product = product.times(Rational::from(value(name)?));
            }
            sum = sum.plus(product);
        }
        sum.as_integer().filter(|n| *n >= 0)
    }

    /// The size as the command line prints it: `m*p`, `n+1`.
    pub fn to_contract(&self) -> String {
        self.print("*", |name| match name {
            SizeName::Named(n) => n.to_string(),
            SizeName::Unknown(_) => "?".into(),
        })
    }

    /// The size as LaTeX, products by juxtaposition.
    pub fn to_latex(&self) -> String {
        self.print("", |name| match name {
            SizeName::Named(n) => n.to_string(),
            SizeName::Unknown(_) => "?".into(),
        })
    }

    /// The terms in the order of print: of those of one degree the subtracted ones last, `p - m + 1`.
    pub(crate) fn as_written(&self) -> Vec<&(Vec<SizeName>, Rational)> {
        let mut terms: Vec<_> = self.0.terms.iter().collect();
        terms.sort_by_key(|(names, c)| (std::cmp::Reverse(names.len()), c.is_negative()));
        terms
    }

    fn print(&self, times: &str, name: impl Fn(&SizeName) -> String) -> String {
        if self.0.terms.is_empty() {
            return "0".into();
        }
        let mut out = String::new();
        // Terms of higher degree first, as people write `mn + 1`.
        for (m, c) in self.as_written() {
            let sign = if c.is_negative() {
                "-"
            } else if out.is_empty() {
                ""
            } else {
                "+"
            };
            out.push_str(sign);
            let magnitude = c.abs();
            let mut factors: Vec<String> = Vec::new();
            if !magnitude.is_one() || m.is_empty() {
                factors.push(magnitude.to_string());
            }
            let mut i = 0;
            while let Some(n) = m.get(i) {
                let power = m[i..].iter().take_while(|x| *x == n).count();
                factors.push(if power > 1 { format!("{}^{power}", name(n)) } else { name(n) });
                i += power;
            }
            out.push_str(&if times.is_empty() { juxtaposed(&factors) } else { factors.join(times) });
        }
        out
    }
}

/// Factors side by side; a command ends where no letter follows, `\ell d`.
fn juxtaposed(factors: &[String]) -> String {
    let mut out = String::new();
    for factor in factors {
        let command = out.rsplit_once('\\').is_some_and(|(_, name)| name.chars().all(char::is_alphabetic));
        if command && factor.starts_with(char::is_alphabetic) {
            out.push(' ');
        }
        out.push_str(factor);
    }
    out
}

/// Higher degree first, then by name.
fn order(a: &Monomial, b: &Monomial) -> Ordering {
    b.len().cmp(&a.len()).then_with(|| a.cmp(b))
}

impl PartialEq for Dim {
    fn eq(&self, other: &Dim) -> bool {
        self.0.digest == other.0.digest
    }
}

impl Eq for Dim {}

impl Hash for Dim {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.digest.hash(state);
    }
}

impl PartialOrd for Dim {
    fn partial_cmp(&self, other: &Dim) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Dim {
    fn cmp(&self, other: &Dim) -> Ordering {
        self.0.terms.cmp(&other.0.terms)
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_contract())
    }
}

impl fmt::Debug for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_contract())
    }
}

impl From<i64> for Dim {
    fn from(n: i64) -> Dim {
        Dim::constant(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_that_differ_only_in_spelling_are_equal() {
        let (m, n) = (Dim::named("m"), Dim::named("n"));
        assert_eq!(m.mul(&n), n.mul(&m));
        assert_eq!(m.add(&Dim::one()).mul(&n), n.mul(&m).add(&n));
        assert_eq!(m.add(&n).sub(&n), m);
        assert_eq!(m.mul(&n).div(&n), Some(m.clone()));
        assert_eq!(m.add(&n).div(&n), None);
        assert_eq!(m.mul(&m).add(&Dim::constant(2)).to_contract(), "m^2+2");
    }
}
