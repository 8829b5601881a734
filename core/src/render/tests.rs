//! Printed forms as textbooks have them. Each case is checked in every printer that the table names.

use super::{Style, cost, latex, length, unicode};
use crate::expr::build::*;
use crate::expr::{Expr, FnSymbol, Properties, Reading, Symbol};
use crate::functions::{DET, DIAG, EXP, LOG, LOGDET, TANH, TRACE, VEC, unvec};
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

fn n() -> Dim {
    Dim::named("n")
}

fn m() -> Dim {
    Dim::named("m")
}

fn mat(name: &str, rows: Dim, cols: Dim) -> Expr {
    symbol(&Symbol::new(name, name, Shape::matrix(rows, cols)))
}

fn square(name: &str) -> Expr {
    mat(name, n(), n())
}

fn vector(name: &str, size: Dim) -> Expr {
    let latex = format!("\\mathbf{{{name}}}");
    symbol(&Symbol::new(&format!("b:{name}"), &latex, Shape::vector(size)))
}

fn scalar(name: &str) -> Expr {
    symbol(&Symbol::new(name, name, Shape::scalar()))
}

fn t(e: &Expr) -> Expr {
    transpose(e)
}

fn f(func: crate::functions::Func, x: &Expr) -> Expr {
    call(func, vec![x.clone()]).expect("fitting shapes")
}

fn prod(parts: &[&Expr]) -> Expr {
    mul(parts.iter().map(|e| (*e).clone()).collect())
}

fn half(e: &Expr) -> Expr {
    scale(Rational::HALF, e)
}

