//! The files that a document names, as far as its project reaches.
//!
//! A document's commands may be defined in other files. They are looked for beside the file that names them and at the
//! project's root; what lies outside the root is not read, nor is a file twice, nor more than a fixed number of files
//! and bytes. What cannot be read is left out: a missing package is no mistake.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::host::Host;
use super::span::{Include, IncludeKind};
use super::{Document, read};

/// At most so many files are followed from one document.
const MOST_FILES: usize = 64;

/// At most so many bytes of other files are read for one document.
const MOST_BYTES: usize = 8 << 20;

/// Where the text of files comes from: the disk, or an editor's unsaved buffers before it.
pub trait FileSource {
    /// The text of a file, or nothing where there is none that can be read.
    fn text(&self, path: &Path) -> Option<Arc<str>>;

    /// The path with its links followed, so that what leaves the project is seen to leave it. Nothing where there is
    /// no such file.
    fn real_path(&self, path: &Path) -> Option<PathBuf>;

    /// The LaTeX documents in a folder, by name.
    fn beside(&self, folder: &Path) -> Vec<PathBuf>;
}

/// The disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl FileSource for Disk {
    fn text(&self, path: &Path) -> Option<Arc<str>> {
        read::read_file(path).ok().map(|file| Arc::from(file.text))
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok()
    }

    fn beside(&self, folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut found: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "tex")).collect();
        found.sort();
        found
    }
}

/// A file that a document names, directly or through others, and what it holds.
#[derive(Clone, Debug)]
pub struct Included {
    /// Where it is.
    pub path: PathBuf,
    /// What is in it.
    pub document: Document,
    /// How it is named.
    pub kind: IncludeKind,
    /// The index, among the includes of the file that names it, of the one that names it.
    pub include: usize,
    /// The index, in this list, of the file that names it; nothing for the document itself.
    pub parent: Option<usize>,
}

/// What a document names.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The files, in the order in which LaTeX reads them, each but once.
    pub files: Vec<Included>,
    /// Where they were looked for, found or not: what appears, changes or goes there may change the files.
    pub places: Vec<PathBuf>,
}

/// The files that `document`, which stands at `path`, names within the project at `root`.
pub fn included(document: &Document, path: &Path, root: &Path, files: &dyn FileSource) -> Project {
    let root = files.real_path(root).unwrap_or_else(|| root.to_path_buf());
    let mut search = Search { root, files, seen: HashSet::new(), bytes: 0, found: Vec::new(), places: Vec::new() };
    let path = &files.real_path(path).unwrap_or_else(|| path.to_path_buf());
    search.seen.insert(path.clone());
    // The files still to be followed, the next one last.
    let mut waiting: Vec<(Include, usize, PathBuf, Option<usize>)> = Vec::new();
    let push = |waiting: &mut Vec<_>, document: &Document, path: &Path, parent: Option<usize>| {
        let directory = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let named = document.includes().iter().cloned().enumerate().take(4 * MOST_FILES);
        let named: Vec<_> = named.map(|(index, include)| (include, index, directory.clone(), parent)).collect();
        waiting.extend(named.into_iter().rev());
    };
    push(&mut waiting, document, path, None);
    while let Some((include, index, directory, parent)) = waiting.pop() {
        let Some((path, host, text)) = search.find(&include, &directory) else { continue };
        let document = Document::parse(text, host);
        push(&mut waiting, &document, &path, Some(search.found.len()));
        search.found.push(Included { path, document, kind: include.kind, include: index, parent });
        if search.found.len() >= MOST_FILES {
            break;
        }
    }
    Project { files: search.found, places: search.places }
}

struct Search<'a> {
    root: PathBuf,
    files: &'a dyn FileSource,
    seen: HashSet<PathBuf>,
    bytes: usize,
    found: Vec<Included>,
    places: Vec<PathBuf>,
}

impl Search<'_> {
    /// The file that `include` names in a file of `directory`, if it may be read and was not yet.
    fn find(&mut self, include: &Include, directory: &Path) -> Option<(PathBuf, Host, Arc<str>)> {
        for base in [directory, &self.root.clone()] {
            for name in names(include) {
                let place = normal(&base.join(&name));
                let real = self.files.real_path(&place);
                if place.starts_with(&self.root) && real.as_ref() != Some(&place) {
                    self.places.push(place);
                }
                let Some(real) = real.filter(|real| real.starts_with(&self.root)) else { continue };
                self.places.push(real.clone());
                if self.seen.contains(&real) {
                    return None;
                }
                let (Some(host), Some(text)) = (Host::of_path(&real), self.files.text(&real)) else { continue };
                self.seen.insert(real.clone());
                self.bytes += text.len();
                return (self.bytes <= MOST_BYTES).then_some((real, host, text));
            }
        }
        None
    }
}

