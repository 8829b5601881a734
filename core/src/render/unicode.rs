//! Expressions in one line of Unicode: `Bᵀ ⊗ A`, `X⁻ᵀ`, `∇𝓛(Wx + b) xᵀ`.

use super::canvas::{Around, Between, Canvas};
use super::glyphs;
use super::latex::PRINTABLE;
use super::precedence::{Level, Piece};
use super::style::Style;
use super::typeset::Typesetter;
use crate::expr::Expr;
use crate::shape::{Dim, Shape};

/// One line of Unicode; bold letters are plain, as terminals show them best. Dots for what is larger than [`PRINTABLE`].
pub fn unicode(e: &Expr, style: &Style) -> String {
    line(e, style, false)
}

fn line(e: &Expr, style: &Style, bold: bool) -> String {
    if e.size() > PRINTABLE {
        return "…".into();
    }
    Typesetter::new(&Line { style, bold }, style).whole(e).text
}

/// One line of Unicode with mathematical bold letters.
pub fn unicode_bold(e: &Expr, style: &Style) -> String {
    line(e, style, true)
}

/// A symbol or any other short piece of LaTeX in Unicode.
pub fn unicode_symbol(latex: &str) -> String {
    glyphs::text(latex, false)
}

/// The set of everything of a shape in Unicode: `ℝᵐˣⁿ`, `ℝⁿ`, `ℝ`.
pub fn space_unicode(shape: &Shape) -> String {
    if shape.is_scalar() {
        return "ℝ".to_string();
    }
    let sizes = shape_unicode(shape);
    // Not every letter has a raised form.
    let raised = glyphs::raise(&sizes.replace('×', "x"));
    if raised.starts_with('^') { format!("ℝ^({sizes})") } else { format!("ℝ{raised}") }
}

/// A shape in Unicode: `m×n`, `n` for a vector, `1` for a scalar.
pub fn shape_unicode(shape: &Shape) -> String {
    if shape.is_vector() { dimension(&shape.rows).text } else { matrix_unicode(shape) }
}

fn dimension(size: &Dim) -> Ink {
    let style = Style::default();
    let canvas = Line { style: &style, bold: false };
    Typesetter::new(&canvas, &style).dimension(size)
}

/// A shape in Unicode as rows and columns: `m×n`, `n×1` for a vector.
pub fn matrix_unicode(shape: &Shape) -> String {
    let rows = dimension(&shape.rows);
    let cols = dimension(&shape.cols);
    let side = |i: Ink| if i.text.contains(' ') { format!("({})", i.text) } else { i.text };
    format!("{}×{}", side(rows), side(cols))
}

struct Line<'a> {
    style: &'a Style,
    bold: bool,
}

/// Text, and whether a space sets it apart from what stands before or after it in a product.
#[derive(Clone, Debug)]
struct Ink {
    text: String,
    before: bool,
    after: bool,
}

impl Ink {
    fn plain(text: impl Into<String>) -> Ink {
        Ink { text: text.into(), before: false, after: false }
    }
}

fn joined(parts: &[Ink], sign: &str) -> Ink {
    Ink::plain(parts.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(sign))
}

/// Whether this is a word: more letters than one, of the sort that would run into its neighbour.
fn is_word(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic() && glyphs::is_letter(*c)).count() > 1
}

impl Canvas for Line<'_> {
    type Ink = Ink;

    fn leaf(&self, latex: &str) -> Ink {
        let text = glyphs::text(latex, self.bold);
        let word = is_word(&text);
        Ink { text, before: word, after: word }
    }
    fn tight(&self, parts: Vec<Ink>) -> Ink {
        let mut out = joined(&parts, "");
        // A call stands apart: `det(X) X⁻ᵀ`.
        if parts.get(1).is_some_and(|p| p.text.starts_with(['(', '['])) {
            out.before = true;
            out.after = true;
        }
        out
    }
    fn infix(&self, between: Between, parts: Vec<Ink>) -> Ink {
        let sign = match between {
            Between::Nothing => {
                let mut out = Ink::plain("");
                for p in parts {
                    let first = out.text.is_empty();
                    if !first && (out.after || p.before) {
                        out.text.push(' ');
                    }
                    if first {
                        out.before = p.before;
                    }
                    out.text.push_str(&p.text);
                    out.after = p.after;
                }
                return out;
            }
            Between::Dot => " · ".to_string(),
            Between::Kronecker => " ⊗ ".to_string(),
            Between::Hadamard => format!(" {} ", glyphs::text(&self.style.hadamard, false)),
            Between::Convolution => " * ".to_string(),
            Between::Oslash => " ⊘ ".to_string(),
            Between::Comma => ", ".to_string(),
            Between::Index => ",".to_string(),
        };
        joined(&parts, &sign)
    }
    fn sum(&self, terms: Vec<(bool, Ink)>) -> Ink {
        let mut text = String::new();
        for (negative, term) in terms {
            text.push_str(match (text.is_empty(), negative) {
                (true, false) => "",
                (true, true) => "−",
                (false, false) => " + ",
                (false, true) => " − ",
            });
            text.push_str(&term.text);
        }
        Ink::plain(text)
    }
    fn fence(&self, around: Around, inner: Ink) -> Ink {
        let (open, close) = match around {
            Around::Parens => ("(", ")"),
            Around::Brackets => ("[", "]"),
            Around::Bars => ("|", "|"),
            Around::Norm => ("‖", "‖"),
        };
        Ink::plain(format!("{open}{}{close}", inner.text))
    }
    fn scripts(&self, base: Ink, sub: Option<Ink>, sup: Option<Ink>) -> Ink {
        let low = sub.map_or_else(String::new, |s| glyphs::lower(&s.text));
        let high = sup.map_or_else(String::new, |s| glyphs::raise(&s.text));
        // What is raised or lowered with a caret ends where a space says so.
        let after = base.after || high.starts_with('^') || high.is_empty() && low.starts_with('_');
        Ink { text: format!("{}{low}{high}", base.text), before: base.before, after }
    }
    fn fraction(&self, above: Piece<Ink>, below: Piece<Ink>) -> Piece<Ink> {
        if let Some(one) = glyphs::vulgar(&above.ink.text, &below.ink.text) {
            return Piece::new(Ink::plain(one), Level::Power);
        }
        let side = |p: Piece<Ink>| if p.level >= Level::Power { p.ink.text } else { format!("({})", p.ink.text) };
        Piece::new(Ink::plain(format!("{}/{}", side(above), side(below))), Level::Quotient)
    }
    fn root(&self, of: Piece<Ink>) -> Piece<Ink> {
        let single = of.level == Level::Atom && !of.ink.text.ends_with(')');
        let text = if single { format!("√{}", of.ink.text) } else { format!("√({})", of.ink.text) };
        Piece::new(Ink { text, before: false, after: true }, Level::Power)
    }
    fn big(&self, sign: &str, from: Ink, to: Ink, body: Ink) -> Ink {
        let sign = glyphs::text(sign, false);
        let text = format!("{sign}{}{} {}", glyphs::lower(&from.text), glyphs::raise(&to.text), body.text);
        Ink { text, before: false, after: true }
    }
    fn prefix(&self, operator: Ink, argument: Ink) -> Ink {
        let space = if is_word(&operator.text) { " " } else { "" };
        Ink { text: format!("{}{space}{}", operator.text, argument.text), before: true, after: true }
    }
    fn blocks(&self, rows: Vec<Vec<Ink>>) -> Ink {
        let rows: Vec<String> = rows.iter().map(|r| joined(r, ", ").text).collect();
        Ink::plain(format!("[{}]", rows.join("; ")))
    }
}
