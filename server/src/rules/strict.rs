//! A line of a strict block, or a remark to matgrad, is not understood, not declared, or not true.

use super::Rule;
use crate::api::Severity;

pub const RULE: Rule = Rule {
    id: "strict",
    severity: Severity::Error,
    summary: "A line of a strict block or a remark to matgrad that is not understood or not true",
    explanation: "Nothing in a matgrad block is passed over: every line is a declaration or a formula that is understood, all of whose names are declared, and that holds for all values where it claims to. An equation of which each side has a name that the other has not is a condition and claims nothing. Remarks to matgrad are understood or marked likewise.",
    bad: "```matgrad\nA \\in \\mathbb{R}^{n \\times n}\ns = \\operatorname{tr}(A B)\n```",
    good: "```matgrad\nA, B \\in \\mathbb{R}^{n \\times n}\ns = \\operatorname{tr}(A B)\ns = \\operatorname{tr}(B A)\n```",
    optional: false,
    shape: None,
};
