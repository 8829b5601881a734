//! Constructors. Each returns the simplest form that needs no search: flat sums and products, folded numbers, like terms and
//! equal bases collected, identities and zeros removed, transposes and inverses at the leaves.
//!
//! Shapes must fit; whoever reads an author's formula checks that before building. Where sizes are unknown, the result's
//! shape is what the parts determine.

mod bound;
mod leaf;
mod power;
mod product;
mod sum;

pub use bound::{fresh_index, prod_over, substitute, sum_over, table};
pub use leaf::*;
pub use power::{div, entry_power, inverse, power, recip, sqrt};
pub use product::{coefficient, hadamard, kron, mul, mul2, numeric_factor, scale, split_scalars};
pub use sum::{add, add2, neg, sub};

use super::{DigestMap, Expr, Op};
use crate::functions::Func;
use crate::shape::Shape;

/// The function `f` of the library at `args`, after the function's own simplification; `None` if number or shapes of the
/// arguments do not fit.
pub fn call(f: Func, args: Vec<Expr>) -> Option<Expr> {
    if args.len() != f.arity() {
        return None;
    }
    if let Some(simpler) = f.simplify(&args) {
        return Some(simpler);
    }
    let shapes: Vec<Shape> = args.iter().map(|a| a.shape().clone()).collect();
    let shape = f.shape(&shapes).ok()?;
    Some(Expr::raw(Op::Call(f), args, shape))
}

/// `e` with other arguments, rebuilt by the constructor of its operation.
pub fn rebuild(e: &Expr, args: Vec<Expr>) -> Expr {
    match e.op() {
        Op::Add => add(args),
        Op::Mul => mul(args),
        Op::Hadamard => hadamard(args),
        Op::Kron => kron(args),
        Op::Power | Op::EntryPower => match <[Expr; 2]>::try_from(args) {
            Ok([base, exponent]) if *e.op() == Op::Power => power(base, exponent),
            Ok([base, exponent]) => entry_power(base, exponent),
            Err(args) => Expr::raw(e.op().clone(), args, e.shape().clone()),
        },
        Op::Call(f) => call(*f, args.clone()).unwrap_or_else(|| Expr::raw(e.op().clone(), args, e.shape().clone())),
        Op::Entry => match <[Expr; 3]>::try_from(args) {
            Ok([x, i, j]) => entry(x, i, j),
            Err(args) => Expr::raw(Op::Entry, args, e.shape().clone()),
        },
        Op::Unit => match args.first() {
            Some(k) => unit(k.clone(), e.shape().rows.clone()),
            None => e.clone(),
        },
        Op::Delta => match <[Expr; 2]>::try_from(args) {
            Ok([i, j]) => delta(i, j),
            Err(_) => e.clone(),
        },
        Op::Block(r, c) => block(*r, *c, args),
        Op::Sum(i) => match <[Expr; 3]>::try_from(args) {
            Ok([lo, hi, body]) => sum_over(i, lo, hi, body),
            Err(_) => e.clone(),
        },
        Op::Prod(i) => match <[Expr; 3]>::try_from(args) {
            Ok([lo, hi, body]) => prod_over(i, lo, hi, body),
            Err(_) => e.clone(),
        },
        Op::Table(i, j) => match args.into_iter().next() {
            Some(body) => table(i, j, body, e.shape().clone()),
            None => e.clone(),
        },
        Op::Apply(..) | Op::Symbol(_) | Op::Differential(_) => Expr::raw(e.op().clone(), args, e.shape().clone()),
        Op::Number(_) | Op::Size(_) | Op::Index(_) | Op::Constant(_) => e.clone(),
    }
}

/// `e` with every sub-expression passed through `change`, arguments first; equal parts are visited once.
pub fn map(e: &Expr, change: &mut dyn FnMut(Expr) -> Expr) -> Expr {
    map_parts(e, e.subexpressions(), change)
}

/// [`map`] over some of the sub-expressions, given arguments first; the others stay.
pub(crate) fn map_parts(e: &Expr, parts: Vec<Expr>, change: &mut dyn FnMut(Expr) -> Expr) -> Expr {
    let mut done = DigestMap::default();
    for part in parts {
        let args: Vec<Expr> =
            part.args().iter().map(|a| done.get(&a.digest()).cloned().unwrap_or_else(|| a.clone())).collect();
        let same = args.iter().zip(part.args()).all(|(a, b)| a == b);
        let rebuilt = if same { part.clone() } else { rebuild(&part, args) };
        done.insert(part.digest(), change(rebuilt));
    }
    done.remove(&e.digest()).unwrap_or_else(|| e.clone())
}

/// `e` with `old` replaced by `new` wherever it occurs.
pub fn replace(e: &Expr, old: &Expr, new: &Expr) -> Expr {
    map(e, &mut |part| if part == *old { new.clone() } else { part })
}

/// The transpose.
pub fn transpose(e: &Expr) -> Expr {
    e.transposed_by(|| call(crate::functions::TRANSPOSE, vec![e.clone()]).unwrap_or_else(|| e.clone()))
}

/// The trace of a square matrix.
pub fn trace(e: &Expr) -> Expr {
    call(crate::functions::TRACE, vec![e.clone()]).unwrap_or_else(|| e.clone())
}

/// The stacked columns.
pub fn vec_of(e: &Expr) -> Expr {
    call(crate::functions::VEC, vec![e.clone()]).unwrap_or_else(|| e.clone())
}
