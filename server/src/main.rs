//! The one binary, `matgrad`.

use std::process::ExitCode;
use std::thread;

use matgrad::{cli, fault};

/// Deeply nested formulas need room, whatever the shell's limit for the main thread is.
const STACK: usize = 64 << 20;

fn main() -> ExitCode {
    fault::install();
    let run = || fault::catch(|| cli::run(std::env::args_os()));
    let result = thread::Builder::new().stack_size(STACK).spawn(run).map(thread::JoinHandle::join);
    match result {
        Ok(Ok(Ok(code))) => ExitCode::from(code),
        Ok(Ok(Err(fault))) => {
            eprintln!("matgrad: {fault}");
            ExitCode::from(2)
        }
        Ok(Err(_)) => ExitCode::from(2),
        Err(error) => {
            eprintln!("matgrad: no thread can be started: {error}");
            ExitCode::from(2)
        }
    }
}
