//! One step of a derivation that is false where the steps beside it hold.
//!
//! Guards: as for `wrong-identity`; a step whose neighbours hold is surely meant as a claim.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "broken-step",
    severity: Severity::Error,
    summary: "A step of a chain of equations that is false while the others hold",
    explanation: "Each side of `a = b = c` and each line of an `align` is compared with the one before it at random values. A false step is reported where the other steps hold and a small change makes it true.",
    bad: r"Let $A, B \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$. Then $(A B x)^T = x^T (A B)^T = x^T A^T B^T$.",
    good: r"Let $A, B \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$. Then $(A B x)^T = x^T (A B)^T = x^T B^T A^T$.",
    optional: false,
    shape: None,
};
