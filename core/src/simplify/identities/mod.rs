//! Identities as data: a name, a source, and a rewriting of one node where it fits.
//!
//! Each rewriting makes the expression shorter or moves it towards the form the tables print; none may be undone by another.

mod block;
mod chain;
mod commutation;
mod convolution;
mod diagonal;
mod entries;
mod fraction;
mod index_sum;
mod inverse;
mod kron;
mod logistic;
mod norm;
mod ones;
mod pinv;
mod softmax;
mod structure;
mod trace;
mod vec;

pub use kron::MIXED_PRODUCT;
pub use vec::{VEC_KRONECKER, VEC_TRACE};

use crate::expr::Expr;

/// A named identity.
pub struct Identity {
    /// Its name, as steps and rewriting actions show it.
    pub name: &'static str,
    /// The identity in LaTeX.
    pub statement: &'static str,
    /// Where it is found in the literature.
    pub source: &'static str,
    /// The rewritten node, where the identity fits.
    pub apply: fn(&Expr) -> Option<Expr>,
}

/// All identities, in the order they are tried.
pub static ALL: &[Identity] = &[
    MIXED_PRODUCT,
    VEC_KRONECKER,
    VEC_TRACE,
    commutation::COMMUTE_VEC,
    commutation::COMMUTE_KRON,
    commutation::COMMUTE_TWICE,
    structure::STRUCTURE,
    diagonal::DIAGONAL_PRODUCT,
    diagonal::DIAGONAL_TRACE,
    inverse::CANCEL,
    ones::ENTRY_SUM,
    entries::ENTRIES_CANCEL,
    entries::PRODUCT_BY_ENTRIES,
    ones::HADAMARD_TRACE,
    block::BLOCK_PRODUCT,
    block::BLOCK_SUM,
    index_sum::CONTRACT,
    index_sum::STACKED,
    index_sum::RENAMED,
    convolution::CORRELATE,
    trace::CYCLIC,
    norm::SQUARED_NORM,
    logistic::LOGISTIC,
    softmax::SOFTMAX_OF_EXPONENTIALS,
    pinv::PENROSE,
    fraction::TANGENT,
    fraction::ROOTS,
    fraction::CLEARED,
];

/// `e` rewritten by the first identity that fits.
pub fn apply(e: &Expr) -> Option<Expr> {
    ALL.iter().find_map(|identity| (identity.apply)(e).filter(|new| new != e))
}
