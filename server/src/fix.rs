//! Making fixes: which of them may be made together, and what the file's text is then.
//!
//! A fix is safe if its rule says so and it touches no formula: mathematics is never changed unless somebody asks for
//! unsafe fixes as well.

use std::ops::Range;

use crate::api::{Finding, Fix};
use crate::document::Document;

/// Which fixes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that change no formula and keep the meaning.
    Safe,
    /// Those that change the mathematics, too.
    All,
}

/// Whether a fix may be made without asking.
pub fn is_safe(document: &Document, fix: &Fix) -> bool {
    fix.safe && !fix.edits.iter().any(|(range, _)| touches_formula(document, range))
}

fn touches_formula(document: &Document, edit: &Range<usize>) -> bool {
    let spans = document.spans();
    let first = spans.partition_point(|span| span.outer.end <= edit.start);
    // Formulas are in order, so the first that ends after the edit's start is the first that can overlap it.
    spans.get(first).is_some_and(|span| span.outer.start < edit.end.max(edit.start + 1) && span.outer.start != edit.end)
}

/// Edits of the file.
pub type Edits = Vec<(Range<usize>, String)>;

/// The edits of the file for as many fixes as can be made at once, in order, and how many those are.
pub fn edits(document: &Document, findings: &[Finding], which: Which) -> (Edits, usize) {
    let mut edits: Edits = Vec::new();
    let mut count = 0;
    let wanted = findings.iter().filter_map(|finding| finding.fix.as_ref());
    for fix in wanted.filter(|fix| which == Which::All || is_safe(document, fix)) {
        let of_file = fix.edits.iter().map(|(range, text)| document.file_edit(range.clone(), text));
        let Some(new) = of_file.collect::<Option<Vec<_>>>() else { continue };
        let apart = |(range, _): &(Range<usize>, String)| edits.iter().all(|(other, _)| are_apart(range, other));
        if !new.is_empty() && new.iter().all(apart) {
            edits.extend(new);
            count += 1;
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    (edits, count)
}

/// The file's text after as many fixes as can be made at once, and how many those are; nothing where none can be made.
pub fn mend(document: &Document, findings: &[Finding], which: Which) -> Option<(String, usize)> {
    let (edits, count) = edits(document, findings, which);
    if count == 0 {
        return None;
    }
    let text = document.text().as_str();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in &edits {
        out += text.get(at..range.start)?;
        out += new;
        at = range.end;
    }
    out += text.get(at..)?;
    (out != **text).then_some((out, count))
}

/// Whether two edits have nothing to do with each other; what is put in at one place by two fixes has.
fn are_apart(a: &Range<usize>, b: &Range<usize>) -> bool {
    (a.end <= b.start || b.end <= a.start) && a.start != b.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Severity;
    use crate::document::{Flavour, Host};

    fn finding(fix: Fix) -> Finding {
        Finding {
            range: 0..0,
            rule: "toy",
            severity: Severity::Warning,
            message: String::new(),
            related: Vec::new(),
            fix: Some(fix),
            alternatives: Vec::new(),
            docs_url: None,
            optional: false,
        }
    }

    fn fixes(text: &str, edits: &[(&str, &str)]) -> Vec<Finding> {
        let fix = |(old, new): &(&str, &str)| {
            let at = text.find(old).unwrap();
            finding(Fix { title: String::new(), safe: true, edits: vec![(at..at + old.len(), (*new).to_owned())] })
        };
        edits.iter().map(fix).collect()
    }

    #[test]
    fn formulas_are_changed_only_where_all_fixes_are_wanted() {
        let text = "Let $A B$ be teh word.";
        let document = Document::parse(text, Host::Markdown(Flavour::Common));
        let cases = [
            ("teh", "the", Some("Let $A B$ be the word.")),
            ("B", "A", None),
            ("$A B$", "A B", None),
            ("t $", "t: $", None),
            ("Let ", "Put ", Some("Put $A B$ be teh word.")),
            (" be", " is", Some("Let $A B$ is teh word.")),
        ];
        for (old, new, safe) in cases {
            let findings = fixes(text, &[(old, new)]);
            assert_eq!(mend(&document, &findings, Which::Safe).map(|(text, _)| text).as_deref(), safe, "{old}");
            assert_eq!(mend(&document, &findings, Which::All).unwrap().0, text.replacen(old, new, 1), "{old}");
        }
    }

    #[test]
    fn of_fixes_that_overlap_the_first_is_made() {
        let text = "one two three";
        let document = Document::parse(text, Host::Markdown(Flavour::Common));
        let findings = fixes(text, &[("three", "3"), ("one two", "1 2"), ("two three", "2 3"), ("one", "I")]);
        assert_eq!(mend(&document, &findings, Which::Safe), Some(("1 2 3".to_owned(), 2)));
        assert_eq!(mend(&document, &fixes(text, &[("one", "one")]), Which::Safe), None);
    }
}
