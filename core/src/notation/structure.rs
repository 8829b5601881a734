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
    mate: Vec<u32>,
    /// How many tokens were looked at, all passes together.
    pub visits: usize,
}

const NONE: u32 = u32::MAX;

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

    fn blank(&mut self, at: usize) {
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

    /// Bars, level by level: each is an opening, a closing, a separator or an evaluation bar.
    fn bars(&mut self) {
        if !(0..self.tokens.len()).any(|at| self.bar(at).is_some()) {
            return;
        }
        let mut levels = vec![(0, self.tokens.len())];
        while let Some((start, end)) = levels.pop() {
            let mut units: Vec<usize> = Vec::new();
            let mut found = false;
            let mut at = start;
            while at < end {
                self.visits += 1;
                if matches!(self.tokens[at].kind, Tok::Amp | Tok::Newline) {
                    if std::mem::take(&mut found) {
                        self.pair_bars(&units);
                    }
                    units.clear();
                } else {
                    found |= self.bar(at).is_some();
                    units.push(at);
                }
                if let Some(inner) = self.inner(at) {
                    levels.push(inner);
                    at = self.after(at);
                } else if matches!(self.cmd[at], Cmd::Right) {
                    at += 2;
                } else {
                    at += 1;
                }
            }
            if found {
                self.pair_bars(&units);
            }
        }
    }

    fn bar(&self, at: usize) -> Option<Delim> {
        match (self.cmd.get(at)?, self.tokens.get(at)?) {
            (Cmd::Bar(delim), _) => Some(*delim),
            (_, token) if token.is("|") => Some(Delim::Bar),
            _ => None,
        }
    }

    fn pair_bars(&mut self, units: &[usize]) {
        // `||` is one sign unless the first of the two closes what is open.
        let mut left = [0usize; 2];
        let slot = |delim: Delim| usize::from(delim == Delim::DoubleBar);
        for &at in units {
            if let Some(delim) = self.bar(at) {
                left[slot(delim)] += 1;
            }
        }
        let mut open: Vec<(usize, Delim)> = Vec::new();
        let mut index = 0;
        while let Some(&at) = units.get(index) {
            self.visits += 1;
            let Some(mut delim) = self.bar(at) else {
                index += 1;
                continue;
            };
            let before = index.checked_sub(1).and_then(|i| units.get(i)).copied();
            let sized = before.and_then(|b| match self.cmd[b] {
                Cmd::Size => self.tokens[b].text.chars().last(),
                Cmd::Middle => Some('m'),
                _ => None,
            });
            let operand_before = self.operand_before(units, index);
            let second = units.get(index + 1).copied();
            let twin = delim == Delim::Bar
                && second.is_some_and(|b| self.tokens[b].is("|") && !self.tokens[b].spaced)
                && self.tokens[at].is("|")
                && !(operand_before && open.last().is_some_and(|(_, d)| *d == Delim::Bar));
            if twin && let Some(second) = second {
                left[0] = left[0].saturating_sub(1);
                delim = Delim::DoubleBar;
                self.cmd[at] = Cmd::Bar(Delim::DoubleBar);
                self.tokens[at].kind = Tok::Command;
                self.tokens[at].text = "\\|";
                let span = self.tokens[second].span;
                self.tokens[at].span = self.tokens[at].span.to(span);
                self.blank(second);
            }
            left[0] = left[0].saturating_sub(usize::from(delim == Delim::Bar || twin));
            left[1] = left[1].saturating_sub(usize::from(delim == Delim::DoubleBar && !twin));
            let remaining = if delim == Delim::DoubleBar { left[1] + left[0] / 2 } else { left[0] };
            let step = if twin { 2 } else { 1 };
            let next = units.get(index + step).copied();
            let operand_after = next.is_some_and(|b| self.operand(b) || self.bar(b).is_some());
            let waiting = open.iter().rev().take(8).position(|(_, d)| *d == delim).map(|p| open.len() - 1 - p);
            let role = match sized {
                Some('l') => Role::Open,
                Some('r') if waiting.is_some() => Role::Close,
                Some('m') => Role::Separate,
                _ if operand_before && waiting.is_some() => Role::Close,
                _ if operand_before && !operand_after => Role::Separate,
                _ if operand_before && remaining % 2 == 1 => Role::Open,
                _ if operand_before => Role::Separate,
                _ if waiting.is_some() && (!operand_after || remaining == 0) => Role::Close,
                _ if remaining > 0 => Role::Open,
                _ => Role::Separate,
            };
            match (role, waiting) {
                (Role::Open, _) => open.push((at, delim)),
                (Role::Close, Some(position)) => {
                    let (start, _) = open[position];
                    open.truncate(position);
                    self.mate[start] = u32::try_from(at).unwrap_or(NONE);
                }
                _ => self.separate(at, delim, next),
            }
            index += step;
        }
        for (at, delim) in open {
            let next = units.get(units.partition_point(|&unit| unit <= at)).copied();
            self.separate(at, delim, next);
        }
        // The partner of a bar is no bar any more.
        for &at in units {
            if let Some(close) = self.mate(at)
                && self.bar(at).is_some()
            {
                self.cmd[at] = Cmd::Open(self.bar(at).unwrap_or(Delim::Bar));
                self.cmd[close] = Cmd::Close(self.bar(close).unwrap_or(Delim::Bar));
            }
        }
    }

    fn separate(&mut self, at: usize, delim: Delim, next: Option<usize>) {
        let script = next.is_some_and(|b| matches!(self.tokens[b].kind, Tok::Sub));
        self.cmd[at] = match delim {
            Delim::Bar if script => Cmd::Evaluate,
            Delim::Bar => Cmd::Sep(Sep::Bar),
            _ => Cmd::Sep(Sep::DoubleBar),
        };
    }

    /// Whether an operand ends before `units[index]`; sizes and spaces are looked through.
    fn operand_before(&self, units: &[usize], index: usize) -> bool {
        let before = units.get(..index).unwrap_or(&[]).iter().rev().take(8).copied();
        for at in before {
            if matches!(self.cmd[at], Cmd::Size | Cmd::Space | Cmd::Skip(_)) || self.tokens[at].kind == Tok::Space {
                continue;
            }
            return self.operand(at) || matches!(self.cmd[at], Cmd::Close(_) | Cmd::Dots);
        }
        false
    }

    /// Whether the unit at `at` is, or begins or ends, an operand.
    fn operand(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        match token.kind {
            Tok::Letter | Tok::Number | Tok::Open | Tok::Param | Tok::Refused => true,
            Tok::Prime => true,
            Tok::Command => match self.cmd[at] {
                Cmd::Relation(_)
                | Cmd::Arrow(_)
                | Cmd::Prod(_)
                | Cmd::Sign(_)
                | Cmd::Sep(_)
                | Cmd::Function
                | Cmd::Big(_)
                | Cmd::Nabla
                | Cmd::Partial
                | Cmd::Quantifier
                | Cmd::Close(_)
                | Cmd::Bar(_)
                | Cmd::Evaluate
                | Cmd::Middle
                | Cmd::Size
                | Cmd::Space
                | Cmd::Over
                | Cmd::Skip(_) => false,
                Cmd::Open(_) => self.mate(at).is_some(),
                _ => true,
            },
            Tok::Punct => matches!(token.text, "(" | "[" | "?" | "!") && (self.mate(at).is_some() || token.text == "!"),
            _ => false,
        }
    }
}

enum Role {
    Open,
    Close,
    Separate,
}

fn part(token: &Token) -> (Cmd, bool) {
    match token.kind {
        Tok::Command => lookup(token.text),
        Tok::Punct => (sign_relation(token.text).map_or(Cmd::Symbol, Cmd::Relation), true),
        Tok::Space => (Cmd::Space, true),
        _ => (Cmd::Symbol, true),
    }
}
