//! Two factors of a matrix product do not meet: the columns of the left are not the rows of the right.
//!
//! Guards: every size must follow from declarations or definitions in force; a scalar may stand anywhere; a grouping of the
//! chain that fits is enough. No fix: which factor is wrong is the author's to know.

use matgrad_core::elaborate::{Operation, Problem, ProblemKind};

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "product-shape",
    severity: Severity::Error,
    summary: "Factors of a matrix product whose inner sizes differ",
    explanation: "A product AB exists only where A has as many columns as B has rows. Only declared shapes count, and a chain is well formed if any grouping of it is.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{m \times p}$. Then $C = A B$.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$ and $B \in \mathbb{R}^{m \times p}$. Then $C = A^T B$.",
    optional: false,
    shape: Some(is),
};

fn is(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::ShapeMismatch { operation: Operation::Product, .. })
}
