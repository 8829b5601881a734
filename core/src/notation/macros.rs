//! The macro table: reads definitions out of any LaTeX text and answers for a name.
//!
//! Bodies are kept as text and read at each use. A definition this module cannot represent (delimited parameters,
//! conditionals) is left out, so that its calls stay unknown symbols.

use rpds::HashTrieMapSync;

/// What a defined command stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Macro {
    /// How many arguments it takes, the optional one included.
    pub parameters: u8,
    /// The optional first argument's value where none is given.
    pub default: Option<Box<str>>,
    /// What it stands for.
    pub body: Box<str>,
    /// How it was defined.
    pub form: Form,
}

/// How a macro is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By its name and arguments.
    Plain,
    /// Of `\DeclarePairedDelimiter`: a star or a size may stand before the argument.
    Paired,
    /// Of `\let` to a command that is no macro: the body is final.
    Final,
}

/// The macros in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Macros {
    /// A formula with definitions of its own shares the others with the document.
    table: HashTrieMapSync<Box<str>, Macro>,
}

/// A body longer than this is not kept.
const MAX_BODY: usize = 10_000;
/// After so many definitions that make no sense, the text is no LaTeX.
const MAX_FAILURES: usize = 5_000;
/// More definitions than this are not kept.
const MAX_MACROS: usize = 10_000;

/// The commands that define a command.
pub const DEFINERS: [&str; 16] = [
    "newcommand",
    "renewcommand",
    "providecommand",
    "DeclareRobustCommand",
    "def",
    "gdef",
    "edef",
    "xdef",
    "let",
    "DeclareMathOperator",
    "DeclarePairedDelimiter",
    "NewDocumentCommand",
    "RenewDocumentCommand",
    "ProvideDocumentCommand",
    "DeclareDocumentCommand",
    "newcommandx",
];

impl Macros {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// The macro called `name` (without backslash).
    pub fn get(&self, name: &str) -> Option<&Macro> {
        self.table.get(name)
    }

    /// Whether nothing is defined.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// How many macros are defined.
    pub fn len(&self) -> usize {
        self.table.size()
    }

    /// Defines `name` (with or without backslash) as a MathJax or KaTeX configuration does.
    pub fn define(&mut self, name: &str, parameters: u8, body: &str) {
        self.insert(name, Macro { parameters, default: None, body: body.into(), form: Form::Plain });
    }

    /// Takes over all macros of `other`; its definitions win.
    pub fn merge(&mut self, other: &Macros) {
        for (name, definition) in &other.table {
            self.insert(name, definition.clone());
        }
    }

    /// Whether `text` may define macros: a cheap test before [`Macros::read`].
    pub fn defines(text: &str) -> bool {
        [
            "\\newcommand",
            "\\renewcommand",
            "\\providecommand",
            "\\def",
            "def\\",
            "\\let",
            "\\Declare",
            "DocumentCommand",
        ]
        .iter()
        .any(|sign| text.contains(sign))
    }

    /// Reads every definition in `text`, in order; later ones win.
    pub fn read(&mut self, text: &str) {
        let mut cursor = Cursor { text, at: 0 };
        let mut failures = 0usize;
        while let Some(found) = text.get(cursor.at..).and_then(|rest| rest.find(['\\', '%'])) {
            cursor.at += found;
            if text.as_bytes().get(cursor.at) == Some(&b'%') {
                cursor.skip_line();
                continue;
            }
            let Some(name) = cursor.command() else {
                cursor.at += 1;
                // The sign after the backslash is not looked at again: `\\def` is a line break and a word.
                cursor.at += cursor.peek().map_or(0, char::len_utf8);
                continue;
            };
            if DEFINERS.contains(&name) {
                let back = cursor.at;
                if self.definition(name, &mut cursor).is_none() {
                    cursor.at = back;
                    failures += 1;
                    if failures > MAX_FAILURES {
                        return;
                    }
                }
            }
        }
    }

    fn insert(&mut self, name: &str, definition: Macro) {
        let name = name.trim_start_matches('\\');
        let room = self.table.size() < MAX_MACROS || self.table.contains_key(name);
        if !name.is_empty() && room && definition.body.len() <= MAX_BODY && definition.parameters <= 9 {
            self.table.insert_mut(name.into(), definition);
        }
    }

