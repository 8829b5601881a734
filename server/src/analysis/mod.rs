//! From documents to findings and to what is shown about a place.
//!
//! A document is cut into groups (paragraphs with their displays) and sections. A group's reading depends on its text
//! and the macros in force, a section's on its groups and on the sections above it; both are kept by what they depend
//! on, so that an edit re-reads the groups it touched and re-checks the sections that depend on them. The result is that
//! of a full reading.

mod actions;
pub mod check;
mod customs;
mod derive;
mod entrywise;
mod evidence;
pub mod group;
mod hints;
mod hover;
pub mod macros;
pub mod meaning;
mod membership;
mod misfit;
mod names;
mod outline;
pub mod prose;
mod redeclared;
pub mod remark;
mod resting;
mod run;
pub mod scope;
pub mod section;
pub mod soft;
pub mod statement;
mod strict;
mod style;
mod suggest;
mod suppress;
mod symmetric;
pub mod truth;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::api::{
    Action, Analysis, Analyzer, Ask, Cancel, Cancelled, Coloured, Derived, Earlier, Finding, Fix, Heading, Hover,
    Insertion, Layout, Named, Note, Place, Related, RuleInfo, Suggestion, Task, Unread,
};
use crate::document::Document;
use check::{Raw, RawFix, SectionReading};
use group::{Extent, Group};
use section::{Loc, Section};
use truth::layout::{self, Vote};
use truth::verdicts::Known as Judged;

/// Reads documents as the command line and the language server do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader;

/// What is known about one version of a document.
#[derive(Debug)]
pub struct Reading {
    document: Arc<Document>,
    extents: Vec<Extent>,
    keys: Vec<u64>,
    groups: Vec<Arc<Group>>,
    sections: Vec<Section>,
    readings: Vec<Arc<SectionReading>>,
    findings: Vec<Finding>,
    /// Where the files that the document names were looked for.
    places: Vec<PathBuf>,
    /// How derivatives are laid out.
    layout: Option<Layout>,
}

impl Analyzer for Reader {
    type Analysis = Reading;

    fn rules(&self) -> Vec<RuleInfo> {
        crate::rules::ALL.iter().map(|rule| rule.info()).collect()
    }

    fn analyze(&self, document: &Arc<Document>, place: Place<'_>, cancel: &Cancel) -> Result<Reading, Cancelled> {
        Reading::new(None, document, place, cancel)
    }

    fn update(
        &self,
        earlier: Earlier<'_, Reading>,
        document: &Arc<Document>,
        place: Place<'_>,
        cancel: &Cancel,
    ) -> Result<Reading, Cancelled> {
        Reading::new(Some(earlier.analysis), document, place, cancel)
    }
}

