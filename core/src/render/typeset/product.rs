//! Products: the number in front, scalars, then the chain of matrices, with negative powers of scalars collected in one
//! denominator.

use super::Typesetter;
use super::fits::Fits;
use super::power::is_negative;
use crate::expr::build::{neg, number, numeric_factor, power};
use crate::expr::{Expr, Op};
use crate::rational::Rational;
use crate::render::canvas::{Between, Canvas};
use crate::render::precedence::{Level, Piece};

/// A product taken apart.
struct Factors {
    coefficient: Rational,
    above: Vec<Expr>,
    below: Vec<Expr>,
    chain: Vec<Expr>,
}

impl Factors {
    fn of(e: &Expr) -> Factors {
        let args = if matches!(e.op(), Op::Mul) { e.args() } else { std::slice::from_ref(e) };
        let mut out = Factors { coefficient: Rational::ONE, above: vec![], below: vec![], chain: vec![] };
        let chain_alone = args.first().is_some_and(|a| !a.shape().is_scalar());
        for a in args {
            match (a.op(), a.args()) {
                _ if chain_alone || !a.shape().is_scalar() => out.chain.push(a.clone()),
                (Op::Number(r), _) => out.coefficient = out.coefficient.times(*r),
                (Op::Power, [base, exponent]) if is_negative(exponent) => {
                    out.below.push(power(base.clone(), neg(exponent)));
                }
                _ => out.above.push(a.clone()),
            }
        }
        // `-(A + B) x` for `(-A - B) x`.
        for f in out.above.iter_mut().chain(&mut out.chain) {
            if is_all_negative(f) {
                *f = neg(f);
                out.coefficient = out.coefficient.negated();
            }
        }
        out.above.sort_by_key(rank);
        out.below.sort_by_key(rank);
        out
    }
}

/// Whether this is a sum of subtracted terms alone.
pub(super) fn is_all_negative(e: &Expr) -> bool {
    matches!(e.op(), Op::Add) && e.args().iter().all(|t| numeric_factor(t).is_negative())
}

/// Whether this is a sum with a quotient by something that is no number.
fn has_quotient(e: &Expr) -> bool {
    let divided = |t: &Expr| {
        let args = if matches!(t.op(), Op::Mul) { t.args() } else { std::slice::from_ref(t) };
        args.iter().any(|a| {
            matches!((a.op(), a.args()), (Op::Power, [base, exponent])
                if a.shape().is_scalar() && is_negative(exponent) && !is_numeric(base))
        })
    };
    matches!(e.op(), Op::Add) && e.args().iter().any(divided)
}

/// The order in which scalars read best.
fn rank(e: &Expr) -> u8 {
    let base = match (e.op(), e.args()) {
        (Op::Power, [base, _]) => base,
        _ => e,
    };
    match base.op() {
        Op::Number(_) => 0,
        Op::Size(_) => 1,
        Op::Index(_) => 2,
        Op::Symbol(_) | Op::Entry | Op::Delta => 3,
        Op::Add => 5,
        // What takes in all that follows stands last.
        Op::Sum(_) | Op::Prod(_) => 6,
        _ => 4,
    }
}

/// Numbers, sizes and their powers: a denominator of these stands in front, `\frac{1}{n}`.
fn is_numeric(e: &Expr) -> bool {
    match (e.op(), e.args()) {
        (Op::Number(_) | Op::Size(_), _) => true,
        (Op::Power, [base, exponent]) => is_numeric(base) && is_numeric(exponent),
        (Op::Add | Op::Mul, parts) => parts.iter().all(is_numeric),
        _ => false,
    }
}

