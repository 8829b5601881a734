//! The inverse or a power of something that is not square.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "inverse-shape",
    severity: Severity::Error,
    summary: "The inverse or a power of a matrix that is not square",
    explanation: "Only a square matrix has an inverse and powers. A matrix whose sizes are different names may still be square where its author says so; then declare it as square.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$ and $b \in \mathbb{R}^{m}$. Then $x = A^{-1} b$.",
    good: r"Let $A \in \mathbb{R}^{n \times n}$ and $b \in \mathbb{R}^{n}$. Then $x = A^{-1} b$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::Misfit { operation: Operation::Inverse | Operation::Power, .. })
}
