//! One command with its arguments, as atoms.

use super::atom::*;
use super::build;
use super::commands::Cmd;
use super::decoration;
use super::fraction::fraction;
use super::groups;
use super::lex::Tok;
use super::name::{Accent, Font};
use super::operators::operator;
use super::reader::{Level, Reader, operator_atom, stray, symbol};
use super::tree::*;
use super::words;

/// Reads the command at `at`, which plays the part `cmd`, and returns the index after it and its arguments.
pub fn read(reader: &Reader, at: usize, cmd: Cmd, level: &mut Level) -> usize {
    let Some(token) = reader.text.tokens.get(at) else { return at + 1 };
    let (text, span) = (token.text, token.span);
    match cmd {
        Cmd::Symbol => return unknown(reader, at, level),
        Cmd::Font(font) => return styled(reader, at, font, level),
        Cmd::Word(font) => return worded(reader, at, font, level),
        Cmd::OperatorName => return worded(reader, at, Font::Roman, level),
        Cmd::Switch(font) => {
            level.font = font;
            level.wordy = matches!(font, Font::Roman | Font::Sans);
        }
        Cmd::Accent(Accent::Vec) if text == "\\vec" && words::opens(reader, at + 1, level.end) => {
            level.atoms.extend(operator_atom("vec", text, span));
        }
        Cmd::Accent(accent) => return reader.accent(accent, at, level),
        Cmd::Frac => {
            let (above, _, next) = reader.argument(at + 1, level);
            let (below, _, next) = reader.argument(next, level);
            level.push(fraction(above, below, reader.span(at, next)));
            return next;
        }
        Cmd::Binom => {
            let (above, next) = reader.node(at + 1, level);
            let (below, next) = reader.node(next, level);
            let span = reader.span(at, next);
            let list = List { items: vec![above, below], seps: vec![Sep::Comma] };
            let list = Node::new(Kind::List(Box::new(list)), span);
            level.push(Atom::operand(OTHER, build::binomial(text, list, span)));
            return next;
        }
        Cmd::Sqrt => return decoration::root(reader, at, level),
        Cmd::Over => level.push(Atom::sign(OVER, span, Extra::None, text)),
        Cmd::Relation(kind) => level.push(words::relation(kind, text.to_owned(), None, span)),
        Cmd::Arrow(kind) => {
            let next = optional(reader, at + 1, level);
            let (label, next) = reader.node(next, level);
            let note = (!matches!(label.kind, Kind::Empty)).then_some(label);
            level.push(words::relation(kind, reader.written(at, next), note, reader.span(at, next)));
            return next;
        }
        Cmd::Prod(op) => level.push(Atom::sign(build::class(op), span, Extra::Prod(op), text)),
        Cmd::Sign(sign) => level.push(Atom::sign(SIGN, span, Extra::Sign(sign), text)),
        Cmd::Big(kind) => return big(reader, at, kind, level),
        Cmd::Function => {
            if let Some(atom) = operator_atom(text.trim_start_matches('\\'), text, span) {
                level.push(atom);
            }
        }
        Cmd::Open(_) | Cmd::Bar(_) | Cmd::Left => return groups::fence(reader, at, level),
        Cmd::Close(_) => level.push(stray(span, "unbalanced bracket")),
        Cmd::Right => {
            level.push(stray(span, "\\right without \\left"));
            return at + 2;
        }
        Cmd::Evaluate => return decoration::evaluation(reader, at, level),
        Cmd::Sep(sep) => level.push(Atom::sign(SEPARATOR, span, Extra::Sep(sep), text)),
        Cmd::Quantifier => {
            let node = Node::new(Kind::Mark(text.into()), span);
            level.push(Atom { class: TEXT, span, node: Some(node), extra: Extra::None, written: text.into() });
        }
        Cmd::Space => level.push(Atom::sign(SPACE, span, Extra::None, " ")),
        Cmd::Skip(arguments) => return skip(reader, at + 1, arguments, level),
        Cmd::Transparent(before) => {
            let next = skip(reader, at + 1, before, level);
            return transparent(reader, at, next, level);
        }
        Cmd::Class => return transparent(reader, at, at + 1, level),
        Cmd::Label | Cmd::Tag => {
            let Some((start, end)) = reader.group(at + 1) else { return at + 1 };
            let content: Box<str> = reader.written(start, end).into();
            let extra = if cmd == Cmd::Label { Extra::Label(content) } else { Extra::Tag(content) };
            level.push(Atom::sign(LABEL, reader.span(at, end + 1), extra, text));
            return end + 1;
        }
        Cmd::Reference | Cmd::Intertext => {
            let end = reader.group(at + 1).map_or(at + 1, |(_, end)| end + 1);
            let written = reader.written(at, end);
            let content = reader.group(at + 1).map_or(String::new(), |(start, end)| reader.written(start, end));
            let shown = if cmd == Cmd::Intertext { content } else { written.clone() };
            let node = Node::new(Kind::Text(shown.into()), reader.span(at, end));
            level.push(Atom {
                class: TEXT,
                span: node.span,
                node: Some(node),
                extra: Extra::None,
                written: written.into(),
            });
            return end;
        }
        Cmd::Brace(place) => return decoration::brace(reader, at, place, level),
        Cmd::Set(place) => return decoration::set(reader, at, place, level),
        Cmd::Stack => {
            let (atoms, _, next) = reader.argument(at + 1, level);
            level.push(Atom::operand(GROUP, groups::stack(atoms, reader.span(at, next))));
            return next;
        }
        Cmd::Dots => level.push(Atom::operand(OTHER, Node::new(Kind::Dots, span))),
        Cmd::Nabla => {
            let node = symbol("\\nabla", Font::Plain, text, span);
            let extra = Extra::Style(DStyle::Nabla);
            level.push(Atom { class: NABLA, span, node: Some(node), extra, written: text.into() });
        }
        Cmd::Partial => {
            let node = symbol("\\partial", Font::Plain, text, span);
            let extra = Extra::Style(DStyle::Partial);
            level.push(Atom { class: PARTIAL, span, node: Some(node), extra, written: text.into() });
        }
        Cmd::Diff => level.push(words::single("d", Font::Roman, text, span)),
        Cmd::DerivativeOf { partial } => return decoration::derivative(reader, at, partial, level),
        Cmd::Placeholder => level.push(Atom::operand(OTHER, Node::new(Kind::Placeholder, span))),
        Cmd::Middle => {
            let sep = match reader.text.delimiter(at + 1) {
                Some(Delim::DoubleBar) => Sep::DoubleBar,
                _ => Sep::Bar,
            };
            level.push(Atom::sign(SEPARATOR, reader.span(at, at + 2), Extra::Sep(sep), "|"));
            return at + 2;
        }
        Cmd::Size => {}
        Cmd::Begin => return groups::environment(reader, at, level),
        Cmd::End => {
            level.push(stray(span, "\\end without \\begin"));
            return reader.group(at + 1).map_or(at + 1, |(_, end)| end + 1);
        }
        Cmd::Prime(count) => level.push(Atom::sign(PRIME, span, Extra::Primes(count), text)),
        Cmd::Not => return decoration::not(reader, at, level),
        Cmd::Around(delim) => {
            let star = usize::from(reader.text.tokens.get(at + 1).is_some_and(|token| token.is("*")));
            let next = optional(reader, at + 1 + star, level);
            let (atoms, inner, next) = reader.argument(next, level);
            let node = groups::fenced(delim, delim, atoms, inner, reader.span(at, next));
            level.push(Atom::operand(FENCE, node));
            return next;
        }
        Cmd::Inner => {
            let (left, next) = reader.node(at + 1, level);
            let (right, next) = reader.node(next, level);
            let fence =
                Fence { open: Delim::Angle, close: Delim::Angle, items: vec![left, right], seps: vec![Sep::Comma] };
            level.push(Atom::operand(FENCE, Node::new(Kind::Fence(Box::new(fence)), reader.span(at, next))));
            return next;
        }
    }
    at + 1
}

