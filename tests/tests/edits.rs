//! Whatever a client does to a document, matgrad's is the same text, and says of it what it would say had it been
//! opened so.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use matgrad::analysis::Reader;
use matgrad::api::{Analysis, Analyzer, Cancel, Change, Earlier, Place, Settings};
use matgrad::document::project::Disk;
use matgrad::document::{Document, Flavour, Host};
use matgrad_tests::binary;
use matgrad_tests::client::Client;
use matgrad_tests::usage::Usage;
use proptest::prelude::*;
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/edited.md";
const FRESH: &str = "file:///nowhere/fresh.md";
const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

/// An edit as a client makes it: places as line and character, which may lie anywhere.
type Edit = ([u32; 4], String);

fn edits(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<Edit>> {
    let place = (0u32..12, prop_oneof![0u32..20, Just(u32::MAX)]);
    let text = proptest::collection::vec(proptest::sample::select(pieces), 0..4).prop_map(|pieces| pieces.concat());
    let edit = (place.clone(), 0u32..3, 0u32..8, text).prop_map(|((line, character), lines, characters, text)| {
        ([line, character, line + lines, character.saturating_add(characters)], text)
    });
    proptest::collection::vec(edit, 1..25)
}

/// The byte offset of a place, found by counting: a line ends with `\n`, `\r\n` or `\r`.
fn offset(text: &str, line: u32, character: u32, encoding: &str) -> usize {
    let mut at = 0;
    for _ in 0..line {
        match text[at..].find(['\n', '\r']) {
            None => return text.len(),
            Some(end) => at += end + if text[at + end..].starts_with("\r\n") { 2 } else { 1 },
        }
    }
    let mut column = 0u32;
    for (index, letter) in text[at..].char_indices() {
        let width = match encoding {
            "utf-8" => letter.len_utf8(),
            "utf-16" => letter.len_utf16(),
            _ => 1,
        } as u32;
        if matches!(letter, '\n' | '\r') || column + width > character {
            return at + index;
        }
        column += width;
    }
    text.len()
}

fn apply(text: &mut String, ([a, b, c, d], new): &Edit, encoding: &str) {
    let start = offset(text, *a, *b, encoding);
    let end = offset(text, *c, *d, encoding).max(start);
    text.replace_range(start..end, new);
}

fn pull(client: &mut Client, uri: &str) -> Value {
    client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }))["items"].clone()
}

fn capabilities(encoding: &str) -> Value {
    json!({ "general": { "positionEncodings": [encoding] }, "textDocument": { "diagnostic": {} } })
}

/// Without optimisation, fewer edits are made.
const SLOW: u32 = if cfg!(debug_assertions) { 10 } else { 1 };

/// How many edits each test makes, about: `MATGRAD_EDITS`, else what takes seconds.
fn count(otherwise: u32) -> u32 {
    let asked = std::env::var("MATGRAD_EDITS").ok().and_then(|count| count.parse().ok());
    asked.unwrap_or(otherwise / SLOW)
}

/// So many sequences of edits that `count` edits are made in all.
fn sequences(otherwise: u32) -> ProptestConfig {
    ProptestConfig { cases: (count(otherwise) / 12).max(1), max_shrink_iters: 2000, ..ProptestConfig::default() }
}

