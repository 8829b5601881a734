//! Named operators: `\operatorname{tr}`, `\log`, `diag`, and functions of the author's own under a word.

use super::Reader;
use super::script::library;
use super::symbol::Constant;
use crate::elaborate::declare;
use crate::elaborate::problem::Operation;
use crate::elaborate::scope::Known;
use crate::elaborate::term::{Constraint, Id, Op, Reading};
use crate::functions::{self, IM2COL, TOEPLITZ, UNVEC};
use crate::notation::{Delim, Kind, Name, Node, Operator, SupKind};
use crate::shape::Shape;

impl Reader<'_> {
    pub(super) fn operator(&mut self, node: &Node, o: &Operator) -> Id {
        if let Some(id) = self.own_function(node, o) {
            return id;
        }
        if o.arg.is_none() && &*o.name == "Id" && o.sub.is_none() && o.sup.is_none() {
            return self.constant(Constant::Identity, None, node);
        }
        let Some(arg) = &o.arg else { return self.opaque(node, "a function without an argument") };
        if self.reach_is_unclear(o) {
            let why = format!(
                "{} before a number and an array may be taken of the number alone: bracket its argument",
                o.name
            );
            return self.opaque_with_parts(node, &why);
        }
        if let Some(id) = self.of_a_shape(node, o, arg) {
            return id;
        }
        let id = match self.operator_at(node, o, arg) {
            Some(id) => id,
            None => return self.opaque_with_parts(node, &format!("no function {} is known", o.name)),
        };
        let Some(sup) = &o.sup else { return id };
        let shape = self.shape(id);
        match sup.kind {
            SupKind::Transpose => self.transpose(id, node.span),
            SupKind::Other if matches!(sup.node.kind, Kind::Number(_)) => {
                let exponent = self.read(&sup.node);
                // \sin^2 x is the square of every entry.
                self.term(Op::EntryPower, vec![id, exponent], shape, node.span)
            }
            _ => self.opaque(node, "an operator with a superscript that is not understood"),
        }
    }

    /// A function whose subscript is a shape: `\operatorname{im2col}_{m \times n}(X)`, `\operatorname{vec}_{m \times n}^{-1}(x)`.
    fn of_a_shape(&mut self, node: &Node, o: &Operator, arg: &Node) -> Option<Id> {
        let inverse = o.sup.as_ref().map(|sup| sup.kind);
        let f = match (&*o.name, inverse) {
            ("vec", Some(SupKind::Inverse)) => UNVEC,
            (name, None) => [IM2COL, TOEPLITZ].into_iter().find(|f| f.name() == name)?,
            _ => return None,
        };
        let (rows, cols) = declare::cross(o.sub.as_ref()?, false)?;
        let x = self.read(arg);
        let like = self.term(Op::Zero, vec![], Shape::matrix(rows, cols), node.span);
        Some(self.call(f, vec![x, like], node.span))
    }

    /// A function that the author declared or defined under a word.
    fn own_function(&mut self, node: &Node, o: &Operator) -> Option<Id> {
        let key = [format!("r:{}", o.name), o.written.to_string()].into_iter().find(|k| self.scope.get(k).is_some())?;
        let entry = self.scope.get(&key)?.clone();
        let latex: Box<str> = entry.latex.as_str().into();
        let base: Box<str> = key.strip_prefix("r:").unwrap_or(&key).into();
        let font = if key.starts_with("r:") { crate::notation::Font::Roman } else { crate::notation::Font::Plain };
        let name = Name { base, font, accents: vec![], latex };
        let head = Node::new(Kind::Symbol(Box::new(name)), node.span);
        match (&entry.known, o.arg.as_ref().map(|a| &a.kind)) {
            (Known::Function { .. } | Known::Defined { .. }, Some(Kind::Fence(args))) => {
                self.application(&head, args, node.span, Reading::Value)
            }
            (Known::Quantity { .. } | Known::Family { .. }, Some(_)) => {
                let left = self.read(&head);
                let right = self.read(o.arg.as_ref()?);
                Some(self.chain(vec![left, right], false, false, node.span))
            }
            (_, None) => Some(self.read(&head)),
            _ => None,
        }
    }

    fn operator_at(&mut self, node: &Node, o: &Operator, arg: &Node) -> Option<Id> {
        let items: Vec<&Node> = match &arg.kind {
            Kind::Fence(f)
                if matches!(f.open, Delim::Paren | Delim::Bracket | Delim::Brace | Delim::None)
                    && f.close != Delim::Bar =>
            {
                f.items.iter().collect()
            }
            _ => vec![arg],
        };
        let span = node.span;
        let primed = o.primes > 0;
        match (&*o.name, items.as_slice()) {
            ("diag" | "Diag", [only]) if !primed => {
                let x = self.read(only);
                let shape = self.any();
                let id = self.term(Op::Diag, vec![x], shape, span);
                self.constraints.push(Constraint::Diag(id));
                Some(id)
            }
            ("log", [only]) if o.sub.is_some() && !primed => {
                let base = self.read(o.sub.as_ref()?);
                let x = self.read(only);
                let shape = self.shape(x);
                self.constraints.push(Constraint::Scalar { id: base, operation: Operation::Function("log".into()) });
                Some(self.term(Op::LogBase, vec![base, x], shape, span))
            }
            ("sqrt", [only]) => {
                let x = self.read(only);
                let shape = self.shape(x);
                Some(self.term(Op::Sqrt, vec![x], shape, span))
            }
            // max(0, x) is relu(x).
            ("max", [a, b]) if !primed => {
                let zero = |n: &Node| matches!(&n.kind, Kind::Number(t) if &**t == "0");
                let x = if zero(a) {
                    b
                } else if zero(b) {
                    a
                } else {
                    return None;
                };
                let f = library("relu")?;
                let x = self.read(x);
                Some(self.call(f, vec![x], span))
            }
            ("norm", [only]) => {
                let x = self.read(only);
                Some(self.term(Op::Norm(crate::elaborate::term::Norm::Two), vec![x], Shape::scalar(), span))
            }
            ("rank" | "dim" | "cond" | "arg" | "deg" | "factorial" | "gcd" | "lg", _) => {
                Some(self.opaque_scalar(node, &format!("no function {} is known", o.name)))
            }
            (name, [only]) if o.sub.is_none() => {
                let f = functions::named(name).filter(|f| f.arity() == 1)?;
                let x = self.read(only);
                if !primed {
                    return Some(self.call(f, vec![x], span));
                }
                let shape = self.shape(x);
                (o.primes == 1 && f.is_entrywise()).then(|| self.term(Op::Slope(f), vec![x], shape, span))
            }
            (name, items) if o.sub.is_none() && !primed => {
                let f = functions::named(name).filter(|f| f.arity() == items.len())?;
                let args = items.iter().map(|n| self.read(n)).collect();
                Some(self.call(f, args, span))
            }
            _ => None,
        }
    }
}
