//! Names: what a symbol with its indices stands for here.

use super::Reader;
use crate::elaborate::declare;
use crate::elaborate::key::{Named, named, plain};
use crate::elaborate::scope::{Entry, Known};
use crate::elaborate::term::{Constraint, Guess, Id, Op, Reading};
use crate::expr::Symbol;
use crate::expr::build::{duplication, elimination, skew_duplication};
use crate::functions::PI;
use crate::notation::{Accent, Font, Kind, Name, Node, Script, SupKind};
use crate::shape::{Dim, Shape, SizeName};

/// A constant that takes the fitting size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Constant {
    Identity,
    Ones,
    Zero,
}

/// The constant a symbol is by custom.
pub(super) fn constant(node: &Node) -> Option<Constant> {
    let name = match &node.kind {
        Kind::Symbol(name) => name,
        Kind::Number(n) if &**n == "0" => return Some(Constant::Zero),
        _ => return None,
    };
    if !name.accents.is_empty() {
        return None;
    }
    match (&*name.base, name.font) {
        ("I", Font::Plain | Font::Bold | Font::BoldItalic | Font::Bb | Font::Roman | Font::Italic | Font::Sans) => {
            Some(Constant::Identity)
        }
        ("Id", Font::Roman) => Some(Constant::Identity),
        ("1", Font::Bold | Font::BoldItalic | Font::Bb) | ("\\one" | "\\ones", _) => Some(Constant::Ones),
        ("0", Font::Bold | Font::BoldItalic | Font::Bb | Font::Plain) | ("\\zero" | "\\zeros", _) => {
            Some(Constant::Zero)
        }
        _ => None,
    }
}

/// Whether a size has the index in a script of its name: `d_l`, `n^{[l-1]}`.
fn depends_on(dim: &Dim, index: &str) -> bool {
    dim.names().iter().any(|name| match name {
        SizeName::Named(n) => n
            .split_once(['_', '^'])
            .is_some_and(|(_, scripts)| scripts.split(|c: char| !c.is_alphanumeric() && c != '\\').any(|w| w == index)),
        SizeName::Unknown(_) => false,
    })
}

