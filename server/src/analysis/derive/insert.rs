//! Where a formula is put that follows another one, and how it is set off there.

use crate::analysis::hover::subject::Subject;
use crate::api::Insertion;
use crate::document::{BlockKind, Document, Host, MathKind, MathSpan};

/// The insertion of a display after the subject's formula: after its line where it is displayed, else after its paragraph.
pub fn after(subject: &Subject<'_>, latex: &str, aligned: bool) -> Insertion {
    let document = &subject.reading.document;
    let (source, span) = (document.source(), subject.span);
    let at = if span.is_display() { line_end(source, span.outer.end) } else { block_end(document, span) };
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let indent = indent(source, span.outer.start);
    let mut text = String::new();
    for line in display(document, span, latex, aligned) {
        text.push_str(newline);
        text.push_str(if line.is_empty() { indent.trim_end() } else { &indent });
        text.push_str(&line);
    }
    Insertion { range: at..at, text }
}

/// The lines of the display, a blank one before it where the host needs one.
fn display(document: &Document, span: &MathSpan, latex: &str, aligned: bool) -> Vec<String> {
    let body = latex.lines().map(str::to_owned);
    let around = |open: &str, close: &str| {
        let inner: Vec<String> = match (aligned, open) {
            (true, "$$" | "```math" | "```{math}") => std::iter::once("\\begin{aligned}".to_owned())
                .chain(body.clone())
                .chain(["\\end{aligned}".to_owned()])
                .collect(),
            _ => body.clone().collect(),
        };
        std::iter::once(open.to_owned()).chain(inner).chain([close.to_owned()]).collect::<Vec<_>>()
    };
    if document.host() == Host::Latex {
        return if aligned { around("\\begin{align*}", "\\end{align*}") } else { around("\\[", "\\]") };
    }
    let fence = document.source().get(span.outer.clone()).unwrap_or_default().lines().next().unwrap_or_default().trim();
    let lines = match (span.kind, fence) {
        (MathKind::Fence, "```math" | "```{math}") => around(fence, "```"),
        _ => around("$$", "$$"),
    };
    std::iter::once(String::new()).chain(lines).collect()
}

/// The end of the line that `offset` stands in.
fn line_end(source: &str, offset: usize) -> usize {
    let rest = source.get(offset..).unwrap_or_default();
    offset + rest.find(['\n', '\r']).unwrap_or(rest.len())
}

/// The end of the text of the paragraph, item or row around a formula.
fn block_end(document: &Document, span: &MathSpan) -> usize {
    let source = document.source();
    let holds = |range: &std::ops::Range<usize>| range.start <= span.outer.start && span.outer.end <= range.end;
    let blocks = document.blocks().iter().filter(|block| !matches!(block.kind, BlockKind::TheoremLike(_)));
    let rows = |kind: &BlockKind| *kind == BlockKind::TableRow;
    let mut end = span.outer.end;
    let mut table = false;
    for block in blocks {
        if holds(&block.range) {
            end = block.range.end;
            table = rows(&block.kind);
        } else if table
            && rows(&block.kind)
            && source.get(end..block.range.start).is_some_and(|gap| gap.trim().is_empty())
        {
            // A display within a table would end it.
            end = block.range.end;
        } else if block.range.start >= end {
            break;
        }
    }
    let text = source.get(..end).unwrap_or_default().trim_end().len();
    line_end(source, text.max(span.outer.end))
}

/// What stands before each line of the block: marks of quotations, and blanks under the text of a list item.
fn indent(source: &str, offset: usize) -> String {
    let start = source.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = source.get(start..offset).unwrap_or_default();
    let marks = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
    let (marks, rest) = line.split_at(marks);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let bullet = match rest.get(digits..).unwrap_or_default().as_bytes() {
        [b'.' | b')', b' ', ..] if digits > 0 => digits + 2,
        [b'-' | b'*' | b'+', b' ', ..] if digits == 0 => 2,
        _ => 0,
    };
    format!("{marks}{}", " ".repeat(bullet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_indented_like_the_text_they_follow() {
        let cases =
            [("text $", ""), ("> $", "> "), ("- $", "  "), ("12. $", "    "), ("  * a $", "    "), ("a\n  $", "  ")];
        for (before, expected) in cases {
            assert_eq!(indent(before, before.len()), expected, "{before:?}");
        }
    }
}
