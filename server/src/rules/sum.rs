//! Two terms of a sum have different shapes.
//!
//! Guards: as for products; a scalar that is added to every entry is a convention of code, not of mathematics, and is reported.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "sum-shape",
    severity: Severity::Error,
    summary: "Terms of a sum whose shapes differ",
    explanation: "Matrices are added entry by entry, so all terms of a sum have one shape.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{n \times m}$. Then $C = A + B$.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{n \times m}$. Then $C = A + B^T$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::ShapeMismatch { operation: Operation::Sum, .. })
}
