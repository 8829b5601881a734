//! Chain rules in which the Jacobian of what depends on something unsaid stands on the wrong side: `A^T \frac{\partial x}{\partial z}`.
//!
//! Such a product has no value to compare, for nobody said how `x` depends on `z`. But its shapes fit in no layout, and every term of
//! it does after one slip is undone.

use std::collections::BTreeSet;

use matgrad_core::Layout;
use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::elaborate::{Entry, How, Known, Origin, Scope};
use matgrad_core::notation::{Kind, Node, ProdOp, Sign, SupKind};
use matgrad_core::shape::{Dim, Shape};

use super::Claim;
use super::mend::read;
use super::reading::{find, layouts, options};
use super::scopes::{names, operands};
use super::sizes::{Fit, Sizes};
use super::slip::slips;
use super::suggest::plain;
use crate::analysis::check::Raw;
use crate::analysis::meaning::meaning;
use crate::analysis::section::Loc;
use crate::rules;

impl Claim<'_> {
    /// Whether a side of products with Jacobians of known vectors fits what stands before it in no layout.
    pub(super) fn is_out_of_order(&self, left: &Node, right: &Node) -> bool {
        is_chain(left, right)
            && (fits_nowhere(left, right, self.scope) || fits_nowhere(left, right, &self.with_sizes_of(left)))
    }

    /// What is certain, with what the function that is derived makes of names nobody declared.
    fn with_sizes_of(&self, left: &Node) -> Scope {
        let mut scope = self.firm.clone();
        let Kind::Derivative(d) = &left.kind else { return scope };
        let Some(of) = d.of.as_ref().or(d.applied.as_ref()) else { return scope };
        let open = operands(&[of]).into_iter().filter(|name| name.indices() == 0 && scope.get(&name.key).is_none());
        let open: BTreeSet<String> = open.map(|name| name.key).collect();
        let mut sizes = Sizes::of_side(of, &open);
        if matches!(sizes.fit(self.firm, &[of], &open), Fit::Fits) {
            sizes.entries().into_iter().for_each(|entry| scope.insert(entry));
        }
        scope
    }

    /// What is to be said of a side of products with Jacobians that fits what stands before it in no layout.
    pub(super) fn out_of_order(&self, left: &Node, right: &Node) -> Option<Raw> {
        if !self.is_out_of_order(left, right) {
            return None;
        }
        let terms = terms(right);
        let text = &self.read.text;
        let sides = [left, right];
        let scopes = [self.scope.clone(), self.with_sizes_of(left)];
        let mut readings = scopes
            .iter()
            .filter(|scope| fits_nowhere(left, right, scope))
            .flat_map(|scope| layouts(&sides).iter().map(move |layout| (scope, *layout)));
        let whole = readings.find_map(|(scope, layout)| {
            let fits = |term: &Node| fits(left, term, scope, layout);
            let mended = |term: &Node| {
                let written = term.text(text);
                if fits(term) {
                    return Some(written.to_string());
                }
                let edits = slips(term, text, self.notation.style()).into_iter().filter(|slip| slip.cost == 1);
                let mut edits = edits.filter_map(|slip| {
                    let before = text.get(term.span.start as usize..slip.span.start as usize)?;
                    let after = text.get(slip.span.end as usize..term.span.end as usize)?;
                    Some(format!("{before}{}{after}", slip.text))
                });
                edits.find(|edit| read(edit, self.macros).is_some_and(|node| fits(&node)))
            };
            let mut whole = String::new();
            for (at, (sign, term)) in terms.iter().enumerate() {
                whole.push_str(match sign {
                    Sign::Minus => " - ",
                    Sign::Plus if at == 0 => "",
                    Sign::Plus => " + ",
                    _ => return None,
                });
                whole.push_str(mended(term)?.trim());
            }
            Some(whole)
        })?;
        let written = right.text(text).trim();
        if plain(written) == plain(&whole) {
            return None;
        }
        let message =
            format!("the factors of `{written}` do not fit in this order in any layout; what fits is `{whole}`");
        let related = vec![(Loc { place: self.place, span: left.span }, "this is what it should be".to_string())];
        let fix = Some(self.fix(&whole, right.span, whole.clone()));
        let at = Loc { place: self.place, span: right.span };
        Some(Raw { related, fix, ..Raw::new(&rules::WRONG_DERIVATIVE, at, message) })
    }
}

fn terms(side: &Node) -> Vec<(Sign, &Node)> {
    match &side.kind {
        Kind::Sum(terms) => terms.iter().map(|(sign, term)| (*sign, term)).collect(),
        _ => vec![(Sign::Plus, side)],
    }
}

/// Whether shapes fit.
fn fits(left: &Node, right: &Node, scope: &Scope, layout: Layout) -> bool {
    let near = [left, right];
    meaning(&near, scope, &options(layout, &near, scope), 0).is_some()
}

