//! The rules: one file each, with its meaning, its guards against false alarms, and examples that are its tests.
//!
//! A rule reports what is surely a mistake; what may be another convention is none. [`ALL`] lists them.

mod argument;
mod block;
mod broken_step;
mod contradicted_declaration;
mod determinant;
mod differential_left;
mod equation;
mod hadamard;
mod inner_product;
mod inverse;
mod missing_differential;
mod missing_partial;
mod mixed_layout;
mod product;
mod redeclared;
mod strict;
mod sum;
mod trace;
mod transposed_identity;
mod transposed_scalar;
mod unused_suppression;
mod wrong_derivative;
mod wrong_identity;
mod wrong_jacobian_side;

use matgrad_core::elaborate::Problem;

use crate::api::{RuleInfo, Severity};

pub use broken_step::RULE as BROKEN_STEP;
pub use contradicted_declaration::RULE as CONTRADICTED_DECLARATION;
pub use differential_left::RULE as DIFFERENTIAL_LEFT;
pub use missing_differential::RULE as MISSING_DIFFERENTIAL;
pub use missing_partial::RULE as MISSING_PARTIAL;
pub use mixed_layout::RULE as MIXED_LAYOUT;
pub use redeclared::RULE as REDECLARED;
pub use transposed_identity::RULE as TRANSPOSED_IDENTITY;
pub use transposed_scalar::RULE as TRANSPOSED_SCALAR;
pub use unused_suppression::RULE as UNUSED_SUPPRESSION;
pub use wrong_derivative::RULE as WRONG_DERIVATIVE;
pub use wrong_identity::RULE as WRONG_IDENTITY;
pub use wrong_jacobian_side::RULE as WRONG_JACOBIAN_SIDE;

/// What there is to say about a rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name in messages and settings, in kebab-case.
    pub id: &'static str,
    /// How serious what it finds is.
    pub severity: Severity,
    /// What it finds, in one sentence.
    pub summary: &'static str,
    /// Why that is a mistake, and when the rule keeps silent.
    pub explanation: &'static str,
    /// A document in which it finds something.
    pub bad: &'static str,
    /// A document in which it finds nothing.
    pub good: &'static str,
    /// Whether it is used only where somebody asks for it: a matter of style.
    pub optional: bool,
    /// For a rule about shapes: whether a problem is of its kind.
    pub shape: Option<fn(&Problem) -> bool>,
}

impl Rule {
    /// What people are told about it.
    pub fn info(&self) -> RuleInfo {
        let Rule { id, severity, summary, explanation, bad, good, optional, .. } = *self;
        RuleInfo { id, severity, summary, explanation, bad, good, optional }
    }
}

/// Every rule.
pub const ALL: &[&Rule] = &[
    &product::RULE,
    &sum::RULE,
    &equation::RULE,
    &hadamard::RULE,
    &block::RULE,
    &inverse::RULE,
    &trace::RULE,
    &determinant::RULE,
    &inner_product::RULE,
    &strict::RULE,
    // Whatever else shapes do not fit.
    &argument::RULE,
    &CONTRADICTED_DECLARATION,
    &REDECLARED,
    &WRONG_DERIVATIVE,
    &WRONG_IDENTITY,
    &BROKEN_STEP,
    &DIFFERENTIAL_LEFT,
    &MISSING_DIFFERENTIAL,
    &MISSING_PARTIAL,
    &WRONG_JACOBIAN_SIDE,
    &MIXED_LAYOUT,
    &TRANSPOSED_SCALAR,
    &TRANSPOSED_IDENTITY,
    &UNUSED_SUPPRESSION,
];

/// The rule of strict blocks and remarks.
pub const STRICT: &Rule = &strict::RULE;

/// The rule of that name.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

/// The rule that a problem of shapes falls under.
pub fn of_shape(problem: &Problem) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.shape.is_some_and(|is| is(problem)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::Reader;
    use crate::api::{Analysis, Analyzer, Cancel, Place, Settings};
    use crate::document::project::Disk;
    use crate::document::{Document, Host};

    fn found(text: &str) -> Vec<&'static str> {
        let document = Arc::new(Document::parse(text, Host::detect(None, None)));
        let place = Place { path: None, root: None, files: &Disk, settings: &Settings::default() };
        let reading = Reader.analyze(&document, place, &Cancel::default()).unwrap();
        reading.findings().iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn examples_show_what_rules_find() {
        let wrong = ALL.iter().filter(|rule| found(rule.bad) != [rule.id] || !found(rule.good).is_empty());
        assert_eq!(wrong.map(|rule| (rule.id, found(rule.bad), found(rule.good))).collect::<Vec<_>>(), []);
    }

    #[test]
    fn rules_have_names_of_their_own() {
        for (index, rule) in ALL.iter().enumerate() {
            assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
            assert!(ALL.iter().skip(index + 1).all(|other| other.id != rule.id), "{}", rule.id);
        }
    }
}
