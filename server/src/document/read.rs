//! Reading files: bytes to text, or a sentence that says why not.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Larger files are refused.
pub const LARGEST_FILE: u64 = 64 << 20;

/// A file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileText {
    /// The text, without a byte order mark.
    pub text: String,
    /// Whether the file begins with a byte order mark, which a changed file must keep.
    pub marked: bool,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, as the end of a sentence about it.
    pub reason: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot read {}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for ReadError {}

/// Reads a file.
pub fn read_file(path: &Path) -> Result<FileText, ReadError> {
    let refuse = |reason: String| ReadError { path: path.to_path_buf(), reason };
    let metadata = std::fs::metadata(path).map_err(|error| refuse(explain(&error)))?;
    if metadata.is_dir() {
        return Err(refuse("it is a directory".to_string()));
    }
    let file = File::open(path).map_err(|error| refuse(explain(&error)))?;
    read_from(file).map_err(refuse)
}

/// Reads text from anything, such as standard input. An error is the reason alone.
pub fn read_from(reader: impl Read) -> Result<FileText, String> {
    let mut bytes = Vec::new();
    reader.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| explain(&error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(format!("it is larger than {} MiB", LARGEST_FILE >> 20));
    }
    decode(bytes)
}

fn decode(mut bytes: Vec<u8>) -> Result<FileText, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it is UTF-16, and only UTF-8 is read".to_string());
    }
    let marked = bytes.starts_with(&[0xef, 0xbb, 0xbf]);
    if marked {
        bytes.drain(..3);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..valid).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        format!("it is not UTF-8: line {line} holds a byte that is part of no character")
    })?;
    Ok(FileText { text, marked })
}

fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_string(),
        io::ErrorKind::PermissionDenied => "permission denied".to_string(),
        // The kind for a loop of links has no stable name.
        _ if error.raw_os_error() == Some(40) => "its symbolic links go round in a circle".to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf8_with_or_without_a_mark() {
        type Case = (&'static [u8], Result<(&'static str, bool), &'static str>);
        let cases: [Case; 6] = [
            (b"", Ok(("", false))),
            (b"a\0b\r\n", Ok(("a\0b\r\n", false))),
            (b"\xef\xbb\xbf$x$", Ok(("$x$", true))),
            (b"a\nb\xff", Err("it is not UTF-8: line 2 holds a byte that is part of no character")),
            (b"\xff\xfea\0", Err("it is UTF-16, and only UTF-8 is read")),
            (b"\xc3", Err("it is not UTF-8: line 1 holds a byte that is part of no character")),
        ];
        for (bytes, expected) in cases {
            let read = read_from(bytes).map(|file| (file.text, file.marked));
            assert_eq!(read, expected.map(|(text, marked)| (text.to_string(), marked)).map_err(str::to_string));
        }
        assert_eq!(read_from(io::repeat(b'a')), Err("it is larger than 64 MiB".to_string()));
    }

    #[test]
    fn what_is_no_file_is_said() {
        let directory = std::env::temp_dir().join(format!("matgrad-read-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let error = read_file(&directory).unwrap_err();
        assert!(error.to_string().ends_with(": it is a directory"), "{error}");
        let error = read_file(&directory.join("missing.md")).unwrap_err();
        assert!(error.to_string().ends_with("missing.md: there is no such file"), "{error}");
        #[cfg(target_os = "linux")]
        {
            let link = directory.join("loop.md");
            std::os::unix::fs::symlink(&link, &link).unwrap();
            let error = read_file(&link).unwrap_err();
            assert!(error.to_string().ends_with("its symbolic links go round in a circle"), "{error}");
        }
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
