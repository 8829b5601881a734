//! What one slip of the pen would have to be undone for a chain to hold: edits of the author's own text, on either side.

use matgrad_core::Layout;
use matgrad_core::elaborate::Scope;
use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::expr::Expr;
use matgrad_core::notation::{Kind, Macros, Node, Span, parse};
use matgrad_core::render::Style;
use matgrad_core::verify::equal::compare;

use super::reading::options;
use super::scopes::operands;
use super::slip::{Slip, slips};
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
    /// Whether one name may stand for another.
    pub renames: bool,
}

impl Mender<'_> {
    /// The edits of the sides in `suspects` after which each of `chain` is equal to its neighbours, the smallest first.
    pub fn mends(&self, chain: &[&Node], suspects: &[usize]) -> Vec<Mend> {
        let slips = |node: &Node| slips(node, self.text, self.style).into_iter().take(MOST).collect();
        self.holding(chain, suspects, &slips)
    }

    /// The names in the sides `suspects` for which another of `chain` is to be written for it to hold.
    pub fn renamings(&self, chain: &[&Node], suspects: &[usize]) -> Vec<Mend> {
        self.holding(chain, suspects, &|_| Vec::new())
    }

    fn holding(&self, chain: &[&Node], suspects: &[usize], slips: &dyn Fn(&Node) -> Vec<Slip>) -> Vec<Mend> {
        let mut out = Vec::new();
        for &side in suspects {
            let Some(node) = chain.get(side) else { continue };
            let renamed = if self.renames { renamed(chain, side, self.text) } else { Vec::new() };
            let edits = slips(node).into_iter().chain(renamed);
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
    pub fn holds(&self, chain: &[&Node], side: usize, written: &str) -> bool {
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

/// A side in which a name that occurs nowhere else in the chain gives way to one that all the others have: `B` for `A`.
fn renamed(chain: &[&Node], side: usize, text: &str) -> Vec<Slip> {
    let Some(node) = chain.get(side) else { return Vec::new() };
    let others: Vec<&Node> = chain.iter().enumerate().filter(|(at, _)| *at != side).map(|(_, node)| *node).collect();
    let (own, others) = (operands(&[node]), operands(&others));
    let lacks = |names: &[Named<'_>], one: &Named<'_>| names.iter().all(|name| name.key != one.key);
    let strange: Vec<_> = own.iter().filter(|name| lacks(&others, name)).collect();
    let [strange] = strange.as_slice() else { return Vec::new() };
    // Letters of another kind stand for other things; those in another font are the same to some.
    let alike = |name: &Named<'_>| {
        let capital = |name: &Named<'_>| name.name.letter().is_some_and(char::is_uppercase);
        let plain = |name: &Named<'_>| name.indices() == 0 && name.primes == 0 && name.name.accents.is_empty();
        let fonts = name.name.font == strange.name.font && name.name.base != strange.name.base;
        fonts && plain(name) && plain(strange) && capital(name) && capital(strange)
    };
    let missing = others.iter().filter(|name| lacks(&own, name) && alike(name));
    let mut spans = Vec::new();
    occurrences(node, &strange.key, &mut spans);
    spans.sort_by_key(|span| span.start);
    let written = missing.filter_map(|name| {
        let (mut out, mut at) = (String::new(), node.span.start);
        for span in &spans {
            out.push_str(text.get(at as usize..span.start as usize)?);
            out.push_str(&name.latex);
            at = span.end;
        }
        out.push_str(text.get(at as usize..node.span.end as usize)?);
        Some(Slip { span: node.span, text: out, cost: 1 })
    });
    written.collect()
}

/// Where a name stands in a side.
fn occurrences(node: &Node, key: &str, out: &mut Vec<Span>) {
    match named(node) {
        Some(name) => out.extend((name.key == key).then_some(node.span)),
        None => node.children().into_iter().for_each(|child| occurrences(child, key, out)),
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
