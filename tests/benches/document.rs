//! How long documents take: `cargo bench -p matgrad-tests --bench document`, after `cargo build --release`.
//!
//! The document is the sample that ships with the project, alone and repeated to five thousand lines, each time under headings of
//! its own. Aims: 10 ms to check the sample, 5 ms from a keystroke in the long one to its diagnostics, 5 ms for a hover. What runs
//! in the process is measured in time of the processor, what the server answers in time on the wall.

#[path = "support/cpu.rs"]
mod cpu;

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use cpu::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use matgrad::analysis::Reader;
use matgrad::api::{Analysis, Analyzer, Cancel, Change, Earlier, Place, Settings};
use matgrad::document::project::Disk;
use matgrad::document::{Document, Host};
use matgrad_tests::client::Client;
use matgrad_tests::{binary, workspace};
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/long.md";
/// What is hovered over: a definition whose derivative is not trivial.
const HOVERED: &str = r"E(\mathbf w) = ";
/// What is typed over, in a formula in the middle of the document.
const TYPED: &str = r"2 X (X \mathbf w";

fn sample() -> String {
    std::fs::read_to_string(workspace().join("examples/gradients.md")).expect("the sample is there")
}

/// Five thousand lines.
fn long() -> String {
    let sample = sample();
    let times = 5000usize.div_ceil(sample.lines().count());
    (1..=times)
        .map(|k| sample.replace("\n## ", &format!("\n## {k}. ")).replace("\n# ", &format!("\n# {k}. ")))
        .collect()
}

fn read(text: String) -> Arc<Document> {
    Arc::new(Document::parse(text, Host::detect(Some(Path::new("long.md")), None)))
}

fn with_place<T>(f: impl FnOnce(Place<'_>) -> T) -> T {
    let settings = Settings::default();
    f(Place { path: None, root: None, files: &Disk, settings: &settings })
}

fn analyze(document: &Arc<Document>) -> <Reader as Analyzer>::Analysis {
    with_place(|place| Reader.analyze(document, place, &Cancel::default()).expect("nobody cancels"))
}

/// The place of `needle` nearest after the middle of the text.
fn middle(text: &str, needle: &str) -> usize {
    let half = (text.len() / 2..).find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    half + text[half..].find(needle).expect("it is repeated")
}

fn library(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("library");
    for (name, text) in [("check the sample", sample()), ("check 5,000 lines", long())] {
        group.bench_function(name, |b| b.iter(|| black_box(analyze(&read(text.clone())).findings().len())));
    }
    let text = long();
    let document = read(text.clone());
    let analysis = analyze(&document);
    let at = middle(&text, TYPED);
    group.bench_function("keystroke in 5,000 lines", |b| {
        b.iter(|| {
            let mut edited = Document::clone(&document);
            let formulas = edited.edit(at..at + 1, "3");
            let edited = Arc::new(edited);
            let change = Change { old: at..at + 1, new: at..at + 1 };
            let earlier = Earlier { document: &document, analysis: &analysis, change: &change, formulas: &formulas };
            let update =
                |place: Place<'_>| Reader.update(earlier, &edited, place, &Cancel::default()).expect("nobody cancels");
            black_box(with_place(update).findings().len())
        });
    });
    let at = middle(&text, HOVERED);
    group.bench_function("hover in 5,000 lines", |b| {
        b.iter(|| black_box(analysis.hover(at, &Cancel::default()).expect("nobody cancels").expect("a definition")));
    });
}

fn server(c: &mut Criterion) {
    let mut group = c.benchmark_group("server");
    let text = long();
    let line_of = |at: usize| {
        let before = &text[..at];
        let line = before.matches('\n').count() as u32;
        (line, (at - before.rfind('\n').map_or(0, |n| n + 1)) as u32)
    };
    let mut command = Command::new(binary());
    command.arg("lsp");
    let capabilities = json!({ "general": { "positionEncodings": ["utf-8"] }, "textDocument": { "diagnostic": {} } });
    let (mut client, _) = Client::start(command, capabilities);
    client.open(URI, &text);
    let pull = |client: &mut Client| -> Value {
        client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }))
    };
    pull(&mut client);
    let (line, column) = line_of(middle(&text, TYPED));
    let mut version = 0;
    group.bench_function("keystroke in 5,000 lines", |b| {
        b.iter(|| {
            version += 1;
            let digit = if version % 2 == 0 { "2" } else { "3" };
            client.change(URI, version, Some([line, column, line, column + 1]), digit);
            black_box(pull(&mut client))
        });
    });
    let (line, column) = line_of(middle(&text, HOVERED));
    group.bench_function("hover in 5,000 lines", |b| {
        b.iter(|| black_box(client.hover_text(URI, line, column).expect("a definition")));
    });
    client.end();
}

fn brief() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .without_plots()
}

criterion_group! {
    name = in_process;
    config = brief().with_measurement(CpuTime);
    targets = library
}
criterion_group! {
    name = over_stdio;
    config = brief();
    targets = server
}
criterion_main!(in_process, over_stdio);
