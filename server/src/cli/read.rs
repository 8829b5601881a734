//! `matgrad read`: what a document defines with its derivatives, and what is wrong in it.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use super::check::{self, Format};
use super::inputs::{self, Input};
use super::{CLEAN, FAILED, complain, print};
use crate::analysis::Reader;
use crate::api::{Analysis, Analyzer, Cancel, Place};
use crate::document::Document;
use crate::document::project::Disk;
use crate::settings::Finder;
use crate::{fault, files};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and directories to read; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
}

pub fn run(args: &Args) -> u8 {
    let finder = match Finder::new(Reader.rules(), None) {
        Ok(finder) => Arc::new(finder),
        Err(error) => {
            complain(&error);
            return FAILED;
        }
    };
    let (inputs, errors) = inputs::collect(&args.paths, None, &finder, false);
    errors.iter().for_each(|error| complain(error));
    let mut failed = !errors.is_empty();
    for input in &inputs {
        match derivations(input, &finder).map(|text| print(&text)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) | Err(error) => {
                complain(&error);
                failed = true;
            }
        }
    }
    // The findings are those of `check`, and so is the exit code.
    let code = check::run(&check::Args::of(args.paths.clone(), Format::Text), &Reader);
    if failed && code == CLEAN { FAILED } else { code }
}

/// The definitions of one input with their derivatives.
fn derivations(input: &Input, finder: &Finder) -> Result<String, String> {
    let name = input.name();
    let text =
        input.read().map(|file| file.text).map_err(|error| format!("cannot read {}: {error}", name.display()))?;
    let project = finder.of_file(name)?;
    fault::catch(|| {
        let document = Arc::new(Document::parse(text, project.host(name)));
        let root = files::root_of(name);
        let place = Place { path: Some(name), root: root.as_deref(), files: &Disk, settings: &project.settings };
        let cancel = Cancel::default();
        // Nobody cancels a command-line run but by ending it.
        let given_up = |_| format!("reading {} was given up", name.display());
        let analysis = Reader.analyze(&document, place, &cancel).map_err(given_up)?;
        let mut out = String::new();
        for found in analysis.derivations(&cancel).map_err(given_up)? {
            let line = document.line_columns(found.range.clone()).start.line;
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}:{line}", name.display());
            for text in found.plain.lines() {
                let _ = writeln!(out, "{}", if text.is_empty() { String::new() } else { format!("  {text}") });
            }
            out.push('\n');
        }
        Ok(out)
    })
    .unwrap_or_else(|fault| Err(format!("{}: {fault}", name.display())))
}
