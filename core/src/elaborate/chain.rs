//! Which products of a chain fit: a chain is legal if some grouping of it is, where a scalar may stand before or after anything.
//!
//! `xᵀ y z` is a scalar times a vector, `x yᵀ z` a vector times a scalar; both are legal whatever the size of the vector.

use super::shapes::{Equal, Shapes};
use crate::shape::{Dim, Shape};

/// How a chain is grouped.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Group {
    One(usize),
    Many(Vec<Group>),
}

/// A legal grouping.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub group: Group,
    pub shape: Shape,
    /// Pairs of inner sizes that the grouping needs to be equal.
    pub equal: Vec<(Dim, Dim)>,
}

/// Longer chains are read from left to right only.
const SEARCHED: usize = 14;

#[derive(Clone)]
struct Cell {
    shape: Shape,
    cost: u32,
    split: usize,
    fits: bool,
}

/// The grouping that leans least on unknown sizes; `None` if none is legal.
pub(super) fn plan(shapes: &[Shape], store: &Shapes) -> Option<Plan> {
    let shapes: Vec<Shape> = shapes.iter().map(|s| store.resolve_shape(s)).collect();
    let count = shapes.len();
    if count > SEARCHED {
        return from_left(&shapes, store);
    }
    let mut table: Vec<Vec<Option<Cell>>> = vec![vec![None; count]; count];
    for (i, shape) in shapes.iter().enumerate() {
        table[i][i] = Some(Cell { shape: shape.clone(), cost: 0, split: i, fits: false });
    }
    for length in 2..=count {
        for i in 0..=count - length {
            let j = i + length - 1;
            let mut best: Option<Cell> = None;
            // From the right end, so that among equals the one read from the left wins.
            for k in (i..j).rev() {
                let (Some(Some(a)), Some(Some(b))) = (table[i].get(k), table[k + 1].get(j)) else { continue };
                let Some((shape, extra, fits)) = pair(&a.shape, &b.shape, store) else { continue };
                let cost = a.cost.saturating_add(b.cost).saturating_add(extra);
                if best.as_ref().is_none_or(|c| cost < c.cost) {
                    best = Some(Cell { shape, cost, split: k, fits });
                }
            }
            table[i][j] = best;
        }
    }
    let shape = table.first()?.last()?.as_ref()?.shape.clone();
    let mut equal = Vec::new();
    let group = trace(&table, 0, count - 1, &mut equal)?;
    Some(Plan { group, shape, equal })
}

/// The product of two: its shape, how much it leans on unknowns, and whether inner sizes meet.
fn pair(a: &Shape, b: &Shape, store: &Shapes) -> Option<(Shape, u32, bool)> {
    let product = || Shape::matrix(a.rows.clone(), b.cols.clone());
    match store.compare(&a.cols, &b.rows) {
        Equal::Yes => Some((product(), 0, true)),
        _ if a.is_scalar() => Some((b.clone(), 0, false)),
        _ if b.is_scalar() => Some((a.clone(), 0, false)),
        // Two unknowns are likelier equal than one of them is 1.
        Equal::Maybe if a.cols.is_one() || b.rows.is_one() => Some((product(), 3, true)),
        Equal::Maybe => Some((product(), 1, true)),
        Equal::No => None,
    }
}

fn trace(table: &[Vec<Option<Cell>>], i: usize, j: usize, equal: &mut Vec<(Dim, Dim)>) -> Option<Group> {
    let cell = table.get(i)?.get(j)?.as_ref()?;
    if i == j {
        return Some(Group::One(i));
    }
    let (a, b) = (trace(table, i, cell.split, equal)?, trace(table, cell.split + 1, j, equal)?);
    if cell.fits {
        let left = table.get(i)?.get(cell.split)?.as_ref()?;
        let right = table.get(cell.split + 1)?.get(j)?.as_ref()?;
        equal.push((left.shape.cols.clone(), right.shape.rows.clone()));
    }
    Some(Group::Many(vec![a, b]))
}

fn from_left(shapes: &[Shape], store: &Shapes) -> Option<Plan> {
    let (first, rest) = shapes.split_first()?;
    let mut equal = Vec::new();
    let mut shape = first.clone();
    // Stretches of factors that meet; the next begins where the last has become a scalar.
    let mut stretches = vec![vec![Group::One(0)]];
    for (k, next) in rest.iter().enumerate() {
        let (product, _, fits) = pair(&shape, next, store)?;
        if fits {
            equal.push((shape.cols.clone(), next.rows.clone()));
            stretches.last_mut()?.push(Group::One(k + 1));
        } else {
            stretches.push(vec![Group::One(k + 1)]);
        }
        shape = product;
    }
    Some(Plan { group: Group::Many(stretches.into_iter().map(Group::Many).collect()), shape, equal })
}

/// The first factor, read from the left, that does not fit what stands before it.
pub(super) fn blame(shapes: &[Shape], store: &Shapes) -> usize {
    let mut acc: Option<Shape> = None;
    for (k, next) in shapes.iter().enumerate() {
        let next = store.resolve_shape(next);
        acc = match acc {
            None => Some(next),
            Some(a) => match pair(&a, &next, store) {
                Some((shape, ..)) => Some(shape),
                None => return k,
            },
        };
    }
    shapes.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Shape {
        let size = |t: &str| t.parse::<i64>().map_or_else(|_| Dim::named(t), Dim::constant);
        let (r, c) = text.split_once('x').unwrap_or((text, "1"));
        Shape::matrix(size(r), size(c))
    }

    #[test]
    fn a_chain_is_legal_if_some_grouping_is() {
        let store = Shapes::new();
        for (chain, wanted) in [
            ("1xn nx1 px1", Some("p×1")),
            ("mx1 1xn nx1", Some("m×1")),
            ("mx1 nx1", None),
            ("1xn 1xn", None),
            ("mxn nx1", Some("m×1")),
            ("px1 1xm mx1 1xq", Some("p×q")),
            ("1xm mx1 1xn nx1", Some("1×1")),
            ("mxn mxn", None),
        ] {
            let shapes: Vec<Shape> = chain.split(' ').map(shape).collect();
            let found = plan(&shapes, &store).map(|p| p.shape.to_string());
            assert_eq!(found.as_deref(), wanted, "{chain}");
        }
        let mismatch: Vec<Shape> = ["1xn", "mxn", "nx1"].into_iter().map(shape).collect();
        assert_eq!(blame(&mismatch, &store), 1);
    }
}
