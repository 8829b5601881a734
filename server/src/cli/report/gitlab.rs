//! The code quality report of GitLab: one array of findings with fingerprints.

use serde::Serialize;

use super::Page;
use super::record::Record;
use crate::api::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The whole report.
pub fn report(pages: &[Page]) -> String {
    let issues: Vec<Issue<'_>> = pages.iter().flat_map(|page| &page.records).map(issue).collect();
    serde_json::to_string_pretty(&issues).map(|text| text + "\n").unwrap_or_default()
}

fn issue(record: &Record) -> Issue<'_> {
    Issue {
        description: &record.message,
        check_name: record.rule,
        fingerprint: &record.fingerprint,
        severity: match record.level {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Information | Severity::Hint => "info",
        },
        location: Location {
            path: record.path.strip_prefix("./").unwrap_or(&record.path),
            lines: Lines { begin: record.start.line, end: record.end.line },
        },
    }
}
