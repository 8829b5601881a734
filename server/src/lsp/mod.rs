//! The language server.
//!
//! tower-lsp carries messages and nothing more: its handlers turn each into an [`event::Event`] for the one owner loop
//! ([`owner`]), which holds the documents and hands snapshots to workers ([`work`]). Types of the protocol stay in
//! [`protocol`] and in [`features`], where each request has its file; standard output carries the protocol alone, what is
//! said to people goes to standard error.

mod departure;
mod event;
mod features;
mod open;
mod owner;
mod protocol;
mod stream;
mod survey;
mod taste;
mod work;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Builder, Runtime};
use tower_lsp::{LspService, Server};

pub use event::DEBOUNCE;
pub use open::LONGEST_WAIT;

use self::departure::Departure;
use self::event::Event;
use self::owner::Owner;
use self::protocol::Face;
use self::stream::Messages;
use crate::api::Analyzer;

/// How many requests may wait at once. With tower-lsp's own four, four that hang shut out all edits and cancellations.
const REQUESTS: usize = 256;
/// How many workers there may be. More than cores, since one that hangs must not keep others from working.
const WORKERS: usize = 64;
/// What formulas of any depth need on a worker's stack.
const STACK: usize = 16 << 20;
/// How long requests may still be worked on once the client sends no more.
const GRACE: Duration = Duration::from_millis(500);

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The client said goodbye, or went without a word.
    Orderly,
    /// The client asked to exit without having asked to shut down.
    Abrupt,
}

/// Serves a client on standard input and output until it goes.
pub fn run<A: Analyzer>(analyzer: A) -> std::io::Result<Ending> {
    let runtime = runtime()?;
    let ending = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout(), analyzer));
    // A thread that still reads standard input, or a worker that hangs, is left behind.
    runtime.shutdown_background();
    ending
}

/// The runtime that a session needs: one thread for messages, more for work.
pub fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(WORKERS)
        .thread_stack_size(STACK)
        .thread_name("matgrad-worker")
        .build()
}

/// Serves a client on any pair of streams until it goes. Must be called within [`runtime`].
pub async fn serve<A: Analyzer>(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite,
    analyzer: A,
) -> std::io::Result<Ending> {
    let (events, inbox) = mpsc::channel();
    let (out, outgoing) = tokio::sync::mpsc::unbounded_channel();
    let owner = Owner::new(Arc::new(analyzer), tokio::runtime::Handle::current(), events.clone(), out);
    let owner = thread::Builder::new().name("matgrad-owner".to_owned()).spawn(move || owner.run(&inbox))?;

    let abilities = Arc::new(OnceLock::new());
    let shut_down = Arc::new(AtomicBool::new(false));
    let departure = Departure::default();
    let (service, socket) = LspService::build(|client| {
        tokio::spawn(protocol::tell(client.clone(), abilities.clone(), outgoing));
        Face::new(events.clone(), client, abilities.clone(), shut_down.clone(), departure.clone())
    })
    .custom_method("matgrad/derivation", Face::derivation)
    .finish();
    let at_end = {
        let departure = departure.clone();
        move || departure.tell()
    };
    let server = Server::new(Messages::new(input, at_end), output, socket).concurrency_level(REQUESTS).serve(service);
    tokio::select! {
        () = server => {}
        () = async { departure.told().await; tokio::time::sleep(GRACE).await } => {}
    }
    let _ = events.send(Event::Exit);
    // The loop never blocks but on its inbox, so it ends at once.
    let _ = owner.join();
    // The transport stops before the end of the stream only where it is asked to exit.
    let abrupt = !departure.is_told() && !shut_down.load(Ordering::Relaxed);
    Ok(if abrupt { Ending::Abrupt } else { Ending::Orderly })
}
