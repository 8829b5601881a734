//! LaTeX mathematics as written: text in, notation tree out, with the byte range of every node.
//!
//! Pure syntax: no shapes, no meaning, no failure. What cannot be read becomes an opaque node with a reason.

pub mod name;
pub mod relation;
pub mod tree;
mod walk;

pub use name::{Accent, Font, Name};
pub use relation::{RelKind, Relation};
pub use tree::*;
