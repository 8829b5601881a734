//! Small steps that every scanner takes: lines, groups, words, and the names of environments.
//!
//! All work on bytes. Everything looked for is ASCII, so what they return is always a character boundary.

use std::ops::Range;

/// A group is given up after so many bytes, so that unclosed braces cost no more than the text is long.
pub(super) const LONGEST_GROUP: usize = 2048;

/// The environments that hold mathematics by themselves.
const MATH_ENVIRONMENTS: [&str; 36] = [
    "align",
    "align*",
    "alignat",
    "alignat*",
    "displaymath",
    "dmath",
    "dmath*",
    "eqnarray",
    "eqnarray*",
    "equation",
    "equation*",
    "flalign",
    "flalign*",
    "gather",
    "gather*",
    "math",
    "multline",
    "multline*",
    "xalignat",
    "xalignat*",
    "xxalignat",
    "IEEEeqnarray",
    "IEEEeqnarray*",
    "empheq",
    "numcases",
    "subnumcases",
    "dgroup",
    "dgroup*",
    "darray",
    "darray*",
    "dseries",
    "dseries*",
    "eqsplit",
    "eqsplit*",
    "eqalign",
    "eqalign*",
];

/// Commands whose argument is text, in which a `$` opens a formula within the formula.
const TEXT_COMMANDS: [&str; 16] = [
    "text",
    "mbox",
    "textrm",
    "textbf",
    "textit",
    "textsf",
    "texttt",
    "textnormal",
    "intertext",
    "shortintertext",
    "hbox",
    "fbox",
    "tag",
    "textup",
    "textsc",
    "textmd",
];

/// Counts bytes looked at, so that tests can tell that reading takes time in proportion to the text.
#[inline]
pub(super) fn count(_bytes: usize) {
    #[cfg(test)]
    LOOKED_AT.with(|looked| looked.set(looked.get() + _bytes as u64));
}

#[cfg(test)]
thread_local! {
    /// How many bytes were looked at on this thread.
    pub(super) static LOOKED_AT: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// The environment's name as it stands in the table, where it holds mathematics.
pub(super) fn math_environment(name: &str) -> Option<&'static str> {
    MATH_ENVIRONMENTS.iter().copied().find(|known| *known == name)
}

/// The end of the line that `at` is in, before its line break.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
    count(length);
    at + length
}

/// Where the next line starts after a line that ends at `end`.
pub(super) fn after_break(bytes: &[u8], end: usize) -> usize {
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => end + 2,
        (Some(b'\r' | b'\n'), _) => end + 1,
        _ => end,
    }
}

/// Whether a byte is a space, a tab or part of a line break.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether nothing but white space is in `range`.
pub(super) fn is_blank(bytes: &[u8], range: Range<usize>) -> bool {
    let bytes = bytes.get(range).unwrap_or_default();
    let filled = bytes.iter().position(|byte| !is_space(*byte) && *byte != 0x0b && *byte != 0x0c);
    count(filled.unwrap_or(bytes.len()));
    filled.is_none()
}

/// The first byte from `at` on that is no space or tab.
pub(super) fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    count(length);
    at + length
}

/// The first byte from `at` on that is no white space; stops at a blank line.
pub(super) fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    let mut breaks = 0;
    while let Some(byte) = bytes.get(at)
        && is_space(*byte)
    {
        breaks += usize::from(*byte == b'\n');
        if breaks == 2 {
            break;
        }
        at += 1;
    }
    count(breaks + 1);
    at
}

/// `range` without white space at its ends.
pub(super) fn trim(bytes: &[u8], mut range: Range<usize>) -> Range<usize> {
    let whole = range.len();
    while range.start < range.end && bytes.get(range.start).is_some_and(|byte| is_space(*byte)) {
        range.start += 1;
    }
    while range.start < range.end && bytes.get(range.end - 1).is_some_and(|byte| is_space(*byte)) {
        range.end -= 1;
    }
    count(whole - range.len());
    range
}

/// Whether `needle` stands at `at`.
pub(super) fn at(bytes: &[u8], at: usize, needle: &str) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(needle.as_bytes()))
}

/// How often the byte at `at` is repeated from there.
pub(super) fn run(bytes: &[u8], at: usize) -> usize {
    let Some(first) = bytes.get(at) else { return 0 };
    let length = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| *byte == first).count();
    count(length);
    length
}

/// Where `needle` first stands in `range` outside an escape. A needle may itself begin with a backslash.
pub(super) fn find_unescaped(bytes: &[u8], range: Range<usize>, needle: &str) -> Option<usize> {
    let mut here = range.start;
    while here + needle.len() <= range.end {
        count(1);
        if at(bytes, here, needle) {
            return Some(here);
        }
        here += if bytes.get(here) == Some(&b'\\') { 2 } else { 1 };
    }
    None
}

/// The name of the command whose backslash is at `at`: letters, or one other character.
pub(super) fn command(text: &str, at: usize) -> &str {
    let rest = text.get(at + 1..).unwrap_or_default();
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let end = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
    rest.get(..end).unwrap_or_default()
}

