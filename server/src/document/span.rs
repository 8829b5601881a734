//! What a reading finds in a document: formulas, blocks, remarks to matgrad, definitions of commands, other files.
//!
//! Every range counts bytes of the document's source ([`Document::source`](super::Document::source)).

use std::borrow::Cow;
use std::ops::Range;

use super::source_map::SourceMap;

/// How a formula is set off from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MathKind {
    /// In the line: `$…$`, `\(…\)`, `` $`…`$ ``, `` {math}`…` ``.
    Inline,
    /// On its own: `$$…$$`, `\[…\]`.
    Display,
    /// A bare environment, by its name: `align*`, `eqnarray` …
    Environment(&'static str),
    /// A fenced block ```` ```math ```` or ```` ```{math} ````.
    Fence,
    /// A ```` ```matgrad ```` block or a `matgrad` environment, each line of which is checked strictly.
    Strict,
}

/// One formula. It stands alone: what is wrong with it harms no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathSpan {
    /// The formula without its delimiters.
    pub range: Range<usize>,
    /// The formula with its delimiters.
    pub outer: Range<usize>,
    /// How it is set off.
    pub kind: MathKind,
    /// Whether its closing delimiter was found. An unclosed formula ends with its paragraph.
    pub closed: bool,
    /// What was dropped from it to read it, counted from `range.start`; nothing in most formulas.
    pub(super) map: Option<Box<SourceMap>>,
}

impl MathSpan {
    /// The formula as LaTeX: without quotation marks of the host, comments, and the host's own escapes.
    pub fn text<'a>(&self, source: &'a str) -> Cow<'a, str> {
        let raw = source.get(self.range.clone()).unwrap_or_default();
        match &self.map {
            Some(map) => map.apply(raw),
            None => Cow::Borrowed(raw),
        }
    }

    /// The source range of a range of [`text`](Self::text).
    pub fn to_source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.range.start;
        let range = match &self.map {
            Some(map) => map.to_source(range),
            None => range,
        };
        (start + range.start).min(self.range.end)..(start + range.end).min(self.range.end)
    }

    /// The offset in [`text`](Self::text) of a source offset in or at the end of this formula.
    pub fn to_text(&self, offset: usize) -> Option<usize> {
        if offset < self.range.start || offset > self.range.end {
            return None;
        }
        let offset = offset - self.range.start;
        Some(self.map.as_ref().map_or(offset, |map| map.to_clean(offset)))
    }

    /// Whether it is displayed rather than in the line.
    pub fn is_display(&self) -> bool {
        self.kind != MathKind::Inline
    }
}

/// What a block of a document is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A heading and its level, 1 the highest (`\part` and `\chapter` are 1, `\section` is 2; Markdown's `#` is 1).
    Heading(u8),
    /// Text between blank lines, with the displays in it.
    Paragraph,
    /// A list item, up to the next item or blank line.
    ListItem,
    /// One row of a table.
    TableRow,
    /// A theorem, an example, a proof or another environment with text in it, by its name; holds other blocks.
    TheoremLike(String),
}

/// A part of a document's structure. Blocks are sorted by where they start; only theorem-like ones hold others, and
/// stand before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The whole of it.
    pub range: Range<usize>,
    /// Its text: a heading without its marks, else the same as `range`.
    pub text: Range<usize>,
}

/// A remark to matgrad in a comment: `<!-- matgrad: … -->`, `% matgrad: …`, `{/* matgrad: … */}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The whole comment.
    pub range: Range<usize>,
    /// What follows `matgrad:`, trimmed.
    pub text: Range<usize>,
}

/// How another file is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IncludeKind {
    /// `\input`, `\include`, `\subfile`, `\import`, or a Quarto or MyST include: its text stands here.
    Text,
    /// `\usepackage`, `\RequirePackage`, `\documentclass`: only what it defines counts, where it is in the project.
    Package,
}

/// The name of another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// How it is named.
    pub kind: IncludeKind,
    /// The path as written; `\import{dir}{file}` gives `dir/file`.
    pub path: String,
    /// Where it is named.
    pub range: Range<usize>,
}
