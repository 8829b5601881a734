//! Reading the formulas of a section in order, with what is known at each, and what there is to say about them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Elaborated, Entry, How, Known, Options, Origin, Scope, Shapes, elaborate_sides};
use matgrad_core::expr::{Properties, Symbol};
use matgrad_core::notation::{Formula, Kind, Node, Span};
use matgrad_core::shape::Shape;

use super::entrywise;
use super::evidence::Evidence;
use super::group::{Extent, Group, Read};
use super::meaning;
use super::membership;
use super::redeclared::redeclared;
use super::run::{find, head_of, is_atom, runs};
use super::scope::{Outgoing, Walker};
use super::section::{self, Loc, place};
use super::soft::{Definition, Soft};
use super::statement::{Head, Statement, StatementKind};
use super::strict;
use super::symmetric::idle_transposes;
use super::truth::verdicts::{Known as Judged, Verdicts};
use super::truth::{self, layout::Vote, words::Words};
use crate::api::{Cancel, Cancelled};
use crate::rules::{self, Rule};

/// What is known about a section.
#[derive(Debug)]
pub struct SectionReading {
    /// What it says to the sections below it.
    pub outgoing: Outgoing,
    /// What there is to say, in places relative to the chain of sections.
    pub findings: Vec<Raw>,
    /// What is known at each formula, by its number in the section; remarks have none.
    pub scopes: Vec<Option<Scope>>,
    /// What its formulas make of names beyond what is certain.
    pub soft: Arc<Soft>,
    /// What its words and those above it speak of.
    pub words: Words,
    /// How its true formulas lay derivatives out.
    pub votes: Vec<Vote>,
    /// What was found out about its statements.
    pub verdicts: Verdicts,
}

/// A finding before its place in the document is known.
#[derive(Clone, Debug)]
pub struct Raw {
    pub rule: &'static Rule,
    pub at: Loc,
    pub message: String,
    pub related: Vec<(Loc, String)>,
    pub fix: Option<RawFix>,
    /// Other fixes, of which one may be what was meant.
    pub others: Vec<RawFix>,
}

impl Raw {
    /// A finding without a fix.
    pub fn new(rule: &'static Rule, at: Loc, message: String) -> Raw {
        Raw { rule, at, message, related: Vec::new(), fix: None, others: Vec::new() }
    }
}

/// A fix before its places are known.
#[derive(Clone, Debug)]
pub struct RawFix {
    pub title: String,
    pub safe: bool,
    pub edits: Vec<(Loc, String)>,
}

/// What the document as a whole says, which decides how its notation is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Traits {
    /// `\otimes` is said to be the Kronecker product.
    pub kronecker: bool,
    /// It speaks of convolution.
    pub convolution: bool,
    /// What its words speak of.
    pub words: Words,
}

impl Traits {
    /// What `source` says, of whose groups it is known already.
    pub fn of(source: &str, extents: &[Extent], groups: &[Arc<Group>]) -> Traits {
        let mut words = groups.iter().map(|group| group.words).fold(Words::default(), Words::or);
        let mut end = 0;
        let last = source.len()..source.len();
        for range in extents.iter().map(|extent| &extent.range).chain([&last]) {
            words = words.or(Words::of(source.get(end..range.start).unwrap_or_default()));
            end = end.max(range.end);
        }
        let kronecker = ["ronecker", "\\kron", "克罗内克", "ронекер"].iter().any(|word| source.contains(word));
        Traits { kronecker, convolution: entrywise::speaks_of_convolution(source), words }
    }
}

