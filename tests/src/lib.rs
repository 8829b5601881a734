//! What the tests share: a client of the language server, and where the binary is.

pub mod apply;
pub mod bad;
pub mod client;
pub mod command;
pub mod interpreters;
pub mod mutate;
pub mod peers;
pub mod usage;

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

/// How long this thread has run: time of the processor, in which nothing else on the machine counts.
pub fn processor_time() -> Option<std::time::Duration> {
    #[cfg(target_os = "linux")]
    {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        let seconds = u64::try_from(now.tv_sec).ok()?;
        Some(std::time::Duration::new(seconds, u32::try_from(now.tv_nsec).ok()?))
    }
    #[cfg(not(target_os = "linux"))]
    None
}
