//! `workspace/executeCommand`: `matgrad.code`, whose result is a derivative as code.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::ls_types::{Command, Position, TextDocumentIdentifier, Uri};

use super::derivation::{form, layout};
use super::{Answer, Context, refused};
use crate::api::{Analysis, Ask};

/// Its name; editors have commands of their own that copy the result.
pub const CODE: &str = "matgrad.code";

/// The languages, and what people call them.
pub const LANGUAGES: [(&str, &str); 5] =
    [("numpy", "NumPy"), ("jax", "JAX"), ("pytorch", "PyTorch"), ("julia", "Julia"), ("matlab", "MATLAB")];

/// The one argument of `matgrad.code`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeOf {
    pub text_document: TextDocumentIdentifier,
    pub position: Position,
    pub language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrt: Option<String>,
}

/// The command that copies the derivative at a place.
pub fn code_of(title: &str, uri: &Uri, position: Position, language: &str, ask: &Ask) -> Command {
    let argument = CodeOf {
        text_document: TextDocumentIdentifier { uri: uri.clone() },
        position,
        language: language.to_owned(),
        form: ask.form.map(|form| form.name().to_owned()),
        layout: None,
        wrt: ask.wrt.clone(),
    };
    let arguments = serde_json::to_value(argument).ok().map(|argument| vec![argument]);
    Command { title: title.to_owned(), command: CODE.to_owned(), arguments }
}

pub fn answer<T: Analysis>(context: &Context<'_, T>, params: CodeOf) -> Answer<Option<Value>> {
    let Some(offset) = context.offset(params.position) else { return Ok(Ok(None)) };
    let ask = Ask {
        layout: params.layout.as_deref().and_then(layout).or(context.reading.layout),
        form: params.form.as_deref().and_then(form),
        wrt: params.wrt,
    };
    Ok(match context.reading.analysis.derive(offset, &ask, context.cancel)? {
        None => Ok(None),
        Some(Err(why)) => Err(refused(why)),
        Some(Ok(found)) => match found.code.into_iter().find(|(name, _)| *name == params.language) {
            Some((_, code)) => Ok(Some(Value::String(code))),
            None => Err(refused(format!("this derivative cannot be written in {}", params.language))),
        },
    })
}
