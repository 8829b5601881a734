//! The stage between notation and expressions: what each piece does, with a shape that may still be unknown, and what shapes must
//! fulfil together.

use std::sync::Arc;

use super::problem::Operation;
use crate::calculus::derive::Form;
use crate::expr::{Expr, Symbol};
use crate::functions::Func;
use crate::notation::Span;
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// The number of a term.
pub(super) type Id = usize;

/// A piece of a formula.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub op: Op,
    pub args: Vec<Id>,
    pub shape: Shape,
    pub span: Span,
    /// The range with the brackets around it.
    pub outer: Span,
}

/// Which norm.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Norm {
    /// Without subscript, or 2: the 2-norm of a vector.
    Two,
    /// A named function of the library.
    Named(&'static str),
}

/// By what, in a derivative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// `∂X`
    Plain,
    /// `∂xᵀ`
    Transposed,
    /// `∂ vec X`
    Vec,
    /// `∂ (vec X)ᵀ`
    VecTransposed,
}

/// What a piece does.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Number(Rational),
    Size(Dim),
    /// A bound or free index.
    Index(Arc<str>),
    /// A quantity that is known; arguments are the indices of a member.
    Symbol(Symbol),
    /// A quantity nobody declared, by its number.
    Undeclared(usize),
    /// A letter that may be an entry of a known vector or a quantity of its own: arguments are the entry's term and the other's.
    EntryOr,
    /// A quantity with its definition.
    Body(Expr),
    Call(Func),
    /// A function the author named, at its arguments.
    Apply {
        key: String,
        latex: String,
        domain: Vec<Shape>,
        codomain: Shape,
        reading: Reading,
    },
    /// A function the author defined.
    Defined {
        params: Vec<Symbol>,
        body: Expr,
        reading: Reading,
    },
    /// The derivative of an entry-wise function of the library, entry by entry.
    Slope(Func),
    Identity,
    Ones,
    Zero,
    Unit,
    /// Kronecker's δ of two indices.
    Delta,
    Commutation(Dim, Dim),
    /// The sum of arguments, each subtracted where `true`.
    Sum(Vec<bool>),
    /// The product; `dot` where a dot product of two columns may be meant, `loose` where the sign has other meanings too.
    Product {
        dot: bool,
        loose: bool,
    },
    Hadamard,
    Kron,
    Divide,
    DivideEntries,
    Transpose,
    Inverse {
        transposed: bool,
    },
    PseudoInverse,
    Power,
    EntryPower,
    /// `|x|`
    Bars,
    Norm(Norm),
    Inner,
    Diag,
    /// `e^X`
    Exponential,
    Sqrt,
    /// Arguments: base b, x. The logarithm of x to base b.
    LogBase,
    /// Arguments: X, i, j; of a vector x, i.
    Entry,
    Row,
    Column,
    Block(usize, usize),
    /// Arguments: first, last, body; without first and last the size of what the index runs over.
    Sigma(Arc<str>),
    Pi(Arc<str>),
    /// Arguments: of, then what it is taken by.
    Derivative {
        by: Vec<By>,
        form: Option<Form>,
    },
    /// Arguments: of.
    Differential {
        order: u8,
    },
    /// Arguments: body, what is replaced, its value.
    Replace,
    /// Read for its parts alone.
    Opaque,
}

/// What of an author's function is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Value,
    /// `f'`, `f''`: the k-th derivative of a function of numbers, else the gradient, Jacobian or Hessian.
    Primes(u8),
    /// `\nabla f`
    Gradient,
    /// `D f`
    Jacobian,
    /// `\nabla^2 f`
    Hessian,
    /// `\nabla^2 f_k`; the component is the last argument.
    ComponentHessian,
}

impl Constraint {
    /// The term that asks it.
    pub fn id(&self) -> Id {
        match self {
            Constraint::Product(id)
            | Constraint::Diag(id)
            | Constraint::Call(id)
            | Constraint::Block(id)
            | Constraint::Divide(id)
            | Constraint::Power(id)
            | Constraint::Apply(id)
            | Constraint::Derivative(id)
            | Constraint::EntryOr(id)
            | Constraint::Same { id, .. }
            | Constraint::Square { id, .. }
            | Constraint::Scalar { id, .. } => *id,
        }
    }
}

/// What shapes must fulfil. The number is the term that asks it.
#[derive(Clone, Debug)]
pub(super) enum Constraint {
    /// All of `terms` and the term itself have one shape.
    Same {
        id: Id,
        terms: Vec<Id>,
        operation: Operation,
    },
    Product(Id),
    /// The argument is a square matrix (or scalar).
    Square {
        id: Id,
        operation: Operation,
    },
    Diag(Id),
    Call(Id),
    Block(Id),
    Divide(Id),
    Power(Id),
    Apply(Id),
    Derivative(Id),
    EntryOr(Id),
    /// The term is a scalar.
    Scalar {
        id: Id,
        operation: Operation,
    },
}

/// What an undeclared name may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    Scalar,
    Vector,
    Row,
    Matrix,
}

/// A name nobody declared.
#[derive(Clone, Debug)]
pub(super) struct Undeclared {
    pub key: String,
    pub latex: String,
    pub shape: Shape,
    /// The likeliest first.
    pub guesses: Vec<Guess>,
    /// Whether the shape rests on a guess alone.
    pub guessed: bool,
    /// Whether two kinds of shape fit and nothing tells which is meant.
    pub open: bool,
    /// How many indices it has as a member of a family.
    pub family: usize,
    /// Whether it stands for nothing if an entry is meant.
    pub alternative: bool,
    pub span: Span,
}