/// Reads a section whose enclosing sections say `parent`; `base` is known before anything is said, `judged` of
/// an earlier version's claims.
#[expect(clippy::too_many_arguments, reason = "what a section is read with")]
pub fn section(
    base: &Scope,
    parent: Option<&SectionReading>,
    groups: &[Arc<Group>],
    extents: &[Extent],
    depth: u8,
    traits: Traits,
    judged: &Judged<'_>,
    cancel: &Cancel,
) -> Result<SectionReading, Cancelled> {
    let mut nothing = Outgoing::default();
    nothing.scope = base.clone();
    if traits.convolution {
        nothing.scope.insert(entrywise::customary());
    }
    let mut walker = Walker::new(parent.map_or(&nothing, |parent| &parent.outgoing), groups, extents, depth);
    let mut soft = parent.map(|parent| Soft::below(&parent.soft)).unwrap_or_default();
    let mut heads: HashMap<String, usize> = HashMap::new();
    for statement in groups.iter().flat_map(|group| &group.formulas).flat_map(|read| &read.statements) {
        if let Some(name) = head_of(statement).filter(|head| !head.params.is_empty()).and_then(|head| named(head.name))
        {
            *heads.entry(name.key).or_default() += 1;
        }
    }
    let mut defined: HashMap<String, Defined> = HashMap::new();
    for statement in groups.iter().flat_map(|group| &group.formulas).flat_map(|read| &read.statements) {
        if let [first, second, ..] = statement.sides.as_slice()
            && let Some(name) = named(&first.node)
        {
            let dots = |node: &Node| matches!(node.kind, Kind::Dots);
            let blocks = matches!(second.node.kind, Kind::Matrix(_)) && find(&second.node, &dots).is_none();
            let said = defined.entry(name.key).or_default();
            said.blocks |= blocks;
            said.times += usize::from(blocks || head_of(statement).is_some());
        }
    }
    let entries = entrywise::Heads::of(groups.iter().flat_map(|group| &group.formulas));
    let mut evidence = Evidence::default();
    let mut all = Vec::new();
    let mut first = 0;
    for (index, group) in groups.iter().enumerate() {
        cancel.check()?;
        let mut scopes = walker.enter(index);
        let equated = membership::equated_sizes(group);
        let local = extents.get(index).is_some_and(|extent| extent.local);
        scopes.fresh().iter().for_each(|key| soft.add(first, Definition::Unknown(key.clone())));
        for (number, read) in group.formulas.iter().enumerate() {
            let scope = scopes.at(number);
            let group = place(depth, first)..place(depth, first + group.formulas.len() + group.remarks.len());
            let place = place(depth, first + number);
            let mut checker = Checker {
                read,
                scope,
                place,
                group,
                traits,
                evidence: &mut evidence,
                soft: &mut soft,
                number: first + number,
                local,
                heads: &heads,
                defined: &defined,
                entries: &entries,
                equated: &equated,
            };
            for defined in checker.formula() {
                scopes.define(&defined);
                walker.define(index, &defined);
            }
            all.push(Some(checker.scope));
        }
        strict::remarks(group, &mut scopes, (depth, first), &mut evidence);
        redeclared(group, depth, first).into_iter().for_each(|raw| evidence.sure(raw));
        all.extend(group.remarks.iter().map(|_| None));
        first += group.formulas.len() + group.remarks.len();
        walker.leave(index);
    }
    let above = parent.map(|parent| parent.words).unwrap_or_default();
    let words = groups.iter().map(|group| group.words).fold(above, Words::or);
    let mut findings = evidence.finish();
    let (claims, votes, verdicts) =
        truth::section(groups, depth, &all, &soft, above, traits.words, &mut findings, judged, cancel)?;
    // What lacks its differential does not fit, either.
    let lacks = |raw: &Raw| {
        let within = |claim: &Raw| claim.at.place == raw.at.place && raw.at.span.start <= claim.at.span.end;
        claims.iter().any(|claim| claim.rule.id == rules::MISSING_DIFFERENTIAL.id && within(claim))
    };
    findings.retain(|raw| raw.rule.shape.is_none() || !lacks(raw));
    findings.extend(claims);
    let odd = truth::usage::contradictions(groups, depth, &all, cancel)?;
    let said = |raw: &Raw| findings.iter().any(|other| other.at.place == raw.at.place);
    let odd: Vec<Raw> = odd.into_iter().filter(|raw| !said(raw)).collect();
    findings.extend(odd);
    Ok(SectionReading {
        outgoing: walker.finish(),
        findings,
        scopes: all,
        soft: Arc::new(soft),
        words,
        votes,
        verdicts,
    })
}

/// What a section says that a quantity is equal to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defined {
    /// How often it says so.
    pub(super) times: usize,
    /// It is written out.
    pub(super) blocks: bool,
}

