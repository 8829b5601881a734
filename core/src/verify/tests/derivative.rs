//! Claimed derivatives, true and false, in every form.

use std::sync::Arc;

use crate::expr::build::*;
use crate::expr::{Expr, FnSymbol, Properties, Reading, Symbol};
use crate::functions::{DET, DIAG, DIAGONAL, EXP, LOG, LOGDET, TANH};
use crate::shape::{Dim, Shape};
use crate::verify::derivative::{Form, Variable, Verdict, verify_derivative};

fn matrix(key: &str, rows: &str, cols: &str) -> Symbol {
    Symbol::new(key, key, Shape::matrix(Dim::named(rows), Dim::named(cols)))
}

fn vector(key: &str, n: &str) -> Symbol {
    Symbol::new(key, key, Shape::vector(Dim::named(n)))
}

fn f(function: crate::functions::Func, e: &Expr) -> Expr {
    call(function, vec![e.clone()]).expect("a fitting argument")
}

fn judge(f: &Expr, wrt: &Symbol, claimed: &Expr, form: Form, structured: bool) -> &'static str {
    match verify_derivative(f, &Variable::from(wrt), claimed, &form, structured) {
        Verdict::Verified(e) => {
            assert!(e.sizes.len() >= 3 && e.max_relative_error < 1e-8, "{e:?}");
            "yes"
        }
        Verdict::Failed(_) => "no",
        Verdict::Unknown(why) => {
            println!("{f:?}: {why}");
            "unknown"
        }
    }
}

#[test]
fn gradients_are_told_from_their_near_misses() {
    let (xm, xv) = (matrix("X", "n", "n"), vector("x", "n"));
    let (x, v) = (symbol(&xm), symbol(&xv));
    let a = symbol(&matrix("A", "n", "n"));
    let b = symbol(&vector("b", "n"));
    let r = symbol(&matrix("R", "m", "n"));
    let xt = transpose(&v);
    let quadratic = mul(vec![xt.clone(), a.clone(), v.clone()]);
    let residual = sub(&mul2(&r, &v), &symbol(&vector("c", "m")));
    let squares = mul2(&transpose(&residual), &residual);
    let twice = |e: Expr| scale(2.into(), &e);
    let cases = [
        (&quadratic, &xv, mul2(&add2(&a, &transpose(&a)), &v), "yes"),
        (&quadratic, &xv, twice(mul2(&a, &v)), "no"),
        (&squares, &xv, twice(mul2(&transpose(&r), &residual)), "yes"),
        (&squares, &xv, mul2(&transpose(&r), &residual), "no"),
        (&f(LOGDET, &x), &xm, transpose(&inverse(&x)), "yes"),
        (&f(LOGDET, &x), &xm, inverse(&x), "no"),
        (&f(DET, &x), &xm, mul2(&f(DET, &x), &transpose(&inverse(&x))), "yes"),
        (&f(DET, &x), &xm, mul2(&f(DET, &x), &inverse(&x)), "no"),
        (&trace(&mul2(&a, &inverse(&x))), &xm, neg(&transpose(&mul(vec![inverse(&x), a.clone(), inverse(&x)]))), "yes"),
        (&trace(&mul2(&a, &inverse(&x))), &xm, neg(&mul(vec![inverse(&x), a.clone(), inverse(&x)])), "no"),
        (&trace(&power(x.clone(), number(3))), &xm, scale(3.into(), &transpose(&power(x.clone(), number(2)))), "yes"),
        (
            &mul2(&transpose(&b), &f(TANH, &v)),
            &xv,
            sub(&b, &hadamard(vec![b.clone(), entry_power(f(TANH, &v), number(2))])),
            "yes",
        ),
        (&f(LOG, &mul2(&xt, &v)), &xv, div(&twice(v.clone()), &mul2(&xt, &v)), "yes"),
        (&sqrt(&mul2(&xt, &v)), &xv, div(&v, &sqrt(&mul2(&xt, &v))), "yes"),
        (&sqrt(&mul2(&xt, &v)), &xv, div(&twice(v.clone()), &sqrt(&mul2(&xt, &v))), "no"),
        (&mul2(&transpose(&b), &f(LOG, &v)), &xv, hadamard(vec![b.clone(), entry_power(v.clone(), number(-1))]), "yes"),
        (&trace(&a), &xv, number(0), "yes"),
        (&quadratic, &xv, transpose(&v), "no"),
        (&v, &xv, v.clone(), "unknown"),
    ];
    for (function, wrt, claimed, expected) in cases {
        assert_eq!(judge(function, wrt, &claimed, Form::Gradient, false), expected, "{function:?} {claimed:?}");
    }
}

