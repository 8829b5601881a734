//! Expressions said to be in a space: `A\mathbf x + \mathbf b \in \mathbb R^m`.

use std::collections::BTreeSet;

use matgrad_core::elaborate::declare::{self, Member};
use matgrad_core::elaborate::key::{named, named_loosely, plain};
use matgrad_core::elaborate::{Entry, How, Known, Origin, Scope};
use matgrad_core::notation::{Delim, Font, Kind, Name, Node, ProdOp, RelKind, SupKind};
use matgrad_core::shape::Shape;

use super::group::Group;
use super::run::find;
use super::statement::{Link, Statement};

/// The identity of the element of a space that an expression is compared with; no author can write it.
const ELEMENT: &str = "\\in";

/// An expression with the space it is said to be in.
#[derive(Debug)]
pub struct Membership<'a> {
    /// The expressions, which are equal.
    pub sides: Vec<&'a Node>,
    /// Stands for an element of the space.
    pub element: Node,
    /// What is known with the element.
    pub scope: Scope,
    /// The shape of the elements.
    pub shape: Shape,
}

/// The expressions that a statement says to be in a space whose elements have rows and columns. A name in their place is declared
/// so, not claimed; numbers are often said to be real when every entry is meant.
pub fn membership<'a>(statement: &'a Statement, scope: &Scope, place: u32) -> Option<Membership<'a>> {
    let at = statement.sides.iter().position(|link| {
        link.relation.as_ref().is_some_and(|relation| !matches!(relation.kind, RelKind::Equal | RelKind::Defined))
    })?;
    let set = statement.sides.get(at)?;
    let only = statement.sides.len() == at + 1;
    if !only || set.relation.as_ref()?.kind != RelKind::In {
        return None;
    }
    let before = statement.sides.get(..at)?;
    let last = before.last().filter(|link| !is_declared(&link.node))?;
    let Some(Member::Quantity(shape, _)) = declare::member(&set.node, false) else { return None };
    if shape.is_scalar() || matches!(last.node.kind, Kind::List(_)) {
        return None;
    }
    let name = Name { base: ELEMENT.into(), font: Font::Plain, accents: Vec::new(), latex: ELEMENT.into() };
    let key = name.key();
    let element = Node::new(Kind::Symbol(Box::new(name)), set.node.span);
    let origin = Origin { how: How::Declared, place, span: set.node.span };
    let known = Known::quantity(shape.clone());
    let mut scope = scope.clone();
    scope.insert(Entry { key, latex: ELEMENT.into(), known, origin });
    let sides = before.iter().map(|link| &link.node).filter(|node| !is_declared(node)).collect();
    Some(Membership { sides, element, scope, shape })
}

impl Membership<'_> {
    /// Whether an expression of that shape may be meant to be in the space: a row among columns, a matrix among its `vec`.
    pub fn admits(&self, shape: &Shape) -> bool {
        let entries = |shape: &Shape| shape.rows.mul(&shape.cols);
        let vector = |shape: &Shape| shape.is_vector() || shape.is_row();
        let written = self.sides.iter().any(|node| find(node, &is_bracket).is_some());
        // `[f(x_i)]_i` is all of them.
        (shape.is_scalar() && written)
            || (vector(&self.shape) || vector(shape)) && entries(shape) == entries(&self.shape)
    }
}

fn is_bracket(node: &Node) -> bool {
    matches!(&node.kind, Kind::Fence(fence) if fence.open == Delim::Bracket)
}

/// The sizes that the formulas of a group say to be equal, as in `d' = m`, where the shapes of two names are one.
pub fn equated_sizes(group: &Group) -> BTreeSet<String> {
    let equal = |link: &Link| link.relation.as_ref().is_none_or(|relation| relation.kind == RelKind::Equal);
    let statements = group.formulas.iter().flat_map(|read| &read.statements);
    let equations = statements.filter(|statement| statement.sides.len() > 1 && statement.sides.iter().all(equal));
    let sizes = |statement: &Statement| -> Option<Vec<String>> {
        statement.sides.iter().map(|link| named(&link.node).and_then(|_| plain(&link.node))).collect()
    };
    equations.filter_map(sizes).flatten().collect()
}

