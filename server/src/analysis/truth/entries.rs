//! Matrices that are told by an entry: where a derivative by `X_{kl}` comes to `A_{kl} = A`, the matrix with these entries is meant.

use matgrad_core::notation::{Kind, Node, Span};

use super::reading::{find, holds_transposed};
use super::{Claim, Judged};
use crate::analysis::check::Raw;
use crate::analysis::section::Loc;
use crate::analysis::statement::{Link, is_number};
use crate::rules;

/// Whether one side is told by an entry of something in brackets, and the other is not.
pub fn tells_by_entry(left: &Node, right: &Node) -> bool {
    let has_entry = |side: &Node| find(side, &is_entry);
    has_entry(left) && !has_index(right) || has_entry(right) && !has_index(left)
}

impl Claim<'_> {
    /// What is to be said of the steps of a chain from the entries of a matrix to the transpose of the matrix.
    pub(super) fn told_by_entries(&self, run: &[Link]) -> Vec<Raw> {
        let Some(order) = run.iter().find_map(|link| taken_by(&link.node)) else { return Vec::new() };
        let steps = run.windows(2).filter_map(|two| match two {
            [entries, matrix] if !has_index(&matrix.node) => self.transposed(&entries.node, &matrix.node, &order),
            _ => None,
        });
        steps.collect()
    }

    fn transposed(&self, entries: &Node, matrix: &Node, order: &[String; 2]) -> Option<Raw> {
        let meant = whole(entries, order)?;
        let Judged::False(readings) = self.afresh().judge(&meant, matrix, &[]) else { return None };
        if !readings.iter().flatten().all(|pair| pair.fits && holds_transposed(pair)) {
            return None;
        }
        let text = |span: Span| self.read.text.get(span.range()).unwrap_or_default().trim();
        let number = Span { start: entries.span.start, end: meant.span.start };
        let truth = format!("{}{}", self.read.text.get(number.range())?, text(meant.span));
        let (written, entry) = (text(matrix.span), text(entries.span));
        let message = format!("`{written}` is not the matrix with the entries `{entry}`; that is `{truth}`");
        let at = |span: Span| Loc { place: self.place, span };
        let related = vec![(at(entries.span), "its entries".to_string())];
        let fix = Some(self.fix(&truth, matrix.span, truth.clone()));
        Some(Raw { related, fix, ..Raw::new(&rules::BROKEN_STEP, at(matrix.span), message) })
    }
}

/// `(A B)_{kl}`.
fn is_entry(node: &Node) -> bool {
    let Kind::Script(script) = &node.kind else { return false };
    matches!(script.base.kind, Kind::Fence(_)) && script.sub.is_some()
}

fn has_index(side: &Node) -> bool {
    find(side, &|part| matches!(&part.kind, Kind::Script(script) if script.sub.is_some()))
}

/// The indices of the entry that a side is a derivative by: `k`, `l` of `\partial X_{kl}`.
fn taken_by(side: &Node) -> Option<[String; 2]> {
    let Kind::Derivative(d) = &side.kind else { return None };
    let [by] = d.wrt.as_slice() else { return None };
    let Kind::Script(script) = &by.node.kind else { return None };
    script.sub.as_ref().and_then(indices)
}

/// The matrix of which a side is the entry with these indices, perhaps times a number; its range is that of the matrix alone.
fn whole(side: &Node, order: &[String; 2]) -> Option<Node> {
    match &side.kind {
        Kind::Script(script) if script.sup.is_none() && script.primes == 0 => {
            (indices(script.sub.as_ref()?)? == *order).then(|| script.base.clone())
        }
        Kind::Product(factors) => match factors.as_slice() {
            [(before, number), (op, entry)] if is_number(number) => {
                let entry = whole(entry, order)?;
                let span = entry.span;
                Some(Node::new(Kind::Product(vec![(*before, number.clone()), (*op, entry)]), span))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The two letters of a subscript.
fn indices(sub: &Node) -> Option<[String; 2]> {
    let letter = |node: &Node| node.as_symbol().map(|name| name.base.to_string());
    match &sub.kind {
        Kind::Product(factors) => match factors.as_slice() {
            [(_, first), (_, second)] => Some([letter(first)?, letter(second)?]),
            _ => None,
        },
        Kind::List(list) => match list.items.as_slice() {
            [first, second] => Some([letter(first)?, letter(second)?]),
            _ => None,
        },
        _ => None,
    }
}
