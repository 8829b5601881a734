//! Noun phrases that declare: "an $m \times n$ matrix $A$", "$x$ is an $n$-vector", "matrices $A$ and $B$ of size …".

use std::ops::Range;

use matgrad_core::shape::Dim;

use super::lexicon::Word;
use super::token::{Mention, Placed, Token};

/// What the words say of a name.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Rows and columns; one that is not said is `None`.
    Shape { rows: Option<Dim>, cols: Option<Dim> },
    /// Its kind alone, of whatever size.
    Kind(Class),
    /// A property, by the name expressions have for it.
    Property(&'static str),
}

/// Kinds of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Matrix,
    SquareMatrix,
    Vector,
    Column,
    Row,
    Scalar,
}

/// One thing that the words say.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Of what.
    pub of: Mention,
    /// What.
    pub what: What,
    /// Whether the name is introduced here ("let", "any", "a"), so that what it meant before is forgotten.
    pub fresh: bool,
    /// Whether it is bound for this statement alone ("for any").
    pub bound: bool,
    /// The first formula of the sentence, if it says so under a condition.
    pub condition: Option<usize>,
    /// The phrase in the source.
    pub range: Range<usize>,
}

/// What stands before a noun and after its names.
#[derive(Clone, Debug, Default)]
struct Phrase {
    start: usize,
    end: usize,
    sizes: Vec<(Dim, Dim)>,
    length: Option<Dim>,
    class: Option<Class>,
    properties: Vec<&'static str>,
    any: bool,
    indefinite: bool,
    definite: bool,
    names: Vec<Mention>,
    /// The names' own formula says something of them.
    says: bool,
}

/// All that the sentences say.
pub fn read(tokens: &[Placed]) -> Vec<Said> {
    let mut out = Vec::new();
    let mut at = 0;
    // Where the last phrase that named something ended: "an n-vector $a$ is …" is not about a alone.
    let mut named = usize::MAX;
    while at < tokens.len() {
        match phrase(tokens, at) {
            Some(phrase) => {
                at = phrase.end.max(at + 1);
                let end = phrase.end;
                let own = !phrase.names.is_empty();
                if own || phrase.start.checked_sub(1) != Some(named) {
                    declare(tokens, phrase, &mut out);
                }
                named = if own { end } else { usize::MAX };
            }
            None => at += 1,
        }
    }
    out
}

fn token(tokens: &[Placed], at: usize) -> Option<&Token> {
    tokens.get(at).map(|placed| &placed.token)
}

fn word(tokens: &[Placed], at: usize) -> Option<Word> {
    match token(tokens, at) {
        Some(Token::Word(word)) => Some(*word),
        _ => None,
    }
}

