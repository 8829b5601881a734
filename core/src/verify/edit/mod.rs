//! The slips authors make, as edits of an expression: one transposed factor, two factors in the wrong order, a sign, a 2.

mod local;
mod product;

use std::ops::RangeInclusive;

use crate::expr::build::{add2, commutation, identity, map, rebuild, size};
use crate::expr::{Constant, DigestSet, Expr, Op, Symbol};
use crate::functions::TRANSPOSE;
use crate::rational::Rational;
use crate::render::{Style, latex};
use crate::shape::{Dim, Shape, SizeName};
use local::local;

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// This is transposed.
    Transpose(Expr),
    /// These two factors change places.
    Swap(Expr, Expr),
    /// The factors of this product stand in reverse order.
    Reverse(Expr),
    /// The sign of this changes.
    Negate(Expr),
    /// This is multiplied by a number.
    Scale(Rational, Expr),
    /// The second is multiplied by the first.
    Times(Expr, Expr),
    /// The second is divided by the first.
    Over(Expr, Expr),
    /// This is inverted.
    Invert(Expr),
    /// The first becomes the second: another power, symbol or size.
    Replace(Expr, Expr),
    /// These two quantities or sizes are exchanged throughout.
    Exchange(Expr, Expr),
    /// Twice this is the sum of it and its counterpart.
    Pair(Expr, Expr),
    /// This factor or term goes.
    Drop(Expr),
    /// This term is missing.
    Add(Expr),
}

impl Edit {
    /// Whether it only moves what is there: no other quantity, factor or term comes in or goes.
    pub fn is_rearrangement(&self) -> bool {
        match self {
            Edit::Replace(a, b) => {
                matches!(a.op(), Op::Constant(_) | Op::Size(_) | Op::Power | Op::EntryPower) && !bound(b)
            }
            Edit::Times(k, _) | Edit::Over(k, _) => matches!(k.op(), Op::Constant(_) | Op::Size(_)),
            Edit::Drop(_) | Edit::Add(_) => false,
            _ => true,
        }
    }

    fn extent(&self) -> u64 {
        match self {
            Edit::Transpose(e) | Edit::Reverse(e) | Edit::Negate(e) | Edit::Scale(_, e) | Edit::Invert(e) => e.size(),
            Edit::Times(a, b) | Edit::Over(a, b) | Edit::Replace(a, b) | Edit::Pair(a, b) => {
                a.size().saturating_add(b.size())
            }
            Edit::Swap(..) | Edit::Exchange(..) | Edit::Drop(_) | Edit::Add(_) => 0,
        }
    }

    /// In words, with formulas in `$`.
    pub fn describe(&self, style: &Style) -> String {
        let tex = |e: &Expr| format!("${}$", latex(e, style));
        match self {
            Edit::Transpose(e) => match e.call_of(TRANSPOSE.name()) {
                Some(inner) => format!("drop the transpose of {}", tex(inner)),
                None => format!("transpose {}", tex(e)),
            },
            Edit::Swap(a, b) => format!("swap {} and {}", tex(a), tex(b)),
            Edit::Reverse(e) => format!("reverse the order of the factors of {}", tex(e)),
            Edit::Negate(e) => format!("change the sign of {}", tex(e)),
            Edit::Scale(r, e) if r.numerator() == 1 => format!("divide {} by {}", tex(e), r.denominator()),
            Edit::Scale(r, e) => format!("multiply {} by {r}", tex(e)),
            Edit::Times(a, e) => format!("multiply {} by {}", tex(e), tex(a)),
            Edit::Over(a, e) => format!("divide {} by {}", tex(e), tex(a)),
            Edit::Invert(e) => format!("invert {}", tex(e)),
            Edit::Replace(a, b) => format!("write {} instead of {}", tex(b), tex(a)),
            Edit::Exchange(a, b) => format!("exchange {} and {} throughout", tex(a), tex(b)),
            Edit::Pair(a, b) => format!("write {} + {} instead of twice the first", tex(a), tex(b)),
            Edit::Drop(e) => format!("drop {}", tex(e)),
            Edit::Add(e) => format!("add {}", tex(e)),
        }
    }
}

/// An expression after one change, and how far that is from the original.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub expr: Expr,
    pub edit: Edit,
    pub cost: u32,
}

/// What edits draw on: the quantities, sizes and parts that the statement is about.
pub(super) struct Material {
    symbols: Vec<Expr>,
    sizes: Vec<Dim>,
    scalars: Vec<Expr>,
    parts: Vec<Expr>,
    /// The terms of the left side.
    terms: Vec<Expr>,
    /// Sizes m, n for which there is an m×n matrix.
    shapes: Vec<(Dim, Dim)>,
}

