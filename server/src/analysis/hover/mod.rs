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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::analysis::Reader;
    use crate::api::{Analysis, Analyzer, Ask, Cancel, Layout, Place, Settings};
    use crate::document::project::Disk;
    use crate::document::{Document, Host};

    #[test]
    fn derivatives_are_shown_as_the_document_lays_them_out() {
        let body = r"Let $a, x \in \mathbb{R}^n$ and $f(x) = a^T x$.";
        let row = r"Here $\frac{\partial}{\partial x} (a^T x) = a^T$.";
        let cases = [
            (String::new(), None, "∇f(x) = a"),
            ("We use the numerator layout.".to_owned(), None, "∂f/∂x = aᵀ"),
            (row.to_owned(), None, "∂f/∂x = aᵀ"),
            ("We use the numerator layout.".to_owned(), Some(Layout::Mixed), "∇f(x) = a"),
        ];
        for (words, layout, shown) in cases {
            let text = format!("{body} {words}");
            let settings = Settings { layout, ..Settings::default() };
            let document = Arc::new(Document::parse(&*text, Host::detect(None, None)));
            let place = Place { path: None, root: None, files: &Disk, settings: &settings };
            let reading = Reader.analyze(&document, place, &Cancel::default()).unwrap();
            let at = text.find("f(x)").unwrap();
            let page = reading.hover(at + 5, &Cancel::default()).unwrap().unwrap().plain;
            assert!(page.contains(shown), "{text}: {page}");
            let derived = reading.derive(at + 5, &Ask::default(), &Cancel::default()).unwrap().unwrap().unwrap();
            assert!(derived.unicode.contains(shown), "{text}: {}", derived.unicode);
        }
    }
}