/// A symbol. A command nobody knows takes the groups directly after it into its name: `\vb{x}` and `\vb{y}` are two
/// symbols, and what they mean is decided by their use.
fn unknown(reader: &Reader, at: usize, level: &mut Level) -> usize {
    let Some(token) = reader.text.tokens.get(at) else { return at + 1 };
    let known = reader.text.known.get(at).copied().unwrap_or(true);
    if known {
        if let Some((_, _)) = operator(token.text.trim_start_matches('\\'))
            && let Some(atom) = operator_atom(token.text.trim_start_matches('\\'), token.text, token.span)
        {
            level.push(atom);
        } else {
            level.push(words::single(token.text, level_font(level, token.text), token.text, token.span));
        }
        return at + 1;
    }
    let mut end = at + 1;
    for _ in 0..3 {
        let adjacent = reader.text.tokens.get(end).is_some_and(|token| !token.spaced);
        match reader.group(end) {
            Some((start, close)) if adjacent && close - start <= 12 && !level.single => end = close + 1,
            _ => break,
        }
    }
    let written = reader.written(at, end);
    let node = symbol(&written, level_font(level, token.text), &written, reader.span(at, end));
    level.push(Atom::operand(SYMBOL, node));
    end
}

/// Capitals of Greek and bold symbols change with the font; signs such as `\top` and unknown commands do not.
fn level_font(level: &Level, command: &str) -> Font {
    let sign = matches!(command, "\\top" | "\\intercal" | "\\infty" | "\\emptyset" | "\\dagger" | "\\ddagger");
    match level.font {
        Font::Roman | Font::Italic => Font::Plain,
        _ if sign => Font::Plain,
        font => font,
    }
}

