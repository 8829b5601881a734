//! Products in every spelling, quotients, and functions applied to what stands in parentheses.

use super::Reader;
use super::custom::subscripted;
use super::symbol::constant;
use crate::elaborate::key::{Named, named};
use crate::elaborate::problem::Operation;
use crate::elaborate::scope::Known;
use crate::elaborate::term::{Constraint, Guess, Id, Op, Reading};
use crate::functions;
use crate::notation::{Delim, Fence, Font, Kind, Node, ProdOp, Span, SupKind};
use crate::shape::Shape;

/// A name before its arguments.
struct Head<'a> {
    name: Named<'a>,
    /// Its identity and LaTeX without primes.
    key: String,
    latex: String,
    primes: u8,
}

fn head(node: &Node) -> Option<Head<'_>> {
    let name = named(node)?;
    let primes = name.primes;
    let key = name.key.trim_end_matches('\'').to_string();
    let latex = name.latex.trim_end_matches('\'').to_string();
    Some(Head { name, key, latex, primes })
}

/// The parenthesised arguments a name may be applied to.
pub(super) fn arguments(node: &Node) -> Option<&Fence> {
    match &node.kind {
        Kind::Fence(f)
            if matches!((f.open, f.close), (Delim::Paren, Delim::Paren) | (Delim::Bracket, Delim::Bracket)) =>
        {
            Some(f)
        }
        _ => None,
    }
}

