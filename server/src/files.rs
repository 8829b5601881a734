//! Where projects begin, and errors of the system in plain words.

use std::io;
use std::path::{Path, PathBuf};

/// The files that mark the top folder of a project.
pub const ROOT_MARKERS: [&str; 2] = ["matgrad.toml", ".git"];

/// The words of an error without its number.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The top folder of the project that a file is in: the nearest one above it that holds a marker, else its own.
pub fn root_of(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let folder = path.parent()?;
    let root = folder.ancestors().find(|folder| ROOT_MARKERS.iter().any(|marker| folder.join(marker).exists()));
    Some(root.unwrap_or(folder).to_owned())
}
