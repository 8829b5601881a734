//! What is known of names at a place in a document: a persistent map from identities to entries, cheap to clone and to extend.
//!
//! A document keeps a scope for every formula, so scopes share what they have in common. Each entry remembers where it
//! came from.

use std::ops::RangeInclusive;
use std::sync::Arc;

use rpds::{HashTrieMapSync, HashTrieSetSync};

use crate::expr::{Digest, DigestHasher, Expr, Properties, Symbol, digest_of};
use crate::notation::{Name, Span};
use crate::shape::{Shape, SizeName};

/// How an entry came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// The author said so: `A \in \mathbb{R}^{m\times n}`, "an m×n matrix".
    Declared,
    /// The author defined it: `f(x) = a^T x`.
    Defined,
    /// It follows from how the name is used.
    Inferred,
    /// It follows from how the name is set: bold lower case for a vector.
    Convention,
    /// Assumed from outside the text.
    Assumed,
}

/// Where an entry came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// How it came to be known.
    pub how: How,
    /// Which text `span` is a range of; the caller numbers them.
    pub place: u32,
    /// The declaration.
    pub span: Span,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Known {
    /// A scalar, vector or matrix.
    Quantity {
        /// Its shape.
        shape: Shape,
        /// What is assumed of it.
        properties: Properties,
    },
    /// Quantities over indices, `\mathbf x_i`; the shape is that of one member.
    Family {
        /// The letters of the indices.
        indices: Vec<String>,
        /// The shape of one member.
        shape: Shape,
        /// What is assumed of every member.
        properties: Properties,
    },
    /// A function of which only the type is known; `None` where not even that is.
    Function {
        /// The shapes of its arguments.
        domain: Vec<Option<Shape>>,
        /// The shape of its value.
        codomain: Option<Shape>,
    },
    /// A function or quantity (no parameters) with its definition.
    Defined {
        /// The parameters; none for a quantity.
        params: Vec<Symbol>,
        /// What it is, in terms of the parameters.
        body: Expr,
    },
    /// A size, which is a number in formulas.
    Size,
    /// Something declared that is no matrix: a tensor, a set, a random variable. Formulas about it are left alone.
    Other,
}

/// A name and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The identity; see [`super::key`].
    pub key: String,
    /// As its author writes it; a family without its indices.
    pub latex: String,
    /// What it stands for.
    pub known: Known,
    /// Where that came from.
    pub origin: Origin,
}

impl Known {
    /// A scalar, vector or matrix of which only the shape is known.
    pub fn quantity(shape: Shape) -> Known {
        Known::Quantity { shape, properties: Properties::default() }
    }

    /// The shape of a quantity, of a member of a family, or of a defined quantity.
    pub fn shape(&self) -> Option<&Shape> {
        match self {
            Known::Quantity { shape, .. } | Known::Family { shape, .. } => Some(shape),
            Known::Defined { params, body } if params.is_empty() => Some(body.shape()),
            _ => None,
        }
    }

    /// What is assumed of a quantity or of every member of a family.
    pub fn properties(&self) -> Properties {
        match self {
            Known::Quantity { properties, .. } | Known::Family { properties, .. } => *properties,
            _ => Properties::default(),
        }
    }

    fn shapes(&self) -> Vec<&Shape> {
        match self {
            Known::Quantity { shape, .. } | Known::Family { shape, .. } => vec![shape],
            Known::Function { domain, codomain } => domain.iter().flatten().chain(codomain).collect(),
            Known::Defined { params, body } => params.iter().map(Symbol::shape).chain([body.shape()]).collect(),
            Known::Size | Known::Other => vec![],
        }
    }
}

impl Entry {
    /// The quantity as an expression's symbol; `None` for what is no quantity.
    pub fn symbol(&self) -> Option<Symbol> {
        let symbol = Symbol::new(&self.key, &self.latex, self.known.shape()?.clone());
        Some(match &self.known {
            Known::Family { indices, properties, .. } => {
                symbol.with_properties(*properties).with_family(indices.len().max(1))
            }
            known => symbol.with_properties(known.properties()),
        })
    }
}

/// What letters stand for of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Custom {
    /// The letters.
    pub letters: Vec<RangeInclusive<char>>,
    /// Whether they are bold; `None` where that does not matter.
    pub bold: Option<bool>,
    /// What they stand for.
    pub class: Class,
}

/// What a quantity is, its sizes aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A number.
    Scalar,
    /// A column.
    Vector,
    /// A matrix.
    Matrix,
}

/// What is known of names at one place.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    entries: HashTrieMapSync<Arc<str>, Arc<Entry>, DigestHasher>,
    sizes: HashTrieSetSync<Arc<str>, DigestHasher>,
    customs: Option<Arc<[Custom]>>,
    /// The sum of the digests of all three.
    digest: Digest,
}

/// What an entry says, wherever it says it.
fn digest_of_entry(entry: &Entry) -> Digest {
    digest_of(&(&entry.key, &entry.latex, &entry.known, entry.origin.how))
}

impl Scope {
    /// A scope in which nothing is known.
    pub fn new() -> Scope {
        Scope::default()
    }

    /// A scope in which nothing is known but what letters customarily stand for; the first custom that fits counts.
    pub fn with_customs(customs: Vec<Custom>) -> Scope {
        let customs: Option<Arc<[Custom]>> = (!customs.is_empty()).then(|| customs.into());
        Scope { digest: digest_of(&customs), customs, ..Scope::default() }
    }

