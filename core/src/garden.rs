//! Random expressions for the tests: every operation, rectangular and square, made of quantities a session knows.

use crate::elaborate::command::Context;
use crate::expr::build::*;
use crate::expr::{Expr, FnSymbol, Op, Reading, Symbol};
use crate::functions::{self, ALL, Func};
use crate::rational::Rational;
use crate::shape::{Dim, Shape};
use crate::verify::random::Rng;

/// How many times as many as usual: `MATGRAD_SWEEP=100`.
pub fn times() -> u64 {
    std::env::var("MATGRAD_SWEEP").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

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
            r"H \in \mathbb{R}^{2\times 2}",
            r"Z \in \mathbb{R}^{(m+1)\times (n+1)}",
            r"\mathbf z_i \in \mathbb{R}^n",
            r"\phi : \mathbb{R} \to \mathbb{R}",
            r"f : \mathbb{R}^n \to \mathbb{R}",
            r"\mathbf h : \mathbb{R}^n \to \mathbb{R}^m",
        ];
        let context = Context::new(&declared, &[]).expect("declarations");
        let x = context.symbol(if matrix { "X" } else { r"\mathbf x" }).expect("declared");
        Garden { rng: Rng::new(seed), context, x, wild: false }
    }

    fn get(&self, name: &str) -> Expr {
        symbol(&self.context.symbol(name).expect("declared"))
    }

    fn family(&self) -> Symbol {
        self.context.scope.get("b:z[]").and_then(crate::elaborate::Entry::symbol).expect("declared")
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
        let known = |d: &Dim| *d == m || *d == Dim::named("n") || d.is_one();
        if *shape == *self.get("Z").shape() {
            return self.get("Z");
        }
        if *shape == *self.get("H").shape() {
            return self.get("H");
        }
        if !known(&shape.rows) || !known(&shape.cols) {
            return mul2(&self.get("c"), &ones(shape.clone()));
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

    /// The shapes that arguments may have.
    fn shapes() -> Vec<Shape> {
        let (m, n) = Garden::sizes();
        vec![
            Shape::scalar(),
            Shape::vector(n.clone()),
            Shape::matrix(m.clone(), n.clone()),
            Shape::matrix(n.clone(), n.clone()),
            Shape::matrix(m.clone(), m.clone()),
            Shape::vector(m.mul(&n)),
            Shape::matrix(Dim::constant(2), Dim::constant(2)),
            Shape::matrix(m.add(&Dim::one()), n.add(&Dim::one())),
        ]
    }

    /// The argument shapes that a function takes, with the shape of its value.
    fn signatures(f: Func) -> Vec<(Vec<Shape>, Shape)> {
        let one = || Garden::shapes().into_iter().map(|s| vec![s]);
        let lists: Vec<Vec<Shape>> = match f.arity() {
            0 => vec![vec![]],
            1 => one().collect(),
            _ => one().flat_map(|a| one().map(move |b| [a.clone(), b].concat())).collect(),
        };
        // A kernel has to lie in what it moves over, and a stack to have as many entries as it is made into.
        let fits = |args: &[Shape]| match (f.name(), args) {
            ("unvec", [x, like]) => x.is_vector() && x.rows == like.count(),
            ("conv" | "toeplitz", [k, x]) => Garden::lies_in(k, x),
            ("im2col", [x, k]) => Garden::lies_in(k, x),
            _ => true,
        };
        let shaped = |args: Vec<Shape>| f.shape(&args).ok().filter(|_| fits(&args)).map(|shape| (args, shape));
        lists.into_iter().filter_map(shaped).collect()
    }

    fn lies_in(k: &Shape, x: &Shape) -> bool {
        let below = |a: &Dim, b: &Dim| b.sub(a).as_constant().is_some_and(|n| n >= 0) || a.as_constant() == Some(2);
        !k.is_scalar() && below(&k.rows, &x.rows) && below(&k.cols, &x.cols) && x.rows.as_constant().is_none()
    }

    /// An argument of a function: as it comes, or where most functions of a square matrix have values.
    fn argument(&mut self, shape: &Shape, d: u32) -> Expr {
        let inner = self.grow(shape, d);
        let sine = |e: Expr| call(functions::SIN, vec![e]).expect("shape");
        if !shape.is_square() || shape.is_scalar() {
            return match self.below(4) {
                0 => mul2(&number(Rational::HALF), &sine(inner)),
                1 => entry_power(sine(inner), number(2)),
                _ => inner,
            };
        }
        match self.below(4) {
            0 => add2(&inner, &transpose(&inner)),
            1 => add2(&mul2(&number(5), &identity(&shape.rows)), &sine(inner)),
            2 => add2(&mul2(&inner, &transpose(&inner)), &identity(&shape.rows)),
            _ => inner,
        }
    }

    /// This function at random arguments.
    fn applied(&mut self, f: Func, arguments: &[Shape], d: u32) -> Option<Expr> {
        let args: Vec<Expr> = (0..)
            .zip(arguments)
            .map(|(k, s)| match (f.name(), k) {
                // Arguments that only carry a shape, and the order of a norm.
                ("unvec" | "im2col" | "toeplitz", 1) => zero(s.clone()),
                ("normp", 1) => number(3),
                _ => self.argument(s, d),
            })
            .collect();
        call(f, args)
    }

    /// A function of the library at random arguments, with a value of this shape.
    fn any_function(&mut self, shape: &Shape, depth: u32) -> Expr {
        let fitting: Vec<(Func, Vec<Shape>)> = ALL
            .iter()
            .flat_map(|f| Garden::signatures(*f).into_iter().filter(|(_, s)| s == shape).map(|(a, _)| (*f, a)))
            .collect();
        if fitting.is_empty() {
            return self.leaf(shape);
        }
        let (f, arguments) = fitting[self.below(fitting.len())].clone();
        self.applied(f, &arguments, depth).unwrap_or_else(|| self.leaf(shape))
    }

    /// A number made of any function of the library, whatever the shape of its value.
    fn summed_function(&mut self, depth: u32) -> Expr {
        let f = ALL[self.below(ALL.len())];
        self.number_of(f, depth)
    }

    /// A number made of this function at random arguments.
    pub fn number_of(&mut self, f: Func, depth: u32) -> Expr {
        let signatures = Garden::signatures(f);
        let (arguments, _) = signatures[self.below(signatures.len())].clone();
        let Some(value) = self.applied(f, &arguments, depth) else { return self.leaf(&Shape::scalar()) };
        if value.shape().is_scalar() {
            return value;
        }
        let by = if self.below(2) == 0 { functions::SUM } else { functions::NORMF };
        call(by, vec![value]).expect("shape")
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
        match self.below(if self.wild { 18 } else { 10 }) {
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
            10 => {
                let divisor = call(functions::EXP, vec![self.constant(shape)]).expect("shape");
                hadamard(vec![self.grow(shape, d), entry_power(divisor, number(-1))])
            }
            11 if shape.is_square() => power(self.grow(shape, d), number(2 + self.below(2) as i64)),
            12 => {
                // A sum over an index of what it chooses, and over the members of a family.
                let i: std::sync::Arc<str> = "i".into();
                let member = member(&self.family(), vec![index(&i)]);
                let v = self.grow(&Shape::vector(Dim::named("n")), d);
                let body = mul2(&mul2(&transpose(&member), &v), &self.grow(shape, d.min(1)));
                sum_over(&i, number(1), number(3), body)
            }
            13 => self.unknown(shape, d),
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
        match self.below(if self.wild { 15 } else { 8 }) {
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
            8 => {
                let (v, w) = (self.grow(&Shape::vector(n.clone()), d), self.constant(&Shape::vector(n.clone())));
                let whole = block(2, 1, vec![v, w]);
                call(functions::NORMF, vec![whole]).expect("shape")
            }
            9 => self.unknown(&Shape::scalar(), d),
            10 | 11 => self.summed_function(d),
            _ => self.any_function(&Shape::scalar(), d),
        }
    }

    /// A function nobody defined, at a random argument.
    fn unknown(&mut self, shape: &Shape, d: u32) -> Expr {
        let (m, n) = Garden::sizes();
        let vector = Shape::vector(n);
        let function = |key: &str, latex: &str, to: Shape| FnSymbol::new(key, latex, vec![vector.clone()], to);
        let value = |f: &FnSymbol, x: Expr| apply(f, Reading::Value, vec![x]).expect("shape");
        if shape.is_scalar() {
            return value(&function("f", "f", Shape::scalar()), self.grow(&vector, d));
        }
        if *shape == Shape::vector(m) {
            return value(&function("b:h", r"\mathbf h", shape.clone()), self.grow(&vector, d));
        }
        let phi = FnSymbol::new(r"\phi", r"\phi", vec![Shape::scalar()], Shape::scalar());
        value(&phi, self.grow(shape, d))
    }
}

/// Functions that are spelled by others as soon as they are called, and are nowhere to be found for it.
const SPELLED_BY_OTHERS: &[&str] = &["kronsum", "mean", "sum"];

#[test]
fn every_function_of_the_library_grows() {
    let grows = |f: Func| {
        (0..40).any(|seed| {
            let mut garden = Garden::new(seed, true);
            garden.wild = true;
            let e = garden.number_of(f, 0);
            e.subexpressions().iter().any(|part| matches!(part.op(), Op::Call(g) if *g == f))
        })
    };
    let missing: Vec<&str> = ALL.iter().filter(|f| !grows(**f)).map(|f| f.name()).collect();
    assert_eq!(
        missing.iter().filter(|name| !SPELLED_BY_OTHERS.contains(name)).collect::<Vec<_>>(),
        Vec::<&&str>::new()
    );
    // Even those have arguments to be called with.
    assert!(ALL.iter().all(|f| !Garden::signatures(*f).is_empty()));
}
