//! The one place where positions are converted.
//!
//! Inside matgrad a place is a byte offset. Editors count lines and characters from 0 in one of three encodings;
//! people count lines and columns from 1, a column being one Unicode character. A line ends with `\n`, `\r\n` or
//! `\r` and nothing else. Everything is clamped: a position past the end of a line is its end, one past the end of
//! the text is the end of the text, one inside a character is the start of that character.

use std::ops::Range;

use super::text::Text;

/// What an editor's `character` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Code units of two bytes: what every client understands.
    #[default]
    Utf16,
    /// Unicode characters.
    Utf32,
}

/// A place as editors count it: from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Lines before this one.
    pub line: u32,
    /// Code units of the encoding agreed on before this place in its line.
    pub character: u32,
}

/// A place as people count it: from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, the first being 1.
    pub line: usize,
    /// The Unicode character in the line, the first being 1.
    pub column: usize,
}

impl Text {
    /// How many lines there are; a text that ends with a line break has an empty last line.
    pub fn line_count(&self) -> usize {
        self.rope().len_lines()
    }

    /// The bytes of line `line` (from 0) without its line break; empty and at the end of the text for a line past it.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let rope = self.rope();
        if line >= rope.len_lines() {
            return rope.len_bytes()..rope.len_bytes();
        }
        let start = rope.line_to_byte(line);
        let mut end = rope.line_to_byte(line + 1);
        for line_break in [b'\n', b'\r'] {
            if end > start && line + 1 < rope.len_lines() && rope.byte(end - 1) == line_break {
                end -= 1;
            }
        }
        start..end
    }

    /// The line and column of a byte offset, for people.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let rope = self.rope();
        let at = rope.byte_to_char(offset.min(rope.len_bytes()));
        let line = rope.char_to_line(at);
        LineColumn { line: line + 1, column: at - rope.line_to_char(line) + 1 }
    }

    /// The byte offset of a line and column as people count them.
    pub fn offset_of_line_column(&self, place: LineColumn) -> usize {
        let line = self.line_range(place.line.saturating_sub(1));
        let rope = self.rope();
        let at = rope.byte_to_char(line.start).saturating_add(place.column.saturating_sub(1)).min(rope.len_chars());
        rope.char_to_byte(at).min(line.end)
    }

    /// The position of a byte offset, for editors.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let rope = self.rope();
        let at = rope.byte_to_char(offset.min(rope.len_bytes()));
        let line = rope.char_to_line(at);
        let start = rope.line_to_char(line);
        let character = match encoding {
            Encoding::Utf8 => rope.char_to_byte(at) - rope.char_to_byte(start),
            Encoding::Utf16 => rope.char_to_utf16_cu(at) - rope.char_to_utf16_cu(start),
            Encoding::Utf32 => at - start,
        };
        Position { line: saturate(line), character: saturate(character) }
    }

    /// The byte offset of an editor's position.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = self.line_range(position.line as usize);
        let rope = self.rope();
        let character = position.character as usize;
        let at = match encoding {
            Encoding::Utf8 => self.floor(line.start.saturating_add(character)),
            Encoding::Utf16 => {
                let units = rope.char_to_utf16_cu(rope.byte_to_char(line.start)).saturating_add(character);
                rope.char_to_byte(rope.utf16_cu_to_char(units.min(rope.len_utf16_cu())))
            }
            Encoding::Utf32 => {
                let chars = rope.byte_to_char(line.start).saturating_add(character);
                rope.char_to_byte(chars.min(rope.len_chars()))
            }
        };
        at.min(line.end)
    }

    /// The byte range between two positions of an editor, the right way round.
    pub fn range(&self, start: Position, end: Position, encoding: Encoding) -> Range<usize> {
        let (start, end) = (self.offset(start, encoding), self.offset(end, encoding));
        start.min(end)..start.max(end)
    }
}

fn saturate(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn characters_are_counted_in_the_encoding_agreed_on() {
        let text = Text::new("a\r\né😀b\rc\u{2028}d\n");
        let b = "a\r\né😀".len();
        let cases = [
            (b, Encoding::Utf8, at(1, 6)),
            (b, Encoding::Utf16, at(1, 3)),
            (b, Encoding::Utf32, at(1, 2)),
            (b + 6, Encoding::Utf16, at(2, 2)),
            (text.len(), Encoding::Utf16, at(3, 0)),
            (usize::MAX, Encoding::Utf32, at(3, 0)),
        ];
        for (offset, encoding, position) in cases {
            assert_eq!(text.position(offset, encoding), position);
            assert_eq!(text.offset(position, encoding), offset.min(text.len()));
        }
        assert_eq!(text.line_column(b), LineColumn { line: 2, column: 3 });
        assert_eq!(text.line_column(b + 6), LineColumn { line: 3, column: 3 });
    }

    #[test]
    fn a_position_past_anything_is_clamped() {
        let text = Text::new("ab\r\n😀\n");
        let cases = [
            (at(0, 99), Encoding::Utf16, 2),
            (at(0, u32::MAX), Encoding::Utf8, 2),
            (at(1, 1), Encoding::Utf16, 4),
            (at(1, 3), Encoding::Utf8, 4),
            (at(1, 9), Encoding::Utf32, 8),
            (at(u32::MAX, 0), Encoding::Utf16, 9),
        ];
        for (position, encoding, offset) in cases {
            assert_eq!(text.offset(position, encoding), offset, "{position:?} {encoding:?}");
        }
        assert_eq!(text.offset_of_line_column(LineColumn { line: 1, column: 9 }), 2);
        assert_eq!(text.offset_of_line_column(LineColumn { line: 0, column: 0 }), 0);
        assert_eq!(text.range(at(1, 0), at(0, 1), Encoding::Utf16), 1..4);
    }

    #[test]
    fn an_empty_text_has_one_line() {
        let text = Text::default();
        assert_eq!(text.line_count(), 1);
        assert_eq!(text.position(5, Encoding::Utf16), at(0, 0));
        assert_eq!(text.offset(at(3, 3), Encoding::Utf8), 0);
    }

    proptest! {
        #[test]
        fn an_offset_survives_the_way_there_and_back(string in "[a\r\né😀\u{2028}\u{85}\u{b}]{0,20}") {
            let text = Text::new(string.as_str());
            for (offset, _) in string.char_indices() {
                // The middle of a \r\n is no place of its own: it is the end of the line.
                let expected = if string[..offset].ends_with('\r') && string[offset..].starts_with('\n') {
                    offset - 1
                } else {
                    offset
                };
                for encoding in ENCODINGS {
                    prop_assert_eq!(text.offset(text.position(offset, encoding), encoding), expected);
                }
                prop_assert_eq!(text.offset_of_line_column(text.line_column(offset)), expected);
            }
        }

        #[test]
        fn no_position_is_too_odd(string in "\\PC{0,12}", line in any::<u32>(), character in any::<u32>()) {
            let text = Text::new(string.as_str());
            for encoding in ENCODINGS {
                prop_assert!(string.is_char_boundary(text.offset(at(line % 4, character), encoding)));
                prop_assert!(string.is_char_boundary(text.offset(at(line, character % 9), encoding)));
            }
        }
    }
}
