//! The Jacobian: the matrix J with `vec dF = J vec dX` (Magnus & Neudecker, ch. 9), in Kronecker form.

use super::Refusal;
use super::differential::differential;
use super::gradient::selector;
use crate::expr::build::{
    add, block, call, commutation, hadamard, identity, index, kron, mul, number, ones, size, sum_over, transpose, unit,
    vec_of, zero,
};
use crate::expr::{DigestMap, Expr, Op, Symbol};
use crate::functions::DIAG;
use crate::shape::{Dim, Shape};

/// `d vec e / d (vec wrt)ᵀ`: as many rows as `e` has entries, as many columns as `wrt` has; unsimplified.
pub fn jacobian(e: &Expr, wrt: &Symbol) -> Result<Expr, Refusal> {
    matrix_of(&differential(e, wrt)?, wrt)
}

/// The matrix of `linear`, which is linear in the differential of `wrt`.
pub fn matrix_of(linear: &Expr, wrt: &Symbol) -> Result<Expr, Refusal> {
    let mut done: DigestMap<Option<Expr>> = DigestMap::default();
    let count = wrt.shape().count();
    for part in linear.subexpressions() {
        let leaf = matches!(part.op(), Op::Differential(s) if s.key() == wrt.key());
        let varies = leaf || part.args().iter().any(|a| matches!(done.get(&a.digest()), Some(Some(_))));
        let j = if varies { Some(one_level(&part, wrt, &done, &count)?) } else { None };
        done.insert(part.digest(), j);
    }
    let zero_shape = Shape::matrix(linear.shape().count(), count);
    Ok(done.remove(&linear.digest()).flatten().unwrap_or_else(|| zero(zero_shape)))
}

fn one_level(e: &Expr, wrt: &Symbol, done: &DigestMap<Option<Expr>>, count: &Dim) -> Result<Expr, Refusal> {
    let args = e.args();
    let refuse = || Refusal::new(e, "its matrix is not covered");
    let of = |a: &Expr| done.get(&a.digest()).cloned().flatten();
    let moving: Vec<usize> = (0..args.len()).filter(|&k| of(&args[k]).is_some()).collect();
    let single = || match moving.as_slice() {
        [k] => of(&args[*k]).map(|j| (*k, j)).ok_or_else(refuse),
        _ => Err(Refusal::new(e, "is not linear in the differential")),
    };
    match e.op() {
        Op::Differential(s) if s.key() == wrt.key() => Ok(identity(count)),
        Op::Add => Ok(add(moving.iter().filter_map(|&k| of(&args[k])).collect())),
        Op::Mul => {
            let (k, j) = single()?;
            Ok(product_matrix(args, k, j))
        }
        Op::Hadamard => {
            let (k, j) = single()?;
            let rest = hadamard(args.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, a)| a.clone()).collect());
            let diag = call(DIAG, vec![vec_of(&rest)]).ok_or_else(refuse)?;
            Ok(mul(vec![diag, j]))
        }
        Op::Kron => {
            let (k, j) = single()?;
            let (left, right) = (kron(args[..k].to_vec()), kron(args[k + 1..].to_vec()));
            Ok(kron_matrix(&left, &args[k], &right, j))
        }
        Op::Call(f) => {
            let terms: Option<Vec<Expr>> = moving.iter().map(|&k| f.matrix(args, k, &of(&args[k])?)).collect();
            Ok(add(terms.ok_or_else(refuse)?))
        }
        Op::Entry => {
            let (_, j) = single()?;
            let s = args[0].shape();
            let picks = kron(vec![unit(args[2].clone(), s.cols.clone()), unit(args[1].clone(), s.rows.clone())]);
            Ok(mul(vec![transpose(&picks), j]))
        }
        Op::Block(r, c) => Ok(block_matrix(*r, *c, args, &of, count)),
        Op::Sum(i) => {
            let j = of(&args[2]).ok_or_else(refuse)?;
            Ok(sum_over(i, args[0].clone(), args[1].clone(), j))
        }
        Op::Table(i, k) => {
            // vec [f_ik] = Σᵢ Σₖ (e_k ⊗ e_i) f_ik
            let (_, row) = single()?;
            let at = |k: &str, n: &Dim| {
                if k.is_empty() { ones(Shape::vector(n.clone())) } else { unit(index(k), n.clone()) }
            };
            let (rows, cols) = (&e.shape().rows, &e.shape().cols);
            let mut total = mul(vec![kron(vec![at(k, cols), at(i, rows)]), row]);
            for (k, n) in [(k, cols), (i, rows)] {
                if !k.is_empty() {
                    total = sum_over(k, number(1), size(n), total);
                }
            }
            Ok(total)
        }
        _ => Err(refuse()),
    }
}

