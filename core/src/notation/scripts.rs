//! Sub- and superscripts: which superscripts are a transpose, an inverse, a prime, an element-wise power.

use super::atom::{Atom, BANG, Extra, PRIME, SUB, SUP};
use super::tree::{Kind, Node, Operator, ProdOp, Script, Span, Sup, SupKind};

/// `base` with the scripts that follow it. A second superscript, or a prime after one, begins a script around the first.
pub fn attach(base: Node, scripts: Vec<Atom>) -> Node {
    let mut stack = Stack { node: base, script: None };
    for atom in scripts {
        let span = atom.span;
        match (atom.class, atom.node, atom.extra) {
            (SUB, Some(node), _) => {
                if stack.script.as_ref().is_some_and(|(s, _)| s.sub.is_some()) {
                    stack.wrap();
                }
                stack.open(span).sub = Some(node);
            }
            (SUP, Some(node), _) => stack.sup(node, span),
            (PRIME, _, Extra::Primes(count)) => stack.primes(count, span),
            (BANG, ..) => {
                stack.wrap();
                let body = std::mem::replace(&mut stack.node, Node::new(Kind::Empty, span));
                let whole = body.span.to(span);
                let operator = Operator {
                    name: "factorial".into(),
                    written: "!".into(),
                    known: true,
                    sub: None,
                    sup: None,
                    primes: 0,
                    arg: Some(body),
                };
                stack.node = Node::new(Kind::Operator(Box::new(operator)), whole);
            }
            _ => {}
        }
    }
    stack.wrap();
    stack.node
}

/// The scripts of an operator or large operator, which stand before its argument.
#[derive(Default)]
pub struct Scripts {
    pub sub: Option<Node>,
    pub sup: Option<Sup>,
    pub primes: u8,
}

/// Scripts on their own.
pub fn collect(scripts: Vec<Atom>) -> Scripts {
    let empty = Node::new(Kind::Empty, Span::default());
    match attach(empty, scripts).kind {
        Kind::Script(script) => Scripts { sub: script.sub, sup: script.sup, primes: script.primes },
        _ => Scripts::default(),
    }
}

struct Stack {
    node: Node,
    script: Option<(Scripts, Span)>,
}

impl Stack {
    fn open(&mut self, span: Span) -> &mut Scripts {
        let entry = self.script.get_or_insert_with(|| (Scripts::default(), span));
        entry.1 = entry.1.to(span);
        &mut entry.0
    }

    fn wrap(&mut self) {
        if let Some((scripts, span)) = self.script.take() {
            let base = std::mem::replace(&mut self.node, Node::new(Kind::Empty, span));
            let whole = if matches!(base.kind, Kind::Empty) && base.span == Span::default() {
                span
            } else {
                base.span.to(span)
            };
            let script = Script { base, sub: scripts.sub, sup: scripts.sup, primes: scripts.primes };
            self.node = Node::new(Kind::Script(Box::new(script)), whole);
        }
    }

    fn primes(&mut self, count: u8, span: Span) {
        if self.script.as_ref().is_some_and(|(s, _)| s.sup.is_some()) {
            self.wrap();
        }
        let scripts = self.open(span);
        scripts.primes = scripts.primes.saturating_add(count);
    }

    fn sup(&mut self, node: Node, span: Span) {
        if let Some(count) = primes(&node) {
            return self.primes(count, span);
        }
        if self.script.as_ref().is_some_and(|(s, _)| s.sup.is_some()) {
            self.wrap();
        }
        match split(node) {
            Ok((index, last)) => {
                let (inner, outer) = (index.span, last.span);
                self.open(span.to(inner)).sup = Some(Sup { kind: classify(&index), node: index });
                self.wrap();
                self.open(outer).sup = Some(Sup { kind: classify(&last), node: last });
            }
            Err(node) => {
                let kind = classify(&node);
                let node = match (kind, node.kind) {
                    (SupKind::Hadamard, Kind::Product(mut factors)) => match (factors.len(), factors.first_mut()) {
                        (1, _) => factors.pop().map_or(Node::new(Kind::Empty, node.span), |(_, exponent)| exponent),
                        (_, first) => {
                            first.into_iter().for_each(|(op, _)| *op = ProdOp::Juxtapose);
                            Node::new(Kind::Product(factors), node.span)
                        }
                    },
                    (_, kind) => Node::new(kind, node.span),
                };
                self.open(span).sup = Some(Sup { kind, node });
            }
        }
    }
}

