//! What is said of sides whose shapes fit in no reading, and the edits that make them fit and hold.

use std::collections::BTreeSet;

use matgrad_core::Layout;
use matgrad_core::notation::Node;

use super::mend::{Mend, Tried};
use super::reading::{begins_with_derivative, is_multiple_of_derivative, is_sensible, layouts, options};
use super::report::MOST_FIXES;
use super::scopes::names;
use super::{Claim, goes_on};
use crate::analysis::check::Raw;
use crate::analysis::meaning::meaning;
use crate::analysis::section::Loc;
use crate::analysis::statement::Link;
use crate::rules;

impl Claim<'_> {
    /// What is to be said of two sides whose shapes fit in no reading, where one slip explains it: then they were meant to be equal.
    pub fn report_misfit(&self, left: &Node, right: &Node) -> Option<Raw> {
        let chain = [left, right];
        let derivative = begins_with_derivative(left);
        let keys = |node: &Node| names(&[node]).into_iter().map(|name| name.key).collect::<BTreeSet<_>>();
        if (!derivative && keys(left) != keys(right)) || !self.effort.spend(&chain) {
            return None;
        }
        // What is derived is what the author says it is, unless it makes no sense.
        let suspects: &[usize] = if derivative && self.fits_alone(left) { &[1] } else { &[1, 0] };
        let mender = self.mender(&chain, suspects, Tried::MISFIT);
        let mends = self.mends(&mender, &chain, false);
        let text = &self.read.text;
        let says = |mend: &&Mend| mend.cost == 1;
        let Some(best) = mends.iter().find(says) else { return self.out_of_order(left, right) };
        let rule = if derivative { &rules::WRONG_DERIVATIVE } else { &rules::WRONG_IDENTITY };
        // Which of the sides is to be changed.
        let (at, other, stands) = match best.side {
            0 => (left, right, "after"),
            _ => (right, left, "before"),
        };
        let message = format!(
            "`{}` does not fit what stands {stands} it, whatever is meant; true would be `{}`",
            at.text(text).trim(),
            best.whole.trim()
        );
        let related = vec![(Loc { place: self.place, span: other.span }, "this is what it should be".to_string())];
        let at = Loc { place: self.place, span: at.span };
        let mut fixes =
            mends.iter().filter(says).take(MOST_FIXES).map(|mend| self.fix(&mend.whole, mend.span, mend.text.clone()));
        let fix = fixes.next();
        Some(Raw { related, fix, others: fixes.collect(), ..Raw::new(rule, at, message) })
    }

    /// Whether a side makes sense whatever it is equal to.
    fn fits_alone(&self, side: &Node) -> bool {
        let read = |layout: &Layout| meaning(&[side], self.scope, &options(*layout, &[side], self.scope), self.place);
        layouts(&[side]).iter().any(|layout| read(layout).is_some_and(|found| is_sensible(&found, &[side])))
    }

    /// Gives shapes that do not fit a fix, where one slip explains them.
    pub fn mend(&self, raw: &mut Raw) {
        let touches = |link: &Link| link.node.span.start < raw.at.span.end && raw.at.span.start < link.node.span.end;
        for run in self.statement.sides.chunk_by(|_, link| goes_on(link)) {
            let suspects: Vec<usize> = (0..run.len()).filter(|side| run.get(*side).is_some_and(touches)).collect();
            if suspects.is_empty() || run.len() < 2 {
                continue;
            }
            let chain: Vec<&Node> = run.iter().map(|link| &link.node).collect();
            if !self.effort.spend(&chain) {
                return;
            }
            let mends = |chain: &[&Node], suspects: &[usize]| {
                self.mends(&self.mender(chain, suspects, Tried::SLIPS), chain, true)
            };
            let mut found = mends(&chain, &suspects);
            // What its neighbour says nothing about is to be the derivative that the chain begins with.
            if let ([first, _, ..], [suspect]) = (chain.as_slice(), suspects.as_slice())
                && let Some(side) =
                    chain.get(*suspect).filter(|_| found.is_empty() && *suspect > 1 && is_multiple_of_derivative(first))
            {
                found = mends(&[first, side], &[1]);
            }
            let mut fixes = found.into_iter().take(MOST_FIXES).map(|mend| self.fix(&mend.whole, mend.span, mend.text));
            raw.fix = fixes.next();
            raw.others = fixes.collect();
        }
    }
}
