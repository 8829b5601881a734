//! What one slip of the pen would have to be undone for a chain to hold: edits of the author's own text, on either side.

use matgrad_core::Layout;
use matgrad_core::elaborate::Scope;
use matgrad_core::expr::Expr;
use matgrad_core::notation::{Kind, Macros, Node, Span, parse};
use matgrad_core::render::Style;
use matgrad_core::verify::equal::compare;

use super::reading::options;
use super::slip::slips;
use super::suggest::plain;
use crate::analysis::meaning::meaning;

/// More edits of one side than this are not tried.
const MOST: usize = 80;

/// An edit after which the chain holds.
#[derive(Clone, Debug)]
pub struct Mend {
    /// The edited side.
    pub side: usize,
    pub span: Span,
    pub text: String,
    /// The side after the edit.
    pub whole: String,
    pub cost: u32,
}

/// How a chain is read.
pub struct Mender<'a> {
    pub text: &'a str,
    pub macros: &'a Macros,
    pub style: &'a Style,
    pub scope: &'a Scope,
    pub layout: Layout,
}

impl Mender<'_> {
    /// The edits of the sides in `suspects` after which each of `chain` is equal to its neighbours, the smallest first.
    pub fn mends(&self, chain: &[&Node], suspects: &[usize]) -> Vec<Mend> {
        let mut out = Vec::new();
        for &side in suspects {
            let Some(node) = chain.get(side) else { continue };
            let edits = slips(node, self.text, self.style).into_iter().take(MOST);
            // To write the same thing twice says nothing.
            let beside = [side.checked_sub(1), Some(side + 1)].into_iter().flatten().filter_map(|at| chain.get(at));
            let beside: Vec<String> = beside.map(|node| plain(node.text(self.text))).collect();
            out.extend(edits.filter_map(|slip| {
                let before = self.text.get(node.span.start as usize..slip.span.start as usize)?;
                let after = self.text.get(slip.span.end as usize..node.span.end as usize)?;
                let whole = format!("{before}{}{after}", slip.text);
                let new = !beside.contains(&plain(&whole));
                (new && self.holds(chain, side, &whole)).then_some(Mend {
                    side,
                    span: slip.span,
                    text: slip.text,
                    whole,
                    cost: slip.cost,
                })
            }));
        }
        out.sort_by_key(|mend| (mend.cost, mend.whole.len()));
        out
    }

    /// Whether the chain holds with `written` in place of a side.
    fn holds(&self, chain: &[&Node], side: usize, written: &str) -> bool {
        let Some(new) = read(written, self.macros) else { return false };
        let nodes: Vec<&Node> =
            chain.iter().enumerate().map(|(index, node)| if index == side { &new } else { node }).collect();
        let first = side.saturating_sub(1);
        let last = (side + 1).min(nodes.len().saturating_sub(1));
        let near = nodes.get(first..=last).unwrap_or_default();
        let options = options(self.layout, near, self.scope);
        let Some(found) = meaning(near, self.scope, &options, 0) else { return false };
        let sides: Option<Vec<Expr>> = found.sides.into_iter().collect();
        let same = |two: &[Expr]| match two {
            [a, b] => a.shape() == b.shape() && !b.is_zero() && compare(a, b).is_equal(),
            _ => false,
        };
        sides.is_some_and(|sides| sides.len() > 1 && sides.windows(2).all(same))
    }
}

/// A single expression.
pub fn read(text: &str, macros: &Macros) -> Option<Node> {
    let formula = parse(text, macros);
    let [row] = formula.rows.as_slice() else { return None };
    let [clause] = row.clauses.as_slice() else { return None };
    let [side] = clause.sides.as_slice() else { return None };
    (!matches!(side.node.kind, Kind::Opaque(_))).then(|| side.node.clone())
}
