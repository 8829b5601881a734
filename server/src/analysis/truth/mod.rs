//! Whether what a document claims is true: derivatives, identities, the steps of a derivation.
//!
//! A claim is compared neighbour by neighbour under every sensible reading (layout, what the words around it assume). It is
//! reported only where all of them make it false and it is surely a slip: a derivative of something written out or defined,
//! or an equation of which a near variant is true for all values.

mod chain;
mod differential;
mod effort;
mod entries;
mod holding;
mod identified;
pub mod layout;
mod mend;
mod misdefined;
mod misfit;
mod normalised;
mod notation;
mod primary;
mod reach;
mod reading;
mod report;
mod rows;
mod scopes;
mod sizes;
mod slip;
mod spelled;
mod structured;
mod suggest;
#[cfg(test)]
mod tests;
mod unspoken;
pub mod usage;
mod vague;
pub mod verdicts;
mod vote;
pub mod words;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Known as Defined, Scope};
use matgrad_core::expr::Digest;
use matgrad_core::notation::{Macros, Node, Span};
use matgrad_core::render::Style;

use super::check::{Raw, RawFix};
use super::group::{Group, Read};
use super::run::is_equal;
use super::section::{Loc, place};
use super::soft::Soft;
use super::statement::{Link, Statement, StatementKind, head, is_derivative};
use super::style::style_of;
use crate::api::{Cancel, Cancelled};
use crate::rules::{self};
use effort::Effort;
use entries::tells_by_entry;
pub use holding::holding_layout;
use identified::Given;
use layout::Vote;
use misdefined::misdefined;
use normalised::holds_normalised;
use primary::may_be_primary;
pub use reading::extended;
use reading::{
    Pair, Verdict, begins_with_derivative, excused, has_differential, holds, holds_transposed,
    is_multiple_of_derivative, is_plain_derivative, never_fits, pairs,
};
use report::Evidence;
use rows::holds_by_rows;
pub use scopes::names;
use scopes::scopes;
use spelled::Spellings;
use structured::holds_structured;
use unspoken::holds_unspoken;
use vague::is_vague;
use verdicts::{Known, Notation, Said, Verdicts};
use words::Words;

/// How two sides read, of which the left one may be extended, in the scope with this digest.
type Readings = RefCell<HashMap<(*const Node, bool, *const Node, Digest), Rc<[Pair]>>>;

/// What varies is looked for in so many sides of a chain.
const MOST_DIFFERENTIALS: usize = 50;
/// So many sides of a chain are compared with their neighbours; no derivation is longer.
pub const MOST_COMPARED: usize = 1000;

/// Where a statement stands and what is known there.
pub struct Claim<'a> {
    pub read: &'a Read,
    pub statement: &'a Statement,
    /// What is known, with what formulas make of names.
    pub scope: &'a Scope,
    /// What is certain.
    pub firm: &'a Scope,
    pub place: u32,
    pub words: Words,
    /// What the words of the whole document speak of.
    pub document: Words,
    pub notation: &'a Notation<'a>,
    /// How its sides read, as far as that was asked for.
    readings: Readings,
    pub effort: &'a Effort,
    pub macros: &'a Macros,
}

