//! What a differential that the text gives says of the derivative: from `d f = \operatorname{tr}(A^T dX)` follow
//! `\partial f / \partial X = A` and `D f = (\operatorname{vec} A)^T`, whatever `f` is (Magnus & Neudecker, first identification
//! table).

use std::collections::HashMap;

use matgrad_core::Layout;
use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Entry, How, Known, Origin, Scope};
use matgrad_core::expr::build::{map, member, scale};
use matgrad_core::expr::{Expr, Op, Symbol};
use matgrad_core::notation::{Kind, Node};
use matgrad_core::verify::equal::compare;

use super::goes_on;
use super::reading::options;
use crate::analysis::meaning::meaning;
use crate::analysis::statement::{Statement, StatementKind, head, is_number};

/// What a formula says of a function is remembered for so many formulas.
pub const REMEMBERED: usize = 8;

/// The differentials that the formulas of a section give, of functions that no formula defines.
#[derive(Default)]
pub struct Given(HashMap<String, Identified>);

struct Identified {
    /// The formula that says so.
    number: usize,
    /// The function of which that is the differential at every place: linear in the variables.
    entry: Entry,
    /// What the formula makes of the names in it.
    names: Vec<Entry>,
}

/// The derivative of a named function.
pub struct Taken {
    pub key: String,
    latex: String,
    /// By what, where that is said.
    pub by: Option<String>,
    pub differential: bool,
}

impl Given {
    /// Takes in what a statement in formula number `number` says.
    pub fn note(&mut self, statement: &Statement, scope: &Scope, number: usize, place: u32) {
        let Some(first) = statement.sides.first() else { return };
        // Another function begins.
        if let Some(name) = head(&first.node).and_then(|head| named(head.name)) {
            self.0.remove(&name.key);
        }
        let Some(taken) = taken(&first.node).filter(|taken| taken.differential) else { return };
        let recent = |given: &Identified| number.saturating_sub(given.number) <= REMEMBERED;
        if self.0.get(&taken.key).is_some_and(recent) {
            return;
        }
        match identified(&taken, statement, scope, number, place) {
            Some(given) => self.0.insert(taken.key, given),
            None => self.0.remove(&taken.key),
        };
    }

    /// What is known where a statement of formula number `number` speaks of the derivative of a function whose differential is given.
    pub fn over(&self, mut scope: Scope, statement: &Statement, number: usize, place: u32) -> Scope {
        let taken = statement.sides.first().and_then(|link| taken(&link.node));
        let Some(taken) = taken.filter(|_| statement.sides.len() > 1) else { return scope };
        let Some(given) = self.0.get(&taken.key) else { return scope };
        let Known::Defined { params, body } = &given.entry.known else { return scope };
        let by = match (&taken.by, params.as_slice()) {
            (Some(by), params) => params.iter().any(|param| param.key() == by),
            (None, params) => taken.differential || params.len() == 1,
        };
        let agrees = |entry: &Entry| match scope.get(&entry.key) {
            Some(known) => known.known.shape() == entry.known.shape(),
            None => true,
        };
        let stale = number.saturating_sub(given.number) > REMEMBERED || !is_open(&scope, &taken.key, body, place);
        if !by || stale || !given.names.iter().all(agrees) {
            return scope;
        }
        let new: Vec<Entry> = given.names.iter().filter(|entry| scope.get(&entry.key).is_none()).cloned().collect();
        new.into_iter().chain([given.entry.clone()]).for_each(|entry| {
            scope.insert(entry);
        });
        scope
    }
}

