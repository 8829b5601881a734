//! Identities of matrix algebra, true and false.

use std::sync::Arc;

use crate::expr::build::*;
use crate::expr::{Expr, FnSymbol, Properties, Reading, Symbol};
use crate::functions::{DET, DIAG, DIAGONAL, EXP, LOG, LOGDET};
use crate::shape::{Dim, Shape};
use crate::verify::equal::{Equality, Method, equal};

fn m(key: &str, rows: &str, cols: &str) -> Expr {
    symbol(&Symbol::new(key, key, Shape::matrix(Dim::named(rows), Dim::named(cols))))
}

fn v(key: &str, n: &str) -> Expr {
    symbol(&Symbol::new(key, key, Shape::vector(Dim::named(n))))
}

fn c(key: &str) -> Expr {
    symbol(&Symbol::new(key, key, Shape::scalar()))
}

fn with(key: &str, property: &str) -> Expr {
    let s = Symbol::new(key, key, Shape::matrix(Dim::named("n"), Dim::named("n")));
    symbol(&s.with_properties(Properties::default().with(property).expect("a property")))
}

fn f(function: crate::functions::Func, e: &Expr) -> Expr {
    call(function, vec![e.clone()]).expect("a fitting argument")
}

fn p(factors: &[&Expr]) -> Expr {
    mul(factors.iter().map(|e| (*e).clone()).collect())
}

#[test]
fn true_identities_hold_and_false_ones_do_not() {
    let n = Dim::named("n");
    let (a, b, r, s) = (m("A", "n", "n"), m("B", "n", "n"), m("R", "m", "n"), m("S", "n", "m"));
    let (x, y, u, w) = (v("x", "n"), v("y", "n"), v("u", "n"), v("w", "n"));
    let t = |e: &Expr| transpose(e);
    let id = identity(&n);
    let im = identity(&Dim::named("m"));
    let det = |e: &Expr| f(DET, e);
    let norm = |e: &Expr| sqrt(&trace(&p(&[&t(e), e])));
    let two = number(2);
    let woodbury = sub(
        &inverse(&a),
        &div(&p(&[&inverse(&a), &u, &t(&w), &inverse(&a)]), &add2(&number(1), &p(&[&t(&w), &inverse(&a), &u]))),
    );
    let positive = with("P", "positive");
    let cases: Vec<(Expr, Expr, &str)> = vec![
        (trace(&p(&[&a, &b])), trace(&p(&[&b, &a])), "exact"),
        (trace(&p(&[&a, &b])), trace(&p(&[&t(&a), &b])), "no"),
        (trace(&p(&[&a, &b])), p(&[&trace(&a), &trace(&b)]), "no"),
        (inverse(&add2(&a, &p(&[&u, &t(&w)]))), woodbury, "exact"),
        (det(&add2(&im, &p(&[&r, &s]))), det(&add2(&id, &p(&[&s, &r]))), "exact"),
        (p(&[&inverse(&add2(&im, &p(&[&r, &s]))), &r]), p(&[&r, &inverse(&add2(&id, &p(&[&s, &r])))]), "exact"),
        (inverse(&add2(&a, &b)), add2(&inverse(&a), &inverse(&b)), "no"),
        (det(&add2(&a, &b)), add2(&det(&a), &det(&b)), "no"),
        (vec_of(&p(&[&a, &b])), mul2(&kron(vec![id.clone(), a.clone()]), &vec_of(&b)), "exact"),
        (vec_of(&p(&[&a, &b])), mul2(&kron(vec![a.clone(), id.clone()]), &vec_of(&b)), "no"),
        (
            power(add2(&a, &b), two.clone()),
            add(vec![power(a.clone(), two.clone()), p(&[&two, &a, &b]), power(b.clone(), two.clone())]),
            "no",
        ),
        (norm(&kron(vec![a.clone(), r.clone()])), p(&[&norm(&a), &norm(&r)]), "float"),
        (norm(&add2(&a, &b)), add2(&norm(&a), &norm(&b)), "no"),
        (f(LOGDET, &p(&[&t(&b), &b])), p(&[&two, &f(LOGDET, &b)]), "exact or float"),
        (f(LOGDET, &p(&[&t(&r), &r])), p(&[&two, &f(LOGDET, &b)]), "no"),
        (f(EXP, &add2(&x, &y)), hadamard(vec![f(EXP, &x), f(EXP, &y)]), "float"),
        (f(LOG, &hadamard(vec![x.clone(), y.clone()])), add2(&f(LOG, &x), &f(LOG, &y)), "float"),
        (
            inverse(&p(&[&t(&r), &r])),
            p(&[&inverse(&p(&[&t(&r), &r])), &t(&r), &r, &inverse(&p(&[&t(&r), &r]))]),
            "exact",
        ),
        (f(DIAGONAL, &p(&[&a, &f(DIAG, &x), &b])), mul2(&hadamard(vec![a.clone(), t(&b)]), &x), "exact"),
        (sqrt(&hadamard(vec![positive.clone(), positive.clone()])), positive.clone(), "float"),
        (trace(&p(&[&t(&with("Q", "orthogonal")), &a, &with("Q", "orthogonal")])), trace(&a), "exact"),
        (det(&with("Q", "orthogonal")), number(1), "no"),
        (power(det(&with("Q", "orthogonal")), two.clone()), number(1), "exact"),
        (p(&[&t(&x), &with("K", "skew"), &x]), number(0), "exact"),
        (p(&[&t(&x), &with("Y", "symmetric"), &x]), number(0), "no"),
        (sqrt(&power(c("c"), two.clone())), c("c"), "no"),
        (f(LOG, &power(c("c"), two.clone())), p(&[&two, &f(LOG, &c("c"))]), "float"),
        (p(&[&r, &x]), p(&[&t(&r), &x]), "no"),
    ];
    for (lhs, rhs, expected) in cases {
        let found = match equal(&lhs, &rhs) {
            Equality::Equal(Method::Exact) => "exact",
            Equality::Equal(_) => "float",
            Equality::Unequal(method, example) => {
                assert_eq!(example.is_none(), method == Method::Shapes, "{lhs:?} = {rhs:?}");
                "no"
            }
            Equality::Undecided(_) => "undecided",
        };
        assert!(expected.contains(found), "{lhs:?} = {rhs:?}: {found}, not {expected}");
    }
}

