//! Code actions of the real server: what is offered at a place, and what it makes of the document.

use std::process::Command;

use matgrad_tests::apply::{apply, marked};
use matgrad_tests::binary;
use matgrad_tests::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///a.md";

fn client(resolve: bool) -> Client {
    let mut command = Command::new(binary());
    command.arg("lsp");
    start(command, resolve)
}

fn start(command: Command, resolve: bool) -> Client {
    let mut action = json!({ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } });
    if resolve {
        action["dataSupport"] = json!(true);
        action["resolveSupport"] = json!({ "properties": ["edit"] });
    }
    let capabilities = json!({
        "textDocument": { "codeAction": action, "publishDiagnostics": { "dataSupport": true } },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    });
    let mut client = Client::spawn(command);
    let options = json!({ "copyAs": resolve });
    client.ask("initialize", json!({ "capabilities": capabilities, "initializationOptions": options }));
    client.notify("initialized", json!({}));
    client
}

fn offered(client: &mut Client, uri: &str, line: u32, character: u32, context: Value) -> Vec<Value> {
    let at = json!({ "line": line, "character": character });
    let params = json!({ "textDocument": { "uri": uri }, "range": { "start": at, "end": at }, "context": context });
    client.ask("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

fn edits(action: &Value) -> Vec<Value> {
    let changes = action["edit"]["documentChanges"].as_array().unwrap_or_else(|| panic!("no edit: {action}"));
    assert_eq!(changes[0]["textDocument"]["version"], 0);
    changes[0]["edits"].as_array().unwrap().clone()
}

/// Opens a document with a mark in it, chooses what is called so there, and returns the document after it.
fn chosen(client: &mut Client, uri: &str, text: &str, title: &str) -> String {
    let (text, line, character) = marked(text);
    client.open(uri, &text);
    client.notification("textDocument/publishDiagnostics");
    let actions = offered(client, uri, line, character, json!({ "diagnostics": [] }));
    let found = actions.iter().find(|action| action["title"] == title);
    let action = found.unwrap_or_else(|| panic!("no {title:?} among {:#?}", titles(&actions))).clone();
    let action = if action["edit"].is_null() { client.ask("codeAction/resolve", action) } else { action };
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.notification("textDocument/publishDiagnostics");
    apply(&text, &edits(&action))
}

const DECLARED: &str = "Let $A, B, C \\in \\mathbb{R}^{n\\times n}$ and $\\mathbf x \\in \\mathbb{R}^n$.\n\n";
const DEFINED: &str = "$$\nf(\\mathbf x) = \\mathbf x^T A \\mathbf x\n$$\n\n";

#[test]
fn a_chosen_action_writes_what_its_title_says() {
    let cases = [
        (
            "$$\ng(\\mathbf x‸) = \\mathbf x^T A \\mathbf x\n$$\n",
            "Insert the gradient by x",
            "$$\ng(\\mathbf x) = \\mathbf x^T A \\mathbf x\n$$\n\n$$\n\\nabla g(\\mathbf x) = (A + A^T) \\mathbf x\n$$\n",
        ),
        (
            "$$\ng(\\mathbf x‸) = \\mathbf x^T A \\mathbf x\n$$\n",
            "Insert the Jacobian by x",
            "$$\ng(\\mathbf x) = \\mathbf x^T A \\mathbf x\n$$\n\n$$\n\\mathsf{D} g(\\mathbf x) = \\mathbf x^T (A + A^T)\n$$\n",
        ),
        (
            "$$\ng(\\mathbf x‸) = \\mathbf x^T A \\mathbf x\n$$\n",
            "Insert the differential by x",
            "$$\ng(\\mathbf x) = \\mathbf x^T A \\mathbf x\n$$\n\n$$\n\\mathrm{d} g = \\mathbf x^T (A + A^T) \\mathrm{d} \\mathbf x\n$$\n",
        ),
        (
            "$$\ng(\\mathbf x‸) = \\mathbf x^T A \\mathbf x\n$$\n",
            "Insert the derivation of the gradient by x",
            "$$\ng(\\mathbf x) = \\mathbf x^T A \\mathbf x\n$$\n\n$$\n\\begin{aligned}\n\
             g(\\mathbf x) &= \\mathbf x^T A \\mathbf x \\\\\n\
             \\mathrm{d} g &= (\\mathrm{d} \\mathbf x)^T A \\mathbf x + \\mathbf x^T A \\mathrm{d} \\mathbf x \\\\\n\
             &= \\mathbf x^T (A + A^T) \\mathrm{d} \\mathbf x \\\\\n\
             \\nabla g(\\mathbf x) &= (A + A^T) \\mathbf x\n\\end{aligned}\n$$\n",
        ),
        (
            "$\\frac{\\partial f}{\\partial \\mathbf x} = \\square‸$\n",
            "Fill in the gradient",
            "$\\frac{\\partial f}{\\partial \\mathbf x} = (A + A^T) \\mathbf x$\n",
        ),
        (
            "$\\mathrm{d} f = ?‸$\n",
            "Fill in the differential",
            "$\\mathrm{d} f = \\mathbf x^T (A + A^T) \\mathrm{d} \\mathbf x$\n",
        ),
        (
            "$\\frac{\\partial f}{\\partial \\mathbf x} = ?‸$\n",
            "Fill in the gradient",
            "$\\frac{\\partial f}{\\partial \\mathbf x} = (A + A^T) \\mathbf x$\n",
        ),
        (
            "$\\frac{\\partial f}{\\partial \\mathbf x} = (A + A^T)\\mathbf x‸$\n",
            "Convert to the other layout",
            "$\\frac{\\partial f}{\\partial \\mathbf x} = \\mathbf x^T (A + A^T)$\n",
        ),
        (
            "$\\operatorname{vec}(A‸ B C)$\n",
            "Rewrite by kronecker-vec: (Cᵀ ⊗ A) vec(B)",
            "$(C^T \\otimes A) \\operatorname{vec}(B)$\n",
        ),
        (
            "$(C^T \\otimes A) \\operatorname{vec}(B‸)$\n",
            "Rewrite by vec-kronecker: vec(ABC)",
            "$\\operatorname{vec}(A B C)$\n",
        ),
        ("$(A \\otimes B) (C‸ \\otimes A)$\n", "Rewrite by mixed-product: AC ⊗ BA", "$A C \\otimes B A$\n"),
        (
            "$(A C‸) \\otimes (B A)$\n",
            "Rewrite by mixed-product-split: (A ⊗ B)(C ⊗ A)",
            "$(A \\otimes B) (C \\otimes A)$\n",
        ),
        ("$2 + \\operatorname{tr}(A‸ B C)$\n", "Rewrite by trace-cyclic: tr(CAB)", "$2 + \\operatorname{tr}(C A B)$\n"),
        ("$A (B‸ + C)$\n", "Multiply out: AB + AC", "$A B + A C$\n"),
        ("$C (A B‸ + A C) B$\n", "Factor: A(B + C)", "$C (A (B + C)) B$\n"),
        (
            "We have $\\mathbf y = A M‸ \\mathbf x$.\n",
            "Declare M ∈ ℝⁿˣⁿ",
            "<!-- matgrad: M \\in \\mathbb{R}^{n \\times n} -->\nWe have $\\mathbf y = A M \\mathbf x$.\n",
        ),
    ];
    let mut client = client(true);
    for (text, title, expected) in cases {
        let after = chosen(&mut client, URI, &format!("{DECLARED}{DEFINED}{text}"), title);
        assert_eq!(after, format!("{DECLARED}{DEFINED}{expected}"), "{title}");
    }
    client.end();
}

#[test]
fn a_derivation_is_written_as_the_document_writes_its_displays() {
    let mut client = client(true);
    let text = "Let $A \\in \\mathbb{R}^{n\\times n}$ and $x \\in \\mathbb{R}^n$.\n\\[ f(x‸) = x^T A x \\]\n";
    let after = chosen(&mut client, "file:///a.tex", text, "Insert the derivation of the gradient by x");
    let inserted = after.split_once("\\]\n").map_or("", |(_, inserted)| inserted.trim());
    assert!(inserted.starts_with("\\begin{align*}") && inserted.ends_with("\\end{align*}"), "{after}");
    assert!(inserted.contains("\\nabla f(x) &= (A + A^T) x"), "{after}");
    client.end();
}

#[test]
fn the_fix_of_a_real_finding_is_offered_and_mends_it() {
    let mut client = client(true);
    let cases = [
        ("$\\nabla f(\\mathbf x) = ‸2 A \\mathbf x$\n", "Write `(A + A^T) \\mathbf x`"),
        ("$(A B)^T = A^T ‸B^T$\n", "Write `B^T A^T`"),
        ("$\\operatorname{tr}(A B) = \\operatorname{tr}(‸B A^T)$\n", "Write `\\operatorname{tr}(B A)`"),
    ];
    for (formula, title) in cases {
        let (text, line, character) = marked(&format!("{DECLARED}{DEFINED}{formula}"));
        client.open(URI, &text);
        let found = client.diagnostics(URI, 0);
        assert_eq!(found.len(), 1, "{formula}: {found:?}");
        let actions = offered(&mut client, URI, line, character, json!({ "diagnostics": found }));
        let fix = actions.iter().find(|action| action["title"] == title);
        let fix = fix.unwrap_or_else(|| panic!("no {title} among {:?}", titles(&actions)));
        assert_eq!((&fix["kind"], &fix["diagnostics"]), (&json!("quickfix"), &json!(found)));
        let after = apply(&text, &edits(fix));
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
        client.notification("textDocument/publishDiagnostics");
        client.open(URI, &after);
        assert_eq!(client.diagnostics(URI, 0), Vec::<Value>::new(), "{after}");
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
        client.notification("textDocument/publishDiagnostics");
    }
    client.end();
}

#[test]
fn a_client_that_cannot_wait_gets_the_edits_at_once() {
    let mut client = client(false);
    let text = format!("{DECLARED}$$\nf(\\mathbf x‸) = \\mathbf x^T \\mathbf x\n$$\n");
    let after = chosen(&mut client, URI, &text, "Insert the Hessian by x");
    assert!(after.ends_with("$$\n\\nabla^2 f(\\mathbf x) = 2 I_n\n$$\n"), "{after}");
    client.end();
}

#[test]
fn an_action_for_an_older_version_is_refused() {
    let mut client = client(true);
    let (text, line, character) = marked(&format!("{DECLARED}$$\nf(\\mathbf x‸) = \\mathbf x^T \\mathbf x\n$$\n"));
    client.open(URI, &text);
    client.notification("textDocument/publishDiagnostics");
    let actions = offered(&mut client, URI, line, character, json!({ "diagnostics": [] }));
    client.change(URI, 1, Some([0, 0, 0, 0]), "x");
    let action = actions.into_iter().find(|action| action["data"].is_object()).unwrap();
    let id = client.request("codeAction/resolve", action);
    assert_eq!(client.error_code(id), -32801);
    client.diagnostics(URI, 1);
    client.end();
}

#[test]
fn fixes_are_offered_where_the_finding_is_and_all_at_once() {
    let mut client = start(Command::new(env!("CARGO_BIN_EXE_toy-server")), true);
    let text = "wrong and\nwrong again\n";
    client.open(URI, text);
    let found = client.diagnostics(URI, 0);
    assert_eq!(found[1]["data"]["version"], 0, "{}", found[1]);
    let actions = offered(&mut client, URI, 1, 2, json!({ "diagnostics": found }));
    assert_eq!(titles(&actions), ["Write `right`"]);
    assert_eq!(actions[0]["diagnostics"], json!([found[1]]));
    assert_eq!(json!(edits(&actions[0])), found[1]["data"]["fix"]["edits"]);
    assert_eq!(apply(text, &edits(&actions[0])), "wrong and\nright again\n");
    let all = offered(&mut client, URI, 0, 7, json!({ "diagnostics": [], "only": ["source.fixAll"] }));
    assert_eq!(all[0]["kind"], "source.fixAll.matgrad");
    assert_eq!(apply(text, &edits(&all[0])), "right and\nright again\n");
    client.end();
}

#[test]
fn a_finding_is_silenced_where_it_stands() {
    let mut client = client(true);
    let said = "Let $A \\in \\mathbb{R}^{m \\times n}$ and $B \\in \\mathbb{R}^{m \\times p}$. Then $C = A B‸$.\n";
    let cases = [
        ("file:///a.md", said.to_owned(), "<!-- matgrad: ignore[product-shape] "),
        ("file:///a.md", format!("> {said}"), "> <!-- matgrad: ignore[product-shape] "),
        ("file:///a.tex", said.to_owned(), "% matgrad: ignore[product-shape] "),
        ("file:///a.mdx", said.to_owned(), "{/* matgrad: ignore[product-shape] "),
    ];
    for (uri, text, start) in cases {
        let after = chosen(&mut client, uri, &text, "Ignore product-shape here, with a reason");
        assert!(after.starts_with(start), "{after}");
        client.open(uri, &after);
        assert_eq!(client.diagnostics(uri, 0), Vec::<Value>::new(), "{after}");
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        client.notification("textDocument/publishDiagnostics");
    }
    client.end();
}

#[test]
fn the_kinds_asked_for_are_kept_to() {
    let mut client = client(true);
    let (text, line, character) = marked(&format!("{DECLARED}$$\nf(\\mathbf x‸) = \\mathbf x^T \\mathbf x\n$$\n"));
    client.open(URI, &text);
    client.diagnostics(URI, 0);
    for (only, expected) in
        [("refactor.insert", true), ("refactor", true), ("quickfix", false), ("source.fixAll", false)]
    {
        let actions = offered(&mut client, URI, line, character, json!({ "diagnostics": [], "only": [only] }));
        assert_eq!(titles(&actions).iter().any(|title| title.starts_with("Insert")), expected, "{only}: {actions:?}");
        assert!(actions.iter().all(|action| action["kind"].as_str().unwrap().starts_with(only)), "{only}");
    }
    client.end();
}

#[test]
fn a_derivative_is_copied_as_code_in_every_language() {
    let mut client = client(true);
    let (text, line, character) = marked(&format!("{DECLARED}$$\nf(\\mathbf x‸) = \\mathbf x^T \\mathbf x\n$$\n"));
    client.open(URI, &text);
    client.diagnostics(URI, 0);
    let actions = offered(&mut client, URI, line, character, json!({ "diagnostics": [] }));
    let copies: Vec<&Value> = actions.iter().filter(|action| action["command"].is_object()).collect();
    assert_eq!(copies.len(), 5);
    for (copy, part) in copies.iter().zip(["numpy", "jax", "torch", "function derivative", "function result"]) {
        let command = &copy["command"];
        let params = json!({ "command": command["command"], "arguments": command["arguments"] });
        let code = client.ask("workspace/executeCommand", params);
        assert!(code.as_str().unwrap().contains(part), "{code}");
    }
    let id = client.request("workspace/executeCommand", json!({ "command": "matgrad.unknown" }));
    assert_eq!(client.error_code(id), -32602);
    client.end();
}
