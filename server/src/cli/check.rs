//! `matgrad check`: reads documents side by side and reports in the order they were named.

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use super::inputs::{self, Input};
use super::report::{Checked, Count, Report};
use super::{CLEAN, FAILED, FOUND, complain, print};
use crate::analysis::Reader;
use crate::api::{Analysis, Analyzer, Cancel, Place};
use crate::document::project::Disk;
use crate::document::{Document, Host};
use crate::{fault, files};

/// What formulas of any depth need on a thread's stack.
const STACK: usize = 16 << 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and directories to check; `-` is standard input, nothing the current directory
    ///
    /// Directories are searched for Markdown (.md, .markdown, .myst, .qmd, .Rmd, .mdx), LaTeX (.tex, .ltx, .latex,
    /// .sty, .cls) and Jupyter notebooks (.ipynb), in them `.gitignore` is obeyed. A file that is named is read
    /// whatever its name.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// How to print what was found
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

    /// The name of what comes from standard input: it decides how it is read
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,

    /// List the mathematics that was not understood, instead of findings
    #[arg(long)]
    unread: bool,
}

impl Args {
    /// The check of `paths` that prints in `format`.
    pub fn of(paths: Vec<PathBuf>, format: Format) -> Args {
        Args { paths, format, stdin_filename: None, unread: false }
    }
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: the source with marks under what is meant
    Text,
    /// One array of objects; lines and columns count from 1, columns in Unicode characters
    Json,
}

/// What became of one input.
struct Outcome {
    rendered: String,
    count: Count,
    error: Option<String>,
}

pub fn run(args: &Args) -> u8 {
    let (inputs, errors) = inputs::collect(&args.paths, args.stdin_filename.as_deref());
    errors.iter().for_each(|error| complain(error));
    let mut failed = !errors.is_empty();
    let report = Report::new(args.format, args.unread);
    let work = || inputs.par_iter().map(|input| outcome(input, &report)).collect::<Vec<_>>();
    let outcomes = match rayon::ThreadPoolBuilder::new().stack_size(STACK).build() {
        Ok(pool) => pool.install(work),
        Err(error) => {
            complain(&format!("no threads can be started: {error}"));
            return FAILED;
        }
    };
    let total = outcomes.iter().fold(Count::default(), |total, outcome| total + outcome.count);
    for error in outcomes.iter().filter_map(|outcome| outcome.error.as_ref()) {
        complain(error);
        failed = true;
    }
    let rendered: Vec<&str> = outcomes.iter().map(|outcome| outcome.rendered.as_str()).collect();
    if let Err(error) = print(&report.whole(&rendered, total, failed)) {
        complain(&error);
        failed = true;
    }
    match (failed, total.fails()) {
        (true, _) => FAILED,
        (false, true) => FOUND,
        (false, false) => CLEAN,
    }
}

/// Reads and renders one input. A mistake in matgrad spoils this input alone.
fn outcome(input: &Input, report: &Report) -> Outcome {
    let name = input.name();
    let failure = |error: String| Outcome { rendered: String::new(), count: Default::default(), error: Some(error) };
    let text = match input.read() {
        Ok(text) => text,
        Err(error) => return failure(format!("cannot read {}: {error}", name.display())),
    };
    fault::catch(|| {
        let document = Arc::new(Document::parse(text, Host::detect(Some(name), None)));
        let root = files::root_of(name);
        let place = Place { path: Some(name), root: root.as_deref(), files: &Disk };
        // Nobody cancels a command-line run but by ending it.
        let Ok(analysis) = Reader.analyze(&document, place, &Cancel::default()) else {
            return failure(format!("reading {} was given up", name.display()));
        };
        let unread = if report.unread { analysis.unread() } else { Vec::new() };
        let checked = Checked { name, document: &document, findings: analysis.findings(), unread: &unread };
        let (rendered, count) = report.document(&checked);
        Outcome { rendered, count, error: None }
    })
    .unwrap_or_else(|fault| failure(format!("{}: {fault}", name.display())))
}
