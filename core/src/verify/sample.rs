//! Sizes and random values to try formulas at.
//!
//! Sizes differ from each other, so that a wrong transpose cannot hide; values respect what is assumed of a quantity and are
//! unsymmetric otherwise. A value depends on the seed and the quantity alone, never on the order of asking.

use super::evaluate::Point;
use super::matrix::Matrix;
use super::random::{Random, Rng, Style};
use super::scalar::{Dual, Scalar};
use super::unknown::Draw;
use crate::expr::{Properties, Symbol};
use crate::shape::{Dim, SizeName};

/// A value for each name of a size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sizes(pub Vec<(SizeName, i64)>);

/// What sizes are tried first: the k-th name's value in the first assignments.
const FIRST: [[i64; 5]; 4] = [[3, 2, 4, 5, 3], [2, 4, 3, 3, 5], [4, 3, 2, 4, 2], [2, 3, 5, 2, 4]];

impl Sizes {
    /// The value of a size's name.
    pub fn get(&self, name: &SizeName) -> Option<i64> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| *v)
    }

    /// Assignment number `attempt` for `names` that makes each of `dims` a positive integer; `None` where none is found.
    pub fn choose(names: &[SizeName], dims: &[Dim], attempt: u64) -> Option<Sizes> {
        let fits = |sizes: &Sizes| dims.iter().all(|d| d.evaluate(&|n| sizes.get(n)).is_some_and(|v| v > 0));
        let with = |f: &mut dyn FnMut(usize) -> i64| Sizes(names.iter().cloned().zip((0..).map(f)).collect());
        let first = usize::try_from(attempt).ok().and_then(|a| FIRST.get(a));
        if let Some(row) = first {
            let sizes = with(&mut |k| row[(k + k / row.len()) % row.len()]);
            if fits(&sizes) {
                return Some(sizes);
            }
        }
        (0..60u64).find_map(|retry| {
            let mut rng = Rng::keyed(attempt, "sizes", &[retry.cast_signed()]);
            let largest = if retry < 20 { 5 } else { 9 };
            let sizes = with(&mut |_| rng.between(2, largest));
            fits(&sizes).then_some(sizes)
        })
    }

    /// The smallest size, at least 1.
    fn smallest(&self) -> i64 {
        self.0.iter().map(|(_, v)| *v).min().unwrap_or(3).max(1)
    }

    /// `m=3, n=2`.
    pub fn describe(&self) -> String {
        let named = self.0.iter().filter_map(|(n, v)| match n {
            SizeName::Named(n) => Some(format!("{n}={v}")),
            SizeName::Unknown(_) => None,
        });
        named.collect::<Vec<_>>().join(", ")
    }
}

/// Sizes, and a seed that fixes every value.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The sizes.
    pub sizes: Sizes,
    /// The seed.
    pub seed: u64,
    /// What the values look like.
    pub style: Style,
    /// Whether structured quantities move by their independent entries alone. Otherwise triangular and diagonal ones move freely
    /// (diagonal ones symmetrically).
    pub structured: bool,
}

/// The one property of a square matrix that says how it can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// Every entry by itself.
    Free,
    /// Equal to its transpose.
    Symmetric,
    /// The negative of its transpose.
    Skew,
    /// On the diagonal alone.
    Diagonal,
    /// Not above the diagonal.
    Lower,
    /// Not below the diagonal.
    Upper,
    /// Along the tangent space of the orthogonal matrices.
    Orthogonal,
}

impl Structure {
    /// The structure that properties make.
    pub fn of(p: Properties) -> Structure {
        match p {
            _ if p.orthogonal => Structure::Orthogonal,
            _ if p.diagonal => Structure::Diagonal,
            _ if p.symmetric || p.posdef => Structure::Symmetric,
            _ if p.skew => Structure::Skew,
            _ if p.lower => Structure::Lower,
            _ if p.upper => Structure::Upper,
            _ => Structure::Free,
        }
    }
}

impl Sample {
    /// The value of a quantity.
    pub fn draw<S: Random>(&self, s: &Symbol, indices: &[i64], (rows, cols): (usize, usize)) -> Option<Matrix<S>> {
        let mut rng = Rng::keyed(self.seed, s.key(), indices);
        draw_with::<S>(&mut rng, s.properties(), self.style, rows, cols)
    }

