//! Leaves, entries, unit vectors and blocks.

use super::{add, mul};
use crate::expr::{Constant, Expr, Op, Reading, Symbol};
use crate::functions;
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// A number.
pub fn number(r: impl Into<Rational>) -> Expr {
    thread_local!(static ONE: Expr = Expr::raw(Op::Number(Rational::ONE), vec![], Shape::scalar()));
    let r = r.into();
    if r.is_one() { ONE.with(Expr::clone) } else { Expr::raw(Op::Number(r), vec![], Shape::scalar()) }
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

/// The skew duplication matrix `D̃_n`, n²×n(n−1)/2.
pub fn skew_duplication(n: &Dim) -> Expr {
    constant(Constant::SkewDuplication(n.clone()), Shape::matrix(n.mul(n), triangle(&n.sub(&Dim::one()))))
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
        Op::Table(a, b) => return super::substitute(&x.args()[0], &[(a, i), (b, j)]),
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
        // (A e_k)_i = A_ik, (e_kᵀ A)_j = A_kj
        let picked = |f: &Expr| matches!(f.op(), Op::Unit).then(|| f.args().first().cloned()).flatten();
        if let [first, middle @ .., last] = x.args() {
            // (x yᵀ)_ij = x_i y_j
            if first.shape().cols.is_one() {
                let rest = mul([middle, std::slice::from_ref(last)].concat());
                return mul(vec![entry(first.clone(), i, number(1)), entry(rest, number(1), j)]);
            }
            if let Some(k) = picked(last) {
                return entry(mul([std::slice::from_ref(first), middle].concat()), i, k);
            }
            if let Some(k) = first.call_of(functions::TRANSPOSE.name()).and_then(picked) {
                return entry(mul([middle, std::slice::from_ref(last)].concat()), k, j);
            }
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

/// A function nobody defined, at its arguments. A function of numbers keeps the shape of its argument.
pub fn apply(f: &crate::expr::FnSymbol, reading: Reading, args: Vec<Expr>) -> Option<Expr> {
    let shape = match (&args[..], f.is_scalar_to_scalar()) {
        ([x], true) => x.shape().clone(),
        _ => reading.shape(f)?,
    };
    Some(Expr::raw(Op::Apply(f.clone(), reading), args, shape))
}
