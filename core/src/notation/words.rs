//! Letters and words: symbols in their fonts, operators spelled out, `d` and `D`, text.

use super::atom::*;
use super::commands::Cmd;
use super::lex::Tok;
use super::name::Font;
use super::operators::{bare, big_word, operator};
use super::reader::{Level, Reader, operator_atom, symbol};
use super::relation::{RelKind, Relation};
use super::tree::*;

/// The longest run of letters that is looked at as a word.
const MAX_WORD: usize = 16;

/// The longest content of `\mathrm{…}` that is looked at as a name.
const MAX_NAME: usize = 100;

/// Words that join formulas rather than name something.
const JOINING: [&str; 60] = [
    "and",
    "or",
    "where",
    "if",
    "then",
    "with",
    "for",
    "all",
    "as",
    "is",
    "are",
    "be",
    "since",
    "when",
    "whenever",
    "because",
    "otherwise",
    "else",
    "so",
    "thus",
    "hence",
    "such",
    "that",
    "subject",
    "to",
    "st",
    "let",
    "from",
    "by",
    "in",
    "on",
    "of",
    "the",
    "a",
    "an",
    "we",
    "iff",
    "while",
    "but",
    "also",
    "given",
    "not",
    "only",
    "has",
    "have",
    "holds",
    "some",
    "any",
    "every",
    "each",
    "using",
    "via",
    "at",
    "which",
    "note",
    "therefore",
    "et",
    "und",
    "avec",
    "donde",
];

/// The font command that sets a single symbol.
pub fn font_command(font: Font) -> Option<&'static str> {
    Some(match font {
        Font::Plain => return None,
        Font::Bold => "\\mathbf",
        Font::BoldItalic => "\\boldsymbol",
        Font::Roman => "\\mathrm",
        Font::Italic => "\\mathit",
        Font::Sans => "\\mathsf",
        Font::Mono => "\\mathtt",
        Font::Cal => "\\mathcal",
        Font::Script => "\\mathscr",
        Font::Frak => "\\mathfrak",
        Font::Bb => "\\mathbb",
    })
}

/// A relation atom.
pub fn relation(kind: RelKind, written: String, note: Option<Node>, span: Span) -> Atom {
    let relation = Relation { kind, written: written.as_str().into(), note: note.map(Box::new), span };
    Atom::sign(RELATION, span, Extra::Relation(Box::new(relation)), &written)
}

/// The letter at `at`, or the operator that it and its neighbours spell.
pub fn letter(reader: &Reader, at: usize, level: &mut Level) -> usize {
    let Some(token) = reader.text.tokens.get(at) else { return at + 1 };
    let (text, span) = (token.text, token.span);
    if level.wordy && !level.single {
        let end = run(reader, at, level.end, true);
        let letters = (at..end).filter_map(|i| reader.text.tokens.get(i)).filter(|token| token.kind == Tok::Letter);
        let word: String = letters.map(|token| token.text).collect();
        if end - at > 1 {
            let span = reader.span(at, end);
            let call = opens(reader, end, level.end);
            level.push(word_atom(&word, level.font, &word_latex(level.font, &word), span, call, false));
            return end;
        }
    } else if !level.single
        && matches!(level.font, Font::Plain | Font::Roman | Font::Italic)
        && let Some(next) = spelled(reader, at, level)
    {
        return next;
    }
    level.push(single(text, level.font, &written_letter(text, level.font), span));
    at + 1
}

fn written_letter(text: &str, font: Font) -> String {
    font_command(font).map_or_else(|| text.to_owned(), |command| format!("{command}{{{text}}}"))
}

fn word_latex(font: Font, word: &str) -> String {
    format!("{}{{{word}}}", font_command(font).unwrap_or("\\mathrm"))
}

/// One letter: a symbol, or a `d` or `D` that may be a differential.
pub fn single(text: &str, font: Font, written: &str, span: Span) -> Atom {
    let node = symbol(text, font, written, span);
    let (class, style) = match (text, font) {
        ("d", Font::Roman | Font::Sans) => (D, DStyle::Upright),
        ("d", Font::Plain | Font::Italic) => (MAYBE_D, DStyle::Italic),
        ("d", Font::Bold) => (MAYBE_D, DStyle::Upright),
        ("\\delta", Font::Plain) => (MAYBE_D, DStyle::Delta),
        ("D", Font::Roman | Font::Sans) => (JACOBIAN, DStyle::Capital),
        ("D", Font::Plain | Font::Italic) => (MAYBE_JACOBIAN, DStyle::Capital),
        _ => return Atom::operand(SYMBOL, node),
    };
    Atom { class, span, node: Some(node), extra: Extra::Style(style), written: written.into() }
}

