//! What may be done at a place of a document besides mending what is wrong there.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::deriving::Insertion;

/// Something that a writer may want to have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: String,
    /// What kind of thing it is.
    pub kind: ActionKind,
    /// The rule whose findings it is about, where it is about some.
    pub rule: Option<&'static str>,
    /// What is done.
    pub doing: Doing,
}

/// The kinds of actions, as a menu sorts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Puts a derivative into the document.
    Derive,
    /// Writes the same in another way.
    Rewrite,
    /// Says to matgrad what it only inferred, or to be silent.
    Remark,
}

/// What is done, now or once it is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// These edits.
    Edits(Vec<Insertion>),
    /// What takes some time to find.
    Later(Task),
}

/// A choice whose edits are yet to be found. Places count bytes of the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "do")]
pub enum Task {
    /// Inserts a derivative of what stands at `at`, or all its steps.
    Derive { at: usize, form: String, wrt: String, steps: bool },
    /// Lays the derivative that is claimed at `at` out in the other way.
    Convert { at: usize },
    /// Applies an identity to what stands in `range`.
    Rewrite { range: Range<usize>, identity: String },
}
