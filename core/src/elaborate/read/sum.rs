//! Sums and products over an index, and the other large operators.

use std::borrow::Cow;

use super::{Bound, Reader};
use crate::elaborate::Entry;
use crate::elaborate::key::{items, named};
use crate::elaborate::term::{Id, Op};
use crate::notation::{BigKind, BigOp, Kind, Node, RelKind, Sep, Side, Sign, Span};
use crate::rational::Rational;
use crate::shape::Shape;

/// An index under a sum sign: its first and last value where they are written there, and the value that it leaves out.
#[derive(Clone)]
struct Limit<'a> {
    index: &'a Node,
    from: Option<Cow<'a, Node>>,
    to: Option<Cow<'a, Node>>,
    except: Option<&'a Node>,
}

impl<'a> Limit<'a> {
    fn of(index: &'a Node) -> Limit<'a> {
        Limit { index, from: None, to: None, except: None }
    }
}

/// What stands under a sum sign. An index before another has its limit by that, and comes after it.
fn limits(sub: &Node) -> Option<Vec<Limit<'_>>> {
    match &sub.kind {
        Kind::Chain(sides) => match sides.as_slice() {
            [i, from] if from.rel.as_ref().is_some_and(|r| r.kind == RelKind::Equal) => {
                let names = items(&i.node);
                let first = Some(Cow::Borrowed(&from.node));
                Some(names.into_iter().map(|n| Limit { from: first.clone(), ..Limit::of(n) }).collect())
            }
            // 1 ≤ i ≤ n
            [from, i, to] if [i, to].iter().all(|s| s.rel.as_ref().is_some_and(|r| r.kind == RelKind::LessEqual)) => {
                let (from, to) = (Some(Cow::Borrowed(&from.node)), Some(Cow::Borrowed(&to.node)));
                Some(vec![Limit { from, to, ..Limit::of(&i.node) }])
            }
            // j ≠ i
            [j, i] if i.rel.as_ref().is_some_and(|r| r.kind == RelKind::NotEqual) => {
                i.node.as_symbol()?;
                Some(vec![Limit { except: Some(&i.node), ..Limit::of(&j.node) }])
            }
            // i < j, i ≤ j
            [i, j] => Some(ordered(i, j)?.to_vec()),
            // 1 ≤ i < j ≤ n
            [from, i, j, to]
                if [i, to].iter().all(|s| s.rel.as_ref().is_some_and(|r| r.kind == RelKind::LessEqual)) =>
            {
                let [later, earlier] = ordered(i, j)?;
                let (first, last) = (Some(Cow::Borrowed(&from.node)), Some(Cow::Borrowed(&to.node)));
                Some(vec![Limit { from: first.clone(), to: last, ..later }, Limit { from: first, ..earlier }])
            }
            _ => None,
        },
        Kind::List(list) if list.seps.iter().all(|s| *s == Sep::Comma) => {
            let mut all: Vec<Limit> = Vec::new();
            for limit in list.items.iter().map(limits).collect::<Option<Vec<_>>>()?.into_iter().flatten() {
                // `j = 1, j ≠ i` is one index.
                let same =
                    |l: &&mut Limit| l.index.as_symbol().is_some() && l.index.as_symbol() == limit.index.as_symbol();
                match all.iter_mut().find(same) {
                    Some(own) if limit.except.is_some() && own.except.is_none() => own.except = limit.except,
                    Some(_) => return None,
                    None => all.push(limit),
                }
            }
            // `i, j = 1`: what is said of the last holds for those before it.
            for k in (1..all.len()).rev() {
                if let (None, None) = (&all[k - 1].from, &all[k - 1].to) {
                    (all[k - 1].from, all[k - 1].to) = (all[k].from.clone(), all[k].to.clone());
                }
            }
            Some(all)
        }
        Kind::Symbol(_) => Some(vec![Limit::of(sub)]),
        Kind::Product(_) if items(sub).len() == 2 => Some(items(sub).into_iter().map(Limit::of).collect()),
        _ => None,
    }
}

