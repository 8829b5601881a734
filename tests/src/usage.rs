//! What a process uses of the machine.

use std::path::Path;
use std::process::{Child, ExitStatus};
use std::time::Duration;

/// The time of the processor and the most memory that a process used.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// In its own code and in the system's for it.
    pub processor: Duration,
    /// In bytes.
    pub memory: u64,
}

impl Usage {
    /// What the process with this number has used so far; nothing where the system does not tell.
    pub fn of(process: u32) -> Option<Usage> {
        let folder = Path::new("/proc").join(process.to_string());
        let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
        // The name, in parentheses, may hold blanks; the times are the 12th and 13th field after it, in hundredths.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
        let processor = Duration::from_millis(10 * (ticks(11)? + ticks(12)?));
        let status = std::fs::read_to_string(folder.join("status")).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let memory = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0);
        Some(Usage { processor, memory: memory << 10 })
    }

    /// Waits for the end of a process and returns what it used, as far as it could be seen.
    ///
    /// # Errors
    /// Where it cannot be waited for.
    pub fn until_end(child: &mut Child) -> std::io::Result<(ExitStatus, Usage)> {
        let mut used = Usage::default();
        loop {
            if let Some(now) = Usage::of(child.id()) {
                used = Usage { processor: now.processor, memory: used.memory.max(now.memory) };
            }
            if let Some(status) = child.try_wait()? {
                return Ok((status, used));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
