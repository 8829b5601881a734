//! Settings as the language server meets them: in a project's file, and in the editor.

use std::path::{Path, PathBuf};
use std::process::Command;

use matgrad_tests::binary;
use matgrad_tests::client::Client;
use serde_json::{Value, json};

const WRONG: &str = "Let $A \\in \\mathbb{R}^{m \\times n}$ and $B \\in \\mathbb{R}^{m \\times p}$. Then $C = A B$.\n\nLet $\\mathbf x \\in \\mathbb{R}^n$.\n\n$$ f(\\mathbf x) = \\mathbf x^T \\mathbf x $$\n";

fn start(capabilities: Value, options: Value) -> Client {
    let mut command = Command::new(binary());
    command.arg("lsp");
    let mut client = Client::spawn(command);
    client.ask("initialize", json!({ "capabilities": capabilities, "initializationOptions": options }));
    client.notify("initialized", json!({}));
    client
}

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("matgrad-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.0.join(name).display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn severities(client: &mut Client, uri: &str) -> Vec<u64> {
    client.diagnostics(uri, 0).iter().map(|found| found["severity"].as_u64().unwrap()).collect()
}

#[test]
fn a_projects_file_decides_and_its_changes_are_followed() {
    let folder = Folder::new("settings");
    let file = folder.0.join("matgrad.toml");
    let uri = folder.uri("a.md");
    let mut client = start(json!({}), json!({}));
    let change = |client: &mut Client, text: Option<&str>| {
        match text {
            Some(text) => std::fs::write(&file, text).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        let changed = json!({ "changes": [{ "uri": format!("file://{}", Path::new(&file).display()), "type": 2 }] });
        client.notify("workspace/didChangeWatchedFiles", changed);
    };
    client.open(&uri, WRONG);
    assert_eq!(severities(&mut client, &uri), [1]);
    let cases: [(Option<&str>, &[u64]); 4] = [
        (Some("ignore = [\"product-shape\"]\n"), &[]),
        (Some("[rules]\nproduct-shape = \"hint\"\n"), &[4]),
        (Some("exclude = [\"*.md\"]\n"), &[]),
        (None, &[1]),
    ];
    for (text, expected) in cases {
        change(&mut client, text);
        assert_eq!(severities(&mut client, &uri), expected, "{text:?}");
    }
    change(&mut client, Some("layout = 3\n"));
    let said = client.notification("window/showMessage");
    assert!(said["message"].as_str().unwrap().contains("matgrad.toml"), "{said}");
    assert_eq!(severities(&mut client, &uri), [1]);
    client.end();
}

#[test]
fn the_editors_settings_hold_where_there_is_no_file() {
    let uri = "untitled:a";
    let mut client = start(json!({}), json!({ "settings": { "ignore": ["product-shape"], "layout": null } }));
    client.open(uri, WRONG);
    assert_eq!(severities(&mut client, uri), [0; 0]);
    let settings =
        json!({ "settings": { "matgrad": { "rules": { "product-shape": "warning" }, "layout": "numerator" } } });
    client.notify("workspace/didChangeConfiguration", settings);
    assert_eq!(severities(&mut client, uri), [2]);
    let params = json!({ "textDocument": { "uri": uri }, "position": { "line": 4, "character": 5 } });
    let found = client.ask("matgrad/derivation", params);
    assert_eq!(
        (&found["layout"], &found["latex"]),
        (&json!("numerator"), &json!("\\frac{\\partial f}{\\partial \\mathbf x} = 2 \\mathbf x^T"))
    );
    client.end();
}

#[test]
fn a_client_that_tells_its_settings_is_asked_for_them() {
    let uri = "untitled:a";
    let workspace = json!({ "configuration": true, "didChangeConfiguration": { "dynamicRegistration": true } });
    let mut client = start(json!({ "workspace": workspace, "textDocument": { "inlayHint": {} } }), json!({}));
    let registered = client.server_request("client/registerCapability");
    assert_eq!(registered["registrations"][0]["method"], "workspace/didChangeConfiguration");
    let asked = client.server_request_with("workspace/configuration", &json!([null]));
    assert_eq!(asked["items"][0]["section"], "matgrad");
    client.open(uri, WRONG);
    assert_eq!(severities(&mut client, uri), [1]);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    let settings = json!({ "select": [], "rules": { "product-shape": "information" }, "server": { "path": "" } });
    client.server_request_with("workspace/configuration", &json!([settings]));
    assert_eq!(severities(&mut client, uri), [3]);
    client.end();
}
