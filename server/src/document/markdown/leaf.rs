//! The text of one run of lines, with the marks of a quotation taken out.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::clean::after_quotes;
use crate::document::scan::{after_break, line_end};
use crate::document::source_map::SourceMap;

/// Lines that are read together: those of a paragraph, an item, a heading or a table row.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// The lines in the source, the first perhaps from its middle on.
    pub range: Range<usize>,
    /// How many `>` begin each line but the first.
    pub quotes: usize,
    /// Whether it is a row of a table.
    pub table: bool,
    /// Whether a display that opens in it may go on past blank lines and marks of Markdown.
    pub open: bool,
}

/// A leaf's text and the way back to the source.
pub(super) struct LeafText<'a> {
    pub text: Cow<'a, str>,
    base: usize,
    map: Option<SourceMap>,
}

impl Leaf {
    pub fn text<'a>(&self, source: &'a str) -> LeafText<'a> {
        let raw = source.get(self.range.clone()).unwrap_or_default();
        let base = self.range.start;
        if self.quotes == 0 {
            return LeafText { text: Cow::Borrowed(raw), base, map: None };
        }
        let bytes = raw.as_bytes();
        let mut map = SourceMap::default();
        let mut start = 0;
        while start < raw.len() {
            let next = after_break(bytes, line_end(bytes, start));
            map.push(next - start, start..next);
            start = after_quotes(bytes, next, self.quotes).0;
        }
        LeafText { text: map.apply(raw), base, map: Some(map) }
    }
}

impl LeafText<'_> {
    /// The source range of a range of the text.
    pub fn to_source(&self, range: Range<usize>) -> Range<usize> {
        let range = match &self.map {
            Some(map) => map.to_source(range),
            None => range,
        };
        self.base + range.start..self.base + range.end
    }

    /// The text's range as source ranges, cut where something was taken out.
    pub fn to_sources(&self, range: Range<usize>) -> Vec<Range<usize>> {
        if self.map.is_none() {
            return vec![self.to_source(range)];
        }
        let bytes = self.text.as_bytes();
        let mut found = Vec::new();
        let mut start = range.start;
        while start < range.end {
            let next = after_break(bytes, line_end(bytes, start)).min(range.end);
            found.push(self.to_source(start..next));
            start = next;
        }
        found
    }
}
