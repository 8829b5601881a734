//! A derivative said to be something that still contains the differential of its variable.
//!
//! Guards: the left side is a derivative by a plain name, the right side has the differential of that very name as a factor,
//! and no integral and no quotient of differentials.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "differential-left",
    severity: Severity::Error,
    summary: "A derivative whose right side still contains the differential",
    explanation: "In `\\frac{\\partial f}{\\partial X} = A^T \\mathrm{d}X` the differential belongs to `\\mathrm{d}f`: the derivative is what stands before it.",
    bad: r"Let $a, x \in \mathbb{R}^{n}$ and $f(x) = a^T x$. Then $\frac{\partial f}{\partial x} = a^T \mathrm{d} x$.",
    good: r"Let $a, x \in \mathbb{R}^{n}$ and $f(x) = a^T x$. Then $\mathrm{d} f = a^T \mathrm{d} x$.",
    optional: false,
    shape: None,
};
