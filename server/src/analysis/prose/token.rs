//! Sentences as declarations see them: words that matter, formulas by what they could name, and stops.

use std::ops::Range;

use matgrad_core::elaborate::declare::{cross, dim, family_indices};
use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{Formula, Kind, Node, RelKind, Sep, Span};
use matgrad_core::shape::Dim;

use super::lexicon::{self, Word};

/// A name as a declaration needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The formula it stands in.
    pub formula: usize,
    /// Its identity.
    pub key: String,
    /// As its author writes it.
    pub latex: String,
    /// Where it stands in the formula's text.
    pub span: Span,
    /// The family it is a member of where its indices are letters: identity, name and indices.
    pub family: Option<Family>,
}

/// A family that a name belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    pub key: String,
    pub latex: String,
    pub indices: Vec<String>,
}

/// What a formula in a sentence can be read as. One letter is both a name and a length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The names it is about: `A`, `A, B`, the `A` of `A \in \mathbb R^{m\times n}`.
    pub names: Vec<Mention>,
    /// Whether it says something of them itself.
    pub says: bool,
    /// Rows and columns: `m \times n`.
    pub sizes: Option<(Dim, Dim)>,
    /// One size.
    pub length: Option<Dim>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A formula, by its index.
    Math(usize, Reading),
    /// A word that matters.
    Word(Word),
    /// A number in the words.
    Number(i64),
    /// A hyphen directly after a formula: `$n$-vector`.
    Hyphen,
    /// A comma or colon.
    Comma,
    /// The end of a sentence.
    Stop,
    /// Any other word.
    Other,
}

/// A token and where it stands in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub token: Token,
    pub range: Range<usize>,
}

impl Token {
    /// Whether this is the word.
    pub fn is(&self, word: Word) -> bool {
        *self == Token::Word(word)
    }
}

/// Adds the tokens of `text`, which stands at `at` in the source.
pub fn words(text: &str, at: usize, out: &mut Vec<Placed>) {
    let mut last: Option<String> = None;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = at + (text.len() - rest.len());
        let after_formula = matches!(out.last(), Some(Placed { token: Token::Math(..), range }) if range.end == start);
        let mut push = |token: Token, length: usize| out.push(Placed { token, range: start..start + length });
        if first.is_alphabetic() && !is_unspaced(first) {
            let length = rest.find(|c: char| !c.is_alphabetic() || is_unspaced(c)).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(length);
            let word = word.to_lowercase();
            let pair = last.as_deref().and_then(|before| lexicon::pair(before, &word));
            match (pair, lexicon::word(&word)) {
                (Some(both), _) => {
                    // The first of the two says nothing by itself.
                    let first = out.pop().map_or(start, |placed| placed.range.start);
                    out.push(Placed { token: Token::Word(both), range: first..start + length });
                }
                (None, Some(meaning)) => push(Token::Word(meaning), length),
                (None, None) => push(Token::Other, length),
            }
            last = Some(word);
            rest = tail;
        } else if let Some((word, length)) = (!first.is_ascii()).then(|| lexicon::unspaced(rest)).flatten() {
            push(Token::Word(word), length);
            last = None;
            rest = rest.get(length..).unwrap_or_default();
        } else if first.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (number, tail) = rest.split_at(length);
            push(number.parse().map_or(Token::Other, Token::Number), length);
            last = None;
            rest = tail;
        } else {
            let length = first.len_utf8();
            let tail = rest.get(length..).unwrap_or_default();
            match first {
                '.' | '!' | '?' if !tail.starts_with(|c: char| c.is_alphanumeric()) => push(Token::Stop, length),
                '。' | '；' | ';' => push(Token::Stop, length),
                ',' | '，' | '、' | ':' | '：' => push(Token::Comma, length),
                '×' => push(Token::Word(Word::By), length),
                '-' | '‑' | '–' if after_formula => push(Token::Hyphen, length),
                _ if is_unspaced(first) => push(Token::Other, length),
                _ => {}
            }
            rest = tail;
        }
    }
}

/// Scripts without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// What a formula can be read as.
pub fn reading(index: usize, formula: &Formula) -> Reading {
    let mut out = Reading::default();
    let [row] = formula.rows.as_slice() else { return out };
    let mut clauses = row.clauses.iter();
    for (position, clause) in clauses.by_ref().enumerate() {
        let listed = position == 0 || matches!(clause.sep, Some(Sep::Comma | Sep::Text | Sep::Semicolon));
        let Some(first) = clause.sides.first().filter(|side| side.rel.is_none() && listed) else { break };
        let relation = clause.sides.get(1).and_then(|side| side.rel.as_ref()).map(|rel| rel.kind);
        match relation {
            None | Some(RelKind::In | RelKind::Equal | RelKind::Defined | RelKind::Colon) => {
                out.says |= relation.is_some();
                names(index, &first.node, &mut out.names);
            }
            Some(_) => break,
        }
    }
    if let [clause] = row.clauses.as_slice()
        && let [side] = clause.sides.as_slice()
    {
        out.sizes = cross(&side.node, false);
        if out.sizes.is_none() {
            out.length = dim(&side.node);
        }
    }
    out
}

fn names(formula: usize, node: &Node, out: &mut Vec<Mention>) {
    if let Some(name) = named(node) {
        let family = family_indices(&name, false).map(|indices| Family {
            key: name.family_key(),
            latex: String::from(&*name.name.latex),
            indices,
        });
        out.push(Mention { formula, key: name.key, latex: name.latex, span: node.span, family });
        return;
    }
    match &node.kind {
        Kind::List(list) => list.items.iter().for_each(|item| names(formula, item, out)),
        Kind::Fence(fence) if fence.items.len() > 1 => {}
        // `f(x)` is about f; only a bare name is declared.
        _ => {}
    }
}
