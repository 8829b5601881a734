//! Brackets: grouping, bars, norms, inner products.

use super::Reader;
use super::script::library;
use crate::elaborate::key::{named, plain};
use crate::elaborate::problem::Operation;
use crate::elaborate::term::{Constraint, Guess, Id, Norm, Op};
use crate::functions::NORMP;
use crate::notation::{Delim, Fence, Kind, Node, ProdOp, Sep, SupKind};
use crate::shape::Shape;

/// Whether a subscript belongs to what the brackets mean: of a norm or an inner product.
pub(super) fn takes_subscript(f: &Fence) -> bool {
    matches!((f.open, f.close), (Delim::DoubleBar, Delim::DoubleBar) | (Delim::Angle, Delim::Angle))
}

/// The order of a norm that is named by its space of sequences, `\ell_2`.
fn of_sequences(sub: &Node) -> &Node {
    match &sub.kind {
        Kind::Script(s) if s.sup.is_none() && s.base.as_symbol().is_some_and(|n| &*n.base == "\\ell") => {
            s.sub.as_ref().unwrap_or(sub)
        }
        _ => sub,
    }
}

/// Whether the subscript of an inner product only says that it is the usual one: `F`.
fn frobenius(sub: &Node) -> bool {
    match &sub.kind {
        Kind::Symbol(name) => matches!(&*name.base, "F" | "Fro" | "fro"),
        Kind::Text(text) => matches!(text.trim().to_ascii_lowercase().as_str(), "f" | "fro"),
        Kind::Number(n) => &**n == "2",
        _ => false,
    }
}