/// What is declared by being said to be in a set: a name, perhaps transposed, its root, of which there are many to choose from, or a
/// function applied to its argument.
fn is_declared(node: &Node) -> bool {
    let transposed = |node: &Node| match &node.kind {
        Kind::Script(script) => {
            let kind = script.sup.as_ref().map(|sup| (sup.kind, &sup.node.kind));
            let chosen = match kind {
                Some((SupKind::Transpose, _) | (SupKind::Other, Kind::Frac(_))) => true,
                Some((SupKind::Other, Kind::Product(factors))) => factors.iter().any(|(op, _)| *op == ProdOp::Slash),
                _ => false,
            };
            chosen && named_loosely(&script.base).is_some()
        }
        _ => false,
    };
    let call = |node: &Node| match &node.kind {
        Kind::Product(factors) => {
            matches!(factors.as_slice(), [(_, head), (_, Node { kind: Kind::Fence(_), .. })] if named_loosely(head).is_some())
        }
        _ => false,
    };
    named_loosely(node).is_some() || transposed(node) || call(node)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::analysis::Reader;
    use crate::api::{Analysis, Analyzer, Cancel, Place, Settings};
    use crate::document::project::Disk;
    use crate::document::{Document, Host};

    #[test]
    fn what_is_said_to_be_in_a_space_has_the_shape_of_its_elements() {
        let cases: &[(&str, &[&str])] = &[
            (r"$A x + b \in \mathbb{R}^n$", &["equation-shape"]),
            (r"$y = A x \in \mathbb{R}^{n}$", &["equation-shape"]),
            (r"$\hat X = W^T A x x^T \in \mathbb{R}^{m \times n}$", &["equation-shape"]),
            (r"$A^T x \in \mathbb{R}^n$", &["product-shape"]),
            (r"$A x + b \in \mathbb{R}^m$", &[]),
            (r"$x^T W^T \in \mathbb{R}^k$", &["product-shape"]),
            (r"$b^T W \in \mathbb{R}^k$", &[]),
            (r"$A x \in \mathbb{R}^{m \times 1}$", &[]),
            (r"$S = A A^T$ has a root $S^{\frac{1}{2}} \in \mathbb{R}^{m \times n}$", &[]),
            (r"$u = \operatorname{vec}(W)$ with $\operatorname{vec}(W)' u + \operatorname{vec}(W)' u$", &[]),
            (r"$\operatorname{vec}(A) \in \mathbb{R}^{mn}$", &[]),
            (r"$A \in \mathbb{R}^{mn}$", &[]),
            (r"$x x^T \in \mathbb{R}$", &[]),
            (r"$A x + c \in \mathbb{R}^m$", &[]),
            (r"$[h(x_i)]_i \in \mathbb{R}^{m \times n}$", &[]),
            (r"$A A^T \in \mathbb{R}^{d' \times m}$, where $d' = m$", &[]),
            (r"$g(x) \in \mathbb{R}^m$", &[]),
            (r"$x \ge 0$ and $W^T b \in \mathbb{R}^k_+$", &[]),
        ];
        for (claim, expected) in cases {
            let declared = r"Let $A \in \mathbb{R}^{m \times n}$, $W \in \mathbb{R}^{m \times k}$, $x \in \mathbb{R}^n$ and $b \in \mathbb{R}^m$.";
            let text = format!("{declared} Then {claim}.");
            let document = Arc::new(Document::parse(&*text, Host::detect(None, None)));
            let place = Place { path: None, root: None, files: &Disk, settings: &Settings::default() };
            let reading = Reader.analyze(&document, place, &Cancel::default()).unwrap();
            let found: Vec<_> = reading.findings().iter().map(|finding| finding.rule).collect();
            assert_eq!(found, *expected, "{claim}");
        }
    }
}
