//! Expressions prepared for evaluation at many points: each distinct part once, in an order in which arguments come first.
//!
//! What stands in the body of a sum is kept in a list of its own and knows which indices it depends on, so that a step of the sum
//! computes again only what the index changes.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

use crate::expr::{Digest, DigestMap, Expr, Op};
use crate::shape::{Dim, SizeName};

/// More parts than this are not evaluated.
const MAX_NODES: usize = 40_000;
/// Sums within sums deeper than this are not evaluated.
const MAX_SUMS: usize = 24;

/// The slots of bound indices, and what to compute at each step, in order.
pub(super) type Body = (Box<[u32]>, Box<[u32]>);

pub(super) struct Node {
    pub expr: Expr,
    pub args: Box<[u32]>,
    /// The indices (by slot) its value depends on.
    pub depends: u64,
    /// A number made of integers, sizes and indices alone: evaluated exactly, never as a matrix, where an index is meant.
    pub exact: bool,
    /// Of what binds indices: their slots, and what to compute at each step, in order.
    pub body: Option<Body>,
}

/// Some expressions, compiled together.
pub struct Program {
    pub(super) nodes: Vec<Node>,
    pub(super) roots: Vec<u32>,
    /// For each root what to compute outside of sums, in order.
    pub(super) schedules: Vec<Vec<u32>>,
    /// The names of indices; the place is the slot.
    pub(super) slots: Vec<Arc<str>>,
    /// Numbers that must be integers, for they are the power of a matrix, or an index: their keys.
    pub(super) integral: Arc<HashSet<String>>,
    /// How many evaluations were given up because they took too much work.
    pub(super) overruns: Cell<u32>,
}

impl Program {
    /// Whether evaluation takes so much work that it is not worth while to go on.
    pub fn is_too_much_work(&self) -> bool {
        self.overruns.get() > 1
    }

    /// Compiles `roots`; `None` for what is too large.
    pub fn new(roots: &[Expr]) -> Option<Program> {
        Program::beyond(roots, &|_| false)
    }

    /// Compiles what of `roots` is not known: known parts stand without their arguments.
    pub(super) fn beyond(roots: &[Expr], is_known: &dyn Fn(Digest) -> bool) -> Option<Program> {
        let mut p = Program {
            nodes: vec![],
            roots: vec![],
            schedules: vec![],
            slots: vec![],
            integral: Arc::default(),
            overruns: Cell::new(0),
        };
        let mut place: DigestMap<u32> = DigestMap::default();
        for root in roots {
            let mut stack = vec![(root, false)];
            while let Some((e, ready)) = stack.pop() {
                if place.contains_key(&e.digest()) {
                    continue;
                }
                if !ready && is_known(e.digest()) {
                    place.insert(e.digest(), u32::try_from(p.nodes.len()).ok()?);
                    p.nodes.push(Node { expr: e.clone(), args: Box::default(), depends: 0, exact: false, body: None });
                } else if !ready {
                    stack.push((e, true));
                    stack.extend(e.args().iter().rev().map(|a| (a, false)));
                } else {
                    let args = e.args().iter().map(|a| place.get(&a.digest()).copied()).collect::<Option<_>>()?;
                    let id = u32::try_from(p.nodes.len()).ok()?;
                    place.insert(e.digest(), id);
                    p.push(e, args)?;
                }
                if p.nodes.len() > MAX_NODES || stack.len() > 16 * MAX_NODES {
                    return None;
                }
            }
            p.roots.push(*place.get(&root.digest())?);
        }
        p.schedules = p.roots.iter().map(|&r| p.reachable(&[r])).collect();
        for id in 0..p.nodes.len() {
            if let (true, Some(body)) = (p.nodes[id].body.is_some(), p.nodes[id].args.last()) {
                let list = p.reachable(&[*body]).into();
                if let Some((_, steps)) = &mut p.nodes[id].body {
                    *steps = list;
                }
            }
        }
        Some(p)
    }

