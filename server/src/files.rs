//! Files on disk: read whole or not at all, never more than a limit, with errors in plain words.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::api::Files;

/// The largest file that is read.
pub const LIMIT: u64 = 64 << 20;

/// The files that mark the top folder of a project.
pub const ROOT_MARKERS: [&str; 2] = ["matgrad.toml", ".git"];

/// Reads a stream of UTF-8 text; the error says what is wrong with it.
pub fn read_text(stream: impl Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    stream.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| plain(&error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(format!("larger than {} MB", LIMIT >> 20));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
        format!("not UTF-8 text (line {line})")
    })
}

/// Reads a file of UTF-8 text.
pub fn read_file(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|error| plain(&error))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err("it is a directory".to_owned());
    }
    read_text(file)
}

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

/// The files as they are on disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn text(&self, path: &Path) -> Option<Arc<str>> {
        // Only plain files: a pipe would block, a device never ends.
        path.metadata().ok().filter(|metadata| metadata.is_file())?;
        read_file(path).ok().map(Arc::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused_in_words() {
        assert_eq!(read_text(&b"a\nb\xffc"[..]), Err("not UTF-8 text (line 2)".to_owned()));
        assert_eq!(read_text(&b"a\0b"[..]), Ok("a\0b".to_owned()));
        assert_eq!(read_text(io::repeat(b'x')), Err("larger than 64 MB".to_owned()));
        assert_eq!(read_file(Path::new("/")), Err("it is a directory".to_owned()));
        assert_eq!(read_file(Path::new("/no such file")), Err("no such file or directory".to_owned()));
    }
}
