//! LaTeX: formulas, structure, definitions and the files it names.
//!
//! One pass over commands, dollars and comments, in chunks that end at blank lines. Before `\begin{document}` only
//! definitions and file names count; a file without `\documentclass` is all text. A formula ends at the latest with
//! its paragraph, an environment at the next heading or formula environment.

mod closing;
mod commands;

use std::ops::Range;

use super::chunk::{Chunk, Memory, Section, State};
use super::clean::{Rules, clean};
use super::definitions::{definition_end, includes, is_definition, is_include};
use super::parts::{Mark, Parts};
use super::scan::{
    LONGEST_GROUP, after_arguments, after_break, at, command, count, environment, group_end, is_blank, line_end,
    math_environment, skip_blanks, skip_spaces, trim,
};
use super::span::{Block, BlockKind, Directive, Include, MathKind, MathSpan};
use closing::{Closing, Ending};

/// Reads the chunk that starts at `start` in the state `state` into `parts`.
pub(super) fn read_chunk(source: &str, start: usize, state: &State, memory: &mut Memory, parts: &mut Parts) -> Chunk {
    let mut reader = Reader {
        source,
        bytes: source.as_bytes(),
        memory,
        parts,
        section: state.section,
        prose: start,
        block: None,
        heading_end: None,
        looked: 0,
    };
    let end = reader.read(start);
    let looked = reader.looked.max(end + 1);
    Chunk { start, end, looked, state: State::in_section(reader.section) }
}

struct Reader<'a, 'p> {
    source: &'a str,
    bytes: &'a [u8],
    memory: &'p mut Memory,
    parts: &'p mut Parts,
    section: Section,
    /// Where the words that are not yet delivered begin.
    prose: usize,
    block: Option<Block>,
    /// Where the title of the heading that is being read ends.
    heading_end: Option<usize>,
    /// One past the last byte that decided anything.
    looked: usize,
}

impl Reader<'_, '_> {
    fn read(&mut self, start: usize) -> usize {
        let mut here = start;
        while here < self.bytes.len() && !self.parts.is_full() {
            if self.section == Section::After {
                here = self.bytes.len();
                self.prose = here;
                break;
            }
            let rest = self.bytes.get(here..).unwrap_or_default();
            let plain = rest.iter().position(|byte| matches!(byte, b'%' | b'\\' | b'$' | b'\n' | b'\r'));
            let mark = plain.map_or(self.bytes.len(), |plain| here + plain);
            count(mark - here + 1);
            if let Some(end) = self.heading_end.filter(|end| *end <= mark) {
                self.text(here, end);
                self.end_heading(end);
                here = here.max(end + 1);
                continue;
            }
            self.text(here, mark);
            here = match self.bytes.get(mark) {
                Some(b'%') => self.comment(mark),
                Some(b'\\') => self.command(mark),
                Some(b'$') => self.dollar(mark),
                Some(_) => {
                    let next = after_break(self.bytes, mark);
                    match self.paragraph_end(next) {
                        None => next,
                        Some(end) => {
                            self.close(mark);
                            self.prose = end;
                            return end;
                        }
                    }
                }
                None => mark,
            };
        }
        let end = if self.parts.is_full() { self.bytes.len() } else { here };
        self.close(end);
        end
    }

    /// After the blank lines at `line`, if there are any.
    fn paragraph_end(&self, line: usize) -> Option<usize> {
        let mut here = line;
        loop {
            let text = skip_blanks(self.bytes, here);
            match self.bytes.get(text) {
                Some(b'\n' | b'\r') => here = after_break(self.bytes, text),
                Some(_) => break,
                None => return Some(text),
            }
        }
        (here > line).then_some(here)
    }

    /// Notes that there is text in `start..end`, so that a paragraph begins where none has.
    fn text(&mut self, start: usize, end: usize) {
        if self.block.is_none() && self.section == Section::Body {
            let text = skip_spaces(self.bytes, start);
            if text < end {
                self.open(BlockKind::Paragraph, text);
            }
        }
    }

    /// Begins a block.
    fn open(&mut self, kind: BlockKind, start: usize) {
        self.block = Some(Block { kind, range: start..start, text: start..start });
    }

    /// Ends the block and its words before `end`.
    fn close(&mut self, end: usize) {
        self.flush(end);
        self.prose = self.prose.max(end);
        self.heading_end = None;
        let Some(mut block) = self.block.take() else { return };
        block.range = trim(self.bytes, block.range.start..end.max(block.range.start));
        block.text = match block.kind {
            // A blank line ends a heading, wherever its brace is.
            BlockKind::Heading(_) => block.text.start.min(block.range.end)..block.text.end.min(block.range.end),
            _ => block.range.clone(),
        };
        if !block.range.is_empty() {
            self.parts.leaves.push(block);
        }
    }

