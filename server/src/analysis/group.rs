//! Groups: paragraphs with the displays that belong to them, the units that sentences are read in.
//!
//! "… we have" before a display and "where $A$ is …" after it are one group. A group is read from its own text alone, so
//! a reading is kept as long as the text stays; all places in it count from its start.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use matgrad_core::notation::{Formula, Macros, RelKind, parse, parse_lines};

use super::prose::{self, Placed, Said, Token, Word};
use super::remark::{Property, Remark, properties, remark};
use super::statement::{Context, Statement, statements};
use super::truth::words::Words;
use crate::document::{Block, BlockKind, Document, MathKind, MathSpan, Piece};

/// Where a group stands in its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Its text.
    pub range: Range<usize>,
    /// Its formulas, by their index in the document.
    pub spans: Range<usize>,
    /// Its remarks to matgrad, by their index in the document.
    pub directives: Range<usize>,
    /// Whether what it declares may hold in it alone: a list item, a table row, or part of a theorem.
    pub local: bool,
    /// The theorem it is part of, by the number of its block.
    pub region: Option<usize>,
    /// The level of the heading that it is.
    pub heading: Option<u8>,
}

/// A group, read.
#[derive(Debug)]
pub struct Group {
    /// Its formulas.
    pub formulas: Vec<Read>,
    /// What its remarks to matgrad say, each in parts.
    pub remarks: Vec<Vec<Remark>>,
    /// What its words say; formulas by their index in `formulas`.
    pub said: Vec<Said>,
    /// What its words speak of.
    pub words: Words,
    /// The macros it was read with.
    pub macros: Arc<Macros>,
}

/// A formula, read.
#[derive(Debug)]
pub struct Read {
    /// Its LaTeX.
    pub text: Box<str>,
    /// What its tree depends on.
    pub key: u64,
    /// Its tree.
    pub formula: Arc<Formula>,
    /// What it states.
    pub statements: Vec<Statement>,
    /// What a strict block says of names in words; nothing for a formula of the text.
    pub strict: Option<Vec<Property>>,
    /// Whether it stands on its own.
    pub display: bool,
    /// Whether it goes on with a list: nothing but a comma or "and" stands between it and the formula before it.
    pub joined: bool,
}

/// The groups of a document, in order.
pub fn extents(document: &Document) -> Vec<Extent> {
    let mut out: Vec<Extent> = Vec::new();
    let mut regions: Vec<(usize, usize)> = Vec::new();
    // Whether the last group waits for a display, or ended with one.
    let mut open = false;
    let mut after_display = false;
    for (number, block) in document.blocks().iter().enumerate() {
        while regions.last().is_some_and(|(end, _)| *end <= block.range.start) {
            regions.pop();
        }
        let region = regions.last().map(|(_, number)| *number);
        match block.kind {
            BlockKind::TheoremLike(_) => {
                regions.push((block.range.end, number));
                (open, after_display) = (false, false);
                continue;
            }
            BlockKind::Heading(level) => {
                out.push(extent(document, block, region, Some(level)));
                (open, after_display) = (false, false);
            }
            BlockKind::ListItem | BlockKind::TableRow => {
                out.push(Extent { local: true, ..extent(document, block, region, None) });
                (open, after_display) = (block.kind == BlockKind::ListItem, false);
            }
            BlockKind::Paragraph => {
                let display = is_display(document, block);
                let joins = if display { open } else { after_display && goes_on(document, block) };
                let same = out.last().is_some_and(|last| last.region == region && last.heading.is_none());
                match out.last_mut().filter(|_| joins && same) {
                    Some(last) => {
                        last.range.end = block.range.end;
                        last.spans.end = document.spans_in(&block.range).end;
                    }
                    None => out.push(Extent { local: region.is_some(), ..extent(document, block, region, None) }),
                }
                open = true;
                after_display = display;
            }
        }
    }
    place_directives(document, &mut out);
    out
}

