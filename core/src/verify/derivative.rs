//! Whether a claimed derivative is one: dual numbers carry a random direction V through the definition of f, and the claim, applied
//! to V, must give the same number. None of the code that derives is used.
//!
//! A variable with a property (symmetric, skew, orthogonal) moves in directions that keep it: f may have been rewritten by that
//! property, so its derivative is determined along these alone. `structured` asks for the derivative by the independent entries.

use super::compare::{Comparison, Outcome, Tally};
use super::evaluate::{Evaluable, evaluate_one};
use super::matrix::Matrix;
use super::program::Program;
use super::random::Style;
use super::sample::{Moving, Perturb, Sample, Sizes, Structure};
use super::scalar::Dual;
use crate::expr::build::{symbol, zero};
use crate::expr::{Expr, Symbol};
use crate::shape::{Dim, Shape, SizeName};

/// Where no point tells anything.
const NO_VALUE: &str = "the expression has no value at the points tried, all of small sizes; it may need an assumption, as in \
                        --assume 'X posdef', or entries that there are not";

/// Points tried before giving up.
const ATTEMPTS: u64 = 24;

/// What is derived by: a quantity, or the member of a family that `indices` choose.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The quantity.
    pub symbol: Symbol,
    /// For a family, which member; empty otherwise.
    pub indices: Vec<Expr>,
    /// No size is tried that is smaller.
    pub least: i64,
}

impl From<&Symbol> for Variable {
    fn from(symbol: &Symbol) -> Variable {
        Variable { symbol: symbol.clone(), indices: vec![], least: 1 }
    }
}

/// Which derivative is claimed.
#[derive(Clone, Debug)]
pub enum Form {
    /// Of a scalar: shaped like the variable.
    Gradient,
    /// The transpose of that (numerator layout of a scalar by a matrix, a row for a vector).
    GradientTransposed,
    /// `∂ vec f / ∂ (vec X)ᵀ`.
    Jacobian,
    /// The transpose of that (denominator layout).
    JacobianTransposed,
    /// `∂ vec(grad) / ∂ (vec X)ᵀ`; of anything but a scalar, `∂ vec(Jacobian) / ∂ (vec X)ᵀ`.
    Hessian,
    /// `df`, an expression in the differentials of what varies.
    Differential,
    /// `d²f`, an expression in the same.
    SecondDifferential,
    /// The derivative by one entry X_ij.
    Entry(Expr, Expr),
    /// The derivative of f(X + tV) by t at 0; V is shaped like X.
    Along(Expr),
}

/// What speaks for a derivative.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// How it was compared.
    pub method: &'static str,
    /// The largest error, relative to the values compared.
    pub max_relative_error: f64,
    /// Where it was compared.
    pub sizes: Vec<Sizes>,
}

/// The judgement of a claimed derivative.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is the derivative.
    Verified(Evidence),
    /// It is not; the evidence is against it.
    Failed(Evidence),
    /// It cannot be told, and why.
    Unknown(String),
}

impl Verdict {
    /// Whether the claim is verified.
    pub fn is_verified(&self) -> bool {
        matches!(self, Verdict::Verified(_))
    }
}

