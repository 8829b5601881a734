//! Floating-point numbers compared: what rounding explains is agreement, what it cannot explain is a difference, and what lies
//! between counts for neither.

use super::sample::Sizes;

/// Points compared before the answer counts.
pub(super) const ENOUGH: usize = 3;

/// Two lists of numbers that should agree, and the largest number met in computing them.
pub(super) struct Comparison {
    pub left: Vec<f64>,
    pub right: Vec<f64>,
    pub magnitude: f64,
}

impl Comparison {
    /// Shapes that differ.
    pub fn misfit() -> Comparison {
        Comparison { left: vec![], right: vec![1.0], magnitude: 1.0 }
    }
}

/// What the comparisons so far add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Agree,
    Differ,
    /// Agreement at most points but not at all: a kink, or a rounding error.
    Mixed,
}

/// The comparisons made so far.
#[derive(Default)]
pub(super) struct Tally {
    pub agreed: Vec<Sizes>,
    pub differed: Vec<Sizes>,
    /// The largest relative error where the values agreed, and where they differed.
    pub errors: (f64, f64),
}

impl Tally {
    pub fn is_empty(&self) -> bool {
        self.agreed.is_empty() && self.differed.is_empty()
    }

    pub fn add(&mut self, c: &Comparison, sizes: Sizes) {
        if c.left.len() != c.right.len() {
            self.errors.1 = 1.0;
            self.differed.push(sizes);
            return;
        }
        let largest = |v: &[f64]| v.iter().fold(0.0f64, |m, x| m.max(x.abs()));
        let scale = largest(&c.left).max(largest(&c.right));
        let error = c.left.iter().zip(&c.right).map(|(a, b)| (a - b).abs()).fold(0.0f64, f64::max);
        let nan = c.left.iter().chain(&c.right).any(|x| !x.is_finite());
        if nan || !c.magnitude.is_finite() {
            return;
        }
        let relative = if error == 0.0 { 0.0 } else { error / scale.max(1e-3 * c.magnitude) };
        if error > 1e-6 * scale + 1e-9 * c.magnitude {
            self.errors.1 = self.errors.1.max(relative);
            self.differed.push(sizes);
        } else if error <= 1e-8 * scale + 1e-11 * c.magnitude {
            self.errors.0 = self.errors.0.max(relative);
            self.agreed.push(sizes);
        }
    }

    /// The outcome once enough points were compared, or from what there is at the `end`.
    pub fn outcome(&self, end: bool) -> Option<Outcome> {
        match (self.agreed.len(), self.differed.len()) {
            (_, 2..) => Some(Outcome::Differ),
            (0..ENOUGH, 1) if end => Some(Outcome::Differ),
            (_, 1) if end => Some(Outcome::Mixed),
            (ENOUGH.., 0) => Some(Outcome::Agree),
            (1.., 0) if end => Some(Outcome::Agree),
            _ => None,
        }
    }
}