#[test]
fn jacobians_know_their_layout() {
    let (m, n, p, q) = (Dim::named("m"), Dim::named("n"), Dim::named("p"), Dim::named("q"));
    let (xm, sq, xv) = (matrix("X", "m", "n"), matrix("S", "n", "n"), vector("x", "n"));
    let (x, s, v) = (symbol(&xm), symbol(&sq), symbol(&xv));
    let a = symbol(&Symbol::new("A", "A", Shape::matrix(p, m.clone())));
    let b = symbol(&Symbol::new("B", "B", Shape::matrix(n.clone(), q)));
    let softmax = div(&f(EXP, &v), &mul2(&transpose(&ones(Shape::vector(n.clone()))), &f(EXP, &v)));
    let gram = mul2(&transpose(&x), &x);
    let i = identity(&n);
    let cases = [
        (mul(vec![a.clone(), x.clone(), b.clone()]), &xm, kron(vec![transpose(&b), a.clone()]), "yes"),
        (mul(vec![a.clone(), x.clone(), b.clone()]), &xm, kron(vec![a.clone(), transpose(&b)]), "no"),
        (transpose(&x), &xm, commutation(&m, &n), "yes"),
        (transpose(&x), &xm, commutation(&n, &m), "no"),
        (inverse(&s), &sq, neg(&kron(vec![transpose(&inverse(&s)), inverse(&s)])), "yes"),
        (inverse(&s), &sq, neg(&kron(vec![inverse(&s), inverse(&s)])), "no"),
        (
            gram.clone(),
            &xm,
            add2(
                &mul2(&commutation(&n, &n), &kron(vec![i.clone(), transpose(&x)])),
                &kron(vec![i.clone(), transpose(&x)]),
            ),
            "yes",
        ),
        (gram, &xm, scale(2.into(), &kron(vec![i, transpose(&x)])), "no"),
        (softmax.clone(), &xv, sub(&f(DIAG, &softmax), &mul2(&softmax, &transpose(&softmax))), "yes"),
        (softmax.clone(), &xv, f(DIAG, &softmax), "no"),
        (mul2(&x, &v), &xv, x.clone(), "yes"),
        (mul2(&x, &v), &xv, transpose(&x), "no"),
    ];
    for (function, wrt, claimed, expected) in cases {
        assert_eq!(judge(&function, wrt, &claimed, Form::Jacobian, false), expected, "{function:?} {claimed:?}");
        let flipped = transpose(&claimed);
        let verdict = judge(&function, wrt, &flipped, Form::JacobianTransposed, false);
        assert_eq!(verdict, expected, "denominator layout of {function:?} {claimed:?}");
    }
}

#[test]
fn differentials_and_second_derivatives_are_checked() {
    let n = Dim::named("n");
    let (xm, xv) = (matrix("X", "n", "n"), vector("x", "n"));
    let (x, v, a, b) = (symbol(&xm), symbol(&xv), symbol(&matrix("A", "n", "n")), symbol(&matrix("B", "n", "n")));
    let (dx, da) = (differential(&xm), differential(&matrix("A", "n", "n")));
    let inv = inverse(&x);
    let bilinear = trace(&mul(vec![a.clone(), x.clone(), b.clone(), x.clone()]));
    let k = commutation(&n, &n);
    let sum = add2(&kron(vec![b.clone(), transpose(&a)]), &kron(vec![a.clone(), transpose(&b)]));
    let first = neg(&mul(vec![inv.clone(), dx.clone(), inv.clone()]));
    let second = scale(2.into(), &mul(vec![inv.clone(), dx.clone(), inv.clone(), dx.clone(), inv.clone()]));
    let outer = mul2(&a, &v);
    // ∂ vec J / ∂xᵀ of x ⊙ x, where J = 2 Diag(x).
    let stacked = scale(2.into(), &crate::functions::diagonal_selector(&n));
    let cases = [
        (&inv, &xm, first.clone(), Form::Differential, "yes"),
        (&inv, &xm, neg(&first), Form::Differential, "no"),
        (&mul2(&a, &x), &xm, add2(&mul2(&a, &dx), &mul2(&da, &x)), Form::Differential, "yes"),
        (&mul2(&a, &x), &xm, add2(&mul2(&a, &dx), &mul2(&x, &da)), Form::Differential, "no"),
        (&inv, &xm, second.clone(), Form::SecondDifferential, "yes"),
        (&inv, &xm, scale(2.into(), &second), Form::SecondDifferential, "no"),
        (&bilinear, &xm, mul2(&sum, &k), Form::Hessian, "yes"),
        (&bilinear, &xm, sum, Form::Hessian, "no"),
        (&mul2(&transpose(&v), &outer), &xv, add2(&a, &transpose(&a)), Form::Hessian, "yes"),
        (&mul2(&transpose(&v), &outer), &xv, scale(2.into(), &a), Form::Hessian, "no"),
        (&outer, &xv, zero(Shape::matrix(n.mul(&n), n.clone())), Form::Hessian, "yes"),
        (&entry_power(v.clone(), number(2)), &xv, stacked, Form::Hessian, "yes"),
        (&f(LOGDET, &x), &xm, neg(&mul2(&k, &kron(vec![transpose(&inv), inv.clone()]))), Form::Hessian, "yes"),
        (&f(LOGDET, &x), &xm, entry(inv.clone(), index("j"), index("i")), Form::Entry(index("i"), index("j")), "yes"),
        (&f(LOGDET, &x), &xm, entry(inv.clone(), index("i"), index("j")), Form::Entry(index("i"), index("j")), "no"),
        (&f(LOGDET, &x), &xm, trace(&mul2(&inv, &b)), Form::Along(b.clone()), "yes"),
    ];
    for (function, wrt, claimed, form, expected) in cases {
        assert_eq!(judge(function, wrt, &claimed, form, false), expected, "{function:?} {claimed:?}");
    }
}

