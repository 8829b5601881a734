//! What was found out about statements, kept for as long as all that it rests on stays: after a keystroke only the claims
//! that it touches are judged again.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::sync::Arc;

use matgrad_core::expr::{Digest, DigestMap, digest_of};
use matgrad_core::render::Style;

use super::Claim;
use super::layout::Vote;
use crate::analysis::check::Raw;

/// What there is to say about a statement.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub findings: Vec<Raw>,
    /// That its shapes fit in no reading: to be said where nothing else says so.
    pub misfits: Vec<Raw>,
    pub vote: Option<Vote>,
}

/// What was said of a statement, and what that rests on beyond what its key says.
#[derive(Debug)]
struct Verdict {
    /// What was spent to find out.
    spent: u64,
    /// Where the statement stood; nothing is kept of one of which there is nothing to say.
    said: Option<Box<(u32, Said)>>,
    /// The notation that it is said in, where that was asked for.
    style: Option<Arc<Style>>,
}

/// What was found out about the statements of a section.
#[derive(Debug, Default)]
pub struct Verdicts(DigestMap<Verdict>);

/// What an earlier version of a document knows.
#[derive(Debug, Default)]
pub struct Known<'a>(HashMap<Digest, &'a Verdict>);

impl<'a> Known<'a> {
    /// What these sections know.
    pub fn of(sections: impl Iterator<Item = &'a Verdicts>) -> Known<'a> {
        Known(sections.flat_map(|section| &section.0).map(|(key, verdict)| (*key, verdict)).collect())
    }
}

/// The notation of a section, made out when it is first asked for.
pub struct Notation<'a> {
    read: &'a dyn Fn() -> Style,
    style: OnceCell<Arc<Style>>,
    asked: Cell<bool>,
}

impl<'a> Notation<'a> {
    pub fn new(read: &'a dyn Fn() -> Style) -> Notation<'a> {
        Notation { read, style: OnceCell::new(), asked: Cell::new(false) }
    }

    fn look(&self) -> &Arc<Style> {
        self.style.get_or_init(|| Arc::new((self.read)()))
    }

    /// The notation; what is said of the statement rests on it from here on.
    pub fn style(&self) -> &Style {
        self.asked.set(true);
        self.look()
    }
}

impl Verdicts {
    /// What `judge` says of statement number `index` of its formula, unless that is known.
    pub fn of(&mut self, known: &Known<'_>, claim: &Claim<'_>, index: usize, judge: impl FnOnce() -> Said) -> Said {
        let kind = claim.statement.kind;
        let scopes = (claim.scope.digest(), claim.firm.digest());
        let key = digest_of(&(claim.read.key, index, kind, scopes, claim.words, claim.document));
        let fits = |verdict: &&&Verdict| verdict.style.as_ref().is_none_or(|style| style == claim.notation.look());
        // Where effort runs out, what is said depends on what stands before.
        let affords = |verdict: &&&Verdict| claim.effort.repeat(verdict.spent);
        if let Some(verdict) = known.0.get(&key).filter(fits).filter(affords) {
            let said = verdict.said.as_deref().map(|(place, said)| said.moved(*place, claim.place));
            self.keep(key, said.as_ref(), claim, verdict.style.clone(), verdict.spent);
            return said.unwrap_or_default();
        }
        claim.notation.asked.set(false);
        let before = claim.effort.left();
        let said = judge();
        let style = claim.notation.asked.get().then(|| claim.notation.look().clone());
        if claim.effort.left() > 0 {
            self.keep(key, Some(&said), claim, style, before - claim.effort.left());
        }
        said
    }

    fn keep(&mut self, key: Digest, said: Option<&Said>, claim: &Claim<'_>, style: Option<Arc<Style>>, spent: u64) {
        let said = said.filter(|said| !said.findings.is_empty() || !said.misfits.is_empty() || said.vote.is_some());
        let said = said.map(|said| Box::new((claim.place, said.clone())));
        self.0.insert(key, Verdict { spent, said, style });
    }
}

impl Said {
    /// The same said at another place.
    fn moved(&self, from: u32, to: u32) -> Said {
        let mut out = self.clone();
        let voted = out.vote.iter_mut().map(|vote| &mut vote.finding);
        for raw in out.findings.iter_mut().chain(&mut out.misfits).chain(voted) {
            let fixes = raw.fix.iter_mut().chain(&mut raw.others);
            let edits = fixes.flat_map(|fix| &mut fix.edits).map(|(loc, _)| loc);
            let all = std::iter::once(&mut raw.at).chain(raw.related.iter_mut().map(|(loc, _)| loc)).chain(edits);
            all.filter(|loc| loc.place == from).for_each(|loc| loc.place = to);
        }
        out
    }
}
