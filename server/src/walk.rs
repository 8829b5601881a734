//! The documents in a folder, as the command line and the language server read them.
//!
//! Directories are walked in the order of names; what `.gitignore` leaves out and what is hidden is left out, and
//! symbolic links in them are not followed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use crate::document::Host;
use crate::settings::Finder;

/// The paths of the documents in a folder, and what could not be looked at.
pub fn documents(folder: &Path, finder: &Arc<Finder>) -> impl Iterator<Item = Result<PathBuf, String>> {
    let (finder, folder) = (finder.clone(), folder.to_owned());
    let settings = finder.clone();
    let walk = WalkBuilder::new(&folder)
        .require_git(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !excludes(&settings, entry.path(), is_folder)
        })
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .build();
    walk.filter_map(move |entry| match entry {
        Ok(entry) => {
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let path = entry.into_path();
            let included = || finder.of_file(&path).is_ok_and(|project| project.includes(&path));
            (is_file && (Host::of_path(&path).is_some() || included())).then_some(Ok(path))
        }
        Err(error) => Some(Err(format!("cannot look into {}: {error}", folder.display()))),
    })
}

/// Whether settings leave out a file or folder. Those that cannot be read leave out nothing; reading says so.
pub fn excludes(finder: &Finder, path: &Path, is_folder: bool) -> bool {
    finder.of_file(path).is_ok_and(|project| project.excludes(path, is_folder))
}
