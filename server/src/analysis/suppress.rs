//! Remarks that silence findings: `ignore[rule, …] reason` for the block that follows, `ignore-begin[…]` to
//! `ignore-end`, `ignore-file[…]`. Without rules all are meant.

use std::ops::Range;

use crate::api::{Finding, Fix};
use crate::document::{Directive, Document};
use crate::rules::{self, UNUSED_SUPPRESSION};
use crate::spelling;

/// What one remark silences.
#[derive(Debug)]
struct Silence<'a> {
    range: Range<usize>,
    /// Every rule, where none is named.
    rules: Vec<Named<'a>>,
    /// The remark, and the one that ends its range.
    remarks: Vec<&'a Directive>,
    /// Whether it silenced something.
    used: bool,
}

/// A rule as a remark names it.
#[derive(Debug)]
struct Named<'a> {
    name: &'a str,
    used: bool,
}

impl Silence<'_> {
    fn covers(&self, finding: &Finding) -> bool {
        finding.range.start < self.range.end && self.range.start <= finding.range.start
    }

    /// Notes whether it silences a finding.
    fn silences(&mut self, finding: &Finding) -> bool {
        if !self.covers(finding) {
            return false;
        }
        let named = self.rules.iter_mut().filter(|rule| rule.name == finding.rule);
        let named = named.map(|rule| rule.used = true).count() > 0;
        let silences = named || self.rules.is_empty();
        self.used |= silences;
        silences
    }
}

/// Takes out what the document's remarks silence, and says of the remarks that silence nothing that they do.
pub fn apply(document: &Document, findings: &mut Vec<Finding>) {
    let (mut silences, ends) = silences(document);
    if silences.is_empty() && ends.is_empty() {
        return;
    }
    // Each remark that silences a finding is of use, not only the first.
    findings.retain(|finding| {
        !silences.iter_mut().map(|silence| silence.silences(finding)).fold(false, |all, one| all | one)
    });
    let mut unused: Vec<Finding> = Vec::new();
    for silence in &silences {
        let Some(found) = of_no_use(document, silence) else { continue };
        let asked = |other: &Silence| {
            let remark = !std::ptr::eq(other, silence) && other.rules.is_empty();
            other.covers(&found) && (remark || other.rules.iter().any(|rule| rule.name == found.rule))
        };
        if !silences.iter().any(asked) {
            unused.push(found);
        }
    }
    let ends =
        ends.into_iter().map(|end| finding(end, "this remark ends nothing".to_owned(), removal(document, &[end])));
    findings.extend(unused.into_iter().chain(ends));
}

/// What there is to say about a remark that silences less than it says.
fn of_no_use(document: &Document, silence: &Silence) -> Option<Finding> {
    let remark = silence.remarks.first()?;
    let idle = |rule: &&Named| !rule.used && rule.name != UNUSED_SUPPRESSION.id;
    let idle: Vec<&Named> = silence.rules.iter().filter(idle).collect();
    let all = idle.len() == silence.rules.len();
    if silence.used && idle.is_empty() || (idle.is_empty() && !silence.rules.is_empty()) {
        return None;
    }
    if let Some(unknown) = idle.iter().find(|rule| rules::by_id(rule.name).is_none()) {
        let near = spelling::nearest(unknown.name, rules::ALL.iter().map(|rule| rule.id));
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        return Some(finding(remark, format!("there is no rule `{}` to be silenced{near}", unknown.name), None));
    }
    let what = match idle.as_slice() {
        [] => "nothing".to_owned(),
        idle => format!("no {}", idle.iter().map(|rule| format!("`{}`", rule.name)).collect::<Vec<_>>().join(", ")),
    };
    let fix = if all { removal(document, &silence.remarks) } else { shortened(document, silence) };
    Some(finding(remark, format!("there is {what} here that this remark would silence"), fix))
}

fn finding(remark: &Directive, message: String, fix: Option<Fix>) -> Finding {
    let rule = &UNUSED_SUPPRESSION;
    let (range, optional) = (remark.range.clone(), rule.optional);
    Finding {
        range,
        rule: rule.id,
        severity: rule.severity,
        message,
        related: Vec::new(),
        fix,
        alternatives: Vec::new(),
        docs_url: None,
        optional,
    }
}

/// Takes remarks away, with their lines where nothing else stands there.
fn removal(document: &Document, remarks: &[&Directive]) -> Option<Fix> {
    let text = document.source();
    let line = |remark: &&Directive| {
        let before = text.get(..remark.range.start)?;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let after = text.get(remark.range.end..)?;
        let end = after.find('\n').map_or(text.len(), |at| remark.range.end + at + 1);
        let alone = text.get(start..remark.range.start)?.trim().is_empty()
            && text.get(remark.range.end..end)?.trim().is_empty();
        Some((if alone { start..end } else { remark.range.clone() }, String::new()))
    };
    let edits: Option<Vec<_>> = remarks.iter().map(line).collect();
    Some(Fix { title: "Remove the remark".to_owned(), safe: true, edits: edits? })
}

/// Leaves only the rules that a remark silences.
fn shortened(document: &Document, silence: &Silence) -> Option<Fix> {
    let remark = silence.remarks.first()?;
    let text = document.source().get(remark.text.clone())?;
    let (open, close) = (text.find('[')? + 1, text.find(']')?);
    let used: Vec<&str> = silence.rules.iter().filter(|rule| rule.used).map(|rule| rule.name).collect();
    let range = remark.text.start + open..remark.text.start + close;
    let title = "Remove the rules that are not silenced".to_owned();
    (open <= close).then(|| Fix { title, safe: true, edits: vec![(range, used.join(", "))] })
}

