//! Markdown in its flavours: lines into blocks, blocks into leaves, leaves into formulas and words.
//!
//! The text is read in chunks. A chunk ends at a blank line before a line that is not indented, where all that is
//! carried over is [`State`]; so what a chunk holds follows from its own text, and an edit re-reads a few chunks.
//! Blocks are only told apart as far as formulas, code and scopes need it.

mod beyond;
mod fence;
mod formulas;
mod html;
mod inline;
mod leaf;
mod lines;
mod masks;

use std::ops::Range;

use super::chunk::{Chunk, Memory, State};
use super::clean::after_quotes;
use super::host::Flavour;
use super::parts::Parts;
use super::scan::{after_break, is_blank, line_end, skip_blanks, trim};
use super::span::{Block, BlockKind};
use beyond::Beyond;
use leaf::Leaf;

/// A quotation is read in pieces of so many lines.
const MOST_QUOTED_LINES: usize = 4096;

/// Reads the chunk that starts at `start` in the state `state` into `parts`.
pub(super) fn read_chunk(
    source: &str,
    start: usize,
    state: &State,
    flavour: Flavour,
    memory: &mut Memory,
    parts: &mut Parts,
) -> Chunk {
    let mut blocks = Blocks {
        source,
        bytes: source.as_bytes(),
        flavour,
        parts,
        beyond: Beyond { looked: 0, memory },
        state: state.clone(),
        pos: start,
        place: Place::Line,
        past_blank: true,
        in_list: false,
        quotes: 0,
        table: false,
        block: None,
        leaf: None,
        leaf_lines: 0,
    };
    blocks.read(start);
    Chunk { start, end: blocks.pos, looked: blocks.beyond.looked.max(blocks.pos + 1), state: blocks.state }
}

/// Where in a line reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At its start.
    Line,
    /// After the mark of a list item, where another block may start.
    Item,
    /// After something that ended within the line.
    Inside,
}

struct Blocks<'a, 'p> {
    source: &'a str,
    bytes: &'a [u8],
    flavour: Flavour,
    parts: &'p mut Parts,
    beyond: Beyond<'p>,
    state: State,
    pos: usize,
    place: Place,
    past_blank: bool,
    in_list: bool,
    quotes: usize,
    table: bool,
    block: Option<Block>,
    leaf: Option<Leaf>,
    leaf_lines: usize,
}

impl Blocks<'_, '_> {
    fn read(&mut self, start: usize) {
        if start == 0 {
            self.pos = self.front_matter();
        }
        while self.pos < self.bytes.len() && !self.parts.is_full() {
            let end = line_end(self.bytes, self.pos);
            let fresh = self.place == Place::Line && self.past_blank && self.pos > start;
            if fresh && !matches!(self.bytes.get(self.pos), Some(b' ' | b'\t' | b'\n' | b'\r')) {
                break;
            }
            self.line(end);
        }
        while self.flush() && self.pos < self.bytes.len() && !self.parts.is_full() {
            let end = line_end(self.bytes, self.pos);
            self.line(end);
        }
        self.close();
        if self.parts.is_full() {
            self.pos = self.bytes.len();
        }
    }

    /// The end of a YAML or TOML block at the head of the file.
    fn front_matter(&mut self) -> usize {
        let head = if self.source.starts_with('\u{feff}') { 3 } else { 0 };
        let end = line_end(self.bytes, head);
        let mark = match self.source.get(head..end).map(str::trim_end) {
            Some("---") => "---",
            Some("+++") => "+++",
            _ => return head,
        };
        let mut line = after_break(self.bytes, end);
        if is_blank(self.bytes, line..line_end(self.bytes, line)) {
            return head;
        }
        while line < self.bytes.len() {
            let end = line_end(self.bytes, line);
            let text = self.source.get(line..end).map(str::trim_end).unwrap_or_default();
            line = after_break(self.bytes, end);
            if text == mark || (mark == "---" && text == "...") {
                return line;
            }
        }
        self.beyond.look(self.bytes.len() + 1);
        head
    }

    /// Reads the line that ends at `end`, from `pos` on.
    fn line(&mut self, end: usize) {
        let next = after_break(self.bytes, end);
        let place = std::mem::replace(&mut self.place, Place::Line);
        let mut content = self.pos;
        if place == Place::Line {
            let depth = if self.quotes > 0 || self.bytes.get(skip_blanks(self.bytes, self.pos)) == Some(&b'>') {
                lines::quotes(self.bytes, self.pos)
            } else {
                0
            };
            if depth != self.quotes {
                if self.flush() {
                    return;
                }
                self.close();
                self.quotes = depth;
            }
            content = after_quotes(self.bytes, self.pos, depth).0;
        }
        if is_blank(self.bytes, content..end) {
            if place == Place::Line {
                if self.flush() {
                    return;
                }
                self.close();
                self.past_blank = true;
                self.table = false;
            }
            self.pos = next;
            return;
        }
        if place != Place::Inside && self.block_start(place, content, end, next) {
            self.table = false;
            return;
        }
        self.past_blank = false;
        self.text(content, end, next);
    }

