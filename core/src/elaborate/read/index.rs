//! Indices: bound and free ones, arithmetic with them, entries, rows and columns.

use super::{Extent, Reader};
use crate::elaborate::declare;
use crate::elaborate::key::{items, plain};
use crate::elaborate::problem::{Operand, Operation, Problem, ProblemKind};
use crate::elaborate::shapes::Equal;
use crate::elaborate::term::{Id, Op};
use crate::notation::{Kind, Node, ProdOp, RelKind, Sign, Span};
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// A run of entries longer than this is not written out.
const SEGMENT: i64 = 16;

impl Reader<'_> {
    /// The bound index of that name.
    pub(super) fn bound_index(&mut self, key: &str) -> Option<Id> {
        if !self.bound.iter().any(|b| b.name == key) {
            return None;
        }
        Some(self.term(Op::Index(key.into()), vec![], Shape::scalar(), Default::default()))
    }

    /// Whether an index that a sum binds occurs.
    pub(super) fn mentions_bound(&self, node: &Node) -> bool {
        if self.bound.is_empty() {
            return false;
        }
        let mut stack = vec![node];
        while let Some(n) = stack.pop() {
            if n.as_symbol().is_some_and(|s| self.bound.iter().any(|b| b.name == s.key())) {
                return true;
            }
            n.children_into(&mut stack);
        }
        false
    }

    pub(super) fn indices(&mut self, nodes: &[&Node]) -> Option<Vec<Id>> {
        nodes.iter().map(|n| self.index_value(n)).collect()
    }

    /// An index as a number: `i`, `3`, `i+1`, `n`. `None` for words and the like.
    pub(super) fn index_value(&mut self, node: &Node) -> Option<Id> {
        match &node.kind {
            Kind::Number(n) => {
                let n = Rational::parse(n)?;
                Some(self.term(Op::Number(n), vec![], Shape::scalar(), node.span))
            }
            Kind::Symbol(name) if name.accents.is_empty() => {
                let letter = name.base.chars().count() == 1 || &*name.base == "\\ell" || name.base.starts_with('\\');
                if let Some(id) = self.bound_index(&name.key()) {
                    return Some(id);
                }
                let text = plain(node)?;
                if self.sizes.contains(&text) || self.scope.is_size(&text) {
                    return Some(self.size(Dim::named(&text), node.span));
                }
                (letter && !name.font.is_bold())
                    .then(|| self.term(Op::Index(name.key().into()), vec![], Shape::scalar(), node.span))
            }
            Kind::Script(_) => {
                let text = plain(node)?;
                (self.sizes.contains(&text) || self.scope.is_size(&text))
                    .then(|| self.size(Dim::named(&text), node.span))
            }
            Kind::Sum(terms) => {
                let signs = terms.iter().map(|(s, _)| match s {
                    Sign::Plus => Some(false),
                    Sign::Minus => Some(true),
                    _ => None,
                });
                let signs: Vec<bool> = signs.collect::<Option<_>>()?;
                let args: Vec<Id> = terms.iter().map(|(_, n)| self.index_value(n)).collect::<Option<_>>()?;
                Some(self.term(Op::Sum(signs), args, Shape::scalar(), node.span))
            }
            Kind::Product(factors) if factors.iter().all(|(op, _)| matches!(op, ProdOp::Juxtapose | ProdOp::Cdot)) => {
                let args: Vec<Id> = factors.iter().map(|(_, n)| self.index_value(n)).collect::<Option<_>>()?;
                Some(self.term(Op::Product { dot: false, loose: false }, args, Shape::scalar(), node.span))
            }
            Kind::Fence(f) => match f.items.as_slice() {
                [only] => self.index_value(only),
                _ => None,
            },
            _ => None,
        }
    }

    /// The entry, row or column of `of` that the subscript chooses.
    pub(super) fn entry(&mut self, of: Id, sub: &Node, node: &Node) -> Option<Id> {
        let shape = self.shape(of);
        if let Some(slice) = self.slice(of, sub, node).or_else(|| self.segment(of, sub, node)) {
            return Some(slice);
        }
        let mut parts = items(sub);
        // X_{12} of a matrix is row 1, column 2.
        let digits: Vec<Node>;
        if let ([only], false) = (parts.as_slice(), shape.is_vector() || shape.is_row())
            && let Kind::Number(n) = &only.kind
            && n.len() == 2
        {
            digits = n.chars().map(|c| Node::new(Kind::Number(c.to_string().into()), only.span)).collect();
            parts = digits.iter().collect();
        }
        let vector = parts.len() == 1;
        let sizes = [shape.rows.clone(), shape.cols.clone()];
        let mut args = vec![of];
        for (k, part) in parts.iter().enumerate() {
            args.push(self.index_value(part)?);
            let row = vector && shape.is_row() && !shape.is_vector();
            if let Some(size) = sizes.get(if row { 1 } else { k }) {
                self.note_extent(part, Extent { size: size.clone(), of, span: node.span });
            }
        }
        if !matches!(args.len(), 2 | 3) {
            return None;
        }
        Some(self.term(Op::Entry, args, Shape::scalar(), node.span))
    }

    /// `X_{i:}`, `X_{:,j}`, `X_{i\cdot}`.
    pub(super) fn slice(&mut self, of: Id, sub: &Node, node: &Node) -> Option<Id> {
        let all = |n: &Node| match &n.kind {
            Kind::Mark(m) => matches!(&**m, ":" | "\\cdot" | "*" | "\\ast" | "\\bullet" | "\\colon"),
            _ => false,
        };
        let (index, row) = match &sub.kind {
            Kind::List(list) => match list.items.as_slice() {
                [i, mark] if all(mark) => (i, true),
                [mark, j] if all(mark) => (j, false),
                _ => return None,
            },
            Kind::Chain(sides) => match sides.as_slice() {
                [i, colon]
                    if matches!(colon.node.kind, Kind::Empty)
                        && colon.rel.as_ref().is_some_and(|r| r.kind == RelKind::Colon) =>
                {
                    (&i.node, true)
                }
                [colon] if colon.rel.as_ref().is_some_and(|r| r.kind == RelKind::Colon) => (&colon.node, false),
                [empty, colon]
                    if matches!(empty.node.kind, Kind::Empty)
                        && colon.rel.as_ref().is_some_and(|r| r.kind == RelKind::Colon) =>
                {
                    (&colon.node, false)
                }
                _ => return None,
            },
            _ => return None,
        };
        let at = self.index_value(index)?;
        let shape = self.shape(of);
        let size = if row { shape.rows.clone() } else { shape.cols.clone() };
        self.note_extent(index, Extent { size, of, span: node.span });
        let (op, shape) = if row {
            (Op::Row, Shape::matrix(Dim::one(), shape.cols))
        } else {
            (Op::Column, Shape::vector(shape.rows))
        };
        // Whether a row taken out stands as a row or as a column is a matter of taste.
        let shape = self.shapes.softened(&shape);
        Some(self.term(op, vec![of, at], shape, node.span))
    }

    /// `\mathbf x_{1:3}` of a vector: some of its entries, one after the other. In a document it may be a run of several vectors.
    pub(super) fn segment(&mut self, of: Id, sub: &Node, node: &Node) -> Option<Id> {
        let shape = self.shape(of);
        let Kind::Chain(sides) = &sub.kind else { return None };
        let [first, last] = sides.as_slice() else { return None };
        let colon = last.rel.as_ref().is_some_and(|r| r.kind == RelKind::Colon);
        let number = |n: &Node| declare::dim(n)?.as_constant();
        let (first, last) = (number(&first.node)?, number(&last.node)?);
        if !(self.options.strict && colon && shape.is_vector() && 0 < first && first <= last && last < first + SEGMENT)
        {
            return None;
        }
        let mut at = |k: i64| {
            let index = self.term(Op::Number(k.into()), vec![], Shape::scalar(), node.span);
            self.term(Op::Entry, vec![of, index], Shape::scalar(), node.span)
        };
        let entries: Vec<Id> = (first..=last).map(&mut at).collect();
        let shape = Shape::vector(Dim::constant(last + 1 - first));
        Some(self.term(Op::Block(entries.len(), 1), entries, shape, node.span))
    }

    /// An index that a sum binds without limits runs over the size of what it indexes.
    fn note_extent(&mut self, index: &Node, found: Extent) {
        let Some(name) = index.as_symbol() else { return };
        let key = name.key();
        let Some(b) = self.bound.iter_mut().rev().find(|b| b.name == key) else { return };
        match &b.extent {
            None => b.extent = Some(found),
            Some(first) if self.shapes.compare(&first.size, &found.size) == Equal::No => b.other = Some(found),
            Some(_) => {}
        }
    }

    /// Says that an index without limits would run over two sizes.
    pub(super) fn two_ranges(&mut self, name: &str, one: &Extent, other: &Extent, span: Span) {
        let operand = |e: &Extent| Operand { span: e.span, ..self.operand(e.of) };
        let kind = ProblemKind::ShapeMismatch {
            operation: Operation::Index { name: name.into(), left: one.size.clone(), right: other.size.clone() },
            left: operand(one),
            right: operand(other),
        };
        // What a sum without limits runs over is for the reader to see: some leave out terms that are not there.
        self.problems.push(Problem { kind, span, certain: false });
    }

    /// A limit of a sum: a number or a size.
    pub(super) fn limit(&mut self, node: &Node) -> Option<Id> {
        if let Some(id) = self.index_value(node) {
            return Some(id);
        }
        let dim = declare::dim(node)?;
        Some(self.size(dim, node.span))
    }
}
