//! Findings for people: the source with marks under what is meant, and the places that explain it.

use std::fmt::Write;
use std::io::{IsTerminal, stdout};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Checked, Count};
use crate::api::{Finding, Severity};
use crate::document::Document;

/// How far from a finding, in bytes, a place is still shown in the same piece of source.
const NEAR: usize = 1500;
/// How much of a line is shown before and after what is marked.
const AROUND: usize = 200;
/// How much of an unreadable piece is quoted.
const QUOTE: usize = 60;
/// As many fixes are shown beside the first.
const ALTERNATIVES: usize = 2;

/// The findings of one document.
pub fn findings(checked: &Checked<'_>) -> String {
    let styled = stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(120);
    let mut out = String::new();
    for finding in checked.findings {
        out += &renderer.render(&groups(checked, finding));
        out += "\n\n";
    }
    out
}

fn groups<'a>(checked: &'a Checked<'_>, finding: &'a Finding) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::HELP,
    };
    let mut title = level.primary_title(finding.message.as_str()).id(finding.rule);
    if let Some(url) = &finding.docs_url {
        title = title.id_url(url.as_str());
    }
    let here = Window::around(&finding.range);
    let mut marks = vec![(AnnotationKind::Primary, finding.range.clone(), "")];
    let mut notes = Vec::new();
    for related in &finding.related {
        if related.path.is_none() && here.holds(&related.range) {
            marks.push((AnnotationKind::Context, related.range.clone(), related.message.as_str()));
        } else if let Some((path, document)) = checked.other(related.path.as_ref()) {
            let marks = vec![(AnnotationKind::Primary, related.range.clone(), "")];
            let elements = source(path.display().to_string(), &document, marks);
            notes.push(Level::NOTE.secondary_title(related.message.as_str()).elements(elements));
        }
    }
    let mut groups = vec![title.elements(source(checked.name.display().to_string(), checked.document, marks))];
    groups.append(&mut notes);
    if let Some(fix) = &finding.fix {
        groups.push(Group::with_title(Level::HELP.secondary_title(fix.title.as_str())));
    }
    for other in finding.alternatives.iter().take(ALTERNATIVES) {
        groups.push(Group::with_title(Level::HELP.secondary_title(format!("or: {}", other.title))));
    }
    groups
}

/// The stretch of source that one snippet may cover.
struct Window(Range<usize>);

impl Window {
    fn around(range: &Range<usize>) -> Window {
        Window(range.start.saturating_sub(NEAR)..range.end.saturating_add(NEAR))
    }

    fn holds(&self, range: &Range<usize>) -> bool {
        self.0.start <= range.start && range.end <= self.0.end
    }
}