impl Reader<'_> {
    pub(super) fn symbol(&mut self, node: &Node) -> Id {
        match named(node) {
            Some(name) => self.name(node, &name),
            None => self.opaque(node, "not a name"),
        }
    }

    /// A name with its indices.
    pub(super) fn name(&mut self, node: &Node, name: &Named) -> Id {
        if name.indices() > 0 && name.primes == 0 {
            return self.indexed(node, name);
        }
        let scope = self.scope;
        if let Some(entry) = scope.get(&name.key) {
            return self.known(node, entry);
        }
        if let Some(at) = self.bound_index(&name.key) {
            return at;
        }
        if let Some(c) = constant(node) {
            return self.constant(c, None, node);
        }
        if let Some(size) = plain(node)
            && (self.sizes.contains(&size) || self.scope.is_size(&size))
        {
            return self.size(Dim::named(&size), node.span);
        }
        match &*name.name.base {
            "\\infty" => self.opaque_scalar(node, "infinity is no number"),
            "\\pi" if self.options.strict && &*name.name.key() == "\\pi" => self.call(PI, vec![], node.span),
            "\\pi" => self.undeclared_as(&name.key, &name.latex, vec![Guess::Scalar], 0, vec![], node.span),
            _ => self.undeclared(name, node.span),
        }
    }

    /// A name that is known.
    fn known(&mut self, node: &Node, entry: &Entry) -> Id {
        let shape = entry.known.shape().cloned();
        match (&entry.known, shape) {
            (Known::Quantity { .. }, Some(shape)) => match entry.symbol() {
                Some(symbol) => self.term(Op::Symbol(symbol), vec![], shape, node.span),
                None => self.opaque(node, "a name without a shape"),
            },
            (Known::Defined { params, body }, Some(shape)) if params.is_empty() => {
                self.term(Op::Body(body.clone()), vec![], shape, node.span)
            }
            (Known::Size, _) => {
                let dim = Dim::named(&plain(node).unwrap_or_else(|| entry.latex.clone()));
                self.size(dim, node.span)
            }
            (Known::Function { .. } | Known::Defined { .. }, _) => self.function_alone(node, entry),
            _ => self.opaque(node, "a name that stands for no matrix"),
        }
    }

    /// A function without its argument: its value at the argument it is customarily given.
    fn function_alone(&mut self, node: &Node, entry: &Entry) -> Id {
        match &entry.known {
            Known::Function { domain, codomain } => {
                let shape = codomain.clone().unwrap_or_else(|| self.soft());
                let domain: Option<Vec<Shape>> = domain.iter().cloned().collect();
                let op = match domain {
                    Some(domain) => Op::Apply {
                        key: entry.key.clone(),
                        latex: entry.latex.clone(),
                        domain,
                        codomain: shape.clone(),
                        reading: Reading::Value,
                    },
                    None => Op::Opaque,
                };
                self.term(op, vec![], shape, node.span)
            }
            Known::Defined { body, .. } => {
                let shape = body.shape().clone();
                self.term(Op::Body(body.clone()), vec![], shape, node.span)
            }
            _ => self.opaque(node, "not a function"),
        }
    }

    fn indexed(&mut self, node: &Node, name: &Named) -> Id {
        let letters: Vec<&Node> = name.subs.iter().chain(&name.sups).copied().collect();
        let bound = letters.iter().any(|n| self.mentions_bound(n));
        let numbered = letters.iter().all(|n| matches!(n.kind, Kind::Number(_)));
        let scope = self.scope;
        let exact = scope.get(&name.key);
        // A member whose index is bound, or a number, belongs to the family; a free one is a quantity of its own.
        let family = scope.get(&name.family_key());
        if (bound || (numbered && exact.is_none()))
            && let Some((shape, symbol)) = self.family_member(family, &letters)
            && let Some(indices) = self.indices(&letters)
        {
            return self.term(Op::Symbol(symbol), indices, shape, node.span);
        }
        if let Some(entry) = exact {
            if let (true, Known::Quantity { shape, properties }) = (bound, &entry.known) {
                // What is known of one member, whose index is free, is known of all.
                let indices = self.indices(&letters);
                let family = Symbol::new(&name.family_key(), &name.name.latex, shape.clone());
                let family = family.with_properties(*properties).with_family(letters.len());
                return match indices {
                    Some(indices) => self.term(Op::Symbol(family), indices, shape.clone(), node.span),
                    None => self.opaque(node, "an index that is not understood"),
                };
            }
            return self.known(node, entry);
        }
        if let (false, Some((shape, symbol))) = (bound, self.family_member(family, &letters)) {
            // Another letter than the declared one may count other things.
            let shape = if numbered { shape } else { self.shapes.softened(&shape) };
            let resolved = self.shapes.resolve_shape(&shape);
            let own = Symbol::new(&name.key, &name.latex, resolved).with_properties(symbol.properties());
            return self.term(Op::Symbol(own), vec![], shape, node.span);
        }
        if let Some(size) = plain(node)
            && (self.sizes.contains(&size) || self.scope.is_size(&size))
        {
            return self.size(Dim::named(&size), node.span);
        }
        if name.sups.is_empty()
            && let Some(id) = self.special(node, name)
        {
            return id;
        }
        if name.sups.is_empty()
            && let Some(id) = self.entry_of_known(node, name, bound)
        {
            return id;
        }
        if bound && let Some(indices) = self.indices(&letters) {
            return self.undeclared_member(name, indices, node.span);
        }
        self.undeclared(name, node.span)
    }

    /// The shape and symbol of a member of a family. A size that depends on the declared index, as `d_l` in `W^l`, is not known for
    /// another.
    fn family_member(&mut self, entry: Option<&Entry>, letters: &[&Node]) -> Option<(Shape, Symbol)> {
        let entry = entry?;
        let Known::Family { shape, indices, .. } = &entry.known else { return None };
        let symbol = entry.symbol()?;
        let mut shape = shape.clone();
        for (declared, used) in indices.iter().zip(letters) {
            if plain(used).as_deref() == Some(declared) {
                continue;
            }
            for dim in [&mut shape.rows, &mut shape.cols] {
                if depends_on(dim, declared) {
                    *dim = self.shapes.fresh(false, false);
                }
            }
        }
        Some((shape, symbol))
    }

    /// `I_n`, `\mathbf 1_n`, `0_{m\times n}`, `\mathbf e_i`, `K_{mn}`; on a command line also `D_n`, `L_n` and `\tilde D_n`.
    fn special(&mut self, node: &Node, name: &Named) -> Option<Id> {
        let Kind::Script(script) = &node.kind else { return None };
        let base = name.name.key();
        if self.scope.get(&base).is_some() {
            return None;
        }
        if constant(&script.base).is_some() {
            return self.sized_constant(node, script);
        }
        let bold = name.name.font.is_bold();
        match (&*name.name.base, name.subs.as_slice()) {
            ("e", [k]) if bold => {
                let k = self.index_value(k)?;
                let n = self.shapes.fresh(true, true);
                Some(self.term(Op::Unit, vec![k], Shape::vector(n), node.span))
            }
            ("\\delta", [_, _])
                if !bold
                    && name.name.accents.is_empty()
                    && (self.options.strict || !self.options.indices.is_empty()) =>
            {
                let places = self.indices(&name.subs)?;
                Some(self.term(Op::Delta, places, Shape::scalar(), node.span))
            }
            ("K", [m, n])
                if name.name.accents.is_empty() && !self.is_matrix("K") && self.counts(m) && self.counts(n) =>
            {
                let (m, n) = (declare::dim(m)?, declare::dim(n)?);
                let mn = m.mul(&n);
                Some(self.term(Op::Commutation(m, n), vec![], Shape::matrix(mn.clone(), mn), node.span))
            }
            ("K", [n]) if self.scope.is_size(&plain(n)?) && !self.is_matrix("K") => {
                let n = declare::dim(n)?;
                let nn = n.mul(&n);
                Some(self.term(Op::Commutation(n.clone(), n), vec![], Shape::matrix(nn.clone(), nn), node.span))
            }
            ("D" | "L", [n])
                if self.options.strict && self.scope.is_size(&plain(n)?) && !self.is_matrix(&name.name.base) =>
            {
                let skew = match &*name.name.accents {
                    [] => false,
                    [Accent::Tilde] if &*name.name.base == "D" => true,
                    _ => return None,
                };
                let n = declare::dim(n)?;
                let c = match (&*name.name.base, skew) {
                    ("L", _) => elimination(&n),
                    (_, true) => skew_duplication(&n),
                    _ => duplication(&n),
                };
                let shape = c.shape().clone();
                Some(self.term(Op::Body(c), vec![], shape, node.span))
            }
            _ => None,
        }
    }

    /// A constant whose subscript is its size.
    pub(super) fn sized_constant(&mut self, node: &Node, script: &Script) -> Option<Id> {
        let sub = script.sub.as_ref().filter(|_| script.sup.is_none())?;
        let dims = match declare::cross(sub, true) {
            Some((rows, cols)) => (rows, Some(cols)),
            None => match declare::extents(sub)?.as_slice() {
                [n] => (n.clone(), None),
                _ => return None,
            },
        };
        let constant = constant(&script.base)?;
        // `I_x` is the information at `x`, not an identity.
        if matches!(constant, Constant::Identity) && !self.may_count(sub) {
            return None;
        }
        Some(self.constant(constant, Some(dims), node))
    }

    /// Whether no letter of a subscript is one that customarily varies, unless it is known for a size.
    pub(super) fn may_count(&self, node: &Node) -> bool {
        match &node.kind {
            Kind::Symbol(name) => {
                let text = name.key();
                let varies = text.starts_with('\\') || matches!(&*text, "t" | "u" | "v" | "w" | "x" | "y" | "z");
                !varies || self.sizes.contains(&text) || self.scope.is_size(&text)
            }
            Kind::Script(script) => {
                let known = plain(node).is_some_and(|text| self.sizes.contains(&text) || self.scope.is_size(&text));
                known || self.may_count(&script.base)
            }
            _ => node.children().into_iter().all(|part| self.may_count(part)),
        }
    }

    /// Whether a subscript of `K` says how many: a number, a size, or a letter that is one by custom. Those of a kernel's matrix say
    /// of what points it is.
    fn counts(&self, node: &Node) -> bool {
        let size = |name: &Name| {
            let text = name.key();
            self.sizes.contains(&text)
                || self.scope.is_size(&text)
                || matches!(&*text, "m" | "n" | "p" | "q" | "r" | "s")
        };
        match &node.kind {
            Kind::Symbol(name) => size(name),
            Kind::Script(script) => plain(node).is_some_and(|text| {
                self.sizes.contains(&text) || self.scope.is_size(&text) || self.counts(&script.base)
            }),
            _ => node.children().into_iter().all(|part| self.counts(part)),
        }
    }

    /// `1^T x`, `1_n`: a 1 with the script of a vector is the vector of ones.
    pub(super) fn plain_ones(&mut self, node: &Node, script: &Script) -> Option<Id> {
        if !matches!(&script.base.kind, Kind::Number(n) if &**n == "1") || script.primes > 0 {
            return None;
        }
        let size = match &script.sub {
            Some(sub) => {
                let name = plain(sub).filter(|n| self.sizes.contains(n) || self.scope.is_size(n))?;
                Some((Dim::named(&name), None))
            }
            None => None,
        };
        let transposed = match &script.sup {
            Some(sup) if sup.kind == SupKind::Transpose => true,
            None if size.is_some() => false,
            _ => return None,
        };
        let id = self.constant(Constant::Ones, size, node);
        Some(if transposed { self.transpose(id, node.span) } else { id })
    }

    fn is_matrix(&self, key: &str) -> bool {
        self.scope.get(key).is_some() || self.scope.get(&format!("b:{key}")).is_some()
    }

    pub(super) fn constant(&mut self, c: Constant, dims: Option<(Dim, Option<Dim>)>, node: &Node) -> Id {
        let (op, shape) = match (c, dims) {
            (Constant::Identity, None) => {
                let n = self.shapes.fresh(true, false);
                (Op::Identity, Shape::matrix(n.clone(), n))
            }
            (Constant::Identity, Some((m, n))) => {
                let n = n.unwrap_or_else(|| m.clone());
                (if m == n { Op::Identity } else { Op::Opaque }, Shape::matrix(m, n))
            }
            (Constant::Ones, None) => (Op::Ones, Shape::vector(self.shapes.fresh(true, true))),
            (Constant::Ones, Some((m, n))) => (Op::Ones, Shape::matrix(m, n.unwrap_or_else(Dim::one))),
            (Constant::Zero, None) => (Op::Zero, self.any()),
            (Constant::Zero, Some((m, n))) => {
                let plain =
                    !matches!(&node.kind, Kind::Script(s) if s.base.as_symbol().is_some_and(|n| n.font.is_bold()));
                let cols = n.unwrap_or_else(|| if plain { m.clone() } else { Dim::one() });
                (Op::Zero, Shape::matrix(m, cols))
            }
        };
        self.term(op, vec![], shape, node.span)
    }

    /// `x_i` of a known `\mathbf x`, `X_{ij}` or `x_{ij}` of a known `X`.
    fn entry_of_known(&mut self, node: &Node, name: &Named, bound: bool) -> Option<Id> {
        let Kind::Script(script) = &node.kind else { return None };
        let base = &name.name.base;
        let bold = name.name.font.is_bold();
        let same = name.name.key();
        let mut keys = vec![same.clone()];
        if !bold {
            keys.push(format!("b:{base}"));
            keys.push(format!("vec.{base}"));
        }
        if name.subs.len() == 2 && base.chars().all(|c| c.is_ascii_lowercase()) {
            let upper = base.to_ascii_uppercase();
            keys.extend([upper.clone(), format!("b:{upper}")]);
        }
        let scope = self.scope;
        let entry = keys.iter().find_map(|k| scope.get(k))?;
        let shape = entry.known.shape()?.clone();
        let digits = |n: &&Node| matches!(&n.kind, Kind::Number(t) if t.len() == 2);
        let slice = name.subs.len() == 2 || name.subs.iter().all(digits);
        let op = match &entry.known {
            Known::Quantity { .. } => Op::Symbol(entry.symbol()?),
            Known::Defined { params, body } if params.is_empty() => Op::Body(body.clone()),
            _ => return None,
        };
        if shape.is_scalar() || (!slice && !shape.is_vector() && !shape.is_row()) {
            // One index of a matrix: a row, a column, or a matrix of its own; left to the context.
            return None;
        }
        if (shape.is_vector() || shape.is_row()) && name.subs.len() != 1 && !(shape.is_vector() && shape.is_row()) {
            return None;
        }
        let own_font = entry.key == same;
        let zero = |n: &&Node| matches!(&n.kind, Kind::Number(t) if &**t == "0");
        if (own_font && bold && !bound) || name.subs.iter().any(zero) {
            return None;
        }
        let id = self.term(op, vec![], shape.clone(), script.base.span);
        let at = self.entry(id, script.sub.as_ref()?, node)?;
        if own_font && name.subs.len() == 1 && !slice {
            // `x_i` may be the i-th of several vectors instead of an entry, `x_k` the k-th iterate; not where all is declared.
            let chosen = bound
                || self.options.strict
                || name.subs.iter().all(|n| {
                    matches!(n.kind, Kind::Number(_))
                        || n.as_symbol().is_some_and(|s| matches!(&*s.base, "i" | "j" | "n"))
                });
            let guesses = if chosen { vec![Guess::Scalar, Guess::Vector] } else { vec![Guess::Vector, Guess::Scalar] };
            let (key, indices) = match (bound, self.indices(&name.subs)) {
                (true, Some(indices)) => (name.family_key(), indices),
                _ => (name.key.clone(), vec![]),
            };
            let latex = if indices.is_empty() { name.latex.clone() } else { String::from(&*name.name.latex) };
            let other = self.undeclared_as(&key, &latex, guesses, indices.len(), indices, node.span);
            if let Some(Op::Undeclared(n)) = self.terms.get(other).map(|t| t.op.clone())
                && let Some(u) = self.undeclared.get_mut(n)
            {
                u.alternative = true;
            }
            let soft = self.soft();
            let either = self.term(Op::EntryOr, vec![at, other], soft, node.span);
            self.constraints.push(Constraint::EntryOr(either));
            return Some(either);
        }
        Some(at)
    }
}
