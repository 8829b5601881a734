//! The nodes of a piece, from the pairs that the grammar finds.

use pest::iterators::Pair;

use super::atom::*;
use super::piece::{Pool, Rule, order, sign_of};
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
    factors.push((op, right));
    Node::new(Kind::Product(factors), span)
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
        Rule::leibniz | Rule::maybe => leibniz(pair, pool),
        Rule::nabla | Rule::jacobian => head(pair, pool),
        Rule::target => {
            pair.into_inner().next().map_or(Node::new(Kind::Empty, pool.span), |inner| primary(inner, pool))
        }
        Rule::function => function(pair, pool).whole(),
        _ => Node::new(Kind::Empty, pool.span),
    }
}

/// An operand and the scripts after it.
fn plain(pair: Pair<Rule>, pool: &Pool) -> Node {
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

/// An argument without brackets: an optional sign and juxtaposed factors.
fn loose(pair: Pair<Rule>, pool: &Pool) -> Node {
    let mut sign = None;
    let mut node: Option<Node> = None;
    for part in pair.into_inner() {
        if part.as_rule() == Rule::negate {
            sign = Some(sign_of(&part, pool));
            continue;
        }
        let next = primary(part, pool);
        node = Some(match node {
            Some(left) => multiply(left, ProdOp::Juxtapose, next),
            None => next,
        });
    }
    let node = node.unwrap_or(Node::new(Kind::Empty, pool.span));
    match sign {
        Some((sign, span)) => signed(sign, span, node),
        None => node,
    }
}

/// A symbol with its scripts, and the bracket after it with the scripts of that.
struct Function {
    symbol: Node,
    arguments: Option<Node>,
    outer: Vec<Atom>,
}

impl Function {
    fn whole(self) -> Node {
        match self.arguments {
            Some(arguments) => multiply(self.symbol, ProdOp::Juxtapose, scripts::attach(arguments, self.outer)),
            None => self.symbol,
        }
    }
}

fn function(pair: Pair<Rule>, pool: &Pool) -> Function {
    let mut found = Function { symbol: Node::new(Kind::Empty, pool.span), arguments: None, outer: Vec::new() };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::symbol => found.symbol = plain(part, pool),
            Rule::arguments => found.arguments = pool.take(&part).map(Atom::into_node),
            _ => found.outer = pool.take_all(&part),
        }
    }
    found
}

/// What a head applies to: its body, the bracket after a symbol, and the scripts that belong to the result.
#[derive(Default)]
struct Target {
    body: Option<Node>,
    args: Option<Node>,
    outer: Vec<Atom>,
}

fn target(pair: Pair<Rule>, pool: &Pool) -> Target {
    let Some(inner) = pair.into_inner().next() else { return Target::default() };
    match inner.as_rule() {
        Rule::function => {
            let function = function(inner, pool);
            Target { body: Some(function.symbol), args: function.arguments, outer: function.outer }
        }
        Rule::fenced => {
            let body = pool.take(&inner).map(Atom::into_node);
            Target { body, args: None, outer: pool.take_all(&inner) }
        }
        _ => Target { body: Some(primary(inner, pool)), args: None, outer: Vec::new() },
    }
}

/// A `d` or `\partial` with its target; or a quotient of two of them.
fn leibniz(pair: Pair<Rule>, pool: &Pool) -> Node {
    let maybe = pair.as_rule() == Rule::maybe;
    let mut halves: Vec<(Vec<Atom>, Target)> = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::mark | Rule::maybe_mark => halves.push((pool.take_all(&part), Target::default())),
            Rule::target => {
                if let Some((_, found)) = halves.last_mut() {
                    *found = target(part, pool);
                }
            }
            _ => drop(pool.take_all(&part)),
        }
    }
    let lower = (halves.len() > 1).then(|| halves.pop()).flatten();
    let Some((mark, upper)) = halves.pop() else { return Node::new(Kind::Empty, pool.span) };
    match lower {
        Some((below, under)) => inline(mark, upper, below, under, pool.span),
        None => differential(mark, upper, maybe, pool.span),
    }
}

