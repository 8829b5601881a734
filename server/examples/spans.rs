//! Prints what is found in documents: `cargo run --example spans -- FILE...`.

use std::path::Path;

use matgrad::document::{Document, Host};

#[allow(clippy::print_stdout)]
fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let document = Document::parse(text, Host::detect(Some(Path::new(&path)), None));
        println!("== {path}: {} formulas, {} blocks", document.spans().len(), document.blocks().len());
        for span in document.spans() {
            let place = document.line_columns(span.outer.clone()).start;
            let closed = if span.closed { "" } else { " UNCLOSED" };
            let text = span.text(document.source());
            println!(
                "{}:{} {:?}{closed} {}",
                place.line,
                place.column,
                span.kind,
                text.trim().replace(['\n', '\r'], "⏎")
            );
        }
        for block in document.blocks() {
            let place = document.line_columns(block.range.clone());
            println!(
                "B {}:{}-{}:{} {:?}",
                place.start.line, place.start.column, place.end.line, place.end.column, block.kind
            );
        }
        for range in document.prose() {
            println!("P {}", document.source().get(range.clone()).unwrap_or_default().replace(['\n', '\r'], "⏎"));
        }
        for directive in document.directives() {
            println!("D {}", document.source().get(directive.text.clone()).unwrap_or_default());
        }
        for definition in document.definitions() {
            println!("N {}", document.source().get(definition.clone()).unwrap_or_default());
        }
        for include in document.includes() {
            println!("I {:?} {}", include.kind, include.path);
        }
    }
    Ok(())
}
