//! The language server as clients meet it: over the streams of a process, message by message.

use std::process::Command;
use std::time::Duration;

use matgrad_tests::binary;
use matgrad_tests::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/a%20b.md";

fn matgrad() -> Command {
    let mut command = Command::new(binary());
    command.arg("lsp");
    command
}

fn toy() -> Command {
    Command::new(env!("CARGO_BIN_EXE_toy-server"))
}

/// A client that is told findings unasked.
fn pushed() -> (Client, Value) {
    Client::start(toy(), json!({}))
}

fn start_of(diagnostic: &Value) -> (u64, u64) {
    let start = &diagnostic["range"]["start"];
    (start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap())
}

#[test]
fn the_real_server_opens_edits_and_ends() {
    let (mut client, can) =
        Client::start(matgrad(), json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } }));
    assert_eq!(can["positionEncoding"], "utf-8");
    assert_eq!(can["hoverProvider"], true);
    assert_eq!(can["textDocumentSync"]["change"], 2);
    client.open(URI, "Nothing to see here.\n");
    assert!(client.diagnostics(URI, 0).is_empty());
    assert_eq!(client.hover_text(URI, 0, 3), None);
    client.change(URI, 1, Some([0, 0, 0, 7]), "A lot");
    assert!(client.diagnostics(URI, 1).is_empty());
    client.end();
}

#[test]
fn findings_stand_under_the_right_characters_in_every_encoding() {
    for (encoding, column) in [("utf-8", 8), ("utf-16", 5), ("utf-32", 4)] {
        let (mut client, can) = Client::start(toy(), json!({ "general": { "positionEncodings": [encoding] } }));
        assert_eq!(can["positionEncoding"], encoding);
        client.open(URI, "right\r\né 😀 wrong\n");
        let found = client.diagnostics(URI, 0);
        assert_eq!(found.iter().map(start_of).collect::<Vec<_>>(), [(1, column)], "{encoding}");
        assert_eq!(found[0]["code"], "toy-wrong");
        assert_eq!(found[0]["source"], "matgrad");
        client.change(URI, 1, Some([1, column as u32, 1, u32::MAX]), "well");
        assert!(client.diagnostics(URI, 1).is_empty());
        client.end();
    }
}

#[test]
fn six_hundred_edits_in_a_burst_keep_their_order() {
    let (mut client, _) = pushed();
    client.open(URI, "");
    let mut text = String::new();
    for version in 1..=600 {
        let word = format!("{version} ");
        client.change(URI, version, Some([0, text.len() as u32, 0, text.len() as u32]), &word);
        text += &word;
    }
    assert_eq!(client.hover_text(URI, 0, 0), Some(text));
    // The client checks that versions only rise up to this one.
    assert!(client.diagnostics(URI, 600).is_empty());
    client.end();
}

