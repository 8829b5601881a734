//! Whether two expressions are equal for all values and sizes, with a counterexample where they are not.
//!
//! Rational expressions are evaluated exactly modulo 2⁶¹−1 at random points: unequal ones agree there with a probability below
//! 10⁻¹² (Schwartz 1980, Zippel 1979). All others are compared in floating point, where rounding is told from a difference by the
//! size of the numbers met. A point at which either side has no value says nothing.

use std::cell::RefCell;

use super::compare::{Comparison, ENOUGH, Outcome, Tally};
use super::evaluate::{Parts, Point, evaluate_one};
use super::matrix::Matrix;
use super::program::Program;
use super::random::Style;
use super::sample::{Sample, Sizes};
use super::scalar::Modular;
use super::unknown::Draw;
use crate::expr::build::zero;
use crate::expr::{Expr, Symbol};
use crate::shape::{Dim, SizeName};

/// Points tried exactly, and in floating point, before giving up.
const ATTEMPTS: (u64, u64) = (6, 24);

/// How two expressions were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By their shapes, which differ.
    Shapes,
    /// Exactly, modulo a prime.
    Exact,
    /// In floating point.
    Floating,
}

impl Method {
    /// In words.
    pub fn describe(self) -> &'static str {
        match self {
            Method::Shapes => "shapes",
            Method::Exact => "exact modulo 2^61-1",
            Method::Floating => "floating point",
        }
    }
}

/// Whether two expressions are equal.
#[derive(Clone, Debug, PartialEq)]
pub enum Equality {
    /// For all values and sizes.
    Equal(Method),
    /// Not: and where both sides have a value that a person can read, such values.
    Unequal(Method, Option<Box<Counterexample>>),
    /// It cannot be told, and why.
    Undecided(String),
}

impl Equality {
    /// Whether the sides are known to be equal.
    pub fn is_equal(&self) -> bool {
        matches!(self, Equality::Equal(_))
    }

    /// Whether the sides are known to be unequal.
    pub fn is_unequal(&self) -> bool {
        matches!(self, Equality::Unequal(..))
    }
}

/// Quantities, members of families by their indices, and values.
pub type Values = Vec<(Symbol, Vec<i64>, Matrix<f64>)>;

/// Values for which two sides differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterexample {
    /// The sizes.
    pub sizes: Sizes,
    /// The quantities (for a family the members met) with their values.
    pub values: Values,
    /// The left side there.
    pub left: Matrix<f64>,
    /// The right side there.
    pub right: Matrix<f64>,
}

/// Whether `lhs = rhs` for all values and sizes, under what is assumed of the quantities.
pub fn equal(lhs: &Expr, rhs: &Expr) -> Equality {
    match Judge::new(lhs, rhs) {
        Some(mut judge) => judge.compare(rhs, true),
        None => Equality::Undecided("the expression is too large to evaluate".into()),
    }
}

/// The same without a counterexample, which takes time to find.
pub fn compare(lhs: &Expr, rhs: &Expr) -> Equality {
    match Judge::new(lhs, rhs) {
        Some(mut judge) => judge.compare(rhs, false),
        None => Equality::Undecided("the expression is too large to evaluate".into()),
    }
}

/// One left side, ready to be compared with many right sides. Its values are computed once.
pub(super) struct Judge {
    lhs: Expr,
    program: Program,
    names: Vec<SizeName>,
    dims: Vec<Dim>,
    exact: Vec<Option<(Sample, Matrix<Modular>)>>,
    floating: Vec<Option<(Sample, Matrix<f64>, f64)>>,
    /// What the parts of the right sides looked at are at the first points.
    exact_values: Parts<Modular>,
    floating_values: [Parts<f64>; 2],
}

impl Judge {
    /// `rhs` is one right side that will be asked for: the others are made of the same sizes and quantities.
    pub fn new(lhs: &Expr, rhs: &Expr) -> Option<Judge> {
        let both = Program::new(&[lhs.clone(), rhs.clone()])?;
        let mut program = Program::new(std::slice::from_ref(lhs))?;
        program.integral.clone_from(&both.integral);
        let (names, dims) = (both.size_names(), both.dims());
        Some(Judge {
            lhs: lhs.clone(),
            program,
            names,
            dims,
            exact: vec![],
            floating: vec![],
            exact_values: Parts::default(),
            floating_values: Default::default(),
        })
    }