/// `\mathbf{…}`: the letters of its argument in that font, in the level where they stand.
fn styled(reader: &Reader, at: usize, font: Font, level: &mut Level) -> usize {
    let outer = level.font;
    let font = match (font, outer) {
        // `\boldsymbol{\mathcal L}` keeps the inner font, `\mathbf{\hat x}` the outer.
        (Font::Bold | Font::BoldItalic, Font::Cal | Font::Bb | Font::Frak | Font::Script) => outer,
        (font, _) => font,
    };
    if let Some(open) = reader.solid(at + 1, level.end)
        && let Some((start, end)) = reader.group(open)
    {
        let word: String = (start..end).filter_map(|i| reader.text.tokens.get(i)).map(|token| token.text).collect();
        let letters = (start..end).all(|i| reader.text.kind(i) == Some(Tok::Letter));
        if letters && word.len() > 1 && operator(&word).is_some() && matches!(font, Font::Bold | Font::BoldItalic) {
            let written = reader.written(at, end + 1);
            level.atoms.extend(operator_atom(&word, &written, reader.span(at, end + 1)));
            return end + 1;
        }
        let atoms = reader.styled(start, end, font, false, level.depth + 1);
        splice(reader, atoms, at, end + 1, level);
        return end + 1;
    }
    level.font = font;
    let (atoms, _, next) = reader.argument(at + 1, level);
    level.font = outer;
    splice(reader, atoms, at, next, level);
    next
}

/// The atoms of a font's argument. A single symbol takes the whole as its range and LaTeX.
fn splice(reader: &Reader, mut atoms: Vec<Atom>, at: usize, next: usize, level: &mut Level) {
    if let [only] = atoms.as_mut_slice()
        && let Some(Node { kind: Kind::Symbol(name), span }) = &mut only.node
    {
        name.latex = reader.written(at, next).into();
        *span = reader.span(at, next);
        only.span = *span;
        only.written = name.latex.clone();
    }
    level.atoms.append(&mut atoms);
}

/// `\mathrm{…}`, `\text{…}`, `\operatorname{…}`.
fn worded(reader: &Reader, at: usize, font: Font, level: &mut Level) -> usize {
    let Some(open) = reader.solid(at + 1, level.end) else { return at + 1 };
    if let Some((start, end)) = reader.group(open) {
        words::word(reader, at, start, end, end + 1, font, level);
        return end + 1;
    }
    if reader.text.kind(open) == Some(Tok::Letter) {
        words::word(reader, at, open, open + 1, open + 1, font, level);
        return open + 1;
    }
    let outer = std::mem::replace(&mut level.font, font);
    let (mut atoms, _, next) = reader.argument(open, level);
    level.font = outer;
    level.atoms.append(&mut atoms);
    next
}

fn big(reader: &Reader, at: usize, kind: BigKind, level: &mut Level) -> usize {
    let Some(token) = reader.text.tokens.get(at) else { return at + 1 };
    // `\max(a, b)` is a function of what stands in the brackets.
    let function = matches!(kind, BigKind::Max | BigKind::Min) && words::opens(reader, at + 1, level.end);
    let set = reader.text.part(at + 1) == Some(Cmd::Open(Delim::Brace));
    if function || (set && reader.text.mate(at + 1).is_some()) {
        let name = token.text.trim_start_matches('\\');
        let extra = Extra::Operator { name: name.into(), known: operator(name).is_some() };
        level.push(Atom::sign(CALL, token.span, extra, token.text));
    } else {
        words::merge_arg(words::big(kind, token.text, token.span), level);
    }
    at + 1
}

/// The index after an optional argument in square brackets.
pub fn optional(reader: &Reader, at: usize, level: &Level) -> usize {
    let Some(open) = reader.solid(at, level.end) else { return at };
    let bracket = reader.text.tokens.get(open).is_some_and(|token| token.is("["));
    match reader.text.mate(open).filter(|_| bracket) {
        Some(close) => close + 1,
        None => at,
    }
}

fn skip(reader: &Reader, at: usize, arguments: u8, level: &Level) -> usize {
    let mut next = if arguments > 0 { optional(reader, at, level) } else { at };
    for _ in 0..arguments {
        match reader.solid(next, level.end).and_then(|open| reader.group(open)) {
            Some((_, end)) => next = end + 1,
            None => break,
        }
    }
    next
}

/// A command that stands for its argument.
fn transparent(reader: &Reader, at: usize, argument: usize, level: &mut Level) -> usize {
    let next = optional(reader, argument, level);
    let (atoms, _, next) = reader.argument(next, level);
    reader.regroup(trim(atoms), reader.span(at, next), true, level);
    next
}
