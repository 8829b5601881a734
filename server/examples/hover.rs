//! Prints what is shown about a place: `cargo run --example hover -- FILE LINE COLUMN`, or about every formula of a file.

use std::path::Path;
use std::sync::Arc;

use matgrad::analysis::Reader;
use matgrad::api::{Analysis, Analyzer, Cancel, Place};
use matgrad::document::project::Disk;
use matgrad::document::{Document, Host};

#[allow(clippy::print_stdout)]
fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, rest @ ..] = arguments.as_slice() else { return Ok(()) };
    let text = std::fs::read_to_string(path)?;
    let document = Arc::new(Document::parse(text, Host::detect(Some(Path::new(path)), None)));
    let place = Place { path: Some(Path::new(path)), root: None, files: &Disk };
    let Ok(reading) = Reader.analyze(&document, place, &Cancel::default()) else { return Ok(()) };
    let wanted: Option<usize> = rest.first().and_then(|line| line.parse().ok());
    for span in document.spans() {
        let lines = document.line_columns(span.range.clone());
        if wanted.is_some_and(|line| !(lines.start.line..=lines.end.line).contains(&line)) {
            continue;
        }
        let column: usize = rest.get(1).and_then(|column| column.parse().ok()).unwrap_or(0);
        let started = std::time::Instant::now();
        let inner = span.text(document.source());
        let offset = span.range.start + (inner.len() - inner.trim_start().len()) + column;
        let hover = reading.hover(offset, &Cancel::default()).ok().flatten();
        println!("== {}: {}  [{:?}]", lines.start.line, inner.trim().replace('\n', " "), started.elapsed());
        if let Some(hover) = hover {
            println!("{}", hover.markdown);
        }
    }
    Ok(())
}
