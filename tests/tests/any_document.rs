//! Whatever stands in a document, every question about every place has an answer whose ranges lie in the document.

use std::ops::Range;
use std::sync::Arc;

use matgrad::analysis::Reader;
use matgrad::api::{Analysis, Analyzer, Ask, Cancel, Doing, Heading, Insertion, Place, Settings};
use matgrad::document::project::Disk;
use matgrad::document::{Document, Flavour, Host};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

const HOSTS: [Host; 4] =
    [Host::Markdown(Flavour::Common), Host::Markdown(Flavour::Pandoc), Host::Markdown(Flavour::Mdx), Host::Latex];

/// What documents of this kind are made of, and what breaks them.
const PIECES: [&str; 44] = [
    "$",
    "$",
    "$$\n",
    "\n$$\n",
    "\n\n",
    "\r\n",
    " ",
    "# H\n",
    "\\section{S}\n",
    "- ",
    "> ",
    "| a | b |\n|---|---|\n",
    "1. ",
    "Let ",
    "where ",
    "<!-- matgrad: A \\in \\mathbb{R}^{n\\times n} -->\n",
    "% matgrad: ignore[product-shape] x\n",
    "$A \\in \\mathbb{R}^{m\\times n}$",
    "$\\mathbf x \\in \\mathbb{R}^n$",
    "$B \\in \\mathbb{R}^{m\\times p}$",
    "$$ f(\\mathbf x) = \\mathbf x^T A^T A \\mathbf x $$",
    "$\\nabla f(\\mathbf x) =$",
    "$\\frac{\\partial f}{\\partial \\mathbf x} = ?$",
    "$$\n\\frac{\\partial f}{\\partial \\mathbf x} = 2 A^T A \\mathbf x\n$$",
    "\\frac{\\partial",
    "{",
    "}",
    "A",
    "\\mathbf x",
    "_{ij}",
    "^T",
    "^{-1}",
    " = ",
    "?",
    "\\square",
    "\\operatorname{vec}(A B C)",
    "$C = A B$",
    "(A + A) B",
    "\\newcommand{\\mat}{A}",
    "\\mat",
    "😀",
    "é\u{301}",
    "\u{2028}",
    "\\begin{align}",
];

fn within(document: &Document, range: &Range<usize>) -> TestCaseResult {
    prop_assert!(document.source().get(range.clone()).is_some(), "{range:?} of {:?}", document.source());
    Ok(())
}

fn sound(document: &Document, edits: &[Insertion]) -> TestCaseResult {
    let mut ranges: Vec<&Range<usize>> = edits.iter().map(|edit| &edit.range).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    for range in &ranges {
        within(document, range)?;
    }
    prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "{ranges:?}");
    Ok(())
}

fn nests(document: &Document, headings: &[Heading], outer: &Range<usize>) -> TestCaseResult {
    for heading in headings {
        within(document, &heading.range)?;
        within(document, &heading.selection)?;
        prop_assert!(outer.start <= heading.range.start && heading.range.end <= outer.end, "{heading:?} in {outer:?}");
        nests(document, &heading.children, &heading.range)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_question_has_an_answer_within_the_document(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..18),
        host in prop::sample::select(HOSTS.to_vec()),
    ) {
        let document = Arc::new(Document::parse(pieces.concat(), host));
        let place = Place { path: None, root: None, files: &Disk, settings: &Settings::default() };
        let cancel = Cancel::default();
        let read = Reader.analyze(&document, place, &cancel).unwrap();
        let whole = 0..document.source().len();
        for offset in (0..=whole.end).filter(|at| document.source().is_char_boundary(*at)).step_by(5) {
            if let Some(Ok(found)) = read.derive(offset, &Ask::default(), &cancel).unwrap() {
                within(&document, &found.range)?;
                sound(&document, &[found.insert])?;
                sound(&document, &[found.insert_steps])?;
            }
            for action in read.actions(&(offset..offset), &cancel).unwrap() {
                match action.doing {
                    Doing::Edits(edits) => sound(&document, &edits)?,
                    Doing::Later(task) => {
                        if let Ok(edits) = read.carry_out(&task, &cancel).unwrap() {
                            sound(&document, &edits)?;
                        }
                    }
                }
            }
            if let Some(name) = read.name(offset, &cancel).unwrap() {
                within(&document, &name.origin)?;
                prop_assert!(name.occurrences.contains(&name.range), "{name:?}");
                if let Some(Ok(edits)) = read.rename(offset, "\\Phi", &cancel).unwrap() {
                    sound(&document, &edits)?;
                }
            }
            for suggestion in read.suggest(offset, false, &cancel).unwrap() {
                within(&document, &suggestion.range)?;
            }
            if let Some(hover) = read.hover(offset, &cancel).unwrap() {
                within(&document, &hover.range)?;
            }
        }
        nests(&document, &read.outline(&cancel).unwrap(), &whole)?;
        for range in read.folds(&cancel).unwrap() {
            within(&document, &range)?;
        }
        let mut end = 0;
        for colour in read.colours(&whole, &cancel).unwrap() {
            within(&document, &colour.range)?;
            prop_assert!(end <= colour.range.start, "{colour:?}");
            end = colour.range.end;
        }
        for note in read.shapes(&whole, &cancel).unwrap() {
            within(&document, &note.range)?;
        }
        for range in read.functions(&cancel).unwrap() {
            within(&document, &range)?;
        }
    }
}
