//! Scripts: transposes, inverses, powers, indices and primes.

use super::Reader;
use super::symbol::constant;
use crate::elaborate::declare;
use crate::elaborate::key::{is_index, named, named_loosely, plain};
use crate::elaborate::problem::Operation;
use crate::elaborate::scope::Known;
use crate::elaborate::term::{Constraint, Id, Op};
use crate::functions::{self, RELU};
use crate::notation::{
    Delim, Differential, Font, Jacobian, Kind, Nabla, Node, RelKind, Script, Span, Sqrt, Sup, SupKind,
};
use crate::rational::Rational;
use crate::shape::Shape;

impl Reader<'_> {
    pub(super) fn script(&mut self, node: &Node, script: &Script) -> Id {
        // A name whose superscript is an index has been declared as such, or can be nothing else.
        let own = named(node);
        let surely = own.as_ref().is_some_and(|name| name.primes == 0);
        if let Some(name) = own.or_else(|| named_loosely(node))
            && (surely
                || self.scope.get(&name.key).is_some()
                || (name.indices() > 0 && name.primes == 0 && self.scope.get(&name.family_key()).is_some()))
        {
            return self.name(node, &name);
        }
        if let Some(id) = self.plain_ones(node, script) {
            return id;
        }
        if is_shape_script(script) {
            let id = self.read(&script.base);
            return self.stated(id, script, node.span);
        }
        if is_e(&script.base)
            && self.scope.get("e").is_none()
            && script.sub.is_none()
            && let Some(sup) = &script.sup
        {
            let exponent = self.read(&sup.node);
            let shape = self.shape(exponent);
            return self.term(Op::Exponential, vec![exponent], shape, node.span);
        }
        if let Some(inner) = pushed_down(script, node.span) {
            return self.dispatch(&inner);
        }
        let function = named(&script.base).and_then(|n| self.scope.get(&n.key)).is_some_and(|e| is_function(&e.known));
        if function && script.sup.as_ref().is_some_and(|p| p.kind == SupKind::Inverse) {
            return self.opaque(node, "the inverse of a function");
        }
        let bare = script.sup.is_none() && script.primes == 0;
        // The entry of a transpose, `(AB)^T_{ij}`: an entry by itself has none.
        if let (Some(sub), Some(sup), 0) = (&script.sub, &script.sup, script.primes)
            && matches!(sup.kind, SupKind::Transpose | SupKind::Inverse | SupKind::InverseTranspose)
            && matches!(&script.base.kind, Kind::Fence(f) if f.open == f.close)
        {
            let table = Script { sup: None, ..script.clone() };
            if let Kind::Fence(f) = &script.base.kind
                && let Some(id) = self.tabulated(node, &table, f)
            {
                return self.superscript(id, sup, script, node);
            }
            let inner = Script { base: script.base.clone(), sub: None, sup: Some(sup.clone()), primes: 0 };
            let inner = Node::new(Kind::Script(Box::new(inner)), script.base.span.to(sup.node.span));
            let outer = Script { base: inner, sub: Some(sub.clone()), sup: None, primes: 0 };
            return self.script(node, &outer);
        }
        let base = match (&script.sub, bare) {
            (None, _) => self.read(&script.base),
            (Some(sub), true) => self.subscripted(node, script, sub),
            (Some(_), false) => {
                let sub = Script { sup: None, primes: 0, ..script.clone() };
                let end = sub.sub.as_ref().map_or(script.base.span.end, |n| n.span.end);
                let span = Span { start: node.span.start, end: end.max(script.base.span.end) };
                self.read(&Node::new(Kind::Script(Box::new(sub)), span))
            }
        };
        if bare {
            return base;
        }
        let outer = Script { base: script.base.clone(), sub: None, sup: script.sup.clone(), primes: script.primes };
        self.scripted(base, &outer, node)
    }

    /// A subscript that is no part of a name: an entry, a kind of norm, a place of evaluation.
    fn subscripted(&mut self, node: &Node, script: &Script, sub: &Node) -> Id {
        if let Some(name) = named(node) {
            return self.name(node, &name);
        }
        match &script.base.kind {
            Kind::Fence(f) if f.close == Delim::Bar && f.open == Delim::None => {
                self.evaluated(node, f.items.first(), sub)
            }
            Kind::Fence(f) if super::fence::takes_subscript(f) => self.fence(&script.base, f, Some(sub)),
            // `[x]_+` is max(0, x).
            Kind::Fence(f)
                if matches!(f.open, Delim::Paren | Delim::Bracket | Delim::Brace)
                    && matches!(&sub.kind, Kind::Mark(m) if &**m == "+")
                    && f.items.len() == 1 =>
            {
                let id = self.read(&script.base);
                self.call(RELU, vec![id], node.span)
            }
            Kind::Fence(f)
                if f.open == f.close
                    && matches!(f.open, Delim::Paren | Delim::Bracket)
                    && let Some(id) = self.tabulated(node, script, f) =>
            {
                id
            }
            Kind::Number(n) if &**n == "0" => match self.sized_constant(node, script) {
                Some(id) => id,
                None => self.opaque(node, "a subscript that is not understood"),
            },
            Kind::Symbol(_) if matches!(sub.kind, Kind::Chain(_)) => {
                let base = self.read(&script.base);
                match self.slice(base, sub, node).or_else(|| self.segment(base, sub, node)) {
                    Some(id) => id,
                    None => self.opaque(node, "a subscript that is no entry"),
                }
            }
            Kind::Fence(_) | Kind::Operator(_) | Kind::Matrix(_) | Kind::Script(_) | Kind::Product(_) => {
                let base = self.read(&script.base);
                match self.entry(base, sub, node) {
                    Some(id) => id,
                    None => self.opaque(node, "a subscript that is no entry"),
                }
            }
            _ => self.opaque_with_parts(node, "a subscript that is not understood"),
        }
    }

    /// `f|_{x = a}`.
    pub(super) fn evaluated(&mut self, node: &Node, body: Option<&Node>, sub: &Node) -> Id {
        let Some(body) = body else { return self.opaque(node, "nothing to evaluate") };
        let id = self.read(body);
        self.evaluated_at(id, node, sub)
    }

    pub(super) fn evaluated_at(&mut self, id: Id, node: &Node, sub: &Node) -> Id {
        let shape = self.shape(id);
        if let Kind::Chain(sides) = &sub.kind
            && let [name, value] = sides.as_slice()
            && value.rel.as_ref().is_some_and(|r| r.kind == RelKind::Equal)
        {
            let (name, at) = (self.read(&name.node), self.read(&value.node));
            let out = self.term(Op::Replace, vec![id, name, at], shape, node.span);
            let place = self.any();
            let both = self.term(Op::Opaque, vec![], place, node.span);
            let terms = vec![name, at];
            self.constraints.push(Constraint::Same { id: both, terms, operation: Operation::Equality });
            return out;
        }
        let out = self.opaque(node, "a place of evaluation that is not understood");
        if let Some(t) = self.terms.get_mut(out) {
            t.shape = shape;
        }
        out
    }

    /// The superscript and primes of `script` on a term.
    pub(super) fn scripted(&mut self, mut id: Id, script: &Script, node: &Node) -> Id {
        if let Some(sub) = &script.sub {
            id = match self.entry(id, sub, node) {
                Some(entry) => entry,
                None => return self.opaque(node, "a subscript that is no entry"),
            };
        }
        for _ in 0..script.primes {
            // A prime may be a derivative or make another name, but for a constant: that it transposes.
            let mut shape = self.shape(id).transposed();
            if constant(&script.base).is_none() {
                shape = self.shapes.softened(&shape);
            }
            id = self.term(Op::Transpose, vec![id], shape, node.span);
        }
        match &script.sup {
            Some(sup) => self.superscript(id, sup, script, node),
            None => id,
        }
    }

    fn superscript(&mut self, id: Id, sup: &Sup, script: &Script, node: &Node) -> Id {
        let shape = self.shape(id);
        let span = node.span;
        match sup.kind {
            SupKind::Transpose => self.transpose(id, span),
            SupKind::Hermitian if !self.is_number_name(&sup.node) => self.transpose(id, span),
            SupKind::Inverse | SupKind::InverseTranspose => {
                let transposed = sup.kind == SupKind::InverseTranspose;
                let shape = if transposed { shape.transposed() } else { shape };
                let inverse = self.term(Op::Inverse { transposed }, vec![id], shape, span);
                self.constraints.push(Constraint::Square { id: inverse, operation: Operation::Inverse });
                inverse
            }
            SupKind::Dagger => self.term(Op::PseudoInverse, vec![id], shape.transposed(), span),
            SupKind::Plus if !shape.is_vector() => self.term(Op::PseudoInverse, vec![id], shape.transposed(), span),
            SupKind::Star | SupKind::Plus => self.variant(id, node),
            SupKind::Hadamard => {
                let exponent = self.read(&sup.node);
                self.constraints.push(Constraint::Scalar { id: exponent, operation: Operation::Power });
                self.term(Op::EntryPower, vec![id, exponent], shape, span)
            }
            SupKind::Hermitian | SupKind::Other => self.power(id, sup, script, node),
        }
    }

    fn is_number_name(&self, node: &Node) -> bool {
        plain(node).is_some_and(|n| self.sizes.contains(&n) || self.scope.is_size(&n) || self.scope.get(&n).is_some())
    }

    /// `x^*`, `\theta^+`: another quantity of the same kind.
    fn variant(&mut self, id: Id, node: &Node) -> Id {
        let shape = self.shape(id);
        let Some(key) = plain(node).filter(|_| named_base(node)) else {
            return self.opaque_with_parts(node, "a superscript whose meaning is not known");
        };
        if let Some(entry) = self.scope.get(&key).cloned()
            && let (Some(symbol), Some(shape)) = (entry.symbol(), entry.known.shape())
        {
            return self.term(Op::Symbol(symbol), vec![], shape.clone(), node.span);
        }
        let name = self.undeclared_as(&key, &key, vec![], 0, vec![], node.span);
        let terms = vec![id];
        let _ = self.shapes.softened(&shape);
        self.constraints.push(Constraint::Same { id: name, terms, operation: Operation::Equality });
        name
    }

    fn power(&mut self, id: Id, sup: &Sup, script: &Script, node: &Node) -> Id {
        let shape = self.shape(id);
        if is_index(sup.kind, &sup.node) || is_label(&sup.node) {
            return self.variant(id, node);
        }
        let letter = sup.node.as_symbol().is_some();
        let bound = self.mentions_bound(&sup.node);
        let square = shape.is_square() || shape.has_unknown();
        if letter && !bound && !square && named_base(node) {
            // `x^k` of a vector is the k-th of several.
            return self.variant(id, node);
        }
        let t = sup.node.as_symbol().is_some_and(|n| n.key() == "t");
        if t && !bound && !shape.is_scalar() {
            // A transpose to some, an index of time to others.
            return self.opaque(node, "a superscript t, which may be a transpose");
        }
        if matches!(sup.node.kind, Kind::Mark(_) | Kind::Text(_) | Kind::List(_) | Kind::Dots) {
            return self.variant(id, node);
        }
        let exponent = self.read(&sup.node);
        self.constraints.push(Constraint::Scalar { id: exponent, operation: Operation::Power });
        let power = self.term(Op::Power, vec![id, exponent], shape, node.span);
        self.constraints.push(Constraint::Power(power));
        let _ = script;
        power
    }

    /// A name whose script states its shape: `A^{m\times n}`, `I_{n\times n}`.
    fn stated(&mut self, id: Id, script: &Script, span: Span) -> Id {
        let over = script.sup.as_ref().and_then(|p| declare::cross(&p.node, false));
        let under = script.sub.as_ref().and_then(|n| declare::cross(n, false));
        if let Some((rows, cols)) = over.or(under) {
            let stated = self.term(Op::Opaque, vec![], Shape::matrix(rows, cols), span);
            let terms = vec![id];
            self.constraints.push(Constraint::Same { id: stated, terms, operation: Operation::Equality });
        }
        id
    }

    pub(super) fn sqrt(&mut self, node: &Node, s: &Sqrt) -> Id {
        let body = self.read(&s.body);
        let shape = self.shape(body);
        match &s.index {
            None => self.term(Op::Sqrt, vec![body], shape, node.span),
            Some(index) => {
                let one = self.term(Op::Number(Rational::ONE), vec![], Shape::scalar(), node.span);
                let k = self.read(index);
                let exponent = self.term(Op::Divide, vec![one, k], Shape::scalar(), node.span);
                self.constraints.push(Constraint::Scalar { id: body, operation: Operation::Power });
                self.term(Op::Power, vec![body, exponent], shape, node.span)
            }
        }
    }
}

