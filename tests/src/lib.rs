//! Tests of matgrad from the outside; everything is in `tests/`.
