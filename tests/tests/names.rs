//! What the real server knows about the names and the structure of a document.

use std::process::Command;

use matgrad_tests::apply::{apply, marked, offset};
use matgrad_tests::binary;
use matgrad_tests::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///a.md";

fn client(settings: Value) -> (Client, Value) {
    let mut command = Command::new(binary());
    command.arg("lsp");
    let mut client = Client::spawn(command);
    let nothing = || json!({});
    let text = json!({
        "completion": nothing(), "definition": nothing(), "references": nothing(), "documentHighlight": nothing(),
        "rename": { "prepareSupport": true }, "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        "foldingRange": { "lineFoldingOnly": true }, "inlayHint": nothing(), "codeLens": nothing(),
        "semanticTokens": { "requests": { "full": true, "range": true }, "tokenTypes": [], "tokenModifiers": [], "formats": ["relative"] },
    });
    let params = json!({ "capabilities": { "textDocument": text }, "initializationOptions": { "settings": settings } });
    let answer = client.ask("initialize", params);
    client.notify("initialized", json!({}));
    (client, answer["capabilities"].clone())
}

/// Opens a document with a mark in it; returns it without the mark and the parameters of a request about the mark.
fn open(client: &mut Client, text: &str) -> (String, Value) {
    let (text, line, character) = marked(text);
    client.open(URI, &text);
    client.notification("textDocument/publishDiagnostics");
    (text, json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character } }))
}

fn close(client: &mut Client) {
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    client.notification("textDocument/publishDiagnostics");
}

fn with(params: &Value, more: Value) -> Value {
    let mut params = params.clone();
    params.as_object_mut().expect("it is there").extend(more.as_object().expect("it is there").clone());
    params
}

/// The text with brackets around these ranges.
fn bracketed(text: &str, ranges: impl Iterator<Item = Value>) -> String {
    let mut marks: Vec<(usize, char)> =
        ranges.flat_map(|range| [(offset(text, &range["start"]), '⟦'), (offset(text, &range["end"]), '⟧')]).collect();
    marks.sort_by_key(|(at, mark)| (*at, *mark == '⟦'));
    let mut out = text.to_owned();
    for (at, mark) in marks.into_iter().rev() {
        out.insert(at, mark);
    }
    out
}

#[test]
fn a_name_is_found_wherever_it_means_the_same() {
    let cases = [
        // Bold and plain are two; an entry is of its matrix, a transpose too.
        (
            "Let $A \\in \\mathbb{R}^{n\\times n}$, $\\mathbf{x} \\in \\mathbb{R}^n$ and $x \\in \\mathbb{R}$. Then $x A‸^T \\mathbf{x} + A_{ij}$.",
            "Let $⟦A⟧ \\in \\mathbb{R}^{n\\times n}$, $\\mathbf{x} \\in \\mathbb{R}^n$ and $x \\in \\mathbb{R}$. Then $x ⟦A⟧^T \\mathbf{x} + ⟦A⟧_{ij}$.",
        ),
        (
            "Let $\\mathbf{x‸} \\in \\mathbb{R}^n$ and $x \\in \\mathbb{R}$. Then $x \\mathbf x$.",
            "Let $⟦\\mathbf{x}⟧ \\in \\mathbb{R}^n$ and $x \\in \\mathbb{R}$. Then $x ⟦\\mathbf x⟧$.",
        ),
        // A later declaration shadows.
        (
            "# One\n\nLet $A \\in \\mathbb{R}^{n\\times n}$. So $A A$.\n\n# Two\n\nLet $A‸ \\in \\mathbb{R}^{m\\times m}$. So $A A$.",
            "# One\n\nLet $A \\in \\mathbb{R}^{n\\times n}$. So $A A$.\n\n# Two\n\nLet $⟦A⟧ \\in \\mathbb{R}^{m\\times m}$. So $⟦A⟧ ⟦A⟧$.",
        ),
        // What nobody declared is one within its section.
        ("# One\n\n$B + B‸$\n\n# Two\n\n$B$", "# One\n\n$⟦B⟧ + ⟦B⟧$\n\n# Two\n\n$B$"),
        // A function is found where it is applied, and where it is derived.
        (
            "Let $f : \\mathbb{R}^n \\to \\mathbb{R}$. Then $f‸(\\mathbf x)$ and $\\nabla f(\\mathbf x)$.",
            "Let $⟦f⟧ : \\mathbb{R}^n \\to \\mathbb{R}$. Then $⟦f⟧(\\mathbf x)$ and $\\nabla ⟦f⟧(\\mathbf x)$.",
        ),
    ];
    let (mut client, can) = client(json!({}));
    assert_eq!(can["renameProvider"]["prepareProvider"], true);
    for (text, expected) in cases {
        let (text, at) = open(&mut client, text);
        let asked = with(&at, json!({ "context": { "includeDeclaration": true } }));
        let found = client.ask("textDocument/references", asked);
        let ranges = found.as_array().unwrap().iter().map(|location| location["range"].clone());
        assert_eq!(bracketed(&text, ranges), expected);
        let shown = client.ask("textDocument/documentHighlight", at.clone());
        let ranges = shown.as_array().unwrap().iter().map(|highlight| highlight["range"].clone());
        assert_eq!(bracketed(&text, ranges), expected);
        let origin = client.ask("textDocument/definition", at);
        let first = expected.find('⟦').unwrap();
        assert_eq!(offset(&text, &origin["range"]["start"]), first, "{origin}");
        close(&mut client);
    }
    client.end();
}

