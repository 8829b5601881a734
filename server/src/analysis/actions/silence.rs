//! Silencing findings where they stand.

use std::ops::Range;

use super::remark::remark;
use crate::analysis::Reading;
use crate::api::{Action, ActionKind, Doing};
use crate::rules::UNUSED_SUPPRESSION;

pub fn list(reading: &Reading, range: &Range<usize>, out: &mut Vec<Action>) {
    let mut named: Vec<&str> = Vec::new();
    for finding in &reading.findings {
        let apart = finding.range.end < range.start || range.end < finding.range.start;
        // What silences nothing is taken away, not silenced.
        let remark_itself = finding.rule == UNUSED_SUPPRESSION.id;
        if apart || remark_itself || named.contains(&finding.rule) {
            continue;
        }
        named.push(finding.rule);
        let text = format!("ignore[{}] meant as written", finding.rule);
        let Some(edit) = remark(&reading.document, finding.range.start, &text) else { continue };
        out.push(Action {
            title: format!("Ignore {} here, with a reason", finding.rule),
            kind: ActionKind::Remark,
            rule: Some(finding.rule),
            doing: Doing::Edits(vec![edit]),
        });
    }
}
