//! From tokens to atoms: one level of brackets at a time, commands with their arguments, inner levels first.

use std::cell::Cell;

use super::atom::*;
use super::commands::Cmd;
use super::expr::expression;
use super::lex::Tok;
use super::name::{Accent, Font, Name};
use super::operators::{Reach, operator};
use super::structure::Structure;
use super::tree::*;
use super::{unicode, words};

/// Brackets nested deeper than this are not read.
pub const MAX_DEPTH: usize = 100;
/// More marks on one letter make no other letter of it.
const MOST_MARKS: usize = 16;

/// Reads levels of one formula.
pub struct Reader<'s, 'a> {
    pub text: &'s Structure<'a>,
    /// How many tokens were read, to show that reading is linear.
    pub visits: Cell<usize>,
}

/// What holds from one token of a level to the next.
pub struct Level {
    pub atoms: Vec<Atom>,
    /// Set by `\bf`, `\mathbf{…}` and the like.
    pub font: Font,
    /// Letters stand for words: after `\rm`.
    pub wordy: bool,
    pub depth: usize,
    /// Where the level ends.
    pub end: usize,
    /// Reading a single argument: letters are not gathered to words.
    pub single: bool,
}

impl Level {
    pub fn push(&mut self, atom: Atom) {
        self.atoms.push(atom);
    }

    /// The last atom that is no space.
    pub fn last(&mut self) -> Option<&mut Atom> {
        self.atoms.iter_mut().rev().find(|atom| atom.class != SPACE)
    }
}

impl<'s, 'a> Reader<'s, 'a> {
    pub fn new(text: &'s Structure<'a>) -> Self {
        Reader { text, visits: Cell::new(0) }
    }

    /// The atoms of the tokens `start..end`.
    pub fn level(&self, start: usize, end: usize, font: Font, depth: usize) -> Vec<Atom> {
        self.styled(start, end, font, false, depth)
    }

    /// As [`Reader::level`], with letters gathered to words where `wordy`.
    pub fn styled(&self, start: usize, end: usize, font: Font, wordy: bool, depth: usize) -> Vec<Atom> {
        if depth > MAX_DEPTH {
            let span = self.span(start, end);
            return vec![Atom::operand(OTHER, super::piece::opaque("nested too deeply", span))];
        }
        let mut level = Level { atoms: Vec::new(), font, wordy, depth, end, single: false };
        let mut at = start;
        while at < end {
            at = self.step(at, &mut level).max(at + 1);
        }
        level.atoms
    }

