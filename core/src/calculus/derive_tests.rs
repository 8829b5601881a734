use super::derive::{Request, derive};
use crate::expr::build::*;
use crate::expr::{Expr, Symbol};
use crate::functions::{LOGDET, TANH};
use crate::shape::{Dim, Shape};

fn mat(name: &str, r: &str, c: &str) -> Symbol {
    let dim = |s: &str| s.parse().map_or_else(|_| Dim::named(s), Dim::constant);
    Symbol::new(name, name, Shape::matrix(dim(r), dim(c)))
}

fn e(s: &Symbol) -> Expr {
    symbol(s)
}

fn d(expr: Expr, wrt: &Symbol) -> String {
    format!("{:?}", derive(&Request::new(expr, wrt.clone())).unwrap())
}

fn d2(expr: Expr, wrt: &Symbol) -> String {
    format!("{:?}", derive(&Request { order: 2, ..Request::new(expr, wrt.clone()) }).unwrap())
}

#[test]
fn derivatives_take_the_textbooks_form() {
    let (a, x) = (mat("A", "n", "n"), mat("x", "n", "1"));
    let quad = mul(vec![transpose(&e(&x)), e(&a), e(&x)]);
    insta::assert_snapshot!(d(quad.clone(), &x), @"(* (+ A (transpose A)) x)");
    insta::assert_snapshot!(d2(quad, &x), @"(+ A (transpose A))");
    let (p, y, q) = (mat("A", "p", "m"), mat("X", "m", "n"), mat("B", "n", "q"));
    insta::assert_snapshot!(d(mul(vec![e(&p), e(&y), e(&q)]), &y), @"(⊗ (transpose B) A)");
    insta::assert_snapshot!(d(transpose(&e(&y)), &y), @"K[m,n]");
    let z = mat("X", "n", "n");
    insta::assert_snapshot!(d(inverse(&e(&z)), &z), @"(* -1 (⊗ (transpose (^ X -1)) (^ X -1)))");
    insta::assert_snapshot!(d(call(LOGDET, vec![e(&z)]).unwrap(), &z), @"(transpose (^ X -1))");
    insta::assert_snapshot!(d(trace(&power(e(&z), number(5))), &z), @"(* 5 (transpose (^ X 4)))");
    let gram = mul(vec![transpose(&e(&y)), e(&y)]);
    insta::assert_snapshot!(d(call(LOGDET, vec![gram.clone()]).unwrap(), &y), @"(* 2 X (^ (* (transpose X) X) -1))");
    insta::assert_snapshot!(d(gram, &y), @"(* (+ K[n,n] I[n^2]) (⊗ I[n] (transpose X)))");
    let w = mat("W", "k", "n");
    let out = call(TANH, vec![mul(vec![e(&w), e(&x)])]).unwrap();
    insta::assert_snapshot!(d(out, &w), @"(⊗ (transpose x) (diag (+ ones[k×1] (* -1 (^⊙ (tanh (* W x)) 2)))))");
    let fit = sub(&mul(vec![e(&y), transpose(&e(&y))]), &e(&mat("C", "m", "m")));
    let loss = trace(&mul(vec![transpose(&fit), fit.clone()]));
    insta::assert_snapshot!(d(loss, &y), @"(* 2 (+ (* 2 X (transpose X)) (* -1 (transpose C)) (* -1 C)) X)");
}

#[test]
fn a_deep_network_shares_what_repeats() {
    let x = mat("x", "n", "1");
    let ws: Vec<Symbol> = (1..=12).map(|i| mat(&format!("W_{i}"), "n", "n")).collect();
    let h = ws.iter().fold(e(&x), |h, w| call(TANH, vec![mul(vec![e(w), h])]).unwrap());
    let loss = mul(vec![transpose(&h), h]);
    let g = derive(&Request::new(loss, ws[0].clone())).unwrap();
    assert!(g.subexpressions().len() < 300, "{}", g.subexpressions().len());
}

#[test]
fn long_powers_and_products_stay_linear() {
    let x = mat("X", "n", "n");
    let g = derive(&Request::new(trace(&power(e(&x), number(64))), x.clone())).unwrap();
    assert_eq!(format!("{g:?}"), "(* 64 (transpose (^ X 63)))");
    let links = |k: usize| -> usize {
        let factors = (0..k).flat_map(|i| [e(&mat(&format!("A{i}"), "n", "n")), e(&x)]).collect();
        let found = derive(&Request::new(trace(&mul(factors)), x.clone())).unwrap();
        found.subexpressions().iter().map(|part| part.args().len()).sum()
    };
    assert!(links(64) < 9 * links(32) / 4 && links(128) < 9 * links(64) / 4);
}

#[test]
fn functions_with_vector_values_are_derived_twice() {
    let declared = [
        r"\mathbf x \in \mathbb R^n",
        r"W \in \mathbb R^{n \times p}",
        r"\mathbf z \in \mathbb R^p",
        r"\mathbf f : \mathbb R^n \to \mathbb R^m",
        r"g : \mathbb R^m \to \mathbb R",
        r"F : \mathbb R^{n \times p} \to \mathbb R^{m \times m}",
    ];
    let session = declared.iter().fold(crate::Session::new(), |s, d| s.declare(d).expect("a declaration"));
    let hessians = [
        (
            r"g(\mathbf f(\mathbf x))",
            r"\mathbf x",
            r"\sum_{j=1}^m [\nabla g(\mathbf f(\mathbf x))]_j \nabla^2 \mathbf f_j(\mathbf x) + \mathsf{D} \mathbf f(\mathbf x)^T \nabla^2 g(\mathbf f(\mathbf x)) \mathsf{D} \mathbf f(\mathbf x)",
        ),
        (
            r"\frac12 \|\mathbf f(W \mathbf z)\|^2",
            "W",
            r"\sum_{j=1}^m [\mathbf f(W \mathbf z)]_j (\mathbf z \mathbf z^T \otimes \nabla^2 \mathbf f_j(W \mathbf z)) + \mathbf z \mathbf z^T \otimes \mathsf{D} \mathbf f(W \mathbf z)^T \mathsf{D} \mathbf f(W \mathbf z)",
        ),
        (
            r"\operatorname{tr} F(W)",
            "W",
            r"\sum_{j=1}^{m^2} [\operatorname{vec}(I_m)]_j \nabla^2 (\operatorname{vec} F)_j(W)",
        ),
    ];
    for (formula, by, expected) in hessians {
        assert_eq!(session.hessian(formula, by).map(|d| d.latex()).as_deref(), Ok(expected), "{formula}");
    }
    let printed = r"\sum_{k=1}^m \mathbf f_k(\mathbf x) \nabla^2 \mathbf f_k(\mathbf x) + \mathsf D \mathbf f(\mathbf x)^T \mathsf D \mathbf f(\mathbf x)";
    let same = session.equal(r"\nabla^2 (\frac12 \|\mathbf f(\mathbf x)\|^2)", printed);
    assert!(same.as_ref().is_ok_and(|e| e.is_equal()), "{same:?}");
    let third = session.derive(r"\nabla^2 \mathbf f_1(\mathbf x)", r"\mathbf x").expect_err("three indices");
    assert!(third.to_string().contains("three indices"), "{third}");
}
