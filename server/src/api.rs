//! What the two faces of matgrad, the command line and the language server, ask of an analysis, and what they get.
//!
//! Plain data: every range counts bytes of [`Document::source`], nothing here knows an editor or a terminal. An
//! [`Analyzer`] reads a document into an [`Analysis`], which answers from then on and never changes.

pub mod acting;
pub mod deriving;
pub mod naming;

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use acting::{Action, ActionKind, Doing, Task};
pub use deriving::{Ask, Derived, Form, Insertion, LANGUAGES, Language, Layout, Line};
pub use naming::{Coloured, Heading, HeadingKind, NameKind, Named, Note, Suggestion, SuggestionKind};

pub use crate::document::project::FileSource as Files;
use crate::document::{self, Document};

/// How serious a finding is. Errors and warnings make `matgrad check` exit with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A mistake.
    Error,
    /// Almost surely a mistake.
    Warning,
    /// Something a reader may want to know.
    Information,
    /// A suggestion.
    Hint,
}

impl Severity {
    /// The name in messages and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
            Severity::Hint => "hint",
        }
    }

    /// Whether such a finding makes a run fail.
    pub fn fails(self) -> bool {
        matches!(self, Severity::Error | Severity::Warning)
    }
}

/// One thing that is said about a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub range: Range<usize>,
    /// The rule's kebab-case name.
    pub rule: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// One or two sentences without markup.
    pub message: String,
    /// The other places that explain it: both operands, and where each shape came from.
    pub related: Vec<Related>,
    /// The edit that mends it, where there is one.
    pub fix: Option<Fix>,
    /// Other edits, any one of which may be what the author wants instead; none of them is ever made unasked.
    pub alternatives: Vec<Fix>,
    /// The page that documents the rule.
    pub docs_url: Option<String>,
    /// Whether it is reported only where somebody asks for its rule.
    pub optional: bool,
}

/// A place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file, where it is not the one of the finding.
    pub path: Option<PathBuf>,
    /// The place, in the source of that file.
    pub range: Range<usize>,
    /// What is to be seen there.
    pub message: String,
}

/// Edits that mend a finding, to be made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether the meaning of the text stays the same.
    pub safe: bool,
    /// What is put in place of what. No two overlap.
    pub edits: Vec<(Range<usize>, String)>,
}

/// What is shown about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The expression it is about.
    pub range: Range<usize>,
    /// As Markdown with Unicode formulas, and the same in LaTeX for those who typeset it.
    pub typeset: String,
    /// As Markdown with Unicode formulas alone.
    pub markdown: String,
    /// As plain text with Unicode formulas.
    pub plain: String,
}

/// A piece of mathematics that was not understood, and therefore says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The piece.
    pub range: Range<usize>,
    /// Why it was not understood.
    pub reason: String,
}

/// The difference between two versions of a file's text: the bytes `old` of the one became the bytes `new` of the
/// other, all else is the same. Both count bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What was replaced.
    pub old: Range<usize>,
    /// What stands there now; starts where `old` starts.
    pub new: Range<usize>,
}

impl Change {
    /// The one change that covers this one and a later one.
    pub fn then(&self, later: &Change) -> Change {
        // What the later change replaced beyond this change's text lay as far beyond it before.
        let (start, end) = (self.new.start.min(later.old.start), self.new.end.max(later.old.end));
        let old_end = self.old.end + (end - self.new.end);
        let new_end = later.new.end + (end - later.old.end);
        Change { old: start..old_end, new: start..new_end }
    }
}

/// A flag that asks work to stop. Long loops look at it and give up.
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    flag: Arc<AtomicBool>,
    /// Another flag that stops the work as well.
    other: Option<Arc<AtomicBool>>,
}

/// Work was given up because nobody waits for it any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

