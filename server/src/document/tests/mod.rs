//! Which formulas, blocks and words are found, flavour by flavour and trap by trap, and what holds for any text.

mod any_text;
mod corpus;
mod latex;
mod markdown;

use super::{Block, BlockKind, Document, Flavour, Host, MathKind};

const COMMON: Host = Host::Markdown(Flavour::Common);
const PANDOC: Host = Host::Markdown(Flavour::Pandoc);

/// The formulas of a text, each as its kind's mark and its LaTeX: `i x`, `d x`, `align* x`, `f x`, `s x`; `?` stands
/// before one that is not closed.
fn formulas(text: &str, host: Host) -> Vec<String> {
    let document = Document::parse(text, host);
    let formulas = document.spans().iter().map(|span| {
        let kind = match span.kind {
            MathKind::Inline => "i",
            MathKind::Display => "d",
            MathKind::Environment(name) => name,
            MathKind::Fence => "f",
            MathKind::Strict => "s",
        };
        format!("{}{kind} {}", if span.closed { "" } else { "?" }, span.text(document.source()).trim())
    });
    formulas.collect()
}

fn check(host: Host, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(formulas(text, host), *expected, "in {text:?}");
    }
}

/// The blocks of a text, each as a mark and its text: `1 Title`, `p text`, `- item`, `| row`, `theorem text`.
fn blocks(text: &str, host: Host) -> Vec<String> {
    let document = Document::parse(text, host);
    let show = |block: &Block| {
        let kind = match &block.kind {
            BlockKind::Heading(level) => level.to_string(),
            BlockKind::Paragraph => "p".to_string(),
            BlockKind::ListItem => "-".to_string(),
            BlockKind::TableRow => "|".to_string(),
            BlockKind::TheoremLike(name) => name.clone(),
        };
        format!("{kind} {}", &document.source()[block.text.clone()])
    };
    document.blocks().iter().map(show).collect()
}

/// The words of a text.
fn prose(text: &str, host: Host) -> Vec<String> {
    let document = Document::parse(text, host);
    document.prose().iter().map(|range| document.source()[range.clone()].to_string()).collect()
}