/// Whether `claimed` is the derivative of `f` by `wrt` in the given form.
pub fn verify_derivative(f: &Expr, wrt: &Variable, claimed: &Expr, form: &Form, structured: bool) -> Verdict {
    let unknown = |why: &str| Verdict::Unknown(why.into());
    let claimed = match zero_shape(f, wrt, form) {
        Some(shape) if claimed.is_zero() => zero(shape),
        _ => claimed.clone(),
    };
    let mut roots = vec![f.clone(), claimed];
    let (along, members) = match form {
        Form::Entry(i, j) => ([i.clone(), j.clone()].to_vec(), 4),
        Form::Along(v) => (vec![v.clone()], 3),
        _ => (vec![], 2),
    };
    roots.extend(along);
    roots.extend(wrt.indices.iter().cloned());
    // The variable itself takes part, so that its sizes do.
    roots.push(match wrt.symbol.family() {
        0 => symbol(&wrt.symbol),
        _ => zero(wrt.symbol.shape().clone()),
    });
    let Some(program) = Program::new(&roots) else { return unknown("the expression is too large to evaluate") };
    let mut moves = vec![(wrt.symbol.key().to_string(), None)];
    if matches!(form, Form::Differential | Form::SecondDifferential) {
        let others = program.differentials().into_iter().filter(|s| s.key() != wrt.symbol.key());
        moves.extend(others.map(|s| (s.key().to_string(), None)));
    } else if wrt.symbol.family() != wrt.indices.len() {
        return unknown("the derivative by a family as a whole has no such form");
    }
    let (names, mut dims) = (program.size_names(), program.dims());
    if wrt.least > 2 {
        let named = names.iter().filter_map(|n| match n {
            SizeName::Named(n) => Some(Dim::named(n)),
            SizeName::Unknown(_) => None,
        });
        dims.extend(named.map(|n| n.sub(&Dim::constant(wrt.least - 1))));
    }
    let mut tally = Tally::default();
    let mut style = Style::General;
    for attempt in 0..ATTEMPTS {
        if attempt >= 3 && tally.is_empty() {
            style = [Style::Dominant, Style::Positive, Style::Small, Style::General][(attempt % 4) as usize];
        }
        let Some(sizes) = Sizes::choose(&names, &dims, attempt) else {
            return unknown("no small sizes fit the shapes");
        };
        let sample = Sample { sizes, seed: 0x5eed + attempt, style, structured };
        let trial = Trial { program: &program, sample: &sample, wrt, form, members };
        if let Some(comparison) = trial.compare(&mut moves) {
            tally.add(&comparison, sample.sizes);
        }
        if let Some(verdict) = decided(&tally, false) {
            return verdict;
        }
        if program.is_too_much_work() {
            return unknown(
                "the expression takes too much work to evaluate; with a letter for the large number it may be told",
            );
        }
    }
    decided(&tally, true).unwrap_or_else(|| unknown(NO_VALUE))
}

/// The shape a claim has, for a claim that is the number 0.
fn zero_shape(f: &Expr, wrt: &Variable, form: &Form) -> Option<Shape> {
    let x = wrt.symbol.shape();
    let (m, n) = (f.shape().count(), x.count());
    Some(match form {
        Form::Gradient => x.clone(),
        Form::GradientTransposed => x.transposed(),
        Form::Jacobian => Shape::matrix(m, n),
        Form::JacobianTransposed => Shape::matrix(n, m),
        Form::Hessian => Shape::matrix(m.mul(&n), n),
        Form::Differential | Form::SecondDifferential | Form::Entry(..) | Form::Along(_) => f.shape().clone(),
    })
}

/// The verdict once enough points were compared, or from what there is at the `end`.
fn decided(tally: &Tally, end: bool) -> Option<Verdict> {
    let evidence = |max_relative_error, sizes: &[Sizes]| Evidence {
        method: "dual numbers in random directions",
        max_relative_error,
        sizes: sizes.to_vec(),
    };
    Some(match tally.outcome(end)? {
        Outcome::Agree => Verdict::Verified(evidence(tally.errors.0, &tally.agreed)),
        Outcome::Differ => Verdict::Failed(evidence(tally.errors.1, &tally.differed)),
        Outcome::Mixed => Verdict::Unknown("the values agree at most points but not at all of them".into()),
    })
}

struct Trial<'a> {
    program: &'a Program,
    sample: &'a Sample,
    wrt: &'a Variable,
    form: &'a Form,
    /// Where the indices of the variable stand among the program's expressions.
    members: usize,
}

