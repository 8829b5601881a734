//! Findings as programs read them: the one form that every machine-readable report is made from.
//!
//! Lines and columns count from 1 in the file, columns in Unicode characters; the end is the first place after.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use super::Checked;
use crate::api::{self, Finding, Severity};
use crate::document::{Document, LineColumn};
use crate::fix::is_safe;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    pub path: String,
    pub start: Place,
    pub end: Place,
    pub rule: &'static str,
    pub severity: &'static str,
    pub message: String,
    pub related: Vec<Related>,
    pub fix: Option<Fix>,
    /// What may be meant instead of the fix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Fix>,
    /// What the finding is known by when lines above it come and go.
    #[serde(skip)]
    pub fingerprint: String,
    #[serde(skip)]
    pub level: Severity,
    #[serde(skip)]
    pub docs_url: Option<String>,
}

/// A place that explains a finding.
#[derive(Clone, Debug, Serialize)]
pub struct Related {
    pub path: String,
    pub start: Place,
    pub end: Place,
    pub message: String,
}

/// Edits that mend a finding.
#[derive(Clone, Debug, Serialize)]
pub struct Fix {
    pub title: String,
    pub safe: bool,
    pub edits: Vec<Edit>,
}

/// What is put in place of what, in the file.
#[derive(Clone, Debug, Serialize)]
pub struct Edit {
    pub start: Place,
    pub end: Place,
    pub text: String,
}

impl From<LineColumn> for Place {
    fn from(place: LineColumn) -> Place {
        Place { line: place.line, column: place.column }
    }
}

/// Start and end of a range of the source.
pub fn places(document: &Document, range: &Range<usize>) -> (Place, Place) {
    let places = document.line_columns(range.clone());
    (places.start.into(), places.end.into())
}

/// The findings of one document.
pub fn records(checked: &Checked<'_>) -> Vec<Record> {
    let path = checked.path();
    let mut met: HashMap<u64, usize> = HashMap::new();
    let record = |finding: &Finding| {
        let (start, end) = places(checked.document, &finding.range);
        let text = checked.document.source().get(finding.range.clone()).unwrap_or_default();
        let key = digest(&[path.as_str(), finding.rule, text]);
        let count = met.entry(key).and_modify(|count| *count += 1).or_default();
        let related = finding.related.iter().filter_map(|related| {
            let (path, document) = checked.other(related.path.as_ref())?;
            let (start, end) = places(&document, &related.range);
            Some(Related { path: path.display().to_string(), start, end, message: related.message.clone() })
        });
        Record {
            path: path.clone(),
            start,
            end,
            rule: finding.rule,
            severity: finding.severity.name(),
            message: finding.message.clone(),
            related: related.collect(),
            fix: finding.fix.as_ref().and_then(|found| fix(checked.document, found)),
            alternatives: finding.alternatives.iter().filter_map(|found| fix(checked.document, found)).collect(),
            fingerprint: format!("{:016x}", digest(&[&format!("{key:x}"), &count.to_string()])),
            level: finding.severity,
            docs_url: finding.docs_url.clone(),
        }
    };
    checked.findings.iter().map(record).collect()
}

/// A fix in places of the file; nothing where it cannot be made there.
fn fix(document: &Document, fix: &api::Fix) -> Option<Fix> {
    let edit = |(range, text): &(Range<usize>, String)| {
        let (file, text) = document.file_edit(range.clone(), text)?;
        let place = |offset| document.text().line_column(offset).into();
        Some(Edit { start: place(file.start), end: place(file.end), text })
    };
    let edits = fix.edits.iter().map(edit).collect::<Option<Vec<_>>>()?;
    Some(Fix { title: fix.title.clone(), safe: is_safe(document, fix), edits })
}

/// A digest (FNV-1a) that is the same on every machine and in every version.
fn digest(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
