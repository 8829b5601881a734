//! Fences: code that is not read, formulas, strict blocks, and directives whose content is text.

use std::ops::Range;

use super::Blocks;
use crate::document::chunk::Fence;
use crate::document::clean::{Rules, after_quotes, clean};
use crate::document::parts::Mark;
use crate::document::scan::{after_break, is_blank, line_end, run, skip_blanks, trim};
use crate::document::span::{Block, BlockKind, Include, IncludeKind, MathKind, MathSpan};

/// Directives of MyST and of Quarto whose content is Markdown.
const TEXT: [&str; 30] = [
    "note",
    "warning",
    "tip",
    "important",
    "hint",
    "admonition",
    "seealso",
    "attention",
    "caution",
    "danger",
    "error",
    "dropdown",
    "margin",
    "sidebar",
    "topic",
    "epigraph",
    "toggle",
    "container",
    "div",
    "grid",
    "grid-item",
    "card",
    "tab-set",
    "tab-item",
    "tabbed",
    "panels",
    "details",
    "aside",
    "pull-quote",
    "figure",
];

/// Directives and classes that state something, so that what they declare is theirs.
const THEOREMS: [&str; 21] = [
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
    "axiom",
    "property",
    "observation",
    "algorithm",
    "criterion",
    "conjecture",
    "assumption",
    "exercise-start",
    "solution-start",
];

/// The line that opens or closes a fence.
#[derive(Debug)]
pub(super) struct Opening<'a> {
    mark: Fence,
    info: &'a str,
}

/// The fence that a line opens or closes.
pub(super) fn opening(source: &str, line: Range<usize>, quotes: usize) -> Option<Opening<'_>> {
    let bytes = source.as_bytes();
    let byte = *bytes.get(line.start)?;
    if !matches!(byte, b'`' | b'~' | b':') {
        return None;
    }
    let length = run(bytes, line.start);
    let info = source.get(line.start + length..line.end)?.trim();
    if length < 3 || (byte == b'`' && info.contains('`')) {
        return None;
    }
    Some(Opening { mark: Fence { byte, length: u8::try_from(length).unwrap_or(u8::MAX), quotes }, info })
}

impl Blocks<'_, '_> {
    /// Reads the fence whose line starts at `start`; the next line starts at `next`.
    pub(super) fn fence(&mut self, fence: &Opening, start: usize, next: usize) {
        let (name, rest) = directive(fence.info);
        if fence.info.is_empty() {
            let closes = self.state.close(&fence.mark);
            if closes {
                self.parts.marks.push(Mark::Close { at: line_end(self.bytes, start), name: None });
            }
            if closes || fence.mark.byte == b':' {
                self.close();
                self.pos = next;
                return;
            }
        }
        match name {
            "math" => self.formula(fence, MathKind::Fence, start, next),
            "matgrad" => self.formula(fence, MathKind::Strict, start, next),
            "include" if fence.info.starts_with('{') => {
                let range = start..line_end(self.bytes, start);
                self.parts.includes.push(Include { kind: IncludeKind::Text, path: rest.to_string(), range });
                self.skip(fence, next);
            }
            _ => match self.text_directive(fence, name) {
                Some(name) => {
                    self.close();
                    self.parts.marks.push(Mark::Open { at: start, name });
                    self.state.open(fence.mark);
                    self.pos = next;
                }
                None => self.skip(fence, next),
            },
        }
    }

    /// The name of the block that a fence whose content is text opens: empty where it states nothing.
    fn text_directive(&self, fence: &Opening, name: &str) -> Option<String> {
        let theorem = THEOREMS.iter().find(|theorem| {
            let plain = name.trim_start_matches("prf:").trim_start_matches("proof:");
            plain == **theorem || name.contains(&format!(".{theorem}")) || fence.info.contains(&format!(".{theorem}"))
        });
        let short = [("#thm-", "theorem"), ("#lem-", "lemma"), ("#def-", "definition"), ("#exm-", "example")]
            .iter()
            .find(|(id, _)| fence.info.contains(id));
        if fence.mark.byte == b':' {
            return Some(theorem.copied().or(short.map(|(_, name)| *name)).unwrap_or_default().to_string());
        }
        if !fence.info.starts_with('{') {
            return None;
        }
        theorem.map(|theorem| theorem.to_string()).or_else(|| TEXT.contains(&name).then(String::new))
    }

