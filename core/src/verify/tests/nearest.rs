//! Slips of published formulas, and whether the search finds what was meant.

use crate::expr::build::*;
use crate::expr::{Expr, FnSymbol, Op, Reading, Symbol};
use crate::functions::{DET, DIAG, EXP, LOGDET, TANH};
use crate::render::Style;
use crate::shape::{Dim, Shape};
use crate::verify::equal::equal;
use crate::verify::nearest::nearest;
use crate::verify::random::Rng;

fn m(key: &str, rows: &str, cols: &str) -> Expr {
    symbol(&Symbol::new(key, key, Shape::matrix(Dim::named(rows), Dim::named(cols))))
}

fn v(key: &str, n: &str) -> Expr {
    symbol(&Symbol::new(key, &format!("\\mathbf {key}"), Shape::vector(Dim::named(n))))
}

fn f(function: crate::functions::Func, e: &Expr) -> Expr {
    call(function, vec![e.clone()]).expect("a fitting argument")
}

fn p(factors: &[&Expr]) -> Expr {
    mul(factors.iter().map(|e| (*e).clone()).collect())
}

fn k(a: &Expr, b: &Expr) -> Expr {
    kron(vec![a.clone(), b.clone()])
}

/// Left side, false right side, and the change that is expected.
fn slips() -> Vec<(Expr, Expr, &'static str)> {
    let (n, dm) = (Dim::named("n"), Dim::named("m"));
    let (a, b, c, d, x) = (m("A", "n", "n"), m("B", "n", "n"), m("C", "n", "n"), m("D", "n", "n"), m("X", "n", "n"));
    let (r, s) = (m("R", "m", "n"), m("S", "n", "m"));
    let (u, w, z) = (v("u", "n"), v("w", "n"), v("z", "n"));
    let t = |e: &Expr| transpose(e);
    let i = |e: &Expr| inverse(e);
    let id = identity(&n);
    let det = |e: &Expr| f(DET, e);
    let two = number(2);
    let residual = sub(&p(&[&r, &z]), &v("b", "m"));
    let length = sqrt(&p(&[&t(&residual), &residual]));
    let loss = FnSymbol::new("f", "f", vec![Shape::matrix(n.clone(), n.clone())], Shape::scalar());
    let slope = |e: &Expr| apply(&loss, Reading::Gradient(0), vec![e.clone()]).expect("a reading");
    let field = FnSymbol::new("h", "h", vec![Shape::vector(n.clone())], Shape::scalar());
    let curvature = |e: &Expr| apply(&field, Reading::Hessian(0, 0), vec![e.clone()]).expect("a reading");
    let softmax_slope = {
        let total = p(&[&t(&ones(Shape::vector(n.clone()))), &f(EXP, &z)]);
        div(&f(EXP, &z), &total)
    };
    let tanh = f(TANH, &p(&[&r, &z]));
    let bm = v("b", "m");
    let one = ones(Shape::vector(dm.clone()));
    vec![
        (vec_of(&p(&[&a, &b, &c])), p(&[&k(&c, &a), &vec_of(&b)]), "transpose $C$"),
        (vec_of(&p(&[&a, &b, &c])), p(&[&k(&a, &t(&c)), &vec_of(&b)]), "swap $A$ and $C^T$"),
        (vec_of(&p(&[&a, &b, &c])), p(&[&k(&t(&c), &t(&a)), &vec_of(&b)]), "drop the transpose of $A$"),
        (trace(&p(&[&a, &b])), p(&[&t(&vec_of(&a)), &vec_of(&b)]), "transpose $A$"),
        (p(&[&k(&a, &b), &k(&c, &d)]), k(&p(&[&a, &d]), &p(&[&b, &c])), "exchange $C$ and $D$ throughout"),
        (p(&[&k(&a, &b), &k(&c, &d)]), k(&p(&[&c, &a]), &p(&[&d, &b])), "swap $C$ and $A$, swap $D$ and $B$"),
        (
            det(&k(&a, &m("M", "m", "m"))),
            p(&[&power(det(&a), size(&n)), &power(det(&m("M", "m", "m")), size(&dm))]),
            "exchange $n$ and $m$ throughout",
        ),
        (p(&[&commutation(&dm, &n), &vec_of(&r)]), p(&[&commutation(&n, &dm), &vec_of(&r)]), "$K_{nm}$"),
        (p(&[&t(&b), &t(&a)]), p(&[&t(&a), &t(&b)]), "swap $A^T$ and $B^T$"),
        (sub(&i(&a), &i(&b)), p(&[&i(&a), &sub(&a, &b), &i(&b)]), "change the sign of"),
        (
            power(add2(&a, &b), two.clone()),
            add(vec![power(a.clone(), two.clone()), p(&[&two, &a, &b]), power(b.clone(), two.clone())]),
            "instead of twice the first",
        ),
        (p(&[&i(&add2(&identity(&dm), &p(&[&r, &s]))), &r]), p(&[&i(&add2(&id, &p(&[&s, &r]))), &r]), "swap"),
        (det(&add2(&a, &p(&[&u, &t(&w)]))), p(&[&add2(&number(1), &p(&[&t(&u), &i(&a), &w])), &det(&a)]), ""),
        (det(&add2(&a, &p(&[&u, &t(&w)]))), add2(&number(1), &p(&[&t(&w), &i(&a), &u])), "multiply"),
        (det(&i(&a)), neg(&det(&a)), ""),
        (
            trace(&p(&[&a, &hadamard(vec![b.clone(), c.clone()])])),
            trace(&p(&[&hadamard(vec![a.clone(), b.clone()]), &c])),
            "transpose",
        ),
        (p(&[&f(DIAG, &u), &b, &f(DIAG, &w)]), hadamard(vec![b.clone(), p(&[&w, &t(&u)])]), ""),
        (p(&[&t(&a), &t(&b)]), p(&[&b, &a]), "transpose $B A$"),
        (f(LOGDET, &p(&[&a, &b])), sub(&f(LOGDET, &a), &f(LOGDET, &b)), "change the sign of"),
        (p(&[&x, &add2(&a, &t(&a))]), p(&[&add2(&a, &t(&a)), &x]), "swap"),
        (neg(&p(&[&t(&i(&x)), &u, &t(&w), &t(&i(&x))])), neg(&p(&[&t(&i(&x)), &w, &t(&u), &t(&i(&x))])), ""),
        (p(&[&two, &t(&r), &residual]), p(&[&t(&r), &residual]), "multiply"),
        (div(&p(&[&t(&r), &residual]), &length), p(&[&two, &t(&r), &residual]), ""),
        (p(&[&add2(&a, &t(&a)), &u]), p(&[&two, &a, &u]), "write $A$ + $A^T$ instead of twice the first"),
        (
            softmax_slope.clone(),
            div(&ones(Shape::vector(n.clone())), &p(&[&t(&ones(Shape::vector(n.clone()))), &f(EXP, &z)])),
            "instead of",
        ),
        (
            p(&[&hadamard(vec![bm.clone(), sub(&one, &entry_power(tanh.clone(), two.clone()))]), &t(&z)]),
            p(&[&hadamard(vec![bm.clone(), sub(&one, &tanh)]), &t(&z)]),
            "instead of",
        ),
        (
            add2(&p(&[&t(&a), &t(&x), &t(&b)]), &p(&[&t(&b), &t(&x), &t(&a)])),
            p(&[&two, &t(&a), &t(&x), &t(&b)]),
            "instead of twice the first",
        ),
        (sub(&f(DIAG, &softmax_slope), &p(&[&softmax_slope, &t(&softmax_slope)])), f(DIAG, &softmax_slope), "add"),
        (k(&t(&b), &a), k(&a, &t(&b)), "swap $A$ and $B^T$"),
        (
            add2(&p(&[&commutation(&n, &n), &k(&id, &t(&r))]), &k(&id, &t(&r))),
            p(&[&two, &k(&id, &t(&r))]),
            "instead of twice the first",
        ),
        (add2(&k(&t(&x), &id), &k(&id, &x)), add2(&k(&x, &id), &k(&id, &x)), "transpose $X$"),
        (neg(&p(&[&commutation(&n, &n), &k(&t(&i(&x)), &i(&x))])), neg(&k(&t(&i(&x)), &i(&x))), "$K_{nn}$"),
        (p(&[&t(&a), &slope(&x)]), p(&[&a, &slope(&x)]), "transpose $A$"),
        (neg(&p(&[&t(&i(&x)), &slope(&i(&x)), &t(&i(&x))])), neg(&p(&[&i(&x), &slope(&i(&x)), &i(&x)])), "transpose"),
        (p(&[&x, &add2(&slope(&x), &t(&slope(&x)))]), p(&[&two, &x, &slope(&x)]), "instead of twice the first"),
        (k(&t(&a), &t(&r)), k(&r, &t(&a)), "swap"),
        (
            i(&sub(&a, &p(&[&u, &t(&w)]))),
            add2(&i(&a), &div(&p(&[&i(&a), &u, &t(&w), &i(&a)]), &add2(&number(1), &p(&[&t(&w), &i(&a), &u])))),
            "change the sign of",
        ),
        (power(p(&[&number(3), &det(&a)]), number(1)), det(&p(&[&number(3), &a])), ""),
        (add2(&p(&[&curvature(&z), &t(&curvature(&z))]), &id), p(&[&curvature(&z), &t(&curvature(&z))]), "add $I_n$"),
        // Ill-shaped: a transpose forgotten.
        (p(&[&t(&r), &r, &u]), p(&[&r, &r, &u]), "transpose $R$"),
        (p(&[&t(&u), &a, &u]), p(&[&u, &a, &u]), "transpose $\\mathbf u$"),
        (vec_of(&p(&[&r, &a])), p(&[&k(&a, &identity(&dm)), &vec_of(&r)]), "transpose $A$"),
    ]
}

