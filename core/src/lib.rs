//! Matrix calculus by the method of Magnus and Neudecker: LaTeX mathematics in, derivatives out.

pub mod notation;