/// The names that a file may have which is named without its extension.
pub(super) fn names(include: &Include) -> Vec<String> {
    let path = include.path.trim();
    if path.is_empty() || path.contains(['\0', '\\', '#', '{']) {
        return Vec::new();
    }
    let extensions: &[&str] = match include.kind {
        IncludeKind::Package => &["sty", "cls", "tex"],
        IncludeKind::Text => &["tex"],
    };
    let mut names = vec![path.to_string()];
    names.extend(extensions.iter().map(|extension| format!("{path}.{extension}")));
    names
}

/// A path without `.` and `..`, as far as names alone tell.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Files in memory; a path is its own real path.
    struct Memory(HashMap<PathBuf, String>);

    impl FileSource for Memory {
        fn text(&self, path: &Path) -> Option<Arc<str>> {
            self.0.get(path).map(|text| Arc::from(text.as_str()))
        }

        fn real_path(&self, path: &Path) -> Option<PathBuf> {
            (self.0.contains_key(path) || path == Path::new("/p")).then(|| path.to_path_buf())
        }

        fn beside(&self, _: &Path) -> Vec<PathBuf> {
            Vec::new()
        }
    }

    fn paths(files: &[(&str, &str)]) -> Vec<String> {
        let files = Memory(files.iter().map(|(path, text)| (PathBuf::from(path), text.to_string())).collect());
        let main = Path::new("/p/a/main.tex");
        let document = Document::parse(files.text(main).unwrap(), Host::Latex);
        let found = included(&document, main, Path::new("/p"), &files);
        found.files.iter().map(|file| file.path.display().to_string()).collect()
    }

    #[test]
    fn files_are_found_beside_the_one_that_names_them_and_at_the_root() {
        let found = paths(&[
            ("/p/a/main.tex", "\\usepackage{amsmath,./macros}\\input{../b/one}\\include{two}\\import{c/}{three}"),
            ("/p/a/macros.sty", "\\newcommand{\\R}{\\mathbb{R}}"),
            ("/p/b/one.tex", "\\input{four.tex}"),
            ("/p/b/four.tex", ""),
            ("/p/two.tex", ""),
            ("/p/a/c/three.tex", ""),
        ]);
        assert_eq!(found, ["/p/a/macros.sty", "/p/b/one.tex", "/p/b/four.tex", "/p/two.tex", "/p/a/c/three.tex"]);
    }

    #[test]
    fn places_are_noted_where_nothing_stands_yet() {
        let files = Memory(HashMap::from([("/p/a/here.tex".into(), String::new())]));
        let document = Document::parse("\\input{here}\\input{gone}\\input{../../outside}", Host::Latex);
        let found = included(&document, Path::new("/p/a/main.tex"), Path::new("/p"), &files);
        let mut places: Vec<String> = found.places.iter().map(|place| place.display().to_string()).collect();
        places.sort();
        let expected = ["/p/a/gone", "/p/a/gone.tex", "/p/a/here", "/p/a/here.tex", "/p/gone", "/p/gone.tex"];
        assert_eq!(places, expected);
    }

    #[test]
    fn circles_and_what_leaves_the_project_are_not_followed() {
        let found = paths(&[
            ("/p/a/main.tex", "\\input{x}\\input{../../secret}\\input{/secret.tex}\\input{#1}\\input{main}"),
            ("/p/a/x.tex", "\\input{main}\\input{x}\\input{y}"),
            ("/p/a/y.tex", "\\input{x}"),
            ("/secret.tex", "\\newcommand{\\a}{b}"),
        ]);
        assert_eq!(found, ["/p/a/x.tex", "/p/a/y.tex"]);
    }

    #[test]
    fn a_project_without_end_is_cut_off() {
        let names: Vec<(String, String)> = (0..200)
            .map(|number| {
                (format!("/p/a/f{number}.tex"), format!("\\input{{f{}}}\\input{{f{}}}", number + 1, number + 2))
            })
            .chain([("/p/a/main.tex".to_string(), "\\input{f0}".to_string())])
            .collect();
        let files: Vec<(&str, &str)> = names.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(paths(&files).len(), MOST_FILES);
    }
}