    /// What the name customarily stands for.
    pub fn custom(&self, name: &Name) -> Option<Class> {
        let customs = self.customs.as_ref()?;
        let letter = name.letter()?;
        let fits = |custom: &&Custom| {
            custom.letters.iter().any(|range| range.contains(&letter))
                && custom.bold.is_none_or(|bold| bold == name.font.is_bold())
        };
        customs.iter().find(fits).map(|custom| custom.class)
    }

    /// Adds an entry; it shadows what was known of the name.
    pub fn insert(&mut self, entry: Entry) {
        for shape in entry.known.shapes() {
            for name in shape.rows.names().into_iter().chain(shape.cols.names()) {
                if let SizeName::Named(name) = name {
                    self.size(name);
                }
            }
        }
        if matches!(entry.known, Known::Size) {
            self.size(entry.latex.as_str().into());
        }
        self.drop_from_digest(&entry.key);
        self.digest = self.digest.wrapping_add(digest_of_entry(&entry));
        self.entries.insert_mut(entry.key.as_str().into(), Arc::new(entry));
    }

    fn drop_from_digest(&mut self, key: &str) {
        let known = self.entries.get(key).map_or(0, |known| digest_of_entry(known));
        self.digest = self.digest.wrapping_sub(known);
    }

    fn size(&mut self, name: Arc<str>) {
        if !self.sizes.contains(&name) {
            self.digest = self.digest.wrapping_add(digest_of(&("size", &name)));
            self.sizes.insert_mut(name);
        }
    }

    /// Forgets what was known of the name: it stands for something new from here on.
    pub fn forget(&mut self, key: &str) {
        if self.entries.contains_key(key) {
            self.drop_from_digest(key);
            self.entries.remove_mut(key);
        }
    }

    /// What is known of the name.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key).map(Arc::as_ref)
    }

    /// Whether the name (as a size is named, in canonical LaTeX) is the size of something known here.
    pub fn is_size(&self, name: &str) -> bool {
        self.sizes.contains(name)
    }

    /// A number for all that is known, wherever it was said.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Every entry, by identity.
    pub fn entries(&self) -> Vec<&Entry> {
        let mut all: Vec<&Entry> = self.entries.values().map(Arc::as_ref).collect();
        all.sort_by(|a, b| a.key.cmp(&b.key));
        all
    }

    /// Adds properties to a quantity that is known; `false` if it is not.
    pub fn assume(&mut self, key: &str, word: &str) -> bool {
        let Some(mut entry) = self.get(key).cloned() else { return false };
        match &mut entry.known {
            Known::Quantity { properties, .. } | Known::Family { properties, .. } => {
                let Some(with) = properties.with(word) else { return false };
                *properties = with;
            }
            _ => return false,
        }
        self.insert(entry);
        true
    }

    /// Takes all properties from a quantity and returns them.
    pub fn release(&mut self, key: &str) -> Properties {
        let Some(mut entry) = self.get(key).cloned() else { return Properties::default() };
        let (Known::Quantity { properties, .. } | Known::Family { properties, .. }) = &mut entry.known else {
            return Properties::default();
        };
        let taken = std::mem::take(properties);
        self.insert(entry);
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Dim;

    fn vector(key: &str, n: &str) -> Entry {
        let known = Known::quantity(Shape::vector(Dim::named(n)));
        let origin = Origin { how: How::Declared, place: 0, span: Span::default() };
        Entry { key: key.into(), latex: key.into(), known, origin }
    }

    #[test]
    fn the_digest_says_what_is_known_and_not_where_it_was_said() {
        let of = |entries: &[Entry]| {
            let mut scope = Scope::new();
            entries.iter().for_each(|entry| scope.insert(entry.clone()));
            scope
        };
        let x = vector("x", "n");
        let elsewhere = Entry { origin: Origin { place: 7, ..x.origin }, ..x.clone() };
        assert_eq!(of(std::slice::from_ref(&x)).digest(), of(&[elsewhere]).digest());
        let others = [vec![], vec![vector("x", "m")], vec![vector("y", "n")], vec![x.clone(), vector("y", "n")]];
        for other in others {
            assert_ne!(of(std::slice::from_ref(&x)).digest(), of(&other).digest(), "{other:?}");
        }
        let mut again = of(&[x.clone(), vector("y", "n")]);
        again.forget("y");
        assert_eq!(again.digest(), of(&[x]).digest());
    }

    #[test]
    fn a_copy_shadows_and_leaves_the_outer_alone() {
        let mut outer = Scope::new();
        outer.insert(vector("x", "n"));
        let mut inner = outer.clone();
        inner.insert(vector("x", "m"));
        assert!(inner.assume("x", "positive"));
        assert_eq!(inner.get("x").and_then(|e| e.known.shape().cloned()), Some(Shape::vector(Dim::named("m"))));
        assert_eq!(outer.get("x").and_then(|e| e.known.shape().cloned()), Some(Shape::vector(Dim::named("n"))));
        assert!(!outer.get("x").is_some_and(|e| e.known.properties().positive));
        assert!(inner.is_size("n") && inner.is_size("m") && !outer.is_size("m"));
        assert!(!outer.assume("y", "positive"));
        inner.forget("x");
        assert!(inner.get("x").is_none() && outer.get("x").is_some());
    }
}
