//! Symbols, constants, sizes, entries: what is drawn from letters and subscripts.

use super::Typesetter;
use super::fits::Fits;
use crate::expr::{Constant, Expr, Op, Symbol};
use crate::rational::Rational;
use crate::render::canvas::{Around, Between, Canvas};
use crate::render::precedence::{Level, Piece};
use crate::shape::{Dim, Shape, SizeName};

/// Font commands that only make a letter bold; an entry of the vector is the letter without them.
const BOLD: [&str; 6] = ["mathbf", "boldsymbol", "bm", "mathbfit", "vec", "pmb"];

/// The letter under a bold font: `x` of `\mathbf{x}` or `\mathbf x`, `\mu` of `\boldsymbol{\mu}`.
fn unbold(latex: &str) -> Option<&str> {
    let rest = latex.trim().strip_prefix('\\')?;
    let (command, rest) = rest.split_at(rest.find(|c: char| !c.is_ascii_alphabetic())?);
    if !BOLD.contains(&command) {
        return None;
    }
    let rest = rest.trim();
    let letter = rest.strip_prefix('{').and_then(|r| r.strip_suffix('}')).unwrap_or(rest).trim();
    is_letter(letter).then_some(letter)
}

/// One letter, or a command that stands for one.
pub(super) fn is_letter(latex: &str) -> bool {
    let mut chars = latex.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => c.is_alphabetic(),
        (Some('\\'), Some(_)) => latex.chars().skip(1).all(|c| c.is_ascii_alphabetic()),
        _ => false,
    }
}

