//! The expression: an immutable tree that shares equal parts and knows its shape.
//!
//! Every expression carries a 128-bit digest of its structure; equality compares digests, so it is one comparison, and tables
//! keyed by digest give each distinct sub-expression one entry. Sums and Hadamard products digest without regard to order but keep
//! the order they were written in, so results read as their author would write them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::digest::{Digest, DigestSet, digest_of};
use super::symbol::{FnSymbol, Reading, Symbol};
use crate::functions::Func;
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// A constant whose entries its shape determines.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// All entries 0.
    Zero,
    /// All entries 1.
    Ones,
    /// The identity matrix.
    Identity,
    /// `K_{mn}`, with `K_{mn} vec A = vec Aᵀ` for A of m×n (Magnus & Neudecker, ch. 3.7).
    Commutation(Dim, Dim),
    /// `D_n`, with `D_n vech A = vec A` for symmetric A of n×n (Magnus & Neudecker, ch. 3.8).
    Duplication(Dim),
    /// `L_n`, with `L_n vec A = vech A` (Magnus & Neudecker 1980).
    Elimination(Dim),
    /// The matrix that makes vec A of the entries below the diagonal of a skew A of n×n (Magnus, Linear Structures, 1988).
    SkewDuplication(Dim),
}

/// What an expression does with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A number.
    Number(Rational),
    /// The value of a size, a number: the `n` of `1/n`.
    Size(Dim),
    /// A quantity; arguments are the indices that choose a member of a family.
    Symbol(Symbol),
    /// A bound index as a number: the `i` of a sum.
    Index(Arc<str>),
    /// A constant matrix, vector or (zero) scalar.
    Constant(Constant),
    /// The unit vector `e_k`; argument: k, counted from 1.
    Unit,
    /// Kronecker's δ; arguments: two indices.
    Delta,
    /// The differential of a quantity, `dX`; arguments as for the quantity.
    Differential(Symbol),
    /// Sum of at least two.
    Add,
    /// Product: scalars first, then a chain of matrices.
    Mul,
    /// Entry-wise product.
    Hadamard,
    /// Kronecker product.
    Kron,
    /// Arguments: base, exponent. A scalar power, or an integer power of a square matrix (−1: the inverse).
    Power,
    /// Arguments: base, exponent. The power of every entry.
    EntryPower,
    /// A function of the library.
    Call(Func),
    /// A function nobody defined, at its arguments.
    Apply(FnSymbol, Reading),
    /// Arguments: X, i, j. The entry X_ij, counted from 1.
    Entry,
    /// A block matrix of so many rows and columns of blocks; arguments row by row.
    Block(usize, usize),
    /// Arguments: first, last, body. The sum over the index.
    Sum(Arc<str>),
    /// Arguments: first, last, body. The product over the index (scalar body).
    Prod(Arc<str>),
    /// Argument: a number. The matrix whose entry at row i and column j it is; an index that has nothing to run over is empty.
    Table(Arc<str>, Arc<str>),
}

struct Node {
    op: Op,
    args: Box<[Expr]>,
    shape: Shape,
    digest: Digest,
    size: u64,
    bloom: u64,
    /// The transpose, as long as somebody uses it.
    transposed: Mutex<Weak<Node>>,
}

/// An immutable, shared expression; see the module's introduction.
#[derive(Clone)]
pub struct Expr(Arc<Node>);

/// The bit that stands for a name in the filter of names that occur.
fn bit(key: &str) -> u64 {
    1 << (digest_of(&key) % 64)
}

impl Expr {
    /// The node exactly as given, without simplification; `shape` must be right.
    pub fn raw(op: Op, args: Vec<Expr>, shape: Shape) -> Expr {
        let mut digests: Vec<Digest> = args.iter().map(Expr::digest).collect();
        match &op {
            Op::Add | Op::Hadamard | Op::Delta => digests.sort_unstable(),
            Op::Mul => {
                let scalars = args.iter().take_while(|a| a.shape().is_scalar()).count();
                digests[..scalars].sort_unstable();
            }
            _ => {}
        }
        let digest = digest_of(&(&op, &digests, &shape));
        let own = match &op {
            Op::Symbol(s) | Op::Differential(s) => bit(s.key()),
            Op::Index(i) => bit(i),
            _ => 0,
        };
        let bloom = args.iter().fold(own, |b, a| b | a.0.bloom);
        let size = args.iter().fold(1u64, |s, a| s.saturating_add(a.0.size));
        Expr(Arc::new(Node { op, args: args.into(), shape, digest, size, bloom, transposed: Mutex::default() }))
    }

    /// The transpose that `make` makes, made once while it is in use: derivatives transpose the factors of a product once for each
    /// of their terms.
    pub(crate) fn transposed_by(&self, make: impl FnOnce() -> Expr) -> Expr {
        let known = || self.0.transposed.lock().unwrap_or_else(PoisonError::into_inner);
        let node = known().upgrade();
        node.map(Expr).unwrap_or_else(|| {
            let made = make();
            *known() = Arc::downgrade(&made.0);
            made
        })
    }

    /// What it does.
    pub fn op(&self) -> &Op {
        &self.0.op
    }

    /// What it does it with.
    pub fn args(&self) -> &[Expr] {
        &self.0.args
    }

    /// Its shape.
    pub fn shape(&self) -> &Shape {
        &self.0.shape
    }

    /// Its identity.
    pub fn digest(&self) -> Digest {
        self.0.digest
    }

