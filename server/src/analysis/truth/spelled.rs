//! Derivatives of functions whose definition rests on letters that may be several things: the `x` of `f(x) = \|A x - b\|^2` may be a
//! number. Such a claim is judged as if what is derived were spelled out in it: `\nabla_x \|A x - b\|^2 = …`.

use std::collections::HashMap;

use matgrad_core::elaborate::Known;
use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{Delim, Derivative, Fence, Kind, Nabla, Node};

use super::identified::{REMEMBERED, Taken, taken};
use super::report::Evidence;
use super::{Claim, Judged, goes_on};
use crate::analysis::check::Raw;
use crate::analysis::statement::{Statement, StatementKind, head};

/// What the formulas of a section write functions of one variable for.
#[derive(Default)]
pub struct Spellings(HashMap<String, Spelling>);

struct Spelling {
    /// The formula that says so.
    number: usize,
    /// The variable.
    variable: Node,
    key: String,
    body: Node,
}

impl Spellings {
    /// Takes in what a statement in formula number `number` defines.
    pub fn note(&mut self, statement: &Statement, number: usize) {
        let [first, body, ..] = statement.sides.as_slice() else { return };
        let Some(head) = head(&first.node) else { return };
        let Some(name) = named(head.name) else { return };
        self.0.remove(&name.key);
        if let [variable] = head.params.as_slice()
            && let Some(key) = named(variable).map(|name| name.key)
            && statement.kind == StatementKind::Definition
            && goes_on(body)
        {
            let spelling = Spelling { number, variable: (*variable).clone(), key, body: body.node.clone() };
            self.0.insert(name.key, spelling);
        }
    }

    /// The derivative that a side is, with what is derived spelled out.
    fn spelled(&self, side: &Node, taken: &Taken, number: usize) -> Option<Node> {
        let spelling = self.0.get(&taken.key)?;
        let own = taken.by.as_ref().is_none_or(|by| *by == spelling.key);
        if !own || number.saturating_sub(spelling.number) > REMEMBERED {
            return None;
        }
        let items = vec![spelling.body.clone()];
        let fence = Fence { open: Delim::Bracket, close: Delim::Bracket, items, seps: Vec::new() };
        let body = Some(Node::new(Kind::Fence(Box::new(fence)), side.span));
        let kind = match &side.kind {
            Kind::Nabla(n) => {
                let sub = n.sub.clone().or_else(|| Some(spelling.variable.clone()));
                Kind::Nabla(Box::new(Nabla { sub, body, args: None, ..(**n).clone() }))
            }
            Kind::Derivative(d) => Kind::Derivative(Box::new(Derivative { of: None, applied: body, ..(**d).clone() })),
            _ => return None,
        };
        Some(Node::new(kind, side.span))
    }
}

impl Claim<'_> {
    /// What is to be said of a claimed derivative once what is derived is spelled out.
    pub(super) fn judged_spelled(&self, spellings: &Spellings, number: usize) -> Option<Raw> {
        let [first, second, ..] = self.statement.sides.as_slice() else { return None };
        let taken = taken(&first.node).filter(|taken| !taken.differential && goes_on(second))?;
        let defined = |key: &str| self.scope.get(key).is_some_and(|entry| matches!(entry.known, Known::Defined { .. }));
        if self.statement.kind != StatementKind::Derivative || self.words.refuted || defined(&taken.key) {
            return None;
        }
        let left = spellings.spelled(&first.node, &taken, number)?;
        match self.afresh().judge(&left, &second.node, &[]) {
            Judged::False(pairs) => self.report(&pairs, &[&left, &second.node], 0, Evidence::None),
            _ => None,
        }
    }
}
