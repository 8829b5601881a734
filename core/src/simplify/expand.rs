//! Multiplying out: products over sums become sums of products.

use crate::expr::build::{self, add, hadamard, kron, mul};
use crate::expr::{Expr, Op};
use crate::functions::{DET, det_of_factors};

/// No product is multiplied out into more terms than this.
const MOST_TERMS: usize = 48;

/// `e` with every product (matrix, entry-wise, Kronecker) of sums multiplied out.
pub fn expand(e: &Expr) -> Expr {
    build::map(e, &mut |part| match part.op() {
        Op::Mul => distribute(&part, mul),
        Op::Hadamard => distribute(&part, hadamard),
        Op::Kron => distribute(&part, kron),
        Op::Call(f) if *f == DET => part.args().first().and_then(det_of_factors).unwrap_or(part),
        _ => part,
    })
}

fn distribute(e: &Expr, product: fn(Vec<Expr>) -> Expr) -> Expr {
    let count = e
        .args()
        .iter()
        .map(|a| if matches!(a.op(), Op::Add) { a.args().len() } else { 1 })
        .try_fold(1usize, |n, k| n.checked_mul(k));
    if !matches!(count, Some(n) if n > 1 && n <= MOST_TERMS) {
        return e.clone();
    }
    let mut rows: Vec<Vec<Expr>> = vec![vec![]];
    for a in e.args() {
        let terms = if matches!(a.op(), Op::Add) { a.args() } else { std::slice::from_ref(a) };
        rows = rows
            .into_iter()
            .flat_map(|row| terms.iter().map(move |t| row.iter().cloned().chain([t.clone()]).collect()))
            .collect();
    }
    add(rows.into_iter().map(product).collect())
}
