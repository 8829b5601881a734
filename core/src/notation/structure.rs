//! Which bracket belongs to which: braces, environments, `\left … \right`, plain brackets and bars.
//!
//! Works on the flat token list with jump tables and explicit stacks, so that neither depth nor unbalanced input matters.
//! Each token is visited a constant number of times.

use super::commands::{Cmd, lookup, matrix, sign_relation};
use super::lex::{Tok, Token};
use super::tree::{Delim, Sep};

/// How far down a stack a closing sign looks for its opening one; bounds the work on hostile input.
const REACH: usize = 64;

/// Tokens with the part each plays and the partner of each opening sign.
pub struct Structure<'a> {
    pub tokens: Vec<Token<'a>>,
    pub cmd: Vec<Cmd>,
    pub known: Vec<bool>,
    pub mate: Vec<u32>,
    /// How many tokens were looked at, all passes together.
    pub visits: usize,
}

pub const NONE: u32 = u32::MAX;

/// A position on the stack of brackets that are open.
enum Soft {
    /// A brace, environment or `\left`; `cells` where it is a matrix, whose cells stand alone.
    Strict {
        cells: bool,
    },
    Open {
        at: usize,
        delim: Delim,
        rows: usize,
        relations: usize,
    },
}

impl<'a> Structure<'a> {
    /// Finds all pairs.
    pub fn new(tokens: Vec<Token<'a>>) -> Self {
        let parts: Vec<(Cmd, bool)> = tokens.iter().map(part).collect();
        let (cmd, known) = parts.into_iter().unzip();
        let mate = vec![NONE; tokens.len()];
        let mut structure = Structure { tokens, cmd, known, mate, visits: 0 };
        structure.strict();
        structure.soft();
        structure.bars();
        structure
    }

    /// The partner of an opening sign.
    pub fn mate(&self, at: usize) -> Option<usize> {
        self.mate.get(at).filter(|&&mate| mate != NONE).map(|&mate| mate as usize)
    }

    /// The token at `at`.
    pub fn kind(&self, at: usize) -> Option<Tok> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The part played at `at`.
    pub fn part(&self, at: usize) -> Option<Cmd> {
        self.cmd.get(at).copied()
    }

    /// What stands between an opening sign and its partner.
    pub fn inner(&self, at: usize) -> Option<(usize, usize)> {
        let close = self.mate(at)?;
        let start = match self.part(at)? {
            Cmd::Left => at + 2,
            Cmd::Begin => self.mate(at + 1)? + 1,
            _ => at + 1,
        };
        Some((start.min(close), close))
    }

    /// The index after the unit that begins at `at`: after the partner of an opening sign, else the next token.
    pub fn after(&self, at: usize) -> usize {
        let Some(close) = self.mate(at) else { return at + 1 };
        match self.part(at) {
            Some(Cmd::Left) => close + 2,
            Some(Cmd::Begin) => self.mate(close + 1).map_or(close + 1, |name| name + 1),
            _ => close + 1,
        }
    }

    /// The name in `\begin{name}` without its star.
    pub fn environment(&self, at: usize) -> String {
        let Some((start, end)) = self.mate(at + 1).map(|close| (at + 2, close)) else { return String::new() };
        let name: String = self.tokens.get(start..end).unwrap_or(&[]).iter().map(|token| token.text).collect();
        name.trim_end_matches('*').to_owned()
    }

    /// The delimiter a token is, after `\left`, `\right` or by itself.
    pub fn delimiter(&self, at: usize) -> Option<Delim> {
        let token = self.tokens.get(at)?;
        Some(match self.cmd.get(at)? {
            Cmd::Open(delim) | Cmd::Close(delim) | Cmd::Bar(delim) => *delim,
            Cmd::Sep(Sep::Bar) => Delim::Bar,
            Cmd::Sep(Sep::DoubleBar) => Delim::DoubleBar,
            _ => match token.text {
                "(" | ")" => Delim::Paren,
                "[" | "]" => Delim::Bracket,
                "|" => Delim::Bar,
                "<" | ">" => Delim::Angle,
                "." => Delim::None,
                _ => return None,
            },
        })
    }

    /// Braces, environments and `\left … \right`.
    fn strict(&mut self) {
        let mut stack: Vec<(Cmd, usize)> = Vec::new();
        for at in 0..self.tokens.len() {
            self.visits += 1;
            let wanted = match (self.tokens[at].kind, self.cmd[at]) {
                (Tok::Open, _) => {
                    stack.push((Cmd::Symbol, at));
                    continue;
                }
                (_, part @ Cmd::Left) => {
                    stack.push((part, at));
                    continue;
                }
                (_, part @ Cmd::Begin) if self.kind(at + 1) == Some(Tok::Open) => {
                    stack.push((part, at));
                    continue;
                }
                (Tok::Close, _) => Cmd::Symbol,
                (_, Cmd::Right) => Cmd::Left,
                (_, Cmd::End) => Cmd::Begin,
                _ => continue,
            };
            let floor = stack.len().saturating_sub(REACH);
            let found = stack.get(floor..).and_then(|top| top.iter().rposition(|(open, _)| *open == wanted));
            if let Some(found) = found {
                let (_, open) = stack[floor + found];
                stack.truncate(floor + found);
                self.mate[open] = u32::try_from(at).unwrap_or(NONE);
            }
        }
        for at in 0..self.tokens.len() {
            if self.cmd[at] == Cmd::Left
                && let Some(close) = self.mate(at)
            {
                self.dissolve(at, close);
            }
        }
    }

