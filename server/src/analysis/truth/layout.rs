//! Which way a document lays derivatives out, read off its own true formulas, and the formulas that go the other way.
//!
//! Gradients of scalars by vectors, Jacobians, and each notation for them are told apart: a column for the one and outputs as
//! rows for the other is a layout as good as any. A formula is said to go the wrong way only against several others of its
//! kind, and where neither the words nor the formulas of the document speak of two layouts.

use matgrad_core::Layout;

use super::reading::{Pair, Verdict, holds, holds_transposed};
use crate::analysis::check::Raw;

/// What is laid out one way or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `\partial f / \partial \mathbf x` of a scalar.
    Gradient,
    /// `\partial \mathbf f / \partial \mathbf x`.
    Jacobian,
    /// `\nabla f`, whose column is what it is customarily.
    Nabla,
    /// `D f`, whose rows are the outputs.
    Operator,
}

/// How one true formula lays a derivative out.
#[derive(Clone, Debug)]
pub struct Vote {
    pub kind: Kind,
    /// A row for a scalar's derivative, outputs as rows.
    pub numerator: bool,
    /// What is to be said if the document goes the other way.
    pub finding: Raw,
}

/// How a derivative is laid out by a pair that holds in some layouts or transposed, if that tells.
pub fn side(kind: Kind, pairs: &[Pair]) -> Option<bool> {
    let holds_in = |layout: Layout| pairs.iter().any(|pair| pair.layout == layout && holds(pair) == Verdict::Equal);
    match kind {
        Kind::Gradient | Kind::Jacobian => {
            let (numerator, denominator) = (holds_in(Layout::Numerator), holds_in(Layout::Denominator));
            (numerator != denominator).then_some(numerator)
        }
        Kind::Nabla | Kind::Operator => {
            let pair = pairs.first()?;
            let (plain, turned) = (holds(pair) == Verdict::Equal, holds_transposed(pair));
            (plain != turned).then_some(if kind == Kind::Nabla { turned } else { plain })
        }
    }
}

/// So many formulas that go one way settle it.
const SETTLED: usize = 2;

/// The findings about formulas that go the other way than the document, or than the settings ask for.
pub fn against<'a>(votes: &[&'a Vote], asked: Option<Layout>, words: bool) -> Vec<(&'a Vote, bool)> {
    let mut out = Vec::new();
    for kind in [Kind::Gradient, Kind::Jacobian, Kind::Nabla, Kind::Operator] {
        let own: Vec<&Vote> = votes.iter().copied().filter(|vote| vote.kind == kind).collect();
        let wanted = match (kind, asked) {
            (Kind::Gradient, Some(layout)) => Some(layout == Layout::Numerator),
            (Kind::Jacobian, Some(layout)) => Some(layout != Layout::Denominator),
            _ => None,
        };
        let (rows, columns) =
            (own.iter().filter(|vote| vote.numerator).count(), own.iter().filter(|vote| !vote.numerator).count());
        let (most, least) = (rows.max(columns), rows.min(columns));
        if let Some(wanted) = wanted {
            out.extend(own.into_iter().filter(|vote| vote.numerator != wanted).map(|vote| (vote, true)));
        } else if least > 0 && (!words || matches!(kind, Kind::Nabla | Kind::Operator)) && most > least {
            let settled = least == 1 && most >= SETTLED;
            // Where the document contradicts itself more often, the first of the rarer is named.
            let others = own.into_iter().filter(|vote| vote.numerator != (rows > columns));
            out.extend(others.take(1).map(|vote| (vote, settled)));
        }
    }
    out
}

/// Whether a document speaks of two layouts.
pub fn speaks_of_two(source: &str) -> bool {
    let any = |words: &[&str]| words.iter().any(|word| source.contains(word));
    any(&["umerator layout", "umerator-layout", "分子布局"])
        && any(&["enominator layout", "enominator-layout", "分母布局"])
}
