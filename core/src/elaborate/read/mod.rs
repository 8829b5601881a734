//! From notation to terms: what each piece does, by what is known of names and by the customs of notation.
//!
//! Nothing fails here. A piece that is not understood becomes an opaque term whose parts are still read, so that a mistake inside
//! it is found and a cursor inside it is answered.

mod block;
mod custom;
mod derivative;
mod entries;
mod fence;
mod guess;
mod index;
mod member;
mod operator;
mod product;
mod reach;
mod script;
mod sum;
mod symbol;

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::key::plain;
use super::problem::{Operation, Problem, ProblemKind};
use super::scope::Scope;
use super::shapes::Shapes;
use super::term::{Constraint, Id, Op, Term, Undeclared};
use crate::functions::Func;
use crate::notation::{BigKind, Kind, Node, Sign, Span};
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// A formula of more pieces is not read to its end.
const LONGEST: usize = 8000;

/// An index bound by a sum or product sign.
#[derive(Clone)]
pub(super) struct Bound {
    pub name: String,
    /// What it runs over, as far as entries and members indexed by it say.
    pub extent: Option<Extent>,
    /// Another entry that says otherwise.
    pub other: Option<Extent>,
}

impl Bound {
    pub fn new(name: String) -> Bound {
        Bound { name, extent: None, other: None }
    }
}

/// What an entry says of its index.
#[derive(Clone)]
pub(super) struct Extent {
    pub size: Dim,
    /// Whose entry it is.
    pub of: Id,
    /// Where the entry stands.
    pub span: Span,
}

/// Reads one formula, or several that share their names.
pub(super) struct Reader<'a> {
    pub scope: &'a Scope,
    pub shapes: &'a mut Shapes,
    pub options: &'a Options,
    pub terms: Vec<Term>,
    pub constraints: Vec<Constraint>,
    pub undeclared: Vec<Undeclared>,
    /// Undeclared names by identity.
    pub names: BTreeMap<String, usize>,
    /// Every node and its term, for hovering.
    pub nodes: Vec<(Span, Id)>,
    pub problems: Vec<Problem>,
    /// What stands for all pieces beyond the longest formula.
    pub overflow: Option<Id>,
    /// The heights and widths of block matrices.
    pub blocks: BTreeMap<Id, (Vec<Dim>, Vec<Dim>)>,
    /// The terms that do not fit.
    pub failed: Vec<Id>,
    /// Whether it is only asked if all fits: the first misfit ends it, and nothing is said of it.
    pub brief: bool,
    pub bound: Vec<Bound>,
    /// Sizes that the formula itself names, as `N` in `\sum_{i=1}^N`.
    pub sizes: BTreeSet<String>,
}

impl<'a> Reader<'a> {
    pub fn new(scope: &'a Scope, shapes: &'a mut Shapes, options: &'a Options) -> Reader<'a> {
        Reader {
            scope,
            shapes,
            options,
            terms: vec![],
            constraints: vec![],
            undeclared: vec![],
            names: BTreeMap::new(),
            nodes: vec![],
            problems: vec![],
            overflow: None,
            blocks: BTreeMap::new(),
            failed: vec![],
            brief: false,
            bound: options.indices.iter().cloned().map(Bound::new).collect(),
            sizes: BTreeSet::new(),
        }
    }

    /// Notes the sizes that a formula names by its sums and by the subscripts of its constants.
    pub fn survey(&mut self, node: &Node) {
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            match &node.kind {
                Kind::BigOp(b) if matches!(b.kind, BigKind::Sum | BigKind::Prod) => {
                    if let Some(name) = b.sup.as_ref().filter(|n| super::key::named(n).is_some()).and_then(plain) {
                        self.sizes.insert(name);
                    }
                }
                Kind::Script(s)
                    if symbol::constant(&s.base).is_some() && s.sub.as_ref().is_some_and(|sub| self.may_count(sub)) =>
                {
                    if let Some(name) = s.sub.as_ref().filter(|n| super::key::named(n).is_some()).and_then(plain) {
                        self.sizes.insert(name);
                    }
                }
                _ => {}
            }
            node.children_into(&mut stack);
        }
    }

