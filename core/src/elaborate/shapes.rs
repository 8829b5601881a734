//! The store of unknown sizes: unification of polynomial dimensions, with a trail so that a trial can be taken back.
//!
//! Named sizes are rigid: two of them are equal only if their polynomials are. An unknown is *firm* while nothing but declared
//! facts has had a say in it; whatever touches an undeclared name is not, and no finding rests on it.

use std::borrow::Cow;

use crate::rational::Rational;
use crate::shape::{Dim, Shape, SizeName};

#[derive(Clone, Debug)]
struct Unknown {
    bound: Option<Dim>,
    firm: bool,
    /// Known to be a size other than 1.
    many: bool,
    /// How many bindings lead here at most: the shallower of two is bound to the deeper, so that chains stay short.
    rank: u32,
}

/// A polynomial with more terms is the size of nothing; it is left as it stands.
const LARGEST: usize = 256;
/// Nor is one of a higher degree.
pub const DEGREE: usize = 16;

/// What is known of unknown sizes.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    unknowns: Vec<Unknown>,
    base: u32,
    trail: Vec<(usize, Unknown)>,
    recording: u32,
    /// Whether nobody will ask what is firm, so that it is not kept up.
    pub(super) lax: bool,
}

/// Whether two sizes are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Equal {
    /// For all values of the names.
    Yes,
    /// For no value, or not for all.
    No,
    /// It depends on unknowns.
    Maybe,
}

/// A point to go back to.
#[derive(Debug)]
pub struct Mark(usize);

impl Shapes {
    /// No unknowns yet; the first is number 0.
    pub fn new() -> Shapes {
        Shapes::default()
    }

    /// No unknowns yet, of which nobody will ask what is firm.
    pub(super) fn lax() -> Shapes {
        Shapes { lax: true, ..Shapes::default() }
    }

    /// No unknowns yet; the first is number `base`, so that unknowns of a scope made elsewhere keep apart.
    pub fn starting_at(base: u32) -> Shapes {
        Shapes { base, ..Shapes::default() }
    }

    /// A size nobody knows; `firm` for that of a constant that takes the fitting size, `many` where it is not 1.
    pub fn fresh(&mut self, firm: bool, many: bool) -> Dim {
        let id = u32::try_from(self.unknowns.len()).unwrap_or(u32::MAX).saturating_add(self.base);
        self.unknowns.push(Unknown { bound: None, firm, many, rank: 0 });
        Dim::unknown(id)
    }

    fn at(&self, id: u32) -> Option<(usize, &Unknown)> {
        let k = id.checked_sub(self.base)? as usize;
        self.unknowns.get(k).map(|u| (k, u))
    }

    fn bound(&self, id: u32) -> Option<&Dim> {
        self.at(id).and_then(|(_, u)| u.bound.as_ref())
    }

    fn change(&mut self, k: usize, change: impl FnOnce(&mut Unknown)) {
        if let Some(u) = self.unknowns.get_mut(k) {
            if self.recording > 0 {
                self.trail.push((k, u.clone()));
            }
            change(u);
        }
    }

    /// Begins a trial.
    pub fn mark(&mut self) -> Mark {
        self.recording += 1;
        Mark(self.trail.len())
    }

    /// Takes back all since the mark.
    pub fn undo(&mut self, mark: Mark) {
        while self.trail.len() > mark.0 {
            if let Some((k, old)) = self.trail.pop()
                && let Some(u) = self.unknowns.get_mut(k)
            {
                *u = old;
            }
        }
        self.recording = self.recording.saturating_sub(1);
    }

    /// The size with all that is known put in.
    pub fn resolve(&self, dim: &Dim) -> Dim {
        self.resolved(dim).into_owned()
    }

    /// The same, without a copy where no polynomial has to be worked out.
    fn resolved<'a>(&'a self, dim: &'a Dim) -> Cow<'a, Dim> {
        let mut dim = dim;
        while let Some(to) = dim.as_unknown().and_then(|id| self.bound(id)) {
            dim = to;
        }
        let is_bound = |name: &SizeName| matches!(name, SizeName::Unknown(id) if self.bound(*id).is_some());
        let is_open =
            |dim: &Dim| dim.has_unknown() && dim.terms().iter().any(|(monomial, _)| monomial.iter().any(is_bound));
        if !is_open(dim) {
            return Cow::Borrowed(dim);
        }
        let mut dim = dim.clone();
        // Bindings never form a cycle, so this ends; chains are as long as the unknowns are many.
        for _ in 0..=self.unknowns.len() {
            if !is_open(&dim) {
                break;
            }
            let value = |name: &SizeName| match name {
                SizeName::Unknown(id) => self.bound(*id).cloned(),
                SizeName::Named(_) => None,
            };
            let grown = dim.terms().iter().fold(0usize, |sum, (monomial, _)| {
                let each = monomial.iter().filter_map(&value).fold(1usize, |n, d| n.saturating_mul(d.terms().len()));
                sum.saturating_add(each)
            });
            if grown > LARGEST {
                break;
            }
            let next = dim.substitute(&value);
            if next == dim {
                break;
            }
            dim = next;
        }
        Cow::Owned(dim)
    }

