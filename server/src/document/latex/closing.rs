//! Where a formula of LaTeX closes.
//!
//! What closes it must stand in its paragraph; an environment may have blank lines in it, but no heading and no other
//! formula environment. So each search ends at the next mark of its kind or with the paragraph, and all of them
//! together take time in proportion to the text.

use std::ops::Range;

use super::commands;
use crate::document::scan::{
    after_break, at, command, count, environment, line_end, math_environment, skip_blanks, text_group_end,
};

/// What closes a formula.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    /// A mark: `$`, `$$`, `\)`, `\]`.
    Mark(&'static str),
    /// `\end` of this environment.
    Environment(&'static str),
    /// The `\end{matgrad}` at this place.
    Strict(usize),
    /// The brace at this place.
    Place(usize),
}

/// How a search for it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// It stands here.
    At(Range<usize>),
    /// It is not there; the search ended at `stop`.
    Never { stop: usize },
}

/// Looks for what closes the formula that begins at `content`.
pub(super) fn find(source: &str, content: usize, ending: Ending) -> Closing {
    let bytes = source.as_bytes();
    let (mark, name) = match ending {
        Ending::Strict(close) => return Closing::At(close..close + "\\end{matgrad}".len()),
        Ending::Place(close) => return Closing::At(close..close + 1),
        Ending::Mark(mark) => (mark, None),
        Ending::Environment(name) => ("\\end", Some(name)),
    };
    let mut here = content;
    while let Some(byte) = bytes.get(here) {
        count(1);
        match byte {
            b'%' => here = line_end(bytes, here),
            b'\n' | b'\r' => {
                let next = after_break(bytes, here);
                let text = skip_blanks(bytes, next);
                if name.is_none() && matches!(bytes.get(text), None | Some(b'\n' | b'\r')) {
                    return Closing::Never { stop: here };
                }
                here = next;
            }
            b'$' | b'\\' if at(bytes, here, mark) => match name {
                None => return Closing::At(here..here + mark.len()),
                Some(name) => match environment(source, here, "end") {
                    Some((found, end)) if found == name => return Closing::At(here..end),
                    Some(("document", _)) => return Closing::Never { stop: here },
                    _ => here += 4,
                },
            },
            b'\\' => match stop_or_skip(source, here, name.is_some(), mark) {
                Some(next) => here = next,
                None => return Closing::Never { stop: here },
            },
            _ => here += 1,
        }
    }
    Closing::Never { stop: bytes.len() }
}

/// Where the search goes on after the command at `here`, or nothing if the formula cannot hold it.
fn stop_or_skip(source: &str, here: usize, in_environment: bool, mark: &str) -> Option<usize> {
    if let Some(end) = text_group_end(source, here, source.len()) {
        return Some(end);
    }
    let name = command(source, here);
    let stops = match name {
        "begin" => environment(source, here, "begin")
            .is_some_and(|(name, _)| name == "document" || (in_environment && math_environment(name).is_some())),
        "(" => mark == "\\)",
        "[" => mark == "\\]",
        _ => commands::heading_level(name).is_some(),
    };
    (!stops).then_some(here + 1 + name.len())
}
