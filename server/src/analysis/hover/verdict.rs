//! What a hover says of a statement beside derivatives: that what it claims holds, or what in it was not understood.

use matgrad_core::elaborate::ProblemKind;
use matgrad_core::notation::Node;

use super::page::Page;
use super::subject::Subject;
use crate::analysis::run::is_equal;
use crate::analysis::statement::{Link, StatementKind};
use crate::analysis::truth;
use crate::api::Layout;

impl Subject<'_> {
    /// A layout in which each side from number `first` on equals the next for all values.
    pub fn holds(&self, first: usize) -> Option<Layout> {
        let sides = self.statement?.sides.get(first..)?;
        let equal = |link: &Link| link.relation.as_ref().is_some_and(|relation| is_equal(relation.kind));
        let chained = sides.len() > 1 && sides.iter().skip(1).all(equal);
        let nodes: Vec<&Node> = sides.iter().map(|link| &link.node).collect();
        chained.then(|| truth::holding_layout(&nodes, &self.inner_scope())).flatten()
    }
}

/// Says that what is claimed holds, where that is so.
pub fn confirm(subject: &Subject<'_>, page: &mut Page<'_>) -> bool {
    let Some(statement) = subject.statement else { return false };
    let first = match statement.kind {
        StatementKind::Derivative | StatementKind::Claim => 0,
        StatementKind::Definition => 1,
        _ => return false,
    };
    let holds = subject.holds(first).is_some();
    if holds {
        let what = if statement.sides.len() > first + 2 { "Each step holds" } else { "Holds" };
        page.note(&format!("{what} for all values (verified numerically)"));
    }
    holds
}

/// Says what was not understood, which is why nothing is derived.
pub fn excuse(subject: &Subject<'_>, page: &mut Page<'_>) -> bool {
    let Some(statement) = subject.statement else { return false };
    use StatementKind::{Claim, Definition, Derivative, Expression};
    if !matches!(statement.kind, Claim | Definition | Derivative | Expression) {
        return false;
    }
    let sides = subject.sides();
    // The name that is defined is no part of what defines it.
    let head = statement.sides.first().filter(|_| statement.kind == Definition).map(|link| link.node.span);
    let unread = sides.iter().flat_map(|side| &side.problems).filter_map(|problem| match &problem.kind {
        ProblemKind::Unreadable { reason } if head.is_none_or(|head| problem.span.start >= head.end) => {
            Some((problem.span, reason))
        }
        _ => None,
    });
    // A part of what is not understood may be no reason by itself.
    let widest = unread.rev().max_by_key(|(span, _)| span.end - span.start);
    let Some((span, reason)) = widest else { return false };
    let Some(written) = subject.read.text.get(span.range()) else { return false };
    page.say(written.trim(), &format!(" is not understood: {reason}"));
    true
}
