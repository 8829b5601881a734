//! The command line: what it takes, what it prints, and how it ends.
//!
//! A run ends with 0 where nothing was found, 1 where something was, 2 where it could not be done; then one paragraph
//! on standard error says why. A reader of the output who leaves early is no error.

mod check;
mod context;
mod derive;
mod equal;
mod inputs;
mod lsp;
mod manual;
mod progress;
mod read;
mod report;
mod rules;
mod shape;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::{Parser, Subcommand};

use crate::analysis::Reader;
use crate::api::Analyzer;

/// Nothing was found.
pub const CLEAN: u8 = 0;
/// Something was found, or the answer is no.
pub const FOUND: u8 = 1;
/// It could not be done.
pub const FAILED: u8 = 2;

/// Reads, derives and checks matrix calculus in Markdown and LaTeX.
#[derive(Debug, Parser)]
#[command(
    name = "matgrad",
    version,
    max_term_width = 120,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 nothing found; 1 findings, unequal, ill-shaped, or a derivative refused; \
                  2 bad usage, unreadable input, or an internal error."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Derive: a gradient, Jacobian, Hessian or differential, verified before it is shown
    Derive(derive::Args),
    /// Tell the shape of an expression
    Shape(shape::Args),
    /// Tell whether two expressions are equal for all values and sizes
    Equal(equal::Args),
    /// Show what documents define with its derivatives, and what is wrong in them
    Read(read::Args),
    /// Check the mathematics of documents
    Check(check::Args),
    /// List the rules
    Rules(rules::ListArgs),
    /// Say what a rule means, with examples
    Explain(rules::ExplainArgs),
    /// Print a script that completes commands in a shell
    Completions(manual::CompletionsArgs),
    /// Print a page for man
    Man(manual::ManArgs),
    /// Run the language server over standard input and output
    Lsp(lsp::Args),
}

/// Runs the command line that `args` spell, and returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    run_with(args, &Reader)
}

/// The same with documents checked by another analyzer.
pub fn run_with(args: impl IntoIterator<Item = OsString>, analyzer: &impl Analyzer) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Printing fails only where nobody reads.
            let _ = error.print();
            return if error.use_stderr() { FAILED } else { CLEAN };
        }
    };
    match cli.command {
        Command::Derive(args) => derive::run(&args),
        Command::Shape(args) => shape::run(&args),
        Command::Equal(args) => equal::run(&args),
        Command::Read(args) => read::run(&args),
        Command::Check(args) => check::run(&args, analyzer),
        Command::Rules(args) => rules::list(&args, analyzer.rules()),
        Command::Explain(args) => rules::explain(&args, &analyzer.rules()),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
        Command::Lsp(args) => lsp::run(&args),
    }
}

/// Writes to standard output; a reader who left early is as good as one who read on.
fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {}", crate::files::plain(&error)))
        }
        _ => Ok(()),
    }
}

/// Text on standard error that is no complaint.
fn warn(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// One paragraph on standard error. Where even that is closed, nothing can be said.
fn complain(message: &str) {
    let _ = writeln!(io::stderr().lock(), "matgrad: {}", clipped(message));
}

/// A message without the middle of what it quotes, where that is endless.
fn clipped(message: &str) -> std::borrow::Cow<'_, str> {
    const LONGEST: usize = 2000;
    if message.len() <= LONGEST {
        return message.into();
    }
    let (start, mut end): (String, Vec<char>) =
        (message.chars().take(LONGEST / 2).collect(), message.chars().rev().take(LONGEST / 2).collect());
    end.reverse();
    format!("{start} … {}", end.into_iter().collect::<String>()).into()
}
