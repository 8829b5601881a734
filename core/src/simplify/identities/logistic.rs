//! The logistic function where exponentials spell it.

use super::Identity;
use crate::functions::logistic;

/// `eᵛ/(1 + eᵛ) = σ(v)` and `1/(1 + eᵛ) = σ(−v)`.
pub const LOGISTIC: Identity = Identity {
    name: logistic::NAME,
    statement: r"\frac{e^v}{1 + e^v} = \sigma(v)",
    source: "definition of the logistic function",
    apply: logistic::recognise,
};