impl Trial<'_> {
    fn compare(&self, moves: &mut [(String, Option<Vec<i64>>)]) -> Option<Comparison> {
        let member = (0..self.wrt.indices.len())
            .map(|k| Some(self.plain(self.members + k)?.0.as_scalar()?.round() as i64))
            .collect::<Option<Vec<i64>>>()?;
        if let (Some(first), false) = (moves.first_mut(), self.wrt.indices.is_empty()) {
            first.1 = Some(member.clone());
        }
        let shape = self.variable_shape()?;
        let along = match self.form {
            Form::Entry(..) => Some(self.entry_direction(shape)?),
            Form::Along(_) => Some(self.plain(2)?.0),
            _ => None,
        };
        let again = matches!(self.form, Form::SecondDifferential);
        let moving = Moving { base: self.sample, moves, along: along.as_ref(), again };
        let (claimed, size) = self.plain(1)?;
        let direction = |which| self.sample.direction::<f64>(&self.wrt.symbol, &member, shape, which);
        let (first, second, largest) = match self.form {
            Form::Hessian | Form::SecondDifferential => {
                let (value, largest) = self.moved::<Dual<Dual<f64>>>(&moving)?;
                (None, Some(value.map(|x| x.eps.eps)), largest)
            }
            _ => {
                let (value, largest) = self.moved::<Dual<f64>>(&moving)?;
                (Some(value.map(|x| x.eps)), None, largest)
            }
        };
        let magnitude = size.max(largest);
        let make = |left: Vec<f64>, actual: Matrix<f64>| {
            Some(Comparison { left, right: actual.vec().entries().to_vec(), magnitude })
        };
        match (self.form, first, second) {
            (Form::Gradient | Form::GradientTransposed, Some(df), _) => {
                let g = if matches!(self.form, Form::Gradient) { claimed } else { claimed.transpose() };
                self.gradient(&g, &direction(0)?, &df, magnitude)
            }
            (Form::Jacobian | Form::JacobianTransposed, Some(df), _) => {
                let j = if matches!(self.form, Form::Jacobian) { claimed } else { claimed.transpose() };
                let Some(v) = self.coordinates(&direction(0)?, j.cols).filter(|_| j.rows == df.entries().len()) else {
                    return Some(Comparison::misfit());
                };
                make(times(&j, &v)?, df)
            }
            (Form::Hessian, _, Some(ddf)) => {
                if self.structure() == Structure::Orthogonal {
                    return None;
                }
                let outputs = ddf.entries().len();
                let v = self.coordinates(&direction(0)?, claimed.cols);
                let w = self.coordinates(&direction(1)?, claimed.rows / outputs.max(1));
                let (Some(v), Some(w), true) = (v, w, outputs > 0 && claimed.rows.is_multiple_of(outputs)) else {
                    return Some(Comparison::misfit());
                };
                let hv = times(&claimed, &v)?;
                let applied = (0..outputs).map(|r| w.iter().enumerate().map(|(c, w)| w * hv[r + outputs * c]).sum());
                make(applied.collect(), ddf)
            }
            (Form::SecondDifferential, _, Some(ddf)) => self.same_shape(claimed, ddf, magnitude),
            (_, Some(df), _) => self.same_shape(claimed, df, magnitude),
            _ => None,
        }
    }

    /// Expression number `k` of the program without derivatives.
    fn plain(&self, k: usize) -> Option<(Matrix<f64>, f64)> {
        evaluate_one::<f64>(self.program, k, self.sample)
    }

    fn moved<S: Evaluable + Perturb>(&self, moving: &Moving) -> Option<(Matrix<S>, f64)> {
        evaluate_one::<S>(self.program, 0, moving)
    }

    fn variable_shape(&self) -> Option<(usize, usize)> {
        let value = |d: &Dim| usize::try_from(d.evaluate(&|n| self.sample.sizes.get(n))?).ok();
        let s = self.wrt.symbol.shape();
        Some((value(&s.rows)?, value(&s.cols)?))
    }

    fn structure(&self) -> Structure {
        let s = self.wrt.symbol.shape();
        if s.is_square() && !s.is_scalar() { Structure::of(self.wrt.symbol.properties()) } else { Structure::Free }
    }

    fn same_shape(&self, claimed: Matrix<f64>, actual: Matrix<f64>, magnitude: f64) -> Option<Comparison> {
        if (claimed.rows, claimed.cols) != (actual.rows, actual.cols) {
            return Some(Comparison::misfit());
        }
        Some(Comparison { left: claimed.entries().to_vec(), right: actual.entries().to_vec(), magnitude })
    }

    /// `⟨G, V⟩ = df[V]`; a structured gradient also has the structure.
    fn gradient(&self, g: &Matrix<f64>, v: &Matrix<f64>, df: &Matrix<f64>, magnitude: f64) -> Option<Comparison> {
        let df = df.as_scalar()?;
        if (g.rows, g.cols) != (v.rows, v.cols) {
            return Some(Comparison::misfit());
        }
        let weights = self.coordinates(v, v.entries().len())?;
        let sum = g.vec().entries().iter().zip(&weights).map(|(g, v)| g * v).sum();
        let (mut claimed, mut actual) = (vec![sum], vec![*df]);
        if self.sample.structured {
            let n = g.rows;
            let x = self.sample.draw::<f64>(&self.wrt.symbol, &[], (g.rows, g.cols));
            let expected = match self.structure() {
                Structure::Free => g.clone(),
                Structure::Symmetric => g.transpose(),
                Structure::Skew => g.transpose().map(|x| -x),
                Structure::Diagonal => Matrix::from_fn(n, n, |i, j| if i == j { *g.at(i, j) } else { 0.0 }),
                Structure::Lower => Matrix::from_fn(n, n, |i, j| if i >= j { *g.at(i, j) } else { 0.0 }),
                Structure::Upper => Matrix::from_fn(n, n, |i, j| if i <= j { *g.at(i, j) } else { 0.0 }),
                // Tangent at X: XᵀG is skew, so G = −X GᵀX.
                Structure::Orthogonal => x.as_ref()?.mul(&g.transpose())?.mul(x.as_ref()?)?.map(|x| -x),
            };
            claimed.extend(g.entries());
            actual.extend(expected.entries());
        }
        Some(Comparison { left: claimed, right: actual, magnitude })
    }

    /// V as the column that a derivative with `columns` columns is applied to. If structured: the independent entries, each once,
    /// either in their places among all entries or by themselves.
    fn coordinates(&self, v: &Matrix<f64>, columns: usize) -> Option<Vec<f64>> {
        let all = v.vec().entries().to_vec();
        if !self.sample.structured {
            return (columns == all.len()).then_some(all);
        }
        let n = v.rows;
        let structure = self.structure();
        let independent = |i: usize, j: usize| match structure {
            Structure::Free | Structure::Orthogonal => true,
            Structure::Symmetric | Structure::Lower => i >= j,
            Structure::Skew => i > j,
            Structure::Upper => i <= j,
            Structure::Diagonal => i == j,
        };
        let below = |m: &Matrix<f64>, strict: usize| -> Vec<f64> {
            (0..n).flat_map(|j| (j + strict..n).map(move |i| *m.at(i, j))).collect()
        };
        let places: Vec<(bool, f64)> =
            all.iter().enumerate().map(|(k, &x)| (independent(k % n.max(1), k / n.max(1)), x)).collect();
        if columns == places.len() {
            return Some(places.into_iter().map(|(keep, x)| if keep { x } else { 0.0 }).collect());
        }
        let own: Vec<f64> = match structure {
            // Row by row, as vech Xᵀ.
            Structure::Upper => below(&v.transpose(), 0),
            // V = Q Ω: the entries of Ω below the diagonal.
            Structure::Orthogonal => {
                let q = self.sample.draw::<f64>(&self.wrt.symbol, &[], (n, n))?;
                below(&q.transpose().mul(v)?, 1)
            }
            _ => places.into_iter().filter(|(keep, _)| *keep).map(|(_, x)| x).collect(),
        };
        (columns == own.len()).then_some(own)
    }

    /// The direction in which entry (i, j) of the variable moves by 1.
    fn entry_direction(&self, (rows, cols): (usize, usize)) -> Option<Matrix<f64>> {
        let place = |k: usize| (self.plain(k)?.0.as_scalar()?.round() as usize).checked_sub(1);
        let (i, j) = (place(2)?, place(3)?);
        if i >= rows || j >= cols {
            return None;
        }
        let at =
            |a: usize, b: usize, x: f64| Matrix::from_fn(rows, cols, |r, c| if (r, c) == (a, b) { x } else { 0.0 });
        let tied = match self.structure() {
            Structure::Free => return Some(at(i, j, 1.0)),
            // An entry alone cannot move, and which of two tied ones is meant is not said.
            _ if !self.sample.structured => return None,
            Structure::Symmetric if i != j => at(j, i, 1.0),
            Structure::Skew => at(j, i, -1.0),
            Structure::Orthogonal => return None,
            Structure::Diagonal if i != j => return None,
            Structure::Lower if i < j => return None,
            Structure::Upper if i > j => return None,
            _ => return Some(at(i, j, 1.0)),
        };
        at(i, j, 1.0).add(&tied)
    }
}

fn times(m: &Matrix<f64>, v: &[f64]) -> Option<Vec<f64>> {
    (m.cols == v.len()).then(|| (0..m.rows).map(|i| (0..m.cols).map(|j| m.at(i, j) * v[j]).sum()).collect())
}