/// `vec(c A Z B) = c (Bᵀ ⊗ A) vec Z`; a scalar Z times R is `vec(R) dZ`.
fn product_matrix(args: &[Expr], k: usize, j: Expr) -> Expr {
    let z = &args[k];
    if z.shape().is_scalar() {
        let rest = mul(args.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, a)| a.clone()).collect());
        return mul(vec![vec_of(&rest), j]);
    }
    let mut factors: Vec<Expr> = args.iter().filter(|a| a.shape().is_scalar()).cloned().collect();
    let chain = |range: &[Expr], n: &Dim| {
        let links: Vec<Expr> = range.iter().filter(|a| !a.shape().is_scalar()).cloned().collect();
        if links.is_empty() { identity(n) } else { mul(links) }
    };
    let a = chain(&args[..k], &z.shape().rows);
    let b = chain(&args[k + 1..], &z.shape().cols);
    factors.push(kron(vec![transpose(&b), a]));
    factors.push(j);
    mul(factors)
}

/// `vec(Z ⊗ B) = (I_n ⊗ K_{qm} ⊗ I_p)(I_{mn} ⊗ vec B) vec Z` for Z of m×n and B of p×q (Magnus & Neudecker, theorem 3.10).
fn kron_matrix(left: &Expr, z: &Expr, right: &Expr, j: Expr) -> Expr {
    let mut j = j;
    let mut inner = z.shape().clone();
    for (other, on_right) in [(right, true), (left, false)] {
        if other.shape().is_scalar() {
            j = mul(vec![other.clone(), j]);
            continue;
        }
        let (zs, bs) = (inner.clone(), other.shape());
        let (first, second) = if on_right { (&zs, bs) } else { (bs, &zs) };
        let shuffle = kron(vec![identity(&first.cols), commutation(&second.cols, &first.rows), identity(&second.rows)]);
        let spread = if on_right {
            kron(vec![identity(&zs.count()), vec_of(other)])
        } else {
            kron(vec![vec_of(other), identity(&zs.count())])
        };
        j = mul(vec![shuffle, spread, j]);
        inner = Shape::matrix(first.rows.mul(&second.rows), first.cols.mul(&second.cols));
    }
    j
}

fn block_matrix(r: usize, c: usize, args: &[Expr], of: &dyn Fn(&Expr) -> Option<Expr>, count: &Dim) -> Expr {
    let stacked = c == 1 && args.iter().all(|a| a.shape().is_vector());
    if stacked || r == 1 {
        let parts: Vec<Expr> = args
            .iter()
            .map(|a| of(a).unwrap_or_else(|| zero(Shape::matrix(a.shape().count(), count.clone()))))
            .collect();
        return block(parts.len(), 1, parts);
    }
    let heights: Vec<Dim> = (0..r).map(|i| args[i * c].shape().rows.clone()).collect();
    let widths: Vec<Dim> = args.iter().take(c).map(|a| a.shape().cols.clone()).collect();
    let terms = args.iter().enumerate().filter_map(|(k, a)| {
        let place = kron(vec![transpose(&selector(&widths, k % c)), transpose(&selector(&heights, k / c))]);
        Some(mul(vec![place, of(a)?]))
    });
    add(terms.collect())
}
