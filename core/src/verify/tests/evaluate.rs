//! Evaluation against values worked out by hand.

use crate::expr::build::*;
use crate::expr::{Expr, FnSymbol, Op, Reading, Symbol};
use crate::functions::{DET, DIAG, DIAGONAL, EXP};
use crate::shape::{Dim, Shape, SizeName};
use crate::verify::evaluate::evaluate;
use crate::verify::matrix::Matrix;
use crate::verify::program::Program;
use crate::verify::random::Style;
use crate::verify::sample::{Overlay, Sample, Sizes};
use crate::verify::scalar::Dual;

fn at(m: i64, n: i64) -> Sample {
    let sizes = [("m", m), ("n", n)].map(|(k, v)| (SizeName::Named(k.into()), v));
    Sample { sizes: Sizes(sizes.to_vec()), seed: 7, style: Style::General, structured: false }
}

fn value(e: &Expr) -> Option<Matrix<f64>> {
    let sample = at(3, 2);
    let given = vec![
        ("A".into(), vec![], Matrix::from_fn(3, 2, |i, j| (10 * (i + 1) + j + 1) as f64)),
        ("S".into(), vec![], Matrix::from_fn(2, 2, |i, j| [[2.0, 1.0], [5.0, 3.0]][i][j])),
        ("x".into(), vec![1], Matrix::from_fn(2, 1, |i, _| [1.0, 2.0][i])),
        ("x".into(), vec![2], Matrix::from_fn(2, 1, |i, _| [10.0, 20.0][i])),
    ];
    evaluate(&Program::new(std::slice::from_ref(e))?, &Overlay { base: &sample, given })?.pop()
}

