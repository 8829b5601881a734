//! Problems with their operands, and where the shapes of those came from.

use super::Step;
use crate::elaborate::problem::{Operand, Operation, Problem, ProblemKind, Source};
use crate::elaborate::read::Reader;
use crate::elaborate::shapes::Equal;
use crate::elaborate::term::{Id, Op};
use crate::expr::Op as ExprOp;
use crate::shape::{Dim, Shape};

impl Reader<'_> {
    pub(super) fn misfit(&mut self, id: Id, operation: Operation, arg: Id, needs: &str, certain: bool) -> Step {
        if self.brief {
            return Step::Failed(None);
        }
        let certain = certain && self.shapes.is_firm_shape(&self.shape(arg));
        let operand = self.operand(arg);
        let kind = ProblemKind::Misfit { operation, operand, needs: needs.into() };
        Step::Failed(Some(Box::new(Problem { kind, span: self.span(id), certain })))
    }

    pub(super) fn mismatch(&mut self, id: Id, operation: Operation, left: Id, right: Id, certain: bool) -> Step {
        if self.brief {
            return Step::Failed(None);
        }
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
        Step::Failed(Some(Box::new(Problem {
            kind: ProblemKind::ShapeMismatch { operation, left, right },
            span,
            certain: certain && firm && !constant,
        })))
    }

    pub(in crate::elaborate) fn operand(&self, id: Id) -> Operand {
        Operand { span: self.outer(id), shape: self.shapes.resolve_shape(&self.shape(id)), sources: self.sources(id) }
    }

    /// The symbols under a term, each once, and where their shapes came from.
    pub(super) fn sources(&self, id: Id) -> Vec<Source> {
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

    pub(super) fn own_source(&self, id: Id) -> Vec<Source> {
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

    pub(super) fn source(&self, key: &str, latex: &str, shape: Shape) -> Source {
        Source { latex: latex.into(), shape, origin: self.scope.get(key).map(|e| e.origin) }
    }
}
