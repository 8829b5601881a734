//! The face that the protocol sees. Every type of the protocol stays in this module.
//!
//! Handlers run side by side, and only what stands before a handler's first `await` happens in the order of messages.
//! So each sends one event there and decides nothing; a request then waits for its answer, and its work is told to
//! stop when the client cancels it or waited too long.

pub mod capabilities;
pub mod convert;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc::UnboundedReceiver, oneshot};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};

use self::capabilities::Abilities;
use super::departure::Departure;
use super::event::{Edit, Event, Job, Key, Opened, Outgoing, Refusal};
use super::features::workspace::Report;
use super::features::{
    Context, code_action, command, completion, derivation, hints, hover, lens, names, outline, tokens, workspace,
};
use super::survey::{Shelf, World};
use super::taste::Taste;
use super::work;
use crate::api::{Analysis, Analyzer, Cancel, Cancelled};
use crate::document::Position as Place;

/// The longest that a request is worked on.
const DEADLINE: Duration = Duration::from_secs(5);

/// What the client can do, known once the session began.
pub type Shared = Arc<OnceLock<Abilities>>;

/// The handlers.
pub struct Face<A: Analyzer> {
    events: Mutex<Sender<Event<A>>>,
    client: Client,
    abilities: Shared,
    /// What was read of the project.
    shelf: Shelf<A::Analysis>,
    /// What the user wants to see now.
    taste: Arc<Mutex<Taste>>,
    /// Whether the client said goodbye.
    shut_down: Arc<AtomicBool>,
    /// Told when the client's process has died.
    departure: Departure,
}

/// Stops the work on a request when the client no longer waits for it.
struct StopOnDrop(Cancel);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl<A: Analyzer> Face<A> {
    pub fn new(
        events: Sender<Event<A>>,
        client: Client,
        abilities: Shared,
        shut_down: Arc<AtomicBool>,
        departure: Departure,
    ) -> Face<A> {
        let (shelf, taste) = (Arc::default(), Arc::default());
        Face { events: Mutex::new(events), client, abilities, shelf, taste, shut_down, departure }
    }

    fn send(&self, event: Event<A>) {
        // Sending does not panic, so the lock is never poisoned; the loop is gone only where the session is over.
        let _ = self.events.lock().unwrap_or_else(PoisonError::into_inner).send(event);
    }

    fn taste(&self) -> MutexGuard<'_, Taste> {
        self.taste.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a question about the whole project answered by a worker, and tells the client how far it is.
    async fn survey<R: Send + 'static>(
        &self,
        token: Option<ProgressToken>,
        work: impl FnOnce(&World<A>, &Shelf<A::Analysis>, (Report<'_>, &Cancel)) -> std::result::Result<R, Cancelled>
        + Send
        + 'static,
    ) -> Result<R> {
        let (reply, receiver) = oneshot::channel();
        self.send(Event::Survey(reply));
        let Ok(world) = receiver.await else { return Err(error(Refusal::Outdated)) };
        let cancel = Cancel::default();
        let stop = StopOnDrop(cancel.clone());
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let shelf = self.shelf.clone();
        let work = tokio::task::spawn_blocking(move || {
            let last = std::cell::Cell::new(0);
            let report = |percent: u32| {
                // Nobody listens where there is no token.
                if last.replace(percent) != percent {
                    let _ = told.send(percent);
                }
            };
            work::guarded(|| work(&world, &shelf, (&report, &cancel)))
        });
        if let Some(token) = token {
            let progress =
                self.client.progress(token, "matgrad").with_message("Reading the project").with_percentage(0);
            let progress = progress.begin().await;
            // Ends when the worker does.
            while let Some(percent) = heard.recv().await {
                progress.report(percent).await;
            }
            progress.finish().await;
        }
        let result = work.await;
        drop(stop);
        result.map_err(|_| error(Refusal::Outdated))?.map_err(error)
    }

    /// Takes over the editor's settings.
    fn configure(&self, settings: serde_json::Value) {
        let taste = Taste::of(&settings);
        let changed = std::mem::replace(&mut *self.taste(), taste) != taste;
        self.send(Event::Configure(settings));
        if changed {
            self.show_anew();
        }
    }

    /// Has the client ask again for what depends on taste.
    fn show_anew(&self) {
        let (client, abilities) = (self.client.clone(), self.abilities());
        if abilities.hints_refresh || abilities.lenses_refresh {
            tokio::spawn(async move {
                // The answers say nothing.
                if abilities.hints_refresh {
                    let _ = client.inlay_hint_refresh().await;
                }
                if abilities.lenses_refresh {
                    let _ = client.code_lens_refresh().await;
                }
            });
        }
    }

    /// Asks the client for its settings, where it tells them.
    fn ask_settings(&self) {
        if !self.abilities().settings {
            return;
        }
        let (client, events, taste) = (self.client.clone(), self.events(), self.taste.clone());
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some("matgrad".to_owned()) };
            let Ok(told) = client.configuration(vec![item]).await else { return };
            if let Some(settings) = told.into_iter().next().filter(serde_json::Value::is_object) {
                *taste.lock().unwrap_or_else(PoisonError::into_inner) = Taste::of(&settings);
                // The loop is gone only where the session is over.
                let _ = events.send(Event::Configure(settings));
            }
        });
    }

    fn events(&self) -> Sender<Event<A>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn abilities(&self) -> Abilities {
        self.abilities.get().cloned().unwrap_or_default()
    }

    /// Has a question about a document answered by a worker.
    async fn ask<P, R>(&self, uri: Uri, about: About, params: P, feature: Feature<A::Analysis, P, R>) -> Result<R>
    where
        P: Send + 'static,
        R: Send + 'static,
    {
        let (reply, receiver) = oneshot::channel();
        let cancel = Cancel::default();
        let (key, abilities, taste) = (key(&uri), self.abilities(), *self.taste());
        let job: Job<A::Analysis> = Box::new(move |given| {
            let answer = given.and_then(|(reading, cancel)| {
                work::guarded(|| {
                    cancel.check()?;
                    let context =
                        Context { uri: &uri, reading: &reading, abilities: &abilities, taste, cancel: &cancel };
                    feature(&context, params)
                })
            });
            // Nobody waits for the answer to a cancelled request.
            let _ = reply.send(answer);
        });
        let lasting = about == About::Document;
        self.send(Event::Ask { key, lasting, cancel: cancel.clone(), job });
        let _stop = StopOnDrop(cancel);
        answer(receiver).await?
    }

    /// `matgrad/derivation`.
    pub async fn derivation(&self, params: derivation::Params) -> Result<Option<derivation::Derivation>> {
        self.ask(params.text_document.uri.clone(), About::Place, params, derivation::answer).await
    }
}