#[test]
fn slips_are_found_and_the_repairs_are_true() {
    let style = Style::default();
    let mut missed = vec![];
    let slips = slips();
    for (lhs, rhs, expected) in &slips {
        let found = nearest(lhs, rhs, 4000);
        for s in &found {
            assert!(equal(lhs, &s.expr).is_equal(), "{lhs:?} = {:?}", s.expr);
        }
        let words: Vec<String> =
            found.iter().map(|s| s.edits.iter().map(|e| e.describe(&style)).collect::<Vec<_>>().join(", ")).collect();
        if !words.first().is_some_and(|w| w.contains(expected)) {
            missed.push(format!("{lhs:?} = {rhs:?}: {expected}; found {words:?}"));
        }
    }
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), slips.len(), missed.join("\n"));
}

#[test]
fn a_statement_without_a_near_truth_gets_no_suggestion() {
    let (a, b, u, w) = (m("A", "n", "n"), m("B", "n", "n"), v("u", "n"), v("w", "n"));
    for (lhs, rhs) in [
        (p(&[&a, &u]), w.clone()),
        (a.clone(), p(&[&b, &m("C", "n", "n")])),
        (f(DET, &add2(&a, &b)), add2(&f(DET, &a), &f(DET, &b))),
    ] {
        let found = nearest(&lhs, &rhs, 4000);
        assert!(found.iter().all(|s| s.restates), "{lhs:?} = {rhs:?}: {found:?}");
    }
}

