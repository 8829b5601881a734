//! Documents nobody should write: a clear message or silence, soon, in little memory, and never a panic, on the
//! command line.

use std::process::{Command, Stdio};
use std::time::Duration;

use matgrad_tests::bad::{documents, notebook};
use matgrad_tests::binary;
use matgrad_tests::command::Folder;
use matgrad_tests::usage::Usage;

/// The most memory, in bytes.
const MEMORY: u64 = 200 << 20;

/// Without optimisation, on a machine with much else to do, everything takes longer, and less is tried.
const SLOW: usize = if cfg!(debug_assertions) { 10 } else { 1 };

/// A second of work for every megabyte begun.
fn patience(bytes: usize) -> Duration {
    Duration::from_secs(((1 + (bytes >> 20)) * SLOW) as u64)
}

/// Checks a file; says what is wrong with how that went.
fn check(folder: &Folder, what: &str, name: &str, bytes: usize) -> Option<String> {
    let mut command = Command::new(binary());
    command.args(["check", "--format", "json", name]).current_dir(&folder.0);
    let error = std::fs::File::create(folder.0.join("error")).unwrap();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(error);
    let (status, used) = Usage::until_end(&mut command.spawn().unwrap()).unwrap();
    let said = folder.read("error");
    let quiet = said.lines().all(|line| line.ends_with("so large that only its beginning is checked"));
    let fine = matches!(status.code(), Some(0 | 1)) && quiet;
    let wrong = !fine || used.processor > patience(bytes) || used.memory > MEMORY;
    wrong.then(|| format!("{what} ({name}, {bytes} bytes): {status}, {used:?} {said:.300}"))
}

#[test]
fn no_document_takes_long_or_much_memory_or_breaks_anything() {
    let folder = Folder::new("bad-input");
    let mut wrong = Vec::new();
    for (what, text) in documents(SLOW) {
        let nested = what.starts_with("deep");
        for name in if nested { &["x.md"][..] } else { &["x.md", "x.tex"] } {
            folder.write(name, &text);
            wrong.extend(check(&folder, &what, name, text.len()));
        }
    }
    let text = notebook(5_000 / SLOW);
    folder.write("x.ipynb", &text);
    wrong.extend(check(&folder, "a notebook", "x.ipynb", text.len()));
    let text = "\\input{other}\n".repeat(10_000 / SLOW);
    folder.write("other.tex", "\\newcommand{\\aq}{x}\n");
    folder.write("x.tex", &text);
    wrong.extend(check(&folder, "the same file again and again", "x.tex", text.len()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
