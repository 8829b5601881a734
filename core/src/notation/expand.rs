//! Macro expansion over tokens, as TeX does it: body tokens carry the range of the call, arguments keep their own.
//!
//! A call that is cyclic, nests deeper than [`MAX_DEPTH`] or grows beyond [`MAX_GROWTH`] is replaced by one refused
//! token; the rest of the formula is still expanded. Total work is bounded by [`MAX_TOTAL`].

use std::collections::HashMap;

use super::lex::{Tok, Token, lex};
use super::macros::{DEFINERS, Form, Macro, Macros};
use super::tree::Span;

/// How deep calls may nest.
pub const MAX_DEPTH: u8 = 64;
/// How many tokens one call may grow to.
pub const MAX_GROWTH: usize = 1_500;
/// How many tokens all calls of a formula may grow to.
pub const MAX_TOTAL: usize = 200_000;

/// Expands every macro call in `tokens`.
pub fn expand<'a>(tokens: Vec<Token<'a>>, macros: &'a Macros) -> Vec<Token<'a>> {
    let definitions = tokens.iter().any(|t| t.kind == Tok::Command && definer(t.text));
    let called = |t: &Token| t.kind == Tok::Command && macros.get(name(t)).is_some();
    if !definitions && (macros.is_empty() || !tokens.iter().any(called)) {
        return tokens;
    }
    let out = Vec::with_capacity(tokens.len());
    let mut expander = Expander { macros, out, total: 0, bodies: HashMap::new() };
    let mut input = Input { frames: vec![(tokens, 0)] };
    while let Some(token) = input.next() {
        if token.kind == Tok::Command && definer(token.text) {
            skip_definition(token.text, &mut input);
        } else {
            expander.call(token, &mut input);
        }
    }
    expander.out
}

fn name<'a>(token: &Token<'a>) -> &'a str {
    token.text.trim_start_matches('\\')
}

fn definer(text: &str) -> bool {
    text.strip_prefix('\\').is_some_and(|name| DEFINERS.contains(&name))
}

/// The tokens still to be read: the formula below, bodies of the calls being expanded above it.
struct Input<'a> {
    frames: Vec<(Vec<Token<'a>>, usize)>,
}

impl<'a> Input<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        while let Some((tokens, at)) = self.frames.last_mut() {
            if let Some(token) = tokens.get(*at) {
                *at += 1;
                return Some(*token);
            }
            if self.frames.len() == 1 {
                return None;
            }
            self.frames.pop();
        }
        None
    }

    fn peek(&mut self) -> Option<Token<'a>> {
        let token = self.next()?;
        if let Some((_, at)) = self.frames.last_mut() {
            *at -= 1;
        }
        Some(token)
    }

    /// An argument and where it ends: a balanced group without its braces, or one token.
    fn argument(&mut self) -> Option<(Vec<Token<'a>>, Span)> {
        let mut first = self.next()?;
        while first.kind == Tok::Space {
            first = self.next()?;
        }
        match first.kind {
            Tok::Open => self.until(Tok::Open, Tok::Close, None),
            Tok::Close => None,
            _ => Some((vec![first], first.span)),
        }
    }

    /// The tokens up to the closing brace, or up to a bracket outside braces.
    fn until(&mut self, open: Tok, close: Tok, bracket: Option<&str>) -> Option<(Vec<Token<'a>>, Span)> {
        let mut depth = 0usize;
        let mut found = Vec::new();
        loop {
            let token = self.next()?;
            if let Some(end) = bracket
                && depth == 0
                && token.is(end)
            {
                return Some((found, token.span));
            }
            if token.kind == open {
                depth += 1;
            } else if token.kind == close {
                match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return Some((found, token.span)),
                }
            }
            found.push(token);
        }
    }
}

struct Expander<'a> {
    macros: &'a Macros,
    out: Vec<Token<'a>>,
    total: usize,
    /// The tokens of the bodies that were called before, each by where its macro stands in the table.
    bodies: HashMap<*const Macro, Vec<Token<'a>>>,
}

