//! `textDocument/codeLens` and `codeLens/resolve`: the derivative above each definition of a function, where the user
//! wants it.

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::*;

use super::{Answer, Context};
use crate::api::{Analysis, Ask};

/// What is sent back when a lens comes into sight.
#[derive(Debug, Serialize, Deserialize)]
struct Seen {
    uri: Uri,
    version: i32,
    at: usize,
}

/// The document that a lens belongs to.
pub fn document(lens: &CodeLens) -> Option<Uri> {
    seen(lens).map(|seen| seen.uri)
}

fn seen(lens: &CodeLens) -> Option<Seen> {
    serde_json::from_value(lens.data.clone()?).ok()
}

pub fn answer<T: Analysis>(context: &Context<'_, T>, _: ()) -> Answer<Option<Vec<CodeLens>>> {
    if !context.taste.code_lens {
        return Ok(Ok(None));
    }
    let lenses = context.reading.analysis.functions(context.cancel)?.into_iter().map(|range| {
        let seen = Seen { uri: context.uri.clone(), version: context.reading.version, at: range.start };
        CodeLens { range: context.range(range), command: None, data: serde_json::to_value(seen).ok() }
    });
    Ok(Ok(Some(lenses.collect())))
}

pub fn resolve<T: Analysis>(context: &Context<'_, T>, mut lens: CodeLens) -> Answer<CodeLens> {
    let Some(seen) = seen(&lens) else { return Ok(Ok(lens)) };
    if seen.version != context.reading.version {
        return Ok(Err(Error::content_modified()));
    }
    let ask = Ask { layout: context.reading.layout, ..Ask::default() };
    let title = match context.reading.analysis.derive(seen.at, &ask, context.cancel)? {
        Some(Ok(found)) => found.unicode,
        Some(Err(why)) => why,
        None => "nothing to derive".to_owned(),
    };
    let place = lens.range.start;
    // A lens without a command of the client is read only.
    let (command, arguments) = match context.abilities.shows {
        true => {
            let arguments = serde_json::json!([context.uri.as_str(), place.line, place.character]);
            ("matgrad.showDerivation", arguments.as_array().cloned())
        }
        false => ("", None),
    };
    lens.command = Some(Command { title, command: command.to_owned(), arguments });
    Ok(Ok(lens))
}
