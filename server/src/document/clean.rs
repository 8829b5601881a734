//! Making a formula readable: dropping the host's marks and comments from it.

use super::scan::{after_break, line_end, skip_blanks};
use super::source_map::SourceMap;

/// What stands in a formula that is not part of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rules {
    /// How many `>` begin each line.
    pub quotes: usize,
    /// In a table `\|` stands for `|`.
    pub table: bool,
    /// Common Markdown eats `\_` and `\*`, so authors write them for `_` and `*`.
    pub escapes: bool,
    /// Within `\\(…\\)` a doubled backslash before a mark stands for one.
    pub doubled: bool,
}

/// Where the text of a line begins after at most `depth` marks of quotation; `start` where there is none.
pub(super) fn after_quotes(bytes: &[u8], start: usize, depth: usize) -> (usize, usize) {
    let mut at = start;
    let mut found = 0;
    while found < depth {
        let mark = skip_blanks(bytes, at);
        if bytes.get(mark) != Some(&b'>') {
            break;
        }
        found += 1;
        at = mark + 1;
        if bytes.get(at) == Some(&b' ') {
            at += 1;
        }
    }
    (at, found)
}

/// The map that makes a formula readable, or nothing where it can be read as it stands.
pub(super) fn clean(raw: &str, rules: Rules) -> Option<Box<SourceMap>> {
    let bytes = raw.as_bytes();
    let touched =
        |byte: &u8| matches!(byte, b'%') || (*byte == b'\\' && (rules.table || rules.escapes || rules.doubled));
    if rules.quotes == 0 && !bytes.iter().any(touched) {
        return None;
    }
    let mut map = SourceMap::default();
    let mut kept = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (drop, keep) = match byte {
            b'\\' => match (bytes.get(at + 1), bytes.get(at + 2)) {
                (Some(b'|'), _) if rules.table => (2, 1),
                (Some(b'_' | b'*'), _) if rules.escapes || rules.doubled => (2, 1),
                (Some(b'\\'), Some(mark)) if rules.doubled && mark.is_ascii_punctuation() => (2, 1),
                (Some(next), _) if next.is_ascii() => {
                    at += 2;
                    continue;
                }
                _ => (0, 0),
            },
            b'%' => (line_end(bytes, at) - at, 0),
            b'\n' | b'\r' if rules.quotes > 0 => {
                let next = after_break(bytes, at);
                let (text, _) = after_quotes(bytes, next, rules.quotes);
                map.push(next - kept, kept..next);
                (kept, at) = (text, text);
                continue;
            }
            _ => (0, 0),
        };
        if drop > 0 {
            map.push(at - kept, kept..at);
            map.push(keep, at..at + drop);
            at += drop;
            kept = at;
        } else {
            at += 1;
        }
    }
    if kept == 0 {
        return None;
    }
    map.push(bytes.len() - kept, kept..bytes.len());
    Some(Box::new(map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_mathematics_is_dropped() {
        let quoted = Rules { quotes: 1, ..Rules::default() };
        let table = Rules { table: true, ..Rules::default() };
        let common = Rules { escapes: true, ..Rules::default() };
        let doubled = Rules { doubled: true, ..Rules::default() };
        let cases = [
            (Rules::default(), "a % why\n+ b", "a \n+ b"),
            (Rules::default(), "50\\% of x\\\\% y", "50\\% of x\\\\"),
            (quoted, "a\n> + b\n>= c\nd", "a\n+ b\n= c\nd"),
            (table, "\\|x\\| \\{", "|x| \\{"),
            (common, "x\\_i \\\\_", "x_i \\\\_"),
            (doubled, "x\\_i \\\\{a\\\\} \\alpha", "x_i \\{a\\} \\alpha"),
        ];
        for (rules, raw, expected) in cases {
            assert_eq!(clean(raw, rules).unwrap().apply(raw), expected, "{raw}");
        }
        assert_eq!(clean("a \\| b", Rules::default()), None);
    }
}
