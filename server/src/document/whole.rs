//! The document that a part of a LaTeX project belongs to: its preamble defines what the part uses.
//!
//! A part is a file without `\documentclass`. Its document is the one that `% !TEX root = …` names, else one beside it or
//! in a folder above it, as far as the project reaches, that names the part.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Document;
use super::host::Host;
use super::project::{FileSource, names, normal};

/// At most so many files of a folder are looked at.
const MOST_FILES: usize = 64;
/// `% !TEX root` stands within so many lines.
const MOST_LINES: usize = 20;
const CLASS: &str = "\\documentclass";
const BODY: &str = "\\begin{document}";

/// What stands before the body of a document.
#[derive(Clone, Debug)]
pub struct Preamble {
    /// Where the document is.
    pub path: PathBuf,
    /// The preamble alone.
    pub document: Document,
}

/// The preamble of the document that `part`, which stands at `path`, belongs to within the project at `root`.
pub fn preamble_of(part: &Document, path: &Path, root: &Path, files: &dyn FileSource) -> Option<Preamble> {
    let is_text = path.extension().is_some_and(|extension| extension != "sty" && extension != "cls");
    if part.host() != Host::Latex || !is_text || part.source().contains(CLASS) {
        return None;
    }
    let (root, path) = (files.real_path(root)?, files.real_path(path)?);
    let (path, text) = said(part.source(), &path, &root, files).or_else(|| naming(&path, &root, files))?;
    let end = text.find(BODY).unwrap_or(text.len());
    Some(Preamble { path, document: Document::parse(text.get(..end)?, Host::Latex) })
}

/// The document that the part itself says.
fn said(part: &str, path: &Path, root: &Path, files: &dyn FileSource) -> Option<(PathBuf, Arc<str>)> {
    let name = part.lines().take(MOST_LINES).find_map(|line| {
        let (key, name) = line.trim_start().strip_prefix('%')?.split_once('=')?;
        key.split_whitespace().map(str::to_ascii_lowercase).eq(["!tex", "root"]).then_some(name.trim())
    })?;
    let real = files.real_path(&normal(&path.parent()?.join(name)))?;
    let text = files.text(&real).filter(|_| real.starts_with(root))?;
    Some((real, text))
}

/// A document that names the part, the nearest first.
fn naming(part: &Path, root: &Path, files: &dyn FileSource) -> Option<(PathBuf, Arc<str>)> {
    let folders = part.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
    let candidates = folders.flat_map(|folder| files.beside(folder).into_iter().take(MOST_FILES));
    candidates.filter(|path| path != part).find_map(|path| {
        let text = files.text(&path).filter(|text| text.contains(CLASS))?;
        let document = Document::parse(text.clone(), Host::Latex);
        let bases = [path.parent()?, root];
        let is_part = |name: &String| {
            bases.iter().any(|base| files.real_path(&normal(&base.join(name))).is_some_and(|real| real == part))
        };
        document.includes().iter().flat_map(names).any(|name| is_part(&name)).then_some((path, text))
    })
}

#[cfg(test)]
mod tests {
    use super::super::project::Disk;
    use super::*;

    #[test]
    fn a_part_belongs_to_the_document_that_it_or_that_document_names() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let whole = |body: &str| format!("\\documentclass{{book}}\n\\newcommand{{\\a}}{{x}}\n{BODY}\n{body}\n");
        write("book/main.tex", &whole("\\include{parts/one}\n\\input{two}"));
        write("book/other.tex", &whole("\\input{elsewhere}"));
        write("book/two.tex", "Two.");
        write("book/parts/one.tex", "One.");
        write("book/parts/said.tex", "% !TeX root = ../other.tex\nSaid.");
        write("book/parts/outside.tex", "% !TEX root = ../../../main.tex\nOutside.");
        write("book/parts/nobody.tex", "Nobody's.");
        write("book/parts/macros.sty", "\\newcommand{\\b}{y}");
        let cases = [
            ("two.tex", Some("main.tex")),
            ("parts/one.tex", Some("main.tex")),
            ("parts/said.tex", Some("other.tex")),
            ("parts/outside.tex", None),
            ("parts/nobody.tex", None),
            ("parts/macros.sty", None),
            ("main.tex", None),
        ];
        let root = folder.path().join("book");
        for (name, expected) in cases {
            let path = root.join(name);
            let part = Document::parse(std::fs::read_to_string(&path).unwrap(), Host::Latex);
            let found = preamble_of(&part, &path, &root, &Disk);
            let expected = expected.map(|name| root.join(name).canonicalize().unwrap());
            assert_eq!(found.as_ref().map(|found| &found.path), expected.as_ref(), "{name}");
            assert!(found.is_none_or(|found| !found.document.source().contains(BODY)), "{name}");
        }
    }
}
