//! How one statement lays a derivative out.

use matgrad_core::elaborate::key::named;
use matgrad_core::expr::build::transpose;
use matgrad_core::notation::{Kind as Syntax, Node};
use matgrad_core::render::latex;
use matgrad_core::simplify::simplify;

use super::layout::{self, Kind, Vote, by_matrix};
use super::reach::functions;
use super::reading::{Pair, extended, find};
use super::scopes::scopes;
use super::vague::is_vague;
use super::{Claim, goes_on};
use crate::analysis::check::{Raw, RawFix};
use crate::analysis::section::Loc;
use crate::analysis::statement::StatementKind;
use crate::rules;

impl Claim<'_> {
    /// How the statement lays a derivative out, where it says so.
    pub(super) fn vote(&self) -> Option<Vote> {
        let (left, rest) = self.statement.sides.split_first()?;
        if !matches!(self.statement.kind, StatementKind::Derivative | StatementKind::Claim) {
            return None;
        }
        // Steps in between may be left open: index notation, dots.
        let mut rest = rest.iter().take_while(|link| goes_on(link)).map(|link| &link.node).peekable();
        let right = *rest.peek()?;
        let right = rest.find(|node| !is_vague(node, self.scope) && !has_indexed(node)).unwrap_or(right);
        let side = &left.node;
        let extended = extended(side);
        let left = extended.as_ref().unwrap_or(side);
        let kind = self.laid_out(left)?;
        if is_vague(left, self.scope) || is_vague(right, self.scope) {
            return None;
        }
        let nodes = self.differentials();
        let scopes = scopes(self.scope, self.firm, &[left, right]);
        let mut readings = scopes.iter().map(|(scope, _)| self.pairs(side, extended.as_ref(), right, &nodes, scope));
        let read = readings.find(|pairs| !pairs.is_empty())?;
        let first = read.first()?;
        let scalar = first.left.shape().is_vector() || first.left.shape().is_row();
        let kind = match kind {
            Kind::Gradient if !scalar && by_matrix(left, first) => Kind::Matrix,
            Kind::Gradient if !scalar => Kind::Jacobian,
            kind => kind,
        };
        if kind == Kind::Matrix && (self.words.symmetric || self.document.symmetric) {
            return None;
        }
        if matches!(kind, Kind::Nabla | Kind::Gradient) && !scalar {
            return None;
        }
        let (numerator, by_shape) = match layout::side(kind, &read) {
            Some(numerator) => (numerator, false),
            None if kind == Kind::Operator && is_turned(&read) => (false, true),
            None => return None,
        };
        let style = self.notation.style();
        let written = right.text(&self.read.text).trim();
        let turned = match (&*style.transpose, named(right)) {
            (mark, Some(_)) if by_shape => format!("{written}^{{{mark}}}"),
            (mark, None) if by_shape && (mark.len() == 1 || mark.starts_with('\\')) => format!("({written})^{mark}"),
            (mark, None) if by_shape => format!("({written})^{{{mark}}}"),
            _ => latex(&simplify(&transpose(&first.right)), style),
        };
        let at = Loc { place: self.place, span: right.span };
        let (this, other) = match kind {
            Kind::Jacobian | Kind::Operator => ("has its outputs as columns", "has them as rows"),
            Kind::Matrix => ("is shaped like the matrix", "is shaped like its transpose"),
            _ => ("is a column", "is a row"),
        };
        let (this, other) = if numerator { (other, this) } else { (this, other) };
        let message = format!(
            "`{}` is true in another layout than the document's: this derivative {this}, where elsewhere it {other}; that would be `{turned}`",
            right.text(&self.read.text).trim()
        );
        let fix = RawFix { title: format!("Write `{turned}`"), safe: false, edits: vec![(at.clone(), turned)] };
        let finding = Raw { fix: Some(fix), ..Raw::new(&rules::WRONG_JACOBIAN_SIDE, at, message) };
        Some(Vote { kind, numerator, by_shape, finding })
    }

    /// What kind of derivative a side is, if its layout is left open.
    fn laid_out(&self, node: &Node) -> Option<Kind> {
        match &node.kind {
            Syntax::Derivative(d) => match d.wrt.as_slice() {
                [by] if d.order == Some(1) && named(&by.node).is_some() => Some(Kind::Gradient),
                _ => None,
            },
            Syntax::Nabla(n) if n.order == 1 && n.sub.as_ref().is_none_or(|sub| named(sub).is_some()) => {
                Some(Kind::Nabla)
            }
            Syntax::Jacobian(_) => Some(Kind::Operator),
            _ => None,
        }
    }
}

/// Whether the derivative of a function that nobody defined is written as a column where it is a row, as shapes alone say.
fn is_turned(pairs: &[Pair]) -> bool {
    let turned = |pair: &Pair| {
        let (left, right) = (pair.left.shape(), pair.right.shape());
        !functions(&pair.left).is_empty() && left.is_row() && !left.is_scalar() && left.transposed() == *right
    };
    pairs.iter().all(turned)
}

/// Whether a side is about entries.
fn has_indexed(node: &Node) -> bool {
    find(node, &|part| named(part).is_some_and(|name| name.indices() > 1))
}
