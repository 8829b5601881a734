//! A function is applied to something of a shape that it does not take.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "argument-shape",
    severity: Severity::Error,
    summary: "A function applied to an argument of the wrong shape",
    explanation: "A function that was declared or defined for one shape is applied to another. A function of numbers may be applied to every entry.",
    bad: r"Let $f : \mathbb{R}^{n} \to \mathbb{R}$ and $y \in \mathbb{R}^{m}$. Then $s = f(y)$.",
    good: r"Let $f : \mathbb{R}^{n} \to \mathbb{R}$ and $y \in \mathbb{R}^{n}$. Then $s = f(y)$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    problem.is_shape() && !matches!(problem.kind, ProblemKind::ShapeMismatch { operation: Operation::Equality, .. })
}
