//! Programs on arrays: what code does, before it is written in a language.
//!
//! A program shares equal parts. Vectors, columns and rows alike, are arrays of one axis; a matrix has two; the orientation of a
//! vector lives in the operation that uses it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::expr::{FnSymbol, Reading};
use crate::functions::Func;
use crate::rational::Rational;
use crate::shape::Dim;

/// A node of a [`Program`].
pub type Id = usize;

/// Number of axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rank {
    Scalar,
    Vector,
    Matrix,
}

/// A position in an array: a sum of indices and numbers, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// Indices bound by a sum around, with their factors.
    pub bound: Vec<(i64, Arc<str>)>,
    /// Anything else, with factors.
    pub others: Vec<(i64, Id)>,
    /// The number added.
    pub constant: i64,
}

/// What an array is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    Number(Rational),
    /// The value of a size.
    Size(Dim),
    /// A bound index as a number, counted from 1.
    Index(Arc<str>),
    /// An argument of the function, by its place in the list of arguments.
    Argument(usize),
    /// A family as one array, an axis more than a member has.
    Family(usize),
    /// A member of an argument that is a family, or an entry of an array.
    At(Id, Vec<Position>),
    /// Terms with whether they are subtracted; a scalar is added to every entry.
    Sum(Vec<(bool, Id)>),
    /// Product by entries; scalars multiply every entry.
    Times(Vec<Id>),
    /// Quotient by entries.
    Divide(Id, Id),
    /// Power by entries.
    Pow(Id, Id),
    Sqrt(Id),
    /// Product of two matrices or of a matrix and a vector on either side.
    MatMul(Id, Id),
    /// `Σ a_i b_i`.
    Dot(Id, Id),
    /// `a bᵀ`.
    Outer(Id, Id),
    Transpose(Id),
    /// `A⁻¹ B`.
    Solve(Id, Id),
    Inverse(Id),
    /// A power of a matrix with an exponent that is a number from 2 or computed.
    MatPow(Id, Id),
    /// Rows multiplied by the entries of a vector: `Diag(v) A`.
    ScaleRows(Id, Id),
    /// Columns multiplied by the entries of a vector: `A Diag(v)`.
    ScaleCols(Id, Id),
    /// Sum of all entries of a vector or matrix.
    SumAll(Id),
    /// Sum of every row, a vector with an entry for each row.
    RowSums(Id),
    /// Sum of every column.
    ColSums(Id),
    Kron(Vec<Id>),
    /// A vector as a matrix of one column.
    AsColumn(Id),
    /// A vector as a matrix of one row.
    AsRow(Id),
    /// The columns stacked.
    Vec(Id),
    /// The matrix of so many rows and columns whose columns stack to the vector.
    Unvec(Id, Dim, Dim),
    Zeros(Vec<Dim>),
    Ones(Vec<Dim>),
    Eye(Dim),
    Diag(Id),
    Diagonal(Id),
    Trace(Id),
    /// `e_k` with so many entries.
    Unit(Position, Dim),
    /// 1 where two positions agree, else 0.
    Delta(Position, Position),
    /// `K_{mn} A`: rows in another order; `None` for the matrix itself.
    PermuteRows(Dim, Dim, Option<Id>),
    /// `D_n`.
    Duplication(Dim),
    /// `L_n`.
    Elimination(Dim),
    /// `D̃_n`.
    SkewDuplication(Dim),
    /// Rows of blocks of matrices.
    Blocks(Vec<Vec<Id>>),
    /// Vectors and scalars one after the other.
    Concatenate(Vec<Id>),
    /// A function of the library.
    Call(Func, Vec<Id>),
    /// A function given as an argument (its place in the list) at arguments.
    Apply(usize, Vec<Id>),
    /// The sum over an index from the first to the second of the third.
    Over(Arc<str>, Id, Id, Id),
    /// The product over an index.
    ProductOver(Arc<str>, Id, Id, Id),
    /// The array of what the number is at every place; one or two indices, each with how far it runs.
    Table(Vec<(Arc<str>, Dim)>, Id),
}