    /// `\left( … \right.` and its other half on the next row are plain brackets; an evaluation bar and a left brace
    /// before cases are not.
    fn dissolve(&mut self, open: usize, close: usize) {
        let keep = match (self.delimiter(open + 1), self.delimiter(close + 1)) {
            (Some(Delim::None), Some(Delim::None | Delim::Bar | Delim::DoubleBar | Delim::Brace)) => true,
            (Some(Delim::Brace), Some(Delim::None)) => true,
            (Some(Delim::None), _) | (_, Some(Delim::None)) => false,
            (None, _) | (_, None) => false,
            _ => true,
        };
        if keep {
            return;
        }
        self.mate[open] = NONE;
        for at in [open, close] {
            self.blank(at);
            if self.delimiter(at + 1) == Some(Delim::None) {
                self.blank(at + 1);
            }
        }
    }

    pub fn blank(&mut self, at: usize) {
        if let (Some(token), Some(cmd)) = (self.tokens.get_mut(at), self.cmd.get_mut(at)) {
            token.kind = Tok::Space;
            token.text = "\\!";
            *cmd = Cmd::Space;
        }
    }

    /// Plain brackets, within the strict pairs and within the cells of a matrix. A pair may span rows of a display, but
    /// not where a relation stands between as well: then it is two slips and no pair.
    fn soft(&mut self) {
        let mut stack: Vec<Soft> = Vec::new();
        // Closing positions of the strict pairs that are open, innermost last.
        let mut ends: Vec<usize> = Vec::new();
        let (mut rows, mut relations) = (0usize, 0usize);
        let mut at = 0;
        while at < self.tokens.len() {
            self.visits += 1;
            while ends.last().is_some_and(|&end| end <= at) {
                ends.pop();
                while let Some(Soft::Open { .. }) = stack.last() {
                    stack.pop();
                }
                stack.pop();
            }
            if let (Some(close), Some((start, _))) = (self.mate(at), self.inner(at)) {
                let cells = self.cmd[at] == Cmd::Begin && {
                    let env = self.environment(at);
                    matrix(&env).is_some() || super::commands::cases(&env)
                };
                stack.push(Soft::Strict { cells });
                ends.push(close);
                at = start.max(at + 1);
                continue;
            }
            match self.cmd[at] {
                Cmd::Right | Cmd::Left => {
                    at += 2;
                    continue;
                }
                Cmd::Relation(_) => relations += 1,
                Cmd::Open(delim) => stack.push(Soft::Open { at, delim, rows, relations }),
                Cmd::Close(delim) => self.close(at, delim, rows, relations, &mut stack),
                _ => match (self.tokens[at].kind, self.tokens[at].text) {
                    (Tok::Punct, "(" | "[") => {
                        let delim = self.delimiter(at).unwrap_or(Delim::Paren);
                        stack.push(Soft::Open { at, delim, rows, relations });
                    }
                    (Tok::Punct, ")" | "]") => {
                        let delim = self.delimiter(at).unwrap_or(Delim::Paren);
                        self.close(at, delim, rows, relations, &mut stack);
                    }
                    (Tok::Newline, _) | (Tok::Amp, _) => {
                        let strict = stack.iter().rev().take(REACH).find_map(|soft| match soft {
                            Soft::Strict { cells } => Some(*cells),
                            Soft::Open { .. } => None,
                        });
                        if strict == Some(true) {
                            while let Some(Soft::Open { .. }) = stack.last() {
                                stack.pop();
                            }
                        }
                        rows += usize::from(self.tokens[at].kind == Tok::Newline);
                    }
                    _ => {}
                },
            }
            at += 1;
        }
    }

    fn close(&mut self, at: usize, delim: Delim, rows: usize, relations: usize, stack: &mut Vec<Soft>) {
        let round = |d: Delim| matches!(d, Delim::Paren | Delim::Bracket);
        let floor = stack.len().saturating_sub(REACH);
        for index in (floor..stack.len()).rev() {
            match stack[index] {
                Soft::Strict { .. } => return,
                Soft::Open { at: open, delim: other, rows: r, relations: l } => {
                    if other == delim || (round(other) && round(delim)) {
                        stack.truncate(index);
                        if r == rows || l == relations {
                            self.mate[open] = u32::try_from(at).unwrap_or(NONE);
                        }
                        return;
                    }
                }
            }
        }
    }
}

fn part(token: &Token) -> (Cmd, bool) {
    match token.kind {
        Tok::Command => lookup(token.text),
        Tok::Punct => (sign_relation(token.text).map_or(Cmd::Symbol, Cmd::Relation), true),
        Tok::Space => (Cmd::Space, true),
        _ => (Cmd::Symbol, true),
    }
}
