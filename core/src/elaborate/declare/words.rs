//! Declarations as people write them on a command line or in a comment: `X symmetric`, `A \in \mathbb{R}^{m\times n}, A symmetric`.

use super::{Declaration, Fact, Form, declarations};
use crate::elaborate::key::{named, plain};
use crate::elaborate::scope::Scope;
use crate::expr::Properties;
use crate::notation::{Macros, Span, parse};

/// `X symmetric`: the identity of the quantity, its LaTeX, and the property's word; `None` if the text names no property.
pub fn assumption(text: &str, macros: &Macros) -> Option<(String, String, &'static str)> {
    let text = text.trim();
    let cuts = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    for at in cuts {
        let (name, words) = (text.get(..at)?, text.get(at..)?.trim());
        let words = words.strip_prefix("is ").unwrap_or(words).trim();
        let Some(word) = property(words) else { continue };
        let formula = parse(name, macros);
        let [row] = formula.rows.as_slice() else { continue };
        let [clause] = row.clauses.as_slice() else { continue };
        let [side] = clause.sides.as_slice() else { continue };
        if let Some(name) = named(&side.node) {
            return Some((name.key, name.latex, word));
        }
    }
    None
}

/// The canonical word for a property as people write it.
pub fn property(words: &str) -> Option<&'static str> {
    Properties::default().with(words)?;
    let p = Properties::default().with(words)?;
    [
        (p.posdef, "posdef"),
        (p.symmetric, "symmetric"),
        (p.skew, "skew"),
        (p.diagonal, "diagonal"),
        (p.orthogonal, "orthogonal"),
        (p.lower, "lower"),
        (p.upper, "upper"),
        (p.positive, "positive"),
    ]
    .into_iter()
    .find_map(|(holds, word)| holds.then_some(word))
}

/// All declarations of a line such as an author hides in a comment: pieces between commas and semicolons, each a declaration in
/// LaTeX or a name with a property. `None` names the first piece that is neither.
pub fn line(text: &str, macros: &Macros, scope: &Scope, place: u32) -> Result<Vec<Declaration>, Span> {
    let mut scope = scope.clone();
    let mut out = Vec::new();
    let mut start = 0;
    let mut pieces = pieces(text).into_iter().peekable();
    while let Some(end) = pieces.next() {
        let Some(piece) = text.get(start..end) else { break };
        if piece.trim().is_empty() {
            start = end + 1;
            continue;
        }
        let span = Span::new(start + (piece.len() - piece.trim_start().len()), start + piece.trim_end().len());
        if let Some((key, latex, word)) = assumption(piece, macros) {
            out.push(Declaration { form: Form::Symmetry, fact: Fact::Property { key, latex, word }, span });
            start = end + 1;
            continue;
        }
        let found: Vec<Declaration> = parse(piece, macros)
            .rows
            .iter()
            .flat_map(|r| declarations(r, &scope, place))
            .map(|d| moved(d, start))
            .collect();
        if found.is_empty() {
            // `A, B \in …`: a bare name goes with what follows.
            if pieces.peek().is_some() && is_name(piece, macros) {
                continue;
            }
            return Err(span);
        }
        super::apply(&found, &mut scope);
        out.extend(found);
        start = end + 1;
    }
    Ok(out)
}

fn is_name(piece: &str, macros: &Macros) -> bool {
    let formula = parse(piece, macros);
    let sides = formula.rows.iter().flat_map(|r| &r.clauses).flat_map(|c| &c.sides);
    sides.into_iter().all(|s| s.rel.is_none() && plain(&s.node).is_some())
}

fn moved(mut d: Declaration, by: usize) -> Declaration {
    let shift = |s: Span| Span::new(s.start as usize + by, s.end as usize + by);
    d.span = shift(d.span);
    if let Fact::Entry(entry) = &mut d.fact {
        entry.origin.span = shift(entry.origin.span);
    }
    d
}

/// Where each piece ends: commas and semicolons outside braces and brackets, and the end.
fn pieces(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut depth = 0usize;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {}
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => ends.push(at),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    ends.push(text.len());
    ends
}