/// How many primes a superscript consists of.
fn primes(node: &Node) -> Option<u8> {
    match &node.kind {
        Kind::Script(script)
            if matches!(script.base.kind, Kind::Empty) && script.sub.is_none() && script.sup.is_none() =>
        {
            Some(script.primes).filter(|&count| count > 0)
        }
        _ => None,
    }
}

/// An index followed by a transpose, `[l-1] T`: the two apart.
fn split(node: Node) -> Result<(Node, Node), Node> {
    let span = node.span;
    match node.kind {
        Kind::Product(mut factors) if factors.len() >= 2 => {
            let bracketed = factors.iter().rev().skip(1).all(|(_, f)| matches!(f.kind, Kind::Fence(_)));
            let last = factors.last().map(|(op, f)| (*op, letter(f), transposed(f)));
            let splits = matches!(last, Some((ProdOp::Juxtapose, plain, true)) if !plain || bracketed);
            match factors.pop() {
                Some((_, mark)) if splits => {
                    let index = match (factors.len(), factors.pop()) {
                        (1, Some((_, only))) => only,
                        (_, rest) => {
                            factors.extend(rest);
                            let end = factors.last().map_or(span, |(_, f)| f.span);
                            Node::new(Kind::Product(factors), Span { start: span.start, end: end.end })
                        }
                    };
                    Ok((index, mark))
                }
                rest => {
                    factors.extend(rest);
                    Err(Node::new(Kind::Product(factors), span))
                }
            }
        }
        Kind::Script(script) => match *script {
            Script { base, sub: None, sup: Some(sup), primes: 0 }
                if matches!(base.kind, Kind::Fence(_)) && sup.kind == SupKind::Transpose =>
            {
                Ok((base, sup.node))
            }
            other => Err(Node::new(Kind::Script(Box::new(other)), span)),
        },
        kind => Err(Node::new(kind, span)),
    }
}

/// Whether the node is a plain letter rather than a sign made for the purpose.
fn letter(node: &Node) -> bool {
    node.as_symbol().is_some_and(|name| !name.base.starts_with('\\') && name.font.key().is_empty())
}

fn transposed(node: &Node) -> bool {
    node.as_symbol().is_some_and(|name| {
        name.accents.is_empty()
            && matches!(
                &*name.base,
                "T" | "\\top"
                    | "\\intercal"
                    | "\\T"
                    | "\\tran"
                    | "\\trans"
                    | "\\transp"
                    | "\\transpose"
                    | "\\tp"
                    | "\\Tr"
                    | "\\trsp"
                    | "\\Transpose"
            )
    })
}

fn classify(node: &Node) -> SupKind {
    match &node.kind {
        _ if transposed(node) => SupKind::Transpose,
        Kind::Symbol(name) if name.accents.is_empty() => match &*name.base {
            "H" => SupKind::Hermitian,
            "\\dagger" | "\\dag" => SupKind::Dagger,
            _ => SupKind::Other,
        },
        Kind::Mark(mark) => match &**mark {
            "*" | "\\ast" | "\\star" => SupKind::Star,
            "+" => SupKind::Plus,
            _ => SupKind::Other,
        },
        Kind::Neg(body) => match &body.kind {
            Kind::Number(digits) if &**digits == "1" => SupKind::Inverse,
            _ if transposed(body) => SupKind::InverseTranspose,
            _ => SupKind::Other,
        },
        Kind::Product(factors) => match factors.as_slice() {
            [(ProdOp::Odot | ProdOp::Circ, _), ..] => SupKind::Hadamard,
            _ => SupKind::Other,
        },
        _ => SupKind::Other,
    }
}
