//! A claimed derivative that is not the derivative, in any layout.
//!
//! Guards: everything in it must be understood; it must be false in numerator, denominator and mixed layout, transposed, and
//! under what the words around it assume; and a small change must make it true for all values.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "wrong-derivative",
    severity: Severity::Error,
    summary: "A claimed derivative that is false in every layout",
    explanation: "The left side is derived and compared with the right side at random values. A derivative that is right in another layout, or for the symmetric or orthogonal matrices that the text speaks of, is not reported. The fix is the nearest right side that is true.",
    bad: r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^{n}$. Then $\frac{\partial}{\partial x} (x^T A x) = (A + A) x$.",
    good: r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^{n}$. Then $\frac{\partial}{\partial x} (x^T A x) = (A + A^T) x$.",
    optional: false,
    shape: None,
};
