//! Chunks: the pieces that a text is read in, and re-read in after an edit.

use std::ops::Range;

use super::scan::count;

/// A line of at least three backticks, tildes or colons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fence {
    /// Which of the three.
    pub byte: u8,
    /// How many.
    pub length: u8,
    /// How many `>` stand before it.
    pub quotes: usize,
}

/// What part of a LaTeX file is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Section {
    /// Text; also a file without `\documentclass`, and all of Markdown.
    #[default]
    Body,
    /// Before `\begin{document}`: nothing but definitions.
    Preamble,
    /// After `\end{document}`: nothing.
    After,
}

/// All that a chunk knows of the text before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    /// The part of a LaTeX file.
    pub section: Section,
    /// The directives of Markdown that hold text and are still open.
    fences: Vec<Fence>,
}

impl State {
    /// The state in a part of a LaTeX file.
    pub fn in_section(section: Section) -> State {
        State { section, fences: Vec::new() }
    }

    /// Opens a directive. Deeper nesting than this is not followed.
    pub fn open(&mut self, fence: Fence) {
        if self.fences.len() < 64 {
            self.fences.push(fence);
        }
    }

    /// Closes the innermost directive that `fence` closes, and those within it.
    pub fn close(&mut self, fence: &Fence) -> bool {
        // Pandoc closes a division with any number of colons, and MyST nests them with fewer within.
        let closes = |open: &Fence| open.byte == fence.byte && (fence.byte == b':' || open.length <= fence.length);
        match self.fences.iter().rposition(closes) {
            Some(index) => {
                self.fences.truncate(index);
                true
            }
            None => false,
        }
    }
}

/// One chunk: where it is and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Where it starts.
    pub start: usize,
    /// Where the next one starts.
    pub end: usize,
    /// An edit that starts past this leaves the chunk as it is.
    pub looked: usize,
    /// What the next chunk knows.
    pub state: State,
}

/// What one reading of a text knows not to occur from some place on, so that it need not be looked for again.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Marks that do not occur from the offset on.
    absent: Vec<(&'static str, usize)>,
    /// Fences that nothing closes from some place on, and so nothing closes later.
    unclosed: Vec<Fence>,
}

impl Memory {
    /// Where `mark` stands from `from` on. Moves `looked` past what decided it.
    pub fn find(&mut self, source: &str, from: usize, mark: &'static str, looked: &mut usize) -> Option<usize> {
        let range = self.search(source, from, mark, looked, |source, from| {
            source.get(from..)?.find(mark).map(|found| from + found..from + found + mark.len())
        });
        range.map(|range| range.start)
    }

    /// What `find` finds from `from` on when it looks for `mark`.
    pub fn search(
        &mut self,
        source: &str,
        from: usize,
        mark: &'static str,
        looked: &mut usize,
        find: impl Fn(&str, usize) -> Option<Range<usize>>,
    ) -> Option<Range<usize>> {
        let absent = self.absent.iter().any(|(known, at)| *known == mark && *at <= from);
        let found = if absent { None } else { find(source, from) };
        if !absent {
            count(found.as_ref().map_or(source.len(), |range| range.end) - from);
        }
        *looked = (*looked).max(found.as_ref().map_or(source.len() + 1, |range| range.end));
        if found.is_none() && !absent {
            self.absent.push((mark, from));
        }
        found
    }

    /// Whether a fence like this is known not to close.
    pub fn is_unclosed(&self, fence: Fence) -> bool {
        let alike = |known: &Fence| known.byte == fence.byte && known.quotes == fence.quotes;
        self.unclosed.iter().any(|known| alike(known) && known.length <= fence.length)
    }

    /// Notes that nothing closes a fence like this.
    pub fn leave_unclosed(&mut self, fence: Fence) {
        self.unclosed.push(fence);
    }
}
