//! The nodes of a piece, from the pairs that the grammar finds.

use pest::iterators::Pair;

use super::atom::*;
use super::heads::{self, variable};
use super::piece::{Pool, Rule, sign_of};
use super::scripts;
use super::tree::*;

/// `left sign right`, in one flat sum.
pub fn add(left: Node, sign: Sign, right: Node) -> Node {
    let span = left.span.to(right.span);
    let mut terms = match left.kind {
        Kind::Sum(terms) => terms,
        Kind::Neg(body) => vec![(Sign::Minus, *body)],
        _ => vec![(Sign::Plus, left)],
    };
    terms.push((sign, right));
    Node::new(Kind::Sum(terms), span)
}

/// A sign before a term.
pub fn signed(sign: Sign, at: Span, body: Node) -> Node {
    let span = at.to(body.span);
    match sign {
        Sign::Minus => Node::new(Kind::Neg(Box::new(body)), span),
        _ => Node::new(Kind::Sum(vec![(sign, body)]), span),
    }
}

fn level(op: ProdOp) -> u8 {
    match op {
        ProdOp::Juxtapose => 0,
        ProdOp::Cdot | ProdOp::Bullet | ProdOp::Times | ProdOp::Ast | ProdOp::Slash | ProdOp::Backslash => 1,
        _ => 2,
    }
}

/// The class of a product operator in the grammar.
pub fn class(op: ProdOp) -> Class {
    match op {
        ProdOp::Slash => SLASH,
        _ if level(op) == 2 => WIDE,
        _ => MIDDLE,
    }
}

/// `left op right`, in one flat product for each level of binding.
pub fn multiply(left: Node, op: ProdOp, right: Node) -> Node {
    let span = left.span.to(right.span);
    let mut factors = match left.kind {
        Kind::Product(factors)
            if factors.len() > 1 && factors.last().is_some_and(|(last, _)| level(*last) == level(op)) =>
        {
            factors
        }
        _ => vec![(ProdOp::Juxtapose, left)],
    };
    if op == ProdOp::Juxtapose
        && is_bars(&right)
        && let Some((_, last)) = factors.last_mut()
        && let Kind::Operator(log) = &mut last.kind
        && matches!(&*log.name, "log" | "ln")
        && let Some(arg) = log.arg.take_if(|arg| is_bars(arg))
    {
        log.arg = Some(multiply(arg, op, right));
        last.span = last.span.to(span);
        return match <[_; 1]>::try_from(factors) {
            Ok([(_, only)]) => only,
            Err(factors) => Node::new(Kind::Product(factors), span),
        };
    }
    factors.push((op, right));
    Node::new(Kind::Product(factors), span)
}

/// Whether the node is a determinant or an absolute value in bars, or a product of such: `\log |A||B|` is of their product.
fn is_bars(node: &Node) -> bool {
    match &node.kind {
        Kind::Fence(fence) => fence.open == Delim::Bar && fence.close == Delim::Bar,
        Kind::Product(factors) => factors.iter().all(|(op, factor)| *op == ProdOp::Juxtapose && is_bars(factor)),
        _ => false,
    }
}

/// `left / right`; a product that begins with a `\partial`, over a `\partial`, is a derivative of the product.
pub fn divide(left: Node, right: Node) -> Node {
    let partial =
        |node: &Node| matches!(&node.kind, Kind::Differential(d) if &*d.written == "\\partial" && d.body.is_some());
    let headed = matches!(&left.kind, Kind::Product(factors) if level(factors.last().map_or(ProdOp::Slash, |f| f.0)) == 0
        && factors.first().is_some_and(|(_, first)| partial(first))
        && !factors.iter().skip(1).any(|(_, factor)| matches!(factor.kind, Kind::Differential(_))));
    if !headed || !partial(&right) {
        return multiply(left, ProdOp::Slash, right);
    }
    let span = left.span.to(right.span);
    match (left.kind, right.kind) {
        (Kind::Product(mut factors), Kind::Differential(below)) => {
            let mut order = 1;
            if let Some((_, first)) = factors.first_mut() {
                let inner = std::mem::replace(first, Node::new(Kind::Empty, span));
                if let Kind::Differential(above) = inner.kind {
                    order = above.order;
                    *first = joined(*above, inner.span);
                }
            }
            let of_span = factors.iter().map(|(_, f)| f.span).reduce(Span::to).unwrap_or(span);
            let wrt = vec![variable(joined(*below, right.span), order > 1)];
            let derivative = Derivative {
                style: DStyle::Partial,
                order: Some(order),
                of: Some(Node::new(Kind::Product(factors), of_span)),
                wrt,
                applied: None,
                missing: false,
                inline: true,
                at: None,
            };
            Node::new(Kind::Derivative(Box::new(derivative)), span)
        }
        (left, right) => Node::new(
            Kind::Product(vec![(ProdOp::Juxtapose, Node::new(left, span)), (ProdOp::Slash, Node::new(right, span))]),
            span,
        ),
    }
}

