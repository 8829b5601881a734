//! From notation to meaning: declarations into scopes, formulas into expressions with shapes.
//!
//! Nothing is guessed silently: what the text does not force stays unknown, and whatever rests on a convention or on inference is
//! marked as such, so that a caller can tell what follows from declared facts alone.

pub mod declare;
pub mod key;
mod scope;

pub use scope::{Entry, How, Known, Origin, Scope};
