//! A declaration that every use of the name contradicts.
//!
//! Guards: the uses stand in the declaration's own paragraph, there are at least two, and none bears the declaration out; vectors
//! that all uses take for rows, and products of equals that may be entry by entry, are conventions.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "contradicted-declaration",
    severity: Severity::Error,
    summary: "A declaration that every use of the name contradicts",
    explanation: "A formula that does not fit is reported where it stands; where none of several fits, it is the declaration that is wrong, and each use is named. Only uses in the declaration's own paragraph count.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$ and $x \in \mathbb{R}^m$. Then $y = A x$ is the image of $x$, and $x^T A^T A x$ is its squared length.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$ and $x \in \mathbb{R}^n$. Then $y = A x$ is the image of $x$, and $x^T A^T A x$ is its squared length.",
    optional: false,
    shape: None,
};
