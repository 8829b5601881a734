//! What every function of the library promises, checked for each by its values: the differentials of first and second order, the
//! adjoint, the matrix, the simplification, and that names and spellings lead to one function.

mod derivatives;
mod reading;

use std::collections::HashSet;

use crate::calculus::differential;
use crate::expr::build::{call, differential as d, symbol, vec_of, zero};
use crate::expr::{Expr, Op, Properties, Symbol};
use crate::functions::{ALL, Func, Language};
use crate::shape::{Dim, Shape, SizeName};
use crate::verify::evaluate::evaluate;
use crate::verify::matrix::Matrix;
use crate::verify::program::Program;
use crate::verify::random::Style;
use crate::verify::sample::{Sample, Sizes};
use crate::verify::scalar::Dual;

const SIZES: [(&str, i64); 2] = [("m", 3), ("n", 2)];

fn shapes() -> Vec<Shape> {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    vec![
        Shape::scalar(),
        Shape::vector(m.clone()),
        Shape::vector(n.clone()).transposed(),
        Shape::matrix(m.clone(), n.clone()),
        Shape::matrix(n, m.clone()),
        Shape::matrix(m.clone(), m),
    ]
}

/// The argument lists that a function is tried at: every combination of shapes that it takes.
fn arguments(f: Func) -> Vec<Vec<Symbol>> {
    let properties = match f.name() {
        "lambdamax" | "lambdamin" | "eigvecmax" | "eigvecmin" => Properties::default().with("symmetric"),
        _ => Some(Properties::default()),
    };
    let quantity = |name: &str, shape: &Shape| {
        Symbol::new(name, name, shape.clone()).with_properties(properties.expect("known words"))
    };
    if f.name() == "unvec" {
        let (m, n) = (Dim::named("m"), Dim::named("n"));
        return vec![vec![quantity("x", &Shape::vector(m.mul(&n))), quantity("Y", &Shape::matrix(m, n))]];
    }
    if matches!(f.name(), "im2col" | "toeplitz") {
        // X, or the kernel, and a shape.
        let (m, n) = (Dim::named("m"), Dim::named("n"));
        let (small, large) = (Shape::matrix(n, Dim::constant(2)), Shape::matrix(m, Dim::constant(4)));
        let shapes = if f.name() == "im2col" { [large, small] } else { [small, large] };
        return vec![vec![quantity("X", &shapes[0]), quantity("Y", &shapes[1])]];
    }
    let lists: Vec<Vec<Shape>> = match f.arity() {
        0 => vec![vec![]],
        1 => shapes().into_iter().map(|s| vec![s]).collect(),
        _ => shapes().iter().flat_map(|a| shapes().into_iter().map(move |b| vec![a.clone(), b])).collect(),
    };
    let fitting = lists.into_iter().filter(|l| f.shape(l).is_ok());
    fitting.map(|l| l.iter().zip(["X", "Y"]).map(|(s, name)| quantity(name, s)).collect()).collect()
}

fn sample(seed: u64, style: Style) -> Sample {
    let sizes = SIZES.map(|(k, v)| (SizeName::Named(k.into()), v));
    Sample { sizes: Sizes(sizes.to_vec()), seed, style, structured: false }
}

fn size(s: &Symbol) -> (usize, usize) {
    let of = |d: &Dim| {
        let n = d.evaluate(&|n| sample(0, Style::General).sizes.get(n)).expect("sizes of the table");
        usize::try_from(n).expect("small")
    };
    (of(&s.shape().rows), of(&s.shape().cols))
}

/// Values of the arguments and directions for them at which the function has a value.
struct Place {
    sample: Sample,
    at: Vec<Matrix<f64>>,
    towards: Vec<Matrix<f64>>,
}

impl Place {
    fn find(f: Func, args: &[Symbol]) -> Option<Place> {
        let styles = [Style::General, Style::Dominant, Style::Positive, Style::Small];
        (0..20u64).flat_map(|seed| styles.map(|s| sample(seed, s))).find_map(|sample| {
            let at = args.iter().map(|s| sample.draw(s, &[], size(s))).collect::<Option<Vec<_>>>()?;
            let towards = args.iter().map(|s| sample.direction(s, &[], size(s), 0)).collect::<Option<Vec<_>>>()?;
            f.value(&at)?;
            Some(Place { sample, at, towards })
        })
    }

    fn value(&self, e: &Expr) -> Option<Matrix<f64>> {
        evaluate(&Program::new(std::slice::from_ref(e))?, &self.sample)?.pop()
    }