    /// Reads a line that starts a block, or says that it does not.
    fn block_start(&mut self, place: Place, content: usize, end: usize, next: usize) -> bool {
        let text = skip_blanks(self.bytes, content);
        let indent = lines::indent(self.bytes, content);
        let paragraph = self.leaf.is_some();
        if place == Place::Line && indent >= 4 && self.past_blank && !self.in_list && self.quotes == 0 && !paragraph {
            self.pos = next;
            return true;
        }
        if let Some(fence) = fence::opening(self.source, text..end, self.quotes) {
            if !self.flush() {
                self.past_blank = false;
                self.fence(&fence, text, next);
            }
            return true;
        }
        if let Some(heading) = lines::heading(self.source, text..end) {
            if !self.flush() {
                self.close_before(place);
                self.heading(heading.0, text..end, heading.1, next);
            }
            return true;
        }
        if paragraph && let Some(level) = self.underline(text..end) {
            if let Some(block) = &mut self.block {
                block.kind = BlockKind::Heading(level);
            }
            if !self.flush() {
                self.close();
                self.pos = next;
            }
            return true;
        }
        if lines::is_break(self.source, text..end) {
            if !self.flush() {
                self.close();
                self.pos = next;
            }
            return true;
        }
        if let Some(item) = lines::item(self.source, text..end, paragraph && !self.in_list) {
            if !self.flush() {
                self.close_before(place);
                (self.in_list, self.past_blank) = (true, false);
                self.block = Some(Block { kind: BlockKind::ListItem, range: text..end, text: text..end });
                (self.pos, self.place) = (item, Place::Item);
            }
            return true;
        }
        self.in_list |= lines::indents_what_follows(self.source, text..end);
        false
    }

    /// The level of the heading that a one-line paragraph becomes by what underlines it.
    fn underline(&self, line: Range<usize>) -> Option<u8> {
        let level = lines::underline(self.source, line)?;
        let leaf = self.leaf.as_ref()?;
        let text = self.source.get(leaf.range.clone())?;
        let paragraph = self.block.as_ref()?.kind == BlockKind::Paragraph;
        let display = ["$$", "\\[", "\\begin"].iter().any(|mark| text.contains(mark));
        (paragraph && self.leaf_lines == 1 && !display && !self.table).then_some(level)
    }

    fn heading(&mut self, level: u8, line: Range<usize>, title: Range<usize>, next: usize) {
        self.past_blank = false;
        self.block = Some(Block { kind: BlockKind::Heading(level), range: line, text: title.clone() });
        self.leaf = Some(Leaf { range: title, quotes: 0, table: false, open: false });
        self.pos = next;
        self.flush();
        self.close();
    }

    /// Takes a line of text into the leaf, or into a row of a table.
    fn text(&mut self, content: usize, end: usize, next: usize) {
        if self.table || self.begins_table(content..end) {
            if let Some(block) = self.block.as_mut().filter(|_| !self.table) {
                block.kind = BlockKind::TableRow;
                if let Some(leaf) = &mut self.leaf {
                    (leaf.table, leaf.open) = (true, false);
                }
            }
            self.pos = next;
            if self.flush() {
                return;
            }
            self.close();
            if self.table {
                self.block = Some(Block { kind: BlockKind::TableRow, range: content..end, text: content..end });
                self.leaf = Some(Leaf { range: content..end, quotes: 0, table: true, open: false });
                self.flush();
                self.close();
            }
            self.table = true;
            return;
        }
        let block =
            self.block.get_or_insert(Block { kind: BlockKind::Paragraph, range: content..end, text: content..end });
        block.range.end = block.range.end.max(end);
        match &mut self.leaf {
            Some(leaf) => leaf.range.end = next,
            None => {
                self.leaf = Some(Leaf { range: content..next, quotes: self.quotes, table: false, open: true });
                self.leaf_lines = 0;
            }
        }
        self.leaf_lines += 1;
        self.pos = next;
        if self.quotes > 0 && self.leaf_lines >= MOST_QUOTED_LINES {
            self.flush();
        }
    }

    /// Whether a line is the rule under the head of a table that the leaf is.
    fn begins_table(&self, line: Range<usize>) -> bool {
        let Some(leaf) = self.leaf.as_ref().filter(|_| self.leaf_lines == 1) else { return false };
        lines::is_table_rule(self.source, line)
            && self.source.get(leaf.range.clone()).is_some_and(|head| head.contains('|'))
    }

    /// Reads the leaf. Says whether it took more than its own lines, so that reading goes on elsewhere.
    fn flush(&mut self) -> bool {
        let Some(leaf) = self.leaf.take() else { return false };
        let outcome = inline::read(self.source, &leaf, self.flavour, &mut self.beyond, self.parts);
        if let (Some(block), Some(lead)) = (&mut self.block, outcome.lead) {
            block.range.start = block.range.start.max(lead);
        }
        let Some(resume) = outcome.resume else { return false };
        if let Some(block) = &mut self.block {
            block.range.end = resume;
        }
        (self.pos, self.place, self.past_blank) = (resume, Place::Inside, false);
        true
    }

    /// Ends the block before another starts; an item that holds nothing but another item is none.
    fn close_before(&mut self, place: Place) {
        match place {
            Place::Item => self.block = None,
            _ => self.close(),
        }
    }

    /// Ends the block.
    fn close(&mut self) {
        let Some(mut block) = self.block.take() else { return };
        block.range = trim(self.bytes, block.range);
        block.text = match block.kind {
            BlockKind::Heading(_) if block.text.end <= block.range.end => block.text,
            _ => block.range.clone(),
        };
        if !block.range.is_empty() {
            self.parts.leaves.push(block);
        }
    }
}