    fn end_heading(&mut self, end: usize) {
        self.flush(end);
        // The closing brace belongs to the heading.
        self.prose = self.prose.max(end + 1);
        self.close(end + 1);
    }

    /// Delivers the words before `end`.
    fn flush(&mut self, end: usize) {
        let words = trim(self.bytes, self.prose..end.max(self.prose));
        if !words.is_empty() && self.section == Section::Body {
            self.parts.prose.push(words);
        }
    }

    /// Takes `range` out of the words.
    fn mask(&mut self, range: Range<usize>) -> usize {
        self.flush(range.start);
        self.prose = range.end;
        range.end
    }

    /// The end of the group that opens at `at`; one that is not closed may yet be.
    fn group(&mut self, at: usize) -> Option<usize> {
        let end = group_end(self.bytes, at, self.bytes.len());
        self.look(end.unwrap_or(at + LONGEST_GROUP) + 1);
        end
    }

    fn look(&mut self, end: usize) {
        self.looked = self.looked.max(end);
    }

    fn comment(&mut self, here: usize) -> usize {
        let end = line_end(self.bytes, here);
        let content = trim(self.bytes, here + 1..end);
        if at(self.bytes, content.start, "matgrad:") && content.end >= content.start + 8 {
            let text = trim(self.bytes, content.start + 8..content.end);
            self.parts.directives.push(Directive { range: here..end, text });
        }
        self.mask(here..end)
    }

    fn dollar(&mut self, here: usize) -> usize {
        let double = at(self.bytes, here, "$$");
        let (content, ending) = if double { (here + 2, Ending::Mark("$$")) } else { (here + 1, Ending::Mark("$")) };
        let kind = if double { MathKind::Display } else { MathKind::Inline };
        self.formula(here, content, ending, kind)
    }

    /// Reads a formula that opens at `start`; returns where reading goes on.
    fn formula(&mut self, start: usize, content: usize, ending: Ending, kind: MathKind) -> usize {
        if self.section != Section::Body {
            return content;
        }
        let (outer, range, closed) = match closing::find(self.source, content, ending) {
            Closing::At(close) => {
                // A text command within it that does not end may yet.
                self.look(close.end + LONGEST_GROUP);
                (start..close.end, content..close.start, true)
            }
            Closing::Never { stop } => {
                self.look(stop + LONGEST_GROUP);
                if kind == MathKind::Inline {
                    return content;
                }
                let end = trim(self.bytes, content..self.formula_end(content, stop)).end;
                if end <= content {
                    return content;
                }
                (start..end, content..end, false)
            }
        };
        if closed && is_blank(self.bytes, range.clone()) {
            return self.mask(outer);
        }
        self.text(start, start + 1);
        let map = clean(self.source.get(range.clone()).unwrap_or_default(), Rules::default());
        let end = self.mask(outer.clone());
        self.parts.spans.push(MathSpan { range, outer, kind, closed, map });
        end
    }

    /// The end of the paragraph at `from`, at most `stop`.
    fn formula_end(&self, from: usize, stop: usize) -> usize {
        let bytes = self.bytes.get(..stop).unwrap_or_default();
        let mut here = line_end(bytes, from);
        while here < stop {
            let next = after_break(self.bytes, here);
            if self.paragraph_end(next).is_some() {
                return here;
            }
            here = line_end(bytes, next);
        }
        stop
    }