/// What is to be said about the claims of a section, of whose formulas `scopes` says what is known; `shapes` are the findings of
/// shapes that do not fit, which get a fix where one slip explains them. What is `known` of an earlier version is not judged again.
#[expect(clippy::too_many_arguments, reason = "what a section is read with")]
pub fn section(
    groups: &[Arc<Group>],
    depth: u8,
    scopes: &[Option<Scope>],
    soft: &Soft,
    above: Words,
    document: Words,
    shapes: &mut [Raw],
    known: &Known<'_>,
    cancel: &Cancel,
) -> Result<(Vec<Raw>, Vec<Vote>, Verdicts), Cancelled> {
    let (mut out, mut votes, mut verdicts) = (Vec::new(), Vec::new(), Verdicts::default());
    let mut misfits: HashMap<u32, Vec<&mut Raw>> = HashMap::new();
    for raw in shapes.iter_mut().filter(|raw| raw.fix.is_none()) {
        misfits.entry(raw.at.place).or_default().push(raw);
    }
    let measured = || style_in(groups);
    let notation = Notation::new(&measured);
    let effort = Effort::default();
    let mut given = Given::default();
    let mut spellings = Spellings::default();
    let mut first = 0;
    let mut near = above;
    for (index, group) in groups.iter().enumerate() {
        // What is assumed is said before, at the formula, or right after it.
        near = near.or(group.words);
        let words = groups.get(index + 1).map_or(near, |next| near.or(next.words));
        for (number, read) in group.formulas.iter().enumerate() {
            let Some(Some(firm)) = scopes.get(first + number) else { continue };
            for (index, statement) in read.statements.iter().enumerate() {
                cancel.check()?;
                let nodes: Vec<&Node> = statement.sides.iter().map(|link| &link.node).collect();
                let place = place(depth, first + number);
                let scope = given.over(soft.over(firm, &nodes, first + number), statement, first + number, place);
                let words = Words { refuted: group.words.refuted, ..words };
                let claim = Claim {
                    read,
                    statement,
                    scope: &scope,
                    firm,
                    place,
                    words,
                    document,
                    notation: &notation,
                    readings: Readings::default(),
                    effort: &effort,
                    macros: &group.macros,
                };
                let said = verdicts.of(known, &claim, index, || claim.judged());
                // What does not fit is not also said to be false.
                let twice = |raw: &Raw| {
                    let judges = [&rules::WRONG_DERIVATIVE, &rules::WRONG_IDENTITY, &rules::BROKEN_STEP];
                    let touches =
                        |other: &Raw| other.at.span.start < raw.at.span.end && raw.at.span.start < other.at.span.end;
                    judges.iter().any(|rule| rule.id == raw.rule.id)
                        && misfits.get(&place).into_iter().flatten().any(|other| touches(other))
                };
                if said.findings.is_empty() && said.misfits.is_empty() {
                    out.extend(claim.judged_spelled(&spellings, first + number));
                }
                given.note(statement, &scope, first + number, place);
                spellings.note(statement, first + number);
                out.extend(said.findings.into_iter().filter(|raw| !twice(raw)));
                votes.extend(said.vote);
                if statement.sides.len() > 1 {
                    let known = misfits.get_mut(&place);
                    out.extend(said.misfits.into_iter().filter(|_| known.is_none()));
                    known.into_iter().flatten().for_each(|raw| claim.mend(raw));
                }
            }
        }
        first += group.formulas.len() + group.remarks.len();
    }
    // What is derived from what was meant is right.
    for found in misdefined(groups, depth, scopes, soft, cancel)? {
        out.retain(|raw| !found.explains.contains(&raw.at.place));
        votes.retain(|vote| !found.explains.contains(&vote.finding.at.place));
        out.push(found.raw);
    }
    Ok((out, votes, verdicts))
}

/// How the formulas of a section are written.
fn style_in(groups: &[Arc<Group>]) -> Style {
    let formulas = groups.iter().flat_map(|group| &group.formulas);
    style_of(formulas.flat_map(|read| {
        let rows = read.formula.rows.iter().flat_map(|row| &row.clauses);
        rows.flat_map(|clause| &clause.sides).map(|side| (&side.node, &*read.text))
    }))
}

/// What two neighbours turned out to be.
#[derive(Debug)]
enum Judged {
    /// Not understood, or excused.
    Open,
    /// True in some layout.
    True,
    /// Of shapes that do not fit, whatever names are taken for.
    Misfit,
    /// False in each of these readings, which are grouped by what names are taken for.
    False(Vec<Vec<Pair>>),
}