/// Expressions and what they look like.
fn gallery() -> Vec<(Expr, &'static str, &'static str)> {
    let (a, b, c, x) = (square("A"), square("B"), square("C"), square("X"));
    let (v, w, y) = (vector("x", n()), vector("a", n()), vector("b", n()));
    let (lam, mu) = (scalar("\\lambda"), vector("\\mu", n()));
    let two = |e: &Expr| scale(Rational::from(2), e);
    let inv = inverse(&x);
    let quad = prod(&[&t(&v), &a, &v]);
    let dot = prod(&[&t(&v), &v]);
    let diff = sub(&v, &w);
    let diff_norm = sqrt(&prod(&[&t(&diff), &diff]));
    let loss = FnSymbol::new("L", "\\mathcal{L}", vec![Shape::vector(n())], Shape::scalar());
    let phi = FnSymbol::new("phi", "\\phi", vec![Shape::scalar()], Shape::scalar());
    let grad = apply(&loss, Reading::Gradient(0), vec![add2(&prod(&[&a, &v]), &y)]).expect("shape");
    let family = Symbol::new("b:x", "\\mathbf{x}", Shape::vector(n())).with_family(1);
    let i: std::sync::Arc<str> = "i".into();
    let xi = member(&family, vec![index("i")]);
    let big_n = Dim::named("N");
    let gram = sum_over(&i, number(1), size(&big_n), prod(&[&xi, &t(&xi)]));
    let orthogonal = Properties::default().with("symmetric").expect("known");
    let s = symbol(&Symbol::new("S", "\\Sigma", Shape::matrix(n(), n())).with_properties(orthogonal));
    let ones = ones(Shape::vector(n()));
    let tanh_av = f(TANH, &prod(&[&a, &v]));
    let d_x = differential(&Symbol::new("X", "X", Shape::matrix(n(), n())));
    vec![
        (prod(&[&t(&a), &t(&b)]), "A^T B^T", "AᵀBᵀ"),
        (prod(&[&add2(&a, &t(&a)), &v]), "(A + A^T) \\mathbf{x}", "(A + Aᵀ)x"),
        (t(&inv), "X^{-T}", "X⁻ᵀ"),
        (neg(&prod(&[&t(&inv), &t(&a), &t(&inv)])), "-X^{-T} A^T X^{-T}", "−X⁻ᵀAᵀX⁻ᵀ"),
        (two(&prod(&[&t(&x), &sub(&prod(&[&x, &w]), &y)])), "2 X^T (X \\mathbf{a} - \\mathbf{b})", "2Xᵀ(Xa − b)"),
        (
            two(&prod(&[&add(vec![two(&prod(&[&x, &t(&x)])), neg(&a), neg(&t(&a))]), &x])),
            "2 (2 X X^T - A - A^T) X",
            "2(2XXᵀ − A − Aᵀ)X",
        ),
        (scale(Rational::from(5), &t(&power(x.clone(), number(4)))), "5 (X^4)^T", "5(X⁴)ᵀ"),
        (kron(vec![t(&b), a.clone()]), "B^T \\otimes A", "Bᵀ ⊗ A"),
        (neg(&kron(vec![t(&inv), inv.clone()])), "-X^{-T} \\otimes X^{-1}", "−X⁻ᵀ ⊗ X⁻¹"),
        (prod(&[&f(DET, &x), &t(&inv)]), "\\det(X) X^{-T}", "det(X) X⁻ᵀ"),
        (two(&prod(&[&x, &inverse(&prod(&[&t(&x), &a, &x]))])), "2 A^{-1} X^{-T}", "2A⁻¹X⁻ᵀ"),
        (f(LOGDET, &x), "\\log \\det X", "log det X"),
        (f(LOGDET, &add2(&a, &x)), "\\log \\det(A + X)", "log det(A + X)"),
        (prod(&[&f(LOGDET, &x), &a]), "(\\log \\det X) A", "(log det X)A"),
        (
            div(&diff, &diff_norm),
            "\\frac{\\mathbf{x} - \\mathbf{a}}{\\sqrt{(\\mathbf{x} - \\mathbf{a})^T (\\mathbf{x} - \\mathbf{a})}}",
            "(x − a)/√((x − a)ᵀ(x − a))",
        ),
        (half(&quad), "\\frac{1}{2} \\mathbf{x}^T A \\mathbf{x}", "½xᵀAx"),
        (
            half(&prod(&[&t(&inv), &diff, &t(&diff), &t(&inv)])),
            "\\frac{1}{2} X^{-T} (\\mathbf{x} - \\mathbf{a}) (\\mathbf{x} - \\mathbf{a})^T X^{-T}",
            "½X⁻ᵀ(x − a)(x − a)ᵀX⁻ᵀ",
        ),
        (prod(&[&quad, &v]), "(\\mathbf{x}^T A \\mathbf{x}) \\mathbf{x}", "(xᵀAx)x"),
        (two(&quad), "2 \\mathbf{x}^T A \\mathbf{x}", "2xᵀAx"),
        (div(&quad, &dot), "\\frac{\\mathbf{x}^T A \\mathbf{x}}{\\mathbf{x}^T \\mathbf{x}}", "(xᵀAx)/(xᵀx)"),
        (
            scale(Rational::from(-2), &prod(&[&recip(&power(dot.clone(), number(2))), &quad, &v])),
            "-\\frac{2 \\mathbf{x}^T A \\mathbf{x}}{(\\mathbf{x}^T \\mathbf{x})^2} \\mathbf{x}",
            "−((2xᵀAx)/(xᵀx)²)x",
        ),
        (prod(&[&recip(&size(&n())), &t(&x), &v]), "\\frac{1}{n} X^T \\mathbf{x}", "(1/n)Xᵀx"),
        (
            scale(Rational::new(2, 3).expect("nonzero"), &prod(&[&recip(&size(&n())), &lam, &a])),
            "\\frac{2}{3 n} \\lambda A",
            "(2/(3n))λA",
        ),
        (sub(&identity(&n()), &prod(&[&v, &t(&v)])), "I - \\mathbf{x} \\mathbf{x}^T", "I − xxᵀ"),
        (identity(&n()), "I_n", "Iₙ"),
        (kron(vec![identity(&m()), a.clone()]), "I_m \\otimes A", "Iₘ ⊗ A"),
        (prod(&[&v, &t(&ones)]), "\\mathbf{x} \\mathbf{1}_n^T", "x1ₙᵀ"),
        (prod(&[&t(&ones), &f(EXP, &v)]), "\\mathbf{1}^T \\exp(\\mathbf{x})", "1ᵀ exp(x)"),
        (add2(&neg(&a), &b), "B - A", "B − A"),
        (sub(&neg(&a), &b), "-A - B", "−A − B"),
        (commutation(&m(), &n()), "K_{mn}", "Kₘₙ"),
        (commutation(&m(), &n().add(&Dim::one())), "K_{m,n + 1}", "K_(m,n + 1)"),
        (prod(&[&duplication(&n()), &unit(index("i"), triangle(&n()))]), "D_n \\mathbf{e}_i", "Dₙeᵢ"),
        (entry(a.clone(), index("i"), index("j")), "A_{ij}", "Aᵢⱼ"),
        (entry(a.clone(), number(1), number(2)), "A_{1,2}", "A_(1,2)"),
        (entry(v.clone(), index("i"), number(1)), "x_i", "xᵢ"),
        (entry(prod(&[&a, &v]), index("i"), number(1)), "[A \\mathbf{x}]_i", "[Ax]ᵢ"),
        (gram.clone(), "\\sum_{i=1}^N \\mathbf{x}_i \\mathbf{x}_i^T", "∑ᵢ₌₁ᴺ xᵢxᵢᵀ"),
        (
            prod(&[&gram, &v]),
            "\\left( \\sum_{i=1}^N \\mathbf{x}_i \\mathbf{x}_i^T \\right) \\mathbf{x}",
            "(∑ᵢ₌₁ᴺ xᵢxᵢᵀ)x",
        ),
        (
            sub(&s, &div(&gram, &size(&big_n))),
            "\\Sigma - \\frac{1}{N} \\sum_{i=1}^N \\mathbf{x}_i \\mathbf{x}_i^T",
            "Σ − (1/N)∑ᵢ₌₁ᴺ xᵢxᵢᵀ",
        ),
        (prod(&[&grad, &t(&v)]), "\\nabla \\mathcal{L}(A \\mathbf{x} + \\mathbf{b}) \\mathbf{x}^T", "∇𝓛(Ax + b) xᵀ"),
        (apply(&phi, Reading::Derivative(2), vec![v.clone()]).expect("shape"), "\\phi''(\\mathbf{x})", "φ''(x)"),
        (
            apply(&loss, Reading::Hessian(0, 0), vec![v.clone()]).expect("shape"),
            "\\nabla^2 \\mathcal{L}(\\mathbf{x})",
            "∇²𝓛(x)",
        ),
        (
            hadamard(vec![sub(&ones, &entry_power(tanh_av.clone(), number(2))), y.clone()]),
            "(\\mathbf{1} - \\tanh(A \\mathbf{x})^2) \\odot \\mathbf{b}",
            "(1 − tanh(Ax)²) ⊙ b",
        ),
        (neg(&hadamard(vec![y.clone(), prod(&[&x, &w])])), "-\\mathbf{b} \\odot X \\mathbf{a}", "−b ⊙ Xa"),
        (hadamard(vec![v.clone(), entry_power(w.clone(), number(-1))]), "\\mathbf{x} \\oslash \\mathbf{a}", "x ⊘ a"),
        (entry_power(v.clone(), number(2)), "\\mathbf{x}^{\\odot 2}", "x^(⊙2)"),
        (entry_power(f(TANH, &x), number(2)), "\\tanh(X)^{\\odot 2}", "tanh(X)^(⊙2)"),
        (sqrt(&v), "\\sqrt{\\mathbf{x}}", "√x"),
        (power(lam.clone(), number(Rational::new(3, 2).expect("nonzero"))), "\\lambda^{3/2}", "λ^(3/2)"),
        (recip(&sqrt(&lam)), "\\frac{1}{\\sqrt{\\lambda}}", "1/√λ"),
        (t(&f(VEC, &x)), "\\operatorname{vec}(X)^T", "vec(X)ᵀ"),
        (f(TRACE, &prod(&[&a, &x, &b])), "\\operatorname{tr}(A X B)", "tr(AXB)"),
        (
            unvec(&vector("c", n().mul(&m())), &m(), &n()).expect("shape"),
            "\\operatorname{vec}_{m \\times n}^{-1}(\\mathbf{c})",
            "vec_(m×n)⁻¹(c)",
        ),
        (prod(&[&a, &d_x, &b]), "A (\\mathrm{d} X) B", "A(dX)B"),
        (prod(&[&a, &d_x]), "A \\mathrm{d} X", "A dX"),
        (block(1, 2, vec![a.clone(), b.clone()]), "\\begin{bmatrix} A & B \\end{bmatrix}", "[A, B]"),
        (
            prod(&[&t(&sub(&v, &mu)), &inverse(&s), &sub(&v, &mu)]),
            "(\\mathbf{x} - \\mathbf{\\mu})^T \\Sigma^{-1} (\\mathbf{x} - \\mathbf{\\mu})",
            "(x − μ)ᵀΣ⁻¹(x − μ)",
        ),
        (prod(&[&size(&n().add(&Dim::one())), &lam]), "(n + 1) \\lambda", "(n + 1)λ"),
        (size(&triangle(&n())), "\\frac{n^2 + n}{2}", "(n² + n)/2"),
        (prod(&[&power(number(2), size(&n())), &power(number(3), size(&n()))]), "2^n \\cdot 3^n", "2ⁿ · 3ⁿ"),
        (f(LOG, &add2(&number(1), &f(EXP, &lam))), "\\log(\\exp(\\lambda) + 1)", "log(exp(λ) + 1)"),
        (f(DIAG, &c_times(&c, &v)), "\\operatorname{diag}(C \\mathbf{x})", "diag(Cx)"),
    ]
}

