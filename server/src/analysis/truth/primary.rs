//! Functions that some texts apply to the entries of a square matrix, and others to the matrix as a whole.

use matgrad_core::elaborate::{Known, Options};
use matgrad_core::expr::{Expr, Op};
use matgrad_core::notation::{Kind, Node};

use super::reading::{Pair, find};
use super::scopes::names;
use crate::analysis::meaning::meaning;

/// The functions of numbers that are as common of matrices.
const PRIMARY: [&str; 6] = ["exp", "log", "ln", "sqrt", "sin", "cos"];

/// Whether such a function of a square matrix occurs in the sides, or in what they are about.
pub fn may_be_primary(sides: &[&Node], pair: &Pair) -> bool {
    let options = Options { layout: Some(pair.layout), broadcast: true, ..Options::default() };
    let square = |argument: &Node| {
        let read = meaning(&[argument], &pair.scope, &options, 0);
        read.and_then(|read| read.sides.into_iter().next().flatten()).is_some_and(|read| is_matrix(&read))
    };
    let applied = |node: &Node| match &node.kind {
        Kind::Operator(operator) => PRIMARY.contains(&&*operator.name) && operator.arg.as_ref().is_some_and(square),
        Kind::Sqrt(root) => square(&root.body),
        _ => false,
    };
    let defined = || {
        names(sides).iter().any(|name| match pair.scope.get(&name.key).map(|entry| &entry.known) {
            Some(Known::Defined { body, .. }) => applies(body),
            _ => false,
        })
    };
    sides.iter().any(|side| find(side, &applied)) || defined()
}

/// Whether such a function is applied to the entries of a square matrix.
fn applies(e: &Expr) -> bool {
    e.subexpressions().iter().any(|part| match (part.op(), part.args()) {
        (Op::Call(f), [of]) => PRIMARY.contains(&f.name()) && is_matrix(of),
        (Op::EntryPower, [of, exponent]) => {
            is_matrix(of) && exponent.as_number().is_some_and(|power| power.as_integer().is_none())
        }
        _ => false,
    })
}

fn is_matrix(e: &Expr) -> bool {
    e.shape().is_square() && !e.shape().is_scalar()
}