/// The limits of `i < j` and `i ≤ j`, of j first.
fn ordered<'a>(i: &'a Side, j: &'a Side) -> Option<[Limit<'a>; 2]> {
    if [i, j].iter().any(|s| s.node.as_symbol().is_none()) {
        return None;
    }
    let last = match j.rel.as_ref()?.kind {
        RelKind::LessEqual => Cow::Borrowed(&j.node),
        RelKind::Less => Cow::Owned(beside(&j.node, Sign::Minus)),
        _ => return None,
    };
    let from = Some(Cow::Owned(one(i.node.span)));
    Some([Limit::of(&j.node), Limit { from, to: Some(last), ..Limit::of(&i.node) }])
}

/// The number after an index, or before it.
fn beside(index: &Node, sign: Sign) -> Node {
    Node::new(Kind::Sum(vec![(Sign::Plus, index.clone()), (sign, one(index.span))]), index.span)
}

fn one(span: Span) -> Node {
    Node::new(Kind::Number("1".into()), span)
}

fn within(node: &Node, is: &impl Fn(&Node) -> bool) -> bool {
    is(node) || node.children().into_iter().any(|n| within(n, is))
}

/// The large operator that a term ends with, whose body the next sign ends.
fn open_end(term: &Node) -> Option<&BigOp> {
    match &term.kind {
        Kind::BigOp(b) => Some(b),
        Kind::Product(factors) => open_end(&factors.last()?.1),
        Kind::Neg(inner) => open_end(inner),
        _ => None,
    }
}

