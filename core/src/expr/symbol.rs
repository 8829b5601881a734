//! What formulas are about: quantities with a shape, and functions nobody defined.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::digest::{Digest, digest_of};
use crate::shape::{Dim, Shape};

/// What is assumed of a quantity beyond its shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Properties {
    /// Equal to its transpose.
    pub symmetric: bool,
    /// Symmetric positive definite.
    pub posdef: bool,
    /// The negative of its transpose.
    pub skew: bool,
    /// Zero off the diagonal.
    pub diagonal: bool,
    /// Inverse equal to its transpose.
    pub orthogonal: bool,
    /// Zero above the diagonal.
    pub lower: bool,
    /// Zero below the diagonal.
    pub upper: bool,
    /// Every entry above zero.
    pub positive: bool,
}

impl Properties {
    /// Adds the property an author names (`symmetric`, `posdef`, …); `None` for a word that names none.
    pub fn with(mut self, word: &str) -> Option<Properties> {
        match word.to_ascii_lowercase().replace([' ', '_'], "-").as_str() {
            "symmetric" | "sym" => self.symmetric = true,
            "posdef" | "spd" | "pd" | "positive-definite" | "psd" | "positive-semidefinite" => {
                self.posdef = true;
                self.symmetric = true;
            }
            "skew" | "skew-symmetric" | "antisymmetric" => self.skew = true,
            "diagonal" => self.diagonal = true,
            "orthogonal" => self.orthogonal = true,
            "lower" | "lower-triangular" => self.lower = true,
            "upper" | "upper-triangular" => self.upper = true,
            "positive" => self.positive = true,
            _ => return None,
        }
        Some(self)
    }

    /// Whether the transpose is the quantity itself.
    pub fn is_symmetric(self) -> bool {
        self.symmetric || self.posdef || self.diagonal
    }
}

/// A quantity: a scalar, vector or matrix with a name, or a family of them over indices (`\mathbf x_i`).
#[derive(Clone, Debug)]
pub struct Symbol(Arc<SymbolData>);

#[derive(Debug)]
struct SymbolData {
    key: String,
    latex: String,
    shape: Shape,
    properties: Properties,
    family: usize,
    /// That of all the others.
    digest: Digest,
}

impl SymbolData {
    fn finished(mut self) -> Symbol {
        self.digest = digest_of(&(&self.key, &self.latex, &self.shape, self.properties, self.family));
        Symbol(Arc::new(self))
    }
}

impl Symbol {
    /// A quantity named `key` (its identity), written `latex` by its author.
    pub fn new(key: &str, latex: &str, shape: Shape) -> Symbol {
        let (key, latex, properties) = (key.into(), latex.into(), Properties::default());
        SymbolData { key, latex, shape, properties, family: 0, digest: 0 }.finished()
    }

    fn rebuild(&self, change: impl FnOnce(&mut SymbolData)) -> Symbol {
        let d = &self.0;
        let mut data = SymbolData {
            key: d.key.clone(),
            latex: d.latex.clone(),
            shape: d.shape.clone(),
            properties: d.properties,
            family: d.family,
            digest: 0,
        };
        change(&mut data);
        data.finished()
    }

    /// The same with these properties.
    pub fn with_properties(&self, properties: Properties) -> Symbol {
        if properties == self.0.properties { self.clone() } else { self.rebuild(|d| d.properties = properties) }
    }

    /// The same name for every member of a family over `indices` indices; the shape is that of one member.
    pub fn with_family(&self, indices: usize) -> Symbol {
        if indices == self.0.family { self.clone() } else { self.rebuild(|d| d.family = indices) }
    }

    /// The same with another shape.
    pub fn with_shape(&self, shape: Shape) -> Symbol {
        if shape == self.0.shape { self.clone() } else { self.rebuild(|d| d.shape = shape) }
    }

    /// Its identity.
    pub fn key(&self) -> &str {
        &self.0.key
    }

    /// As its author writes it; for a family without the indices.
    pub fn latex(&self) -> &str {
        &self.0.latex
    }

    /// Its shape, or that of one member.
    pub fn shape(&self) -> &Shape {
        &self.0.shape
    }

    /// What is assumed of it.
    pub fn properties(&self) -> Properties {
        self.0.properties
    }

    /// How many indices choose a member; 0 for a single quantity.
    pub fn family(&self) -> usize {
        self.0.family
    }
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Symbol) -> bool {
        self.0.digest == other.0.digest
    }
}

impl Eq for Symbol {}

impl Hash for Symbol {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.digest.hash(state);
    }
}

/// A function nobody defined: only its name and its type are known (`f : \mathbb R^n \to \mathbb R`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FnSymbol(Arc<FnData>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct FnData {
    key: String,
    latex: String,
    domain: Vec<Shape>,
    codomain: Shape,
}

impl FnSymbol {
    /// A function from `domain` to `codomain`.
    pub fn new(key: &str, latex: &str, domain: Vec<Shape>, codomain: Shape) -> FnSymbol {
        FnSymbol(Arc::new(FnData { key: key.into(), latex: latex.into(), domain, codomain }))
    }

    /// Its identity.
    pub fn key(&self) -> &str {
        &self.0.key
    }

    /// As its author writes it.
    pub fn latex(&self) -> &str {
        &self.0.latex
    }

    /// The shapes of its arguments.
    pub fn domain(&self) -> &[Shape] {
        &self.0.domain
    }

    /// The shape of its value.
    pub fn codomain(&self) -> &Shape {
        &self.0.codomain
    }

    /// Whether it maps a number to a number, and so acts entry by entry on anything larger.
    pub fn is_scalar_to_scalar(&self) -> bool {
        self.0.codomain.is_scalar() && matches!(self.0.domain.as_slice(), [d] if d.is_scalar())
    }
}

/// What of a function nobody defined is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// Its value; a function of numbers acts entry by entry.
    Value,
    /// Of a function of numbers: its k-th derivative, entry by entry.
    Derivative(u32),
    /// Of a scalar function: the gradient by argument `i`, shaped like the argument.
    Gradient(usize),
    /// The Jacobian by argument `i`: `∂ vec f / ∂ (vec x_i)ᵀ`.
    Jacobian(usize),
    /// Of a scalar function: the matrix of second derivatives by arguments `i` and `j`,
    /// `∂² f / ∂ vec x_i ∂ (vec x_j)ᵀ`.
    Hessian(usize, usize),
    /// Of any other: the same of one component; which one of `vec f`, counted from 1, is one more argument.
    ComponentHessian(usize, usize),
}

impl Reading {
    /// The shape of this reading of `f`.
    pub fn shape(self, f: &FnSymbol) -> Option<Shape> {
        let count = |i: usize| -> Option<Dim> { f.domain().get(i).map(Shape::count) };
        Some(match self {
            Reading::Value | Reading::Derivative(_) => f.codomain().clone(),
            Reading::Gradient(i) => f.domain().get(i)?.clone(),
            Reading::Jacobian(i) => Shape::matrix(f.codomain().count(), count(i)?),
            Reading::Hessian(i, j) | Reading::ComponentHessian(i, j) => Shape::matrix(count(i)?, count(j)?),
        })
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.latex())
    }
}
