//! A derivative laid out the other way than all others of its kind in the document: a row for a column, a transposed Jacobian.
//!
//! Guards: the formula must be true in the other layout; at least two of the same kind go the document's way and no other
//! goes against it, or the settings ask for a layout; documents that speak of both layouts are left alone.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "wrong-jacobian-side",
    severity: Severity::Warning,
    summary: "A derivative that is transposed against the layout the document uses",
    explanation: "Which layout a document uses is read off its own true formulas, or set by `layout` in `matgrad.toml`. Gradients of scalars and Jacobians are told apart, so that a column for the one and outputs as rows for the other is a layout, too.",
    bad: r"Let $A \in \mathbb{R}^{n \times n}$ and $a, b, x \in \mathbb{R}^{n}$. Then $\frac{\partial}{\partial x} (a^T x) = a$ and $\frac{\partial}{\partial x} (x^T x) = 2 x$, hence $\frac{\partial}{\partial x} (b^T A x) = b^T A$.",
    good: r"Let $A \in \mathbb{R}^{n \times n}$ and $a, b, x \in \mathbb{R}^{n}$. Then $\frac{\partial}{\partial x} (a^T x) = a$ and $\frac{\partial}{\partial x} (x^T x) = 2 x$, hence $\frac{\partial}{\partial x} (b^T A x) = A^T b$.",
    optional: false,
    shape: None,
};
