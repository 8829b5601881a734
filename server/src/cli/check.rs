//! `matgrad check`: reads documents side by side, mends them where that is wanted, and reports in the order they were
//! named.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::inputs::{self, Input};
use super::progress::Progress;
pub use super::report::Format;
use super::report::{Checked, Content, Count, Page, Report};
use super::{CLEAN, FAILED, FOUND, complain, print, warn};
use crate::api::{Analysis, Analyzer, Cancel, Finding, Place};
use crate::document::Document;
use crate::document::project::Disk;
use crate::document::read::FileText;
use crate::fix::{self, Which};
use crate::settings::{Finder, Selection};
use crate::{fault, files};

/// What formulas of any depth need on a thread's stack.
const STACK: usize = 16 << 20;
/// How often a document is read again after fixes, which may make others possible.
const ROUNDS: usize = 10;

#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Files and directories to check; `-` is standard input, nothing the current directory
    ///
    /// Directories are searched for Markdown (.md, .markdown, .myst, .qmd, .Rmd, .mdx), LaTeX (.tex, .ltx, .latex,
    /// .sty, .cls) and Jupyter notebooks (.ipynb), in them `.gitignore` is obeyed. A file that is named is read
    /// whatever its name.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// The name of what comes from standard input: it decides how it is read
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,

    /// Only these rules: names, or the beginning of names and a star; several with commas
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,

    /// Not these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Use these settings, instead of the matgrad.toml in each document's folder or the nearest above
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Leave out what the settings exclude even where it is named
    #[arg(long)]
    force_exclude: bool,

    /// Mend what can be mended without changing a formula, and report the rest
    ///
    /// What comes from standard input is printed mended on standard output, the report then goes to standard error.
    #[arg(long)]
    fix: bool,

    /// Make also the fixes that change the mathematics; goes with --fix or --diff
    #[arg(long)]
    unsafe_fixes: bool,

    /// Print what --fix would change, and change nothing
    #[arg(long)]
    diff: bool,

    /// Print how often each rule found something, instead of what it found
    #[arg(long, conflicts_with = "unread")]
    statistics: bool,

    /// End with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,

    /// List the mathematics that was not understood, instead of findings
    #[arg(long)]
    unread: bool,
}

impl Args {
    /// The check of `paths` that prints in `format`.
    pub fn of(paths: Vec<PathBuf>, format: Format) -> Args {
        Args { paths, format, ..Args::default() }
    }

    fn content(&self) -> Content {
        match (self.statistics, self.unread) {
            (true, _) => Content::Statistics,
            (_, true) => Content::Unread,
            _ => Content::Findings,
        }
    }

    /// Which fixes are to be made.
    fn fixes(&self) -> Result<Option<Which>, String> {
        match (self.fix || self.diff, self.unsafe_fixes) {
            (true, true) => Ok(Some(Which::All)),
            (true, false) => Ok(Some(Which::Safe)),
            (false, true) => {
                Err("--unsafe-fixes goes with --fix, to make the fixes, or --diff, to see them".to_owned())
            }
            (false, false) => Ok(None),
        }
    }
}

/// What became of one input.
#[derive(Default)]
struct Outcome {
    page: Page,
    count: Count,
    /// What would be changed.
    diff: String,
    /// The mended text of standard input.
    text: String,
    /// What is to be said beside the report, though nothing went wrong.
    note: Option<String>,
    error: Option<String>,
}

/// A document as it stands, and what is to be said about it.
struct Reading<A> {
    document: Arc<Document>,
    analysis: A,
    findings: Vec<Finding>,
}

struct Check<'a, A> {
    args: &'a Args,
    analyzer: &'a A,
    selection: Selection,
    finder: Arc<Finder>,
    report: Report,
    fixes: Option<Which>,
}

pub fn run<A: Analyzer>(args: &Args, analyzer: &A) -> u8 {
    match Check::new(args, analyzer).and_then(|check| check.run()) {
        Ok(code) => code,
        Err(message) => {
            complain(&message);
            FAILED
        }
    }
}

