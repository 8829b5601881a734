//! From notation to meaning: declarations into scopes, formulas into expressions with shapes.
//!
//! Nothing is guessed silently: what the text does not force stays unknown, and whatever rests on a convention or on inference is
//! marked as such, so that a caller can tell what follows from declared facts alone.

mod build;
mod chain;
pub mod command;
#[cfg(test)]
mod custom_tests;
pub mod declare;
#[cfg(test)]
mod entries_tests;
pub mod key;
mod layout;
mod problem;
mod read;
mod scope;
mod shapes;
mod solve;
mod term;
#[cfg(test)]
mod tests;

pub use problem::{Operand, Operation, Problem, ProblemKind, Source};
pub use scope::{Class, Custom, Entry, How, Known, Origin, Scope};
pub use shapes::{Equal, Shapes};

use crate::calculus::derive::Layout;
use crate::expr::Expr;
use crate::notation::{Node, Span};
use crate::shape::Shape;
use read::Reader;

/// What a reader of formulas is told beyond the scope.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The layout of `∂f/∂x`; `None` leaves the shape of what depends on it unknown.
    pub layout: Option<Layout>,
    /// The identities of the quantities that vary in a differential; empty for the only one there is.
    pub variables: Vec<String>,
    /// Whether the formula is written for this reader: `\|A\|_2` of a matrix is its spectral norm and an undeclared `\pi` the number.
    /// In documents the one may be the Frobenius norm, the other a vector.
    pub strict: bool,
    /// Whether a numeral added to a vector or matrix stands for that number in every entry, as in `1 - \tanh^2(\mathbf x)`.
    pub broadcast: bool,
    /// Letters that are indices of an entry: the formula says what it is for each of their values.
    pub indices: Vec<String>,
    /// Whether what does not fit is built all the same, of the shape its parts suggest: the search for what was meant starts there.
    /// Nothing else may be done with such an expression.
    pub misfits: bool,
}

/// A piece of a formula: its shape as far as it is known, and what it means.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where it stands.
    pub span: Span,
    /// Its shape, as far as it is known.
    pub shape: Shape,
    /// Whether the shape follows from declared facts alone.
    pub certain: bool,
    /// What it means, where that is understood.
    pub expr: Option<Expr>,
}

/// A name that nobody declared, and what the formula makes of it.
#[derive(Clone, Debug)]
pub struct Inferred {
    /// Its identity.
    pub key: String,
    /// As it is written.
    pub latex: String,
    /// The shape made out.
    pub shape: Shape,
    /// [`How::Inferred`] where the formula forces the shape, [`How::Convention`] where only its looks speak for it.
    pub how: How,
    /// Whether two kinds of shape fit and nothing tells which is meant; then the formula has no meaning.
    pub open: bool,
    /// Where it stands first.
    pub span: Span,
}

/// A formula with its meaning.
#[derive(Clone, Debug)]
pub struct Elaborated {
    /// The meaning; `None` where the formula is not understood or does not fit.
    pub expr: Option<Expr>,
    /// Its shape, as far as it is known.
    pub shape: Shape,
    /// What is wrong or not understood.
    pub problems: Vec<Problem>,
    /// Every node, inner before outer.
    pub pieces: Vec<Piece>,
    /// The names nobody declared.
    pub inferred: Vec<Inferred>,
}

impl Elaborated {
    /// The smallest piece at `offset`.
    pub fn at(&self, offset: u32) -> Option<&Piece> {
        self.pieces.iter().filter(|p| p.span.touches(offset)).min_by_key(|p| p.span.end - p.span.start)
    }

    /// The first problem with shapes.
    pub fn misfit(&self) -> Option<&Problem> {
        self.problems.iter().find(|p| p.is_shape())
    }
}

/// Reads one expression.
pub fn elaborate(node: &Node, scope: &Scope, shapes: &mut Shapes, options: &Options) -> Elaborated {
    let mut all = elaborate_sides(&[node], scope, shapes, options);
    let nothing =
        || Elaborated { expr: None, shape: Shape::scalar(), problems: vec![], pieces: vec![], inferred: vec![] };
    all.pop().unwrap_or_else(nothing)
}

/// What the sides of an equation mean where they fit.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// The sides, each as far as it is understood.
    pub sides: Vec<Option<Expr>>,
    /// The names nobody declared.
    pub inferred: Vec<Inferred>,
    /// Whether all names are known, so that nothing else has a say in what they are.
    pub closed: bool,
    /// Whether every piece was understood.
    pub understood: bool,
    /// Whether nothing may as well be something else, as `x_1` may be an entry or a name of its own.
    pub settled: bool,
}

