//! Derivatives of random expressions against numbers, in every form.

use super::derive::{Form, Layout, Request};
use crate::derivation::{Derivation, Failure};
use crate::expr::Symbol;
use crate::expr::build::{differential, mul, replace, symbol, trace, transpose, vec_of};
use crate::garden::{Garden, times};
use crate::shape::{Dim, Shape};
use crate::verify::equal::equal;

/// What became of a random expression: no fault, or what is wrong.
enum Outcome {
    Right,
    Untold,
    Refused(String),
    Wrong(String),
}

#[derive(Clone, Copy)]
struct Sweep {
    form: Form,
    layout: Layout,
    depth: u32,
    wild: bool,
}

fn check(seed: u64, sweep: Sweep) -> Outcome {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    let mut garden = Garden::new(seed, seed % 4 != 3);
    garden.wild = sweep.wild;
    let depth = sweep.depth + (seed % 3) as u32;
    let f = match sweep.form {
        Form::Gradient | Form::Hessian | Form::SecondDifferential => garden.scalar(depth),
        _ => garden.grow(&Shape::matrix(n.clone(), if seed.is_multiple_of(2) { m } else { n }), depth),
    };
    let order = if matches!(sweep.form, Form::Hessian | Form::SecondDifferential) { 2 } else { 1 };
    let request = Request { form: Some(sweep.form), layout: sweep.layout, order, ..Request::new(f.clone(), garden.x) };
    match Derivation::find(request) {
        Ok(_) => Outcome::Right,
        // Some random formulas have no values (overflow, a logarithm of what is below zero): those tell nothing.
        Err(Failure::Unverified(_)) => Outcome::Untold,
        Err(Failure::Refused(r)) => Outcome::Refused(format!("seed {seed}: refused at {:?}: {}: {f:?}", r.at, r.why)),
        Err(Failure::Contradicted(e, v)) => {
            Outcome::Wrong(format!("seed {seed}: {:.1e} {f:?} -> {e:?}", v.max_relative_error))
        }
    }
}

/// None is wrong, few tell nothing, and what is smooth is never refused.
fn sweep(count: u64, sweep: Sweep) {
    let (mut faults, mut right, mut refused) = (Vec::new(), 0, 0);
    let count = count * times();
    for seed in 0..count {
        match check(seed, sweep) {
            Outcome::Right => right += 1,
            Outcome::Untold => {}
            Outcome::Refused(_) if sweep.wild => refused += 1,
            Outcome::Refused(text) | Outcome::Wrong(text) => faults.push(text),
        }
    }
    assert!(faults.is_empty(), "{} of {count} wrong:\n{}", faults.len(), faults[..faults.len().min(6)].join("\n"));
    eprintln!("{} of {count}: {right} right, {refused} refused", sweep.form);
    assert!(right * 2 > count, "only {right} of {count} were told to be right, {refused} refused");
}

fn smooth(form: Form, depth: u32) -> Sweep {
    Sweep { form, layout: Layout::Mixed, depth, wild: false }
}

#[test]
fn gradients_of_random_scalars_equal_the_numbers() {
    sweep(120, smooth(Form::Gradient, 4));
    sweep(20, Sweep { layout: Layout::Numerator, ..smooth(Form::Gradient, 3) });
    sweep(100, Sweep { wild: true, ..smooth(Form::Gradient, 2) });
}

#[test]
fn jacobians_of_random_matrices_equal_the_numbers() {
    sweep(80, smooth(Form::Jacobian, 2));
    sweep(20, Sweep { layout: Layout::Denominator, ..smooth(Form::Jacobian, 2) });
    sweep(60, Sweep { wild: true, ..smooth(Form::Jacobian, 1) });
}

#[test]
fn differentials_of_random_matrices_equal_the_numbers() {
    sweep(60, smooth(Form::Differential, 3));
    sweep(60, Sweep { wild: true, ..smooth(Form::Differential, 2) });
}

#[test]
fn hessians_of_random_scalars_equal_the_numbers() {
    sweep(50, smooth(Form::Hessian, 2));
    sweep(40, Sweep { wild: true, ..smooth(Form::Hessian, 1) });
}

#[test]
fn second_derivatives_of_random_matrices_equal_the_numbers() {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    let mut right = 0;
    let count = 24 * times();
    for seed in 0..count {
        let mut garden = Garden::new(seed, seed % 4 != 3);
        let shape = if seed % 2 == 0 { Shape::vector(m.clone()) } else { Shape::matrix(n.clone(), m.clone()) };
        let f = garden.grow(&shape, 1 + (seed % 2) as u32);
        let request = Request { form: Some(Form::Hessian), order: 2, ..Request::new(f.clone(), garden.x) };
        match Derivation::find(request) {
            Ok(_) => right += 1,
            Err(Failure::Unverified(_)) => {}
            Err(failure) => panic!("seed {seed}: {failure}: {f:?}"),
        }
    }
    assert!(right * 2 > count, "only {right} of {count}");
}

#[test]
fn second_differentials_of_random_scalars_equal_the_numbers() {
    sweep(20, smooth(Form::SecondDifferential, 2));
    sweep(20, Sweep { wild: true, ..smooth(Form::SecondDifferential, 1) });
}

#[test]
fn derivatives_of_deep_expressions_equal_the_numbers() {
    // Depth 4 to 6; what grows too large for that is none of a reader's formulas.
    for form in [Form::Gradient, Form::Jacobian, Form::Differential] {
        sweep(12, Sweep { wild: true, ..smooth(form, 4) });
    }
}

/// The Jacobian in both layouts and the differential say what the gradient says.
fn disagreement(seed: u64) -> Result<bool, String> {
    let mut garden = Garden::new(seed, seed % 4 != 3);
    garden.wild = seed.is_multiple_of(2);
    let f = garden.scalar(2 + (seed % 3) as u32);
    let x = garden.x;
    let find = |form: Form, layout: Layout| {
        let request = Request { form: Some(form), layout, ..Request::new(f.clone(), x.clone()) };
        Derivation::find(request).ok().map(|found| found.result)
    };
    let all = [
        find(Form::Gradient, Layout::Mixed),
        find(Form::Jacobian, Layout::Mixed),
        find(Form::Jacobian, Layout::Denominator),
        find(Form::Differential, Layout::Mixed),
    ];
    let [Some(gradient), Some(row), Some(column), Some(moved)] = all else { return Ok(false) };
    let v = symbol(&Symbol::new("V", "V", x.shape().clone()));
    let moved = replace(&moved, &differential(&x), &v);
    for (what, left, right) in [
        ("Jacobian", row, transpose(&vec_of(&gradient))),
        ("Jacobian in columns", column, vec_of(&gradient)),
        ("differential", moved, trace(&mul(vec![transpose(&gradient), v]))),
    ] {
        if equal(&left, &right).is_unequal() {
            return Err(format!("seed {seed}, {what} of {f:?}: {left:?}\n is not {right:?}"));
        }
    }
    Ok(true)
}

#[test]
fn gradient_jacobian_and_differential_agree() {
    let count = 60 * times();
    let found: Vec<Result<bool, String>> = (0..count).map(disagreement).collect();
    let faults: Vec<&String> = found.iter().filter_map(|one| one.as_ref().err()).collect();
    assert!(faults.is_empty(), "{} of {count}: {}", faults.len(), faults[0]);
    assert!(found.iter().filter(|one| matches!(one, Ok(true))).count() as u64 * 2 > count);
}
