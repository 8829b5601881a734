//! What the tests share: a client of the language server, and where the binary is.

pub mod apply;
pub mod client;
pub mod command;
pub mod peers;

use std::path::{Path, PathBuf};

/// The `matgrad` binary of the same build as the running test or benchmark.
///
/// # Panics
/// Where it is not built.
#[allow(clippy::panic)]
pub fn binary() -> PathBuf {
    let name = format!("matgrad{}", std::env::consts::EXE_SUFFIX);
    let test = std::env::current_exe().unwrap_or_default();
    let found = test.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("no {name} beside {}: run `cargo build --workspace` first", test.display()))
}

/// The top folder of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// How long this thread has run: time of the processor, in which nothing else on the machine counts. Linux alone tells it.
pub fn processor_time() -> Option<std::time::Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(std::time::Duration::from_nanos)
}
