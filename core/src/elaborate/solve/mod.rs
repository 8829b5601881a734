//! Solving what shapes must fulfil together: rounds of propagation, then trials of what undeclared names may be.

mod call;
mod fit;
mod guess;
mod report;

use super::problem::{Operation, Problem};
use super::read::Reader;
use super::shapes::Equal;
use super::term::{Constraint, Id, Op};
use crate::notation::Span;
use crate::shape::Shape;

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
    /// What does not fit, where that is to be said.
    Failed(Option<Box<Problem>>),
}

/// Trials cost a pass each: where there are more undeclared names than this, the likeliest guess is taken.
const TRIED: usize = 24;
/// Constraints beyond this are not tried out either.
const TRIED_CONSTRAINTS: usize = 400;
/// Constraints come innermost first, so that two or three passes settle what can be settled.
const PASSES: usize = 16;
/// A block matrix with more rows and columns of unknown size has no size to speak of.
const UNKNOWN_BLOCKS: usize = 16;

impl Reader<'_> {
    /// Solves all constraints read so far. What undeclared names are is tried out where something depends on it.
    pub fn solve(&mut self) {
        let constraints = std::mem::take(&mut self.constraints);
        let mut pending: Vec<&Constraint> = constraints.iter().collect();
        self.rounds(&mut pending);
        if self.brief && !self.failed.is_empty() {
            return;
        }
        let mut at = 0;
        // Where there are many undeclared names, what is likeliest is taken for all of them at once.
        while !pending.is_empty() && at < self.undeclared.len() && self.undeclared.len() <= TRIED {
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
    fn rounds(&mut self, pending: &mut Vec<&Constraint>) {
        for _ in 0..PASSES {
            let before = pending.len();
            let mut later = 0;
            for at in 0..before {
                match self.step(pending[at]) {
                    Step::Done => {}
                    Step::Later => {
                        pending[later] = pending[at];
                        later += 1;
                    }
                    Step::Failed(problem) => {
                        self.problems.extend(problem.map(|problem| *problem));
                        self.failed.push(pending[at].id());
                        if self.brief {
                            return;
                        }
                    }
                }
            }
            pending.truncate(later);
            if later == before || later == 0 {
                return;
            }
        }
    }

    pub(super) fn class(&self, shape: &Shape) -> Class {
        if self.shapes.is_one(&shape.rows) && self.shapes.is_one(&shape.cols) {
            Class::Scalar
        } else if self.shapes.is_many(&shape.rows) || self.shapes.is_many(&shape.cols) {
            Class::Array
        } else {
            Class::Unknown
        }
    }

    fn undeclared_class(&self, at: usize) -> Class {
        self.undeclared.get(at).map_or(Class::Scalar, |u| self.class(&u.shape))
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
                let Some(arg) = self.arg(*id, 0) else { return Step::Done };
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
                let Some(den) = self.arg(*id, 1) else { return Step::Done };
                let shape = self.shape(den);
                if self.class(&shape) == Class::Array {
                    return self.misfit(*id, Operation::Quotient, den, "a scalar below the line", false);
                }
                self.unify(&shape, &Shape::scalar());
                Step::Done
            }
            Constraint::Power(id) => {
                let Some(base) = self.arg(*id, 0) else { return Step::Done };
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

    pub(super) fn arg(&self, id: Id, at: usize) -> Option<Id> {
        self.terms.get(id).and_then(|t| t.args.get(at)).copied()
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
            Op::Apply { domain, codomain, .. } => domain.iter().chain([codomain]).all(Shape::is_scalar),
            Op::Sum(_) => t.args.iter().any(|a| self.is_entrywise(*a)),
            _ => false,
        })
    }
}
