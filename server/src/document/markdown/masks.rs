//! What is no text within a leaf: code, HTML, comments, templates, addresses.

use std::ops::Range;

use super::html;
use super::inline::Inline;
use crate::document::host::Flavour;
use crate::document::scan::{at, count, is_blank, is_space, run, trim};
use crate::document::span::{Directive, Include, IncludeKind, MathKind};

/// Jekyll's tags and destinations of links longer than this are text.
const LONGEST_LINK: usize = 300;

impl Inline<'_, '_, '_> {
    pub(super) fn code(&mut self, bytes: &[u8], here: usize) -> usize {
        let end = code_end(bytes, here, &mut self.absent_ticks);
        end.map_or_else(|| here + run(bytes, here), |end| self.mask(here..end))
    }

    pub(super) fn angle(&mut self, text: &str, here: usize) -> usize {
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
    pub(super) fn comment(&mut self, start: usize, content: usize, mark: &'static str) -> usize {
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
    pub(super) fn leads(&self, start: usize) -> bool {
        match self.outcome.lead {
            None => is_blank(self.text.text.as_bytes(), 0..start),
            Some(lead) => {
                let here = self.text.to_source(start..start).start;
                is_blank(self.source.as_bytes(), lead..here.max(lead))
            }
        }
    }

    pub(super) fn directive(&mut self, range: Range<usize>, content: Range<usize>) {
        let bytes = self.source.as_bytes();
        let content = trim(bytes, content);
        if at(bytes, content.start, "matgrad:") && content.end >= content.start + 8 {
            self.parts.directives.push(Directive { range, text: trim(bytes, content.start + 8..content.end) });
        }
    }

    pub(super) fn brace(&mut self, text: &str, here: usize) -> usize {
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
    pub(super) fn link(&mut self, bytes: &[u8], here: usize) -> usize {
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

    pub(super) fn address(&mut self, bytes: &[u8], here: usize) -> usize {
        let stops = |byte: &u8| is_space(*byte) || !byte.is_ascii() || b"<>\"'`)]|\\".contains(byte);
        let rest = bytes.get(here..).unwrap_or_default();
        self.mask(here..here + rest.iter().position(stops).unwrap_or(rest.len()))
    }
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