    /// A fenced formula, without the options that stand in its first lines.
    fn formula(&mut self, fence: &Opening, kind: MathKind, start: usize, next: usize) {
        let (close, closed) = match self.closing(fence, next) {
            Some(close) => (close, true),
            None => (self.paragraph_end(next)..self.paragraph_end(next), false),
        };
        let mut content = next.min(close.start);
        while fence.info.starts_with('{') && content < close.start {
            let end = line_end(self.bytes, content);
            let text = skip_blanks(self.bytes, after_quotes(self.bytes, content, self.quotes).0);
            if !(self.bytes.get(text) == Some(&b':') && self.bytes.get(text + 1).is_some_and(u8::is_ascii_lowercase)) {
                break;
            }
            content = after_break(self.bytes, end).min(close.start);
        }
        let mut range = after_quotes(self.bytes, content, self.quotes).0.min(close.start)..close.start;
        if closed {
            range = trim(self.bytes, range);
        }
        let argument = directive(fence.info).1;
        if kind == MathKind::Fence && !argument.is_empty() {
            // MyST: a formula may begin on the line of the directive itself.
            let line = trim(self.bytes, start..line_end(self.bytes, start));
            range.start = line.end - argument.len();
        }
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let map = clean(raw, Rules { quotes: self.quotes, ..Rules::default() });
        let whole = start..close.end;
        let block = self.block.get_or_insert(Block { kind: BlockKind::Paragraph, range: whole.clone(), text: whole });
        block.range.end = close.end;
        self.parts.spans.push(MathSpan { range, outer: start..close.end, kind, closed, map });
        self.pos = after_break(self.bytes, close.end);
        self.past_blank = false;
    }

    /// Goes on after the code that a fence holds; one that never closes holds the rest of the text.
    fn skip(&mut self, fence: &Opening, next: usize) {
        self.close();
        self.pos = self.closing(fence, next).map_or(self.bytes.len(), |close| after_break(self.bytes, close.end));
    }

    /// The line that closes a fence. A quotation that ends closes the fences in it.
    fn closing(&mut self, fence: &Opening, next: usize) -> Option<Range<usize>> {
        if self.beyond.memory.is_unclosed(fence.mark) {
            self.beyond.look(self.bytes.len() + 1);
            return None;
        }
        let mut line = next;
        while line < self.bytes.len() {
            let end = line_end(self.bytes, line);
            let (text, found) = after_quotes(self.bytes, line, self.quotes);
            let mark = skip_blanks(self.bytes, text);
            if self.bytes.get(mark) == Some(&fence.mark.byte) {
                let length = run(self.bytes, mark);
                if length >= usize::from(fence.mark.length) && is_blank(self.bytes, mark + length..end) {
                    self.beyond.look(after_break(self.bytes, end) + 1);
                    return Some(mark..end);
                }
            }
            if found < self.quotes {
                self.beyond.look(end + 1);
                return Some(line.saturating_sub(1).max(next)..line.saturating_sub(1).max(next));
            }
            line = after_break(self.bytes, end);
        }
        self.beyond.look(self.bytes.len() + 1);
        self.beyond.memory.leave_unclosed(fence.mark);
        None
    }

    fn paragraph_end(&self, from: usize) -> usize {
        let mut line = from;
        let mut last = from;
        while line < self.bytes.len() {
            let end = line_end(self.bytes, line);
            if is_blank(self.bytes, after_quotes(self.bytes, line, self.quotes).0..end) {
                break;
            }
            last = end;
            line = after_break(self.bytes, end);
        }
        last
    }
}

/// The word that says what a fence holds, and what follows it: `math` of `{math} a = b`, `r` of `{r echo=FALSE}`.
fn directive(info: &str) -> (&str, &str) {
    match info.strip_prefix('{') {
        Some(inner) => match inner.split_once('}') {
            Some((name, rest)) => (name.split([' ', ',']).next().unwrap_or_default(), rest.trim()),
            None => (inner, ""),
        },
        None => info.split_once([' ', '\t', '{']).map_or((info, ""), |(name, _)| (name, "")),
    }
}
