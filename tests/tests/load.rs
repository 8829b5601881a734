//! The language server under more than people give it: four documents typed into at once, a thousand hovers a second,
//! half of them taken back.

use std::process::Command;
use std::time::{Duration, Instant};

use matgrad_tests::binary;
use matgrad_tests::client::Client;
use serde_json::json;

const DOCUMENTS: usize = 4;
/// For so long, in rounds of a key in one document and ten hovers.
const SECONDS: u64 = 4;
const ROUNDS_A_SECOND: u64 = 100;
const HOVERS_A_ROUND: usize = 10;

fn server() -> Command {
    let mut command = Command::new(binary());
    command.arg("lsp");
    command
}

fn uri(which: usize) -> String {
    format!("file:///nowhere/{which}.md")
}

/// A document in which a vector is declared of a size that is typed anew with every key, so that a hover tells which
/// version it saw.
fn text(size: usize) -> String {
    format!("{}\nHere is $B B^T$ and more.\n", first_line(size))
}

fn first_line(size: usize) -> String {
    format!("Let $B \\in \\mathbb{{R}}^{{{size} \\times 3}}$.")
}

/// The number as a hover without typesetting writes it in an exponent.
fn raised(size: usize) -> String {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    size.to_string().bytes().map(|digit| digits[usize::from(digit - b'0')]).collect()
}

#[test]
fn nothing_is_lost_doubled_or_out_of_order_under_load() {
    let (mut client, _) = Client::start(server(), json!({ "textDocument": { "diagnostic": {} } }));
    (0..DOCUMENTS).for_each(|which| client.open(&uri(which), &text(1000)));
    let mut sizes = [1000; DOCUMENTS];
    let mut asked: Vec<(i64, usize, bool)> = Vec::new();
    let start = Instant::now();
    let rounds = SECONDS * ROUNDS_A_SECOND;
    for round in 0..rounds {
        let which = usize::try_from(round).unwrap() % DOCUMENTS;
        sizes[which] += 1;
        client.change(
            &uri(which),
            i64::try_from(round).unwrap(),
            Some([0, 0, 1, 0]),
            &(first_line(sizes[which]) + "\n"),
        );
        for number in 0..HOVERS_A_ROUND {
            let document = (which + number) % DOCUMENTS;
            let id = client.hover(&uri(document), 1, 9);
            let taken_back = number % 2 == 0;
            if taken_back {
                client.cancel(id);
            }
            asked.push((id, sizes[document], taken_back));
        }
        let due = start + Duration::from_millis((round + 1) * 1000 / ROUNDS_A_SECOND);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    let (mut answered, mut kept) = (0, 0);
    for (id, size, taken_back) in asked {
        let response = client.response(id);
        match response["error"]["code"].as_i64() {
            Some(-32800) => assert!(taken_back, "nobody took this back: {response}"),
            // Overtaken by an edit.
            Some(code) => assert_eq!(code, -32801, "{response}"),
            None => {
                let said = response["result"]["contents"]["value"].as_str().unwrap_or_default();
                assert!(said.contains(&raised(size)), "asked of {size}: {response}");
                answered += 1;
            }
        }
        kept += usize::from(!taken_back);
    }
    // What is neither taken back nor overtaken is answered; the last round of each document surely is.
    assert!(answered > 0 && kept > 0, "{answered} of {kept}");
    for (which, size) in sizes.iter().enumerate() {
        let said = client.hover_text(&uri(which), 1, 9);
        assert!(said.as_ref().is_some_and(|said| said.contains(&raised(*size))), "{size}: {said:?}");
        let found = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(which) } }));
        assert_eq!(found["items"], json!([]));
    }
    // That no answer came twice is seen when the client ends: it insists that every message was read.
    client.end();
}

#[test]
fn a_client_that_is_killed_leaves_no_process_behind() {
    for busy in [false, true] {
        let mut client = Client::spawn(server());
        client.ask("initialize", json!({ "processId": null, "capabilities": {} }));
        client.notify("initialized", json!({}));
        if busy {
            client.open(&uri(0), &format!("{}\n{}", text(7), "$$B B^T B = B$$\n\n".repeat(3000)));
            client.hover(&uri(0), 1, 9);
        }
        // All that a server sees of a client that is killed.
        client.hang_up();
        assert_eq!(client.wait().code(), Some(0));
        client.forget();
    }
}

#[cfg(unix)]
#[test]
fn the_server_ends_with_the_process_of_its_client_though_the_stream_stays_open() {
    for collected in [true, false] {
        let mut editor = Command::new("sleep").arg("600").spawn().unwrap();
        let mut client = Client::spawn(server());
        client.ask("initialize", json!({ "processId": editor.id(), "capabilities": {} }));
        client.notify("initialized", json!({}));
        editor.kill().unwrap();
        if collected {
            editor.wait().unwrap();
        }
        assert_eq!(client.wait().code(), Some(0));
        client.forget();
        editor.wait().unwrap();
    }
}

#[test]
fn a_process_that_cannot_be_seen_is_no_reason_to_end() {
    let mut client = Client::spawn(server());
    client.ask("initialize", json!({ "processId": i32::MAX - 1, "capabilities": {} }));
    client.notify("initialized", json!({}));
    std::thread::sleep(Duration::from_millis(1500));
    client.open(&uri(0), &text(7));
    assert!(client.hover_text(&uri(0), 1, 9).is_some());
    client.diagnostics(&uri(0), 0);
    client.end();
}
