//! The commands that a document's authors defined: in the document, in the files of the project that it names, and in the
//! preamble of the document that it is a part of.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use matgrad_core::notation::Macros;

use crate::api::{Files, Place};
use crate::document::Document;
use crate::document::project::{FileSource, included};
use crate::document::whole::preamble_of;

/// The macros in force and what tells them from others.
#[derive(Clone, Debug)]
pub struct Defined {
    pub macros: Arc<Macros>,
    /// Equal for equal definitions.
    pub key: u64,
    /// Where other files were looked for.
    pub places: Vec<PathBuf>,
}

/// The project's files as the document module looks for them.
struct Project<'a>(&'a dyn Files);

impl FileSource for Project<'_> {
    fn text(&self, path: &Path) -> Option<Arc<str>> {
        self.0.text(path)
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok()
    }

    fn beside(&self, folder: &Path) -> Vec<PathBuf> {
        self.0.beside(folder)
    }
}

/// The macros of a document and of the files that it names.
pub fn collect(document: &Document, place: Place<'_>) -> Defined {
    let mut hasher = DefaultHasher::new();
    let mut macros = Macros::new();
    let mut places = Vec::new();
    for defined in &place.settings.macros {
        defined.hash(&mut hasher);
        macros.define(&defined.name, defined.parameters, &defined.body);
    }
    let files = Project(place.files);
    // What a document names comes before what it says itself.
    let mut take = |document: &Document, path: Option<&Path>| {
        if let (Some(path), Some(root), false) = (path, place.root, document.includes().is_empty()) {
            let project = included(document, path, root, &files);
            for file in &project.files {
                read(&file.document, &mut macros, &mut hasher);
            }
            places.extend(project.places);
        }
        read(document, &mut macros, &mut hasher);
    };
    let whole = place.path.zip(place.root).and_then(|(path, root)| preamble_of(document, path, root, &files));
    if let Some(whole) = &whole {
        take(&whole.document, Some(&whole.path));
    }
    take(document, place.path);
    places.extend(whole.map(|whole| whole.path));
    Defined { macros: Arc::new(macros), key: hasher.finish(), places }
}

/// Definitions stand in the text, or in a formula that shows nothing.
fn read(document: &Document, macros: &mut Macros, hasher: &mut DefaultHasher) {
    let source = document.source();
    let mut take = |text: &str| {
        text.hash(hasher);
        macros.read(text);
    };
    for range in document.definitions() {
        take(source.get(range.clone()).unwrap_or_default());
    }
    for span in document.spans() {
        if source.get(span.range.clone()).is_some_and(Macros::defines) {
            take(&span.text(source));
        }
    }
}
