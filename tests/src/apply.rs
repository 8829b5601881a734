//! What an editor does with the edits of a server.
#![allow(clippy::panic, clippy::unwrap_used)]

use serde_json::Value;

/// The text after edits of the protocol, whose characters are counted in UTF-16.
pub fn apply(text: &str, edits: &[Value]) -> String {
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let at = |which: &str| offset(text, &edit["range"][which]);
            (at("start"), at("end"), edit["newText"].as_str().unwrap())
        })
        .collect();
    edits.sort_by_key(|(start, ..)| *start);
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

/// The offset of a position.
pub fn offset(text: &str, position: &Value) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let mut units = position["character"].as_u64().unwrap() as usize;
    let mut at = start;
    for letter in text[start..].chars() {
        if units == 0 {
            break;
        }
        units -= letter.len_utf16();
        at += letter.len_utf8();
    }
    at
}

/// The line and character (in UTF-16) of the place marked `‸` in `text`, and the text without the mark.
pub fn marked(text: &str) -> (String, u32, u32) {
    let (before, after) = text.split_once('‸').unwrap_or_else(|| panic!("no mark in {text:?}"));
    let line = before.matches('\n').count() as u32;
    let last = before.rsplit('\n').next().unwrap();
    (format!("{before}{after}"), line, last.encode_utf16().count() as u32)
}
