//! The settings of a project: `matgrad.toml` in a document's folder or, where there is none, in the nearest folder
//! above.

pub mod file;
mod selection;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use serde_json::Value;

pub use selection::Selection;

use crate::api::{self, Finding, RuleInfo, Settings, Severity};
use crate::document::read::read_file;
use crate::document::{Flavour, Host};
use file::{Command, File, Level};

/// The name of the file.
pub const NAME: &str = "matgrad.toml";

/// The settings that hold for some files.
#[derive(Debug)]
pub struct Project {
    /// What an analysis may want to know.
    pub settings: Settings,
    /// The rules to be used.
    pub selection: Selection,
    flavour: Option<Flavour>,
    folder: PathBuf,
    include: Gitignore,
    exclude: Gitignore,
    warnings: Vec<String>,
}

impl Project {
    /// Where nobody set anything.
    pub fn plain() -> Project {
        Project {
            settings: Settings::default(),
            selection: Selection::default(),
            flavour: None,
            folder: PathBuf::new(),
            include: Gitignore::empty(),
            exclude: Gitignore::empty(),
            warnings: Vec::new(),
        }
    }

    /// The settings in a file.
    fn read(path: &Path, rules: &[RuleInfo]) -> Result<Project, String> {
        let name = path.display();
        let text = read_file(path).map_err(|error| error.to_string())?.text;
        let (file, warnings) = file::read(&text).map_err(|error| format!("{name}: {error}"))?;
        let warnings: Vec<String> = warnings.into_iter().map(|warning| format!("{name}: {warning}")).collect();
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Project::of(file, &name.to_string(), folder, rules, warnings)
    }

    /// The settings of an editor, in the words of the file, which hold where a project has no file of its own.
    pub fn of_editor(settings: &Value, folder: &Path, rules: &[RuleInfo]) -> Result<Project, String> {
        let file: File =
            serde_json::from_value(of_project(settings)).map_err(|error| format!("the editor's settings: {error}"))?;
        Project::of(file, "the editor's settings", folder.to_owned(), rules, Vec::new())
    }

    fn of(
        file: File,
        name: &str,
        folder: PathBuf,
        rules: &[RuleInfo],
        mut warnings: Vec<String>,
    ) -> Result<Project, String> {
        let matcher = |patterns: &[String]| {
            let mut builder = GitignoreBuilder::new(&folder);
            for pattern in patterns {
                builder.add_line(None, pattern).map_err(|error| format!("{name}: {error}"))?;
            }
            builder.build().map_err(|error| format!("{name}: {error}"))
        };
        let mut known = |words: &[String]| -> Vec<String> {
            let check = |word: &&String| match Selection::check(word, rules) {
                Ok(()) => true,
                Err(error) => {
                    warnings.push(format!("{name}: {error}"));
                    false
                }
            };
            words.iter().filter(check).cloned().collect()
        };
        let named: Vec<String> = file.rules.keys().cloned().collect();
        // Whoever says how serious a rule is wants it.
        let raised = known(&named);
        let selection = Selection { select: known(&file.select), ignore: known(&file.ignore), raised };
        let (include, exclude) = (matcher(&file.include)?, matcher(&file.exclude)?);
        let flavour = file.flavour.map(|flavour| match flavour {
            file::Flavour::Common => Flavour::Common,
            file::Flavour::Pandoc => Flavour::Pandoc,
            file::Flavour::Mdx => Flavour::Mdx,
        });
        Ok(Project { settings: settings(file), selection, flavour, folder, include, exclude, warnings })
    }

    /// How the file at `path` is read.
    pub fn host(&self, path: &Path) -> Host {
        self.flavoured(Host::detect(Some(path), None))
    }

    /// How a document is read that would be read as `host`.
    pub fn flavoured(&self, host: Host) -> Host {
        match (host, self.flavour) {
            (Host::Markdown(Flavour::Common), Some(flavour)) => Host::Markdown(flavour),
            (host, _) => host,
        }
    }

    /// The findings that the settings want to hear of, as serious as they say.
    pub fn wanted(&self, findings: &[Finding]) -> Vec<Finding> {
        let held = findings.iter().filter(|finding| self.selection.holds(finding));
        held.filter_map(|finding| self.adjust(finding)).collect()
    }

    /// Whether the settings leave out a file or folder.
    pub fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        self.matches(&self.exclude, path, is_folder)
    }

    /// Whether the settings name a file that is not known by its extension.
    pub fn includes(&self, path: &Path) -> bool {
        self.matches(&self.include, path, false)
    }

    fn matches(&self, patterns: &Gitignore, path: &Path, is_folder: bool) -> bool {
        if patterns.is_empty() {
            return false;
        }
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let within = path.strip_prefix(&self.folder);
        within.is_ok_and(|path| patterns.matched_path_or_any_parents(path, is_folder).is_ignore())
    }

    /// A finding as serious as the settings say it is; nothing where it is not to be reported.
    pub fn adjust(&self, finding: &Finding) -> Option<Finding> {
        let severity = self.settings.rules.get(finding.rule).copied().unwrap_or(Some(finding.severity))?;
        Some(Finding { severity, ..finding.clone() })
    }
}

