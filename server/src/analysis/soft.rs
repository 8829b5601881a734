//! What formulas make of names beyond what is certain: inferred shapes, and definitions that rest on them.

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use matgrad_core::elaborate::declare::sign_key;
use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Entry, How, Known, Scope};
use matgrad_core::expr::{Op, Symbol};
use matgrad_core::notation::{Kind, Node, ProdOp, Script, SupKind};
use matgrad_core::shape::Shape;

/// What a formula makes of a name.
#[derive(Clone, Debug)]
pub enum Definition {
    Known(Entry),
    /// The name has a meaning of its own that was not understood.
    Unknown(String),
}

impl Definition {
    /// The name.
    pub fn key(&self) -> &str {
        match self {
            Definition::Known(entry) => &entry.key,
            Definition::Unknown(key) => key,
        }
    }
}

/// What the formulas of a section make of names, and which formula does.
#[derive(Clone, Debug, Default)]
pub struct Soft {
    above: Option<Arc<Soft>>,
    own: HashMap<String, Vec<(usize, Definition)>>,
}

impl Soft {
    /// That of a section below another.
    pub fn below(above: &Arc<Soft>) -> Soft {
        Soft { above: Some(Arc::clone(above)), own: HashMap::new() }
    }

    /// What is taken over from the sections above: functions keep their definitions below their heading, while a
    /// letter's inferred shape is soon left behind.
    fn inherited(&self, key: &str) -> Option<&Definition> {
        let mut at = self.above.as_deref();
        while let Some(soft) = at {
            if let Some((_, last)) = soft.own.get(key).and_then(|all| all.last()) {
                let function =
                    |entry: &Entry| matches!(&entry.known, Known::Defined { params, .. } if !params.is_empty());
                return Some(last).filter(|last| matches!(last, Definition::Known(entry) if function(entry)));
            }
            at = soft.above.as_deref();
        }
        None
    }

    /// Whether a formula says something of a name.
    pub fn knows(&self, key: &str) -> bool {
        self.own.contains_key(key) || self.inherited(key).is_some()
    }

    /// Whether the formula before took a name for a vector or a matrix.
    pub fn is_array(&self, key: &str) -> bool {
        match self.own.get(key).and_then(|all| all.last()) {
            Some((_, Definition::Known(entry))) => entry.known.shape().is_some_and(|shape| !shape.is_scalar()),
            _ => false,
        }
    }

    /// Notes what formula number `number` makes of a name.
    pub fn add(&mut self, number: usize, definition: Definition) {
        self.own.entry(definition.key().to_string()).or_default().push((number, definition));
    }

    /// What is certain, and beyond it what formulas up to `number` make of the names in `nodes`.
    pub fn over(&self, firm: &Scope, nodes: &[&Node], number: usize) -> Scope {
        let mut scope = firm.clone();
        let keys = keys(nodes);
        let arrays = LazyCell::new(|| arrays(nodes, firm));
        for key in &keys {
            let all = self.own.get(key).map(Vec::as_slice).unwrap_or_default();
            // A name may be explained after it is used, but not later than its next explanation.
            let before = all.iter().rev().find(|(at, _)| *at <= number).map(|(_, definition)| definition);
            let after = || all.first().map(|(_, definition)| definition);
            match before.or_else(|| self.inherited(key)).or_else(after) {
                Some(Definition::Known(entry))
                    if extends(scope.get(&entry.key), entry)
                        && agrees(&entry.known, firm)
                        && !(entry.known.shape().is_some_and(Shape::is_scalar) && arrays.contains(key))
                        && !is_factored(firm.get(&entry.key), entry, &keys) =>
                {
                    scope.insert(entry.clone());
                }
                _ => {}
            }
        }
        scope
    }
}

/// The identities that the names in `nodes` may have.
fn keys(nodes: &[&Node]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut stack: Vec<&Node> = nodes.to_vec();
    while let Some(node) = stack.pop() {
        if let Some(name) = named(node) {
            if name.primes > 0 {
                out.insert(name.key.trim_end_matches('\'').to_string());
            }
            // Without indices all of them are one.
            if name.indices() > 0 || name.primes > 0 {
                out.insert(name.family_key());
                out.insert(name.name.key());
            }
            out.insert(name.key);
        }
        if let Kind::Product(factors) = &node.kind {
            out.extend(factors.iter().filter_map(|(op, _)| sign_key(*op)).map(str::to_string));
        }
        node.children_into(&mut stack);
    }
    out
}

