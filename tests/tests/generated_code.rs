//! Generated code is run and compared with the evaluator, on hand-picked and on random expressions.
//!
//! Needs Python with NumPy, JAX and PyTorch (`python3`, or what MATGRAD_PYTHON and, for PyTorch, MATGRAD_PYTORCH name) and Octave.
//! A language that is not there is skipped, and said to be; Julia is not run.

use std::sync::Arc;

use matgrad_core::expr::build::*;
use matgrad_core::expr::{Constant, Expr, Symbol};
use matgrad_core::functions::{
    self, DET, DIAG, DIAGONAL, EXP, Func, LOGDET, Language, SIGMOID, SOFTMAX, TANH, TRACE, VEC,
};
use matgrad_core::rational::Rational;
use matgrad_core::render::code::{Code, code};
use matgrad_core::shape::{Dim, Shape, SizeName};
use matgrad_core::verify::evaluate::{Point, evaluate_one};
use matgrad_core::verify::matrix::Matrix;
use matgrad_core::verify::program::Program;
use matgrad_core::verify::random::{Rng, Style};
use matgrad_core::verify::sample::{Sample, Sizes};
use matgrad_tests::interpreters::{can_run, run};
use serde_json::{Value, json};

const SIZES: [(&str, i64); 4] = [("m", 2), ("n", 3), ("p", 4), ("N", 5)];

fn dim(name: &str) -> Dim {
    Dim::named(name)
}

/// What the expressions are made of.
fn symbols() -> Vec<Symbol> {
    let matrix = |name: &str, r: &str, c: &str| Symbol::new(name, name, Shape::matrix(dim(r), dim(c)));
    let vector = |name: &str, n: &str| Symbol::new(name, &format!("\\mathbf{{{name}}}"), Shape::vector(dim(n)));
    let mut out = vec![
        matrix("A", "m", "n"),
        matrix("B", "n", "p"),
        matrix("C", "p", "m"),
        matrix("S", "n", "n"),
        matrix("T", "m", "m"),
        vector("x", "n"),
        vector("y", "n"),
        vector("z", "m"),
        vector("w", "p"),
        Symbol::new("q", "\\mathbf{q}", Shape::vector(dim("m").mul(&dim("n")))),
        Symbol::new("lam", "\\lambda", Shape::scalar()),
        Symbol::new("c", "c", Shape::scalar()),
    ];
    out.push(vector("v", "n").with_family(1));
    out.push(vector("u", "m").with_family(1));
    out.push(Symbol::new("a", "a", Shape::scalar()).with_family(1));
    out
}

fn get(name: &str) -> Expr {
    symbols().iter().find(|s| s.key() == name).map(symbol).expect("a known symbol")
}

fn member_of(name: &str) -> Expr {
    symbols().iter().find(|s| s.key() == name).map(|s| member(s, vec![index("i")])).expect("a known family")
}

fn call1(f: Func, x: &Expr) -> Expr {
    call(f, vec![x.clone()]).expect("fitting shapes")
}

