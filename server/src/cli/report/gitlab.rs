//! The code quality report of GitLab: one array of findings with fingerprints.

use std::path::{Component, Path};

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
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The whole report.
pub fn report(pages: &[Page]) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let records = pages.iter().flat_map(|page| &page.records);
    let issues: Vec<Issue<'_>> = records.map(|record| issue(record, &here)).collect();
    serde_json::to_string_pretty(&issues).map(|text| text + "\n").unwrap_or_default()
}

fn issue<'a>(record: &'a Record, here: &Path) -> Issue<'a> {
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
            path: path_in_project(&record.path, here),
            lines: Lines { begin: record.start.line, end: record.end.line },
        },
    }
}

/// The path as GitLab knows the file: from the folder of the run, which is the project's, with slashes and no `./`.
fn path_in_project(path: &str, here: &Path) -> String {
    let path = Path::new(path);
    let parts = path.strip_prefix(here).unwrap_or(path).components().filter(|part| *part != Component::CurDir);
    parts.collect::<std::path::PathBuf>().display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}
