//! The owner loop: the one place that holds the open documents.
//!
//! Events come in the order in which the client sent them and are handled one by one, so edits never overtake each
//! other. Reading and answering is done by workers on snapshots; what they found about a state that is no longer open
//! is dropped. Each request is answered exactly once, if only by dropping its reply.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;

use super::event::{Event, Key, Opened, Outgoing, Pulled, Reading, Refusal, Settings};
use super::open::{Open, Waiting};
use super::survey::World;
use super::work;
use crate::api::{Analysis, Analyzer, Cancel};
use crate::document::project::{Disk, FileSource};
use crate::document::{Host, Text};
use crate::settings::{self, Finder, Project};
use crate::{fault, files};

/// How many events are handled in a row while a reading is due.
const BATCH: usize = 64;

/// The owner of the open documents.
pub struct Owner<A: Analyzer> {
    analyzer: Arc<A>,
    settings: Settings,
    documents: HashMap<Key, Open<A::Analysis>>,
    /// The projects' settings.
    finder: Arc<Finder>,
    /// What the editor's settings say.
    editor: serde_json::Value,
    /// What people were told, which is said once.
    said: HashSet<String>,
    /// Changes of files and settings, counted.
    generation: u64,
    /// The number of the newest state of any document.
    state: u64,
    workers: Handle,
    events: Sender<Event<A>>,
    out: UnboundedSender<Outgoing<A::Analysis>>,
}

impl<A: Analyzer> Owner<A> {
    /// An owner whose workers run on `workers` and report to `events`.
    pub fn new(
        analyzer: Arc<A>,
        workers: Handle,
        events: Sender<Event<A>>,
        out: UnboundedSender<Outgoing<A::Analysis>>,
    ) -> Owner<A> {
        Owner {
            finder: Arc::new(Finder::default()),
            editor: settings::of_project(&serde_json::Value::Null),
            said: HashSet::new(),
            analyzer,
            settings: Settings::default(),
            documents: HashMap::new(),
            generation: 0,
            state: 0,
            workers,
            events,
            out,
        }
    }

    /// Handles events until the session ends.
    pub fn run(mut self, events: &Receiver<Event<A>>) {
        let mut handled = 0;
        loop {
            let event = match self.documents.values().filter_map(Open::due).min() {
                Some(at) if handled >= BATCH && at <= Instant::now() => None,
                Some(at) => match events.recv_timeout(at.saturating_duration_since(Instant::now())) {
                    Ok(event) => Some(event),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                },
                None => match events.recv() {
                    Ok(event) => Some(event),
                    Err(_) => return,
                },
            };
            let step = match event {
                Some(Event::Exit) => return,
                Some(event) => {
                    handled += 1;
                    fault::catch(|| self.handle(event))
                }
                None => {
                    handled = 0;
                    fault::catch(|| self.start_due())
                }
            };
            if let Err(fault) = step {
                tracing::error!("{fault}");
            }
        }
    }

    fn handle(&mut self, event: Event<A>) {
        match event {
            Event::Start(settings) => {
                self.settings = settings;
                self.find_settings();
            }
            Event::Open(opened) => self.open(opened),
            Event::Change { key, version, edits } => {
                let (push, state) = (self.settings.push, self.next_state());
                let Some(open) = self.documents.get_mut(&key) else {
                    tracing::warn!("an edit of a document that is not open: {key}");
                    return;
                };
                open.edit(edits, self.settings.encoding, version, state);
                let waiting = std::mem::take(&mut open.waiting);
                for waiting in waiting {
                    match waiting {
                        // A place in the old text says nothing about the new one.
                        Waiting::Ask { lasting: false, job, .. } => job(Err(Refusal::Outdated)),
                        Waiting::Ask { .. } | Waiting::Pull { .. } => open.waiting.push(waiting),
                    }
                }
                if !open.waiting.is_empty() {
                    open.need();
                } else if push {
                    open.schedule(self.settings.debounce);
                }
                let path = open.path.clone();
                self.files_changed(path.as_slice());
            }
            Event::Save(key) => {
                self.generation += 1;
                if let Some(open) = self.documents.get_mut(&key).filter(|open| open.current().is_none()) {
                    open.need();
                }
            }
            Event::Close(key) => {
                let Some(open) = self.documents.remove(&key) else { return };
                if self.settings.push {
                    self.send(Outgoing::Forget { key });
                }
                // From now on the file on disk counts.
                self.files_changed(open.path.as_slice());
            }
            Event::Configure(settings) => {
                let settings = settings::of_project(&settings);
                if settings != self.editor {
                    self.editor = settings;
                    self.find_settings();
                }
            }
            Event::Disk(paths) => {
                self.generation += 1;
                if paths.iter().any(|path| path.file_name().is_some_and(|name| name == settings::NAME)) {
                    self.find_settings();
                }
                let is_open = |path: &PathBuf| self.documents.values().any(|open| open.path.as_ref() == Some(path));
                let closed: Vec<PathBuf> = paths.into_iter().filter(|path| !is_open(path)).collect();
                self.files_changed(&closed);
            }
            Event::Ask { key, lasting, cancel, job } => self.ask(&key, Waiting::Ask { lasting, cancel, job }),
            Event::Pull { key, known, reply } => self.ask(&key, Waiting::Pull { known, reply }),
            Event::Survey(reply) => {
                let open = self.documents.iter();
                let open = open.map(|(key, open)| (key.clone(), open.path.clone(), open.reading.clone()));
                // Nobody waits for the answer to a cancelled request.
                let _ = reply.send(World {
                    analyzer: self.analyzer.clone(),
                    finder: self.finder.clone(),
                    root: self.settings.root.clone(),
                    files: self.files(),
                    open: open.collect(),
                    generation: self.generation,
                });
            }
            Event::Read { key, state, result } => self.read(&key, state, result),
            // Ends the loop before it comes here.
            Event::Exit => {}
        }
    }

