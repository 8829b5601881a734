//! How tightly a printed piece holds together, hence where it needs parentheses. All printers share it.

/// From loose to tight. What stands in a place that asks for a level and has a lower one is put in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// `A + B`, `-A`.
    Sum,
    /// `A \odot B`, `A \otimes B`: looser than juxtaposition.
    Infix,
    /// `a / b` in one line.
    Quotient,
    /// `\sum_i a_i`, `\log \det X`: what follows would be taken in.
    Open,
    /// `A B`.
    Product,
    /// `\mathrm{d} X`.
    Prefix,
    /// `X^T`, `\frac{a}{b}`: no superscript can follow.
    Power,
    /// A letter, something in delimiters, a function with its argument in parentheses.
    Atom,
}

/// Something printed, and how tightly it holds together.
#[derive(Clone, Debug)]
pub struct Piece<I> {
    /// What was printed.
    pub ink: I,
    /// How tightly it holds together.
    pub level: Level,
}

impl<I> Piece<I> {
    /// A piece of the given level.
    pub fn new(ink: I, level: Level) -> Piece<I> {
        Piece { ink, level }
    }

    /// A piece that needs no parentheses anywhere.
    pub fn atom(ink: I) -> Piece<I> {
        Piece { ink, level: Level::Atom }
    }
}