    /// Number of nodes when written out as a tree (saturating).
    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// Whether the quantity or index named `key` occurs. Bound indices count.
    pub fn mentions(&self, key: &str) -> bool {
        let bit = bit(key);
        let mut seen = DigestSet::default();
        let mut stack = vec![self];
        while let Some(e) = stack.pop() {
            if e.0.bloom & bit == 0 || !seen.insert(e.digest()) {
                continue;
            }
            match e.op() {
                Op::Symbol(s) | Op::Differential(s) if s.key() == key => return true,
                Op::Index(i) if &**i == key => return true,
                _ => stack.extend(e.args()),
            }
        }
        false
    }

    /// Every distinct sub-expression once, arguments before what uses them.
    pub fn subexpressions(&self) -> Vec<Expr> {
        self.subexpressions_where(|_| true)
    }

    /// The same without the parts that `wanted` rejects and without what occurs in them alone.
    pub(crate) fn subexpressions_where(&self, wanted: impl Fn(&Expr) -> bool) -> Vec<Expr> {
        let mut seen = DigestSet::default();
        let mut out = Vec::new();
        let mut stack = vec![(self.clone(), false)];
        while let Some((e, done)) = stack.pop() {
            if done {
                out.push(e);
            } else if wanted(&e) && seen.insert(e.digest()) {
                stack.push((e.clone(), true));
                stack.extend(e.args().iter().rev().map(|a| (a.clone(), false)));
            }
        }
        out
    }

    /// The beginning of the s-expression, by which expressions are put in order.
    pub(crate) fn spelled(&self) -> String {
        use fmt::Write;
        struct Beginning(String);
        impl Write for Beginning {
            fn write_str(&mut self, s: &str) -> fmt::Result {
                self.0.push_str(s);
                // Shared parts are written as often as they occur, which is not for long.
                if self.0.len() < 256 { Ok(()) } else { Err(fmt::Error) }
            }
        }
        let mut out = Beginning(String::new());
        let _ = write!(out, "{self:?}");
        out.0
    }

    /// The number this is, if it is one.
    pub fn as_number(&self) -> Option<Rational> {
        match self.op() {
            Op::Number(r) => Some(*r),
            Op::Size(d) => d.as_constant().map(Rational::from),
            Op::Constant(Constant::Zero) if self.shape().is_scalar() => Some(Rational::ZERO),
            _ => None,
        }
    }

    /// Whether this is the given constant.
    pub fn is_constant(&self, c: &Constant) -> bool {
        matches!(self.op(), Op::Constant(k) if k == c)
    }

    /// Whether every entry is 0.
    pub fn is_zero(&self) -> bool {
        self.is_constant(&Constant::Zero) || self.as_number().is_some_and(Rational::is_zero)
    }

    /// Whether this is the identity matrix or the number 1.
    pub fn is_identity(&self) -> bool {
        self.is_constant(&Constant::Identity) || self.as_number().is_some_and(Rational::is_one)
    }

    /// The indices that this binds: those of a sum, a product or a table.
    pub fn binds(&self) -> Vec<&Arc<str>> {
        match self.op() {
            Op::Sum(i) | Op::Prod(i) => vec![i],
            Op::Table(i, j) => [i, j].into_iter().filter(|k| !k.is_empty()).collect(),
            _ => vec![],
        }
    }

    /// The argument of a call of the library function `name`.
    pub fn call_of(&self, name: &str) -> Option<&Expr> {
        match self.op() {
            Op::Call(f) if f.name() == name => self.args().first(),
            _ => None,
        }
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Expr) -> bool {
        self.digest() == other.digest()
    }
}

impl Eq for Expr {}

impl Hash for Expr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest().hash(state);
    }
}

impl fmt::Debug for Expr {
    /// An s-expression, for tests and logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head: String = match self.op() {
            Op::Number(r) => return write!(f, "{r}"),
            Op::Size(d) => return write!(f, "#{d}"),
            Op::Index(i) => return write!(f, "{i}"),
            Op::Symbol(s) if self.args().is_empty() => return f.write_str(s.key()),
            Op::Differential(s) if self.args().is_empty() => return write!(f, "d{}", s.key()),
            Op::Symbol(s) => s.key().into(),
            Op::Differential(s) => format!("d{}", s.key()),
            Op::Constant(Constant::Zero) => return write!(f, "0"),
            Op::Constant(Constant::Ones) => return write!(f, "ones[{}]", self.shape()),
            Op::Constant(Constant::Identity) => return write!(f, "I[{}]", self.shape().rows),
            Op::Constant(Constant::Commutation(m, n)) => return write!(f, "K[{m},{n}]"),
            Op::Constant(Constant::Duplication(n)) => return write!(f, "D[{n}]"),
            Op::Constant(Constant::Elimination(n)) => return write!(f, "L[{n}]"),
            Op::Constant(Constant::SkewDuplication(n)) => return write!(f, "D~[{n}]"),
            Op::Unit => "e".into(),
            Op::Delta => "δ".into(),
            Op::Add => "+".into(),
            Op::Mul => "*".into(),
            Op::Hadamard => "⊙".into(),
            Op::Kron => "⊗".into(),
            Op::Power => "^".into(),
            Op::EntryPower => "^⊙".into(),
            Op::Call(g) => g.name().into(),
            Op::Apply(g, Reading::Value) => g.key().into(),
            Op::Apply(g, r) => format!("{}:{r:?}", g.key()),
            Op::Entry => "entry".into(),
            Op::Block(r, c) => format!("block{r}x{c}"),
            Op::Sum(i) => format!("sum:{i}"),
            Op::Prod(i) => format!("prod:{i}"),
            Op::Table(i, j) => format!("table:{i},{j}"),
        };
        write!(f, "({head}")?;
        for a in self.args() {
            write!(f, " {a:?}")?;
        }
        f.write_str(")")
    }
}
