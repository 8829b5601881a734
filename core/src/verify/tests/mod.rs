//! Tests of verification as a whole.

mod evaluate;
