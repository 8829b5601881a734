//! What is shown about a place: of a symbol its shape and where that was said; of a definition or an expression its
//! differential, Jacobian and gradient with the steps; of a claimed derivative what it should be.
//!
//! Every derivative shown has been verified; one that was refused or withheld is named with the reason.

pub mod derivatives;
mod page;
pub mod subject;
mod verdict;

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
    } else if verdict::excuse(&subject, &mut page) {
        range = range.or_else(|| subject.range());
    }
    if verdict::confirm(&subject, &mut page) {
        range = range.or_else(|| subject.range());
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

    /// The hover at the mark, as plain text; nothing where there is none.
    fn shown(marked: &str) -> String {
        let at = marked.find('‸').unwrap();
        let settings = Settings::default();
        let document = Arc::new(Document::parse(marked.replace('‸', ""), Host::detect(None, None)));
        let place = Place { path: None, root: None, files: &Disk, settings: &settings };
        let reading = Reader.analyze(&document, place, &Cancel::default()).unwrap();
        reading.hover(at, &Cancel::default()).unwrap().map(|hover| hover.plain).unwrap_or_default()
    }

    #[test]
    fn what_is_claimed_is_confirmed_where_it_holds() {
        let declared = r"Let $A, B \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$ and $f(x) = x^T A x$. ";
        let cases = [
            (r"$\nabla ‸f(x) = (A + A^T) x$", Some("Holds for all values")),
            (r"$\nabla ‸f(x) = 2 A x$", None),
            (r"$\frac{\partial ‸(x^T x)}{\partial x} = 2 x$", Some("Holds for all values")),
            (r"$\frac{\partial ‸(x^T x)}{\partial x} = 2 x^T$", Some("Holds for all values")),
            (r"$\operatorname{tr}(A B) = ‸\operatorname{tr}(B A)$", Some("Holds for all values")),
            (r"$(A B A)^T = ‸(B A)^T A^T = A^T B^T A^T$", Some("Each step holds for all values")),
            (r"$(A B A)^T = ‸(B A)^T A^T = B^T A^T A^T$", None),
            (r"$A x = ‸x$", None),
        ];
        for (claim, expected) in cases {
            let page = shown(&format!("{declared}{claim}"));
            assert!(expected.map_or(!page.contains("hold"), |words| page.contains(words)), "{claim}: {page}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said_and_nothing_is_said_twice() {
        let page = shown(r"Let $x \in \mathbb{R}^n$. $‸q(x) = \operatorname{foo}(x, x) + x^T x$");
        assert!(page.contains("foo") && page.contains("is not understood"), "{page}");
        let page = shown(r"Let $t \in \mathbb{R}$. $‸f(t) = t^2$");
        assert_eq!(page.matches("∂f/∂t = 2t    scalar").count(), 1, "{page}");
        let page = shown(r"Let $A \in \mathbb{R}^{n \times n}$ where $‸n$ is large");
        assert!(page.starts_with("n, a size"), "{page}");
    }

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
