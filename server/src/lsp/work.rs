//! What workers do: read a document, answer a request. Each piece of work has its own snapshot and may fail alone.

use std::path::PathBuf;
use std::sync::Arc;

use super::event::{Reading, Refusal};
use crate::api::{Analysis, Analyzer, Cancel, Cancelled, Change, Earlier, Place};
use crate::document::project::FileSource;
use crate::document::{Document, Host, Text};
use crate::fault;
use crate::settings::Project;

/// A document to be read.
pub struct Task<T> {
    pub state: u64,
    pub version: i32,
    pub host: Host,
    pub path: Option<PathBuf>,
    pub root: Option<PathBuf>,
    /// What the project's settings say.
    pub project: Arc<Project>,
    pub text: Text,
    pub files: Arc<dyn FileSource + Send + Sync>,
    /// An earlier reading, and what was edited since.
    pub previous: Option<(Arc<Reading<T>>, Change)>,
    pub cancel: Cancel,
}

/// Reads a document.
pub fn read<A: Analyzer>(analyzer: &A, task: Task<A::Analysis>) -> Result<Arc<Reading<A::Analysis>>, Refusal> {
    let Task { state, version, host, path, root, project, text, files, previous, cancel } = task;
    let host = project.flavoured(host);
    guarded(|| {
        let place =
            Place { path: path.as_deref(), root: root.as_deref(), files: files.as_ref(), settings: &project.settings };
        let (document, analysis) = match &previous {
            Some((previous, change)) => {
                let mut document = Document::clone(&previous.document);
                let new = text.rope().get_byte_slice(change.new.clone()).map(String::from).unwrap_or_default();
                let formulas = &document.edit(change.old.clone(), &new);
                let document = Arc::new(document);
                let (before, analysis) = (&*previous.document, &previous.analysis);
                let earlier = Earlier { document: before, analysis, change, formulas };
                let analysis = analyzer.update(earlier, &document, place, &cancel)?;
                (document, analysis)
            }
            None => {
                let document = Arc::new(Document::parse(text.as_str().clone(), host));
                let analysis = analyzer.analyze(&document, place, &cancel)?;
                (document, analysis)
            }
        };
        let excluded = path.as_deref().is_some_and(|path| project.excludes(path, false));
        let findings = if excluded { Vec::new() } else { project.wanted(analysis.findings()) };
        Ok(Arc::new(Reading { state, version, document, analysis, findings, layout: project.settings.layout }))
    })
}

/// Does a piece of work that may be given up or may have a mistake in it.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Cancelled>) -> Result<T, Refusal> {
    match fault::catch(work) {
        Ok(result) => result.map_err(|Cancelled| Refusal::Outdated),
        Err(fault) => Err(Refusal::Fault(fault)),
    }
}