    pub fn term(&mut self, op: Op, args: Vec<Id>, shape: Shape, span: Span) -> Id {
        let op = self.bind_members(op);
        self.terms.push(Term { op, args, shape, span, outer: span });
        self.terms.len() - 1
    }

    pub fn shape(&self, id: Id) -> Shape {
        self.terms.get(id).map_or_else(Shape::scalar, |t| t.shape.clone())
    }

    /// A shape of which nothing is known but what will follow from declared facts.
    pub fn any(&mut self) -> Shape {
        Shape::matrix(self.shapes.fresh(true, false), self.shapes.fresh(true, false))
    }

    /// A shape of which nothing is known and nothing certain will follow.
    pub fn soft(&mut self) -> Shape {
        Shape::matrix(self.shapes.fresh(false, false), self.shapes.fresh(false, false))
    }

    /// A piece that has no meaning here; its parts are read all the same.
    pub fn opaque(&mut self, node: &Node, why: impl Into<String>) -> Id {
        self.problems.push(Problem {
            kind: ProblemKind::Unreadable { reason: why.into() },
            span: node.span,
            certain: false,
        });
        let shape = self.soft();
        self.term(Op::Opaque, vec![], shape, node.span)
    }

    /// Like [`Reader::opaque`], reading the parts.
    pub fn opaque_with_parts(&mut self, node: &Node, why: &str) -> Id {
        for child in node.children() {
            if !matches!(child.kind, Kind::Empty | Kind::Text(_)) {
                self.read(child);
            }
        }
        self.opaque(node, why)
    }

    /// An opaque piece that is a scalar all the same.
    pub fn opaque_scalar(&mut self, node: &Node, why: &str) -> Id {
        let id = self.opaque_with_parts(node, why);
        if let Some(t) = self.terms.get_mut(id) {
            t.shape = Shape::scalar();
        }
        id
    }

    /// Reads a node; the result is remembered for its range.
    pub fn read(&mut self, node: &Node) -> Id {
        if let Some(id) = self.overflow {
            return id;
        }
        if self.terms.len() > LONGEST {
            let id = self.opaque(node, "a formula too long to be read");
            self.overflow = Some(id);
            return id;
        }
        let id = self.dispatch(node);
        self.nodes.push((node.span, id));
        id
    }

    pub(super) fn dispatch(&mut self, node: &Node) -> Id {
        match &node.kind {
            Kind::Number(text) if &**text == "0" => self.constant(symbol::Constant::Zero, None, node),
            Kind::Number(text) => match Rational::parse(text) {
                Some(r) => self.term(Op::Number(r), vec![], Shape::scalar(), node.span),
                None => self.opaque_scalar(node, "a number too long to be exact"),
            },
            Kind::Symbol(_) => self.symbol(node),
            Kind::Script(script) => self.script(node, script),
            Kind::Product(factors) => self.product(node, factors),
            Kind::Sum(terms) => self.sum(node, terms),
            Kind::Neg(inner) => {
                let id = self.read(inner);
                let shape = self.shape(id);
                self.term(Op::Sum(vec![true]), vec![id], shape, node.span)
            }
            Kind::Frac(f) => self.quotient(node, &f.num, &f.den),
            Kind::Sqrt(s) => self.sqrt(node, s),
            Kind::Fence(f) => self.fence(node, f, None),
            Kind::Operator(o) => self.operator(node, o),
            Kind::BigOp(b) => self.big(node, b),
            Kind::Differential(d) => self.differential(node, d),
            Kind::MaybeDifferential(d) => self.maybe_differential(node, d),
            Kind::Derivative(d) => self.derivative(node, d),
            Kind::Nabla(n) => self.nabla(node, n),
            Kind::Jacobian(j) => self.jacobian(node, j),
            Kind::MaybeJacobian(j) => self.maybe_jacobian(node, j),
            Kind::Matrix(m) => self.matrix(node, m),
            Kind::Label(label) => {
                let id = self.read(&label.base);
                if label.brace
                    && let Some((rows, cols)) = label.label.as_ref().and_then(|l| super::declare::cross(l, false))
                {
                    let stated = self.term(Op::Opaque, vec![], Shape::matrix(rows, cols), node.span);
                    self.constraints.push(Constraint::Same {
                        id: stated,
                        terms: vec![id],
                        operation: Operation::Equality,
                    });
                }
                id
            }
            Kind::Accented(_) => self.unnamed(node),
            Kind::Text(_) | Kind::Dots | Kind::Placeholder | Kind::Empty | Kind::Mark(_) => {
                self.opaque(node, "not an expression")
            }
            Kind::Cases(_) | Kind::Rows(_) | Kind::Chain(_) | Kind::List(_) => {
                self.opaque_with_parts(node, "several expressions in the place of one")
            }
            Kind::Opaque(why) => self.opaque(node, why.to_string()),
        }
    }

