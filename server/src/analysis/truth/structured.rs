//! The derivative by a symmetric matrix as some texts mean it: an entry does not vary without its mirror image, so that
//! `G` becomes `G + Gᵀ - G ∘ I`, written `2 G - \operatorname{diag}(G)` where `diag` of a matrix is a diagonal matrix.

use matgrad_core::expr::Expr;
use matgrad_core::expr::build::{add, hadamard, identity, neg, transpose};
use matgrad_core::notation::{Kind, Node};
use matgrad_core::verify::equal::compare;

use super::reading::{Pair, pairs, symmetric};

/// Whether the sides are equal where the derivative is meant so and square matrices are symmetric.
pub fn holds_structured(left: &Node, right: &Node, context: &[&Node], pair: &Pair, place: u32) -> bool {
    if !matches!(left.kind, Kind::Derivative(_) | Kind::Nabla(_)) {
        return false;
    }
    let mut rewritten = right.clone();
    let read = if twice(&mut rewritten) { pairs(left, &rewritten, context, &pair.base, place) } else { Vec::new() };
    let read = read.iter().chain([pair]).filter_map(symmetric);
    read.filter(|pair| pair.fits && pair.left.shape() == pair.right.shape()).any(|pair| {
        let equals = |left: &Expr| compare(left, &pair.right).is_equal();
        pair.left.shape().is_square() && (equals(&pair.left) || equals(&mirrored(&pair.left)))
    })
}

/// `G + Gᵀ - G ∘ I`.
fn mirrored(g: &Expr) -> Expr {
    let diagonal = hadamard(vec![g.clone(), identity(&g.shape().rows)]);
    add(vec![g.clone(), transpose(g), neg(&diagonal)])
}

/// Makes every `diag(M)` that is a term or a factor into `diag(diag(M))`, the diagonal matrix of the diagonal, and says whether
/// there was one.
fn twice(node: &mut Node) -> bool {
    match &mut node.kind {
        Kind::Sum(terms) => terms.iter_mut().fold(false, |found, (_, term)| twice(term) | found),
        Kind::Product(factors) => factors.iter_mut().fold(false, |found, (_, factor)| twice(factor) | found),
        Kind::Neg(inner) => twice(inner),
        Kind::Fence(fence) => fence.items.iter_mut().fold(false, |found, item| twice(item) | found),
        Kind::Operator(operator) if &*operator.name == "diag" && operator.arg.is_some() => {
            let inner = Node::new(Kind::Operator(operator.clone()), node.span);
            operator.arg = Some(inner);
            true
        }
        _ => false,
    }
}
