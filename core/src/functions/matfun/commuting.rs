//! Which matrices commute because both are made of one.

use crate::expr::build::split_scalars;
use crate::expr::{Expr, Op};

/// Whether structure alone says that `a b = b a`: both are polynomials or functions of one matrix, or one is a multiple of I.
pub(super) fn commute(a: &Expr, b: &Expr) -> bool {
    let (x, y) = (generator(a), generator(b));
    x == y || x.is_identity() || y.is_identity() || terms_commute(&x, &y) || terms_commute(&y, &x)
}

fn terms_commute(sum: &Expr, other: &Expr) -> bool {
    matches!(sum.op(), Op::Add) && sum.args().iter().all(|t| commute(t, other))
}

/// The matrix that `e` is a power, a multiple or a function of.
fn generator(e: &Expr) -> Expr {
    let (_, rest) = split_scalars(e);
    match (rest.op(), rest.args()) {
        (Op::Power, [base, _]) => generator(base),
        (Op::Call(f), [x]) if f.is_primary() && x.shape().is_square() => generator(x),
        // The scalars of e were its only factors.
        _ if rest.shape().is_scalar() => crate::expr::build::identity(&e.shape().rows),
        _ => rest,
    }
}
