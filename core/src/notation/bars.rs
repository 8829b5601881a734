//! Bars: which `|` and `\|` open, which close, which separate (`p(x|y)`), which evaluate (`f|_{x=0}`).
//!
//! A bar after an operand closes what is open; else it opens where the number of bars still to come is odd.

use super::commands::Cmd;
use super::lex::Tok;
use super::structure::{NONE, Structure};
use super::tree::{Delim, Sep};

impl Structure<'_> {
    /// Bars, level by level: each is an opening, a closing, a separator or an evaluation bar.
    pub fn bars(&mut self) {
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
            let operand_after = next.is_some_and(|b| self.operand(b) || self.begins(b) || self.bar(b).is_some());
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

    /// Whether the unit at `at` is no operand, but begins one: a function before its argument, a large operator.
    fn begins(&self, at: usize) -> bool {
        matches!(self.cmd[at], Cmd::Function | Cmd::Big(_) | Cmd::Nabla | Cmd::Partial)
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
