#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod calculus;
pub mod derivation;
pub mod elaborate;
pub mod expr;
pub mod functions;
#[cfg(test)]
mod garden;
pub mod notation;
pub mod rational;
pub mod render;
pub mod session;
pub mod shape;
pub mod simplify;
pub mod verify;

pub use calculus::derive::{Form, Layout, Request};
pub use calculus::steps::Route;
pub use elaborate::command::Complaint as Error;
pub use functions::Language;
pub use session::{Derivative, Session};
