//! The one pass over the text of a leaf.
//!
//! What a mark begins is in [`super::formulas`] and [`super::masks`]. A delimiter that does not close within the leaf
//! is text; a display may close past the leaf ([`super::beyond`]), and then the blocks go on after it.

use std::ops::Range;

use super::beyond::Beyond;
use super::leaf::{Leaf, LeafText};
use crate::document::host::Flavour;
use crate::document::parts::Parts;
use crate::document::scan::{at, count, find_unescaped, trim};

/// The bytes that may begin something other than words.
const MARKS: &[u8] = b"\\$`<{]h";

/// What reading a leaf leaves to the blocks.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Where the blocks go on, if the leaf's last formula or mask ends past the leaf.
    pub resume: Option<usize>,
    /// Where the leaf's text begins after the comments that stand before it.
    pub lead: Option<usize>,
}

/// A leaf being read.
pub(super) struct Inline<'a, 'b, 'm> {
    pub source: &'a str,
    pub leaf: &'b Leaf,
    pub flavour: Flavour,
    pub beyond: &'b mut Beyond<'m>,
    pub parts: &'b mut Parts,
    pub(super) text: &'b LeafText<'a>,
    /// Where the words that are not yet delivered begin.
    pub(super) prose: usize,
    pub(super) outcome: Outcome,
    /// Closing marks and where they occur next in this leaf, if they do.
    next: Vec<(&'static str, Option<usize>)>,
    /// What closes displays that are known not to close beyond this leaf.
    pub(super) unclosed: Vec<&'static str>,
    /// Lengths of runs of backticks that do not occur again in this leaf.
    pub(super) absent_ticks: u64,
}

/// Reads one leaf into `parts`.
pub(super) fn read(source: &str, leaf: &Leaf, flavour: Flavour, beyond: &mut Beyond, parts: &mut Parts) -> Outcome {
    let text = leaf.text(source);
    let mut inline = Inline {
        source,
        leaf,
        flavour,
        beyond,
        parts,
        text: &text,
        prose: 0,
        outcome: Outcome::default(),
        next: Vec::new(),
        unclosed: Vec::new(),
        absent_ticks: 0,
    };
    inline.read();
    inline.outcome
}

impl Inline<'_, '_, '_> {
    fn read(&mut self) {
        let text = self.text;
        let (text, bytes) = (&*text.text, text.text.as_bytes());
        let mut here = 0;
        while self.outcome.resume.is_none() && !self.parts.is_full() {
            let rest = bytes.get(here..).unwrap_or_default();
            let Some(plain) = rest.iter().position(|byte| MARKS.contains(byte)) else { break };
            count(plain + 1);
            here += plain;
            here = match bytes.get(here) {
                Some(b'\\') => self.backslash(text, here),
                Some(b'$') => self.dollar(text, here),
                Some(b'`') => self.code(bytes, here),
                Some(b'<') => self.angle(text, here),
                Some(b'{') => self.brace(text, here),
                Some(b']') => self.link(bytes, here),
                Some(b'h') if at(bytes, here, "http://") || at(bytes, here, "https://") => self.address(bytes, here),
                _ => here + 1,
            };
        }
        if self.outcome.resume.is_none() {
            self.flush(text.len());
        }
    }

    /// Delivers the words before `end`.
    pub(super) fn flush(&mut self, end: usize) {
        let words = trim(self.text.text.as_bytes(), self.prose..end.max(self.prose));
        if !words.is_empty() {
            let ranges = self.text.to_sources(words).into_iter().map(|range| trim(self.source.as_bytes(), range));
            self.parts.prose.extend(ranges.filter(|range| !range.is_empty()));
        }
    }

    /// Takes `range` out of the words.
    pub(super) fn mask(&mut self, range: Range<usize>) -> usize {
        self.flush(range.start);
        self.prose = range.end;
        range.end
    }

    /// Takes everything from `start` to the source offset `end`, past the leaf, out of the words.
    pub(super) fn mask_beyond(&mut self, start: usize, end: usize) -> usize {
        self.flush(start);
        self.outcome.resume = Some(end);
        self.text.text.len()
    }

    /// Where `mark` closes what opened before `from`, in this leaf.
    pub(super) fn closing(&mut self, from: usize, mark: &'static str) -> Option<usize> {
        self.next(from, mark, |text| find_unescaped(text.as_bytes(), from..text.len(), mark))
    }

    /// Where `mark` occurs in this leaf, escaped or not.
    pub(super) fn plain(&mut self, from: usize, mark: &'static str) -> Option<usize> {
        self.next(from, mark, |text| text.get(from..)?.find(mark).map(|found| from + found))
    }

    /// What `find` finds, remembered so that no stretch of the leaf is searched twice for the same mark.
    pub(super) fn next(
        &mut self,
        from: usize,
        mark: &'static str,
        find: impl Fn(&str) -> Option<usize>,
    ) -> Option<usize> {
        let known = self.next.iter_mut().find(|(known, _)| *known == mark);
        match known {
            Some((_, None)) => None,
            Some((_, Some(at))) if *at >= from => Some(*at),
            Some((_, at)) => {
                *at = find(&self.text.text);
                count(at.unwrap_or(self.text.text.len()).saturating_sub(from));
                *at
            }
            None => {
                let found = find(&self.text.text);
                count(found.unwrap_or(self.text.text.len()).saturating_sub(from));
                self.next.push((mark, found));
                found
            }
        }
    }
}
