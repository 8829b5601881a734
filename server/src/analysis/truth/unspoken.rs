//! The derivative of a quadratic form as it is written where its matrix, of which nothing was said, is symmetric without a word:
//! `\nabla x^T A x = 2 A x`.

use matgrad_core::elaborate::{How, Scope};
use matgrad_core::expr::{Expr, Op};
use matgrad_core::functions::TRANSPOSE;
use matgrad_core::notation::{Kind, Node};

use super::reading::{Pair, Verdict, holds, is_plain_derivative, symmetric_where};

/// Whether the sides are equal where the matrices of which nothing is certain are symmetric. A derivative by such a matrix is
/// not meant so.
pub fn holds_unspoken(left: &Node, pair: &Pair, firm: &Scope) -> bool {
    let shape = pair.left.shape();
    let by_vector = shape.is_vector() || shape.is_row() || is_hessian(left);
    let unsaid = |key: &str| {
        let certain = firm.get(key).is_some_and(|entry| entry.origin.how != How::Inferred);
        !certain && is_beside_its_transpose(&pair.left, key)
    };
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

/// Whether a matrix occurs as it is and transposed, as in the gradient of a quadratic form.
fn is_beside_its_transpose(e: &Expr, key: &str) -> bool {
    let is = |part: &Expr| matches!(part.op(), Op::Symbol(symbol) if symbol.key() == key);
    let parts = e.subexpressions();
    let transposed = |part: &Expr| matches!(part.op(), Op::Call(f) if *f == TRANSPOSE) && part.args().iter().any(is);
    let plain = |part: &Expr| !matches!(part.op(), Op::Call(f) if *f == TRANSPOSE) && part.args().iter().any(is);
    parts.iter().any(transposed) && parts.iter().any(plain)
}
