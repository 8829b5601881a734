//! Remarks that silence findings: `ignore[rule, …] reason` for the block that follows, `ignore-begin[…]` to
//! `ignore-end`, `ignore-file[…]`. Without rules all are meant.

use std::ops::Range;

use crate::api::Finding;
use crate::document::Document;

/// What one remark silences.
#[derive(Debug, PartialEq, Eq)]
struct Silence {
    range: Range<usize>,
    /// Empty for every rule.
    rules: Vec<String>,
}

/// Takes out what the document's remarks silence.
pub fn apply(document: &Document, findings: &mut Vec<Finding>) {
    let silences = silences(document);
    if silences.is_empty() {
        return;
    }
    findings.retain(|finding| {
        !silences.iter().any(|silence| {
            finding.range.start < silence.range.end
                && silence.range.start <= finding.range.start
                && (silence.rules.is_empty() || silence.rules.iter().any(|rule| rule == finding.rule))
        })
    });
}

fn silences(document: &Document) -> Vec<Silence> {
    let end = document.source().len();
    let mut out = Vec::new();
    let mut open: Vec<(usize, Vec<String>)> = Vec::new();
    for directive in document.directives() {
        let text = document.source().get(directive.text.clone()).unwrap_or_default();
        let (word, rest) =
            text.split_at(text.find(|c: char| c != '-' && !c.is_ascii_alphabetic()).unwrap_or(text.len()));
        let rules = rules(rest);
        let at = directive.range.start;
        match word {
            "ignore-file" => out.push(Silence { range: 0..end, rules }),
            "ignore-begin" => open.push((at, rules)),
            "ignore-end" => {
                if let Some((start, rules)) = open.pop() {
                    out.push(Silence { range: start..at, rules });
                }
            }
            "ignore" => {
                if let Some(block) = document.target(directive) {
                    out.push(Silence { range: at.min(block.range.start)..block.range.end, rules });
                }
            }
            _ => {}
        }
    }
    out.extend(open.into_iter().map(|(start, rules)| Silence { range: start..end, rules }));
    out
}

/// The names between brackets.
fn rules(text: &str) -> Vec<String> {
    let inner = text.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inner, _)| inner);
    let names = inner.unwrap_or_default().split(',').map(|name| name.trim().to_string());
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Host;

    #[test]
    fn remarks_silence_a_block_a_range_or_the_file() {
        let text = "<!-- matgrad: ignore[a, b] because -->\n$x$\n\n<!-- matgrad: ignore-begin -->\n$y$\n\n\
                    <!-- matgrad: ignore-end -->\n\n$z$\n";
        let document = Document::parse(text, Host::detect(None, None));
        let found: Vec<(String, Vec<String>)> = silences(&document)
            .into_iter()
            .map(|silence| (text[silence.range].split('$').nth(1).unwrap().to_string(), silence.rules))
            .collect();
        assert_eq!(found, [("x".into(), vec!["a".to_string(), "b".into()]), ("y".into(), vec![])]);
        let whole = Document::parse("$x$\n\n<!-- matgrad: ignore-file -->", Host::detect(None, None));
        assert_eq!(silences(&whole), [Silence { range: 0..whole.source().len(), rules: vec![] }]);
    }
}