/// Whether the script writes a shape on a name that is no constant with a size (those are read as such).
fn is_shape_script(script: &Script) -> bool {
    let over =
        script.sup.as_ref().is_some_and(|p| p.kind == SupKind::Other && declare::cross(&p.node, false).is_some());
    let under = script.sub.as_ref().is_some_and(|n| declare::cross(n, false).is_some());
    (over && script.sub.is_none() || under && script.sup.is_none())
        && script.primes == 0
        && constant(&script.base).is_none()
        && named(&script.base).is_some()
}

/// `\nabla \|X\|_F^2` and `d \|x\|^2`: scripts after a bracket belong to the bracket before they belong to its derivative, unless
/// they transpose it.
fn pushed_down(script: &Script, span: Span) -> Option<Node> {
    let power = script.sup.as_ref().is_none_or(|p| p.kind == SupKind::Other);
    if !power || script.primes > 0 || (script.sub.is_none() && script.sup.is_none()) {
        return None;
    }
    let inside = |body: &Option<Node>, args: &Option<Node>| -> Option<Node> {
        let body = body.as_ref().filter(|b| args.is_none() && matches!(b.kind, Kind::Fence(_)))?;
        let span = Span { start: body.span.start, end: span.end };
        let scripts = Script { base: body.clone(), ..script.clone() };
        Some(Node::new(Kind::Script(Box::new(scripts)), span))
    };
    let kind = match &script.base.kind {
        Kind::Nabla(n) => Kind::Nabla(Box::new(Nabla { body: Some(inside(&n.body, &n.args)?), ..(**n).clone() })),
        Kind::Jacobian(j) => {
            Kind::Jacobian(Box::new(Jacobian { body: Some(inside(&j.body, &j.args)?), ..(**j).clone() }))
        }
        Kind::Differential(d) => {
            Kind::Differential(Box::new(Differential { body: Some(inside(&d.body, &d.args)?), ..(**d).clone() }))
        }
        Kind::MaybeDifferential(d) => {
            Kind::MaybeDifferential(Box::new(Differential { body: Some(inside(&d.body, &d.args)?), ..(**d).clone() }))
        }
        _ => return None,
    };
    Some(Node::new(kind, span))
}

