//! Chunks: the pieces that a text is read in, and re-read in after an edit.

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
    /// Opens a directive. Deeper nesting than this is not followed.
    pub fn open(&mut self, fence: Fence) {
        if self.fences.len() < 64 {
            self.fences.push(fence);
        }
    }

    /// Closes the innermost directive that `fence` closes, and those within it.
    pub fn close(&mut self, fence: &Fence) -> bool {
        let closes = |open: &Fence| open.byte == fence.byte && open.length <= fence.length;
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
