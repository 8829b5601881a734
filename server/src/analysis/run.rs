//! Which sides of a statement are said to be equal, and which of them say something.

use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{Kind, Node, RelKind};

use super::statement::{Head, Statement, StatementKind, head};

/// What the first side could define, where the statement sets it equal to something.
pub fn head_of(statement: &Statement) -> Option<Head<'_>> {
    let [first, second, ..] = statement.sides.as_slice() else { return None };
    let equals = second.relation.as_ref().is_some_and(|relation| is_equal(relation.kind));
    head(&first.node).filter(|head| equals && (statement.kind == StatementKind::Definition || !head.params.is_empty()))
}

pub fn is_equal(kind: RelKind) -> bool {
    matches!(kind, RelKind::Equal | RelKind::Defined | RelKind::DefinedBy | RelKind::Equivalent)
}

/// The sides that are said to be equal to each other, without a first side that is given a new meaning.
pub fn runs(statement: &Statement, redefines: bool) -> Vec<Vec<&Node>> {
    let mut out: Vec<Vec<&Node>> = Vec::new();
    for (index, link) in statement.sides.iter().enumerate() {
        // "RQ ≠ QR" may be said because RQ does not exist.
        let apart = link.relation.as_ref().is_some_and(|relation| relation.kind == RelKind::NotEqual);
        if apart
            || statement
                .sides
                .get(index + 1)
                .and_then(|next| next.relation.as_ref())
                .is_some_and(|relation| relation.kind == RelKind::NotEqual)
        {
            continue;
        }
        if !is_read(&link.node)
            || (index == 0 && (redefines || (statement.sides.len() > 1 && is_plain_call(&link.node))))
        {
            continue;
        }
        let joins = link.relation.as_ref().is_some_and(|relation| is_equal(relation.kind));
        match out.last_mut().filter(|_| joins) {
            Some(run) => run.push(&link.node),
            None => out.push(vec![&link.node]),
        }
    }
    // Names set equal to names are a supposition: "if z = x".
    out.retain(|run| run.len() == 1 || !run.iter().all(|node| is_name(node)));
    out
}

/// `\log(x)` on the left says what the function means for such an x.
fn is_plain_call(node: &Node) -> bool {
    let Kind::Operator(operator) = &node.kind else { return false };
    let plain = |node: &Node| match &node.kind {
        Kind::Fence(fence) => fence.items.iter().all(|item| named(item).is_some()),
        _ => named(node).is_some(),
    };
    !operator.known && operator.arg.as_ref().is_some_and(plain)
}

/// A name, perhaps transposed.
fn is_name(node: &Node) -> bool {
    match &node.kind {
        Kind::Script(script) if named(node).is_none() => named(&script.base).is_some(),
        _ => named(node).is_some(),
    }
}

/// Whether a side says something.
pub(super) fn is_read(node: &Node) -> bool {
    !matches!(node.kind, Kind::Empty | Kind::Text(_) | Kind::Dots | Kind::Placeholder)
}

/// A lone name, number or word, of which nothing can be wrong.
pub(super) fn is_atom(node: &Node) -> bool {
    !is_read(node) || named(node).is_some() || matches!(node.kind, Kind::Number(_) | Kind::Mark(_))
}

/// The outermost node for which `is` holds.
pub(super) fn find<'a>(node: &'a Node, is: &dyn Fn(&Node) -> bool) -> Option<&'a Node> {
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if is(node) {
            return Some(node);
        }
        node.children_into(&mut stack);
    }
    None
}
