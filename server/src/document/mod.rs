//! Documents: text, positions, and where the mathematics stands.
