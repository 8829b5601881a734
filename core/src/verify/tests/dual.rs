//! Dual numbers agree with central differences: on random expressions of every function of the library.

use proptest::prelude::*;

use crate::expr::build::*;
use crate::expr::{Expr, Op, Symbol};
use crate::functions::{ALL, Func};
use crate::shape::{Dim, Shape};
use crate::verify::evaluate::evaluate_one;
use crate::verify::matrix::Matrix;
use crate::verify::program::Program;
use crate::verify::random::{Rng, Style};
use crate::verify::sample::{Moving, Overlay, Sample, Sizes};
use crate::verify::scalar::Dual;

fn wrt() -> Symbol {
    Symbol::new("X", "X", Shape::matrix(Dim::named("n"), Dim::named("n")))
}

/// A random expression of the given shape: 1×1, n×1 or n×n.
fn expression(rng: &mut Rng, depth: u32, shape: &Shape) -> Expr {
    let n = Dim::named("n");
    let (scalar, vector, square) = (Shape::scalar(), Shape::vector(n.clone()), Shape::matrix(n.clone(), n.clone()));
    if depth == 0 {
        return match (*shape == scalar, *shape == vector) {
            (true, _) => trace(&symbol(&wrt())),
            (_, true) => mul2(&symbol(&wrt()), &symbol(&Symbol::new("a", "a", vector))),
            _ => symbol(&wrt()),
        };
    }
    let choices: Vec<(Func, Shape)> = ALL
        .iter()
        .filter(|f| !SEVERAL_ARGUMENTS.contains(&f.name()))
        .flat_map(|f| [&scalar, &vector, &square].map(|s| (*f, s.clone())))
        .filter(|(f, s)| f.shape(std::slice::from_ref(s)).is_ok_and(|r| r == *shape))
        .collect();
    let pick = usize::try_from(rng.between(0, choices.len() as i64 + 4)).unwrap_or(0);
    let mut sub = |s: &Shape| expression(rng, depth - 1, s);
    match pick.checked_sub(5) {
        Some(k) => {
            let (f, s) = &choices[k];
            let inner = sub(s);
            call(*f, vec![inner.clone()]).unwrap_or(inner)
        }
        None if *shape == scalar => mul2(&transpose(&sub(&vector)), &sub(&vector)),
        None => match pick {
            0 => add2(&sub(shape), &sub(shape)),
            1 => hadamard(vec![sub(shape), sub(shape)]),
            2 => mul2(&sub(&square), &sub(shape)),
            3 => mul2(&sub(&scalar), &sub(shape)),
            _ if *shape == square => inverse(&add2(&identity(&n), &sub(shape))),
            _ => sub(shape),
        },
    }
}

/// Functions of no or of several arguments.
const SEVERAL_ARGUMENTS: &[&str] =
    &["pi", "unvec", "normp", "kronsum", "dexpm", "dlogm", "dsqrtm", "conv", "convfull", "im2col", "toeplitz"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn dual_numbers_agree_with_central_differences(seed in any::<u64>(), depth in 1u32..4, style in 0usize..3) {
        let e = expression(&mut Rng::new(seed), depth, &Shape::scalar());
        let style = [Style::General, Style::Dominant, Style::Positive][style];
        let sizes = Sizes(vec![(crate::shape::SizeName::Named("n".into()), 3)]);
        let sample = Sample { sizes, seed, style, structured: false };
        let Some(program) = Program::new(std::slice::from_ref(&e)) else { return Ok(()) };
        let moves = [("X".to_string(), None)];
        let moving = Moving { base: &sample, moves: &moves, along: None, again: false };
        let Some((dual, _)) = evaluate_one::<Dual<f64>>(&program, 0, &moving) else { return Ok(()) };
        let x: Matrix<f64> = sample.draw(&wrt(), &[], (3, 3)).expect("a value");
        let v: Matrix<f64> = sample.direction(&wrt(), &[], (3, 3), 0).expect("a direction");
        let at = |h: f64| {
            let moved = x.zip(&v, |x, v| x + h * v)?;
            let point = Overlay { base: &sample, given: vec![("X".into(), vec![], moved)] };
            let (value, size) = evaluate_one::<f64>(&program, 0, &point)?;
            (size < 1e3).then_some((*value.as_scalar()?, size))
        };
        // Two step lengths must tell the same story on tame numbers, or the difference quotient is no judge.
        let quotient = |h: f64| {
            let ((a, s), (b, _)) = (at(h)?, at(-h)?);
            Some(((a - b) / (2.0 * h), s / h))
        };
        let (Some((coarse, _)), Some((fine, noise))) = (quotient(2e-5), quotient(1e-5)) else { return Ok(()) };
        let exact = dual.as_scalar().expect("a scalar").eps;
        let doubt = 10.0 * (coarse - fine).abs() + 1e-13 * noise + 1e-6 * fine.abs() + 1e-7;
        prop_assert!((exact - fine).abs() <= doubt, "{e:?}: {exact} and {fine}");
    }
}

#[test]
fn the_generator_reaches_most_functions() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..400 {
        for part in expression(&mut Rng::new(seed), 3, &Shape::scalar()).subexpressions() {
            if let Op::Call(f) = part.op() {
                seen.insert(f.name());
            }
        }
    }
    assert!(seen.len() * 2 > ALL.len(), "only {seen:?}");
}
