//! The matrix-shaped gradient: the adjoint of a linear map, applied to a cotangent.
//!
//! For scalar `f` with `df = tr(Gᵀ dX)` the gradient is G (first identification table, Magnus & Neudecker, ch. 9).

use std::sync::Arc;

use super::Refusal;
use super::differential::differential;
use crate::expr::build::{
    add, block, entry, fresh_index, hadamard, identity, index, kron, mul, number, size, split_scalars, substitute,
    sum_over, trace, transpose, unit, zero,
};
use crate::expr::{DigestMap, DigestSet, Expr, Op, Symbol};
use crate::functions::unvec;
use crate::shape::Dim;

/// The gradient of a scalar expression by `wrt`, shaped like `wrt`; unsimplified.
pub fn gradient(e: &Expr, wrt: &Symbol) -> Result<Expr, Refusal> {
    if !e.shape().is_scalar() {
        return Err(Refusal::new(e, format!("a gradient is that of a scalar, and this is {}", e.shape())));
    }
    adjoint(&differential(e, wrt)?, wrt, &number(1))
}

/// The adjoint of `linear` (linear in the differential of `wrt`) applied to `g`, which is shaped like `linear`.
pub fn adjoint(linear: &Expr, wrt: &Symbol, g: &Expr) -> Result<Expr, Refusal> {
    let mut cotangents: DigestMap<Vec<Expr>> = DigestMap::default();
    cotangents.insert(linear.digest(), vec![g.clone()]);
    let mut result = Vec::new();
    let parts = linear.subexpressions();
    let moving = moving_parts(&parts, wrt);
    for part in parts.into_iter().rev() {
        let Some(mut gs) = cotangents.remove(&part.digest()) else { continue };
        // Terms are met last to first; the author's order is kept.
        gs.reverse();
        let g = add(gs);
        if matches!(part.op(), Op::Differential(s) if s.key() == wrt.key()) {
            result.push(g);
            continue;
        }
        if g.is_zero() || !moving.contains(&part.digest()) {
            continue;
        }
        for (arg, cotangent) in pull_back(&part, wrt, &moving, &g)? {
            cotangents.entry(arg.digest()).or_default().push(cotangent);
        }
    }
    let shape = wrt.shape().clone();
    result.reverse();
    Ok(if result.is_empty() { zero(shape) } else { add(result) })
}

/// The parts, given arguments first, that contain the differential of `wrt`.
fn moving_parts(parts: &[Expr], wrt: &Symbol) -> DigestSet {
    let mut moving = DigestSet::default();
    for part in parts {
        let leaf = matches!(part.op(), Op::Differential(s) if s.key() == wrt.key());
        if leaf || part.args().iter().any(|a| moving.contains(&a.digest())) {
            moving.insert(part.digest());
        }
    }
    moving
}

