//! `textDocument/inlayHint`: the shapes of names nobody declared, where the user wants them.

use tower_lsp::ls_types::*;

use super::{Answer, Context};
use crate::api::Analysis;

pub fn answer<T: Analysis>(context: &Context<'_, T>, range: Range) -> Answer<Option<Vec<InlayHint>>> {
    let Some(range) = context.source(range).filter(|_| context.taste.inlay_hints) else { return Ok(Ok(None)) };
    let notes = context.reading.analysis.shapes(&range, context.cancel)?;
    let hints = notes.into_iter().map(|note| InlayHint {
        position: context.range(note.range).end,
        label: InlayHintLabel::String(note.text),
        kind: Some(InlayHintKind::TYPE),
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
    Ok(Ok(Some(hints.collect())))
}