impl<C: Canvas> Typesetter<'_, C> {
    pub(super) fn product(&mut self, e: &Expr, fits: Fits) -> Piece<C::Ink> {
        let (negative, piece) = self.unsigned_product(e, fits);
        if negative { self.negated(piece) } else { piece }
    }

    /// Whether the product has a minus sign in front, and the rest.
    pub(super) fn unsigned_product(&mut self, e: &Expr, fits: Fits) -> (bool, Piece<C::Ink>) {
        let mut f = Factors::of(e);
        let negative = f.coefficient.is_negative();
        let magnitude = f.coefficient.abs();
        let (p, q) = (magnitude.numerator(), magnitude.denominator());
        let whole = |n: i128| Rational::new(n, 1).map_or_else(|| number(1), number);
        if q != 1 {
            f.below.insert(0, whole(q));
        }
        if f.below.is_empty() {
            let lead = (p != 1).then(|| whole(p));
            let factors: Vec<Expr> = lead.into_iter().chain(f.above).collect();
            return (negative, self.factors(None, &factors, &f.chain, fits));
        }
        let sums = f.above.iter().chain(&f.chain).any(|x| matches!(x.op(), Op::Sum(_) | Op::Prod(_)));
        let rest_is_empty = f.chain.is_empty() && f.above.iter().all(is_numeric);
        // `\frac{1}{n} A x`, `\frac{1}{s} \sum_i x_i`, no fraction over a fraction; `\frac{a^T x}{b^T x} c`, but `\frac{x}{\|x\|}`.
        let numeric = f.below.iter().all(is_numeric) || sums;
        let nested = f.chain.iter().chain(&f.above).any(has_quotient);
        let scalars = !f.chain.is_empty() && !f.above.iter().all(is_numeric);
        let in_front = !rest_is_empty && (numeric || nested || scalars);
        let (mut top, rest): (Vec<Expr>, Vec<Expr>) = match in_front {
            true if numeric => f.above.into_iter().partition(is_numeric),
            true => f.above.into_iter().partition(|a| !has_quotient(a)),
            false => (f.above, vec![]),
        };
        if p != 1 {
            top.insert(0, whole(p));
        }
        let below = self.factors(None, &f.below, &[], Fits::NONE);
        let no_chain = Vec::new();
        let (inside, outside) = if in_front { (&no_chain, &f.chain) } else { (&f.chain, &no_chain) };
        let above = if top.is_empty() && inside.is_empty() {
            Piece::atom(self.canvas.leaf("1"))
        } else {
            self.factors(None, &top, inside, fits)
        };
        let fraction = self.canvas.fraction(above, below);
        if rest.is_empty() && outside.is_empty() {
            return (negative, fraction);
        }
        (negative, self.factors(Some(fraction), &rest, outside, fits))
    }

    /// A fraction, scalars and a chain beside one another.
    fn factors(&mut self, front: Option<Piece<C::Ink>>, scalars: &[Expr], chain: &[Expr], fits: Fits) -> Piece<C::Ink> {
        let count = usize::from(front.is_some()) + scalars.len() + chain.len();
        let known = self.memo.sizes.in_chain(chain, fits);
        if count == 1
            && let Some(only) = scalars.first().or(chain.first())
        {
            return self.piece(only, known.first().copied().unwrap_or(Fits::NONE));
        }
        let mut inks: Vec<C::Ink> = front.into_iter().map(|p| self.tightened(p, Level::Power)).collect();
        let (mut dotted, mut level) = (false, Level::Product);
        let all = scalars.iter().map(|s| (s, Fits::NONE)).chain(chain.iter().zip(known));
        for (factor, fits) in all {
            let last = inks.len() + 1 == count;
            dotted |= !inks.is_empty() && starts_with_digit(factor);
            let piece = self.piece(factor, fits);
            // What the last factor takes in, the product does.
            if last && piece.level == Level::Open {
                level = Level::Open;
            }
            inks.push(self.tightened(piece, if last { Level::Open } else { Level::Power }));
        }
        let between = if dotted { Between::Dot } else { Between::Nothing };
        Piece::new(self.canvas.infix(between, inks), level)
    }
}

/// Whether the factor would run into a number before it.
fn starts_with_digit(e: &Expr) -> bool {
    match (e.op(), e.args()) {
        (Op::Number(r), _) => !r.is_negative() && r.denominator() == 1,
        (Op::Power, [base, exponent]) => {
            base.as_number().is_some_and(|r| !r.is_negative()) && exponent.as_number() != Some(Rational::HALF)
        }
        (Op::Size(d), _) => matches!(d.terms(), [(_, r)] if !r.is_one() && !r.is_negative() && r.denominator() == 1),
        _ => false,
    }
}