impl Cancel {
    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.flag.store(true, Ordering::Relaxed);
    }

    /// Whether the work shall stop.
    pub fn is_cancelled(&self) -> bool {
        self.flag.load(Ordering::Relaxed) || self.other.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    /// A flag that is up when this one is or the own flag of `other`.
    pub fn or(&self, other: &Cancel) -> Cancel {
        Cancel { flag: self.flag.clone(), other: Some(other.flag.clone()) }
    }

    /// An error once the work shall stop, for use with `?`.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}

/// Where a document stands.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The document's own file, where it has one.
    pub path: Option<&'a Path>,
    /// The folder that no file named by a document may leave.
    pub root: Option<&'a Path>,
    /// The other files.
    pub files: &'a dyn Files,
    /// What the project's settings say.
    pub settings: &'a Settings,
}

/// An earlier reading of a document, and what was edited since.
pub struct Earlier<'a, T> {
    /// The document as it was.
    pub document: &'a Document,
    /// What was known about it.
    pub analysis: &'a T,
    /// What happened to its text.
    pub change: &'a Change,
    /// What happened to its formulas.
    pub formulas: &'a document::Change,
}

/// What a project's settings say to an analysis. By default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The layout of derivatives, where it is not left to each document.
    pub layout: Option<Layout>,
    /// Commands that documents use and do not define.
    pub macros: Vec<Macro>,
    /// Shapes of symbols that a document says nothing about; the first that fits counts.
    pub shapes: Vec<DefaultShape>,
    /// How serious the findings of some rules are; nothing for a rule that is not to be used.
    pub rules: BTreeMap<String, Option<Severity>>,
}

/// A command and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Macro {
    /// Its name without backslash.
    pub name: String,
    /// How many arguments it takes.
    pub parameters: u8,
    /// Its LaTeX.
    pub body: String,
}

/// The shape of symbols that a document says nothing about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DefaultShape {
    /// The letters it is about.
    pub letters: Vec<RangeInclusive<char>>,
    /// Whether they are bold; nothing where that does not matter.
    pub bold: Option<bool>,
    /// What they are.
    pub kind: Kind,
}

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number.
    Scalar,
    /// A column of some length.
    Vector,
    /// A matrix of some size.
    Matrix,
}

/// What people are told about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its name in kebab-case.
    pub id: &'static str,
    /// How serious what it finds is, where nobody says otherwise.
    pub severity: Severity,
    /// What it finds, in one sentence.
    pub summary: &'static str,
    /// Why that is a mistake, and when the rule keeps silent.
    pub explanation: &'static str,
    /// A document in which it finds something; empty where there is none to show.
    pub bad: &'static str,
    /// A document in which it finds nothing; empty where there is none to show.
    pub good: &'static str,
    /// Whether it is used only where somebody asks for it.
    pub optional: bool,
}

/// Reads documents.
pub trait Analyzer: Send + Sync + 'static {
    /// What a reading gives.
    type Analysis: Analysis;

    /// The rules that its findings may name.
    fn rules(&self) -> Vec<RuleInfo> {
        Vec::new()
    }

    /// Reads a document.
    fn analyze(&self, document: &Arc<Document>, place: Place<'_>, cancel: &Cancel)
    -> Result<Self::Analysis, Cancelled>;

    /// Reads a document that was edited since an earlier reading, which is faster and gives what
    /// [`analyze`](Self::analyze) would.
    fn update(
        &self,
        earlier: Earlier<'_, Self::Analysis>,
        document: &Arc<Document>,
        place: Place<'_>,
        cancel: &Cancel,
    ) -> Result<Self::Analysis, Cancelled> {
        let _ = earlier;
        self.analyze(document, place, cancel)
    }
}