#[test]
fn structure_decides_what_a_gradient_is() {
    let (n, free) = (Dim::named("n"), Properties::default());
    let with = |word: &str| matrix("X", "n", "n").with_properties(free.with(word).expect("a property"));
    let a = symbol(&matrix("A", "n", "n"));
    let at = transpose(&a);
    let diag = |e: &Expr| f(DIAG, &f(DIAGONAL, e));
    // f = tr(Aᵀ X): without structure the gradient is A.
    let cases = [
        ("symmetric", a.clone(), false, "yes"),
        ("symmetric", at.clone(), false, "yes"),
        ("symmetric", add2(&a, &at), false, "no"),
        ("symmetric", sub(&add2(&a, &at), &diag(&a)), true, "yes"),
        ("symmetric", add2(&a, &at), true, "no"),
        ("symmetric", a.clone(), true, "no"),
        ("posdef", sub(&add2(&a, &at), &diag(&a)), true, "yes"),
        ("skew", a.clone(), false, "yes"),
        ("skew", sub(&a, &at), true, "yes"),
        ("skew", a.clone(), true, "no"),
        ("diagonal", diag(&a), true, "yes"),
        ("diagonal", a.clone(), true, "no"),
        ("lower", a.clone(), false, "yes"),
        ("lower", a.clone(), true, "no"),
        ("orthogonal", a.clone(), false, "yes"),
        ("orthogonal", a.clone(), true, "no"),
    ];
    for (word, claimed, structured, expected) in cases {
        let x = with(word);
        let function = trace(&mul2(&at, &symbol(&x)));
        assert_eq!(judge(&function, &x, &claimed, Form::Gradient, structured), expected, "{word} {claimed:?}");
    }
    let x = with("orthogonal");
    let q = symbol(&x);
    let tangent = scale(crate::rational::Rational::HALF, &sub(&a, &mul(vec![q.clone(), at.clone(), q.clone()])));
    assert_eq!(judge(&trace(&mul2(&at, &q)), &x, &tangent, Form::Gradient, true), "yes");
    // The Jacobian by vech is J D.
    let s = with("symmetric");
    let product = mul(vec![a.clone(), symbol(&s), a.clone()]);
    let jacobian = mul2(&kron(vec![at, a.clone()]), &duplication(&n));
    assert_eq!(judge(&product, &s, &jacobian, Form::Jacobian, true), "yes");
}

#[test]
fn families_and_unknown_functions_are_derived_by() {
    let i: Arc<str> = "i".into();
    let (n, count) = (Dim::named("n"), Dim::named("N"));
    let xs = vector("x", "n").with_family(1);
    let (a, x) = (symbol(&matrix("A", "n", "n")), |k: &str| member(&xs, vec![index(k)]));
    let energy = sum_over(&i, number(1), size(&count), mul(vec![transpose(&x("i")), a.clone(), x("i")]));
    let by = |k| Variable { symbol: xs.clone(), indices: vec![k], least: 1 };
    let gradient = |k: &str| mul2(&add2(&a, &transpose(&a)), &x(k));
    let form = Form::Gradient;
    assert!(verify_derivative(&energy, &by(index("k")), &gradient("k"), &form, false).is_verified());
    let wrong = verify_derivative(&energy, &by(number(2)), &gradient("k"), &form, false);
    assert!(matches!(wrong, Verdict::Failed(_)), "{wrong:?}");

    let g = FnSymbol::new("g", "g", vec![Shape::vector(n.clone())], Shape::scalar());
    let y = vector("y", "n");
    let inner = mul2(&a, &symbol(&y));
    let at = |r| apply(&g, r, vec![inner.clone()]).expect("a reading");
    let (value, slope) = (at(Reading::Value), at(Reading::Gradient(0)));
    assert_eq!(judge(&value, &y, &mul2(&transpose(&a), &slope), Form::Gradient, false), "yes");
    assert_eq!(judge(&value, &y, &mul2(&a, &slope), Form::Gradient, false), "no");
    let hessian = mul(vec![transpose(&a), at(Reading::Hessian(0, 0)), a.clone()]);
    assert_eq!(judge(&value, &y, &hessian, Form::Hessian, false), "yes");
}
