//! What functions ask of the shapes they are given, each demand in one place. A size that inference has not found fits any demand.

use super::Misfit;
use crate::shape::Shape;

/// A square matrix.
pub(super) fn square(x: &Shape) -> Result<(), Misfit> {
    if x.is_square() || x.has_unknown() { Ok(()) } else { Err(Misfit(format!("a square matrix, not one of {x}"))) }
}

/// A column.
pub(super) fn vector(x: &Shape) -> Result<(), Misfit> {
    if x.is_vector() || x.cols.has_unknown() { Ok(()) } else { Err(Misfit(format!("a vector, not a matrix of {x}"))) }
}

/// A number.
pub(super) fn scalar(x: &Shape) -> Result<(), Misfit> {
    if x.is_scalar() || x.has_unknown() { Ok(()) } else { Err(Misfit(format!("a number, not a matrix of {x}"))) }
}

/// Two matrices of one shape.
pub(super) fn equal(a: &Shape, b: &Shape) -> Result<(), Misfit> {
    if a == b || a.has_unknown() || b.has_unknown() {
        Ok(())
    } else {
        Err(Misfit(format!("two matrices of one shape, not {a} and {b}")))
    }
}
