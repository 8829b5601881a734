//! What a writer may want to have done at a place: insert a derivative, convert its layout, rewrite by an identity,
//! declare what was inferred, silence a finding.
//!
//! Listing is cheap; what has to be derived or verified is found once it is chosen.

mod convert;
mod declare;
mod insert;
mod remark;
mod rewrite;
mod silence;

use std::ops::Range;

pub use declare::inferred;

use super::Reading;
use super::hover::subject::Subject;
use crate::api::{Action, Cancel, Cancelled, Insertion, Task};

/// What may be done in `range`.
pub fn list(reading: &Reading, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Action>, Cancelled> {
    cancel.check()?;
    let mut out = Vec::new();
    if let Some(subject) = Subject::find(reading, range.start) {
        insert::list(&subject, range.start, &mut out);
        cancel.check()?;
        convert::list(&subject, range.start, &mut out);
        rewrite::list(&subject, range, &mut out);
        cancel.check()?;
        declare::list(&subject, &mut out);
    }
    silence::list(reading, range, &mut out);
    Ok(out)
}

/// The edits of a choice, or why there are none.
pub fn carry_out(reading: &Reading, task: &Task, cancel: &Cancel) -> Result<Result<Vec<Insertion>, String>, Cancelled> {
    cancel.check()?;
    match task {
        Task::Derive { at, form, wrt, steps } => insert::edits(reading, *at, form, wrt, *steps, cancel),
        Task::Convert { at } => Ok(convert::edits(reading, *at)),
        Task::Rewrite { range, identity } => Ok(rewrite::edits(reading, range, identity)),
    }
}

/// What is said where a choice does not fit the document any more.
fn gone() -> String {
    "the formula is not there any more".to_owned()
}
