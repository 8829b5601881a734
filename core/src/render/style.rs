//! The author's notation: how results are spelled so that they look like the text they are pasted into.
//!
//! Every field holds LaTeX. [`Style::default`] is the spelling of Magnus & Neudecker with `^T`.

use std::collections::HashMap;

/// How the determinant is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Determinant {
    /// `\det(X)`.
    #[default]
    Operator,
    /// `|X|`.
    Bars,
}

/// An author's notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The superscript of a transpose: `T`, `\top`, `\mathsf{T}`, `'`.
    pub transpose: String,
    /// The d of a differential: `\mathrm{d}`, `d`, `\mathsf{d}`.
    pub differential: String,
    /// The D of a Jacobian: `\mathsf{D}`, `D`.
    pub jacobian: String,
    /// The vector of ones.
    pub ones: String,
    /// The identity matrix.
    pub identity: String,
    /// A zero vector.
    pub zero_vector: String,
    /// The unit vector, without its index.
    pub unit: String,
    /// The commutation matrix, without its sizes.
    pub commutation: String,
    /// The duplication matrix, without its size.
    pub duplication: String,
    /// The skew duplication matrix, without its size.
    pub skew_duplication: String,
    /// The elimination matrix, without its size.
    pub elimination: String,
    /// The natural logarithm: `\log`, `\ln`.
    pub log: String,
    /// The entry-wise product: `\odot`, `\circ`.
    pub hadamard: String,
    /// The bars of a norm: `\|` on both sides, or `\lVert` and `\rVert`.
    pub norm: (String, String),
    /// Whether the 2-norm of a vector has its subscript.
    pub two_norm_subscript: bool,
    /// The sign between a kernel and what it moves over, `*` or `\ast`, where the author uses one for that.
    pub convolution: Option<String>,
    /// How the determinant is written.
    pub determinant: Determinant,
    /// Whether every pair of subscripts has a comma, `X_{i,j}`.
    pub entry_comma: bool,
    /// Whether an entry of a bold vector is a plain letter, `x_i` for an entry of `\mathbf{x}`.
    pub plain_entries: bool,
    /// LaTeX of operators by the name of the function, where the author's differs: `trace` → `\mathrm{Tr}`.
    pub operators: HashMap<String, String>,
}

impl Default for Style {
    fn default() -> Style {
        Style {
            transpose: "T".into(),
            differential: "\\mathrm{d}".into(),
            jacobian: "\\mathsf{D}".into(),
            ones: "\\mathbf{1}".into(),
            identity: "I".into(),
            zero_vector: "\\mathbf{0}".into(),
            unit: "\\mathbf{e}".into(),
            commutation: "K".into(),
            duplication: "D".into(),
            skew_duplication: "\\tilde{D}".into(),
            elimination: "L".into(),
            log: "\\log".into(),
            hadamard: "\\odot".into(),
            norm: ("\\|".into(), "\\|".into()),
            two_norm_subscript: true,
            convolution: None,
            determinant: Determinant::Operator,
            entry_comma: false,
            plain_entries: true,
            operators: HashMap::new(),
        }
    }
}

impl Style {
    /// The LaTeX of the library function `name`, whose usual spelling is `usual`.
    pub fn operator<'a>(&'a self, name: &str, usual: &'a str) -> std::borrow::Cow<'a, str> {
        if let Some(own) = self.operators.get(name) {
            return own.as_str().into();
        }
        match name {
            "log" => self.log.as_str().into(),
            "logdet" => {
                let det = self.operators.get("det").map_or("\\det", String::as_str);
                format!("{} {det}", self.log).into()
            }
            _ => usual.into(),
        }
    }
}
