//! How a client goes without a word: its end of the stream closes, or its process dies while something else still holds
//! that end open.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// How often it is looked whether the client's process is still there.
const PERIOD: Duration = Duration::from_secs(3);

/// Word that the client has gone.
#[derive(Clone, Default)]
pub struct Departure(Arc<Inner>);

#[derive(Default)]
struct Inner {
    gone: AtomicBool,
    told: Notify,
}

impl Departure {
    /// The client has gone.
    pub fn tell(&self) {
        self.0.gone.store(true, Ordering::Relaxed);
        self.0.told.notify_one();
    }

    pub fn is_told(&self) -> bool {
        self.0.gone.load(Ordering::Relaxed)
    }

    /// Returns when the client has gone.
    pub async fn told(&self) {
        self.0.told.notified().await;
    }

    /// Tells when the process with this number has died. One that cannot be seen from the beginning, as from within a
    /// container, says nothing.
    pub async fn watch(self, process: u32) {
        if !is_running(process) {
            tracing::info!("the client's process {process} cannot be seen");
            return;
        }
        while is_running(process) {
            tokio::time::sleep(PERIOD).await;
        }
        self.tell();
    }
}

#[cfg(unix)]
fn is_running(process: u32) -> bool {
    let number = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    let Some(number) = number else { return false };
    if rustix::process::test_kill_process(number) == Err(rustix::io::Errno::SRCH) {
        return false;
    }
    // Linux keeps the dead until their parents have asked about them; the state stands behind the name in parentheses.
    let about = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    !about.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with(['Z', 'X']))
}

/// Elsewhere the stream is all that is known: it closes with the client.
#[cfg(not(unix))]
fn is_running(_: u32) -> bool {
    false
}
