//! Definitions that the derivatives of what they define contradict: `f(\mathbf x) = \mathbf x \mathbf a^T` where the lines below
//! derive `\mathbf a^T \mathbf x`.
//!
//! By itself such a definition may be meant: vectors may be rows. So it is reported only if it does not fit with vectors as columns,
//! and two or more derivatives are true of what it is after one slip of the pen is undone, while none is true of what is written.

use std::sync::Arc;

use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::elaborate::{Entry, Known, Options, Scope};
use matgrad_core::notation::{Kind, Node};

use super::mend::read;
use super::reading::{Verdict, find, holds, pairs};
use super::slip::slips;
use super::{goes_on, is_vague, style_in};
use crate::analysis::check::{Raw, RawFix};
use crate::analysis::group::{Group, Read};
use crate::analysis::meaning::{self, Meaning, meaning};
use crate::analysis::section::{Loc, place};
use crate::analysis::soft::Soft;
use crate::analysis::statement::{Head, Statement, StatementKind, head, is_derivative};
use crate::api::{Cancel, Cancelled};
use crate::rules;

/// So many derivatives of a function say what it is.
const AGREEING: usize = 2;

/// A statement with what is certain there.
struct Stated<'a> {
    group: &'a Group,
    read: &'a Read,
    statement: &'a Statement,
    firm: &'a Scope,
    /// What was certain before its formula.
    before: &'a Scope,
    number: usize,
}

/// What is to be said of a definition, and the places of the derivatives that it is said for.
pub struct Misdefined {
    pub raw: Raw,
    pub explains: Vec<u32>,
}

/// The definitions of a section that do not go with the derivatives below them.
pub fn misdefined(
    groups: &[Arc<Group>],
    depth: u8,
    scopes: &[Option<Scope>],
    soft: &Soft,
    cancel: &Cancel,
) -> Result<Vec<Misdefined>, Cancelled> {
    let all = statements(groups, scopes);
    let defines = |stated: &Stated<'_>, key: &str| {
        let said = matches!(stated.statement.sides.as_slice(), [_, second, ..] if goes_on(second));
        let head = stated.statement.sides.first().filter(|_| said).and_then(|link| head(&link.node));
        head.filter(|head| !head.params.is_empty())
            .and_then(|head| named(head.name))
            .is_some_and(|name| name.key == key)
    };
    let mut out = Vec::new();
    for (at, stated) in all.iter().enumerate() {
        cancel.check()?;
        let Some((head, name, left, right)) = definition(stated) else { continue };
        if all.iter().filter(|other| defines(other, &name.key)).count() > 1 {
            continue;
        }
        let below: Vec<&Stated<'_>> =
            all.iter().skip(at + 1).filter(|other| derives(other.statement, &name.key)).collect();
        if below.len() < AGREEING {
            continue;
        }
        let place_of = |stated: &Stated<'_>| place(depth, stated.number);
        let here = place_of(stated);
        let means = |body: &Node| meaning(&[left, body], stated.before, &Options::default(), here);
        let written = means(right);
        if written.as_ref().is_some_and(has_columns) {
            continue;
        }
        let true_of = |found: &Meaning| -> Vec<&Stated<'_>> {
            let Some(entry) = defined(&head, found, here) else { return Vec::new() };
            let known: Vec<&Entry> = found.inferred.iter().chain([&entry]).collect();
            below.iter().copied().filter(|other| is_true(other, &known, place_of(other))).collect()
        };
        let by_itself = |other: &&Stated<'_>| {
            let nodes: Vec<&Node> = other.statement.sides.iter().map(|link| &link.node).collect();
            let scope = soft.over(other.firm, &nodes, other.number);
            is_true_in(other, &scope, place_of(other))
        };
        if below.iter().any(by_itself) || written.as_ref().is_some_and(|found| !true_of(found).is_empty()) {
            continue;
        }
        let style = style_in(groups);
        let text = &stated.read.text;
        let mends = slips(right, text, &style).into_iter().filter(|slip| slip.cost == 1 && slip.reshapes);
        let found = mends.filter_map(|slip| {
            let before = text.get(right.span.start as usize..slip.span.start as usize)?;
            let after = text.get(slip.span.end as usize..right.span.end as usize)?;
            let whole = format!("{before}{}{after}", slip.text);
            let found = means(&read(&whole, &stated.group.macros)?).filter(has_columns)?;
            let agreeing = true_of(&found);
            (agreeing.len() >= AGREEING).then_some((slip, whole, agreeing))
        });
        let found: Vec<_> = found.collect();
        let Some((_, whole, agreeing)) = found.first() else { continue };
        let at = |span| Loc { place: here, span };
        let message = format!(
            "`{}` does not go with the derivatives of `{}` below; what does is `{}`",
            right.text(text).trim(),
            name.latex,
            whole.trim()
        );
        let related = agreeing.iter().filter_map(|other| {
            let span = other.statement.sides.get(1)?.node.span;
            Some((Loc { place: place_of(other), span }, "this is derived from something else".to_string()))
        });
        let mut fixes = found.iter().map(|(slip, whole, _)| {
            let edits = vec![(at(slip.span), slip.text.clone())];
            RawFix { title: format!("Write `{}`", whole.trim()), safe: false, edits }
        });
        let fix = fixes.next();
        let related = related.collect();
        let raw =
            Raw { related, fix, others: fixes.collect(), ..Raw::new(&rules::WRONG_IDENTITY, at(right.span), message) };
        out.push(Misdefined { raw, explains: agreeing.iter().map(|other| place_of(other)).collect() });
    }
    Ok(out)
}

