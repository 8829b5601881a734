//! What one slip of the pen would have to be undone for a chain to hold: edits of the author's own text, on either side.

use std::cell::OnceCell;

use matgrad_core::Layout;
use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::elaborate::{Options, Scope, fitting};
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

/// An edit of a side, and the side after it.
struct Edit {
    mend: Mend,
    new: Node,
    /// Whether one name stands for another.
    renames: bool,
}

/// Which edits are tried.
#[derive(Clone, Copy, Debug)]
pub struct Tried {
    /// Slips that cost no more than this; none if 0.
    pub dearest: u32,
    /// Only what may make shapes fit.
    pub reshapes: bool,
    /// One name may stand for another.
    pub renames: bool,
}

impl Tried {
    /// All slips.
    pub const SLIPS: Tried = Tried { dearest: u32::MAX, reshapes: false, renames: false };
    /// Those that shapes which do not fit are put down to.
    pub const MISFIT: Tried = Tried { dearest: 1, reshapes: true, renames: false };
}

/// What a side means by itself.
enum Alone {
    /// Nothing: its shapes do not fit.
    Misfit,
    /// What it means depends on what it is equal to.
    Open,
    Known(Expr),
}

/// The edits of some sides of a chain, each read once for all ways to read the chain.
pub struct Mender<'a> {
    chain: &'a [&'a Node],
    edits: Vec<Edit>,
}

impl<'a> Mender<'a> {
    /// The edits of the sides in `suspects` of a chain of which `text` is the text.
    pub fn new(
        chain: &'a [&'a Node],
        suspects: &[usize],
        text: &str,
        macros: &Macros,
        style: &Style,
        tried: Tried,
    ) -> Mender<'a> {
        let mut edits = Vec::new();
        for &side in suspects {
            let Some(node) = chain.get(side) else { continue };
            let slips = if tried.dearest > 0 { slips(node, text, style) } else { Vec::new() };
            let wanted = |slip: &Slip| slip.cost <= tried.dearest && (slip.reshapes || !tried.reshapes);
            let slips = slips.into_iter().take(MOST).filter(wanted).map(|slip| (slip, false));
            let renamed = if tried.renames { renamed(chain, side, text) } else { Vec::new() };
            // To write the same thing twice says nothing.
            let beside = [side.checked_sub(1), Some(side + 1)].into_iter().flatten().filter_map(|at| chain.get(at));
            let beside: Vec<String> = beside.map(|node| plain(node.text(text))).collect();
            let edit = |(slip, renames): (Slip, bool)| {
                let before = text.get(node.span.start as usize..slip.span.start as usize)?;
                let after = text.get(slip.span.end as usize..node.span.end as usize)?;
                let whole = format!("{before}{}{after}", slip.text);
                let new = read(&whole, macros).filter(|_| !beside.contains(&plain(&whole)))?;
                let mend = Mend { side, span: slip.span, text: slip.text, whole, cost: slip.cost };
                Some(Edit { mend, new, renames })
            };
            edits.extend(slips.chain(renamed.into_iter().map(|slip| (slip, true))).filter_map(edit));
        }
        Mender { chain, edits }
    }

    /// The edits after which each side is equal to its neighbours where the chain is read like this, the smallest first.
    pub fn mends(&self, scope: &Scope, layout: Layout) -> Vec<Mend> {
        self.holding(&|_| true, scope, layout)
    }

    /// The names for which another of the chain is to be written for it to hold.
    pub fn renamings(&self, scope: &Scope, layout: Layout) -> Vec<Mend> {
        self.holding(&|edit| edit.renames, scope, layout)
    }

    /// Those of the edits after which the chain holds where it is read like this, too.
    pub fn likely(&self, mends: &[Mend], scope: &Scope, layout: Layout) -> Vec<Mend> {
        self.holding(
            &|edit| mends.iter().any(|mend| mend.side == edit.mend.side && mend.whole == edit.mend.whole),
            scope,
            layout,
        )
    }

    fn holding(&self, wanted: &dyn Fn(&Edit) -> bool, scope: &Scope, layout: Layout) -> Vec<Mend> {
        let alone: Vec<OnceCell<(Vec<String>, Alone)>> = self.chain.iter().map(|_| OnceCell::new()).collect();
        let holds = |edit: &&Edit| wanted(edit) && self.holds(edit.mend.side, &edit.new, scope, layout, &alone);
        let mut out: Vec<Mend> = self.edits.iter().filter(holds).map(|edit| edit.mend.clone()).collect();
        out.sort_by_key(|mend| (mend.cost, mend.whole.len()));
        out
    }

    /// Whether the chain holds with `new` in place of a side. What its sides are `alone` is kept for other edits.
    fn holds(
        &self,
        side: usize,
        new: &Node,
        scope: &Scope,
        layout: Layout,
        alone: &[OnceCell<(Vec<String>, Alone)>],
    ) -> bool {
        let nodes: Vec<&Node> =
            self.chain.iter().enumerate().map(|(index, node)| if index == side { new } else { node }).collect();
        let first = side.saturating_sub(1);
        let last = (side + 1).min(nodes.len().saturating_sub(1));
        let near = nodes.get(first..=last).unwrap_or_default();
        let options = options(layout, near, scope);
        let same = |a: &Expr, b: &Expr| a.shape() == b.shape() && !b.is_zero() && compare(a, b).is_equal();
        // Where all names are known, the sides that stay need not be read again.
        let mut others = Vec::new();
        for at in (first..=last).filter(|at| *at != side) {
            let (Some(node), Some(cell)) = (self.chain.get(at), alone.get(at)) else { return false };
            match cell.get_or_init(|| (options.variables.clone(), read_alone(node, scope, &options))) {
                (_, Alone::Misfit) => return false,
                (variables, Alone::Known(other)) if *variables == options.variables => others.push((at, other)),
                _ => break,
            }
        }
        if others.len() == near.len() - 1 {
            match read_alone(new, scope, &options) {
                Alone::Misfit => return false,
                Alone::Known(new) => {
                    let fits =
                        |(at, other): &(usize, &Expr)| if *at < side { same(other, &new) } else { same(&new, other) };
                    return !others.is_empty() && others.iter().all(fits);
                }
                Alone::Open => {}
            }
        }
        let Some(found) = meaning(near, scope, &options, 0) else { return false };
        let sides: Option<Vec<Expr>> = found.sides.into_iter().collect();
        let same = |two: &[Expr]| matches!(two, [a, b] if same(a, b));
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
        Some(Slip { span: node.span, text: out, cost: 1, reshapes: true })
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

/// Reads a side by itself.
fn read_alone(node: &Node, scope: &Scope, options: &Options) -> Alone {
    let Some(found) = fitting(&[node], scope, options, true) else { return Alone::Misfit };
    let known = |side: &Expr| {
        found.closed && !side.is_zero() && side.subexpressions().iter().all(|part| !part.shape().has_unknown())
    };
    let side = found.sides.into_iter().next().flatten();
    side.filter(known).map_or(Alone::Open, Alone::Known)
}

/// A single expression.
pub fn read(text: &str, macros: &Macros) -> Option<Node> {
    let formula = parse(text, macros);
    let [row] = formula.rows.as_slice() else { return None };
    let [clause] = row.clauses.as_slice() else { return None };
    let [side] = clause.sides.as_slice() else { return None };
    (!matches!(side.node.kind, Kind::Opaque(_))).then(|| side.node.clone())
}