/// What a statement says of a function by its differential, if that is understood.
fn identified(taken: &Taken, statement: &Statement, scope: &Scope, number: usize, place: u32) -> Option<Identified> {
    if !matches!(statement.kind, StatementKind::Derivative | StatementKind::Claim | StatementKind::Definition) {
        return None;
    }
    let [_, rest @ ..] = statement.sides.as_slice() else { return None };
    let last = rest.iter().take_while(|link| goes_on(link)).last()?;
    let found = meaning(&[&last.node], scope, &options(Layout::Mixed, &[&last.node], scope), place)?;
    let e = found.sides.into_iter().next().flatten()?;
    let parts = e.subexpressions();
    let mut params: Vec<Symbol> = Vec::new();
    for part in &parts {
        match part.op() {
            Op::Differential(symbol) if part.args().is_empty() => params.push(symbol.clone()),
            Op::Differential(_) | Op::Apply(..) => return None,
            _ => {}
        }
    }
    let is_param = |key: &str| params.iter().any(|param| param.key() == key);
    let names: Vec<&Symbol> = parts
        .iter()
        .filter_map(|part| match part.op() {
            Op::Symbol(symbol) => Some(symbol),
            _ => None,
        })
        .collect();
    // What varies elsewhere in it makes a derivative of its own.
    if params.is_empty() || names.iter().any(|symbol| is_param(symbol.key()) || symbol.family() > 0) {
        return None;
    }
    let of_variables = |times: i64| {
        map(&e, &mut |part| match part.op() {
            Op::Differential(symbol) => scale(times.into(), &member(symbol, Vec::new())),
            _ => part,
        })
    };
    let body = of_variables(1);
    let linear = compare(&of_variables(2), &scale(2.into(), &body)).is_equal();
    if !linear || !is_open(scope, &taken.key, &body, place) {
        return None;
    }
    let keys: Vec<&str> = names.iter().copied().chain(&params).map(Symbol::key).collect();
    let names = keys.iter().filter_map(|key| found.scope.get(key).cloned()).collect();
    let origin = Origin { how: How::Inferred, place, span: last.node.span };
    let known = Known::Defined { params, body };
    Some(Identified {
        number,
        entry: Entry { key: taken.key.clone(), latex: taken.latex.clone(), known, origin },
        names,
    })
}

/// Whether no formula before `at` defines a function, which may have the values of `body`.
fn is_open(scope: &Scope, key: &str, body: &Expr, at: u32) -> bool {
    let Some(entry) = scope.get(key) else { return true };
    match &entry.known {
        Known::Function { codomain, .. } => codomain.as_ref().is_none_or(|shape| shape == body.shape()),
        Known::Quantity { shape, .. } => shape == body.shape(),
        Known::Defined { .. } => entry.origin.place > at,
        _ => false,
    }
}

/// Of which function a side is the first derivative.
pub fn taken(side: &Node) -> Option<Taken> {
    let (of, by, differential) = match &side.kind {
        Kind::Neg(inner) => return taken(inner).filter(|taken| !taken.differential),
        Kind::Product(factors) => match factors.as_slice() {
            [(_, first), (_, last)] if is_number(first) => return taken(last).filter(|taken| !taken.differential),
            _ => return None,
        },
        Kind::Script(script) => return taken(&script.base).filter(|taken| !taken.differential),
        Kind::Fence(fence) => match fence.items.as_slice() {
            [only] => return taken(only),
            _ => return None,
        },
        Kind::Differential(d) | Kind::MaybeDifferential(d) if d.order == 1 && d.sub.is_none() => {
            (d.body.as_ref()?, None, true)
        }
        Kind::Derivative(d) if d.order == Some(1) && d.at.is_none() && !d.missing => match d.wrt.as_slice() {
            [by] if by.power == 1 => (d.of.as_ref().or(d.applied.as_ref())?, Some(&by.node), false),
            _ => return None,
        },
        Kind::Nabla(n) if n.order == 1 => (n.body.as_ref()?, n.sub.as_ref(), false),
        Kind::Jacobian(j) if j.order == 1 => (j.body.as_ref()?, j.sub.as_ref(), false),
        _ => return None,
    };
    let by = match by {
        Some(by) => Some(named(by)?.key),
        None => None,
    };
    let name = named(head(of)?.name).filter(|name| name.primes == 0)?;
    Some(Taken { key: name.key.clone(), latex: name.latex.clone(), by, differential })
}