/// What a differential is of, with its bracket.
fn joined(differential: Differential, span: Span) -> Node {
    match (differential.body, differential.args) {
        (Some(body), Some(args)) => multiply(body, ProdOp::Juxtapose, args),
        (Some(body), None) => body,
        _ => Node::new(Kind::Empty, span),
    }
}

/// A binomial coefficient.
pub fn binomial(written: &str, list: Node, span: Span) -> Node {
    let operator = Operator {
        name: "binom".into(),
        written: written.into(),
        known: true,
        sub: None,
        sup: None,
        primes: 0,
        arg: Some(list),
    };
    Node::new(Kind::Operator(Box::new(operator)), span)
}

/// A bare derivative and what it applies to.
pub fn apply(head: Option<Atom>, body: Node) -> Node {
    match head {
        Some(Atom { extra: Extra::Derivative(mut derivative), span, .. }) => {
            let whole = span.to(body.span);
            // `\frac{d}{dt}[…]_{t=0}`: the subscript says where.
            derivative.applied = Some(match body.kind {
                Kind::Script(script)
                    if matches!(script.base.kind, Kind::Fence(_))
                        && script.sup.is_none()
                        && script.primes == 0
                        && script.sub.as_ref().is_some_and(|sub| matches!(sub.kind, Kind::Chain(_))) =>
                {
                    derivative.at = script.sub;
                    script.base
                }
                kind => Node::new(kind, body.span),
            });
            Node::new(Kind::Derivative(derivative), whole)
        }
        _ => body,
    }
}

/// A derivative without anything to apply to.
fn alone(atom: Atom) -> Node {
    match atom.extra {
        Extra::Derivative(derivative) => Node::new(Kind::Derivative(derivative), atom.span),
        _ => atom.into_node(),
    }
}

/// `body|_{…}`.
pub fn evaluate(body: Node, bar: Option<Atom>) -> Node {
    let Some(bar) = bar else { return body };
    let span = body.span.to(bar.span);
    if let Kind::Derivative(mut derivative) = body.kind {
        derivative.at = bar.node;
        return Node::new(Kind::Derivative(derivative), span);
    }
    let fence = Fence { open: Delim::None, close: Delim::Bar, items: vec![body], seps: Vec::new() };
    let base = Node::new(Kind::Fence(Box::new(fence)), span);
    let script = Script { base, sub: bar.node, sup: None, primes: 0 };
    Node::new(Kind::Script(Box::new(script)), span)
}

/// A large operator, its limits (the other atoms) and its body.
pub fn big(mut atoms: Vec<Atom>, body: Option<Node>, otherwise: Span) -> Node {
    if atoms.is_empty() {
        return body.unwrap_or(Node::new(Kind::Empty, otherwise));
    }
    let limits = atoms.split_off(1);
    let mut span = span_of(&limits, otherwise);
    let mut kind = BigKind::Other;
    let mut written: Box<str> = "".into();
    if let Some(head) = atoms.pop() {
        span = if limits.is_empty() { head.span } else { head.span.to(span) };
        if let Extra::Big(found) = head.extra {
            kind = found;
        }
        written = head.written;
    }
    if let Some(body) = &body {
        span = span.to(body.span);
    }
    let scripts = scripts::collect(limits);
    let sup = scripts.sup.map(|sup| sup.node);
    Node::new(Kind::BigOp(Box::new(BigOp { kind, written, sub: scripts.sub, sup, body })), span)
}

/// An operand of the Pratt parser, or any rule below one.
pub fn primary(pair: Pair<Rule>, pool: &Pool) -> Node {
    match pair.as_rule() {
        Rule::plain | Rule::numeral | Rule::factor | Rule::constant | Rule::fenced => plain(pair, pool),
        Rule::ratio => {
            let mut parts = pair.into_inner().map(|part| plain(part, pool));
            match (parts.next(), parts.next()) {
                (Some(left), Some(right)) => multiply(left, ProdOp::Slash, right),
                (left, _) => left.unwrap_or(Node::new(Kind::Empty, pool.span)),
            }
        }
        Rule::orphan => {
            let atoms = pool.take_all(&pair);
            let start = span_of(&atoms, pool.span).start;
            let base = Node::new(Kind::Empty, Span { start, end: start });
            scripts::attach(base, atoms)
        }
        Rule::alone => big(pool.take_all(&pair), None, pool.span),
        Rule::applied => {
            let head = pool.take(&pair);
            match pair.into_inner().next() {
                Some(body) if body.as_rule() == Rule::fenced => apply(head, plain(body, pool)),
                outer => {
                    let base = head.map_or(Node::new(Kind::Empty, pool.span), alone);
                    outer.map_or_else(|| base.clone(), |outer| scripts::attach(base.clone(), pool.take_all(&outer)))
                }
            }
        }
        Rule::operator | Rule::called => operator(pair, pool),
        Rule::leibniz | Rule::maybe => heads::leibniz(pair, pool),
        Rule::nabla | Rule::jacobian => heads::head(pair, pool),
        Rule::target => {
            pair.into_inner().next().map_or(Node::new(Kind::Empty, pool.span), |inner| primary(inner, pool))
        }
        Rule::function => heads::function(pair, pool).whole(),
        _ => Node::new(Kind::Empty, pool.span),
    }
}

