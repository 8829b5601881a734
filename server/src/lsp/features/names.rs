//! Names: where they were declared (`textDocument/definition`, `declaration`), where else they mean the same
//! (`references`, `documentHighlight`), and calling them something else (`prepareRename`, `rename`).

use tower_lsp::ls_types::*;

use super::{Answer, Context, refused};
use crate::api::{Analysis, Cancelled, Named};

fn named<T: Analysis>(context: &Context<'_, T>, position: Position) -> Result<Option<Named>, Cancelled> {
    match context.offset(position) {
        Some(offset) => context.reading.analysis.name(offset, context.cancel),
        None => Ok(None),
    }
}

fn location<T: Analysis>(context: &Context<'_, T>, range: std::ops::Range<usize>) -> Location {
    Location { uri: context.uri.clone(), range: context.range(range) }
}

pub fn definition<T: Analysis>(
    context: &Context<'_, T>,
    at: TextDocumentPositionParams,
) -> Answer<Option<GotoDefinitionResponse>> {
    let found = named(context, at.position)?;
    Ok(Ok(found.map(|name| GotoDefinitionResponse::Scalar(location(context, name.origin)))))
}

pub fn references<T: Analysis>(context: &Context<'_, T>, params: ReferenceParams) -> Answer<Option<Vec<Location>>> {
    let found = named(context, params.text_document_position.position)?;
    Ok(Ok(found.map(|name| {
        let all = name.occurrences.into_iter();
        let wanted = all.filter(|range| params.context.include_declaration || *range != name.origin);
        wanted.map(|range| location(context, range)).collect()
    })))
}

pub fn highlights<T: Analysis>(
    context: &Context<'_, T>,
    at: TextDocumentPositionParams,
) -> Answer<Option<Vec<DocumentHighlight>>> {
    let found = named(context, at.position)?;
    Ok(Ok(found.map(|name| {
        let highlight = |range: std::ops::Range<usize>| DocumentHighlight {
            kind: Some(if range == name.origin { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
            range: context.range(range),
        };
        name.occurrences.iter().cloned().map(highlight).collect()
    })))
}

pub fn prepare<T: Analysis>(
    context: &Context<'_, T>,
    at: TextDocumentPositionParams,
) -> Answer<Option<PrepareRenameResponse>> {
    let found = named(context, at.position)?;
    Ok(Ok(found.map(|name| {
        let placeholder = context.reading.document.source().get(name.range.clone()).unwrap_or_default().to_owned();
        PrepareRenameResponse::RangeWithPlaceholder { range: context.range(name.range), placeholder }
    })))
}

pub fn rename<T: Analysis>(context: &Context<'_, T>, params: RenameParams) -> Answer<Option<WorkspaceEdit>> {
    let Some(offset) = context.offset(params.text_document_position.position) else { return Ok(Ok(None)) };
    Ok(match context.reading.analysis.rename(offset, &params.new_name, context.cancel)? {
        None => Ok(None),
        Some(Err(why)) => Err(refused(why)),
        Some(Ok(edits)) => {
            let edits: Option<Vec<TextEdit>> =
                edits.iter().map(|edit| context.edit(edit.range.clone(), &edit.text)).collect();
            edits
                .map(|edits| Some(context.workspace_edit(edits)))
                .ok_or_else(|| refused("it stands in what cannot be edited"))
        }
    })
}