    fn open(&mut self, opened: Opened) {
        let host = Host::detect(opened.path.as_deref(), Some(&opened.language));
        let state = self.next_state();
        let mut open = Open::new(host, opened.path, opened.version, state, Text::new(opened.text));
        if self.settings.push {
            open.need();
        }
        let path = open.path.clone();
        self.documents.insert(opened.key, open);
        self.files_changed(path.as_slice());
    }

    /// Looks for the projects' settings anew, and has every document read by them.
    fn find_settings(&mut self) {
        self.generation += 1;
        let rules = self.analyzer.rules();
        let folder = self.settings.root.clone().unwrap_or_default();
        let editor = Project::of_editor(&self.editor, &folder, &rules).unwrap_or_else(|error| {
            self.say(error);
            Project::plain()
        });
        // Without a file that is named there is nothing to fail.
        self.finder = Arc::new(Finder::new(rules, None).unwrap_or_default().or(Arc::new(editor)));
        let keys: Vec<Key> = self.documents.keys().cloned().collect();
        for key in &keys {
            let state = self.next_state();
            if let Some(open) = self.documents.get_mut(key) {
                open.invalidate(state);
                if self.settings.push || !open.waiting.is_empty() {
                    open.need();
                }
            }
        }
        if !self.settings.push && !keys.is_empty() {
            self.send(Outgoing::Refresh);
        }
    }

    /// The settings for a document; what is wrong with them is said once.
    fn project(&mut self, path: Option<&Path>) -> Arc<Project> {
        let found = path.map_or_else(|| Ok(self.finder.otherwise()), |path| self.finder.of_file(path));
        for warning in self.finder.warnings() {
            self.say(warning);
        }
        found.unwrap_or_else(|error| {
            self.say(error);
            self.finder.otherwise()
        })
    }

    fn say(&mut self, message: String) {
        if self.said.insert(message.clone()) {
            self.send(Outgoing::Say(message));
        }
    }

    /// Has the documents read again that depend on any of these files.
    fn files_changed(&mut self, paths: &[PathBuf]) {
        let mut stale = false;
        for open in self.documents.values_mut() {
            let depends = |reading: &Arc<Reading<A::Analysis>>| {
                paths.iter().any(|path| open.path.as_ref() != Some(path) && reading.analysis.depends_on(path))
            };
            if open.reading.as_ref().is_some_and(depends) {
                stale |= open.current().is_some();
                self.state += 1;
                open.invalidate(self.state);
                if !open.waiting.is_empty() {
                    open.need();
                } else if self.settings.push {
                    open.schedule(self.settings.debounce);
                }
            }
        }
        if stale && !self.settings.push {
            self.send(Outgoing::Refresh);
        }
    }

    /// Takes a request about a document. Where it is not read yet, that is done first, at once.
    fn ask(&mut self, key: &Key, request: Waiting<A::Analysis>) {
        match self.documents.get_mut(key) {
            None => refuse(request, &Refusal::NotOpen),
            Some(open) if open.current().is_some() => self.answer(key, request),
            Some(open) => {
                open.waiting.push(request);
                open.need();
            }
        }
    }