/// The cotangents of the arguments of `e` that move.
fn pull_back(e: &Expr, wrt: &Symbol, moves: &DigestSet, g: &Expr) -> Result<Vec<(Expr, Expr)>, Refusal> {
    let args = e.args();
    let moving: Vec<usize> = (0..args.len()).filter(|&k| moves.contains(&args[k].digest())).collect();
    let only =
        |k: usize| (moving.len() == 1).then_some(k).ok_or_else(|| Refusal::new(e, "is not linear in the differential"));
    let refuse = || Refusal::new(e, "its adjoint is not covered");
    match e.op() {
        Op::Add => Ok(moving.into_iter().map(|k| (args[k].clone(), g.clone())).collect()),
        Op::Mul => {
            let k = only(*moving.first().ok_or_else(refuse)?)?;
            Ok(vec![(args[k].clone(), product_cotangent(args, k, g))])
        }
        Op::Hadamard => {
            let k = only(*moving.first().ok_or_else(refuse)?)?;
            let mut factors: Vec<Expr> =
                args.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, a)| a.clone()).collect();
            factors.push(g.clone());
            Ok(vec![(args[k].clone(), hadamard(factors))])
        }
        Op::Kron => {
            let k = only(*moving.first().ok_or_else(refuse)?)?;
            let (left, right) = (kron(args[..k].to_vec()), kron(args[k + 1..].to_vec()));
            Ok(vec![(args[k].clone(), kron_cotangent(&left, &args[k], &right, g).ok_or_else(refuse)?)])
        }
        Op::Call(f) => {
            moving.into_iter().map(|k| Ok((args[k].clone(), f.adjoint(args, k, g).ok_or_else(refuse)?))).collect()
        }
        Op::Entry => {
            let shape = args[0].shape();
            let (ei, ej) = (unit(args[1].clone(), shape.rows.clone()), unit(args[2].clone(), shape.cols.clone()));
            Ok(vec![(args[0].clone(), mul(vec![g.clone(), ei, transpose(&ej)]))])
        }
        Op::Block(r, c) => {
            let heights: Vec<Dim> = (0..*r).map(|i| args[i * c].shape().rows.clone()).collect();
            let widths: Vec<Dim> = args.iter().take(*c).map(|a| a.shape().cols.clone()).collect();
            Ok(moving
                .into_iter()
                .map(|k| {
                    (
                        args[k].clone(),
                        mul(vec![selector(&heights, k / c), g.clone(), transpose(&selector(&widths, k % c))]),
                    )
                })
                .collect())
        }
        Op::Sum(i) => {
            // Everything under the sum moves with its index, so the body's adjoint is taken for itself and summed.
            let (i, body) = apart(i, &args[2], g);
            let inner = adjoint(&body, wrt, g)?;
            let total = sum_over(&i, args[0].clone(), args[1].clone(), inner);
            Ok(vec![(crate::expr::build::differential(wrt), total)])
        }
        Op::Table(i, j) => {
            // ⟨G, [f_ij]⟩ = Σᵢ Σⱼ G_ij f_ij
            let (i, body) = apart(i, &args[0], g);
            let (j, body) = apart(j, &body, g);
            let place = |k: &str| if k.is_empty() { number(1) } else { index(k) };
            let mut total = adjoint(&body, wrt, &entry(g.clone(), place(&i), place(&j)))?;
            for (k, n) in [(&j, &e.shape().cols), (&i, &e.shape().rows)] {
                total = sum_over(k, number(1), size(n), total);
            }
            Ok(vec![(crate::expr::build::differential(wrt), total)])
        }
        _ => Err(refuse()),
    }
}

/// A bound index and what it is bound in, under a name that `g` does not mention.
fn apart(i: &Arc<str>, body: &Expr, g: &Expr) -> (Arc<str>, Expr) {
    if !g.mentions(i) {
        return (i.clone(), body.clone());
    }
    let new = fresh_index(&[body, g]);
    let body = substitute(body, &[(i, index(&new))]);
    (new, body)
}

/// `[0 I 0]`, which picks block `k` of a stack of blocks so high.
pub(super) fn selector(sizes: &[Dim], k: usize) -> Expr {
    let own = &sizes[k];
    let blocks = sizes
        .iter()
        .enumerate()
        .map(|(j, d)| if j == k { identity(own) } else { zero(crate::shape::Shape::matrix(own.clone(), d.clone())) });
    block(1, sizes.len(), blocks.collect())
}

/// For `c A Z B` the cotangent of Z is `c Aᵀ G Bᵀ`; for a scalar factor it is the inner product of G with the rest.
fn product_cotangent(args: &[Expr], k: usize, g: &Expr) -> Expr {
    let z = &args[k];
    if z.shape().is_scalar() {
        let rest = mul(args.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, a)| a.clone()).collect());
        return if rest.shape().is_scalar() {
            mul(vec![g.clone(), rest])
        } else {
            trace(&mul(vec![transpose(g), rest]))
        };
    }
    let mut factors: Vec<Expr> = args.iter().filter(|a| a.shape().is_scalar()).cloned().collect();
    let chain =
        |range: &[Expr]| range.iter().filter(|a| !a.shape().is_scalar()).rev().map(transpose).collect::<Vec<_>>();
    factors.extend(chain(&args[..k]));
    factors.push(g.clone());
    factors.extend(chain(&args[k + 1..]));
    mul(factors)
}

