//! `textDocument/completion`: the derivative after the sign of a claimed one, names with their shapes, functions.

use tower_lsp::ls_types::*;

use super::{Answer, Context};
use crate::api::{Analysis, SuggestionKind};

pub fn answer<T: Analysis>(context: &Context<'_, T>, params: CompletionParams) -> Answer<Option<CompletionResponse>> {
    let Some(offset) = context.offset(params.text_document_position.position) else { return Ok(Ok(None)) };
    let trigger = params.context.and_then(|context| context.trigger_character);
    let found = context.reading.analysis.suggest(offset, trigger.as_deref() == Some("="), context.cancel)?;
    let items: Vec<CompletionItem> = found
        .into_iter()
        .enumerate()
        .filter_map(|(order, one)| {
            let edit = context.edit(one.range, &one.text)?;
            Some(CompletionItem {
                filter_text: match one.kind {
                    // What stands there is no beginning of it.
                    SuggestionKind::Derivative => None,
                    _ => Some(one.text),
                },
                label: one.label,
                kind: Some(match one.kind {
                    SuggestionKind::Derivative => CompletionItemKind::VALUE,
                    SuggestionKind::Symbol => CompletionItemKind::VARIABLE,
                    SuggestionKind::Function => CompletionItemKind::FUNCTION,
                }),
                preselect: (one.kind == SuggestionKind::Derivative).then_some(true),
                detail: Some(one.detail),
                sort_text: Some(format!("{order:04}")),
                text_edit: Some(CompletionTextEdit::Edit(edit)),
                ..CompletionItem::default()
            })
        })
        .collect();
    Ok(Ok((!items.is_empty()).then_some(CompletionResponse::Array(items))))
}