/// The noun phrase that begins at `at`; also a bare property or size after "is".
fn phrase(tokens: &[Placed], start: usize) -> Option<Phrase> {
    let mut phrase = Phrase { start, end: start, ..Phrase::default() };
    let mut at = start;
    let mut noun = false;
    let mut others = 0;
    let mut oriented = None;
    while let Some(token) = token(tokens, at) {
        match token {
            Token::Word(Word::Matrix) => {
                noun = true;
                phrase.class =
                    Some(if phrase.class == Some(Class::SquareMatrix) { Class::SquareMatrix } else { Class::Matrix });
            }
            Token::Word(Word::Vector) => {
                noun = true;
                phrase.class = Some(oriented.unwrap_or(Class::Vector));
            }
            Token::Word(Word::Scalar) if phrase.sizes.is_empty() && phrase.length.is_none() => {
                noun = true;
                phrase.class = Some(Class::Scalar);
            }
            Token::Word(Word::Column) => oriented = Some(Class::Column),
            Token::Word(Word::Row) => oriented = Some(Class::Row),
            Token::Word(Word::Square) => phrase.class = Some(Class::SquareMatrix),
            Token::Word(Word::Property(property)) => phrase.properties.push(property),
            Token::Word(Word::Any) if others == 0 => phrase.any = true,
            Token::Word(Word::Indefinite) if others == 0 => phrase.indefinite = true,
            Token::Word(Word::Definite) if others == 0 => phrase.definite = true,
            Token::Word(Word::Filler) => {}
            Token::Word(Word::And) if !phrase.properties.is_empty() || phrase.sizes.len() == 1 => {}
            Token::Word(Word::Size | Word::Of | Word::Has) if sized(tokens, at).is_some() => {
                let (sizes, next) = sized(tokens, at)?;
                phrase.take(sizes);
                at = next;
                continue;
            }
            Token::Math(_, reading) => {
                if let Some((rows, cols)) = &reading.sizes {
                    phrase.sizes.push((rows.clone(), cols.clone()));
                } else if let (Some(rows), Some(Word::By), Some(Token::Math(_, second))) =
                    (&reading.length, word(tokens, after_hyphen(tokens, at + 1)), by(tokens, at))
                    && let Some(cols) = &second.length
                {
                    phrase.sizes.push((rows.clone(), cols.clone()));
                    at = after_hyphen(tokens, after_hyphen(tokens, at + 1) + 1) + 1;
                    continue;
                } else if let Some(length) = &reading.length
                    && (self::token(tokens, at + 1) == Some(&Token::Hyphen)
                        && matches!(word(tokens, at + 2), Some(Word::Vector | Word::Dimensional))
                        || word(tokens, at + 1) == Some(Word::Dimensional))
                {
                    phrase.length = Some(length.clone());
                    at = after_hyphen(tokens, at + 1);
                    continue;
                } else {
                    break;
                }
            }
            Token::Number(rows) => match (word(tokens, at + 1), self::token(tokens, at + 2)) {
                (Some(Word::By), Some(Token::Number(cols))) => {
                    phrase.sizes.push((Dim::constant(*rows), Dim::constant(*cols)));
                    at += 2;
                }
                _ => break,
            },
            Token::Word(Word::Dimensional) if phrase.length.is_some() || !phrase.sizes.is_empty() => {}
            // "an $m \times n$ precision matrix": words between the size and the noun say nothing of the shape.
            Token::Other if at > start && others < 3 => others += 1,
            Token::Hyphen => {}
            _ => break,
        }
        at += 1;
        if noun {
            break;
        }
    }
    if noun {
        phrase.end = at;
        phrase.follow(tokens);
        return Some(phrase);
    }
    // "A is symmetric", "A is of size m × n", "A is m × n": no noun, and no other word.
    let told = !phrase.properties.is_empty() || !phrase.sizes.is_empty() || phrase.class.is_some();
    let after_verb = start > 0 && matches!(word(tokens, start - 1), Some(Word::Is | Word::IsOne | Word::Has));
    if told && after_verb && others == 0 {
        phrase.end = at;
        return Some(phrase);
    }
    None
}

/// The second formula of "`$m$` by `$n$`" whose first stands at `at`.
fn by(tokens: &[Placed], at: usize) -> Option<&Token> {
    let by = after_hyphen(tokens, at + 1);
    token(tokens, after_hyphen(tokens, by + 1))
}

fn after_hyphen(tokens: &[Placed], at: usize) -> usize {
    if token(tokens, at) == Some(&Token::Hyphen) { at + 1 } else { at }
}

/// What "of size", "with dimensions", "of length" is followed by.
enum Sized {
    Both(Dim, Dim),
    One(Dim),
}

/// Reads "of size `$m\times n$`" at `at`: the size and what comes after it.
fn sized(tokens: &[Placed], at: usize) -> Option<(Sized, usize)> {
    let mut here = at;
    let mut size = false;
    while here < at + 6 {
        match token(tokens, here)? {
            Token::Word(Word::Size) => size = true,
            Token::Word(
                Word::Of | Word::Is | Word::IsOne | Word::Has | Word::Indefinite | Word::Definite | Word::Filler,
            ) => {}
            Token::Math(_, reading) => {
                if let Some((rows, cols)) = &reading.sizes {
                    return (size || here > at).then(|| (Sized::Both(rows.clone(), cols.clone()), here + 1));
                }
                let length = reading.length.clone().filter(|_| size)?;
                return Some((Sized::One(length), here + 1));
            }
            _ => return None,
        }
        here += 1;
    }
    None
}

impl Phrase {
    fn take(&mut self, sized: Sized) {
        match sized {
            Sized::Both(rows, cols) => self.sizes.push((rows, cols)),
            Sized::One(length) => self.length = Some(length),
        }
    }