/// What an editor's settings say about projects. Editors say null or nothing at all for what nobody set.
pub fn of_project(settings: &Value) -> Value {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    let all = settings.as_object().into_iter().flatten();
    let said = all.filter(|(key, value)| file::KEYS.contains(&key.as_str()) && says(value));
    said.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn settings(file: File) -> Settings {
    let layout = file.layout.map(|layout| match layout {
        file::Layout::Numerator => api::Layout::Numerator,
        file::Layout::Denominator => api::Layout::Denominator,
        file::Layout::Mixed => api::Layout::Mixed,
    });
    let macros = file.macros.into_iter().map(|(name, command)| {
        let (parameters, body) = match command {
            Command::Plain(body) => (0, body),
            Command::WithArguments { parameters, body } => (parameters, body),
        };
        api::Macro { name: name.trim_start_matches('\\').to_owned(), parameters, body }
    });
    let shapes = file.default_shapes.iter().map(|shape| api::DefaultShape {
        letters: letters(&shape.symbols),
        bold: match shape.style {
            file::Style::Any => None,
            file::Style::Bold => Some(true),
            file::Style::Plain => Some(false),
        },
        kind: match shape.shape {
            file::Kind::Scalar => api::Kind::Scalar,
            file::Kind::Vector => api::Kind::Vector,
            file::Kind::Matrix => api::Kind::Matrix,
        },
    });
    let (macros, shapes) = (macros.collect(), shapes.collect());
    let severity = |level| match level {
        Level::Error => Some(Severity::Error),
        Level::Warning => Some(Severity::Warning),
        Level::Information => Some(Severity::Information),
        Level::Hint => Some(Severity::Hint),
        Level::Off => None,
    };
    let rules = file.rules.into_iter().map(|(rule, level)| (rule, severity(level))).collect();
    Settings { layout, macros, shapes, rules }
}

/// The ranges of letters in a word such as `a-gx`.
fn letters(word: &str) -> Vec<std::ops::RangeInclusive<char>> {
    let letters: Vec<char> = word.chars().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
    let mut ranges = Vec::new();
    let mut rest = letters.as_slice();
    loop {
        rest = match rest {
            [first, '-', last, rest @ ..] => {
                ranges.push(*first..=*last);
                rest
            }
            [one, rest @ ..] => {
                ranges.push(*one..=*one);
                rest
            }
            [] => return ranges,
        };
    }
}

impl Default for Project {
    fn default() -> Project {
        Project::plain()
    }
}

/// Finds the settings of files, each settings file read once.
#[derive(Debug, Default)]
pub struct Finder {
    rules: Vec<RuleInfo>,
    /// The one file to be used for all, where it was named.
    named: Option<Arc<Project>>,
    /// What holds where there is no file.
    otherwise: Arc<Project>,
    folders: Mutex<HashMap<PathBuf, Result<Arc<Project>, String>>>,
}

impl Finder {
    /// Finds settings in which `rules` may be named; with a file, uses that one for all documents.
    pub fn new(rules: Vec<RuleInfo>, named: Option<&Path>) -> Result<Finder, String> {
        let read = |path: &Path| {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            Project::read(&path, &rules).map(Arc::new)
        };
        let named = named.map(read).transpose()?;
        Ok(Finder { rules, named, otherwise: Arc::new(Project::plain()), folders: Mutex::default() })
    }

    /// Finds settings as ever, and uses these where there is no file.
    pub fn or(self, otherwise: Arc<Project>) -> Finder {
        Finder { otherwise, ..self }
    }

    /// The settings of what is no file.
    pub fn otherwise(&self) -> Arc<Project> {
        self.named.clone().unwrap_or_else(|| self.otherwise.clone())
    }

    /// The settings for the file at `path`.
    pub fn of_file(&self, path: &Path) -> Result<Arc<Project>, String> {
        if let Some(project) = &self.named {
            return Ok(project.clone());
        }
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        path.parent().map_or_else(|| Ok(self.otherwise()), |folder| self.of_folder(folder))
    }

    fn of_folder(&self, folder: &Path) -> Result<Arc<Project>, String> {
        let mut waiting = Vec::new();
        let mut found = None;
        for folder in folder.ancestors() {
            let known = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(folder).cloned();
            if known.is_some() {
                found = known;
                break;
            }
            waiting.push(folder.to_owned());
            let path = folder.join(NAME);
            if path.is_file() {
                found = Some(Project::read(&path, &self.rules).map(Arc::new));
                break;
            }
        }
        let found = found.unwrap_or_else(|| Ok(self.otherwise()));
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        folders.extend(waiting.into_iter().map(|folder| (folder, found.clone())));
        found
    }

    /// What is odd in the settings that were found, each said once.
    pub fn warnings(&self) -> Vec<String> {
        let folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let found = folders.values().filter_map(|found| found.as_ref().ok()).chain(&self.named);
        let mut warnings: Vec<String> = found.flat_map(|project| project.warnings.iter().cloned()).collect();
        warnings.sort();
        warnings.dedup();
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_one_by_one_or_by_ranges() {
        assert_eq!(letters("a-gx"), ['a'..='g', 'x'..='x']);
        assert_eq!(letters("A-Z, α-ω"), ['A'..='Z', 'α'..='ω']);
        assert_eq!(letters("a-"), ['a'..='a', '-'..='-']);
        assert_eq!(letters(""), []);
    }
}