impl<'a, A: Analyzer> Check<'a, A> {
    fn new(args: &'a Args, analyzer: &'a A) -> Result<Check<'a, A>, String> {
        let rules = analyzer.rules();
        let selection = Selection::new(&args.select, &args.ignore, &rules)?;
        let finder = Arc::new(Finder::new(rules.clone(), args.config.as_deref())?);
        let report = Report::new(args.format, args.content(), rules)?;
        Ok(Check { args, analyzer, selection, finder, report, fixes: args.fixes()? })
    }

    fn run(&self) -> Result<u8, String> {
        let Args { paths, stdin_filename, force_exclude, .. } = self.args;
        let (inputs, mut errors) = inputs::collect(paths, stdin_filename.as_deref(), &self.finder, *force_exclude);
        let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
        let pool = pool.map_err(|error| format!("no threads can be started: {error}"))?;
        let progress = Progress::new(inputs.len());
        let work = |input| {
            let outcome = self.outcome(input);
            progress.step();
            outcome
        };
        let outcomes: Vec<Outcome> = pool.install(|| inputs.par_iter().map(work).collect());
        progress.clear();
        let total = outcomes.iter().fold(Count::default(), |total, outcome| total + outcome.count);
        let mut pages = Vec::with_capacity(outcomes.len());
        let (mut diff, mut text) = (String::new(), String::new());
        let mut notes = Vec::new();
        for outcome in outcomes {
            notes.extend(outcome.note);
            match outcome.error {
                Some(error) => errors.push(error),
                None => pages.push(outcome.page),
            }
            diff += &outcome.diff;
            text += &outcome.text;
        }
        // Settings that cannot be read are an error of every document under them, and said once.
        errors.dedup();
        self.finder.warnings().iter().chain(&notes).chain(&errors).for_each(|message| complain(message));
        let report = self.report.whole(&pages, total, &errors);
        let mends_stdin = self.args.fix && inputs.iter().any(|input| matches!(input, Input::Stdin(_)));
        let printed = if self.args.diff {
            print(&diff)
        } else if mends_stdin {
            warn(&report);
            print(&text)
        } else {
            print(&report)
        };
        printed?;
        Ok(match (errors.is_empty(), self.args.exit_zero) {
            (false, _) => FAILED,
            (true, true) => CLEAN,
            (true, false) if total.fails() || !diff.is_empty() => FOUND,
            (true, false) => CLEAN,
        })
    }

    /// Reads, mends and reports on one input. A mistake in matgrad spoils this input alone.
    fn outcome(&self, input: &Input) -> Outcome {
        let name = input.name();
        let outcome =
            fault::catch(|| self.check(input)).unwrap_or_else(|fault| Err(format!("{}: {fault}", name.display())));
        outcome.unwrap_or_else(|error| Outcome { error: Some(error), ..Outcome::default() })
    }

    fn check(&self, input: &Input) -> Result<Outcome, String> {
        let name = input.name();
        let file = input.read().map_err(|error| format!("cannot read {}: {error}", name.display()))?;
        let mut reading = self.read(input, file.text.clone())?;
        let mut fixed = 0;
        if let Some(which) = self.fixes {
            fixed = self.mend(input, &mut reading, which)?;
        }
        let new = reading.document.text().as_str();
        let note = format!("{}: so large that only its beginning is checked", name.display());
        let note = reading.document.is_cut_short().then_some(note);
        let mut outcome = Outcome { note, ..Outcome::default() };
        match input {
            _ if self.args.diff => outcome.diff = difference(&name.display().to_string(), &file.text, new),
            Input::Stdin(_) if self.args.fix => outcome.text = with_mark(&file, new),
            Input::File(path) if fixed > 0 => {
                files::replace(path, with_mark(&file, &file.text).as_bytes(), with_mark(&file, new).as_bytes())
                    .map_err(|error| format!("cannot write {}: {error}", name.display()))?;
            }
            _ => {}
        }
        let unread = if self.report.is_of_unread() { reading.analysis.unread() } else { Vec::new() };
        let checked =
            Checked { name, document: &reading.document, findings: &reading.findings, unread: &unread, fixed };
        (outcome.page, outcome.count) = self.report.document(&checked);
        Ok(outcome)
    }

    /// Reads a text that `input` has or might have.
    fn read(&self, input: &Input, text: String) -> Result<Reading<A::Analysis>, String> {
        let name = input.name();
        let project = self.finder.of_file(name)?;
        let document = Arc::new(Document::parse(text, project.host(name)));
        let root = files::root_of(name);
        let place = Place { path: Some(name), root: root.as_deref(), files: &Disk, settings: &project.settings };
        // Nobody cancels a command-line run but by ending it.
        let analysis = self.analyzer.analyze(&document, place, &Cancel::default());
        let analysis = analysis.map_err(|_| format!("reading {} was given up", name.display()))?;
        let selection = self.selection.over(&project.selection);
        let findings = analysis.findings().iter().filter(|finding| selection.holds(finding));
        let findings = findings.filter_map(|finding| project.adjust(finding)).collect();
        Ok(Reading { document, analysis, findings })
    }

    /// Makes fixes until there is nothing left to be made, and tells how many. A round that would bring more to light
    /// than it mends is not made.
    fn mend(&self, input: &Input, reading: &mut Reading<A::Analysis>, which: Which) -> Result<usize, String> {
        let mut seen: HashSet<Arc<str>> = HashSet::from([reading.document.text().as_str().clone()]);
        let mut fixed = 0;
        for _ in 0..ROUNDS {
            let Some((text, count)) = fix::mend(&reading.document, &reading.findings, which) else { break };
            let next = self.read(input, text)?;
            let failures = |findings: &[Finding]| findings.iter().filter(|finding| finding.severity.fails()).count();
            let worse = failures(&next.findings) > failures(&reading.findings);
            if worse || !seen.insert(next.document.text().as_str().clone()) {
                break;
            }
            *reading = next;
            fixed += count;
        }
        Ok(fixed)
    }
}

/// A text with the byte order mark that the file had.
fn with_mark(file: &FileText, text: &str) -> String {
    if file.marked { format!("\u{feff}{text}") } else { text.to_owned() }
}

/// What differs between two texts of a file, as `diff -u` says it.
fn difference(name: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    similar::TextDiff::from_lines(old, new).unified_diff().header(name, name).to_string()
}