/// Whether every piece of the formulas is understood, whether they fit or not.
pub fn is_understood(nodes: &[&Node], scope: &Scope, options: &Options) -> bool {
    let mut shapes = Shapes::lax();
    let mut reader = Reader::new(scope, &mut shapes, options);
    reader.sides(nodes);
    reader.problems.iter().all(Problem::is_shape)
}

/// What the sides of an equation mean, as [`elaborate_sides`] has it; nothing where they do not fit, which takes far less to find.
/// If `known`, sides are not built where names are inferred: they are read again once those are known.
pub fn fitting(nodes: &[&Node], scope: &Scope, options: &Options, known: bool) -> Option<Fitting> {
    let mut shapes = Shapes::lax();
    let mut reader = Reader::new(scope, &mut shapes, options);
    reader.brief = true;
    let (roots, _) = reader.sides(nodes);
    if reader.problems.iter().any(Problem::is_shape) {
        return None;
    }
    reader.solve();
    if !reader.failed.is_empty() {
        return None;
    }
    let inferred = reader.inferred();
    let exprs = if known && !inferred.is_empty() { vec![] } else { reader.build() };
    let sides = roots.iter().map(|root| exprs.get(*root).cloned().flatten()).collect();
    let (closed, understood) = (reader.undeclared.is_empty(), reader.problems.is_empty());
    let settled = !reader.undeclared.iter().any(|u| u.alternative);
    Some(Fitting { sides, inferred, closed, understood, settled })
}

/// Reads the sides of an equation, which share their names and have one shape. The problems and inferred names are with the first.
pub fn elaborate_sides(nodes: &[&Node], scope: &Scope, shapes: &mut Shapes, options: &Options) -> Vec<Elaborated> {
    let mut reader = Reader::new(scope, shapes, options);
    let (roots, cuts) = reader.sides(nodes);
    reader.solve();
    let exprs = reader.build();
    reader.note_zero_divisors(&exprs);
    if options.strict {
        reader.note_meaningless(&exprs);
    }
    let expr_of = |id: usize| exprs.get(id).cloned().flatten();
    let piece = |(span, id): &(Span, usize)| {
        let shape = reader.shape(*id);
        Piece {
            span: *span,
            shape: reader.shapes.resolve_shape(&shape),
            certain: reader.shapes.is_firm_shape(&shape),
            expr: expr_of(*id),
        }
    };
    let mut start = 0;
    let mut out: Vec<Elaborated> = Vec::with_capacity(nodes.len());
    for (root, end) in roots.iter().zip(cuts) {
        out.push(Elaborated {
            expr: expr_of(*root),
            shape: reader.shapes.resolve_shape(&reader.shape(*root)),
            problems: vec![],
            pieces: reader.nodes.get(start..end).unwrap_or_default().iter().map(piece).collect(),
            inferred: vec![],
        });
        start = end;
    }
    let inferred = reader.inferred();
    let problems = std::mem::take(&mut reader.problems);
    if let Some(first) = out.first_mut() {
        first.problems = problems;
        first.inferred = inferred;
    }
    out
}

impl Reader<'_> {
    /// Reads the sides of an equation: the term of each, and how many nodes were read up to its end.
    fn sides(&mut self, nodes: &[&Node]) -> (Vec<usize>, Vec<usize>) {
        nodes.iter().for_each(|n| self.survey(n));
        let (roots, cuts): (Vec<usize>, Vec<usize>) =
            nodes.iter().map(|node| (self.read(node), self.nodes.len())).unzip();
        if let (true, Some(span)) = (roots.len() > 1, nodes.iter().map(|n| n.span).reduce(Span::to)) {
            self.equal(roots.clone(), span);
        }
        (roots, cuts)
    }

    /// The names nobody declared, once all is solved.
    fn inferred(&self) -> Vec<Inferred> {
        let inferred = self.undeclared.iter().map(|u| Inferred {
            key: u.key.clone(),
            latex: u.latex.clone(),
            shape: self.shapes.resolve_shape(&u.shape),
            how: if u.guessed { How::Convention } else { How::Inferred },
            open: u.open,
            span: u.span,
        });
        let unless_idle = self.undeclared.iter().zip(inferred).filter(|(u, i)| !(u.alternative && i.shape.is_scalar()));
        unless_idle.map(|(_, inferred)| inferred).collect()
    }
}
