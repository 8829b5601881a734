//! Everything one reading found, in the order of the text, and the limits on how much that may be.

use std::ops::Range;

use super::span::{Block, BlockKind, Directive, Include, MathSpan};

/// No document has more blocks or stretches of prose than this read.
const MOST: usize = 250_000;
/// Nor more formulas. It bounds what a file of nothing but `$a$` costs, in memory above all; books have some ten thousand.
const MOST_FORMULAS: usize = 60_000;

/// The start or the end of something that holds blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A theorem-like environment begins here; without a name, a directive that only holds text.
    Open { at: usize, name: String },
    /// One ends here: the innermost of this name, or of any name where none is given.
    Close { at: usize, name: Option<String> },
}

impl Mark {
    fn at_mut(&mut self) -> &mut usize {
        match self {
            Mark::Open { at, .. } | Mark::Close { at, .. } => at,
        }
    }

    fn at(&self) -> usize {
        match self {
            Mark::Open { at, .. } | Mark::Close { at, .. } => *at,
        }
    }
}

/// What was found, each list sorted by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub spans: Vec<MathSpan>,
    pub leaves: Vec<Block>,
    pub marks: Vec<Mark>,
    pub prose: Vec<Range<usize>>,
    pub directives: Vec<Directive>,
    pub definitions: Vec<Range<usize>>,
    pub includes: Vec<Include>,
}

impl Parts {
    /// Whether no more may be found.
    pub fn is_full(&self) -> bool {
        self.spans.len() >= MOST_FORMULAS
            || self.leaves.len().max(self.prose.len()).max(self.marks.len()) >= MOST
            || self.directives.len().max(self.definitions.len()).max(self.includes.len()) >= MOST
    }

    /// Puts what `new` holds in place of everything that starts in `range`, and moves what follows by as much as
    /// the text after `range` moved. Returns the indices of the formulas that are gone and of those that are new.
    pub fn splice(&mut self, range: &Range<usize>, moved: isize, new: Parts) -> (Range<usize>, Range<usize>) {
        let mut tail = self.split(range.end);
        tail.shift(moved);
        let gone = self.split(range.start).spans.len();
        let first = self.spans.len();
        self.append(new);
        let last = self.spans.len();
        self.append(tail);
        (first..first + gone, first..last)
    }

    /// Takes off everything that starts at or after `at`.
    fn split(&mut self, at: usize) -> Parts {
        fn split<T>(list: &mut Vec<T>, at: usize, start: impl Fn(&T) -> usize) -> Vec<T> {
            list.split_off(list.partition_point(|item| start(item) < at))
        }
        Parts {
            spans: split(&mut self.spans, at, |span| span.outer.start),
            leaves: split(&mut self.leaves, at, |block| block.range.start),
            marks: split(&mut self.marks, at, Mark::at),
            prose: split(&mut self.prose, at, |prose| prose.start),
            directives: split(&mut self.directives, at, |directive| directive.range.start),
            definitions: split(&mut self.definitions, at, |definition| definition.start),
            includes: split(&mut self.includes, at, |include| include.range.start),
        }
    }

    /// Adds what follows.
    pub fn append(&mut self, mut new: Parts) {
        self.spans.append(&mut new.spans);
        self.leaves.append(&mut new.leaves);
        self.marks.append(&mut new.marks);
        self.prose.append(&mut new.prose);
        self.directives.append(&mut new.directives);
        self.definitions.append(&mut new.definitions);
        self.includes.append(&mut new.includes);
    }

    /// Moves everything by as much as the text moved.
    pub fn shift(&mut self, moved: isize) {
        let by = |at: &mut usize| *at = at.wrapping_add_signed(moved);
        let both = |range: &mut Range<usize>| {
            by(&mut range.start);
            by(&mut range.end);
        };
        for span in &mut self.spans {
            both(&mut span.range);
            both(&mut span.outer);
        }
        for block in &mut self.leaves {
            both(&mut block.range);
            both(&mut block.text);
        }
        for directive in &mut self.directives {
            both(&mut directive.range);
            both(&mut directive.text);
        }
        self.marks.iter_mut().for_each(|mark| by(mark.at_mut()));
        self.prose.iter_mut().for_each(both);
        self.definitions.iter_mut().for_each(both);
        self.includes.iter_mut().for_each(|include| both(&mut include.range));
    }

    /// Leaves and theorem-like blocks in one list. One that is never closed ends at the next heading.
    pub fn blocks(&self, end: usize) -> Vec<Block> {
        let mut holders: Vec<Block> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let headings = self.leaves.iter().filter(|leaf| matches!(leaf.kind, BlockKind::Heading(_)));
        let mut headings = headings.map(|leaf| leaf.range.start).peekable();
        for mark in &self.marks {
            if let Some(heading) = headings.next_if(|at| *at < mark.at()) {
                end_all(&mut holders, open.drain(..), heading);
                while headings.next_if(|at| *at < mark.at()).is_some() {}
            }
            match mark {
                Mark::Open { at, name } => {
                    open.push(holders.len());
                    let kind = BlockKind::TheoremLike(name.clone());
                    holders.push(Block { kind, range: *at..end, text: *at..end });
                }
                Mark::Close { at, name } => {
                    let opened = |index: &usize| holders.get(*index).map(|block| &block.kind);
                    let named = |index: &usize| match (opened(index), name) {
                        (Some(BlockKind::TheoremLike(opened)), Some(name)) => opened == name,
                        _ => true,
                    };
                    // Only the innermost few are looked at, so that mad nesting costs no more than the text is long.
                    let reach = open.len().saturating_sub(16);
                    if let Some(position) = open.get(reach..).unwrap_or_default().iter().rposition(named) {
                        end_all(&mut holders, open.drain(reach + position..), *at);
                    }
                }
            }
        }
        if let Some(heading) = headings.next() {
            end_all(&mut holders, open.into_iter(), heading);
        }
        let mut blocks = Vec::with_capacity(holders.len() + self.leaves.len());
        let anonymous = BlockKind::TheoremLike(String::new());
        let mut holders = holders.into_iter().filter(|holder| holder.kind != anonymous).peekable();
        for leaf in &self.leaves {
            while let Some(holder) = holders.next_if(|holder| holder.range.start <= leaf.range.start) {
                blocks.push(holder);
            }
            blocks.push(leaf.clone());
        }
        blocks.extend(holders);
        blocks
    }
}

fn end_all(holders: &mut [Block], open: impl Iterator<Item = usize>, at: usize) {
    for index in open {
        if let Some(block) = holders.get_mut(index) {
            (block.range.end, block.text.end) = (at, at);
        }
    }
}