    fn sum(&mut self, node: &Node, terms: &[(Sign, Node)]) -> Id {
        if terms.iter().any(|(s, _)| !matches!(s, Sign::Plus | Sign::Minus)) {
            let oplus = terms.iter().any(|(s, _)| *s == Sign::Oplus);
            let why = if oplus {
                "⊕ may be the Kronecker sum or the direct sum: write \\operatorname{kronsum}(A, B) for the one, a block matrix for the other"
            } else {
                "a sign that has no arithmetic here"
            };
            return self.opaque_with_parts(node, why);
        }
        if let Some(index) = self.outlived(terms) {
            let why = format!(
                "`{index}` is the index of a sum that ends before it: put what the sum sign covers in brackets, or name another index"
            );
            return self.opaque_with_parts(node, &why);
        }
        // Dots stand for terms that are not written: the rest still has one shape.
        let dotted = terms.iter().any(|(_, n)| matches!(n.kind, Kind::Dots));
        let ids: Vec<Id> =
            terms.iter().filter(|(_, n)| !matches!(n.kind, Kind::Dots)).map(|(_, n)| self.read(n)).collect();
        if ids.is_empty() {
            return self.opaque(node, "not an expression");
        }
        let shape = self.any();
        let op = if dotted { Op::Opaque } else { Op::Sum(terms.iter().map(|(s, _)| *s == Sign::Minus).collect()) };
        let id = self.term(op, ids.clone(), shape, node.span);
        let numeral = |t: &Id| matches!(self.terms.get(*t).map(|t| &t.op), Some(Op::Number(_)));
        let spread = self.options.broadcast && !ids.iter().all(numeral);
        let terms = if spread { ids.into_iter().filter(|t| !numeral(t)).collect() } else { ids };
        self.constraints.push(Constraint::Same { id, terms, operation: Operation::Sum });
        id
    }

    /// A function of the library at its arguments.
    pub fn call(&mut self, f: Func, args: Vec<Id>, span: Span) -> Id {
        let first = args.first().map(|a| self.shape(*a)).unwrap_or_else(Shape::scalar);
        let operation = Operation::Function(f.name().to_string());
        let scalar = Shape::scalar();
        let (shape, constraint) = match f.name() {
            "trace" | "det" | "logdet" | "lambdamax" | "lambdamin" => (scalar, Some(1)),
            "vec" => (Shape::vector(Dim::one()), Some(2)),
            "norm2" | "normf" | "norm1" | "norminf" | "normp" | "nuclear" | "logsumexp" | "sigmamax" | "sum"
            | "mean" | "pi" => (scalar, None),
            // Of a matrix it is taken by rows or columns, as the text says somewhere.
            "softmax" => (first.clone(), None),
            _ if f.is_entrywise() => (first.clone(), None),
            _ => (self.any(), Some(2)),
        };
        let shape = if f.name() == "vec" { Shape::vector(self.shapes.fresh(true, false)) } else { shape };
        let id = self.term(Op::Call(f), args, shape, span);
        match constraint {
            Some(1) => self.constraints.push(Constraint::Square { id, operation }),
            Some(_) => self.constraints.push(Constraint::Call(id)),
            None => {}
        }
        id
    }

    pub fn transpose(&mut self, id: Id, span: Span) -> Id {
        let shape = self.shape(id).transposed();
        self.term(Op::Transpose, vec![id], shape, span)
    }
}