fn extent(document: &Document, block: &Block, region: Option<usize>, heading: Option<u8>) -> Extent {
    let spans = document.spans_in(&block.range);
    Extent { range: block.range.clone(), spans, directives: 0..0, local: region.is_some(), region, heading }
}

/// Each remark belongs to the first group that does not end before it.
fn place_directives(document: &Document, extents: &mut Vec<Extent>) {
    let directives = document.directives();
    let mut next = 0;
    for extent in extents.iter_mut() {
        let start = next;
        while directives.get(next).is_some_and(|directive| directive.range.start < extent.range.end) {
            next += 1;
        }
        extent.directives = start..next;
    }
    if next < directives.len() {
        let end = document.source().len();
        let spans = document.spans().len()..document.spans().len();
        let directives = next..directives.len();
        extents.push(Extent { range: end..end, spans, directives, local: false, region: None, heading: None });
    }
}

/// Whether a paragraph is nothing but displayed formulas.
fn is_display(document: &Document, block: &Block) -> bool {
    let mut formulas = false;
    document.pieces(block.range.clone()).all(|piece| match piece {
        Piece::Prose(range) => {
            !document.source().get(range).unwrap_or_default().contains(|c: char| c.is_alphanumeric())
        }
        Piece::Math(_, span) => {
            formulas = true;
            span.is_display()
        }
    }) && formulas
}

/// Whether a paragraph after a display goes on with its sentence or explains it.
fn goes_on(document: &Document, block: &Block) -> bool {
    let first = document.pieces(block.range.clone()).next();
    let Some(Piece::Prose(range)) = first else { return false };
    let text = document.source().get(range).unwrap_or_default().trim_start();
    if text.starts_with(|c: char| c.is_lowercase()) {
        return true;
    }
    let mut tokens = Vec::new();
    prose::tokens_of(opening(text), &mut tokens);
    tokens.first().is_some_and(|placed: &Placed| placed.token.is(Word::Where))
}

