//! Derivatives as written: quotients of `\partial`s, `\nabla`, `D`, differentials.

use super::Reader;
use super::product::arguments;
use crate::calculus::derive::Form;
use crate::elaborate::key::named;
use crate::elaborate::problem::Operation;
use crate::elaborate::scope::Known;
use crate::elaborate::term::{By, Constraint, Guess, Id, Op, Reading};
use crate::functions::VEC;
use crate::notation::{
    DStyle, Delim, Derivative, Differential, Fence, Jacobian, Kind, Nabla, Node, ProdOp, Span, SupKind,
};
use crate::shape::Shape;

/// What a derivative is taken by: `X`, `x^T`, `\operatorname{vec}(X)`, `\operatorname{vec}(X)^T`.
fn variable(node: &Node) -> (&Node, By) {
    match &node.kind {
        Kind::Script(s)
            if s.sub.is_none()
                && (s.sup.as_ref().is_some_and(|p| p.kind == SupKind::Transpose) && s.primes == 0
                    || s.sup.is_none() && s.primes == 1) =>
        {
            match variable(&s.base) {
                (inner, By::Vec) => (inner, By::VecTransposed),
                (inner, By::Plain) => (inner, By::Transposed),
                other => other,
            }
        }
        Kind::Operator(o) if &*o.name == "vec" && o.sub.is_none() => match &o.arg {
            Some(arg) => {
                let by = if o.sup.as_ref().is_some_and(|p| p.kind == SupKind::Transpose) {
                    By::VecTransposed
                } else {
                    By::Vec
                };
                (variable(arg).0, by)
            }
            None => (node, By::Plain),
        },
        Kind::Fence(f) if f.open == f.close && !matches!(f.open, Delim::Bar | Delim::DoubleBar) => {
            match f.items.as_slice() {
                [only] => variable(only),
                _ => (node, By::Plain),
            }
        }
        _ => (node, By::Plain),
    }
}