/// The end of the run of letters at `at`; letters that white space separates belong to it only where `loose`.
fn run(reader: &Reader, at: usize, end: usize, loose: bool) -> usize {
    let mut next = at + 1;
    while next < end && next < at + MAX_WORD {
        match reader.text.tokens.get(next) {
            Some(token) if token.kind == Tok::Letter && (loose || !token.spaced) => next += 1,
            Some(token) if loose && token.text == "\\!" => next += 1,
            _ => break,
        }
    }
    next
}

/// Whether a bracket opens at `at`.
pub fn opens(reader: &Reader, at: usize, end: usize) -> bool {
    let Some(at) = reader.solid(at, end) else { return false };
    let at = if reader.text.part(at) == Some(Cmd::Size) { at + 1 } else { at };
    reader.text.mate(at).is_some()
        && (matches!(reader.text.part(at), Some(Cmd::Left | Cmd::Open(_)))
            || reader.text.tokens.get(at).is_some_and(|token| matches!(token.text, "(" | "[")))
}

/// Plain letters that spell an operator before its argument: `tr(A)`, `vec\left(…`, `trA`, `d vec(X)`.
fn spelled(reader: &Reader, at: usize, level: &mut Level) -> Option<usize> {
    // A run is looked at from its first letter only.
    let inside = at.checked_sub(1).and_then(|before| reader.text.tokens.get(before)).is_some_and(|before| {
        before.kind == Tok::Letter && !reader.text.tokens.get(at).is_some_and(|token| token.spaced)
    });
    let after_d = inside
        && at.checked_sub(1).and_then(|i| reader.text.tokens.get(i)).is_some_and(|token| token.text == "d")
        && !at.checked_sub(2).and_then(|i| reader.text.kind(i)).is_some_and(|kind| kind == Tok::Letter);
    if inside && !after_d {
        return None;
    }
    let end = run(reader, at, level.end, false);
    let word: String = (at..end).filter_map(|i| reader.text.tokens.get(i)).map(|token| token.text).collect();
    let called = opens(reader, end, level.end);
    if bare(&word) && word.is_ascii() {
        let follows = called || {
            let next = reader.solid(end, level.end);
            let heavy = next
                .and_then(|next| reader.text.part(next))
                .is_some_and(|cmd| matches!(cmd, Cmd::Font(Font::Bold | Font::BoldItalic)));
            heavy && matches!(&*word, "tr" | "Tr" | "trace" | "det" | "vec" | "diag" | "rank" | "log" | "exp" | "ln")
        };
        if follows {
            let span = reader.span(at, end);
            let atom = match big_word(&word).filter(|_| !called || !matches!(&*word, "max" | "min")) {
                Some(kind) => big(kind, &word, span),
                None => operator_atom(&word, &word, span)?,
            };
            level.push(atom);
            return Some(end);
        }
    }
    if big_word(&word).is_some_and(|kind| matches!(kind, BigKind::Argmin | BigKind::Argmax))
        && (called || reader.text.kind(end) == Some(Tok::Sub))
    {
        level.push(big(big_word(&word)?, &word, reader.span(at, end)));
        return Some(end);
    }
    // `trA`, `detX`
    let name = ["tr", "Tr", "det", "rank", "diag", "vec"].into_iter().find(|name| {
        word.strip_prefix(name).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_uppercase()) && !rest.is_empty())
    })?;
    let end = at + name.len();
    level.push(operator_atom(name, name, reader.span(at, end))?);
    Some(end)
}

/// A large operator's atom.
pub fn big(kind: BigKind, written: &str, span: Span) -> Atom {
    let class = match kind {
        BigKind::Min | BigKind::Max | BigKind::Argmin | BigKind::Argmax | BigKind::Inf | BigKind::Sup => LIMIT,
        _ => BIG,
    };
    Atom::sign(class, span, Extra::Big(kind), written)
}