/// The cotangent of Z in `L ⊗ Z ⊗ R`.
fn kron_cotangent(left: &Expr, z: &Expr, right: &Expr, g: &Expr) -> Option<Expr> {
    if g.is_zero() {
        return Some(zero(z.shape().clone()));
    }
    if !left.shape().is_scalar() && !right.shape().is_scalar() {
        // L ⊗ (Z ⊗ R): first the inner product as a whole, then its left factor.
        let inner = Expr::raw(
            Op::Kron,
            vec![z.clone(), right.clone()],
            crate::shape::Shape::matrix(
                z.shape().rows.mul(&right.shape().rows),
                z.shape().cols.mul(&right.shape().cols),
            ),
        );
        let gi = kron_cotangent(left, &inner, &number(1), g)?;
        return kron_cotangent(&number(1), z, right, &gi);
    }
    let on_left = left.shape().is_scalar();
    let b = if on_left { right } else { left };
    if b.shape().is_scalar() {
        return Some(mul(vec![b.clone(), g.clone()]));
    }
    let (zs, bs) = (z.shape().clone(), b.shape().clone());
    if let Op::Add = g.op() {
        return Some(add(g.args().iter().map(|t| kron_cotangent(left, z, right, t)).collect::<Option<_>>()?));
    }
    let (scalars, core) = split_scalars(g);
    if !scalars.is_empty() {
        let mut factors = scalars;
        factors.push(kron_cotangent(left, z, right, &core)?);
        return Some(mul(factors));
    }
    // ⟨C ⊗ D, Z ⊗ B⟩ = ⟨C, Z⟩⟨D, B⟩
    if let (Op::Kron, [c, d]) = (core.op(), core.args()) {
        let (for_z, for_b) = if on_left { (c, d) } else { (d, c) };
        if *for_z.shape() == zs && *for_b.shape() == bs {
            return Some(mul(vec![trace(&mul(vec![transpose(for_b), b.clone()])), for_z.clone()]));
        }
    }
    if core.is_identity() && zs.is_square() && bs.is_square() {
        return Some(mul(vec![trace(b), identity(&zs.rows)]));
    }
    if zs.is_vector() && bs.is_vector() {
        let m = if on_left {
            kron(vec![identity(&zs.rows), transpose(b)])
        } else {
            kron(vec![transpose(b), identity(&zs.rows)])
        };
        return Some(mul(vec![m, g.clone()]));
    }
    // uᵀ (Z ⊗ B) v = tr(Uᵀ B V Zᵀ) with u = vec U, v = vec V.
    if let Some((u, v)) = outer(&core) {
        let (ur, uc, vr, vc) =
            if on_left { (&bs.rows, &zs.rows, &bs.cols, &zs.cols) } else { (&zs.rows, &bs.rows, &zs.cols, &bs.cols) };
        let (u, v) = (unvec(&u, ur, uc)?, unvec(&v, vr, vc)?);
        return Some(if on_left {
            mul(vec![transpose(&u), b.clone(), v])
        } else {
            mul(vec![u, b.clone(), transpose(&v)])
        });
    }
    // Σₖ (I ⊗ eₖᵀ) G (I ⊗ Bᵀ eₖ)
    let k = fresh_index(&[g, b, z]);
    let e = unit(index(&k), bs.rows.clone());
    let (iz_rows, iz_cols) = (identity(&zs.rows), identity(&zs.cols));
    let bt_e = mul(vec![transpose(b), e.clone()]);
    let side = |i: Expr, w: Expr| if on_left { kron(vec![i, w]) } else { kron(vec![w, i]) };
    let body = mul(vec![side(iz_rows, transpose(&e)), g.clone(), side(iz_cols, bt_e)]);
    Some(sum_over(&k, number(1), size(&bs.rows), body))
}

/// A chain that is a column times a row.
fn outer(e: &Expr) -> Option<(Expr, Expr)> {
    if !matches!(e.op(), Op::Mul) {
        return None;
    }
    let cut = e.args().iter().position(|f| f.shape().rows.is_one())?;
    Some((mul(e.args()[..cut].to_vec()), transpose(&mul(e.args()[cut..].to_vec()))))
}
