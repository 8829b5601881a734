//! Declarations: what a clause of mathematics says of the names in it.
//!
//! Every form says which it is, because whether a form is a declaration can depend on the text around it (`\sigma > 0` after
//! "where" is one, in a proof it may be a claim); [`apply`] takes them all.

mod define;
mod entries;
mod extent;
mod form;
mod set;
mod size;
#[cfg(test)]
mod tests;
mod words;

pub use define::{defined_as, definition};
pub use entries::{EntryHead, Whole, entries_defined, entry_head, from_entries, letters, sign_key};
pub use form::family_indices;
pub use set::{Member, member};
pub use size::{cross, dim, extents};
pub use words::{assumption, line, property};

use form::{call, is_zero, listed, negated, superscript};

use super::key::{self, Named, named, named_loosely};
use super::scope::{Entry, How, Known, Origin, Scope};
use crate::expr::Properties;
use crate::notation::{Clause, Delim, Kind, Node, ProdOp, RelKind, Row, Sep, Side, Span, SupKind};
use crate::shape::Shape;

/// How a declaration was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `A \in \mathbb{R}^{m\times n}`.
    Membership,
    /// `f : \mathbb R^n \to \mathbb R`.
    FunctionType,
    /// `A : p \times q`.
    Sizes,
    /// `A\,(m\times n)`.
    Beside,
    /// `A^{m\times n}` or `I_{n\times n}`.
    Script,
    /// `\underbrace{A}_{m\times n}`.
    Brace,
    /// `\sigma > 0`.
    Sign,
    /// `A \succ 0`.
    Definite,
    /// `A = A^T`, `Q^T Q = I`.
    Symmetry,
}

/// What a declaration says.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// What a name stands for.
    Entry(Entry),
    /// A property of a quantity that is known already.
    Property {
        /// The identity of the quantity.
        key: String,
        /// As it is written.
        latex: String,
        /// The property, `symmetric`.
        word: &'static str,
    },
}

/// One declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// How it was written.
    pub form: Form,
    /// What it says.
    pub fact: Fact,
    /// Where it stands.
    pub span: Span,
}

/// Takes all declarations into the scope.
pub fn apply(declarations: &[Declaration], scope: &mut Scope) {
    for d in declarations {
        match &d.fact {
            Fact::Entry(entry) => scope.insert(entry.clone()),
            Fact::Property { key, word, .. } => {
                scope.assume(key, word);
            }
        }
    }
}

/// The declarations of one line of a display; `place` is the caller's number for the text.
pub fn declarations(row: &Row, scope: &Scope, place: u32) -> Vec<Declaration> {
    let mut reader = Reader { scope, place, out: vec![] };
    let mut waiting: Vec<&Node> = Vec::new();
    for clause in &row.clauses {
        if clause.sep != Some(Sep::Comma) {
            waiting.clear();
        }
        if let [Side { rel: None, node, .. }] = clause.sides.as_slice() {
            // `a, b \in \mathbb R` may come as two clauses, of which the first is a bare name.
            if named_loosely(node).is_some() || matches!(node.kind, Kind::Dots) {
                waiting.push(node);
            } else {
                waiting.clear();
            }
            reader.beside(node);
            continue;
        }
        reader.clause(clause, &waiting);
        waiting.clear();
    }
    reader.out
}

struct Reader<'a> {
    scope: &'a Scope,
    place: u32,
    out: Vec<Declaration>,
}

