//! The rows of a display, the clauses of a row, and the words between them.

use super::atom::*;
use super::commands::Layout;
use super::expr::sides;
use super::tree::*;

/// The rows of a level. Lines that go on with the expression of the line before are one row with it.
pub fn rows(atoms: Vec<Atom>, layout: Layout, at: Span) -> Vec<Row> {
    let mut lines: Vec<Vec<Atom>> = vec![Vec::new()];
    for atom in atoms {
        match (atom.class, lines.last_mut()) {
            (NEWLINE, _) if layout != Layout::Multline => lines.push(Vec::new()),
            (NEWLINE, _) => {}
            (_, Some(line)) => line.push(atom),
            _ => {}
        }
    }
    // Each line with whether it holds a relation.
    let mut joined: Vec<(Vec<Atom>, bool)> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for mut line in lines {
        let spliced = spliced(&mut line);
        if let Some(inner) = spliced {
            rows.extend(joined.drain(..).filter_map(|(line, _)| row(line, layout, at)));
            rows.extend(inner);
            continue;
        }
        let related = line.iter().any(|atom| atom.class == RELATION);
        match joined.last_mut() {
            Some((before, claims)) if goes_on(before, *claims, &line, related) => {
                before.extend(line);
                *claims |= related;
            }
            _ => joined.push((line, related)),
        }
    }
    rows.extend(joined.into_iter().filter_map(|(line, _)| row(line, layout, at)));
    let mut first = true;
    for row in &mut rows {
        let begins = row.clauses.first().and_then(|clause| clause.sides.first());
        row.continued = !first && begins.is_some_and(|side| side.rel.is_some());
        first = false;
    }
    rows
}

/// The rows of a display that stands alone on its line.
fn spliced(line: &mut Vec<Atom>) -> Option<Vec<Row>> {
    let mut solid = line.iter().enumerate().filter(|(_, atom)| {
        !atom.is_blank() && !matches!(atom.class, STOP) && !matches!(atom.extra, Extra::Sep(Sep::Comma | Sep::Space))
    });
    let (index, atom) = solid.next()?;
    let lone = solid.next().is_none() && matches!(&atom.node, Some(Node { kind: Kind::Rows(_), .. }));
    if !lone {
        return None;
    }
    let (mut label, mut tag) = (None, None);
    let node = line.swap_remove(index).node?;
    for atom in line.drain(..) {
        match atom.extra {
            Extra::Label(text) => label = Some(text),
            Extra::Tag(text) => tag = Some(text),
            _ => {}
        }
    }
    let Kind::Rows(mut rows) = node.kind else { return None };
    if let Some(last) = rows.last_mut() {
        last.label = last.label.take().or(label);
        last.tag = last.tag.take().or(tag);
    }
    Some(rows)
}

/// Whether `line` goes on with the expression that `before` ends in the middle of, or begins with a sign for it.
fn goes_on(before: &[Atom], claims: bool, line: &[Atom], related: bool) -> bool {
    let Some(last) = before.iter().rev().find(|atom| !atom.is_blank() && !quad(atom)) else { return false };
    let Some(first) = line.iter().find(|atom| !atom.is_blank() && !quad(atom)) else { return false };
    if matches!(last.class, RELATION | SIGN | MIDDLE | SLASH | WIDE) && first.class != RELATION {
        return true;
    }
    let closed = matches!(last.class, SEPARATOR | STOP | TEXT);
    match first.class {
        MIDDLE | SLASH | WIDE => true,
        SIGN => {
            let aligned = line.iter().take_while(|atom| atom.class != SIGN).any(|atom| atom.class == AMP);
            let plus = matches!(first.extra, Extra::Sign(Sign::Plus));
            !closed && claims && (aligned || plus || !related)
        }
        _ => false,
    }
}

fn quad(atom: &Atom) -> bool {
    matches!(atom.extra, Extra::Sep(Sep::Space))
}

fn row(atoms: Vec<Atom>, layout: Layout, at: Span) -> Option<Row> {
    let (mut label, mut tag) = (None, None);
    let mut solid: Vec<Atom> = Vec::with_capacity(atoms.len());
    let mut columns = 0usize;
    for atom in atoms {
        match (atom.class, atom.extra) {
            (LABEL, Extra::Label(text)) => label = Some(text),
            (LABEL, Extra::Tag(text)) => tag = Some(text),
            (AMP, _) => {
                columns += 1;
                // Every second `&` separates columns of equations.
                if layout == Layout::Align && columns.is_multiple_of(2) {
                    solid.push(Atom::sign(SEPARATOR, atom.span, Extra::Sep(Sep::Space), "&"));
                }
            }
            (class, extra) => solid.push(Atom { class, extra, ..atom }),
        }
    }
    let clauses = clauses(solid, at);
    if clauses.is_empty() && label.is_none() && tag.is_none() {
        return None;
    }
    let span = match (clauses.first(), clauses.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => at,
    };
    Some(Row { clauses, continued: false, label, tag, span })
}

