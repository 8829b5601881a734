//! Signs that an author gave a meaning, and matrices written by their entries: `K * X`, `[f_{ij}]_{ij}`.

use super::Reader;
use crate::elaborate::declare::{from_entries, letters, sign_key};
use crate::elaborate::scope::{How, Known};
use crate::elaborate::term::{Constraint, Id, Op, Reading};
use crate::elaborate::{Options, Shapes, elaborate};
use crate::expr::{self, Expr};
use crate::functions::CONV;
use crate::notation::{Fence, Kind, Node, ProdOp, Script, Span};
use crate::shape::Shape;

impl Reader<'_> {
    /// `K * X` where the sign is defined, or where no product fits and a convolution does. `None` where the sign multiplies.
    pub(super) fn operation(&mut self, op: ProdOp, left: Id, right: Id, span: Span) -> Option<Id> {
        let [k, x] = [left, right].map(|id| self.shapes.resolve_shape(&self.shape(id)));
        if [&k, &x].iter().any(|s| s.has_unknown() || s.is_scalar()) {
            return None;
        }
        let entry = self.scope.get(sign_key(op)?);
        let defined = entry.filter(|e| e.origin.how == How::Defined);
        let Some(Known::Defined { params, body }) = defined.map(|e| e.known.clone()) else {
            let spoken_of = entry.is_some() || self.options.strict;
            return (spoken_of && k.cols != x.rows).then(|| self.convolution(left, right, span));
        };
        if is_convolution(&body) {
            return Some(self.convolution(left, right, span));
        }
        let fits = params.iter().map(expr::Symbol::shape).eq([&k, &x]);
        fits.then(|| {
            let shape = self.soft();
            let id = self.term(Op::Defined { params, body, reading: Reading::Value }, vec![left, right], shape, span);
            self.constraints.push(Constraint::Apply(id));
            id
        })
    }

    /// No certain finding rests on its shape: others pad what they move over.
    fn convolution(&mut self, left: Id, right: Id, span: Span) -> Id {
        let id = self.call(CONV, vec![left, right], span);
        let shape = self.shape(id);
        let _ = self.shapes.softened(&shape);
        id
    }

    /// `[f_{ij}]_{ij}`: the matrix with these entries. `None` where the brackets hold no number that depends on every index.
    pub(super) fn tabulated(&mut self, node: &Node, script: &Script, f: &Fence) -> Option<Id> {
        let [body] = f.items.as_slice() else { return None };
        let indices = letters(script, self.scope)?;
        if indices.iter().any(|i| self.bound.iter().any(|b| b.name == *i)) || nested(body) {
            return None;
        }
        let bound = self.bound.iter().map(|b| b.name.clone()).chain(indices.iter().cloned()).collect();
        let options = Options { indices: bound, ..self.options.clone() };
        let read = elaborate(body, self.scope, &mut Shapes::new(), &options);
        let known = read.inferred.is_empty();
        let entry = read.expr.filter(|e| known && e.shape().is_scalar() && indices.iter().all(|i| e.mentions(i)))?;
        let whole = match from_entries(&entry, &indices, None) {
            Ok(whole) => whole,
            Err(index) => return Some(self.opaque(node, format!("how far the index {index} runs is not determined"))),
        };
        let shape: Shape = whole.shape().clone();
        let shape = self.shapes.softened(&shape);
        Some(self.term(Op::Body(whole), vec![], shape, node.span))
    }
}

/// Whether there are so many brackets with subscripts inside that reading them for themselves would take too long.
fn nested(node: &Node) -> bool {
    const MOST: usize = 4;
    let mut stack = vec![node];
    let mut found = 0;
    while let Some(node) = stack.pop() {
        let bracket = matches!(&node.kind, Kind::Script(s) if s.sub.is_some() && matches!(s.base.kind, Kind::Fence(_)));
        found += usize::from(bracket);
        if found > MOST {
            return true;
        }
        node.children_into(&mut stack);
    }
    false
}

/// Whether an operation on two quantities is their convolution as the library has it.
fn is_convolution(body: &Expr) -> bool {
    matches!((body.op(), body.args()), (expr::Op::Call(f), [a, b])
        if *f == CONV && [a, b].iter().all(|e| matches!(e.op(), expr::Op::Symbol(_))))
}