impl Reader<'_> {
    fn push(&mut self, form: Form, key: String, latex: String, known: Known, span: Span) {
        let origin = Origin { how: How::Declared, place: self.place, span };
        self.out.push(Declaration { form, fact: Fact::Entry(Entry { key, latex, known, origin }), span });
    }

    fn property(&mut self, form: Form, name: &Named, word: &'static str, span: Span) {
        let fact = Fact::Property { key: name.key.clone(), latex: name.latex.clone(), word };
        self.out.push(Declaration { form, fact, span });
    }

    fn clause(&mut self, clause: &Clause, waiting: &[&Node]) {
        let sides = &clause.sides;
        let kind = |k: usize| sides.get(k).and_then(|s| s.rel.as_ref()).map(|r| r.kind);
        for k in 1..sides.len() {
            let (Some(rel), Some(left), Some(right)) = (kind(k), sides.get(k - 1), sides.get(k)) else { continue };
            match rel {
                RelKind::In => {
                    // In a chain X^T X = S \in …, every name that is equated has the shape.
                    let mut names: Vec<&Node> = if k == 1 { waiting.to_vec() } else { vec![] };
                    let mut at = k - 1;
                    names.push(&left.node);
                    while at > 0 && matches!(kind(at), Some(RelKind::Equal | RelKind::Defined)) {
                        at -= 1;
                        names.extend(sides.get(at).map(|s| &s.node));
                    }
                    self.membership(&names, &right.node, left.span.to(right.span));
                }
                RelKind::Colon if kind(k + 1) == Some(RelKind::To) => {
                    if let Some(to) = sides.get(k + 1) {
                        self.function(&left.node, &right.node, &to.node, left.span.to(to.span));
                    }
                }
                RelKind::Colon => self.sizes(&left.node, &right.node, left.span.to(right.span)),
                RelKind::Greater | RelKind::GreaterEqual if is_zero(&right.node) => {
                    self.positive(&left.node, rel == RelKind::Greater, left.span.to(right.span));
                }
                RelKind::Succeeds | RelKind::SucceedsEqual if is_zero(&right.node) => {
                    if let Some(name) = named(&left.node) {
                        self.property(Form::Definite, &name, "posdef", left.span.to(right.span));
                    }
                }
                RelKind::Equal if sides.len() == 2 => self.symmetry(&left.node, &right.node, left.span.to(right.span)),
                _ => {}
            }
        }
    }

    fn membership(&mut self, names: &[&Node], set: &Node, span: Span) {
        let items: Vec<&Node> = names.iter().flat_map(|n| listed(n)).collect();
        let run = items.iter().any(|n| matches!(n.kind, Kind::Dots));
        for node in items {
            self.element(node, set, run, span);
        }
    }

    /// `node \in set`; `run` where the list has dots, `x_1, \dots, x_n`.
    fn element(&mut self, node: &Node, set: &Node, run: bool, span: Span) {
        if let Some((name, args)) = call(node) {
            if let Some(Member::Quantity(shape, _)) = member(set, false) {
                let domain = args.iter().map(|a| self.shape_of_name(a)).collect();
                let known = Known::Function { domain, codomain: Some(shape) };
                self.push(Form::Membership, name.key, name.latex, known, span);
            }
            return;
        }
        let (node, transposed) = match &node.kind {
            Kind::Script(s) if s.sub.is_none() && s.sup.as_ref().is_some_and(|p| p.kind == SupKind::Transpose) => {
                (&s.base, true)
            }
            _ => (node, false),
        };
        let Some(name) = named_loosely(node) else { return };
        let lower = name.name.base.chars().all(|c| !c.is_ascii_uppercase());
        let (shape, properties) = match member(set, lower) {
            Some(Member::Quantity(shape, properties)) => (shape, properties),
            Some(Member::Integer) => {
                let latex = key::plain(node).unwrap_or_else(|| name.latex.clone());
                return self.push(Form::Membership, name.key, latex, Known::Size, span);
            }
            Some(Member::Other) => return self.push(Form::Membership, name.key, name.latex, Known::Other, span),
            None => return,
        };
        let shape = if transposed { shape.transposed() } else { shape };
        self.quantity(Form::Membership, &name, shape, properties, run, span);
    }

    /// A quantity, and the family it is a member of where its indices are letters.
    fn quantity(&mut self, form: Form, name: &Named, shape: Shape, properties: Properties, run: bool, span: Span) {
        if let Some(indices) = family_indices(name, run) {
            let known = Known::Family { indices, shape: shape.clone(), properties };
            self.push(form, name.family_key(), String::from(&*name.name.latex), known, span);
        }
        self.push(form, name.key.clone(), name.latex.clone(), Known::Quantity { shape, properties }, span);
    }

    fn shape_of_name(&self, node: &Node) -> Option<Shape> {
        let name = named(node)?;
        self.scope.get(&name.key)?.known.shape().cloned()
    }

    /// `f : domain \to codomain`, `f(x) : …`, which gives x its shape too.
    fn function(&mut self, left: &Node, domain: &Node, codomain: &Node, span: Span) {
        let sets = set::product(domain);
        let shapes: Vec<Option<Shape>> = sets
            .iter()
            .map(|s| match member(s, false) {
                Some(Member::Quantity(shape, _)) => Some(shape),
                _ => None,
            })
            .collect();
        let codomain = match member(codomain, false) {
            Some(Member::Quantity(shape, _)) => Some(shape),
            _ => None,
        };
        if codomain.is_none() && shapes.iter().all(Option::is_none) {
            return;
        }
        for node in listed(left) {
            if let Some((name, args)) = call(node) {
                if args.len() == shapes.len() {
                    for (arg, shape) in args.iter().zip(&shapes) {
                        if let (Some(arg), Some(shape)) = (named(arg), shape) {
                            self.quantity(Form::FunctionType, &arg, shape.clone(), Properties::default(), false, span);
                        }
                    }
                }
                let known = Known::Function { domain: shapes.clone(), codomain: codomain.clone() };
                self.push(Form::FunctionType, name.key, name.latex, known, span);
            } else if let Some(name) = named(node) {
                let known = Known::Function { domain: shapes.clone(), codomain: codomain.clone() };
                self.push(Form::FunctionType, name.key, name.latex, known, span);
            }
        }
    }

    /// `A : p \times q`.
    fn sizes(&mut self, left: &Node, right: &Node, span: Span) {
        let Some((rows, cols)) = cross(right, false) else { return };
        for node in listed(left) {
            if let Some(name) = named(node) {
                let shape = Shape::matrix(rows.clone(), cols.clone());
                self.quantity(Form::Sizes, &name, shape, Properties::default(), false, span);
            }
        }
    }

    /// `A\,(m\times n)`.
    fn beside(&mut self, node: &Node) {
        let Kind::Product(factors) = &node.kind else { return };
        let [(_, first), (ProdOp::Juxtapose, sizes)] = factors.as_slice() else { return };
        if !matches!(&sizes.kind, Kind::Fence(f) if f.open == Delim::Paren) {
            return;
        }
        if let (Some(name), Some((rows, cols))) = (named(first), cross(sizes, false)) {
            self.quantity(Form::Beside, &name, Shape::matrix(rows, cols), Properties::default(), false, node.span);
        }
    }

    fn positive(&mut self, left: &Node, strictly: bool, span: Span) {
        for node in listed(left) {
            let Some(name) = named(node) else { continue };
            if self.scope.get(&name.key).is_some() {
                if strictly {
                    self.property(Form::Sign, &name, "positive", span);
                }
                continue;
            }
            let lower = name.name.font == crate::notation::Font::Plain
                && (name.name.base.starts_with('\\') || name.name.base.chars().all(char::is_lowercase));
            if lower {
                let properties = Properties { positive: strictly, ..Properties::default() };
                self.quantity(Form::Sign, &name, Shape::scalar(), properties, false, span);
            }
        }
    }

    /// `A = A^T`, `A^T = -A`, `Q^T Q = I`, `Q^{-1} = Q^T`.
    fn symmetry(&mut self, left: &Node, right: &Node, span: Span) {
        for (a, b) in [(left, right), (right, left)] {
            let Some((SupKind::Transpose, base)) = superscript(a) else { continue };
            let Some(name) = named(base) else { continue };
            let same = |n: &Node| named(n).is_some_and(|m| m.key == name.key);
            if same(b) {
                return self.property(Form::Symmetry, &name, "symmetric", span);
            }
            if negated(b).is_some_and(same) {
                return self.property(Form::Symmetry, &name, "skew", span);
            }
            if superscript(b).is_some_and(|(kind, n)| kind == SupKind::Inverse && same(n)) {
                return self.property(Form::Symmetry, &name, "orthogonal", span);
            }
        }
        let Kind::Product(factors) = &left.kind else { return };
        let [(_, first), (ProdOp::Juxtapose, second)] = factors.as_slice() else { return };
        let is_identity = named(right).is_some_and(|n| &*n.name.base == "I");
        let base = match (superscript(first), superscript(second)) {
            (Some((SupKind::Transpose, q)), None) if named(q).map(|n| n.key) == named(second).map(|n| n.key) => q,
            (None, Some((SupKind::Transpose, q))) if named(q).map(|n| n.key) == named(first).map(|n| n.key) => q,
            _ => return,
        };
        if let (Some(name), true) = (named(base), is_identity) {
            // Only a square matrix with orthonormal columns is orthogonal.
            if self.scope.get(&name.key).and_then(|e| e.known.shape()).is_some_and(Shape::is_square) {
                self.property(Form::Symmetry, &name, "orthogonal", span);
            }
        }
    }
}

