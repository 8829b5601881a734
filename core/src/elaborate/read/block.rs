//! Blocks: matrices of matrices, of numbers, with dots.

use super::Reader;
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
        let args: Vec<Id> = m.rows.iter().flatten().map(|c| self.read(c)).collect();
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
