//! The sizes of names nobody declared, as formulas one after another make them out.
//!
//! A size that nobody named may turn out to be any other. What cannot be is read off how mathematics is written: small letters are
//! no matrices, a capital before a small letter or under an inverse is no vector, and of `(X^T X)^{-1}` the matrix `X` is not square.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::elaborate::{
    Elaborated, Entry, How, Known, Operation, Options, Origin, Problem, ProblemKind, Scope, Shapes, elaborate_sides,
};
use matgrad_core::notation::{Kind, Node, ProdOp, Span, SupKind};
use matgrad_core::shape::{Dim, Shape, SizeName};

use super::usage::Use;

/// So many sizes of one formula may turn out to be equal.
const MERGES: usize = 8;
/// Before the number of a size that nobody named.
const MARK: char = '\u{2c0}';

/// What is known of names.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes {
    shapes: BTreeMap<String, (String, Shape)>,
    /// Sizes that are not 1.
    many: BTreeSet<Dim>,
    /// Rows and columns that are not equal.
    oblong: Vec<(Dim, Dim)>,
    next: u32,
}

/// How a formula goes with what is known.
pub(super) enum Fit {
    Fits,
    /// It is not understood, or does not fit whatever is known.
    Open,
    /// It contradicts what is known.
    Clash(Box<Problem>),
}

impl Sizes {
    /// What is known of the matrices in `uses` by how they are written.
    pub fn of<'a>(uses: impl Iterator<Item = &'a Use<'a>>) -> Sizes {
        let mut out = Sizes::default();
        for one in uses {
            for side in &one.sides {
                out.look(side, &one.names);
            }
        }
        out
    }

    /// What is known of the matrices in one side.
    pub fn of_side(side: &Node, open: &BTreeSet<String>) -> Sizes {
        let mut out = Sizes::default();
        out.look(side, open);
        out
    }

    /// What is known, as inferred shapes.
    pub fn entries(&self) -> Vec<Entry> {
        self.shapes.iter().map(|(key, (latex, shape))| entry(key, latex, shape)).collect()
    }

    fn fresh(&mut self) -> Dim {
        self.next += 1;
        Dim::named(&format!("{MARK}{}", self.next))
    }

    /// Looks for what only matrices have.
    fn look(&mut self, node: &Node, open: &BTreeSet<String>) {
        match &node.kind {
            Kind::Product(factors) => {
                for two in factors.windows(2) {
                    let [(_, matrix), (ProdOp::Juxtapose, vector)] = two else { continue };
                    if let Some(name) = scripted(matrix).filter(is_capital)
                        && named(vector).is_some_and(|vector| is_small(&vector))
                    {
                        self.matrix(&name, open);
                    }
                }
            }
            Kind::Script(script) if script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Inverse) => {
                if let Some(name) = gram(&script.base)
                    && let Some(shape) = self.matrix(&name, open)
                {
                    self.oblong.push((shape.rows, shape.cols));
                }
            }
            _ => {}
        }
        node.children().into_iter().for_each(|child| self.look(child, open));
    }

    fn matrix(&mut self, name: &Named<'_>, open: &BTreeSet<String>) -> Option<Shape> {
        if !open.contains(&name.key) {
            return None;
        }
        if !self.shapes.contains_key(&name.key) {
            let shape = Shape::matrix(self.fresh(), self.fresh());
            self.many.extend([shape.rows.clone(), shape.cols.clone()]);
            self.shapes.insert(name.key.clone(), (name.latex.clone(), shape));
        }
        self.shapes.get(&name.key).map(|(_, shape)| shape.clone())
    }

    /// Takes in what a formula says.
    pub fn fit(&mut self, firm: &Scope, sides: &[&Node], names: &BTreeSet<String>) -> Fit {
        let options = Options { broadcast: true, ..Options::default() };
        for _ in 0..MERGES {
            let mut scope = firm.clone();
            for key in names {
                let Some((latex, shape)) = self.shapes.get(key) else { continue };
                scope.insert(entry(key, latex, shape));
            }
            let read = elaborate_sides(sides, &scope, &mut Shapes::new(), &options);
            let Some(first) = read.first() else { return Fit::Open };
            let Some(problem) = first.misfit() else {
                if !first.problems.is_empty() {
                    return Fit::Open;
                }
                let small = self.take(first, sides, names);
                return if small { Fit::Fits } else { Fit::Open };
            };
            let own = || elaborate_sides(sides, firm, &mut Shapes::new(), &options);
            let Some(pairs) = unequal(problem) else { return Fit::Open };
            if !pairs.iter().all(|(a, b)| self.merge(a, b)) {
                let declared = own().first().is_some_and(|first| first.misfit().is_some());
                return if declared { Fit::Open } else { Fit::Clash(Box::new(problem.clone())) };
            }
        }
        Fit::Open
    }

    /// Takes over the shapes a formula forces on names; whether they are such as the names can have.
    fn take(&mut self, first: &Elaborated, sides: &[&Node], open: &BTreeSet<String>) -> bool {
        let names = super::scopes::names(sides);
        let mut known: HashMap<u32, Dim> = HashMap::new();
        for one in first.inferred.iter().filter(|one| open.contains(&one.key)) {
            let Some(name) = names.iter().find(|name| name.key == one.key) else { continue };
            if one.shape.is_scalar() || one.how == How::Convention && !is_small(name) {
                continue;
            }
            let (rows, cols) = (&one.shape.rows, &one.shape.cols);
            let mut size = |dim: &Dim| {
                for name in dim.names() {
                    if let SizeName::Unknown(id) = name {
                        known.entry(id).or_insert_with(|| self.fresh());
                    }
                }
                dim.substitute(&|name| match name {
                    SizeName::Unknown(id) => known.get(id).cloned(),
                    SizeName::Named(_) => None,
                })
            };
            let shape = match (rows.has_unknown(), cols.has_unknown()) {
                (true, true) if is_small(name) => continue,
                (false, true) if is_small(name) && !rows.is_one() => Shape::vector(size(rows)),
                (true, false) if is_small(name) && !cols.is_one() => Shape::matrix(Dim::one(), size(cols)),
                (false, false) if is_small(name) && !rows.is_one() && !cols.is_one() => return false,
                _ => Shape::matrix(size(rows), size(cols)),
            };
            self.shapes.insert(one.key.clone(), (one.latex.clone(), shape));
        }
        true
    }

    /// Makes two sizes one; whether they can be.
    fn merge(&mut self, a: &Dim, b: &Dim) -> bool {
        let is_open = |dim: &Dim| matches!(dim.as_name(), Some(SizeName::Named(name)) if name.starts_with(MARK));
        let (from, to) = match (is_open(a), is_open(b)) {
            (true, _) => (a, b),
            (_, true) => (b, a),
            _ => return a == b,
        };
        if self.many.contains(from) {
            if to.is_one() {
                return false;
            }
            self.many.insert(to.clone());
        }
        let replace = |dim: &Dim| dim.substitute(&|name| (Some(name) == from.as_name()).then(|| to.clone()));
        for (_, shape) in self.shapes.values_mut() {
            *shape = Shape::matrix(replace(&shape.rows), replace(&shape.cols));
        }
        self.oblong.iter_mut().for_each(|(rows, cols)| (*rows, *cols) = (replace(rows), replace(cols)));
        self.oblong.iter().all(|(rows, cols)| rows != cols)
    }

    /// Forgets what was found out about names.
    pub fn forget(&mut self, names: &BTreeSet<String>) {
        self.shapes.retain(|key, _| !names.contains(key));
    }
}

