//! A term without a differential in an equation of differentials.
//!
//! Guards: a gradient may be called `dW`, and a differential may have a name, so it is said only where the equation is false
//! as it stands and true with the differentials put in.

use super::Rule;
use crate::api::Severity;

pub static RULE: Rule = Rule {
    id: "missing-differential",
    severity: Severity::Error,
    summary: "A term without a differential in an equation of differentials",
    explanation: "Every term of `\\mathrm{d}f` is linear in the differential of what varies. It is reported where the equation becomes true with the differentials that the fix puts in.",
    bad: r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$ and $f(x) = x^T A x$. Then $\mathrm{d} f = x^T A^T + x^T A \,\mathrm{d} x$.",
    good: r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$ and $f(x) = x^T A x$. Then $\mathrm{d} f = x^T A^T \mathrm{d} x + x^T A \,\mathrm{d} x$.",
    optional: false,
    shape: None,
};