/// What has been gathered of the clause being read.
#[derive(Default)]
struct Open {
    atoms: Vec<Atom>,
    sep: Option<Sep>,
    words: Vec<Box<str>>,
}

fn clauses(atoms: Vec<Atom>, at: Span) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    let mut open = Open::default();
    // The class of what follows each atom, spaces aside.
    let mut following: Vec<Option<Class>> = Vec::with_capacity(atoms.len());
    let mut ahead = None;
    for atom in atoms.iter().rev() {
        following.push(ahead);
        if atom.class != SPACE {
            ahead = Some(atom.class);
        }
    }
    let mut before: Option<Class> = None;
    for (atom, next) in atoms.into_iter().zip(following.into_iter().rev()) {
        let class = atom.class;
        if class == SPACE {
            open.atoms.push(atom);
            continue;
        }
        match (class, &atom.extra) {
            (SEPARATOR, Extra::Sep(Sep::Bar | Sep::DoubleBar)) => open.atoms.push(atom),
            (SEPARATOR, Extra::Sep(Sep::Space)) => {
                // A quad beside a sign or before a relation is only white space.
                let within = matches!(before, None | Some(RELATION | SIGN | MIDDLE | SLASH | WIDE | SEPARATOR | TEXT))
                    || matches!(next, None | Some(RELATION | SEPARATOR | TEXT | SIGN | MIDDLE | SLASH | WIDE | STOP));
                if !within {
                    close(&mut found, &mut open, Some(Sep::Space), at);
                }
                if within {
                    continue;
                }
            }
            (SEPARATOR, Extra::Sep(sep)) => {
                let sep = *sep;
                close(&mut found, &mut open, Some(sep), at);
            }
            (STOP, _) => close(&mut found, &mut open, Some(Sep::Text), at),
            (TEXT, _) => {
                // Text that is all there is on one side of a relation is that side.
                let side = before == Some(RELATION) || next == Some(RELATION);
                let alone = matches!(before, None | Some(RELATION | SEPARATOR | TEXT | STOP))
                    && matches!(next, None | Some(RELATION | SEPARATOR | STOP));
                if side && alone && !matches!(&atom.node, Some(Node { kind: Kind::Mark(_), .. })) {
                    open.atoms.push(Atom { class: OTHER, ..atom });
                } else {
                    close(&mut found, &mut open, Some(Sep::Text), at);
                    open.words.push(words_of(&atom));
                    if open.atoms.is_empty() && next.is_none() && found.is_empty() {
                        open.atoms.push(Atom { class: OTHER, ..atom });
                        open.words.clear();
                    }
                }
            }
            _ => open.atoms.push(atom),
        }
        before = Some(class);
    }
    close(&mut found, &mut open, None, at);
    found
}

fn words_of(atom: &Atom) -> Box<str> {
    match &atom.node {
        Some(Node { kind: Kind::Text(text) | Kind::Mark(text), .. }) => text.clone(),
        _ => atom.written.clone(),
    }
}

/// Ends the clause being read; the next one follows `sep`.
fn close(found: &mut Vec<Clause>, open: &mut Open, sep: Option<Sep>, at: Span) {
    let atoms = trim(std::mem::take(&mut open.atoms));
    if atoms.is_empty() {
        // The stronger of two separators in a row is kept; the words of both are.
        open.sep = match (open.sep, sep) {
            (Some(Sep::Space | Sep::Comma), Some(sep)) => Some(sep),
            (None, sep) if found.is_empty() => {
                sep.filter(|sep| matches!(sep, Sep::Implies | Sep::Iff | Sep::Text | Sep::ImpliedBy))
            }
            (kept, sep) => kept.or(sep),
        };
        return;
    }
    let span = span_of(&atoms, at);
    let words = std::mem::take(&mut open.words);
    let words = (!words.is_empty()).then(|| words.join(" ").into());
    let clause = Clause { sides: list_sides(atoms, at), sep: open.sep.take(), words, span };
    found.push(clause);
    open.sep = sep;
}

/// The sides of a clause; bars split a side into a list.
fn list_sides(atoms: Vec<Atom>, at: Span) -> Vec<Side> {
    if !atoms.iter().any(|atom| atom.class == SEPARATOR || atom.class == OVER) {
        return sides(atoms, at);
    }
    let mut found: Vec<Side> = Vec::new();
    let mut rel = None;
    let mut current: Vec<Atom> = Vec::new();
    let mut put = |rel, atoms: Vec<Atom>| {
        let span = span_of(&atoms, at);
        found.push(Side { rel, node: super::expr::expression(atoms, at), span });
    };
    for atom in atoms {
        match (atom.class, atom.extra) {
            (RELATION, Extra::Relation(next)) => {
                let atoms = trim(std::mem::take(&mut current));
                if !atoms.is_empty() || rel.is_some() {
                    put(rel.take(), atoms);
                }
                rel = Some(*next);
            }
            (class, extra) => current.push(Atom { class, extra, ..atom }),
        }
    }
    let atoms = trim(current);
    if !atoms.is_empty() || rel.is_some() {
        put(rel, atoms);
    }
    found
}
