//! Derivatives by the independent entries of a structured variable, from the derivative by all entries.
//!
//! A linear structure is a matrix B with `vec dX = B dv`, v the independent entries: the duplication matrix for a symmetric X
//! (Magnus & Neudecker, ch. 3.8), its like for skew ones, the transposed elimination matrix for triangular ones (Magnus, Linear
//! Structures, 1988). A Jacobian J becomes J B and a Hessian H becomes Bᵀ H B; a gradient keeps the shape of X (Petersen & Pedersen,
//! The Matrix Cookbook, section 2.8). An orthogonal Q moves along `dQ = Q Ω` with Ω skew (Edelman, Arias & Smith 1998).

use super::Refusal;
use super::derive::{Form, Layout, Request};
use crate::expr::build::{
    self, add, add2, call, commutation, duplication, elimination, hadamard, identity, kron, mul, neg, number, recip,
    skew_duplication, split_scalars, sub, symbol, transpose, zero,
};
use crate::expr::{Constant, Expr, Op, Properties, Symbol};
use crate::functions::{DIAG, DIAGONAL, TRIL, TRIU, diagonal_selector, unvec};
use crate::simplify::simplify;
use crate::verify::sample::Structure;

/// The structure of a variable whose entries are not independent; `Free` for anything but a square matrix.
pub fn structure(wrt: &Symbol) -> Structure {
    let s = wrt.shape();
    if s.is_square() && !s.is_scalar() { Structure::of(wrt.properties()) } else { Structure::Free }
}

/// The independent entries in words; `None` where all are.
pub fn independent(wrt: &Symbol) -> Option<&'static str> {
    Some(match structure(wrt) {
        Structure::Free => return None,
        Structure::Symmetric | Structure::Lower => "vech X: the entries on and below the diagonal",
        Structure::Upper => "vech Xᵀ: the entries on and above the diagonal",
        Structure::Skew => "the entries below the diagonal",
        Structure::Diagonal => "the entries on the diagonal",
        Structure::Orthogonal => "the entries of Ω below the diagonal, where dX = XΩ",
    })
}

/// B with `vec dX = B dv`, v the independent entries; `None` where all are.
fn basis(wrt: &Symbol) -> Option<Expr> {
    let n = &wrt.shape().rows;
    Some(match structure(wrt) {
        Structure::Free => return None,
        Structure::Symmetric => duplication(n),
        Structure::Skew => skew_duplication(n),
        Structure::Diagonal => diagonal_selector(n),
        Structure::Lower => transpose(&elimination(n)),
        Structure::Upper => mul(vec![commutation(n, n), transpose(&elimination(n))]),
        Structure::Orthogonal => mul(vec![kron(vec![identity(n), symbol(wrt)]), skew_duplication(n)]),
    })
}

/// The derivative that `request` asks for by the independent entries of `wrt`, from that by all entries; simplified.
pub fn restrict(request: &Request, wrt: &Symbol, all: &Expr) -> Result<Expr, Refusal> {
    let Some(basis) = basis(wrt) else { return Ok(all.clone()) };
    let found = match (request.form(), request.layout) {
        (Form::Differential | Form::SecondDifferential, _) => return Ok(along(all, wrt, request.order)),
        (Form::Gradient, Layout::Numerator) => transpose(&project(&transpose(all), wrt)),
        (Form::Gradient, _) => project(all, wrt),
        (Form::Jacobian, layout) if structure(wrt) == Structure::Diagonal && request.expr.shape().is_scalar() => {
            let row = if layout == Layout::Denominator { transpose(all) } else { all.clone() };
            let n = &wrt.shape().rows;
            let g = unvec(&transpose(&row), n, n).and_then(|g| call(DIAGONAL, vec![g]));
            let Some(g) = g else { return Ok(mul(vec![row, basis])) };
            if layout == Layout::Denominator { g } else { transpose(&g) }
        }
        (Form::Jacobian, Layout::Denominator) => mul(vec![transpose(&basis), all.clone()]),
        (Form::Jacobian, _) => mul(vec![all.clone(), basis]),
        (Form::Hessian, _) if structure(wrt) == Structure::Orthogonal => {
            let at = symbol(wrt);
            return Err(Refusal::new(
                &at,
                "is orthogonal, and second derivatives along the orthogonal matrices depend on how these curve: no matrix of \
                 second derivatives by entries says it; ask for the gradient",
            ));
        }
        (Form::Hessian, _) if structure(wrt) == Structure::Diagonal && request.expr.shape().is_scalar() => {
            diagonal_block(all, wrt).unwrap_or_else(|| mul(vec![transpose(&basis), all.clone(), basis]))
        }
        (Form::Hessian, _) if !request.expr.shape().is_scalar() => {
            let why = format!(
                "is {}, and second derivatives by independent entries are those of a scalar",
                request.expr.shape()
            );
            return Err(Refusal::new(&request.expr, why));
        }
        (Form::Hessian, _) => mul(vec![transpose(&basis), all.clone(), basis]),
    };
    Ok(simplify(&found))
}

