//! Remarks to matgrad as comments of the document's language, and where they are put.

use crate::api::Insertion;
use crate::document::{BlockKind, Document, Flavour, Host};

/// The remark `text` for the block around `offset`: on a line of its own before it, or at the end of a list item.
/// Nothing where a comment would break what is written there.
pub fn remark(document: &Document, offset: usize, text: &str) -> Option<Insertion> {
    // A comment must end where it should.
    if text.contains("--") || text.contains("*/") || text.contains(['\n', '\r']) {
        return None;
    }
    let source = document.source();
    let comment = match document.host() {
        Host::Latex => format!("% matgrad: {text}"),
        Host::Markdown(Flavour::Mdx) => format!("{{/* matgrad: {text} */}}"),
        Host::Markdown(_) | Host::Notebook => format!("<!-- matgrad: {text} -->"),
    };
    let holds = |range: &std::ops::Range<usize>| range.start <= offset && offset <= range.end;
    let leaves = document.blocks().iter().filter(|block| !matches!(block.kind, BlockKind::TheoremLike(_)));
    let block = leaves.rev().find(|block| holds(&block.range))?;
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let start = source.get(..block.range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let before = source.get(start..block.range.start)?;
    match block.kind {
        BlockKind::TableRow => None,
        BlockKind::ListItem if document.host() != Host::Latex => {
            let end = source.get(..block.range.end)?.trim_end().len();
            Some(Insertion { range: end..end, text: format!(" {comment}") })
        }
        // Quotations repeat their mark; whatever else stands there belongs to the line.
        _ if before.trim_matches([' ', '\t', '>']).is_empty() => {
            Some(Insertion { range: start..start, text: format!("{before}{comment}{newline}") })
        }
        _ => None,
    }
}
