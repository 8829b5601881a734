//! Derivatives of random expressions against numbers, in every form.

use super::derive::{Form, Layout, Request};
use crate::derivation::{Derivation, Failure};
use crate::expr::build::*;
use crate::expr::{Expr, Symbol};
use crate::functions::{self, Func};
use crate::shape::{Dim, Shape};
use crate::verify::random::Rng;

struct Garden {
    rng: Rng,
    x: Symbol,
}

fn sym(name: &str, shape: Shape) -> Symbol {
    Symbol::new(name, name, shape)
}

impl Garden {
    fn below(&mut self, n: i64) -> i64 {
        self.rng.between(0, n - 1)
    }

    fn constant(&mut self, shape: &Shape) -> Expr {
        symbol(&sym(&format!("C{}_{}", shape.rows, shape.cols), shape.clone()))
    }

    fn entrywise(&mut self) -> Func {
        let names = ["exp", "tanh", "sin", "cos", "sigmoid", "softplus", "arctan", "erf"];
        functions::by_name(names[self.below(names.len() as i64) as usize]).expect("registered")
    }

    /// A random expression of the shape, of about the depth.
    fn grow(&mut self, shape: &Shape, depth: u32) -> Expr {
        if shape.is_scalar() {
            return self.scalar(depth);
        }
        if depth == 0 {
            return match shape {
                s if s == self.x.shape() => symbol(&self.x),
                s if *s == self.x.shape().transposed() => transpose(&symbol(&self.x)),
                s => self.constant(s),
            };
        }
        let d = depth - 1;
        match self.below(9) {
            0 => add2(&self.grow(shape, d), &self.grow(shape, d)),
            1 => sub(&self.grow(shape, d), &self.constant(shape)),
            2 | 3 => {
                let inner = if self.below(2) == 0 { self.x.shape().rows.clone() } else { self.x.shape().cols.clone() };
                let left = self.grow(&Shape::matrix(shape.rows.clone(), inner.clone()), d);
                let right = self.grow(&Shape::matrix(inner, shape.cols.clone()), d);
                mul2(&left, &right)
            }
            4 => hadamard(vec![self.grow(shape, d), self.grow(shape, d)]),
            5 => {
                let f = self.entrywise();
                call(f, vec![self.grow(shape, d)]).expect("shape")
            }
            6 => transpose(&self.grow(&shape.transposed(), d)),
            7 => mul2(&self.scalar(d), &self.grow(shape, d)),
            _ if shape.is_square() => {
                // 3 I + tanh(·)/… stays away from singular matrices.
                let f = functions::by_name("sin").expect("registered");
                let small = call(f, vec![self.grow(shape, d)]).expect("shape");
                inverse(&add2(&mul2(&number(5), &identity(&shape.rows)), &small))
            }
            _ => self.grow(shape, d),
        }
    }

    fn scalar(&mut self, depth: u32) -> Expr {
        if depth == 0 {
            return number(2);
        }
        let d = depth - 1;
        let (m, n) = (self.x.shape().rows.clone(), self.x.shape().cols.clone());
        match self.below(6) {
            0 => trace(&self.grow(&Shape::matrix(m.clone(), m), d)),
            1 => {
                let (a, b) = (self.grow(&Shape::vector(n.clone()), d), self.grow(&Shape::vector(n), d));
                mul2(&transpose(&a), &b)
            }
            2 => {
                let s = self.scalar(d);
                let f = functions::by_name("tanh").expect("registered");
                call(f, vec![s]).expect("shape")
            }
            3 => mul2(&self.scalar(d), &self.scalar(d)),
            4 => {
                let g = self.grow(&Shape::matrix(m.clone(), n), d);
                let gram = add2(&mul2(&g, &transpose(&g)), &identity(&m));
                call(functions::LOGDET, vec![gram]).expect("shape")
            }
            _ => {
                let v = self.grow(&Shape::vector(n), d);
                call(functions::by_name("norm2").expect("registered"), vec![v]).expect("shape")
            }
        }
    }
}

fn check(seed: u64, depth: u32, form: Form, layout: Layout, matrix: bool) -> Result<(), String> {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    let shape = if matrix { Shape::matrix(m.clone(), n.clone()) } else { Shape::vector(n.clone()) };
    let mut garden = Garden { rng: Rng::new(seed), x: sym("X", shape) };
    let f = match form {
        Form::Gradient | Form::Hessian => garden.scalar(depth),
        _ => garden.grow(&Shape::matrix(n.clone(), if seed % 2 == 0 { m } else { n }), depth),
    };
    let request = Request {
        form: Some(form),
        layout,
        order: if form == Form::Hessian { 2 } else { 1 },
        ..Request::new(f.clone(), garden.x)
    };
    match Derivation::find(request) {
        // Some random formulas have no values (overflow): those tell nothing.
        Ok(_) | Err(Failure::Unverified(_)) => Ok(()),
        Err(Failure::Refused(r)) => Err(format!("seed {seed}: refused at {:?}: {}: {f:?}", r.at, r.why)),
        Err(Failure::Contradicted(e, v)) => Err(format!("seed {seed}: {:.1e} {f:?} -> {e:?}", v.max_relative_error)),
    }
}

fn sweep(count: u64, depth: u32, form: Form, layout: Layout) {
    let faults: Vec<String> =
        (0..count).filter_map(|s| check(s, depth + (s % 3) as u32, form, layout, s % 4 != 3).err()).collect();
    assert!(faults.is_empty(), "{} of {count} wrong:\n{}", faults.len(), faults[..faults.len().min(6)].join("\n"));
}

#[test]
fn gradients_of_random_scalars_equal_the_numbers() {
    sweep(120, 3, Form::Gradient, Layout::Mixed);
    sweep(20, 3, Form::Gradient, Layout::Numerator);
}

#[test]
fn jacobians_of_random_matrices_equal_the_numbers() {
    sweep(80, 2, Form::Jacobian, Layout::Mixed);
    sweep(20, 2, Form::Jacobian, Layout::Denominator);
}

#[test]
fn differentials_of_random_matrices_equal_the_numbers() {
    sweep(60, 3, Form::Differential, Layout::Mixed);
}

#[test]
fn hessians_of_random_scalars_equal_the_numbers() {
    sweep(50, 2, Form::Hessian, Layout::Mixed);
}
