//! Sums and products over an index, and the other large operators.

use std::borrow::Cow;

use super::{Bound, Reader};
use crate::elaborate::key::items;
use crate::elaborate::term::{Id, Op};
use crate::notation::{BigKind, BigOp, Kind, Node, RelKind, Sep, Sign, Span};
use crate::rational::Rational;
use crate::shape::Shape;

/// What stands under a sum sign: each index with its first value, and its last where that is written there. An index before another
/// has its limit by that, and comes after it.
type Limits<'a> = Vec<(&'a Node, Option<Cow<'a, Node>>, Option<Cow<'a, Node>>)>;

fn limits(sub: &Node) -> Option<Limits<'_>> {
    match &sub.kind {
        Kind::Chain(sides) => match sides.as_slice() {
            [i, from] if from.rel.as_ref().is_some_and(|r| r.kind == RelKind::Equal) => {
                let names = items(&i.node);
                Some(names.into_iter().map(|n| (n, Some(Cow::Borrowed(&from.node)), None)).collect())
            }
            // 1 ≤ i ≤ n
            [from, i, to] if [i, to].iter().all(|s| s.rel.as_ref().is_some_and(|r| r.kind == RelKind::LessEqual)) => {
                Some(vec![(&i.node, Some(Cow::Borrowed(&from.node)), Some(Cow::Borrowed(&to.node)))])
            }
            // i < j, i ≤ j
            [i, j] if [i, j].iter().all(|s| s.node.as_symbol().is_some()) => {
                let last = match j.rel.as_ref()?.kind {
                    RelKind::LessEqual => Cow::Borrowed(&j.node),
                    RelKind::Less => Cow::Owned(before(&j.node)),
                    _ => return None,
                };
                Some(vec![(&j.node, None, None), (&i.node, Some(Cow::Owned(one(i.node.span))), Some(last))])
            }
            _ => None,
        },
        Kind::List(list) if list.seps.iter().all(|s| *s == Sep::Comma) => {
            let each: Option<Vec<Limits>> = list.items.iter().map(limits).collect();
            let mut all: Limits = each?.into_iter().flatten().collect();
            // `i, j = 1`: what is said of the last holds for those before it.
            for k in (1..all.len()).rev() {
                if let (None, None) = (&all[k - 1].1, &all[k - 1].2) {
                    (all[k - 1].1, all[k - 1].2) = (all[k].1.clone(), all[k].2.clone());
                }
            }
            Some(all)
        }
        Kind::Symbol(_) => Some(vec![(sub, None, None)]),
        Kind::Product(_) if items(sub).len() == 2 => Some(items(sub).into_iter().map(|n| (n, None, None)).collect()),
        _ => None,
    }
}

/// The number before an index.
fn before(index: &Node) -> Node {
    Node::new(Kind::Sum(vec![(Sign::Plus, index.clone()), (Sign::Minus, one(index.span))]), index.span)
}

fn one(span: Span) -> Node {
    Node::new(Kind::Number("1".into()), span)
}

impl Reader<'_> {
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
            l.iter().map(|(n, ..)| n.as_symbol().filter(|s| s.accents.is_empty()).map(|s| s.key())).collect()
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
        let ranges: Vec<(Option<Id>, Option<Id>)> = over
            .iter()
            .map(|(_, from, to)| {
                let lo = from.as_deref().and_then(|n| self.limit(n));
                let hi = to.as_deref().or(b.sup.as_ref()).and_then(|n| self.limit(n));
                (lo, hi)
            })
            .collect();
        let depth = self.bound.len();
        self.bound.extend(names.iter().cloned().map(Bound::new));
        let mut id = self.read(body);
        let bound = self.bound.split_off(depth.min(self.bound.len()));
        for ((name, range), bound) in names.iter().zip(ranges).zip(bound).rev() {
            let (lo, hi) = match (range, bound.extent) {
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
            let shape = self.shape(id);
            let op =
                if b.kind == BigKind::Sum { Op::Sigma(name.as_str().into()) } else { Op::Pi(name.as_str().into()) };
            id = self.term(op, vec![lo, hi, id], shape, node.span);
        }
        id
    }
}
