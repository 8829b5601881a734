//! Slips of notation that need no derivation: a ∂ missing in a denominator, a differential left in a derivative.

use matgrad_core::elaborate::Scope;
use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{DStyle, Kind, Node, ProdOp, Span};

use super::reading::find;

/// The denominators without a ∂ where there should be one.
pub fn missing_partials(node: &Node, scope: &Scope) -> Vec<Span> {
    let mut out = Vec::new();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if let Kind::Derivative(d) = &node.kind
            && d.missing
            && d.style == DStyle::Partial
            && d.of.as_ref().is_some_and(|of| named(of).is_some())
            && let [by] = d.wrt.as_slice()
            && let Some(name) = named(&by.node)
            && !scope.is_size(&name.latex)
        {
            out.push(by.span);
        }
        if let Kind::Product(factors) = &node.kind {
            out.extend(factors.windows(2).filter_map(|two| {
                let [(_, Node { kind: Kind::Differential(d), .. }), (ProdOp::Slash, below)] = two else { return None };
                let partial = &*d.written == "\\partial" && d.body.as_ref().is_some_and(|body| named(body).is_some());
                let name = named(below).filter(|_| partial && d.args.is_none())?;
                (!scope.is_size(&name.latex)).then_some(below.span)
            }));
        }
        node.children_into(&mut stack);
    }
    out
}

/// The differential of the variable of the derivative `left` that stands in `right`.
pub fn left_differential(left: &Node, right: &Node) -> Option<Span> {
    let by = match &left.kind {
        Kind::Derivative(d) if !d.missing => match d.wrt.as_slice() {
            [by] if d.order == Some(1) => named(&by.node)?,
            _ => return None,
        },
        Kind::Nabla(n) if n.order == 1 => named(n.sub.as_ref()?)?,
        _ => return None,
    };
    let quotient = |node: &Node| matches!(node.kind, Kind::BigOp(_) | Kind::Frac(_) | Kind::Derivative(_));
    if find(right, &quotient) {
        return None;
    }
    let mut stack = vec![right];
    while let Some(node) = stack.pop() {
        if let Kind::Differential(d) | Kind::MaybeDifferential(d) = &node.kind
            && d.body.as_ref().and_then(named).is_some_and(|name| name.key == by.key)
        {
            return Some(node.span);
        }
        node.children_into(&mut stack);
    }
    None
}
