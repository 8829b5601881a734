//! The names in a document: what each means where it stands, and where else it means the same.
//!
//! Two occurrences are one symbol if they are written alike and their meaning has one origin; what nobody declared is one
//! symbol within its section.

use std::ops::Range;

use matgrad_core::elaborate::key::{family_key, named};
use matgrad_core::elaborate::{Entry, How, Scope};
use matgrad_core::notation::{Macros, Node, parse};

use super::Reading;
use super::group::Read;
use super::section;
use crate::api::{Cancel, Cancelled, Coloured, Insertion, NameKind, Named};
use crate::document::MathSpan;
use matgrad_core::elaborate::Known;
use matgrad_core::shape::Shape;

/// A formula with its surroundings.
pub struct Site<'a> {
    pub span: &'a MathSpan,
    pub read: &'a Read,
    section: usize,
    number: usize,
    chain: &'a [usize],
}

/// A name where it stands.
#[derive(Clone, Debug)]
struct Occurrence {
    range: Range<usize>,
    latex: String,
    symbol: Symbol,
}

/// What makes two names one symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Symbol {
    key: String,
    /// Where its meaning comes from; for an undeclared one the section it stands in.
    origin: Result<Range<usize>, usize>,
}

/// A name in a tree: its identity, its base's, its family's.
struct Mention<'a> {
    whole: &'a Node,
    base: &'a Node,
    key: String,
    latex: String,
    candidates: Vec<(String, bool)>,
}

/// Calls `visit` for every formula in order, until it says to stop.
pub fn each_site(
    reading: &Reading,
    cancel: &Cancel,
    visit: &mut dyn FnMut(&Site<'_>) -> Result<(), Cancelled>,
) -> Result<(), Cancelled> {
    for (index, section) in reading.sections.iter().enumerate() {
        cancel.check()?;
        let chain = section::chain(&reading.sections, index);
        let mut number = 0;
        for at in section.groups.clone() {
            let (Some(extent), Some(group)) = (reading.extents.get(at), reading.groups.get(at)) else { continue };
            let spans = reading.document.spans().get(extent.spans.clone()).unwrap_or_default();
            for (own, (span, read)) in spans.iter().zip(&group.formulas).enumerate() {
                visit(&Site { span, read, section: index, number: number + own, chain: &chain })?;
            }
            number += group.formulas.len() + group.remarks.len();
        }
    }
    Ok(())
}

impl Site<'_> {
    /// Every side of the formula.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        let clauses = self.read.formula.rows.iter().flat_map(|row| &row.clauses);
        clauses.flat_map(|clause| &clause.sides).map(|side| &side.node)
    }

    /// What is known here of the names in its formula.
    pub fn scope(&self, reading: &Reading) -> Scope {
        let Some(known) = reading.readings.get(self.section) else { return Scope::default() };
        let firm = known.scopes.get(self.number).and_then(Option::as_ref).cloned().unwrap_or_default();
        known.soft.over(&firm, &self.nodes().collect::<Vec<_>>(), self.number)
    }

    fn occurrences(&self, reading: &Reading, wanted: Option<&str>) -> Vec<Occurrence> {
        let mentions = mentions(self.nodes());
        let is_wanted = |mention: &Mention<'_>| {
            wanted.is_none_or(|wanted| mention.key == wanted || mention.candidates.iter().any(|(key, _)| key == wanted))
        };
        if !mentions.iter().any(is_wanted) {
            return Vec::new();
        }
        let scope = self.scope(reading);
        mentions
            .iter()
            .filter(|mention| is_wanted(mention))
            .map(|mention| self.occurrence(reading, &scope, mention))
            .collect()
    }

    fn occurrence(&self, reading: &Reading, scope: &Scope, mention: &Mention<'_>) -> Occurrence {
        let found = mention.candidates.iter().find_map(|(key, whole)| Some((scope.get(key)?, *whole)));
        let place = |node: &Node| self.span.to_source(node.span.range());
        let Some((entry, whole)) = found else {
            // A size holds for all that is below its section.
            let top = if scope.is_size(&mention.latex) { self.chain.get(1).or(self.chain.first()) } else { None };
            let section = top.copied().unwrap_or(self.section);
            let symbol = Symbol { key: mention.key.clone(), origin: Err(section) };
            return Occurrence { range: place(mention.whole), latex: mention.latex.clone(), symbol };
        };
        let node = if whole { mention.whole } else { mention.base };
        let latex = if whole { mention.latex.clone() } else { node.text(&self.read.text).to_owned() };
        let origin = origin(reading, self.chain, entry).ok_or(self.section);
        Occurrence { range: place(node), latex, symbol: Symbol { key: entry.key.clone(), origin } }
    }
}