    /// The value of f at a step along the directions of the arguments that move.
    fn step(&self, f: Func, moves: &[bool], h: f64) -> Option<Matrix<f64>> {
        let step =
            |k: usize| if moves[k] { self.at[k].add(&self.towards[k].scale(&h)) } else { Some(self.at[k].clone()) };
        f.value(&(0..self.at.len()).map(step).collect::<Option<Vec<_>>>()?)
    }

    /// The mixed second derivative of f along those directions, from its definition.
    fn second(&self, f: Func, moves: &[bool]) -> Option<Matrix<f64>> {
        let lift = |k: usize| {
            let (at, e) = (&self.at[k], &self.towards[k]);
            let e = |i, j| if moves[k] { *e.at(i, j) } else { 0.0 };
            Matrix::from_fn(at.rows, at.cols, |i, j| Dual {
                re: Dual { re: *at.at(i, j), eps: e(i, j) },
                eps: Dual { re: e(i, j), eps: 0.0 },
            })
        };
        let value = f.value_hyper(&(0..self.at.len()).map(lift).collect::<Vec<_>>())?;
        Some(value.map(|x| x.eps.eps))
    }
}

fn close(a: &Matrix<f64>, b: &Matrix<f64>, tolerance: f64) -> bool {
    let scale = a.entries().iter().chain(b.entries()).fold(1.0, |m: f64, x| m.max(x.abs()));
    a.rows == b.rows
        && a.cols == b.cols
        && a.entries().iter().zip(b.entries()).all(|(x, y)| (x - y).abs() <= tolerance * scale)
}

/// Which arguments a differential is known for; p of a p-norm and the shape in unvec's second argument are constants.
fn moving(f: Func) -> Vec<bool> {
    let fixed = matches!(f.name(), "normp" | "unvec" | "im2col" | "toeplitz");
    (0..f.arity()).map(|k| k == 0 || !fixed).collect()
}

/// The functions and arguments whose differential is refused, as name and shape.
fn refused(f: Func, args: &[Symbol], order: u8) -> bool {
    let shape = args.first().map(|s| s.shape().clone()).unwrap_or_else(Shape::scalar);
    match f.name() {
        // Induced norms of matrices other than the 2-norm; a row is such a matrix.
        "norm1" | "norminf" | "normp" => !shape.is_vector(),
        // Which of two Gram matrices is invertible is not known.
        "polar" => !shape.is_square(),
        "nuclear" => order == 2 && !shape.is_square(),
        _ => false,
    }
}

