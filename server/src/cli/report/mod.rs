//! How findings are printed: one document at a time, by whichever thread read it, then put together.

mod json;
mod text;

use std::ops::Add;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::Format;
use crate::api::{Finding, Severity, Unread};
use crate::document::project::{Disk, FileSource};
use crate::document::{Document, Host};

/// A document and what is to be said about it.
pub struct Checked<'a> {
    pub name: &'a Path,
    pub document: &'a Arc<Document>,
    pub findings: &'a [Finding],
    pub unread: &'a [Unread],
}

impl Checked<'_> {
    /// The file that a related place is in, with its text: this one, or another one of the project.
    fn other(&self, path: Option<&PathBuf>) -> Option<(PathBuf, Arc<Document>)> {
        match path {
            None => Some((self.name.to_owned(), self.document.clone())),
            Some(path) => {
                let document = Document::parse(Disk.text(path)?, Host::detect(Some(path), None));
                Some((path.clone(), Arc::new(document)))
            }
        }
    }
}

/// How many there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    documents: usize,
    errors: usize,
    warnings: usize,
    others: usize,
    unread: usize,
}

impl Count {
    fn of(checked: &Checked<'_>) -> Count {
        let mut count = Count { documents: 1, unread: checked.unread.len(), ..Count::default() };
        for finding in checked.findings {
            match finding.severity {
                Severity::Error => count.errors += 1,
                Severity::Warning => count.warnings += 1,
                Severity::Information | Severity::Hint => count.others += 1,
            }
        }
        count
    }

    /// Whether the run must not end with 0.
    pub fn fails(self) -> bool {
        self.errors + self.warnings > 0
    }
}

impl Add for Count {
    type Output = Count;

    fn add(self, other: Count) -> Count {
        Count {
            documents: self.documents + other.documents,
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            others: self.others + other.others,
            unread: self.unread + other.unread,
        }
    }
}

/// One way of printing.
pub struct Report {
    format: Format,
    /// Whether pieces that were not understood are listed, and findings are not.
    pub unread: bool,
}

impl Report {
    pub fn new(format: Format, unread: bool) -> Report {
        Report { format, unread }
    }

    /// What is printed about one document.
    pub fn document(&self, checked: &Checked<'_>) -> (String, Count) {
        let shown = Checked { findings: if self.unread { &[] } else { checked.findings }, ..*checked };
        let rendered = match self.format {
            Format::Text if self.unread => text::unread(&shown),
            Format::Text => text::findings(&shown),
            Format::Json if self.unread => json::unread(&shown),
            Format::Json => json::findings(&shown),
        };
        (rendered, Count::of(&shown))
    }

    /// What is printed about all documents together.
    pub fn whole(&self, documents: &[&str], total: Count, failed: bool) -> String {
        match self.format {
            Format::Json => json::array(documents),
            // Where no document could be read, the errors say all there is to say.
            Format::Text if total.documents == 0 && failed => String::new(),
            Format::Text => {
                let mut out = documents.concat();
                out += &if self.unread { text::unread_summary(total) } else { text::summary(total) };
                out
            }
        }
    }
}