/// Shapes written on the names of a formula itself: `\underbrace{A}_{m\times n}`, `A^{m\times n}`, `I_{n\times n}`.
pub fn inline(node: &Node, place: u32) -> Vec<Declaration> {
    let scope = Scope::new();
    let mut reader = Reader { scope: &scope, place, out: vec![] };
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        match &node.kind {
            Kind::Label(label) if label.brace => {
                let sizes = label.label.as_ref().and_then(|l| cross(l, false));
                if let (Some(name), Some((rows, cols))) = (named(&label.base), sizes) {
                    reader.quantity(
                        Form::Brace,
                        &name,
                        Shape::matrix(rows, cols),
                        Properties::default(),
                        false,
                        node.span,
                    );
                }
            }
            Kind::Script(s) => {
                let over = s.sup.as_ref().filter(|p| p.kind == SupKind::Other).and_then(|p| cross(&p.node, false));
                let under = s.sub.as_ref().and_then(|n| cross(n, false));
                if let (Some(name), Some((rows, cols))) = (named(&s.base), over.or(under))
                    && (s.sub.is_none() || s.sup.is_none())
                    && !name.key.ends_with(":R")
                {
                    reader.quantity(
                        Form::Script,
                        &name,
                        Shape::matrix(rows, cols),
                        Properties::default(),
                        false,
                        node.span,
                    );
                }
            }
            _ => {}
        }
        node.children_into(&mut stack);
    }
    reader.out
}
