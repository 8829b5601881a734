//! Two factors of an entry-wise product have different shapes.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "hadamard-shape",
    severity: Severity::Error,
    summary: "Factors of an entry-wise product whose shapes differ",
    explanation: "An entry-wise product pairs the entries of its factors, so they have one shape.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{n \times m}$. Then $C = A \odot B$.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{n \times m}$. Then $C = A \odot B^T$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::ShapeMismatch { operation: Operation::Hadamard, .. })
}