fn c_times(c: &Expr, v: &Expr) -> Expr {
    prod(&[c, v])
}

#[test]
fn members_of_a_family_keep_their_index_where_it_was_declared() {
    let upper = member(&Symbol::new("b:x^[]", "\\mathbf{x}", Shape::scalar()).with_family(1), vec![index("i")]);
    assert_eq!(latex(&upper, &Style::default()), "\\mathbf{x}^{(i)}");
    assert_eq!(latex(&power(upper, number(2)), &Style::default()), "(\\mathbf{x}^{(i)})^2");
}

#[test]
fn latex_is_what_the_textbook_prints() {
    for (e, wanted, _) in gallery() {
        assert_eq!(latex(&e, &Style::default()), wanted, "{e:?}");
    }
}

#[test]
fn unicode_says_the_same_in_one_line() {
    let wrong: Vec<String> = gallery()
        .into_iter()
        .map(|(e, _, wanted)| (unicode(&e, &Style::default()), wanted))
        .filter(|(got, wanted)| got != wanted)
        .map(|(got, wanted)| format!("{got}   for   {wanted}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_cost_of_an_expression_is_the_length_of_its_print() {
    for (e, _, _) in gallery() {
        let printed = latex(&e, &Style::default());
        assert_eq!(cost(&e), length(&printed), "{printed}");
    }
}