    /// The product of two sizes; a size of its own where that grows beyond all measure.
    pub fn times(&mut self, a: &Dim, b: &Dim) -> Dim {
        if a.terms().len().saturating_mul(b.terms().len()) > LARGEST || a.degree() + b.degree() > DEGREE {
            return self.fresh(false, false);
        }
        a.mul(b)
    }

    /// The shape with all that is known put in.
    pub fn resolve_shape(&self, shape: &Shape) -> Shape {
        Shape::matrix(self.resolve(&shape.rows), self.resolve(&shape.cols))
    }

    /// Whether only declared facts have had a say in the size.
    pub fn is_firm(&self, dim: &Dim) -> bool {
        if self.lax || !dim.has_unknown() {
            return true;
        }
        let mut dim = dim;
        while let Some(id) = dim.as_unknown() {
            match self.at(id) {
                Some((_, Unknown { firm: true, bound: Some(to), .. })) => dim = to,
                Some((_, u)) => return u.firm,
                None => return false,
            }
        }
        if !dim.has_unknown() {
            return true;
        }
        let mut stack = vec![dim];
        while let Some(d) = stack.pop() {
            for name in d.terms().iter().flat_map(|(monomial, _)| monomial) {
                let SizeName::Unknown(id) = name else { continue };
                let Some((_, u)) = self.at(*id) else { return false };
                if !u.firm {
                    return false;
                }
                stack.extend(u.bound.as_ref().filter(|d| d.has_unknown()));
            }
        }
        true
    }

    /// Whether only declared facts have had a say in the shape.
    pub fn is_firm_shape(&self, shape: &Shape) -> bool {
        self.is_firm(&shape.rows) && self.is_firm(&shape.cols)
    }

    /// Marks the unknowns of a size, as far as they are followed, as not firm.
    pub fn soften(&mut self, dim: &Dim) {
        if self.lax || !dim.has_unknown() {
            return;
        }
        let mut stack = vec![dim.clone()];
        while let Some(d) = stack.pop() {
            for name in d.names() {
                let SizeName::Unknown(id) = name else { continue };
                let Some((k, u)) = self.at(id) else { continue };
                stack.extend(u.bound.as_ref().filter(|d| d.has_unknown()).cloned());
                if u.firm {
                    self.change(k, |u| u.firm = false);
                }
            }
        }
    }

    /// A shape equal to this one that no certain finding rests on.
    pub fn softened(&mut self, shape: &Shape) -> Shape {
        let soft = Shape::matrix(self.fresh(false, false), self.fresh(false, false));
        let _ = self.unify(&soft.rows, &shape.rows);
        let _ = self.unify(&soft.cols, &shape.cols);
        soft
    }

    /// Whether the size is surely not 1.
    pub fn is_many(&self, dim: &Dim) -> bool {
        let dim = &*self.resolved(dim);
        if !dim.has_unknown() {
            return !dim.is_one();
        }
        if let Some(id) = dim.as_unknown() {
            return self.at(id).is_some_and(|(_, u)| u.many);
        }
        // Every term has a named size: not 1, as names stand for any size.
        dim.terms().iter().all(|(m, _)| m.iter().any(|n| matches!(n, SizeName::Named(_))))
    }

    /// Whether two sizes are equal.
    pub fn compare(&self, a: &Dim, b: &Dim) -> Equal {
        let (a, b) = (&*self.resolved(a), &*self.resolved(b));
        if a == b {
            Equal::Yes
        } else if (!a.has_unknown() && !b.has_unknown())
            || (a.is_one() && self.is_many(b))
            || (b.is_one() && self.is_many(a))
        {
            Equal::No
        } else {
            Equal::Maybe
        }
    }

    /// Whether the size is surely 1.
    pub fn is_one(&self, dim: &Dim) -> bool {
        self.resolved(dim).is_one()
    }