/// Whether shapes are known and fit in no layout, be what it is taken by a scalar or a vector.
fn fits_nowhere(left: &Node, right: &Node, scope: &Scope) -> bool {
    let Some(by) = by(left) else { return false };
    let shape = |name: &Named<'_>| scope.get(&name.key).and_then(|entry| entry.known.shape().cloned());
    let others = operands(&[left, right]);
    let mut others = others.iter().filter(|name| name.key != by.key);
    let vectors = |shape: &Shape| shape.is_vector();
    if !others.all(|name| shape(name).is_some())
        || !terms(right).iter().all(|(_, term)| is_of_vectors(term, &by, scope))
    {
        return false;
    }
    let kinds = match shape(&by) {
        Some(shape) if vectors(&shape) => vec![shape],
        Some(_) => return false,
        None => vec![Shape::scalar(), Shape::vector(Dim::named(UNSAID))],
    };
    kinds.into_iter().all(|shape| {
        let mut scope = scope.clone();
        let origin = Origin { how: How::Convention, place: 0, span: left.span };
        scope.insert(Entry { key: by.key.clone(), latex: by.latex.clone(), known: Known::quantity(shape), origin });
        let whole = |layout: &Layout| terms(right).iter().all(|(_, term)| fits(left, term, &scope, *layout));
        !layouts(&[left, right]).iter().any(whole)
    })
}

/// The size of a vector of which nothing was said.
const UNSAID: &str = "\u{2c0}";

/// What a side is the derivative by.
fn by(left: &Node) -> Option<Named<'_>> {
    let Kind::Derivative(d) = &left.kind else { return None };
    let [by] = d.wrt.as_slice() else { return None };
    named(&by.node)
}

/// Whether a term is one Jacobian of a vector and factors without derivatives.
fn is_of_vectors(term: &Node, by: &Named<'_>, scope: &Scope) -> bool {
    let Kind::Product(factors) = &term.kind else { return false };
    let derivative = |node: &Node| find(node, &|part| matches!(part.kind, Kind::Derivative(_)));
    let (own, others): (Vec<_>, Vec<_>) = factors.iter().map(|(_, factor)| factor).partition(|node| derivative(node));
    let [own] = own.as_slice() else { return false };
    let plain = factors.iter().all(|(op, _)| *op == ProdOp::Juxtapose);
    let vector = match &own.kind {
        Kind::Derivative(d) => d.of.as_ref().and_then(named).is_some_and(|of| {
            let shape = scope.get(&of.key).and_then(|entry| entry.known.shape());
            of.key != by.key && shape.is_some_and(|shape| shape.is_vector() && !shape.is_scalar())
        }),
        _ => false,
    };
    plain && vector && !others.is_empty()
}

/// Whether a derivative is said to be a sum of products with Jacobians of names by what it is taken by, which say nothing of
/// how those depend on it.
fn is_chain(left: &Node, right: &Node) -> bool {
    let Kind::Derivative(d) = &left.kind else { return false };
    let [by] = d.wrt.as_slice() else { return false };
    let Some(by) = named(&by.node) else { return false };
    // Rows are laid out in more ways than columns.
    let row = d.of.iter().chain(&d.applied).any(is_row);
    let occurs = d.of.iter().chain(&d.applied).any(|of| names(&[of]).iter().any(|name| name.key == by.key));
    !row && !occurs && terms(right).iter().all(|(_, term)| has_jacobian(term, &by.key))
}

/// Whether what is derived begins with a transpose and ends with a matrix: `\mathbf u^T A`.
fn is_row(of: &Node) -> bool {
    let of = match &of.kind {
        Kind::Fence(fence) if fence.items.len() == 1 => fence.items.first().unwrap_or(of),
        _ => of,
    };
    let transposed = |node: &Node| matches!(&node.kind, Kind::Script(script) if script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Transpose));
    match &of.kind {
        Kind::Product(factors) => {
            let last = factors.last().and_then(|(_, last)| named(last));
            let capital = last.is_none_or(|name| name.name.letter().is_none_or(char::is_uppercase));
            factors.first().is_some_and(|(_, first)| transposed(first)) && capital
        }
        _ => transposed(of),
    }
}

/// Whether the derivative of another name by this one is a factor.
fn has_jacobian(term: &Node, by: &str) -> bool {
    let Kind::Product(factors) = &term.kind else { return false };
    factors.iter().any(|(_, factor)| match &factor.kind {
        Kind::Derivative(d) => {
            let same = matches!(d.wrt.as_slice(), [one] if named(&one.node).is_some_and(|name| name.key == by));
            same && d.of.as_ref().and_then(named).is_some_and(|of| of.key != by)
        }
        _ => false,
    })
}
