//! `matgrad/derivation` over the streams of the real server.

use std::process::Command;

use matgrad_tests::apply::{apply, marked};
use matgrad_tests::binary;
use matgrad_tests::client::Client;
use serde_json::{Value, json};

fn client() -> Client {
    let mut command = Command::new(binary());
    command.arg("lsp");
    Client::start(command, json!({})).0
}

/// Opens a document with a mark in it, and asks about the mark. Returns the text without it, and the response.
fn ask(client: &mut Client, uri: &str, text: &str, more: &Value) -> (String, Value) {
    let (text, line, character) = marked(text);
    client.open(uri, &text);
    client.notification("textDocument/publishDiagnostics");
    let mut params = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let id = client.request("matgrad/derivation", params);
    let response = client.response(id);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.notification("textDocument/publishDiagnostics");
    (text, response)
}

const DECLARED: &str = "Let $A \\in \\mathbb{R}^{n\\times n}$ and $\\mathbf x \\in \\mathbb{R}^n$.\n\n";

#[test]
fn a_definition_is_derived_in_every_form_and_layout() {
    let cases = [
        (json!({}), "gradient", r"\nabla f(\mathbf x) = (A + A^T) \mathbf x"),
        (
            json!({ "layout": "numerator" }),
            "gradient",
            r"\frac{\partial f}{\partial \mathbf x} = \mathbf x^T (A + A^T)",
        ),
        (json!({ "form": "hessian" }), "hessian", r"\nabla^2 f(\mathbf x) = A + A^T"),
        (
            json!({ "form": "differential" }),
            "differential",
            r"\mathrm{d} f = \mathbf x^T (A + A^T) \mathrm{d} \mathbf x",
        ),
        (json!({ "form": "jacobian" }), "jacobian", r"\mathsf{D} f(\mathbf x) = \mathbf x^T (A + A^T)"),
    ];
    let mut client = client();
    let text = format!("{DECLARED}$$\nf(\\mathbf x) = \\mathbf x^T‸ A \\mathbf x\n$$\n");
    for (asked, form, latex) in cases {
        let (_, response) = ask(&mut client, "file:///a.md", &text, &asked);
        let result = &response["result"];
        assert_eq!(result["form"], form, "{response}");
        assert_eq!(result["latex"], latex, "{asked}");
        assert_eq!(result["forms"], json!(["gradient", "jacobian", "hessian", "differential"]));
        assert_eq!(result["variables"], json!([r"\mathbf x"]));
        let steps = result["steps"].as_array().unwrap();
        assert!(steps.len() >= 2);
        assert_eq!(steps[0]["unicode"], "f(x) = xᵀAx", "{asked}");
        assert_eq!(steps[steps.len() - 1]["unicode"], result["unicode"], "{asked}");
        assert!(result["code"]["numpy"].as_str().unwrap().contains("def derivative("));
        assert_eq!(result["version"], 0);
    }
    client.end();
}

#[test]
fn what_stands_left_says_how_the_derivative_is_laid_out() {
    let declared =
        "Let $A, B, X \\in \\mathbb{R}^{n\\times n}$, $\\mathbf x \\in \\mathbb{R}^n$ and $t \\in \\mathbb{R}$.\n\n";
    let cases = [
        (r"f(X) = \operatorname{tr}(A ‸X B)", "gradient", "numerator", r"\frac{\partial f}{\partial X} = B A"),
        (
            r"\mathbf x^T A ‸\mathbf x",
            "gradient",
            "mixed",
            r"\nabla_{\mathbf x} \left( \mathbf x^T A \mathbf x \right) = (A + A^T) \mathbf x",
        ),
        (
            r"A ‸\mathbf x",
            "jacobian",
            "denominator",
            r"\frac{\partial \left( A \mathbf x \right)^T}{\partial \mathbf x} = A^T",
        ),
        (
            r"A ‸X B",
            "jacobian",
            "numerator",
            r"\frac{\partial \operatorname{vec}(A X B)}{\partial \operatorname{vec}(X)^T} = B^T \otimes A",
        ),
        (r"F(t) = t^2‸ A", "jacobian", "mixed", r"\mathsf{D} F(t) = 2 t \operatorname{vec}(A)"),
        (r"\frac{d}{dt} (t^2‸ A) = ?", "jacobian", "mixed", r"\frac{d}{dt} (t^2 A) = 2 t A"),
    ];
    let mut client = client();
    for (formula, form, layout, latex) in cases {
        let asked = json!({ "form": form, "layout": layout });
        let (_, response) = ask(&mut client, "file:///a.md", &format!("{declared}$$ {formula} $$\n"), &asked);
        assert_eq!(response["result"]["latex"], latex, "{response}");
    }
    client.end();
}

#[test]
fn the_result_goes_into_the_hole_or_after_the_formula() {
    let defined = format!("{DECLARED}$$\nf(\\mathbf x) = \\mathbf x^T A \\mathbf x\n$$\n\n");
    let cases = [
        (
            "a.md",
            "$$\n\\frac{\\partial f‸}{\\partial \\mathbf x} = ?\n$$\n",
            "$$\n\\frac{\\partial f}{\\partial \\mathbf x} = (A + A^T) \\mathbf x\n$$\n",
        ),
        (
            "a.md",
            "Here $\\nabla f(\\mathbf x) = \\square‸$ holds.\n",
            "Here $\\nabla f(\\mathbf x) = (A + A^T) \\mathbf x$ holds.\n",
        ),
        ("a.md", "$$\n\\nabla^2 f(\\mathbf x) =‸\n$$\n", "$$\n\\nabla^2 f(\\mathbf x) = A + A^T\n$$\n"),
        (
            "a.md",
            "$$\\frac{\\partial f‸}{\\partial \\mathbf x^T} = \\Box$$\n",
            "$$\\frac{\\partial f}{\\partial \\mathbf x^T} = \\mathbf x^T (A + A^T)$$\n",
        ),
        (
            "a.md",
            "- Take $g(\\mathbf x) = \\mathbf x^T \\mathbf x‸$ as well.\n- Next\n",
            "- Take $g(\\mathbf x) = \\mathbf x^T \\mathbf x$ as well.\n\n  $$\n  \\nabla g(\\mathbf x) = 2 \\mathbf x\n  $$\n- Next\n",
        ),
    ];
    let mut client = client();
    for (name, text, expected) in cases {
        let (text, response) = ask(&mut client, &format!("file:///{name}"), &format!("{defined}{text}"), &json!({}));
        let after = apply(&text, &[response["result"]["insert"].clone()]);
        assert_eq!(after, format!("{defined}{expected}"), "{response}");
    }
    client.end();
}

#[test]
fn what_cannot_be_derived_is_refused_by_name_or_has_no_answer() {
    let mut client = client();
    let (_, nothing) = ask(&mut client, "file:///a.md", "Just ‸words.\n", &json!({}));
    assert_eq!(nothing.get("result"), Some(&Value::Null));
    let text = "Let $X \\in \\mathbb{R}^{n\\times n}$.\n\n$$ f(X) = \\lambda_{\\max}(X)‸ $$\n";
    let (_, refused) = ask(&mut client, "file:///a.md", text, &json!({ "form": "hessian" }));
    insta::assert_snapshot!(refused["error"]["message"].as_str().unwrap_or(&refused["result"].to_string()), @"cannot derive λₘₐₓ(X): the differential of lambdamax is not covered for a matrix that is not known to be symmetric");
    client.end();
}
