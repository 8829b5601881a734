//! What the formulas of a section make together of names nobody declared, and the one that does not go with the others.
//!
//! Where nothing is declared, `\hat y = \hat\beta X` is wrong only because the lines around it say `y - X\hat\beta`. So sizes are
//! found by unification over all formulas that share names. A formula is reported only if it is surely the odd one: the others
//! fit without it, and it alone, of all of them, fits after one slip of the pen is undone.

use std::collections::BTreeSet;
use std::sync::Arc;

use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Operand, Operation, Problem, ProblemKind, Scope};
use matgrad_core::notation::{Kind, Macros, Node, ProdOp, RelKind};
use matgrad_core::render::Style;

use super::mend::read;
use super::scopes::{names, operands};
use super::sizes::{Fit, Sizes, is_capital};
use super::slip::slips;
use super::{is_vague, style_in};
use crate::analysis::check::{Raw, RawFix};
use crate::analysis::group::{Group, Read};
use crate::analysis::run::{find, is_equal, is_read};
use crate::analysis::section::{Loc, place};
use crate::analysis::statement::{Link, Statement, StatementKind, head};
use crate::api::{Cancel, Cancelled};
use crate::rules;

/// So many formulas are looked at together.
const WINDOW: usize = 150;
/// So many that share names with one that does not fit are asked what they say.
const WITNESSES: usize = 12;
/// The others that are to agree.
const AGREEING: usize = 2;

/// Sides that are said to be equal.
pub(super) struct Use<'a> {
    read: &'a Read,
    macros: &'a Macros,
    place: u32,
    pub(super) firm: &'a Scope,
    pub(super) sides: Vec<&'a Node>,
    /// The names nobody declared.
    pub(super) names: BTreeSet<String>,
}

impl Use<'_> {
    fn shares(&self, other: &Use<'_>) -> bool {
        !self.names.is_disjoint(&other.names)
    }
}

/// The formulas of a section that contradict how the others use the same names.
pub fn contradictions(
    groups: &[Arc<Group>],
    depth: u8,
    scopes: &[Option<Scope>],
    cancel: &Cancel,
) -> Result<Vec<Raw>, Cancelled> {
    let mut out: Vec<Raw> = Vec::new();
    for window in uses(groups, depth, scopes).chunks(WINDOW) {
        let mut sizes = Sizes::of(window.iter());
        for (at, one) in window.iter().enumerate() {
            cancel.check()?;
            let before = sizes.clone();
            if let Fit::Clash(_) = sizes.fit(one.firm, &one.sides, &one.names) {
                out.extend(
                    odd_one(window, at, &style_in(groups)).filter(|raw| out.iter().all(|other| other.at != raw.at)),
                );
                // What is known of its names is left behind: they may be taken up for something else.
                sizes = before;
                sizes.forget(&one.names);
            }
        }
    }
    Ok(out)
}

/// What the formulas of a section say of names that nobody declared.
fn uses<'a>(groups: &'a [Arc<Group>], depth: u8, scopes: &'a [Option<Scope>]) -> Vec<Use<'a>> {
    let statements = || groups.iter().flat_map(|group| &group.formulas).flat_map(|read| &read.statements);
    // A parameter is what its function is defined for.
    let heads = || statements().filter_map(|statement| head(&statement.sides.first()?.node));
    let bound: BTreeSet<String> = heads().flat_map(|head| head.params).filter_map(named).map(|name| name.key).collect();
    // Where one function is defined over and over, the letters stand for something else each time.
    let mut functions = BTreeSet::new();
    let names = heads().filter(|head| !head.params.is_empty()).filter_map(|head| named(head.name));
    if !names.map(|name| name.key).all(|key| functions.insert(key)) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut first = 0;
    for group in groups {
        for (number, read) in group.formulas.iter().enumerate().filter(|_| !group.words.refuted) {
            let Some(Some(firm)) = scopes.get(first + number).filter(|_| read.strict.is_none()) else { continue };
            for sides in read.statements.iter().flat_map(runs) {
                let clear = |side: &&Node| is_read(side) && !is_vague(side, firm) && !is_general(side);
                let mut sides: Vec<&Node> = sides.into_iter().filter(clear).collect();
                // What a lone name is follows from what it is set equal to.
                sides.sort_by_key(|side| named(side).is_some());
                let open = operands(&sides).into_iter().filter(|name| {
                    let declared = |key: &str| firm.get(key).is_some();
                    name.indices() == 0
                        && !declared(&name.key)
                        && !firm.is_size(&name.latex)
                        && !bound.contains(&name.key)
                });
                let names: BTreeSet<String> = open.map(|name| name.key).collect();
                if !names.is_empty() {
                    out.push(Use {
                        read,
                        macros: &group.macros,
                        place: place(depth, first + number),
                        firm,
                        sides,
                        names,
                    });
                }
            }
        }
        first += group.formulas.len() + group.remarks.len();
    }
    out
}