impl<'a> Expander<'a> {
    /// Expands what `first` calls until nothing of it is left above the formula's own frame.
    fn call(&mut self, first: Token<'a>, input: &mut Input<'a>) {
        let mark = self.out.len();
        let before = self.total;
        let mut token = first;
        loop {
            let definition = match token.kind {
                Tok::Command if token.depth < u8::MAX => self.macros.get(name(&token)),
                _ => None,
            };
            match definition {
                None => self.out.push(token),
                Some(definition) => {
                    let body = if token.depth >= MAX_DEPTH { None } else { self.substitute(definition, token, input) };
                    let grown = self.total - before > MAX_GROWTH || self.total > MAX_TOTAL;
                    match body {
                        Some(body) if !grown => input.frames.push((body, 0)),
                        _ => {
                            self.out.truncate(mark);
                            input.frames.truncate(1);
                            let span = first.span;
                            let reason = if token.depth >= MAX_DEPTH {
                                "macro that calls itself"
                            } else if grown {
                                "macro that grows too large"
                            } else {
                                "macro without its arguments"
                            };
                            let text = Token { kind: Tok::Refused, text: reason, span, ..first };
                            self.out.push(text);
                            return;
                        }
                    }
                }
            }
            while input.frames.len() > 1 && input.frames.last().is_some_and(|(tokens, at)| *at >= tokens.len()) {
                input.frames.pop();
            }
            if input.frames.len() <= 1 {
                return;
            }
            match input.next() {
                Some(next) => token = next,
                None => return,
            }
        }
    }

    /// The body of a call with its arguments in place; `None` where arguments are missing.
    fn substitute(&mut self, definition: &'a Macro, call: Token<'a>, input: &mut Input<'a>) -> Option<Vec<Token<'a>>> {
        let depth = if definition.form == Form::Final { u8::MAX } else { call.depth + 1 };
        let mut span = call.span;
        if definition.form == Form::Paired {
            if input.peek().is_some_and(|t| t.is("*")) {
                input.next();
            } else if input.peek().is_some_and(|t| t.is("[")) {
                input.next();
                input.until(Tok::Open, Tok::Close, Some("]"))?;
            }
        }
        let mut arguments: Vec<Vec<Token<'a>>> = Vec::new();
        if let Some(default) = &definition.default {
            if input.peek().is_some_and(|t| t.is("[")) {
                input.next();
                let (argument, end) = input.until(Tok::Open, Tok::Close, Some("]"))?;
                arguments.push(argument);
                span = span.to(end);
            } else {
                arguments.push(lex(default, Some(call.span), depth));
            }
        }
        while arguments.len() < usize::from(definition.parameters) {
            let (argument, end) = input.argument()?;
            arguments.push(argument);
            span = span.to(end);
        }
        let body = self.bodies.entry(std::ptr::from_ref(definition)).or_insert_with(|| lex(&definition.body, None, 0));
        let mut out: Vec<Token<'a>> = Vec::with_capacity(body.len());
        for token in body {
            let token = Token { span, depth, ..*token };
            let slot = (token.kind == Tok::Param)
                .then(|| token.text.get(1..).and_then(|digit| digit.parse::<usize>().ok()))
                .flatten()
                .and_then(|number| arguments.get(number.checked_sub(1)?));
            match slot {
                Some(argument) => {
                    self.total += argument.len();
                    out.extend(argument.iter().copied());
                }
                None => out.push(token),
            }
            self.total += 1;
            if self.total > MAX_TOTAL || out.len() > MAX_GROWTH * 4 {
                break;
            }
        }
        self.total += 1;
        Some(out)
    }
}

/// Skips a definition inside a formula; it has been read into the table before.
fn skip_definition(definer: &str, input: &mut Input) {
    if input.peek().is_some_and(|t| t.is("*")) {
        input.next();
    }
    match definer {
        "\\let" => {
            input.next();
            if input.peek().is_some_and(|t| t.is("=")) {
                input.next();
            }
            input.next();
        }
        "\\def" | "\\gdef" | "\\edef" | "\\xdef" => {
            while input.peek().is_some_and(|t| t.kind != Tok::Open) {
                input.next();
            }
            input.argument();
        }
        _ => {
            input.argument();
            while input.peek().is_some_and(|t| t.is("[")) {
                input.next();
                input.until(Tok::Open, Tok::Close, Some("]"));
            }
            let groups = match definer {
                "\\DeclarePairedDelimiter"
                | "\\NewDocumentCommand"
                | "\\RenewDocumentCommand"
                | "\\DeclareDocumentCommand" => 2,
                _ => 1,
            };
            for _ in 0..groups {
                input.argument();
            }
        }
    }
}