/// The identities of the names in `nodes` that stand where arrays do: transposed, under a determinant, or right of what is no number
/// in `firm`. What other formulas take for scalars are none there.
fn arrays(nodes: &[&Node], firm: &Scope) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut stack: Vec<&Node> = nodes.to_vec();
    while let Some(node) = stack.pop() {
        match &node.kind {
            Kind::Script(script) if turns(script) && script.sub.is_some() => {
                let kind = Kind::Script(Box::new(Script { sup: None, ..(**script).clone() }));
                out.extend(identities(&Node { kind, ..node.clone() }));
            }
            Kind::Script(script) if turns(script) => out.extend(terms(&script.base).flat_map(identities)),
            Kind::Product(factors) => {
                let pairs = factors.windows(2).filter_map(|pair| match pair {
                    [(_, before), (ProdOp::Juxtapose, after)] => Some((before, after)),
                    _ => None,
                });
                out.extend(pairs.filter(|(before, _)| is_array(before, firm)).flat_map(|(_, after)| identities(after)));
            }
            // Nobody takes the determinant or the trace of a number.
            Kind::Operator(operator) if matches!(&*operator.name, "det" | "tr" | "logdet" | "vec") => {
                out.extend(operator.arg.iter().flat_map(terms).flat_map(identities));
            }
            _ => {}
        }
        stack.extend(node.children());
    }
    out
}

fn turns(script: &Script) -> bool {
    script.sup.as_ref().is_some_and(|sup| matches!(sup.kind, SupKind::Transpose | SupKind::InverseTranspose))
}

/// The terms of a sum in brackets, or the node itself.
fn terms(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.kind {
        Kind::Fence(fence) if fence.items.len() == 1 => Box::new(fence.items.iter().flat_map(terms)),
        Kind::Sum(all) => Box::new(all.iter().map(|(_, term)| term)),
        _ => Box::new(std::iter::once(node)),
    }
}

fn identities(node: &Node) -> impl Iterator<Item = String> {
    named(node).into_iter().flat_map(|name| [name.family_key(), name.key])
}

/// Whether a factor is surely no number: a declared vector or matrix, or what is transposed.
fn is_array(node: &Node, firm: &Scope) -> bool {
    match &node.kind {
        Kind::Script(script) if turns(script) => true,
        _ => identities(node).any(|key| {
            let shape = firm.get(&key).and_then(|entry| entry.known.shape());
            shape.is_some_and(|shape| !shape.is_scalar() && !shape.has_unknown())
        }),
    }
}

/// Whether an entry says more than what is known, and nothing else.
fn extends(known: Option<&Entry>, entry: &Entry) -> bool {
    let Some(known) = known else { return true };
    match (&known.known, &entry.known) {
        (_, Known::Defined { .. }) if matches!(known.known, Known::Defined { .. }) => true,
        (Known::Function { domain, codomain }, Known::Defined { params, body }) => {
            let fits =
                |(param, shape): (&Symbol, &Option<Shape>)| shape.as_ref().is_none_or(|shape| shape == param.shape());
            params.len() == domain.len()
                && params.iter().zip(domain).all(fits)
                && codomain.as_ref().is_none_or(|shape| shape == body.shape())
        }
        (Known::Quantity { shape, .. }, Known::Defined { params, body }) => params.is_empty() && shape == body.shape(),
        _ => matches!(known.origin.how, How::Inferred | How::Convention),
    }
}

/// Whether a declared quantity is only said to be made of other things than a formula is about: there it stands for
/// itself, as `B = \sum_i \sigma_i u_i v_i^T` does in `B x`.
fn is_factored(known: Option<&Entry>, entry: &Entry, keys: &BTreeSet<String>) -> bool {
    let (Some(Known::Quantity { .. }), Known::Defined { body, .. }) = (known.map(|known| &known.known), &entry.known)
    else {
        return false;
    };
    !keys.iter().any(|key| *key != entry.key && body.mentions(key))
}

/// Whether a definition is about names that still mean what they meant.
fn agrees(known: &Known, firm: &Scope) -> bool {
    let Known::Defined { params, body } = known else { return true };
    body.subexpressions().iter().all(|part| match part.op() {
        Op::Symbol(symbol) if params.iter().all(|param| param.key() != symbol.key()) => {
            firm.get(symbol.key()).and_then(|entry| entry.known.shape()).is_none_or(|shape| shape == symbol.shape())
        }
        _ => true,
    })
}
