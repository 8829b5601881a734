//! What notation alone says: lists, applications, negations, indices that are letters.

use super::size::cross;
use crate::elaborate::key::{Named, named};
use crate::notation::{Delim, Kind, Node, ProdOp, Sep, Sign, SupKind};

/// The letters that index a family, if every index is a letter (or the list of names has dots).
pub fn family_indices(name: &Named, run: bool) -> Option<Vec<String>> {
    if name.indices() == 0 {
        return None;
    }
    let letters: Option<Vec<String>> = name
        .subs
        .iter()
        .chain(&name.sups)
        .map(|n| match &n.kind {
            Kind::Symbol(s) if s.accents.is_empty() && (&*s.base == "\\ell" || is_lower_letter(&s.base)) => {
                Some(s.key())
            }
            Kind::Number(_) if run => Some("i".into()),
            _ => None,
        })
        .collect();
    letters
}

pub(super) fn is_lower_letter(base: &str) -> bool {
    matches!(base.as_bytes(), [c] if c.is_ascii_lowercase())
}

/// The items of a list, or the node itself.
pub(super) fn listed(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::List(list) if list.seps.iter().all(|s| matches!(s, Sep::Comma | Sep::Text)) => {
            list.items.iter().collect()
        }
        _ => vec![node],
    }
}

/// `f(x, y)`: a name and its arguments.
pub(super) fn call(node: &Node) -> Option<(Named<'_>, Vec<&Node>)> {
    match &node.kind {
        Kind::Product(factors) => {
            let [(_, head), (ProdOp::Juxtapose, args)] = factors.as_slice() else { return None };
            let Kind::Fence(f) = &args.kind else { return None };
            if !matches!(f.open, Delim::Paren | Delim::Bracket) || cross(args, false).is_some() {
                return None;
            }
            Some((named(head)?, f.items.iter().filter(|n| !matches!(n.kind, Kind::Empty)).collect()))
        }
        _ => None,
    }
}

pub(super) fn superscript(node: &Node) -> Option<(SupKind, &Node)> {
    match &node.kind {
        Kind::Script(s) if s.sub.is_none() && s.primes == 0 => s.sup.as_ref().map(|p| (p.kind, &s.base)),
        _ => None,
    }
}

pub(super) fn negated(node: &Node) -> Option<&Node> {
    match &node.kind {
        Kind::Neg(inner) => Some(inner),
        Kind::Sum(terms) => match terms.as_slice() {
            [(Sign::Minus, only)] => Some(only),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn is_zero(node: &Node) -> bool {
    match &node.kind {
        Kind::Number(n) => &**n == "0",
        Kind::Symbol(n) => &*n.base == "0",
        _ => false,
    }
}
