//! Tests of verification as a whole.

mod derivative;
mod equal;
mod evaluate;
