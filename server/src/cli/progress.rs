//! How far a long run is, on a terminal and nowhere else.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A run that takes no longer shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// The time between two pictures.
const PAUSE: Duration = Duration::from_millis(100);
/// The width of the bar.
const WIDTH: usize = 30;

/// A bar on standard error.
pub struct Progress {
    total: usize,
    done: AtomicUsize,
    /// When to draw again; nothing where there is no terminal.
    next: Option<Mutex<Instant>>,
}

impl Progress {
    /// A bar for `total` steps.
    pub fn new(total: usize) -> Progress {
        let seen = stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let next = seen.then(|| Mutex::new(Instant::now() + PATIENCE));
        Progress { total, done: AtomicUsize::new(0), next }
    }

    /// One step is done.
    pub fn step(&self) {
        let done = 1 + self.done.fetch_add(1, Ordering::Relaxed);
        // Whoever finds another thread drawing goes on working.
        let Some(Ok(mut next)) = self.next.as_ref().map(Mutex::try_lock) else { return };
        if Instant::now() >= *next {
            *next = Instant::now() + PAUSE;
            let _ = write!(stderr(), "\r\x1b[K{}", bar(done, self.total));
        }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if self.next.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

fn bar(done: usize, total: usize) -> String {
    let full = (done * WIDTH).checked_div(total).unwrap_or(WIDTH).min(WIDTH);
    format!("checking [{}{}] {done} of {total}", "=".repeat(full), " ".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_grows_with_what_is_done() {
        assert_eq!(bar(1, 3), "checking [==========                    ] 1 of 3");
        assert_eq!(bar(3, 3), "checking [==============================] 3 of 3");
        assert_eq!(bar(0, 0), "checking [==============================] 0 of 0");
    }
}
