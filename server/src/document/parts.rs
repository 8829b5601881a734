//! Everything one reading found, in the order of the text, and the limits on how much that may be.

use std::ops::Range;

use super::span::{Block, BlockKind, Directive, Include, MathSpan};

/// No document has more formulas, blocks or stretches of prose than this read. It bounds what a file of nothing but
/// `$a$` costs; books have some ten thousand.
const MOST: usize = 250_000;

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
        self.spans.len().max(self.leaves.len()).max(self.prose.len()).max(self.marks.len()) >= MOST
            || self.directives.len().max(self.definitions.len()).max(self.includes.len()) >= MOST
    }

    /// Puts what `new` holds in place of everything that starts in `range`, and moves what follows by as much as
    /// the text after `range` moved. Returns the indices of the formulas that are new.
    pub fn splice(&mut self, range: &Range<usize>, moved: isize, new: Parts) -> Range<usize> {
        let by = |at: &mut usize| *at = at.wrapping_add_signed(moved);
        let both = |range: &mut Range<usize>| {
            by(&mut range.start);
            by(&mut range.end);
        };
        let spans = splice(
            &mut self.spans,
            new.spans,
            range,
            |span| span.outer.start,
            |span| {
                both(&mut span.range);
                both(&mut span.outer);
            },
        );
        splice(
            &mut self.leaves,
            new.leaves,
            range,
            |block| block.range.start,
            |block| {
                both(&mut block.range);
                both(&mut block.text);
            },
        );
        splice(&mut self.marks, new.marks, range, Mark::at, |mark| by(mark.at_mut()));
        splice(&mut self.prose, new.prose, range, |prose| prose.start, both);
        splice(
            &mut self.directives,
            new.directives,
            range,
            |directive| directive.range.start,
            |directive| {
                both(&mut directive.range);
                both(&mut directive.text);
            },
        );
        splice(&mut self.definitions, new.definitions, range, |definition| definition.start, both);
        splice(
            &mut self.includes,
            new.includes,
            range,
            |include| include.range.start,
            |include| {
                both(&mut include.range);
            },
        );
        spans
    }

    /// Leaves and theorem-like blocks in one list. One that is never closed ends at the end of the text.
    pub fn blocks(&self, end: usize) -> Vec<Block> {
        let mut holders: Vec<Block> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for mark in &self.marks {
            match mark {
                Mark::Open { at, name } => {
                    open.push(holders.len());
                    holders.push(Block { kind: BlockKind::TheoremLike(name.clone()), range: *at..end, text: *at..end });
                }
                Mark::Close { at, name } => {
                    let named = |&index: &usize| match (&holders.get(index).map(|block| &block.kind), name) {
                        (Some(BlockKind::TheoremLike(opened)), Some(name)) => opened == name,
                        _ => true,
                    };
                    // Only the innermost few are looked at, so that mad nesting costs no more than the text is long.
                    let reach = open.len().saturating_sub(16);
                    if let Some(position) = open.iter().skip(reach).rposition(named) {
                        for index in open.drain(reach + position..) {
                            if let Some(block) = holders.get_mut(index) {
                                block.range.end = *at;
                                block.text.end = *at;
                            }
                        }
                    }
                }
            }
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

fn splice<T>(
    list: &mut Vec<T>,
    new: Vec<T>,
    range: &Range<usize>,
    start: impl Fn(&T) -> usize,
    mut shift: impl FnMut(&mut T),
) -> Range<usize> {
    let first = list.partition_point(|item| start(item) < range.start);
    let last = list.partition_point(|item| start(item) < range.end).max(first);
    if let Some(rest) = list.get_mut(last..) {
        rest.iter_mut().for_each(&mut shift);
    }
    let added = first..first + new.len();
    list.splice(first..last, new);
    added
}