    /// The range of the tokens `start..end`.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let tokens = self.text.tokens.get(start..end.max(start)).unwrap_or(&[]);
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => {
                let before = start.checked_sub(1).and_then(|at| self.text.tokens.get(at));
                let place = before.map_or(0, |token| token.span.end);
                Span { start: place, end: place }
            }
        }
    }

    /// The LaTeX of the tokens `start..end`.
    pub fn written(&self, start: usize, end: usize) -> String {
        let mut written = String::new();
        let mut word = false;
        for token in self.text.tokens.get(start..end.max(start)).unwrap_or(&[]) {
            let letters = token.text.starts_with(|c: char| c.is_ascii_alphabetic());
            if (token.spaced && !written.is_empty()) || (word && letters) {
                written.push(' ');
            }
            written.push_str(token.text);
            word = token.kind == Tok::Command && token.text.ends_with(|c: char| c.is_ascii_alphabetic());
        }
        written
    }

    /// The index of the first token at or after `at` that is no space, if it is before `end`.
    pub fn solid(&self, mut at: usize, end: usize) -> Option<usize> {
        while at < end && self.text.kind(at) == Some(Tok::Space) {
            at += 1;
        }
        (at < end).then_some(at)
    }

    /// The content of the brace group at `at`.
    pub fn group(&self, at: usize) -> Option<(usize, usize)> {
        (self.text.kind(at) == Some(Tok::Open)).then(|| self.text.inner(at)).flatten()
    }

    /// The atoms of the argument at or after `at`, and the index after it: a group or one unit.
    pub fn argument(&self, at: usize, level: &Level) -> (Vec<Atom>, Span, usize) {
        let Some(at) = self.solid(at, level.end) else {
            let span = self.span(at, at);
            return (Vec::new(), span, at);
        };
        if let Some((start, end)) = self.group(at) {
            let atoms = self.styled(start, end, level.font, level.wordy, level.depth + 1);
            return (atoms, self.span(at, end + 1), end + 1);
        }
        if level.depth >= MAX_DEPTH {
            let span = self.span(at, at + 1);
            return (vec![Atom::operand(OTHER, super::piece::opaque("nested too deeply", span))], span, at + 1);
        }
        let mut inner = Level {
            atoms: Vec::new(),
            font: level.font,
            wordy: level.wordy,
            depth: level.depth + 1,
            end: level.end,
            single: true,
        };
        let next = if matches!(self.text.kind(at), Some(Tok::Amp | Tok::Newline | Tok::Close)) {
            at
        } else {
            self.step(at, &mut inner).max(at + 1)
        };
        (inner.atoms, self.span(at, next), next)
    }

    /// The argument at or after `at` as a node.
    pub fn node(&self, at: usize, level: &Level) -> (Node, usize) {
        let (atoms, span, next) = self.argument(at, level);
        let mut node = expression(atoms, span);
        if !matches!(node.kind, Kind::Empty) {
            node.span = span.to(node.span);
        }
        (node, next)
    }

    /// Reads the unit at `at` into `level` and returns the index after it.
    pub fn step(&self, at: usize, level: &mut Level) -> usize {
        self.visits.set(self.visits.get() + 1);
        let Some(token) = self.text.tokens.get(at) else { return at + 1 };
        let span = token.span;
        match token.kind {
            Tok::Command => return self.command(at, level),
            Tok::Letter => return words::letter(self, at, level),
            Tok::Number => return self.number(at, level),
            Tok::Open => return self.brace(at, level),
            Tok::Close => level.push(stray(span, "unbalanced brace")),
            Tok::Sup | Tok::Sub => {
                let (mut node, next) = self.node(at + 1, level);
                let mut next = next;
                // Few mean `A^-` by `A^-1`.
                if matches!(&node.kind, Kind::Mark(mark) if &**mark == "-") && self.text.kind(next) == Some(Tok::Number)
                {
                    let (digit, end) = self.node(next, level);
                    node = super::build::signed(Sign::Minus, node.span, digit);
                    next = end;
                }
                let class = if token.kind == Tok::Sup { SUP } else { SUB };
                let whole = span.to(node.span);
                level.push(Atom { span: whole, ..Atom::operand(class, node) });
                return next;
            }
            Tok::Amp => level.push(Atom::sign(AMP, span, Extra::None, "&")),
            Tok::Newline => level.push(Atom::sign(NEWLINE, span, Extra::None, "\\\\")),
            Tok::Prime => {
                let mut end = at;
                while end < level.end && self.text.kind(end) == Some(Tok::Prime) {
                    end += 1;
                }
                let count = u8::try_from(end - at).unwrap_or(u8::MAX);
                level.push(Atom::sign(PRIME, self.span(at, end), Extra::Primes(count), "'"));
                return end;
            }
            Tok::Punct => match self.text.part(at) {
                Some(Cmd::Sep(_) | Cmd::Evaluate | Cmd::Open(_) | Cmd::Close(_)) => return self.command(at, level),
                _ => return self.punct(at, level),
            },
            Tok::Space => {
                if token.text != "\\!" && token.text != "\\/" {
                    level.push(Atom::sign(SPACE, span, Extra::None, " "));
                }
            }
            Tok::Param => level.push(Atom::operand(SYMBOL, symbol(token.text, Font::Plain, token.text, span))),
            Tok::Refused => level.push(Atom::operand(OTHER, super::piece::opaque(token.text, span))),
        }
        at + 1
    }

    fn number(&self, at: usize, level: &mut Level) -> usize {
        let Some(token) = self.text.tokens.get(at) else { return at + 1 };
        if level.font != Font::Plain && level.font != Font::Roman {
            level.push(Atom::operand(SYMBOL, symbol(token.text, level.font, token.text, token.span)));
        } else {
            level.push(Atom::operand(NUMBER, Node::new(Kind::Number(token.text.into()), token.span)));
        }
        at + 1
    }

    /// A brace group. One that holds a lone operator or sign is that operator or sign.
    fn brace(&self, at: usize, level: &mut Level) -> usize {
        let span = self.span(at, at + 1);
        let Some((start, end)) = self.group(at) else {
            level.push(stray(span, "unclosed brace"));
            return at + 1;
        };
        let whole = self.span(at, end + 1);
        let switched = matches!(self.text.part(start), Some(Cmd::Switch(_)));
        let atoms = trim(self.styled(start, end, level.font, level.wordy, level.depth + 1));
        self.regroup(atoms, whole, switched, level);
        end + 1
    }

    /// Puts the content of a group into the level it stands in.
    pub fn regroup(&self, mut atoms: Vec<Atom>, whole: Span, symbolic: bool, level: &mut Level) {
        if let [only] = atoms.as_slice() {
            let class = only.class;
            let mark = matches!(class, SIGN | MIDDLE | WIDE | SLASH | RELATION);
            let comma = class == SEPARATOR || class == STOP;
            if comma {
                level.push(Atom::sign(SPACE, whole, Extra::None, " "));
                return;
            }
            let operand = only.is_operand() || matches!(class, MAYBE_D | MAYBE_JACOBIAN | SUP | SUB | PRIME | TEXT);
            if mark || !operand || (symbolic && only.is_operand()) {
                if let Some(mut atom) = atoms.pop() {
                    atom.span = whole;
                    if let Some(node) = &mut atom.node {
                        node.span = whole;
                    }
                    level.push(atom);
                }
                return;
            }
        }
        // `{\argmin}_x` and `{\bf A}{}` keep their heads.
        let headed = atoms.first().is_some_and(|atom| matches!(atom.class, BIG | LIMIT))
            && atoms.get(1..).is_some_and(|rest| rest.iter().all(|atom| matches!(atom.class, SUB | SUP)));
        if headed {
            level.atoms.append(&mut atoms);
            return;
        }
        let mut node = expression(atoms, whole);
        node.span = whole;
        if let Kind::Derivative(derivative) = node.kind {
            // `{\partial \over \partial x}` still looks for what it applies to.
            let bare = derivative.of.is_none() && derivative.applied.is_none() && !derivative.inline;
            level.push(if bare {
                Atom::sign(BARE, whole, Extra::Derivative(derivative), "derivative")
            } else {
                Atom::operand(GROUP, Node::new(Kind::Derivative(derivative), whole))
            });
            return;
        }
        let class = if symbolic && node.as_symbol().is_some() { SYMBOL } else { GROUP };
        level.push(Atom::operand(class, node));
    }

    fn punct(&self, at: usize, level: &mut Level) -> usize {
        let Some(token) = self.text.tokens.get(at) else { return at + 1 };
        let span = token.span;
        let close =
            |next: usize| self.text.tokens.get(next).filter(|token| !token.spaced).map_or("", |token| token.text);
        let (next, text) = (close(at + 1), token.text);
        let relation = |kind, length: usize, level: &mut Level| {
            let span = self.span(at, at + length);
            let written = self.written(at, at + length);
            level.push(words::relation(kind, written, None, span));
            at + length
        };
        use super::relation::RelKind;
        match (text, next) {
            (":", "=") => return relation(RelKind::Defined, 2, level),
            ("=", ":") => return relation(RelKind::DefinedBy, 2, level),
            ("<", "=") => return relation(RelKind::LessEqual, 2, level),
            (">", "=") => return relation(RelKind::GreaterEqual, 2, level),
            ("!", "=") => return relation(RelKind::NotEqual, 2, level),
            ("=", "=") => return relation(RelKind::Equal, 2, level),
            ("-", ">") => return relation(RelKind::To, 2, level),
            ("<", "-") if close(at + 2).starts_with(|c: char| c.is_ascii_alphabetic()) => {
                return relation(RelKind::Assign, 2, level);
            }
            ("+" | "-" | "*", "=") => return relation(RelKind::Assign, 2, level),
            ("=", ">") => {
                level.push(Atom::sign(SEPARATOR, self.span(at, at + 2), Extra::Sep(Sep::Implies), "=>"));
                return at + 2;
            }
            ("=", _) => return relation(RelKind::Equal, 1, level),
            ("<", _) => {
                return super::groups::angle(self, at, level).unwrap_or_else(|| relation(RelKind::Less, 1, level));
            }
            (">", _) => return relation(RelKind::Greater, 1, level),
            (":", _) => return relation(RelKind::Colon, 1, level),
            ("(" | "[", _) => return super::groups::fence(self, at, level),
            (")" | "]", _) => level.push(stray(span, "unbalanced bracket")),
            ("+", _) => level.push(Atom::sign(SIGN, span, Extra::Sign(Sign::Plus), text)),
            ("-", _) => level.push(Atom::sign(SIGN, span, Extra::Sign(Sign::Minus), text)),
            ("*", _) => level.push(Atom::sign(MIDDLE, span, Extra::Prod(ProdOp::Ast), text)),
            ("/", _) => level.push(Atom::sign(SLASH, span, Extra::Prod(ProdOp::Slash), text)),
            (",", _) => level.push(Atom::sign(SEPARATOR, span, Extra::Sep(Sep::Comma), text)),
            (";", _) => level.push(Atom::sign(SEPARATOR, span, Extra::Sep(Sep::Semicolon), text)),
            (".", _) => level.push(Atom::sign(STOP, span, Extra::None, text)),
            ("!", _) => level.push(Atom::sign(BANG, span, Extra::None, text)),
            ("?", _) => level.push(Atom::operand(OTHER, Node::new(Kind::Placeholder, span))),
            ("|", _) => return super::groups::fence(self, at, level),
            ("\"" | "`" | "$", _) => {}
            _ => level.push(Atom::operand(SYMBOL, symbol(text, Font::Plain, text, span))),
        }
        at + 1
    }

    fn command(&self, at: usize, level: &mut Level) -> usize {
        let Some(cmd) = self.text.part(at) else { return at + 1 };
        super::command::read(self, at, cmd, level)
    }

    /// Puts an accent over the argument at `at`. Over a symbol it is part of the name, also where the symbol has an index.
    pub fn accent(&self, accent: Accent, at: usize, level: &mut Level) -> usize {
        let (node, next) = self.node(at + 1, level);
        let span = self.span(at, next);
        let latex = self.written(at, next);
        let node = accented(node, accent, &latex, span);
        let class = match &node.kind {
            Kind::Symbol(_) => SYMBOL,
            Kind::Script(script) if script.sup.is_none() => SYMBOL,
            _ => OTHER,
        };
        level.push(Atom::operand(class, node));
        next
    }
}

