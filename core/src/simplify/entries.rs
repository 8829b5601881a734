//! From entries to vectors and matrices: what an expression in one or two indices is when they run over their whole ranges.

use std::sync::Arc;

use crate::expr::build::{
    add, call, entry_power, hadamard, identity, index, mul, ones, split_scalars, table, transpose, unit,
};
use crate::expr::{Expr, Op, Reading};
use crate::functions::{DIAG, DIAGONAL};
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// The column of n entries whose entry i is the scalar `f`.
pub(super) fn entries_as_vector(f: &Expr, i: &Arc<str>, n: &Dim) -> Option<Expr> {
    if !f.mentions(i) {
        return Some(mul(vec![f.clone(), ones(Shape::vector(n.clone()))]));
    }
    let own = index(i);
    let each = || f.args().iter().map(|a| entries_as_vector(a, i, n)).collect::<Option<Vec<_>>>();
    match (f.op(), f.args()) {
        (Op::Entry, [x, a, b]) if !x.mentions(i) => match (*a == own, *b == own) {
            (true, true) if x.shape().is_square() && x.shape().rows == *n => call(DIAGONAL, vec![x.clone()]),
            (true, false) if !b.mentions(i) && x.shape().rows == *n => {
                if x.shape().is_vector() {
                    return Some(x.clone());
                }
                Some(mul(vec![x.clone(), unit(b.clone(), x.shape().cols.clone())]))
            }
            (false, true) if !a.mentions(i) && x.shape().cols == *n => {
                Some(mul(vec![transpose(x), unit(a.clone(), x.shape().rows.clone())]))
            }
            _ => None,
        },
        (Op::Delta, [a, b]) => {
            let other = if *a == own { b } else { a };
            ((*a == own || *b == own) && !other.mentions(i)).then(|| unit(other.clone(), n.clone()))
        }
        (Op::Add, _) => Some(add(each()?)),
        (Op::Mul, factors) if factors.iter().all(|s| s.shape().is_scalar()) => Some(hadamard(each()?)),
        (Op::Power, [base, k]) if !k.mentions(i) => Some(entry_power(entries_as_vector(base, i, n)?, k.clone())),
        (Op::Call(g), [x]) if g.is_entrywise() => call(*g, vec![entries_as_vector(x, i, n)?]),
        (Op::Apply(g, r @ (Reading::Value | Reading::Derivative(_))), [x]) if g.is_scalar_to_scalar() => {
            crate::expr::build::apply(g, *r, vec![entries_as_vector(x, i, n)?])
        }
        _ => None,
    }
}

/// The matrix of the given shape whose entry at row i and column j is the scalar `f`; an empty name runs over one place.
pub(super) fn entries_as_matrix(f: &Expr, i: &Arc<str>, j: &Arc<str>, shape: &Shape) -> Option<Expr> {
    let (over_i, over_j) = (!i.is_empty() && f.mentions(i), !j.is_empty() && f.mentions(j));
    if !over_i || !over_j {
        // A product with rows or columns of ones, or of one row or column alone.
        let column =
            if over_i { entries_as_vector(f, i, &shape.rows)? } else { ones(Shape::vector(shape.rows.clone())) };
        let row = match (over_j, over_i) {
            (true, _) => transpose(&entries_as_vector(f, j, &shape.cols)?),
            (false, true) => transpose(&ones(Shape::vector(shape.cols.clone()))),
            (false, false) => mul(vec![f.clone(), transpose(&ones(Shape::vector(shape.cols.clone())))]),
        };
        return Some(mul(vec![column, row]));
    }
    let again = |x: &Expr| entries_as_matrix(x, i, j, shape);
    match (f.op(), f.args()) {
        // Entry i of a column that depends on j.
        (Op::Entry, [x, a, _]) if x.shape().is_vector() && *a == index(i) && !x.mentions(i) => {
            columns_as_matrix(x, j, &shape.cols).filter(|whole| whole.shape() == shape)
        }
        (Op::Entry, [x, a, _]) if x.shape().is_vector() && *a == index(j) && !x.mentions(j) => {
            columns_as_matrix(x, i, &shape.rows).map(|c| transpose(&c)).filter(|whole| whole.shape() == shape)
        }
        (Op::Entry | Op::Delta, _) => {
            let whole = table(i, j, f.clone(), shape.clone());
            (!matches!(whole.op(), Op::Table(..))).then_some(whole)
        }
        (Op::Add, terms) => Some(add(terms.iter().map(again).collect::<Option<_>>()?)),
        (Op::Mul, factors) if factors.iter().all(|s| s.shape().is_scalar()) => product(factors, i, j, shape),
        (Op::Power, [base, k]) if !k.mentions(i) && !k.mentions(j) => Some(entry_power(again(base)?, k.clone())),
        (Op::Call(g), [x]) if g.is_entrywise() => call(*g, vec![again(x)?]),
        (Op::Apply(g, r @ (Reading::Value | Reading::Derivative(_))), [x]) if g.is_scalar_to_scalar() => {
            crate::expr::build::apply(g, *r, vec![again(x)?])
        }
        (Op::Sum(k), [lo, hi, body]) if k != i && k != j && lo.as_number() == Some(Rational::ONE) => {
            let n = range(hi)?;
            contracted(body, (i, &shape.rows), (k, &n), (j, &shape.cols))
        }
        _ => None,
    }
}