/// Whether a side is about derivatives, of which texts list those of anything, about functions nobody declared, `\phi(x)^T W`, or has a
/// dot that may be an inner product: `e_j \cdot E a_i`.
fn is_general(side: &Node) -> bool {
    let fence =
        |node: &Node| matches!(&node.kind, Kind::Fence(fence) if fence.items.iter().all(|item| named(item).is_some()));
    let argument = |node: &Node| match &node.kind {
        Kind::Script(script) => fence(&script.base),
        _ => fence(node),
    };
    let call = |two: &[(ProdOp, Node)]| matches!(two, [(_, name), (ProdOp::Juxtapose, of)] if named(name).is_some() && argument(of));
    // The factor of a product that stands at its end, or at its beginning.
    let edge = |node: &Node, last: bool| match &node.kind {
        Kind::Product(factors) => {
            if last { factors.last() } else { factors.first() }.is_some_and(|(_, f)| named(f).is_some())
        }
        _ => named(node).is_some(),
    };
    let dot = |two: &[(ProdOp, Node)]| matches!(two, [(_, a), (ProdOp::Cdot, b)] if edge(a, true) && edge(b, false));
    let general = |node: &Node| match &node.kind {
        Kind::Product(factors) => factors.windows(2).any(call) || factors.windows(2).any(dot),
        Kind::Differential(_) | Kind::MaybeDifferential(_) | Kind::Nabla(_) | Kind::Jacobian(_) => true,
        Kind::Derivative(_) | Kind::MaybeJacobian(_) => true,
        _ => false,
    };
    find(side, &general).is_some()
}

/// The sides of a statement that have one shape.
fn runs(statement: &Statement) -> Vec<Vec<&Node>> {
    let relation = |link: &Link| link.relation.as_ref().map(|relation| relation.kind);
    let apart = statement.sides.iter().any(|link| relation(link) == Some(RelKind::NotEqual));
    if apart || matches!(statement.kind, StatementKind::Example | StatementKind::Declaration) {
        return Vec::new();
    }
    let equal = |link: &Link| {
        let kind = relation(link);
        kind.is_some_and(|kind| kind == RelKind::Approx || is_equal(kind))
    };
    statement.sides.chunk_by(|_, link| equal(link)).map(|run| run.iter().map(|link| &link.node).collect()).collect()
}