    /// Makes two sizes equal if they can be; `Maybe` leaves it to be tried again when more is known.
    pub fn unify(&mut self, a: &Dim, b: &Dim) -> Equal {
        match self.compare(a, b) {
            Equal::Yes => return Equal::Yes,
            Equal::No => return Equal::No,
            Equal::Maybe => {}
        }
        let firm = [self.is_firm(a), self.is_firm(b)];
        let (x, y) = (self.resolve(a), self.resolve(b));
        let rank = |d: &Dim| d.as_unknown().and_then(|id| self.at(id)).map(|(_, u)| u.rank);
        let done = if let (Some(a), Some(b), Some(id)) = (rank(&x), rank(&y), y.as_unknown())
            && a >= b
        {
            self.bind(id, &x)
        } else if let Some(id) = x.as_unknown() {
            self.bind(id, &y)
        } else if let Some(id) = y.as_unknown() {
            self.bind(id, &x)
        } else {
            self.solve(&x.sub(&y))
        };
        if done == Equal::Yes && firm.contains(&false) {
            // What meets something uncertain is uncertain, but for what declared facts had settled before.
            for (size, known, firm) in [(a, x, firm[0]), (b, y, firm[1])] {
                if !firm || known.has_unknown() {
                    self.soften(size);
                }
            }
        }
        done
    }

    fn bind(&mut self, id: u32, to: &Dim) -> Equal {
        if to.names().contains(&SizeName::Unknown(id)) {
            return Equal::Maybe;
        }
        let Some((k, u)) = self.at(id) else { return Equal::Maybe };
        let (firm, many, rank) = (u.firm, u.many, u.rank);
        if many && to.is_one() {
            return Equal::No;
        }
        if let Some((j, other)) = to.as_unknown().and_then(|t| self.at(t))
            && (many && !other.many || other.rank <= rank)
        {
            self.change(j, |u| {
                u.many |= many;
                u.rank = u.rank.max(rank + 1);
            });
        }
        let to = to.clone();
        if !firm {
            self.soften(&to);
        } else if !self.is_firm(&to) {
            self.change(k, |u| u.firm = false);
        }
        self.change(k, |u| u.bound = Some(to));
        Equal::Yes
    }

    /// Solves `difference = 0` for an unknown that occurs once, to the first power.
    fn solve(&mut self, difference: &Dim) -> Equal {
        for name in difference.names() {
            let SizeName::Unknown(id) = name else { continue };
            let mut factor = Dim::constant(0);
            let mut rest = Dim::constant(0);
            let mut linear = true;
            for (monomial, c) in difference.terms() {
                let count = monomial.iter().filter(|n| **n == name).count();
                let others = monomial.iter().filter(|n| **n != name);
                let term = others.fold(coefficient(*c), |d, n| d.mul(&named(n)));
                match count {
                    0 => rest = rest.add(&term),
                    1 => factor = factor.add(&term),
                    _ => linear = false,
                }
            }
            if linear
                && !factor.has_unknown()
                && let Some(value) = Dim::constant(0).sub(&rest).div(&factor)
                && !value.names().contains(&name)
            {
                return self.bind(id, &value);
            }
        }
        Equal::Maybe
    }
}

fn named(name: &SizeName) -> Dim {
    match name {
        SizeName::Named(n) => Dim::named(n),
        SizeName::Unknown(id) => Dim::unknown(*id),
    }
}

fn coefficient(c: Rational) -> Dim {
    Dim::constant(i64::try_from(c.numerator()).unwrap_or(i64::MAX))
        .div_rational(Rational::new(c.denominator(), 1).unwrap_or(Rational::ONE))
        .unwrap_or_else(|| Dim::constant(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_sizes_bind_to_polynomials_and_names_stay_apart() {
        let mut s = Shapes::new();
        let (m, n) = (Dim::named("m"), Dim::named("n"));
        let u = s.fresh(true, false);
        assert_eq!(s.unify(&m, &n), Equal::No);
        assert_eq!(s.unify(&u.mul(&m), &n.mul(&m)), Equal::Yes);
        assert_eq!(s.resolve(&u), n);
        assert!(s.is_firm(&u));
        let v = s.fresh(false, true);
        assert_eq!(s.unify(&v, &Dim::one()), Equal::No);
        let w = s.fresh(true, false);
        assert_eq!(s.unify(&w, &v), Equal::Yes);
        assert!(s.is_many(&w) && !s.is_firm(&w));
    }

    #[test]
    fn what_is_settled_stays_so_when_it_meets_what_is_uncertain() {
        let mut s = Shapes::new();
        let (settled, open) = (s.fresh(true, false), s.fresh(true, false));
        assert_eq!(s.unify(&settled, &Dim::named("n")), Equal::Yes);
        for size in [&settled, &open] {
            let uncertain = s.fresh(false, false);
            assert_eq!(s.unify(size, &uncertain), Equal::Yes);
            assert!(!s.is_firm(&uncertain));
        }
        assert!(s.is_firm(&settled) && !s.is_firm(&open));
    }

    #[test]
    fn a_trial_leaves_no_trace() {
        let mut s = Shapes::new();
        let u = s.fresh(true, false);
        let mark = s.mark();
        assert_eq!(s.unify(&u, &Dim::named("n")), Equal::Yes);
        s.undo(mark);
        assert_eq!(s.resolve(&u), u);
    }
}