    /// A random direction in which a quantity can be said to move, the value of its differential; `which` tells independent ones
    /// apart. Expressions are simplified by symmetry, skewness and orthogonality, so they mean what they say along directions
    /// that keep these only.
    pub fn direction<S: Random>(
        &self,
        s: &Symbol,
        indices: &[i64],
        (rows, cols): (usize, usize),
        which: u64,
    ) -> Option<Matrix<S>> {
        let mut rng = Rng::keyed(self.seed ^ (0xd1ff + which), s.key(), indices);
        let m = Matrix::from_fn(rows, cols, |_, _| S::draw(&mut rng, Style::General));
        let p = s.properties();
        if rows != cols || rows == 1 {
            return Some(m);
        }
        let skew = |m: &Matrix<S>| Matrix::from_fn(rows, rows, |i, j| m.at(i, j).sub(m.at(j, i)));
        Some(match Structure::of(p) {
            Structure::Orthogonal => self.draw(s, indices, (rows, cols))?.mul(&skew(&m))?,
            Structure::Diagonal if self.structured => keep(&m, |i, j| i == j),
            Structure::Symmetric | Structure::Diagonal => {
                Matrix::from_fn(rows, rows, |i, j| m.at(i.min(j), i.max(j)).clone())
            }
            Structure::Skew => skew(&m),
            Structure::Lower if self.structured => keep(&m, |i, j| i >= j),
            Structure::Upper if self.structured => keep(&m, |i, j| i <= j),
            Structure::Free | Structure::Lower | Structure::Upper => m,
        })
    }

    fn index_value(&self, name: &str) -> i64 {
        Rng::keyed(self.seed, name, &[-1]).between(1, self.sizes.smallest().min(3))
    }

    fn integer_value(&self, s: &Symbol, indices: &[i64]) -> i64 {
        Rng::keyed(self.seed, s.key(), indices).between(2, 4)
    }

    fn functions(&self) -> Draw {
        Draw { seed: self.seed, positive: matches!(self.style, Style::Positive | Style::Dominant | Style::Small) }
    }
}

/// A random matrix with the given properties.
fn draw_with<S: Random>(rng: &mut Rng, p: Properties, style: Style, rows: usize, cols: usize) -> Option<Matrix<S>> {
    let scalar = rows == 1 && cols == 1;
    let style = match style {
        Style::General | Style::Integers if p.positive || (p.posdef && scalar) => Style::Positive,
        Style::Dominant if scalar || p.positive => Style::Positive,
        s => s,
    };
    let m = Matrix::from_fn(rows, cols, |_, _| S::draw(rng, style));
    if scalar || rows != cols {
        return Some(m);
    }
    if p.orthogonal {
        return orthogonal(&m, p, rng);
    }
    let n = rows;
    let half = |m: Matrix<S>| Some(m.scale(&S::from_i64(2).recip()?));
    let mut m = m;
    if style == Style::Dominant || (style == Style::Integers && p.posdef) {
        m = m.add(&Matrix::identity(n).scale(&S::from_i64(4 * n as i64)))?;
    }
    if p.diagonal {
        m = keep(&m, |i, j| i == j);
        return Some(if p.posdef { m.map(|x| x.mul(x)) } else { m });
    }
    if p.lower || p.upper {
        m = keep(&m, |i, j| if p.lower { i >= j } else { i <= j });
    }
    if p.posdef && style != Style::Integers {
        // M Mᵀ + I is positive definite and well conditioned.
        m = m.mul(&m.transpose())?.add(&Matrix::identity(n))?;
        m = half(m)?;
    } else if p.symmetric || p.posdef {
        // The upper triangle decides; nothing is averaged, so small integers stay integers.
        m = Matrix::from_fn(n, n, |i, j| m.at(i.min(j), i.max(j)).clone());
    } else if p.skew {
        m = Matrix::from_fn(n, n, |i, j| match i.cmp(&j) {
            std::cmp::Ordering::Less => m.at(i, j).clone(),
            std::cmp::Ordering::Equal => S::zero(),
            std::cmp::Ordering::Greater => m.at(j, i).neg(),
        });
    }
    Some(m)
}

fn keep<S: Scalar>(m: &Matrix<S>, place: impl Fn(usize, usize) -> bool) -> Matrix<S> {
    Matrix::from_fn(m.rows, m.cols, |i, j| if place(i, j) { m.at(i, j).clone() } else { S::zero() })
}

/// By Cayley's transform, (I − S)(I + S)⁻¹ with S skew, which is exact in every field; half of them with a reflection. If it is to
/// be symmetric as well, by a reflection alone; if diagonal, with entries ±1.
fn orthogonal<S: Random>(m: &Matrix<S>, p: Properties, rng: &mut Rng) -> Option<Matrix<S>> {
    let n = m.rows;
    let identity = Matrix::<S>::identity(n);
    let signs: Vec<S> = (0..n).map(|_| S::from_i64(rng.between(0, 1) * 2 - 1)).collect();
    if p.diagonal {
        return Some(Matrix::from_fn(n, n, |i, j| if i == j { signs[i].clone() } else { S::zero() }));
    }
    if p.symmetric || p.posdef {
        let v = Matrix::from_fn(n, 1, |i, _| m.at(i, 0).clone());
        let length = v.transpose().mul(&v)?;
        let two = S::from_i64(-2).mul(&length.as_scalar()?.recip()?);
        return identity.add(&v.mul(&v.transpose())?.scale(&two));
    }
    let skew = m.add(&m.transpose().map(S::neg))?;
    let q = identity.add(&skew.map(S::neg))?.mul(&identity.add(&skew)?.inverse_and_det()?.0)?;
    Some(Matrix::from_fn(n, n, |i, j| q.at(i, j).mul(&signs[j])))
}