impl Node {
    /// The nodes this one uses.
    pub fn children(&self) -> Vec<Id> {
        fn of(p: &Position) -> impl Iterator<Item = Id> + '_ {
            p.others.iter().map(|(_, id)| *id)
        }
        use Node as N;
        match self {
            N::Number(_)
            | N::Size(_)
            | N::Index(_)
            | N::Argument(_)
            | N::Family(_)
            | N::Zeros(_)
            | N::Ones(_)
            | N::Eye(_) => vec![],
            N::Duplication(_) | N::Elimination(_) | N::SkewDuplication(_) => vec![],
            N::At(a, positions) => std::iter::once(*a).chain(positions.iter().flat_map(of)).collect(),
            N::Sum(terms) => terms.iter().map(|(_, id)| *id).collect(),
            N::Times(ids) | N::Kron(ids) | N::Concatenate(ids) | N::Call(_, ids) | N::Apply(_, ids) => ids.clone(),
            N::Divide(a, b) | N::Pow(a, b) | N::MatMul(a, b) | N::Dot(a, b) | N::Outer(a, b) | N::Solve(a, b) => {
                vec![*a, *b]
            }
            N::MatPow(a, b) | N::ScaleRows(a, b) | N::ScaleCols(a, b) => vec![*a, *b],
            N::Sqrt(a) | N::Transpose(a) | N::Inverse(a) | N::SumAll(a) | N::RowSums(a) | N::ColSums(a) => vec![*a],
            N::AsColumn(a) | N::AsRow(a) | N::Vec(a) | N::Unvec(a, ..) | N::Diag(a) | N::Diagonal(a) | N::Trace(a) => {
                vec![*a]
            }
            N::Unit(k, _) => of(k).collect(),
            N::Delta(i, j) => of(i).chain(of(j)).collect(),
            N::PermuteRows(_, _, a) => a.iter().copied().collect(),
            N::Blocks(rows) => rows.iter().flatten().copied().collect(),
            N::Table(_, body) => vec![*body],
            N::Over(_, lo, hi, body) | N::ProductOver(_, lo, hi, body) => vec![*lo, *hi, *body],
        }
    }

    fn positions(&self) -> Vec<&Position> {
        match self {
            Node::At(_, p) => p.iter().collect(),
            Node::Unit(p, _) => vec![p],
            Node::Delta(p, q) => vec![p, q],
            _ => vec![],
        }
    }

    /// The sizes whose values this node itself needs.
    pub fn sizes(&self) -> Vec<&Dim> {
        match self {
            Node::Size(d) | Node::Eye(d) | Node::Unit(_, d) => vec![d],
            Node::Duplication(d) | Node::Elimination(d) | Node::SkewDuplication(d) => vec![d],
            Node::Zeros(dims) | Node::Ones(dims) => dims.iter().collect(),
            Node::Unvec(_, m, _) => vec![m],
            Node::PermuteRows(m, n, _) => vec![m, n],
            Node::Table(indices, _) => indices.iter().map(|(_, n)| n).collect(),
            _ => vec![],
        }
    }
}

/// A function of a program that is an argument: its symbol and what of it is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Callable {
    pub function: FnSymbol,
    pub reading: Reading,
}

struct Entry {
    node: Node,
    rank: Rank,
    /// The bound indices it depends on.
    free: Vec<Arc<str>>,
}

/// Nodes in the order in which they can be computed; equal nodes are one.
#[derive(Default)]
pub struct Program {
    entries: Vec<Entry>,
    ids: HashMap<Node, Id>,
}

impl Program {
    /// The node, new or as it is.
    pub fn add(&mut self, node: Node, rank: Rank) -> Id {
        if let Some(id) = self.ids.get(&node) {
            return *id;
        }
        let mut free: Vec<Arc<str>> = match &node {
            Node::Over(i, lo, hi, body) | Node::ProductOver(i, lo, hi, body) => {
                let inner = self.free(*body).iter().filter(|x| *x != i).cloned();
                inner.chain(self.free(*lo).iter().cloned()).chain(self.free(*hi).iter().cloned()).collect()
            }
            Node::Table(indices, body) => {
                let bound = |x: &&Arc<str>| indices.iter().any(|(i, _)| i == *x);
                self.free(*body).iter().filter(|x| !bound(x)).cloned().collect()
            }
            _ => node.children().iter().flat_map(|c| self.free(*c).iter().cloned()).collect(),
        };
        if let Node::Index(i) = &node {
            free.push(i.clone());
        }
        free.extend(node.positions().iter().flat_map(|p| p.bound.iter().map(|(_, i)| i.clone())));
        free.sort();
        free.dedup();
        self.entries.push(Entry { node: node.clone(), rank, free });
        let id = self.entries.len() - 1;
        self.ids.insert(node, id);
        id
    }

    /// What the node does.
    pub fn node(&self, id: Id) -> &Node {
        &self.entries[id].node
    }

    /// How many axes it has.
    pub fn rank(&self, id: Id) -> Rank {
        self.entries[id].rank
    }

    /// The bound indices it depends on.
    pub fn free(&self, id: Id) -> &[Arc<str>] {
        &self.entries[id].free
    }

    /// The nodes that `root` needs, itself included, each before those that use it.
    pub fn reachable(&self, root: Id) -> Vec<Id> {
        let mut needed = vec![false; self.entries.len()];
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            if !std::mem::replace(&mut needed[id], true) {
                stack.extend(self.node(id).children());
            }
        }
        // Children are always added before their parents.
        (0..needed.len()).filter(|id| needed[*id]).collect()
    }
}
