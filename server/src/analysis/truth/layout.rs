//! Which way a document lays derivatives out, read off its own true formulas, and the formulas that go the other way.
//!
//! Gradients of scalars by vectors, Jacobians, and each notation for them are told apart: a column for the one and outputs as
//! rows for the other is a layout as good as any. A formula is said to go the wrong way only against several others of its
//! kind, and where neither the words nor the formulas of the document speak of two layouts.

use matgrad_core::Layout;
use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{Kind as Syntax, Node};

use super::reading::{Pair, Verdict, holds, holds_transposed};
use crate::analysis::check::Raw;

/// What is laid out one way or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `\partial f / \partial \mathbf x` of a scalar.
    Gradient,
    /// `\partial f / \partial X` of a scalar: shaped like the matrix, or like its transpose.
    Matrix,
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
    /// Whether only its shape says so, as it is about a function that nobody defined: no evidence against others.
    pub by_shape: bool,
    /// What is to be said if the document goes the other way.
    pub finding: Raw,
}

/// How a derivative is laid out by a pair that holds in some layouts or transposed, if that tells.
pub fn side(kind: Kind, pairs: &[Pair]) -> Option<bool> {
    let holds_in = |layout: Layout| pairs.iter().any(|pair| pair.layout == layout && holds(pair) == Verdict::Equal);
    match kind {
        Kind::Gradient | Kind::Matrix | Kind::Jacobian => {
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
fn settled(kind: Kind) -> usize {
    // A matrix may be meant to be symmetric.
    if kind == Kind::Matrix { 3 } else { 2 }
}

/// How derivatives are laid out in a document, by what the settings ask for, by its own words, or by its true formulas.
pub fn of_document(votes: &[&Vote], asked: Option<Layout>, said: Option<Layout>) -> Option<Layout> {
    let all = |kind: Kind, numerator: bool| {
        let mut own = votes.iter().filter(|vote| vote.kind == kind && !vote.by_shape).peekable();
        own.peek().is_some() && own.all(|vote| vote.numerator == numerator)
    };
    let voted = match () {
        () if all(Kind::Jacobian, false) && !all(Kind::Gradient, true) => Some(Layout::Denominator),
        () if all(Kind::Gradient, true) && !all(Kind::Jacobian, false) => Some(Layout::Numerator),
        () => None,
    };
    asked.or(said).or(voted)
}

/// The findings about formulas that go the other way than the document says or does, or than the settings ask for; `words`
/// says whether it speaks of two layouts.
pub fn against<'a>(
    votes: &[&'a Vote],
    asked: Option<Layout>,
    said: Option<Layout>,
    words: &dyn Fn() -> bool,
) -> Vec<(&'a Vote, bool)> {
    let mut out = Vec::new();
    for kind in [Kind::Gradient, Kind::Matrix, Kind::Jacobian, Kind::Nabla, Kind::Operator] {
        let (by_shape, own): (Vec<&Vote>, Vec<&Vote>) =
            votes.iter().copied().filter(|vote| vote.kind == kind).partition(|vote| vote.by_shape);
        let way = |layout: Option<Layout>| match (kind, layout) {
            (Kind::Gradient, Some(layout)) => Some(layout == Layout::Numerator),
            (Kind::Jacobian, Some(layout)) => Some(layout != Layout::Denominator),
            // In the numerator layout both are common.
            (Kind::Matrix, Some(Layout::Denominator | Layout::Mixed)) => Some(false),
            _ => None,
        };
        let (wanted, said) = (way(asked), way(said));
        let (rows, columns) =
            (own.iter().filter(|vote| vote.numerator).count(), own.iter().filter(|vote| !vote.numerator).count());
        let (most, least) = (rows.max(columns), rows.min(columns));
        if let ([odd], true) = (by_shape.as_slice(), least == 0 && most >= settled(kind))
            && odd.numerator != (rows > columns)
        {
            out.push((*odd, true));
        }
        if let Some(wanted) = wanted {
            out.extend(own.into_iter().filter(|vote| vote.numerator != wanted).map(|vote| (vote, true)));
        } else if let Some(said) = said {
            // Words may be about one part of the document; a formula that bears them out says that they are not.
            let against: Vec<&Vote> = own.iter().copied().filter(|vote| vote.numerator != said).collect();
            let settled = against.len() == 1 && own.len() > 1;
            out.extend(against.into_iter().take(usize::from(least > 0)).map(|vote| (vote, settled)));
        } else if most > least && least > 0 && (matches!(kind, Kind::Nabla | Kind::Operator) || !words()) {
            let settled = least == 1 && most >= settled(kind);
            // Where the document contradicts itself more often, the first of the rarer is named.
            let others = own.into_iter().filter(|vote| vote.numerator != (rows > columns));
            out.extend(others.take(1).map(|vote| (vote, settled)));
        }
    }
    out
}

/// The layout that a document says it uses: "we use the numerator layout", "the gradient is a row vector".
pub fn said(source: &str) -> Option<Layout> {
    const NAMES: &[(&str, Layout)] = &[
        ("umerator layout", Layout::Numerator),
        ("umerator-layout", Layout::Numerator),
        ("分子布局", Layout::Numerator),
        ("enominator layout", Layout::Denominator),
        ("enominator-layout", Layout::Denominator),
        ("分母布局", Layout::Denominator),
        ("gradient is a row vector", Layout::Numerator),
        ("gradients are row vectors", Layout::Numerator),
        ("gradient as a row vector", Layout::Numerator),
        ("gradients as row vectors", Layout::Numerator),
    ];
    const CHOICE: &[&str] = &[
        "use",
        "using",
        "uses",
        "adopt",
        "adopts",
        "follow",
        "follows",
        "choose",
        "prefer",
        "stick",
        "assume",
        "convention",
        "采用",
        "使用",
        "define",
        "treat",
        "write",
    ];
    const DENIAL: &[&str] = &["not", "n't", "instead", "rather", "other", "others", "some", "if", "often", "sometimes"];
    // The words of the sentence before it.
    const FAR: usize = 80;
    let mut found: Option<Layout> = None;
    for (name, layout) in NAMES {
        for (at, _) in source.match_indices(name) {
            let start = (at.saturating_sub(FAR)..=at).find(|start| source.is_char_boundary(*start)).unwrap_or(at);
            let before = source.get(start..at).unwrap_or_default();
            let sentence = before.rsplit(['.', '。', '\n']).next().unwrap_or_default().to_lowercase();
            let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric() && c != '\'').collect();
            let any = |list: &[&str]| {
                let unspaced = |word: &&&str| !word.is_ascii() && sentence.contains(**word);
                words.iter().any(|word| list.contains(word)) || list.iter().any(|word| unspaced(&word))
            };
            let own = name.contains("gradient") || any(CHOICE);
            if own && !any(DENIAL) {
                match found {
                    Some(other) if other != *layout => return None,
                    _ => found = Some(*layout),
                }
            }
        }
    }
    found
}

/// Whether a document speaks of two layouts.
pub fn speaks_of_two(source: &str) -> bool {
    let any = |words: &[&str]| words.iter().any(|word| source.contains(word));
    any(&["umerator layout", "umerator-layout", "分子布局"])
        && any(&["enominator layout", "enominator-layout", "分母布局"])
}

/// Whether a derivative is that of a scalar by a matrix.
pub fn by_matrix(left: &Node, pair: &Pair) -> bool {
    let Syntax::Derivative(d) = &left.kind else { return false };
    let by =
        d.wrt.first().and_then(|by| named(&by.node)).and_then(|by| pair.scope.get(&by.key)?.known.shape().cloned());
    let own = pair.left.shape();
    by.is_some_and(|by| !by.is_vector() && !by.is_row() && (*own == by || *own == by.transposed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_say_which_layout_they_use() {
        let cases = [
            ("Throughout we use the numerator layout.", Some(Layout::Numerator)),
            ("This note uses denominator-layout notation.", Some(Layout::Denominator)),
            ("We follow the convention that the gradient is a row vector.", Some(Layout::Numerator)),
            ("本文采用分母布局。", Some(Layout::Denominator)),
            ("There are the numerator layout and the denominator layout.", None),
            ("We use the numerator layout. Others use the denominator layout.", Some(Layout::Numerator)),
            ("We do not use the numerator layout.", None),
            ("Section 1 uses the numerator layout, and section 2 uses the denominator layout.", None),
            ("In numerator layout the derivative is a row.", None),
        ];
        for (text, layout) in cases {
            assert_eq!(said(text), layout, "{text}");
        }
    }
}
