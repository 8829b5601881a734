//! Solving what shapes must fulfil together: rounds of propagation, then trials of what undeclared names may be.

use super::chain::{blame, plan};
use super::problem::{Operand, Operation, Problem, ProblemKind, Source};
use super::read::Reader;
use super::shapes::Equal;
use super::term::{Constraint, Guess, Id, Op, Reading};
use crate::expr::Op as ExprOp;
use crate::notation::Span;
use crate::shape::{Dim, Shape};

/// What is known of the kind of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Scalar,
    /// A vector or matrix.
    Array,
    Unknown,
}

enum Step {
    Done,
    Later,
    Failed(Box<Problem>),
}

/// Trials cost a pass each: where there are more undeclared names than this, the likeliest guess is taken.
const TRIED: usize = 24;
/// Constraints beyond this are not tried out either.
const TRIED_CONSTRAINTS: usize = 400;

impl Reader<'_> {
    /// Solves all constraints read so far. What undeclared names are is tried out where something depends on it.
    pub fn solve(&mut self) {
        let mut pending = std::mem::take(&mut self.constraints);
        self.rounds(&mut pending);
        let mut at = 0;
        while !pending.is_empty() && at < self.undeclared.len() {
            if self.undeclared_class(at) == Class::Unknown {
                self.guess(at, &pending);
                self.rounds(&mut pending);
            }
            at += 1;
        }
        // For the expression alone: what nothing depends on takes its likeliest shape.
        for at in 0..self.undeclared.len() {
            if self.undeclared_class(at) == Class::Unknown {
                self.guess(at, &[]);
            }
        }
        self.rounds(&mut pending);
    }

    /// Passes over the pending constraints until nothing moves.
    fn rounds(&mut self, pending: &mut Vec<Constraint>) {
        loop {
            let before = pending.len();
            let mut later = Vec::with_capacity(before);
            for constraint in pending.drain(..) {
                match self.step(&constraint) {
                    Step::Done => {}
                    Step::Later => later.push(constraint),
                    Step::Failed(problem) => {
                        self.problems.push(*problem);
                        self.failed.push(constraint.id());
                    }
                }
            }
            *pending = later;
            if pending.len() == before || pending.is_empty() {
                return;
            }
        }
    }

    pub(super) fn class(&self, shape: &Shape) -> Class {
        let (rows, cols) = (self.shapes.resolve(&shape.rows), self.shapes.resolve(&shape.cols));
        if rows.is_one() && cols.is_one() {
            Class::Scalar
        } else if self.shapes.is_many(&rows) || self.shapes.is_many(&cols) {
            Class::Array
        } else {
            Class::Unknown
        }
    }

    fn undeclared_class(&self, at: usize) -> Class {
        self.undeclared.get(at).map_or(Class::Scalar, |u| self.class(&u.shape))
    }

    /// Tries what an undeclared name may be, the likeliest first, and keeps the first that contradicts nothing.
    fn guess(&mut self, at: usize, pending: &[Constraint]) {
        let Some(name) = self.undeclared.get(at) else { return };
        let (shape, mut guesses) = (name.shape.clone(), name.guesses.clone());
        if guesses.first() == Some(&Guess::Scalar) && self.stands_as_vector(at) {
            guesses.sort_by_key(|g| *g != Guess::Vector);
        }
        let tried = self.undeclared.len() <= TRIED && pending.len() <= TRIED_CONSTRAINTS;
        for guess in &guesses {
            let mark = self.shapes.mark();
            let (problems, failed) = (self.problems.len(), self.failed.len());
            let mut fits = self.suppose(&shape, *guess);
            if fits && tried {
                self.rounds(&mut pending.to_vec());
                fits = self.problems.len() == problems;
            }
            self.problems.truncate(problems);
            self.failed.truncate(failed);
            self.shapes.undo(mark);
            if fits {
                self.suppose(&shape, *guess);
                if let Some(u) = self.undeclared.get_mut(at) {
                    u.guessed = true;
                }
                return;
            }
        }
    }

    fn suppose(&mut self, shape: &Shape, guess: Guess) -> bool {
        let (rows, cols) = match guess {
            Guess::Scalar => (Dim::one(), Dim::one()),
            Guess::Vector => (self.shapes.fresh(false, true), Dim::one()),
            Guess::Row => (Dim::one(), self.shapes.fresh(false, true)),
            Guess::Matrix => (self.shapes.fresh(false, true), self.shapes.fresh(false, false)),
        };
        self.shapes.unify(&shape.rows, &rows) != Equal::No && self.shapes.unify(&shape.cols, &cols) != Equal::No
    }

    /// Whether an undeclared letter stands where vectors do: transposed, or after a matrix.
    fn stands_as_vector(&self, at: usize) -> bool {
        let is_name = |id: &Id| matches!(self.terms.get(*id).map(|t| &t.op), Some(Op::Undeclared(n)) if *n == at);
        self.terms.iter().any(|t| match t.op {
            Op::Transpose => t.args.iter().any(is_name),
            Op::Product { .. } => t.args.windows(2).any(|w| match w {
                [before, after] => is_name(after) && self.shapes.is_many(&self.shape(*before).cols),
                _ => false,
            }),
            _ => false,
        })
    }

    fn unify(&mut self, a: &Shape, b: &Shape) -> Equal {
        match (self.shapes.unify(&a.rows, &b.rows), self.shapes.unify(&a.cols, &b.cols)) {
            (Equal::Yes, Equal::Yes) => Equal::Yes,
            (Equal::No, _) | (_, Equal::No) => Equal::No,
            _ => Equal::Maybe,
        }
    }

    /// What has been unified, or is to be tried again.
    fn settle(equal: Equal) -> Step {
        if equal == Equal::Maybe { Step::Later } else { Step::Done }
    }

    fn step(&mut self, constraint: &Constraint) -> Step {
        match constraint {
            Constraint::Same { id, terms, operation } => self.same(*id, terms, operation),
            Constraint::Product(id) => self.product_step(*id),
            Constraint::Square { id, operation } => {
                let Some(&arg) = self.args(*id).first() else { return Step::Done };
                let shape = self.shape(arg);
                match self.shapes.unify(&shape.rows, &shape.cols) {
                    Equal::No => self.misfit(*id, operation.clone(), arg, "a square matrix", true),
                    other => Self::settle(other),
                }
            }
            Constraint::Diag(id) => self.diag_step(*id),
            Constraint::Call(id) => self.call_step(*id),
            Constraint::Block(id) => self.block_step(*id),
            Constraint::Divide(id) => {
                let Some(&den) = self.args(*id).get(1) else { return Step::Done };
                let shape = self.shape(den);
                if self.class(&shape) == Class::Array {
                    return self.misfit(*id, Operation::Quotient, den, "a scalar below the line", false);
                }
                self.unify(&shape, &Shape::scalar());
                Step::Done
            }
            Constraint::Power(id) => {
                let Some(&base) = self.args(*id).first() else { return Step::Done };
                let shape = self.shape(base);
                let matrix = self.shapes.is_many(&shape.rows) && self.shapes.is_many(&shape.cols);
                if matrix && self.shapes.compare(&shape.rows, &shape.cols) == Equal::No && !self.is_entrywise(base) {
                    return self.misfit(*id, Operation::Power, base, "a square matrix", false);
                }
                Step::Done
            }
            Constraint::Apply(id) => self.apply_step(*id),
            Constraint::Derivative(id) => self.derivative_step(*id),
            Constraint::EntryOr(id) => self.entry_or_step(*id),
            Constraint::Scalar { id, operation } => {
                let shape = self.shape(*id);
                match self.unify(&shape, &Shape::scalar()) {
                    Equal::No => self.misfit(*id, operation.clone(), *id, "a scalar there", false),
                    other => Self::settle(other),
                }
            }
        }
    }

    pub(super) fn args(&self, id: Id) -> Vec<Id> {
        self.terms.get(id).map(|t| t.args.clone()).unwrap_or_default()
    }

    fn span(&self, id: Id) -> Span {
        self.terms.get(id).map(|t| t.span).unwrap_or_default()
    }

    /// The range of a piece with the brackets around it.
    fn outer(&self, id: Id) -> Span {
        self.terms.get(id).map(|t| t.outer).unwrap_or_default()
    }

    /// Whether a piece is the result of an entry-wise operation, whose powers are taken by entries too.
    fn is_entrywise(&self, id: Id) -> bool {
        self.terms.get(id).is_some_and(|t| match &t.op {
            Op::Call(f) => f.is_entrywise(),
            Op::Hadamard | Op::DivideEntries | Op::EntryPower | Op::Slope(_) => true,
            Op::Sum(_) => t.args.iter().any(|a| self.is_entrywise(*a)),
            _ => false,
        })
    }

    fn same(&mut self, id: Id, terms: &[Id], operation: &Operation) -> Step {
        let target = self.shape(id);
        let mut out = Equal::Yes;
        for (k, &term) in terms.iter().enumerate() {
            let shape = self.shape(term);
            match self.unify(&target, &shape) {
                Equal::Yes => {}
                Equal::Maybe => out = Equal::Maybe,
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
    fn is_customary(&self, operation: &Operation, left: Id, right: Id) -> bool {
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
    fn has_derivative(&self, id: Id) -> bool {
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
    fn may_be_equal(&self, a: &Dim, b: &Dim) -> bool {
        let (a, b) = (self.shapes.resolve(a), self.shapes.resolve(b));
        let number = |d: &Dim| d.as_constant().is_some_and(|n| n != 1);
        let named = |d: &Dim| d.as_constant().is_none();
        (number(&a) && named(&b)) || (named(&a) && number(&b))
    }

    fn product_step(&mut self, id: Id) -> Step {
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
            return Step::Later;
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

    /// The first factor that does not fit, and all before it.
    fn product_misfit(&mut self, id: Id, args: &[Id], arrays: &[Id], shapes: &[Shape], firm: bool) -> Step {
        let at = blame(shapes, self.shapes).clamp(1, arrays.len().saturating_sub(1).max(1));
        let Some(&right) = arrays.get(at) else { return Step::Done };
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
        Step::Failed(Box::new(Problem {
            kind: ProblemKind::ShapeMismatch { operation: Operation::Product, left, right },
            span,
            certain: firm && !constants,
        }))
    }

    /// Whether the operand is nothing but a constant that takes the fitting size: then the letter may mean something else.
    fn is_constant_at(&self, span: Span, id: Id) -> bool {
        self.args(id)
            .iter()
            .filter_map(|a| self.terms.get(*a))
            .any(|t| t.outer == span && matches!(t.op, Op::Identity | Op::Ones | Op::Zero | Op::Unit))
    }

    fn diag_step(&mut self, id: Id) -> Step {
        let Some(&arg) = self.args(id).first() else { return Step::Done };
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

    fn call_step(&mut self, id: Id) -> Step {
        let Some(Op::Call(f)) = self.terms.get(id).map(|t| t.op.clone()) else { return Step::Done };
        let args = self.args(id);
        let shapes: Vec<Shape> = args.iter().map(|a| self.shapes.resolve_shape(&self.shape(*a))).collect();
        let result = self.shape(id);
        if let ("vec", [shape]) = (f.name(), shapes.as_slice()) {
            let count = shape.count();
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

    fn block_step(&mut self, id: Id) -> Step {
        let Some(Op::Block(rows, cols)) = self.terms.get(id).map(|t| t.op.clone()) else { return Step::Done };
        let (args, result) = (self.args(id), self.shape(id));
        let heights: Vec<Dim> = (0..rows).map(|_| self.shapes.fresh(true, false)).collect();
        let widths: Vec<Dim> = (0..cols).map(|_| self.shapes.fresh(true, false)).collect();
        for (k, &arg) in args.iter().enumerate() {
            let (r, c) = (k / cols.max(1), k % cols.max(1));
            let (Some(height), Some(width)) = (heights.get(r), widths.get(c)) else { continue };
            let shape = self.shape(arg);
            let tall = self.shapes.unify(&shape.rows, height);
            let wide = self.shapes.unify(&shape.cols, width);
            if tall == Equal::No || wide == Equal::No {
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
        let total = |dims: &[Dim]| dims.iter().fold(Dim::constant(0), |sum, d| sum.add(d));
        let (height, width) = (total(&heights), total(&widths));
        let shape = Shape::matrix(self.shapes.resolve(&height), self.shapes.resolve(&width));
        let determined = !shape.has_unknown();
        let equal = self.unify(&result, &shape);
        if determined { Self::settle(equal) } else { Step::Later }
    }

    /// The shapes of a function's arguments and of the reading of it that is meant.
    fn apply_step(&mut self, id: Id) -> Step {
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
                Equal::No => {
                    let certain = self.shapes.is_firm_shape(&shape) && self.shapes.is_firm_shape(wanted);
                    let left = Operand {
                        span: self.span(id),
                        shape: self.shapes.resolve_shape(wanted),
                        sources: self.own_source(id),
                    };
                    let right = self.operand(arg);
                    let kind = ProblemKind::ShapeMismatch { operation: Operation::Application(name), left, right };
                    return Step::Failed(Box::new(Problem { kind, span: self.span(id), certain }));
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
                [d] => Shape::matrix(self.count(&codomain), self.count(d)),
                _ => return Step::Done,
            },
            Reading::Primes(2) | Reading::Hessian if class == Class::Scalar => match domain.as_slice() {
                [d] => Shape::matrix(self.count(d), self.count(d)),
                _ => return Step::Done,
            },
            _ => return Step::Done,
        };
        let equal = self.unify(&result, &shape);
        Self::settle(if out == Equal::Maybe { out } else { equal })
    }

    fn count(&self, shape: &Shape) -> Dim {
        self.shapes.resolve_shape(shape).count()
    }

    fn derivative_step(&mut self, id: Id) -> Step {
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
        match super::layout::shape(&of, &by, &kinds, form, self.options.layout) {
            Some(shape) => Self::settle(self.unify(&result, &shape)),
            None => {
                self.shapes.soften(&result.rows);
                self.shapes.soften(&result.cols);
                Step::Done
            }
        }
    }

    fn entry_or_step(&mut self, id: Id) -> Step {
        let args = self.args(id);
        let [entry, other] = args.as_slice() else { return Step::Done };
        let (result, theirs) = (self.shape(id), self.shape(*other));
        let base = self.args(*entry).first().map(|b| self.shape(*b));
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

    fn misfit(&mut self, id: Id, operation: Operation, arg: Id, needs: &str, certain: bool) -> Step {
        let certain = certain && self.shapes.is_firm_shape(&self.shape(arg));
        let operand = self.operand(arg);
        let kind = ProblemKind::Misfit { operation, operand, needs: needs.into() };
        Step::Failed(Box::new(Problem { kind, span: self.span(id), certain }))
    }

    fn mismatch(&mut self, id: Id, operation: Operation, left: Id, right: Id, certain: bool) -> Step {
        let firm = [left, right].iter().all(|i| self.shapes.is_firm_shape(&self.shape(*i)));
        let constant = [left, right]
            .iter()
            .filter_map(|i| self.terms.get(*i))
            .any(|t| matches!(t.op, Op::Identity | Op::Ones | Op::Zero | Op::Unit) && t.shape.has_unknown());
        let (left, right) = (self.operand(left), self.operand(right));
        let differs = |a: &Dim, b: &Dim| self.shapes.compare(a, b) == Equal::No && !self.may_be_equal(a, b);
        let surely = differs(&left.shape.rows, &right.shape.rows) || differs(&left.shape.cols, &right.shape.cols);
        let certain = certain && surely;
        let span = if operation == Operation::Equality { left.span.to(right.span) } else { self.span(id) };
        Step::Failed(Box::new(Problem {
            kind: ProblemKind::ShapeMismatch { operation, left, right },
            span,
            certain: certain && firm && !constant,
        }))
    }

    fn operand(&self, id: Id) -> Operand {
        Operand { span: self.outer(id), shape: self.shapes.resolve_shape(&self.shape(id)), sources: self.sources(id) }
    }

    /// The symbols under a term, each once, and where their shapes came from.
    fn sources(&self, id: Id) -> Vec<Source> {
        let mut out: Vec<Source> = Vec::new();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            for source in self.own_source(id) {
                if out.len() < 8 && !out.iter().any(|s| s.latex == source.latex) {
                    out.push(source);
                }
            }
            if let Some(t) = self.terms.get(id) {
                stack.extend(t.args.iter().rev());
            }
        }
        out
    }

    fn own_source(&self, id: Id) -> Vec<Source> {
        let Some(term) = self.terms.get(id) else { return vec![] };
        let (key, latex, shape) = match &term.op {
            Op::Symbol(s) => (s.key().to_string(), s.latex().to_string(), s.shape().clone()),
            Op::Undeclared(n) => match self.undeclared.get(*n) {
                Some(u) => (u.key.clone(), u.latex.clone(), self.shapes.resolve_shape(&u.shape)),
                None => return vec![],
            },
            Op::Apply { key, latex, codomain, .. } => (key.clone(), latex.clone(), self.shapes.resolve_shape(codomain)),
            Op::Body(body) => {
                let inside = body.subexpressions();
                return inside
                    .iter()
                    .filter_map(|e| match e.op() {
                        ExprOp::Symbol(s) => Some(self.source(s.key(), s.latex(), s.shape().clone())),
                        _ => None,
                    })
                    .collect();
            }
            _ => return vec![],
        };
        vec![self.source(&key, &latex, shape)]
    }

    fn source(&self, key: &str, latex: &str, shape: Shape) -> Source {
        Source { latex: latex.into(), shape, origin: self.scope.get(key).map(|e| e.origin) }
    }
}
