//! From an expression to drawn pieces: order of terms, signs, fractions, parentheses, sizes of constants. Every printer and the
//! length of a formula come from here, so they agree.
//!
//! Precedence is that of the reader: juxtaposition binds tighter than `\odot` and `\otimes`, these tighter than `+` and `-`; a
//! sum sign covers the product after it.

mod call;
mod fits;
mod flip;
mod leaf;
mod power;
mod product;

use std::collections::HashMap;

use super::canvas::{Around, Between, Canvas};
use super::precedence::{Level, Piece};
use super::style::Style;
use crate::expr::build::numeric_factor;
use crate::expr::{Digest, DigestHasher, Expr, Op};
use crate::rational::Rational;
use fits::Fits;

/// What was found out before: pieces drawn, by expression and by what is known of its size from outside, and what the expressions
/// say of their sizes and transposes.
pub struct Memo<I> {
    pieces: HashMap<(Digest, Fits), Piece<I>, DigestHasher>,
    sizes: fits::Sizes,
    marks: flip::Marks,
}

impl<I> Default for Memo<I> {
    fn default() -> Self {
        Memo { pieces: HashMap::default(), sizes: fits::Sizes::default(), marks: flip::Marks::default() }
    }
}

/// Draws expressions on a canvas.
pub struct Typesetter<'a, C: Canvas> {
    canvas: &'a C,
    style: &'a Style,
    memo: Memo<C::Ink>,
}

impl<'a, C: Canvas> Typesetter<'a, C> {
    /// A typesetter for an author's notation.
    pub fn new(canvas: &'a C, style: &'a Style) -> Self {
        Self::resume(canvas, style, Memo::default())
    }

    /// A typesetter that knows what was drawn before on the same canvas in the same style.
    pub fn resume(canvas: &'a C, style: &'a Style, memo: Memo<C::Ink>) -> Self {
        Typesetter { canvas, style, memo }
    }

    /// What was drawn, to resume with.
    pub fn into_memo(self) -> Memo<C::Ink> {
        self.memo
    }

    /// A whole formula.
    pub fn whole(&mut self, e: &Expr) -> C::Ink {
        self.piece(e, Fits::NONE).ink
    }

    /// A size.
    pub fn dimension(&self, d: &crate::shape::Dim) -> C::Ink {
        self.size(d).ink
    }

    /// `e` where a level of at least `level` is wanted.
    fn at(&mut self, e: &Expr, level: Level, fits: Fits) -> C::Ink {
        let piece = self.piece(e, fits);
        self.tightened(piece, level)
    }

    fn tightened(&self, piece: Piece<C::Ink>, level: Level) -> C::Ink {
        if piece.level >= level { piece.ink } else { self.canvas.fence(Around::Parens, piece.ink) }
    }

    fn piece(&mut self, e: &Expr, fits: Fits) -> Piece<C::Ink> {
        if e.args().is_empty() {
            return self.draw(e, fits);
        }
        let key = (e.digest(), fits);
        if let Some(known) = self.memo.pieces.get(&key) {
            return known.clone();
        }
        let piece = match self.memo.marks.flipped(e) {
            Some(flipped) if product::is_all_negative(&flipped) => {
                let positive = self.transposed(&crate::expr::build::neg(&flipped), fits);
                self.negated(positive)
            }
            Some(flipped) => self.transposed(&flipped, fits),
            None => self.draw(e, fits),
        };
        self.memo.pieces.insert(key, piece.clone());
        piece
    }