    /// Whether the left side is not known to differ from `rhs` after a first look.
    pub fn may_equal(&mut self, rhs: &Expr) -> bool {
        let (l, r) = (self.lhs.shape(), rhs.shape());
        let misfit = l != r && !self.lhs.is_zero() && !rhs.is_zero() && !l.has_unknown() && !r.has_unknown();
        self.lhs == *rhs || (!misfit && (rhs.is_zero() || self.refuted(rhs).is_none()))
    }

    /// Whether the left side equals `rhs`; a counterexample is looked for if `explain`.
    pub fn compare(&mut self, rhs: &Expr, explain: bool) -> Equality {
        if self.lhs == *rhs {
            return Equality::Equal(Method::Exact);
        }
        let rhs = if rhs.is_zero() { zero(self.lhs.shape().clone()) } else { rhs.clone() };
        let (l, r) = (self.lhs.shape(), rhs.shape());
        if l != r && !self.lhs.is_zero() && !l.has_unknown() && !r.has_unknown() {
            return Equality::Unequal(Method::Shapes, None);
        }
        // Most of what is compared differs, and shares most of its parts with what was compared before.
        if !explain && let Some(method) = self.refuted(&rhs) {
            return Equality::Unequal(method, None);
        }
        let Some(mut program) = Program::new(std::slice::from_ref(&rhs)) else {
            return Equality::Undecided("the expression is too large to evaluate".into());
        };
        program.integral.clone_from(&self.program.integral);
        let verdict = self.exactly(&program).or_else(|| self.floating(&program));
        match verdict {
            Some(Equality::Unequal(method, _)) if explain => {
                Equality::Unequal(method, self.counterexample(&program).map(Box::new))
            }
            Some(verdict) => verdict,
            None => Equality::Undecided("the sides have no common point at which both can be evaluated".into()),
        }
    }

    fn exactly(&mut self, rhs: &Program) -> Option<Equality> {
        let mut agreed = 0;
        for attempt in 0..ATTEMPTS.0 {
            if self.program.is_too_much_work() || rhs.is_too_much_work() {
                break;
            }
            let Some((sample, left)) = self.exact_point(attempt) else { continue };
            let Some((right, _)) = evaluate_one::<Modular>(rhs, 0, sample) else { continue };
            if *left != right {
                return Some(Equality::Unequal(Method::Exact, None));
            }
            agreed += 1;
            if agreed == ENOUGH {
                break;
            }
        }
        (agreed > 0).then_some(Equality::Equal(Method::Exact))
    }

    fn floating(&mut self, rhs: &Program) -> Option<Equality> {
        let mut tally = Tally::default();
        for attempt in 0..ATTEMPTS.1 {
            if self.program.is_too_much_work() || rhs.is_too_much_work() {
                break;
            }
            if let Some((sample, left, size)) = self.float_point(attempt)
                && let Some((right, other)) = evaluate_one::<f64>(rhs, 0, sample)
            {
                tally.add(&comparison(left, &right, size.max(other)), sample.sizes.clone());
            }
            if let Some(outcome) = tally.outcome(attempt + 1 == ATTEMPTS.1) {
                return Some(match outcome {
                    Outcome::Agree => Equality::Equal(Method::Floating),
                    Outcome::Differ => Equality::Unequal(Method::Floating, None),
                    Outcome::Mixed => Equality::Undecided("the values agree at most points but not at all".into()),
                });
            }
        }
        None
    }

    /// Whether the right side surely differs: at the first point exactly, or at two in floating point.
    fn refuted(&mut self, rhs: &Expr) -> Option<Method> {
        self.exact_point(0);
        if let Some(Some((sample, left))) = self.exact.first()
            && let Some((right, _)) = self.exact_values.of(rhs, &self.program.integral, sample)
        {
            return (*left != right).then_some(Method::Exact);
        }
        for attempt in 0..2 {
            self.float_point(attempt);
            let (Some((sample, left, size)), Some(values)) =
                (self.floating.get(attempt as usize)?.as_ref(), self.floating_values.get_mut(attempt as usize))
            else {
                return None;
            };
            let (right, other) = values.of(rhs, &self.program.integral, sample)?;
            let mut tally = Tally::default();
            tally.add(&comparison(left, &right, size.max(other)), Sizes::default());
            if tally.differed.is_empty() {
                return None;
            }
        }
        Some(Method::Floating)
    }

