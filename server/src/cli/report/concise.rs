//! Findings in a line each, as compilers print them: many tools know how to jump to such places.

use super::record::Record;

/// A finding.
pub fn line(record: &Record) -> String {
    let Record { path, start, severity, rule, .. } = record;
    let message = record.message.split_whitespace().collect::<Vec<_>>().join(" ");
    let fix = match &record.fix {
        Some(fix) if fix.safe => " [fix]",
        Some(_) => " [unsafe fix]",
        None => "",
    };
    format!("{path}:{}:{}: {severity}[{rule}] {message}{fix}\n", start.line, start.column)
}
