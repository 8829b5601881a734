//! The transpose of an identity matrix: a matter of style.
//!
//! Guards: only names are meant; a bracket that is transposed is a step of a derivation.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "transposed-identity",
    severity: Severity::Hint,
    summary: "The transpose of an identity matrix",
    explanation: "An identity matrix is its own transpose. The fix drops the sign.",
    bad: r"For $A \in \mathbb{R}^{n \times n}$ we have $(A + I)^T = A^T + I^T$.",
    good: r"For $A \in \mathbb{R}^{n \times n}$ we have $(A + I)^T = A^T + I$.",
    optional: true,
    shape: None,
};
