//! The same documents nobody should write, through the language server: one answer to each question, soon, and the
//! server lives.

use std::process::Command;
use std::time::{Duration, Instant};

use matgrad_tests::bad::documents;
use matgrad_tests::binary;
use matgrad_tests::client::Client;
use matgrad_tests::usage::Usage;
use serde_json::{Value, json};

/// The most memory of the session of all of them, in bytes (320 MB were seen): an editor's session keeps what it has read.
const MEMORY: u64 = 400 << 20;
/// The documents are so many times smaller than the largest: each is asked about many times.
const SMALLER: usize = if cfg!(debug_assertions) { 200 } else { 20 };
/// How long one document with all that is asked about it may take, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// What an editor asks about a place.
fn questions(uri: &str, line: u32, character: u32) -> Vec<(&'static str, Value)> {
    let document = json!({ "uri": uri });
    let position = json!({ "line": line, "character": character });
    let end = json!({ "line": line, "character": character + 5 });
    let at = json!({ "textDocument": document, "position": position });
    let range = json!({ "start": position, "end": end });
    vec![
        ("textDocument/hover", at.clone()),
        ("textDocument/completion", at.clone()),
        ("textDocument/definition", at.clone()),
        ("textDocument/documentHighlight", at),
        (
            "textDocument/codeAction",
            json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } }),
        ),
    ]
}

/// Asks about several places, some past the end, and insists on one answer each that is no fault of the server's.
fn ask(client: &mut Client, uri: &str, what: &str, lines: u32) {
    let places = [(0, 0), (0, 3), (0, 4000), (lines / 2, 1), (lines, 0), (lines + 9, 7), (u32::MAX, u32::MAX - 9)];
    let mut sent = Vec::new();
    for (line, character) in places {
        for (method, params) in questions(uri, line, character) {
            sent.push((method, client.request(method, params)));
        }
    }
    let whole = json!({ "textDocument": { "uri": uri } });
    for method in ["textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/semanticTokens/full"] {
        sent.push((method, client.request(method, whole.clone())));
    }
    for (method, id) in sent {
        let response = client.response(id);
        let code = response["error"]["code"].as_i64();
        // A place far past the end may be refused, nothing else.
        assert!(matches!(code, None | Some(-32602 | -32801)), "{what}: {method}: {response}");
    }
}

#[test]
fn bad_documents_get_one_answer_to_each_question() {
    let mut command = Command::new(binary());
    command.arg("lsp");
    let capabilities = json!({ "textDocument": { "diagnostic": {}, "codeAction": { "codeActionLiteralSupport":
        { "codeActionKind": { "valueSet": ["quickfix", "refactor"] } } } } });
    let (mut client, _) = Client::start(command, capabilities);
    for (number, (what, text)) in documents(SMALLER).into_iter().enumerate() {
        let start = Instant::now();
        let uri = format!("file:///nowhere/{number}.md");
        client.open(&uri, &text);
        let lines = u32::try_from(text.lines().count()).unwrap();
        ask(&mut client, &uri, &what, lines);
        // Something taken from the middle, a formula opened at the start, a word added past the end.
        client.change(&uri, 1, Some([lines / 2, 0, lines / 2, 9]), "");
        client.change(&uri, 2, Some([0, 0, 0, 0]), "$x_{");
        client.change(&uri, 3, Some([lines + 5, 0, u32::MAX, 0]), " $A$ 😀");
        ask(&mut client, &uri, &what, lines);
        let found = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
        assert!(found["items"].is_array(), "{what}: {found}");
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        assert!(start.elapsed() < PATIENCE, "{what}: {:?}", start.elapsed());
    }
    if let Some(used) = Usage::of(client.process()) {
        assert!(used.memory < MEMORY, "{used:?}");
    }
    client.end();
}
