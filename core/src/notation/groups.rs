//! Brackets and environments as atoms: fences, matrices, cases, displays inside expressions.

use super::atom::*;
use super::commands::{Cmd, Layout, cases, display, matrix, takes_argument};
use super::expr::{expression, split_items};
use super::lex::Tok;
use super::name::Font;
use super::piece::opaque;
use super::reader::{Level, Reader, stray};
use super::relation::RelKind;
use super::rows;
use super::tree::*;

/// The bracket that opens at `at`: `(`, `\{`, `\left[`, a bar.
pub fn fence(reader: &Reader, at: usize, level: &mut Level) -> usize {
    let left = reader.text.part(at) == Some(Cmd::Left);
    let sign = if left { at + 1 } else { at };
    let (Some((start, end)), Some(open)) = (reader.text.inner(at), reader.text.delimiter(sign)) else {
        let span = reader.span(at, at + 1);
        level.push(stray(span, "unbalanced bracket"));
        return at + 1;
    };
    let after = reader.text.after(at);
    let close = reader.text.delimiter(if left { end + 1 } else { end }).unwrap_or(open);
    let span = reader.span(at, after);
    let atoms = reader.level(start, end, Font::Plain, level.depth + 1);
    let mut node = fenced(open, close, atoms, reader.span(start, end), span);
    // Bars written by commands, one directly after the other.
    let (outer, inner) = (reader.text.tokens.get(sign), reader.text.tokens.get(start));
    let sized = at > 0 && reader.text.part(at - 1) == Some(Cmd::Size);
    let twice = match reader.text.part(start) {
        Some(Cmd::Left) => left,
        Some(Cmd::Size) => sized,
        _ => outer.zip(inner).is_some_and(|(a, b)| a.text == "\\lvert" && b.text == "\\lvert"),
    };
    if twice {
        node = doubled(node);
    }
    let evaluated = open == Delim::None && matches!(close, Delim::Bar);
    level.push(Atom::operand(if evaluated { OTHER } else { FENCE }, node));
    after
}

/// `\left|\left| x \right|\right|` is one pair of double bars.
fn doubled(mut node: Node) -> Node {
    let bars = |f: &Fence| f.open == Delim::Bar && f.close == Delim::Bar;
    if let Kind::Fence(outer) = &mut node.kind
        && bars(outer)
        && let [Node { kind: Kind::Fence(inner), .. }] = outer.items.as_mut_slice()
        && bars(inner)
    {
        let (items, seps) = (std::mem::take(&mut inner.items), std::mem::take(&mut inner.seps));
        **outer = Fence { open: Delim::DoubleBar, close: Delim::DoubleBar, items, seps };
    }
    node
}

/// A fence around atoms; a bare matrix inside takes the delimiters as its own.
pub fn fenced(open: Delim, close: Delim, atoms: Vec<Atom>, inner: Span, span: Span) -> Node {
    let mut atoms: Vec<Atom> = trim(atoms);
    atoms.retain(|atom| !matches!(atom.class, AMP | NEWLINE | LABEL));
    let bare = matches!(atoms.as_slice(), [Atom { node: Some(Node { kind: Kind::Matrix(matrix), .. }), .. }]
        if matrix.open == Delim::None && matrix.close == Delim::None);
    if bare && let Some(Node { kind: Kind::Matrix(mut matrix), .. }) = atoms.pop().and_then(|atom| atom.node) {
        if open == Delim::Brace && close == Delim::None {
            return Node::new(Kind::Cases(matrix.rows), span);
        }
        (matrix.open, matrix.close) = (open, close);
        return Node::new(Kind::Matrix(matrix), span);
    }
    let (items, seps) = split_items(atoms, inner);
    Node::new(Kind::Fence(Box::new(Fence { open, close, items, seps })), span)
}

/// `<a, b>` as an inner product: where an operand cannot stand before it, a comma stands inside, and no relation.
pub fn angle(reader: &Reader, at: usize, level: &mut Level) -> Option<usize> {
    if level.last().is_some_and(|last| last.is_operand() || matches!(last.class, SUP | SUB | PRIME)) {
        return None;
    }
    let mut next = at + 1;
    let mut comma = false;
    for _ in 0..64 {
        if next >= level.end {
            return None;
        }
        let token = reader.text.tokens.get(next)?;
        match (token.kind, token.text) {
            (Tok::Punct, ",") => comma = true,
            (Tok::Punct, ">") if comma => {
                let atoms = reader.level(at + 1, next, Font::Plain, level.depth + 1);
                let span = reader.span(at, next + 1);
                let node = fenced(Delim::Angle, Delim::Angle, atoms, reader.span(at + 1, next), span);
                level.push(Atom::operand(FENCE, node));
                return Some(next + 1);
            }
            (Tok::Punct, "=" | "<" | ">" | ":") | (Tok::Newline | Tok::Amp, _) => return None,
            _ if matches!(reader.text.part(next), Some(Cmd::Relation(_) | Cmd::Sep(_))) => return None,
            _ => {}
        }
        next = reader.text.after(next);
    }
    None
}