fn entry(key: &str, latex: &str, shape: &Shape) -> Entry {
    let origin = Origin { how: How::Inferred, place: 0, span: Span::default() };
    Entry { key: key.into(), latex: latex.into(), known: Known::quantity(shape.clone()), origin }
}

/// The sizes that are to be equal where a formula does not fit.
fn unequal(problem: &Problem) -> Option<Vec<(Dim, Dim)>> {
    match &problem.kind {
        ProblemKind::ShapeMismatch { operation: Operation::Product, left, right } => {
            Some(vec![(left.shape.cols.clone(), right.shape.rows.clone())])
        }
        ProblemKind::ShapeMismatch {
            operation: Operation::Sum | Operation::Equality | Operation::Hadamard,
            left,
            right,
        } => Some(vec![
            (left.shape.rows.clone(), right.shape.rows.clone()),
            (left.shape.cols.clone(), right.shape.cols.clone()),
        ]),
        ProblemKind::Misfit { operation: Operation::Inverse | Operation::Power, .. } => {
            let operands = problem.operands();
            let shape = &operands.first()?.shape;
            Some(vec![(shape.rows.clone(), shape.cols.clone())])
        }
        _ => None,
    }
}

/// A name, perhaps transposed or inverted.
fn scripted(node: &Node) -> Option<Named<'_>> {
    match &node.kind {
        Kind::Script(script) if named(node).is_none() => script
            .sup
            .as_ref()
            .is_some_and(|sup| matches!(sup.kind, SupKind::Transpose | SupKind::Inverse | SupKind::InverseTranspose))
            .then(|| named(&script.base))
            .flatten(),
        _ => named(node),
    }
}

/// The `X` of `(X^T X)` or `(X^T W X)`.
fn gram(node: &Node) -> Option<Named<'_>> {
    let Kind::Fence(fence) = &node.kind else { return None };
    let [Node { kind: Kind::Product(factors), .. }] = fence.items.as_slice() else { return None };
    let ((_, first), (_, last)) = (factors.first()?, factors.last()?);
    let Kind::Script(script) = &first.kind else { return None };
    let transposed = script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Transpose);
    let (first, last) = (named(&script.base)?, named(last)?);
    (transposed && first.key == last.key && is_capital(&last)).then_some(last)
}

/// A capital letter, which is a matrix or a vector.
pub(super) fn is_capital(name: &Named<'_>) -> bool {
    name.indices() == 0 && &*name.name.base != "I" && name.name.letter().is_some_and(char::is_uppercase)
}

/// A small letter, which is no matrix.
fn is_small(name: &Named<'_>) -> bool {
    name.name.letter().is_some_and(char::is_lowercase)
}
