//! Leaves, entries, unit vectors, blocks and sums over an index.

use std::sync::Arc;

use super::{add, coefficient, mul, scale, sub};
use crate::expr::{Constant, Expr, Op, Reading, Symbol};
use crate::functions;
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// A number.
pub fn number(r: impl Into<Rational>) -> Expr {
    Expr::raw(Op::Number(r.into()), vec![], Shape::scalar())
}

/// The value of a size.
pub fn size(d: &Dim) -> Expr {
    match d.as_constant() {
        Some(n) => number(n),
        None => Expr::raw(Op::Size(d.clone()), vec![], Shape::scalar()),
    }
}

/// A quantity that is no family.
pub fn symbol(s: &Symbol) -> Expr {
    Expr::raw(Op::Symbol(s.clone()), vec![], s.shape().clone())
}

/// The member of a family that `indices` choose.
pub fn member(s: &Symbol, indices: Vec<Expr>) -> Expr {
    Expr::raw(Op::Symbol(s.clone()), indices, s.shape().clone())
}

/// The differential of a quantity.
pub fn differential(s: &Symbol) -> Expr {
    Expr::raw(Op::Differential(s.clone()), vec![], s.shape().clone())
}

/// A bound index as a number.
pub fn index(name: &str) -> Expr {
    Expr::raw(Op::Index(name.into()), vec![], Shape::scalar())
}

/// A constant of the given shape.
pub fn constant(c: Constant, shape: Shape) -> Expr {
    if shape.is_scalar() {
        match c {
            Constant::Zero => return number(0),
            Constant::Ones | Constant::Identity => return number(1),
            _ => {}
        }
    }
    Expr::raw(Op::Constant(c), vec![], shape)
}

/// Zeros of the given shape.
pub fn zero(shape: Shape) -> Expr {
    constant(Constant::Zero, shape)
}

/// Ones of the given shape.
pub fn ones(shape: Shape) -> Expr {
    constant(Constant::Ones, shape)
}

/// The n×n identity matrix.
pub fn identity(n: &Dim) -> Expr {
    constant(Constant::Identity, Shape::matrix(n.clone(), n.clone()))
}

/// The commutation matrix `K_{mn}`; an identity where either size is 1.
pub fn commutation(m: &Dim, n: &Dim) -> Expr {
    let mn = m.mul(n);
    if m.is_one() || n.is_one() {
        return identity(&mn);
    }
    constant(Constant::Commutation(m.clone(), n.clone()), Shape::matrix(mn.clone(), mn))
}

/// The duplication matrix `D_n`, n²×n(n+1)/2.
pub fn duplication(n: &Dim) -> Expr {
    constant(Constant::Duplication(n.clone()), Shape::matrix(n.mul(n), triangle(n)))
}

/// The elimination matrix `L_n`, n(n+1)/2×n².
pub fn elimination(n: &Dim) -> Expr {
    constant(Constant::Elimination(n.clone()), Shape::matrix(triangle(n), n.mul(n)))
}

/// n(n+1)/2.
pub fn triangle(n: &Dim) -> Dim {
    let twice = n.mul(&n.add(&Dim::one()));
    twice.div_rational(Rational::from(2)).unwrap_or(twice)
}

/// The unit vector `e_k` with n entries.
pub fn unit(k: Expr, n: Dim) -> Expr {
    if n.is_one() {
        return number(1);
    }
    Expr::raw(Op::Unit, vec![k], Shape::vector(n))
}

/// Kronecker's δ.
pub fn delta(i: Expr, j: Expr) -> Expr {
    if i == j {
        return number(1);
    }
    if i.as_number().is_some() && j.as_number().is_some() {
        return number(0);
    }
    Expr::raw(Op::Delta, vec![i, j], Shape::scalar())
}

/// The entry `X_ij`; of a vector, j is 1.
pub fn entry(x: Expr, i: Expr, j: Expr) -> Expr {
    if x.shape().is_scalar() {
        return x;
    }
    if x.is_zero() {
        return number(0);
    }
    match x.op() {
        Op::Constant(Constant::Ones) => return number(1),
        Op::Constant(Constant::Identity) => return delta(i, j),
        Op::Unit => return delta(x.args()[0].clone(), i),
        _ => {}
    }
    if let Some(inner) = x.call_of(functions::TRANSPOSE.name()) {
        return entry(inner.clone(), j, i);
    }
    if matches!(x.op(), Op::Mul) {
        let (scalars, rest) = super::split_scalars(&x);
        if !scalars.is_empty() {
            let mut factors = scalars;
            factors.push(entry(rest, i, j));
            return mul(factors);
        }
    }
    if matches!(x.op(), Op::Add | Op::Hadamard) {
        let parts = x.args().iter().map(|a| entry(a.clone(), i.clone(), j.clone())).collect();
        return if matches!(x.op(), Op::Add) { add(parts) } else { mul(parts) };
    }
    Expr::raw(Op::Entry, vec![x, i, j], Shape::scalar())
}