impl Reader<'_> {
    pub(super) fn product(&mut self, node: &Node, factors: &[(ProdOp, Node)]) -> Id {
        let ops = || factors.iter().skip(1).map(|(op, _)| *op);
        if ops().all(|op| op == ProdOp::Juxtapose) {
            return match self.reaching(factors) {
                Some(reached) => self.juxtaposed(node, &reached),
                None => self.juxtaposed(node, factors),
            };
        }
        if ops().all(|op| op == ProdOp::Cdot) {
            let args: Vec<Id> = factors.iter().map(|(_, f)| self.read(f)).collect();
            return self.chain(args, true, false, node.span);
        }
        let Some(((_, first), rest)) = factors.split_first() else { return self.opaque(node, "an empty product") };
        let mut acc = self.read(first);
        let mut before = first.span;
        for (op, factor) in rest {
            let span = before.to(factor.span);
            acc = match op {
                ProdOp::Slash => self.slash(acc, factor, span),
                _ => {
                    let right = self.read(factor);
                    self.binary(*op, acc, right, node, span)
                }
            };
            before = span;
        }
        acc
    }

    fn binary(&mut self, op: ProdOp, left: Id, right: Id, node: &Node, span: Span) -> Id {
        match op {
            ProdOp::Juxtapose => self.chain(vec![left, right], false, false, span),
            ProdOp::Cdot | ProdOp::Bullet => self.chain(vec![left, right], true, false, span),
            ProdOp::Ast | ProdOp::Star => match self.operation(op, left, right, span) {
                Some(id) => id,
                None => self.chain(vec![left, right], false, true, span),
            },
            ProdOp::Times => self.chain(vec![left, right], false, true, span),
            ProdOp::Circ if [left, right].iter().any(|i| self.is_bare_function(*i)) => {
                self.opaque(node, "a composition of functions")
            }
            ProdOp::Odot | ProdOp::Circ | ProdOp::Oslash => {
                let shape = if op == ProdOp::Circ { self.soft() } else { self.any() };
                let what = if op == ProdOp::Oslash { Op::DivideEntries } else { Op::Hadamard };
                let id = self.term(what, vec![left, right], shape, span);
                let terms = vec![left, right];
                self.constraints.push(Constraint::Same { id, terms, operation: Operation::Hadamard });
                id
            }
            ProdOp::Otimes => {
                let (a, b) = (self.shape(left), self.shape(right));
                // The sizes multiply; as products of what may still be unknown they are polynomials all the same.
                let mut shape = Shape::matrix(self.shapes.times(&a.rows, &b.rows), self.shapes.times(&a.cols, &b.cols));
                let constant = |i: Id| matches!(self.terms.get(i).map(|t| &t.op), Some(Op::Identity | Op::Ones));
                if a == b && !constant(left) && !constant(right) {
                    // Of equal shapes the entry-wise product may be meant.
                    shape = self.shapes.softened(&shape);
                }
                self.term(Op::Kron, vec![left, right], shape, span)
            }
            ProdOp::Backslash => {
                let shape = self.shape(left);
                let inverse = self.term(Op::Inverse { transposed: false }, vec![left], shape, span);
                self.constraints.push(Constraint::Square { id: inverse, operation: Operation::Inverse });
                self.chain(vec![inverse, right], false, false, span)
            }
            ProdOp::Slash | ProdOp::Other => self.opaque(node, "a product sign whose meaning is not known"),
        }
    }

    fn is_bare_function(&self, id: Id) -> bool {
        self.terms.get(id).is_some_and(|t| matches!(t.op, Op::Apply { .. } | Op::Defined { .. }) && t.args.is_empty())
    }

    /// A product of factors read already. `loose` where the sign has other meanings, so that a misfit is no finding.
    pub(super) fn chain(&mut self, args: Vec<Id>, dot: bool, loose: bool, span: Span) -> Id {
        if let [only] = args.as_slice() {
            return *only;
        }
        let shape = if loose { self.soft() } else { self.any() };
        let id = self.term(Op::Product { dot, loose }, args, shape, span);
        self.constraints.push(Constraint::Product(id));
        id
    }

    fn juxtaposed(&mut self, node: &Node, factors: &[(ProdOp, Node)]) -> Id {
        let mut args = Vec::with_capacity(factors.len());
        let mut k = 0;
        let mut loose = false;
        while let Some((_, factor)) = factors.get(k) {
            if let Some((_, next)) = factors.get(k + 1)
                && let Some(id) = self.applied(factor, next)
            {
                self.nodes.push((factor.span.to(next.span), id));
                args.push(id);
                k += 2;
                continue;
            }
            if matches!(factor.kind, Kind::Dots) {
                let id = self.opaque_with_parts(node, "a product with dots");
                return id;
            }
            // `\mathbf y(\mathbf x)` of a declared vector: its value at x, not a product. Nothing has a value at `(dW)`, nor a
            // vector at `(S + S^T)`.
            let vector = named(factor)
                .and_then(|n| self.scope.get(&n.key))
                .and_then(|e| e.known.shape())
                .is_some_and(|s| s.is_vector() && !s.is_scalar());
            let single = factors.get(k + 1).and_then(|(_, n)| arguments(n)).is_some_and(|f| match f.items.as_slice() {
                [only] => {
                    !matches!(only.kind, Kind::Differential(_) | Kind::MaybeDifferential(_))
                        && !self.adds_matrices(only)
                }
                _ => false,
            });
            loose |= vector && single;
            args.push(self.read(factor));
            k += 1;
        }
        self.chain(args, false, loose, node.span)
    }

    /// Whether this is a sum of declared matrices and their transposes.
    fn adds_matrices(&self, node: &Node) -> bool {
        let Kind::Sum(terms) = &node.kind else { return false };
        terms.iter().all(|(_, term)| {
            let base = match &term.kind {
                Kind::Script(script) if script.sub.is_none() => &script.base,
                _ => term,
            };
            let entry = named(base).and_then(|name| self.scope.get(&name.key));
            entry.and_then(|e| e.known.shape()).is_some_and(|s| !s.is_vector() && !s.is_row() && !s.has_unknown())
        })
    }

    /// `f(x)`, and `f(x)^T`, which is `(f(x))^T`.
    fn applied(&mut self, factor: &Node, next: &Node) -> Option<Id> {
        if let Some(args) = arguments(next) {
            return self.application(factor, args, next.span, Reading::Value);
        }
        let Kind::Script(script) = &next.kind else { return None };
        let args = arguments(&script.base)?;
        let id = self.application(factor, args, script.base.span, Reading::Value)?;
        self.nodes.push((factor.span.to(script.base.span), id));
        Some(self.scripted(id, script, next))
    }

    /// A function applied to arguments; `None` where `factor` is no function and the two are multiplied.
    pub(super) fn application(&mut self, factor: &Node, args: &Fence, at: Span, reading: Reading) -> Option<Id> {
        let span = factor.span.to(at);
        let declared = || head(factor).is_some_and(|h| self.scope.get(&h.key).is_some());
        if let Some(f) = subscripted(factor).filter(|f| f.arity() == args.items.len() && reading == Reading::Value)
            && !declared()
        {
            let ids = args.items.iter().map(|n| self.read(n)).collect();
            return Some(self.call(f, ids, span));
        }
        if self.inverts_function(factor) {
            let ids: Vec<Id> = args.items.iter().map(|n| self.read(n)).collect();
            return Some(self.unknown_application(ids, span));
        }
        let head = head(factor)?;
        if let Some(id) = self.component(&head, args, span, reading) {
            return Some(id);
        }
        let reading = match (reading, head.primes) {
            (Reading::Value, 0) => Reading::Value,
            (Reading::Value, k) => Reading::Primes(k),
            (other, 0) => other,
            _ => return None,
        };
        if self.scope.get(&head.name.key).is_some_and(|e| head.primes > 0 && e.known.shape().is_some()) {
            return None;
        }
        let entry = self.scope.get(&head.key).cloned();
        match entry.map(|e| e.known) {
            Some(Known::Function { domain, codomain }) => {
                let ids: Vec<Id> = args.items.iter().map(|n| self.read(n)).collect();
                if ids.len() != domain.len() {
                    return Some(self.unknown_application(ids, span));
                }
                let partly = domain.iter().any(Option::is_none);
                let domain: Vec<Shape> = domain.into_iter().map(|d| d.unwrap_or_else(|| self.soft())).collect();
                let mut codomain = codomain.unwrap_or_else(|| self.soft());
                if partly {
                    codomain = self.shapes.softened(&codomain);
                }
                Some(self.apply(&head, domain, codomain, reading, ids, span))
            }
            Some(Known::Defined { params, body }) if !params.is_empty() => {
                let ids: Vec<Id> = args.items.iter().map(|n| self.read(n)).collect();
                if ids.len() != params.len() {
                    return Some(self.unknown_application(ids, span));
                }
                let shape = self.any();
                let id = self.term(Op::Defined { params, body, reading }, ids, shape, span);
                self.constraints.push(Constraint::Apply(id));
                Some(id)
            }
            Some(Known::Other) => {
                for item in &args.items {
                    self.read(item);
                }
                Some(self.opaque(factor, "a name that stands for no matrix"))
            }
            Some(_) if args.items.len() > 1 => {
                let ids: Vec<Id> = args.items.iter().map(|n| self.read(n)).collect();
                Some(self.unknown_application(ids, span))
            }
            Some(_) => None,
            None => self.undeclared_application(&head, args, reading, span),
        }
    }

    /// Whether this is `f^{-1}` of what nobody declared and is customarily a function, so that before parentheses it is no factor.
    fn inverts_function(&self, factor: &Node) -> bool {
        let Kind::Script(script) = &factor.kind else { return false };
        let inverse = script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Inverse);
        inverse
            && script.sub.is_none()
            && head(&script.base).is_some_and(|head| {
                let letter = head.name.name.base.trim_start_matches('\\');
                let function = matches!(letter, "f" | "g" | "h" | "phi" | "varphi" | "psi" | "sigma" | "logit");
                function && !head.name.name.font.is_bold() && self.scope.get(&head.key).is_none()
            })
    }

    /// `f_k(x)`, `\nabla^2 f_k(x)`: one component of a function whose values are vectors.
    fn component(&mut self, head: &Head, args: &Fence, span: Span, reading: Reading) -> Option<Id> {
        let (whole, ([k], [])) = (head.name.name.key(), (head.name.subs.as_slice(), head.name.sups.as_slice())) else {
            return None;
        };
        if !self.options.strict || head.primes > 0 || self.scope.get(&head.key).is_some() {
            return None;
        }
        let Known::Function { domain, codomain } = self.scope.get(&whole)?.known.clone() else { return None };
        let domain: Vec<Shape> = domain.into_iter().collect::<Option<_>>()?;
        let codomain = codomain.filter(|c| c.is_vector() && !c.is_scalar())?;
        if args.items.len() != domain.len() {
            return None;
        }
        let (key, latex) = (whole.to_string(), String::from(&*head.name.name.latex));
        let mut ids: Vec<Id> = args.items.iter().map(|n| self.read(n)).collect();
        let shape = self.any();
        let hessian = match reading {
            Reading::Value => false,
            Reading::Hessian => true,
            _ => return None,
        };
        let k = self.index_value(k)?;
        let reading = if hessian { Reading::ComponentHessian } else { reading };
        if hessian {
            ids.push(k);
        }
        let id = self.term(Op::Apply { key, latex, domain, codomain, reading }, ids, shape, span);
        self.constraints.push(Constraint::Apply(id));
        Some(if hessian { id } else { self.term(Op::Entry, vec![id, k], Shape::scalar(), span) })
    }

    fn unknown_application(&mut self, args: Vec<Id>, span: Span) -> Id {
        let shape = self.soft();
        self.problems.push(crate::elaborate::problem::Problem {
            kind: crate::elaborate::problem::ProblemKind::Unreadable {
                reason: "a function at arguments it is not declared for".into(),
            },
            span,
            certain: false,
        });
        self.term(Op::Opaque, args, shape, span)
    }

    fn apply(
        &mut self,
        head: &Head,
        domain: Vec<Shape>,
        codomain: Shape,
        reading: Reading,
        args: Vec<Id>,
        span: Span,
    ) -> Id {
        let shape = self.any();
        let (key, latex) = (head.key.clone(), head.latex.clone());
        let id = self.term(Op::Apply { key, latex, domain, codomain, reading }, args, shape, span);
        self.constraints.push(Constraint::Apply(id));
        id
    }

    /// A name nobody declared before parentheses: a function by custom, or a factor.
    fn undeclared_application(&mut self, head: &Head, args: &Fence, reading: Reading, span: Span) -> Option<Id> {
        let name = head.name.name;
        let letter = name.base.trim_start_matches('\\');
        let single = args.items.len() == 1;
        if letter == "sigma" && !name.font.is_bold() && head.name.indices() == 0 && single && name.accents.is_empty() {
            let id = self.read(args.items.first()?);
            let f = functions::named("sigmoid")?;
            return Some(match reading {
                Reading::Value => self.call(f, vec![id], span),
                Reading::Primes(1) => {
                    let shape = self.shape(id);
                    self.term(Op::Slope(f), vec![id], shape, span)
                }
                _ => return None,
            });
        }
        // `L_{ij}(x_i - x_j)` of a declared L is an entry times what follows.
        let whole = (head.name.indices() > 0).then(|| self.scope.get(&name.key())).flatten();
        if constant_head(name.font, letter) || whole.is_some_and(|e| e.known.shape().is_some()) {
            return None;
        }
        let random = matches!((name.font, letter), (Font::Bb, "E" | "P" | "V") | (Font::Cal | Font::Script, "N" | "O" | "U"))
                || (matches!(letter, "P" | "E" | "p" | "q" | "Pr") && head.name.indices() == 0)
                // Landau's symbols.
                || matches!((name.font, letter), (Font::Plain, "o" | "O"));
        if random {
            let ids: Vec<Id> = args.items.iter().map(|n| self.read(n)).collect();
            return Some(self.unknown_application(ids, span));
        }
        let customary = matches!(
            letter,
            "f" | "g" | "h" | "F" | "G" | "H" | "J" | "phi" | "varphi" | "psi" | "Phi" | "Psi" | "ell" | "l" | "L"
        ) || matches!(name.font, Font::Cal | Font::Script);
        let letters_only = args.items.iter().all(|n| named(n).is_some());
        // `\lambda(A + B)` is a product; `f(A + B)` a function; `u(t)` a function that says little.
        let surely_factor =
            !customary && (!letters_only || matches!(letter, "alpha" | "beta" | "lambda" | "mu" | "eta"));
        if surely_factor && single && reading == Reading::Value {
            return None;
        }
        let ids: Vec<Id> = args.items.iter().map(|n| self.read(n)).collect();
        if !customary {
            return Some(self.unknown_application(ids, span));
        }
        let upper = letter.starts_with(char::is_uppercase) && !matches!(letter, "L" | "J");
        let guesses = match (name.font, upper) {
            (Font::Cal | Font::Script, _) => vec![Guess::Scalar, Guess::Matrix],
            (font, _) if font.is_bold() => vec![Guess::Vector, Guess::Matrix, Guess::Scalar],
            (_, true) => vec![Guess::Matrix, Guess::Vector, Guess::Scalar],
            _ => vec![Guess::Scalar, Guess::Vector, Guess::Matrix],
        };
        let value = self.undeclared_as(&format!("{}()", head.key), &head.latex, guesses, 0, vec![], span);
        let codomain = self.shape(value);
        let domain = ids
            .iter()
            .map(|i| {
                let shape = self.shape(*i);
                self.shapes.softened(&shape)
            })
            .collect();
        Some(self.apply(head, domain, codomain, reading, ids, span))
    }

    fn slash(&mut self, num: Id, den: &Node, span: Span) -> Id {
        // `1/n \sum …` divides by n alone, `1/2\sigma^2` by all of it.
        if let Kind::Product(factors) = &den.kind
            && factors.iter().skip(1).all(|(op, _)| *op == ProdOp::Juxtapose)
            && !factors.iter().all(|(_, f)| simple(f))
            && let Some(((_, first), rest)) = factors.split_first()
            && simple(first)
        {
            let below = self.read(first);
            let quotient = self.divide(num, below, span);
            let mut args = vec![quotient];
            args.extend(rest.iter().map(|(_, f)| self.read(f)));
            return self.chain(args, false, false, span);
        }
        let below = self.read(den);
        self.divide(num, below, span)
    }

    pub(super) fn quotient(&mut self, node: &Node, num: &Node, den: &Node) -> Id {
        let (num, den) = (self.read(num), self.read(den));
        self.divide(num, den, node.span)
    }

    fn divide(&mut self, num: Id, den: Id, span: Span) -> Id {
        let shape = self.shape(num);
        let id = self.term(Op::Divide, vec![num, den], shape, span);
        self.constraints.push(Constraint::Divide(id));
        id
    }
}

fn constant_head(font: Font, letter: &str) -> bool {
    matches!(letter, "I" | "1" | "0") || (font == Font::Plain && matches!(letter, "e" | "pi"))
}

/// A number, or a letter that is customarily a scalar.
fn simple(node: &Node) -> bool {
    match &node.kind {
        Kind::Number(_) => true,
        Kind::Symbol(name) => {
            constant(node).is_none()
                && !name.font.is_bold()
                && name.accents.is_empty()
                && name.base.trim_start_matches('\\').chars().next().is_some_and(char::is_lowercase)
        }
        Kind::Script(s) => {
            let power = s.sup.as_ref().is_none_or(|p| matches!(p.node.kind, Kind::Number(_)));
            power && s.primes == 0 && simple(&s.base)
        }
        _ => false,
    }
}
