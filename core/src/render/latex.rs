//! Expressions as LaTeX.

use super::canvas::{Around, Between, Canvas};
use super::precedence::{Level, Piece};
use super::style::Style;
use super::typeset::Typesetter;
use crate::expr::Expr;
use crate::shape::Shape;

/// Expressions that are larger than this when written out as a tree are not printed.
pub const PRINTABLE: u64 = 1_000_000;

/// LaTeX in the author's notation; dots for what is larger than [`PRINTABLE`].
pub fn latex(e: &Expr, style: &Style) -> String {
    if e.size() > PRINTABLE {
        return "\\ldots".into();
    }
    Typesetter::new(&Latex { style }, style).whole(e).text
}

/// A shape as LaTeX: `m \times n`, `n` for a vector, `1` for a scalar.
pub fn shape_latex(shape: &Shape, style: &Style) -> String {
    let canvas = Latex { style };
    let typesetter = Typesetter::new(&canvas, style);
    if shape.is_vector() {
        typesetter.dimension(&shape.rows).text
    } else {
        format!("{} \\times {}", typesetter.dimension(&shape.rows).text, typesetter.dimension(&shape.cols).text)
    }
}

/// The canvas that writes LaTeX.
struct Latex<'a> {
    style: &'a Style,
}

/// LaTeX, and whether it is taller than a line.
#[derive(Clone, Debug)]
struct Ink {
    text: String,
    tall: bool,
}

impl Ink {
    fn low(text: impl Into<String>) -> Ink {
        Ink { text: text.into(), tall: false }
    }
}

/// Whether the text is one token, which needs no braces as a script.
fn is_token(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('\\') => text.len() > 1 && chars.all(|c| c.is_ascii_alphabetic()),
        Some(_) => chars.next().is_none(),
        None => false,
    }
}

fn joined(parts: Vec<Ink>, sign: &str) -> Ink {
    let tall = parts.iter().any(|p| p.tall);
    let texts: Vec<String> = parts.into_iter().map(|p| p.text).collect();
    Ink { text: texts.join(sign), tall }
}

fn script(mark: char, ink: &Ink) -> String {
    if is_token(&ink.text) { format!("{mark}{}", ink.text) } else { format!("{mark}{{{}}}", ink.text) }
}

impl Canvas for Latex<'_> {
    type Ink = Ink;

    fn leaf(&self, latex: &str) -> Ink {
        Ink::low(latex)
    }
    fn tight(&self, parts: Vec<Ink>) -> Ink {
        let tall = parts.iter().any(|p| p.tall);
        let mut text = String::new();
        for p in parts {
            // A command ends where letters end.
            let in_command = text.rfind('\\').is_some_and(|at| {
                let name = text.get(at + 1..).unwrap_or("");
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic())
            });
            if in_command && p.text.starts_with(|c: char| c.is_ascii_alphabetic()) {
                text.push(' ');
            }
            text.push_str(&p.text);
        }
        Ink { text, tall }
    }
    fn infix(&self, between: Between, parts: Vec<Ink>) -> Ink {
        match between {
            Between::Nothing => joined(parts, " "),
            Between::Dot => joined(parts, " \\cdot "),
            Between::Kronecker => joined(parts, " \\otimes "),
            Between::Hadamard => joined(parts, &format!(" {} ", self.style.hadamard)),
            Between::Convolution => joined(parts, &format!(" {} ", self.style.convolution.as_deref().unwrap_or("*"))),
            Between::Oslash => joined(parts, " \\oslash "),
            Between::Comma => joined(parts, ", "),
            Between::Index => joined(parts, ","),
        }
    }
    fn sum(&self, terms: Vec<(bool, Ink)>) -> Ink {
        let tall = terms.iter().any(|(_, t)| t.tall);
        let mut text = String::new();
        for (negative, term) in terms {
            text.push_str(match (text.is_empty(), negative) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            });
            text.push_str(&term.text);
        }
        Ink { text, tall }
    }
    fn fence(&self, around: Around, inner: Ink) -> Ink {
        let (open, close) = match around {
            Around::Parens => ("(", ")"),
            Around::Brackets => ("[", "]"),
            Around::Bars => ("|", "|"),
            Around::Norm => (self.style.norm.0.as_str(), self.style.norm.1.as_str()),
        };
        let text = &inner.text;
        if inner.tall {
            return Ink { text: format!("\\left{open} {text} \\right{close}"), tall: true };
        }
        // `\lVert` and the like are commands and need a space before a letter.
        let gap = if open.ends_with(|c: char| c.is_ascii_alphabetic()) { " " } else { "" };
        Ink::low(format!("{open}{gap}{text}{gap}{close}"))
    }
    fn scripts(&self, base: Ink, sub: Option<Ink>, sup: Option<Ink>) -> Ink {
        let mut text = base.text;
        if let Some(sub) = sub {
            text.push_str(&script('_', &sub));
        }
        if let Some(sup) = sup {
            if !sup.text.is_empty() && sup.text.chars().all(|c| c == '\'') {
                text.push_str(&sup.text);
            } else {
                text.push_str(&script('^', &sup));
            }
        }
        Ink { text, tall: base.tall }
    }
    fn fraction(&self, above: Piece<Ink>, below: Piece<Ink>) -> Piece<Ink> {
        let text = format!("\\frac{{{}}}{{{}}}", above.ink.text, below.ink.text);
        Piece::new(Ink { text, tall: true }, Level::Power)
    }
    fn root(&self, of: Piece<Ink>) -> Piece<Ink> {
        Piece::atom(Ink { text: format!("\\sqrt{{{}}}", of.ink.text), tall: of.ink.tall })
    }
    fn big(&self, sign: &str, from: Ink, to: Ink, body: Ink) -> Ink {
        let to = script('^', &to);
        Ink { text: format!("{sign}_{{{}}}{to} {}", from.text, body.text), tall: true }
    }
    fn prefix(&self, operator: Ink, argument: Ink) -> Ink {
        joined(vec![operator, argument], " ")
    }
    fn blocks(&self, rows: Vec<Vec<Ink>>) -> Ink {
        let rows: Vec<String> = rows.into_iter().map(|r| joined(r, " & ").text).collect();
        Ink { text: format!("\\begin{{bmatrix}} {} \\end{{bmatrix}}", rows.join(" \\\\ ")), tall: true }
    }
}