impl Reader<'_> {
    /// Whether `index` chooses an entry in `node` outside sums over it. With a free index a member of a family may be a quantity of
    /// its own.
    fn has_free(&self, node: &Node, index: &str) -> bool {
        let is = |n: &Node| n.as_symbol().is_some_and(|s| s.key() == index);
        let member = || {
            let family = named(node).and_then(|n| self.scope.get(&n.family_key())).and_then(Entry::symbol);
            family.is_some_and(|f| f.family() > 0)
        };
        match &node.kind {
            Kind::BigOp(b) if b.sub.as_ref().and_then(limits).is_some_and(|all| all.iter().any(|l| is(l.index))) => {
                false
            }
            Kind::Script(s) if s.sub.as_ref().is_some_and(|sub| within(sub, &is)) && !member() => true,
            _ => node.children().into_iter().any(|n| self.has_free(n, index)),
        }
    }

    /// An index of a sum that also stands in a term after that sum, where nothing binds or declares it: either the sum was to go
    /// on, or two things have one name.
    pub(super) fn outlived(&self, terms: &[(Sign, Node)]) -> Option<String> {
        let mut indices: Vec<String> = Vec::new();
        for (_, term) in terms {
            if let Some(index) = indices.iter().find(|i| self.has_free(term, i)) {
                return Some(index.clone());
            }
            let mut big = open_end(term);
            while let Some(b) = big {
                let over = b.sub.as_ref().and_then(limits).unwrap_or_default();
                let names = over.iter().filter_map(|l| l.index.as_symbol()).map(|s| s.key());
                let unknown = |i: &String| self.scope.get(i).is_none() && !self.bound.iter().any(|b| b.name == *i);
                indices.extend(names.filter(unknown));
                big = b.body.as_ref().and_then(open_end);
            }
        }
        None
    }

    pub(super) fn big(&mut self, node: &Node, b: &BigOp) -> Id {
        let Some(body) = &b.body else { return self.opaque(node, "a large operator without a body") };
        match b.kind {
            BigKind::Sum | BigKind::Prod => self.indexed_sum(node, b, body),
            BigKind::Min | BigKind::Max | BigKind::Inf | BigKind::Sup => {
                self.read(body);
                let id = self.opaque(node, "it is a minimum or maximum over a variable");
                if let Some(t) = self.terms.get_mut(id) {
                    t.shape = Shape::scalar();
                }
                id
            }
            BigKind::Int | BigKind::Lim => {
                let inner = self.read(body);
                let id = self.opaque(node, "it is a limit or an integral");
                let shape = self.shape(inner);
                let shape = self.shapes.softened(&shape);
                if let Some(t) = self.terms.get_mut(id) {
                    t.shape = shape;
                }
                id
            }
            _ => {
                self.read(body);
                self.opaque(node, "this operator is not known")
            }
        }
    }

    fn indexed_sum(&mut self, node: &Node, b: &BigOp, body: &Node) -> Id {
        let over = b.sub.as_ref().and_then(limits);
        let names: Option<Vec<String>> = over.as_ref().and_then(|l| {
            l.iter().map(|l| l.index.as_symbol().filter(|s| s.accents.is_empty()).map(|s| s.key())).collect()
        });
        let (Some(over), Some(names)) = (over, names) else {
            // A sum over a set, or without limits: its shape is that of its body.
            let inner = self.read(body);
            let id = self.opaque(node, "a sum whose range is not given by limits");
            let shape = self.shape(inner);
            if let Some(t) = self.terms.get_mut(id) {
                t.shape = shape;
            }
            return id;
        };
        // Whether the value left out is one index or `j ≠ i` means all pairs, only a sum around it tells.
        if over.iter().filter_map(|l| l.except).any(|n| !self.mentions_bound(n)) {
            let inner = self.read(body);
            let id = self.opaque(node, "a sum over indices that differ, of which no sum around it binds one");
            let shape = self.shape(inner);
            if let Some(t) = self.terms.get_mut(id) {
                t.shape = shape;
            }
            return id;
        }
        let depth = self.bound.len();
        // The limits of an index are by the indices before it, whatever else their letters name elsewhere.
        let mut ranges: Vec<[Option<Id>; 4]> = Vec::with_capacity(over.len());
        for (l, name) in over.iter().zip(&names) {
            let lo = l.from.as_deref().and_then(|n| self.limit(n));
            let hi = l.to.as_deref().or(b.sup.as_ref()).and_then(|n| self.limit(n));
            let [before, after] =
                [Sign::Minus, Sign::Plus].map(|sign| l.except.and_then(|n| self.limit(&beside(n, sign))));
            ranges.push([lo, hi, before, after]);
            self.bound.push(Bound::new(name.clone()));
        }
        let mut id = self.read(body);
        let bound = self.bound.split_off(depth.min(self.bound.len()));
        for ((name, [lo, hi, before, after]), bound) in names.iter().zip(ranges).zip(bound).rev() {
            let (lo, hi) = match ((lo, hi), bound.extent) {
                ((Some(lo), Some(hi)), _) => (lo, hi),
                ((lo, _), Some(extent)) if b.sup.is_none() => {
                    if let Some(other) = bound.other {
                        self.two_ranges(name, &extent, &other, node.span);
                    }
                    let lo =
                        lo.unwrap_or_else(|| self.term(Op::Number(Rational::ONE), vec![], Shape::scalar(), node.span));
                    (lo, self.size(extent.size, node.span))
                }
                _ => {
                    let shape = self.shape(id);
                    id = self.opaque(node, "a sum whose range is not known");
                    if let Some(t) = self.terms.get_mut(id) {
                        t.shape = shape;
                    }
                    continue;
                }
            };
            let sum = b.kind == BigKind::Sum;
            let shape = self.shape(id);
            let mut part = |lo: Id, hi: Id| {
                let op = if sum { Op::Sigma(name.as_str().into()) } else { Op::Pi(name.as_str().into()) };
                self.term(op, vec![lo, hi, id], shape.clone(), node.span)
            };
            id = match (before, after) {
                // What is left out may have no value: the sum is that of what is before it and of what is after it.
                (Some(before), Some(after)) => {
                    let parts = vec![part(lo, before), part(after, hi)];
                    let op = if sum { Op::Sum(vec![false, false]) } else { Op::Product { dot: false, loose: false } };
                    self.term(op, parts, shape, node.span)
                }
                _ => part(lo, hi),
            };
        }
        id
    }
}