/// Sub-expressions larger than this are not put in place of others.
const LARGEST_PART: u64 = 24;
/// No more variants than this are made of one expression.
const MOST: usize = 3000;

impl Material {
    pub fn new(lhs: &Expr, rhs: &Expr) -> Material {
        let mut seen: DigestSet = DigestSet::default();
        let mut m =
            Material { symbols: vec![], sizes: vec![], scalars: vec![], parts: vec![], terms: vec![], shapes: vec![] };
        let mut calls: Vec<(crate::functions::Func, Shape)> = vec![];
        for (side, e) in [lhs, rhs].into_iter().flat_map(|s| s.subexpressions().into_iter().map(move |e| (s, e))) {
            if !seen.insert(e.digest()) || bound(&e) {
                continue;
            }
            for d in [&e.shape().rows, &e.shape().cols] {
                for name in d.names() {
                    if let SizeName::Named(n) = name {
                        let d = Dim::named(&n);
                        if !m.sizes.contains(&d) {
                            m.sizes.push(d);
                        }
                    }
                }
            }
            let shape = (e.shape().rows.clone(), e.shape().cols.clone());
            let leaf = matches!(e.op(), Op::Symbol(_));
            if leaf && !e.shape().is_vector() && !m.shapes.contains(&shape) {
                m.shapes.push((shape.1.clone(), shape.0.clone()));
                m.shapes.push(shape);
            }
            if leaf {
                m.symbols.push(e.clone());
            }
            calls.extend(as_call(&e).filter(|_| e.shape().is_scalar()));
            if e == *side || e.size() > LARGEST_PART || e.as_number().is_some() || matches!(e.op(), Op::Index(_)) {
                continue;
            }
            let target = if e.shape().is_scalar() { &mut m.scalars } else { &mut m.parts };
            target.push(e);
        }
        m.shapes.extend(m.sizes.iter().map(|d| (d.clone(), d.clone())));
        m.shapes.sort();
        m.shapes.dedup();
        // The functions of one matrix that occur, of every other quantity as well: the det(C) that an author forgot.
        for (f, shape) in calls {
            for s in m.symbols.iter().filter(|s| s.shape().is_square() == shape.is_square() && !s.shape().is_scalar()) {
                let e = crate::expr::build::call(f, vec![s.clone()]);
                m.scalars.extend(e.filter(|e| seen.insert(e.digest())));
            }
        }
        m.terms = if matches!(lhs.op(), Op::Add) { lhs.args().to_vec() } else { vec![] };
        m
    }
}

fn as_call(e: &Expr) -> Option<(crate::functions::Func, Shape)> {
    match (e.op(), e.args()) {
        (Op::Call(f), [x]) if !x.shape().is_scalar() => Some((*f, x.shape().clone())),
        _ => None,
    }
}

/// Whether the value depends on an index, which may be bound further out.
fn bound(e: &Expr) -> bool {
    e.subexpressions().iter().any(|p| matches!(p.op(), Op::Index(_)))
}

/// The expressions one change away from another, nearer ones first.
pub(super) struct Variants {
    of: Expr,
    /// The digests of what was given out.
    seen: DigestSet,
}

impl Variants {
    pub fn of(e: &Expr) -> Variants {
        Variants { of: e.clone(), seen: [e.digest()].into_iter().collect() }
    }

    /// Those that a change of this cost makes and none before did; costs are to be asked for in order.
    pub fn at(&mut self, cost: u32, material: &Material) -> Vec<Variant> {
        let mut out = Vec::new();
        walk(&self.of, None, material, 0, cost, &mut out);
        whole(&self.of, material, cost, &mut out);
        // Of changes to the same effect, the one that names the smallest thing.
        out.sort_by_key(|v| v.edit.extent());
        out.retain(|v| self.seen.insert(v.expr.digest()));
        out
    }
}

/// The changes at `e` and below it.
fn walk(e: &Expr, parent: Option<&Op>, material: &Material, depth: u32, wanted: u32, out: &mut Vec<Variant>) {
    local(parent, material, &mut Sink { e, out, wanted: wanted..=wanted });
    let children = match e.op() {
        Op::Power | Op::EntryPower | Op::Entry => 0..1,
        Op::Sum(_) | Op::Prod(_) => 2..3,
        Op::Unit | Op::Delta | Op::Symbol(_) | Op::Differential(_) => 0..0,
        _ => 0..e.args().len(),
    };
    for k in children {
        let Some(child) = e.args().get(k) else { continue };
        if depth > 12 || out.len() > MOST {
            return;
        }
        let mut inner = Vec::new();
        walk(child, Some(e.op()), material, depth + 1, wanted, &mut inner);
        // The same factor twice: a slip in one is often a slip in both.
        let twins =
            e.args().iter().filter(|a| *a == child).count() > 1 && e.args().iter().position(|a| a == child) == Some(k);
        let transposed = e.call_of(TRANSPOSE.name()).is_some();
        // To transpose what is transposed is to drop the transpose, which is said of `e` itself.
        for v in inner.into_iter().filter(|v| !(transposed && v.edit == Edit::Transpose(child.clone()))) {
            let with = |change: &dyn Fn(usize, &Expr) -> bool| {
                let args = e.args().iter().enumerate();
                rebuild(e, args.map(|(i, a)| if change(i, a) { v.expr.clone() } else { a.clone() }).collect())
            };
            if twins {
                out.push(Variant { expr: with(&|_, a| a == child), edit: v.edit.clone(), cost: v.cost });
            }
            out.push(Variant { expr: with(&|i, _| i == k), edit: v.edit, cost: v.cost });
        }
    }
}

