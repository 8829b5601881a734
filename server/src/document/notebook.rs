//! Jupyter notebooks: the text of their Markdown cells, and the way back into the JSON.
//!
//! The JSON is walked once, without recursion, and whatever it is worth: a notebook that breaks off gives the cells
//! before the break. Cells are read one by one, so that nothing left open in one reaches the next.

use std::ops::Range;

use super::scan::count;
use super::source_map::SourceMap;

/// What stands between two cells in the text.
const BETWEEN: &str = "\n\n";

/// A map with more pieces than this costs too much memory; what comes after it is not read.
const MOST_PIECES: usize = 2_000_000;

/// The text of the Markdown cells.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// All of it, cells apart by a blank line.
    pub text: String,
    /// Each cell in it.
    pub ranges: Vec<Range<usize>>,
    /// From it to the file.
    pub map: SourceMap,
}

/// Finds the Markdown cells of a notebook.
pub(super) fn read(json: &str) -> Cells {
    let mut walk = Walk { json, bytes: json.as_bytes(), here: 0, cells: Cells::default() };
    walk.notebook();
    walk.cells
}

/// One string of the JSON: its place without quotes.
type Literal = Range<usize>;

struct Walk<'a> {
    json: &'a str,
    bytes: &'a [u8],
    here: usize,
    cells: Cells,
}

impl Walk<'_> {
    /// Looks for the cells, at the top (version 4) or in worksheets (version 3).
    fn notebook(&mut self) -> Option<()> {
        loop {
            match self.token()? {
                b'"' => {
                    let name = self.string()?;
                    let found = self.json.get(name) == Some("cells");
                    if found && self.peek()? == b':' {
                        self.here += 1;
                        if self.peek()? == b'[' {
                            self.here += 1;
                            self.array()?;
                        }
                    }
                }
                _ => self.here += 1,
            }
        }
    }

    fn array(&mut self) -> Option<()> {
        loop {
            match self.peek()? {
                b'{' => {
                    self.here += 1;
                    self.cell()?;
                }
                b']' => {
                    self.here += 1;
                    return Some(());
                }
                b',' => self.here += 1,
                _ => self.skip_value()?,
            }
            if self.cells.map.len() > MOST_PIECES {
                return None;
            }
        }
    }

    /// Reads a cell, whose brace is behind us.
    fn cell(&mut self) -> Option<()> {
        let mut markdown = false;
        let mut source: Vec<Literal> = Vec::new();
        loop {
            match self.peek()? {
                b'"' => {
                    let name = self.string()?;
                    if self.peek()? == b':' {
                        self.here += 1;
                    }
                    match self.json.get(name)? {
                        "cell_type" if self.peek()? == b'"' => {
                            let kind = self.string()?;
                            markdown = self.json.get(kind) == Some("markdown");
                        }
                        "source" => source = self.strings()?,
                        _ => self.skip_value()?,
                    }
                }
                b'}' => {
                    self.here += 1;
                    break;
                }
                _ => self.here += 1,
            }
        }
        if markdown {
            self.take(&source);
        }
        Some(())
    }

    /// A string, or a list of strings.
    fn strings(&mut self) -> Option<Vec<Literal>> {
        if self.peek()? == b'"' {
            return Some(vec![self.string()?]);
        }
        let mut found = Vec::new();
        if self.peek()? != b'[' {
            self.skip_value()?;
            return Some(found);
        }
        self.here += 1;
        loop {
            match self.peek()? {
                b'"' => found.push(self.string()?),
                b']' => {
                    self.here += 1;
                    return Some(found);
                }
                b',' => self.here += 1,
                _ => self.skip_value()?,
            }
        }
    }

    /// Adds a cell to the text.
    fn take(&mut self, source: &[Literal]) {
        let cells = &mut self.cells;
        if !cells.text.is_empty() {
            // The gap stands for nothing, but has a place: the quote before the cell.
            let at = source.first().map_or(self.here, |literal| literal.start);
            cells.text.push_str(BETWEEN);
            cells.map.push(BETWEEN.len(), at.saturating_sub(1)..at);
        }
        let start = cells.text.len();
        for literal in source {
            unescape(self.json, literal.clone(), cells);
        }
        cells.ranges.push(start..cells.text.len());
    }

    /// The string whose quote is here.
    fn string(&mut self) -> Option<Literal> {
        let start = self.here + 1;
        let mut end = start;
        loop {
            count(1);
            match self.bytes.get(end)? {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        self.here = end + 1;
        Some(start..end)
    }

    /// Steps over a value, and whatever else cannot start one.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.here += 1;
                }
                b'}' | b']' if depth == 0 => return Some(()),
                b'}' | b']' => {
                    depth -= 1;
                    self.here += 1;
                }
                b',' | b':' if depth > 0 => self.here += 1,
                b',' => return Some(()),
                _ => self.here += 1,
            }
            if depth == 0 && matches!(self.peek()?, b',' | b'}' | b']') {
                return Some(());
            }
        }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        count(1);
        while self.bytes.get(self.here)?.is_ascii_whitespace() {
            count(1);
            self.here += 1;
        }
        self.bytes.get(self.here).copied()
    }

    fn token(&self) -> Option<u8> {
        self.bytes.get(self.here).copied()
    }
}

