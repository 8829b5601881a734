//! Where projects begin, and errors of the system in plain words.

use std::fs;
use std::io::{self, Write};
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

/// Puts `new` in the place of a file whose bytes are `old`, at once: whoever reads the file, or ends this process, finds
/// one or the other, whole. Links are followed and permissions kept. An error is the reason alone.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), String> {
    let plain = |error: io::Error| plain(&error);
    let path = path.canonicalize().map_err(plain)?;
    let folder = path.parent().ok_or("it has no folder")?;
    let permissions = fs::metadata(&path).map_err(plain)?.permissions();
    if permissions.readonly() {
        return Err("it is read-only".to_owned());
    }
    let mut file = tempfile::Builder::new().prefix(".matgrad-").tempfile_in(folder).map_err(plain)?;
    file.write_all(new).map_err(plain)?;
    file.as_file().set_permissions(permissions).map_err(plain)?;
    file.as_file().sync_all().map_err(plain)?;
    if fs::read(&path).map_err(plain)? != old {
        return Err("it was changed by somebody else meanwhile".to_owned());
    }
    file.persist(&path).map(drop).map_err(|error| plain(error.error))
}

/// The top folder of the project that a file is in: the nearest one above it that holds a marker, else its own.
pub fn root_of(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let folder = path.parent()?;
    let root = folder.ancestors().find(|folder| ROOT_MARKERS.iter().any(|marker| folder.join(marker).exists()));
    Some(root.unwrap_or(folder).to_owned())
}
