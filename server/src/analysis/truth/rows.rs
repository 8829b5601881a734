//! `vec` as some texts mean it: the rows of a matrix one below the other, so that `vec(AXB) = (A ⊗ Bᵀ) vec(X)`.

use matgrad_core::expr::build::{call, map, transpose};
use matgrad_core::expr::{Expr, Op};
use matgrad_core::functions::VEC;
use matgrad_core::verify::equal::compare;

use super::reading::Pair;

/// Whether the sides are equal where `vec` stacks rows.
pub fn holds_by_rows(pair: &Pair) -> bool {
    let [left, right] = [&pair.left, &pair.right].map(by_rows);
    left.shape() == right.shape() && compare(&left, &right).is_equal()
}

fn by_rows(e: &Expr) -> Expr {
    map(e, &mut |part| match (part.op(), part.args()) {
        (Op::Call(f), [of]) if *f == VEC => call(VEC, vec![transpose(of)]).unwrap_or(part),
        _ => part,
    })
}
