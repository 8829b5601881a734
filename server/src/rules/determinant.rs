//! The determinant of something that is not square.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "determinant-shape",
    severity: Severity::Error,
    summary: "The determinant of a matrix that is not square",
    explanation: "Only a square matrix has a determinant.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$. Then $d = \det(A)$.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$. Then $d = \det(A^T A)$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    matches!(&problem.kind, ProblemKind::Misfit { operation: Operation::Function(name), .. } if name == "det" || name == "logdet")
}
