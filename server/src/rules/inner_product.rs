//! The inner product of two things of different shape.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "inner-product-shape",
    severity: Severity::Error,
    summary: "An inner product of things whose shapes differ",
    explanation: "An inner product pairs vectors of one length or matrices of one shape.",
    bad: r"Let $x \in \mathbb{R}^{n}$ and $y \in \mathbb{R}^{m}$. Then $s = \langle x, y \rangle$.",
    good: r"Let $x \in \mathbb{R}^{n}$ and $y \in \mathbb{R}^{n}$. Then $s = \langle x, y \rangle$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::ShapeMismatch { operation: Operation::Inner, .. }
            | ProblemKind::Misfit { operation: Operation::Inner, .. }
    )
}