#[test]
fn nothing_ill_shaped_makes_the_search_fail() {
    let mut rng = Rng::new(11);
    let leaves = [
        m("A", "m", "n"),
        m("B", "n", "m"),
        m("S", "n", "n"),
        v("u", "n"),
        v("w", "m"),
        number(2),
        size(&Dim::named("n")),
    ];
    for round in 0..150 {
        let mut pool = leaves.to_vec();
        for _ in 0..6 {
            let mut pick = || pool[usize::try_from(rng.between(0, pool.len() as i64 - 1)).unwrap_or(0)].clone();
            let (a, b) = (pick(), pick());
            let shape = a.shape().clone();
            let calls =
                crate::functions::ALL.iter().filter(|f| f.shape(&[a.shape().clone(), b.shape().clone()]).is_ok());
            let functions: Vec<_> = calls.collect();
            let f = functions[usize::try_from(rng.between(0, functions.len() as i64 - 1)).unwrap_or(0)];
            let next = match rng.between(0, 9) {
                0 => mul2(&a, &b),
                1 => add2(&a, &b),
                2 => hadamard(vec![a, b]),
                3 => k(&a, &b),
                4 => inverse(&a),
                5 => transpose(&a),
                6 => power(a, size(&Dim::named("n"))),
                7 => block(1, 2, vec![a, b]),
                8 => mul(vec![transpose(&a), b, a]),
                _ => Expr::raw(Op::Call(*f), vec![a, b], shape),
            };
            pool.push(next);
        }
        let (lhs, rhs) = (pool[pool.len() - 1].clone(), pool[pool.len() - 2].clone());
        for s in nearest(&lhs, &rhs, 60) {
            assert!(equal(&lhs, &s.expr).is_equal(), "round {round}: {lhs:?} = {:?}", s.expr);
        }
    }
}
