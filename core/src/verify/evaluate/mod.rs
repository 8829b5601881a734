//! The value of an expression over any [`Scalar`]: straight from the definition of every operation, without any of the code that
//! derives or simplifies.
//!
//! What has no value (outside a domain, shapes that do not fit, more work than the budget) is `None`, never a panic.

mod operation;

use std::collections::HashSet;
use std::sync::Arc;

use super::matrix::Matrix;
use super::program::{Node, Program};
use super::scalar::{Dual, Modular, Scalar};
use super::unknown::Draw;
use crate::expr::{DigestMap, Expr, Op, Symbol};
use crate::functions::Func;
use crate::rational::Rational;
use crate::shape::{Dim, SizeName};

/// Scalar operations after which an evaluation gives up.
const BUDGET: u64 = 4_000_000;
/// The largest matrix, in entries.
const MAX_ENTRIES: usize = 300_000;

mod sealed {
    pub trait Sealed {}
    impl Sealed for f64 {}
    impl Sealed for super::Dual<f64> {}
    impl Sealed for super::Dual<super::Dual<f64>> {}
    impl Sealed for super::Modular {}
}

/// The scalars that the library's functions can be evaluated over.
pub trait Evaluable: Scalar + sealed::Sealed {
    /// `f(args)`; `None` outside the domain.
    fn call(f: Func, args: &[Matrix<Self>]) -> Option<Matrix<Self>>;
}

impl Evaluable for f64 {
    fn call(f: Func, args: &[Matrix<f64>]) -> Option<Matrix<f64>> {
        f.value(args)
    }
}

impl Evaluable for Dual<f64> {
    fn call(f: Func, args: &[Matrix<Self>]) -> Option<Matrix<Self>> {
        f.value_dual(args)
    }
}

impl Evaluable for Dual<Dual<f64>> {
    fn call(f: Func, args: &[Matrix<Self>]) -> Option<Matrix<Self>> {
        f.value_hyper(args)
    }
}

impl Evaluable for Modular {
    fn call(f: Func, args: &[Matrix<Modular>]) -> Option<Matrix<Modular>> {
        f.value_modular(args)
    }
}

/// Where an expression is evaluated.
pub trait Point<S> {
    /// The value of a size.
    fn size(&self, name: &SizeName) -> Option<i64>;
    /// The value of an index that no sum binds.
    fn index(&self, name: &str) -> Option<i64>;
    /// The value of a quantity, or of the member of a family that `indices` choose, of the given rows and columns.
    fn symbol(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<S>>;
    /// The value of a quantity that stands where only an integer makes sense.
    fn integer(&self, s: &Symbol, indices: &[i64]) -> Option<i64>;
    /// The value of the differential of a quantity.
    fn differential(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<S>>;
    /// How functions nobody defined are drawn.
    fn functions(&self) -> Draw;
}

/// The values of the program's expressions at `point`, in their order; `None` if any of them has none.
pub fn evaluate<S: Evaluable>(program: &Program, point: &dyn Point<S>) -> Option<Vec<Matrix<S>>> {
    let mut machine = Machine::new(program, point);
    program.schedules.iter().zip(&program.roots).map(|(list, &root)| machine.result(list, root)).collect()
}

/// The value of expression number `k` of the program, and the largest number met on the way: rounding errors are measured
/// against it.
pub fn evaluate_one<S: Evaluable>(program: &Program, k: usize, point: &dyn Point<S>) -> Option<(Matrix<S>, f64)> {
    let mut machine = Machine::new(program, point);
    let value = machine.result(program.schedules.get(k)?, *program.roots.get(k)?)?;
    let seen = machine.memo.iter().filter_map(|m| m.value.as_ref());
    Some((value, seen.flat_map(Matrix::entries).map(S::magnitude).fold(0.0, f64::max)))
}

/// What parts of expressions are at one point, each with the largest number met in computing it. Expressions that share their
/// parts, as a formula and its variants do, are evaluated there for the price of what differs.
pub struct Parts<S>(DigestMap<(Matrix<S>, f64)>);

impl<S> Default for Parts<S> {
    fn default() -> Self {
        Parts(DigestMap::default())
    }
}

/// More values than this are not kept.
const MOST_VALUES: usize = 20_000;

impl<S: Evaluable> Parts<S> {
    /// [`evaluate_one`] of `e` at `point`, always the same one; numbers in `integral` are integers.
    pub fn of(&mut self, e: &Expr, integral: &Arc<HashSet<String>>, point: &dyn Point<S>) -> Option<(Matrix<S>, f64)> {
        if let Some(known) = self.0.get(&e.digest()) {
            return Some(known.clone());
        }
        let mut program = Program::beyond(std::slice::from_ref(e), &|digest| self.0.contains_key(&digest))?;
        program.integral.clone_from(integral);
        let root = *program.roots.first()? as usize;
        let mut machine = Machine::new(&program, point);
        let mut largest = vec![0.0; program.nodes.len()];
        for (id, node) in program.nodes.iter().enumerate().filter(|(_, node)| node.args.is_empty()) {
            if let Some((value, size)) = self.0.get(&node.expr.digest()) {
                machine.memo[id].value = Some(value.clone());
                largest[id] = *size;
            }
        }
        let value = machine.result(program.schedules.first()?, *program.roots.first()?)?;
        let memo = std::mem::take(&mut machine.memo);
        for (id, (node, memo)) in program.nodes.iter().zip(memo).enumerate() {
            let parts = node.args.iter().map(|a| largest[*a as usize]).fold(largest[id], f64::max);
            let own = memo.value.iter().flat_map(Matrix::entries).map(S::magnitude);
            largest[id] = own.fold(parts, f64::max);
            if let Some(value) = memo.value.filter(|_| is_kept(node) && self.0.len() < MOST_VALUES) {
                self.0.insert(node.expr.digest(), (value, largest[id]));
            }
        }
        Some((value, largest[root]))
    }
}

/// Whether a part has one value at a point, and never stands where a number is asked for exactly.
fn is_kept(node: &Node) -> bool {
    let exact = matches!(
        node.expr.op(),
        Op::Number(_) | Op::Size(_) | Op::Index(_) | Op::Symbol(_) | Op::Add | Op::Mul | Op::Power
    );
    node.depends == 0 && !(exact && node.expr.shape().is_scalar())
}

/// The value of a size, which may be negative or a fraction as a number.
fn size_value<S>(d: &Dim, point: &dyn Point<S>) -> Option<Rational> {
    let mut sum = Rational::ZERO;
    for (names, c) in d.terms() {
        let mut product = *c;
        for name in names {
            product = product.times(Rational::from(point.size(name)?));
        }
        sum = sum.plus(product);
    }
    Some(sum)
}

struct Memo<S> {
    value: Option<Matrix<S>>,
    time: u64,
}

struct Machine<'a, S> {
    program: &'a Program,
    point: &'a dyn Point<S>,
    memo: Vec<Memo<S>>,
    /// Values of the indices, and when each was set.
    indices: Vec<(Option<i64>, u64)>,
    clock: u64,
    budget: u64,
}

impl<'a, S: Evaluable> Machine<'a, S> {
    fn new(program: &'a Program, point: &'a dyn Point<S>) -> Self {
        let memo = program.nodes.iter().map(|_| Memo { value: None, time: 0 }).collect();
        let indices = program.slots.iter().map(|name| (point.index(name), 0)).collect();
        Machine { program, point, memo, indices, clock: 1, budget: BUDGET }
    }

