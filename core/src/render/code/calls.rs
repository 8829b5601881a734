//! Functions of the library: `vec`, diagonals, traces and transposes as what arrays do, all others by their templates.

use super::chain::inverse_of;
use super::lower::{Given, Lowering};
use super::program::{Id, Node, Rank};
use crate::expr::{Expr, Op};
use crate::functions::{DIAG, DIAGONAL, TRACE, TRANSPOSE, VEC};
use crate::shape::Dim;

impl Lowering {
    pub(super) fn call(&mut self, e: &Expr, rank: Rank) -> Id {
        let Op::Call(f) = e.op() else { return self.refuse("an operation that is no call") };
        let Some(x) = e.args().first() else {
            return self.node(Node::Call(*f, vec![]), rank);
        };
        if *f == TRANSPOSE {
            let id = self.lower(x);
            return self.transposed(id);
        }
        if *f == TRACE {
            return self.trace(x);
        }
        if *f == DIAG {
            let id = self.lower(x);
            return self.node(Node::Diag(id), rank);
        }
        if *f == DIAGONAL {
            // diag(A B) without the rest of the product.
            if let Some((a, b)) = self.two_factors(x) {
                let bt = self.transposed(b);
                let both = self.node(Node::Times(vec![a, bt]), Rank::Matrix);
                return self.node(Node::RowSums(both), rank);
            }
            let id = self.lower(x);
            return self.node(Node::Diagonal(id), rank);
        }
        if *f == VEC {
            let id = self.lower(x);
            return self.stacked(id);
        }
        if matches!(f.name(), "conv" | "convfull" | "im2col" | "toeplitz") {
            // These take and give arrays of two axes.
            let args = e.args().iter().map(|a| {
                let id = self.lower(a);
                self.as_matrix(a, id)
            });
            let args = args.collect();
            let value = self.node(Node::Call(*f, args), Rank::Matrix);
            return if rank == Rank::Matrix { value } else { self.node(Node::Vec(value), rank) };
        }
        if f.name() == "unvec" {
            let id = self.lower(x);
            return self.unstacked(id, &e.shape().rows, &e.shape().cols);
        }
        let args = e.args().iter().map(|a| self.lower(a)).collect();
        self.node(Node::Call(*f, args), rank)
    }

    pub(super) fn transposed(&mut self, id: Id) -> Id {
        match (self.program.rank(id), self.program.node(id)) {
            (Rank::Scalar | Rank::Vector, _) => id,
            (_, Node::Transpose(inner)) => *inner,
            (_, Node::Eye(_)) => id,
            _ => self.node(Node::Transpose(id), Rank::Matrix),
        }
    }

    pub(super) fn stacked(&mut self, id: Id) -> Id {
        match self.program.node(id) {
            Node::Unvec(v, ..) => *v,
            _ if self.program.rank(id) != Rank::Matrix => id,
            _ => self.node(Node::Vec(id), Rank::Vector),
        }
    }

    pub(super) fn unstacked(&mut self, id: Id, rows: &Dim, cols: &Dim) -> Id {
        if rows.is_one() || cols.is_one() {
            return id;
        }
        match *self.program.node(id) {
            // Only where the shapes agree, which the number of rows decides.
            Node::Vec(inner) if self.rows_are(inner, rows) => inner,
            _ => self.node(Node::Unvec(id, rows.clone(), cols.clone()), Rank::Matrix),
        }
    }

    fn rows_are(&self, id: Id, rows: &Dim) -> bool {
        match self.program.node(id) {
            Node::Argument(k) => match self.given.get(*k) {
                Some(Given::Quantity { symbol, .. }) => symbol.shape().rows == *rows,
                _ => false,
            },
            Node::Unvec(_, m, _) => m == rows,
            _ => false,
        }
    }

    /// A product as its first part and the last factor, where neither end is an inverse.
    fn two_factors(&mut self, x: &Expr) -> Option<(Id, Id)> {
        let factors = x.args();
        if !matches!(x.op(), Op::Mul) || factors.iter().any(|f| f.shape().is_scalar() || inverse_of(f).is_some()) {
            return None;
        }
        let (last, first) = factors.split_last()?;
        let a = self.chain(first);
        let b = self.lower(last);
        let matrices = [a, b].iter().all(|id| self.program.rank(*id) == Rank::Matrix);
        matrices.then_some((a, b))
    }

    /// tr(A B) is the sum of the entries of A ⊙ Bᵀ.
    fn trace(&mut self, x: &Expr) -> Id {
        if let Some((a, b)) = self.two_factors(x) {
            let bt = self.transposed(b);
            let both = self.node(Node::Times(vec![a, bt]), Rank::Matrix);
            return self.sum_all(both);
        }
        let id = self.lower(x);
        self.node(Node::Trace(id), Rank::Scalar)
    }
}
