//! Blocks: matrices of matrices, of numbers, with dots.

use super::Reader;
use super::symbol::{Constant, constant};
use crate::elaborate::term::{Constraint, Id, Op};
use crate::notation::{Delim, Kind, Matrix, Node};
use crate::shape::Shape;

impl Reader<'_> {
    pub(super) fn matrix(&mut self, node: &Node, m: &Matrix) -> Id {
        let rows = m.rows.len();
        let cols = m.rows.first().map_or(0, Vec::len);
        let dotted = m.rows.iter().flatten().any(|c| matches!(c.kind, Kind::Dots | Kind::Empty));
        if rows == 0 || cols == 0 || m.rows.iter().any(|r| r.len() != cols) || dotted {
            for cell in m.rows.iter().flatten() {
                if !matches!(cell.kind, Kind::Dots | Kind::Empty | Kind::Text(_)) {
                    self.read(cell);
                }
            }
            return self.opaque(node, "a matrix with dots or ragged rows");
        }
        let mut args: Vec<Id> = Vec::with_capacity(rows * cols);
        for cell in m.rows.iter().flatten() {
            let id = self.read(cell);
            if rows > 1 && cols > 1 && is_bold_zero(cell) {
                // `\mathbf 0_3` beside `\mathbf I_3` is a block of three columns as a rule.
                let width = self.shapes.fresh(false, false);
                if let Some(term) = self.terms.get_mut(id) {
                    term.shape.cols = width;
                }
            }
            args.push(id);
        }
        let shape = self.any();
        let id = self.term(Op::Block(rows, cols), args, shape, node.span);
        self.constraints.push(Constraint::Block(id));
        match (m.open, m.close) {
            (Delim::Bar, Delim::Bar) => self.term(Op::Bars, vec![id], Shape::scalar(), node.span),
            (Delim::DoubleBar, _) => self.opaque(node, "this norm is not known"),
            _ => id,
        }
    }
}

/// A bold zero whose subscript is one size.
fn is_bold_zero(node: &Node) -> bool {
    let Kind::Script(script) = &node.kind else { return false };
    let bold = script.base.as_symbol().is_some_and(|name| name.font.is_bold());
    bold && matches!(constant(&script.base), Some(Constant::Zero))
}
