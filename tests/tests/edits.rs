//! Whatever a client does to a document, matgrad's is the same text, and says of it what it would say had it been
//! opened so.

use std::process::Command;

use matgrad_tests::binary;
use matgrad_tests::client::Client;
use proptest::prelude::*;
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/edited.md";
const FRESH: &str = "file:///nowhere/fresh.md";
const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

/// An edit as a client makes it: places as line and character, which may lie anywhere.
type Edit = ([u32; 4], String);

fn edits(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<Edit>> {
    let place = (0u32..12, prop_oneof![0u32..20, Just(u32::MAX)]);
    let text = proptest::collection::vec(proptest::sample::select(pieces), 0..4).prop_map(|pieces| pieces.concat());
    let edit = (place.clone(), 0u32..3, 0u32..8, text).prop_map(|((line, character), lines, characters, text)| {
        ([line, character, line + lines, character.saturating_add(characters)], text)
    });
    proptest::collection::vec(edit, 1..25)
}

/// The byte offset of a place, found by counting: a line ends with `\n`, `\r\n` or `\r`.
fn offset(text: &str, line: u32, character: u32, encoding: &str) -> usize {
    let mut at = 0;
    for _ in 0..line {
        match text[at..].find(['\n', '\r']) {
            None => return text.len(),
            Some(end) => at += end + if text[at + end..].starts_with("\r\n") { 2 } else { 1 },
        }
    }
    let mut column = 0u32;
    for (index, letter) in text[at..].char_indices() {
        let width = match encoding {
            "utf-8" => letter.len_utf8(),
            "utf-16" => letter.len_utf16(),
            _ => 1,
        } as u32;
        if matches!(letter, '\n' | '\r') || column + width > character {
            return at + index;
        }
        column += width;
    }
    text.len()
}

fn apply(text: &mut String, ([a, b, c, d], new): &Edit, encoding: &str) {
    let start = offset(text, *a, *b, encoding);
    let end = offset(text, *c, *d, encoding).max(start);
    text.replace_range(start..end, new);
}

fn pull(client: &mut Client, uri: &str) -> Value {
    client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }))["items"].clone()
}

fn capabilities(encoding: &str) -> Value {
    json!({ "general": { "positionEncodings": [encoding] }, "textDocument": { "diagnostic": {} } })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn edits_give_the_text_that_they_would_give_a_string(
        which in 0usize..3,
        edits in edits(&["a", "é", "😀", "e\u{301}", "\u{2028}", "\r\n", "\r", "\n", "$x$", "$$\n"]),
    ) {
        let encoding = ENCODINGS[which];
        let toy = Command::new(env!("CARGO_BIN_EXE_toy-server"));
        let (mut client, _) = Client::start(toy, capabilities(encoding));
        let mut text = "One 😀\r\n$$ x\n$$\n".to_owned();
        client.open(URI, &text);
        for (index, edit) in edits.iter().enumerate() {
            client.change(URI, index as i64, Some(edit.0), &edit.1);
            apply(&mut text, edit, encoding);
            // A reading in between, so that the next edit is applied to what is already read.
            if index % 3 == 0 {
                prop_assert_eq!(client.hover_text(URI, 0, 0), Some(text.clone()));
            }
        }
        prop_assert_eq!(client.hover_text(URI, 0, 0), Some(text));
        client.end();
    }

    #[test]
    fn edits_leave_the_findings_that_a_fresh_look_gives(
        which in 0usize..3,
        edits in edits(&[
            "$A \\in \\mathbb{R}^{2 \\times 3}$\n", "$B \\in \\mathbb{R}^{4 \\times 5}$\n", "$A B$", "$A + B$", "\n\n",
            "\n# Another\n", "$$\n", "😀", "$", "```\n", "A B ", "Let ", "<!-- matgrad: A \\in \\mathbb{R}^{m} -->\n",
        ]),
    ) {
        let encoding = ENCODINGS[which];
        let mut command = Command::new(binary());
        command.arg("lsp");
        let (mut client, _) = Client::start(command, capabilities(encoding));
        let mut text = "Let $A \\in \\mathbb{R}^{2 \\times 3}$ and $B \\in \\mathbb{R}^{4 \\times 5}$.\n\n$$\nA B\n$$\n".to_owned();
        client.open(URI, &text);
        for (index, edit) in edits.iter().enumerate() {
            client.change(URI, index as i64, Some(edit.0), &edit.1);
            apply(&mut text, edit, encoding);
            if index % 3 == 0 {
                pull(&mut client, URI);
            }
        }
        client.open(FRESH, &text);
        prop_assert_eq!(pull(&mut client, URI), pull(&mut client, FRESH), "{}", text);
        client.end();
    }
}
