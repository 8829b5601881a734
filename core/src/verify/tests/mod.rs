//! Tests of verification as a whole.

mod derivative;
mod dual;
mod equal;
mod evaluate;
mod nearest;
