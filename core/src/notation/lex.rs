//! The tokenizer: LaTeX math text to tokens with byte spans. It never fails, and every token is a slice of the text
//! (or a constant, for Unicode signs read as the command they stand for).

use super::tree::Span;
use super::unicode;

/// What a token is, as TeX's category codes would have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tok {
    /// `\name` or `\` and one sign; the text includes the backslash.
    Command,
    /// A letter with its combining marks, or a run of letters of a script without case.
    Letter,
    Number,
    Open,
    Close,
    Sup,
    Sub,
    Amp,
    /// `\\`, `\cr`.
    Newline,
    Prime,
    /// Any other sign.
    Punct,
    /// An explicit space: `\,`, `~`.
    Space,
    /// `#1` in a macro body.
    Param,
    /// A macro call that was refused; the text says why.
    Refused,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token<'a> {
    pub kind: Tok,
    pub text: &'a str,
    pub span: Span,
    /// White space stands before it.
    pub spaced: bool,
    /// How many macro expansions deep it was born.
    pub depth: u8,
}

impl Token<'_> {
    /// Whether this is the command or sign `text`.
    pub fn is(&self, text: &str) -> bool {
        self.text == text && matches!(self.kind, Tok::Command | Tok::Punct)
    }
}

/// The tokens of `text`. With `at`, every token carries that span (the call of the macro whose body is read).
pub fn lex<'a>(text: &'a str, at: Option<Span>, depth: u8) -> Vec<Token<'a>> {
    read(text, at, depth, false)
}

/// The tokens of `text`, in which the end of a line ends a row, unless it stands in braces or an environment.
pub fn lex_lines(text: &str) -> Vec<Token<'_>> {
    let mut tokens = read(text, None, 0, true);
    let step = |token: &Token<'_>| match (token.kind, token.text) {
        (Tok::Open, _) | (Tok::Command, "\\begin" | "\\left") => 1,
        (Tok::Close, _) | (Tok::Command, "\\end" | "\\right") => -1,
        _ => 0i64,
    };
    // Where brackets do not pair, every line stands alone.
    if tokens.iter().map(step).sum::<i64>() == 0 {
        let mut depth = 0;
        tokens.retain(|token| {
            depth += step(token);
            depth <= 0 || token.kind != Tok::Newline || token.text != "\n"
        });
    }
    tokens
}

fn read<'a>(text: &'a str, at: Option<Span>, depth: u8, lines: bool) -> Vec<Token<'a>> {
    let out = Vec::with_capacity(text.len() / 2 + 4);
    let mut lexer = Lexer { text, at, depth, out, spaced: false, digits: 0, lines };
    let mut position = 0;
    while let Some(c) = text.get(position..).and_then(|rest| rest.chars().next()) {
        position = lexer.step(position, c).max(position + c.len_utf8());
    }
    lexer.out
}

struct Lexer<'a> {
    text: &'a str,
    at: Option<Span>,
    depth: u8,
    out: Vec<Token<'a>>,
    spaced: bool,
    /// How many more numerals are one digit long: TeX reads `x^23` as `x^2 3` and `\frac12` as one half.
    digits: u8,
    /// Whether the end of a line is a token.
    lines: bool,
}

impl<'a> Lexer<'a> {
    fn push(&mut self, kind: Tok, text: &'a str, start: usize, end: usize) {
        let span = self.at.unwrap_or_else(|| Span::new(start, end));
        self.digits = match kind {
            Tok::Sup | Tok::Sub => 1,
            Tok::Command if matches!(text, "\\frac" | "\\dfrac" | "\\tfrac" | "\\cfrac" | "\\binom") => 2,
            Tok::Number => self.digits.saturating_sub(1),
            _ => 0,
        };
        self.out.push(Token { kind, text, span, spaced: std::mem::take(&mut self.spaced), depth: self.depth });
    }

