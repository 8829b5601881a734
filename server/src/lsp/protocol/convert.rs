//! From matgrad's data to the protocol's, in the client's encoding and within its abilities.

use std::path::{Path, PathBuf};

use tower_lsp::ls_types::*;

use super::capabilities::Abilities;
use crate::api::{Analysis, Finding, Severity};
use crate::document::project::{Disk, FileSource};
use crate::document::{Document, Encoding, Host};
use crate::lsp::event::{Pulled, Reading};

/// The file that a URI names, if it names one.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    if is_file { uri.to_file_path().map(|path| path.into_owned()) } else { None }
}

/// A range of the document's source as the client counts.
pub fn range(document: &Document, range: std::ops::Range<usize>, encoding: Encoding) -> Range {
    let positions = document.positions(range, encoding);
    let position = |place: crate::document::Position| Position { line: place.line, character: place.character };
    Range { start: position(positions.start), end: position(positions.end) }
}

/// The answer to a client that asks for findings.
pub fn report<T: Analysis>(abilities: &Abilities, uri: &Uri, pulled: Pulled<T>) -> DocumentDiagnosticReportResult {
    let report = match pulled {
        Pulled::Unchanged(state) => DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: state.to_string() },
        }),
        Pulled::Full(reading) => DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(reading.state.to_string()),
                items: diagnostics(abilities, uri, &reading),
            },
        }),
    };
    DocumentDiagnosticReportResult::Report(report)
}

/// Findings as the client shows them.
pub fn diagnostics<T: Analysis>(abilities: &Abilities, uri: &Uri, reading: &Reading<T>) -> Vec<Diagnostic> {
    let findings = reading.findings.iter();
    findings.map(|finding| diagnostic(abilities, uri, &reading.document, reading.version, finding)).collect()
}

/// The fix of a finding, to be kept by the client with the version that it is good for.
fn data(abilities: &Abilities, document: &Document, version: i32, finding: &Finding) -> Option<serde_json::Value> {
    let fix = finding.fix.as_ref().filter(|_| abilities.data)?;
    let edits = fix.edits.iter().map(|(place, text)| {
        let (_, new_text) = document.file_edit(place.clone(), text)?;
        Some(TextEdit { range: range(document, place.clone(), abilities.encoding), new_text })
    });
    let edits: Vec<TextEdit> = edits.collect::<Option<_>>()?;
    let safe = crate::fix::is_safe(document, fix);
    Some(serde_json::json!({ "version": version, "fix": { "title": fix.title, "safe": safe, "edits": edits } }))
}

fn diagnostic(abilities: &Abilities, uri: &Uri, document: &Document, version: i32, finding: &Finding) -> Diagnostic {
    let severity = match finding.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    };
    let related = finding.related.iter().filter_map(|related| {
        let location = match &related.path {
            None => Location { uri: uri.clone(), range: range(document, related.range.clone(), abilities.encoding) },
            Some(path) => elsewhere(path, related.range.clone(), abilities.encoding)?,
        };
        Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
    });
    let link = finding.docs_url.as_ref().filter(|_| abilities.links).and_then(|url| url.parse().ok());
    Diagnostic {
        range: range(document, finding.range.clone(), abilities.encoding),
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        code_description: link.map(|href| CodeDescription { href }),
        source: Some("matgrad".to_owned()),
        message: finding.message.clone(),
        related_information: (abilities.related && !finding.related.is_empty()).then(|| related.collect()),
        tags: None,
        data: data(abilities, document, version, finding),
    }
}

/// A place in another file of the project.
fn elsewhere(path: &Path, place: std::ops::Range<usize>, encoding: Encoding) -> Option<Location> {
    let document = Document::parse(Disk.text(path)?, Host::detect(Some(path), None));
    Some(Location { uri: Uri::from_file_path(path)?, range: range(&document, place, encoding) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_file_uris_name_files() {
        let cases = [
            ("file:///a/b%20c.md", Some("/a/b c.md")),
            ("FILE:///a", Some("/a")),
            ("untitled:Untitled-1", None),
            ("vscode-notebook-cell:/a.ipynb#x", None),
        ];
        for (uri, expected) in cases {
            assert_eq!(path(&uri.parse().unwrap()), expected.map(PathBuf::from), "{uri}");
        }
    }
}
