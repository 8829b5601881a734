//! LaTeX mathematics as written: text in, notation tree out, with the byte range of every node.
//!
//! Pure syntax: no shapes, no meaning, no failure. Macros are expanded over tokens, brackets paired by stacks, commands
//! reduced with their arguments to one atom each, and the flat pieces between brackets, relations and commas read by the
//! pest grammar. What cannot be read becomes an opaque node with a reason; the rest is still read. Time is linear.

mod atom;
mod bars;
mod build;
mod command;
mod commands;
mod decoration;
mod expand;
mod expr;
mod fraction;
mod groups;
mod heads;
mod lex;
mod macros;
pub mod name;
mod operators;
mod piece;
mod plain;
mod reader;
pub mod relation;
mod rows;
mod scripts;
mod sexpr;
mod structure;
#[cfg(test)]
mod tests;
pub mod tree;
mod unicode;
mod walk;
mod words;

pub use macros::{Form, Macro, Macros};
pub use name::{Accent, Font, Name};
pub use relation::{RelKind, Relation};
pub use tree::*;

/// A formula longer than this is not read.
pub const MAX_FORMULA: usize = 256 * 1024;

/// Reads a formula: the text between the delimiters of a math span. Definitions inside it count for itself.
pub fn parse(text: &str, macros: &Macros) -> Formula {
    parse_counted(text, macros).0
}

/// Reads formulas each of which stands on a line of its own. A line that ends in or begins with a sign or a relation goes on
/// with its neighbour, and so does what stands in braces or an environment.
pub fn parse_lines(text: &str, macros: &Macros) -> Formula {
    parse_tokens(text, macros, lex::lex_lines).0
}

/// [`parse`], and how many tokens were looked at.
fn parse_counted(text: &str, macros: &Macros) -> (Formula, usize) {
    parse_tokens(text, macros, |text| lex::lex(text, None, 0))
}

fn parse_tokens(text: &str, macros: &Macros, lex: impl Fn(&str) -> Vec<lex::Token<'_>>) -> (Formula, usize) {
    let whole = Span::new(0, text.len());
    if text.len() > MAX_FORMULA {
        let node = Node::new(Kind::Opaque("formula longer than can be read".into()), whole);
        let side = Side { rel: None, node, span: whole };
        let clause = Clause { sides: vec![side], sep: None, words: None, span: whole };
        return (Formula { rows: vec![Row { clauses: vec![clause], span: whole, ..Row::default() }] }, 0);
    }
    let local;
    let macros = if Macros::defines(text) {
        let mut own = macros.clone();
        own.read(text);
        local = own;
        &local
    } else {
        macros
    };
    let tokens = expand::expand(lex(text), macros);
    let structure = structure::Structure::new(tokens);
    let reader = reader::Reader::new(&structure);
    let atoms = reader.level(0, structure.tokens.len(), Font::Plain, 0);
    let formula = Formula { rows: rows::rows(atoms, commands::Layout::Align, whole) };
    (formula, structure.visits + reader.visits.get())
}