/// What a question is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// A place in the document as it is; an edit makes the question void.
    Place,
    /// The document, whatever it will be.
    Document,
}

/// The function that answers a question.
type Feature<T, P, R> = fn(&Context<'_, T>, P) -> std::result::Result<Result<R>, Cancelled>;

/// Waits for an answer.
async fn answer<T>(reply: oneshot::Receiver<std::result::Result<T, Refusal>>) -> Result<T> {
    match tokio::time::timeout(DEADLINE, reply).await {
        Ok(Ok(answer)) => answer.map_err(error),
        Ok(Err(_)) => Err(error(Refusal::Outdated)),
        Err(_) => Err(Error {
            code: ErrorCode::ServerError(-32803),
            message: format!("no answer within {} seconds", DEADLINE.as_secs()).into(),
            data: None,
        }),
    }
}

fn error(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Outdated => Error::content_modified(),
        Refusal::NotOpen => Error::invalid_params("the document is not open"),
        Refusal::Fault(fault) => {
            Error { code: ErrorCode::InternalError, message: fault.to_string().into(), data: None }
        }
    }
}

fn key(uri: &Uri) -> Key {
    Key::from(uri.as_str())
}

fn place(position: Position) -> Place {
    Place { line: position.line, character: position.character }
}

impl<A: Analyzer> LanguageServer for Face<A> {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let abilities = Abilities::of(&params);
        self.send(Event::Start(abilities.settings(&params)));
        let options = params.initialization_options.as_ref();
        if let Some(settings) = options.and_then(|options| options.get("settings")) {
            self.configure(settings.clone());
        }
        if let Some(process) = params.process_id {
            tokio::spawn(self.departure.clone().watch(process));
        }
        let abilities = self.abilities.get_or_init(|| abilities);
        Ok(abilities.answer())
    }

    async fn initialized(&self, _: InitializedParams) {
        let abilities = self.abilities();
        let mut wanted = Vec::new();
        if abilities.watch {
            wanted.push(capabilities::watchers());
        }
        if abilities.settings_change {
            wanted.push(capabilities::settings_changes());
        }
        if !wanted.is_empty() {
            // Nothing waits for the answer: it would keep other messages from being handled.
            let client = self.client.clone();
            tokio::spawn(async move {
                if let Err(error) = client.register_capability(wanted).await {
                    tracing::warn!("changes on disk and in settings are not told: {error}");
                }
            });
        }
        self.ask_settings();
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        self.send(Event::Open(Opened {
            key: key(&document.uri),
            path: convert::path(&document.uri),
            language: document.language_id,
            version: document.version,
            text: document.text,
        }));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let edit = |change: TextDocumentContentChangeEvent| Edit {
            range: change.range.map(|range| (place(range.start), place(range.end))),
            text: change.text,
        };
        self.send(Event::Change {
            key: key(&params.text_document.uri),
            version: params.text_document.version,
            edits: params.content_changes.into_iter().map(edit).collect(),
        });
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.send(Event::Save(key(&params.text_document.uri)));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.send(Event::Disk(params.changes.iter().filter_map(|change| convert::path(&change.uri)).collect()));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        match params.settings.get("matgrad") {
            Some(settings) => self.configure(settings.clone()),
            // Many clients only say that something changed.
            None => self.ask_settings(),
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.send(Event::Close(key(&params.text_document.uri)));
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let uri = params.text_document_position_params.text_document.uri.clone();
        self.ask(uri, About::Place, params, hover::answer).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(params.text_document.uri.clone(), About::Place, params, code_action::answer).await
    }

    async fn code_action_resolve(&self, params: CodeAction) -> Result<CodeAction> {
        match code_action::document(&params) {
            Some(uri) => self.ask(uri, About::Place, params, code_action::resolve).await,
            None => Ok(params),
        }
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let known = params.command == command::CODE;
        let argument = params.arguments.into_iter().next().filter(|_| known);
        match argument.map(serde_json::from_value::<command::CodeOf>) {
            Some(Ok(params)) => self.ask(params.text_document.uri.clone(), About::Place, params, command::answer).await,
            _ => Err(Error::invalid_params("no such command, or not its argument")),
        }
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        self.ask(at.text_document.uri.clone(), About::Place, at, names::definition).await
    }

    async fn goto_declaration(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.goto_definition(params).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let uri = params.text_document_position.text_document.uri.clone();
        self.ask(uri, About::Place, params, names::references).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params;
        self.ask(at.text_document.uri.clone(), About::Place, at, names::highlights).await
    }

    async fn prepare_rename(&self, at: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        self.ask(at.text_document.uri.clone(), About::Place, at, names::prepare).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let uri = params.text_document_position.text_document.uri.clone();
        self.ask(uri, About::Place, params, names::rename).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(params.text_document.uri, About::Document, (), outline::symbols).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.ask(params.text_document.uri, About::Document, (), outline::folds).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        self.ask(params.text_document.uri, About::Document, (), tokens::full).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        self.ask(params.text_document.uri, About::Place, params.range, tokens::range).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.ask(params.text_document.uri, About::Place, params.range, hints::answer).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let uri = params.text_document_position.text_document.uri.clone();
        self.ask(uri, About::Place, params, completion::answer).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.ask(params.text_document.uri, About::Document, (), lens::answer).await
    }

    async fn code_lens_resolve(&self, params: CodeLens) -> Result<CodeLens> {
        match lens::document(&params) {
            Some(uri) => self.ask(uri, About::Place, params, lens::resolve).await,
            None => Ok(params),
        }
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let (abilities, query) = (self.abilities(), params.query);
        let token = params.work_done_progress_params.work_done_token;
        let found =
            self.survey(token, move |world, shelf, how| workspace::symbols(world, shelf, &abilities, &query, how));
        Ok(Some(WorkspaceSymbolResponse::Flat(found.await?)))
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        let (abilities, known) = (self.abilities(), params.previous_result_ids);
        let token = params.work_done_progress_params.work_done_token;
        let found =
            self.survey(token, move |world, shelf, how| workspace::diagnostics(world, shelf, &abilities, &known, how));
        Ok(WorkspaceDiagnosticReport { items: found.await? }.into())
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let (reply, receiver) = oneshot::channel();
        let uri = params.text_document.uri;
        let known = params.previous_result_id.and_then(|id| id.parse().ok());
        self.send(Event::Pull { key: key(&uri), known, reply });
        let pulled = answer(receiver).await?;
        Ok(convert::report(&self.abilities(), &uri, pulled))
    }
}

/// Tells the client, in order, what it did not ask for.
pub async fn tell<T: Analysis>(client: Client, abilities: Shared, mut outgoing: UnboundedReceiver<Outgoing<T>>) {
    while let Some(message) = outgoing.recv().await {
        let Some(abilities) = abilities.get() else { continue };
        let (key, version, diagnostics) = match message {
            Outgoing::Findings { key, reading } => {
                let Ok(uri) = key.parse() else { continue };
                let diagnostics = convert::diagnostics(abilities, &uri, &reading);
                (key, Some(reading.version), diagnostics)
            }
            Outgoing::Forget { key } => (key, None, Vec::new()),
            Outgoing::Say(message) => {
                client.show_message(MessageType::WARNING, format!("matgrad: {message}")).await;
                continue;
            }
            Outgoing::Refresh => {
                if abilities.refresh {
                    // The answer says nothing, and waiting for it would hold up what follows.
                    let client = client.clone();
                    tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
                }
                continue;
            }
        };
        if let Ok(uri) = key.parse() {
            client.publish_diagnostics(uri, diagnostics, version).await;
        }
    }
}
