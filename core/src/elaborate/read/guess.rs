//! What an undeclared name may be, by how it is set: bold lower case a vector, upper case a matrix, other letters a scalar until
//! the formula forces more.

use super::Reader;
use crate::elaborate::key::Named;
use crate::elaborate::scope::Class;
use crate::elaborate::term::{Guess, Id, Op, Undeclared};
use crate::notation::{Accent, Font, Name, Node, Span};
use crate::shape::{Dim, Shape};

/// The likeliest first.
pub(super) fn guesses(name: &Name) -> Vec<Guess> {
    let letter = name.base.trim_start_matches('\\');
    let upper = letter.starts_with(|c: char| c.is_uppercase());
    let vector = name.font.is_bold() || name.accents.iter().any(|a| matches!(a, Accent::Vec | Accent::Underline));
    match (upper, vector) {
        (false, true) => vec![Guess::Vector, Guess::Row, Guess::Scalar],
        (true, true) => vec![Guess::Matrix, Guess::Vector, Guess::Scalar],
        (true, false) if matches!(name.font, Font::Cal | Font::Script | Font::Roman | Font::Frak) => {
            vec![Guess::Scalar, Guess::Matrix]
        }
        (true, false) => vec![Guess::Matrix, Guess::Scalar],
        (false, false) => vec![Guess::Scalar, Guess::Vector, Guess::Row, Guess::Matrix],
    }
}

impl Reader<'_> {
    /// The term of an undeclared name; one name has one shape throughout.
    pub(super) fn undeclared(&mut self, name: &Named, span: Span) -> Id {
        let guesses = match self.scope.custom(name.name) {
            Some(Class::Scalar) => vec![Guess::Scalar],
            Some(Class::Vector) => vec![Guess::Vector],
            Some(Class::Matrix) => vec![Guess::Matrix],
            None => guesses(name.name),
        };
        self.undeclared_as(&name.key, &name.latex, guesses, 0, vec![], span)
    }

    /// The term of a member of a family nobody declared.
    pub(super) fn undeclared_member(&mut self, name: &Named, indices: Vec<Id>, span: Span) -> Id {
        let (key, latex) = (name.family_key(), String::from(&*name.name.latex));
        self.undeclared_as(&key, &latex, guesses(name.name), indices.len(), indices, span)
    }

    pub(super) fn undeclared_as(
        &mut self,
        key: &str,
        latex: &str,
        guesses: Vec<Guess>,
        family: usize,
        indices: Vec<Id>,
        span: Span,
    ) -> Id {
        let number = match self.names.get(key) {
            Some(&n) => n,
            None => {
                let shape = match guesses.as_slice() {
                    [Guess::Scalar] => Shape::scalar(),
                    [Guess::Vector] => Shape::vector(self.shapes.fresh(false, false)),
                    _ => self.soft(),
                };
                let (key, latex) = (key.to_string(), latex.to_string());
                self.names.insert(key.clone(), self.undeclared.len());
                self.undeclared.push(Undeclared {
                    key,
                    latex,
                    shape,
                    guesses,
                    guessed: false,
                    open: false,
                    family,
                    alternative: false,
                    span,
                });
                self.undeclared.len() - 1
            }
        };
        let shape = self.undeclared.get(number).map_or_else(Shape::scalar, |u| u.shape.clone());
        self.term(Op::Undeclared(number), indices, shape, span)
    }

    /// A piece that is a name, though not one letter: `\overline{AB}`.
    pub(super) fn unnamed(&mut self, node: &Node) -> Id {
        match crate::elaborate::key::plain(node) {
            Some(key) => self.undeclared_as(&key, &key, vec![Guess::Matrix, Guess::Scalar], 0, vec![], node.span),
            None => self.opaque_with_parts(node, "an accent over an expression"),
        }
    }

    /// A size as the number it is.
    pub(super) fn size(&mut self, dim: Dim, span: Span) -> Id {
        self.term(Op::Size(dim), vec![], Shape::scalar(), span)
    }
}