/// The lines that `marks` lie in, cut where they are very long.
fn source<'a>(
    path: String,
    document: &Document,
    marks: Vec<(AnnotationKind, Range<usize>, &'a str)>,
) -> Vec<Element<'a>> {
    let text = document.source();
    // A mark of many pages is shown by its beginning.
    let marks = marks.into_iter().map(|(kind, range, label)| {
        let start = floor(text, range.start);
        (kind, start..floor(text, range.end.min(start + NEAR)).max(start), label)
    });
    let marks: Vec<_> = marks.collect();
    let first = marks.iter().map(|(_, range, _)| range.start).min().unwrap_or_default();
    let last = marks.iter().map(|(_, range, _)| range.end).max().unwrap_or_default();
    let before = text.get(..first).unwrap_or_default();
    let after = text.get(last..).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let start = line.max(floor(text, first.saturating_sub(AROUND)));
    let end = last + after.find('\n').unwrap_or(after.len()).min(floor(after, AROUND));
    let shown = text.get(start..end).unwrap_or_default().to_owned();
    let place = marks.first().map_or(0, |(_, range, _)| range.start);
    let place = document.line_columns(place..place).start;
    let annotations = marks.into_iter().map(|(kind, range, label)| {
        let annotation = kind.span(range.start - start..range.end - start);
        if label.is_empty() { annotation } else { annotation.label(label) }
    });
    let snippet = Snippet::source(shown)
        .line_start(document.line_columns(start..start).start.line)
        .annotations(annotations.collect::<Vec<_>>());
    if start == line {
        vec![snippet.path(path).into()]
    } else {
        // The column must count from the line's real start, which the snippet does not know.
        vec![Origin::path(path).line(place.line).char_column(place.column).into(), snippet.into()]
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The pieces of one document that were not understood.
pub fn unread(checked: &Checked<'_>) -> String {
    let mut out = String::new();
    for unread in checked.unread {
        let place = checked.document.line_columns(unread.range.clone()).start;
        let piece = checked.document.source().get(unread.range.clone()).unwrap_or_default();
        let mut quote = piece.split_whitespace().collect::<Vec<_>>().join(" ");
        if quote.len() > QUOTE {
            quote.truncate(floor(&quote, QUOTE));
            quote.push('…');
        }
        let (path, line, column) = (checked.name.display(), place.line, place.column);
        // Writing to a string does not fail.
        let _ = writeln!(out, "{path}:{line}:{column}: {}: {quote}", unread.reason);
    }
    out
}

/// The last line of a report of findings.
pub fn summary(total: Count) -> String {
    let found: Vec<String> = [(total.errors, "error"), (total.warnings, "warning"), (total.others, "remark")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| number(count, what))
        .collect();
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    let mut notes = String::new();
    if total.fixed > 0 {
        notes += &format!(", {} mended", total.fixed);
    }
    if total.safe > 0 {
        notes += &format!("; --fix mends {}", total.safe);
    }
    if total.unsafe_ > 0 {
        notes += &format!("; --fix --unsafe-fixes mends {} by changing formulas", total.safe + total.unsafe_);
    }
    format!("{} in {}{notes}\n", found, number(total.documents, "document"))
}

/// The last line of a list of pieces that were not understood.
pub fn unread_summary(total: Count) -> String {
    format!("{} not understood in {}\n", number(total.unread, "piece"), number(total.documents, "document"))
}

fn number(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::api::{Fix, Related};
    use crate::document::Host;

    fn range(text: &str, part: &str) -> Range<usize> {
        let start = text.find(part).unwrap();
        start..start + part.len()
    }

    fn rendered(text: &str, finding: &Finding) -> String {
        let name = Path::new("notes.md");
        let document = Arc::new(Document::parse(text, Host::of_path(name).unwrap()));
        findings(&Checked { name, document: &document, findings: std::slice::from_ref(finding), unread: &[], fixed: 0 })
    }

    #[test]
    fn both_operands_are_marked_and_declarations_far_away_are_shown() {
        let text = format!("Let $A \\in \\mathbb R^{{2 \\times 3}}$.\n{}\nThen $é = A B$.\n", "\n".repeat(2000));
        let finding = Finding {
            range: range(&text, "A B"),
            rule: "shape-product",
            severity: Severity::Error,
            message: "The inner sizes 3 and 4 differ.".to_owned(),
            related: vec![
                Related {
                    path: None,
                    range: range(&text, "A B").start..range(&text, "A B").start + 1,
                    message: "2×3".into(),
                },
                Related {
                    path: None,
                    range: range(&text, "B$").start..range(&text, "B$").start + 1,
                    message: "4×5".into(),
                },
                Related { path: None, range: range(&text, "A \\in"), message: "A is declared here".into() },
            ],
            fix: Some(Fix { title: "Transpose A".to_owned(), safe: false, edits: Vec::new() }),
            alternatives: Vec::new(),
            docs_url: None,
            optional: false,
        };
        insta::assert_snapshot!(rendered(&text, &finding), @r#"
error[shape-product]: The inner sizes 3 and 4 differ.
    --> notes.md:2003:11
     |
2003 | Then $é = A B$.
     |           -^-
     |           | |
     |           | 4×5
     |           2×3
     |
note: A is declared here
    --> notes.md:1:6
     |
   1 | Let $A \in \mathbb R^{2 \times 3}$.
     |      ^^^^^
help: Transpose A
"#);
    }

    #[test]
    fn a_line_without_end_is_shown_in_part() {
        let text = format!("{}$x$", "y".repeat(1 << 20));
        let finding = Finding {
            range: range(&text, "$x$"),
            rule: "shape-sum",
            severity: Severity::Warning,
            message: "No.".to_owned(),
            related: Vec::new(),
            fix: None,
            alternatives: Vec::new(),
            docs_url: None,
            optional: false,
        };
        let rendered = rendered(&text, &finding);
        assert!(rendered.len() < 1000, "{}", rendered.len());
        assert!(rendered.contains("notes.md:1:1048577"), "{rendered}");
    }
}
