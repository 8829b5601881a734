//! What one slip of the pen would have to be undone for a chain to hold: edits of the author's own text, on either side.

use std::cell::{LazyCell, OnceCell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use matgrad_core::Layout;
use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::elaborate::{Options, Scope, fitting};
use matgrad_core::expr::{Digest, Expr};
use matgrad_core::notation::{Kind, Macros, Node, Span, parse};
use matgrad_core::render::Style;
use matgrad_core::verify::equal::compare;

use super::reading::{layouts, options};
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
struct Edit<'a> {
    mend: Mend,
    /// Read when it is first asked for; nothing where it is no formula.
    new: LazyCell<Option<Node>, Box<dyn FnOnce() -> Option<Node> + 'a>>,
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

/// The edits of some sides of a chain, each read once for all ways to read the chain.
pub struct Mender<'a> {
    chain: &'a [&'a Node],
    edits: Vec<Edit<'a>>,
    /// The only side that is edited, if how derivatives are laid out makes no difference to it.
    only: Option<usize>,
    /// What the scope and the sides beside that one were where no edit made the chain hold.
    idle: RefCell<HashSet<(Digest, Vec<Digest>)>>,
}

impl<'a> Mender<'a> {
    /// The edits of the sides in `suspects` of a chain of which `text` is the text.
    pub fn new(
        chain: &'a [&'a Node],
        suspects: &[usize],
        text: &str,
        macros: &'a Macros,
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
            let beside = beside(chain, side).map(|(_, node)| plain(node.text(text)));
            let beside: Rc<[String]> = beside.collect();
            let edit = |(slip, renames): (Slip, bool)| {
                let before = text.get(node.span.start as usize..slip.span.start as usize)?;
                let after = text.get(slip.span.end as usize..node.span.end as usize)?;
                let whole = format!("{before}{}{after}", slip.text);
                let (written, beside) = (whole.clone(), Rc::clone(&beside));
                let new = move || read(&written, macros).filter(|_| !beside.contains(&plain(&written)));
                let mend = Mend { side, span: slip.span, text: slip.text, whole, cost: slip.cost };
                Some(Edit { mend, new: LazyCell::new(Box::new(new)), renames })
            };
            edits.extend(slips.chain(renamed.into_iter().map(|slip| (slip, true))).filter_map(edit));
        }
        let only = match suspects {
            [only] if chain.get(*only).is_some_and(|side| layouts(&[side]).len() == 1) => Some(*only),
            _ => None,
        };
        Mender { chain, edits, only, idle: RefCell::default() }
    }

    /// The edits after which each side is equal to its neighbours where the chain is read like this, the smallest first.
    pub fn mends(&self, scope: &Scope, layout: Layout) -> Vec<Mend> {
        let way = Way::new(self.chain, scope, layout);
        let known = self.only.and_then(|side| Some((scope.digest(), way.known_beside(side)?)));
        if known.as_ref().is_some_and(|known| self.idle.borrow().contains(known)) {
            return Vec::new();
        }
        let found = self.holding(&|_| true, &way);
        self.idle.borrow_mut().extend(known.filter(|_| found.is_empty()));
        found
    }

    /// The names for which another of the chain is to be written for it to hold.
    pub fn renamings(&self, scope: &Scope, layout: Layout) -> Vec<Mend> {
        self.holding(&|edit| edit.renames, &Way::new(self.chain, scope, layout))
    }

    /// Those of the edits after which the chain holds where it is read like this, too.
    pub fn likely(&self, mends: &[Mend], scope: &Scope, layout: Layout) -> Vec<Mend> {
        let found =
            |edit: &Edit<'_>| mends.iter().any(|mend| mend.side == edit.mend.side && mend.whole == edit.mend.whole);
        self.holding(&found, &Way::new(self.chain, scope, layout))
    }

    fn holding(&self, wanted: &dyn Fn(&Edit<'_>) -> bool, way: &Way<'_>) -> Vec<Mend> {
        let holds = |edit: &&Edit<'_>| {
            let side = edit.mend.side;
            wanted(edit) && way.may_hold(side) && edit.new.as_ref().is_some_and(|new| way.holds(side, new))
        };
        let mut out: Vec<Mend> = self.edits.iter().filter(holds).map(|edit| edit.mend.clone()).collect();
        out.sort_by_key(|mend| (mend.cost, mend.whole.len()));
        out
    }
}

/// What a side means by itself.
enum Alone {
    /// Nothing, whatever stands beside it, or nothing but zero.
    Never,
    /// That depends on what it is equal to.
    Open,
    Known(Expr),
}

/// A way to read a chain, with what its sides are by themselves as far as that was asked for.
struct Way<'a> {
    chain: &'a [&'a Node],
    scope: &'a Scope,
    layout: Layout,
    /// Each with what varies.
    alone: Vec<OnceCell<(Vec<String>, Alone)>>,
}