/// A random expression of the shape asked for.
fn random(rng: &mut Rng, rows: &str, cols: &str, depth: u32) -> Expr {
    let shape = |s: &str| if s == "1" { Dim::one() } else { dim(s) };
    let (r, c) = (shape(rows), shape(cols));
    let pick = rng.between(0, 11);
    if depth == 0 || pick == 0 {
        return leaf(rng, rows, cols, &Shape::matrix(r, c));
    }
    let names = ["m", "n", "p"];
    let any = |rng: &mut Rng| names[usize::try_from(rng.between(0, 2)).expect("small")];
    let d = depth - 1;
    match pick {
        1 | 2 => add2(&random(rng, rows, cols, d), &random(rng, rows, cols, d)),
        3 => sub(&random(rng, rows, cols, d), &random(rng, rows, cols, d)),
        4 | 5 => {
            let k = any(rng);
            mul2(&random(rng, rows, k, d), &random(rng, k, cols, d))
        }
        6 => hadamard(vec![random(rng, rows, cols, d), random(rng, rows, cols, d)]),
        7 => transpose(&random(rng, cols, rows, d)),
        8 => mul2(&random(rng, "1", "1", d), &random(rng, rows, cols, d)),
        9 => call1([TANH, SIGMOID][usize::try_from(rng.between(0, 1)).expect("small")], &random(rng, rows, cols, d)),
        10 if rows == cols && rows != "1" => {
            let inner = random(rng, rows, cols, d);
            match rng.between(0, 2) {
                0 => inverse(&add2(&scale(Rational::from(40), &identity(&r)), &call1(TANH, &inner))),
                1 => call1(DIAG, &random(rng, rows, "1", d)),
                _ => power(inner, number(2)),
            }
        }
        10 if rows == "1" && cols == "1" => {
            let k = any(rng);
            match rng.between(0, 3) {
                0 => call1(TRACE, &random(rng, k, k, d)),
                1 => call1(DET, &random(rng, k, k, d)),
                2 => sqrt(&add2(&number(1), &power(random(rng, "1", "1", d), number(2)))),
                _ => recip(&add2(&number(1), &power(random(rng, "1", "1", d), number(2)))),
            }
        }
        10 if cols == "1" => match rng.between(0, 1) {
            0 => call1(DIAGONAL, &random(rng, rows, rows, d)),
            _ => call1(SOFTMAX, &random(rng, rows, "1", d)),
        },
        _ => {
            let i: Arc<str> = "i".into();
            let weight = mul2(&member_of("a"), &random(rng, rows, cols, d));
            sum_over(&i, number(1), size(&dim("N")), weight)
        }
    }
}

fn leaf(rng: &mut Rng, rows: &str, cols: &str, shape: &Shape) -> Expr {
    let mut fitting: Vec<Expr> = Vec::new();
    for s in symbols().into_iter().filter(|s| s.family() == 0) {
        let e = symbol(&s);
        if e.shape() == shape {
            fitting.push(e);
        } else if e.shape().transposed() == *shape {
            fitting.push(transpose(&e));
        }
    }
    if rows == cols && rows != "1" {
        fitting.push(identity(&shape.rows));
    }
    if (rows == "1") != (cols == "1") {
        fitting.push(ones(shape.clone()));
    }
    if fitting.is_empty() {
        fitting.push(mul2(
            &leaf(rng, rows, "1", &Shape::vector(shape.rows.clone())),
            &ones(Shape::matrix(Dim::one(), shape.cols.clone())),
        ));
    }
    let k = usize::try_from(rng.bits() % u64::try_from(fitting.len()).expect("small")).expect("small");
    fitting.swap_remove(k)
}