    fn run(&self, start: usize, accept: impl Fn(char) -> bool) -> usize {
        let rest = self.text.get(start..).unwrap_or("");
        rest.find(|c| !accept(c)).map_or(self.text.len(), |length| start + length)
    }

    /// Reads the token at `start`, whose first character is `c`, and returns where it ends.
    fn step(&mut self, start: usize, c: char) -> usize {
        let next = start + c.len_utf8();
        let rest = self.text.get(start..).unwrap_or("");
        if c == '\\' {
            return self.command(start);
        }
        if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
            return self.number(start);
        }
        if c.is_ascii_alphabetic() {
            let end = self.marks(next);
            self.push(Tok::Letter, self.text.get(start..end).unwrap_or(""), start, end);
            return end;
        }
        if self.lines && c == '\n' {
            self.push(Tok::Newline, self.text.get(start..next).unwrap_or(""), start, next);
            return next;
        }
        if c.is_whitespace() {
            self.spaced = true;
            return next;
        }
        let kind = match c {
            '{' => Tok::Open,
            '}' => Tok::Close,
            '^' => Tok::Sup,
            '_' => Tok::Sub,
            '~' => Tok::Space,
            '\'' => Tok::Prime,
            '%' => return self.run(start, |c| c != '\n'),
            '&' => return self.ampersand(start, rest),
            '#' => {
                let end = if rest[1..].starts_with(|d: char| d.is_ascii_digit()) { next + 1 } else { next };
                self.push(Tok::Param, self.text.get(start..end).unwrap_or(""), start, end);
                return end;
            }
            '.' if rest.starts_with("...") => {
                self.push(Tok::Command, "\\ldots", start, start + 3);
                return start + 3;
            }
            '<' if rest.starts_with("<br>") => {
                self.push(Tok::Newline, "<br>", start, start + 4);
                return start + 4;
            }
            _ if c.is_ascii_graphic() => Tok::Punct,
            _ => return self.unicode(start, c),
        };
        self.push(kind, self.text.get(start..next).unwrap_or(""), start, next);
        next
    }

    fn number(&mut self, start: usize) -> usize {
        let mut end = if self.digits > 0 { start + 1 } else { self.run(start, |c| c.is_ascii_digit()) };
        let decimals = self.text.get(end..).unwrap_or("");
        if self.digits == 0 && decimals.starts_with('.') && decimals[1..].starts_with(|d: char| d.is_ascii_digit()) {
            end = self.run(end + 1, |c| c.is_ascii_digit());
        }
        self.push(Tok::Number, self.text.get(start..end).unwrap_or(""), start, end);
        end
    }

    fn command(&mut self, start: usize) -> usize {
        let after = self.text.get(start + 1..).unwrap_or("");
        let Some(c) = after.chars().next() else {
            self.push(Tok::Command, "\\", start, start + 1);
            return start + 1;
        };
        if c == '\\' {
            self.push(Tok::Newline, "\\\\", start, start + 2);
            return self.row_gap(start + 2);
        }
        let end = if c.is_ascii_alphabetic() {
            let end = self.run(start + 1, |c| c.is_ascii_alphabetic());
            // A starred form is a name of its own where it takes arguments differently.
            let name = self.text.get(start..end).unwrap_or("");
            let starred = self.text.get(end..).is_some_and(|rest| rest.starts_with('*'));
            if starred && matches!(name, "\\operatorname" | "\\tag" | "\\hspace" | "\\vspace") { end + 1 } else { end }
        } else {
            start + 1 + c.len_utf8()
        };
        let text = self.text.get(start..end).unwrap_or("\\");
        match text {
            "\\," | "\\;" | "\\:" | "\\!" | "\\>" | "\\/" | "\\-" => self.push(Tok::Space, text, start, end),
            "\\_" => self.push(Tok::Sub, "_", start, end),
            "\\*" => self.push(Tok::Punct, "*", start, end),
            "\\cr" | "\\newline" | "\\tabularnewline" => self.push(Tok::Newline, text, start, end),
            _ if c.is_whitespace() => self.push(Tok::Space, text, start, end),
            _ => self.push(Tok::Command, text, start, end),
        }
        end
    }

    /// Skips the star and the extra space of `\\*[2pt]`.
    fn row_gap(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or("");
        let body = rest.strip_prefix('*').unwrap_or(rest);
        let Some(inner) = body.strip_prefix('[') else { return start };
        let Some(length) = inner.char_indices().take(16).find(|&(_, c)| c == ']').map(|(at, _)| at) else {
            return start;
        };
        let size = inner.get(..length).unwrap_or("").trim();
        let unit = size.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | ' '));
        let measured = unit.len() < size.len()
            && matches!(unit.trim(), "pt" | "em" | "ex" | "cm" | "mm" | "in" | "pc" | "mu" | "bp" | "sp" | "dd" | "cc");
        if measured { start + (rest.len() - inner.len()) + length + 1 } else { start }
    }

    fn ampersand(&mut self, start: usize, rest: &str) -> usize {
        for (entity, kind, text) in [
            ("&lt;", Tok::Punct, "<"),
            ("&gt;", Tok::Punct, ">"),
            ("&amp;", Tok::Amp, "&"),
            ("&nbsp;", Tok::Space, "~"),
        ] {
            if rest.starts_with(entity) {
                self.push(kind, text, start, start + entity.len());
                return start + entity.len();
            }
        }
        self.push(Tok::Amp, "&", start, start + 1);
        start + 1
    }

    /// The end of the combining marks that begin at `end`.
    fn marks(&self, end: usize) -> usize {
        self.run(end, |c| unicode::combining(c).is_some())
    }

    fn unicode(&mut self, start: usize, c: char) -> usize {
        let next = start + c.len_utf8();
        if unicode::invisible(c) {
            return next;
        }
        for (table, sign, kind) in [
            (unicode::raised as fn(char) -> Option<&'static str>, "^", Tok::Sup),
            (unicode::lowered as fn(char) -> Option<&'static str>, "_", Tok::Sub),
        ] {
            if table(c).is_some() {
                return self.shifted(start, table, sign, kind);
            }
        }
        if let Some(text) = unicode::command(c) {
            let kind = match text {
                "'" => Tok::Prime,
                _ if text.starts_with('\\') => Tok::Command,
                _ if text.starts_with(|c: char| c.is_ascii_alphabetic()) => Tok::Letter,
                _ => Tok::Punct,
            };
            self.push(kind, text, start, next);
            return next;
        }
        let single = unicode::styled(c).is_some() || !c.is_alphabetic();
        let end = if single {
            self.marks(next)
        } else {
            let plain = |c: char| c.is_alphabetic() && !c.is_ascii() && unicode::command(c).is_none();
            self.run(next, |c| unicode::combining(c).is_some() || (plain(c) && unicode::styled(c).is_none()))
        };
        self.push(Tok::Letter, self.text.get(start..end).unwrap_or(""), start, end);
        end
    }

    /// A run of raised or lowered characters, as `^{…}` or `_{…}`.
    fn shifted(
        &mut self,
        start: usize,
        table: fn(char) -> Option<&'static str>,
        sign: &'static str,
        kind: Tok,
    ) -> usize {
        let end = self.run(start, |c| table(c).is_some());
        self.push(kind, sign, start, start);
        self.push(Tok::Open, "{", start, start);
        let run = self.text.get(start..end).unwrap_or("");
        for (at, c) in run.char_indices() {
            let text = table(c).unwrap_or("");
            let kind = match text.chars().next() {
                Some('\\') => Tok::Command,
                Some(d) if d.is_ascii_digit() => Tok::Number,
                Some(l) if l.is_ascii_alphabetic() => Tok::Letter,
                _ => Tok::Punct,
            };
            self.push(kind, text, start + at, start + at + c.len_utf8());
        }
        self.push(Tok::Close, "}", end, end);
        end
    }
}
