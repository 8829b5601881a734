//! The one binary, `matgrad`.

fn main() {}
