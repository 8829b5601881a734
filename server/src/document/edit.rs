//! Editing a document: only the chunks that an edit touches are read again.
//!
//! Reading starts at the first chunk whose reading looked at the place of the edit, and stops where a chunk starts that
//! started there before the edit, in the same state; from there on everything has only moved. The result equals a full
//! reading, which a property test checks.

use std::ops::Range;

use super::chunk::{Chunk, Memory, State};
use super::host::Host;
use super::parts::Parts;
use super::{Document, read_chunk};

/// What an edit did to the formulas of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The indices, before the edit, of the formulas that are gone.
    pub old: Range<usize>,
    /// The indices, after the edit, of the formulas that took their place. Those before are the same and in the same
    /// place; those after are the same and have moved.
    pub new: Range<usize>,
}

impl Document {
    /// Puts `new` in place of the bytes `range` of the file, and reads what that changes.
    pub fn edit(&mut self, range: Range<usize>, new: &str) -> Change {
        let old_spans = self.parts.spans.len();
        let was_cut_short = self.is_cut_short();
        let replaced = self.text.replace(range, new);
        let change =
            if self.host == Host::Notebook || was_cut_short { None } else { self.reread(&replaced, new.len()) };
        change.filter(|_| !self.is_cut_short()).unwrap_or_else(|| {
            *self = Document::read(std::mem::take(&mut self.text), self.host);
            Change { old: 0..old_spans, new: 0..self.parts.spans.len() }
        })
    }

    fn reread(&mut self, replaced: &Range<usize>, inserted: usize) -> Option<Change> {
        let source = self.text.as_str().clone();
        let moved = inserted.cast_signed() - replaced.len().cast_signed();
        let first = self.chunks.iter().position(|chunk| chunk.looked >= replaced.start)?;
        let mut start = self.chunks.get(first)?.start;
        let mut state = match first.checked_sub(1) {
            Some(before) => self.chunks.get(before)?.state.clone(),
            None => State::default(),
        };
        let from = start;
        let mut memory = Memory::default();
        let mut parts = Parts::default();
        let mut chunks: Vec<Chunk> = Vec::new();
        let mut kept = self.chunks.len();
        while start < source.len() && !parts.is_full() {
            if let Some(index) = self.resumes_at(start, moved, replaced.end, &state) {
                kept = index;
                break;
            }
            let chunk = read_chunk(&source, start, &state, self.host, &mut memory, &mut parts);
            (start, state) = (chunk.end, chunk.state.clone());
            chunks.push(chunk);
        }
        let until = self.chunks.get(kept).map_or(usize::MAX, |chunk| chunk.start);
        let mut tail = self.chunks.split_off(kept);
        for chunk in &mut tail {
            for at in [&mut chunk.start, &mut chunk.end, &mut chunk.looked] {
                *at = at.wrapping_add_signed(moved);
            }
        }
        self.chunks.truncate(first);
        self.chunks.append(&mut chunks);
        self.chunks.append(&mut tail);
        let (old, new) = self.parts.splice(&(from..until), moved, parts);
        self.blocks = self.parts.blocks(source.len());
        self.source = source;
        Some(Change { old, new })
    }

    /// The chunk from which on nothing but places changed, if one starts at `start` of the new text.
    fn resumes_at(&self, start: usize, moved: isize, edited: usize, state: &State) -> Option<usize> {
        let before = start.checked_add_signed(-moved).filter(|before| *before >= edited)?;
        let index = self.chunks.binary_search_by_key(&before, |chunk| chunk.start).ok()?;
        let known = self.chunks.get(index.checked_sub(1)?)?;
        (known.state == *state).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Flavour;
    use proptest::prelude::*;

    const HOSTS: [Host; 5] = [
        Host::Markdown(Flavour::Common),
        Host::Markdown(Flavour::Pandoc),
        Host::Markdown(Flavour::Mdx),
        Host::Latex,
        Host::Notebook,
    ];

    /// What the scanners take notice of, whole and broken.
    const PIECES: [&str; 66] = [
        "a",
        "word ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{2028}",
        "😀",
        "é",
        "$",
        "$$",
        "$x$",
        "$$\n",
        "`",
        "```",
        "```\n",
        "\n```math\n",
        "\n```{note}\n",
        "\n```py\n",
        "~~~",
        ":::",
        "\n::: {.theorem}\n",
        "\n:::\n",
        "<!--",
        "-->",
        "<!-- matgrad: A -->",
        "% matgrad: B\n",
        "%",
        "\\begin{align}",
        "\\end{align}",
        "\\begin{equation*}",
        "\\\\",
        "\\",
        "\\[",
        "\\]",
        "\\(",
        "\\)",
        "\\\\[",
        "\\\\]",
        "\\begin{document}\n",
        "\\end{document}",
        "\\documentclass{a}\n",
        "\\section{",
        "}",
        "{",
        "\n# h\n",
        "\n- ",
        "\n> ",
        ">",
        "    ",
        "\t",
        "|",
        "\n|-|-|\n",
        "---\n",
        "+++\n",
        "===\n",
        "<pre>",
        "</pre>",
        "\\begin{verbatim}",
        "\\end{verbatim}",
        "\\newcommand{\\a}{",
        "\\item ",
        "\\begin{lemma}\n",
        "\\end{lemma}\n",
        "\"",
    ];

    fn text(pieces: usize) -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..pieces).prop_map(|pieces| pieces.concat())
    }

    fn assert_same(edited: &Document, full: &Document) -> Result<(), TestCaseError> {
        prop_assert_eq!(&edited.source, &full.source);
        prop_assert_eq!(&edited.parts, &full.parts);
        prop_assert_eq!(&edited.blocks, &full.blocks);
        prop_assert_eq!(&edited.chunks, &full.chunks);
        Ok(())
    }

    proptest! {
        #[test]
        fn edits_give_what_a_full_reading_gives(
            start in text(60),
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0..12usize, text(6)), 1..8),
            host in prop::sample::select(HOSTS.to_vec()),
        ) {
            let mut document = Document::parse(start, host);
            for (at, length, new) in edits {
                let before = document.spans().to_vec();
                let at = at.index(document.text().len() + 1);
                let change = document.edit(at..at + length, &new);
                let full = Document::parse(document.text().as_str().clone(), host);
                assert_same(&document, &full)?;
                let kept = before.len() - change.old.len();
                prop_assert_eq!(kept, document.spans().len() - change.new.len());
                prop_assert_eq!(&before[..change.old.start], &document.spans()[..change.new.start]);
                for (old, new) in before[change.old.end..].iter().zip(&document.spans()[change.new.end..]) {
                    prop_assert_eq!(old.range.len(), new.range.len());
                    prop_assert_eq!(old.kind, new.kind);
                }
            }
        }
    }

    #[test]
    fn an_edit_of_one_paragraph_leaves_the_others() {
        let paragraphs: Vec<String> = (0..100).map(|number| format!("Let $x_{number}$ be.\n\n")).collect();
        let mut document = Document::parse(paragraphs.concat(), Host::Markdown(Flavour::Common));
        let place = document.source().find("x_50").unwrap();
        let change = document.edit(place..place, "y = ");
        assert_eq!(document.spans()[50].text(document.source()), "y = x_50");
        assert_eq!(change, Change { old: 50..51, new: 50..51 });
    }
}
