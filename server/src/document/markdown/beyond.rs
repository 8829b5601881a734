//! Looking past the end of a leaf for what closes a display, a comment or a raw element.
//!
//! A display ignores Markdown's blocks until it closes, but an opener that is never closed must not swallow the
//! text after it: past a blank line nothing may look like a sentence. Each search ends at the next mark of its kind,
//! so all searches together cost no more than the text is long.

use std::ops::Range;

use super::html;
use super::leaf::Leaf;
use crate::document::chunk::Memory;
use crate::document::clean::after_quotes;
use crate::document::scan::{
    after_break, at, environment, find_unescaped, is_blank, is_prose_line, line_end, math_environment, run, skip_blanks,
};

/// What closes a display.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    /// A mark: `$$`, `\]`, `\\]`.
    Mark(&'static str),
    /// `\end` of this environment.
    Environment(&'static str),
}

/// How far searches have looked, and what they know.
#[derive(Debug)]
pub(super) struct Beyond<'m> {
    /// One past the last byte that decided anything.
    pub looked: usize,
    /// What does not occur any more.
    pub memory: &'m mut Memory,
}

impl Beyond<'_> {
    /// Notes that everything before `end` decided something.
    pub fn look(&mut self, end: usize) {
        self.looked = self.looked.max(end);
    }

    /// Where a display that opened in `leaf` closes after it.
    pub fn close(&mut self, source: &str, leaf: &Leaf, ending: Ending) -> Option<Range<usize>> {
        let bytes = source.as_bytes();
        let mut start = leaf.range.end;
        let mut past_blank = false;
        while start < bytes.len() {
            let end = line_end(bytes, start);
            self.look(after_break(bytes, end) + 1);
            let (text, found) = after_quotes(bytes, start, leaf.quotes);
            start = after_break(bytes, end);
            if is_blank(bytes, text..end) {
                past_blank = true;
                continue;
            }
            let line = source.get(text..end)?;
            let fence = skip_blanks(bytes, text);
            if (leaf.quotes > 0 && found == 0) || is_heading(line) || (run(bytes, fence) >= 3 && is_fence(bytes, fence))
            {
                return None;
            }
            if let Some(close) = find(source, text..end, ending) {
                // Past a blank line an opener cannot be told from a closer, unless the closer ends a line.
                let tail = source.get(close.end..end)?.trim_start().bytes().next();
                let alone = matches!(tail, None | Some(b'{' | b'.' | b',' | b'(' | b'<' | b'>'));
                let dollars = matches!(ending, Ending::Mark("$$"));
                let before = source.get(text..close.start)?;
                let sentence = is_prose_line(before) || before.contains('$');
                return (!past_blank || !dollars || (alone && !sentence)).then_some(close);
            }
            if opens_another(source, text..end, ending) || (past_blank && (is_prose_line(line) || is_dollar_line(line)))
            {
                return None;
            }
        }
        self.look(bytes.len() + 1);
        None
    }

    /// Where `mark` stands after `leaf`.
    pub fn find(&mut self, source: &str, leaf: &Leaf, mark: &'static str) -> Option<usize> {
        self.memory.find(source, leaf.range.end, mark, &mut self.looked)
    }

    /// Where the closing tag `close` ends after `leaf`.
    pub fn raw_close(&mut self, source: &str, leaf: &Leaf, close: &'static str) -> Option<usize> {
        let find = |source: &str, from| html::find_close(source, from, close).map(|end| from..end);
        self.memory.search(source, leaf.range.end, close, &mut self.looked, find).map(|range| range.end)
    }
}

fn find(source: &str, range: Range<usize>, ending: Ending) -> Option<Range<usize>> {
    match ending {
        Ending::Mark(mark) => find_unescaped(source.as_bytes(), range, mark).map(|found| found..found + mark.len()),
        Ending::Environment(name) => find_end(source, range, name),
    }
}

/// The first `\end{name}` in `range`.
pub(super) fn find_end(text: &str, range: Range<usize>, name: &str) -> Option<Range<usize>> {
    let mut here = range.start;
    while let Some(found) = find_unescaped(text.as_bytes(), here..range.end, "\\end") {
        match environment(text, found, "end") {
            Some((end_name, end)) if end_name == name && end <= range.end => return Some(found..end),
            _ => here = found + 4,
        }
    }
    None
}

/// Whether a line opens another display of the kind that is looked for the end of.
fn opens_another(source: &str, range: Range<usize>, ending: Ending) -> bool {
    let bytes = source.as_bytes();
    match ending {
        Ending::Mark("$$") => false,
        Ending::Mark(mark) => {
            let opener = if mark.len() == 2 { "\\[" } else { "\\\\[" };
            find_unescaped(bytes, range, opener).is_some()
        }
        Ending::Environment(_) => {
            let mut here = range.start;
            while let Some(found) = find_unescaped(bytes, here..range.end, "\\begin") {
                if environment(source, found, "begin").is_some_and(|(name, _)| math_environment(name).is_some()) {
                    return true;
                }
                here = found + 6;
            }
            false
        }
    }
}

/// Whether a line has a `$` of its own, which no display has outside `\text`.
fn is_dollar_line(line: &str) -> bool {
    find_unescaped(line.as_bytes(), 0..line.len(), "$").is_some() && !line.contains("\\text")
}

pub(super) fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && line.as_bytes().get(level).is_none_or(|byte| matches!(byte, b' ' | b'\t'))
}

pub(super) fn is_fence(bytes: &[u8], place: usize) -> bool {
    at(bytes, place, "```") || at(bytes, place, "~~~")
}
