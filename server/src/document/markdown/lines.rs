//! What a single line of Markdown is: heading, list item, rule, underline, quotation.
//!
//! Every `line` is the line without its indentation and its line break.

use std::ops::Range;

use crate::document::scan::{run, skip_blanks};

/// How many columns a line is indented from `at` on; a tab counts four.
pub(super) fn indent(bytes: &[u8], at: usize) -> usize {
    let blanks = bytes.get(at..skip_blanks(bytes, at)).unwrap_or_default();
    blanks.iter().take(100).map(|byte| if *byte == b'\t' { 4 } else { 1 }).sum()
}

/// How many `>` begin a line.
pub(super) fn quotes(bytes: &[u8], at: usize) -> usize {
    let mut here = skip_blanks(bytes, at);
    let mut depth = 0;
    // Deeper quotations than this are none.
    while bytes.get(here) == Some(&b'>') && depth < 20 {
        depth += 1;
        here = skip_blanks(bytes, here + 1);
    }
    depth
}

/// The level and the title of a heading.
pub(super) fn heading(source: &str, line: Range<usize>) -> Option<(u8, Range<usize>)> {
    let text = source.get(line.clone())?;
    if !super::beyond::is_heading(text) {
        return None;
    }
    let level = run(source.as_bytes(), line.start);
    let rest = text.get(level..)?;
    let start = line.end - rest.trim_start().len();
    let title = source.get(start..line.end)?.trim_end();
    let bare = title.trim_end_matches('#');
    let title = if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { title };
    Some((u8::try_from(level).ok()?, start..start + title.len()))
}

/// The level that a line gives to the paragraph it underlines.
pub(super) fn underline(source: &str, line: Range<usize>) -> Option<u8> {
    let text = source.get(line)?.trim_end();
    match text.as_bytes().first()? {
        b'=' if text.bytes().all(|byte| byte == b'=') => Some(1),
        b'-' if text.len() >= 2 && text.bytes().all(|byte| byte == b'-') => Some(2),
        _ => None,
    }
}

/// Whether a line is a thematic break or a lone underline.
pub(super) fn is_break(source: &str, line: Range<usize>) -> bool {
    let Some(text) = source.get(line) else { return false };
    let Some(first) = text.bytes().next().filter(|byte| matches!(byte, b'-' | b'*' | b'_')) else { return false };
    text.bytes().all(|byte| byte == first || matches!(byte, b' ' | b'\t'))
        && text.bytes().filter(|byte| *byte == first).count() >= 3
}

/// Where the text of a list item starts. Within a paragraph only a filled item begins, a numbered one only with 1.
pub(super) fn item(source: &str, line: Range<usize>, paragraph: bool) -> Option<usize> {
    let bytes = source.as_bytes();
    let text = bytes.get(line.clone())?;
    let mark = match text.first()? {
        b'-' | b'+' | b'*' => 1,
        b'0'..=b'9' => {
            let digits = text.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
            if digits > 9
                || !matches!(text.get(digits), Some(b'.' | b')'))
                || (paragraph && text.get(..digits) != Some(b"1"))
            {
                return None;
            }
            digits + 1
        }
        _ => return None,
    };
    let start = skip_blanks(bytes, line.start + mark);
    if start >= line.end {
        return (!paragraph).then_some(line.end);
    }
    (start > line.start + mark).then_some(start)
}

/// Whether the indented lines after this one are text and not code: footnotes, definitions, admonitions.
pub(super) fn indents_what_follows(source: &str, line: Range<usize>) -> bool {
    let text = source.get(line).unwrap_or_default();
    ["[^", ":   ", ": ", "!!!", "???", "===", "(@"].iter().any(|mark| text.starts_with(mark))
}

/// Whether a line is the rule under the head of a table.
pub(super) fn is_table_rule(source: &str, line: Range<usize>) -> bool {
    let text = source.get(line).unwrap_or_default().trim();
    text.contains('|')
        && text.contains('-')
        && text.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_a_level_and_a_title() {
        for (line, level, title) in [("# A $x$", 1, "A $x$"), ("### B ##", 3, "B"), ("## C#", 2, "C#"), ("#", 1, "")] {
            let (found, range) = heading(line, 0..line.len()).unwrap();
            assert_eq!((found, &line[range]), (level, title));
        }
        assert_eq!(heading("#a", 0..2), None);
        assert_eq!(heading("####### a", 0..9), None);
    }

    #[test]
    fn items_rules_and_underlines_are_told_apart() {
        assert_eq!(item("- a", 0..3, true), Some(2));
        assert_eq!(item("12) a", 0..5, false), Some(4));
        assert_eq!(item("12) a", 0..5, true), None);
        assert_eq!(item("-a", 0..2, false), None);
        assert_eq!(item("*", 0..1, false), Some(1));
        assert!(is_break("- - -", 0..5) && !is_break("--", 0..2) && !is_break("-a-", 0..3));
        assert_eq!(underline("===", 0..3), Some(1));
        assert!(is_table_rule("|:--|--:|", 0..9) && !is_table_rule("---", 0..3));
    }
}