/// Forms whose code takes another way than the formula.
fn gallery() -> Vec<Expr> {
    let [a, b, c, s, t, x, y, z, w, q] = ["A", "B", "C", "S", "T", "x", "y", "z", "w", "q"].map(get);
    let (m, n) = (dim("m"), dim("n"));
    let p = |parts: &[&Expr]| mul(parts.iter().map(|e| (*e).clone()).collect());
    let i: Arc<str> = "i".into();
    let (v, u, weight) = (member_of("v"), member_of("u"), member_of("a"));
    let over = |e: Expr| sum_over(&i, number(1), size(&dim("N")), e);
    let residual = sub(&weight, &p(&[&transpose(&x), &v]));
    let inv = inverse(&s);
    let zero = |r: &Dim, c: &Dim| constant(Constant::Zero, Shape::matrix(r.clone(), c.clone()));
    vec![
        p(&[&kron(vec![transpose(&b), a.clone()]), &call1(VEC, &s)]),
        p(&[&kron(vec![transpose(&s), t.clone()]), &q]),
        p(&[&transpose(&q), &kron(vec![s.clone(), t.clone()])]),
        p(&[&kron(vec![x.clone(), t.clone()]), &z]),
        p(&[&kron(vec![t.clone(), x.clone()]), &z]),
        p(&[&kron(vec![transpose(&x), t.clone()]), &q]),
        p(&[&commutation(&m, &n), &q]),
        p(&[&commutation(&m, &n), &call1(VEC, &a)]),
        p(&[&commutation(&n, &m), &kron(vec![transpose(&a), a.clone()])]),
        p(&[&kron(vec![transpose(&a), a.clone()]), &commutation(&n, &m)]),
        commutation(&m, &n),
        kron(vec![transpose(&b), a.clone()]),
        kron(vec![x.clone(), z.clone()]),
        kron(vec![identity(&m), x.clone()]),
        neg(&kron(vec![transpose(&inv), inv.clone()])),
        p(&[&transpose(&inv), &x, &transpose(&y), &transpose(&inv)]),
        neg(&p(&[&transpose(&inv), &transpose(&s), &call1(TANH, &s), &transpose(&inv)])),
        p(&[&a, &inv, &b]),
        p(&[&transpose(&x), &inv, &y]),
        p(&[&transpose(&x), &inv]),
        // A sum of inverses before a vector is applied term by term.
        p(&[&add2(&p(&[&inv, &transpose(&inv)]), &mul(vec![number(-2), s.clone(), inv.clone()])), &x]),
        p(&[&a, &sub(&identity(&n), &inv), &y]),
        p(&[&add2(&kron(vec![transpose(&s), t.clone()]), &identity(&m.mul(&n))), &q]),
        p(&[&call1(DIAG, &x), &b]),
        p(&[&a, &call1(DIAG, &x)]),
        p(&[&a, &inverse(&call1(DIAG, &x)), &b]),
        call1(TRACE, &p(&[&a, &b, &c])),
        call1(DIAGONAL, &p(&[&a, &b, &c])),
        p(&[&transpose(&ones(Shape::vector(m.clone()))), &a]),
        p(&[&a, &ones(Shape::vector(n.clone()))]),
        p(&[&z, &transpose(&ones(Shape::vector(n.clone())))]),
        sub(&ones(Shape::vector(n.clone())), &entry_power(call1(TANH, &x), number(2))),
        hadamard(vec![x.clone(), entry_power(y.clone(), number(-1))]),
        div(&sub(&x, &y), &sqrt(&p(&[&transpose(&sub(&x, &y)), &sub(&x, &y)]))),
        call1(LOGDET, &p(&[&s, &transpose(&s)])),
        power(s.clone(), number(-2)),
        over(p(&[&v, &transpose(&v)])),
        over(p(&[&weight, &u, &transpose(&v)])),
        over(p(&[&residual, &v])),
        over(power(residual.clone(), number(2))),
        over(p(&[&transpose(&v), &s, &v])),
        over(p(&[&call1(EXP, &p(&[&transpose(&x), &v])), &sub(&v, &y)])),
        over(p(&[&sub(&p(&[&a, &v]), &u), &transpose(&v)])),
        over(p(&[&a, &call1(DIAG, &v), &b])),
        over(p(&[&recip(&add2(&number(1), &power(weight.clone(), number(2)))), &p(&[&a, &v])])),
        over(call1(TANH, &p(&[&call1(SIGMOID, &p(&[&transpose(&v), &s, &v])), &weight]))),
        over(p(&[&weight, &entry(x.clone(), number(2), number(1))])),
        sum_over(
            &i,
            number(1),
            size(&n),
            p(&[&entry(x.clone(), index("i"), number(1)), &entry(y.clone(), index("i"), number(1))]),
        ),
        sum_over(&i, number(1), size(&m), p(&[&entry(a.clone(), index("i"), add2(&index("i"), &number(1))), &z])),
        prod_over(&i, number(1), size(&n), entry(x.clone(), index("i"), number(1))),
        sum_over(&i, number(2), size(&n), p(&[&index("i"), &unit(index("i"), n.clone())])),
        sum_over(&i, number(1), size(&n), p(&[&unit(index("i"), n.clone()), &transpose(&unit(index("i"), n.clone()))])),
        p(&[&size(&n), &recip(&size(&m)), &x]),
        block(2, 2, vec![t.clone(), a.clone(), transpose(&a), s.clone()]),
        block(2, 1, vec![x.clone(), z.clone()]),
        block(2, 2, vec![t.clone(), z.clone(), transpose(&z), get("lam")]),
        block(1, 2, vec![transpose(&x), transpose(&z)]),
        block(2, 2, vec![t.clone(), zero(&m, &n), zero(&n, &m), s.clone()]),
        p(&[&transpose(&duplication(&n)), &call1(VEC, &s)]),
        p(&[&elimination(&n), &call1(VEC, &s)]),
        p(&[&transpose(&duplication(&n)), &kron(vec![s.clone(), s.clone()]), &duplication(&n)]),
        functions::unvec(&p(&[&kron(vec![t.clone(), s.clone()]), &call1(VEC, &transpose(&a))]), &n, &m).expect("shape"),
        add2(&get("lam"), &delta(number(1), entry(w, number(1), number(1)))),
    ]
}