pub(super) fn is_e(node: &Node) -> bool {
    node.as_symbol().is_some_and(|n| {
        &*n.base == "e" && n.accents.is_empty() && matches!(n.font, Font::Plain | Font::Roman | Font::Italic)
    })
}

/// Whether the base of a script is a name.
fn named_base(node: &Node) -> bool {
    match &node.kind {
        Kind::Script(s) => named(&s.base).is_some(),
        _ => false,
    }
}

/// Three or more letters in a row are a word: `x^{new}`.
fn is_label(node: &Node) -> bool {
    match &node.kind {
        Kind::Text(_) => true,
        Kind::Symbol(name) => name.font == Font::Roman && name.base.chars().count() > 1,
        Kind::Product(factors) => {
            factors.len() > 2 && factors.iter().all(|(_, n)| n.as_symbol().is_some_and(|s| s.base.chars().count() == 1))
        }
        _ => false,
    }
}

/// The power of a function without an argument is not covered.
pub(super) fn is_function(known: &Known) -> bool {
    matches!(known, Known::Function { .. }) || matches!(known, Known::Defined { params, .. } if !params.is_empty())
}

/// The library's function by its name.
pub(super) fn library(name: &str) -> Option<functions::Func> {
    functions::ALL.iter().copied().find(|f| f.name() == name).or_else(|| functions::named(name))
}
