//! How far a function written without brackets reaches. The notation gives it the factors up to the next function; here shapes have
//! their say: `\log \mathbf 1^T \exp(\mathbf z)` is the logarithm of a number, because nobody takes that of a row and goes on. A
//! logarithm goes on over an exponential, `\log \frac{1}{\sigma} \exp(-z)`, as those of densities do.

use super::Reader;
use super::product::arguments;
use super::script::is_e;
use crate::functions::{self, EXP, LOG};
use crate::notation::{Kind, Node, Operator, ProdOp, SupKind};
use crate::shape::Shape;

/// Functions of one product whose reach is looked into; each costs a reading of its argument.
const EXAMINED: usize = 16;

impl Reader<'_> {
    /// The factors of a product where an argument that is a row takes in the factors after it until it is none; nothing where
    /// that changes nothing.
    pub(super) fn reaching(&self, factors: &[(ProdOp, Node)]) -> Option<Vec<(ProdOp, Node)>> {
        let mut out: Option<Vec<(ProdOp, Node)>> = None;
        let open = (0..factors.len().saturating_sub(1))
            .filter(|k| factors.get(*k).is_some_and(|(_, f)| may_go_on(f) || is_open_logarithm(f)));
        // From the right, so that an argument takes in functions that have taken theirs.
        for at in open.rev().take(EXAMINED) {
            let all = out.as_deref().unwrap_or(factors);
            let Some(((sign, head), rest)) = all.get(at..).and_then(<[_]>::split_first) else { continue };
            let Kind::Operator(operator) = &head.kind else { continue };
            let Some(mut argument) = operator.arg.clone() else { continue };
            let mut taken = 0;
            let logarithm = is_open_logarithm(head);
            while let Some((sign, next)) = rest.get(taken)
                && (logarithm && *sign == ProdOp::Juxtapose && is_exponential(next)
                    || self.shape_alone(&argument).is_some_and(|s| s.is_row() && !s.is_scalar()))
            {
                argument = joined(argument, next);
                taken += 1;
            }
            if taken > 0 {
                let span = head.span.to(argument.span);
                let operator = Operator { arg: Some(argument), ..(**operator).clone() };
                let whole = Node::new(Kind::Operator(Box::new(operator)), span);
                let sign = *sign;
                let mut all = all.to_vec();
                all.splice(at..=at + taken, [(sign, whole)]);
                out = Some(all);
            }
        }
        out
    }

    /// Whether a function taken by entries is written before a number and an array: `\sin\theta K` may be `(\sin\theta) K`.
    pub(super) fn reach_is_unclear(&self, o: &Operator) -> bool {
        let Some(Node { kind: Kind::Product(factors), .. }) = &o.arg else { return false };
        let Some((_, first)) = factors.first() else { return false };
        functions::named(&o.name).is_some_and(|f| f.is_entrywise())
            && factors.iter().skip(1).all(|(sign, _)| *sign == ProdOp::Juxtapose)
            && factors.get(1).is_none_or(|(_, second)| arguments(second).is_none())
            && !matches!(first.kind, Kind::Number(_) | Kind::Frac(_))
            && self.shape_alone(first).is_some_and(|s| s.is_scalar())
            && o.arg.as_ref().and_then(|whole| self.shape_alone(whole)).is_some_and(|s| !s.is_scalar())
    }

    /// The shape of a piece read by itself; nothing where it does not fit.
    fn shape_alone(&self, node: &Node) -> Option<Shape> {
        let mut shapes = self.shapes.clone();
        let mut reader = Reader::new(self.scope, &mut shapes, self.options);
        reader.bound.clone_from(&self.bound);
        reader.sizes = self.sizes.clone();
        reader.brief = true;
        let id = reader.read(node);
        reader.solve();
        let shape = reader.shape(id);
        reader.failed.is_empty().then(|| reader.shapes.resolve_shape(&shape))
    }
}

/// Whether this is a function without brackets with something transposed in its argument.
fn may_go_on(node: &Node) -> bool {
    let Kind::Operator(operator) = &node.kind else { return false };
    let Some(argument) = &operator.arg else { return false };
    let transposed = |node: &Node| matches!(&node.kind, Kind::Script(s) if s.sup.as_ref().is_some_and(|p| p.kind == SupKind::Transpose));
    match &argument.kind {
        Kind::Product(factors) => factors.iter().any(|(_, factor)| transposed(factor)),
        Kind::Neg(inner) => transposed(inner),
        _ => transposed(argument),
    }
}

/// Whether this is a logarithm without brackets.
fn is_open_logarithm(node: &Node) -> bool {
    let Kind::Operator(operator) = &node.kind else { return false };
    let bare = operator.arg.as_ref().is_some_and(|argument| !matches!(argument.kind, Kind::Fence(_)));
    bare && functions::named(&operator.name) == Some(LOG)
}

/// `\exp(x)`, `e^x`.
fn is_exponential(node: &Node) -> bool {
    match &node.kind {
        Kind::Operator(operator) => functions::named(&operator.name) == Some(EXP),
        Kind::Script(script) => script.sup.is_some() && is_e(&script.base),
        _ => false,
    }
}

/// The argument with one more factor.
fn joined(argument: Node, next: &Node) -> Node {
    let span = argument.span.to(next.span);
    let kind = match argument.kind {
        Kind::Product(mut factors) => {
            factors.push((ProdOp::Juxtapose, next.clone()));
            Kind::Product(factors)
        }
        Kind::Neg(inner) => Kind::Neg(Box::new(joined(*inner, next))),
        kind => {
            let first = Node::new(kind, argument.span);
            Kind::Product(vec![(ProdOp::Juxtapose, first), (ProdOp::Juxtapose, next.clone())])
        }
    };
    Node::new(kind, span)
}