    /// Answers a request about a document that is read.
    fn answer(&self, key: &Key, request: Waiting<A::Analysis>) {
        let Some(open) = self.documents.get(key) else { return refuse(request, &Refusal::NotOpen) };
        let Some(reading) = open.current().cloned() else { return refuse(request, &Refusal::Outdated) };
        match request {
            Waiting::Pull { known, reply } => {
                let state = reading.state;
                let pulled = if known == Some(state) { Pulled::Unchanged(state) } else { Pulled::Full(reading) };
                let _ = reply.send(Ok(pulled));
            }
            // Nobody waits for the answer to a request that was cancelled.
            Waiting::Ask { cancel, job, .. } if cancel.is_cancelled() => job(Err(Refusal::Outdated)),
            Waiting::Ask { cancel, job, .. } => {
                let cancel = cancel.or(&open.outdated);
                self.workers.spawn_blocking(move || job(Ok((reading, cancel))));
            }
        }
    }

    /// Gives every document whose time has come to a worker.
    fn start_due(&mut self) {
        let now = Instant::now();
        let due = self.documents.iter().filter(|(_, open)| open.due().is_some_and(|at| at <= now));
        let due: Vec<Key> = due.map(|(key, _)| key.clone()).collect();
        for key in due {
            let files = self.files();
            let path = self.documents.get(&key).and_then(|open| open.path.clone());
            let project = self.project(path.as_deref());
            let Some(open) = self.documents.get_mut(&key) else { continue };
            let cancel = Cancel::default();
            let previous = open.begin(cancel.clone());
            let task = work::Task {
                state: open.state,
                version: open.version,
                host: open.host,
                project,
                root: self.settings.root.clone().or_else(|| files::root_of(open.path.as_deref()?)),
                path: open.path.clone(),
                text: open.text.clone(),
                files,
                previous,
                cancel,
            };
            let (analyzer, events) = (self.analyzer.clone(), self.events.clone());
            self.workers.spawn_blocking(move || {
                let state = task.state;
                let result = work::read(analyzer.as_ref(), task);
                // The loop is gone only where the session is over.
                let _ = events.send(Event::Read { key, state, result });
            });
        }
    }

    /// A worker is done with a state of a document.
    fn read(&mut self, key: &Key, state: u64, result: Result<Arc<Reading<A::Analysis>>, Refusal>) {
        let Some(open) = self.documents.get_mut(key) else { return };
        if open.running.as_ref().is_none_or(|running| running.state != state) {
            // The document was closed and opened again meanwhile.
            return;
        }
        let refusal = result.as_ref().err().cloned();
        open.finish(result.ok());
        if state != open.state {
            // Findings of an old state are never shown; those of this one were asked for when it came about, unless
            // only requests wait for it.
            if !open.waiting.is_empty() {
                open.need();
            }
            return;
        }
        let (waiting, reading) = (std::mem::take(&mut open.waiting), open.reading.clone());
        match (reading, refusal) {
            (Some(reading), _) => {
                if self.settings.push {
                    self.send(Outgoing::Findings { key: key.clone(), reading });
                }
                waiting.into_iter().for_each(|request| self.answer(key, request));
            }
            (None, refusal) => {
                let refusal = refusal.unwrap_or(Refusal::Outdated);
                if let Refusal::Fault(fault) = &refusal {
                    tracing::error!("{key}: {fault}");
                }
                waiting.into_iter().for_each(|request| refuse(request, &refusal));
            }
        }
    }

    fn next_state(&mut self) -> u64 {
        self.state += 1;
        self.state
    }

    fn send(&self, outgoing: Outgoing<A::Analysis>) {
        // The receiver is gone only where the session is over.
        let _ = self.out.send(outgoing);
    }

    /// The files as the user sees them: what is open, else what is on disk.
    fn files(&self) -> Arc<dyn FileSource + Send + Sync> {
        let open = self.documents.values().filter_map(|open| Some((open.path.clone()?, open.text.clone())));
        Arc::new(OpenFiles(open.collect()))
    }
}

/// Tells a request that it gets no answer.
fn refuse<T>(request: Waiting<T>, refusal: &Refusal) {
    match request {
        Waiting::Ask { job, .. } => job(Err(refusal.clone())),
        Waiting::Pull { reply, .. } => drop(reply.send(Err(refusal.clone()))),
    }
}

struct OpenFiles(HashMap<PathBuf, Text>);

impl FileSource for OpenFiles {
    fn text(&self, path: &Path) -> Option<Arc<str>> {
        self.0.get(path).map(|text| text.as_str().clone()).or_else(|| Disk.text(path))
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        Disk.real_path(path)
    }

    fn beside(&self, folder: &Path) -> Vec<PathBuf> {
        Disk.beside(folder)
    }
}
