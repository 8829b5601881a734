//! `textDocument/codeAction` and `codeAction/resolve`: fixes of findings, all safe ones at once, and what a writer may
//! want to have done at a place. What takes time is found when it is chosen, where the client can wait for it.

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::*;

use super::{Answer, Context, command, refused};
use crate::api::{Action, ActionKind, Analysis, Ask, Doing, Finding, Insertion, Task};
use crate::fix::{self, Which};

/// All safe fixes at once.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.matgrad");

/// The kinds that there are.
pub fn kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE, INSERT, FIX_ALL, COPY]
}

const INSERT: CodeActionKind = CodeActionKind::new("refactor.insert");
const COPY: CodeActionKind = CodeActionKind::new("refactor.copy");

/// What is sent back when an action is chosen.
#[derive(Debug, Serialize, Deserialize)]
struct Chosen {
    uri: Uri,
    version: i32,
    task: Task,
}

pub fn answer<T: Analysis>(context: &Context<'_, T>, params: CodeActionParams) -> Answer<Option<CodeActionResponse>> {
    let only = params.context.only.as_deref();
    let wanted = |kind: &CodeActionKind| {
        let within = |outer: &CodeActionKind| {
            let (kind, outer) = (kind.as_str(), outer.as_str());
            kind == outer || outer.is_empty() || kind.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
        };
        only.is_none_or(|only| only.iter().any(within))
    };
    let mut out = Vec::new();
    let place = context.offset(params.range.start).zip(context.offset(params.range.end));
    if let Some((start, end)) = place {
        let range = start..end.max(start);
        if wanted(&CodeActionKind::QUICKFIX) {
            out.extend(quick_fixes(context, &range, &params.context.diagnostics));
        }
        for action in context.reading.analysis.actions(&range, context.cancel)? {
            context.cancel.check()?;
            let kind = match action.kind {
                ActionKind::Derive => INSERT,
                ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
                ActionKind::Remark => CodeActionKind::QUICKFIX,
            };
            let shown = |rule| context.reading.findings.iter().any(|finding| finding.rule == rule);
            if wanted(&kind) && action.rule.is_none_or(shown) {
                out.extend(offered(context, action, kind)?);
            }
        }
        if wanted(&COPY) && context.abilities.copies {
            out.extend(copies(context, start, params.range.start)?);
        }
    }
    // Asked for by name, and not wanted in every menu.
    if only.is_some() && wanted(&FIX_ALL) {
        out.extend(fix_all(context));
    }
    Ok(Ok((!out.is_empty()).then(|| out.into_iter().map(CodeActionOrCommand::CodeAction).collect())))
}

/// The edits of an action that was chosen.
pub fn resolve<T: Analysis>(context: &Context<'_, T>, mut action: CodeAction) -> Answer<CodeAction> {
    let Some(chosen) = chosen(&action) else { return Ok(Ok(action)) };
    if chosen.version != context.reading.version {
        return Ok(Err(Error::content_modified()));
    }
    Ok(match context.reading.analysis.carry_out(&chosen.task, context.cancel)? {
        Err(why) => Err(refused(why)),
        Ok(edits) => match workspace_edit(context, &edits) {
            Some(edit) => {
                action.edit = Some(edit);
                Ok(action)
            }
            None => Err(refused("what stands there cannot be edited")),
        },
    })
}

fn chosen(action: &CodeAction) -> Option<Chosen> {
    serde_json::from_value(action.data.clone()?).ok()
}

/// The document that an action is about.
pub fn document(action: &CodeAction) -> Option<Uri> {
    chosen(action).map(|chosen| chosen.uri)
}

fn offered<T: Analysis>(
    context: &Context<'_, T>,
    action: Action,
    kind: CodeActionKind,
) -> Result<Option<CodeAction>, crate::api::Cancelled> {
    let mut out = CodeAction { title: action.title, kind: Some(kind), ..CodeAction::default() };
    match action.doing {
        Doing::Edits(edits) => out.edit = workspace_edit(context, &edits),
        Doing::Later(task) if context.abilities.resolve => {
            let chosen = Chosen { uri: context.uri.clone(), version: context.reading.version, task };
            out.data = serde_json::to_value(chosen).ok();
        }
        Doing::Later(task) => {
            let edits = context.reading.analysis.carry_out(&task, context.cancel)?;
            out.edit = edits.ok().and_then(|edits| workspace_edit(context, &edits));
        }
    }
    Ok((out.edit.is_some() || out.data.is_some()).then_some(out))
}

/// The fixes of the findings in `range`, each with the diagnostic that it mends.
fn quick_fixes<T: Analysis>(
    context: &Context<'_, T>,
    range: &std::ops::Range<usize>,
    shown: &[Diagnostic],
) -> Vec<CodeAction> {
    let near = |finding: &&Finding| finding.range.start <= range.end && range.start <= finding.range.end;
    let findings = context.reading.findings.iter().filter(near);
    let all =
        findings.flat_map(|finding| finding.fix.iter().chain(&finding.alternatives).map(move |fix| (finding, fix)));
    let fixes = all.filter_map(|(finding, fix)| {
        let edits: Vec<Insertion> =
            fix.edits.iter().map(|(range, text)| Insertion { range: range.clone(), text: text.clone() }).collect();
        let place = context.range(finding.range.clone());
        let code = NumberOrString::String(finding.rule.to_owned());
        let same = |diagnostic: &&Diagnostic| diagnostic.range == place && diagnostic.code.as_ref() == Some(&code);
        let mended: Vec<Diagnostic> = shown.iter().filter(same).cloned().collect();
        Some(CodeAction {
            title: fix.title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            is_preferred: fix::is_safe(&context.reading.document, fix).then_some(true),
            diagnostics: (!mended.is_empty()).then_some(mended),
            edit: Some(workspace_edit(context, &edits)?),
            ..CodeAction::default()
        })
    });
    fixes.collect()
}

fn fix_all<T: Analysis>(context: &Context<'_, T>) -> Option<CodeAction> {
    let (edits, count) = fix::edits(&context.reading.document, &context.reading.findings, Which::Safe);
    let edits = edits.into_iter().map(|(range, new_text)| TextEdit { range: context.file_range(range), new_text });
    (count > 0).then(|| CodeAction {
        title: format!("Fix all safe findings of matgrad ({count})"),
        kind: Some(FIX_ALL),
        edit: Some(context.workspace_edit(edits.collect())),
        ..CodeAction::default()
    })
}

/// Commands whose result is the derivative as code.
fn copies<T: Analysis>(
    context: &Context<'_, T>,
    at: usize,
    position: Position,
) -> Result<Vec<CodeAction>, crate::api::Cancelled> {
    let actions = context.reading.analysis.actions(&(at..at), context.cancel)?;
    if !actions.iter().any(|action| action.kind == ActionKind::Derive) {
        return Ok(Vec::new());
    }
    let copy = |(language, shown): (&str, &str)| {
        let title = format!("Copy as {shown}");
        let command = command::code_of(&title, context.uri, position, language, &Ask::default());
        CodeAction { title, kind: Some(COPY), command: Some(command), ..CodeAction::default() }
    };
    Ok(command::LANGUAGES.into_iter().map(copy).collect())
}

fn workspace_edit<T: Analysis>(context: &Context<'_, T>, edits: &[Insertion]) -> Option<WorkspaceEdit> {
    let edits: Option<Vec<TextEdit>> = edits.iter().map(|edit| context.edit(edit.range.clone(), &edit.text)).collect();
    Some(context.workspace_edit(edits.filter(|edits| !edits.is_empty())?))
}
