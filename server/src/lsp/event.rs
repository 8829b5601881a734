//! Everything that the owner loop can be told, and everything it tells in return. No protocol types.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::api::{Analyzer, Cancel, Finding, Layout};
use crate::document::{Document, Encoding, Position};
use crate::fault::Fault;
use crate::lsp::survey::World;

/// What the client asked for when the session began.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What `character` counts in positions.
    pub encoding: Encoding,
    /// Whether findings are sent unasked; a client that asks for them gets them once.
    pub push: bool,
    /// How long typing must pause before findings are sent unasked.
    pub debounce: Duration,
    /// The folder of the project.
    pub root: Option<PathBuf>,
}

/// How long typing must pause by default.
pub const DEBOUNCE: Duration = Duration::from_millis(60);

impl Default for Settings {
    fn default() -> Settings {
        Settings { encoding: Encoding::default(), push: true, debounce: DEBOUNCE, root: None }
    }
}

/// The name a client gives a document.
pub type Key = Arc<str>;

/// One edit as a client sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; nothing for the whole text.
    pub range: Option<(Position, Position)>,
    /// What stands there then.
    pub text: String,
}

/// A document that a client opened.
#[derive(Clone, Debug)]
pub struct Opened {
    pub key: Key,
    pub path: Option<PathBuf>,
    pub language: String,
    pub version: i32,
    pub text: String,
}

/// One version of a document with all that is known about it.
#[derive(Debug)]
pub struct Reading<T> {
    /// The number of this state of the document: no other state of any document in the session has it.
    pub state: u64,
    /// The client's number.
    pub version: i32,
    pub document: Arc<Document>,
    pub analysis: T,
    /// Its findings as the project's settings want them.
    pub findings: Vec<Finding>,
    /// The layout of derivatives that the project's settings want.
    pub layout: Option<Layout>,
}

/// Why a request gets no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The document moved on, or the client lost interest.
    Outdated,
    /// The client never opened the document.
    NotOpen,
    /// A mistake in matgrad.
    Fault(Fault),
}

/// Findings that a client asked for.
#[derive(Debug)]
pub enum Pulled<T> {
    /// What the client already has.
    Unchanged(u64),
    /// The findings of a reading.
    Full(Arc<Reading<T>>),
}

/// What is done about a question once the document is read: with the reading and a flag that says when to give up, or
/// with the reason why there is none. It answers, whatever it is given.
pub type Job<T> = Box<dyn FnOnce(Result<(Arc<Reading<T>>, Cancel), Refusal>) + Send>;

/// Where an answer goes.
pub type Reply<T> = oneshot::Sender<Result<T, Refusal>>;

/// Everything that can happen.
pub enum Event<A: Analyzer> {
    /// The session begins.
    Start(Settings),
    Open(Opened),
    Change {
        key: Key,
        version: i32,
        edits: Vec<Edit>,
    },
    Save(Key),
    Close(Key),
    /// Files changed on disk.
    Disk(Vec<PathBuf>),
    /// What the editor's settings say.
    Configure(serde_json::Value),
    /// A question about a document.
    Ask {
        key: Key,
        /// Whether it is about the document as it will be rather than about a place in it as it is.
        lasting: bool,
        cancel: Cancel,
        job: Job<A::Analysis>,
    },
    Pull {
        key: Key,
        known: Option<u64>,
        reply: Reply<Pulled<A::Analysis>>,
    },
    /// A question about the whole project.
    Survey(oneshot::Sender<World<A>>),
    /// A worker has read a state of a document, or failed to.
    Read {
        key: Key,
        state: u64,
        result: Result<Arc<Reading<A::Analysis>>, Refusal>,
    },
    /// The session ends.
    Exit,
}

/// What the client is told unasked.
#[derive(Debug)]
pub enum Outgoing<T> {
    /// The findings of a document.
    Findings { key: Key, reading: Arc<Reading<T>> },
    /// A closed document has no findings any more.
    Forget { key: Key },
    /// Findings that the client asked for are out of date.
    Refresh,
    /// Something that a person should read.
    Say(String),
}