/// A word in an operator's font; `call` where a bracket follows, `named` where the author said it is an operator.
pub fn word_atom(word: &str, font: Font, written: &str, span: Span, call: bool, named: bool) -> Atom {
    let squeezed: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    let mut letters = squeezed.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        if named && !matches!(only, 'd' | 'D') && call {
            let extra = Extra::Operator { name: squeezed.into(), known: false };
            return Atom::sign(CALL, span, extra, written);
        }
        let font = if font == Font::Plain { Font::Roman } else { font };
        return single(&squeezed, font, written, span);
    }
    if let Some(kind) = big_word(&squeezed)
        && !(call && operator(&squeezed).is_some())
    {
        return big(kind, written, span);
    }
    if let Some(atom) = operator_atom(&squeezed, written, span) {
        return atom;
    }
    // `\mathrm{dX}` is the differential of X where the rest is one capital: handled by the caller as letters.
    if named || call {
        let extra = Extra::Operator { name: squeezed.into(), known: false };
        return Atom::sign(CALL, span, extra, written);
    }
    let name = super::name::Name { base: squeezed.into(), font, accents: Vec::new(), latex: written.into() };
    Atom::operand(SYMBOL, Node::new(Kind::Symbol(Box::new(name)), span))
}

/// The content of `\text{…}`, `\mathrm{…}`, `\operatorname{…}`: tokens `start..end` of the command at `at`.
pub fn word(reader: &Reader, at: usize, start: usize, end: usize, after: usize, font: Font, level: &mut Level) {
    let command = reader.text.tokens.get(at).map_or("", |token| token.text);
    let named = command.starts_with("\\operatorname");
    let math = command.starts_with("\\math") || command.starts_with("\\sym");
    let span = reader.span(at, after);
    let written = reader.written(at, after);
    let tokens = reader.text.tokens.get(start..end).unwrap_or(&[]);
    let solid = || tokens.iter().filter(|token| token.kind != Tok::Space);
    let wordlike = tokens.len() <= MAX_NAME
        && solid().all(|token| token.kind == Tok::Letter && token.text.is_ascii())
        && solid().next().is_some();
    let inner_space = tokens.iter().skip(1).any(|token| token.spaced || token.kind == Tok::Space);
    let plain: String = solid().take(MAX_NAME).map(|token| token.text).collect();
    if named && !wordlike {
        // `\operatorname{\mathrm{tr}}`, `\operatorname{arg\,min}_x`, `\operatorname{LayerNorm-1}`
        let inner: String = plain.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        let lone = tokens.first().is_some_and(|token| token.kind == Tok::Command);
        if lone {
            let atoms = trim(reader.styled(start, end, Font::Roman, true, level.depth + 1));
            reader.regroup(atoms, span, true, level);
        } else {
            level.push(word_atom(&inner, font, &written, span, opens(reader, after, level.end), true));
        }
        return;
    }
    if wordlike {
        let joining = JOINING.contains(&plain.to_ascii_lowercase().as_str()) && plain.len() > 1 && !(math || named);
        let sentence = inner_space && !named && operator(&plain).is_none() && big_word(&plain).is_none();
        let call = opens(reader, after, level.end);
        if named || math || !(joining || sentence) {
            // `\mathrm{dX}`, `\mathrm{dx}`: a differential set with its variable.
            let unknown = operator(&plain).is_none() && big_word(&plain).is_none();
            if math && unknown && !call && plain.len() == 2 && plain.starts_with('d') && !level.single {
                let mut letters = solid();
                for token in letters.by_ref() {
                    level.push(single(token.text, font, &written_letter(token.text, font), token.span));
                }
                return;
            }
            let atom = word_atom(&plain, font, &written, span, call, named);
            merge_arg(atom, level);
            return;
        }
        level.push(text(reader, start, end, span, &written));
        return;
    }
    if math {
        let atoms = reader.styled(start, end, font, true, level.depth + 1);
        let single_head = atoms.len() == 1;
        if single_head {
            reader.regroup(atoms, span, true, level);
        } else {
            level.atoms.extend(atoms);
        }
        return;
    }
    level.push(text(reader, start, end, span, &written));
}

fn text(reader: &Reader, start: usize, end: usize, span: Span, written: &str) -> Atom {
    let content = reader.written(start, end);
    let node = Node::new(Kind::Text(content.trim().into()), span);
    Atom { class: TEXT, span, node: Some(node), extra: Extra::None, written: written.into() }
}

/// `\arg\min` is one operator.
pub fn merge_arg(mut atom: Atom, level: &mut Level) {
    if let Extra::Big(kind @ (BigKind::Min | BigKind::Max)) = atom.extra
        && let Some(before) = level.last()
        && matches!(&before.extra, Extra::Operator { name, .. } if &**name == "arg")
    {
        atom.span = before.span.to(atom.span);
        atom.written = format!("{}{}", before.written, atom.written).into();
        atom.extra = Extra::Big(if kind == BigKind::Min { BigKind::Argmin } else { BigKind::Argmax });
        while level.atoms.last().is_some_and(|last| last.class == SPACE) {
            level.atoms.pop();
        }
        level.atoms.pop();
    }
    level.push(atom);
}
