//! Expressions on paper: LaTeX in the author's notation, one line of Unicode, the length a reader meets, and code.

mod canvas;
pub mod code;
mod glyphs;
mod latex;
mod length;
mod precedence;
mod style;
mod typeset;
mod unicode;

#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod tests;

pub use latex::{PRINTABLE, latex, shape_latex};
pub use length::{Costs, cost, length};
pub use style::{Determinant, Style};
pub use unicode::{matrix_unicode, shape_unicode, space_unicode, unicode, unicode_bold, unicode_symbol};
