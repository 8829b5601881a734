//! Trust: formulas evaluated at random values, independently of the code that derived them.

mod compare;
pub mod derivative;
mod edit;
pub mod equal;
pub mod evaluate;
pub mod matrix;
pub mod nearest;
pub mod program;
pub mod random;
pub mod sample;
pub mod scalar;
pub mod unknown;

#[cfg(test)]
mod tests;