impl Reader<'_> {
    pub(super) fn derivative(&mut self, node: &Node, d: &Derivative) -> Id {
        let id = match self.leibniz(node, d) {
            Some(id) => id,
            None => self.opaque_with_parts(node, "a derivative that is not understood"),
        };
        match &d.at {
            Some(at) => self.evaluated_at(id, node, at),
            None => id,
        }
    }

    fn leibniz(&mut self, node: &Node, d: &Derivative) -> Option<Id> {
        // `\partial_x f(x)`: the arguments stand apart.
        let of = match (&d.of, &d.applied) {
            (Some(of), Some(args)) => self.body(of, arguments(args)?, args.span, node),
            (Some(of), None) | (None, Some(of)) => self.read(of),
            (None, None) => return None,
        };
        if d.missing {
            return None;
        }
        let powers: Vec<&crate::notation::Wrt> =
            d.wrt.iter().flat_map(|w| std::iter::repeat_n(w, usize::from(w.power.clamp(1, 4)))).collect();
        let order = usize::from(d.order?);
        if order != powers.len() || order == 0 || order > 2 {
            return None;
        }
        let mut args = vec![of];
        let mut by = Vec::new();
        for w in powers {
            let (name, kind) = variable(&w.node);
            let scalar = matches!(d.style, DStyle::Upright | DStyle::Italic) && named(name).is_some();
            args.push(self.variable_term(name, scalar));
            by.push(kind);
        }
        let shape = self.any();
        let id = self.term(Op::Derivative { by, form: None }, args, shape, node.span);
        self.constraints.push(Constraint::Derivative(id));
        Some(id)
    }

    /// The variable of a derivative; one that nobody declared under `d` (as in d/dt) is likeliest a number.
    fn variable_term(&mut self, node: &Node, scalar: bool) -> Id {
        if scalar
            && let Some(name) = named(node)
            && self.scope.get(&name.key).is_none()
            && name.indices() == 0
            && !name.name.font.is_bold()
            && name.name.base.chars().next().is_some_and(|c| c.is_lowercase() || c == '\\')
            && !self.names.contains_key(&name.key)
        {
            let all = vec![Guess::Scalar, Guess::Vector, Guess::Matrix];
            let id = self.undeclared_as(&name.key, &name.latex, all, 0, vec![], node.span);
            self.nodes.push((node.span, id));
            return id;
        }
        self.read(node)
    }

    /// What stands after a `d`, `D` or `\nabla`: a name with arguments, applied or multiplied.
    fn body(&mut self, body: &Node, args: &Fence, at: Span, node: &Node) -> Id {
        if let Some(id) = self.application(body, args, at, Reading::Value) {
            self.nodes.push((body.span.to(at), id));
            return id;
        }
        let fence = Node::new(Kind::Fence(Box::new(args.clone())), at);
        let left = self.read(body);
        let right = self.read(&fence);
        self.chain(vec![left, right], false, false, body.span.to(at).to(node.span))
    }

    pub(super) fn nabla(&mut self, node: &Node, n: &Nabla) -> Id {
        let readable = matches!(n.order, 1 | 2);
        let Some(body) = n.body.as_ref().filter(|_| readable) else {
            return self.opaque_with_parts(node, "a gradient of nothing");
        };
        let reading = if n.order == 1 { Reading::Gradient } else { Reading::Hessian };
        let form = if n.order == 1 { Form::Gradient } else { Form::Hessian };
        self.taken(node, body, n.args.as_ref(), n.sub.as_ref(), reading, form)
    }

    pub(super) fn jacobian(&mut self, node: &Node, j: &Jacobian) -> Id {
        let Some(body) = j.body.as_ref().filter(|_| j.order == 1) else {
            return self.opaque_with_parts(node, "a derivative of nothing");
        };
        self.taken(node, body, j.args.as_ref(), j.sub.as_ref(), Reading::Jacobian, Form::Jacobian)
    }

    /// An italic D: the Jacobian of a function, else a factor.
    pub(super) fn maybe_jacobian(&mut self, node: &Node, j: &Jacobian) -> Id {
        let function = j.body.as_ref().is_some_and(|b| self.is_function(b));
        let own = named(&j.head).is_some_and(|n| self.scope.get(&n.key).is_some());
        if function && !own {
            return self.jacobian(node, j);
        }
        self.as_product(node, &j.head, j.body.as_ref(), j.args.as_ref())
    }

    fn is_function(&self, node: &Node) -> bool {
        named(node).and_then(|n| self.scope.get(&n.key)).is_some_and(|e| super::script::is_function(&e.known))
    }

    /// A head that turned out to be a letter, times what follows.
    fn as_product(&mut self, node: &Node, head: &Node, body: Option<&Node>, args: Option<&Node>) -> Id {
        let factors: Vec<(ProdOp, Node)> =
            [Some(head), body, args].into_iter().flatten().map(|n| (ProdOp::Juxtapose, n.clone())).collect();
        if factors.len() == 1 {
            return self.read(head);
        }
        let whole = Node::new(Kind::Product(factors), node.span);
        self.read(&whole)
    }

    /// `\nabla f(x)`, `\nabla_x [...]`, `D f`: by the variable in the subscript, the function's own argument, or the only variable
    /// there is.
    fn taken(
        &mut self,
        node: &Node,
        body: &Node,
        args: Option<&Node>,
        sub: Option<&Node>,
        reading: Reading,
        form: Form,
    ) -> Id {
        let fence = args.and_then(|a| arguments(a).map(|f| (f, a.span)));
        if let Some(sub) = sub {
            let of = match fence {
                Some((f, at)) => self.body(body, f, at, node),
                None => self.read(body),
            };
            let (name, by) = variable(sub);
            let wrt = self.read(name);
            return self.derivative_term(node, of, wrt, by, form);
        }
        if let Some((f, at)) = fence
            && let Some(id) = self.application(body, f, at, reading)
        {
            // The operand is `\nabla f(x)`, not its `f(x)`.
            if let Some(term) = self.terms.get_mut(id) {
                (term.span, term.outer) = (term.span.to(node.span), term.outer.to(node.span));
            }
            return id;
        }
        if args.is_none()
            && let Some(id) = self.bare_function(node, body, reading)
        {
            return id;
        }
        let of = match fence {
            Some((f, at)) => self.body(body, f, at, node),
            None => self.read(body),
        };
        match self.only_variable(of) {
            Some(wrt) => self.derivative_term(node, of, wrt, By::Plain, form),
            None => {
                let id = self.opaque(node, "a derivative by a variable that is not named");
                if form == Form::Jacobian {
                    let of = self.shape(of);
                    let shape = Shape::matrix(self.shapes.times(&of.rows, &of.cols), self.shapes.fresh(false, false));
                    if let Some(t) = self.terms.get_mut(id) {
                        t.shape = shape;
                    }
                }
                id
            }
        }
    }

    fn derivative_term(&mut self, node: &Node, of: Id, wrt: Id, by: By, form: Form) -> Id {
        // A gradient has the shape of what stands below: `\nabla_{X^T} f = (\nabla_X f)^T`.
        if form == Form::Gradient && by != By::Plain {
            let mut id = self.derivative_term(node, of, wrt, By::Plain, form);
            if matches!(by, By::Vec | By::VecTransposed) {
                id = self.call(VEC, vec![id], node.span);
            }
            return if by == By::Vec { id } else { self.transpose(id, node.span) };
        }
        let (args, by) = match form {
            Form::Hessian => (vec![of, wrt, wrt], vec![by, By::Transposed]),
            _ => (vec![of, wrt], vec![by]),
        };
        let shape = self.any();
        let id = self.term(Op::Derivative { by, form: Some(form) }, args, shape, node.span);
        self.constraints.push(Constraint::Derivative(id));
        id
    }

    /// `\nabla f`, `D f`: a function without its argument.
    fn bare_function(&mut self, node: &Node, body: &Node, reading: Reading) -> Option<Id> {
        let name = named(body)?;
        let entry = self.scope.get(&name.key)?.clone();
        let shape = self.any();
        let op = match entry.known {
            Known::Function { domain, codomain } => {
                let domain: Vec<Shape> = domain.into_iter().map(|d| d.unwrap_or_else(|| self.soft())).collect();
                let codomain = codomain.unwrap_or_else(|| self.soft());
                Op::Apply { key: entry.key, latex: entry.latex, domain, codomain, reading }
            }
            Known::Defined { params, body } if !params.is_empty() => Op::Defined { params, body, reading },
            _ => return None,
        };
        let id = self.term(op, vec![], shape, node.span);
        self.constraints.push(Constraint::Apply(id));
        Some(id)
    }

    /// The only quantity that a term is about, if there is but one.
    fn only_variable(&mut self, of: Id) -> Option<Id> {
        let mut found: Option<Id> = None;
        let mut stack = vec![of];
        while let Some(id) = stack.pop() {
            let term = self.terms.get(id)?;
            stack.extend(&term.args);
            let key = match &term.op {
                Op::Symbol(s) => s.key().to_string(),
                Op::Undeclared(n) => self.undeclared.get(*n)?.key.clone(),
                Op::Body(_) => return None,
                _ => continue,
            };
            let other = found.and_then(|f| self.terms.get(f)).map(|t| match &t.op {
                Op::Symbol(s) => s.key().to_string(),
                Op::Undeclared(n) => self.undeclared.get(*n).map(|u| u.key.clone()).unwrap_or_default(),
                _ => String::new(),
            });
            match other {
                Some(other) if other != key => return None,
                _ => found = Some(id),
            }
        }
        found
    }

    pub(super) fn differential(&mut self, node: &Node, d: &Differential) -> Id {
        let Some(body) = d.body.as_ref().filter(|_| matches!(d.order, 1 | 2) && d.sub.is_none()) else {
            return self.opaque_with_parts(node, "a differential of nothing");
        };
        let of = match d.args.as_ref().and_then(|a| arguments(a).map(|f| (f, a.span))) {
            Some((f, at)) => self.body(body, f, at, node),
            None => self.read(body),
        };
        let mut shape = self.shape(of);
        if &*d.written == "\\partial" {
            // It may be a subdifferential, too.
            shape = self.shapes.softened(&shape);
        }
        self.term(Op::Differential { order: d.order }, vec![of], shape, node.span)
    }

    /// An italic d before a factor: a differential, unless `d` is a name of its own here.
    pub(super) fn maybe_differential(&mut self, node: &Node, d: &Differential) -> Id {
        // A power of a number is a factor: `\delta^2 x`.
        let base = match &d.head.kind {
            Kind::Script(s) if s.sub.is_none() && s.sup.as_ref().is_some_and(|p| p.kind == SupKind::Other) => &s.base,
            _ => &d.head,
        };
        let known = named(base).is_some_and(|name| {
            self.scope.get(&name.key).is_some()
                || self.sizes.contains(&name.latex)
                || self.scope.is_size(&name.latex)
                || self.bound.iter().any(|b| b.name == name.key)
        });
        let head = named(&d.head);
        if known || d.body.is_none() && head.is_some() {
            return self.as_product(node, &d.head, d.body.as_ref(), d.args.as_ref());
        }
        let Some(head) = head else { return self.differential(node, d) };
        if &*head.name.base == "\\delta" {
            // A variation of x, or δ times x: of the same shape if δ is a number.
            let of = match (d.body.as_ref(), d.args.as_ref()) {
                (Some(body), None) => self.read(body),
                _ => return self.as_product(node, &d.head, d.body.as_ref(), d.args.as_ref()),
            };
            let shape = self.shape(of);
            let soft = self.shapes.softened(&shape);
            return self.term(Op::Opaque, vec![of], soft, node.span);
        }
        self.differential(node, d)
    }

    /// What a sum of operations asks when it is read as an equality of sides.
    pub fn equal(&mut self, sides: Vec<Id>, span: Span) -> Id {
        let shape = self.any();
        let id = self.term(Op::Opaque, vec![], shape, span);
        self.constraints.push(Constraint::Same { id, terms: sides, operation: Operation::Equality });
        id
    }
}