/// Where an entry of a scope comes from; what is only inferred belongs to its section.
fn origin(reading: &Reading, chain: &[usize], entry: &Entry) -> Option<Range<usize>> {
    if matches!(entry.origin.how, How::Inferred | How::Convention) {
        return None;
    }
    let (depth, number) = section::parts(entry.origin.place);
    let own = reading.sections.get(*chain.get(usize::from(depth))?)?;
    section::locate(&reading.document, &reading.extents, own, number, entry.origin.span)
}

/// The names in trees, in order.
fn mentions<'a>(nodes: impl Iterator<Item = &'a Node>) -> Vec<Mention<'a>> {
    let mut out: Vec<Mention<'a>> = Vec::new();
    let mut stack: Vec<&Node> = nodes.collect();
    while let Some(node) = stack.pop() {
        let Some(name) = named(node) else {
            node.children_into(&mut stack);
            continue;
        };
        let mut base = node;
        while named(base).is_some_and(|name| name.indices() > 0 || name.primes > 0)
            && let Some(inner) = base.children().first()
        {
            base = inner;
        }
        let mut candidates = vec![(name.key.clone(), true)];
        if name.indices() > 0 || name.primes > 0 {
            candidates.push((family_key(&name.name.key(), name.subs.len(), name.sups.len()), false));
            candidates.push((name.name.key(), false));
        }
        // Indices are names of their own.
        stack.extend(name.subs.iter().chain(&name.sups).copied());
        out.push(Mention { whole: node, base, key: name.key, latex: name.latex, candidates });
    }
    out.sort_by_key(|mention| (mention.whole.span.start, std::cmp::Reverse(mention.whole.span.end)));
    out
}

/// The name at `offset` and everywhere it means the same.
pub fn at(reading: &Reading, offset: usize, cancel: &Cancel) -> Result<Option<Named>, Cancelled> {
    cancel.check()?;
    let mut here: Option<Occurrence> = None;
    each_site(reading, cancel, &mut |site| {
        if site.span.range.start <= offset && offset <= site.span.range.end {
            let all = site.occurrences(reading, None).into_iter();
            let touching =
                all.filter(|one| one.range.start <= offset && offset <= one.range.end && !one.range.is_empty());
            // Between two names the cursor belongs to the one it stands before.
            here = touching.min_by_key(|one| (one.range.end == offset, one.range.len()));
        }
        Ok(())
    })?;
    let Some(here) = here else { return Ok(None) };
    let mut occurrences = Vec::new();
    each_site(reading, cancel, &mut |site| {
        let all = site.occurrences(reading, Some(&here.symbol.key)).into_iter();
        occurrences.extend(all.filter(|one| one.symbol == here.symbol).map(|one| one.range));
        Ok(())
    })?;
    occurrences.extend(in_remarks(reading, &here.symbol));
    occurrences.sort_by_key(|range| range.start);
    occurrences.dedup();
    let first = occurrences.first().cloned().unwrap_or(here.range.clone());
    let origin = here.symbol.origin.clone().ok();
    // Of the declaration, the name in it.
    let origin = origin.map_or(first, |whole| {
        let within = occurrences.iter().find(|one| whole.start <= one.start && one.end <= whole.end);
        within.cloned().unwrap_or(whole)
    });
    Ok(Some(Named { range: here.range, latex: here.latex, origin, occurrences }))
}

