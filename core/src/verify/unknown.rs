//! Functions nobody defined, drawn at random from smooth ones.
//!
//! Each component is `Σ_k ψ_k(w_k · vec x + b_k)` with ψ_k a polynomial of degree 5 and small rational coefficients: its
//! derivatives are known in closed form, it means the same in floating point and modulo a prime, and no two of its derivatives
//! are related unless calculus relates them. The draw depends on the seed, the function's key and the component alone.

use super::matrix::Matrix;
use super::random::Rng;
use super::scalar::Scalar;
use crate::expr::{FnSymbol, Reading};
use crate::rational::Rational;

/// Which functions are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    /// Seed.
    pub seed: u64,
    /// Only functions that are above zero everywhere.
    pub positive: bool,
}

/// One ridge function: its argument at the point, the weights, and the polynomial's coefficients.
struct Ridge<S> {
    t: S,
    weights: Vec<S>,
    poly: [S; 6],
}

impl<S: Scalar> Ridge<S> {
    /// The k-th derivative of ψ at t.
    fn slope(&self, k: usize) -> S {
        self.poly.iter().enumerate().skip(k).rev().fold(S::zero(), |sum, (d, c)| {
            let falling = (d - k + 1..=d).product::<usize>();
            sum.mul(&self.t).add(&c.mul(&S::from_i64(falling as i64)))
        })
    }
}

/// The units that ridges are drawn in.
struct Units<S> {
    eighth: S,
    scale: S,
}

impl<S: Scalar> Units<S> {
    /// For functions of so many numbers.
    fn of(entries: usize) -> Option<Units<S>> {
        let eighth = S::from_rational(Rational::new(1, 8)?)?;
        Some(Units { eighth, scale: S::from_rational(Rational::new(1, 4 * entries.max(1) as i128)?)? })
    }
}

/// The ridges of one component at the point `x`.
fn component<S: Scalar>(f: &FnSymbol, c: usize, x: &[&S], units: &Units<S>, draw: Draw) -> Vec<Ridge<S>> {
    let mut rng = Rng::keyed(draw.seed, f.key(), &[c as i64]);
    let Units { eighth, scale } = units;
    let count = (x.len() + 1).clamp(2, 6);
    let mut ridges = Vec::with_capacity(count);
    for _ in 0..count {
        let weights: Vec<S> = x.iter().map(|_| S::from_i64(rng.between(-5, 4) | 1).mul(scale)).collect();
        let offset = S::from_i64(rng.between(-6, 6)).mul(eighth);
        let mut poly = [0i64; 6].map(|_| rng.between(-6, 5) | 1);
        if draw.positive {
            poly = [9 + rng.between(0, 8), 0, rng.between(3, 9), 0, rng.between(3, 9), 0];
        }
        let poly = poly.map(|n| S::from_i64(n).mul(eighth));
        let t = weights.iter().zip(x).fold(offset, |t, (w, x)| t.add(&w.mul(x)));
        ridges.push(Ridge { t, weights, poly });
    }
    ridges
}