fn differential(mut mark: Vec<Atom>, target: Target, maybe: bool, at: Span) -> Node {
    let after = mark.split_off(1.min(mark.len()));
    let Some(first) = mark.pop() else { return Node::new(Kind::Empty, at) };
    let style = style_of(&first);
    let written = first.written.clone();
    let mut span = after.last().map_or(first.span, |last| first.span.to(last.span));
    let head = scripts::attach(first.into_node(), after.clone());
    let scripts::Scripts { sub, sup, .. } = scripts::collect(after);
    let power = order(sup.as_ref().map(|sup| &sup.node));
    for part in target.body.iter().chain(&target.args) {
        span = span.to(part.span);
    }
    if style == DStyle::Partial
        && let Some(sub) = sub
    {
        // `\partial_x f`
        let wrt = vec![Wrt { span: sub.span, node: sub, power: 1 }];
        let derivative = Derivative {
            style,
            order: Some(power.unwrap_or(1)),
            of: target.body,
            wrt,
            applied: target.args,
            missing: false,
            inline: true,
            at: None,
        };
        return scripts::attach(Node::new(Kind::Derivative(Box::new(derivative)), span), target.outer);
    }
    let differential =
        Differential { written, head, order: power.unwrap_or(1), sub, body: target.body, args: target.args };
    let kind = if maybe { Kind::MaybeDifferential } else { Kind::Differential };
    scripts::attach(Node::new(kind(Box::new(differential)), span), target.outer)
}

/// `\partial f / \partial x`
fn inline(mut mark: Vec<Atom>, upper: Target, mut below: Vec<Atom>, under: Target, at: Span) -> Node {
    let style = mark.first().map_or(DStyle::Italic, style_of);
    let span = span_of(&mark, at).to(span_of(&below, at));
    let raised = scripts::collect(mark.split_off(1.min(mark.len()))).sup;
    let lower = below.split_off(1.min(below.len()));
    let of = whole(upper);
    let power = order(raised.as_ref().map(|sup| &sup.node)).unwrap_or(1);
    let under = whole(under).unwrap_or(Node::new(Kind::Empty, at));
    let under = scripts::attach(under, lower);
    let span = span.to(under.span);
    let wrt = vec![variable(under, power > 1)];
    let derivative =
        Derivative { style, order: Some(power), of, wrt, applied: None, missing: false, inline: true, at: None };
    Node::new(Kind::Derivative(Box::new(derivative)), span)
}

fn whole(target: Target) -> Option<Node> {
    let body = target.body?;
    Some(match target.args {
        Some(args) => multiply(body, ProdOp::Juxtapose, scripts::attach(args, target.outer)),
        None => scripts::attach(body, target.outer),
    })
}

/// A variable of a denominator; in a higher derivative a numeral superscript is its power.
pub fn variable(node: Node, powers: bool) -> Wrt {
    let span = node.span;
    match node.kind {
        Kind::Script(script) if powers && script.primes == 0 => {
            let power = script.sup.as_ref().and_then(|sup| order(Some(&sup.node)));
            match power {
                Some(power) => {
                    let Script { base, sub, .. } = *script;
                    let node = match sub {
                        Some(sub) => {
                            let span = base.span.to(sub.span);
                            Node::new(
                                Kind::Script(Box::new(Script { base, sub: Some(sub), sup: None, primes: 0 })),
                                span,
                            )
                        }
                        None => base,
                    };
                    Wrt { node, power, span }
                }
                None => Wrt { node: Node::new(Kind::Script(script), span), power: 1, span },
            }
        }
        kind => Wrt { node: Node::new(kind, span), power: 1, span },
    }
}

fn style_of(atom: &Atom) -> DStyle {
    match &atom.extra {
        Extra::Style(style) => *style,
        _ => DStyle::Italic,
    }
}

/// `\nabla` or `D` and what it applies to.
fn head(pair: Pair<Rule>, pool: &Pool) -> Node {
    let mut mark = Vec::new();
    let mut found = Target::default();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::target => found = target(part, pool),
            _ => mark = pool.take_all(&part),
        }
    }
    let after = mark.split_off(1.min(mark.len()));
    let Some(first) = mark.pop() else { return Node::new(Kind::Empty, pool.span) };
    let mut span = after.last().map_or(first.span, |last| first.span.to(last.span));
    for part in found.body.iter().chain(&found.args) {
        span = span.to(part.span);
    }
    let class = first.class;
    let written = first.written.clone();
    let head = scripts::attach(first.into_node(), after.clone());
    let scripts::Scripts { sub, sup, .. } = scripts::collect(after);
    let power = order(sup.as_ref().map(|sup| &sup.node)).unwrap_or(1);
    let Target { body, args, outer } = found;
    let kind = match class {
        NABLA => Kind::Nabla(Box::new(Nabla { written, order: power, sub, body, args })),
        JACOBIAN => Kind::Jacobian(Box::new(Jacobian { written, head, order: power, sub, body, args })),
        _ => Kind::MaybeJacobian(Box::new(Jacobian { written, head, order: power, sub, body, args })),
    };
    scripts::attach(Node::new(kind, span), outer)
}