#[test]
fn sums_families_and_unknown_functions_are_compared() {
    let i: Arc<str> = "i".into();
    let (n, count) = (Dim::named("n"), Dim::named("N"));
    let xs = Symbol::new("x", "x", Shape::vector(n.clone())).with_family(1);
    let x = member(&xs, vec![index("i")]);
    let over = |body: Expr| sum_over(&i, number(1), size(&count), body);
    let mean = div(&over(x.clone()), &size(&count));
    let centred = sub(&x, &mean);
    let scatter = over(mul2(&centred, &transpose(&centred)));
    let expanded = sub(&over(mul2(&x, &transpose(&x))), &mul(vec![size(&count), mean.clone(), transpose(&mean)]));
    assert!(equal(&scatter, &expanded).is_equal());
    let wrong = sub(&over(mul2(&x, &transpose(&x))), &mul2(&mean, &transpose(&mean)));
    assert!(equal(&scatter, &wrong).is_unequal());

    let g = FnSymbol::new("g", "g", vec![Shape::vector(n.clone())], Shape::scalar());
    let y = v("y", "n");
    let read = |r, e: &Expr| apply(&g, r, vec![e.clone()]).expect("a reading");
    let hessian = read(Reading::Hessian(0, 0), &y);
    assert!(equal(&transpose(&hessian), &hessian).is_equal());
    let (gradient, at_twice) = (read(Reading::Gradient(0), &y), read(Reading::Gradient(0), &scale(2.into(), &y)));
    assert!(equal(&at_twice, &scale(2.into(), &gradient)).is_unequal());
    // A free index means any index.
    let entry_of = |e: &Expr| entry(e.clone(), index("j"), index("k"));
    let (a, b) = (m("A", "n", "n"), m("B", "n", "n"));
    let by_entries = sum_over(
        &i,
        number(1),
        size(&n),
        mul2(&entry(a.clone(), index("j"), index("i")), &entry(b.clone(), index("i"), index("k"))),
    );
    assert!(equal(&entry_of(&mul2(&a, &b)), &by_entries).is_equal());
    assert!(equal(&entry_of(&mul2(&b, &a)), &by_entries).is_unequal());
}

#[test]
fn a_counterexample_is_small_and_true() {
    let (a, b) = (m("A", "n", "n"), m("B", "n", "n"));
    let Equality::Unequal(Method::Exact, Some(e)) = equal(&mul2(&a, &b), &mul2(&b, &a)) else { panic!("unequal") };
    assert_eq!(e.sizes.describe(), "n=2");
    let value = |key: &str| e.values.iter().find(|(s, ..)| s.key() == key).map(|(.., m)| m.clone()).expect("a value");
    assert!(value("A").entries().iter().all(|x| x.fract() == 0.0));
    assert_eq!(Some(e.left), value("A").mul(&value("B")));
    assert_eq!(Some(e.right), value("B").mul(&value("A")));
}

#[test]
fn what_has_no_value_is_undecided() {
    let c = c("c");
    let nowhere = f(LOG, &neg(&mul2(&c, &c)));
    assert!(matches!(equal(&nowhere, &number(0)), Equality::Undecided(_)));
    let huge = power(m("A", "n", "n"), number(1_000_000));
    assert!(equal(&huge, &mul2(&power(m("A", "n", "n"), number(999_999)), &m("A", "n", "n"))).is_equal());
}
