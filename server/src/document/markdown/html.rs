//! HTML within Markdown: how far a tag reaches, and which elements hold no text.

use crate::document::scan::count;

/// A tag longer than this is text.
const LONGEST_TAG: usize = 2000;

/// Elements whose content is not read.
const RAW: [(&str, &str); 6] = [
    ("script", "</script"),
    ("style", "</style"),
    ("pre", "</pre"),
    ("code", "</code"),
    ("textarea", "</textarea"),
    ("svg", "</svg"),
];

/// The end of the tag that opens at `at` with `<`, if it is one.
pub(super) fn tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let limit = bytes.len().min(at + LONGEST_TAG);
    let bytes = bytes.get(..limit)?;
    let closing = bytes.get(at + 1) == Some(&b'/');
    let mut here = at + 1 + usize::from(closing);
    if !bytes.get(here)?.is_ascii_alphabetic() {
        return None;
    }
    here = skip(bytes, here, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':'));
    loop {
        let spaces = skip(bytes, here, |byte| byte.is_ascii_whitespace());
        match bytes.get(spaces)? {
            b'>' => return Some(spaces + 1),
            b'/' if bytes.get(spaces + 1) == Some(&b'>') => return Some(spaces + 2),
            byte if spaces > here && (byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | b'@')) => {
                here = attribute_end(bytes, spaces)?;
            }
            _ => return None,
        }
    }
}

fn attribute_end(bytes: &[u8], at: usize) -> Option<usize> {
    let name = skip(bytes, at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | b'@'));
    let equals = skip(bytes, name, |byte| byte.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return Some(name);
    }
    let value = skip(bytes, equals + 1, |byte| byte.is_ascii_whitespace());
    let close = match bytes.get(value)? {
        quote @ (b'"' | b'\'') => *quote,
        b'{' => b'}',
        _ => {
            let plain =
                |byte: u8| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`');
            return Some(skip(bytes, value, plain)).filter(|end| *end > value);
        }
    };
    let length = bytes.get(value + 1..)?.iter().position(|byte| *byte == close);
    count(length.unwrap_or(LONGEST_TAG));
    let length = length?;
    Some(value + length + 2)
}

fn skip(bytes: &[u8], at: usize, keep: impl Fn(u8) -> bool) -> usize {
    let length = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| keep(**byte)).count();
    count(length);
    at + length
}

/// The end of `<https://…>` or `<name@host>` at `at`.
pub(super) fn autolink_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at + 1..)?;
    let stop =
        rest.iter().take(LONGEST_TAG).position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>'))?;
    let address = rest.get(..stop)?.iter().any(|byte| matches!(byte, b':' | b'@'));
    let starts = rest.first().is_some_and(u8::is_ascii_alphabetic);
    (rest.get(stop) == Some(&b'>') && address && starts).then_some(at + stop + 2)
}

/// What closes the element that opens at `at`, if its content is not read.
pub(super) fn raw_close(bytes: &[u8], at: usize) -> Option<&'static str> {
    let end = skip(bytes, at + 1, |byte| byte.is_ascii_alphanumeric());
    let name = bytes.get(at + 1..end)?;
    RAW.iter().find(|(raw, _)| name.eq_ignore_ascii_case(raw.as_bytes())).map(|(_, close)| *close)
}

/// The end of the first closing tag `close` from `from` on.
pub(super) fn find_close(text: &str, from: usize, close: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut here = from;
    while let Some(found) = text.get(here..)?.find("</") {
        here += found;
        if bytes.get(here..here + close.len()).is_some_and(|word| word.eq_ignore_ascii_case(close.as_bytes())) {
            let end = skip(bytes, here + close.len(), |byte| byte != b'>');
            return Some((end + 1).min(text.len()));
        }
        here += 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_told_from_a_comparison() {
        for tag in ["<b>", "</div>", "<br/>", "<a href=\"$x$\" b='>'>", "<X y={1} z=2 />"] {
            assert_eq!(tag_end(format!("{tag} > rest").as_bytes(), 0), Some(tag.len()), "{tag}");
        }
        for text in ["< b>", "<b", "<1>", "<a b=>", "<x, y>", "<a $x$>", "<a \"b\">"] {
            assert_eq!(tag_end(text.as_bytes(), 0), None, "{text}");
        }
        assert_eq!(autolink_end(b"<https://a.b/$x$> c", 0), Some(17));
        assert_eq!(autolink_end(b"<x>", 0), None);
    }

    #[test]
    fn raw_elements_close_whatever_their_case() {
        assert_eq!(raw_close(b"<PRE class=x>", 0), Some("</pre"));
        assert_eq!(raw_close(b"<previous>", 0), None);
        assert_eq!(find_close("a</b></Pre >c", 0, "</pre"), Some(12));
        assert_eq!(find_close("a</b>", 0, "</pre"), None);
    }
}
