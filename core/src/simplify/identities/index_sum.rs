//! Sums over an index brought back to matrix form.

use super::Identity;
use crate::simplify::index::contract;

/// `Σⱼ A_ij x_j = (A x)_i`, `Σᵢ δ_ij f(i) = f(j)`, `Σᵢ x_i e_i = x`.
pub const CONTRACT: Identity = Identity {
    name: "index-contraction",
    statement: r"\sum_j A_{ij} x_j = (A \mathbf x)_i",
    source: "definition of the matrix product",
    apply: contract,
};
