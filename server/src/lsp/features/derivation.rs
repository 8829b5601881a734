//! `matgrad/derivation`: the derivative of what stands at a place, with its steps, as code, and ready to be inserted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{Position, TextDocumentIdentifier, TextEdit};

use super::{Answer, Context, refused};
use crate::api::{Analysis, Ask, Form, Layout, Line};

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Params {
    pub text_document: TextDocumentIdentifier,
    pub position: Position,
    #[serde(default)]
    pub layout: Option<String>,
    #[serde(default)]
    pub form: Option<String>,
    #[serde(default)]
    pub wrt: Option<String>,
}

/// What is answered.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Derivation {
    title: String,
    form: &'static str,
    forms: Vec<&'static str>,
    layout: &'static str,
    wrt: String,
    variables: Vec<String>,
    latex: String,
    unicode: String,
    steps: Vec<Step>,
    align: String,
    /// Nothing where the place cannot be written to.
    insert: Option<TextEdit>,
    insert_steps: Option<TextEdit>,
    code: BTreeMap<&'static str, String>,
    version: i32,
}

#[derive(Debug, Serialize)]
struct Step {
    latex: String,
    unicode: String,
    rule: String,
    source: &'static str,
}

const FORMS: [Form; 4] = [Form::Gradient, Form::Jacobian, Form::Hessian, Form::Differential];

/// The form that a client calls `name`.
pub fn form(name: &str) -> Option<Form> {
    FORMS.into_iter().find(|form| form.name() == name)
}

/// The layout that a client calls `name`.
pub fn layout(name: &str) -> Option<Layout> {
    match name {
        "numerator" => Some(Layout::Numerator),
        "denominator" => Some(Layout::Denominator),
        "mixed" => Some(Layout::Mixed),
        _ => None,
    }
}

pub fn answer<T: Analysis>(context: &Context<'_, T>, params: Params) -> Answer<Option<Derivation>> {
    let Some(offset) = context.offset(params.position) else { return Ok(Ok(None)) };
    let ask = Ask {
        layout: params.layout.as_deref().and_then(layout).or(context.reading.layout),
        form: params.form.as_deref().and_then(form),
        wrt: params.wrt,
    };
    let found = match context.reading.analysis.derive(offset, &ask, context.cancel)? {
        None => return Ok(Ok(None)),
        Some(Err(why)) => return Ok(Err(refused(why))),
        Some(Ok(found)) => found,
    };
    let step = |line: Line| Step { latex: line.latex, unicode: line.unicode, rule: line.rule, source: line.source };
    let steps = found.steps.into_iter().map(step);
    Ok(Ok(Some(Derivation {
        title: found.title,
        form: found.form.name(),
        forms: found.forms.iter().map(|form| form.name()).collect(),
        layout: match found.layout {
            Layout::Numerator => "numerator",
            Layout::Denominator => "denominator",
            Layout::Mixed => "mixed",
        },
        wrt: found.wrt,
        variables: found.variables,
        latex: found.latex,
        unicode: found.unicode,
        steps: steps.collect(),
        align: found.align,
        insert: context.edit(found.insert.range, &found.insert.text),
        insert_steps: context.edit(found.insert_steps.range, &found.insert_steps.text),
        code: found.code.into_iter().collect(),
        version: context.reading.version,
    })))
}
