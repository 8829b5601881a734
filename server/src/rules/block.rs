//! Blocks side by side or one above the other do not fit.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "block-shape",
    severity: Severity::Error,
    summary: "Blocks of a block matrix that do not fit together",
    explanation: "Blocks side by side have as many rows as each other, blocks one above the other as many columns.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{p \times q}$. Then $M = \begin{bmatrix} A & B \end{bmatrix}$.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{m \times q}$. Then $M = \begin{bmatrix} A & B \end{bmatrix}$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::ShapeMismatch { operation: Operation::Block, .. }
            | ProblemKind::Misfit { operation: Operation::Block, .. }
    )
}
