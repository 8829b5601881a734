//! What may be written at a place: the derivative that is asked for, the names known there, the functions of the library.

use matgrad_core::elaborate::Known;
use matgrad_core::functions::{ALL, Notation};
use matgrad_core::render::{space_unicode, unicode_symbol};

use super::Reading;
use super::derive;
use super::derive::Target;
use super::hover::subject::Subject;
use crate::api::{Ask, Cancel, Cancelled, Suggestion, SuggestionKind};

/// What may be written at `offset`; `derivative` for the derivative after a sign alone.
pub fn suggest(
    reading: &Reading,
    offset: usize,
    derivative: bool,
    cancel: &Cancel,
) -> Result<Vec<Suggestion>, Cancelled> {
    cancel.check()?;
    let mut out = Vec::new();
    let Some(subject) = Subject::find(reading, offset) else { return Ok(out) };
    if offset < subject.span.range.start || offset > subject.span.range.end {
        return Ok(out);
    }
    if let Some(hole) = Target::of(&subject).and_then(|target| target.hole)
        && hole.range.start <= offset
        && let Some(Ok(found)) = derive::derive(reading, offset, &Ask::default(), cancel)?
    {
        // What stands between the sign and the cursor is replaced where it is the hole itself.
        let range = if hole.range.is_empty() { offset..offset } else { hole.range };
        let blank = reading.document.source().get(..range.start).is_some_and(|before| before.ends_with([' ', '\n']));
        let text = found.insert.text.trim_start();
        let text = if blank { text.to_owned() } else { format!(" {text}") };
        let label = found.unicode.split_once(" = ").map_or(found.unicode.as_str(), |(_, right)| right).to_owned();
        out.push(Suggestion { label, detail: found.title, text, range, kind: SuggestionKind::Derivative });
    }
    if derivative {
        return Ok(out);
    }
    let source = reading.document.source();
    let before = source.get(subject.span.range.start..offset).unwrap_or_default();
    let letters = before.len() - before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let word = match before.get(..before.len() - letters) {
        Some(rest) if rest.ends_with('\\') => letters + 1,
        _ => letters,
    };
    let range = offset - word..offset;
    for entry in subject.inner_scope().entries() {
        let space = match &entry.known {
            Known::Quantity { shape, .. } | Known::Family { shape, .. } => format!("∈ {}", space_unicode(shape)),
            Known::Defined { params, body } if params.is_empty() => format!("∈ {}", space_unicode(body.shape())),
            Known::Defined { .. } | Known::Function { .. } => "function".to_owned(),
            Known::Size => "size".to_owned(),
            Known::Other => continue,
        };
        let detail = format!("{} {space}", unicode_symbol(&entry.latex));
        out.push(Suggestion {
            label: entry.latex.clone(),
            detail,
            text: entry.latex.clone(),
            range: range.clone(),
            kind: SuggestionKind::Symbol,
        });
    }
    for function in ALL {
        let Some(text) = spelled(&function.notation()) else { continue };
        let detail = function.describe().0.to_owned();
        let kind = SuggestionKind::Function;
        out.push(Suggestion { label: text.clone(), detail, text, range: range.clone(), kind });
    }
    let mut seen = std::collections::HashSet::new();
    out.retain(|one| seen.insert(one.text.clone()));
    Ok(out)
}

/// How a function's name is written.
fn spelled(notation: &Notation) -> Option<String> {
    match notation {
        Notation::Operator(name) => Some((*name).to_owned()),
        _ => None,
    }
}
