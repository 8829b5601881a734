//! Matrix calculus by the method of Magnus and Neudecker: LaTeX mathematics in, derivatives out.
//!
//! The crate knows no files, editors, documents, threads or clocks; positions are byte ranges of the text it is given.

pub mod calculus;
pub mod derivation;
pub mod elaborate;
pub mod expr;
pub mod functions;
pub mod notation;
pub mod rational;
pub mod render;
pub mod shape;
pub mod simplify;
pub mod verify;