    fn draw(&mut self, e: &Expr, fits: Fits) -> Piece<C::Ink> {
        match (e.op(), e.args()) {
            (Op::Number(r), _) => self.number(*r),
            (Op::Size(d), _) => self.size(d),
            (Op::Index(i), _) => Piece::atom(self.canvas.leaf(i)),
            (Op::Symbol(s), indices) => self.symbol(s, indices),
            (Op::Differential(s), indices) => {
                let body = self.symbol(s, indices).ink;
                let d = self.canvas.leaf(&self.style.differential);
                Piece::new(self.canvas.prefix(d, body), Level::Prefix)
            }
            (Op::Constant(c), _) => self.constant(c, e.shape(), fits),
            (Op::Unit, [k]) => {
                let base = self.canvas.leaf(&self.style.unit);
                let k = self.piece(k, Fits::NONE).ink;
                Piece::atom(self.canvas.scripts(base, Some(k), None))
            }
            (Op::Delta, indices) => {
                let base = self.canvas.leaf("\\delta");
                let sub = self.subscripts(indices);
                Piece::atom(self.canvas.scripts(base, Some(sub), None))
            }
            (Op::Add, terms) => self.sum(terms, fits),
            (Op::Mul, _) => self.product(e, fits),
            (Op::Hadamard, factors) => self.hadamard(factors, fits),
            (Op::Kron, factors) => {
                let parts = factors.iter().map(|f| self.at(f, Level::Product, Fits::NONE)).collect();
                Piece::new(self.canvas.infix(Between::Kronecker, parts), Level::Infix)
            }
            (Op::Power, [base, exponent]) => self.power(e, base, exponent, fits),
            (Op::EntryPower, [base, exponent]) => self.entry_power(base, exponent),
            (Op::Call(f), args) => self.call(*f, args, fits),
            (Op::Apply(f, reading), args) => self.apply(f, *reading, args),
            (Op::Entry, [x, i, j]) => self.entry(x, i, j),
            (Op::Block(_, cols), blocks) => {
                let rows = blocks
                    .chunks((*cols).max(1))
                    .map(|row| row.iter().map(|b| self.piece(b, Fits::NONE).ink).collect())
                    .collect();
                Piece::atom(self.canvas.blocks(rows))
            }
            (Op::Sum(i), [lo, hi, body]) => self.big("\\sum", i, lo, hi, body, fits),
            (Op::Prod(i), [lo, hi, body]) => self.big("\\prod", i, lo, hi, body, fits),
            (Op::Table(i, j), [body]) => self.table(i, j, body),
            // Every operation with another number of arguments than it has is drawn as a call, so that nothing is lost.
            (_, args) => {
                let name = self.canvas.leaf("?");
                self.called(name, args)
            }
        }
    }

    /// `(a, b)` after `head`.
    fn called(&mut self, head: C::Ink, args: &[Expr]) -> Piece<C::Ink> {
        let args = args.iter().map(|a| self.piece(a, Fits::NONE).ink).collect();
        let list = self.canvas.infix(Between::Comma, args);
        let fenced = self.canvas.fence(Around::Parens, list);
        Piece::atom(self.canvas.tight(vec![head, fenced]))
    }

    fn sum(&mut self, terms: &[Expr], fits: Fits) -> Piece<C::Ink> {
        let inner = terms.iter().fold(fits, |f, t| f.or(self.memo.sizes.of(t)));
        // `B - A` for `-A + B`.
        let negative = |t: &Expr| numeric_factor(t).is_negative();
        let lead = match terms.first() {
            Some(first) if negative(first) => terms.iter().position(|t| !negative(t)).unwrap_or(0),
            _ => 0,
        };
        let order = terms.get(lead).into_iter().chain(terms.iter().take(lead)).chain(terms.iter().skip(lead + 1));
        let drawn = order
            .map(|t| {
                let (negative, piece) = self.signed(t, inner);
                (negative, self.tightened(piece, Level::Infix))
            })
            .collect();
        Piece::new(self.canvas.sum(drawn), Level::Sum)
    }

    /// The sign of a term and the rest of it.
    fn signed(&mut self, e: &Expr, fits: Fits) -> (bool, Piece<C::Ink>) {
        match e.op() {
            Op::Number(r) if r.is_negative() => (true, self.number(r.negated())),
            Op::Mul => self.unsigned_product(e, fits),
            _ => (false, self.piece(e, fits)),
        }
    }

    /// A piece under a minus sign.
    fn negated(&self, piece: Piece<C::Ink>) -> Piece<C::Ink> {
        let ink = self.tightened(piece, Level::Infix);
        Piece::new(self.canvas.sum(vec![(true, ink)]), Level::Sum)
    }

    fn big(&mut self, sign: &str, i: &str, lo: &Expr, hi: &Expr, body: &Expr, fits: Fits) -> Piece<C::Ink> {
        let lo = self.piece(lo, Fits::NONE).ink;
        let from = self.canvas.tight(vec![self.canvas.leaf(i), self.canvas.leaf("="), lo]);
        let to = self.piece(hi, Fits::NONE).ink;
        let body = self.at(body, Level::Open, fits);
        Piece::new(self.canvas.big(sign, from, to, body), Level::Open)
    }

    fn number(&self, r: Rational) -> Piece<C::Ink> {
        if r.is_negative() {
            let positive = self.number(r.negated());
            return self.negated(positive);
        }
        let above = Piece::atom(self.canvas.leaf(&r.numerator().to_string()));
        if r.denominator() == 1 {
            return above;
        }
        self.canvas.fraction(above, Piece::atom(self.canvas.leaf(&r.denominator().to_string())))
    }
}
