//! Definitions: `f(\mathbf x) = \mathbf a^T \mathbf x`, `L := \|X w - y\|^2`.

use super::form::call;
use crate::elaborate::key::{Named, named};
use crate::elaborate::scope::{Entry, How, Known, Origin, Scope};
use crate::elaborate::{Elaborated, Inferred};
use crate::expr::{Expr, Op, Symbol};
use crate::notation::{Node, Span};
use crate::shape::Shape;

/// What `left = right` defines, given both sides as read together; `None` where the left side is no name and no function of names,
/// or where what it stands for is not fully known.
pub fn definition(left: &Node, sides: &[Elaborated], scope: &Scope, place: u32, span: Span) -> Option<Entry> {
    let body = sides.get(1..)?.iter().find_map(|side| side.expr.clone())?;
    head_as(left, body, scope, &sides.first()?.inferred, place, span)
}

/// The same where everything in the body is known.
pub fn defined_as(left: &Node, body: Expr, scope: &Scope, place: u32, span: Span) -> Option<Entry> {
    head_as(left, body, scope, &[], place, span)
}

fn head_as(left: &Node, body: Expr, scope: &Scope, inferred: &[Inferred], place: u32, span: Span) -> Option<Entry> {
    let (name, params) = match call(left) {
        Some((name, args)) => {
            let params: Option<Vec<Symbol>> = args.iter().map(|a| parameter(&named(a)?, scope, inferred)).collect();
            (name, params?)
        }
        None => (named(left)?, vec![]),
    };
    if mentions(&body, &name.key) || body.shape().has_unknown() {
        return None;
    }
    let origin = Origin { how: How::Defined, place, span };
    Some(Entry { key: name.key, latex: name.latex, known: Known::Defined { params, body }, origin })
}

/// The parameter as the symbol that the body is about.
fn parameter(name: &Named, scope: &Scope, inferred: &[Inferred]) -> Option<Symbol> {
    if let Some(entry) = scope.get(&name.key) {
        return entry.symbol().filter(|s| !s.shape().has_unknown());
    }
    let found = inferred.iter().find(|i| i.key == name.key)?;
    let shape: &Shape = &found.shape;
    (!shape.has_unknown()).then(|| Symbol::new(&found.key, &found.latex, shape.clone()))
}

/// A body about the name itself, as in `x = A x + b`, is an equation.
fn mentions(body: &Expr, key: &str) -> bool {
    body.mentions(key) || body.subexpressions().iter().any(|e| matches!(e.op(), Op::Apply(f, _) if f.key() == key))
}