/// What documents are made of, whole and broken.
const PIECES: [&str; 46] = [
    "Let $A \\in \\mathbb{R}^{m \\times n}$ and $\\mathbf x \\in \\mathbb{R}^n$. ",
    "Let $A$ be an $n \\times m$ matrix.\n\n",
    "Let $B \\in \\mathbb{R}^{n \\times n}$ be symmetric.\n",
    "$f : \\mathbb{R}^n \\to \\mathbb{R}$ ",
    "$$\nf(\\mathbf x) = \\mathbf x^T B \\mathbf x\n$$\n",
    "$$\n\\nabla f(\\mathbf x) = 2 B \\mathbf x\n$$\n",
    "$A A$ ",
    "$A \\mathbf x + \\mathbf x$ ",
    "$A B$, $B A^T$ ",
    "$\\operatorname{tr}(A)$\n",
    "$\\v^T A$ ",
    "\\newcommand{\\v}{\\mathbf x}\n",
    "\\renewcommand{\\v}{A}\n",
    "where $\\mathbf x$ is a vector of length $k$. ",
    "```matgrad\nA \\in \\mathbb{R}^{2\\times 3}\nA A\nD\n```\n",
    "\\begin{matgrad}\nB^T = A\n\\end{matgrad}\n",
    "<!-- matgrad: A \\in \\mathbb{R}^{p\\times q} -->\n",
    "<!-- matgrad: ignore[product-shape] so -->\n",
    "<!-- matgrad: nonsense -->",
    "% matgrad: B \\in \\mathbb{R}^{p\\times q}\n",
    "\n# One\n",
    "\n## Two\n",
    "\\section{One}\n",
    "\\subsection{Two}\n",
    "\\begin{theorem}\n",
    "\\end{theorem}\n",
    "\n- ",
    "\n| a | $A$ |\n|---|---|\n",
    "```\n",
    "```py\n",
    "\n\n",
    "\n",
    "\r\n",
    "\r",
    "\u{2028}",
    "😀",
    "e\u{301}",
    "$",
    "$$",
    "\\begin{align}\nA &= B \\\\\n",
    "\\end{align}\n",
    "<!--",
    "-->",
    "%",
    "Kronecker $A \\otimes B$ ",
    "\\",
];

/// The last place at or before `at` between two characters.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

fn of_pieces(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..most).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(sequences(1_500))]

    #[test]
    fn an_edited_reading_says_what_a_full_one_says(
        start in of_pieces(24),
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0usize..30, of_pieces(3)), 1..24),
        host in proptest::sample::select(vec![Host::Markdown(Flavour::Common), Host::Markdown(Flavour::Pandoc), Host::Latex]),
    ) {
        let settings = Settings::default();
        let place = Place { path: None, root: None, files: &Disk, settings: &settings };
        let cancel = Cancel::default();
        let mut document = Arc::new(Document::parse(start, host));
        let mut reading = Reader.analyze(&document, place, &cancel).unwrap();
        for (number, (at, length, new)) in edits.into_iter().enumerate() {
            let old = document.source();
            let start = boundary(old, at.index(old.len() + 9));
            let end = boundary(old, start.saturating_add(length));
            let mut edited = Document::clone(&document);
            let formulas = edited.edit(start..end, &new);
            let edited = Arc::new(edited);
            let change = Change { old: start..end, new: start..start + new.len() };
            let earlier = Earlier { document: &document, analysis: &reading, change: &change, formulas: &formulas };
            let next = Reader.update(earlier, &edited, place, &cancel).unwrap();
            let fresh = Arc::new(Document::parse(edited.source(), host));
            let full = Reader.analyze(&fresh, place, &cancel).unwrap();
            prop_assert_eq!(next.findings(), full.findings(), "{}", fresh.source());
            prop_assert_eq!(next.unread(), full.unread(), "{}", fresh.source());
            if number % 4 == 0 {
                let at = boundary(edited.source(), start + new.len() / 2);
                let hovers = [next.hover(at, &cancel).unwrap(), full.hover(at, &cancel).unwrap()];
                prop_assert_eq!(&hovers[0], &hovers[1], "at {} of {}", at, fresh.source());
            }
            (document, reading) = (edited, next);
        }
    }
}

