//! A name declared twice with different shapes.
//!
//! Guards: letters are used again all the time, so both declarations stand in one list; columns written as rows are one shape.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "redeclared",
    severity: Severity::Error,
    summary: "A name declared twice in one list, with different shapes",
    explanation: "One of the two is meant for another name, or has a wrong size. A letter that is used again in another sentence, in another line of a display or after `or` is left alone.",
    bad: r"Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times p}$ and $A \in \mathbb{R}^{p \times q}$.",
    good: r"Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times p}$ and $C \in \mathbb{R}^{p \times q}$.",
    optional: false,
    shape: None,
};