impl Reading {
    fn new(
        previous: Option<&Reading>,
        document: &Arc<Document>,
        place: Place<'_>,
        cancel: &Cancel,
    ) -> Result<Reading, Cancelled> {
        let defined = macros::collect(document, place);
        let extents = group::extents(document);
        let keys: Vec<u64> = extents.iter().map(|extent| group::key(document, extent, defined.key)).collect();
        let known: HashMap<u64, &Arc<Group>> =
            previous.map(|before| before.keys.iter().copied().zip(&before.groups).collect()).unwrap_or_default();
        let mut groups = Vec::with_capacity(extents.len());
        for (extent, key) in extents.iter().zip(&keys) {
            groups.push(match known.get(key) {
                Some(group) => Arc::clone(group),
                None => {
                    cancel.check()?;
                    Arc::new(group::read(document, extent, &defined.macros, defined.key))
                }
            });
        }
        let traits = check::Traits::of(document.source(), &extents, &groups);
        let base = customs::scope(&place.settings.shapes);
        let sections = section::sections(&extents, &keys, (traits, &place.settings.shapes));
        let known: HashMap<u64, &Arc<SectionReading>> = previous
            .map(|before| before.sections.iter().map(|section| section.key).zip(&before.readings).collect())
            .unwrap_or_default();
        let kept: HashSet<u64> = sections.iter().map(|section| section.key).collect();
        let replaced = previous.iter().flat_map(|before| before.sections.iter().zip(&before.readings));
        let replaced = replaced.filter(|(section, _)| !kept.contains(&section.key));
        let judged = Judged::of(replaced.map(|(_, reading)| &reading.verdicts));
        let mut readings: Vec<Arc<SectionReading>> = Vec::with_capacity(sections.len());
        for section in &sections {
            let reading = match known.get(&section.key) {
                Some(reading) => Arc::clone(reading),
                None => {
                    cancel.check()?;
                    let parent = section.parent.and_then(|parent| readings.get(parent)).map(Arc::as_ref);
                    let own = groups.get(section.groups.clone()).unwrap_or_default();
                    let extents = extents.get(section.groups.clone()).unwrap_or_default();
                    Arc::new(check::section(&base, parent, own, extents, section.depth, traits, &judged, cancel)?)
                }
            };
            readings.push(reading);
        }
        let mut reading = Reading {
            document: Arc::clone(document),
            extents,
            keys,
            groups,
            sections,
            readings,
            findings: Vec::new(),
            places: defined.places,
            layout: None,
        };
        reading.findings = reading.collect(place.settings.layout);
        Ok(reading)
    }

    /// The findings of all sections at their places, in order, without those that are suppressed.
    fn collect(&mut self, asked: Option<Layout>) -> Vec<Finding> {
        let mut out = Vec::new();
        for (index, reading) in self.readings.iter().enumerate() {
            if reading.findings.is_empty() {
                continue;
            }
            let chain = section::chain(&self.sections, index);
            out.extend(reading.findings.iter().filter_map(|raw| self.finding(&chain, raw)));
        }
        out.extend(self.laid_out(asked));
        suppress::apply(&self.document, &mut out);
        out.sort_by(|a, b| (a.range.start, a.range.end, a.rule).cmp(&(b.range.start, b.range.end, b.rule)));
        out.dedup();
        out
    }

    /// The derivatives that are laid out the other way than the others, or than is asked for.
    fn laid_out(&mut self, asked: Option<Layout>) -> Vec<Finding> {
        let votes: Vec<(usize, &Vote)> = self
            .readings
            .iter()
            .enumerate()
            .flat_map(|(index, reading)| reading.votes.iter().map(move |vote| (index, vote)))
            .collect();
        let all: Vec<&Vote> = votes.iter().map(|(_, vote)| *vote).collect();
        let two = || layout::speaks_of_two(self.document.source());
        let said = layout::said(self.document.source());
        let layout = layout::of_document(&all, asked, said);
        let against = layout::against(&all, asked, said, &two);
        let sections: HashMap<*const Vote, usize> =
            votes.iter().map(|(index, vote)| (std::ptr::from_ref(*vote), *index)).collect();
        let finding = |(vote, settled): (&Vote, bool)| {
            let index = sections.get(&std::ptr::from_ref(vote))?;
            let mut raw = vote.finding.clone();
            if !settled {
                raw.rule = &crate::rules::MIXED_LAYOUT;
                raw.fix = None;
                raw.others.clear();
            }
            self.finding(&section::chain(&self.sections, *index), &raw)
        };
        let findings = against.into_iter().filter_map(finding).collect();
        self.layout = layout;
        findings
    }

    /// The source range of a place seen from a section.
    fn locate(&self, chain: &[usize], loc: &Loc) -> Option<Range<usize>> {
        let (depth, number) = section::parts(loc.place);
        let section = self.sections.get(*chain.get(usize::from(depth))?)?;
        section::locate(&self.document, &self.extents, section, number, loc.span)
    }

