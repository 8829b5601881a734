//! Shapes: rows and columns, each a [`Dim`]. A vector is a column, a scalar is 1×1.

mod dim;

pub use dim::{Dim, SizeName};

use std::fmt;

/// Rows × columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Number of rows.
    pub rows: Dim,
    /// Number of columns.
    pub cols: Dim,
}

impl Shape {
    /// An m×n matrix.
    pub fn matrix(rows: Dim, cols: Dim) -> Shape {
        Shape { rows, cols }
    }

    /// A column of n entries.
    pub fn vector(n: Dim) -> Shape {
        Shape { rows: n, cols: Dim::one() }
    }

    /// A single number.
    pub fn scalar() -> Shape {
        Shape { rows: Dim::one(), cols: Dim::one() }
    }

    /// Whether both sizes are 1.
    pub fn is_scalar(&self) -> bool {
        self.rows.is_one() && self.cols.is_one()
    }

    /// Whether this is a column (a scalar is one too).
    pub fn is_vector(&self) -> bool {
        self.cols.is_one()
    }

    /// Whether this is a row (a scalar is one too).
    pub fn is_row(&self) -> bool {
        self.rows.is_one()
    }

    /// Whether rows and columns are equal in number.
    pub fn is_square(&self) -> bool {
        self.rows == self.cols
    }

    /// The shape of the transpose.
    pub fn transposed(&self) -> Shape {
        Shape { rows: self.cols.clone(), cols: self.rows.clone() }
    }

    /// The number of entries.
    pub fn count(&self) -> Dim {
        self.rows.mul(&self.cols)
    }

    /// Whether inference has not found every size.
    pub fn has_unknown(&self) -> bool {
        self.rows.has_unknown() || self.cols.has_unknown()
    }

    /// The list of the contract: empty for a scalar, one entry for a vector, two otherwise.
    pub fn to_contract(&self) -> Vec<String> {
        if self.is_scalar() {
            vec![]
        } else if self.is_vector() {
            vec![self.rows.to_contract()]
        } else {
            vec![self.rows.to_contract(), self.cols.to_contract()]
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}×{}", self.rows.to_latex(), self.cols.to_latex())
    }
}
