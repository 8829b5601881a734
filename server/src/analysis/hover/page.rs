//! The text of a hover, as Markdown and as plain text.

use std::ops::Range;

use matgrad_core::render::Style;

use crate::api::Hover;

/// A hover in the making.
pub struct Page<'a> {
    pub style: &'a Style,
    typeset: String,
    markdown: String,
    plain: String,
}

impl<'a> Page<'a> {
    pub fn new(style: &'a Style) -> Page<'a> {
        Page { style, typeset: String::new(), markdown: String::new(), plain: String::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// A paragraph of words; `code` is set off in Markdown.
    pub fn say(&mut self, code: &str, words: &str) {
        self.paragraph(&format!("`{code}`{words}"), &format!("{code}{words}"));
    }

    /// A paragraph without anything set off.
    pub fn note(&mut self, words: &str) {
        self.paragraph(words, words);
    }

    /// Lines of Unicode, one under the other.
    pub fn lines(&mut self, lines: &[String]) {
        let lines = lines.join("\n");
        self.paragraph(&format!("```text\n{lines}\n```"), &lines);
    }

    /// A displayed formula; where nothing is typeset its lines of Unicode say the same.
    pub fn display(&mut self, latex: &str) {
        append(&mut self.typeset, &format!("$$\n{latex}\n$$"));
    }

    fn paragraph(&mut self, markdown: &str, plain: &str) {
        append(&mut self.typeset, markdown);
        append(&mut self.markdown, markdown);
        append(&mut self.plain, plain);
    }

    pub fn finish(self, range: Range<usize>) -> Hover {
        Hover { range, typeset: self.typeset, markdown: self.markdown, plain: self.plain }
    }
}

/// Goes on with a paragraph.
fn append(text: &mut String, paragraph: &str) {
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(paragraph);
}
