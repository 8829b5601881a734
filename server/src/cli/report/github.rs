//! Workflow commands that GitHub Actions turns into annotations of the changed lines.

use super::record::Record;
use crate::api::Severity;

/// A finding.
pub fn line(record: &Record) -> String {
    let command = match record.level {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "notice",
    };
    let Record { start, end, rule, .. } = record;
    let mut properties = format!("file={},line={},endLine={}", property(&record.path), start.line, end.line);
    // Columns are refused where an annotation covers several lines.
    if start.line == end.line {
        properties += &format!(",col={},endColumn={}", start.column, end.column);
    }
    let mut message = record.message.clone();
    for related in &record.related {
        message += &format!("\n{}:{}:{}: {}", related.path, related.start.line, related.start.column, related.message);
    }
    if let Some(fix) = &record.fix {
        message += &format!("\nfix: {}", fix.title);
    }
    format!("::{command} title=matgrad ({}),{properties}::{}\n", property(rule), text(&message))
}

/// An error that is about no line.
pub fn failure(message: &str) -> String {
    format!("::error title=matgrad::{}\n", text(message))
}

fn text(value: &str) -> String {
    value.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(value: &str) -> String {
    text(value).replace(':', "%3A").replace(',', "%2C")
}
