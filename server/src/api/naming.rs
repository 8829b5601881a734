//! What an editor shows and does about the names in a document.

use std::ops::Range;

/// A name under a cursor and everywhere it means the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Where it stands under the cursor.
    pub range: Range<usize>,
    /// As it is written, as LaTeX.
    pub latex: String,
    /// Where it was declared, defined, or first used.
    pub origin: Range<usize>,
    /// Everywhere that it means this, in order.
    pub occurrences: Vec<Range<usize>>,
}

/// What a name stands for, as colours tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    Scalar,
    Vector,
    Matrix,
    Function,
}

/// A name that is to be coloured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coloured {
    pub range: Range<usize>,
    pub kind: NameKind,
}

/// A part of a document as an outline shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its words, or what is defined, as plain text.
    pub name: String,
    /// What is known of it; may be empty.
    pub detail: String,
    pub kind: HeadingKind,
    /// The whole of it, up to where the next one begins.
    pub range: Range<usize>,
    /// Its name.
    pub selection: Range<usize>,
    /// What is below it.
    pub children: Vec<Heading>,
}

/// What a part of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadingKind {
    Section,
    Function,
    Quantity,
    Theorem,
}

/// Something that may be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is shown.
    pub label: String,
    /// What is known of it.
    pub detail: String,
    /// What is put in, and in place of what.
    pub text: String,
    pub range: Range<usize>,
    pub kind: SuggestionKind,
}

/// What a suggestion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionKind {
    Derivative,
    Symbol,
    Function,
}

/// A note at a place that does not belong to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub range: Range<usize>,
    pub text: String,
}