impl<C: Canvas> Typesetter<'_, C> {
    pub(super) fn symbol(&mut self, s: &Symbol, indices: &[Expr]) -> Piece<C::Ink> {
        let latex = s.latex();
        let base = self.canvas.leaf(latex);
        let outside = outside_braces(latex);
        if indices.is_empty() {
            let scripted = outside.contains('^') || outside.contains('\'');
            return Piece::new(base, if scripted { Level::Power } else { Level::Atom });
        }
        let base = if outside.contains(['^', '_', '\'']) { self.canvas.fence(Around::Parens, base) } else { base };
        // The indices of a family stand where they were declared: `x_i`, `x^{(i)}`.
        let upper = s.key().matches("^[]").count();
        let (below, above) = indices.split_at(indices.len().saturating_sub(upper));
        let sub = (!below.is_empty()).then(|| self.subscripts(below));
        let sup = (!above.is_empty()).then(|| {
            let inner = self.subscripts(above);
            self.canvas.fence(Around::Parens, inner)
        });
        let level = if sup.is_some() { Level::Power } else { Level::Atom };
        Piece::new(self.canvas.scripts(base, sub, sup), level)
    }

    /// `ij`, or `i,j` where that is clearer.
    pub(super) fn subscripts(&mut self, indices: &[Expr]) -> C::Ink {
        let single = |e: &Expr| match e.op() {
            Op::Index(i) => is_letter(i),
            Op::Symbol(s) => e.args().is_empty() && is_letter(s.latex()),
            Op::Size(d) => matches!(d.as_name(), Some(SizeName::Named(n)) if is_letter(n)),
            Op::Number(r) => r.as_integer().is_some_and(|n| (0..10).contains(&n)),
            _ => false,
        };
        let numbers = indices.iter().filter(|e| e.as_number().is_some()).count();
        let comma = self.style.entry_comma || numbers > 1 || !indices.iter().all(single);
        let drawn: Vec<C::Ink> = indices.iter().map(|e| self.piece(e, Fits::NONE).ink).collect();
        if comma { self.canvas.infix(Between::Index, drawn) } else { self.canvas.tight(drawn) }
    }

    pub(super) fn entry(&mut self, x: &Expr, i: &Expr, j: &Expr) -> Piece<C::Ink> {
        let pair = [i.clone(), j.clone()];
        let indices = if x.shape().is_vector() {
            &pair[..1]
        } else if x.shape().is_row() {
            &pair[1..]
        } else {
            &pair[..]
        };
        let sub = self.subscripts(indices);
        let own = match x.op() {
            Op::Symbol(s) if x.args().is_empty() => {
                let plain = if self.style.plain_entries { unbold(s.latex()) } else { None };
                plain.or_else(|| (is_letter(s.latex()) || unbold(s.latex()).is_some()).then(|| s.latex()))
            }
            _ => None,
        };
        let base = match own {
            Some(letter) => self.canvas.leaf(letter),
            None => {
                let inner = self.piece(x, Fits::NONE).ink;
                self.canvas.fence(Around::Brackets, inner)
            }
        };
        Piece::atom(self.canvas.scripts(base, Some(sub), None))
    }

    /// `[f]_{ij}`: the matrix whose entries are given.
    pub(super) fn table(&mut self, i: &str, j: &str, body: &Expr) -> Piece<C::Ink> {
        let names: Vec<Expr> = [i, j].iter().filter(|k| !k.is_empty()).map(|k| crate::expr::build::index(k)).collect();
        let sub = self.subscripts(&names);
        let inner = self.piece(body, Fits::NONE).ink;
        let fenced = self.canvas.fence(Around::Brackets, inner);
        Piece::atom(self.canvas.scripts(fenced, Some(sub), None))
    }

    pub(super) fn constant(&mut self, c: &Constant, shape: &Shape, fits: Fits) -> Piece<C::Ink> {
        match c {
            Constant::Zero if shape.is_scalar() || !(shape.is_vector() || shape.is_row()) => {
                Piece::atom(self.canvas.leaf("0"))
            }
            Constant::Zero => self.upright(&self.style.zero_vector, None, !shape.is_vector()),
            Constant::Identity => {
                let size = (!fits.rows && !fits.cols).then_some(&shape.rows);
                self.upright(&self.style.identity, size, false)
            }
            Constant::Ones if shape.is_vector() => {
                let size = (!fits.rows).then_some(&shape.rows);
                self.upright(&self.style.ones, size, false)
            }
            Constant::Ones if shape.is_row() => {
                let size = (!fits.cols).then_some(&shape.cols);
                self.upright(&self.style.ones, size, true)
            }
            // A bold 1 alone is a column.
            Constant::Ones => {
                let column = self.upright(&self.style.ones, (!fits.rows).then_some(&shape.rows), false).ink;
                let row = self.upright(&self.style.ones, (!fits.cols).then_some(&shape.cols), true).ink;
                Piece::new(self.canvas.infix(Between::Nothing, vec![column, row]), Level::Product)
            }
            Constant::Commutation(m, n) => {
                let letters = [m, n].iter().all(|d| matches!(d.as_name(), Some(SizeName::Named(s)) if is_letter(s)));
                let parts = vec![self.size(m).ink, self.size(n).ink];
                let sub = if letters && !self.style.entry_comma {
                    self.canvas.tight(parts)
                } else {
                    self.canvas.infix(Between::Index, parts)
                };
                let base = self.canvas.leaf(&self.style.commutation);
                Piece::atom(self.canvas.scripts(base, Some(sub), None))
            }
            Constant::Duplication(n) => self.upright(&self.style.duplication, Some(n), false),
            Constant::Elimination(n) => self.upright(&self.style.elimination, Some(n), false),
            Constant::SkewDuplication(n) => self.upright(&self.style.skew_duplication, Some(n), false),
        }
    }

    /// A constant's letter with its size where that is to be said, and a transpose where it is a row.
    fn upright(&self, letter: &str, size: Option<&Dim>, row: bool) -> Piece<C::Ink> {
        let base = self.canvas.leaf(letter);
        let sub = size.map(|d| self.size(d).ink);
        let sup = row.then(|| self.canvas.leaf(&self.style.transpose));
        let level = if row { Level::Power } else { Level::Atom };
        if sub.is_none() && sup.is_none() {
            return Piece::atom(base);
        }
        Piece::new(self.canvas.scripts(base, sub, sup), level)
    }

    /// The number a size is.
    pub(super) fn size(&self, d: &Dim) -> Piece<C::Ink> {
        let common = d.terms().iter().fold(1i128, |c, (_, r)| lcm(c, r.denominator()));
        let terms: Vec<(bool, Piece<C::Ink>)> =
            d.as_written().into_iter().map(|(names, r)| (r.is_negative(), self.monomial(names, *r, common))).collect();
        let whole = match terms.len() {
            0 => Piece::atom(self.canvas.leaf("0")),
            1 if !terms[0].0 => terms.into_iter().next().map_or_else(|| Piece::atom(self.canvas.leaf("0")), |t| t.1),
            _ => Piece::new(self.canvas.sum(terms.into_iter().map(|(n, p)| (n, p.ink)).collect()), Level::Sum),
        };
        if common == 1 {
            return whole;
        }
        self.canvas.fraction(whole, Piece::atom(self.canvas.leaf(&common.to_string())))
    }

    fn monomial(&self, names: &[SizeName], r: Rational, common: i128) -> Piece<C::Ink> {
        let magnitude = Rational::new(common, 1).map_or(r, |c| r.times(c)).abs();
        let mut factors: Vec<Piece<C::Ink>> = Vec::new();
        if !magnitude.is_one() || names.is_empty() {
            factors.push(self.number(magnitude));
        }
        let mut rest = names;
        while let Some(name) = rest.first() {
            let power = rest.iter().take_while(|n| *n == name).count();
            let base = match name {
                SizeName::Named(n) => self.canvas.leaf(n),
                SizeName::Unknown(_) => self.canvas.leaf("?"),
            };
            factors.push(if power == 1 {
                Piece::atom(base)
            } else {
                let sup = self.canvas.leaf(&power.to_string());
                Piece::new(self.canvas.scripts(base, None, Some(sup)), Level::Power)
            });
            rest = rest.get(power..).unwrap_or(&[]);
        }
        match factors.len() {
            1 => factors.swap_remove(0),
            _ => {
                let inks = factors.into_iter().map(|p| p.ink).collect();
                Piece::new(self.canvas.infix(Between::Nothing, inks), Level::Product)
            }
        }
    }
}

fn lcm(a: i128, b: i128) -> i128 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    if x == 0 { a } else { (a / x).saturating_mul(b) }
}

/// What of LaTeX stands outside of braces: `A^` of `A^{(1)}`.
fn outside_braces(latex: &str) -> String {
    let mut depth = 0usize;
    latex
        .chars()
        .filter(|c| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        })
        .collect()
}
