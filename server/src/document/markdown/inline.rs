//! Formulas, code, comments and links within the text of one leaf.
//!
//! One pass from left to right. A delimiter that does not close within the leaf is text; a display that opens a line
//! may close past the leaf ([`super::beyond`]), and then the blocks go on after it.

use std::ops::Range;

use super::beyond::{Beyond, Ending, find_end};
use super::html;
use super::leaf::{Leaf, LeafText};
use crate::document::clean::{Rules, clean};
use crate::document::definitions::definition_end;
use crate::document::host::Flavour;
use crate::document::parts::{Mark, Parts};
use crate::document::scan::{
    after_arguments, at, command, count, environment, find_unescaped, is_blank, is_formula, is_prose_line, is_space,
    math_environment, run, text_group_end, trim, words,
};
use crate::document::span::{Directive, Include, IncludeKind, MathKind, MathSpan};
use crate::document::text::FloorBoundary;

/// The bytes that may begin something other than words.
const MARKS: &[u8] = b"\\$`<{]h";

/// Jekyll's tags and destinations of links longer than this are text.
const LONGEST_LINK: usize = 300;

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

/// What reading a leaf leaves to the blocks.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Where the blocks go on, if the leaf's last formula or mask ends past the leaf.
    pub resume: Option<usize>,
    /// Where the leaf's text begins after the comments that stand before it.
    pub lead: Option<usize>,
}

pub(super) struct Inline<'a, 'b, 'm> {
    pub source: &'a str,
    pub leaf: &'b Leaf,
    pub flavour: Flavour,
    pub beyond: &'b mut Beyond<'m>,
    pub parts: &'b mut Parts,
    text: &'b LeafText<'a>,
    /// Where the words that are not yet delivered begin.
    prose: usize,
    outcome: Outcome,
    /// Closing marks and where they occur next in this leaf, if they do.
    next: Vec<(&'static str, Option<usize>)>,
    /// What closes displays that are known not to close beyond this leaf.
    unclosed: Vec<&'static str>,
    /// Lengths of runs of backticks that do not occur again in this leaf.
    absent_ticks: u64,
}

/// Reads one leaf into `parts`.
pub(super) fn read(source: &str, leaf: &Leaf, flavour: Flavour, beyond: &mut Beyond, parts: &mut Parts) -> Outcome {
    let text = leaf.text(source);
    let mut inline = Inline {
        source,
        leaf,
        flavour,
        beyond,
        parts,
        text: &text,
        prose: 0,
        outcome: Outcome::default(),
        next: Vec::new(),
        unclosed: Vec::new(),
        absent_ticks: 0,
    };
    inline.read();
    inline.outcome
}