/// `reading` of the function at `args`; the value has `rows`×`cols` entries. `which` component is meant, where one is, from 0. `None` where the arguments do not fit.
pub fn apply<S: Scalar>(
    f: &FnSymbol,
    reading: Reading,
    args: &[&Matrix<S>],
    (rows, cols): (usize, usize),
    which: Option<usize>,
    draw: Draw,
) -> Option<Matrix<S>> {
    if f.is_scalar_to_scalar() {
        let order = match reading {
            Reading::Value => 0,
            Reading::Derivative(k) => k as usize,
            Reading::Gradient(_) | Reading::Jacobian(_) => 1,
            Reading::Hessian(..) | Reading::ComponentHessian(..) => 2,
        };
        let units = Units::of(1)?;
        return Some(args.first()?.map(|x| {
            let ridges = component(f, 0, &[x], &units, draw);
            sum(&ridges, |r| along(r, 0, order).mul(&r.slope(order)))
        }));
    }
    // vec of all arguments, one after the other.
    let stacked: Vec<Matrix<S>> = args.iter().map(|a| a.vec()).collect();
    let x: Vec<&S> = stacked.iter().flat_map(Matrix::entries).collect();
    let start = |i: usize| args.iter().take(i).map(|a| a.entries().len()).sum::<usize>();
    let part = |i: usize| args.get(i).map(|a| (start(i), a.entries().len()));
    let units = Units::of(x.len())?;
    let components: Vec<Vec<Ridge<S>>> = (0..rows * cols).map(|c| component(f, c, &x, &units, draw)).collect();
    let first = components.first()?;
    Some(match reading {
        Reading::Value => Matrix::from_fn(rows, cols, |i, j| sum(&components[j * rows + i], |r| r.slope(0))),
        Reading::Derivative(k) if x.len() == 1 => {
            let k = k as usize;
            Matrix::from_fn(rows, cols, |i, j| sum(&components[j * rows + i], |r| along(r, 0, k).mul(&r.slope(k))))
        }
        Reading::Derivative(_) => return None,
        Reading::Gradient(i) => {
            let (at, _) = part(i)?;
            let shape = args.get(i)?;
            let slopes = slopes(first, 1);
            Matrix::from_fn(shape.rows, shape.cols, |a, b| inner(first, &slopes, at + b * shape.rows + a))
        }
        Reading::Jacobian(i) => {
            let (at, n) = part(i)?;
            let slopes: Vec<Vec<S>> = components.iter().map(|ridges| slopes(ridges, 1)).collect();
            Matrix::from_fn(rows * cols, n, |c, k| inner(&components[c], &slopes[c], at + k))
        }
        Reading::Hessian(i, j) => return second(f, 0, args, (i, j), draw),
        Reading::ComponentHessian(i, j) => return second(f, which?, args, (i, j), draw),
    })
}

/// The second derivatives of component `c` by the arguments `i` and `j`.
fn second<S: Scalar>(
    f: &FnSymbol,
    c: usize,
    args: &[&Matrix<S>],
    (i, j): (usize, usize),
    draw: Draw,
) -> Option<Matrix<S>> {
    let stacked: Vec<Matrix<S>> = args.iter().map(|a| a.vec()).collect();
    let x: Vec<&S> = stacked.iter().flat_map(Matrix::entries).collect();
    let ridges = component(f, c, &x, &Units::of(x.len())?, draw);
    let part =
        |k: usize| Some((args.iter().take(k).map(|a| a.entries().len()).sum::<usize>(), args.get(k)?.entries().len()));
    let ((at, n), (to, m)) = (part(i)?, part(j)?);
    let slopes = slopes(&ridges, 2);
    let entry = |a: usize, b: usize| {
        let terms = ridges.iter().zip(&slopes).map(|(r, slope)| r.weights[at + a].mul(&r.weights[to + b]).mul(slope));
        terms.fold(S::zero(), |s, term| s.add(&term))
    };
    Some(Matrix::from_fn(n, m, entry))
}

/// The k-th derivatives of the ridges, each along its own direction.
fn slopes<S: Scalar>(ridges: &[Ridge<S>], k: usize) -> Vec<S> {
    ridges.iter().map(|r| r.slope(k)).collect()
}

/// The first derivative by one coordinate.
fn inner<S: Scalar>(ridges: &[Ridge<S>], slopes: &[S], coordinate: usize) -> S {
    let terms = ridges.iter().zip(slopes).map(|(r, slope)| r.weights[coordinate].mul(slope));
    terms.fold(S::zero(), |s, term| s.add(&term))
}

fn sum<S: Scalar>(ridges: &[Ridge<S>], term: impl Fn(&Ridge<S>) -> S) -> S {
    ridges.iter().fold(S::zero(), |s, r| s.add(&term(r)))
}

/// The `order`-th power of the weight of coordinate `k`.
fn along<S: Scalar>(r: &Ridge<S>, k: usize, order: usize) -> S {
    r.weights.get(k).map_or_else(S::zero, |w| (0..order).fold(S::one(), |p, _| p.mul(w)))
}
