//! The outline: `textDocument/documentSymbol`, nested where the client shows that, and `textDocument/foldingRange`.

use tower_lsp::ls_types::*;

use super::{Answer, Context};
use crate::api::{Analysis, Heading, HeadingKind};

pub fn kind(kind: HeadingKind) -> SymbolKind {
    match kind {
        HeadingKind::Section => SymbolKind::STRING,
        HeadingKind::Function => SymbolKind::FUNCTION,
        HeadingKind::Quantity => SymbolKind::VARIABLE,
        HeadingKind::Theorem => SymbolKind::CLASS,
    }
}

pub fn symbols<T: Analysis>(context: &Context<'_, T>, _: ()) -> Answer<Option<DocumentSymbolResponse>> {
    let outline = context.reading.analysis.outline(context.cancel)?;
    Ok(Ok(Some(match context.abilities.nested {
        true => DocumentSymbolResponse::Nested(outline.into_iter().map(|heading| nested(context, heading)).collect()),
        false => {
            let mut out = Vec::new();
            flat(context, outline, None, &mut out);
            DocumentSymbolResponse::Flat(out)
        }
    })))
}

fn nested<T: Analysis>(context: &Context<'_, T>, heading: Heading) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = heading.children.into_iter().map(|child| nested(context, child)).collect();
    // A client refuses symbols whose name stands outside of them.
    let selection = heading.selection.start.max(heading.range.start)..heading.selection.end.min(heading.range.end);
    #[allow(deprecated)]
    DocumentSymbol {
        name: heading.name,
        detail: (!heading.detail.is_empty()).then_some(heading.detail),
        kind: kind(heading.kind),
        tags: None,
        deprecated: None,
        range: context.range(heading.range),
        selection_range: context.range(selection),
        children: (!children.is_empty()).then_some(children),
    }
}

/// Headings one after the other, each with the name of the one above it.
pub fn flat<T: Analysis>(
    context: &Context<'_, T>,
    outline: Vec<Heading>,
    above: Option<&str>,
    out: &mut Vec<SymbolInformation>,
) {
    for heading in outline {
        let location = Location { uri: context.uri.clone(), range: context.range(heading.selection) };
        #[allow(deprecated)]
        out.push(SymbolInformation {
            name: heading.name.clone(),
            kind: kind(heading.kind),
            tags: None,
            deprecated: None,
            location,
            container_name: above.map(str::to_owned),
        });
        flat(context, heading.children, Some(&heading.name), out);
    }
}

pub fn folds<T: Analysis>(context: &Context<'_, T>, _: ()) -> Answer<Option<Vec<FoldingRange>>> {
    let folds = context.reading.analysis.folds(context.cancel)?.into_iter().filter_map(|range| {
        let range = context.range(range);
        let whole = !context.abilities.lines;
        (range.start.line < range.end.line).then(|| FoldingRange {
            start_line: range.start.line,
            start_character: None,
            end_line: range.end.line,
            end_character: whole.then_some(range.end.character),
            kind: Some(FoldingRangeKind::Region),
            collapsed_text: None,
        })
    });
    Ok(Ok(Some(folds.collect())))
}