impl Inline<'_, '_, '_> {
    fn read(&mut self) {
        let text = self.text;
        let (text, bytes) = (&*text.text, text.text.as_bytes());
        let mut here = 0;
        while self.outcome.resume.is_none() && !self.parts.is_full() {
            let rest = bytes.get(here..).unwrap_or_default();
            let Some(plain) = rest.iter().position(|byte| MARKS.contains(byte)) else { break };
            count(plain + 1);
            here += plain;
            here = match bytes.get(here) {
                Some(b'\\') => self.backslash(text, here),
                Some(b'$') => self.dollar(text, here),
                Some(b'`') => self.code(bytes, here),
                Some(b'<') => self.angle(text, here),
                Some(b'{') => self.brace(text, here),
                Some(b']') => self.link(bytes, here),
                Some(b'h') if at(bytes, here, "http://") || at(bytes, here, "https://") => self.address(bytes, here),
                _ => here + 1,
            };
        }
        if self.outcome.resume.is_none() {
            self.flush(text.len());
        }
    }

    /// Delivers the words before `end`.
    fn flush(&mut self, end: usize) {
        let words = trim(self.text.text.as_bytes(), self.prose..end.max(self.prose));
        if !words.is_empty() {
            let ranges = self.text.to_sources(words).into_iter().map(|range| trim(self.source.as_bytes(), range));
            self.parts.prose.extend(ranges.filter(|range| !range.is_empty()));
        }
    }

    /// Takes `range` out of the words.
    fn mask(&mut self, range: Range<usize>) -> usize {
        self.flush(range.start);
        self.prose = range.end;
        range.end
    }

    /// Takes everything from `start` to the source offset `end`, past the leaf, out of the words.
    fn mask_beyond(&mut self, start: usize, end: usize) -> usize {
        self.flush(start);
        self.outcome.resume = Some(end);
        self.text.text.len()
    }

    fn rules(&self, kind: MathKind, doubled: bool) -> Rules {
        Rules {
            quotes: self.leaf.quotes,
            table: self.leaf.table && self.flavour != Flavour::Pandoc,
            escapes: self.flavour == Flavour::Common && !matches!(kind, MathKind::Fence | MathKind::Strict),
            doubled,
        }
    }

    /// Delivers a formula of the leaf.
    fn formula(&mut self, outer: Range<usize>, inner: Range<usize>, kind: MathKind, doubled: bool) -> usize {
        let end = self.mask(outer.clone());
        let (outer, inner) = (self.text.to_source(outer), self.text.to_source(inner));
        self.deliver(outer, inner, kind, true, doubled);
        end
    }

    fn deliver(&mut self, outer: Range<usize>, range: Range<usize>, kind: MathKind, closed: bool, doubled: bool) {
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let map = clean(raw, self.rules(kind, doubled));
        self.parts.spans.push(MathSpan { range, outer, kind, closed, map });
    }

    /// Where `mark` closes what opened before `from`, in this leaf.
    fn closing(&mut self, from: usize, mark: &'static str) -> Option<usize> {
        self.next(from, mark, |text| find_unescaped(text.as_bytes(), from..text.len(), mark))
    }

    /// Where `mark` occurs in this leaf, escaped or not.
    fn plain(&mut self, from: usize, mark: &'static str) -> Option<usize> {
        self.next(from, mark, |text| text.get(from..)?.find(mark).map(|found| from + found))
    }

    /// What `find` finds, remembered so that no stretch of the leaf is searched twice for the same mark.
    fn next(&mut self, from: usize, mark: &'static str, find: impl Fn(&str) -> Option<usize>) -> Option<usize> {
        let known = self.next.iter_mut().find(|(known, _)| *known == mark);
        match known {
            Some((_, None)) => None,
            Some((_, Some(at))) if *at >= from => Some(*at),
            Some((_, at)) => {
                *at = find(&self.text.text);
                count(at.unwrap_or(self.text.text.len()).saturating_sub(from));
                *at
            }
            None => {
                let found = find(&self.text.text);
                count(found.unwrap_or(self.text.text.len()).saturating_sub(from));
                self.next.push((mark, found));
                found
            }
        }
    }

    /// A display: closed in the leaf, or beyond it, or not at all.
    fn display(&mut self, start: usize, content: usize, ending: Ending, kind: MathKind) -> Option<usize> {
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

    fn environment_end(&mut self, from: usize, name: &'static str) -> Option<Range<usize>> {
        let found = self.next(from, name, |text| find_end(text, from..text.len(), name).map(|end| end.start))?;
        find_end(&self.text.text, found..self.text.text.len(), name)
    }

    fn backslash(&mut self, text: &str, here: usize) -> usize {
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

    fn parentheses(&mut self, start: usize, content: usize, mark: &'static str) -> Option<usize> {
        let close = self.closing(content, mark)?;
        let inner = self.text.text.get(content..close)?;
        let doubled = mark.len() == 3;
        is_formula(inner).then(|| self.formula(start..close + mark.len(), content..close, MathKind::Inline, doubled))
    }

    fn command(&mut self, text: &str, here: usize) -> Option<usize> {
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

    fn dollar(&mut self, text: &str, here: usize) -> usize {
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
    fn inline_dollar(&mut self, text: &str, here: usize) -> Option<usize> {
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

    fn code(&mut self, bytes: &[u8], here: usize) -> usize {
        let end = code_end(bytes, here, &mut self.absent_ticks);
        end.map_or_else(|| here + run(bytes, here), |end| self.mask(here..end))
    }

    fn angle(&mut self, text: &str, here: usize) -> usize {
        let bytes = text.as_bytes();
        if at(bytes, here, "<!--") {
            return self.comment(here, here + 4, "-->");
        }
        let Some(end) = html::tag_end(bytes, here).or_else(|| html::autolink_end(bytes, here)) else {
            return here + 1;
        };
        if let Some(close) = html::raw_close(bytes, here) {
            if let Some(found) = self.next(end, close, |text| html::find_close(text, end, close)) {
                return self.mask(here..found);
            }
            if let Some(found) = self.beyond.raw_close(self.source, self.leaf, close) {
                return self.mask_beyond(here, found);
            }
        }
        self.mask(here..end)
    }

    /// A comment, perhaps with a remark to matgrad.
    fn comment(&mut self, start: usize, content: usize, mark: &'static str) -> usize {
        if let Some(close) = self.plain(content, mark) {
            let end = close + mark.len();
            self.directive(self.text.to_source(start..end), self.text.to_source(content..close));
            if self.leads(start) {
                self.outcome.lead = Some(self.text.to_source(end..end).start);
            }
            return self.mask(start..end);
        }
        let Some(close) = self.beyond.find(self.source, self.leaf, mark) else { return content };
        let (from, inner) = (self.text.to_source(start..start).start, self.text.to_source(content..content).start);
        self.directive(from..close + mark.len(), inner..close);
        if self.leads(start) {
            self.outcome.lead = Some(close + mark.len());
        }
        self.mask_beyond(start, close + mark.len())
    }

    /// Whether nothing but comments stands before `start` in the leaf.
    fn leads(&self, start: usize) -> bool {
        match self.outcome.lead {
            None => is_blank(self.text.text.as_bytes(), 0..start),
            Some(lead) => {
                let here = self.text.to_source(start..start).start;
                is_blank(self.source.as_bytes(), lead..here.max(lead))
            }
        }
    }

    fn directive(&mut self, range: Range<usize>, content: Range<usize>) {
        let bytes = self.source.as_bytes();
        let content = trim(bytes, content);
        if at(bytes, content.start, "matgrad:") && content.end >= content.start + 8 {
            self.parts.directives.push(Directive { range, text: trim(bytes, content.start + 8..content.end) });
        }
    }

    fn brace(&mut self, text: &str, here: usize) -> usize {
        let bytes = text.as_bytes();
        if at(bytes, here, "{math}`") {
            let ticks = run(bytes, here + 6);
            if let Some(end) = code_end(bytes, here + 6, &mut self.absent_ticks) {
                return self.formula(here..end, here + 6 + ticks..end - ticks, MathKind::Inline, false);
            }
        }
        if at(bytes, here, "{/*") && self.flavour == Flavour::Mdx {
            return self.comment(here, here + 3, "*/}");
        }
        let mark = match bytes.get(here + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            _ => return here + 1,
        };
        let rest = bytes.get(here + 2..).unwrap_or_default().windows(2).take(LONGEST_LINK);
        let close =
            rest.take_while(|pair| !matches!(pair, [b'\n' | b'\r', _])).position(|pair| pair == mark.as_bytes());
        let Some(close) = close else { return here + 2 };
        let (inner, end) = (text.get(here + 2..here + 2 + close).unwrap_or_default().trim(), here + 4 + close);
        if let Some(path) = inner.strip_prefix("< include").and_then(|rest| rest.trim_end().strip_suffix('>')) {
            let range = self.text.to_source(here..end);
            self.parts.includes.push(Include { kind: IncludeKind::Text, path: path.trim().to_string(), range });
        }
        if inner.starts_with("highlight")
            && let Some(code) = self.plain(end, "endhighlight")
        {
            return self.mask(here..code);
        }
        self.mask(here..end)
    }

    /// The destination of a link, which is no text.
    fn link(&mut self, bytes: &[u8], here: usize) -> usize {
        if bytes.get(here + 1) != Some(&b'(') || bytes.get(here + 2) == Some(&b'$') {
            return here + 1;
        }
        let mut depth = 0usize;
        for (length, byte) in bytes.get(here + 1..).unwrap_or_default().iter().take(LONGEST_LINK).enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' if depth <= 1 => return self.mask(here..here + length + 2),
                b')' => depth -= 1,
                b'\n' | b'\r' => break,
                _ => {}
            }
        }
        here + 1
    }

    fn address(&mut self, bytes: &[u8], here: usize) -> usize {
        let stops = |byte: &u8| is_space(*byte) || !byte.is_ascii() || b"<>\"'`)]|\\".contains(byte);
        let rest = bytes.get(here..).unwrap_or_default();
        self.mask(here..here + rest.iter().position(stops).unwrap_or(rest.len()))
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

/// The end of the code that opens with the backticks at `here`, where the same number closes it.
fn code_end(bytes: &[u8], here: usize, absent: &mut u64) -> Option<usize> {
    let length = run(bytes, here);
    let bit = 1u64.checked_shl(u32::try_from(length).ok()?)?;
    if *absent & bit != 0 {
        return None;
    }
    let mut close = here + length;
    while close < bytes.len() {
        count(1);
        if bytes.get(close) == Some(&b'`') {
            let found = run(bytes, close);
            if found == length {
                return Some(close + found);
            }
            close += found;
        } else {
            close += 1;
        }
    }
    *absent |= bit;
    None
}