    fn finding(&self, chain: &[usize], raw: &Raw) -> Option<Finding> {
        let related = raw.related.iter().filter_map(|(loc, message)| {
            Some(Related { path: None, range: self.locate(chain, loc)?, message: message.clone() })
        });
        let fix = |fix: &RawFix| {
            let edits: Option<Vec<_>> =
                fix.edits.iter().map(|(loc, text)| Some((self.locate(chain, loc)?, text.clone()))).collect();
            Some(Fix { title: fix.title.clone(), safe: fix.safe, edits: edits? })
        };
        Some(Finding {
            range: self.locate(chain, &raw.at)?,
            rule: raw.rule.id,
            severity: raw.rule.severity,
            message: raw.message.clone(),
            related: related.collect(),
            fix: raw.fix.as_ref().and_then(fix),
            alternatives: raw.others.iter().filter_map(fix).collect(),
            docs_url: None,
            optional: raw.rule.optional,
        })
    }
}

impl Analysis for Reading {
    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn unread(&self) -> Vec<Unread> {
        let mut out = Vec::new();
        for (extent, group) in self.extents.iter().zip(&self.groups) {
            let spans = self.document.spans().get(extent.spans.clone()).unwrap_or_default();
            for (span, read) in spans.iter().zip(&group.formulas) {
                out.extend(
                    check::opaque(&read.formula)
                        .into_iter()
                        .map(|(range, reason)| Unread { range: span.to_source(range.range()), reason }),
                );
                let long = read.statements.iter().filter(|statement| statement.sides.len() > truth::MOST_COMPARED);
                out.extend(long.map(|statement| Unread {
                    range: span.to_source(statement.span.range()),
                    reason: "a chain so long that only its beginning is compared".into(),
                }));
            }
        }
        out
    }

    fn depends_on(&self, path: &Path) -> bool {
        let is = |path: &Path| self.places.iter().any(|place| place == path);
        // The places have their links followed as far as something stands there.
        !self.places.is_empty() && (is(path) || path.canonicalize().is_ok_and(|real| is(&real)))
    }

    fn hover(&self, offset: usize, cancel: &Cancel) -> Result<Option<Hover>, Cancelled> {
        hover::hover(self, offset, cancel)
    }

    fn derive(&self, offset: usize, ask: &Ask, cancel: &Cancel) -> Result<Option<Result<Derived, String>>, Cancelled> {
        derive::derive(self, offset, ask, cancel)
    }

    fn actions(&self, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Action>, Cancelled> {
        actions::list(self, range, cancel)
    }

    fn carry_out(&self, task: &Task, cancel: &Cancel) -> Result<Result<Vec<Insertion>, String>, Cancelled> {
        actions::carry_out(self, task, cancel)
    }

    fn name(&self, offset: usize, cancel: &Cancel) -> Result<Option<Named>, Cancelled> {
        names::at(self, offset, cancel)
    }

    fn rename(
        &self,
        offset: usize,
        new: &str,
        cancel: &Cancel,
    ) -> Result<Option<Result<Vec<Insertion>, String>>, Cancelled> {
        names::rename(self, offset, new, cancel)
    }

    fn colours(&self, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Coloured>, Cancelled> {
        names::coloured(self, range, cancel)
    }

    fn outline(&self, cancel: &Cancel) -> Result<Vec<Heading>, Cancelled> {
        outline::outline(self, cancel)
    }

    fn folds(&self, cancel: &Cancel) -> Result<Vec<Range<usize>>, Cancelled> {
        outline::folds(self, cancel)
    }

    fn suggest(&self, offset: usize, derivative: bool, cancel: &Cancel) -> Result<Vec<Suggestion>, Cancelled> {
        suggest::suggest(self, offset, derivative, cancel)
    }

    fn shapes(&self, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Note>, Cancelled> {
        hints::shapes(self, range, cancel)
    }

    fn functions(&self, cancel: &Cancel) -> Result<Vec<Range<usize>>, Cancelled> {
        hints::functions(self, cancel)
    }

    fn derivations(&self, cancel: &Cancel) -> Result<Vec<Hover>, Cancelled> {
        hover::derivations(self, cancel)
    }
}
