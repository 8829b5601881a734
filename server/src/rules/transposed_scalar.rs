//! The transpose of a scalar: a matter of style.
//!
//! Guards: only names are meant; a bracket that is transposed is a step of a derivation.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "transposed-scalar",
    severity: Severity::Hint,
    summary: "The transpose of a scalar",
    explanation: "A scalar is its own transpose, so the sign says nothing, and makes readers look for a vector. The fix drops it.",
    bad: r"For $\lambda \in \mathbb{R}$ and $x \in \mathbb{R}^n$ we have $(\lambda x)^T = x^T \lambda^T$.",
    good: r"For $\lambda \in \mathbb{R}$ and $x \in \mathbb{R}^n$ we have $(\lambda x)^T = \lambda x^T$.",
    optional: true,
    shape: None,
};
