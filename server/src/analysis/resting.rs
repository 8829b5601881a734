//! Which definitions rest on a name, and fall when it comes to mean something else.

use std::collections::HashMap;
use std::sync::Arc;

use matgrad_core::elaborate::{Entry, Known};
use matgrad_core::expr::{Expr, Op};

/// A definition of more parts than this is looked at whenever any name changes.
const PARTS: u64 = 200;

/// The definitions of a section and of those above it, by the names in them.
#[derive(Debug, Default)]
pub struct Resting {
    above: Option<Arc<Resting>>,
    on: HashMap<String, Vec<String>>,
    large: Vec<(String, Expr)>,
}

impl Resting {
    /// Those of a section below others.
    pub fn below(above: &Arc<Resting>) -> Resting {
        Resting { above: Some(Arc::clone(above)), ..Resting::default() }
    }

    /// Takes in a definition.
    pub fn add(&mut self, entry: &Entry) {
        let Known::Defined { body, .. } = &entry.known else { return };
        if body.size() > PARTS {
            self.large.push((entry.key.clone(), body.clone()));
            return;
        }
        for part in body.subexpressions() {
            let name = match part.op() {
                Op::Symbol(symbol) | Op::Differential(symbol) => symbol.key(),
                Op::Index(index) => index,
                _ => continue,
            };
            let resting = self.on.entry(name.to_owned()).or_default();
            if resting.last() != Some(&entry.key) {
                resting.push(entry.key.clone());
            }
        }
    }

    /// The definitions in which a name has stood.
    pub fn on(&self, key: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut at = Some(self);
        while let Some(resting) = at {
            out.extend(resting.on.get(key).into_iter().flatten().cloned());
            out.extend(resting.large.iter().filter(|(_, body)| body.mentions(key)).map(|(defined, _)| defined.clone()));
            at = resting.above.as_deref();
        }
        out
    }
}