impl Reader<'_> {
    /// Whether a norm's subscript is the p of a p-norm: a number, a declared scalar, or the letter itself.
    fn is_order(&self, sub: &Node) -> bool {
        match &sub.kind {
            Kind::Number(_) => true,
            Kind::Symbol(name) => match self.scope.get(&name.key()) {
                Some(entry) => entry.known.shape().is_some_and(Shape::is_scalar),
                None => name.accents.is_empty() && matches!(&*name.base, "p" | "q"),
            },
            _ => false,
        }
    }

    /// Something in brackets; `sub` is the subscript of a norm.
    pub(super) fn fence(&mut self, node: &Node, f: &Fence, sub: Option<&Node>) -> Id {
        let only = match f.items.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        match (f.open, f.close, only) {
            (Delim::Paren | Delim::Bracket | Delim::Brace, _, Some(only)) if self.is_any_block(only) => {
                self.opaque_with_parts(node, "a matrix given by one of its blocks")
            }
            (Delim::Paren | Delim::Bracket | Delim::Brace | Delim::None, close, Some(only))
                if close == f.open || (f.open == Delim::None && close != Delim::Bar) =>
            {
                let id = self.read(only);
                if let Some(t) = self.terms.get_mut(id) {
                    t.outer = node.span;
                }
                id
            }
            (Delim::None, Delim::Bar, Some(only)) => self.read(only),
            (Delim::Bar, Delim::Bar, Some(only)) => {
                let id = self.read(only);
                self.term(Op::Bars, vec![id], Shape::scalar(), node.span)
            }
            (Delim::DoubleBar, Delim::DoubleBar, Some(only)) => self.norm(node, only, sub),
            (Delim::Angle, Delim::Angle, _) => self.inner(node, f, sub),
            (Delim::Floor | Delim::Ceil, _, _) => self.opaque_scalar(node, "rounding has no derivative"),
            (Delim::Bracket, Delim::Bracket, None)
                if !f.items.is_empty() && f.seps.iter().all(|s| *s == Sep::Space) =>
            {
                self.opaque_with_parts(node, "a list in brackets")
            }
            _ => self.opaque_with_parts(node, "a list in brackets"),
        }
    }

    /// Whether this is an entry whose indices nothing binds, times a matrix: in brackets, as in `[a_{ij} B]`, all such blocks.
    fn is_any_block(&self, node: &Node) -> bool {
        let Kind::Product(factors) = &node.kind else { return false };
        let [(_, entry), (ProdOp::Juxtapose, matrix)] = factors.as_slice() else { return false };
        let index = |node: &&Node| node.as_symbol().is_some_and(|name| matches!(&*name.base, "i" | "j" | "k" | "l"));
        named(entry).is_some_and(|name| name.subs.len() == 2 && name.subs.iter().all(index))
            && named(matrix).is_some_and(|name| name.indices() == 0 && name.name.base.starts_with(char::is_uppercase))
            && !self.mentions_bound(entry)
    }

    fn norm(&mut self, node: &Node, body: &Node, sub: Option<&Node>) -> Id {
        let id = self.read(body);
        let sub = sub.map(of_sequences);
        let kind = match sub.map(|n| &n.kind) {
            None => Some(Norm::Two),
            Some(Kind::Number(n)) => match &**n {
                "2" if self.options.strict => Some(Norm::Named("norm2")),
                "2" => Some(Norm::Two),
                "1" => Some(Norm::Named("norm1")),
                _ => None,
            },
            Some(Kind::Symbol(name)) => match name.base.trim_start_matches('\\') {
                "F" | "Fro" | "fro" => Some(Norm::Named("normf")),
                "infty" => Some(Norm::Named("norminf")),
                "ast" | "nuc" | "nuclear" => Some(Norm::Named("nuclear")),
                "op" | "spec" | "spectral" => Some(Norm::Named("sigmamax")),
                _ => None,
            },
            Some(Kind::Product(_)) if sub.and_then(plain).is_some_and(|word| matches!(&*word, "Fro" | "fro")) => {
                Some(Norm::Named("normf"))
            }
            Some(Kind::Mark(mark)) if matches!(&**mark, "*" | "\\ast" | "\\star") => Some(Norm::Named("nuclear")),
            Some(Kind::Text(text)) => match text.trim().to_ascii_lowercase().as_str() {
                "f" | "fro" => Some(Norm::Named("normf")),
                "nuc" | "nuclear" | "tr" => Some(Norm::Named("nuclear")),
                "op" | "spec" | "spectral" => Some(Norm::Named("sigmamax")),
                _ => None,
            },
            _ => None,
        };
        let kind = kind.filter(|k| match k {
            Norm::Two => true,
            Norm::Named(name) => library(name).is_some(),
        });
        if let (None, Some(p)) = (&kind, sub.filter(|n| self.is_order(n))) {
            let p = self.read(p);
            return self.call(NORMP, vec![id, p], node.span);
        }
        if let Some(kind) = kind {
            return self.term(Op::Norm(kind), vec![id], Shape::scalar(), node.span);
        }
        let covariance = sub.and_then(named).is_some_and(|name| &*name.name.base == "\\Sigma");
        let why = match sub.and_then(|n| self.weight(n)) {
            Some(_) if covariance => "a norm that some weigh by the matrix and some by its inverse",
            Some(weight) => {
                let weighed = self.chain(vec![weight, id], false, false, node.span);
                let square = self.term(Op::Inner, vec![id, weighed], Shape::scalar(), node.span);
                return self.term(Op::Sqrt, vec![square], Shape::scalar(), node.span);
            }
            None => "this norm is not known",
        };
        let out = self.opaque(node, why);
        if let Some(t) = self.terms.get_mut(out) {
            t.shape = Shape::scalar();
        }
        out
    }

    /// A factor of an inner product, where an undeclared `\pi` is a plan or a policy, not the number.
    fn factor_of_inner(&mut self, node: &Node) -> Id {
        match node.as_symbol() {
            Some(name) if &*name.base == "\\pi" && self.scope.get(&name.key()).is_none() => {
                let guesses = vec![Guess::Vector, Guess::Matrix];
                self.undeclared_as(&name.key(), &name.latex, guesses, 0, vec![], node.span)
            }
            _ => self.read(node),
        }
    }

    /// The matrix that weighs a norm or an inner product, `\|x\|_M`, `\langle x, y \rangle_{M^{-1}}`: a declared one or its inverse.
    fn weight(&mut self, sub: &Node) -> Option<Id> {
        let base = match &sub.kind {
            Kind::Script(s) if s.sup.as_ref().is_some_and(|p| p.kind == SupKind::Inverse) => &s.base,
            _ => sub,
        };
        let shape = self.scope.get(&named(base)?.key)?.known.shape()?.clone();
        (self.options.strict && shape.is_square() && !shape.is_scalar()).then(|| self.read(sub))
    }

    /// `\langle A, B \rangle`, `\langle x, y \rangle_M`.
    fn inner(&mut self, node: &Node, f: &Fence, sub: Option<&Node>) -> Id {
        let [a, b] = f.items.as_slice() else { return self.opaque_with_parts(node, "angle brackets") };
        if !f.seps.iter().all(|s| matches!(s, Sep::Comma | Sep::Bar | Sep::Semicolon)) {
            return self.opaque_with_parts(node, "angle brackets");
        }
        let terms = vec![self.factor_of_inner(a), self.factor_of_inner(b)];
        let shape = self.any();
        let both = self.term(Op::Opaque, vec![], shape, node.span);
        let mut id = self.term(Op::Inner, terms.clone(), Shape::scalar(), node.span);
        if let (Some(sub), [a, b]) = (sub.filter(|n| !frobenius(n)), terms.as_slice()) {
            id = match self.weight(sub) {
                Some(weight) => {
                    let weighed = self.chain(vec![weight, *b], false, false, node.span);
                    self.term(Op::Inner, vec![*a, weighed], Shape::scalar(), node.span)
                }
                None => self.opaque(node, "this inner product is not known"),
            };
            if let Some(t) = self.terms.get_mut(id) {
                t.shape = Shape::scalar();
            }
        }
        self.constraints.push(Constraint::Same { id: both, terms, operation: Operation::Inner });
        id
    }
}