impl<'a> Way<'a> {
    fn new(chain: &'a [&'a Node], scope: &'a Scope, layout: Layout) -> Way<'a> {
        Way { chain, scope, layout, alone: chain.iter().map(|_| OnceCell::new()).collect() }
    }

    /// The sides about `side`, in which `new` stands in its place.
    fn near<'n>(&'n self, side: usize, new: &'n Node) -> Vec<&'n Node> {
        let first = side.saturating_sub(1);
        let near = self.chain.iter().enumerate().skip(first).take(side + 2 - first);
        near.map(|(at, node)| if at == side { new } else { node }).collect()
    }

    /// How the chain is read with `new` in place of a side: what varies may be written anywhere in it.
    fn options(&self, side: usize, new: &Node) -> Options {
        let nodes = self.chain.iter().enumerate().map(|(at, node)| if at == side { new } else { node });
        options(self.layout, &nodes.collect::<Vec<_>>(), self.scope)
    }

    /// What a side that is not edited means, where so much varies as `options` say.
    fn alone(&self, at: usize, options: &Options) -> &Alone {
        let read = || {
            let Some(found) = self.chain.get(at).and_then(|node| fitting(&[node], self.scope, options, false)) else {
                return Alone::Never;
            };
            let side = found.sides.first().cloned().flatten();
            match side {
                _ if !found.understood => Alone::Never,
                Some(side) if side.is_zero() && found.settled => Alone::Never,
                Some(side) if found.closed && is_whole(&side) => Alone::Known(side),
                _ => Alone::Open,
            }
        };
        let known = self.alone.get(at).map(|cell| cell.get_or_init(|| (options.variables.clone(), read())));
        match known {
            Some((variables, alone)) if *variables == options.variables => alone,
            _ => &Alone::Open,
        }
    }

    /// Whether the chain may hold with something else in place of a side.
    fn may_hold(&self, side: usize) -> bool {
        let Some(node) = self.chain.get(side) else { return false };
        let options = self.options(side, node);
        beside(self.chain, side).all(|(at, _)| !matches!(self.alone(at, &options), Alone::Never))
    }

    /// What stands beside a side, where all of it is known.
    fn known_beside(&self, side: usize) -> Option<Vec<Digest>> {
        let options = self.options(side, self.chain.get(side)?);
        let known = beside(self.chain, side).map(|(at, _)| match self.alone(at, &options) {
            Alone::Known(expr) => Some(expr.digest()),
            _ => None,
        });
        known.collect()
    }

    /// Whether the chain holds with `new` in place of a side.
    fn holds(&self, side: usize, new: &Node) -> bool {
        let near = self.near(side, new);
        let options = self.options(side, new);
        let same = |a: &Expr, b: &Expr| a.shape() == b.shape() && !b.is_zero() && compare(a, b).is_equal();
        // Where all names are known, the sides that stay need not be read again.
        let others = beside(self.chain, side).map(|(at, _)| match self.alone(at, &options) {
            Alone::Known(other) => Some((at, other)),
            _ => None,
        });
        if let Some(others) = others.collect::<Option<Vec<_>>>().filter(|others| !others.is_empty()) {
            let Some(found) = fitting(&[new], self.scope, &options, true) else { return false };
            let new = found.sides.into_iter().next().flatten();
            if let Some(new) = new.filter(|new| found.closed && !new.is_zero() && is_whole(new)) {
                return others.iter().all(|(at, other)| if *at < side { same(other, &new) } else { same(&new, other) });
            }
        }
        let Some(found) = meaning(&near, self.scope, &options, 0) else { return false };
        let sides: Option<Vec<Expr>> = found.sides.into_iter().collect();
        let same = |two: &[Expr]| matches!(two, [a, b] if same(a, b));
        sides.is_some_and(|sides| sides.len() > 1 && sides.windows(2).all(same))
    }
}

/// The neighbours of a side, with their places.
fn beside<'a>(chain: &'a [&'a Node], side: usize) -> impl Iterator<Item = (usize, &'a Node)> {
    let near = [side.checked_sub(1), side.checked_add(1)].into_iter().flatten();
    near.filter_map(|at| chain.get(at).map(|node| (at, *node)))
}

/// Whether all sizes in it are known.
fn is_whole(e: &Expr) -> bool {
    e.subexpressions().iter().all(|part| !part.shape().has_unknown())
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

/// A single expression.
pub fn read(text: &str, macros: &Macros) -> Option<Node> {
    let formula = parse(text, macros);
    let [row] = formula.rows.as_slice() else { return None };
    let [clause] = row.clauses.as_slice() else { return None };
    let [side] = clause.sides.as_slice() else { return None };
    (!matches!(side.node.kind, Kind::Opaque(_))).then(|| side.node.clone())
}
