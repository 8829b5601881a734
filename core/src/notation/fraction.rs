//! Fractions, and the fractions that are derivatives: `\frac{\partial f}{\partial X}`, `\frac{d}{dt}`.

use super::atom::*;
use super::expr::expression;
use super::heads::variable;
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
    let Some(plan) = plan(&above, &below) else {
        let frac = Frac { num: expression(above, span), den: expression(below, span) };
        return Atom::operand(OTHER, Node::new(Kind::Frac(Box::new(frac)), span));
    };
    let rest = trim(above.into_iter().skip(plan.skip).collect());
    let of = (!rest.is_empty()).then(|| expression(rest, span));
    let powers = plan.order != Some(1);
    let wrt = match plan.heads {
        Some(heads) => variables(below, &heads, powers, span),
        None => vec![variable(piece::read(below, span), powers)],
    };
    let bare = of.is_none();
    let derivative = Box::new(Derivative {
        style: plan.style,
        order: plan.order,
        of,
        wrt,
        applied: None,
        missing: plan.missing,
        inline: false,
        at: None,
    });
    if bare {
        let extra = Extra::Derivative(derivative);
        return Atom { class: BARE, span, node: None, extra, written: "derivative".into() };
    }
    Atom::operand(OTHER, Node::new(Kind::Derivative(derivative), span))
}

/// How a fraction is a derivative.
struct Plan {
    style: DStyle,
    order: Option<u8>,
    /// How many atoms of the numerator say so.
    skip: usize,
    /// Where the marks of the denominator stand; `None` where it has none though it should.
    heads: Option<Vec<usize>>,
    missing: bool,
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

fn plan(above: &[Atom], below: &[Atom]) -> Option<Plan> {
    let head = above.first()?;
    let style_above = style(head)?;
    let (mut skip, mut order_above) = (1, Some(1));
    if let Some(raised) = above.get(1).filter(|atom| atom.class == SUP) {
        order_above = order(raised.node.as_ref());
        let symbolic = raised.node.as_ref().is_some_and(|node| match &node.kind {
            Kind::Symbol(name) => !matches!(&*name.base, "T" | "\\top"),
            Kind::Sum(_) => true,
            _ => false,
        });
        if order_above.is_none() && !symbolic {
            return None;
        }
        skip = 2;
    }
    let begins = above.iter().skip(skip).find(|atom| atom.class != SPACE).map(|atom| atom.class);
    if matches!(begins, Some(SIGN | MIDDLE | SLASH | WIDE | SUB | PRIME | SUP | RELATION)) {
        return None;
    }
    let heads = |atom: &Atom| style(atom).is_some_and(|found| agree(style_above, found));
    let mut plan = Plan { style: style_above, order: order_above, skip, heads: None, missing: false };
    if below.first().is_some_and(heads) {
        plan.heads = Some(marks(below, heads)?);
        return Some(plan);
    }
    // A `\partial` above and none below is a slip, if the denominator could be a variable at all.
    let variable = !below.iter().any(|atom| style(atom) == Some(DStyle::Partial))
        && below.first().is_some_and(|atom| matches!(atom.class, SYMBOL | GROUP | OTHER))
        && below.iter().all(|atom| matches!(atom.class, SYMBOL | GROUP | OTHER | SUB | SUP | PRIME | SPACE));
    plan.missing = true;
    (style_above == DStyle::Partial && variable && begins.is_some()).then_some(plan)
}

/// Where each variable of a denominator begins; `None` where what follows a mark is no variable.
fn marks(below: &[Atom], heads: impl Fn(&Atom) -> bool) -> Option<Vec<usize>> {
    // Only the style of the first mark begins a new variable: in `\partial d` the `d` is one.
    let first = below.first().map(|atom| atom.class);
    let mut found: Vec<usize> = Vec::new();
    for (at, atom) in below.iter().enumerate() {
        let fresh = found.last().is_none_or(|&last| at > last + 1);
        if fresh && heads(atom) && Some(atom.class) == first {
            found.push(at);
        } else if matches!(atom.class, SIGN | MIDDLE | SLASH | WIDE | RELATION | STRAY) {
            return None;
        }
    }
    let follows = |&at: &usize| {
        let mut rest = below.iter().skip(at + 1).filter(|atom| atom.class != SPACE);
        let next = rest.next();
        // `\partial^2 x` for `\partial x^2`
        let next = match next.filter(|atom| atom.class == SUP) {
            Some(raised) => order(raised.node.as_ref()).and_then(|_| rest.next()),
            None => next,
        };
        next.is_some_and(|atom| atom.class.is_ascii_alphabetic())
    };
    found.iter().all(follows).then_some(found)
}

/// The variables of a denominator, one after each mark.
fn variables(mut below: Vec<Atom>, heads: &[usize], powers: bool, span: Span) -> Vec<Wrt> {
    let mut found = Vec::new();
    for &head in heads.iter().rev() {
        let mut segment = below.split_off(head.min(below.len()));
        if segment.is_empty() {
            continue;
        }
        let mark = segment.remove(0);
        let mut body = trim(segment);
        let raised = body.first().is_some_and(|atom| atom.class == SUP).then(|| body.remove(0));
        let mut wrt = variable(expression(body, span), powers);
        wrt.span = mark.span.to(wrt.span);
        if let Some(power) = raised.and_then(|raised| order(raised.node.as_ref())) {
            wrt.power = power;
        }
        found.push(wrt);
    }
    found.reverse();
    found
}