/// The matrix whose column j is the vector `v`, of n columns.
pub(super) fn columns_as_matrix(v: &Expr, j: &Arc<str>, n: &Dim) -> Option<Expr> {
    if !v.mentions(j) {
        return Some(mul(vec![v.clone(), transpose(&ones(Shape::vector(n.clone())))]));
    }
    let again = |x: &Expr| columns_as_matrix(x, j, n);
    match (v.op(), v.args()) {
        (Op::Unit, [k]) if *k == index(j) && v.shape().rows == *n => Some(identity(n)),
        (Op::Add, terms) => Some(add(terms.iter().map(again).collect::<Option<_>>()?)),
        (Op::Hadamard, factors) => {
            let (moving, fixed): (Vec<Expr>, Vec<Expr>) = factors.iter().cloned().partition(|f| f.mentions(j));
            let product = hadamard(moving.iter().map(again).collect::<Option<_>>()?);
            if fixed.is_empty() {
                return Some(product);
            }
            Some(mul(vec![call(DIAG, vec![hadamard(fixed)])?, product]))
        }
        (Op::Mul, _) => {
            let (scalars, chain) = split_scalars(v);
            let (moving, mut out): (Vec<Expr>, Vec<Expr>) = scalars.into_iter().partition(|s| s.mentions(j));
            let links = if matches!(chain.op(), Op::Mul) { chain.args() } else { std::slice::from_ref(&chain) };
            let (last, before) = links.split_last()?;
            if before.iter().any(|f| f.mentions(j)) {
                return None;
            }
            out.extend(before.iter().cloned());
            out.push(again(last)?);
            if let Some(w) = joined(moving, j, n)? {
                out.push(call(DIAG, vec![w])?);
            }
            Some(mul(out))
        }
        (Op::EntryPower, [base, k]) if !k.mentions(j) => Some(entry_power(again(base)?, k.clone())),
        (Op::Call(g), [x]) if g.is_entrywise() => call(*g, vec![again(x)?]),
        _ => None,
    }
}

/// The size that is a last value.
pub(crate) fn range(hi: &Expr) -> Option<Dim> {
    match hi.op() {
        Op::Size(d) => Some(d.clone()),
        Op::Number(r) => Some(Dim::constant(r.as_integer()?)),
        Op::Add | Op::Mul => {
            let mut parts = hi.args().iter().map(range).collect::<Option<Vec<_>>>()?.into_iter();
            let first = parts.next()?;
            Some(parts.fold(first, |a, b| if *hi.op() == Op::Add { a.add(&b) } else { a.mul(&b) }))
        }
        _ => None,
    }
}

/// `a_i b_j M_ij`: `a bᵀ` without M, else `Diag(a) M Diag(b)`.
fn product(factors: &[Expr], i: &Arc<str>, j: &Arc<str>, shape: &Shape) -> Option<Expr> {
    let (mut rows, mut cols, mut both, mut fixed) = (vec![], vec![], vec![], vec![]);
    for f in factors {
        match (f.mentions(i), f.mentions(j)) {
            (true, true) => both.push(entries_as_matrix(f, i, j, shape)?),
            (true, false) => rows.push(f.clone()),
            (false, true) => cols.push(f.clone()),
            (false, false) => fixed.push(f.clone()),
        }
    }
    let (rows, cols) = (joined(rows, i, &shape.rows)?, joined(cols, j, &shape.cols)?);
    let mut chain = fixed;
    if both.is_empty() {
        chain.push(rows.unwrap_or_else(|| ones(Shape::vector(shape.rows.clone()))));
        chain.push(transpose(&cols.unwrap_or_else(|| ones(Shape::vector(shape.cols.clone())))));
    } else {
        if let Some(a) = rows {
            chain.push(call(DIAG, vec![a])?);
        }
        chain.push(hadamard(both));
        if let Some(b) = cols {
            chain.push(call(DIAG, vec![b])?);
        }
    }
    Some(mul(chain))
}

/// The vector of a product of scalars; none for no factors.
fn joined(factors: Vec<Expr>, i: &Arc<str>, n: &Dim) -> Option<Option<Expr>> {
    if factors.is_empty() { Some(None) } else { entries_as_vector(&mul(factors), i, n).map(Some) }
}

/// `Σₖ A_ik w_k B_kj M_ij = (A Diag(w) B) ⊙ M`.
fn contracted(
    body: &Expr,
    (i, m): (&Arc<str>, &Dim),
    (k, n): (&Arc<str>, &Dim),
    (j, p): (&Arc<str>, &Dim),
) -> Option<Expr> {
    let factors: &[Expr] = if matches!(body.op(), Op::Mul) { body.args() } else { std::slice::from_ref(body) };
    let (mut left, mut middle, mut right, mut outside) = (vec![], vec![], vec![], vec![]);
    for f in factors {
        match (f.mentions(i), f.mentions(k), f.mentions(j)) {
            (_, false, _) => outside.push(f.clone()),
            (false, true, false) => middle.push(f.clone()),
            (true, true, false) => left.push(f.clone()),
            (false, true, true) => right.push(f.clone()),
            (true, true, true) => return None,
        }
    }
    if left.is_empty() || right.is_empty() {
        return None;
    }
    let a = entries_as_matrix(&mul(left), i, k, &Shape::matrix(m.clone(), n.clone()))?;
    let b = entries_as_matrix(&mul(right), k, j, &Shape::matrix(n.clone(), p.clone()))?;
    let mut chain = vec![a];
    if let Some(w) = joined(middle, k, n)? {
        chain.push(call(DIAG, vec![w])?);
    }
    chain.push(b);
    let product = mul(chain);
    if outside.is_empty() {
        return Some(product);
    }
    let shape = Shape::matrix(m.clone(), p.clone());
    Some(hadamard(vec![entries_as_matrix(&mul(outside), i, j, &shape)?, product]))
}
