//! The derivative of a quadratic form as it is written where its matrix, of which nothing was said, is symmetric without a word:
//! `\nabla x^T A x = 2 A x`.

use matgrad_core::elaborate::{How, Scope};
use matgrad_core::notation::{Kind, Node};

use super::reading::{Pair, Verdict, holds, is_plain_derivative, symmetric_where};

/// Whether the sides are equal where the matrices of which nothing is certain are symmetric. A derivative by such a matrix is
/// not meant so.
pub fn holds_unspoken(left: &Node, pair: &Pair, firm: &Scope) -> bool {
    let shape = pair.left.shape();
    let by_vector = shape.is_vector() || shape.is_row() || is_hessian(left);
    let unsaid = |key: &str| !firm.get(key).is_some_and(|entry| entry.origin.how != How::Inferred);
    let pair = (by_vector && is_plain_derivative(left)).then(|| symmetric_where(pair, unsaid)).flatten();
    pair.is_some_and(|pair| holds(&pair) == Verdict::Equal)
}

/// Whether the side is a derivative of the second order.
fn is_hessian(node: &Node) -> bool {
    match &node.kind {
        Kind::Nabla(n) => n.order == 2,
        Kind::Derivative(d) => d.order == Some(2),
        _ => false,
    }
}
