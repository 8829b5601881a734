//! Operands that must fit each other: sums, equalities, products.

use super::{Class, Step};
use crate::elaborate::chain::{blame, plan};
use crate::elaborate::problem::{Operand, Operation, Problem, ProblemKind};
use crate::elaborate::read::Reader;
use crate::elaborate::shapes::Equal;
use crate::elaborate::term::{Id, Op, Reading};
use crate::notation::Span;
use crate::shape::{Dim, Shape};

impl Reader<'_> {
    pub(super) fn same(&mut self, id: Id, terms: &[Id], operation: &Operation) -> Step {
        let target = self.shape(id);
        let mut out = Equal::Yes;
        for (k, &term) in terms.iter().enumerate() {
            let shape = self.shape(term);
            match self.unify(&target, &shape) {
                Equal::Yes => {}
                Equal::Maybe => out = Equal::Maybe,
                Equal::No if self.brief => return Step::Failed(None),
                Equal::No => {
                    let disagrees = |other: &Id| {
                        let o = self.shape(*other);
                        self.shapes.compare(&o.rows, &shape.rows) == Equal::No
                            || self.shapes.compare(&o.cols, &shape.cols) == Equal::No
                    };
                    let first = terms.iter().take(k).find(|t| disagrees(t)).copied().unwrap_or(id);
                    let certain = !self.is_customary(operation, first, term);
                    // Whatever stands around a misfit is no longer sure.
                    self.shapes.soften(&target.rows);
                    self.shapes.soften(&target.cols);
                    return self.mismatch(id, operation.clone(), first, term, certain);
                }
            }
        }
        Self::settle(out)
    }

    /// Whether authors write this though shapes differ: a number or a bias added to every entry or row, a row for a gradient.
    pub(super) fn is_customary(&self, operation: &Operation, left: Id, right: Id) -> bool {
        let number = |id: Id| matches!(self.terms.get(id).map(|t| &t.op), Some(Op::Number(_) | Op::Size(_)));
        let (a, b) = (self.shapes.resolve_shape(&self.shape(left)), self.shapes.resolve_shape(&self.shape(right)));
        let bias = |v: &Shape, m: &Shape| {
            let matrix = !m.is_vector() && !m.is_row();
            let fits = v.count() == m.rows || v.count() == m.cols;
            (v.is_vector() || v.is_row()) && matrix && fits || v.is_scalar() && m.is_vector()
        };
        match operation {
            Operation::Sum => number(left) || number(right) || bias(&a, &b) || bias(&b, &a),
            Operation::Equality => {
                number(left)
                    || number(right)
                    || (a == b.transposed() && (self.has_derivative(left) || self.has_derivative(right)))
            }
            _ => false,
        }
    }

    /// Whether a derivative stands in a piece: its layout is a matter of convention.
    pub(super) fn has_derivative(&self, id: Id) -> bool {
        let mut stack = vec![id];
        while let Some(term) = stack.pop().and_then(|i| self.terms.get(i)) {
            match &term.op {
                Op::Derivative { .. } => return true,
                Op::Apply { reading, .. } | Op::Defined { reading, .. } if *reading != Reading::Value => return true,
                _ => stack.extend(&term.args),
            }
        }
        false
    }

    /// Whether two sizes that differ may be equal all the same: a named size in an example with numbers.
    pub(super) fn may_be_equal(&self, a: &Dim, b: &Dim) -> bool {
        let (a, b) = (self.shapes.resolve(a), self.shapes.resolve(b));
        let number = |d: &Dim| d.as_constant().is_some_and(|n| n != 1);
        let named = |d: &Dim| d.as_constant().is_none();
        (number(&a) && named(&b)) || (named(&a) && number(&b))
    }

    pub(super) fn product_step(&mut self, id: Id) -> Step {
        let Some(term) = self.terms.get(id) else { return Step::Done };
        let (dot, loose) = match term.op {
            Op::Product { dot, loose } => (dot, loose),
            _ => (false, false),
        };
        let (args, result) = (term.args.clone(), term.shape.clone());
        let firm = args.iter().all(|a| self.shapes.is_firm_shape(&self.shape(*a)));
        if !firm {
            self.shapes.soften(&result.rows);
            self.shapes.soften(&result.cols);
        }
        let mut arrays: Vec<Id> = Vec::new();
        let mut unknown = 0;
        for &arg in &args {
            let shape = self.shape(arg);
            match self.class(&shape) {
                Class::Scalar => {}
                // A zero fits whatever it stands beside.
                Class::Unknown if matches!(self.terms.get(arg).map(|t| &t.op), Some(Op::Zero)) => return Step::Done,
                class => {
                    unknown += usize::from(class == Class::Unknown);
                    arrays.push(arg);
                }
            }
        }
        if unknown > 0 && arrays.len() > 1 {
            let apart = |two: &&[Id]| !loose && matches!(two, [a, b] if self.never_meet(*a, *b));
            let Some(&[a, b]) = arrays.windows(2).find(apart) else { return Step::Later };
            let between: Vec<Id> = args.iter().skip_while(|arg| **arg != a).copied().collect();
            let shapes = [a, b].map(|id| self.shapes.resolve_shape(&self.shape(id)));
            let firm = [a, b].iter().all(|id| self.shapes.is_firm_shape(&self.shape(*id)));
            return self.product_misfit(id, &between, &[a, b], &shapes, firm);
        }
        let shapes: Vec<Shape> = arrays.iter().map(|a| self.shapes.resolve_shape(&self.shape(*a))).collect();
        let Some(plan) = (match shapes.as_slice() {
            [] => return Self::settle(self.unify(&result, &Shape::scalar())),
            [only] => return Self::settle(self.unify(&result, only)),
            many => plan(many, self.shapes),
        }) else {
            let columns = shapes.iter().all(Shape::is_vector);
            if let ([a, b], true) = (shapes.as_slice(), dot && columns)
                && self.shapes.unify(&a.rows, &b.rows) != Equal::No
            {
                return Self::settle(self.unify(&result, &Shape::scalar()));
            }
            if loose {
                return Step::Done;
            }
            return self.product_misfit(id, &args, &arrays, &shapes, firm);
        };
        let mut out = self.unify(&result, &plan.shape);
        for (a, b) in &plan.equal {
            match self.shapes.unify(a, b) {
                Equal::No => return self.product_misfit(id, &args, &arrays, &shapes, firm),
                Equal::Maybe => out = Equal::Maybe,
                Equal::Yes => {}
            }
        }
        Self::settle(out)
    }

    /// Whether two neighbours in a product do not fit however it is grouped, and whatever stands around them: their inner sizes differ,
    /// and neither is 1, so that no group that ends or begins there is a scalar.
    fn never_meet(&self, a: Id, b: Id) -> bool {
        let (inner, outer) = (self.shape(a).cols, self.shape(b).rows);
        let differ = self.shapes.compare(&inner, &outer) == Equal::No && !self.may_be_equal(&inner, &outer);
        differ && self.shapes.is_many(&inner) && self.shapes.is_many(&outer)
    }

    /// The first factor that does not fit, and all before it.
    pub(super) fn product_misfit(&mut self, id: Id, args: &[Id], arrays: &[Id], shapes: &[Shape], firm: bool) -> Step {
        let at = blame(shapes, self.shapes).clamp(1, arrays.len().saturating_sub(1).max(1));
        let Some(&right) = arrays.get(at) else { return Step::Done };
        if self.brief {
            return Step::Failed(None);
        }
        let before: Vec<Id> = args.iter().take_while(|a| **a != right).copied().collect();
        let left_span = before.iter().map(|a| self.outer(*a)).reduce(Span::to).unwrap_or_default();
        let left_shape = match shapes.get(..at) {
            Some([only]) => only.clone(),
            Some(many) => plan(many, self.shapes).map_or_else(Shape::scalar, |p| p.shape),
            None => Shape::scalar(),
        };
        let sources = before.iter().flat_map(|a| self.sources(*a)).collect();
        let left = Operand { span: left_span, shape: self.shapes.resolve_shape(&left_shape), sources };
        let right = self.operand(right);
        let numeric = self.may_be_equal(&left_shape.cols, &right.shape.rows);
        let constants = numeric || [left_span, right.span].iter().any(|s| self.is_constant_at(*s, id));
        let span = left.span.to(right.span);
        Step::Failed(Some(Box::new(Problem {
            kind: ProblemKind::ShapeMismatch { operation: Operation::Product, left, right },
            span,
            certain: firm && !constants,
        })))
    }

    /// Whether the operand is nothing but a constant that takes the fitting size: then the letter may mean something else.
    pub(super) fn is_constant_at(&self, span: Span, id: Id) -> bool {
        self.args(id)
            .iter()
            .filter_map(|a| self.terms.get(*a))
            .any(|t| t.outer == span && matches!(t.op, Op::Identity | Op::Ones | Op::Zero | Op::Unit))
    }
}
