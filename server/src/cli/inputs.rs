//! Which files a run reads: those named, those in the directories named, and standard input.
//!
//! Directories are walked in the order of names; what `.gitignore` leaves out and what is hidden is left out, and
//! symbolic links in them are not followed. A file that is named is read whatever its name.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::read::{FileText, read_file, read_from};
use crate::settings::Finder;
use crate::walk::{self, excludes};

/// Where one document comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input, and the name it goes by.
    Stdin(PathBuf),
    /// A file.
    File(PathBuf),
}

impl Input {
    /// The name to call it by.
    pub fn name(&self) -> &Path {
        match self {
            Input::Stdin(path) | Input::File(path) => path,
        }
    }

    /// Its text.
    pub fn read(&self) -> Result<FileText, String> {
        match self {
            Input::Stdin(_) => read_from(std::io::stdin().lock()),
            Input::File(path) => read_file(path).map_err(|error| error.reason),
        }
    }
}

/// All inputs that `paths` name, each once, in order, and what could not be looked at. What settings exclude is left out
/// of folders, and by `force` also where it is named.
pub fn collect(
    paths: &[PathBuf],
    stdin_name: Option<&Path>,
    finder: &Arc<Finder>,
    force: bool,
) -> (Vec<Input>, Vec<String>) {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut inputs = Inputs { finder: finder.clone(), found: Vec::new(), seen: HashSet::new(), errors: Vec::new() };
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.add(Input::Stdin(stdin_name.unwrap_or(Path::new("<stdin>")).to_owned()));
        } else if path.is_dir() {
            inputs.walk(path);
        } else if !(force && excludes(finder, path, false)) {
            inputs.add(Input::File(path.clone()));
        }
    }
    (inputs.found, inputs.errors)
}

struct Inputs {
    finder: Arc<Finder>,
    found: Vec<Input>,
    seen: HashSet<PathBuf>,
    errors: Vec<String>,
}

impl Inputs {
    fn add(&mut self, input: Input) {
        if self.seen.insert(input.name().to_owned()) {
            self.found.push(input);
        }
    }

    fn walk(&mut self, directory: &Path) {
        for found in walk::documents(directory, &self.finder.clone()) {
            match found {
                Ok(path) => self.add(Input::File(path.strip_prefix("./").unwrap_or(&path).to_owned())),
                Err(error) => self.errors.push(error),
            }
        }
    }
}
