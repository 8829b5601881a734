//! Findings for programs: the objects that the command-line contract describes.

use std::ops::Range;

use serde::Serialize;

use super::Checked;
use crate::api::Finding;
use crate::document::{Document, LineColumn};

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: String,
    start: Place,
    end: Place,
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    related: Vec<Related<'a>>,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    path: String,
    start: Place,
    end: Place,
    message: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    start: Place,
    end: Place,
    text: &'a str,
}

#[derive(Serialize)]
struct Unread<'a> {
    path: String,
    start: Place,
    end: Place,
    reason: &'a str,
    text: &'a str,
}

impl From<LineColumn> for Place {
    fn from(place: LineColumn) -> Place {
        Place { line: place.line, column: place.column }
    }
}

fn places(document: &Document, range: &Range<usize>) -> (Place, Place) {
    let places = document.line_columns(range.clone());
    (places.start.into(), places.end.into())
}

fn entry<'a>(checked: &Checked<'_>, finding: &'a Finding) -> Entry<'a> {
    let (start, end) = places(checked.document, &finding.range);
    let related = finding.related.iter().filter_map(|related| {
        let (path, document) = checked.other(related.path.as_ref())?;
        let (start, end) = places(&document, &related.range);
        Some(Related { path: path.display().to_string(), start, end, message: &related.message })
    });
    let fix = finding.fix.as_ref().map(|fix| {
        let edit = |(range, text): &'a (Range<usize>, String)| {
            let (start, end) = places(checked.document, range);
            Edit { start, end, text }
        };
        Fix { title: &fix.title, safe: fix.safe, edits: fix.edits.iter().map(edit).collect() }
    });
    Entry {
        path: checked.name.display().to_string(),
        start,
        end,
        rule: finding.rule,
        severity: finding.severity.name(),
        message: &finding.message,
        related: related.collect(),
        fix,
    }
}

/// The findings of one document, without the brackets of the array they are part of.
pub fn findings(checked: &Checked<'_>) -> String {
    objects(checked.findings.iter().map(|finding| entry(checked, finding)))
}

/// The pieces of one document that were not understood, without the brackets of the array they are part of.
pub fn unread(checked: &Checked<'_>) -> String {
    objects(checked.unread.iter().map(|unread| {
        let (start, end) = places(checked.document, &unread.range);
        let text = checked.document.source().get(unread.range.clone()).unwrap_or_default();
        Unread { path: checked.name.display().to_string(), start, end, reason: &unread.reason, text }
    }))
}

/// One array of what documents gave.
pub fn array(documents: &[&str]) -> String {
    let filled: Vec<&str> = documents.iter().copied().filter(|document| !document.is_empty()).collect();
    if filled.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", filled.join(",\n")) }
}

fn objects<T: Serialize>(entries: impl Iterator<Item = T>) -> String {
    // Strings, numbers and lists of them always serialize.
    let lines: Vec<String> = entries.filter_map(|entry| serde_json::to_string(&entry).ok()).collect();
    lines.join(",\n")
}