#[test]
fn findings_come_while_typing_goes_on() {
    let mut client = Client::spawn(toy());
    let options = json!({ "debounce": 300 });
    client.ask("initialize", json!({ "capabilities": {}, "initializationOptions": options }));
    client.notify("initialized", json!({}));
    client.open(URI, "");
    for version in 1..=40 {
        client.change(URI, version, Some([0, 0, 0, 0]), "wrong ");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut published = Vec::new();
    while published.last() != Some(&40) {
        let params = client.notification("textDocument/publishDiagnostics");
        let version = params["version"].as_i64().unwrap();
        assert_eq!(params["diagnostics"].as_array().unwrap().len() as i64, version);
        published.push(version);
    }
    assert!(published.is_sorted_by(|a, b| a < b), "{published:?}");
    // Some on the way, but not for every key.
    assert!((2..20).contains(&published.len()), "{published:?}");
    client.end();
}

#[test]
fn a_cancelled_request_ends_at_once_and_an_outdated_one_too() {
    let (mut client, _) = pushed();
    client.open(URI, "wait");
    client.diagnostics(URI, 0);
    let id = client.hover(URI, 0, 1);
    client.cancel(id);
    assert_eq!(client.error_code(id), -32800);
    let id = client.hover(URI, 0, 1);
    client.change(URI, 1, None, "gone");
    assert_eq!(client.error_code(id), -32801);
    client.diagnostics(URI, 1);
    client.end();
}

#[test]
fn requests_that_hang_keep_nobody_waiting() {
    let (mut client, _) = pushed();
    client.open(URI, "spin wait fine");
    client.diagnostics(URI, 0);
    let hanging: Vec<i64> = (0..20).map(|n| client.hover(URI, 0, if n % 2 == 0 { 1 } else { 6 })).collect();
    assert_eq!(client.hover_text(URI, 0, 12).as_deref(), Some("spin wait fine"));
    client.change(URI, 1, None, "spin wrong");
    assert_eq!(client.diagnostics(URI, 1).len(), 1);
    for id in hanging {
        client.cancel(id);
        assert!([-32800, -32801].contains(&client.error_code(id)));
    }
    client.end();
}

#[test]
fn a_panic_is_an_answer_and_the_server_lives() {
    let (mut client, _) = pushed();
    client.open(URI, "panic here");
    client.diagnostics(URI, 0);
    let id = client.hover(URI, 0, 2);
    let response = client.response(id);
    assert_eq!(response["error"]["code"], -32603);
    assert!(response["error"]["message"].as_str().unwrap().contains("please report it"), "{response}");
    assert_eq!(client.hover_text(URI, 0, 8).as_deref(), Some("panic here"));

    client.change(URI, 1, None, "collapse");
    let id = client.hover(URI, 0, 0);
    assert_eq!(client.error_code(id), -32603);
    client.change(URI, 2, None, "wrong again");
    assert_eq!(client.diagnostics(URI, 2).len(), 1);
    client.end();
}

#[test]
fn a_client_that_asks_for_findings_gets_them_once() {
    let (mut client, can) = Client::start(toy(), json!({ "textDocument": { "diagnostic": {} } }));
    assert_eq!(can["diagnosticProvider"]["interFileDependencies"], true);
    let pull = |client: &mut Client, known: Option<&str>| {
        let params = json!({ "textDocument": { "uri": URI }, "previousResultId": known });
        client.ask("textDocument/diagnostic", params)
    };
    client.open(URI, "wrong slow wrong");
    let first = pull(&mut client, None);
    assert_eq!(first["kind"], "full");
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let second = pull(&mut client, first["resultId"].as_str());
    assert_eq!(second["kind"], "unchanged");
    client.change(URI, 1, None, "slow");
    let third = pull(&mut client, first["resultId"].as_str());
    assert_eq!((&third["kind"], &third["items"]), (&json!("full"), &json!([])));
    client.end();
}

#[test]
fn a_closed_document_is_forgotten() {
    let (mut client, _) = pushed();
    client.open(URI, "wrong");
    assert_eq!(client.diagnostics(URI, 0).len(), 1);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    assert_eq!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    assert_eq!(client.hover_text(URI, 0, 0), None);
    client.change(URI, 1, None, "never opened");
    client.end();
}

#[test]
fn hovers_are_markdown_where_the_client_shows_it() {
    let cases = [
        (json!(["markdown", "plaintext"]), json!({}), "*text*\n\n$$x$$"),
        (json!(["markdown", "plaintext"]), json!({ "typesets": false }), "*text*"),
        (json!(["plaintext"]), json!({}), "text"),
    ];
    for (formats, options, expected) in cases {
        let capabilities = json!({ "textDocument": { "hover": { "contentFormat": formats } } });
        let mut client = Client::spawn(toy());
        client.ask("initialize", json!({ "capabilities": capabilities, "initializationOptions": options }));
        client.notify("initialized", json!({}));
        client.open(URI, "text");
        assert_eq!(client.hover_text(URI, 0, 0).as_deref(), Some(expected));
        client.diagnostics(URI, 0);
        client.end();
    }
}

#[test]
fn the_process_ends_with_the_session() {
    // In the middle of work that never ends or ends soon, with its input open after `exit`, before it began.
    let (mut client, _) = pushed();
    client.open(URI, "spin");
    client.diagnostics(URI, 0);
    client.hover(URI, 0, 0);
    client.hang_up();
    assert_eq!(client.wait().code(), Some(0));

    let (mut client, _) = pushed();
    client.notify("exit", Value::Null);
    assert_eq!(client.wait().code(), Some(1));

    let (mut client, _) = Client::start(toy(), json!({ "textDocument": { "diagnostic": {} } }));
    client.open(URI, "slow");
    let id = client.hover(URI, 0, 0);
    client.hang_up();
    assert_eq!(client.response(id)["result"]["contents"]["value"], "slow");
    assert_eq!(client.wait().code(), Some(0));

    let mut client = Client::spawn(toy());
    client.hang_up();
    assert_eq!(client.wait().code(), Some(0));

    let (mut client, _) = pushed();
    client.ask("shutdown", Value::Null);
    let id = client.hover(URI, 0, 0);
    assert_eq!(client.error_code(id), -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.wait().code(), Some(0));
}

#[test]
fn what_is_no_message_is_passed_over() {
    let (mut client, _) = pushed();
    for bad in ["{bad", "[]", "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{}}"] {
        client.send_raw(format!("Content-Length: {}\r\n\r\n{bad}", bad.len()).as_bytes());
    }
    client.send_raw(b"no header at all\r\n\r\n");
    let id = client.request("no/such/thing", json!({}));
    assert_eq!(client.error_code(id), -32601);
    client.notify("no/such/thing/either", json!({}));
    client.open(URI, "fine");
    assert!(client.diagnostics(URI, 0).is_empty());
    client.end();
}

#[test]
fn four_documents_typed_into_under_a_flood_of_requests_lose_nothing() {
    let (mut client, _) = Client::start(toy(), json!({ "textDocument": { "diagnostic": {} } }));
    let uris: Vec<String> = (0..4).map(|n| format!("file:///nowhere/{n}.md")).collect();
    let mut texts = vec![String::new(); 4];
    uris.iter().for_each(|uri| client.open(uri, ""));
    let mut requests = Vec::new();
    for round in 0..300u32 {
        let which = round as usize % 4;
        let word = format!("{round} ");
        client.change(&uris[which], i64::from(round), Some([0, 0, 0, 0]), &word);
        texts[which].insert_str(0, &word);
        for (uri, text) in uris.iter().zip(&texts) {
            let id = client.hover(uri, 0, 0);
            if id % 2 == 0 {
                client.cancel(id);
            }
            requests.push((id, text.clone()));
        }
    }
    for (id, text) in requests {
        let response = client.response(id);
        match response["error"]["code"].as_i64() {
            // Cancelled, or overtaken by an edit.
            Some(code) => assert!([-32800, -32801].contains(&code), "{response}"),
            None => assert_eq!(response["result"]["contents"]["value"], text),
        }
    }
    for (uri, text) in uris.iter().zip(&texts) {
        assert_eq!(client.hover_text(uri, 0, 0).as_ref(), Some(text));
    }
    client.end();
}

#[test]
fn what_depends_on_another_file_follows_it() {
    let folder = std::env::temp_dir().join(format!("matgrad-include-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let other = folder.join("other.md");
    std::fs::write(&other, "wrong on disk").unwrap();
    let uri = |name: &str| format!("file://{}/{name}", folder.display());
    let (main, included) = (uri("main.md"), uri("other.md"));

    let (mut client, _) = pushed();
    let next = |client: &mut Client| {
        let params = client.notification("textDocument/publishDiagnostics");
        (params["uri"].as_str().unwrap().to_owned(), params["diagnostics"].as_array().unwrap().len())
    };
    client.open(&main, "include other.md");
    assert_eq!(next(&mut client), (main.clone(), 1));
    client.open(&included, "wrong and wrong in the editor");
    let mut both = [next(&mut client), next(&mut client)];
    both.sort();
    assert_eq!(both, [(main.clone(), 2), (included.clone(), 2)]);
    client.change(&included, 1, None, "fine");
    let mut both = [next(&mut client), next(&mut client)];
    both.sort();
    assert_eq!(both, [(main.clone(), 0), (included.clone(), 0)]);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": included } }));
    assert_eq!(next(&mut client), (included.clone(), 0));
    assert_eq!(next(&mut client), (main.clone(), 1));
    std::fs::write(&other, "fine on disk").unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": included, "type": 2 }] }));
    assert_eq!(next(&mut client), (main, 0));
    client.end();
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_document_follows_the_macros_of_the_files_it_names() {
    let folder = std::env::temp_dir().join(format!("matgrad-macros-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let on_disk = "\\newcommand{\\gram}{A^T A}\n";
    std::fs::write(folder.join("macros.sty"), on_disk).unwrap();
    let uri = |name: &str| format!("file://{}/{name}", folder.display());
    let (main, macros, late) = (uri("main.tex"), uri("macros.sty"), uri("late.tex"));
    let text = "\\documentclass{article}\n\\usepackage{./macros}\n\\begin{document}\n\\input{late}\n\
                Let $A \\in \\mathbb{R}^{m \\times n}$. Then $\\gram + \\gram$ is right.\n\\end{document}\n";
    let (mut client, _) = Client::start(matgrad(), json!({}));
    let next = |client: &mut Client, uri: &str| loop {
        let params = client.notification("textDocument/publishDiagnostics");
        if params["uri"] == uri {
            return params["diagnostics"].as_array().unwrap().len();
        }
    };
    client.open(&main, text);
    assert_eq!(next(&mut client, &main), 0);
    client.open(&macros, on_disk);
    assert_eq!(next(&mut client, &main), 0);
    client.change(&macros, 1, None, "\\newcommand{\\gram}{A A}\n");
    assert_eq!(next(&mut client, &main), 1);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": macros } }));
    assert_eq!(next(&mut client, &main), 0);
    // A file that was named before it was there.
    std::fs::write(folder.join("late.tex"), "\\renewcommand{\\gram}{A A}\n").unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": late, "type": 1 }] }));
    assert_eq!(next(&mut client, &main), 1);
    client.end();
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_part_follows_the_preamble_of_its_document() {
    let folder = std::env::temp_dir().join(format!("matgrad-part-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("parts")).unwrap();
    let preamble = |gram: &str| {
        format!(
            "\\documentclass{{book}}\n\\usepackage{{./macros}}\n\\newcommand{{\\gram}}{{{gram}}}\n\
             \\begin{{document}}\n\\include{{parts/one}}\n\\end{{document}}\n"
        )
    };
    std::fs::write(folder.join("book.tex"), preamble("\\mat^T \\mat")).unwrap();
    std::fs::write(folder.join("macros.sty"), "\\newcommand{\\mat}{A}\n").unwrap();
    let text = "Let $\\mat \\in \\mathbb{R}^{m \\times n}$. Then $\\gram + \\gram$ is right.\n";
    std::fs::write(folder.join("parts/one.tex"), text).unwrap();
    let uri = |name: &str| format!("file://{}/{name}", folder.display());
    let (part, book) = (uri("parts/one.tex"), uri("book.tex"));
    let mut client = Client::spawn(matgrad());
    client.ask("initialize", json!({ "rootUri": format!("file://{}", folder.display()), "capabilities": {} }));
    client.notify("initialized", json!({}));
    let next = |client: &mut Client, uri: &str| loop {
        let params = client.notification("textDocument/publishDiagnostics");
        if params["uri"] == uri {
            return params["diagnostics"].as_array().unwrap().len();
        }
    };
    client.open(&part, text);
    assert_eq!(next(&mut client, &part), 0);
    let hover = client.hover_text(&part, 0, text.find("\\gram +").unwrap() as u32 + 1);
    assert!(hover.as_ref().is_some_and(|said| said.contains("AᵀA")), "{hover:?}");
    // Edited in the editor and not saved, then closed.
    client.open(&book, &preamble("\\mat^T \\mat"));
    client.change(&book, 1, None, &preamble("\\mat \\mat"));
    while next(&mut client, &part) == 0 {}
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": book } }));
    while next(&mut client, &part) == 1 {}
    client.end();
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_client_that_asks_is_told_when_to_ask_again() {
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": {
            "diagnostics": { "refreshSupport": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
    });
    let (mut client, _) = Client::start(toy(), capabilities);
    let registered = client.server_request("client/registerCapability");
    assert_eq!(registered["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.open("file:///nowhere/main.md", "include other.md");
    client.open("file:///nowhere/other.md", "wrong");
    let pull = |client: &mut Client| {
        let params = json!({ "textDocument": { "uri": "file:///nowhere/main.md" } });
        client.ask("textDocument/diagnostic", params)["items"].as_array().unwrap().len()
    };
    assert_eq!(pull(&mut client), 1);
    client.change("file:///nowhere/other.md", 1, None, "right");
    client.server_request("workspace/diagnostic/refresh");
    assert_eq!(pull(&mut client), 0);
    client.end();
}
