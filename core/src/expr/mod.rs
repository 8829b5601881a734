//! Expressions: what formulas mean once shapes are known.
//!
//! [`Expr`] is immutable and shared; the functions of [`build`] construct it and keep the cheap invariants: flat sums and products,
//! folded constants, like terms collected, transposes at the leaves.

pub mod build;
mod digest;
mod node;
mod symbol;

pub use digest::{Digest, DigestHasher, DigestMap, DigestSet, digest_of};
pub use node::{Constant, Expr, Op};
pub use symbol::{FnSymbol, Properties, Reading, Symbol};