#[test]
fn a_new_name_fits_where_the_old_one_stood() {
    let declared = "Let $A \\in \\mathbb{R}^{n\\times n}$ and $c \\in \\mathbb{R}$. Then $";
    let cases = [
        ("‸Ac + A^T", "B", Ok("Bc + B^T")),
        ("‸Ac + c_A", "\\Theta", Ok("\\Theta c + c_\\Theta")),
        ("A‸ c", "\\mathbf{W}", Ok("\\mathbf{W} c")),
        ("A‸ c", "c", Err("`c` stands for something else already")),
        ("A‸ c", "B C", Err("`B C` is no single symbol")),
        ("A‸ c", "", Err("`` is no single symbol")),
    ];
    let (mut client, _) = client(json!({}));
    for (formula, new, expected) in cases {
        let (text, at) = open(&mut client, &format!("{declared}{formula}$.\n"));
        let prepared = client.ask("textDocument/prepareRename", at.clone());
        assert_eq!(prepared["placeholder"], "A");
        let id = client.request("textDocument/rename", with(&at, json!({ "newName": new })));
        let response = client.response(id);
        match expected {
            Ok(formula) => {
                let edits = response["result"]["changes"][URI].as_array().unwrap_or_else(|| panic!("{response}"));
                let new_declared = declared.replace('A', new);
                assert_eq!(apply(&text, edits), format!("{new_declared}{formula}$.\n"));
            }
            Err(why) => assert_eq!(response["error"]["message"], why, "{response}"),
        }
        close(&mut client);
    }
    client.end();
}

#[test]
fn what_a_macro_writes_is_not_renamed() {
    let (mut client, _) = client(json!({}));
    let (_, at) = open(&mut client, "$\\newcommand{\\mat}{A}$ Let $A‸ \\in \\mathbb{R}^{n\\times n}$. So $\\mat A$.\n");
    let id = client.request("textDocument/rename", with(&at, json!({ "newName": "B" })));
    let response = client.response(id);
    assert_eq!(response["error"]["message"], "`A` is written by a macro somewhere", "{response}");
    client.end();
}

const PAGE: &str = "# Least squares\n\nLet $A \\in \\mathbb{R}^{m\\times n}$, $\\mathbf b \\in \\mathbb{R}^m$ and $\\mathbf x \\in \\mathbb{R}^n$.\n\n\
                    ## The loss\n\n$$\nf(\\mathbf x) = \\|A \\mathbf x - \\mathbf b\\|^2\n$$\n\n# More\n\nNothing.\n";

#[test]
fn the_outline_nests_and_folds() {
    let (mut client, _) = client(json!({}));
    client.open(URI, PAGE);
    client.diagnostics(URI, 0);
    let document = json!({ "textDocument": { "uri": URI } });
    let symbols = client.ask("textDocument/documentSymbol", document.clone());
    let mut lines = Vec::new();
    let mut stack: Vec<(usize, &Value)> = symbols.as_array().unwrap().iter().rev().map(|symbol| (0, symbol)).collect();
    while let Some((depth, symbol)) = stack.pop() {
        let range = &symbol["range"];
        let (start, end) = (&range["start"]["line"], &range["end"]["line"]);
        lines.push(format!("{:depth$}{} {start}..{end}", "", symbol["name"].as_str().unwrap(), depth = 2 * depth));
        let children = symbol["children"].as_array().into_iter().flatten().rev();
        stack.extend(children.map(|child| (depth + 1, child)));
    }
    insta::assert_snapshot!(lines.join("\n"), @r"
    Least squares 0..10
      The loss 4..10
        f(x) 7..7
    More 10..13
    ");
    let folds = client.ask("textDocument/foldingRange", document);
    let folds: Vec<String> =
        folds.as_array().unwrap().iter().map(|fold| format!("{}..{}", fold["startLine"], fold["endLine"])).collect();
    insta::assert_snapshot!(folds.join(" "), @"0..8 4..8 6..8 10..12");
    client.end();
}

#[test]
fn names_are_coloured_by_what_they_stand_for() {
    let (mut client, can) = client(json!({}));
    client.open(URI, PAGE);
    client.diagnostics(URI, 0);
    let legend = can["semanticTokensProvider"]["legend"]["tokenTypes"].as_array().unwrap().clone();
    let told = client.ask("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": URI } }));
    let numbers: Vec<u64> = told["data"].as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect();
    let (mut line, mut character) = (0, 0);
    let mut shown = Vec::new();
    for token in numbers.chunks(5) {
        character = if token[0] == 0 { character + token[1] } else { token[1] };
        line += token[0];
        let at = offset(PAGE, &json!({ "line": line, "character": character }));
        shown.push(format!("{}:{}", &PAGE[at..at + token[2] as usize], legend[token[3] as usize].as_str().unwrap()));
    }
    insta::assert_snapshot!(shown.join(" "), @r"A:matrix m:scalar n:scalar \mathbf b:vector m:scalar \mathbf x:vector n:scalar f:function \mathbf x:vector A:matrix \mathbf x:vector \mathbf b:vector");
    let range = json!({ "start": { "line": 7, "character": 0 }, "end": { "line": 7, "character": 50 } });
    let part =
        client.ask("textDocument/semanticTokens/range", json!({ "textDocument": { "uri": URI }, "range": range }));
    let lines: u64 = part["data"].as_array().unwrap().chunks(5).map(|token| token[0].as_u64().unwrap()).sum();
    assert_eq!(lines, 7);
    client.end();
}

