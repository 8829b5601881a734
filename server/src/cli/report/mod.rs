//! How findings are printed: one document at a time, by whichever thread read it, then put together.

mod concise;
mod github;
mod gitlab;
mod json;
mod junit;
mod record;
mod sarif;
mod statistics;
mod text;

use std::ops::Add;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;

use crate::api::{Finding, RuleInfo, Severity, Unread};
use crate::document::project::{Disk, FileSource};
use crate::document::{Document, Host};
use crate::fix::is_safe;
use record::Record;

/// A document and what is to be said about it.
pub struct Checked<'a> {
    pub name: &'a Path,
    pub document: &'a Arc<Document>,
    pub findings: &'a [Finding],
    pub unread: &'a [Unread],
    /// How many findings were mended before.
    pub fixed: usize,
}

impl Checked<'_> {
    /// The name as it is printed.
    fn path(&self) -> String {
        self.name.display().to_string()
    }

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
    /// Findings that were mended.
    fixed: usize,
    /// Findings that can be mended without changing a formula.
    safe: usize,
    /// Findings that can be mended by changing a formula.
    unsafe_: usize,
}

impl Count {
    fn of(checked: &Checked<'_>) -> Count {
        let mut count = Count { documents: 1, unread: checked.unread.len(), fixed: checked.fixed, ..Count::default() };
        for finding in checked.findings {
            match &finding.fix {
                Some(fix) if is_safe(checked.document, fix) => count.safe += 1,
                Some(_) => count.unsafe_ += 1,
                None => {}
            }
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
            fixed: self.fixed + other.fixed,
            safe: self.safe + other.safe,
            unsafe_: self.unsafe_ + other.unsafe_,
        }
    }
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: the source with marks under what is meant
    #[default]
    Text,
    /// A line for each finding
    Concise,
    /// One array of objects; lines and columns count from 1, columns in Unicode characters
    Json,
    /// The same objects, one to a line
    JsonLines,
    /// SARIF 2.1.0, for code-scanning services
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// The code quality report of GitLab
    Gitlab,
    /// JUnit XML, for build servers
    Junit,
}

/// What is said about one document.
#[derive(Debug, Default)]
pub struct Page {
    path: String,
    text: String,
    records: Vec<Record>,
}

/// What is printed about findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Each of them.
    Findings,
    /// How many each rule has.
    Statistics,
    /// Not they, but the pieces that were not understood.
    Unread,
}

/// One way of printing.
pub struct Report {
    format: Format,
    content: Content,
    rules: Vec<RuleInfo>,
}

impl Report {
    /// A report, or why there is no such report.
    pub fn new(format: Format, content: Content, rules: Vec<RuleInfo>) -> Result<Report, String> {
        let what = match content {
            Content::Findings => return Ok(Report { format, content, rules }),
            Content::Statistics => "statistics",
            Content::Unread => "what was not understood",
        };
        match format {
            Format::Text | Format::Concise | Format::Json | Format::JsonLines => Ok(Report { format, content, rules }),
            _ => Err(format!("{what} can be printed as text, concise, json or json-lines, not in this format")),
        }
    }

    /// Whether pieces that were not understood are listed, and findings are not.
    pub fn is_of_unread(&self) -> bool {
        self.content == Content::Unread
    }

    /// What is printed about one document.
    pub fn document(&self, checked: &Checked<'_>) -> (Page, Count) {
        let shown = Checked { findings: if self.is_of_unread() { &[] } else { checked.findings }, ..*checked };
        let mut page = Page { path: shown.path(), ..Page::default() };
        match (self.content, self.format) {
            (Content::Unread, Format::Json | Format::JsonLines) => page.text = json::unread(&shown),
            (Content::Unread, _) => page.text = text::unread(&shown),
            (Content::Findings, Format::Text) => page.text = text::findings(&shown),
            _ => page.records = record::records(&shown),
        }
        (page, Count::of(&shown))
    }

    /// What is printed about all documents together; `errors` are inputs that could not be read.
    pub fn whole(&self, pages: &[Page], total: Count, errors: &[String]) -> String {
        let lines = |line: fn(&Record) -> String| pages.iter().flat_map(|page| &page.records).map(line);
        match (self.format, self.content) {
            (Format::Json | Format::JsonLines, Content::Statistics) => statistics::json(pages),
            (Format::Json, _) => json::array(pages),
            (Format::JsonLines, _) => json::lines(pages),
            (Format::Sarif, _) => sarif::log(pages, &self.rules, errors),
            (Format::Github, _) => {
                lines(github::line).chain(errors.iter().map(|error| github::failure(error))).collect()
            }
            (Format::Gitlab, _) => gitlab::report(pages),
            (Format::Junit, _) => junit::report(pages, errors),
            // Where no document could be read, the errors say all there is to say.
            (Format::Text | Format::Concise, _) if total.documents == 0 && !errors.is_empty() => String::new(),
            (Format::Text | Format::Concise, content) => {
                let texts = pages.iter().map(|page| page.text.as_str());
                match content {
                    Content::Statistics => statistics::table(pages) + &text::summary(total),
                    Content::Unread => texts.collect::<String>() + &text::unread_summary(total),
                    Content::Findings if self.format == Format::Concise => {
                        lines(concise::line).collect::<String>() + &text::summary(total)
                    }
                    Content::Findings => texts.collect::<String>() + &text::summary(total),
                }
            }
        }
    }
}
