//! Questions about a whole project, whose documents nobody opened.

use std::path::PathBuf;
use std::process::Command;

use matgrad_tests::binary;
use matgrad_tests::client::Client;
use serde_json::{Value, json};

const WRONG: &str = "Let $A \\in \\mathbb{R}^{m \\times n}$ and $B \\in \\mathbb{R}^{m \\times p}$. Then $C = A B$.\n";

/// A project with a document, a document below it, one that is left out, and something that is no document.
fn project(name: &str) -> PathBuf {
    let root = std::env::temp_dir().join(format!("matgrad-{name}-{}", std::process::id()));
    std::fs::create_dir_all(root.join("below")).unwrap();
    std::fs::write(root.join("a.md"), format!("# Products\n\n{WRONG}")).unwrap();
    std::fs::write(root.join("below/b.tex"), "\\section{Losses}\n$$ f(x) = x^2 $$\n").unwrap();
    std::fs::write(root.join("c.md"), format!("# Left out\n\n{WRONG}")).unwrap();
    std::fs::write(root.join("d.rs"), "// # Code").unwrap();
    std::fs::write(root.join("matgrad.toml"), "exclude = [\"c.md\"]\n").unwrap();
    root
}

fn start(root: &std::path::Path) -> (Client, Value) {
    let mut command = Command::new(binary());
    command.arg("lsp");
    let mut client = Client::spawn(command);
    let answer = client.ask(
        "initialize",
        json!({
            "rootUri": format!("file://{}", root.display()),
            "capabilities": { "textDocument": { "diagnostic": {} }, "workspace": { "symbol": {} } },
            "initializationOptions": { "settings": { "workspace-diagnostics": true } },
        }),
    );
    client.notify("initialized", json!({}));
    (client, answer["capabilities"].clone())
}

fn names(symbols: &Value) -> Vec<&str> {
    symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect()
}

#[test]
fn symbols_are_found_in_every_document_of_the_project() {
    let root = project("symbols");
    let (mut client, can) = start(&root);
    assert_eq!(can["workspaceSymbolProvider"]["workDoneProgress"], true);
    let open = format!("file://{}/a.md", root.display());
    client.open(&open, "# As it is typed\n");
    let pulled = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": open } }));
    assert_eq!(pulled["items"], json!([]));
    let all = client.ask("workspace/symbol", json!({ "query": "", "workDoneToken": "t" }));
    assert_eq!(names(&all), ["As it is typed", "Losses", "f(x)"]);
    for kind in ["begin", "end"] {
        let told = client.notification("$/progress");
        assert_eq!((&told["token"], &told["value"]["kind"]), (&json!("t"), &json!(kind)), "{told}");
    }
    let some = client.ask("workspace/symbol", json!({ "query": "LS" }));
    assert_eq!(names(&some), ["Losses"]);
    client.end();
    std::fs::remove_dir_all(&root).unwrap();
}

#[test]
fn findings_of_the_whole_project_are_told_once() {
    let root = project("findings");
    let (mut client, can) = start(&root);
    assert_eq!(can["diagnosticProvider"]["workspaceDiagnostics"], true);
    let pull = |client: &mut Client, known: Value| {
        client.ask("workspace/diagnostic", json!({ "previousResultIds": known }))["items"].as_array().unwrap().clone()
    };
    let first = pull(&mut client, json!([]));
    let counts: Vec<(bool, usize)> = first
        .iter()
        .map(|item| (item["uri"].as_str().unwrap().ends_with("a.md"), item["items"].as_array().unwrap().len()))
        .collect();
    assert_eq!(counts, [(true, 1), (false, 0)]);
    let known: Vec<Value> = first.iter().map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    let kinds =
        |items: &[Value]| items.iter().map(|item| item["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(kinds(&pull(&mut client, json!(known))), ["unchanged", "unchanged"]);
    std::fs::write(root.join("a.md"), "Nothing.\n").unwrap();
    assert_eq!(kinds(&pull(&mut client, json!(known))), ["full", "unchanged"]);
    client.end();
    std::fs::remove_dir_all(&root).unwrap();
}
