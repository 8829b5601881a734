//! SARIF 2.1.0, which code-scanning services read.

use serde::Serialize;

use super::Page;
use super::record::{Place, Record};
use crate::api::{RuleInfo, Severity};

#[derive(Serialize)]
struct Log<'a> {
    version: &'static str,
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Message<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Message<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message<'a>,
}

#[derive(Serialize)]
struct Message<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'a>>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "matgrad/v1")]
    first: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'a> {
    description: Message<'a>,
    artifact_changes: [Change<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Message<'a>,
}

/// The whole log; `errors` are inputs that could not be read.
pub fn log(pages: &[Page], rules: &[RuleInfo], errors: &[String]) -> String {
    let records: Vec<&Record> = pages.iter().flat_map(|page| &page.records).collect();
    let mut used: Vec<&Record> = records.clone();
    used.sort_by_key(|record| record.rule);
    used.dedup_by_key(|record| record.rule);
    let results = records.iter().map(|record| {
        let index = used.partition_point(|other| other.rule < record.rule);
        result(record, index)
    });
    let notification = |text| Notification { level: "error", message: Message { text } };
    let version = env!("CARGO_PKG_VERSION");
    let log = Log {
        version: "2.1.0",
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "matgrad",
                    version,
                    semantic_version: version,
                    rules: used.iter().map(|record| rule(record, rules)).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: errors.is_empty(),
                tool_execution_notifications: errors.iter().map(|error| notification(error.as_str())).collect(),
            }],
            column_kind: "unicodeCodePoints",
            results: results.collect(),
        }],
    };
    serde_json::to_string_pretty(&log).map(|text| text + "\n").unwrap_or_default()
}

fn rule<'a>(record: &'a Record, rules: &'a [RuleInfo]) -> Rule<'a> {
    let info = rules.iter().find(|info| info.id == record.rule);
    Rule {
        id: record.rule,
        short_description: info.map(|info| Message { text: info.summary }),
        full_description: info.map(|info| Message { text: info.explanation }),
        help_uri: record.docs_url.as_deref(),
        default_configuration: Configuration { level: level(info.map_or(record.level, |info| info.severity)) },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

fn result(record: &Record, rule_index: usize) -> Finding<'_> {
    let related = record.related.iter().enumerate().map(|(index, related)| Location {
        id: Some(index + 1),
        physical_location: physical(&related.path, related.start, related.end),
        message: Some(Message { text: &related.message }),
    });
    let fixes = record.fix.iter().chain(&record.alternatives).map(|fix| Fix {
        description: Message { text: &fix.title },
        artifact_changes: [Change {
            artifact_location: Artifact { uri: uri(&record.path) },
            replacements: fix
                .edits
                .iter()
                .map(|edit| Replacement {
                    deleted_region: region(edit.start, edit.end),
                    inserted_content: Message { text: &edit.text },
                })
                .collect(),
        }],
    });
    Finding {
        rule_id: record.rule,
        rule_index,
        level: level(record.level),
        message: Message { text: &record.message },
        locations: [Location {
            id: None,
            physical_location: physical(&record.path, record.start, record.end),
            message: None,
        }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints { first: &record.fingerprint },
        fixes: fixes.collect(),
    }
}

fn physical(path: &str, start: Place, end: Place) -> Physical {
    Physical { artifact_location: Artifact { uri: uri(path) }, region: region(start, end) }
}

fn region(start: Place, end: Place) -> Region {
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

/// A path as a URI, relative where the path is.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri += &format!("%{byte:02X}");
        }
    }
    uri
}
