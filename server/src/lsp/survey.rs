//! The documents of a project that nobody opened: read when somebody asks about the whole project, and kept until
//! something changes that they may depend on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::event::{Key, Reading};
use super::work::{self, Task};
use crate::api::{Analyzer, Cancel};
use crate::document::project::FileSource;
use crate::document::read::read_file;
use crate::document::{Host, Text};
use crate::settings::Finder;
use crate::walk;

/// No more documents than this are read.
const MOST: usize = 5_000;

/// An open document: its name, its file, and what is known about it.
pub type OpenDocument<T> = (Key, Option<PathBuf>, Option<Arc<Reading<T>>>);

/// The project as it is at one moment.
pub struct World<A: Analyzer> {
    pub analyzer: Arc<A>,
    pub finder: Arc<Finder>,
    /// The folder of the project.
    pub root: Option<PathBuf>,
    /// Files as the user sees them.
    pub files: Arc<dyn FileSource + Send + Sync>,
    /// The documents that are open, with what is known of them.
    pub open: Vec<OpenDocument<A::Analysis>>,
    /// Another number for every change that other documents may depend on.
    pub generation: u64,
}

/// What was read, by path.
pub type Shelf<T> = Arc<Mutex<HashMap<PathBuf, Kept<T>>>>;

/// A document as it was read.
pub struct Kept<T> {
    stamp: Stamp,
    reading: Arc<Reading<T>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    generation: u64,
    length: u64,
    time: Option<SystemTime>,
}

impl<A: Analyzer> World<A> {
    /// The documents of the project that are not open, at most so many, in order.
    pub fn closed(&self) -> Vec<PathBuf> {
        let Some(root) = &self.root else { return Vec::new() };
        let is_open = |path: &PathBuf| self.open.iter().any(|(_, open, _)| open.as_ref() == Some(path));
        walk::documents(root, &self.finder).flatten().filter(|path| !is_open(path)).take(MOST).collect()
    }

    /// A document that is not open, read; nothing where it cannot be read.
    pub fn reading(
        &self,
        path: &Path,
        shelf: &Shelf<A::Analysis>,
        cancel: &Cancel,
    ) -> Option<Arc<Reading<A::Analysis>>> {
        let about = std::fs::metadata(path).ok()?;
        let stamp = Stamp { generation: self.generation, length: about.len(), time: about.modified().ok() };
        let kept = |shelf: &Shelf<A::Analysis>| {
            let shelf = shelf.lock().unwrap_or_else(PoisonError::into_inner);
            shelf.get(path).filter(|kept| kept.stamp == stamp).map(|kept| kept.reading.clone())
        };
        if let Some(reading) = kept(shelf) {
            return Some(reading);
        }
        let task = Task {
            state: 0,
            version: 0,
            host: Host::detect(Some(path), None),
            project: self.finder.of_file(path).unwrap_or_else(|_| self.finder.otherwise()),
            root: self.root.clone(),
            path: Some(path.to_owned()),
            text: Text::new(read_file(path).ok()?.text),
            files: self.files.clone(),
            previous: None,
            cancel: cancel.clone(),
        };
        let reading = work::read(self.analyzer.as_ref(), task).ok()?;
        let kept = Kept { stamp, reading: reading.clone() };
        shelf.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), kept);
        Some(reading)
    }
}
