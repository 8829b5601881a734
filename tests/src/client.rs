//! A client of a language server: starts the process, frames messages, and insists that every message is read.
//!
//! What goes wrong is a panic, for a test to fail with.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long an answer may take on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server and what it said.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    incoming: Receiver<Value>,
    unread: VecDeque<Value>,
    next_id: i64,
}

impl Client {
    /// Starts a server without a word.
    pub fn spawn(mut command: Command) -> Client {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (sender, incoming) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Client { child, input, incoming, unread: VecDeque::new(), next_id: 0 }
    }

    /// Starts a server and a session with these capabilities; returns what the server can do.
    pub fn start(command: Command, capabilities: Value) -> (Client, Value) {
        let mut client = Client::spawn(command);
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities });
        let answer = client.ask("initialize", params);
        client.notify("initialized", json!({}));
        (client, answer["capabilities"].clone())
    }

    /// The number of the server's process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request; returns its number.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.next_id
    }

    /// Tells the server that the answer to a request is not wanted.
    pub fn cancel(&mut self, id: i64) {
        self.notify("$/cancelRequest", json!({ "id": id }));
    }

    /// The response to a request.
    pub fn response(&mut self, id: i64) -> Value {
        self.find(&format!("an answer to request {id}"), |message| message["id"] == id && message["method"].is_null())
    }

    /// The result of a request, sent and awaited.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    /// The code of the error that a request ends with.
    pub fn error_code(&mut self, id: i64) -> i64 {
        let response = self.response(id);
        response["error"]["code"].as_i64().unwrap_or_else(|| panic!("no error: {response}"))
    }

    /// The parameters of the next notification of this kind.
    pub fn notification(&mut self, method: &str) -> Value {
        self.find(method, |message| message["method"] == method)["params"].clone()
    }

    /// The parameters of the next request of this kind from the server, which is answered with nothing.
    pub fn server_request(&mut self, method: &str) -> Value {
        self.server_request_with(method, &Value::Null)
    }

    /// The parameters of the next request of this kind from the server, which is answered with `result`.
    pub fn server_request_with(&mut self, method: &str, result: &Value) -> Value {
        let request = self.find(method, |message| message["method"] == method && !message["id"].is_null());
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }));
        request["params"].clone()
    }

    /// The diagnostics of a document at a version; those of earlier versions are passed by.
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        loop {
            let params = self.notification("textDocument/publishDiagnostics");
            assert_eq!(params["uri"], uri);
            let published = params["version"].as_i64().unwrap();
            assert!(published <= version, "version {published} of {version}");
            if published == version {
                return params["diagnostics"].as_array().unwrap().clone();
            }
        }
    }

    fn find(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&wanted) {
            return self.unread.remove(at).unwrap();
        }
        let end = Instant::now() + PATIENCE;
        loop {
            match self.incoming.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(message) if wanted(&message) => return message,
                Ok(message) => self.unread.push_back(message),
                Err(RecvTimeoutError::Timeout) => panic!("no {what} in {PATIENCE:?}; unread: {:?}", self.unread),
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended without {what}: {:?}", self.unread),
            }
        }
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 0, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Edits a document: ranges as `[line, character, line, character]`, nothing for the whole text.
    pub fn change(&mut self, uri: &str, version: i64, range: Option<[u32; 4]>, text: &str) {
        let mut edit = json!({ "text": text });
        if let Some([a, b, c, d]) = range {
            edit["range"] = json!({ "start": { "line": a, "character": b }, "end": { "line": c, "character": d } });
        }
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [edit] }));
    }

    /// Edits a document several times in one message.
    pub fn change_all(&mut self, uri: &str, version: i64, edits: &[([u32; 4], String)]) {
        let change = |([a, b, c, d], text): &([u32; 4], String)| {
            let range = json!({ "start": { "line": a, "character": b }, "end": { "line": c, "character": d } });
            json!({ "range": range, "text": text })
        };
        let changes: Vec<Value> = edits.iter().map(change).collect();
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Asks what to show about a place; returns the number of the request.
    pub fn hover(&mut self, uri: &str, line: u32, character: u32) -> i64 {
        let position = json!({ "line": line, "character": character });
        self.request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position }))
    }

    /// The text of the hover at a place.
    pub fn hover_text(&mut self, uri: &str, line: u32, character: u32) -> Option<String> {
        let id = self.hover(uri, line, character);
        let response = self.response(id);
        response["result"]["contents"]["value"].as_str().map(str::to_owned)
    }

    /// Closes the server's input.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// Passes by what was said and not read, as a client does that is gone.
    pub fn forget(&mut self) {
        self.unread.clear();
        while self.incoming.recv().is_ok() {}
    }

    /// Waits until the server is gone.
    pub fn wait(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) => return status,
                None if Instant::now() > end => panic!("the server does not end"),
                None => thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// Ends the session as a client should, and checks that it is the end.
    pub fn end(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        assert_eq!(self.wait().code(), Some(0));
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !thread::panicking() {
            // The reading thread ends with the server, and with it the channel.
            self.unread.extend(self.incoming.iter());
            assert!(self.unread.is_empty(), "messages left unread: {:#?}", self.unread);
        }
    }
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length?];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap_or_else(|error| panic!("no JSON: {error}")))
}
