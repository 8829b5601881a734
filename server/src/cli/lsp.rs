//! `matgrad lsp`: the language server on standard input and output. What it has to tell people goes to standard error.

use tracing_subscriber::filter::LevelFilter;

use super::{CLEAN, FAILED, FOUND, complain};
use crate::analysis::Reader;
use crate::lsp::{self, Ending};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Talk over standard input and output, which is what is done anyway; editors pass it
    #[arg(long)]
    stdio: bool,

    /// How much to tell on standard error: off, error, warn, info, debug, trace
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    log: LevelFilter,
}

pub fn run(args: &Args) -> u8 {
    tracing_subscriber::fmt()
        .with_max_level(args.log)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time()
        .init();
    match lsp::run(Reader) {
        Ok(Ending::Orderly) => CLEAN,
        Ok(Ending::Abrupt) => FOUND,
        Err(error) => {
            complain(&format!("the language server cannot start: {}", crate::files::plain(&error)));
            FAILED
        }
    }
}
