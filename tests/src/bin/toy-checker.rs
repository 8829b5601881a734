//! The command line of matgrad but for the mathematics: words of the text say what is wrong.
//!
//! Each `wrong` is an error with an unsafe fix to `right`, each `teh` a warning with a safe fix to `the`, each `hm` a
//! hint. A fix of `again` puts in `teh`, which is to be mended in turn; those of `ping` and `pong` undo each other.

use std::process::ExitCode;
use std::sync::Arc;

use matgrad::api::{
    Analysis, Analyzer, Cancel, Cancelled, Finding, Fix, Hover, Place, Related, RuleInfo, Severity, Unread,
};
use matgrad::document::Document;

struct Toy;

struct Read(Vec<Finding>);

/// Word, what is put in its place, whether that is safe, rule, severity.
const WORDS: [(&str, Option<&str>, bool, &str, Severity); 7] = [
    ("wrong", Some("right"), false, "toy-wrong", Severity::Error),
    ("teh", Some("the"), true, "toy-spelling", Severity::Warning),
    ("again", Some("teh"), true, "toy-spelling", Severity::Warning),
    ("ping", Some("pong"), true, "toy-circle", Severity::Warning),
    ("pong", Some("ping"), true, "toy-circle", Severity::Warning),
    ("hm", None, false, "toy-remark", Severity::Hint),
    ("fancy", None, false, "toy-style", Severity::Warning),
];

impl Analyzer for Toy {
    type Analysis = Read;

    fn rules(&self) -> Vec<RuleInfo> {
        let ids = ["toy-wrong", "toy-spelling", "toy-circle", "toy-remark", "toy-style"];
        let severity = |id| if id == "toy-wrong" { Severity::Error } else { Severity::Warning };
        let rule = |id| RuleInfo {
            id,
            severity: severity(id),
            summary: "A word that is not to be",
            explanation: "Words of a list are not to be. The list is short.",
            bad: "This is wrong.",
            good: "This is right.",
            optional: id == "toy-style",
        };
        ids.into_iter().map(rule).collect()
    }

    fn analyze(&self, document: &Arc<Document>, _: Place<'_>, _: &Cancel) -> Result<Read, Cancelled> {
        let text = document.source();
        let of_word =
            |(word, new, safe, rule, severity): (&'static str, Option<&str>, bool, &'static str, Severity)| {
                let new = new.map(str::to_owned);
                text.match_indices(word).map(move |(at, _)| Finding {
                    range: at..at + word.len(),
                    rule,
                    severity,
                    message: format!("The word `{word}`: \"100 %\" <not> to be, & never was."),
                    related: vec![Related { path: None, range: 0..1, message: "The text begins here".to_owned() }],
                    alternatives: Vec::new(),
                    fix: new.clone().map(|new| Fix {
                        title: format!("Write `{new}`"),
                        safe,
                        edits: vec![(at..at + word.len(), new)],
                    }),
                    docs_url: None,
                    optional: rule == "toy-style",
                })
            };
        let mut findings: Vec<Finding> = WORDS.into_iter().flat_map(of_word).collect();
        findings.sort_by_key(|finding| finding.range.start);
        Ok(Read(findings))
    }
}

impl Analysis for Read {
    fn findings(&self) -> &[Finding] {
        &self.0
    }

    fn unread(&self) -> Vec<Unread> {
        Vec::new()
    }

    fn hover(&self, _: usize, _: &Cancel) -> Result<Option<Hover>, Cancelled> {
        Ok(None)
    }
}

fn main() -> ExitCode {
    matgrad::fault::install();
    ExitCode::from(matgrad::cli::run_with(std::env::args_os(), &Toy))
}
