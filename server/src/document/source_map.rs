//! Where a piece of cleaned text stands in the text it was cleaned from.
//!
//! Cleaning only drops bytes (a `>` of a quotation inside a display, a comment) or shortens an escape to what it
//! stands for (`\|` to `|` in a table, `\n` in a notebook's JSON), so a map is an ordered list of pieces.

use std::borrow::Cow;
use std::ops::Range;

/// A stretch of cleaned text and the stretch of source it stands for. Stretches of equal length are the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    clean: u32,
    clean_len: u32,
    source: u32,
    source_len: u32,
}

impl Piece {
    fn clean(&self) -> Range<usize> {
        self.clean as usize..(self.clean + self.clean_len) as usize
    }

    fn source(&self) -> Range<usize> {
        self.source as usize..(self.source + self.source_len) as usize
    }

    fn is_verbatim(&self) -> bool {
        self.clean_len == self.source_len
    }
}

/// A monotone map between cleaned text and its source, both counted from the start of the region cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

impl SourceMap {
    /// Appends `clean_len` bytes of cleaned text that stand for `source`. What is appended must follow what is there;
    /// source between two pieces is dropped from the cleaned text.
    pub fn push(&mut self, clean_len: usize, source: Range<usize>) {
        let clean = self.clean_len();
        if let Some(last) = self.pieces.last_mut()
            && last.is_verbatim()
            && clean_len == source.len()
            && last.source().end == source.start
        {
            last.clean_len += narrow(clean_len);
            last.source_len += narrow(clean_len);
        } else if clean_len > 0 {
            self.pieces.push(Piece {
                clean: narrow(clean),
                clean_len: narrow(clean_len),
                source: narrow(source.start),
                source_len: narrow(source.len()),
            });
        }
    }

    /// How many pieces there are: what the map costs.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether nothing was appended.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Length of the cleaned text.
    pub fn clean_len(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.clean().end)
    }

    /// The source of a range of cleaned text. An empty range gives an empty range.
    pub fn to_source(&self, clean: Range<usize>) -> Range<usize> {
        let start = self.start_in_source(clean.start);
        if clean.end <= clean.start { start..start } else { start..self.end_in_source(clean.end).max(start) }
    }

    /// The cleaned offset of a source offset. What was dropped belongs to what follows it.
    pub fn to_clean(&self, source: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.source().end <= source);
        match self.pieces.get(index) {
            None => self.clean_len(),
            Some(piece) if source <= piece.source().start => piece.clean().start,
            Some(piece) if piece.is_verbatim() => piece.clean().start + (source - piece.source().start),
            Some(piece) => piece.clean().start,
        }
    }

    /// Whether a source offset stands in cleaned text and was not dropped.
    pub fn covers(&self, source: usize) -> bool {
        let index = self.pieces.partition_point(|piece| piece.source().end <= source);
        self.pieces.get(index).is_some_and(|piece| piece.source().start <= source)
    }

    /// The cleaned text of the region `source`; a shortened piece stands for the last bytes of its escape.
    pub fn apply<'a>(&self, source: &'a str) -> Cow<'a, str> {
        let mut clean = String::with_capacity(self.clean_len());
        for piece in &self.pieces {
            let range = piece.source();
            clean.push_str(source.get(range.end.saturating_sub(piece.clean().len())..range.end).unwrap_or_default());
        }
        Cow::Owned(clean)
    }

    fn start_in_source(&self, clean: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.clean().end <= clean);
        match self.pieces.get(index) {
            None => self.pieces.last().map_or(0, |piece| piece.source().end),
            Some(piece) if piece.is_verbatim() => piece.source().start + clean.saturating_sub(piece.clean().start),
            Some(piece) => piece.source().start,
        }
    }

    fn end_in_source(&self, clean: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.clean().end < clean);
        match self.pieces.get(index) {
            None => self.pieces.last().map_or(0, |piece| piece.source().end),
            Some(piece) if piece.is_verbatim() => piece.source().start + clean.saturating_sub(piece.clean().start),
            Some(piece) => piece.source().end,
        }
    }
}

/// Offsets are kept in four bytes: a document larger than that is refused when it is read.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a + \| b` over two quoted lines: the `> ` is dropped, the `\|` is a `|`.
    fn map() -> (SourceMap, &'static str) {
        let mut map = SourceMap::default();
        map.push(2, 0..2);
        map.push(2, 4..6);
        map.push(1, 6..8);
        map.push(2, 8..10);
        (map, "a\n> + \\| b")
    }

    #[test]
    fn cleaning_drops_and_shortens() {
        let (map, source) = map();
        assert_eq!(map.apply(source), "a\n+ | b");
    }

    #[test]
    fn ranges_go_to_the_source_and_offsets_come_back() {
        let (map, source) = map();
        let clean = map.apply(source).into_owned();
        for (word, expected) in [("+", "+"), ("|", "\\|"), ("b", "b"), ("\n+", "\n> +"), ("+ | b", "+ \\| b")] {
            let start = clean.find(word).unwrap();
            let range = map.to_source(start..start + word.len());
            assert_eq!(&source[range.clone()], expected);
            assert_eq!(map.to_clean(range.start), start);
        }
        assert_eq!(map.to_clean(3), 2, "what was dropped belongs to what follows");
        assert!(!map.covers(3) && map.covers(4));
        assert_eq!(map.to_source(99..120), 10..10);
        assert_eq!(map.to_source(3..3), 5..5);
        assert_eq!(map.to_clean(99), clean.len());
    }

    #[test]
    fn text_that_follows_on_is_one_piece() {
        let mut map = SourceMap::default();
        map.push(3, 0..3);
        map.push(4, 3..7);
        assert_eq!(map.len(), 1);
        map.push(0, 7..9);
        assert_eq!((map.len(), map.clean_len()), (1, 7));
    }
}
