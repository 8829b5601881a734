//! Matrices given entry by entry: which of them have a matrix form, and their derivatives in every form, against numbers.

use std::sync::Arc;

use super::derive::{Form, Request, derive};
use crate::expr::build::{
    add2, call, delta, entry, hadamard, index, mul, number, power, size, substitute, sum_over, symbol, table, trace,
    transpose,
};
use crate::expr::{Expr, Symbol};
use crate::functions::{EXP, SIN};
use crate::render::{Style, latex};
use crate::shape::{Dim, Shape};
use crate::simplify::apply_identities;
use crate::verify::derivative::{self, Verdict, verify_derivative};
use crate::verify::equal::equal;

fn dim(name: &str) -> Dim {
    Dim::named(name)
}

fn matrix(name: &str, m: &str, n: &str) -> Symbol {
    Symbol::new(name, name, Shape::matrix(dim(m), dim(n)))
}

fn at(x: &Symbol, i: &str, j: &str) -> Expr {
    let place = |k: &str| if k == "1" { number(1) } else { index(k) };
    entry(symbol(x), place(i), place(j))
}

fn tabulated(body: Expr, m: &str, n: &str) -> Expr {
    table(&"i".into(), &"j".into(), body, Shape::matrix(dim(m), dim(n)))
}

fn over(k: &str, n: &str, body: Expr) -> Expr {
    sum_over(&Arc::from(k), number(1), size(&dim(n)), body)
}

#[test]
fn entries_give_the_matrix_they_are_those_of() {
    let (a, b, c) = (matrix("A", "m", "r"), matrix("B", "r", "n"), matrix("C", "m", "n"));
    let (x, y) = (Symbol::new("x", "x", Shape::vector(dim("m"))), Symbol::new("y", "y", Shape::vector(dim("n"))));
    let exp = |e: Expr| call(EXP, vec![e]).expect("a scalar");
    let product = over("k", "r", mul(vec![at(&a, "i", "k"), at(&b, "k", "j")]));
    let weighted = over("k", "r", mul(vec![at(&a, "i", "k"), at(&b, "k", "j"), at(&a, "1", "k")]));
    let cases: Vec<(Expr, &str)> = vec![
        (tabulated(at(&c, "i", "j"), "m", "n"), "C"),
        (tabulated(at(&c, "j", "i"), "n", "m"), "C^T"),
        (tabulated(product.clone(), "m", "n"), "A B"),
        (tabulated(mul(vec![product.clone(), at(&c, "i", "j")]), "m", "n"), "A B \\odot C"),
        (tabulated(mul(vec![at(&x, "i", "1"), at(&y, "j", "1")]), "m", "n"), "x y^T"),
        (tabulated(mul(vec![at(&x, "i", "1"), at(&c, "i", "j")]), "m", "n"), "\\operatorname{diag}(x) C"),
        (tabulated(exp(add2(&at(&x, "i", "1"), &at(&c, "i", "j"))), "m", "n"), "\\exp(x \\mathbf{1}^T + C)"),
        (tabulated(delta(index("i"), index("j")), "n", "n"), "I_n"),
        (tabulated(at(&x, "i", "1"), "m", "n"), "x \\mathbf{1}_n^T"),
        (tabulated(power(at(&c, "i", "j"), number(2)), "m", "n"), "C^{\\odot 2}"),
        (tabulated(weighted, "m", "n"), "A \\operatorname{diag}(A^T \\mathbf{e}_1) B"),
        // Which place it is counts as a number: no product of whole matrices.
        (
            tabulated(power(add2(&number(1), &mul(vec![index("i"), at(&c, "i", "j")])), number(-1)), "m", "n"),
            "\\left[ \\frac{1}{i C_{ij} + 1} \\right]_{ij}",
        ),
    ];
    for (e, wanted) in cases {
        let simple = apply_identities(&e);
        assert_eq!(latex(&simple, &Style::default()), wanted, "{e:?}");
        assert!(equal(&e, &simple).is_equal(), "{e:?}");
    }
}

#[test]
fn substitution_spares_what_is_bound() {
    let c = matrix("C", "n", "n");
    let e = add2(&over("k", "n", mul(vec![at(&c, "i", "k"), at(&c, "k", "j")])), &at(&c, "k", "i"));
    let swapped = substitute(&e, &[(&"i".into(), index("k")), (&"k".into(), index("i"))]);
    let wanted = add2(&over("l", "n", mul(vec![at(&c, "k", "l"), at(&c, "l", "j")])), &at(&c, "i", "k"));
    assert_eq!(swapped, wanted);
}

#[test]
fn tables_are_differentiated_in_every_form() {
    let (x, c) = (matrix("X", "m", "n"), matrix("C", "m", "n"));
    let v = Symbol::new("v", "v", Shape::vector(dim("n")));
    let sin = |e: Expr| call(SIN, vec![e]).expect("a scalar");
    let windows = |x: &Symbol| {
        let next = entry(symbol(x), add2(&index("i"), &number(1)), index("j"));
        mul(vec![at(x, "i", "j"), next, index("i")])
    };
    let fewer = Shape::matrix(dim("m").sub(&Dim::one()), dim("n"));
    let cut = table(&"i".into(), &"j".into(), windows(&x), fewer);
    let skew = tabulated(sin(mul(vec![at(&x, "i", "j"), at(&v, "j", "1"), index("i")])), "m", "n");
    let column = table(
        &"i".into(),
        &"".into(),
        mul(vec![power(at(&x, "i", "1"), number(3)), index("i")]),
        Shape::vector(dim("m")),
    );
    let row = transpose(&column);
    for (f, wrt) in [(&cut, &x), (&skew, &x), (&skew, &v), (&column, &x), (&row, &x)] {
        let g = symbol(&Symbol::new("G", "G", f.shape().clone()));
        let scalar = trace(&mul(vec![transpose(&g), hadamard(vec![f.clone(), f.clone()])]));
        for (e, form, claim) in [
            (f, Form::Jacobian, derivative::Form::Jacobian),
            (f, Form::Differential, derivative::Form::Differential),
            (&scalar, Form::Gradient, derivative::Form::Gradient),
            (&scalar, Form::Hessian, derivative::Form::Hessian),
        ] {
            let found = derive(&Request { form: Some(form), ..Request::new(e.clone(), wrt.clone()) });
            let found = found.unwrap_or_else(|r| panic!("{f:?} by {wrt}, {form}: {:?} {}", r.at, r.why));
            let verdict = verify_derivative(e, &wrt.into(), &found, &claim, false);
            assert!(matches!(verdict, Verdict::Verified(_)), "{f:?} by {wrt}, {form}: {found:?} {verdict:?}");
        }
    }
    let _ = c;
}

#[test]
fn nested_indices_of_one_name_do_not_capture_each_other() {
    let x = Symbol::new("x", "x", Shape::vector(dim("n")));
    let square = power(at(&x, "i", "1"), number(2));
    let inner = over("i", "n", mul(vec![square, index("i")]));
    let e = over("i", "n", mul(vec![at(&x, "i", "1"), index("i"), power(inner, number(2))]));
    let g = derive(&Request::new(e.clone(), x.clone())).expect("covered");
    let verdict = verify_derivative(&e, &(&x).into(), &g, &derivative::Form::Gradient, false);
    assert!(matches!(verdict, Verdict::Verified(_)), "{g:?} {verdict:?}");
}
