//! The text of a hover, as Markdown and as plain text.

use std::fmt::Write;
use std::ops::Range;

use matgrad_core::render::Style;

use crate::api::Hover;

/// A hover in the making.
pub struct Page<'a> {
    pub style: &'a Style,
    markdown: String,
    plain: String,
}

impl<'a> Page<'a> {
    pub fn new(style: &'a Style) -> Page<'a> {
        Page { style, markdown: String::new(), plain: String::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// A paragraph of words; `code` is set off in Markdown.
    pub fn say(&mut self, code: &str, words: &str) {
        self.gap();
        // Writing to a string cannot fail.
        let _ = write!(self.markdown, "`{code}`{words}");
        let _ = write!(self.plain, "{code}{words}");
    }

    /// A paragraph without anything set off.
    pub fn note(&mut self, words: &str) {
        self.gap();
        self.markdown.push_str(words);
        self.plain.push_str(words);
    }

    /// Lines of Unicode, one under the other.
    pub fn lines(&mut self, lines: &[String]) {
        self.gap();
        let _ = write!(self.markdown, "```text\n{}\n```", lines.join("\n"));
        self.plain.push_str(&lines.join("\n"));
    }

    /// A displayed formula; plain text has its lines of Unicode already.
    pub fn display(&mut self, latex: &str) {
        if !self.markdown.is_empty() {
            self.markdown.push_str("\n\n");
        }
        let _ = write!(self.markdown, "$$\n{latex}\n$$");
    }

    fn gap(&mut self) {
        if !self.markdown.is_empty() {
            self.markdown.push_str("\n\n");
        }
        if !self.plain.is_empty() {
            self.plain.push_str("\n\n");
        }
    }

    pub fn finish(self, range: Range<usize>) -> Hover {
        Hover { range, markdown: self.markdown, plain: self.plain }
    }
}
