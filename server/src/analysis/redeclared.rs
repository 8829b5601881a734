//! Names declared twice in one list, with different shapes: `$A \in \mathbb R^{m\times n}$, $B \in \mathbb R^{n\times p}$ and
//! $A \in \mathbb R^{p\times q}$`.
//!
//! Authors use their letters again, from one paragraph to the next and within one; only where a single list of declarations has
//! a name twice is it surely a slip.

use std::collections::HashMap;

use matgrad_core::elaborate::declare::{self, Declaration, Fact, Form};
use matgrad_core::elaborate::{Entry, Known, Scope};
use matgrad_core::notation::{Clause, Row, Sep};
use matgrad_core::shape::Shape;

use super::check::Raw;
use super::group::Group;
use super::section::{Loc, place};
use crate::rules::REDECLARED;

/// What is to be said of the declarations of a group, whose first formula is number `first` of a section at `depth`.
pub fn redeclared(group: &Group, depth: u8, first: usize) -> Vec<Raw> {
    let mut out = Vec::new();
    let mut list: HashMap<String, (Shape, Loc)> = HashMap::new();
    for (number, read) in group.formulas.iter().enumerate() {
        if !read.joined {
            list.clear();
        }
        for row in &read.formula.rows {
            // Each line of a display stands for itself; where words part a line, it may speak of two cases.
            if read.formula.rows.len() > 1 {
                list.clear();
            }
            if !row.clauses.iter().all(is_listed) {
                list.clear();
                continue;
            }
            let place = place(depth, first + number);
            for entry in declared(row, place) {
                let Known::Quantity { shape, .. } = &entry.known else { continue };
                let at = Loc { place, span: entry.origin.span };
                match list.get(&entry.key) {
                    Some((before, there)) if differ(before, shape) => out.push(twice(&entry, at, before, there)),
                    Some(_) => {}
                    None => {
                        list.insert(entry.key.clone(), (shape.clone(), at));
                    }
                }
            }
        }
    }
    out
}

/// What the clauses of a row declare to be in a space.
fn declared(row: &Row, place: u32) -> impl Iterator<Item = Entry> {
    let entry = |one: Declaration| match one.fact {
        Fact::Entry(entry) if one.form == Form::Membership => Some(entry),
        _ => None,
    };
    declare::declarations(row, &Scope::new(), place).into_iter().filter_map(entry)
}

/// Whether a clause goes on with a list.
fn is_listed(clause: &Clause) -> bool {
    clause.words.is_none() && matches!(clause.sep, None | Some(Sep::Comma | Sep::Semicolon | Sep::Space))
}

/// Whether the shapes are two; a row is written as a column by many.
fn differ(a: &Shape, b: &Shape) -> bool {
    let vector = a.is_vector() || a.is_row();
    a != b && !(vector && a.transposed() == *b)
}

fn twice(entry: &Entry, at: Loc, before: &Shape, there: &Loc) -> Raw {
    let shape = entry.known.shape().cloned().unwrap_or_else(Shape::scalar);
    let name = &entry.latex;
    let message = format!("`{name}` is declared twice in this list, first {before}, then {shape}");
    let related = vec![(there.clone(), format!("`{name}` is declared {before} here"))];
    Raw { rule: &REDECLARED, at, message, related, fix: None, others: Vec::new() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::analysis::Reader;
    use crate::api::{Analysis, Analyzer, Cancel, Place, Settings};
    use crate::document::project::Disk;
    use crate::document::{Document, Host};

    #[test]
    fn letters_are_used_again_but_not_within_a_list() {
        let cases = [
            (
                r"Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times p}$ and $A \in \mathbb{R}^{p \times q}$.",
                1,
            ),
            (r"Let $A \in \mathbb{R}^{m \times n}, B \in \mathbb{R}^{n \times p}, A \in \mathbb{R}^{p \times q}$.", 1),
            (r"Let $A, B \in \mathbb{R}^{m \times n}$, and $B, C \in \mathbb{R}^{n \times p}$.", 1),
            (
                r"Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times p}$ and $A \in \mathbb{R}^{m \times n}$.",
                0,
            ),
            (r"Let $A \in \mathbb{R}^{m \times n}$ or $A \in \mathbb{R}^{n \times n}$.", 0),
            (r"Let $A \in \mathbb{R}^{m \times n}$. Now let $A \in \mathbb{R}^{n \times n}$.", 0),
            (r"Let $A \in \mathbb{R}^{m \times n}$, if $m = n$ then $A \in \mathbb{R}^{n \times n}$.", 0),
            (r"$$A \in \mathbb{R}^{m \times n} \quad\text{or}\quad A \in \mathbb{R}^{n \times n}$$", 0),
            (r"$$\begin{aligned} h &\in \mathbb{R}^{64} \\ h &\in \mathbb{R}^{10} \end{aligned}$$", 0),
            (
                r"Here $x \in \mathbb{R}^{n}$, $x \in \mathbb{R}^{n \times 1}$, $x \in \mathbb{R}^{1 \times n}$ are one.",
                0,
            ),
        ];
        for (text, count) in cases {
            let document = Arc::new(Document::parse(text, Host::detect(None, None)));
            let place = Place { path: None, root: None, files: &Disk, settings: &Settings::default() };
            let reading = Reader.analyze(&document, place, &Cancel::default()).unwrap();
            let found: Vec<_> = reading.findings().iter().map(|finding| finding.rule).collect();
            assert_eq!(found, vec!["redeclared"; count], "{text}");
        }
    }
}
