//! The other reading of what only looks like an operator: `dX` and `D X` as two factors.

use super::build::multiply;
use super::tree::*;

impl Node {
    /// The node with a possible differential or Jacobian operator read as a product instead, its scripts on the factor
    /// they were written on: `D(x)^T` as `D` times `(x)^T`. `None` where there is no other reading.
    pub fn as_factors(&self) -> Option<Node> {
        match &self.kind {
            Kind::MaybeDifferential(d) => product(&d.head, d.body.as_ref(), d.args.as_ref(), None),
            Kind::MaybeJacobian(j) => product(&j.head, j.body.as_ref(), j.args.as_ref(), None),
            Kind::Script(script) => match &script.base.kind {
                Kind::MaybeDifferential(d) => product(&d.head, d.body.as_ref(), d.args.as_ref(), Some((self, script))),
                Kind::MaybeJacobian(j) => product(&j.head, j.body.as_ref(), j.args.as_ref(), Some((self, script))),
                _ => None,
            },
            _ => None,
        }
    }
}

fn product(head: &Node, body: Option<&Node>, args: Option<&Node>, outer: Option<(&Node, &Script)>) -> Option<Node> {
    let scripted = |node: &Node| match outer {
        Some((whole, script)) => {
            let span = Span { start: node.span.start, end: whole.span.end };
            let script = Script { base: node.clone(), ..script.clone() };
            Node::new(Kind::Script(Box::new(script)), span)
        }
        None => node.clone(),
    };
    let body = body?;
    let first = if args.is_some() { body.clone() } else { scripted(body) };
    let mut node = match first.as_factors() {
        // Factors of a nested reading stay flat.
        Some(Node { kind: Kind::Product(factors), .. }) => {
            factors.into_iter().fold(head.clone(), |node, (_, factor)| multiply(node, ProdOp::Juxtapose, factor))
        }
        _ => multiply(head.clone(), ProdOp::Juxtapose, first),
    };
    if let Some(args) = args {
        node = multiply(node, ProdOp::Juxtapose, scripted(args));
    }
    Some(node)
}