/// The n×n matrix `Sᵀ H S` of the second derivatives by the diagonal entries: `Sᵀ (A ⊗ B) S = A ⊙ B` and `Sᵀ K S = Sᵀ S`.
fn diagonal_block(h: &Expr, wrt: &Symbol) -> Option<Expr> {
    let n = &wrt.shape().rows;
    let small = |e: &Expr| e.shape().rows == *n && e.shape().cols == *n;
    match (h.op(), h.args()) {
        (Op::Constant(Constant::Zero), _) => Some(zero(wrt.shape().clone())),
        (Op::Constant(Constant::Identity | Constant::Commutation(..)), _) => Some(identity(n)),
        (Op::Add, terms) => Some(add(terms.iter().map(|t| diagonal_block(t, wrt)).collect::<Option<_>>()?)),
        (Op::Kron, parts) => (1..parts.len()).find_map(|cut| {
            let (a, b) = (kron(parts[..cut].to_vec()), kron(parts[cut..].to_vec()));
            (small(&a) && small(&b)).then(|| on_diagonal(&a, &b))
        }),
        (Op::Mul, _) => {
            let (mut scalars, chain) = split_scalars(h);
            if scalars.is_empty() {
                let [first, rest @ ..] = chain.args() else { return None };
                let swaps = matches!(first.op(), Op::Constant(Constant::Commutation(..)));
                return if swaps { diagonal_block(&mul(rest.to_vec()), wrt) } else { None };
            }
            scalars.push(diagonal_block(&chain, wrt)?);
            Some(mul(scalars))
        }
        _ => None,
    }
}

/// `A ⊙ B`, where `I ⊙ A` is the diagonal part of A.
fn on_diagonal(a: &Expr, b: &Expr) -> Expr {
    let part = |x: &Expr| call(DIAG, vec![call(DIAGONAL, vec![x.clone()])?]);
    let of_one = if a.is_identity() {
        part(b)
    } else if b.is_identity() {
        part(a)
    } else {
        None
    };
    of_one.unwrap_or_else(|| hadamard(vec![a.clone(), b.clone()]))
}

/// The gradient by the independent entries, in the shape of the variable: `G + Gᵀ − diag G`, `G − Gᵀ`, `diag G`, `tril G`, `triu G`;
/// for an orthogonal Q the tangent `½ (G − Q Gᵀ Q)`.
fn project(g: &Expr, wrt: &Symbol) -> Expr {
    let of = |f, e: &Expr| call(f, vec![e.clone()]).unwrap_or_else(|| e.clone());
    let diagonal = || of(DIAG, &of(DIAGONAL, g));
    match structure(wrt) {
        Structure::Free => g.clone(),
        Structure::Symmetric => sub(&add2(g, &transpose(g)), &diagonal()),
        Structure::Skew => sub(g, &transpose(g)),
        Structure::Diagonal => diagonal(),
        Structure::Lower => of(TRIL, g),
        Structure::Upper => of(TRIU, g),
        Structure::Orthogonal => {
            let q = symbol(wrt);
            let turned = mul(vec![q.clone(), transpose(g), q]);
            mul(vec![recip(&number(2)), add2(g, &neg(&turned))])
        }
    }
}

/// A differential by an orthogonal Q with `dQ = Q Ω`. The second differential keeps dQ: along a curve on the orthogonal matrices
/// d²Q is not zero.
fn along(linear: &Expr, wrt: &Symbol, order: u8) -> Expr {
    if structure(wrt) != Structure::Orthogonal || order == 2 {
        return linear.clone();
    }
    let moved = mul(vec![symbol(wrt), symbol(&omega(wrt))]);
    build::map(linear, &mut |part| match part.op() {
        Op::Differential(s) if s.key() == wrt.key() => moved.clone(),
        _ => part,
    })
}

/// Ω, skew: with `dQ = Q Ω` an orthogonal matrix stays orthogonal.
fn omega(wrt: &Symbol) -> Symbol {
    let skew = Properties { skew: true, ..Properties::default() };
    Symbol::new("d\\Omega", "\\Omega", wrt.shape().clone()).with_properties(skew)
}

/// `e` with Ω written out again as `Qᵀ dQ`, which is what its values are.
pub fn without_omega(e: &Expr, wrt: &Symbol) -> Expr {
    let own = mul(vec![transpose(&symbol(wrt)), build::differential(wrt)]);
    let omega = omega(wrt);
    build::map(e, &mut |part| match part.op() {
        Op::Symbol(s) if s.key() == omega.key() => own.clone(),
        _ => part,
    })
}