/// The one of the formulas around `at` that does not go with the others, if it is clear which.
fn odd_one(window: &[Use<'_>], at: usize, style: &Style) -> Option<Raw> {
    let own = window.get(at)?;
    let mut near: Vec<usize> =
        (0..window.len()).filter(|j| window.get(*j).is_some_and(|one| one.shares(own))).collect();
    near.sort_by_key(|j| j.abs_diff(at));
    near.truncate(WITNESSES);
    near.sort_unstable();
    let all: Vec<&Use<'_>> = near.iter().filter_map(|j| window.get(*j)).collect();
    if all.len() <= AGREEING || fits(&all) {
        return None;
    }
    let mut found = (0..all.len()).filter_map(|odd| mended(&all, odd, style));
    let raw = found.next()?;
    found.next().is_none().then_some(raw)
}

/// Whether all fit together.
fn fits(all: &[&Use<'_>]) -> bool {
    let mut sizes = Sizes::of(all.iter().copied());
    all.iter().all(|one| !matches!(sizes.fit(one.firm, &one.sides, &one.names), Fit::Clash(_)))
}

/// What is to be said of the formula `odd` if the others fit without it and one slip makes it fit too.
fn mended(all: &[&Use<'_>], odd: usize, style: &Style) -> Option<Raw> {
    let one = *all.get(odd)?;
    let others: Vec<&Use<'_>> = all.iter().enumerate().filter(|(at, _)| *at != odd).map(|(_, one)| *one).collect();
    if !fits(&others) {
        return None;
    }
    let mut sizes = Sizes::of(all.iter().copied());
    let agreeing = others
        .iter()
        .filter(|other| matches!(sizes.fit(other.firm, &other.sides, &other.names), Fit::Fits) && other.shares(one));
    if agreeing.count() < AGREEING {
        return None;
    }
    let Fit::Clash(problem) = sizes.clone().fit(one.firm, &one.sides, &one.names) else { return None };
    let rule = rules::of_shape(&problem)?;
    if !is_between_names(&problem, one, &others) {
        return None;
    }
    let text = &one.read.text;
    let at = |span| Loc { place: one.place, span };
    let mends = one.sides.iter().enumerate().flat_map(|(side, node)| {
        // Transposes and factors in another order.
        let letters = |text: &str| text.contains(|c: char| c.is_alphabetic());
        let slips = slips(node, text, style).into_iter().filter(move |slip| {
            let old = text.get(slip.span.range()).unwrap_or_default();
            slip.cost == 1 && letters(old) && letters(&slip.text)
        });
        slips.filter_map(move |slip| {
            let before = text.get(node.span.start as usize..slip.span.start as usize)?;
            let after = text.get(slip.span.end as usize..node.span.end as usize)?;
            Some((side, format!("{before}{}{after}", slip.text), slip))
        })
    });
    let mut mends = mends.filter(|(side, whole, _)| {
        let Some(new) = read(whole, one.macros) else { return false };
        let sides: Vec<&Node> =
            one.sides.iter().enumerate().map(|(at, node)| if at == *side { &new } else { *node }).collect();
        matches!(sizes.clone().fit(one.firm, &sides, &one.names), Fit::Fits)
    });
    let (side, whole, slip) = mends.next()?;
    // Who writes `y = W x` as well as `y = x W` means both.
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let said = |other: &Use<'_>| -> BTreeSet<String> {
        other.sides.iter().map(|node| squeezed(node.text(&other.read.text))).collect()
    };
    let mut meant = said(one);
    meant.remove(&squeezed(one.sides.get(side)?.text(text)));
    meant.insert(squeezed(&whole));
    if meant.len() > 1 && others.iter().any(|other| said(other) == meant) {
        return None;
    }
    // Of several changes that fit none is surely what was meant.
    let only = mends.next().is_none();
    let says = if only { format!("; what does is `{}`", whole.trim()) } else { String::new() };
    let message = format!(
        "`{}` does not go with how the other formulas use these names{says}",
        text.get(problem.span.range()).unwrap_or_default().trim()
    );
    let witness = |other: &&Use<'_>| {
        let span = other.sides.iter().map(|side| side.span).reduce(|a, b| a.to(b))?;
        Some((Loc { place: other.place, span }, "the same names are used here".to_string()))
    };
    let related = others.iter().filter(|other| other.shares(one)).filter_map(witness).collect();
    let fix = RawFix {
        title: format!("Write `{}`", whole.trim()),
        safe: false,
        edits: vec![(at(slip.span), slip.text.clone())],
    };
    Some(Raw { related, fix: only.then_some(fix), ..Raw::new(rule, at(problem.span), message) })
}

/// Whether a product does not fit of which one factor is a matrix by its capital that others use too: small letters are taken up for
/// anything.
fn is_between_names(problem: &Problem, one: &Use<'_>, others: &[&Use<'_>]) -> bool {
    let ProblemKind::ShapeMismatch { operation: Operation::Product, left, right } = &problem.kind else { return false };
    let beside = |operand: &Operand| {
        let node = one.sides.iter().find_map(|side| find(side, &|node| node.span == operand.span));
        node.map(|node| names(&[node])).unwrap_or_default()
    };
    let uses = |key: &str| others.iter().filter(|other| names(&other.sides).iter().any(|name| name.key == key)).count();
    let shared = |operand: &Operand| beside(operand).iter().map(|name| uses(&name.key)).max().unwrap_or(0);
    let capital =
        |operand: &Operand| beside(operand).iter().any(|name| is_capital(name) && uses(&name.key) >= AGREEING);
    (capital(left) || capital(right)) && shared(left) > 0 && shared(right) > 0
}