/// What is known about one version of a document.
pub trait Analysis: Send + Sync + 'static {
    /// What is to be said about it, in order of place.
    fn findings(&self) -> &[Finding];

    /// What was not understood, in order of place.
    fn unread(&self) -> Vec<Unread>;

    /// Whether it would be another if the text of the file at `path`, which is not its own, were another.
    fn depends_on(&self, path: &Path) -> bool {
        let _ = path;
        false
    }

    /// What is to be shown about the place `offset`.
    fn hover(&self, offset: usize, cancel: &Cancel) -> Result<Option<Hover>, Cancelled>;

    /// The derivative of what stands at `offset`: nothing where nothing can be derived, else the answer or why there is
    /// none.
    fn derive(&self, offset: usize, ask: &Ask, cancel: &Cancel) -> Result<Option<Result<Derived, String>>, Cancelled> {
        let _ = (offset, ask);
        cancel.check()?;
        Ok(None)
    }

    /// What may be done in `range`, besides mending findings.
    fn actions(&self, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Action>, Cancelled> {
        let _ = range;
        cancel.check()?;
        Ok(Vec::new())
    }

    /// The edits of a choice that [`actions`](Self::actions) left for later, or why there are none.
    fn carry_out(&self, task: &Task, cancel: &Cancel) -> Result<Result<Vec<Insertion>, String>, Cancelled> {
        let _ = task;
        cancel.check()?;
        Ok(Err("there is nothing to be done".to_owned()))
    }

    /// The name at `offset`, and everywhere it means the same.
    fn name(&self, offset: usize, cancel: &Cancel) -> Result<Option<Named>, Cancelled> {
        let _ = offset;
        cancel.check()?;
        Ok(None)
    }

    /// The edits that call the name at `offset` something else, or why it cannot be called so.
    fn rename(
        &self,
        offset: usize,
        new: &str,
        cancel: &Cancel,
    ) -> Result<Option<Result<Vec<Insertion>, String>>, Cancelled> {
        let _ = (offset, new);
        cancel.check()?;
        Ok(None)
    }

    /// The names in `range` whose meaning is known, in order; none overlaps another.
    fn colours(&self, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Coloured>, Cancelled> {
        let _ = range;
        cancel.check()?;
        Ok(Vec::new())
    }

    /// Headings and definitions, each with what is below it.
    fn outline(&self, cancel: &Cancel) -> Result<Vec<Heading>, Cancelled> {
        cancel.check()?;
        Ok(Vec::new())
    }

    /// What can be folded away, in order.
    fn folds(&self, cancel: &Cancel) -> Result<Vec<Range<usize>>, Cancelled> {
        cancel.check()?;
        Ok(Vec::new())
    }

    /// What may be written at `offset`, the likeliest first; only the derivative that is asked for there, if `derivative`.
    fn suggest(&self, offset: usize, derivative: bool, cancel: &Cancel) -> Result<Vec<Suggestion>, Cancelled> {
        let _ = (offset, derivative);
        cancel.check()?;
        Ok(Vec::new())
    }

    /// The inferred shapes of names in `range`, in order.
    fn shapes(&self, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Note>, Cancelled> {
        let _ = range;
        cancel.check()?;
        Ok(Vec::new())
    }

    /// Where functions are defined, in order.
    fn functions(&self, cancel: &Cancel) -> Result<Vec<Range<usize>>, Cancelled> {
        cancel.check()?;
        Ok(Vec::new())
    }

    /// What is to be shown about everything the document defines, in order of place.
    fn derivations(&self, cancel: &Cancel) -> Result<Vec<Hover>, Cancelled> {
        cancel.check()?;
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn apply(text: &mut String, at: (usize, usize), new: &str) -> Change {
        let start = at.0.min(text.len());
        let end = (start + at.1).min(text.len());
        text.replace_range(start..end, new);
        Change { old: start..end, new: start..start + new.len() }
    }

    proptest! {
        #[test]
        fn changes_add_up_to_one_that_covers_them(
            text in "[a-z]{0,12}",
            edits in proptest::collection::vec(((0usize..14, 0usize..6), "[A-Z]{0,4}"), 1..6),
        ) {
            let mut now = text.clone();
            let mut total: Option<Change> = None;
            for (at, new) in &edits {
                let change = apply(&mut now, *at, new);
                total = Some(total.map_or(change.clone(), |total| total.then(&change)));
            }
            let total = total.unwrap();
            let mut rebuilt = text.clone();
            rebuilt.replace_range(total.old.clone(), &now[total.new.clone()]);
            prop_assert_eq!(rebuilt, now);
        }
    }
}
