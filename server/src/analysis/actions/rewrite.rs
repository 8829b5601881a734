//! Rewriting what stands at a place by a named identity. What is written is read back and compared before it is offered.

use std::ops::Range;

use matgrad_core::elaborate::{Elaborated, Options, Piece, Shapes, elaborate};
use matgrad_core::expr::{Expr, Op};
use matgrad_core::notation::{Macros, Span, parse};
use matgrad_core::render::{latex, unicode};
use matgrad_core::simplify::rewrites;
use matgrad_core::verify::equal::compare;

use super::gone;
use crate::analysis::Reading;
use crate::analysis::hover::subject::Subject;
use crate::api::{Action, ActionKind, Doing, Insertion, Task};

/// Larger expressions are not rewritten.
const LARGEST: u64 = 200;

pub fn list(subject: &Subject<'_>, range: &Range<usize>, out: &mut Vec<Action>) {
    let sides = subject.sides();
    let style = subject.style();
    let mut found: Vec<(Span, &'static str, Expr)> = Vec::new();
    for piece in pieces(&sides) {
        let place = subject.source(piece.span);
        let Some(e) = piece.expr.as_ref().filter(|e| e.size() <= LARGEST && !e.shape().has_unknown()) else { continue };
        if place.start > range.start || place.end < range.end || place.is_empty() {
            continue;
        }
        for identity in rewrites::ALL {
            let Some(new) = (identity.apply)(e).filter(|new| new != e) else { continue };
            // The smallest piece that an identity fits.
            let known = found.iter().position(|(_, name, _)| *name == identity.name);
            let length = |span: Span| span.end - span.start;
            match known.and_then(|at| found.get_mut(at)) {
                Some(other) if length(other.0) > length(piece.span) => *other = (piece.span, identity.name, new),
                Some(_) => {}
                None => found.push((piece.span, identity.name, new)),
            }
        }
    }
    for (span, name, new) in found {
        let task = Task::Rewrite { range: subject.source(span), identity: name.to_owned() };
        let title = match name {
            "expand" => format!("Multiply out: {}", unicode(&new, &style)),
            "factor" => format!("Factor: {}", unicode(&new, &style)),
            name => format!("Rewrite by {name}: {}", unicode(&new, &style)),
        };
        out.push(Action { title, kind: ActionKind::Rewrite, rule: None, doing: Doing::Later(task) });
    }
}

fn pieces(sides: &[Elaborated]) -> impl Iterator<Item = &Piece> {
    sides.iter().flat_map(|side| &side.pieces)
}

pub fn edits(reading: &Reading, range: &Range<usize>, identity: &str) -> Result<Vec<Insertion>, String> {
    let subject = Subject::find(reading, range.start).ok_or_else(gone)?;
    let identity = rewrites::by_name(identity).ok_or_else(gone)?;
    let sides = subject.sides();
    let piece = pieces(&sides).filter(|piece| subject.source(piece.span) == *range);
    let (span, old, new) = piece
        .filter_map(|piece| Some((piece.span, piece.expr.as_ref()?, (identity.apply)(piece.expr.as_ref()?)?)))
        .find(|(_, old, new)| new != *old)
        .ok_or_else(gone)?;
    if !compare(old, &new).is_equal() {
        return Err("the rewritten formula could not be verified".to_owned());
    }
    let style = subject.style();
    let mut text = latex(&new, &style);
    let alone = subject.statement.is_some_and(|statement| {
        statement.sides.iter().any(|link| link.node.span == span || enclosed(&subject.read.text, span))
    });
    if !alone && loose(&new) {
        text = format!("\\left({text}\\right)");
    }
    if !reads_as(&text, &new, &subject) {
        return Err("the rewritten formula would not be read as it is meant".to_owned());
    }
    Ok(vec![Insertion { range: range.clone(), text }])
}

/// Whether a piece stands between brackets of its own.
fn enclosed(text: &str, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or_default().trim_end().chars().next_back();
    let after = text.get(span.end as usize..).unwrap_or_default().trim_start();
    let after = after.strip_prefix("\\right").unwrap_or(after).chars().next();
    matches!((before, after), (Some('('), Some(')')) | (Some('['), Some(']')) | (Some('{'), Some('}')))
}

/// Whether what stands beside an expression could be taken for a part of it.
fn loose(e: &Expr) -> bool {
    matches!(e.op(), Op::Add | Op::Mul | Op::Kron | Op::Hadamard | Op::Sum(_) | Op::Prod(_))
}

fn reads_as(text: &str, meant: &Expr, subject: &Subject<'_>) -> bool {
    let formula = parse(text, &Macros::default());
    let Some(side) = formula.rows.first().and_then(|row| row.clauses.first()).and_then(|clause| clause.sides.first())
    else {
        return false;
    };
    let read = elaborate(&side.node, &subject.inner_scope(), &mut Shapes::new(), &Options::default());
    read.expr.is_some_and(|e| !e.shape().has_unknown() && compare(&e, meant).is_equal())
}