    /// Names after the noun, and a size after them.
    fn follow(&mut self, tokens: &[Placed]) {
        let mut at = self.end;
        while matches!(token(tokens, at), Some(Token::Word(Word::Filler))) {
            at += 1;
        }
        // Romance languages put the size after the noun.
        if let Some(Token::Math(_, reading)) = token(tokens, at)
            && let Some((rows, cols)) = reading.sizes.clone()
            && self.sizes.is_empty()
        {
            self.sizes.push((rows, cols));
            (at, self.end) = (at + 1, at + 1);
        }
        let (names, says, end) = names(tokens, at);
        if end > at {
            (self.names, self.says, self.end) = (names, says, end);
            // "m × n matrices $A$ and $x$ is …": the last name begins the next clause.
            if self.names.len() > 1 && matches!(word(tokens, end), Some(Word::Is | Word::IsOne)) {
                self.names.pop();
            }
        }
        if self.sizes.is_empty()
            && self.length.is_none()
            && let Some((sized, next)) = sized(tokens, self.end)
        {
            self.take(sized);
            self.end = next;
            if self.names.is_empty() {
                let (names, says, end) = self::names(tokens, next);
                (self.names, self.says, self.end) = (names, says, end.max(next));
            }
        }
    }

    /// What the phrase says of the name number `index` of `count`.
    fn what(&self, index: usize, count: usize) -> Option<What> {
        let (rows, cols) = match (self.sizes.as_slice(), &self.length, self.class) {
            ([one], _, _) => one.clone(),
            (many, _, _) if many.len() == count && count > 1 => many.get(index)?.clone(),
            ([], Some(n), Some(Class::Row)) => (Dim::one(), n.clone()),
            ([], Some(n), Some(Class::Vector | Class::Column)) => (n.clone(), Dim::one()),
            ([], Some(n), Some(Class::SquareMatrix)) => (n.clone(), n.clone()),
            ([], None, Some(class)) => return Some(What::Kind(class)),
            _ => return None,
        };
        // "A 3 × 2 vector" is a slip of the author's or means something else.
        let fits = match self.class {
            Some(Class::Vector | Class::Column | Class::Row) => rows.is_one() || cols.is_one(),
            Some(Class::Scalar) => rows.is_one() && cols.is_one(),
            _ => true,
        };
        fits.then_some(What::Shape { rows: Some(rows), cols: Some(cols) })
    }
}

/// A list of names at `at`: `$A$`, `$A$ and $B$`, `$A$, $B$, and $C$`; whether their formulas say something; its end.
fn names(tokens: &[Placed], at: usize) -> (Vec<Mention>, bool, usize) {
    let (mut out, mut says, mut end) = (Vec::new(), false, at);
    let mut here = at;
    while let Some(Token::Math(_, reading)) = token(tokens, here) {
        if reading.names.is_empty() || reading.sizes.is_some() {
            break;
        }
        out.extend(reading.names.iter().cloned());
        says |= reading.says;
        end = here + 1;
        here = end;
        while matches!(token(tokens, here), Some(Token::Comma | Token::Word(Word::And))) {
            here += 1;
        }
        if here == end {
            break;
        }
    }
    (out, says, end)
}

/// The list of names that ends before `end`, and where it starts.
fn names_before(tokens: &[Placed], end: usize) -> (Vec<Mention>, usize) {
    let mut start = end;
    let mut here = end;
    while here > 0 {
        match token(tokens, here - 1) {
            Some(Token::Math(_, reading)) if !reading.names.is_empty() && reading.sizes.is_none() => {
                // Two formulas side by side are no list.
                if start < end && here == start {
                    break;
                }
                here -= 1;
                start = here;
            }
            Some(Token::Comma | Token::Word(Word::And)) if start < end => here -= 1,
            _ => break,
        }
    }
    let readings = tokens.get(start..end).unwrap_or_default().iter().filter_map(|placed| match &placed.token {
        Token::Math(_, reading) => Some(reading),
        _ => None,
    });
    (readings.flat_map(|reading| reading.names.iter().cloned()).collect(), start)
}