    /// The left side at a point, exactly.
    fn exact_point(&mut self, attempt: u64) -> Option<&(Sample, Matrix<Modular>)> {
        let at = usize::try_from(attempt).ok()?;
        while self.exact.len() <= at {
            let attempt = self.exact.len() as u64;
            let value = Sizes::choose(&self.names, &self.dims, attempt).and_then(|sizes| {
                let sample = Sample { sizes, seed: 0xe4ac7 + attempt, style: Style::General, structured: false };
                let value = evaluate_one::<Modular>(&self.program, 0, &sample)?.0;
                Some((sample, value))
            });
            self.exact.push(value);
        }
        self.exact.get(at)?.as_ref()
    }

    /// The left side at a point, in floating point, and the largest number met there.
    fn float_point(&mut self, attempt: u64) -> Option<&(Sample, Matrix<f64>, f64)> {
        let at = usize::try_from(attempt).ok()?;
        while self.floating.len() <= at {
            let attempt = self.floating.len() as u64;
            let style = match attempt {
                0..3 => Style::General,
                _ => [Style::Dominant, Style::Positive, Style::Small, Style::General][(attempt % 4) as usize],
            };
            let value = Sizes::choose(&self.names, &self.dims, attempt).and_then(|sizes| {
                let sample = Sample { sizes, seed: 0xf10a7 + attempt, style, structured: false };
                let (value, size) = evaluate_one::<f64>(&self.program, 0, &sample)?;
                Some((sample, value, size))
            });
            self.floating.push(value);
        }
        self.floating.get(at)?.as_ref()
    }

    /// Small integers at small sizes if possible, for people to follow; else any point where the sides differ.
    fn counterexample(&self, rhs: &Program) -> Option<Counterexample> {
        let twos = Sizes(self.names.iter().map(|n| (n.clone(), 2)).collect());
        let fits = self.dims.iter().all(|d| d.evaluate(&|n| twos.get(n)).is_some_and(|v| v > 0));
        let small = fits.then_some(twos).into_iter().cycle().take(6);
        let others = (0..4).filter_map(|t| Sizes::choose(&self.names, &self.dims, t));
        let styles = [Style::Integers, Style::General, Style::Positive, Style::Dominant, Style::Small];
        let candidates: Vec<Sizes> = small.chain(others).collect();
        for style in styles {
            for (k, sizes) in candidates.iter().enumerate() {
                let sample = Sample { sizes: sizes.clone(), seed: 0xc0de + k as u64, style, structured: false };
                let record = Recording { base: &sample, seen: RefCell::new(vec![]) };
                let Some((left, size)) = evaluate_one::<f64>(&self.program, 0, &record) else { continue };
                let Some((right, other)) = evaluate_one::<f64>(rhs, 0, &record) else { continue };
                let mut tally = Tally::default();
                tally.add(&comparison(&left, &right, size.max(other)), sizes.clone());
                if !tally.differed.is_empty() && tally.errors.1 > 1e-3 {
                    let values = record.seen.into_inner();
                    return Some(Counterexample { sizes: sample.sizes, values, left, right });
                }
            }
        }
        None
    }
}

fn comparison(left: &Matrix<f64>, right: &Matrix<f64>, magnitude: f64) -> Comparison {
    if (left.rows, left.cols) != (right.rows, right.cols) {
        return Comparison::misfit();
    }
    Comparison { left: left.entries().to_vec(), right: right.entries().to_vec(), magnitude }
}

/// A sample that remembers which quantities were asked for.
struct Recording<'a> {
    base: &'a Sample,
    seen: RefCell<Values>,
}

impl Recording<'_> {
    fn record(&self, s: &Symbol, indices: &[i64], value: &Matrix<f64>) {
        let mut seen = self.seen.borrow_mut();
        if !seen.iter().any(|(k, i, _)| k.key() == s.key() && i == indices) {
            seen.push((s.clone(), indices.to_vec(), value.clone()));
        }
    }
}

impl Point<f64> for Recording<'_> {
    fn size(&self, name: &SizeName) -> Option<i64> {
        Point::<f64>::size(self.base, name)
    }
    fn index(&self, name: &str) -> Option<i64> {
        Point::<f64>::index(self.base, name)
    }
    fn symbol(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<f64>> {
        let value = Point::<f64>::symbol(self.base, s, indices, shape)?;
        self.record(s, indices, &value);
        Some(value)
    }
    fn integer(&self, s: &Symbol, indices: &[i64]) -> Option<i64> {
        let value = Point::<f64>::integer(self.base, s, indices)?;
        self.record(s, indices, &Matrix::scalar(value as f64));
        Some(value)
    }
    fn differential(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<f64>> {
        Point::<f64>::differential(self.base, s, indices, shape)
    }
    fn functions(&self) -> Draw {
        Point::<f64>::functions(self.base)
    }
}
