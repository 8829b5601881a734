//! Documents: text, positions, and where the mathematics stands.
//!
//! A [`Document`] is one version of a file, read once: its formulas, its blocks, its prose, the remarks to matgrad in
//! its comments, the commands it defines and the files it names. Reading never fails and takes time in proportion to
//! the text. Offsets count bytes of [`Document::source`], which is the file itself or, for a notebook, the text of its
//! Markdown cells; the methods that speak of places in the file convert.

pub mod host;
pub mod position;
pub mod project;
pub mod read;
pub mod source_map;
pub mod span;
pub mod text;
pub mod whole;

mod chunk;
mod clean;
mod definitions;
mod edit;
mod latex;
mod markdown;
mod notebook;
mod parts;
mod scan;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

pub use edit::Change;
pub use host::{Flavour, Host};
pub use position::{Encoding, LineColumn, Position};
pub use source_map::SourceMap;
pub use span::{Block, BlockKind, Directive, Include, IncludeKind, MathKind, MathSpan};
pub use text::Text;

use chunk::{Chunk, Memory, State};
use parts::Parts;

/// One version of a file, read.
#[derive(Clone, Debug)]
pub struct Document {
    host: Host,
    text: Text,
    source: Arc<str>,
    /// From source to file, for a notebook.
    map: Option<Arc<SourceMap>>,
    chunks: Vec<Chunk>,
    parts: Parts,
    blocks: Vec<Block>,
}

/// A stretch of text or a formula, as they follow each other in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Prose(Range<usize>),
    /// A formula and its index in [`Document::spans`].
    Math(usize, &'a MathSpan),
}

impl Document {
    /// Reads a file's text.
    pub fn parse(text: impl Into<Arc<str>>, host: Host) -> Document {
        Document::read(Text::new(text), host)
    }

    fn read(text: Text, host: Host) -> Document {
        let file = text.as_str().clone();
        if host == Host::Notebook {
            let cells = notebook::read(&file);
            let parts = read_cells(&cells);
            let source: Arc<str> = cells.text.into();
            let blocks = parts.blocks(source.len());
            return Document { host, text, source, map: Some(Arc::new(cells.map)), chunks: Vec::new(), parts, blocks };
        }
        let (chunks, parts) = read_chunks(&file, host);
        let blocks = parts.blocks(file.len());
        Document { host, text, source: file, map: None, chunks, parts, blocks }
    }

    /// What the document is written in.
    pub fn host(&self) -> Host {
        self.host
    }

    /// The file's text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The text that every range counts in: the file, or the Markdown cells of a notebook.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The formulas, in order; none overlaps another.
    pub fn spans(&self) -> &[MathSpan] {
        &self.parts.spans
    }

    /// The structure, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The words between formulas, without code, comments and other things that are not read.
    pub fn prose(&self) -> &[Range<usize>] {
        &self.parts.prose
    }

    /// The remarks to matgrad, in order.
    pub fn directives(&self) -> &[Directive] {
        &self.parts.directives
    }

    /// The text of everything that defines a command outside formulas, in order: `\newcommand`, `\def` and the like.
    pub fn definitions(&self) -> &[Range<usize>] {
        &self.parts.definitions
    }

    /// Everything that may define a command, in order: [`definitions`](Self::definitions), and the formulas with
    /// definitions in them, whose other content is to be passed over.
    pub fn macro_sources(&self) -> Vec<Range<usize>> {
        let formulas = self.parts.spans.iter().map(|span| span.range.clone());
        let formulas = formulas.filter(|range| self.source.get(range.clone()).is_some_and(definitions::defines));
        let mut sources: Vec<Range<usize>> = self.parts.definitions.iter().cloned().chain(formulas).collect();
        sources.sort_by_key(|range| range.start);
        sources
    }

    /// The files named, in order.
    pub fn includes(&self) -> &[Include] {
        &self.parts.includes
    }

    /// Whether the document is so large that only its beginning was read.
    pub fn is_cut_short(&self) -> bool {
        self.parts.is_full()
    }

    /// The formula whose delimiters enclose or touch `offset`.
    pub fn span_at(&self, offset: usize) -> Option<(usize, &MathSpan)> {
        let after = self.parts.spans.partition_point(|span| span.outer.start <= offset);
        let index = after.checked_sub(1)?;
        self.parts.spans.get(index).filter(|span| offset <= span.outer.end).map(|span| (index, span))
    }

    /// The indices of the formulas that lie in `range`.
    pub fn spans_in(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.parts.spans.partition_point(|span| span.outer.start < range.start);
        first..self.parts.spans.partition_point(|span| span.outer.start < range.end).max(first)
    }

    /// The first block that starts at or after `offset` and holds no other: what a remark above it is about.
    pub fn block_after(&self, offset: usize) -> Option<&Block> {
        let leaves = &self.parts.leaves;
        leaves.get(leaves.partition_point(|block| block.range.start < offset))
    }

