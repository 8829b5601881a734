//! The two sides of an equation have different shapes.
//!
//! Guards: as for products; a derivative whose other layout fits is no mistake.

use matgrad_core::elaborate::{How, Operation, Problem, ProblemKind, Source};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "equation-shape",
    severity: Severity::Error,
    summary: "Sides of an equation whose shapes differ",
    explanation: "What is equal has one shape, and what is said to be in a space, `A x \\in \\mathbb{R}^m`, has the shape of its elements. A derivative may be written as a row or as a column; only a side that fits neither is reported.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^n$. We solve $A x = y$.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$. We solve $A x = y$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    let ProblemKind::ShapeMismatch { operation: Operation::Equality, left, right } = &problem.kind else {
        return false;
    };
    // A vector said to be a number is one all of whose entries are: `\rho = 1 / (2 s)`.
    let declared = |source: &Source| source.origin.is_some_and(|origin| origin.how == How::Declared);
    let number = right.shape.is_scalar() && !right.sources.iter().any(declared);
    !(number && left.sources.len() == 1)
}