    fn command(&mut self, here: usize) -> usize {
        let name = command(self.source, here);
        let after = here + 1 + name.len();
        if let Some(end) = definition_end(self.source, here) {
            self.parts.definitions.push(here..end);
            return self.mask(here..end);
        }
        if let Some((kind, paths, end)) = includes(self.source, here) {
            if matches!(name, "documentclass") {
                self.close(here);
                self.section = Section::Preamble;
            }
            for path in paths {
                self.parts.includes.push(Include { kind, path, range: here..end });
            }
            return self.mask(here..end);
        }
        if is_definition(name) || is_include(name) {
            // What ends it may yet be written.
            self.look(after + 6 * LONGEST_GROUP);
            return after;
        }
        match name {
            "begin" => self.begin(here),
            "end" => self.end(here),
            "(" => self.formula(here, after, Ending::Mark("\\)"), MathKind::Inline),
            "[" => self.formula(here, after, Ending::Mark("\\]"), MathKind::Display),
            "item" if self.section == Section::Body => {
                self.close(here);
                self.open(BlockKind::ListItem, here);
                self.mask(here..after)
            }
            "ensuremath" => match self.group(after) {
                Some(end) => self.formula(here, after + 1, Ending::Place(end - 1), MathKind::Inline),
                None => after,
            },
            "verb" | "lstinline" | "mintinline" => {
                let end = commands::verbatim_end(self.bytes, name, after);
                self.look(after + 2 * LONGEST_GROUP);
                self.mask(here..end)
            }
            "documentstyle" | "ProvidesPackage" | "ProvidesClass" | "NeedsTeXFormat" | "ProvidesExplPackage" => {
                self.close(here);
                self.section = Section::Preamble;
                self.mask(here..after)
            }
            "endinput" if self.section == Section::Body => {
                self.close(here);
                self.section = Section::After;
                after
            }
            "iffalse" => match self.memory.find(self.source, after, "\\fi", &mut self.looked) {
                Some(end) => self.mask(here..end + 3),
                None => after,
            },
            _ => {
                if let Some(level) = commands::heading_level(name) {
                    return self.heading(here, after, level);
                }
                match commands::arguments(name) {
                    0 => {
                        self.text(here, after);
                        after
                    }
                    count => self.skip_arguments(here, after, count),
                }
            }
        }
    }

    /// Takes a command with up to `count` arguments, and its options, out of the words.
    fn skip_arguments(&mut self, here: usize, after: usize, count: usize) -> usize {
        let mut end = after;
        if self.bytes.get(end) == Some(&b'*') {
            end += 1;
        }
        let mut found = 0;
        while found < count {
            let argument = skip_blanks(self.bytes, end);
            let Some(open @ (b'{' | b'[')) = self.bytes.get(argument) else { break };
            found += usize::from(*open == b'{');
            let Some(close) = self.group(argument) else { break };
            end = close;
        }
        self.mask(here..end)
    }

    fn heading(&mut self, here: usize, after: usize, level: u8) -> usize {
        let mut title = after;
        if self.bytes.get(title) == Some(&b'*') {
            title += 1;
        }
        title = skip_spaces(self.bytes, title);
        if self.bytes.get(title) == Some(&b'[') {
            title = self.group(title).unwrap_or(title);
        }
        title = skip_spaces(self.bytes, title);
        self.look(title + 1);
        if self.bytes.get(title) != Some(&b'{') || self.section != Section::Body {
            return after;
        }
        let Some(end) = self.group(title) else { return after };
        self.close(here);
        self.open(BlockKind::Heading(level), here);
        if let Some(block) = &mut self.block {
            block.text = title + 1..end - 1;
        }
        self.heading_end = Some(end - 1);
        self.mask(here..title + 1)
    }

    fn begin(&mut self, here: usize) -> usize {
        self.look(here + LONGEST_GROUP);
        let Some((name, after)) = environment(self.source, here, "begin") else { return here + 6 };
        if name == "document" {
            self.close(here);
            self.section = Section::Body;
            return self.mask(here..after);
        }
        if let Some(name) = math_environment(name) {
            let content = after_arguments(self.bytes, name, after, self.bytes.len());
            self.look(after + 2 * LONGEST_GROUP);
            return self.formula(here, content, Ending::Environment(name), MathKind::Environment(name));
        }
        if name == "matgrad" {
            return match self.memory.find(self.source, after, "\\end{matgrad}", &mut self.looked) {
                Some(close) => self.formula(here, after, Ending::Strict(close), MathKind::Strict),
                None => self.mask(here..after),
            };
        }
        if let Some(close) = commands::raw_environment(name) {
            let Some(found) = self.memory.find(self.source, after, close, &mut self.looked) else {
                return self.mask(here..after);
            };
            return self.mask(here..found + close.len());
        }
        if let Some(count) = commands::layout(name) {
            return self.skip_arguments(here, after, count);
        }
        if self.section == Section::Body {
            self.close(here);
            self.parts.marks.push(Mark::Open { at: here, name: name.to_string() });
        }
        self.mask(here..after)
    }

    fn end(&mut self, here: usize) -> usize {
        self.look(here + LONGEST_GROUP);
        let Some((name, after)) = environment(self.source, here, "end") else { return here + 4 };
        if self.section == Section::Body {
            self.close(here);
            if name == "document" {
                self.section = Section::After;
            } else if commands::layout(name).is_none() {
                self.parts.marks.push(Mark::Close { at: after, name: Some(name.to_string()) });
            }
        }
        self.mask(here..after)
    }
}
