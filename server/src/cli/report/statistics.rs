//! How often each rule found something, instead of what it found.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Page;
use super::json::object;

#[derive(Serialize)]
struct Row {
    rule: &'static str,
    severity: &'static str,
    count: usize,
    fixable: usize,
}

/// A row for each rule, the busiest first.
fn rows(pages: &[Page]) -> Vec<Row> {
    let mut rows: BTreeMap<(&str, &str), Row> = BTreeMap::new();
    for record in pages.iter().flat_map(|page| &page.records) {
        let (rule, severity) = (record.rule, record.severity);
        let row = rows.entry((rule, severity)).or_insert(Row { rule, severity, count: 0, fixable: 0 });
        row.count += 1;
        row.fixable += usize::from(record.fix.is_some());
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

/// As a table.
pub fn table(pages: &[Page]) -> String {
    let rows = rows(pages);
    let width = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or_default();
    let line = |row: &Row| {
        let fixable = if row.fixable > 0 { format!(" ({} with a fix)", row.fixable) } else { String::new() };
        format!("{:>width$}  {}[{}]{fixable}\n", row.count, row.severity, row.rule)
    };
    rows.iter().map(line).collect()
}

/// As one JSON array.
pub fn json(pages: &[Page]) -> String {
    let rows: Vec<String> = rows(pages).iter().map(|row| object(row).trim_end().to_owned()).collect();
    if rows.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", rows.join(",\n")) }
}