/// Collects variants of one expression.
struct Sink<'a> {
    e: &'a Expr,
    out: &'a mut Vec<Variant>,
    /// What the variants that are made cost.
    wanted: RangeInclusive<u32>,
}

impl Sink<'_> {
    fn push(&mut self, cost: u32, edit: Edit, expr: impl FnOnce() -> Expr) {
        if !self.wanted.contains(&cost) || self.out.len() > MOST {
            return;
        }
        let expr = expr();
        if expr != *self.e {
            self.out.push(Variant { expr, edit, cost });
        }
    }

    fn replace(&mut self, cost: u32, expr: impl FnOnce() -> Expr) {
        if self.wanted.contains(&cost) {
            let expr = expr();
            self.push(cost, Edit::Replace(self.e.clone(), expr.clone()), || expr);
        }
    }
}

/// Changes of the whole: two quantities or sizes exchanged, a term of the left side that is missing.
fn whole(e: &Expr, material: &Material, wanted: u32, out: &mut Vec<Variant>) {
    let mut sink = Sink { e, out, wanted: wanted..=wanted };
    let names: Vec<&Expr> = material.symbols.iter().filter(|s| e.mentions(key(s).unwrap_or_default())).collect();
    for (k, a) in names.iter().enumerate() {
        for b in names.iter().skip(k + 1).filter(|b| b.shape() == a.shape()) {
            let exchanged = || {
                map(e, &mut |part| {
                    if part == **a {
                        (*b).clone()
                    } else if part == **b {
                        (*a).clone()
                    } else {
                        part
                    }
                })
            };
            sink.push(2, Edit::Exchange((*a).clone(), (*b).clone()), exchanged);
        }
    }
    for (k, a) in material.sizes.iter().enumerate() {
        for b in material.sizes.iter().skip(k + 1) {
            sink.push(2, Edit::Exchange(size(a), size(b)), || exchange_sizes(e, a, b));
        }
    }
    for t in &material.terms {
        sink.push(3, Edit::Add(t.clone()), || add2(e, t));
    }
}

fn key(e: &Expr) -> Option<&str> {
    match e.op() {
        Op::Symbol(s) => Some(Symbol::key(s)),
        _ => None,
    }
}

/// Whether every operation of `e` is given what fits it. Numbers may agree by chance where shapes do not.
pub(super) fn well_shaped(e: &Expr) -> bool {
    e.subexpressions().iter().all(|part| {
        let mut shapes = part.args().iter().map(Expr::shape);
        match part.op() {
            Op::Add | Op::Hadamard => shapes.all(|s| s == part.shape()),
            Op::Mul => {
                let chain: Vec<&Shape> = shapes.filter(|s| !s.is_scalar()).collect();
                chain.windows(2).all(|w| matches!(w, [a, b] if a.cols == b.rows))
            }
            Op::Power => part.args().first().is_some_and(|base| base.shape().is_square()),
            Op::Call(f) => {
                let shapes: Vec<Shape> = shapes.cloned().collect();
                f.shape(&shapes).is_ok_and(|s| s == *part.shape())
            }
            Op::Apply(f, _) if !f.is_scalar_to_scalar() => shapes.eq(f.domain()),
            Op::Prod(_) => part.args().get(2).is_some_and(|body| body.shape().is_scalar()),
            _ => true,
        }
    })
}

/// The sizes that are written, not those of the quantities, exchanged.
fn exchange_sizes(e: &Expr, a: &Dim, b: &Dim) -> Expr {
    let swap = |d: &Dim| {
        d.substitute(&|name| match Some(name) {
            n if n == a.as_name() => Some(b.clone()),
            n if n == b.as_name() => Some(a.clone()),
            _ => None,
        })
    };
    map(e, &mut |part| match part.op() {
        Op::Size(d) => size(&swap(d)),
        Op::Constant(Constant::Commutation(m, n)) => commutation(&swap(m), &swap(n)),
        Op::Constant(Constant::Identity) => identity(&swap(&part.shape().rows)),
        _ => part,
    })
}
