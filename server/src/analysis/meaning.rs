//! What formulas mean where not every size was named: names nobody declared take the shapes that the formula forces, and
//! sizes nobody named get names of their own.
//!
//! Findings about shapes never rest on this; what is shown about a place and whether a claim is true may.

use std::collections::{BTreeMap, BTreeSet};

use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Entry, How, Known, Options, Origin, Scope, fitting};
use matgrad_core::expr::{Expr, Properties, Symbol};
use matgrad_core::notation::Node;
use matgrad_core::shape::{Dim, Shape, SizeName};

use super::statement::Head;

/// What the sides of an equation mean.
#[derive(Clone, Debug)]
pub struct Meaning {
    /// The sides; nothing for one that is not understood.
    pub sides: Vec<Option<Expr>>,
    /// What is known with the names that were inferred.
    pub scope: Scope,
    /// The names that were inferred.
    pub inferred: Vec<Entry>,
}

/// Reads the sides of an equation; nothing where they do not fit.
pub fn meaning(nodes: &[&Node], scope: &Scope, options: &Options, place: u32) -> Option<Meaning> {
    let first = fitting(nodes, scope, options, true)?;
    if first.inferred.is_empty() {
        let sides = first.sides.into_iter().map(known).collect();
        return Some(Meaning { sides, scope: scope.clone(), inferred: Vec::new() });
    }
    let mut sizes = Sizes::new(scope, nodes);
    let mut inner = scope.clone();
    let mut inferred = Vec::new();
    for name in first.inferred.iter().filter(|name| !name.open) {
        let shape = sizes.shape(&name.shape);
        let members = name.key.matches("[]").count();
        let known = if members > 0 {
            Known::Family { indices: vec!["i".into(); members], shape, properties: Properties::default() }
        } else {
            Known::Quantity { shape, properties: Properties::default() }
        };
        let origin = Origin { how: name.how, place, span: name.span };
        let entry = Entry { key: name.key.clone(), latex: name.latex.clone(), known, origin };
        inner.insert(entry.clone());
        inferred.push(entry);
    }
    let sides = fitting(nodes, &inner, options, false)?.sides.into_iter().map(known).collect();
    Some(Meaning { sides, scope: inner, inferred })
}

/// The expression, where every size in it is known.
fn known(side: Option<Expr>) -> Option<Expr> {
    side.filter(|expr| expr.subexpressions().iter().all(|part| !part.shape().has_unknown()))
}

/// Names for sizes nobody named, one for each.
struct Sizes<'a> {
    scope: &'a Scope,
    used: BTreeSet<String>,
    named: BTreeMap<u32, String>,
}

impl<'a> Sizes<'a> {
    fn new(scope: &'a Scope, nodes: &[&Node]) -> Sizes<'a> {
        let mut used = BTreeSet::new();
        let mut stack: Vec<&Node> = nodes.to_vec();
        while let Some(node) = stack.pop() {
            used.extend(named(node).map(|name| name.latex));
            node.children_into(&mut stack);
        }
        Sizes { scope, used, named: BTreeMap::new() }
    }

    fn shape(&mut self, shape: &Shape) -> Shape {
        Shape::matrix(self.size(&shape.rows), self.size(&shape.cols))
    }

    fn size(&mut self, size: &Dim) -> Dim {
        for name in size.names() {
            if let SizeName::Unknown(id) = name
                && !self.named.contains_key(&id)
            {
                let name = self.fresh();
                self.named.insert(id, name);
            }
        }
        size.substitute(&|name| match name {
            SizeName::Unknown(id) => self.named.get(id).map(|name| Dim::named(name)),
            SizeName::Named(_) => None,
        })
    }

    fn fresh(&mut self) -> String {
        let letters = ["n", "m", "p", "q", "r", "s", "k", "l"].map(String::from).into_iter();
        let numbered = (1..).map(|number| format!("n_{{{number}}}"));
        let free =
            |name: &String| !self.scope.is_size(name) && self.scope.get(name).is_none() && !self.used.contains(name);
        let name = letters.chain(numbered).find(free).unwrap_or_default();
        self.used.insert(name.clone());
        name
    }
}

/// The entry of a name that is defined to be `body`.
pub fn definition(head: &Head<'_>, meaning: &Meaning, body: &Expr, place: u32) -> Option<Entry> {
    let name = named(head.name)?;
    if body.mentions(&name.key) {
        return None;
    }
    let params: Option<Vec<Symbol>> =
        head.params.iter().map(|param| meaning.scope.get(&named(param)?.key).and_then(Entry::symbol)).collect();
    let origin = Origin { how: How::Defined, place, span: head.name.span };
    Some(Entry {
        key: name.key,
        latex: name.latex,
        known: Known::Defined { params: params?, body: body.clone() },
        origin,
    })
}
