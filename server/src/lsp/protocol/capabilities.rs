//! What client and server can do, and what they agree on when a session begins.

use std::time::Duration;

use tower_lsp::ls_types::*;

use super::convert;
use crate::document::Encoding;
use crate::lsp::event::{DEBOUNCE, Settings};
use crate::lsp::features::{code_action, command, tokens};

/// What the client can do, as far as it matters.
#[derive(Clone, Debug, Default)]
pub struct Abilities {
    /// What `character` counts in positions.
    pub encoding: Encoding,
    /// Whether it shows Markdown in hovers.
    pub markdown: bool,
    /// Whether it may typeset LaTeX there.
    pub typesets: bool,
    /// Whether it shows the places that explain a finding.
    pub related: bool,
    /// Whether it opens a rule's page.
    pub links: bool,
    /// Whether it asks for findings when it wants them.
    pub pull: bool,
    /// Whether it asks again when told to.
    pub refresh: bool,
    /// Whether it tells of files that change on disk.
    pub watch: bool,
    /// Whether it shows actions with edits of their own rather than commands alone.
    pub actions: bool,
    /// Whether it asks for the edits of an action when that is chosen.
    pub resolve: bool,
    /// Whether it makes edits of a certain version only.
    pub versions: bool,
    /// Whether it keeps data with diagnostics.
    pub data: bool,
    /// Whether it shows symbols below each other.
    pub nested: bool,
    /// Whether it folds whole lines only.
    pub lines: bool,
    /// Whether it asks whether a name can be changed before it asks for the new one.
    pub prepare: bool,
    /// Whether it asks for hints again when told to.
    pub hints_refresh: bool,
    /// Whether it asks for lenses again when told to.
    pub lenses_refresh: bool,
    /// Whether it tells its settings when asked.
    pub settings: bool,
    /// Whether it lets itself be asked to tell when they change.
    pub settings_change: bool,
    /// Whether it puts the result of `matgrad.code` where it can be pasted from.
    pub copies: bool,
    /// The command that shows a derivation, where it has one.
    pub shows: bool,
    /// Whether the user wants the findings of the whole project.
    pub whole: bool,
    /// Whether it asks for symbols of the whole project.
    pub project_symbols: bool,
    /// What it asks for at all.
    pub asks: Asks,
}

/// The requests that it may send and that are of no use to others.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asks {
    pub completion: bool,
    pub definition: bool,
    pub declaration: bool,
    pub references: bool,
    pub highlight: bool,
    pub rename: bool,
    pub symbols: bool,
    pub folding: bool,
    pub tokens: bool,
    pub hints: bool,
    pub lenses: bool,
}

