//! Sequences of atoms with relations and separators: chains, lists, fractions by `\over`.

use super::atom::*;
use super::fraction;
use super::piece;
use super::tree::{Kind, List, Node, Sep, Side, Span};

/// The node of any sequence: a list of chains of pieces, or less.
pub fn expression(atoms: Vec<Atom>, at: Span) -> Node {
    let mut atoms = trim(atoms);
    if let Some(bar) = atoms.iter().position(|atom| atom.class == OVER) {
        let below = atoms.split_off(bar + 1);
        // TeX calls it ambiguous, too.
        if below.iter().any(|atom| atom.class == OVER) {
            return piece::opaque("more than one fraction by `over` in a group", at);
        }
        return match atoms.pop().map(|over| over.written) {
            Some(over) if matches!(&*over, "\\over" | "\\above") => fraction::node(atoms, below, at),
            over => {
                let items = vec![expression(atoms, at), expression(below, at)];
                let list = Node::new(Kind::List(Box::new(List { items, seps: vec![Sep::Comma] })), at);
                if over.as_deref() == Some("\\choose") { super::build::binomial("\\choose", list, at) } else { list }
            }
        };
    }
    let span = span_of(&atoms, at);
    let (mut items, seps) = split_items(atoms, at);
    match items.len() {
        0 => Node::new(Kind::Empty, Span { start: at.start, end: at.start }),
        1 => items.pop().unwrap_or(Node::new(Kind::Empty, at)),
        _ => Node::new(Kind::List(Box::new(List { items, seps })), span),
    }
}

/// The items of a sequence and what separates them. A separator at the very end separates nothing.
pub fn split_items(atoms: Vec<Atom>, at: Span) -> (Vec<Node>, Vec<Sep>) {
    let (mut items, mut seps) = (Vec::new(), Vec::new());
    let mut current: Vec<Atom> = Vec::new();
    let mut place = at;
    for atom in trim(atoms) {
        match (atom.class, &atom.extra) {
            (SEPARATOR, Extra::Sep(Sep::Space)) => current.push(Atom { class: SPACE, ..atom }),
            (SEPARATOR, Extra::Sep(sep)) => {
                seps.push(*sep);
                items.push(chain(std::mem::take(&mut current), place));
                place = Span { start: atom.span.end, end: atom.span.end };
            }
            (STOP, _) => {}
            (TEXT, _) => current.push(Atom { class: OTHER, ..atom }),
            _ => current.push(atom),
        }
    }
    let current = trim(current);
    if !current.is_empty() || (!items.is_empty() && !matches!(seps.last(), Some(Sep::Comma | Sep::Semicolon))) {
        items.push(chain(current, place));
    }
    if seps.len() >= items.len() {
        seps.truncate(items.len().saturating_sub(1));
    }
    (items, seps)
}

/// A chain of relations, or the piece itself where there is none.
pub fn chain(atoms: Vec<Atom>, at: Span) -> Node {
    let atoms = trim(atoms);
    let span = span_of(&atoms, at);
    if let [only] = atoms.as_slice()
        && only.class == RELATION
    {
        return Node::new(Kind::Mark(only.written.clone()), span);
    }
    let mut sides = sides(atoms, at);
    match sides.len() {
        1 if sides.first().is_some_and(|side| side.rel.is_none()) => {
            sides.pop().map_or(Node::new(Kind::Empty, span), |side| side.node)
        }
        0 => Node::new(Kind::Empty, span),
        _ => Node::new(Kind::Chain(sides), span),
    }
}

/// The sides of a chain. A chain that begins with a relation has no side before it.
pub fn sides(atoms: Vec<Atom>, at: Span) -> Vec<Side> {
    let mut found = Vec::new();
    let mut rel = None;
    let mut current: Vec<Atom> = Vec::new();
    let mut place = at;
    for atom in atoms {
        match (atom.class, atom.extra) {
            (RELATION, Extra::Relation(next)) => {
                let atoms = trim(std::mem::take(&mut current));
                if !atoms.is_empty() || rel.is_some() {
                    found.push(side(rel.take(), atoms, place));
                }
                place = Span { start: atom.span.end, end: atom.span.end };
                rel = Some(*next);
            }
            (class, extra) => current.push(Atom { class, extra, ..atom }),
        }
    }
    let atoms = trim(current);
    if !atoms.is_empty() || rel.is_some() {
        found.push(side(rel, atoms, place));
    }
    found
}

fn side(rel: Option<super::relation::Relation>, atoms: Vec<Atom>, at: Span) -> Side {
    let span = span_of(&atoms, at);
    Side { rel, node: piece::read(atoms, at), span }
}
