//! A partial derivative whose denominator has no ∂.
//!
//! Guards: the numerator is a ∂ before a name and the denominator a plain name that is no size and no number.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "missing-partial",
    severity: Severity::Error,
    summary: "A partial derivative without the ∂ in its denominator",
    explanation: "In `\\frac{\\partial f}{x}` the denominator lacks its `\\partial`. The fix adds it.",
    bad: r"For $f : \mathbb{R}^n \to \mathbb{R}$ the chain rule needs $\frac{\partial f}{\mathbf{x}}$ first.",
    good: r"For $f : \mathbb{R}^n \to \mathbb{R}$ the chain rule needs $\frac{\partial f}{\partial \mathbf{x}}$ first.",
    optional: false,
    shape: None,
};