/// The end of the group that opens at `at` with `{` or `[`, before `limit`: after its closing brace or bracket.
pub(super) fn group_end(bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    let close = match bytes.get(at)? {
        b'{' => b'}',
        b'[' => b']',
        _ => return None,
    };
    let mut depth = 0usize;
    let mut here = at + 1;
    let limit = limit.min(at.saturating_add(LONGEST_GROUP)).min(bytes.len());
    while here < limit {
        count(1);
        match bytes.get(here)? {
            byte if depth == 0 && *byte == close => return Some(here + 1),
            b'\\' => here += 1,
            b'{' => depth += 1,
            b'}' if depth == 0 => return None,
            b'}' => depth -= 1,
            _ => {}
        }
        here += 1;
    }
    None
}

/// The end of a text command with its argument at `at` (`\text{if $x > 0$}`), if there is one.
pub(super) fn text_group_end(text: &str, at: usize, limit: usize) -> Option<usize> {
    let name = command(text, at);
    if !TEXT_COMMANDS.contains(&name) {
        return None;
    }
    let brace = at + 1 + name.len();
    group_end(text.as_bytes(), brace, limit.min(brace + LONGEST_GROUP / 2))
}

/// The name in `\begin{name}` or `\end{name}`, whose backslash is at `at`, and where it ends.
pub(super) fn environment<'a>(text: &'a str, at: usize, word: &str) -> Option<(&'a str, usize)> {
    let rest = text.get(at + 1..)?.strip_prefix(word)?;
    let blanks = rest.bytes().take(8).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let inner = rest.get(blanks..)?.strip_prefix('{')?;
    let close = inner.bytes().take(64).position(|byte| byte == b'}')?;
    let name = inner.get(..close)?;
    let end = text.len() - inner.len() + close + 1;
    (!name.is_empty()).then_some((name.trim(), end))
}

/// Where the formula of a math environment begins: after the arguments that say how it is laid out.
pub(super) fn after_arguments(bytes: &[u8], name: &str, at: usize, limit: usize) -> usize {
    let mut here = at;
    let options = matches!(name.trim_end_matches('*'), "dmath" | "dgroup" | "empheq" | "IEEEeqnarray");
    if options && bytes.get(here) == Some(&b'[') {
        here = group_end(bytes, here, limit).unwrap_or(here);
    }
    let columns =
        matches!(name.trim_end_matches('*'), "alignat" | "xalignat" | "xxalignat" | "empheq" | "IEEEeqnarray");
    if columns && bytes.get(here) == Some(&b'{') {
        here = group_end(bytes, here, limit).unwrap_or(here);
    }
    here
}

/// How many plain words of at least `letters` letters there are: no part of a command, of a number or of a name in
/// braces.
pub(super) fn words(text: &str, letters: usize) -> usize {
    count(text.len());
    text.split([' ', '\t', '\n', '\r'])
        .map(|word| word.trim_matches([',', '.', ';', ':', '(', ')', '"', '\'', '?', '!', '*']))
        .filter(|word| word.chars().count() >= letters && word.chars().all(char::is_alphabetic))
        .count()
}

/// Whether a line is a sentence rather than a line of a formula.
pub(super) fn is_prose_line(line: &str) -> bool {
    let line = line.get(..line.len().min(400)).unwrap_or(line);
    words(line, 2) >= 4 && !line.contains(['&', '=']) && !line.contains("\\\\")
}

/// Whether text that an unsure delimiter encloses is a formula: it has a mark that prose has not, or is a letter or two.
pub(super) fn is_formula(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || words(text, 3) >= 4 && !text.contains('\\') {
        return false;
    }
    if text.contains(['\\', '^', '_', '=', '{', '+', '<', '>']) {
        return words(text, 3) < 2 || text.contains('\\');
    }
    text.chars().any(char::is_alphabetic) && words(text, 2) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_close_where_their_braces_balance() {
        let cases = [
            ("{a}b", Some(3)),
            ("{a{b}\\}c}d", Some(9)),
            ("{a", None),
            ("[a{]}]", Some(6)),
            ("[a}]", None),
            ("a", None),
        ];
        for (text, end) in cases {
            assert_eq!(group_end(text.as_bytes(), 0, text.len()), end, "{text}");
        }
    }

    #[test]
    fn a_formula_is_told_from_words() {
        for formula in ["x", "A B", "n + 1", "x = y", "\\text{for all of the things}", " W^T ", "f(x)", "a, b"] {
            assert!(is_formula(formula), "{formula}");
        }
        for words in ["", " ", "5 and", "see below", "1", "is the price = of a thing", "and so on", "12, 13"] {
            assert!(!is_formula(words), "{words}");
        }
    }

    #[test]
    fn an_environment_is_read_with_its_layout_arguments() {
        let text = "\\begin{alignat*}{2}a";
        let (name, end) = environment(text, 0, "begin").unwrap();
        assert_eq!((name, after_arguments(text.as_bytes(), name, end, text.len())), ("alignat*", 19));
        assert_eq!(environment("\\begin {a}", 0, "begin"), Some(("a", 10)));
        assert_eq!(environment("\\beginning{a}", 0, "begin"), None);
    }

    #[test]
    fn escapes_hide_what_is_looked_for() {
        assert_eq!(find_unescaped(b"a\\$b$", 0..5, "$"), Some(4));
        assert_eq!(find_unescaped(b"a\\\\]b\\]", 0..7, "\\]"), Some(5));
        assert_eq!(find_unescaped(b"a$", 0..1, "$"), None);
    }
}
