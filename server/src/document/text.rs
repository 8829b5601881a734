//! The text of one file version, editable in place.
//!
//! A [`Text`] is a rope for edits and positions and one contiguous string for readers. Each is made from the other
//! when first asked for, at most once per version, so a command-line run that finds nothing never builds the rope and
//! a run of edits never builds the string.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use ropey::Rope;

/// The text of one version of a file. At least one of its two forms is always present.
#[derive(Clone, Debug, Default)]
pub struct Text {
    rope: OnceLock<Rope>,
    string: OnceLock<Arc<str>>,
}

impl Text {
    /// A text holding `string`.
    pub fn new(string: impl Into<Arc<str>>) -> Text {
        Text { rope: OnceLock::new(), string: OnceLock::from(string.into()) }
    }

    /// The whole text as one string.
    pub fn as_str(&self) -> &Arc<str> {
        self.string.get_or_init(|| self.rope.get().map(|rope| Arc::from(String::from(rope))).unwrap_or_default())
    }

    /// The text as a rope.
    pub fn rope(&self) -> &Rope {
        self.rope.get_or_init(|| self.string.get().map(|string| Rope::from_str(string)).unwrap_or_default())
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self.string.get() {
            Some(string) => string.len(),
            None => self.rope().len_bytes(),
        }
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts `new` in place of the bytes `range`, clamped to the text and to character boundaries, and returns the
    /// range that was really replaced.
    pub fn replace(&mut self, range: Range<usize>, new: &str) -> Range<usize> {
        let start = self.floor(range.start);
        let end = self.floor(range.end).max(start);
        let mut rope = self.rope().clone();
        let (first, last) = (rope.byte_to_char(start), rope.byte_to_char(end));
        rope.remove(first..last);
        rope.insert(first, new);
        *self = Text { rope: OnceLock::from(rope), string: OnceLock::new() };
        start..end
    }

    /// The greatest character boundary that is not after `offset`.
    pub fn floor(&self, offset: usize) -> usize {
        match self.string.get() {
            Some(string) => string.floor_boundary(offset),
            None => {
                let rope = self.rope();
                let offset = offset.min(rope.len_bytes());
                rope.char_to_byte(rope.byte_to_char(offset))
            }
        }
    }
}

/// Rounding a byte offset down to a character boundary.
pub(crate) trait FloorBoundary {
    /// The greatest character boundary that is not after `offset`.
    fn floor_boundary(&self, offset: usize) -> usize;
}

impl FloorBoundary for str {
    fn floor_boundary(&self, offset: usize) -> usize {
        let mut at = offset.min(self.len());
        while !self.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_is_clamped_to_the_text_and_to_characters() {
        let cases = [
            (2..3, "é", "abéd"),
            (4..9, "!", "abcd!"),
            (Range { start: 9, end: 2 }, "x", "abcdx"),
            (0..usize::MAX, "", ""),
        ];
        for (range, new, expected) in cases {
            let mut text = Text::new("abcd");
            text.replace(range, new);
            assert_eq!(&**text.as_str(), expected);
        }
        let mut text = Text::new("aé😀b");
        assert_eq!(text.replace(2..5, "-"), 1..3);
        assert_eq!(&**text.as_str(), "a-😀b");
        assert_eq!(text.len(), 7);
    }
}