/// The files whose changes on disk matter: those that a document may name, and the projects' settings.
pub fn watchers() -> Registration {
    let watcher =
        |pattern: &str| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern.to_owned()), kind: None };
    let watchers = WATCHED.into_iter().map(watcher).collect();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    Registration {
        id: "matgrad-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Word of changed settings.
pub fn settings_changes() -> Registration {
    Registration {
        id: "matgrad-settings".to_owned(),
        method: "workspace/didChangeConfiguration".to_owned(),
        register_options: serde_json::to_value(serde_json::json!({ "section": "matgrad" })).ok(),
    }
}

const WATCHED: [&str; 2] = ["**/*.{md,markdown,myst,qmd,Rmd,rmd,mdx,tex,ltx,latex,sty,cls,ipynb}", "**/matgrad.toml"];

impl Abilities {
    /// Reads them from the first message of a session.
    pub fn of(params: &InitializeParams) -> Abilities {
        let general = params.capabilities.general.as_ref();
        let text = params.capabilities.text_document.as_ref();
        let hover = text.and_then(|text| text.hover.as_ref()).and_then(|hover| hover.content_format.as_ref());
        let publish = text.and_then(|text| text.publish_diagnostics.as_ref());
        let workspace = params.capabilities.workspace.as_ref();
        let refresh = workspace.and_then(|workspace| workspace.diagnostics.as_ref());
        let watch = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let pull = text.and_then(|text| text.diagnostic.as_ref());
        let action = text.and_then(|text| text.code_action.as_ref());
        let resolve = action.filter(|action| action.data_support == Some(true));
        let resolve = resolve.and_then(|action| action.resolve_support.as_ref());
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let change = workspace.and_then(|workspace| workspace.did_change_configuration.as_ref());
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        let folding = text.and_then(|text| text.folding_range.as_ref());
        let rename = text.and_then(|text| text.rename.as_ref());
        let options = params.initialization_options.as_ref();
        let said = |name: &str| options.and_then(|options| options.get(name)).and_then(serde_json::Value::as_bool);
        let option = |name: &str| said(name).unwrap_or(false);
        Abilities {
            encoding: encoding(general.and_then(|general| general.position_encodings.as_deref())),
            markdown: hover.is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            typesets: said("typesets").unwrap_or(true),
            related: publish.and_then(|publish| publish.related_information).unwrap_or(false),
            links: publish.and_then(|publish| publish.code_description_support).unwrap_or(false),
            pull: pull.is_some(),
            refresh: refresh.and_then(|refresh| refresh.refresh_support).unwrap_or(false),
            watch: watch.and_then(|watch| watch.dynamic_registration).unwrap_or(false),
            actions: action.is_some_and(|action| action.code_action_literal_support.is_some()),
            resolve: resolve.is_some_and(|resolve| resolve.properties.iter().any(|property| property == "edit")),
            versions: edit.and_then(|edit| edit.document_changes).unwrap_or(false),
            nested: symbols.and_then(|symbols| symbols.hierarchical_document_symbol_support).unwrap_or(false),
            lines: folding.and_then(|folding| folding.line_folding_only).unwrap_or(false),
            prepare: rename.and_then(|rename| rename.prepare_support).unwrap_or(false),
            settings: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
            settings_change: change.and_then(|change| change.dynamic_registration).unwrap_or(false),
            hints_refresh: workspace
                .and_then(|workspace| workspace.inlay_hint.as_ref())
                .and_then(|hints| hints.refresh_support)
                .unwrap_or(false),
            lenses_refresh: workspace
                .and_then(|workspace| workspace.code_lens.as_ref())
                .and_then(|lenses| lenses.refresh_support)
                .unwrap_or(false),
            whole: ["workspace-diagnostics", "workspaceDiagnostics"].into_iter().any(|name| {
                let settings = options.and_then(|options| options.get("settings"));
                settings.and_then(|settings| settings.get(name)).and_then(serde_json::Value::as_bool) == Some(true)
            }),
            project_symbols: workspace.is_some_and(|workspace| workspace.symbol.is_some()),
            copies: option("copyAs"),
            shows: option("showDerivation"),
            asks: Asks {
                completion: text.is_some_and(|text| text.completion.is_some()),
                definition: text.is_some_and(|text| text.definition.is_some()),
                declaration: text.is_some_and(|text| text.declaration.is_some()),
                references: text.is_some_and(|text| text.references.is_some()),
                highlight: text.is_some_and(|text| text.document_highlight.is_some()),
                rename: rename.is_some(),
                symbols: symbols.is_some(),
                folding: folding.is_some(),
                tokens: text.is_some_and(|text| text.semantic_tokens.is_some()),
                hints: text.is_some_and(|text| text.inlay_hint.is_some()),
                lenses: text.is_some_and(|text| text.code_lens.is_some()),
            },
            data: publish.and_then(|publish| publish.data_support).unwrap_or(false) || pull.is_some(),
        }
    }

    /// What the owner loop needs to know.
    pub fn settings(&self, params: &InitializeParams) -> Settings {
        let options = params.initialization_options.as_ref();
        let debounce = options.and_then(|options| options.get("debounce")).and_then(serde_json::Value::as_u64);
        let folder = params.workspace_folders.as_ref().and_then(|folders| folders.first());
        // Older clients name one folder only.
        #[allow(deprecated)]
        let root = folder.map(|folder| &folder.uri).or(params.root_uri.as_ref()).and_then(convert::path);
        Settings {
            encoding: self.encoding,
            push: !self.pull,
            debounce: debounce.map_or(DEBOUNCE, |wait| Duration::from_millis(wait.min(10_000))),
            root,
        }
    }

    /// What the server answers.
    pub fn answer(&self) -> InitializeResult {
        let synchronization = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        };
        let diagnostics = DiagnosticOptions {
            identifier: Some("matgrad".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: self.whole,
            work_done_progress_options: WorkDoneProgressOptions { work_done_progress: self.whole.then_some(true) },
        };
        let encoding = match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        };
        let asks = self.asks;
        InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(encoding),
                text_document_sync: Some(TextDocumentSyncCapability::Options(synchronization)),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                code_action_provider: self.actions.then(|| {
                    CodeActionProviderCapability::Options(CodeActionOptions {
                        code_action_kinds: Some(code_action::kinds()),
                        resolve_provider: Some(self.resolve),
                        work_done_progress_options: WorkDoneProgressOptions::default(),
                    })
                }),
                execute_command_provider: Some(ExecuteCommandOptions {
                    commands: vec![command::CODE.to_owned()],
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                }),
                completion_provider: asks.completion.then(|| CompletionOptions {
                    trigger_characters: Some(["\\", "="].map(str::to_owned).to_vec()),
                    ..CompletionOptions::default()
                }),
                definition_provider: asks.definition.then_some(OneOf::Left(true)),
                declaration_provider: asks.declaration.then_some(DeclarationCapability::Simple(true)),
                references_provider: asks.references.then_some(OneOf::Left(true)),
                document_highlight_provider: asks.highlight.then_some(OneOf::Left(true)),
                rename_provider: asks.rename.then(|| match self.prepare {
                    true => OneOf::Right(RenameOptions {
                        prepare_provider: Some(true),
                        work_done_progress_options: WorkDoneProgressOptions::default(),
                    }),
                    false => OneOf::Left(true),
                }),
                document_symbol_provider: asks.symbols.then_some(OneOf::Left(true)),
                workspace_symbol_provider: self.project_symbols.then_some(OneOf::Right(WorkspaceSymbolOptions {
                    work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
                    resolve_provider: None,
                })),
                folding_range_provider: asks.folding.then_some(FoldingRangeProviderCapability::Simple(true)),
                semantic_tokens_provider: asks.tokens.then(|| {
                    SemanticTokensServerCapabilities::SemanticTokensOptions(SemanticTokensOptions {
                        legend: tokens::legend(),
                        range: Some(true),
                        full: Some(SemanticTokensFullOptions::Bool(true)),
                        work_done_progress_options: WorkDoneProgressOptions::default(),
                    })
                }),
                inlay_hint_provider: asks.hints.then_some(OneOf::Left(true)),
                code_lens_provider: asks.lenses.then_some(CodeLensOptions { resolve_provider: Some(true) }),
                diagnostic_provider: self.pull.then_some(DiagnosticServerCapabilities::Options(diagnostics)),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "matgrad".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        }
    }
}

/// UTF-8 where the client knows it, since that is what texts are kept in; UTF-16 where it says nothing.
fn encoding(offered: Option<&[PositionEncodingKind]>) -> Encoding {
    let offered = offered.unwrap_or_default();
    let choices = [
        (PositionEncodingKind::UTF8, Encoding::Utf8),
        (PositionEncodingKind::UTF16, Encoding::Utf16),
        (PositionEncodingKind::UTF32, Encoding::Utf32),
    ];
    choices.into_iter().find(|(kind, _)| offered.contains(kind)).map_or(Encoding::Utf16, |(_, encoding)| encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_encoding_both_sides_know_is_agreed_on() {
        let (utf8, utf16, utf32) =
            (PositionEncodingKind::UTF8, PositionEncodingKind::UTF16, PositionEncodingKind::UTF32);
        let cases = [
            (None, Encoding::Utf16),
            (Some(vec![]), Encoding::Utf16),
            (Some(vec![utf16.clone(), utf8]), Encoding::Utf8),
            (Some(vec![utf32.clone(), utf16]), Encoding::Utf16),
            (Some(vec![utf32]), Encoding::Utf32),
        ];
        for (offered, expected) in cases {
            assert_eq!(encoding(offered.as_deref()), expected);
        }
    }
}