/// Checks one formula.
pub(super) struct Checker<'a> {
    pub(super) read: &'a Read,
    pub(super) scope: Scope,
    pub(super) place: u32,
    /// The formulas of its group.
    pub(super) group: Range<u32>,
    pub(super) traits: Traits,
    pub(super) evidence: &'a mut Evidence,
    soft: &'a mut Soft,
    /// Its number in the section.
    number: usize,
    /// Whether its group may speak for itself alone.
    local: bool,
    /// How often the section defines each function.
    heads: &'a HashMap<String, usize>,
    /// What the section says that quantities are equal to.
    pub(super) defined: &'a HashMap<String, Defined>,
    /// Which entries of a name the section defines.
    entries: &'a entrywise::Heads,
    /// The sizes that formulas of its group equate: `d' = m`.
    pub(super) equated: &'a BTreeSet<String>,
}

impl Checker<'_> {
    /// Checks every statement; returns what the formula defines.
    fn formula(&mut self) -> Vec<Definition> {
        let mut out = Vec::new();
        if self.read.strict.is_some() {
            return strict::formula(self);
        }
        for statement in &self.read.statements {
            self.idle_transposes(statement);
            for definition in self.statement(statement) {
                match &definition {
                    Definition::Known(entry) => self.scope.insert(entry.clone()),
                    Definition::Unknown(key) => self.scope.forget(key),
                }
                out.push(definition);
            }
        }
        out
    }

    /// Notes transposes that say nothing.
    fn idle_transposes(&mut self, statement: &Statement) {
        for idle in statement.sides.iter().flat_map(|link| idle_transposes(&link.node, &self.scope)) {
            let text = |span: Span| self.read.text.get(span.range()).unwrap_or_default();
            let message = format!("`{}` is `{}`", text(idle.span), text(idle.base));
            let edits = vec![(self.at(idle.span), text(idle.base).to_owned())];
            let fix = RawFix { title: format!("Write `{}`", text(idle.base)), safe: true, edits };
            let raw = Raw { fix: Some(fix), ..Raw::new(idle.rule, self.at(idle.span), message) };
            self.evidence.sure(raw);
        }
    }

    fn statement(&mut self, statement: &Statement) -> Vec<Definition> {
        let mut out = Vec::new();
        match statement.kind {
            StatementKind::Declaration => {
                self.member(statement);
                return out;
            }
            StatementKind::Example => return out,
            StatementKind::Expression if statement.sides.iter().all(|link| is_atom(&link.node)) => return out,
            _ => {}
        }
        self.entrywise(statement);
        let head = head_of(statement).filter(|head| !self.is_slope(head));
        let redefines = head.as_ref().is_some_and(|head| self.redefines(head));
        let scope = match &head {
            Some(head) if !redefines => self.with_params(head),
            _ => self.scope.clone(),
        };
        let mut defined = None;
        if let Some(head) = &head {
            self.softly(statement, head, redefines, &scope);
        }
        for (number, run) in runs(statement, redefines).into_iter().enumerate() {
            let read = elaborate_sides(&run, &scope, &mut Shapes::new(), &Options::default());
            let Some(first) = read.first() else { continue };
            let mut misfits = first.problems.iter().filter(|problem| problem.is_shape()).peekable();
            if misfits.peek().is_none() {
                if run.len() > 1 || !run.iter().all(|node| is_atom(node)) {
                    self.evidence.agree(&origins(&run, &scope));
                    self.infer(first);
                }
                if let Some(head) = head.as_ref().filter(|_| statement.kind == StatementKind::Definition && number == 0)
                {
                    // What a definition forces on names, given the function's type, holds from here on.
                    let forced = if redefines { Vec::new() } else { self.forced(head, &scope, first) };
                    let mut inner = scope.clone();
                    forced.iter().for_each(|entry| inner.insert(entry.clone()));
                    let again = (!forced.is_empty())
                        .then(|| elaborate_sides(&run, &inner, &mut Shapes::new(), &Options::default()));
                    let again = again.as_ref().unwrap_or(&read);
                    let body = again.get(usize::from(!redefines)..).unwrap_or_default();
                    defined = again.first().and_then(|first| self.definition(head, &inner, body, first));
                    out.extend(forced.into_iter().map(Definition::Known));
                }
            } else if first.problems.iter().all(|problem| problem.certain || !problem.is_shape())
                && let Some(problem) = misfits.next()
            {
                // Where something is wrong that does not follow from what was said, names mean something else.
                self.report(problem, &run, &scope);
            }
        }
        if let (None, Some(head), true) = (&defined, &head, redefines) {
            let known = named(head.name).filter(|name| self.scope.get(&name.key).is_some());
            out.extend(known.map(|name| Definition::Unknown(name.key)));
        }
        out.extend(defined.map(Definition::Known));
        out
    }

    /// The shapes that a definition forces on its parameters and on names nobody declared, where the function's type is
    /// known.
    fn forced(&self, head: &Head<'_>, scope: &Scope, first: &Elaborated) -> Vec<Entry> {
        let Some(name) = named(head.name) else { return Vec::new() };
        if !matches!(self.scope.get(&name.key).map(|entry| &entry.known), Some(Known::Function { .. })) {
            return Vec::new();
        }
        let params = head.params.iter().filter_map(|param| {
            let name = named(param)?;
            let shape = scope.get(&name.key)?.known.shape()?.clone();
            let unknown = self.scope.get(&name.key).is_none();
            unknown.then(|| self.quantity(&name.key, &name.latex, shape, How::Defined, param.span))
        });
        let names =
            first.inferred.iter().filter(|name| !name.open && !name.shape.has_unknown() && !name.key.contains("[]"));
        let names =
            names.map(|name| self.quantity(&name.key, &name.latex, name.shape.clone(), How::Inferred, name.span));
        params.chain(names).collect()
    }

    fn quantity(&self, key: &str, latex: &str, shape: Shape, how: How, span: Span) -> Entry {
        let known = Known::Quantity { shape, properties: Properties::default() };
        Entry { key: key.into(), latex: latex.into(), known, origin: Origin { how, place: self.place, span } }
    }

    /// Notes what a definition by entries defines.
    fn entrywise(&mut self, statement: &Statement) {
        let nodes: Vec<&Node> = statement.sides.iter().map(|link| &link.node).collect();
        let scope = self.soft.over(&self.scope, &nodes, self.number);
        for entry in entrywise::entries(self.read, statement, &scope, self.entries, self.place) {
            self.soft.add(self.number, Definition::Known(entry));
        }
    }

    /// Notes what a definition means where not all in it is declared.
    fn softly(&mut self, statement: &Statement, head: &Head<'_>, redefines: bool, scope: &Scope) {
        let Some(name) = named(head.name) else { return };
        let Some(run) = runs(statement, redefines).into_iter().next() else { return };
        let scope = self.soft.over(scope, &run, self.number);
        let meaning = meaning::meaning(&run, &scope, &Options::default(), self.place);
        let entry = meaning.as_ref().and_then(|meaning| {
            let body = meaning.sides.iter().skip(usize::from(!redefines)).find_map(|side| side.as_ref())?;
            meaning::definition(head, meaning, body, self.place)
        });
        let definition = match entry {
            Some(entry) => Definition::Known(entry),
            None if redefines => Definition::Unknown(name.key),
            None => return,
        };
        let inferred = meaning.map(|meaning| meaning.inferred).unwrap_or_default();
        inferred.into_iter().for_each(|entry| self.soft.add(self.number, Definition::Known(entry)));
        self.soft.add(self.number, definition);
    }

    /// Notes the shapes that a formula forces on names nobody declared.
    fn infer(&mut self, first: &Elaborated) {
        for name in &first.inferred {
            // What stands alone is a number as well as the vector it was a formula before.
            let settled = name.shape.is_scalar() && self.soft.is_array(&name.key);
            if name.how == How::Inferred && !settled && !name.shape.has_unknown() && !name.key.contains("[]") {
                let origin = Origin { how: How::Inferred, place: self.place, span: name.span };
                let known = Known::Quantity { shape: name.shape.clone(), properties: Properties::default() };
                let entry = Entry { key: name.key.clone(), latex: name.latex.clone(), known, origin };
                self.soft.add(self.number, Definition::Known(entry));
            }
        }
    }

    /// Whether `f'(x)` is the derivative of a function that is known, and not a function of its own.
    fn is_slope(&self, head: &Head<'_>) -> bool {
        let Some(name) = named(head.name).filter(|name| name.primes > 0 && !head.params.is_empty()) else {
            return false;
        };
        let function = name.key.trim_end_matches('\'');
        let known = |entry: &Entry| matches!(entry.known, Known::Function { .. } | Known::Defined { .. });
        self.scope.get(function).is_some_and(known) || self.soft.knows(function)
    }

    /// Whether a definition gives a name a new meaning: a function that was declared or defined for something else, or a
    /// quantity that was defined before.
    fn redefines(&self, head: &Head<'_>) -> bool {
        let Some(name) = named(head.name) else { return false };
        let Some(entry) = self.scope.get(&name.key) else { return !head.params.is_empty() };
        match &entry.known {
            Known::Function { .. } => {
                // One definition after a type in the same section is that of the function with this type.
                let here = section::parts(entry.origin.place).0 == section::parts(self.place).0;
                let once = self.heads.get(&name.key).is_none_or(|count| *count == 1);
                !self.group.contains(&entry.origin.place) && (self.local || !here || !once)
            }
            Known::Defined { .. } => true,
            _ => !head.params.is_empty(),
        }
    }

    /// The scope in which a function's parameters are known, as far as its type says.
    pub(super) fn with_params(&self, head: &Head<'_>) -> Scope {
        let mut scope = self.scope.clone();
        let Some(name) = named(head.name) else { return scope };
        let Some(Known::Function { domain, .. }) = self.scope.get(&name.key).map(|entry| entry.known.clone()) else {
            return scope;
        };
        if domain.len() != head.params.len() {
            return scope;
        }
        for (param, shape) in head.params.iter().zip(domain) {
            if let (Some(param), Some(shape)) = (named(param), shape)
                && scope.get(&param.key).is_none_or(|known| known.known.shape() != Some(&shape))
            {
                let origin = self.scope.get(&name.key).map(|entry| entry.origin);
                let known = Known::Quantity { shape, properties: Properties::default() };
                let origin = origin.unwrap_or(Origin { how: How::Declared, place: self.place, span: Span::default() });
                scope.insert(Entry { key: param.key, latex: param.latex, known, origin });
            }
        }
        scope
    }

    /// What a definition's sides make known of its name.
    pub(super) fn definition(
        &self,
        head: &Head<'_>,
        scope: &Scope,
        sides: &[Elaborated],
        first: &Elaborated,
    ) -> Option<Entry> {
        let name = named(head.name)?;
        let body = sides.iter().find_map(|side| side.expr.clone().filter(|_| is_certain(side)))?;
        if body.shape().has_unknown() || body.mentions(&name.key) {
            return None;
        }
        let mut params = Vec::new();
        for param in &head.params {
            let param = named(param)?;
            let known = scope.get(&param.key).and_then(Entry::symbol);
            let inferred = || {
                let found = first.inferred.iter().find(|inferred| inferred.key == param.key)?;
                (!found.shape.has_unknown()).then(|| Symbol::new(&found.key, &found.latex, found.shape.clone()))
            };
            params.push(known.or_else(inferred)?);
        }
        let origin = Origin { how: How::Defined, place: self.place, span: head.name.span };
        Some(Entry { key: name.key, latex: name.latex, known: Known::Defined { params, body }, origin })
    }

    pub(super) fn at(&self, span: Span) -> Loc {
        Loc { place: self.place, span }
    }
}

