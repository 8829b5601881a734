//! Which rules a run is about: `--select`, `--ignore` and the same words in a settings file.

use crate::api::{Finding, RuleInfo};
use crate::spelling;

/// A choice of rules; without words every rule is chosen that is no matter of style. A word is a rule's name, or the beginning of names and a star.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only rules that one of these means, if there are any.
    pub select: Vec<String>,
    /// No rule that one of these means.
    pub ignore: Vec<String>,
    /// Matters of style that are chosen nonetheless, unless others are selected.
    pub raised: Vec<String>,
}

impl Selection {
    /// A choice by words that all mean a rule.
    pub fn new(select: &[String], ignore: &[String], rules: &[RuleInfo]) -> Result<Selection, String> {
        select.iter().chain(ignore).try_for_each(|word| Selection::check(word, rules))?;
        Ok(Selection { select: select.to_vec(), ignore: ignore.to_vec(), raised: Vec::new() })
    }

    /// Whether a word means a rule; if not, what may have been meant.
    pub fn check(word: &str, rules: &[RuleInfo]) -> Result<(), String> {
        if rules.iter().any(|rule| means(word, rule.id)) {
            return Ok(());
        }
        let near = spelling::nearest(word, rules.iter().map(|rule| rule.id));
        let near = near.map_or(String::new(), |near| format!(" Did you mean `{near}`?"));
        Err(format!("there is no rule `{word}`: `matgrad rules` lists them.{near}"))
    }

    /// The choice of a command line over that of the settings: selects instead, ignores as well.
    pub fn over(&self, settings: &Selection) -> Selection {
        let select = if self.select.is_empty() { &settings.select } else { &self.select };
        let ignore = self.ignore.iter().chain(&settings.ignore);
        Selection { select: select.clone(), ignore: ignore.cloned().collect(), raised: settings.raised.clone() }
    }

    /// Whether the rule of a finding is chosen.
    pub fn holds(&self, finding: &Finding) -> bool {
        self.chooses(finding.rule, finding.optional)
    }

    fn chooses(&self, rule: &str, optional: bool) -> bool {
        let among = |words: &[String]| words.iter().any(|word| means(word, rule));
        let selected = match self.select.is_empty() {
            true => !optional || among(&self.raised),
            false => among(&self.select),
        };
        selected && !among(&self.ignore)
    }
}

fn means(word: &str, rule: &str) -> bool {
    word.strip_suffix('*').map_or(word == rule, |start| rule.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Severity;

    fn rule(id: &'static str) -> RuleInfo {
        let optional = id.starts_with("style");
        RuleInfo { id, severity: Severity::Error, summary: "", explanation: "", bad: "", good: "", optional }
    }

    #[test]
    fn rules_are_chosen_by_name_and_by_the_beginning_of_names() {
        let rules = [rule("shape-sum"), rule("shape-product"), rule("wrong-derivative"), rule("style-order")];
        let cases: [(&[&str], &[&str], &[&str]); 6] = [
            (&[], &[], &["shape-sum", "shape-product", "wrong-derivative"]),
            (&["shape-*"], &[], &["shape-sum", "shape-product"]),
            (&["shape-*"], &["shape-sum"], &["shape-product"]),
            (&[], &["*"], &[]),
            (&["s*"], &["shape-*"], &["style-order"]),
            (&["wrong-derivative", "shape-sum"], &[], &["shape-sum", "wrong-derivative"]),
        ];
        for (select, ignore, chosen) in cases {
            let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
            let selection = Selection::new(&words(select), &words(ignore), &rules).unwrap();
            let held = rules.iter().filter(|rule| selection.chooses(rule.id, rule.optional)).map(|rule| rule.id);
            assert_eq!(held.collect::<Vec<_>>(), chosen);
        }
        let error = Selection::new(&["shape-sums".to_owned()], &[], &rules).unwrap_err();
        assert!(error.contains("Did you mean `shape-sum`?"), "{error}");
        assert!(Selection::new(&[], &["nonsense-*".to_owned()], &rules).is_err());
    }
}
