//! Fractions, and the fractions that are derivatives: `\frac{\partial f}{\partial X}`, `\frac{d}{dt}`.

use super::atom::*;
use super::build::variable;
use super::expr::expression;
use super::piece::{self, order};
use super::tree::{DStyle, Derivative, Frac, Kind, Node, Span, Wrt};

/// The fraction of two sequences as a node.
pub fn node(above: Vec<Atom>, below: Vec<Atom>, span: Span) -> Node {
    let atom = fraction(above, below, span);
    match atom.extra {
        Extra::Derivative(derivative) => Node::new(Kind::Derivative(derivative), span),
        _ => atom.into_node(),
    }
}

/// The fraction of two sequences as an atom: a derivative with a bare numerator still looks for what it applies to.
pub fn fraction(above: Vec<Atom>, below: Vec<Atom>, span: Span) -> Atom {
    let (above, below) = (trim(above), trim(below));
    match derivative(&above, &below, span) {
        Some(derivative) if derivative.of.is_none() => {
            let derivative = Box::new(derivative);
            Atom { class: BARE, span, node: None, extra: Extra::Derivative(derivative), written: "derivative".into() }
        }
        Some(derivative) => Atom::operand(OTHER, Node::new(Kind::Derivative(Box::new(derivative)), span)),
        None => {
            let frac = Frac { num: expression(above, span), den: expression(below, span) };
            Atom::operand(OTHER, Node::new(Kind::Frac(Box::new(frac)), span))
        }
    }
}

fn style(atom: &Atom) -> Option<DStyle> {
    match (atom.class, &atom.extra) {
        (PARTIAL, _) => Some(DStyle::Partial),
        (D, _) => Some(DStyle::Upright),
        (MAYBE_D, Extra::Style(style)) => Some(*style),
        (MAYBE_D, _) => Some(DStyle::Italic),
        (JACOBIAN | MAYBE_JACOBIAN, _) => Some(DStyle::Capital),
        (NABLA, _) => Some(DStyle::Nabla),
        _ => None,
    }
}

/// Whether two marks can head the halves of one derivative.
fn agree(above: DStyle, below: DStyle) -> bool {
    let ordinary = |style| matches!(style, DStyle::Partial | DStyle::Upright | DStyle::Italic);
    above == below || (ordinary(above) && ordinary(below))
}

fn derivative(above: &[Atom], below: &[Atom], span: Span) -> Option<Derivative> {
    let head = above.first()?;
    let style_above = style(head)?;
    let (mut rest, mut power) = (above.get(1..)?, Some(1));
    if let Some(raised) = rest.first().filter(|atom| atom.class == SUP) {
        power = order(raised.node.as_ref());
        let symbolic = raised.node.as_ref().is_some_and(|node| matches!(node.kind, Kind::Symbol(_) | Kind::Sum(_)));
        if power.is_none() && (!symbolic || raised.node.as_ref().is_some_and(is_transpose)) {
            return None;
        }
        rest = rest.get(1..)?;
    }
    let begins = rest.iter().find(|atom| atom.class != SPACE).map(|atom| atom.class);
    if matches!(begins, Some(SIGN | MIDDLE | SLASH | WIDE | SUB | PRIME | SUP | RELATION)) {
        return None;
    }
    let of = (!trim(rest.to_vec()).is_empty()).then(|| expression(rest.to_vec(), span));
    let heads = |atom: &Atom| style(atom).is_some_and(|found| agree(style_above, found));
    let marked = below.first().is_some_and(heads);
    if !marked {
        // A `\partial` above and none below is a slip, if the denominator could be a variable at all.
        let plain = !below.iter().any(|atom| style(atom) == Some(DStyle::Partial))
            && below.first().is_some_and(|atom| matches!(atom.class, SYMBOL | GROUP | OTHER))
            && below.iter().all(|atom| matches!(atom.class, SYMBOL | GROUP | OTHER | SUB | SUP | PRIME | SPACE));
        if style_above != DStyle::Partial || !plain || of.is_none() {
            return None;
        }
        let wrt = vec![variable(piece::read(below.to_vec(), span), power != Some(1))];
        return Some(Derivative {
            style: style_above,
            order: power,
            of,
            wrt,
            applied: None,
            missing: true,
            inline: false,
            at: None,
        });
    }
    let wrt = variables(below, heads, power != Some(1), span)?;
    Some(Derivative {
        style: style_above,
        order: power,
        of,
        wrt,
        applied: None,
        missing: false,
        inline: false,
        at: None,
    })
}

fn is_transpose(node: &Node) -> bool {
    node.as_symbol().is_some_and(|name| matches!(&*name.base, "T" | "\\top"))
}

/// The variables of a denominator, one after each mark; `None` where one is no variable.
fn variables(below: &[Atom], heads: impl Fn(&Atom) -> bool, powers: bool, span: Span) -> Option<Vec<Wrt>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Only the style of the first mark begins a new variable: in `\partial d` the `d` is one.
    let first = below.first().map(|atom| atom.class);
    while at < below.len() {
        let head = below.get(at).filter(|atom| heads(atom))?;
        let mut end = at + 1;
        while below.get(end).is_some_and(|atom| !(heads(atom) && Some(atom.class) == first) || end == at + 1) {
            end += 1;
        }
        let mut body = trim(below.get(at + 1..end)?.to_vec());
        // `\partial^2 x` for `\partial x^2`
        let mut power = None;
        if body.first().is_some_and(|atom| atom.class == SUP) {
            power = order(body.remove(0).node.as_ref());
            power?;
        }
        if !body.first().is_some_and(|atom| atom.class.is_ascii_alphabetic()) {
            return None;
        }
        let signs = body.iter().any(|atom| matches!(atom.class, SIGN | MIDDLE | SLASH | WIDE | RELATION | STRAY));
        if signs {
            return None;
        }
        let mut wrt = variable(expression(body, span), powers);
        wrt.span = head.span.to(wrt.span);
        if let Some(power) = power {
            wrt.power = power;
        }
        found.push(wrt);
        at = end;
    }
    Some(found)
}
