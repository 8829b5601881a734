//! Trials of what an undeclared name may be. Where it stands speaks first, then how it looks; where two readings fit and neither
//! speaks, the name stays open.

use super::{Class, TRIED, TRIED_CONSTRAINTS};
use crate::elaborate::read::Reader;
use crate::elaborate::shapes::Equal;
use crate::elaborate::term::{Constraint, Guess, Id, Op};
use crate::shape::{Dim, Shape};

/// Letters that are numbers by custom, whatever they stand beside.
const NUMBERS: [&str; 19] = [
    "\\alpha",
    "\\gamma",
    "\\delta",
    "\\epsilon",
    "\\varepsilon",
    "\\zeta",
    "\\eta",
    "\\kappa",
    "\\lambda",
    "\\nu",
    "\\rho",
    "\\sigma",
    "\\tau",
    "\\omega",
    "c",
    "k",
    "m",
    "n",
    "t",
];

/// What the places of a name in the formula say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Only an array stands there.
    Array,
    /// A number as well as an array, and the formula means two things.
    Either,
    /// Nothing.
    Mute,
}

impl Reader<'_> {
    /// Tries what an undeclared name may be, the likeliest first, and keeps the first that contradicts nothing.
    pub(super) fn guess(&mut self, at: usize, pending: &[&Constraint]) {
        let Some(name) = self.undeclared.get(at) else { return };
        let (shape, mut guesses) = (name.shape.clone(), name.guesses.clone());
        let few = self.undeclared.len() <= TRIED;
        let place = if few { self.place(at) } else { Place::Mute };
        if guesses.first() == Some(&Guess::Scalar) && place == Place::Array {
            guesses.sort_by_key(|g| *g != Guess::Vector);
        }
        let tried = few && pending.len() <= TRIED_CONSTRAINTS;
        let pending = if tried { pending } else { &[] };
        let fitting = |reader: &mut Self, guess: &Guess| reader.may_be(&shape, *guess, pending);
        let Some(first) = guesses.iter().copied().find(|g| fitting(self, g)) else { return };
        let scalar = first == Guess::Scalar;
        let open = place == Place::Either
            && guesses.iter().any(|g| (*g == Guess::Scalar) != scalar && *g != Guess::Row && fitting(self, g));
        // The likeliest is taken for the shapes of what stands around it; it means nothing all the same.
        self.suppose(&shape, first);
        if let Some(u) = self.undeclared.get_mut(at) {
            u.guessed = true;
            u.open = open;
        }
    }

    /// Whether nothing fails where a shape is what is guessed.
    fn may_be(&mut self, shape: &Shape, guess: Guess, pending: &[&Constraint]) -> bool {
        let mark = self.shapes.mark();
        let failed = self.failed.len();
        let asked = (std::mem::replace(&mut self.brief, true), std::mem::replace(&mut self.shapes.lax, true));
        let mut fits = self.suppose(shape, guess);
        if fits && !pending.is_empty() {
            self.rounds(&mut pending.to_vec());
            fits = self.failed.len() == failed;
        }
        (self.brief, self.shapes.lax) = asked;
        self.failed.truncate(failed);
        self.shapes.undo(mark);
        fits
    }

    fn suppose(&mut self, shape: &Shape, guess: Guess) -> bool {
        let (rows, cols) = match guess {
            Guess::Scalar => (Dim::one(), Dim::one()),
            Guess::Vector => (self.shapes.fresh(false, true), Dim::one()),
            Guess::Row => (Dim::one(), self.shapes.fresh(false, true)),
            Guess::Matrix => (self.shapes.fresh(false, true), self.shapes.fresh(false, false)),
        };
        self.shapes.unify(&shape.rows, &rows) != Equal::No && self.shapes.unify(&shape.cols, &cols) != Equal::No
    }

    /// What the places of an undeclared name say of it.
    fn place(&self, at: usize) -> Place {
        let Some(name) = self.undeclared.get(at) else { return Place::Mute };
        let is_name = |id: &Id| self.is_undeclared(*id, at);
        if name.guesses.first() == Some(&Guess::Matrix) {
            return if self.only_scales(at) { Place::Either } else { Place::Mute };
        }
        let mut place = Place::Mute;
        for term in &self.terms {
            match term.op {
                Op::Transpose if term.args.iter().any(|arg| self.is_undeclared_inside(*arg, at)) => {
                    return Place::Array;
                }
                Op::Product { .. } => {
                    for (k, pair) in term.args.windows(2).enumerate() {
                        let [before, after] = pair else { continue };
                        // After a matrix or a row.
                        if self.is_undeclared_inside(*after, at) && self.shapes.is_many(&self.shape(*before).cols) {
                            return Place::Array;
                        }
                        // Before a row: `u v^T` is an outer product, and `u v^T x` is that times x, or a number times a number.
                        if is_name(before) && self.is_row(*after) && !is_number(&name.key) {
                            if k + 2 == term.args.len() {
                                return Place::Array;
                            }
                            place = if self.sets_vectors_in_bold() { Place::Mute } else { Place::Either };
                        }
                    }
                }
                _ => {}
            }
        }
        place
    }

    /// Whether the author tells vectors from numbers by their type.
    fn sets_vectors_in_bold(&self) -> bool {
        let bold = |key: &str| key.starts_with("b:") || key.starts_with("vec.");
        self.terms.iter().any(|t| match &t.op {
            Op::Symbol(s) => bold(s.key()),
            Op::Undeclared(n) => self.undeclared.get(*n).is_some_and(|u| bold(&u.key)),
            _ => false,
        })
    }

    /// Whether a name occurs only as a factor of numbers that are worked out: `N \log |X|`, where it may count something.
    fn only_scales(&self, at: usize) -> bool {
        let mut uses = self.terms.iter().filter(|t| t.args.iter().any(|a| self.is_undeclared(*a, at))).peekable();
        let worked_out = |id: &Id| {
            let computed = self.terms.get(*id).is_some_and(|t| !t.args.is_empty());
            computed && self.class(&self.shape(*id)) == Class::Scalar
        };
        uses.peek().is_some()
            && uses.all(|t| {
                matches!(t.op, Op::Product { .. })
                    && t.args.iter().all(|a| self.is_undeclared(*a, at) || self.class(&self.shape(*a)) == Class::Scalar)
                    && t.args.iter().any(worked_out)
            })
    }

    fn is_undeclared(&self, id: Id, at: usize) -> bool {
        matches!(self.terms.get(id).map(|t| &t.op), Some(Op::Undeclared(n)) if *n == at)
    }

    /// Whether a piece is the name, a function of its entries, or a sum with one of these.
    fn is_undeclared_inside(&self, id: Id, at: usize) -> bool {
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            match self.terms.get(id).map(|term| (&term.op, &term.args)) {
                Some((Op::Call(f), args)) if args.len() == 1 && f.is_entrywise() => stack.extend(args),
                Some((Op::Sum(_), args)) => stack.extend(args),
                _ if self.is_undeclared(id, at) => return true,
                _ => {}
            }
        }
        false
    }

    /// Whether a piece is a row: by its shape, or a transposed letter that is no matrix by its looks.
    fn is_row(&self, id: Id) -> bool {
        let shape = self.shapes.resolve_shape(&self.shape(id));
        if shape.is_row() && self.shapes.is_many(&shape.cols) {
            return true;
        }
        let Some(term) = self.terms.get(id).filter(|t| matches!(t.op, Op::Transpose)) else { return false };
        term.args.iter().any(|a| match self.terms.get(*a).map(|t| &t.op) {
            Some(Op::Undeclared(n)) => {
                self.undeclared.get(*n).is_some_and(|u| u.guesses.first() != Some(&Guess::Matrix))
            }
            _ => false,
        })
    }
}

/// Whether a letter, with whatever indices, is a number by custom.
fn is_number(key: &str) -> bool {
    let base = key.split(['[', '_', '^']).next().unwrap_or_default();
    NUMBERS.contains(&base)
}
