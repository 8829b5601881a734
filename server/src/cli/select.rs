//! Which rules a run is about: `--select`, `--ignore` and the same words in a settings file.

use crate::api::RuleInfo;
use crate::spelling;

/// A choice of rules; without words every rule is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
}

impl Selection {
    /// The rules that one of `select` means, if there are any, and none of `ignore`. A word is a rule's name, or the
    /// beginning of names and a star.
    pub fn new(select: &[String], ignore: &[String], rules: &[RuleInfo]) -> Result<Selection, String> {
        let known = |word: &String| rules.iter().any(|rule| means(word, rule.id));
        if let Some(word) = select.iter().chain(ignore).find(|word| !known(word)) {
            let near = spelling::nearest(word, rules.iter().map(|rule| rule.id));
            let near = near.map_or(String::new(), |near| format!(" Did you mean `{near}`?"));
            return Err(format!("there is no rule `{word}`: `matgrad rules` lists them.{near}"));
        }
        Ok(Selection { select: select.to_vec(), ignore: ignore.to_vec() })
    }

    /// Whether a rule is chosen.
    pub fn holds(&self, rule: &str) -> bool {
        let among = |words: &[String]| words.iter().any(|word| means(word, rule));
        (self.select.is_empty() || among(&self.select)) && !among(&self.ignore)
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
        RuleInfo { id, severity: Severity::Error, summary: "", explanation: "", bad: "", good: "" }
    }

    #[test]
    fn rules_are_chosen_by_name_and_by_the_beginning_of_names() {
        let rules = [rule("shape-sum"), rule("shape-product"), rule("wrong-derivative")];
        let cases: [(&[&str], &[&str], &[&str]); 5] = [
            (&[], &[], &["shape-sum", "shape-product", "wrong-derivative"]),
            (&["shape-*"], &[], &["shape-sum", "shape-product"]),
            (&["shape-*"], &["shape-sum"], &["shape-product"]),
            (&[], &["*"], &[]),
            (&["wrong-derivative", "shape-sum"], &[], &["shape-sum", "wrong-derivative"]),
        ];
        for (select, ignore, chosen) in cases {
            let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
            let selection = Selection::new(&words(select), &words(ignore), &rules).unwrap();
            let held: Vec<&str> = rules.iter().map(|rule| rule.id).filter(|id| selection.holds(id)).collect();
            assert_eq!(held, chosen);
        }
        let error = Selection::new(&["shape-sums".to_owned()], &[], &rules).unwrap_err();
        assert!(error.contains("Did you mean `shape-sum`?"), "{error}");
        assert!(Selection::new(&[], &["nonsense-*".to_owned()], &rules).is_err());
    }
}