/// The first two words of a text, which may be one to the lexicon.
fn opening(text: &str) -> &str {
    const LONGEST: usize = 64;
    let end = text.match_indices(char::is_whitespace).nth(1).map_or(text.len(), |(at, _)| at).min(LONGEST);
    let end = (0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// What a group's reading depends on.
pub fn key(document: &Document, extent: &Extent, macros: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    let source = document.source();
    let base = extent.range.start;
    macros.hash(&mut hasher);
    source.get(extent.range.clone()).unwrap_or_default().hash(&mut hasher);
    extent.local.hash(&mut hasher);
    extent.heading.hash(&mut hasher);
    for span in spans(document, extent) {
        (span.range.start - base, span.range.end - base, span.kind).hash(&mut hasher);
    }
    for directive in document.directives().get(extent.directives.clone()).unwrap_or_default() {
        source.get(directive.text.clone()).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn spans<'a>(document: &'a Document, extent: &Extent) -> &'a [MathSpan] {
    document.spans().get(extent.spans.clone()).unwrap_or_default()
}

/// The words at both ends of a stretch of text, as far as they can have to do with the formulas beside it: all of them, unless
/// it is endless.
fn ends(source: &str, range: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    const FAR: usize = 32 << 10;
    if range.len() <= 2 * FAR {
        return (range, None);
    }
    let boundary = |at: usize| (at..range.end).find(|at| source.is_char_boundary(*at)).unwrap_or(range.end);
    (range.start..boundary(range.start + FAR), Some(boundary(range.end - FAR)..range.end))
}

/// Whether nothing but commas and "and" stands between the formula that is token `at` and the one before it.
fn joined(tokens: &[Placed], at: usize, own: &str) -> bool {
    let before = tokens.get(..at).unwrap_or_default().iter().rev();
    let between = before.clone().take_while(|placed| !matches!(placed.token, Token::Math(..)));
    let and = |placed: &Placed| !matches!(own.get(placed.range.clone()), Some("or" | "oder"));
    let listing = |placed: &Placed| match placed.token {
        Token::Comma => true,
        Token::Word(Word::And) => and(placed),
        _ => false,
    };
    let all = between.clone().all(listing);
    all && between.count() < before.len()
}

/// Reads a group; `defined` stands for the macros.
pub fn read(document: &Document, extent: &Extent, macros: &Arc<Macros>, defined: u64) -> Group {
    let source = document.source();
    let (first, base) = (extent.spans.start, extent.range.start);
    let own = source.get(extent.range.clone()).unwrap_or_default();
    let within = |range: Range<usize>| range.start.saturating_sub(base)..range.end.saturating_sub(base);
    let texts: Vec<Box<str>> = spans(document, extent).iter().map(|span| span.text(source).into()).collect();
    let strict: Vec<Option<(Vec<Property>, String)>> = spans(document, extent)
        .iter()
        .zip(&texts)
        .map(|(span, text)| (span.kind == MathKind::Strict).then(|| properties(text, macros)))
        .collect();
    let trees: Vec<Arc<Formula>> = texts
        .iter()
        .zip(&strict)
        .map(|(text, strict)| match strict {
            Some((_, rest)) => Arc::new(parse_lines(rest, macros)),
            None => Arc::new(parse(text, macros)),
        })
        .collect();
    let parts = document.pieces(extent.range.clone()).flat_map(|piece| match piece {
        Piece::Prose(range) => {
            let part = |range: Range<usize>| Some(prose::Part::Words(source.get(range.clone())?, within(range)));
            let (start, end) = ends(source, range);
            [part(start), end.and_then(part)]
        }
        Piece::Math(index, span) => {
            let index = index.checked_sub(first);
            let formula = index.and_then(|index| Some((index, trees.get(index)?)));
            [formula.map(|(index, tree)| prose::Part::Formula(index, tree, within(span.outer.clone()))), None]
        }
    });
    let parts = parts.flatten();
    let tokens = prose::tokens(parts);
    let equates = |index: usize| {
        let rows = trees.get(index).into_iter().flat_map(|formula| &formula.rows);
        let mut sides = rows.flat_map(|row| &row.clauses).flat_map(|clause| &clause.sides);
        sides.any(|side| side.rel.as_ref().is_some_and(|relation| relation.kind == RelKind::Equal))
    };
    let mut surroundings = vec![(Context::default(), false); trees.len()];
    for (at, placed) in tokens.iter().enumerate() {
        if let Token::Math(index, _) = placed.token
            && let Some(surrounding) = surroundings.get_mut(index)
        {
            *surrounding = (Context::before(&tokens, at, own, &equates), joined(&tokens, at, own));
        }
    }
    let said = prose::read(&tokens);
    let formulas = trees
        .iter()
        .zip(spans(document, extent))
        .zip(surroundings.into_iter().zip(texts))
        .zip(strict)
        .map(|(((formula, span), ((context, joined), text)), strict)| Read {
            key: hash_of(&(&text, strict.is_some(), defined)),
            text,
            formula: formula.clone(),
            statements: statements(formula, if strict.is_some() { Context::default() } else { context }),
            strict: strict.map(|(properties, _)| properties),
            display: span.is_display(),
            joined,
        })
        .collect();
    let directives = document.directives().get(extent.directives.clone()).unwrap_or_default();
    let remarks = directives
        .iter()
        .map(|directive| remark(source.get(directive.text.clone()).unwrap_or_default(), macros))
        .collect();
    Group { formulas, remarks, said, words: Words::of(own), macros: Arc::clone(macros) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_two_words_in_any_script() {
        assert_eq!(opening("where $A$ is symmetric"), "where $A$");
        assert_eq!(opening("Hence"), "Hence");
        let unspaced = "其中".repeat(40);
        assert!(unspaced.starts_with(opening(&unspaced)) && opening(&unspaced).starts_with("其中"));
    }
}