/// What the remarks silence, and those that end a range which nothing begins.
fn silences(document: &Document) -> (Vec<Silence<'_>>, Vec<&Directive>) {
    let end = document.source().len();
    let (mut out, mut ends) = (Vec::new(), Vec::new());
    let mut open: Vec<(Vec<Named>, &Directive)> = Vec::new();
    for directive in document.directives() {
        let text = document.source().get(directive.text.clone()).unwrap_or_default();
        let (word, rest) =
            text.split_at(text.find(|c: char| c != '-' && !c.is_ascii_alphabetic()).unwrap_or(text.len()));
        let rules = named(rest);
        let at = directive.range.start;
        let mut silence = |range, rules, remarks| out.push(Silence { range, rules, remarks, used: false });
        match word {
            "ignore-file" => silence(0..end, rules, vec![directive]),
            "ignore-begin" => open.push((rules, directive)),
            "ignore-end" => match open.pop() {
                Some((rules, begin)) => silence(begin.range.start..at, rules, vec![begin, directive]),
                None => ends.push(directive),
            },
            "ignore" => {
                let block = document.target(directive).map(|block| at.min(block.range.start)..block.range.end);
                silence(block.unwrap_or(at..at), rules, vec![directive]);
            }
            _ => {}
        }
    }
    let open = open.into_iter().map(|(rules, begin)| (begin.range.start..end, rules, vec![begin]));
    out.extend(open.map(|(range, rules, remarks)| Silence { range, rules, remarks, used: false }));
    (out, ends)
}

/// The names between brackets.
fn named(text: &str) -> Vec<Named<'_>> {
    let inner = text.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inner, _)| inner);
    let names = inner.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| Named { name, used: false }).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::Reader;
    use crate::api::{Analysis, Analyzer, Cancel, Place, Settings};
    use crate::document::Host;
    use crate::document::project::Disk;
    use crate::fix::{self, Which};

    #[test]
    fn remarks_silence_a_block_a_range_or_the_file() {
        let text = "<!-- matgrad: ignore[a, b] because -->\n$x$\n\n<!-- matgrad: ignore-begin -->\n$y$\n\n\
                    <!-- matgrad: ignore-end -->\n\n$z$\n";
        let document = Document::parse(text, Host::detect(None, None));
        let found: Vec<(&str, Vec<&str>)> = silences(&document)
            .0
            .into_iter()
            .map(|silence| {
                let rules = silence.rules.iter().map(|rule| rule.name).collect();
                (text[silence.range].split('$').nth(1).unwrap(), rules)
            })
            .collect();
        assert_eq!(found, [("x", vec!["a", "b"]), ("y", vec![])]);
        let whole = Document::parse("$x$\n\n<!-- matgrad: ignore-file -->", Host::detect(None, None));
        let found = silences(&whole).0;
        let ranges: Vec<(usize, usize)> =
            found.iter().map(|silence| (silence.range.start, silence.range.end)).collect();
        assert_eq!(ranges, [(0, whole.source().len())]);
    }

    /// A paragraph with a mistake.
    const WRONG: &str = "Let $A \\in \\mathbb{R}^{m \\times n}$. Then $A A$.";

    fn remarked(text: &str) -> Vec<Finding> {
        let document = Arc::new(Document::parse(text, Host::detect(None, None)));
        let place = Place { path: None, root: None, files: &Disk, settings: &Settings::default() };
        Reader.analyze(&document, place, &Cancel::default()).unwrap().findings().to_vec()
    }

    #[test]
    fn what_silences_nothing_is_said_and_can_be_taken_away() {
        let no_trace = "there is no `trace-shape` here that this remark would silence";
        let nothing = "there is nothing here that this remark would silence";
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("<!-- matgrad: ignore -->\n@\n", "", None),
            ("<!-- matgrad: ignore[product-shape] it is meant so -->\n@\n", "", None),
            ("<!-- matgrad: ignore-begin -->\n\n@\n\n<!-- matgrad: ignore-end -->\n", "", None),
            ("<!-- matgrad: ignore -->\n$x$\n", nothing, Some("$x$\n")),
            ("$x$ <!-- matgrad: ignore -->\n", nothing, Some("$x$ \n")),
            (
                "<!-- matgrad: ignore[trace-shape, product-shape] so -->\n@\n",
                no_trace,
                Some("<!-- matgrad: ignore[product-shape] so -->\n@\n"),
            ),
            (
                "<!-- matgrad: ignore-begin[trace-shape] -->\n$x$\n\n<!-- matgrad: ignore-end -->\n",
                no_trace,
                Some("$x$\n\n"),
            ),
            ("$x$\n\n<!-- matgrad: ignore-end -->\n", "this remark ends nothing", Some("$x$\n\n")),
            (
                "<!-- matgrad: ignore[product-shap] -->\n$x$\n",
                "there is no rule `product-shap` to be silenced; did you mean `product-shape`?",
                None,
            ),
            ("<!-- matgrad: ignore[trace-shape, unused-suppression] -->\n$x$\n", "", None),
            ("<!-- matgrad: ignore-file[unused-suppression] -->\n\n<!-- matgrad: ignore -->\n$x$\n", "", None),
        ];
        for (text, message, mended) in cases {
            let text = text.replace('@', WRONG);
            let found = remarked(&text);
            let messages: Vec<&str> = found.iter().map(|finding| &*finding.message).collect();
            assert_eq!(messages, Vec::from_iter(Some(*message).filter(|message| !message.is_empty())), "{text}");
            let document = Document::parse(&*text, Host::detect(None, None));
            let after = fix::mend(&document, &found, Which::Safe).map(|(text, _)| text);
            assert_eq!(after, mended.map(|text| text.replace('@', WRONG)), "{text}");
        }
    }
}