impl<S: Random> Point<S> for Sample {
    fn size(&self, name: &SizeName) -> Option<i64> {
        self.sizes.get(name)
    }
    fn index(&self, name: &str) -> Option<i64> {
        Some(self.index_value(name))
    }
    fn symbol(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<S>> {
        self.draw(s, indices, shape)
    }
    fn integer(&self, s: &Symbol, indices: &[i64]) -> Option<i64> {
        Some(self.integer_value(s, indices))
    }
    fn differential(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<S>> {
        self.direction(s, indices, shape, 0)
    }
    fn functions(&self) -> Draw {
        self.functions()
    }
}

/// A sample in which some quantities have given values.
pub struct Overlay<'a, S> {
    /// Where all other values come from.
    pub base: &'a Sample,
    /// Which quantities (key and member) have which value.
    pub given: Vec<(String, Vec<i64>, Matrix<S>)>,
}

/// A sample in which some quantities move, each along its [`Sample::direction`]; over dual numbers.
pub struct Moving<'a> {
    /// Where from.
    pub base: &'a Sample,
    /// The keys of what moves, each with the member of the family that does, or all of them.
    pub moves: &'a [(String, Option<Vec<i64>>)],
    /// The direction of the first of them, if it is a particular one.
    pub along: Option<&'a Matrix<f64>>,
    /// Whether a second derivative is taken in the same direction again.
    pub again: bool,
}

/// Numbers that extend the floating-point numbers by derivatives.
pub trait Perturb: Scalar {
    /// x, moving by v and, where there is a second derivative, by w.
    fn perturb(x: f64, v: f64, w: f64) -> Self;
}

impl Perturb for f64 {
    fn perturb(x: f64, _: f64, _: f64) -> f64 {
        x
    }
}

impl Perturb for Dual<f64> {
    fn perturb(x: f64, v: f64, _: f64) -> Self {
        Dual { re: x, eps: v }
    }
}

impl Perturb for Dual<Dual<f64>> {
    fn perturb(x: f64, v: f64, w: f64) -> Self {
        Dual { re: Dual { re: x, eps: v }, eps: Dual { re: w, eps: 0.0 } }
    }
}

impl<S: Perturb> Point<S> for Overlay<'_, S> {
    fn size(&self, name: &SizeName) -> Option<i64> {
        self.base.sizes.get(name)
    }
    fn index(&self, name: &str) -> Option<i64> {
        Some(self.base.index_value(name))
    }
    fn symbol(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<S>> {
        match self.given.iter().find(|(key, member, _)| key == s.key() && member == indices) {
            Some((_, _, value)) => Some(value.clone()),
            None => Some(self.base.draw::<f64>(s, indices, shape)?.map(|x| S::perturb(*x, 0.0, 0.0))),
        }
    }
    fn integer(&self, s: &Symbol, indices: &[i64]) -> Option<i64> {
        Some(self.base.integer_value(s, indices))
    }
    fn differential(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<S>> {
        Some(self.base.direction::<f64>(s, indices, shape, 0)?.map(|x| S::perturb(*x, 0.0, 0.0)))
    }
    fn functions(&self) -> Draw {
        self.base.functions()
    }
}

impl<S: Perturb> Point<S> for Moving<'_> {
    fn size(&self, name: &SizeName) -> Option<i64> {
        self.base.sizes.get(name)
    }
    fn index(&self, name: &str) -> Option<i64> {
        Some(self.base.index_value(name))
    }
    fn symbol(&self, s: &Symbol, indices: &[i64], shape: (usize, usize)) -> Option<Matrix<S>> {
        let x = self.base.draw::<f64>(s, indices, shape)?;
        let moves = |(key, member): &&(String, Option<Vec<i64>>)| {
            key == s.key() && member.as_ref().is_none_or(|m| m == indices)
        };
        if self.moves.iter().find(moves).is_none() {
            return Some(x.map(|x| S::perturb(*x, 0.0, 0.0)));
        }
        let first = self.moves.first().is_some_and(|m| moves(&m));
        let v = match self.along.filter(|_| first) {
            Some(v) => v.clone(),
            None => self.base.direction(s, indices, shape, 0)?,
        };
        let w = if self.again { v.clone() } else { self.base.direction(s, indices, shape, 1)? };
        if (v.rows, v.cols) != shape {
            return None;
        }
        Some(Matrix::from_fn(x.rows, x.cols, |i, j| S::perturb(*x.at(i, j), *v.at(i, j), *w.at(i, j))))
    }
    fn integer(&self, s: &Symbol, indices: &[i64]) -> Option<i64> {
        Some(self.base.integer_value(s, indices))
    }
    fn differential(&self, _: &Symbol, _: &[i64], _: (usize, usize)) -> Option<Matrix<S>> {
        None
    }
    fn functions(&self) -> Draw {
        self.base.functions()
    }
}
