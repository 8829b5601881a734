//! What authors say to matgrad in words: remarks in comments, and properties of names in strict blocks.
//!
//! `A \in \mathbb{R}^{m\times n}, S symmetric`: parts between commas or semicolons, each a declaration in LaTeX or a name
//! with a property.

use std::ops::Range;
use std::sync::Arc;

use matgrad_core::elaborate::declare;
use matgrad_core::notation::{Formula, Macros, Span, parse};

use super::prose::{self, Placed, Token, Word};

/// A longer part says no property.
const LONGEST: usize = 200;

/// A part of a remark.
#[derive(Debug, PartialEq)]
pub enum Remark {
    /// Declarations: `A \in \mathbb{R}^{m\times n}`.
    Declare(Arc<Formula>),
    /// A property: `A symmetric`.
    Assume(Property),
    /// Says nothing to the analysis.
    Other,
}

/// A name and what is assumed of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// The name's identity.
    pub key: String,
    /// The name as written.
    pub latex: String,
    /// The property, `symmetric`.
    pub word: &'static str,
    /// Where it is said.
    pub span: Span,
}

/// The parts of a remark.
pub fn remark(text: &str, macros: &Macros) -> Vec<Remark> {
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).next();
    if word == Some("ignore") {
        return vec![Remark::Other];
    }
    let (said, rest) = properties(text, macros);
    let mut out = Vec::new();
    if !rest.trim().is_empty() {
        out.push(Remark::Declare(Arc::new(parse(&rest, macros))));
    }
    out.extend(said.into_iter().map(Remark::Assume));
    out
}

/// The properties that the parts of a text say of names, and the text with blanks in their place.
pub fn properties(text: &str, macros: &Macros) -> (Vec<Property>, String) {
    let mut said = Vec::new();
    let mut rest = String::with_capacity(text.len());
    for part in parts(text) {
        let piece = text.get(part.clone()).unwrap_or_default();
        let words = piece.trim_start_matches([',', ';']);
        let start = part.end - words.trim_start().len();
        match property(words.trim(), macros) {
            Some((key, latex, word)) => {
                let span = Span::new(start, start + words.trim().len());
                said.push(Property { key, latex, word, span });
                rest.extend(std::iter::repeat_n(' ', piece.len()));
            }
            None => rest.push_str(piece),
        }
    }
    (said, rest)
}

/// `A symmetric`, `A is positive definite`: the name's identity, its LaTeX and the property.
fn property(part: &str, macros: &Macros) -> Option<(String, String, &'static str)> {
    if part.len() > LONGEST || !part.contains(char::is_whitespace) {
        return None;
    }
    declare::assumption(part, macros).or_else(|| {
        let (name, words) = part.split_once(char::is_whitespace)?;
        let mut tokens = Vec::new();
        prose::tokens_of(words, &mut tokens);
        let property = tokens.iter().find_map(|placed: &Placed| match placed.token {
            Token::Word(Word::Property(property)) => Some(property),
            _ => None,
        })?;
        let mention = prose::names_of(&parse(name, macros)).first().cloned()?;
        Some((mention.key, mention.latex, property))
    })
}

/// The parts of a text: lines, and in them what stands between commas and semicolons outside brackets. A part begins with the
/// sign that parts it from the one before, and the end of a line is a part of its own.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut start, mut depth, mut escaped) = (0, 0usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '\n' => {
                out.extend([start..at, at..at + 1]);
                (start, depth) = (at + 1, 0);
            }
            _ if escaped => {}
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                out.push(start..at);
                start = at;
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    out.push(start..text.len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_taken_out_of_a_text_and_the_rest_keeps_its_place() {
        let macros = Macros::new();
        type Case = (&'static str, &'static [(&'static str, &'static str, &'static str)], &'static str);
        let cases: &[Case] = &[
            (r"A \in \mathbb{R}^{n,n}, A symmetric", &[("A", "symmetric", "A symmetric")], r"A \in \mathbb{R}^{n,n}"),
            ("\\mathbf x positive\nf(x, y) = 1", &[("\\mathbf x", "positive", "\\mathbf x positive")], "f(x, y) = 1"),
            (
                "S is positive definite; Q orthogonal",
                &[("S", "posdef", "S is positive definite"), ("Q", "orthogonal", "Q orthogonal")],
                "",
            ),
            ("A x = b", &[], "A x = b"),
        ];
        for (text, expected, left) in cases {
            let (said, rest) = properties(text, &macros);
            let said: Vec<_> =
                said.iter().map(|said| (said.latex.as_str(), said.word, &text[said.span.range()])).collect();
            assert_eq!((said.as_slice(), rest.trim()), (*expected, *left), "{text}");
            assert_eq!(rest.len(), text.len(), "{text}");
        }
    }
}