/// Runs `check` at every function and argument list, and tells which failed.
fn everywhere(check: impl Fn(Func, &[Symbol], &Place) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for f in ALL {
        let mut tried = 0;
        for args in arguments(*f) {
            let Some(place) = Place::find(*f, &args) else { continue };
            tried += 1;
            if let Err(why) = check(*f, &args, &place) {
                let shapes: Vec<String> = args.iter().map(|s| s.shape().to_string()).collect();
                wrong.push(format!("{} at {}: {why}", f.name(), shapes.join(", ")));
            }
        }
        assert!(tried > 0, "{} has no value anywhere", f.name());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn symbols(args: &[Symbol]) -> Vec<Expr> {
    args.iter().map(symbol).collect()
}

#[test]
fn simplification_keeps_the_value() {
    everywhere(|f, args, place| {
        let e = call(f, symbols(args)).ok_or("no expression")?;
        // The logarithm of a number below 0 has no value, that of the absolute value of a determinant does.
        if f.name() == "logdet" && e.shape() == args[0].shape() {
            return Ok(());
        }
        let (a, b) = (place.value(&e).ok_or("no value")?, f.value(&place.at).ok_or("no value")?);
        close(&a, &b, 1e-9).then_some(()).ok_or(format!("{e:?} is {a:?}, not {b:?}"))
    });
}

#[test]
fn differentials_are_those_of_the_value() {
    everywhere(|f, args, place| {
        // Only a call that stays one is differentiated.
        let stays = call(f, symbols(args)).is_some_and(|e| *e.op() == Op::Call(f) && e.args() == symbols(args));
        if !stays && f.arity() > 0 {
            return Ok(());
        }
        let moves = moving(f);
        let ds: Vec<Expr> =
            args.iter().zip(&moves).map(|(s, m)| if *m { d(s) } else { zero(s.shape().clone()) }).collect();
        let Some(formula) = f.differential(&symbols(args), &ds) else {
            return if refused(f, args, 1) { Ok(()) } else { Err("refused".into()) };
        };
        let h = 1e-5;
        let (Some(up), Some(down)) = (place.step(f, &moves, h), place.step(f, &moves, -h)) else { return Ok(()) };
        let numeric = up.zip(&down, |a, b| (a - b) / (2.0 * h)).ok_or("shapes")?;
        let ours = place.value(&formula).ok_or(format!("no value of {formula:?}"))?;
        close(&ours, &numeric, 1e-6).then_some(()).ok_or(format!("{formula:?} is {ours:?}, not {numeric:?}"))
    });
}

#[test]
fn second_differentials_are_those_of_the_value() {
    everywhere(|f, args, place| {
        for (k, wrt) in args.iter().enumerate().filter(|(k, _)| moving(f)[*k]) {
            let e = call(f, symbols(args)).ok_or("no expression")?;
            let second = differential::differential(&e, wrt).and_then(|d| differential::differential(&d, wrt));
            let Ok(second) = second else {
                return if refused(f, args, 2) { Ok(()) } else { Err("refused".into()) };
            };
            let moves: Vec<bool> = (0..args.len()).map(|j| j == k).collect();
            let truth = place.second(f, &moves).ok_or("no second derivative")?;
            let ours = place.value(&second).ok_or(format!("no value of {second:?}"))?;
            if !close(&ours, &truth, 1e-6) {
                return Err(format!("{second:?} is {ours:?}, not {truth:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn adjoints_are_adjoint() {
    everywhere(|f, args, place| {
        for (k, wrt) in args.iter().enumerate() {
            let shape = f.shape(&args.iter().map(|s| s.shape().clone()).collect::<Vec<_>>()).map_err(|m| m.0)?;
            let g = Symbol::new("G", "G", shape);
            let Some(adjoint) = f.adjoint(&symbols(args), k, &symbol(&g)) else { continue };
            let value = |e: &Expr| place.value(e).ok_or(format!("no value of {e:?}"));
            let inner = |a: &Matrix<f64>, b: &Matrix<f64>| {
                a.zip(b, |x, y| x * y).map(|p| p.entries().iter().sum::<f64>()).ok_or(String::from("shapes"))
            };
            let forwards = inner(&f.value(&place.at).ok_or("no value")?, &value(&symbol(&g))?)?;
            let backwards = inner(&value(&symbol(wrt))?, &value(&adjoint)?)?;
            if (forwards - backwards).abs() > 1e-9 * forwards.abs().max(1.0) {
                return Err(format!("{adjoint:?}: {forwards} is not {backwards}"));
            }
        }
        Ok(())
    });
}

#[test]
fn matrices_act_as_their_function_on_vec() {
    everywhere(|f, args, place| {
        for (k, wrt) in args.iter().enumerate() {
            let Some(product) = f.matrix(&symbols(args), k, &vec_of(&symbol(wrt))) else { continue };
            let ours = place.value(&product).ok_or(format!("no value of {product:?}"))?;
            let truth = f.value(&place.at).ok_or("no value")?.vec();
            if !close(&ours, &truth, 1e-8) {
                return Err(format!("{product:?} is {ours:?}, not {truth:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn names_and_spellings_lead_to_one_function() {
    let (mut names, mut spellings) = (HashSet::new(), HashSet::new());
    for f in ALL {
        assert!(names.insert(f.name()), "{} twice", f.name());
        for s in f.spellings() {
            assert!(spellings.insert(*s), "{s} twice");
            assert_eq!(crate::functions::named(s), Some(*f));
        }
        let (what, source) = f.describe();
        assert!(!what.is_empty() && !source.is_empty(), "{}", f.name());
    }
}

#[test]
fn code_mentions_every_argument_and_closes_its_brackets() {
    let languages = [Language::Numpy, Language::Jax, Language::Pytorch, Language::Julia, Language::Matlab];
    for f in ALL.iter().filter(|f| f.name() != "kronsum") {
        assert!(languages.iter().any(|l| f.code(*l).is_some()), "{} has no code", f.name());
        for code in languages.iter().filter_map(|l| f.code(*l)) {
            let depth = code.chars().fold(0, |d, c| match c {
                '(' | '[' | '{' => d + 1,
                ')' | ']' | '}' => d - 1,
                _ => d,
            });
            assert_eq!(depth, 0, "{code}");
            assert!((0..f.arity()).all(|k| code.contains(&format!("{{{k}}}"))), "{code}");
        }
    }
}