/// Whether the whole of a side follows from what was said.
fn is_certain(side: &Elaborated) -> bool {
    side.pieces.last().is_some_and(|piece| piece.certain)
}

/// Where the names of a statement are declared, each once.
pub(super) fn origins(nodes: &[&Node], scope: &Scope) -> Vec<Origin> {
    let mut out: Vec<Origin> = Vec::new();
    let mut stack: Vec<&Node> = nodes.to_vec();
    while let Some(node) = stack.pop() {
        if let Some(name) = named(node)
            && let Some(entry) = scope.get(&name.key).or_else(|| scope.get(&name.family_key()))
        {
            if !out.contains(&entry.origin) {
                out.push(entry.origin);
            }
            continue;
        }
        node.children_into(&mut stack);
    }
    out
}

/// The pieces of a formula that could not be read, and why.
pub fn opaque(formula: &Formula) -> Vec<(Span, String)> {
    let mut out = Vec::new();
    let sides = formula.rows.iter().flat_map(|row| &row.clauses).flat_map(|clause| &clause.sides);
    let mut stack: Vec<&Node> = sides.map(|side| &side.node).collect();
    while let Some(node) = stack.pop() {
        if let Kind::Opaque(reason) = &node.kind {
            out.push((node.span, reason.to_string()));
        }
        node.children_into(&mut stack);
    }
    out.sort_by_key(|(span, _)| *span);
    out
}
