//! `matgrad rules` and `matgrad explain`: which rules there are, and what each of them means.

use serde::Serialize;

use super::context::Format;
use super::{CLEAN, FAILED, complain, print};
use crate::api::RuleInfo;
use crate::settings::Selection;

#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// How to print them
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A rule's name
    rule: String,

    /// How to print the page
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Page<'a> {
    rule: &'a str,
    severity: &'a str,
    summary: &'a str,
    explanation: &'a str,
    bad: &'a str,
    good: &'a str,
    off_by_default: bool,
}

impl<'a> From<&RuleInfo> for Page<'a> {
    fn from(rule: &RuleInfo) -> Page<'a> {
        let RuleInfo { id, severity, summary, explanation, bad, good, optional } = *rule;
        Page { rule: id, severity: severity.name(), summary, explanation, bad, good, off_by_default: optional }
    }
}

/// Lists the rules.
pub fn list(args: &ListArgs, mut rules: Vec<RuleInfo>) -> u8 {
    rules.sort_by_key(|rule| rule.id);
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    finish(match args.format {
        Format::Text => {
            let line = |rule: &RuleInfo| {
                let off = if rule.optional { " (off by default)" } else { "" };
                format!("{:width$}  {:11}  {}{off}\n", rule.id, rule.severity.name(), rule.summary)
            };
            rules.iter().map(line).collect()
        }
        Format::Json => json(&rules.iter().map(Page::from).collect::<Vec<_>>()),
    })
}

/// Prints the page of one rule.
pub fn explain(args: &ExplainArgs, rules: &[RuleInfo]) -> u8 {
    let Some(rule) = rules.iter().find(|rule| rule.id == args.rule) else {
        complain(&Selection::check(&args.rule, rules).err().unwrap_or("explain takes the name of one rule".to_owned()));
        return FAILED;
    };
    finish(match args.format {
        Format::Text => page(rule),
        Format::Json => json(&Page::from(rule)),
    })
}

/// The page as Markdown.
fn page(rule: &RuleInfo) -> String {
    let sentence = |text: &str| if text.ends_with('.') { text.to_owned() } else { format!("{text}.") };
    let off = if rule.optional { ", off by default" } else { "" };
    let mut page = format!("# {} ({}{off})\n\n{}\n", rule.id, rule.severity.name(), sentence(rule.summary));
    if rule.optional {
        page += &format!(
            "\nA matter of style: `--select {id}`, or a severity under `[rules]` in the settings, turns it on.\n",
            id = rule.id
        );
    }
    let parts = [("", rule.explanation), ("## Reported\n\n", rule.bad), ("## Not reported\n\n", rule.good)];
    for (heading, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
        page += &format!("\n{heading}{}\n", text.trim());
    }
    page
}

fn json(value: &impl Serialize) -> String {
    // Strings and lists of them always serialize.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

fn finish(text: String) -> u8 {
    match print(&text) {
        Ok(()) => CLEAN,
        Err(error) => {
            complain(&error);
            FAILED
        }
    }
}