/// Where remarks to matgrad declare the symbol.
fn in_remarks(reading: &Reading, symbol: &Symbol) -> Vec<Range<usize>> {
    let Ok(origin) = &symbol.origin else { return Vec::new() };
    let source = reading.document.source();
    let own = reading.document.directives().iter().filter(|directive| directive.range == *origin);
    let texts = own.filter_map(|directive| Some((directive.text.start, source.get(directive.text.clone())?)));
    texts
        .flat_map(|(start, text)| {
            let formula = parse(text, &Macros::default());
            let clauses = formula.rows.iter().flat_map(|row| &row.clauses).flat_map(|clause| &clause.sides);
            let all = mentions(clauses.map(|side| &side.node)).into_iter();
            let same = all.filter(|mention| mention.key == symbol.key);
            same.map(|mention| start + mention.base.span.start as usize..start + mention.base.span.end as usize)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The names in `range`, each with what it stands for, where that is known.
pub fn coloured(reading: &Reading, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Coloured>, Cancelled> {
    let mut out: Vec<Coloured> = Vec::new();
    each_site(reading, cancel, &mut |site| {
        if site.span.range.end < range.start || range.end < site.span.range.start {
            return Ok(());
        }
        let scope = site.scope(reading);
        for mention in mentions(site.nodes()) {
            let entry = mention.candidates.iter().find_map(|(key, _)| scope.get(key));
            let size = || scope.is_size(&mention.latex).then_some(NameKind::Scalar);
            let Some(kind) = entry.and_then(kind).or_else(size) else { continue };
            out.push(Coloured { range: site.span.to_source(mention.base.span.range()), kind });
        }
        Ok(())
    })?;
    out.sort_by_key(|one| (one.range.start, one.range.end));
    let mut end = 0;
    out.retain(|one| {
        let apart = one.range.start >= end && !one.range.is_empty();
        if apart {
            end = one.range.end;
        }
        apart
    });
    Ok(out)
}

/// What an entry stands for.
fn kind(entry: &Entry) -> Option<NameKind> {
    let of = |shape: &Shape| {
        if shape.is_scalar() {
            NameKind::Scalar
        } else if shape.is_vector() || shape.is_row() {
            NameKind::Vector
        } else {
            NameKind::Matrix
        }
    };
    match &entry.known {
        Known::Quantity { shape, .. } | Known::Family { shape, .. } => Some(of(shape)),
        Known::Defined { params, body } if params.is_empty() => Some(of(body.shape())),
        Known::Defined { .. } | Known::Function { .. } => Some(NameKind::Function),
        Known::Size => Some(NameKind::Scalar),
        Known::Other => None,
    }
}

/// The edits that call the name at `offset` something else, or why it cannot be called so.
pub fn rename(
    reading: &Reading,
    offset: usize,
    new: &str,
    cancel: &Cancel,
) -> Result<Option<Result<Vec<Insertion>, String>>, Cancelled> {
    let Some(symbol) = at(reading, offset, cancel)? else { return Ok(None) };
    let new = new.trim();
    let Some(key) = key_of(new) else { return Ok(Some(Err(format!("`{new}` is no single symbol")))) };
    let source = reading.document.source();
    let written = |range: &Range<usize>| source.get(range.clone()).unwrap_or_default();
    let old = key_of(written(&symbol.range));
    if old.is_none() || symbol.occurrences.iter().any(|range| key_of(written(range)) != old) {
        return Ok(Some(Err(format!("`{}` is written by a macro somewhere", symbol.latex))));
    }
    let mut taken = false;
    each_site(reading, cancel, &mut |site| {
        let near = |range: &Range<usize>| site.span.range.start <= range.start && range.end <= site.span.range.end;
        if !taken && symbol.occurrences.iter().any(near) {
            taken =
                mentions(site.nodes()).iter().any(|mention| mention.candidates.iter().any(|(other, _)| *other == key))
                    || site.scope(reading).get(&key).is_some();
        }
        Ok(())
    })?;
    if taken && old.as_ref() != Some(&key) {
        return Ok(Some(Err(format!("`{new}` stands for something else already"))));
    }
    let edits =
        symbol.occurrences.iter().map(|range| Insertion { range: range.clone(), text: fitted(source, range, new) });
    Ok(Some(Ok(edits.collect())))
}

/// The identity of a symbol, if the text is one and nothing else.
fn key_of(text: &str) -> Option<String> {
    let formula = parse(text, &Macros::default());
    let [row] = formula.rows.as_slice() else { return None };
    let [clause] = row.clauses.as_slice() else { return None };
    let [side] = clause.sides.as_slice() else { return None };
    let name = named(&side.node)?;
    (side.rel.is_none() && !text.contains(['$', '%', '&', '\n'])).then_some(name.key)
}

/// The new name as it must be written there: apart from a letter after it, in braces as a script.
fn fitted(source: &str, range: &Range<usize>, new: &str) -> String {
    let before = source.get(..range.start).unwrap_or_default().chars().next_back();
    let after = source.get(range.end..).unwrap_or_default().chars().next();
    let command = new.rfind('\\').is_some_and(|at| new[at + 1..].chars().all(|c| c.is_ascii_alphabetic()));
    let single = new.chars().count() == 1 || (command && new.starts_with('\\') && !new[1..].contains('\\'));
    if matches!(before, Some('^' | '_')) && !single {
        format!("{{{new}}}")
    } else if command && after.is_some_and(|c| c.is_ascii_alphabetic()) {
        format!("{new} ")
    } else {
        new.to_owned()
    }
}