#[test]
fn hints_and_lenses_are_for_those_who_want_them() {
    let text = "Let $A \\in \\mathbb{R}^{m\\times n}$.\n\n$$ \\mathbf y = A M \\mathbf x $$\n\n$$ f(A) = \\operatorname{tr}(A^T A) $$\n";
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let document = json!({ "uri": URI });
    for (settings, wanted) in [(json!({}), false), (json!({ "inlay-hints": true, "code-lens": true }), true)] {
        let (mut client, _) = client(settings);
        client.open(URI, text);
        client.diagnostics(URI, 0);
        let hints = client.ask("textDocument/inlayHint", json!({ "textDocument": document, "range": range }));
        let lenses = client.ask("textDocument/codeLens", json!({ "textDocument": document }));
        assert_eq!((hints.is_array(), lenses.is_array()), (wanted, wanted));
        if wanted {
            let hints: Vec<String> = hints
                .as_array()
                .unwrap()
                .iter()
                .map(|hint| format!("{} {}", hint["position"]["character"], hint["label"].as_str().unwrap()))
                .collect();
            assert_eq!(hints.join("; "), "18 ∈ ℝⁿˣᵖ; 28 ∈ ℝᵖ");
            let lens = client.ask("codeLens/resolve", lenses[0].clone());
            assert_eq!(lens["command"]["title"], "∂f/∂A = 2A");
        }
        client.end();
    }
}

#[test]
fn completion_knows_names_functions_and_the_derivative() {
    let declared = "Let $A \\in \\mathbb{R}^{n\\times n}$ and $\\mathbf x \\in \\mathbb{R}^n$.\n\n$$ f(\\mathbf x) = \\mathbf x^T A \\mathbf x $$\n\n";
    let cases = [
        ("$\\m‸$\n", "\\mathbf x", "$\\mathbf x$\n"),
        ("$\\operatorname{tr}‸$\n", "A", "$\\operatorname{tr}A$\n"),
        ("$A \\operat‸$\n", "\\operatorname{tr}", "$A \\operatorname{tr}$\n"),
        ("$\\nabla f(\\mathbf x) =‸$\n", "(A + Aᵀ)x", "$\\nabla f(\\mathbf x) = (A + A^T) \\mathbf x$\n"),
        ("$\\nabla f(\\mathbf x) = ‸$\n", "(A + Aᵀ)x", "$\\nabla f(\\mathbf x) = (A + A^T) \\mathbf x$\n"),
    ];
    let (mut client, _) = client(json!({}));
    for (formula, label, expected) in cases {
        let (text, at) = open(&mut client, &format!("{declared}{formula}"));
        let items = client.ask("textDocument/completion", at);
        let items = items.as_array().unwrap_or_else(|| panic!("nothing for {formula}"));
        let labels: Vec<&str> = items.iter().map(|item| item["label"].as_str().unwrap()).collect();
        let item = items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("{formula}: {labels:?}"));
        assert_eq!(apply(&text, &[item["textEdit"].clone()]), format!("{declared}{expected}"));
        close(&mut client);
    }
    let (_, at) = open(&mut client, &format!("{declared}$A =‸$\n"));
    let triggered = with(&at, json!({ "context": { "triggerKind": 2, "triggerCharacter": "=" } }));
    assert_eq!(client.ask("textDocument/completion", triggered), Value::Null);
    close(&mut client);
    let (_, at) = open(&mut client, "Only words‸.\n");
    assert_eq!(client.ask("textDocument/completion", at), Value::Null);
    client.end();
}

#[test]
fn what_a_client_does_not_ask_for_is_not_offered() {
    let mut command = Command::new(binary());
    command.arg("lsp");
    let (client, can) = Client::start(command, json!({}));
    for name in can.as_object().unwrap().keys() {
        let plain = ["positionEncoding", "textDocumentSync", "hoverProvider", "executeCommandProvider"];
        assert!(plain.contains(&name.as_str()), "{name}");
    }
    client.end();
}
