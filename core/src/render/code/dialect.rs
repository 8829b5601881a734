//! What a language has to say, and pieces of code with how tightly they hold together.

use super::emit::Emitter;
use super::program::Id;

/// How tightly code holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tight {
    Sum,
    /// `a * b`, `a / b`.
    Times,
    /// `a @ b`: as tight as `*`, but apart from it for the reader.
    MatMul,
    /// `x ** 2`.
    Power,
    Atom,
}

/// A piece of code.
pub struct Term {
    pub text: String,
    pub tight: Tight,
}

impl Term {
    /// Code that is an atom.
    pub fn atom(text: impl Into<String>) -> Term {
        Term { text: text.into(), tight: Tight::Atom }
    }

    /// Code of the given tightness.
    pub fn new(text: impl Into<String>, tight: Tight) -> Term {
        Term { text: text.into(), tight }
    }
}

/// A language.
pub trait Dialect {
    /// The code of one node; its parts come from the emitter.
    fn term(&self, em: &mut Emitter<'_>, id: Id) -> Term;
    /// A loop in one expression, where the language has such a thing.
    fn inline_loop(&self, sum: bool, index: &str, bounds: (&str, &str), body: &Term) -> Option<Term>;
    /// The lines around a loop body that adds (or multiplies) into `name`.
    fn loop_lines(
        &self,
        sum: bool,
        name: &str,
        index: &str,
        bounds: (&str, &str),
        lines: &[String],
        body: &str,
    ) -> Vec<String>;
    /// An array of what an expression is for every value of one or two indices, each with how far it runs, in one expression,
    /// where [`Dialect::has_comprehensions`].
    fn inline_table(&self, em: &Emitter<'_>, indices: &[(String, String)], body: &Term) -> Term;
    /// Whether loops and arrays can be written as expressions.
    fn has_comprehensions(&self) -> bool;
    /// The lines that fill the array `name`; for each index what its loop computes first.
    fn table_lines(
        &self,
        em: &Emitter<'_>,
        name: &str,
        indices: &[(String, String)],
        lines: &[Vec<String>],
        body: &str,
    ) -> Vec<String>;
    /// `name = value`.
    fn assign(&self, name: &str, value: &str) -> String;
    /// Added to a bound index to get the number counted from 1.
    fn offset(&self) -> i64;
    /// The sign of a power, and how whole numbers are divided: a function, or a sign.
    fn arithmetic(&self) -> (&'static str, (&'static str, &'static str));
    /// The length of an axis (counted from 0) of an array.
    fn axis(&self, array: &str, axis: usize) -> String;
    /// A vector as a matrix of one row.
    fn row(&self, vector: Term) -> String;
    /// A line that makes a number given as an argument fit for the library's functions; `model` is an argument that is an array.
    fn prelude(&self, number: &str, model: Option<&str>) -> Option<String>;
    /// The whole function.
    fn source(&self, arguments: &[&str], lines: &[String], result: &str) -> String;
}

/// Code in parentheses if it is looser than `tight`.
pub fn fenced(term: Term, tight: Tight) -> String {
    if term.tight >= tight { term.text } else { format!("({})", term.text) }
}

/// What stands inside, if parentheses stand around all of it.
pub fn without_parens(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0i32;
    let whole = inner.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    // A comma or a comprehension inside would mean another thing without them.
    (whole && !inner.contains([',', ':']) && !inner.contains(" for ")).then_some(inner)
}

/// Whether code is one call, name or bracket: no sign stands outside of its brackets.
pub fn is_closed(text: &str) -> bool {
    let mut depth = 0i32;
    text.chars().all(|c| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        depth > 0 || c.is_ascii_alphanumeric() || "._)]".contains(c)
    })
}