impl Claim<'_> {
    /// All that is to be said about the statement.
    fn judged(&self) -> Said {
        let mut said = Said { findings: self.notation(), ..Said::default() };
        if self.statement.sides.len() > 1 {
            match self.missing_differential() {
                Some(missing) => said.findings.push(missing),
                None => self.check(&mut said),
            }
            said.vote = self.vote();
        }
        said
    }

    /// What is to be said about what it claims.
    fn check(&self, out: &mut Said) {
        let first = match self.statement.kind {
            StatementKind::Derivative | StatementKind::Claim => 0,
            StatementKind::Definition => usize::from(!self.is_slope()),
            // What holds for a derivative that is written out holds for good.
            StatementKind::Condition if self.begins_with_derivative() => 0,
            _ => return,
        };
        if self.words.refuted {
            return;
        }
        let sides = self.statement.sides.get(first..).unwrap_or_default();
        let nodes = self.differentials();
        for run in sides.chunk_by(|_, link| goes_on(link)) {
            let judge = |left: usize, right: usize| match (run.get(left), run.get(right)) {
                (Some(left), Some(right)) => self.judge(&left.node, &right.node, &nodes),
                _ => Judged::Open,
            };
            let judged: Vec<Judged> = (1..run.len().min(MOST_COMPARED)).map(|right| judge(right - 1, right)).collect();
            out.findings.extend(self.told_by_entries(run));
            // What its neighbour says nothing about is compared with the derivative that the chain begins with.
            let begins = run.first().is_some_and(|link| is_multiple_of_derivative(&link.node));
            for (index, one) in judged.iter().enumerate().skip(1).filter(|_| begins) {
                if !matches!(one, Judged::Open) || judged.iter().any(|one| matches!(one, Judged::False(_))) {
                    continue;
                }
                let (Some(left), Some(right)) = (run.first(), run.get(index + 1)) else { continue };
                match judge(0, index + 1) {
                    Judged::False(pairs) => {
                        out.findings.extend(self.report(&pairs, &[&left.node, &right.node], 0, Evidence::None));
                    }
                    Judged::Misfit => out.misfits.extend(self.report_misfit(&left.node, &right.node)),
                    _ => continue,
                }
                break;
            }
            for (index, one) in judged.iter().enumerate() {
                if matches!(one, Judged::Misfit)
                    && let Some([left, right]) = run.get(index..index + 2)
                {
                    out.misfits.extend(self.report_misfit(&left.node, &right.node));
                }
                let Judged::False(pairs) = one else { continue };
                let sides = [index, index + 1].map(|at| run.get(at).map(|link| &link.node));
                if !self.effort.spend(&sides.into_iter().flatten().collect::<Vec<_>>()) {
                    break;
                }
                // A side that neither neighbour agrees with, while they agree with each other, is surely wrong.
                let between = matches!(judged.get(index + 1), Some(Judged::False(_)))
                    && matches!(judge(index, index + 2), Judged::True);
                if index > 0
                    && matches!(judged.get(index - 1), Some(Judged::False(_)))
                    && matches!(judge(index - 1, index + 1), Judged::True)
                {
                    continue;
                }
                let hold = judged.iter().filter(|other| matches!(other, Judged::True)).count();
                let evidence = match (between, hold > 0 && hold + 1 == judged.len()) {
                    (true, _) => Evidence::Between,
                    (_, true) => Evidence::Step,
                    _ => Evidence::None,
                };
                // What holds beside it is to hold after a change.
                let holds = |at: Option<usize>| {
                    at.and_then(|at| judged.get(at)).is_some_and(|one| matches!(one, Judged::True) || between)
                };
                let first = if holds(index.checked_sub(1)) { index - 1 } else { index };
                let last = if holds(Some(index + 1)) { index + 2 } else { index + 1 };
                let chain: Vec<&Node> =
                    run.get(first..=last).unwrap_or_default().iter().map(|link| &link.node).collect();
                out.findings.extend(self.report(pairs, &chain, index - first, evidence));
            }
        }
    }

    /// The first of its sides in which differentials are written.
    fn differentials(&self) -> Vec<&Node> {
        let nodes = self.statement.sides.iter().map(|link| &link.node);
        nodes.filter(|node| has_differential(node)).take(MOST_DIFFERENTIALS).collect()
    }

    /// Whether it says what the derivative `f'(x)` of a function with a definition is.
    fn is_slope(&self) -> bool {
        let head = self.statement.sides.first().and_then(|link| head(&link.node));
        let name = head.filter(|head| !head.params.is_empty()).and_then(|head| named(head.name));
        let function = name.filter(|name| name.primes > 0).map(|name| name.key.trim_end_matches('\'').to_string());
        let entry = function.and_then(|function| self.scope.get(&function));
        entry.is_some_and(|entry| matches!(entry.known, Defined::Defined { .. }))
    }

    fn begins_with_derivative(&self) -> bool {
        self.statement.sides.first().is_some_and(|link| is_derivative(&link.node))
    }

    /// What is to be said about the notation alone.
    fn notation(&self) -> Vec<Raw> {
        let at = |span: Span| Loc { place: self.place, span };
        let text = |span: Span| self.read.text.get(span.range()).unwrap_or_default().trim();
        let mut out = Vec::new();
        for link in &self.statement.sides {
            for span in notation::missing_partials(&link.node, self.firm) {
                let latex = format!("\\partial {}", text(span));
                let message = format!("`{}` in the denominator lacks its \\partial", text(span));
                let fix = RawFix { title: format!("Write `{latex}`"), safe: false, edits: vec![(at(span), latex)] };
                let raw = Raw { fix: Some(fix), ..Raw::new(&rules::MISSING_PARTIAL, at(span), message) };
                out.push(raw);
            }
        }
        if let [first, rest @ ..] = self.statement.sides.as_slice() {
            let found = rest
                .iter()
                .filter(|link| goes_on(link))
                .find_map(|link| notation::left_differential(&first.node, &link.node));
            out.extend(found.map(|span| {
                let message = format!(
                    "the derivative `{}` cannot contain the differential `{}`",
                    first.node.text(&self.read.text).trim(),
                    text(span)
                );
                Raw::new(&rules::DIFFERENTIAL_LEFT, at(span), message)
            }));
        }
        out
    }

    /// How two sides of the statement read in a scope, the left one perhaps extended.
    fn pairs(
        &self,
        side: &Node,
        extended: Option<&Node>,
        right: &Node,
        context: &[&Node],
        scope: &Scope,
    ) -> Rc<[Pair]> {
        let key = (std::ptr::from_ref(side), extended.is_some(), std::ptr::from_ref(right), scope.digest());
        if let Some(known) = self.readings.borrow().get(&key) {
            return known.clone();
        }
        let read: Rc<[Pair]> = pairs(extended.unwrap_or(side), right, context, scope, self.place).into();
        self.readings.borrow_mut().insert(key, read.clone());
        read
    }

    /// The same claim, of whose sides nothing is known: for sides that are made up, which are known by where they lie in memory.
    fn afresh(&self) -> Claim<'_> {
        Claim { readings: Readings::default(), ..*self }
    }

    fn judge(&self, left: &Node, right: &Node, context: &[&Node]) -> Judged {
        if is_vague(left, self.scope) || is_vague(right, self.scope) || tells_by_entry(left, right) {
            return Judged::Open;
        }
        let scopes = scopes(self.scope, self.firm, &[left, right]);
        let extended = extended(left);
        let lefts = extended.iter().map(Some).chain([None]);
        let mut read: Vec<Vec<Pair>> = Vec::new();
        let mut undecided = false;
        // Derivatives by what is not said to vary are zero: of such products only the shapes can be told.
        if self.is_out_of_order(left, right) {
            return Judged::Misfit;
        }
        // One reading that makes it true is enough, and the likeliest come first.
        for extended in lefts {
            for (scope, customary) in &scopes {
                let known = self.pairs(left, extended, right, context, scope);
                let pairs = known.iter().cloned().map(|pair| Pair { customary: *customary, ..pair });
                let pairs: Vec<Pair> = pairs.collect();
                for pair in &pairs {
                    match holds(pair) {
                        Verdict::Equal => return Judged::True,
                        Verdict::Undecided => undecided = true,
                        Verdict::Unequal => {}
                    }
                }
                read.push(pairs);
            }
        }
        let all = || read.iter().flatten();
        if all().next().is_none() {
            let misfit = scopes.iter().all(|(scope, _)| never_fits(left, right, context, scope, self.place));
            return if misfit { Judged::Misfit } else { Judged::Open };
        }
        if undecided {
            return Judged::Open;
        }
        // Words far off may be about other matrices, but not where a general equation says as much.
        let general = self.statement.kind != StatementKind::Derivative && !begins_with_derivative(left);
        let whole = if general { self.document } else { Words::default() };
        let turned = |pair: &Pair| is_plain_derivative(left) && holds_transposed(pair);
        let primary = |pair: &Pair| may_be_primary(&[left, right], pair);
        let symmetric = self.words.symmetric || self.document.symmetric;
        let structured = |pair: &Pair| symmetric && holds_structured(left, right, context, pair, self.place);
        let sums = self.words.normalised || self.document.normalised;
        let normalised = |pair: &Pair| sums && holds_normalised(pair);
        let stacks_rows = self.words.rows || self.document.rows;
        let by_rows = |pair: &Pair| stacks_rows && holds_by_rows(pair);
        let unspoken = |pair: &Pair| holds_unspoken(left, pair, self.firm);
        let excused = |pair: &Pair| {
            let said = excused(pair, self.words, whole);
            said || unspoken(pair) || primary(pair) || structured(pair) || normalised(pair) || by_rows(pair)
        };
        if all().any(|pair| turned(pair) || excused(pair)) {
            return Judged::Open;
        }
        // What the derivative is taken of decides what it should be: all that follows, where that makes sense.
        let own = if read.iter().take(scopes.len()).any(|pairs| !pairs.is_empty()) { scopes.len() } else { read.len() };
        Judged::False(read.into_iter().take(own).filter(|pairs| !pairs.is_empty()).collect())
    }
}

/// Whether a side is said to be equal to the one before it.
fn goes_on(link: &Link) -> bool {
    link.relation.as_ref().is_some_and(|relation| is_equal(relation.kind))
}
