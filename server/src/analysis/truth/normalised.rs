//! Vectors of which the words say that their entries sum to one: one-hot labels, probabilities.

use matgrad_core::expr::build::{call, map};
use matgrad_core::expr::{Expr, Op};
use matgrad_core::functions::SOFTMAX;
use matgrad_core::verify::equal::compare;

use super::reading::{Pair, symbols};

/// More vectors than this are not tried.
const MOST: usize = 6;

/// Whether the sides are equal where the entries of one of their vectors are positive and sum to one.
pub fn holds_normalised(pair: &Pair) -> bool {
    if !pair.fits || pair.left.shape() != pair.right.shape() {
        return false;
    }
    // The values of the softmax are such vectors, and all of them.
    let normalised = |e: &Expr, key: &str| {
        map(e, &mut |part| match part.op() {
            Op::Symbol(symbol) if symbol.key() == key => call(SOFTMAX, vec![part.clone()]).unwrap_or(part),
            _ => part,
        })
    };
    let vector = |key: &String| {
        pair.left.subexpressions().iter().any(|part| match part.op() {
            Op::Symbol(symbol) => symbol.key() == key && symbol.shape().is_vector() && !symbol.shape().is_scalar(),
            _ => false,
        })
    };
    let vectors = symbols(&pair.left).into_iter().filter(vector).take(MOST);
    let mut read = vectors.map(|key| [&pair.left, &pair.right].map(|side| normalised(side, &key)));
    read.any(|[left, right]| compare(&left, &right).is_equal())
}
