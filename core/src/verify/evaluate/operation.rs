//! The value of each operation, given those of its arguments.

use super::{BUDGET, Evaluable, MAX_ENTRIES, Machine, lower_triangle, size_value};
use crate::expr::{Constant, Op, Reading};
use crate::verify::matrix::Matrix;
use crate::verify::program::Node;
use crate::verify::unknown;

impl<S: Evaluable> Machine<'_, S> {
    pub(super) fn compute(&mut self, node: &Node) -> Option<Matrix<S>> {
        let args = &node.args;
        let arg = |k: usize| self.value(args.get(k));
        match node.expr.op() {
            Op::Number(r) => Some(Matrix::scalar(S::from_rational(*r)?)),
            Op::Size(d) => Some(Matrix::scalar(S::from_rational(size_value(d, self.point)?)?)),
            Op::Index(name) => {
                let slot = self.program.slots.iter().position(|s| s == name)?;
                Some(Matrix::scalar(S::from_i64(self.indices.get(slot)?.0?)))
            }
            Op::Symbol(s) => {
                let indices = self.integers(args)?;
                if self.program.integral.contains(s.key()) {
                    return Some(Matrix::scalar(S::from_i64(self.point.integer(s, &indices)?)));
                }
                self.point.symbol(s, &indices, self.shape(node)?)
            }
            Op::Differential(s) => self.point.differential(s, &self.integers(args)?, self.shape(node)?),
            Op::Constant(c) => self.constant(c, self.shape(node)?),
            Op::Unit => {
                let (rows, cols) = self.shape(node)?;
                let k = usize::try_from(self.integer(*args.first()?)?).ok()?.checked_sub(1).filter(|&k| k < rows)?;
                Some(Matrix::from_fn(rows, cols, |i, _| if i == k { S::one() } else { S::zero() }))
            }
            Op::Delta => {
                let same = self.integer(*args.first()?)? == self.integer(*args.get(1)?)?;
                Some(Matrix::scalar(if same { S::one() } else { S::zero() }))
            }
            Op::Entry => {
                let x = arg(0)?;
                let place = |k: usize, n: usize| {
                    usize::try_from(self.integer(*args.get(k)?)?).ok()?.checked_sub(1).filter(|&i| i < n)
                };
                Some(Matrix::scalar(x.at(place(1, x.rows)?, place(2, x.cols)?).clone()))
            }
            Op::Add => (1..args.len()).try_fold(arg(0)?.clone(), |s, k| s.add(arg(k)?)),
            Op::Hadamard => (1..args.len()).try_fold(arg(0)?.clone(), |s, k| {
                let f = arg(k)?;
                match (s.as_scalar(), f.as_scalar()) {
                    (_, Some(x)) => Some(s.scale(x)),
                    (Some(x), _) => Some(f.scale(x)),
                    _ => s.zip(f, S::mul),
                }
            }),
            Op::Mul => self.product(args),
            Op::Kron => self.kron(args),
            Op::Power | Op::EntryPower => self.power(node),
            Op::Block(rows, cols) => self.block(*rows, *cols, args),
            Op::Call(f) => {
                let values = (0..args.len()).map(|k| arg(k).cloned()).collect::<Option<Vec<_>>>()?;
                let longest = values.iter().map(|v| v.rows.max(v.cols)).max().unwrap_or(0);
                let work = values.iter().map(|v| v.entries().len()).sum::<usize>().saturating_mul(longest);
                let out = S::call(*f, &values)?;
                self.spend(work)?;
                Some(out)
            }
            Op::Apply(f, reading) => {
                let count =
                    if matches!(reading, Reading::ComponentHessian(..)) { f.domain().len() } else { args.len() };
                let values = (0..count).map(arg).collect::<Option<Vec<_>>>()?;
                let codomain = (self.dim(&f.codomain().rows)?, self.dim(&f.codomain().cols)?);
                if !f.is_scalar_to_scalar() {
                    for (v, s) in values.iter().zip(f.domain()) {
                        if (v.rows, v.cols) != (self.dim(&s.rows)?, self.dim(&s.cols)?) {
                            return None;
                        }
                    }
                }
                let entries = values.iter().map(|v| v.entries().len()).sum::<usize>();
                let work = codomain.0.checked_mul(codomain.1)?.checked_mul(entries)?.checked_mul(6)?;
                if work > MAX_ENTRIES {
                    return None;
                }
                let which = match args.get(count) {
                    Some(k) => {
                        let k = usize::try_from(self.integer(*k)?).ok()?.checked_sub(1);
                        Some(k.filter(|k| *k < codomain.0 * codomain.1)?)
                    }
                    None => None,
                };
                let out = unknown::apply(f, *reading, &values, codomain, which, self.point.functions())?;
                self.spend(work)?;
                Some(out)
            }
            Op::Sum(_) | Op::Prod(_) | Op::Table(..) => None,
        }
    }

    /// Scalars and a chain of matrices; the chain is folded from the end that is thinner.
    fn product(&mut self, args: &[u32]) -> Option<Matrix<S>> {
        let values = (0..args.len()).map(|k| self.value(args.get(k))).collect::<Option<Vec<_>>>()?;
        let mut scalar: Option<S> = None;
        let mut chain: Vec<&Matrix<S>> = Vec::with_capacity(values.len());
        for v in values {
            match v.as_scalar() {
                Some(x) => scalar = Some(scalar.map_or_else(|| x.clone(), |s| s.mul(x))),
                None => chain.push(v),
            }
        }
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else {
            return scalar.map(Matrix::scalar);
        };
        let mut work = 0usize;
        let mut times = |a: &Matrix<S>, b: &Matrix<S>| {
            work = work.checked_add(a.rows.checked_mul(a.cols)?.checked_mul(b.cols)?)?;
            if work as u64 > BUDGET || a.rows.checked_mul(b.cols)? > MAX_ENTRIES {
                return None;
            }
            a.mul(b)
        };
        let mut out = if last.cols < first.rows {
            chain.iter().rev().skip(1).try_fold((*last).clone(), |p, m| times(m, &p))?
        } else {
            chain.iter().skip(1).try_fold((*first).clone(), |p, m| times(&p, m))?
        };
        if let Some(s) = scalar {
            out = out.scale(&s);
        }
        self.spend(work)?;
        Some(out)
    }

    fn kron(&mut self, args: &[u32]) -> Option<Matrix<S>> {
        let mut out = self.value(args.first())?.clone();
        for a in args.get(1..)? {
            let next = self.value(Some(a))?;
            if out.entries().len().checked_mul(next.entries().len())? > MAX_ENTRIES {
                return None;
            }
            out = out.kron(next);
        }
        Some(out)
    }

    fn power(&mut self, node: &Node) -> Option<Matrix<S>> {
        let base = self.value(node.args.first())?;
        let exponent = *node.args.get(1)?;
        let by_entries = matches!(node.expr.op(), Op::EntryPower) || base.as_scalar().is_some();
        match self.exact(exponent, 0) {
            Some(r) if by_entries => base.try_map(|x| x.powr(r)),
            Some(r) => {
                let work = base.entries().len().saturating_mul(base.rows).saturating_mul(4);
                let n = r.as_integer().filter(|_| base.rows == base.cols && work as u64 <= BUDGET)?;
                let out = base.powi(n)?;
                self.spend(work)?;
                Some(out)
            }
            None if by_entries => {
                let e = self.value(Some(&exponent))?;
                let raise = |x: &S, e: &S| {
                    use crate::verify::scalar::Elementary::{Exp, Ln};
                    x.elementary(Ln)?.mul(e).elementary(Exp)
                };
                match e.as_scalar() {
                    Some(e) => base.try_map(|x| raise(x, e)),
                    None if e.rows == base.rows && e.cols == base.cols => {
                        let entries = base.entries().iter().zip(e.entries()).map(|(x, e)| raise(x, e));
                        Matrix::from_entries(base.rows, base.cols, entries.collect::<Option<_>>()?)
                    }
                    None => None,
                }
            }
            None => None,
        }
    }

    fn block(&self, rows: usize, cols: usize, args: &[u32]) -> Option<Matrix<S>> {
        let at = |r: usize, c: usize| self.value(args.get(r * cols + c));
        let heights = (0..rows).map(|r| Some(at(r, 0)?.rows)).collect::<Option<Vec<_>>>()?;
        let widths = (0..cols).map(|c| Some(at(0, c)?.cols)).collect::<Option<Vec<_>>>()?;
        let (height, width) = (heights.iter().sum::<usize>(), widths.iter().sum::<usize>());
        if height.checked_mul(width)? > MAX_ENTRIES {
            return None;
        }
        let mut data = Vec::with_capacity(height * width);
        for (r, &h) in heights.iter().enumerate() {
            for i in 0..h {
                for (c, &w) in widths.iter().enumerate() {
                    let b = at(r, c)?;
                    if (b.rows, b.cols) != (h, w) {
                        return None;
                    }
                    data.extend((0..w).map(|j| b.at(i, j).clone()));
                }
            }
        }
        Matrix::from_entries(height, width, data)
    }

    fn constant(&self, c: &Constant, (rows, cols): (usize, usize)) -> Option<Matrix<S>> {
        let where_one = |is_one: &dyn Fn(usize, usize) -> bool| {
            Matrix::from_fn(rows, cols, |i, j| if is_one(i, j) { S::one() } else { S::zero() })
        };
        Some(match c {
            Constant::Zero => Matrix::zeros(rows, cols),
            Constant::Ones => where_one(&|_, _| true),
            Constant::Identity => where_one(&|i, j| i == j),
            Constant::Commutation(m, n) => {
                let (m, n) = (self.dim(m)?, self.dim(n)?);
                // (vec A)_{b m + a} = A_ab stands at place a n + b of vec Aᵀ.
                where_one(&|i, j| i / n == j % m && i % n == j / m)
            }
            Constant::Duplication(n) => {
                let places = lower_triangle(self.dim(n)?);
                let n = self.dim(n)?;
                where_one(&|i, j| places.get(j).is_some_and(|&(a, b)| i == b * n + a || i == a * n + b))
            }
            Constant::Elimination(n) => {
                let places = lower_triangle(self.dim(n)?);
                let n = self.dim(n)?;
                where_one(&|i, j| places.get(i).is_some_and(|&(a, b)| j == b * n + a))
            }
            Constant::SkewDuplication(n) => {
                let n = self.dim(n)?;
                let places: Vec<_> = lower_triangle(n).into_iter().filter(|(a, b)| a != b).collect();
                Matrix::from_fn(rows, cols, |i, j| match places.get(j) {
                    Some(&(a, b)) if i == b * n + a => S::one(),
                    Some(&(a, b)) if i == a * n + b => S::one().neg(),
                    _ => S::zero(),
                })
            }
        })
    }
}