fn accented(node: Node, accent: Accent, latex: &str, span: Span) -> Node {
    match node.kind {
        Kind::Symbol(mut name) => {
            name.accents.push(accent);
            name.latex = latex.into();
            Node::new(Kind::Symbol(name), span)
        }
        Kind::Number(digits) => {
            let name = Name { base: digits, font: Font::Plain, accents: vec![accent], latex: latex.into() };
            Node::new(Kind::Symbol(Box::new(name)), span)
        }
        Kind::Script(mut script) if script.sup.is_none() && script.primes == 0 && script.base.as_symbol().is_some() => {
            let command = latex.split(['{', ' ']).next().unwrap_or("").to_owned();
            let inner = script.base.as_symbol().map_or(String::new(), |name| format!("{command}{{{}}}", name.latex));
            let at = script.base.span;
            script.base = accented(script.base, accent, &inner, at);
            Node::new(Kind::Script(script), span)
        }
        kind => Node::new(Kind::Accented(Box::new(Accented { accent, body: Node::new(kind, node.span) })), span),
    }
}

/// A symbol's node. The LaTeX says the font even where a switch set it.
pub fn symbol(base: &str, font: Font, latex: &str, span: Span) -> Node {
    let mut chars = base.chars();
    let (mut base, mut font, mut accents) = (base.to_owned(), font, Vec::new());
    if let Some((plain, styled)) = chars.next().and_then(unicode::styled) {
        base = format!("{plain}{}", chars.as_str());
        font = if styled == Font::Plain { font } else { styled };
    }
    if base.len() > 1 && !base.starts_with('\\') {
        accents.extend(base.chars().filter_map(unicode::combining).take(MOST_MARKS));
        base.retain(|c| unicode::combining(c).is_none());
    }
    let latex = match words::font_command(font) {
        Some(command) if latex == base => format!("{command}{{{latex}}}"),
        _ => latex.to_owned(),
    };
    let name = Name { base: base.into(), font, accents, latex: latex.into() };
    Node::new(Kind::Symbol(Box::new(name)), span)
}

/// An operator atom, if `word` is one.
pub fn operator_atom(word: &str, written: &str, span: Span) -> Option<Atom> {
    let (name, reach) = operator(word)?;
    let class = if reach == Reach::Long { LONG } else { SHORT };
    Some(Atom::sign(class, span, Extra::Operator { name: name.into(), known: true }, written))
}

/// A bracket or brace without a partner.
pub fn stray(span: Span, reason: &'static str) -> Atom {
    Atom::sign(STRAY, span, Extra::Reason(reason), "")
}