/// A block matrix; sizes are those of the first block row and column.
pub fn block(rows: usize, cols: usize, blocks: Vec<Expr>) -> Expr {
    if let ([only], 1, 1) = (blocks.as_slice(), rows, cols) {
        return only.clone();
    }
    let zero_dim = Dim::constant(0);
    let height = (0..rows).filter_map(|r| blocks.get(r * cols)).fold(zero_dim.clone(), |s, b| s.add(&b.shape().rows));
    let width = blocks.iter().take(cols).fold(zero_dim, |s, b| s.add(&b.shape().cols));
    let shape = Shape::matrix(height, width);
    if !blocks.is_empty() && blocks.iter().all(Expr::is_zero) {
        return zero(shape);
    }
    Expr::raw(Op::Block(rows, cols), blocks, shape)
}

/// The sum of `body` over the bound index `i` from `lo` to `hi`; what does not depend on the index moves out.
pub fn sum_over(i: &Arc<str>, lo: Expr, hi: Expr, body: Expr) -> Expr {
    if body.is_zero() {
        return body;
    }
    if !body.mentions(i) {
        let count = add(vec![hi, number(1), super::neg(&lo)]);
        return mul(vec![count, body]);
    }
    if lo == hi {
        return super::replace(&body, &index(i), &lo);
    }
    if matches!(body.op(), Op::Mul) {
        let (c, rest) = coefficient(&body);
        let (scalars, chain) = super::split_scalars(&rest);
        let (moving, staying): (Vec<Expr>, Vec<Expr>) = scalars.into_iter().partition(|s| !s.mentions(i));
        // Matrices at either end that do not depend on the index move out as well.
        let links: Vec<Expr> = if matches!(chain.op(), Op::Mul) { chain.args().to_vec() } else { vec![chain] };
        let from = links.iter().position(|f| f.mentions(i)).unwrap_or(0);
        let to = links.iter().rposition(|f| f.mentions(i)).map_or(0, |p| p + 1);
        let inner_shape_kept = from < to;
        if !c.is_one() || !moving.is_empty() || (inner_shape_kept && (from > 0 || to < links.len())) {
            let (left, middle, right) = if inner_shape_kept {
                (&links[..from], &links[from..to], &links[to..])
            } else {
                (&links[..], &[][..], &[][..])
            };
            let inner = mul(staying.into_iter().chain(middle.iter().cloned()).collect());
            let mut factors = moving;
            factors.extend(left.iter().cloned());
            factors.push(sum_over(i, lo, hi, inner));
            factors.extend(right.iter().cloned());
            return scale(c, &mul(factors));
        }
    }
    if matches!(body.op(), Op::Add) {
        return add(body.args().iter().map(|t| sum_over(i, lo.clone(), hi.clone(), t.clone())).collect());
    }
    let shape = body.shape().clone();
    Expr::raw(Op::Sum(i.clone()), vec![lo, hi, body], shape)
}

/// The product of the scalar `body` over the bound index `i`.
pub fn prod_over(i: &Arc<str>, lo: Expr, hi: Expr, body: Expr) -> Expr {
    if !body.mentions(i) {
        let count = sub(&add(vec![hi, number(1)]), &lo);
        return super::power(body, count);
    }
    Expr::raw(Op::Prod(i.clone()), vec![lo, hi, body], Shape::scalar())
}

/// A function nobody defined, at its arguments. A function of numbers keeps the shape of its argument.
pub fn apply(f: &crate::expr::FnSymbol, reading: Reading, args: Vec<Expr>) -> Option<Expr> {
    let shape = match (&args[..], f.is_scalar_to_scalar()) {
        ([x], true) => x.shape().clone(),
        _ => reading.shape(f)?,
    };
    Some(Expr::raw(Op::Apply(f.clone(), reading), args, shape))
}
