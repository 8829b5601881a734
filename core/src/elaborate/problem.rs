//! What is wrong with a formula, in a form that can point at both operands and at where their shapes came from.

use std::fmt;

use super::scope::Origin;
use crate::notation::Span;
use crate::shape::{Dim, Shape};

/// An operation that asks something of the shapes of its operands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A sum or difference.
    Sum,
    /// The matrix product.
    Product,
    /// The entry-wise product.
    Hadamard,
    /// `A / B`, `\frac{A}{B}`.
    Quotient,
    /// The sides of an equation.
    Equality,
    /// Blocks side by side or one above the other.
    Block,
    /// The inverse, `X^{-1}`.
    Inverse,
    /// A power of a matrix.
    Power,
    /// A function of the library by its name.
    Function(String),
    /// A function the author declared, by its LaTeX.
    Application(String),
    /// The inner product `\langle A, B \rangle`.
    Inner,
    /// An entry, `X_{ij}`.
    Entry,
    /// The index of a sum without limits, which runs over the size of what it indexes.
    Index {
        /// Its letter.
        name: String,
        /// The size by the first operand.
        left: Dim,
        /// The size by the second.
        right: Dim,
    },
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Operation::Sum => "sum",
            Operation::Product => "product",
            Operation::Hadamard => "entry-wise product",
            Operation::Quotient => "quotient",
            Operation::Equality => "equality",
            Operation::Block => "block matrix",
            Operation::Inverse => "inverse",
            Operation::Power => "power",
            Operation::Function(name) | Operation::Application(name) => name,
            Operation::Inner => "inner product",
            Operation::Entry => "entry",
            Operation::Index { name, .. } => name,
        })
    }
}

/// A symbol in an operand, its shape, and where that came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The symbol as written.
    pub latex: String,
    /// Its shape.
    pub shape: Shape,
    /// `None` for what was inferred in this formula.
    pub origin: Option<Origin>,
}

/// One operand of an operation that does not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// Where it stands.
    pub span: Span,
    /// Its shape.
    pub shape: Shape,
    /// Its symbols, with the places their shapes came from.
    pub sources: Vec<Source>,
}

/// What kind of problem.
#[derive(Clone, Debug, PartialEq)]
pub enum ProblemKind {
    /// Two operands do not fit each other.
    ShapeMismatch {
        /// What was to be done with them.
        operation: Operation,
        /// The first operand.
        left: Operand,
        /// The second.
        right: Operand,
    },
    /// An operand does not fit the operation by itself, such as the inverse of a rectangular matrix; `needs` says what would.
    Misfit {
        /// What was to be done with it.
        operation: Operation,
        /// The operand.
        operand: Operand,
        /// What the operation needs, as a noun phrase.
        needs: String,
    },
    /// A piece whose meaning is not known.
    Unreadable {
        /// Why, in words.
        reason: String,
    },
}

/// One thing that is wrong with, or not understood in, a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What kind of problem.
    pub kind: ProblemKind,
    /// Where it stands.
    pub span: Span,
    /// Whether it follows from declared facts alone, whatever undeclared names mean.
    pub certain: bool,
}

impl Problem {
    /// Whether shapes do not fit (rather than something not being understood).
    pub fn is_shape(&self) -> bool {
        !matches!(self.kind, ProblemKind::Unreadable { .. })
    }

    /// The operands, with their sources.
    pub fn operands(&self) -> Vec<&Operand> {
        match &self.kind {
            ProblemKind::ShapeMismatch { left, right, .. } => vec![left, right],
            ProblemKind::Misfit { operand, .. } => vec![operand],
            ProblemKind::Unreadable { .. } => vec![],
        }
    }

    /// One sentence, with the operands as they stand in `source`.
    pub fn message(&self, source: &str) -> String {
        let quote = |o: &Operand| {
            let text = source.get(o.span.range()).unwrap_or("").trim();
            format!("`{text}` is {}", describe(&o.shape))
        };
        match &self.kind {
            ProblemKind::ShapeMismatch { operation, left, right } => {
                let rule = match operation {
                    Operation::Product => "the product does not fit",
                    Operation::Sum => "the sum does not fit",
                    Operation::Equality => "the sides have different shapes",
                    Operation::Hadamard => "the entry-wise product does not fit",
                    Operation::Quotient => "the quotient does not fit",
                    Operation::Block => "the blocks do not fit",
                    Operation::Inner => "the inner product does not fit",
                    Operation::Index { name, left: one, right: other } => {
                        let text = |o: &Operand| source.get(o.span.range()).unwrap_or("").trim();
                        return format!(
                            "the index {name} would run over two sizes: to {} in `{}`, to {} in `{}`; say how far the sum goes",
                            one.to_contract(),
                            text(left),
                            other.to_contract(),
                            text(right)
                        );
                    }
                    Operation::Application(name) => {
                        return format!("{name} takes an argument of {}, but {}", left.shape, quote(right));
                    }
                    _ => return format!("{operation} does not fit: {}, but {}", quote(left), quote(right)),
                };
                format!("{rule}: {}, but {}", quote(left), quote(right))
            }
            ProblemKind::Misfit { operation, operand, needs } => {
                format!("the {operation} needs {needs}: {}", quote(operand))
            }
            ProblemKind::Unreadable { reason } => reason.clone(),
        }
    }
}

fn describe(shape: &Shape) -> String {
    if shape.is_scalar() { "a scalar".into() } else { shape.to_string() }
}