/// An operand and the scripts after it.
pub fn plain(pair: Pair<Rule>, pool: &Pool) -> Node {
    let base = pool.take(&pair).map_or(Node::new(Kind::Empty, pool.span), Atom::into_node);
    scripted(base, pool.take_all(&pair))
}

/// An operand with the scripts after it.
pub fn scripted(base: Node, after: Vec<Atom>) -> Node {
    evaluated(scripts::attach(base, after))
}

/// `\left. \frac{\partial f}{\partial x} \right|_{x=0}` is the derivative there.
fn evaluated(node: Node) -> Node {
    let derivative = |fence: &Fence| {
        fence.open == Delim::None && matches!(fence.items.as_slice(), [Node { kind: Kind::Derivative(_), .. }])
    };
    match node.kind {
        Kind::Script(mut script)
            if script.sub.is_some() && matches!(&script.base.kind, Kind::Fence(f) if derivative(f)) =>
        {
            if let Kind::Fence(fence) = &mut script.base.kind
                && let Some(Node { kind: Kind::Derivative(mut derivative), .. }) = fence.items.pop()
            {
                derivative.at = script.sub;
                return Node::new(Kind::Derivative(derivative), node.span);
            }
            Node::new(Kind::Script(script), node.span)
        }
        kind => Node::new(kind, node.span),
    }
}

fn operator(pair: Pair<Rule>, pool: &Pool) -> Node {
    let (mut node, mut outer) = (None, Vec::new());
    let mut argument: Option<Node> = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::short | Rule::long | Rule::word => {
                let head = pool.take(&part);
                node = head.map(|head| (head, pool.take_all(&part)));
            }
            Rule::call => argument = pool.take(&part).map(Atom::into_node),
            Rule::outer => outer = pool.take_all(&part),
            Rule::few | Rule::many => argument = Some(loose(part, pool)),
            _ => {}
        }
    }
    // `\log \|x\|^2` is the logarithm of the square: bars make a quantity of their own, where parentheses only hold the argument.
    let argument = match argument {
        Some(bars) if matches!(&bars.kind, Kind::Fence(f) if matches!(f.close, Delim::Bar | Delim::DoubleBar)) => {
            Some(scripts::attach(bars, std::mem::take(&mut outer)))
        }
        other => other,
    };
    let Some((head, before)) = node else { return Node::new(Kind::Empty, pool.span) };
    let mut span = before.last().map_or(head.span, |last| head.span.to(last.span));
    if let Some(argument) = &argument {
        span = span.to(argument.span);
    }
    let (name, known) = match head.extra {
        Extra::Operator { name, known } => (name, known),
        _ => (head.written.clone(), false),
    };
    let scripts::Scripts { sub, sup, primes } = scripts::collect(before);
    let operator = Operator { name, written: head.written, known, sub, sup, primes, arg: argument };
    scripts::attach(Node::new(Kind::Operator(Box::new(operator)), span), outer)
}

/// An argument without brackets: an optional sign and juxtaposed factors, or a sum over such.
fn loose(pair: Pair<Rule>, pool: &Pool) -> Node {
    let mut sign = None;
    let mut operators = Vec::new();
    let mut middle = ProdOp::Juxtapose;
    let mut node: Option<Node> = None;
    for part in pair.into_inner() {
        let next = match part.as_rule() {
            Rule::big | Rule::limit => {
                operators.push(pool.take_all(&part));
                continue;
            }
            Rule::negate => {
                sign = Some(sign_of(&part, pool));
                continue;
            }
            Rule::middle => {
                if let Some(Atom { extra: Extra::Prod(op), .. }) = pool.take(&part) {
                    middle = op;
                }
                continue;
            }
            Rule::total => loose(part, pool),
            _ => primary(part, pool),
        };
        node = Some(match node {
            Some(left) => multiply(left, std::mem::replace(&mut middle, ProdOp::Juxtapose), next),
            None => next,
        });
    }
    let node = node.unwrap_or(Node::new(Kind::Empty, pool.span));
    let node = match sign {
        Some((sign, span)) => signed(sign, span, node),
        None => node,
    };
    operators.into_iter().rev().fold(node, |body, operator| big(operator, Some(body), pool.span))
}
