//! How long a formula is for a reader: the letters, numbers, named functions and signs, not braces, spacing or fonts.
//!
//! [`length`] counts printed LaTeX, [`Costs`] an expression without printing it; both agree, for the drawing is the same.

use super::canvas::{Around, Between, Canvas};
use super::precedence::{Level, Piece};
use super::style::Style;
use super::typeset::{Memo, Typesetter};
use crate::expr::Expr;

const SILENT: [&str; 10] =
    ["left", "right", "mathbf", "boldsymbol", "mathrm", "operatorname", "bm", "big", "Big", "quad"];

/// The symbols a reader of this LaTeX meets.
pub fn length(latex: &str) -> u32 {
    let bytes = latex.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let letters = |mut i: usize| {
        while at(i).is_ascii_alphabetic() {
            i += 1;
        }
        i
    };
    let (mut i, mut count) = (0, 0u32);
    while i < bytes.len() {
        match at(i) {
            b'\\' => {
                let end = letters(i + 1);
                let name = latex.get(i + 1..end).unwrap_or("");
                if name.is_empty() {
                    count += u32::from(!matches!(at(i + 1), b',' | b';' | b'!' | b':' | b' ' | b'{' | b'}' | 0));
                    i += 2;
                    continue;
                }
                i = end;
                if matches!(name, "operatorname" | "mathrm") {
                    // An upright word is one named thing.
                    let open = i + usize::from(at(i) == b'*');
                    let close = letters(open + 1);
                    if at(open) == b'{' && close > open + 1 && at(close) == b'}' {
                        count += 1;
                        i = close + 1;
                    }
                } else {
                    count += u32::from(!SILENT.contains(&name));
                }
            }
            b'0'..=b'9' => {
                while at(i).is_ascii_digit() {
                    i += 1;
                }
                if at(i) == b'.' && at(i + 1).is_ascii_digit() {
                    i += 1;
                    while at(i).is_ascii_digit() {
                        i += 1;
                    }
                }
                count += 1;
            }
            c => {
                count += u32::from(c.is_ascii_alphabetic() || b"+-=/*'".contains(&c));
                i += 1;
            }
        }
    }
    count
}

/// The length of `e` as printed in the default style.
pub fn cost(e: &Expr) -> u32 {
    Costs::default().of(e)
}

/// Lengths of many expressions that share parts: each part is measured once.
#[derive(Default)]
pub struct Costs {
    style: Style,
    memo: Memo<u32>,
}

impl Costs {
    /// The length of `e` as printed in the default style.
    pub fn of(&mut self, e: &Expr) -> u32 {
        let mut typesetter = Typesetter::resume(&Ruler, &self.style, std::mem::take(&mut self.memo));
        let cost = typesetter.whole(e);
        self.memo = typesetter.into_memo();
        cost
    }
}

/// The canvas that only measures.
struct Ruler;

fn total(parts: &[u32]) -> u32 {
    parts.iter().fold(0, |s, p| s.saturating_add(*p))
}

impl Canvas for Ruler {
    type Ink = u32;

    fn leaf(&self, latex: &str) -> u32 {
        length(latex)
    }
    fn tight(&self, parts: Vec<u32>) -> u32 {
        total(&parts)
    }
    fn infix(&self, between: Between, parts: Vec<u32>) -> u32 {
        let signs = if matches!(between, Between::Nothing | Between::Comma | Between::Index) {
            0
        } else {
            parts.len().saturating_sub(1)
        };
        total(&parts).saturating_add(u32::try_from(signs).unwrap_or(u32::MAX))
    }
    fn sum(&self, terms: Vec<(bool, u32)>) -> u32 {
        let mut first = true;
        terms.iter().fold(0u32, |s, (negative, t)| {
            let sign = u32::from(*negative || !first);
            first = false;
            s.saturating_add(sign).saturating_add(*t)
        })
    }
    fn fence(&self, around: Around, inner: u32) -> u32 {
        if around == Around::Norm { inner.saturating_add(2) } else { inner }
    }
    fn scripts(&self, base: u32, sub: Option<u32>, sup: Option<u32>) -> u32 {
        total(&[base, sub.unwrap_or(0), sup.unwrap_or(0)])
    }
    fn fraction(&self, above: Piece<u32>, below: Piece<u32>) -> Piece<u32> {
        Piece::new(total(&[1, above.ink, below.ink]), Level::Power)
    }
    fn root(&self, of: Piece<u32>) -> Piece<u32> {
        Piece::atom(of.ink.saturating_add(1))
    }
    fn big(&self, _: &str, from: u32, to: u32, body: u32) -> u32 {
        total(&[1, from, to, body])
    }
    fn prefix(&self, operator: u32, argument: u32) -> u32 {
        operator.saturating_add(argument)
    }
    fn blocks(&self, rows: Vec<Vec<u32>>) -> u32 {
        // As the environment's name is counted in print.
        let frame = length("\\begin{bmatrix}\\end{bmatrix}");
        let breaks = u32::try_from(rows.len().saturating_sub(1)).unwrap_or(u32::MAX);
        rows.iter().fold(frame.saturating_add(breaks), |s, r| s.saturating_add(total(r)))
    }
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_reader_meets_letters_numbers_names_and_signs() {
        for (latex, symbols) in [
            ("A^T B^T", 4),
            ("2 X^T (X \\mathbf{w} - \\mathbf{y})", 7),
            ("\\operatorname{tr}(X)", 2),
            ("\\mathrm{d} X", 2),
            ("\\|\\mathbf{x}\\|_2", 4),
            ("\\frac{1}{2} \\left(A + B\\right)", 6),
            ("1.5 x'", 3),
            ("\\mathrm{}\\", 0),
        ] {
            assert_eq!(length(latex), symbols, "{latex}");
        }
    }
}
