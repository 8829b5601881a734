//! Powers of numbers and matrices, powers of entries, and entry-wise products and quotients.

use super::Typesetter;
use super::fits::Fits;
use crate::expr::build::{entry_power, inverse, neg, number as number_expr};
use crate::expr::{Expr, Op};
use crate::functions::SQRTM;
use crate::rational::Rational;
use crate::render::canvas::{Between, Canvas};
use crate::render::precedence::{Level, Piece};

impl<C: Canvas> Typesetter<'_, C> {
    pub(super) fn power(&mut self, e: &Expr, base: &Expr, exponent: &Expr, fits: Fits) -> Piece<C::Ink> {
        let number = exponent.as_number();
        if e.shape().is_scalar() {
            if number == Some(Rational::HALF) {
                let inner = self.piece(base, Fits::NONE);
                return self.canvas.root(inner);
            }
            if is_negative(exponent) {
                return self.product(e, fits);
            }
        }
        if number == Some(Rational::MINUS_ONE)
            && let Some(flipped) = self.memo.marks.flipped(base)
        {
            return self.transposed(&inverse(&flipped), fits);
        }
        // (X^{1/2})^{-1} is X^{-1/2}.
        let (base, exponent) = match (base.call_of(SQRTM.name()), number) {
            (Some(inner), Some(r)) => (inner, &number_expr(r.times(Rational::HALF))),
            _ => (base, exponent),
        };
        let own = fits.or(fits.transposed());
        let base = self.at(base, Level::Atom, own);
        let sup = self.exponent(exponent);
        Piece::new(self.canvas.scripts(base, None, Some(sup)), Level::Power)
    }

    /// An exponent; fractions with a slash, as `x^{3/2}`.
    fn exponent(&mut self, exponent: &Expr) -> C::Ink {
        match exponent.as_number() {
            Some(r) => self.canvas.leaf(&r.to_string()),
            None => self.piece(exponent, Fits::NONE).ink,
        }
    }

    pub(super) fn entry_power(&mut self, base: &Expr, exponent: &Expr) -> Piece<C::Ink> {
        let number = exponent.as_number();
        if number == Some(Rational::HALF) {
            let inner = self.piece(base, Fits::NONE);
            return self.canvas.root(inner);
        }
        // The power of a matrix would be another thing; a vector or a rectangle has none.
        let whole = number.and_then(Rational::as_integer).is_some_and(|n| n > 0);
        let bare = whole && !base.shape().is_square() && matches!(base.op(), Op::Call(f) if f.is_entrywise())
            || whole && !base.shape().is_square() && matches!(base.op(), Op::Apply(f, _) if f.is_scalar_to_scalar());
        let base = self.at(base, Level::Atom, Fits::NONE);
        let power = self.exponent(exponent);
        let sup = if bare {
            power
        } else {
            let sign = self.canvas.leaf(&self.style.hadamard);
            self.canvas.prefix(sign, power)
        };
        Piece::new(self.canvas.scripts(base, None, Some(sup)), Level::Power)
    }

    /// `a ⊙ b`, and `a ⊘ b` where a factor has a negative power.
    pub(super) fn hadamard(&mut self, factors: &[Expr], fits: Fits) -> Piece<C::Ink> {
        let inner = factors.iter().fold(fits, |f, t| f.or(self.memo.sizes.of(t)));
        let mut above = Vec::new();
        let mut below = Vec::new();
        for f in factors {
            match (f.op(), f.args()) {
                (Op::EntryPower, [base, exponent]) if is_negative(exponent) => {
                    below.push(entry_power(base.clone(), neg(exponent)));
                }
                _ => above.push(f.clone()),
            }
        }
        let Some(first) = below.first() else {
            return self.entrywise_product(&above, inner);
        };
        let top = match above.as_slice() {
            [] => Piece::atom(self.canvas.leaf(&self.style.ones)),
            [only] => self.piece(only, inner),
            several => self.entrywise_product(several, inner),
        };
        let top = if above.len() > 1 { top.ink } else { self.tightened(top, Level::Product) };
        let bottom = match below.as_slice() {
            [_] => self.at(first, Level::Product, inner),
            several => {
                let product = self.entrywise_product(several, inner);
                self.tightened(product, Level::Product)
            }
        };
        Piece::new(self.canvas.infix(Between::Oslash, vec![top, bottom]), Level::Infix)
    }

    fn entrywise_product(&mut self, factors: &[Expr], fits: Fits) -> Piece<C::Ink> {
        let parts = factors.iter().map(|f| self.at(f, Level::Product, fits)).collect();
        Piece::new(self.canvas.infix(Between::Hadamard, parts), Level::Infix)
    }
}

/// Whether an exponent has a minus sign in front.
pub(super) fn is_negative(exponent: &Expr) -> bool {
    crate::expr::build::numeric_factor(exponent).is_negative()
}
