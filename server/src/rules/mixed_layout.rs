//! A document that lays derivatives of one kind out in two ways, each more than once.
//!
//! Guards: as for `wrong-jacobian-side`; only the first formula of the rarer layout is named, as a hint.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "mixed-layout",
    severity: Severity::Hint,
    summary: "Derivatives of one kind laid out in two ways in one document",
    explanation: "Some derivatives are rows and others columns, or some Jacobians have their outputs as rows and others as columns, and each is true in its own layout. Readers cannot tell which one a formula means.",
    bad: r"Let $A \in \mathbb{R}^{n \times n}$ and $a, b, x \in \mathbb{R}^{n}$. Then $\frac{\partial}{\partial x} (a^T x) = a$, $\frac{\partial}{\partial x} (x^T x) = 2 x$ and $\frac{\partial}{\partial x} (b^T x) = b$, while $\frac{\partial}{\partial x} (b^T A x) = b^T A$ and $\frac{\partial}{\partial x} (a^T A x) = a^T A$.",
    good: r"Let $A \in \mathbb{R}^{n \times n}$ and $a, x \in \mathbb{R}^{n}$. Then $\frac{\partial}{\partial x} (a^T x) = a$, $\frac{\partial}{\partial x} (x^T x) = 2 x$ and $\frac{\partial}{\partial x} (A x) = A$.",
    optional: false,
    shape: None,
};
