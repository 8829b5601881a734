//! Generated functions as people read them.

use insta::assert_snapshot;

use super::code;
use crate::expr::build::*;
use crate::expr::{Expr, FnSymbol, Reading, Symbol};
use crate::functions::{Language, PI, TANH};
use crate::shape::{Dim, Shape};

fn matrix(name: &str, rows: &str, cols: &str) -> Expr {
    symbol(&Symbol::new(name, name, Shape::matrix(Dim::named(rows), Dim::named(cols))))
}

fn vector(name: &str, size: &str) -> Expr {
    symbol(&Symbol::new(name, &format!("\\mathbf {name}"), Shape::vector(Dim::named(size))))
}

/// `2 Xᵀ(X w − y) + λ w`.
fn ridge() -> Expr {
    let (x, w, y) = (matrix("X", "N", "n"), vector("w", "n"), vector("y", "N"));
    let lam = symbol(&Symbol::new("lam", "\\lambda", Shape::scalar()));
    let residual = sub(&mul2(&x, &w), &y);
    add2(&mul(vec![number(2), transpose(&x), residual]), &mul2(&lam, &w))
}

fn source(e: &Expr, language: Language) -> String {
    code(e, &["lam", "w", "y", "X"], language).expect("code in every language").source
}

#[test]
fn arguments_come_in_the_order_of_declaration() {
    assert_snapshot!(source(&ridge(), Language::Numpy), @r#"
    import numpy as np


    def derivative(lam, w, y, X):
        return 2 * (X.T @ (X @ w - y)) + lam * w
    "#);
}

#[test]
fn every_language_has_the_same_function() {
    assert_snapshot!(source(&ridge(), Language::Jax), @r#"
    import jax.numpy as jnp


    def derivative(lam, w, y, X):
        return 2 * (X.T @ (X @ w - y)) + lam * w
    "#);
    assert_snapshot!(source(&ridge(), Language::Pytorch), @r#"
    import torch


    def derivative(lam, w, y, X):
        return 2 * (X.T @ (X @ w - y)) + lam * w
    "#);
    assert_snapshot!(source(&ridge(), Language::Julia), @r#"
    using LinearAlgebra

    function derivative(lam, w, y, X)
        return 2 * (X' * (X * w - y)) + lam * w
    end
    "#);
    assert_snapshot!(source(&ridge(), Language::Matlab), @r#"
    function result = derivative(lam, w, y, X)
        result = 2 * (X.' * (X * w - y)) + lam * w;
    end
    "#);
}

#[test]
fn what_is_used_twice_is_computed_once() {
    let (a, x) = (matrix("A", "n", "n"), vector("x", "n"));
    let t = call(TANH, vec![mul2(&a, &x)]).expect("shape");
    let e = hadamard(vec![t.clone(), sub(&ones(t.shape().clone()), &entry_power(t, number(2)))]);
    assert_snapshot!(source(&e, Language::Numpy), @r#"
    import numpy as np


    def derivative(x, A):
        t = np.tanh(A @ x)
        return t * (1 - t**2)
    "#);
}

#[test]
fn functions_nobody_defined_are_arguments() {
    let (w, x) = (matrix("W", "m", "n"), vector("x", "n"));
    let loss = FnSymbol::new("L", "\\mathcal{L}", vec![Shape::vector(Dim::named("m"))], Shape::scalar());
    let phi = FnSymbol::new("phi", "\\phi", vec![Shape::scalar()], Shape::scalar());
    let z = mul2(&w, &x);
    let slope = apply(&phi, Reading::Derivative(1), vec![z.clone()]).expect("shape");
    let inner = apply(&phi, Reading::Value, vec![z]).expect("shape");
    let gradient = apply(&loss, Reading::Gradient(0), vec![inner]).expect("shape");
    let e = mul2(&hadamard(vec![slope, gradient]), &transpose(&x));
    assert_snapshot!(source(&e, Language::Numpy), @r#"
    import numpy as np


    def derivative(dphi, x, W, grad_L, phi):
        t = W @ x
        return np.outer(dphi(t) * grad_L(phi(t)), x)
    "#);
    assert_snapshot!(source(&e, Language::Julia), @r#"
    using LinearAlgebra

    function derivative(dphi, x, W, grad_L, phi)
        t = W * x
        return (dphi.(t) .* grad_L(phi.(t))) * x'
    end
    "#);
}

#[test]
fn a_size_that_no_argument_shows_is_an_argument() {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    assert_snapshot!(source(&commutation(&m, &n), Language::Numpy), @r#"
    import numpy as np


    def derivative(m, n):
        return np.eye(m * n)[np.arange(m * n).reshape(n, m).T.reshape(-1)]
    "#);
}

#[test]
fn a_size_inside_a_product_is_solved_for() {
    let q = symbol(&Symbol::new("q", "q", Shape::vector(Dim::named("m").mul(&Dim::named("n")))));
    let e = mul(vec![size(&Dim::named("n")), kron(vec![identity(&Dim::named("n")), matrix("A", "m", "m")]), q]);
    assert_snapshot!(source(&e, Language::Numpy), @r#"
    import numpy as np


    def derivative(q, A):
        n = q.shape[0] // A.shape[0]
        m = A.shape[0]
        return n * (A @ q.reshape(-1, m).T).T.reshape(-1)
    "#);
}

#[test]
fn a_constant_needs_no_argument() {
    let pi = call(PI, vec![]).expect("a number");
    assert_snapshot!(source(&mul2(&pi, &vector("x", "n")), Language::Numpy), @r#"
    import numpy as np


    def derivative(x):
        return np.pi * x
    "#);
}
