//! The trace of something that is not square.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "trace-shape",
    severity: Severity::Error,
    summary: "The trace of a matrix that is not square",
    explanation: "The trace sums the diagonal of a square matrix.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{m \times n}$. Then $t = \operatorname{tr}(A B^T A)$.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{m \times n}$. Then $t = \operatorname{tr}(A B^T)$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    matches!(&problem.kind, ProblemKind::Misfit { operation: Operation::Function(name), .. } if name == "trace")
}
