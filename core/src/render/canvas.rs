//! What a formula is drawn with. The typesetter decides order, signs, fractions and parentheses once; a canvas turns that into
//! LaTeX, into a line of Unicode, or merely into a length.

use super::precedence::Piece;

/// What is drawn around something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Around {
    /// `( )`
    Parens,
    /// `[ ]`
    Brackets,
    /// `| |`
    Bars,
    /// The author's norm bars.
    Norm,
}

/// The signs between operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// Nothing but thin space: a product.
    Nothing,
    /// `\cdot`.
    Dot,
    /// `\otimes`.
    Kronecker,
    /// The author's sign of the entry-wise product.
    Hadamard,
    /// The author's sign for a convolution.
    Convolution,
    /// `\oslash`.
    Oslash,
    /// `,` between arguments.
    Comma,
    /// `,` between indices.
    Index,
}

/// Draws.
pub trait Canvas {
    /// What is drawn.
    type Ink: Clone;

    /// A symbol, operator or number given as LaTeX.
    fn leaf(&self, latex: &str) -> Self::Ink;
    /// One after the other, directly.
    fn tight(&self, parts: Vec<Self::Ink>) -> Self::Ink;
    /// Operands with a sign between each two.
    fn infix(&self, between: Between, parts: Vec<Self::Ink>) -> Self::Ink;
    /// Terms, each with whether it is subtracted.
    fn sum(&self, terms: Vec<(bool, Self::Ink)>) -> Self::Ink;
    /// Delimiters around something.
    fn fence(&self, around: Around, inner: Self::Ink) -> Self::Ink;
    /// Subscript and superscript of a base.
    fn scripts(&self, base: Self::Ink, sub: Option<Self::Ink>, sup: Option<Self::Ink>) -> Self::Ink;
    /// A quotient.
    fn fraction(&self, above: Piece<Self::Ink>, below: Piece<Self::Ink>) -> Piece<Self::Ink>;
    /// A square root.
    fn root(&self, of: Piece<Self::Ink>) -> Piece<Self::Ink>;
    /// `\sum` or `\prod` (given as LaTeX) with bounds and body.
    fn big(&self, sign: &str, from: Self::Ink, to: Self::Ink, body: Self::Ink) -> Self::Ink;
    /// An operator and its argument without parentheses.
    fn prefix(&self, operator: Self::Ink, argument: Self::Ink) -> Self::Ink;
    /// A block matrix.
    fn blocks(&self, rows: Vec<Vec<Self::Ink>>) -> Self::Ink;
}
