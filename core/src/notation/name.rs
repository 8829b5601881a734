//! Names: what makes two spellings of a symbol the same symbol.

/// The font a symbol is set in. `\bf x`, `\mathbf{x}`, `\bm x` and `\boldsymbol{x}` are one font for identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Font {
    /// No font command.
    #[default]
    Plain,
    /// `\mathbf`, `\bf`, `\textbf`, `\bold`.
    Bold,
    /// `\boldsymbol`, `\bm`, `\pmb`.
    BoldItalic,
    /// `\mathrm`, `\rm`, `\text`, `\operatorname`.
    Roman,
    /// `\mathit`, `\textit`.
    Italic,
    /// `\mathsf`, `\textsf`.
    Sans,
    /// `\mathtt`.
    Mono,
    /// `\mathcal`.
    Cal,
    /// `\mathscr`.
    Script,
    /// `\mathfrak`.
    Frak,
    /// `\mathbb`, `\Bbb`, `\mathds`, `ℝ`.
    Bb,
}

/// A mark over (or under) a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Accent {
    /// `\hat`, `\widehat`.
    Hat,
    /// `\bar`, `\overline`.
    Bar,
    /// `\tilde`, `\widetilde`.
    Tilde,
    /// `\vec`, `\overrightarrow`.
    Vec,
    /// `\dot`.
    Dot,
    /// `\ddot`.
    DDot,
    /// `\dddot`.
    DDDot,
    /// `\check`.
    Check,
    /// `\breve`.
    Breve,
    /// `\acute`.
    Acute,
    /// `\grave`.
    Grave,
    /// `\mathring`.
    Ring,
    /// `\underline`.
    Underline,
    /// `\utilde`.
    Undertilde,
    /// `\cancel`, `\not`, and other marks.
    Other,
}

/// A symbol as an author writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// A letter (`x`), a command (`\Sigma`), or a word (`loss`).
    pub base: Box<str>,
    /// Its font.
    pub font: Font,
    /// Innermost first.
    pub accents: Vec<Accent>,
    /// The symbol in LaTeX as written, macros expanded: `\mathbf{x}`, `\bf x`.
    pub latex: Box<str>,
}

impl Name {
    /// The letter that it is, a Greek one for its command: `x`, `α`.
    pub fn letter(&self) -> Option<char> {
        let mut letters = self.base.chars();
        match (letters.next()?, letters.next()) {
            (letter, None) => Some(letter),
            ('\\', Some(_)) => {
                let plain = self.base.replacen("\\var", "\\", 1);
                ('α'..='ω').chain('Α'..='Ω').find(|c| super::unicode::command(*c) == Some(&*plain))
            }
            _ => None,
        }
    }

    /// The canonical identity: equal for spellings that differ in no visible way. `\mathbf{x}` and `\bm x` are both
    /// `b:x`, `\hat{\mathbf x}` is `hat.b:x`, a plain `x` is `x`.
    pub fn key(&self) -> String {
        let mut key = String::new();
        for accent in self.accents.iter().rev() {
            key.push_str(accent.key());
            key.push('.');
        }
        key.push_str(self.font.key());
        key.push_str(&self.base);
        key
    }
}

impl Font {
    /// The prefix of the font in [`Name::key`].
    pub fn key(self) -> &'static str {
        match self {
            Font::Plain | Font::Italic => "",
            Font::Bold | Font::BoldItalic => "b:",
            Font::Roman => "r:",
            Font::Sans => "s:",
            Font::Mono => "t:",
            Font::Cal | Font::Script => "c:",
            Font::Frak => "f:",
            Font::Bb => "bb:",
        }
    }

    /// Whether the font says "bold" in one way or another.
    pub fn is_bold(self) -> bool {
        matches!(self, Font::Bold | Font::BoldItalic)
    }
}

impl Accent {
    /// The accent in [`Name::key`].
    pub fn key(self) -> &'static str {
        match self {
            Accent::Hat => "hat",
            Accent::Bar => "bar",
            Accent::Tilde => "tilde",
            Accent::Vec => "vec",
            Accent::Dot => "dot",
            Accent::DDot => "ddot",
            Accent::DDDot => "dddot",
            Accent::Check => "check",
            Accent::Breve => "breve",
            Accent::Acute => "acute",
            Accent::Grave => "grave",
            Accent::Ring => "ring",
            Accent::Underline => "underline",
            Accent::Undertilde => "utilde",
            Accent::Other => "mark",
        }
    }
}
