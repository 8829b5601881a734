//! What is shown about a place: of a symbol its shape and where that was said; of a definition or an expression its
//! differential, Jacobian and gradient with the steps; of a claimed derivative what it should be.
//!
//! Every derivative shown has been verified; one that was refused or withheld is named with the reason.

pub mod derivatives;
mod page;
pub mod subject;

use std::ops::Range;

use super::Reading;
use crate::api::{Cancel, Cancelled, Hover};
use page::Page;
use subject::Subject;

/// What is to be shown about `offset`.
pub fn hover(reading: &Reading, offset: usize, cancel: &Cancel) -> Result<Option<Hover>, Cancelled> {
    cancel.check()?;
    let Some(subject) = Subject::find(reading, offset) else { return Ok(None) };
    let style = subject.style();
    let mut page = Page::new(&style);
    let mut range = subject.symbol(&mut page);
    if let Some(whole) = derivatives::describe(&subject, &style, &mut page, cancel)? {
        range = range.or(Some(whole));
    }
    Ok(range.filter(|_| !page.is_empty()).map(|range: Range<usize>| page.finish(range)))
}

/// What is to be shown about every definition of the document, in order.
pub fn derivations(reading: &Reading, cancel: &Cancel) -> Result<Vec<Hover>, Cancelled> {
    let mut out = Vec::new();
    for subject in Subject::definitions(reading) {
        cancel.check()?;
        let style = subject.style();
        let mut page = Page::new(&style);
        if let Some(range) = derivatives::describe(&subject, &style, &mut page, cancel)?
            && !page.is_empty()
        {
            out.push(page.finish(range));
        }
    }
    Ok(out)
}