/// Whether the formula that ends before `end` says something itself.
fn says(tokens: &[Placed], end: usize) -> bool {
    matches!(end.checked_sub(1).and_then(|at| token(tokens, at)), Some(Token::Math(_, reading)) if reading.says)
}

/// Whether the names that begin at `at` are what their sentence is about, and not "the rows of `$A$`".
fn is_subject(tokens: &[Placed], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| token(tokens, at)) else { return true };
    !matches!(
        before,
        Token::Math(..)
            | Token::Hyphen
            | Token::Word(Word::Of | Word::Preposition | Word::By | Word::Is | Word::IsOne | Word::Has)
    )
}

fn declare(tokens: &[Placed], mut phrase: Phrase, out: &mut Vec<Said>) {
    let mut start = phrase.start;
    let mut introduced = phrase.any;
    let mut bound = phrase.any;
    if phrase.names.is_empty() {
        // "$A$ is an m × n matrix", "let $A$ be …", "$A$, an m × n matrix, …".
        let Some(verb) = start.checked_sub(1) else { return };
        let apposition = token(tokens, verb) == Some(&Token::Comma) && phrase.indefinite;
        // "Soit $A$ une matrice", "wobei $A$ eine Matrix ist": the verb stands elsewhere.
        let inverted = matches!(token(tokens, verb), Some(Token::Math(..))) && phrase.indefinite;
        if !apposition && !inverted && !matches!(word(tokens, verb), Some(Word::Is | Word::IsOne | Word::Has)) {
            return;
        }
        let (names, first) = names_before(tokens, if inverted { start } else { verb });
        let opening = first.checked_sub(1).and_then(|at| word(tokens, at));
        let opened = matches!(opening, Some(Word::Is | Word::IsOne | Word::Let | Word::Where));
        let subject = if inverted { opened } else { is_subject(tokens, first) };
        if names.is_empty() || !subject || (apposition && names.len() > 1) {
            return;
        }
        let before = first.checked_sub(1).and_then(|at| word(tokens, at));
        introduced |= before == Some(Word::Let);
        // "for group $i$, $b$ is a vector" is about b alone.
        let last = names.last().map(|name| name.formula);
        // "$X \in \mathbb{R}^{m \times n}$, and $A \in \mathbb{R}^{n \times n}$ is symmetric" likewise.
        let clause = word(tokens, verb) == Some(Word::IsOne) && says(tokens, verb);
        let names = names.into_iter().filter(|name| !(phrase.indefinite || clause) || Some(name.formula) == last);
        phrase.names = names.collect();
        start = first;
        bound = false;
    } else {
        let before = start.checked_sub(1).and_then(|at| word(tokens, at));
        let given = matches!(before, Some(Word::Let | Word::For)) && !phrase.definite;
        introduced |= given || (phrase.indefinite && !phrase.definite);
        bound |= before == Some(Word::For) && !phrase.definite;
    }
    let range = |from: usize, to: usize| -> Range<usize> {
        let start = tokens.get(from).map_or(0, |placed| placed.range.start);
        start..to.checked_sub(1).and_then(|at| tokens.get(at)).map_or(start, |placed| placed.range.end)
    };
    let range = range(start, phrase.end);
    let condition = condition(tokens, start);
    let count = phrase.names.len();
    for (index, of) in phrase.names.iter().enumerate() {
        let said =
            |what: What| Said { of: of.clone(), what, fresh: introduced, bound, condition, range: range.clone() };
        // What the formula says of itself is more exact than the words around it.
        if !phrase.says
            && let Some(what) = phrase.what(index, count)
        {
            out.push(said(what));
        }
        out.extend(phrase.properties.iter().map(|property| said(What::Property(property))));
    }
}

/// The first formula of the sentence in which something is said at `at`, if that is a condition: "if $A$ is symmetric".
fn condition(tokens: &[Placed], at: usize) -> Option<usize> {
    let opening = at.checked_sub(1).and_then(|before| word(tokens, before));
    if opening != Some(Word::Condition) {
        return None;
    }
    let sentence = tokens.get(..at)?.iter().rposition(|placed| placed.token == Token::Stop).map_or(0, |stop| stop + 1);
    tokens.get(sentence..)?.iter().find_map(|placed| match placed.token {
        Token::Math(formula, _) => Some(formula),
        _ => None,
    })
}
