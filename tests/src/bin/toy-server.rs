//! A language server that is matgrad's but for the mathematics: words of the text say what goes wrong.
//!
//! Each `wrong` is a finding, which `right` mends. A hover shows the whole text; over `wait` it comes when it is cancelled, over `spin`
//! never, over `panic` it panics. A text with `collapse` in it cannot be read, one with `slow` takes its time.
//! After `include ` stands the name of a file, whose text is read instead.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use matgrad::api::{Analysis, Analyzer, Cancel, Cancelled, Finding, Fix, Hover, Place, Severity, Unread};
use matgrad::document::Document;
use matgrad::lsp::Ending;

struct Toy;

struct Read {
    text: String,
    findings: Vec<Finding>,
    included: Option<PathBuf>,
}

impl Analyzer for Toy {
    type Analysis = Read;

    fn analyze(&self, document: &Arc<Document>, place: Place<'_>, _: &Cancel) -> Result<Read, Cancelled> {
        let own = document.source();
        let included = own.strip_prefix("include ").and_then(|name| Some(place.path?.with_file_name(name.trim())));
        let other = included.as_ref().and_then(|path| place.files.text(path));
        let text = other.as_deref().unwrap_or(own).to_owned();
        assert!(!text.contains("collapse"), "the text collapsed");
        if text.contains("slow") {
            sleep(Duration::from_millis(100));
        }
        let findings = text.match_indices("wrong").map(|(at, word)| Finding {
            range: if other.is_some() { 0..own.len() } else { at..at + word.len() },
            rule: "toy-wrong",
            severity: Severity::Error,
            message: format!("`{word}` is wrong."),
            related: Vec::new(),
            alternatives: Vec::new(),
            fix: other.is_none().then(|| Fix {
                title: "Write `right`".to_owned(),
                safe: true,
                edits: vec![(at..at + word.len(), "right".to_owned())],
            }),
            docs_url: None,
            optional: false,
        });
        let findings = findings.collect();
        Ok(Read { findings, text, included })
    }
}

impl Analysis for Read {
    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn depends_on(&self, path: &Path) -> bool {
        self.included.as_deref() == Some(path)
    }

    fn unread(&self) -> Vec<Unread> {
        Vec::new()
    }

    fn hover(&self, offset: usize, cancel: &Cancel) -> Result<Option<Hover>, Cancelled> {
        let range = word(&self.text, offset);
        match self.text.get(range.clone()) {
            Some("wait") => loop {
                cancel.check()?;
                sleep(Duration::from_millis(1));
            },
            Some("spin") => loop {
                sleep(Duration::from_secs(1));
            },
            Some("panic") => panic!("a word to panic at"),
            _ => {
                let markdown = format!("*{}*", self.text);
                let typeset = format!("{markdown}\n\n$$x$$");
                Ok(Some(Hover { range, typeset, markdown, plain: self.text.clone() }))
            }
        }
    }
}

fn word(text: &str, offset: usize) -> Range<usize> {
    let is_break = |letter: char| !letter.is_alphabetic();
    let start = text[..offset].rfind(is_break).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    start..text[offset..].find(is_break).map_or(text.len(), |at| offset + at)
}

fn main() -> ExitCode {
    matgrad::fault::install();
    match matgrad::lsp::run(Toy) {
        Ok(Ending::Orderly) => ExitCode::SUCCESS,
        Ok(Ending::Abrupt) => ExitCode::FAILURE,
        Err(_) => ExitCode::from(2),
    }
}