thread_local! {
    /// One server for all sequences in an encoding, as an editor has one for all documents.
    static SERVERS: RefCell<BTreeMap<(&'static str, bool), Client>> = const { RefCell::new(BTreeMap::new()) };
}

/// Gives `test` the server for an encoding: the real one, or the toy that answers with the text. One that something was
/// wrong with is not used again.
fn with_server(
    encoding: &'static str,
    toy: bool,
    test: impl FnOnce(&mut Client) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut client = SERVERS.with_borrow_mut(|servers| servers.remove(&(encoding, toy))).unwrap_or_else(|| {
        let mut command = Command::new(if toy { PathBuf::from(env!("CARGO_BIN_EXE_toy-server")) } else { binary() });
        if !toy {
            command.arg("lsp");
        }
        Client::start(command, capabilities(encoding)).0
    });
    test(&mut client)?;
    SERVERS.with_borrow_mut(|servers| servers.insert((encoding, toy), client));
    Ok(())
}

fn close(client: &mut Client, uri: &str) {
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
}

proptest! {
    #![proptest_config(sequences(10_000))]

    #[test]
    fn edits_give_the_text_that_they_would_give_a_string(
        which in 0usize..3,
        edits in edits(&["a", "é", "😀", "e\u{301}", "\u{2028}", "\r\n", "\r", "\n", "$x$", "$$\n"]),
        together in 1usize..5,
    ) {
        let encoding = ENCODINGS[which];
        with_server(encoding, true, |client| {
            let mut text = "One 😀\r\n$$ x\n$$\n".to_owned();
            client.open(URI, &text);
            for (index, edits) in edits.chunks(together).enumerate() {
                client.change_all(URI, index as i64, edits);
                edits.iter().for_each(|edit| apply(&mut text, edit, encoding));
                // A reading in between, so that the next edit is applied to what is already read.
                if index % 3 == 0 {
                    prop_assert_eq!(client.hover_text(URI, 0, 0), Some(text.clone()));
                }
            }
            prop_assert_eq!(client.hover_text(URI, 0, 0), Some(text));
            close(client, URI);
            Ok(())
        })?;
    }

    #[test]
    fn edits_leave_the_findings_that_a_fresh_look_gives(
        which in 0usize..3,
        edits in edits(&[
            "$A \\in \\mathbb{R}^{2 \\times 3}$\n", "$B \\in \\mathbb{R}^{4 \\times 5}$\n", "$A B$", "$A + B$", "\n\n",
            "\n# Another\n", "$$\n", "😀", "$", "```\n", "A B ", "Let ", "<!-- matgrad: A \\in \\mathbb{R}^{m} -->\n",
            "e\u{301}", "\u{2028}", "\r\n",
        ]),
        together in 1usize..5,
    ) {
        let encoding = ENCODINGS[which];
        with_server(encoding, false, |client| {
            let mut text = "Let $A \\in \\mathbb{R}^{2 \\times 3}$ and $B \\in \\mathbb{R}^{4 \\times 5}$.\n\n$$\nA B\n$$\n".to_owned();
            client.open(URI, &text);
            for (index, edits) in edits.chunks(together).enumerate() {
                client.change_all(URI, index as i64, edits);
                edits.iter().for_each(|edit| apply(&mut text, edit, encoding));
                if index % 3 == 0 {
                    pull(client, URI);
                }
            }
            client.open(FRESH, &text);
            prop_assert_eq!(pull(client, URI), pull(client, FRESH), "{}", text);
            close(client, URI);
            close(client, FRESH);
            Ok(())
        })?;
    }
}

#[test]
fn memory_is_flat_however_long_one_types() {
    let mut command = Command::new(binary());
    command.arg("lsp");
    let (mut client, _) = Client::start(command, capabilities("utf-8"));
    let text = "Let $A \\in \\mathbb{R}^{2 \\times 3}$ and $x \\in \\mathbb{R}^3$.\n\n$$\nA x\n$$\n\n".repeat(30);
    client.open(URI, &text);
    let total = count(10_000);
    let mut settled = 0;
    for number in 0..total {
        let (line, word) = (number % 150, ["😀", "$A A$", "e\u{301}"][number as usize % 3]);
        // A word comes and goes again.
        let range = if number % 2 == 0 { [line, 0, line, 0] } else { [line - 1, 0, line - 1, last_length(number)] };
        client.change(URI, i64::from(number), Some(range), if number % 2 == 0 { word } else { "" });
        if number % 20 == 0 {
            pull(&mut client, URI);
        }
        if number == total / 5 {
            settled = Usage::of(client.process()).map_or(0, |used| used.memory);
        }
    }
    let last = Usage::of(client.process()).map_or(0, |used| used.memory);
    assert!(last <= settled + settled / 4 + (4 << 20), "{settled} bytes grew to {last}");
    client.end();
}

/// How many bytes the word has that the edit before this one wrote.
fn last_length(number: u32) -> u32 {
    ["😀", "$A A$", "e\u{301}"][(number as usize - 1) % 3].len() as u32
}
