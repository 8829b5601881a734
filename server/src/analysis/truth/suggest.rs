//! What would be true, in the author's notation: the smallest change first.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use matgrad_core::elaborate::Options;
use matgrad_core::expr::{Digest, Op};
use matgrad_core::notation::{Kind, Macros, Node, parse};
use matgrad_core::render::{Style, latex};
use matgrad_core::verify::equal::compare;
use matgrad_core::verify::nearest::{Edit, Suggestion as Nearest, nearest, nearest_within};

use super::reading::Pair;
use crate::analysis::meaning::meaning;

/// Candidates looked at for one false equation.
const BUDGET: usize = 400;

/// A true right side.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// Its LaTeX.
    pub latex: String,
    /// How far it is from what stands there.
    pub cost: u32,
    /// What to do, in words.
    pub how: String,
    /// Whether it is the left side evaluated rather than the right side mended.
    pub restates: bool,
    /// Whether no quantity, size or term was put in place of another.
    pub moves: bool,
}

/// The nearest true right sides of equations, found once for those that several readings come to.
#[derive(Debug, Default)]
pub struct Near {
    /// What is dearer is not looked for.
    dearest: Option<u32>,
    known: RefCell<HashMap<Sides, Rc<[Nearest]>>>,
}

/// The sides of an equation.
type Sides = (Digest, Digest);

impl Near {
    /// As far as they are no dearer than this, which takes less to find.
    pub fn within(dearest: u32) -> Near {
        Near { dearest: Some(dearest), ..Near::default() }
    }

    fn of(&self, pair: &Pair) -> Rc<[Nearest]> {
        let key = (pair.left.digest(), pair.right.digest());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let found = match self.dearest {
            Some(dearest) => nearest_within(&pair.left, &pair.right, BUDGET, dearest),
            None => nearest(&pair.left, &pair.right, BUDGET),
        };
        let found: Rc<[Nearest]> = found.into();
        self.known.borrow_mut().insert(key, found.clone());
        found
    }
}

/// The nearest true right sides, as they are printed and read back.
pub fn suggestions(pair: &Pair, near: &Near, left: &Node, text: &str, style: &Style) -> Vec<Suggestion> {
    let written = plain(left.text(text));
    let found = near.of(pair);
    let found = found.iter().filter_map(|found| {
        let latex = latex(&found.expr, style);
        if found.expr.is_zero() || plain(&latex) == written || !reads_back(pair, &latex) {
            return None;
        }
        let how: Vec<String> = found.edits.iter().map(|edit| edit.describe(style)).collect();
        let moves = found.edits.iter().all(|edit| match edit {
            Edit::Replace(before, _) => matches!(before.op(), Op::Power | Op::EntryPower | Op::Number(_)),
            Edit::Exchange(..) | Edit::Add(_) | Edit::Drop(_) | Edit::Over(..) => false,
            Edit::Times(k, _) => k.as_number().is_some(),
            _ => true,
        });
        Some(Suggestion { latex, cost: found.cost, how: how.join(" and "), restates: found.restates, moves })
    });
    found.collect()
}

/// Whether what is printed is read as what is meant.
pub fn reads_back(pair: &Pair, latex: &str) -> bool {
    let formula = parse(latex, &Macros::default());
    let [row] = formula.rows.as_slice() else { return false };
    let [clause] = row.clauses.as_slice() else { return false };
    let [side] = clause.sides.as_slice() else { return false };
    if matches!(side.node.kind, Kind::Opaque(_)) {
        return false;
    }
    let options = Options { layout: Some(pair.layout), broadcast: true, ..Options::default() };
    let read = meaning(&[&pair.written, &side.node], &pair.scope, &options, 0);
    let right = read.and_then(|read| read.sides.into_iter().nth(1).flatten());
    right.is_some_and(|right| right.shape() == pair.left.shape() && compare(&pair.left, &right).is_equal())
}

/// The text without what does not matter for its meaning.
pub fn plain(text: &str) -> String {
    let text = text
        .replace("\\left", "")
        .replace("\\right", "")
        .replace("\\,", "")
        .replace("\\;", "")
        .replace("\\ ", "")
        .replace("\\cdot", "");
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '{' | '}' | '&' | '*')).collect()
}
