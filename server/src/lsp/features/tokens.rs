//! `textDocument/semanticTokens/full` and `range`: names coloured by what they stand for.

use tower_lsp::ls_types::*;

use super::{Answer, Context};
use crate::api::{Analysis, Cancelled, NameKind};

/// The kinds of tokens; a client that knows none of the first three shows them as it shows text.
pub fn legend() -> SemanticTokensLegend {
    let types = ["scalar", "vector", "matrix", "function"].map(SemanticTokenType::new);
    SemanticTokensLegend { token_types: types.to_vec(), token_modifiers: Vec::new() }
}

pub fn full<T: Analysis>(context: &Context<'_, T>, _: ()) -> Answer<Option<SemanticTokensResult>> {
    let whole = 0..context.reading.document.source().len();
    Ok(Ok(Some(SemanticTokensResult::Tokens(tokens(context, &whole)?))))
}

pub fn range<T: Analysis>(context: &Context<'_, T>, range: Range) -> Answer<Option<SemanticTokensRangeResult>> {
    let Some(range) = context.source(range) else { return Ok(Ok(None)) };
    Ok(Ok(Some(SemanticTokensRangeResult::Tokens(tokens(context, &range)?))))
}

fn tokens<T: Analysis>(context: &Context<'_, T>, range: &std::ops::Range<usize>) -> Result<SemanticTokens, Cancelled> {
    let mut data = Vec::new();
    let (mut line, mut character) = (0, 0);
    for name in context.reading.analysis.colours(range, context.cancel)? {
        let place = context.range(name.range);
        let (start, end) = (place.start, place.end);
        // A token stands in one line, and after the one before it.
        if start.line != end.line || (start.line, start.character) < (line, character) || start == end {
            continue;
        }
        let delta_line = start.line - line;
        data.push(SemanticToken {
            delta_line,
            delta_start: if delta_line == 0 { start.character - character } else { start.character },
            length: end.character.saturating_sub(start.character),
            token_type: match name.kind {
                NameKind::Scalar => 0,
                NameKind::Vector => 1,
                NameKind::Matrix => 2,
                NameKind::Function => 3,
            },
            token_modifiers_bitset: 0,
        });
        (line, character) = (start.line, start.character);
    }
    Ok(SemanticTokens { result_id: None, data })
}
