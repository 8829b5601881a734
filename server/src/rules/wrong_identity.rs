//! An equation claimed for all values that is false, and true after one slip is undone.
//!
//! Guards: a general equation may be a condition, a definition or an equation to solve, so it is reported only where a near
//! variant is true for all values: a transpose, an order, a side of ⊗, a sign, a factor, an inverse.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "wrong-identity",
    severity: Severity::Error,
    summary: "An identity that is false, and true after a small change",
    explanation: "Both sides are evaluated at random values. An equation that does not hold for all values may be a condition or an equation to solve, so it is reported only where a small change of one side makes it true for all values.",
    bad: r"For $A \in \mathbb{R}^{m \times n}$, $X \in \mathbb{R}^{n \times p}$ and $B \in \mathbb{R}^{p \times q}$, we have $\operatorname{vec}(A X B) = (A \otimes B^T) \operatorname{vec}(X)$ with the Kronecker product $\otimes$.",
    good: r"For $A \in \mathbb{R}^{m \times n}$, $X \in \mathbb{R}^{n \times p}$ and $B \in \mathbb{R}^{p \times q}$, we have $\operatorname{vec}(A X B) = (B^T \otimes A) \operatorname{vec}(X)$ with the Kronecker product $\otimes$.",
    optional: false,
    shape: None,
};