    /// The block that a remark is about: the one it stands in, else the next one.
    pub fn target(&self, directive: &Directive) -> Option<&Block> {
        let leaves = &self.parts.leaves;
        let after = leaves.partition_point(|block| block.range.start <= directive.range.start);
        let around = after.checked_sub(1).and_then(|index| leaves.get(index));
        around.filter(|block| directive.range.start < block.range.end).or_else(|| leaves.get(after))
    }

    /// Words and formulas of `range` as they follow each other.
    pub fn pieces(&self, range: Range<usize>) -> impl Iterator<Item = Piece<'_>> {
        let prose = &self.parts.prose;
        let first = prose.partition_point(|prose| prose.start < range.start);
        let last = prose.partition_point(|prose| prose.start < range.end).max(first);
        let mut prose = prose.get(first..last).unwrap_or_default().iter().cloned().peekable();
        let mut spans =
            self.spans_in(&range).filter_map(|index| Some((index, self.parts.spans.get(index)?))).peekable();
        std::iter::from_fn(move || {
            let words_first = match (prose.peek(), spans.peek()) {
                (Some(prose), Some((_, span))) => prose.start < span.outer.start,
                (prose, _) => prose.is_some(),
            };
            if words_first {
                prose.next().map(Piece::Prose)
            } else {
                spans.next().map(|(index, span)| Piece::Math(index, span))
            }
        })
    }

    /// The file's bytes that a range of the source stands for.
    pub fn to_file(&self, range: Range<usize>) -> Range<usize> {
        self.map.as_ref().map_or(range.clone(), |map| map.to_source(range))
    }

    /// The change to the file that puts `new` in place of a range of the source. Nothing where something that is not
    /// part of the source stands within the range, such as the end of one line of a notebook's JSON.
    pub fn file_edit(&self, range: Range<usize>, new: &str) -> Option<(Range<usize>, String)> {
        let Some(map) = &self.map else { return Some((range, new.to_string())) };
        let file = map.to_source(range.clone());
        let whole = self.source.get(range)?;
        let written = self.text.as_str().get(file.clone())?;
        (notebook::escaped(whole) == written).then(|| (file, notebook::escaped(new)))
    }

    /// The source offset of a byte of the file, or nothing where that byte is not read (a notebook's code).
    pub fn from_file(&self, offset: usize) -> Option<usize> {
        match &self.map {
            None => (offset <= self.source.len()).then_some(offset),
            Some(map) => map.covers(offset).then(|| map.to_clean(offset)),
        }
    }

    /// Start and end of a source range as editors count them in the file.
    pub fn positions(&self, range: Range<usize>, encoding: Encoding) -> Range<Position> {
        let file = self.to_file(range);
        self.text.position(file.start, encoding)..self.text.position(file.end, encoding)
    }

    /// Start and end of a source range as people count them in the file.
    pub fn line_columns(&self, range: Range<usize>) -> Range<LineColumn> {
        let file = self.to_file(range);
        self.text.line_column(file.start)..self.text.line_column(file.end)
    }

    /// The source offset of an editor's position.
    pub fn offset(&self, position: Position, encoding: Encoding) -> Option<usize> {
        self.from_file(self.text.offset(position, encoding))
    }
}

/// Reads a whole text.
fn read_chunks(source: &str, host: Host) -> (Vec<Chunk>, Parts) {
    let mut parts = Parts::default();
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut memory = Memory::default();
    let mut start = 0;
    let mut state = State::default();
    while start < source.len() && !parts.is_full() {
        let chunk = read_chunk(source, start, &state, host, &mut memory, &mut parts);
        (start, state) = (chunk.end, chunk.state.clone());
        chunks.push(chunk);
    }
    (chunks, parts)
}

/// Reads one chunk; it is never empty.
fn read_chunk(source: &str, start: usize, state: &State, host: Host, memory: &mut Memory, parts: &mut Parts) -> Chunk {
    let mut chunk = match host {
        Host::Markdown(flavour) => markdown::read_chunk(source, start, state, flavour, memory, parts),
        // The cells of a notebook are read as Markdown, so only LaTeX comes here.
        Host::Latex | Host::Notebook => latex::read_chunk(source, start, state, memory, parts),
    };
    if chunk.end <= start {
        chunk.end = source.len();
    }
    chunk
}

/// Reads the cells of a notebook.
fn read_cells(cells: &notebook::Cells) -> Parts {
    let mut parts = Parts::default();
    for range in &cells.ranges {
        let cell = cells.text.get(range.clone()).unwrap_or_default();
        let (_, mut found) = read_chunks(cell, Host::Markdown(Flavour::Pandoc));
        found.shift(range.start.cast_signed());
        parts.append(found);
        if parts.is_full() {
            break;
        }
    }
    parts
}
