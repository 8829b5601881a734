//! Trust: formulas evaluated at random values, independently of the code that derived them.

pub mod matrix;
pub mod scalar;
