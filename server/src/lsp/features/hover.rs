//! `textDocument/hover`: Markdown with Unicode, and with displays unless the client says that it does not typeset them, or
//! plain text.

use tower_lsp::ls_types::*;

use super::{Answer, Context};
use crate::api::Analysis;

pub fn answer<T: Analysis>(context: &Context<'_, T>, params: HoverParams) -> Answer<Option<Hover>> {
    let Some(offset) = context.offset(params.text_document_position_params.position) else { return Ok(Ok(None)) };
    let found = context.reading.analysis.hover(offset, context.cancel)?;
    Ok(Ok(found.map(|hover| {
        let (kind, value) = match (context.abilities.markdown, context.abilities.typesets) {
            (true, true) => (MarkupKind::Markdown, hover.typeset),
            (true, false) => (MarkupKind::Markdown, hover.markdown),
            (false, _) => (MarkupKind::PlainText, hover.plain),
        };
        Hover {
            contents: HoverContents::Markup(MarkupContent { kind, value }),
            range: Some(context.range(hover.range)),
        }
    })))
}