    fn result(&mut self, list: &[u32], root: u32) -> Option<Matrix<S>> {
        self.run(list)?;
        self.memo.get(root as usize)?.value.clone()
    }

    fn run(&mut self, list: &[u32]) -> Option<()> {
        for (at, &id) in list.iter().enumerate() {
            let node = &self.program.nodes[id as usize];
            let memo = &self.memo[id as usize];
            if memo.value.is_some() && memo.time >= self.changed(node.depends) {
                continue;
            }
            let value = match &node.body {
                Some((slots, body)) if matches!(node.expr.op(), Op::Table(..)) => self.tabulate(node, slots, body)?,
                Some((slots, body)) => self.iterate(node, *slots.first()?, body)?,
                None => self.compute(node)?,
            };
            self.spend(value.entries().len())?;
            self.memo[id as usize] = Memo { value: Some(value), time: self.clock };
            if let Some((slots, body)) = &node.body
                && slots.iter().filter(|slot| self.forget(**slot, body, &list[..at])).count() > 0
            {
                self.run(&list[..at])?;
            }
        }
        Some(())
    }

    /// Forgets what the last step over an index computed; whether any of it stands in `list`, where the index is another one of the
    /// same name.
    fn forget(&mut self, slot: u32, body: &[u32], list: &[u32]) -> bool {
        let mut needed = false;
        for &id in body {
            if self.program.nodes[id as usize].depends >> slot & 1 == 1 {
                self.memo[id as usize].value = None;
                needed |= list.binary_search(&id).is_ok();
            }
        }
        needed
    }

    /// When the last of these indices changed.
    fn changed(&self, depends: u64) -> u64 {
        if depends == 0 {
            return 0;
        }
        self.indices.iter().enumerate().filter(|(s, _)| depends >> s & 1 == 1).map(|(_, i)| i.1).max().unwrap_or(0)
    }

