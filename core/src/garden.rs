//! Random expressions for the tests: every operation, rectangular and square, made of quantities a session knows.

use crate::elaborate::command::Context;
use crate::expr::build::*;
use crate::expr::{Expr, Symbol};
use crate::functions::{self, ALL, Func};
use crate::shape::{Dim, Shape};
use crate::verify::random::Rng;

/// Where random expressions grow.
pub struct Garden {
    rng: Rng,
    /// What their letters are declared to be.
    pub context: Context,
    /// The variable: X of m×n, or 𝐱 of n entries.
    pub x: Symbol,
    /// Whether any function of the library is applied, not only smooth ones that have values everywhere.
    pub wild: bool,
}

impl Garden {
    /// The same `seed` gives the same expressions.
    pub fn new(seed: u64, matrix: bool) -> Garden {
        let declared = [
            r"X \in \mathbb{R}^{m\times n}",
            r"\mathbf x \in \mathbb{R}^n",
            r"A \in \mathbb{R}^{m\times n}",
            r"B \in \mathbb{R}^{n\times m}",
            r"P \in \mathbb{R}^{m\times m}",
            r"Q \in \mathbb{R}^{n\times n}",
            r"\mathbf a \in \mathbb{R}^m",
            r"\mathbf b \in \mathbb{R}^n",
            r"c \in \mathbb{R}",
        ];
        let context = Context::new(&declared, &[]).expect("declarations");
        let x = context.symbol(if matrix { "X" } else { r"\mathbf x" }).expect("declared");
        Garden { rng: Rng::new(seed), context, x, wild: false }
    }

    fn get(&self, name: &str) -> Expr {
        symbol(&self.context.symbol(name).expect("declared"))
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.rng.between(0, n as i64 - 1)).unwrap_or(0)
    }

    fn sizes() -> (Dim, Dim) {
        (Dim::named("m"), Dim::named("n"))
    }

    fn leaf(&mut self, shape: &Shape) -> Expr {
        if *shape == *self.x.shape() {
            return symbol(&self.x);
        }
        if *shape == self.x.shape().transposed() {
            return transpose(&symbol(&self.x));
        }
        self.constant(shape)
    }

    fn constant(&mut self, shape: &Shape) -> Expr {
        let (m, _) = Garden::sizes();
        if shape.is_scalar() {
            return if self.below(2) == 0 { number(2) } else { self.get("c") };
        }
        if shape.is_row() {
            return transpose(&self.constant(&shape.transposed()));
        }
        self.get(match (shape.rows == m, shape.is_vector(), shape.cols == m) {
            (true, true, _) => r"\mathbf a",
            (false, true, _) => r"\mathbf b",
            (true, _, true) => "P",
            (true, _, false) => "A",
            (false, _, true) => "B",
            (false, _, false) => "Q",
        })
    }

    fn smooth(&mut self) -> Func {
        let names = ["exp", "tanh", "sin", "cos", "sigmoid", "softplus", "arctan", "erf"];
        functions::by_name(names[self.below(names.len())]).expect("registered")
    }

    /// A function of the library at a random argument, with a value of this shape.
    fn any_function(&mut self, shape: &Shape, depth: u32) -> Expr {
        let (m, n) = Garden::sizes();
        let (vector, matrix) = (Shape::vector(n.clone()), Shape::matrix(m.clone(), n.clone()));
        let arguments = [shape.clone(), vector, matrix, Shape::matrix(n.clone(), n), Shape::matrix(m.clone(), m)];
        let fitting: Vec<(Func, &Shape)> = ALL
            .iter()
            .filter(|f| f.arity() == 1)
            .flat_map(|f| arguments.iter().map(|s| (*f, s)))
            .filter(|(f, s)| f.shape(std::slice::from_ref(*s)).is_ok_and(|r| r == *shape))
            .collect();
        let (f, s) = fitting[self.below(fitting.len())];
        let inner = self.grow(s, depth);
        call(f, vec![inner]).unwrap_or_else(|| self.leaf(shape))
    }

    /// A random expression of the shape, of about the depth.
    pub fn grow(&mut self, shape: &Shape, depth: u32) -> Expr {
        if shape.is_scalar() {
            return self.scalar(depth);
        }
        if depth == 0 {
            return self.leaf(shape);
        }
        let d = depth - 1;
        match self.below(if self.wild { 14 } else { 10 }) {
            0 => add2(&self.grow(shape, d), &self.grow(shape, d)),
            1 => sub(&self.grow(shape, d), &self.constant(shape)),
            2 | 3 => {
                let (m, n) = Garden::sizes();
                let inner = if self.below(2) == 0 { m } else { n };
                let left = self.grow(&Shape::matrix(shape.rows.clone(), inner.clone()), d);
                let right = self.grow(&Shape::matrix(inner, shape.cols.clone()), d);
                mul2(&left, &right)
            }
            4 => hadamard(vec![self.grow(shape, d), self.grow(shape, d)]),
            5 => {
                let f = self.smooth();
                call(f, vec![self.grow(shape, d)]).expect("shape")
            }
            6 => transpose(&self.grow(&shape.transposed(), d)),
            7 => mul2(&self.scalar(d), &self.grow(shape, d)),
            8 => entry_power(self.grow(shape, d), number(2)),
            9 if shape.is_square() => {
                // 5 I + sin(·) stays away from singular matrices.
                let small = call(functions::SIN, vec![self.grow(shape, d)]).expect("shape");
                inverse(&add2(&mul2(&number(5), &identity(&shape.rows)), &small))
            }
            9 => self.grow(shape, d),
            _ => self.any_function(shape, d),
        }
    }

    /// A random number that depends on the variable.
    pub fn scalar(&mut self, depth: u32) -> Expr {
        if depth == 0 {
            return self.constant(&Shape::scalar());
        }
        let d = depth - 1;
        let (m, n) = Garden::sizes();
        match self.below(if self.wild { 11 } else { 8 }) {
            0 => trace(&self.grow(&Shape::matrix(m.clone(), m), d)),
            1 => {
                let (a, b) = (self.grow(&Shape::vector(n.clone()), d), self.grow(&Shape::vector(n), d));
                mul2(&transpose(&a), &b)
            }
            2 => {
                let s = self.scalar(d);
                call(functions::TANH, vec![s]).expect("shape")
            }
            3 => mul2(&self.scalar(d), &self.scalar(d)),
            4 => {
                let g = self.grow(&Shape::matrix(m.clone(), n), d);
                let gram = add2(&mul2(&g, &transpose(&g)), &identity(&m));
                call(functions::LOGDET, vec![gram]).expect("shape")
            }
            5 => {
                let (i, j) = (number(1 + self.below(2) as i64), number(1 + self.below(2) as i64));
                entry(self.grow(&Shape::matrix(m, n), d), i, j)
            }
            6 => {
                let (a, b) = (self.grow(&Shape::matrix(m.clone(), n.clone()), d), self.constant(&Shape::matrix(n, m)));
                trace(&kron(vec![a, b]))
            }
            7 => {
                let v = self.grow(&Shape::vector(n), d);
                call(functions::NORM2, vec![v]).expect("shape")
            }
            _ => self.any_function(&Shape::scalar(), d),
        }
    }
}