    fn push(&mut self, e: &Expr, args: Box<[u32]>) -> Option<()> {
        let depends_of = |ids: &[u32]| ids.iter().fold(0, |d, &a| d | self.nodes[a as usize].depends);
        let mut depends = depends_of(&args);
        let mut body = None;
        match e.op() {
            Op::Index(name) => depends |= 1 << self.slot(name)?,
            Op::Sum(_) | Op::Prod(_) | Op::Table(..) => {
                let (last, limits) = args.split_last()?;
                let (outside, inside) = (depends_of(limits), self.nodes[*last as usize].depends);
                if inside.count_ones() as usize > MAX_SUMS {
                    return None;
                }
                let slots = e.binds().into_iter().map(|k| self.slot(k)).collect::<Option<Box<[u32]>>>()?;
                depends = outside | slots.iter().fold(inside, |d, slot| d & !(1 << slot));
                body = Some((slots, Box::default()));
            }
            _ => {}
        }
        let all_exact = args.iter().all(|&a| self.nodes[a as usize].exact);
        let exact = match e.op() {
            Op::Number(_) | Op::Size(_) | Op::Index(_) => true,
            Op::Add | Op::Mul | Op::Power => e.shape().is_scalar() && all_exact,
            _ => false,
        };
        // Where only an integer makes sense, a number nobody declared to be one is drawn as one.
        let places: &[u32] = match e.op() {
            Op::Power if !e.shape().is_scalar() => args.get(1..).unwrap_or_default(),
            Op::Entry => args.get(1..).unwrap_or_default(),
            Op::Unit | Op::Delta | Op::Symbol(_) | Op::Differential(_) => &args,
            Op::Sum(_) | Op::Prod(_) => args.get(..2).unwrap_or_default(),
            _ => &[],
        };
        let found: Vec<String> = places.iter().flat_map(|&a| self.scalar_symbols(a)).collect();
        if !found.is_empty() {
            Arc::make_mut(&mut self.integral).extend(found);
        }
        self.nodes.push(Node { expr: e.clone(), args, depends, exact, body });
        Some(())
    }

    fn scalar_symbols(&self, root: u32) -> Vec<String> {
        let mut out = vec![];
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            let node = &self.nodes[id as usize];
            match node.expr.op() {
                _ if node.exact => {}
                Op::Symbol(s) if s.shape().is_scalar() => out.push(s.key().to_string()),
                Op::Add | Op::Mul => stack.extend(node.args.iter()),
                _ => {}
            }
        }
        out
    }

    fn slot(&mut self, name: &Arc<str>) -> Option<u32> {
        let at = self.slots.iter().position(|s| s == name).unwrap_or_else(|| {
            self.slots.push(name.clone());
            self.slots.len() - 1
        });
        u32::try_from(at).ok().filter(|&s| s < 64)
    }

    /// What must be computed for `roots`, arguments first, without the bodies of sums and without places where an index stands.
    fn reachable(&self, roots: &[u32]) -> Vec<u32> {
        let mut needed = vec![false; roots.iter().max().map_or(0, |&r| r as usize + 1)];
        for &r in roots {
            needed[r as usize] = true;
        }
        // Arguments stand before what uses them, so one pass backwards sees every use first.
        for id in (0..needed.len()).rev() {
            if !needed[id] {
                continue;
            }
            let node = &self.nodes[id];
            let values: &[u32] = match node.expr.op() {
                Op::Symbol(_) | Op::Differential(_) | Op::Unit | Op::Delta => &[],
                Op::Sum(_) | Op::Prod(_) | Op::Table(..) => &[],
                Op::Entry => node.args.get(..1).unwrap_or_default(),
                Op::Power | Op::EntryPower if self.is_exact(node.args.get(1)) => node.args.get(..1).unwrap_or_default(),
                Op::Power if !node.expr.shape().is_scalar() => node.args.get(..1).unwrap_or_default(),
                _ => &node.args,
            };
            for &a in values {
                needed[a as usize] = true;
            }
        }
        (0..).zip(needed).filter(|(_, n)| *n).map(|(id, _)| id).collect()
    }

    pub(super) fn is_exact(&self, id: Option<&u32>) -> bool {
        id.is_some_and(|&id| self.nodes[id as usize].exact)
    }

    /// The distinct differentials that occur.
    pub fn differentials(&self) -> Vec<&crate::expr::Symbol> {
        let mut out: Vec<&crate::expr::Symbol> = self
            .nodes
            .iter()
            .filter_map(|n| match n.expr.op() {
                Op::Differential(s) => Some(s),
                _ => None,
            })
            .collect();
        out.sort_by_key(|s| s.key());
        out.dedup_by_key(|s| s.key());
        out
    }

    /// The sizes of every part: each must be a positive integer wherever the program is evaluated.
    pub fn dims(&self) -> Vec<Dim> {
        let mut seen = HashSet::new();
        let mut out = Vec::new();
        let mut add = |d: &Dim| {
            if d.as_constant().is_none() && seen.insert(d.clone()) {
                out.push(d.clone());
            }
        };
        for node in &self.nodes {
            let shape = node.expr.shape();
            add(&shape.rows);
            add(&shape.cols);
            if let Op::Apply(f, _) = node.expr.op() {
                for s in f.domain().iter().chain([f.codomain()]) {
                    add(&s.rows);
                    add(&s.cols);
                }
            }
        }
        out
    }

    /// The names of all sizes, sorted.
    pub fn size_names(&self) -> Vec<SizeName> {
        let mut names: Vec<SizeName> = self.dims().iter().flat_map(Dim::names).collect();
        names.extend(self.nodes.iter().flat_map(|n| match n.expr.op() {
            Op::Size(d) => d.names(),
            _ => vec![],
        }));
        names.sort();
        names.dedup();
        names
    }
}