    fn iterate(&mut self, node: &Node, slot: u32, body: &[u32]) -> Option<Matrix<S>> {
        let (lo, hi) = (self.integer(*node.args.first()?)?, self.integer(*node.args.get(1)?)?);
        let root = *node.args.get(2)? as usize;
        let before = *self.indices.get(slot as usize)?;
        let is_sum = matches!(node.expr.op(), Op::Sum(_));
        let mut total: Option<Matrix<S>> = None;
        let mut i = lo;
        while i <= hi {
            self.clock += 1;
            *self.indices.get_mut(slot as usize)? = (Some(i), self.clock);
            self.spend(body.len())?;
            self.run(body)?;
            let term = self.memo[root].value.as_ref()?;
            total = Some(match total {
                None => term.clone(),
                Some(t) if is_sum => t.add(term)?,
                Some(t) => t.mul(term)?,
            });
            i += 1;
        }
        *self.indices.get_mut(slot as usize)? = before;
        match total {
            Some(t) => Some(t),
            None if is_sum => self.shape(node).map(|(r, c)| Matrix::zeros(r, c)),
            None => Some(Matrix::scalar(S::one())),
        }
    }

    /// A matrix whose entries are the values of the body; there is a slot for each index that runs over more than one place.
    fn tabulate(&mut self, node: &Node, slots: &[u32], body: &[u32]) -> Option<Matrix<S>> {
        let (rows, cols) = self.shape(node)?;
        let root = *node.args.first()? as usize;
        let (of_rows, of_cols) = match (node.expr.op(), slots) {
            (_, [i, j]) => (Some(*i), Some(*j)),
            (Op::Table(i, _), [only]) if !i.is_empty() => (Some(*only), None),
            (_, slots) => (None, slots.first().copied()),
        };
        let before = slots.iter().map(|s| self.indices.get(*s as usize).copied()).collect::<Option<Vec<_>>>()?;
        let mut entries = Vec::with_capacity(rows.checked_mul(cols)?);
        for place in 0..rows * cols {
            self.clock += 1;
            for (slot, at) in [(of_rows, place / cols), (of_cols, place % cols)] {
                let Some(slot) = slot else { continue };
                let (at, index) = (i64::try_from(at).ok()? + 1, self.indices.get_mut(slot as usize)?);
                if index.0 != Some(at) {
                    *index = (Some(at), self.clock);
                }
            }
            self.spend(body.len())?;
            self.run(body)?;
            entries.push(self.memo[root].value.as_ref()?.as_scalar()?.clone());
        }
        for (slot, index) in slots.iter().zip(before) {
            *self.indices.get_mut(*slot as usize)? = index;
        }
        Matrix::from_entries(rows, cols, entries)
    }

    fn spend(&mut self, work: usize) -> Option<()> {
        match self.budget.checked_sub(work as u64 + 1) {
            Some(rest) => self.budget = rest,
            None => {
                self.program.overruns.set(self.program.overruns.get() + 1);
                return None;
            }
        }
        Some(())
    }

    fn dim(&self, d: &Dim) -> Option<usize> {
        match d.as_constant() {
            Some(n) => usize::try_from(n).ok(),
            None => usize::try_from(size_value(d, self.point)?.as_integer()?).ok(),
        }
    }

    fn shape(&self, node: &Node) -> Option<(usize, usize)> {
        let s = node.expr.shape();
        let (rows, cols) = (self.dim(&s.rows)?, self.dim(&s.cols)?);
        (rows.checked_mul(cols)? <= MAX_ENTRIES).then_some((rows, cols))
    }

    /// A number made of integers, sizes and indices, exactly.
    fn exact(&self, id: u32, depth: usize) -> Option<Rational> {
        if depth > 200 {
            return None;
        }
        let node = &self.program.nodes[id as usize];
        let mut args = node.args.iter().map(|&a| self.exact(a, depth + 1));
        match node.expr.op() {
            Op::Number(r) => Some(*r),
            Op::Size(d) => size_value(d, self.point),
            Op::Index(name) => {
                let slot = self.program.slots.iter().position(|s| s == name)?;
                self.indices.get(slot)?.0.map(Rational::from)
            }
            Op::Symbol(s) if s.shape().is_scalar() && self.program.integral.contains(s.key()) => {
                self.point.integer(s, &self.integers(&node.args)?).map(Rational::from)
            }
            Op::Add => args.try_fold(Rational::ZERO, |s, x| Some(s.plus(x?))),
            Op::Mul => args.try_fold(Rational::ONE, |s, x| Some(s.times(x?))),
            Op::Power => {
                let base = args.next()??;
                base.pow(args.next()??.as_integer()?)
            }
            _ => None,
        }
        .filter(|r| !r.is_overflow())
    }

    fn integer(&self, id: u32) -> Option<i64> {
        self.exact(id, 0)?.as_integer()
    }

    fn integers(&self, ids: &[u32]) -> Option<Vec<i64>> {
        ids.iter().map(|&a| self.integer(a)).collect()
    }

    fn value(&self, id: Option<&u32>) -> Option<&Matrix<S>> {
        self.memo.get(*id? as usize)?.value.as_ref()
    }
}

/// The places on and below the diagonal, column by column: the order of `vech`.
pub fn lower_triangle(n: usize) -> Vec<(usize, usize)> {
    (0..n).flat_map(|j| (j..n).map(move |i| (i, j))).collect()
}
