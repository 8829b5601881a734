//! The shapes of what functions, blocks and derivatives give.

use super::{Class, Step, UNKNOWN_BLOCKS};
use crate::elaborate::layout;
use crate::elaborate::problem::{Operand, Operation, Problem, ProblemKind};
use crate::elaborate::read::Reader;
use crate::elaborate::shapes::Equal;
use crate::elaborate::term::{Id, Op, Reading};
use crate::shape::{Dim, Shape};

impl Reader<'_> {
    pub(super) fn diag_step(&mut self, id: Id) -> Step {
        let Some(arg) = self.arg(id, 0) else { return Step::Done };
        let (shape, result) = (self.shape(arg), self.shape(id));
        let (rows, cols) = (self.shapes.resolve(&shape.rows), self.shapes.resolve(&shape.cols));
        if rows.is_one() && cols.is_one() {
            return Self::settle(self.unify(&result, &Shape::scalar()));
        }
        if cols.is_one() || (rows.is_one() && self.shapes.is_many(&cols)) {
            let n = if cols.is_one() { rows } else { cols };
            return Self::settle(self.unify(&result, &Shape::matrix(n.clone(), n)));
        }
        if !self.shapes.is_many(&cols) {
            return Step::Later;
        }
        match self.shapes.unify(&rows, &cols) {
            Equal::No => self.misfit(id, Operation::Function("diag".into()), arg, "a vector or a square matrix", true),
            other => {
                self.unify(&result, &Shape::vector(rows));
                Self::settle(other)
            }
        }
    }

    pub(super) fn call_step(&mut self, id: Id) -> Step {
        let Some(Op::Call(f)) = self.terms.get(id).map(|t| t.op.clone()) else { return Step::Done };
        let args = self.args(id);
        let shapes: Vec<Shape> = args.iter().map(|a| self.shapes.resolve_shape(&self.shape(*a))).collect();
        let result = self.shape(id);
        if let ("vec", [shape]) = (f.name(), shapes.as_slice()) {
            let count = self.shapes.times(&shape.rows, &shape.cols);
            return Self::settle(self.unify(&result, &Shape::vector(count)));
        }
        if shapes.iter().any(Shape::has_unknown) {
            return Step::Later;
        }
        match f.shape(&shapes) {
            Ok(shape) => Self::settle(self.unify(&result, &shape)),
            Err(misfit) => match args.first() {
                Some(&arg) => self.misfit(id, Operation::Function(f.name().into()), arg, &misfit.0, true),
                None => Step::Done,
            },
        }
    }

    pub(super) fn block_step(&mut self, id: Id) -> Step {
        let Some(Op::Block(rows, cols)) = self.terms.get(id).map(|t| t.op.clone()) else { return Step::Done };
        let (args, result) = (self.args(id), self.shape(id));
        let (heights, widths) = match self.blocks.get(&id) {
            Some(sizes) => sizes.clone(),
            None => {
                let heights: Vec<Dim> = (0..rows).map(|_| self.shapes.fresh(true, false)).collect();
                let widths: Vec<Dim> = (0..cols).map(|_| self.shapes.fresh(true, false)).collect();
                self.blocks.insert(id, (heights.clone(), widths.clone()));
                (heights, widths)
            }
        };
        for (k, &arg) in args.iter().enumerate() {
            let (r, c) = (k / cols.max(1), k % cols.max(1));
            let (Some(height), Some(width)) = (heights.get(r), widths.get(c)) else { continue };
            let shape = self.shape(arg);
            let tall = self.shapes.unify(&shape.rows, height);
            let wide = self.shapes.unify(&shape.cols, width);
            if tall == Equal::No || wide == Equal::No {
                // A number listed with vectors or matrices makes a tuple: `(q_w, \mathbf q_v)`, `(\Lambda, \log |\Lambda|)`.
                if (rows == 1 || cols == 1) && args.iter().any(|&other| self.class(&self.shape(other)) == Class::Scalar)
                {
                    return Step::Done;
                }
                let neighbour = args.iter().take(k).enumerate().find_map(|(j, other)| {
                    let o = self.shape(*other);
                    let beside =
                        tall == Equal::No && j / cols == r && self.shapes.compare(&o.rows, &shape.rows) == Equal::No;
                    let above =
                        wide == Equal::No && j % cols == c && self.shapes.compare(&o.cols, &shape.cols) == Equal::No;
                    (beside || above).then_some(*other)
                });
                return match neighbour.or_else(|| args.first().copied()) {
                    Some(first) => self.mismatch(id, Operation::Block, first, arg, true),
                    None => Step::Done,
                };
            }
        }
        let (heights, widths): (Vec<Dim>, Vec<Dim>) = (
            heights.iter().map(|d| self.shapes.resolve(d)).collect(),
            widths.iter().map(|d| self.shapes.resolve(d)).collect(),
        );
        if heights.iter().chain(&widths).filter(|d| d.as_constant().is_none()).count() > UNKNOWN_BLOCKS {
            return Step::Later;
        }
        let total = |dims: &[Dim]| dims.iter().fold(Dim::constant(0), |sum, d| sum.add(d));
        let shape = Shape::matrix(total(&heights), total(&widths));
        let determined = !shape.has_unknown();
        let equal = self.unify(&result, &shape);
        if determined { Self::settle(equal) } else { Step::Later }
    }

    /// The shapes of a function's arguments and of the reading of it that is meant.
    pub(super) fn apply_step(&mut self, id: Id) -> Step {
        let Some(op) = self.terms.get(id).map(|t| t.op.clone()) else { return Step::Done };
        let (domain, codomain, reading, name) = match op {
            Op::Apply { domain, codomain, reading, latex, .. } => (domain, codomain, reading, latex),
            Op::Defined { params, body, reading } => {
                let domain = params.iter().map(|p| p.shape().clone()).collect();
                (domain, body.shape().clone(), reading, "function".to_string())
            }
            _ => return Step::Done,
        };
        let (args, result) = (self.args(id), self.shape(id));
        let numeric = matches!(domain.as_slice(), [d] if self.class(d) == Class::Scalar)
            && self.class(&codomain) == Class::Scalar;
        if let ([arg], true) = (args.as_slice(), numeric) {
            // A function of numbers acts on every entry.
            let shape = self.shape(*arg);
            return match reading {
                Reading::Value | Reading::Primes(_) => Self::settle(self.unify(&result, &shape)),
                _ => Self::settle(self.unify(&result, &Shape::scalar())),
            };
        }
        let mut out = Equal::Yes;
        for (&arg, wanted) in args.iter().zip(&domain) {
            let shape = self.shape(arg);
            match self.unify(&shape, wanted) {
                Equal::Yes => {}
                Equal::Maybe => out = Equal::Maybe,
                Equal::No if self.brief => return Step::Failed(None),
                Equal::No => {
                    let certain = self.shapes.is_firm_shape(&shape) && self.shapes.is_firm_shape(wanted);
                    let left = Operand {
                        span: self.span(id),
                        shape: self.shapes.resolve_shape(wanted),
                        sources: self.own_source(id),
                    };
                    let right = self.operand(arg);
                    let kind = ProblemKind::ShapeMismatch { operation: Operation::Application(name), left, right };
                    return Step::Failed(Some(Box::new(Problem { kind, span: self.span(id), certain })));
                }
            }
        }
        let class = self.class(&codomain);
        let shape = match reading {
            Reading::Value => codomain,
            _ if class == Class::Unknown => return Step::Later,
            Reading::Primes(1) | Reading::Gradient if class == Class::Scalar => match domain.as_slice() {
                [d] => d.clone(),
                _ => return Step::Done,
            },
            Reading::Primes(1) | Reading::Jacobian => match domain.as_slice() {
                [d] => {
                    let rows = self.count(&codomain);
                    Shape::matrix(rows, self.count(d))
                }
                _ => return Step::Done,
            },
            Reading::Primes(2) | Reading::Hessian if class == Class::Scalar => match domain.as_slice() {
                [d] => {
                    let n = self.count(d);
                    Shape::matrix(n.clone(), n)
                }
                _ => return Step::Done,
            },
            Reading::ComponentHessian => match domain.as_slice() {
                [d] => {
                    let n = self.count(d);
                    Shape::matrix(n.clone(), n)
                }
                _ => return Step::Done,
            },
            _ => return Step::Done,
        };
        let equal = self.unify(&result, &shape);
        Self::settle(if out == Equal::Maybe { out } else { equal })
    }

    pub(super) fn count(&mut self, shape: &Shape) -> Dim {
        let shape = self.shapes.resolve_shape(shape);
        self.shapes.times(&shape.rows, &shape.cols)
    }

    pub(super) fn derivative_step(&mut self, id: Id) -> Step {
        let args = self.args(id);
        let Some((&of, by)) = args.split_first() else { return Step::Done };
        let of = self.shapes.resolve_shape(&self.shape(of));
        let by: Vec<Shape> = by.iter().map(|w| self.shapes.resolve_shape(&self.shape(*w))).collect();
        if self.class(&of) == Class::Unknown || by.iter().any(|w| self.class(w) == Class::Unknown) {
            return Step::Later;
        }
        let Some(Op::Derivative { by: kinds, form }) = self.terms.get(id).map(|t| t.op.clone()) else {
            return Step::Done;
        };
        let result = self.shape(id);
        match layout::shape(&of, &by, &kinds, form, self.options.layout) {
            Some(shape) => Self::settle(self.unify(&result, &shape)),
            None => {
                self.shapes.soften(&result.rows);
                self.shapes.soften(&result.cols);
                Step::Done
            }
        }
    }

    pub(super) fn entry_or_step(&mut self, id: Id) -> Step {
        let args = self.args(id);
        let [entry, other] = args.as_slice() else { return Step::Done };
        let (result, theirs) = (self.shape(id), self.shape(*other));
        let base = self.arg(*entry, 0).map(|b| self.shape(b));
        match (self.class(&result), self.class(&theirs)) {
            (Class::Scalar, _) => {
                self.unify(&theirs, &Shape::scalar());
                Step::Done
            }
            (_, Class::Scalar) => Self::settle(self.unify(&result, &Shape::scalar())),
            (Class::Array, _) | (_, Class::Array) => {
                if let Some(base) = base {
                    self.unify(&theirs, &base);
                }
                Self::settle(self.unify(&result, &theirs))
            }
            _ => Step::Later,
        }
    }
}