fn statements<'a>(groups: &'a [Arc<Group>], scopes: &'a [Option<Scope>]) -> Vec<Stated<'a>> {
    let mut out = Vec::new();
    let mut first = 0;
    let mut last = None;
    for group in groups {
        for (index, read) in group.formulas.iter().enumerate() {
            let number = first + index;
            let Some(Some(firm)) = scopes.get(number) else { continue };
            let before = last.replace(firm).unwrap_or(firm);
            if read.strict.is_some() || group.words.refuted {
                continue;
            }
            let stated = |statement| Stated { group, read, statement, firm, before, number };
            out.extend(read.statements.iter().map(stated));
        }
        first += group.formulas.len() + group.remarks.len();
    }
    out
}

/// The head and the sides of the definition of a function of which the type is known, as far as it is clear.
fn definition<'a>(stated: &Stated<'a>) -> Option<(Head<'a>, Named<'a>, &'a Node, &'a Node)> {
    let [left, right] = stated.statement.sides.as_slice() else { return None };
    if stated.statement.kind != StatementKind::Definition || !goes_on(right) || is_vague(&right.node, stated.firm) {
        return None;
    }
    let head = head(&left.node).filter(|head| !head.params.is_empty())?;
    let name = named(head.name).filter(|name| name.primes == 0)?;
    let typed = matches!(stated.before.get(&name.key)?.known, Known::Function { codomain: Some(_), .. });
    typed.then_some((head, name, &left.node, &right.node))
}

/// Whether a statement says what a derivative of the function is.
fn derives(statement: &Statement, key: &str) -> bool {
    let [left, right, ..] = statement.sides.as_slice() else { return false };
    let of = |node: &Node| find(node, &|part| named(part).is_some_and(|name| name.key == key));
    statement.kind == StatementKind::Derivative && goes_on(right) && is_derivative(&left.node) && of(&left.node)
}

/// Whether letters that nobody declared are columns, numbers or matrices.
fn has_columns(found: &Meaning) -> bool {
    let row = |entry: &Entry| entry.known.shape().is_some_and(|shape| shape.rows.is_one() && !shape.cols.is_one());
    found.sides.iter().all(Option::is_some) && !found.inferred.iter().any(row)
}

fn defined(head: &Head<'_>, found: &Meaning, place: u32) -> Option<Entry> {
    meaning::definition(head, found, found.sides.get(1)?.as_ref()?, place)
}

/// Whether a derivative is true where these are known.
fn is_true(stated: &Stated<'_>, known: &[&Entry], place: u32) -> bool {
    let mut scope = stated.firm.clone();
    known.iter().for_each(|entry| scope.insert((*entry).clone()));
    is_true_in(stated, &scope, place)
}

fn is_true_in(stated: &Stated<'_>, scope: &Scope, place: u32) -> bool {
    let nodes: Vec<&Node> = stated.statement.sides.iter().map(|link| &link.node).collect();
    let varies =
        |node: &&Node| find(node, &|part| matches!(part.kind, Kind::Differential(_) | Kind::MaybeDifferential(_)));
    let context: Vec<&Node> = nodes.iter().copied().filter(varies).collect();
    let clear = !nodes.iter().any(|node| is_vague(node, scope));
    let true_step = |two: &[&Node]| match two {
        [a, b] => pairs(a, b, &context, scope, place).iter().any(|pair| holds(pair) == Verdict::Equal),
        _ => false,
    };
    clear && nodes.windows(2).all(true_step)
}