/// Appends what a literal stands for.
fn unescape(json: &str, literal: Literal, cells: &mut Cells) {
    let bytes = json.as_bytes();
    let mut here = literal.start;
    while here < literal.end && cells.map.len() <= MOST_PIECES {
        let rest = bytes.get(here..literal.end).unwrap_or_default();
        let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
        cells.text.push_str(json.get(here..here + plain).unwrap_or_default());
        cells.map.push(plain, here..here + plain);
        here += plain;
        if here < literal.end {
            let (character, length) = escape(json, here, literal.end);
            cells.text.push(character);
            cells.map.push(character.len_utf8(), here..here + length);
            here += length;
        }
    }
}

/// The character that the escape at `here` stands for, and how long the escape is.
fn escape(json: &str, here: usize, end: usize) -> (char, usize) {
    let character = match json.as_bytes().get(here + 1).filter(|_| here + 1 < end) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode(json, here, end),
        Some(byte) if byte.is_ascii() => char::from(*byte),
        _ => return ('\\', 1),
    };
    (character, 2)
}

fn unicode(json: &str, here: usize, end: usize) -> (char, usize) {
    let unit = |at: usize| {
        let digits = json.get(at..at + 6).filter(|_| at + 6 <= end)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(here) else { return ('\u{fffd}', 2) };
    if let Some(second) = unit(here + 6)
        && let Some(Ok(pair)) = char::decode_utf16([first, second]).next().filter(|_| (0xd800..0xdc00).contains(&first))
    {
        return (pair, 12);
    }
    (char::from_u32(u32::from(first)).unwrap_or('\u{fffd}'), 6)
}

/// How a text is written in a string of the JSON.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            control if control < ' ' => escaped.push_str(&format!("\\u{:04x}", u32::from(control))),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTEBOOK: &str = r#"{"cells": [
 {"cell_type": "markdown", "metadata": {"x": ["}"]}, "source": ["Let $A \\in \\mathbb{R}$\n", "and \u00e9 \ud83d\ude00 $b$"]},
 {"source": ["$no$"], "cell_type": "code", "outputs": [{"text": ["a \" } ]"]}]},
 {"source": "tab\t\"$c$\"", "cell_type": "markdown"}
], "nbformat": 4}"#;

    #[test]
    fn markdown_cells_are_joined_and_mapped() {
        let cells = read(NOTEBOOK);
        assert_eq!(cells.text, "Let $A \\in \\mathbb{R}$\nand é 😀 $b$\n\ntab\t\"$c$\"");
        for (clean, json) in
            [("\\in \\", r"\\in \\"), ("\nand", r#"\n", "and"#), ("é 😀", r"\u00e9 \ud83d\ude00"), ("$c$", "$c$")]
        {
            let start = cells.text.find(clean).unwrap();
            let range = cells.map.to_source(start..start + clean.len());
            assert_eq!(&NOTEBOOK[range.clone()], json);
            assert_eq!(cells.map.to_clean(range.start), start);
        }
        assert_eq!(cells.ranges.len(), 2);
    }

    #[test]
    fn a_notebook_that_breaks_off_gives_the_cells_before() {
        for end in (0..NOTEBOOK.len()).filter(|end| NOTEBOOK.is_char_boundary(*end)) {
            let cells = read(&NOTEBOOK[..end]);
            assert!(read(NOTEBOOK).text.starts_with(&cells.text));
        }
        assert_eq!(read(r#"{"cells": 3, "cells": [4, {"source": 5, "cell_type": []}]}"#).text, "");
    }

    #[test]
    fn what_is_escaped_reads_back() {
        let text = "a\"\\\n\t\u{1}é😀";
        let json = format!(r#"{{"cells":[{{"cell_type":"markdown","source":"{}"}}]}}"#, escaped(text));
        assert_eq!(read(&json).text, text);
    }
}
