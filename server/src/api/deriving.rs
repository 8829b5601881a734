//! What is asked about the derivative at a place of a document, and what is answered.

use std::ops::Range;

pub use matgrad_core::{Form, Language, Layout};

/// The languages that derivatives are written in, by the names that people give them.
pub const LANGUAGES: [(&str, Language); 5] = [
    ("numpy", Language::Numpy),
    ("jax", Language::Jax),
    ("pytorch", Language::Pytorch),
    ("julia", Language::Julia),
    ("matlab", Language::Matlab),
];

/// Which derivative; what is left open is what the place suggests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// How it is laid out.
    pub layout: Option<Layout>,
    /// Gradient, Jacobian, Hessian or differential.
    pub form: Option<Form>,
    /// By what: the name as LaTeX, as given in [`Derived::variables`].
    pub wrt: Option<String>,
}

/// A line of a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub latex: String,
    /// The same as one line of Unicode.
    pub unicode: String,
    /// The rule that gives it from the one before.
    pub rule: String,
    /// Where the rule is found; may be empty.
    pub source: &'static str,
}

/// Text to be put into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// What is replaced.
    pub range: Range<usize>,
    /// What stands there then.
    pub text: String,
}

/// A verified derivative of what stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// What it is about.
    pub range: Range<usize>,
    /// What it is, in words and one line of Unicode.
    pub title: String,
    /// Which derivative.
    pub form: Form,
    /// The forms that there are.
    pub forms: Vec<Form>,
    /// How it is laid out.
    pub layout: Layout,
    /// By what.
    pub wrt: String,
    /// By what else one may ask.
    pub variables: Vec<String>,
    /// The result as a statement.
    pub latex: String,
    /// The same as one line of Unicode.
    pub unicode: String,
    /// How it is found.
    pub steps: Vec<Line>,
    /// The whole derivation as an `align*` environment.
    pub align: String,
    /// Puts the result into the document: in place of what is left open, else after the formula.
    pub insert: Insertion,
    /// Puts the whole derivation after the formula.
    pub insert_steps: Insertion,
    /// As a complete function, by the names of [`LANGUAGES`]; languages without an expression for it are left out.
    pub code: Vec<(&'static str, String)>,
}
