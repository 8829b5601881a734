//! Delimiters of formulas within a leaf: `$`, `$$`, `\\(`, `\\[`, `\\begin{…}`, and what definitions stand among them.

use std::ops::Range;

use super::beyond::{Ending, find_end};
use super::inline::Inline;
use crate::document::clean::{Rules, clean};
use crate::document::definitions::definition_end;
use crate::document::host::Flavour;
use crate::document::parts::Mark;
use crate::document::scan::{
    after_arguments, at, command, count, environment, is_formula, is_prose_line, is_space, math_environment, run,
    text_group_end, trim, words,
};
use crate::document::span::{MathKind, MathSpan};
use crate::document::text::FloorBoundary;

/// The environments around text that Markdown authors use.
const THEOREMS: [&str; 12] = [
    "theorem",
    "lemma",
    "proposition",
    "corollary",
    "definition",
    "example",
    "remark",
    "exercise",
    "proof",
    "problem",
    "solution",
    "claim",
];

impl Inline<'_, '_, '_> {
    pub(super) fn rules(&self, kind: MathKind, doubled: bool) -> Rules {
        Rules {
            quotes: self.leaf.quotes,
            table: self.leaf.table && self.flavour != Flavour::Pandoc,
            escapes: self.flavour == Flavour::Common && !matches!(kind, MathKind::Fence | MathKind::Strict),
            doubled,
        }
    }

    /// Delivers a formula of the leaf.
    pub(super) fn formula(&mut self, outer: Range<usize>, inner: Range<usize>, kind: MathKind, doubled: bool) -> usize {
        let end = self.mask(outer.clone());
        let (outer, inner) = (self.text.to_source(outer), self.text.to_source(inner));
        self.deliver(outer, inner, kind, true, doubled);
        end
    }

    pub(super) fn deliver(
        &mut self,
        outer: Range<usize>,
        range: Range<usize>,
        kind: MathKind,
        closed: bool,
        doubled: bool,
    ) {
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let map = clean(raw, self.rules(kind, doubled));
        self.parts.spans.push(MathSpan { range, outer, kind, closed, map });
    }

    /// A display: closed in the leaf, or beyond it, or not at all.
    pub(super) fn display(&mut self, start: usize, content: usize, ending: Ending, kind: MathKind) -> Option<usize> {
        let text = &*self.text.text;
        let doubled = matches!(ending, Ending::Mark("\\\\]"));
        let found = match ending {
            Ending::Mark(mark) => self.closing(content, mark).map(|close| close..close + mark.len()),
            Ending::Environment(name) => self.environment_end(content, name),
        };
        if let Some(close) = found {
            let inner = text.get(content..close.start)?;
            let plausible = match ending {
                Ending::Environment(_) => true,
                Ending::Mark("$$") => !inner.trim().is_empty() && (is_formula(inner) || words(inner, 3) < 2),
                Ending::Mark(_) => !at(text.as_bytes(), close.end, "(") && is_formula(inner),
            };
            return plausible.then(|| self.formula(start..close.end, content..close.start, kind, doubled));
        }
        if !self.leaf.open || is_prose_line(first_line(text, content)) {
            return None;
        }
        let (from, inner) = (self.text.to_source(start..start).start, self.text.to_source(content..content).start);
        let (Ending::Mark(name) | Ending::Environment(name)) = ending;
        if !self.unclosed.contains(&name) {
            if let Some(close) = self.beyond.close(self.source, self.leaf, ending) {
                self.deliver(from..close.end, inner..close.start, kind, true, doubled);
                return Some(self.mask_beyond(start, close.end));
            }
            self.unclosed.push(name);
        }
        // What opens a line and never closes ends with its paragraph; elsewhere it is text.
        let rest = trim(text.as_bytes(), content..text.len());
        if opens_line(text.as_bytes(), start) && !rest.is_empty() {
            self.mask(start..text.len());
            let (outer, inner) = (self.text.to_source(start..rest.end), self.text.to_source(content..rest.end));
            self.deliver(outer, inner, kind, false, doubled);
            return Some(text.len());
        }
        None
    }

    pub(super) fn environment_end(&mut self, from: usize, name: &'static str) -> Option<Range<usize>> {
        let found = self.next(from, name, |text| find_end(text, from..text.len(), name).map(|end| end.start))?;
        find_end(&self.text.text, found..self.text.text.len(), name)
    }

    pub(super) fn backslash(&mut self, text: &str, here: usize) -> usize {
        let bytes = text.as_bytes();
        let found = match (bytes.get(here + 1), bytes.get(here + 2)) {
            (Some(b'('), _) => self.parentheses(here, here + 2, "\\)"),
            (Some(b'['), _) => self.display(here, here + 2, Ending::Mark("\\]"), MathKind::Display),
            (Some(b'\\'), Some(b'(')) => self.parentheses(here, here + 3, "\\\\)"),
            (Some(b'\\'), Some(b'[')) => self.display(here, here + 3, Ending::Mark("\\\\]"), MathKind::Display),
            (Some(byte), _) if byte.is_ascii_alphabetic() => self.command(text, here),
            _ => None,
        };
        let escape = if bytes.get(here + 1).is_some_and(u8::is_ascii) { 2 } else { 1 };
        found.unwrap_or(here + escape)
    }

    pub(super) fn parentheses(&mut self, start: usize, content: usize, mark: &'static str) -> Option<usize> {
        let close = self.closing(content, mark)?;
        let inner = self.text.text.get(content..close)?;
        let doubled = mark.len() == 3;
        is_formula(inner).then(|| self.formula(start..close + mark.len(), content..close, MathKind::Inline, doubled))
    }

    pub(super) fn command(&mut self, text: &str, here: usize) -> Option<usize> {
        match command(text, here) {
            word @ ("begin" | "end") => {
                let (name, end) = environment(text, here, word)?;
                if let Some(name) = math_environment(name).filter(|_| word == "begin") {
                    let content = after_arguments(text.as_bytes(), name, end, text.len());
                    return self.display(here, content, Ending::Environment(name), MathKind::Environment(name));
                }
                if THEOREMS.contains(&name.trim_end_matches('*')) {
                    let place = self.text.to_source(here..end);
                    self.parts.marks.push(match word {
                        "begin" => Mark::Open { at: place.start, name: name.to_string() },
                        _ => Mark::Close { at: place.end, name: Some(name.to_string()) },
                    });
                }
                Some(self.mask(here..end))
            }
            _ => {
                let end = definition_end(text, here)?;
                let place = self.text.to_source(here..end);
                self.parts.definitions.push(place);
                Some(self.mask(here..end))
            }
        }
    }

    pub(super) fn dollar(&mut self, text: &str, here: usize) -> usize {
        let bytes = text.as_bytes();
        let length = run(bytes, here);
        if length == 1 {
            if bytes.get(here + 1) == Some(&b'`')
                && let Some(close) = self.closing(here + 2, "`$")
            {
                return self.formula(here..close + 2, here + 2..close, MathKind::Inline, false);
            }
            return self.inline_dollar(text, here).unwrap_or(here + 1);
        }
        if length == 2
            && let Some(end) = self.display(here, here + 2, Ending::Mark("$$"), MathKind::Display)
        {
            return end;
        }
        here + length
    }

    /// `$…$` by Pandoc's rule, and with spaces inside where what is inside can only be a formula.
    pub(super) fn inline_dollar(&mut self, text: &str, here: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut close = here + 1;
        loop {
            count(1);
            match bytes.get(close)? {
                b'$' => break,
                b'`' => return None,
                b'\\' => {
                    let escape = if bytes.get(close + 1).is_some_and(u8::is_ascii) { 2 } else { 1 };
                    close = text_group_end(text, close, text.len()).unwrap_or(close + escape);
                }
                _ => close += 1,
            }
        }
        let inner = text.get(here + 1..close)?;
        let first = *bytes.get(here + 1)?;
        let last = *bytes.get(close - 1)?;
        let next = bytes.get(close + 1);
        let spaced = is_space(first) || is_space(last);
        let money = first.is_ascii_digit() && words(inner, 2) > 0 && !inner.contains(['\\', '^', '_', '=']);
        if next.is_some_and(u8::is_ascii_digit) || money || (spaced && (next == Some(&b'$') || !is_formula(inner))) {
            return None;
        }
        Some(self.formula(here..close + 1, here + 1..close, MathKind::Inline, false))
    }
}

/// The line from `from` on, as far as it is needed to tell whether it is a sentence.
fn first_line(text: &str, from: usize) -> &str {
    let limit = text.floor_boundary(from + 400);
    let line = text.get(from..limit).unwrap_or_default();
    line.split(['\n', '\r']).next().unwrap_or_default()
}

/// Whether only blanks stand before `at` in its line.
fn opens_line(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
}