/// Matrices given by their entries, and convolutions with what belongs to them.
fn by_entries() -> Vec<Expr> {
    let [a, s, t, x, y] = ["A", "S", "T", "x", "y"].map(get);
    let (n, one) = (dim("n"), Dim::one());
    let (i, j): (Arc<str>, Arc<str>) = ("i".into(), "j".into());
    let at = |e: &Expr, i: Expr, j: Expr| entry(e.clone(), i, j);
    let next = || add2(&index("i"), &number(1));
    let step = sub(&at(&x, next(), number(1)), &at(&x, index("i"), number(1)));
    let call2 = |f: Func, a: &Expr, b: &Expr| call(f, vec![a.clone(), b.clone()]).expect("shape");
    let like = |e: &Expr| zero(e.shape().clone());
    let weighted = mul(vec![power(at(&a, index("i"), index("j")), number(2)), index("i")]);
    let inner = mul(vec![at(&s, index("i"), index("k")), at(&a, index("j"), index("k")), index("k")]);
    let smaller = Shape::vector(n.sub(&one));
    let over = |e: Expr| sum_over(&"k".into(), number(1), size(&n), e);
    let conv = call2(functions::CONV, &t, &s);
    let full = call2(functions::CONVFULL, &t, &s);
    let patches = call2(functions::IM2COL, &s, &like(&t));
    let toeplitz = call2(functions::TOEPLITZ, &t, &like(&s));
    vec![
        table(&i, &j, weighted, a.shape().clone()),
        table(&i, &"".into(), step.clone(), smaller.clone()),
        transpose(&table(&i, &"".into(), step, smaller)),
        table(&i, &j, over(inner), Shape::matrix(n.clone(), dim("m"))),
        table(&i, &j, call1(TANH, &mul(vec![at(&x, index("i"), number(1)), index("j")])), s.shape().clone()),
        call2(functions::CONV, &conv, &s),
        mul(vec![patches.clone(), call1(VEC, &t)]),
        mul(vec![transpose(&patches), call1(VEC, &conv)]),
        mul(vec![toeplitz.clone(), call1(VEC, &s)]),
        mul(vec![transpose(&toeplitz), toeplitz.clone()]),
        call2(functions::CONV, &sub(&conv, &t), &s),
        call2(functions::CONVFULL, &sub(&conv, &t), &t),
        call2(functions::CONV, &x, &call2(functions::CONVFULL, &x, &y)),
        conv,
        full,
        patches,
        toeplitz,
    ]
}

fn sample() -> Sample {
    let sizes = SIZES.iter().map(|(n, v)| (SizeName::Named((*n).into()), *v)).collect();
    Sample { sizes: Sizes(sizes), seed: 7, style: Style::Dominant, structured: false }
}