/// The environment that begins at `at`.
pub fn environment(reader: &Reader, at: usize, level: &mut Level) -> usize {
    let (Some((start, end)), after) = (reader.text.inner(at), reader.text.after(at)) else {
        let span = reader.span(at, at + 1);
        level.push(stray(span, "environment without its end"));
        return at + 1;
    };
    let env = reader.text.environment(at);
    let span = reader.span(at, after);
    let start = skip_arguments(reader, &env, start, end);
    let inner = reader.span(start, end);
    if let Some((open, close)) = matrix(&env) {
        let atoms = reader.level(start, end, Font::Plain, level.depth + 1);
        if open == Delim::None && aligned(&atoms) {
            let kind = Kind::Rows(rows::rows(atoms, Layout::Array, inner));
            level.push(Atom::operand(OTHER, Node::new(kind, span)));
            return after;
        }
        let rows = cells(atoms, inner);
        let class = if open == Delim::None { OTHER } else { FENCE };
        let kind = Kind::Matrix(Box::new(Matrix { env: env.into(), open, close, rows }));
        level.push(Atom::operand(class, Node::new(kind, span)));
    } else if cases(&env) {
        let rows = cells(reader.level(start, end, Font::Plain, level.depth + 1), inner);
        level.push(Atom::operand(OTHER, Node::new(Kind::Cases(rows), span)));
    } else if let Some(layout) = display(&env) {
        let atoms = reader.level(start, end, Font::Plain, level.depth + 1);
        let kind = Kind::Rows(rows::rows(atoms, layout, inner));
        level.push(Atom::operand(OTHER, Node::new(kind, span)));
    } else {
        level.push(Atom::operand(OTHER, opaque(&format!("environment `{env}`"), span)));
    }
    after
}

/// Skips `[t]` and `{cc}` after `\begin{…}`.
fn skip_arguments(reader: &Reader, env: &str, mut start: usize, end: usize) -> usize {
    let bracket = |at: usize| reader.text.tokens.get(at).is_some_and(|token| token.is("["));
    let position = |at: usize| {
        reader.text.tokens.get(at + 1).is_some_and(|token| matches!(token.text, "t" | "b" | "c" | "T" | "B" | "C"))
    };
    if bracket(start)
        && let Some(close) = reader.text.mate(start)
        && close < end
        && (position(start) && close == start + 2)
    {
        start = close + 1;
    }
    if takes_argument(env)
        && let Some((_, close)) = reader.group(start)
        && close < end
    {
        start = close + 1;
    }
    start
}

/// The cells of a matrix, row by row. Rows without any content are dropped.
fn cells(atoms: Vec<Atom>, at: Span) -> Vec<Vec<Node>> {
    let mut rows: Vec<Vec<Vec<Atom>>> = vec![vec![Vec::new()]];
    for atom in atoms {
        match atom.class {
            NEWLINE => rows.push(vec![Vec::new()]),
            AMP => {
                if let Some(row) = rows.last_mut() {
                    row.push(Vec::new());
                }
            }
            _ => {
                if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                    cell.push(atom);
                }
            }
        }
    }
    let blank = |cell: &Vec<Atom>| cell.iter().all(Atom::is_blank);
    let full = rows.into_iter().filter(|row| !(row.len() == 1 && row.iter().all(blank)));
    full.map(|row| row.into_iter().map(|cell| expression(cell, at)).collect()).collect()
}

/// Whether a block without delimiters is a display and no matrix: a cell begins with a relation, or the first of a row
/// holds one.
fn aligned(atoms: &[Atom]) -> bool {
    let (mut first, mut column) = (true, 0usize);
    for atom in atoms.iter().filter(|atom| !matches!(atom.class, SPACE | LABEL)) {
        if let Extra::Relation(relation) = &atom.extra
            && relation.kind != RelKind::Colon
            && (first || column == 0)
        {
            return true;
        }
        first = matches!(atom.class, AMP | NEWLINE);
        column = match atom.class {
            AMP => column + 1,
            NEWLINE => 0,
            _ => column,
        };
    }
    false
}

/// `\substack{a \\ b}`: its lines as a list.
pub fn stack(atoms: Vec<Atom>, span: Span) -> Node {
    let mut lines: Vec<Vec<Atom>> = vec![Vec::new()];
    for atom in atoms {
        match (atom.class, lines.last_mut()) {
            (NEWLINE, _) => lines.push(Vec::new()),
            (_, Some(line)) => line.push(atom),
            _ => {}
        }
    }
    let mut items: Vec<Node> =
        lines.into_iter().filter(|line| !line.iter().all(Atom::is_blank)).map(|line| expression(line, span)).collect();
    if items.len() == 1 {
        return items.pop().unwrap_or(Node::new(Kind::Empty, span));
    }
    let seps = vec![Sep::Comma; items.len().saturating_sub(1)];
    Node::new(Kind::List(Box::new(List { items, seps })), span)
}