fn show(e: &Expr) -> String {
    match value(e) {
        None => "none".into(),
        Some(m) => (0..m.rows)
            .map(|i| (0..m.cols).map(|j| format!("{}", (m.at(i, j) * 1e9).round() / 1e9)).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

#[test]
fn every_operation_means_what_the_books_say() {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    let a = symbol(&Symbol::new("A", "A", Shape::matrix(m.clone(), n.clone())));
    let s = symbol(&Symbol::new("S", "S", Shape::matrix(n.clone(), n.clone())));
    let xs = Symbol::new("x", "x", Shape::vector(n.clone())).with_family(1);
    let i: std::sync::Arc<str> = "i".into();
    let x = |k: Expr| member(&xs, vec![k]);
    let vec_s = vec_of(&s);
    let cases = [
        (sub(&vec_of(&transpose(&a)), &mul2(&commutation(&m, &n), &vec_of(&a))), "0; 0; 0; 0; 0; 0"),
        (mul2(&elimination(&n), &vec_s), "2; 5; 3"),
        (mul(vec![duplication(&n), elimination(&n), vec_s.clone()]), "2; 5; 5; 3"),
        (inverse(&s), "3 -1; -5 2"),
        (power(s.clone(), size(&n)), "9 5; 25 14"),
        (power(s.clone(), number(-2)), "14 -5; -25 9"),
        (entry_power(s.clone(), number(2)), "4 1; 25 9"),
        (hadamard(vec![s.clone(), s.clone(), s.clone()]), "8 1; 125 27"),
        (kron(vec![s.clone(), transpose(&x(number(1)))]), "2 4 1 2; 5 10 3 6"),
        (sum_over(&i, number(1), number(2), x(index("i"))), "11; 22"),
        (sum_over(&i, number(1), size(&n), entry(x(number(2)), index("i"), number(1))), "30"),
        (sum_over(&i, number(2), number(1), x(index("i"))), "0; 0"),
        (
            Expr::raw(
                Op::Prod(i.clone()),
                vec![number(1), size(&n), entry(s.clone(), index("i"), index("i"))],
                Shape::scalar(),
            ),
            "6",
        ),
        (sum_over(&i, number(1), size(&n), entry(a.clone(), add2(&index("i"), &number(1)), index("i"))), "53"),
        (entry(a.clone(), size(&m), size(&n)), "32"),
        (entry(a.clone(), number(4), number(1)), "none"),
        (unit(number(2), n.clone()), "0; 1"),
        (sum_over(&i, number(1), number(3), delta(index("i"), size(&n))), "1"),
        (
            block(2, 2, vec![s.clone(), ones(Shape::vector(n.clone())), transpose(&x(number(1))), number(7)]),
            "2 1 1; 5 3 1; 1 2 7",
        ),
        (mul(vec![number(2), s.clone(), x(number(1))]), "8; 22"),
        (call(DET, vec![s.clone()]).expect("square"), "1"),
        (call(DET, vec![ones(Shape::matrix(n.clone(), n.clone()))]).expect("square"), "0"),
        (call(DIAG, vec![x(number(1))]).expect("vector"), "1 0; 0 2"),
        (call(DIAGONAL, vec![s.clone()]).expect("square"), "2; 3"),
        (call(EXP, vec![sub(&s, &s)]).expect("any"), "1 1; 1 1"),
        (inverse(&ones(Shape::matrix(n.clone(), n.clone()))), "none"),
        (sum_over(&i, number(1), number(1_000_000_000), mul(vec![index("i"), index("i")])), "none"),
    ];
    for (e, expected) in cases {
        assert_eq!(show(&e), expected, "{e:?}");
    }
}

#[test]
fn the_index_of_an_inner_sum_hides_the_outer_one() {
    let i: std::sync::Arc<str> = "i".into();
    let inner = Expr::raw(Op::Sum(i.clone()), vec![number(1), number(2), index("i")], Shape::scalar());
    // Σ_{i=1}^{3} i·(Σ_{i=1}^{2} i)·i = 3·(1 + 4 + 9)
    let body = Expr::raw(Op::Mul, vec![index("i"), inner, index("i")], Shape::scalar());
    assert_eq!(show(&Expr::raw(Op::Sum(i), vec![number(1), number(3), body], Shape::scalar())), "42");
}

#[test]
fn unknown_functions_have_the_derivatives_of_their_values() {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    let x = Symbol::new("X", "X", Shape::matrix(m.clone(), n.clone()));
    let f = FnSymbol::new("f", "f", vec![x.shape().clone(), Shape::vector(m)], Shape::vector(n));
    let y = symbol(&Symbol::new("y", "y", f.domain()[1].clone()));
    let apply = |r| apply(&f, r, vec![symbol(&x), y.clone()]).expect("a reading");
    let program = Program::new(&[apply(Reading::Value), apply(Reading::Jacobian(0))]).expect("small");
    let sample = at(3, 2);
    let base: Matrix<f64> = sample.draw(&x, &[], (3, 2)).expect("a value");
    for (k, (i, j)) in [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)].into_iter().enumerate() {
        let moved =
            Matrix::from_fn(3, 2, |a, b| Dual { re: *base.at(a, b), eps: if (a, b) == (i, j) { 1.0 } else { 0.0 } });
        let point = Overlay { base: &sample, given: vec![("X".into(), vec![], moved)] };
        let values = evaluate(&program, &point).expect("a value");
        for c in 0..2 {
            let (along, jacobian) = (values[0].at(c, 0).eps, values[1].at(c, k).re);
            assert!((along - jacobian).abs() < 1e-12, "{along} {jacobian}");
        }
    }
}

#[test]
fn determinants_of_singular_matrices_keep_their_derivatives() {
    // det of [[1, 2], [2, 4]] moving along E₁₁: 4.
    let m = Matrix::from_fn(2, 2, |i, j| Dual {
        re: [[1.0, 2.0], [2.0, 4.0]][i][j],
        eps: if i + j == 0 { 1.0 } else { 0.0 },
    });
    let d = m.det().expect("square");
    assert_eq!((d.re, d.eps), (0.0, 4.0));
}