fn array(m: &Matrix<f64>, vector: bool, scalar: bool) -> Value {
    if scalar {
        return json!(m.entries()[0]);
    }
    if vector {
        return json!(m.entries());
    }
    json!((0..m.rows).map(|i| (0..m.cols).map(|j| *m.at(i, j)).collect::<Vec<f64>>()).collect::<Vec<_>>())
}

/// The values of the arguments, in order.
fn inputs(code: &Code) -> Value {
    let sample = sample();
    let point: &dyn Point<f64> = &sample;
    let value = |size: &Dim| size.evaluate(&|n| sample.sizes.get(n)).and_then(|v| usize::try_from(v).ok()).unwrap_or(1);
    let mut out = Vec::new();
    for a in &code.arguments {
        if let Some((_, v)) = SIZES.iter().find(|(n, _)| *n == a.latex) {
            out.push(json!({"value": v}));
            continue;
        }
        let letter = a.latex.trim_end_matches("_i");
        let all = symbols();
        let s = all.iter().find(|s| s.latex() == letter).expect("a known argument");
        let shape = (value(&s.shape().rows), value(&s.shape().cols));
        let (vector, scalar) = (s.shape().is_vector(), s.shape().is_scalar());
        let draw = |indices: &[i64]| {
            let m = point.symbol(s, indices, shape).expect("a value");
            array(&m, vector, scalar)
        };
        let all = if s.family() == 0 { draw(&[]) } else { json!((1..=5).map(|i| draw(&[i])).collect::<Vec<_>>()) };
        out.push(json!({"value": all}));
    }
    Value::Array(out)
}

/// What of `expressions` does not compute what it says; `None` where the language cannot be run.
fn failures(expressions: &[Expr], language: Language) -> Option<String> {
    if !can_run(language) {
        return None;
    }
    let sample = sample();
    let mut cases = Vec::new();
    for e in expressions {
        let compiled = Program::new(std::slice::from_ref(e)).expect("small");
        let Some((value, _)) = evaluate_one::<f64>(&compiled, 0, &sample) else { continue };
        let code = code(e, &[], language).expect("every function here has code");
        let (vector, scalar) = (e.shape().is_vector(), e.shape().is_scalar());
        let names: Vec<&str> = code.arguments.iter().map(|a| a.name.as_str()).collect();
        cases.push(json!({
            "formula": format!("{e:?}"),
            "names": names,
            "inputs": inputs(&code),
            "source": code.source,
            "expected": array(&value, vector, scalar),
        }));
    }
    assert!(cases.len() * 2 > expressions.len(), "most expressions have a value");
    Some(run(&cases, language).expect("it could be run a moment ago"))
}

fn check(language: Language) {
    // Where every operation is slow, fewer random expressions are tried.
    let random = if matches!(language, Language::Numpy | Language::Matlab) { 250 } else { 40 };
    match failures(&expressions(random), language) {
        Some(text) => assert!(text.is_empty(), "{text}"),
        None => {
            eprintln!("SKIPPED: {language:?} cannot be run here (MATGRAD_PYTHON names a Python with the libraries)")
        }
    }
}

/// The hand-picked expressions and so many random ones.
fn expressions(count: usize) -> Vec<Expr> {
    let mut rng = Rng::new(11);
    let shapes = [("1", "1"), ("n", "1"), ("1", "m"), ("m", "n"), ("n", "n"), ("p", "1"), ("p", "m")];
    let mut all = gallery();
    all.extend(by_entries());
    all.extend((0..count).map(|k| {
        let (r, c) = shapes[k % shapes.len()];
        random(&mut rng, r, c, 4)
    }));
    all
}

#[test]
fn numpy_computes_what_the_formula_says() {
    check(Language::Numpy);
}

#[test]
fn jax_computes_what_the_formula_says() {
    check(Language::Jax);
}

#[test]
fn pytorch_computes_what_the_formula_says() {
    check(Language::Pytorch);
}

#[test]
fn octave_computes_what_the_formula_says() {
    check(Language::Matlab);
}
