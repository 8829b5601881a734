//! Commands that put their arguments around one another: roots, braces, labels, evaluation bars, `\pdv`, `\not`.

use super::atom::*;
use super::command::optional;
use super::expr::expression;
use super::heads::variable;
use super::lex::Tok;
use super::name::Font;
use super::piece;
use super::reader::{Level, Reader};
use super::relation::RelKind;
use super::tree::*;
use super::words;

/// `\underbrace{A}_{m \times n}`
pub fn brace(reader: &Reader, at: usize, place: Place, level: &mut Level) -> usize {
    let (base, mut next) = reader.node(at + 1, level);
    let wanted = if place == Place::Under { Tok::Sub } else { Tok::Sup };
    let mut label = None;
    if let Some(script) = reader.solid(next, level.end)
        && reader.text.kind(script) == Some(wanted)
    {
        let (node, end) = reader.node(script + 1, level);
        (label, next) = (Some(node), end);
    }
    let span = reader.span(at, next);
    let kind = Kind::Label(Box::new(Label { base, label, place, brace: true }));
    level.push(Atom::operand(OTHER, Node::new(kind, span)));
    next
}

/// `\overset{label}{base}`: over a relation a note, under a large operator a limit.
pub fn set(reader: &Reader, at: usize, place: Place, level: &mut Level) -> usize {
    let (label, base) = reader.node(at + 1, level);
    let said = reader.written(at + 1, base).to_ascii_lowercase();
    let (atoms, inner, next) = reader.argument(base, level);
    let span = reader.span(at, next);
    let mut atoms = trim(atoms);
    if let [only] = atoms.as_slice() {
        match (only.class, &only.extra) {
            (RELATION, Extra::Relation(relation)) => {
                let defines = relation.kind == RelKind::Equal
                    && (said.contains("def") || said.contains("delta") || said.contains("triangle"));
                let kind = if defines { RelKind::Defined } else { relation.kind };
                level.push(words::relation(kind, reader.written(at, next), Some(label), span));
                return next;
            }
            (BIG | LIMIT, _) => {
                let class = if place == Place::Under { SUB } else { SUP };
                level.atoms.append(&mut atoms);
                level.push(Atom::operand(class, label));
                return next;
            }
            (SIGN | MIDDLE | WIDE | SLASH | SHORT | LONG | CALL | SEPARATOR, _) => {
                level.atoms.append(&mut atoms);
                return next;
            }
            _ => {}
        }
    }
    let base = expression(atoms, inner);
    let kind = Kind::Label(Box::new(Label { base, label: Some(label), place, brace: false }));
    level.push(Atom::operand(OTHER, Node::new(kind, span)));
    next
}

/// `\dv{f}{x}`, `\pdv[2]{f}{x}`, `\dv{x}`
pub fn derivative(reader: &Reader, at: usize, partial: bool, level: &mut Level) -> usize {
    let open = reader.solid(at + 1, level.end).unwrap_or(at + 1);
    let bracket = reader.text.tokens.get(open).is_some_and(|token| token.is("["));
    let mut order = Some(1);
    if bracket && let Some((start, end)) = reader.text.inner(open) {
        order = reader.written(start, end).trim().parse().ok();
    }
    let mut next = optional(reader, at + 1, level);
    let mut parts = Vec::new();
    while parts.len() < 4
        && let Some(open) = reader.solid(next, level.end)
        && (reader.group(open).is_some() || parts.is_empty())
    {
        let (node, end) = reader.node(open, level);
        parts.push(node);
        next = end;
    }
    let span = reader.span(at, next);
    let of = (parts.len() > 1).then(|| parts.remove(0));
    if parts.len() > 1 && order == Some(1) {
        order = u8::try_from(parts.len()).ok();
    }
    let powers = order != Some(1) && parts.len() == 1;
    let mut wrt: Vec<Wrt> = parts.into_iter().map(|node| variable(node, powers)).collect();
    if powers && let (Some(only), Some(order)) = (wrt.first_mut(), order) {
        only.power = order;
    }
    let style = if partial { DStyle::Partial } else { DStyle::Upright };
    let bare = of.is_none();
    let derivative =
        Box::new(Derivative { style, order, of, wrt, applied: None, missing: false, inline: false, at: None });
    if bare {
        level.push(Atom {
            class: BARE,
            span,
            node: None,
            extra: Extra::Derivative(derivative),
            written: "derivative".into(),
        });
    } else {
        level.push(Atom::operand(OTHER, Node::new(Kind::Derivative(derivative), span)));
    }
    next
}

pub fn not(reader: &Reader, at: usize, level: &mut Level) -> usize {
    let (mut atoms, _, next) = reader.argument(at + 1, level);
    let span = reader.span(at, next);
    match atoms.pop() {
        Some(Atom { extra: Extra::Relation(relation), .. }) => {
            let kind = match relation.kind {
                RelKind::Equal => RelKind::NotEqual,
                RelKind::In => RelKind::NotIn,
                _ => RelKind::Other,
            };
            level.push(words::relation(kind, reader.written(at, next), None, span));
        }
        Some(atom) => level.push(atom),
        None => level.push(Atom::operand(OTHER, piece::opaque("\\not without a relation", span))),
    }
    next
}

/// `|_{x = 0}`, `|_a^b`
pub fn evaluation(reader: &Reader, at: usize, level: &mut Level) -> usize {
    let mut next = at + 1;
    let mut limits = Vec::new();
    while let Some(Tok::Sub | Tok::Sup) = reader.text.kind(next) {
        if next >= level.end || limits.len() >= 2 {
            break;
        }
        let (node, end) = reader.node(next + 1, level);
        limits.push(node);
        next = end;
    }
    let span = reader.span(at, next);
    let node = match (limits.len(), limits.pop()) {
        (0, _) | (_, None) => Node::new(Kind::Empty, span),
        (1, Some(only)) => only,
        (_, Some(last)) => {
            limits.push(last);
            Node::new(Kind::List(Box::new(List { items: limits, seps: vec![Sep::Bar] })), span)
        }
    };
    if let Some(Atom { class: BARE, extra: Extra::Derivative(derivative), span: place, .. }) = level.last() {
        derivative.at = Some(node);
        *place = place.to(span);
        return next;
    }
    level.push(Atom { span, ..Atom::operand(EVALUATE, node) });
    next
}

pub fn root(reader: &Reader, at: usize, level: &mut Level) -> usize {
    let open = reader.solid(at + 1, level.end).unwrap_or(at + 1);
    let bracket = reader.text.tokens.get(open).is_some_and(|token| token.is("["));
    let (index, next) = match reader.text.inner(open).filter(|_| bracket) {
        Some((start, end)) => {
            let atoms = reader.level(start, end, Font::Plain, level.depth + 1);
            (Some(expression(atoms, reader.span(start, end))), end + 1)
        }
        None => (None, at + 1),
    };
    let (body, next) = reader.node(next, level);
    let span = reader.span(at, next);
    level.push(Atom::operand(OTHER, Node::new(Kind::Sqrt(Box::new(Sqrt { index, body })), span)));
    next
}
