//! Differentials, `\nabla`, Jacobian operators and inline derivatives: marks that apply to what follows them.

use pest::iterators::Pair;

use super::atom::*;
use super::build::{multiply, plain, primary};
use super::piece::{Pool, Rule, order};
use super::scripts;
use super::tree::*;

/// A symbol with its scripts, and the bracket after it with the scripts of that.
pub struct Function {
    symbol: Node,
    arguments: Option<Node>,
    outer: Vec<Atom>,
}

impl Function {
    pub fn whole(self) -> Node {
        match self.arguments {
            Some(arguments) => multiply(self.symbol, ProdOp::Juxtapose, scripts::attach(arguments, self.outer)),
            None => self.symbol,
        }
    }
}

pub fn function(pair: Pair<Rule>, pool: &Pool) -> Function {
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
pub fn leibniz(pair: Pair<Rule>, pool: &Pool) -> Node {
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
pub fn head(pair: Pair<Rule>, pool: &Pool) -> Node {
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
