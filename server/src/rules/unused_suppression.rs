//! A remark that silences findings, where there is nothing to be silenced.
//!
//! Found where remarks are applied; a remark is of use if it silences anything, whatever rules a run selects.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "unused-suppression",
    severity: Severity::Warning,
    summary: "A remark that silences findings, where there are none",
    explanation: "What was wrong has been mended, or stands elsewhere: the remark says nothing any more and would hide a later mistake. The fix takes it away; it is safe. A remark that names `unused-suppression` among its rules is left alone.",
    bad: "<!-- matgrad: ignore[product-shape] the sizes differ on purpose -->\nFor $A \\in \\mathbb{R}^{m \\times n}$ and $x \\in \\mathbb{R}^n$ we have $y = A x$.",
    good: "<!-- matgrad: ignore[product-shape] the sizes differ on purpose -->\nFor $A \\in \\mathbb{R}^{m \\times n}$ and $x \\in \\mathbb{R}^m$ we have $y = A x$.",
    optional: false,
    shape: None,
};