    fn definition(&mut self, definer: &str, cursor: &mut Cursor) -> Option<()> {
        match definer {
            "def" | "gdef" | "edef" | "xdef" => {
                cursor.blank();
                let name = cursor.command_or_sign()?;
                let mut parameters = 0;
                loop {
                    cursor.blank();
                    if cursor.peek()? == '{' {
                        break;
                    }
                    // Anything but `#1#2…` delimits a parameter.
                    cursor.eat('#').then_some(())?;
                    let digit = cursor.peek()?.to_digit(10)?;
                    cursor.at += 1;
                    parameters += 1;
                    (digit == u32::from(parameters)).then_some(())?;
                }
                let body = cursor.group('{', '}')?.into();
                self.insert(name, Macro { parameters, default: None, body, form: Form::Plain });
            }
            "let" => {
                cursor.blank();
                let name = cursor.command()?;
                cursor.blank();
                cursor.eat('=');
                cursor.blank();
                let start = cursor.at;
                let target = cursor.command_or_sign()?;
                let written: Box<str> = cursor.text.get(start..cursor.at)?.into();
                let definition = self.get(target).cloned().filter(|_| written.starts_with('\\'));
                let last = Macro { parameters: 0, default: None, body: written, form: Form::Final };
                self.insert(name, definition.unwrap_or(last));
            }
            "DeclareMathOperator" => {
                let star = if cursor.eat('*') { "*" } else { "" };
                let name = cursor.defined()?;
                let body = format!("\\operatorname{star}{{{}}}", cursor.argument()?).into();
                self.insert(name, Macro { parameters: 0, default: None, body, form: Form::Plain });
            }
            "DeclarePairedDelimiter" => {
                let name = cursor.defined()?;
                let (open, close) = (cursor.argument()?, cursor.argument()?);
                let body = format!("\\left{open} #1 \\right{close}").into();
                self.insert(name, Macro { parameters: 1, default: None, body, form: Form::Paired });
            }
            _ if definer.ends_with("DocumentCommand") => {
                let name = cursor.defined()?;
                let kinds = cursor.argument()?;
                let (mut parameters, mut default) = (0, None);
                let mut rest = kinds.trim();
                while let Some(kind) = rest.chars().next() {
                    rest = rest.get(kind.len_utf8()..)?.trim_start();
                    match kind {
                        'm' => {}
                        'o' if parameters == 0 => default = Some("".into()),
                        'O' if parameters == 0 => {
                            let mut inner = Cursor { text: rest, at: 0 };
                            default = Some(inner.group('{', '}')?.into());
                            rest = rest.get(inner.at..)?.trim_start();
                        }
                        _ => return None,
                    }
                    parameters += 1;
                }
                let body = cursor.argument()?.into();
                self.insert(name, Macro { parameters, default, body, form: Form::Plain });
            }
            _ => {
                cursor.eat('*');
                let name = cursor.defined()?;
                let parameters = cursor.group('[', ']').map_or(Some(0), |count| count.trim().parse().ok())?;
                let default = cursor.group('[', ']').map(Into::into);
                let body = cursor.argument()?.into();
                if definer != "providecommand" || self.get(name).is_none() {
                    self.insert(name, Macro { parameters, default, body, form: Form::Plain });
                }
            }
        }
        Some(())
    }
}

/// A position in the text that definitions are read from.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn skip_line(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        self.at += rest.find('\n').map_or(rest.len(), |length| length + 1);
    }

    fn blank(&mut self) {
        while let Some(c) = self.peek() {
            match c {
                '%' => self.skip_line(),
                _ if c.is_whitespace() => self.at += c.len_utf8(),
                _ => break,
            }
        }
    }

    /// The name of a command made of letters.
    fn command(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?.strip_prefix('\\')?;
        let length = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '@').unwrap_or(rest.len());
        let name = rest.get(..length).filter(|name| !name.is_empty())?;
        self.at += 1 + length;
        Some(name)
    }

    fn command_or_sign(&mut self) -> Option<&'a str> {
        if let Some(name) = self.command() {
            return Some(name);
        }
        self.eat('\\');
        let start = self.at;
        self.at += self.peek()?.len_utf8();
        self.text.get(start..self.at)
    }

    /// The command that is defined: `\x` or `{\x}`.
    fn defined(&mut self) -> Option<&'a str> {
        self.blank();
        let braced = self.eat('{');
        self.blank();
        let name = self.command_or_sign()?;
        self.blank();
        if braced {
            self.eat('}').then_some(())?;
        }
        Some(name)
    }

    /// A braced argument, or one command or sign.
    fn argument(&mut self) -> Option<&'a str> {
        self.blank();
        if self.peek()? == '{' {
            return self.group('{', '}');
        }
        let start = self.at;
        self.command_or_sign()?;
        self.text.get(start..self.at)
    }

    /// What stands between balanced delimiters; `None`, and no movement but over blanks, where none open here.
    fn group(&mut self, open: char, close: char) -> Option<&'a str> {
        self.blank();
        if self.peek() != Some(open) {
            return None;
        }
        let start = self.at + 1;
        let mut depth = 0usize;
        let mut escaped = false;
        for (offset, &byte) in self.text.as_bytes().get(start..)?.iter().enumerate().take(MAX_BODY) {
            let c = char::from(byte);
            if std::mem::take(&mut escaped) {
                continue;
            }
            match c {
                '\\' => escaped = true,
                _ if c == close && depth == 0 => {
                    self.at = start + offset + 1;
                    return self.text.get(start..start + offset);
                }
                '{' => depth += 1,
                '}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }
}
