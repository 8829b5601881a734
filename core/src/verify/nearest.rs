//! The nearest true statement: a false right side after one slip undone, or two, that is verified to equal the left side.

pub use super::edit::Edit;
use super::edit::{Material, Variant, Variants, well_shaped};
use super::equal::Judge;
use crate::expr::{DigestSet, Expr};

/// More suggestions than this help nobody.
const MOST: usize = 4;
/// The dearest single change tried, and the dearest pair.
const DEAREST_SINGLE: u32 = 3;
const DEAREST: u32 = 5;

/// A right side that is true.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The right side.
    pub expr: Expr,
    /// What was changed, one or two slips.
    pub edits: Vec<Edit>,
    /// How far the change goes: 1 a transpose, an order, a sign, a 2; 2 an inverse, another symbol, size or power; 3 and more a
    /// factor or term.
    pub cost: u32,
    /// Whether this is the left side put together from its own pieces: the derivative itself where the left side is one, but nothing
    /// worth saying where it is a formula.
    pub restates: bool,
}

/// True right sides near the false `rhs`, the nearest first; at most `budget` candidates are looked at (some ten microseconds each
/// for usual formulas). `rhs` may be ill-shaped.
pub fn nearest(lhs: &Expr, rhs: &Expr, budget: usize) -> Vec<Suggestion> {
    nearest_within(lhs, rhs, budget, DEAREST)
}

/// The same, as far as they are no dearer than `dearest`.
pub fn nearest_within(lhs: &Expr, rhs: &Expr, budget: usize, dearest: u32) -> Vec<Suggestion> {
    let Some(mut judge) = Judge::new(lhs, rhs) else { return vec![] };
    let material = Material::new(lhs, rhs);
    // Large expressions take longer each.
    let mut budget = budget / (1 + usize::try_from(lhs.size().max(rhs.size()) / 60).unwrap_or(usize::MAX - 1));
    let mut seen: DigestSet = [rhs.digest()].into_iter().collect();
    let mut found: Vec<Suggestion> = vec![];
    let mut fits = |expr: &Expr, budget: &mut usize| {
        *budget = budget.saturating_sub(1);
        if *budget == 0 || !seen.insert(expr.digest()) {
            return false;
        }
        // What cannot be evaluated, as it is ill-shaped, is tried at all points.
        judge.may_equal(expr) && well_shaped(expr) && judge.compare(expr, false).is_equal()
    };
    let suggestion = |expr: &Expr, edits: Vec<Edit>, cost: u32| {
        let restates = expr == lhs && !edits.iter().all(Edit::is_rearrangement);
        Suggestion { expr: expr.clone(), edits, cost, restates }
    };
    let mut near = Variants::of(rhs);
    let mut singles: Vec<(Variant, Variants)> = vec![];
    for cost in 1..=DEAREST_SINGLE.min(dearest) {
        if found.iter().any(|f| !f.restates) {
            break;
        }
        for v in near.at(cost, &material) {
            if found.len() < MOST && fits(&v.expr, &mut budget) {
                found.push(suggestion(&v.expr, vec![v.edit.clone()], v.cost));
            }
            if cost < dearest {
                let next = Variants::of(&v.expr);
                singles.push((v, next));
            }
        }
    }
    let mut original = Judge::new(rhs, lhs);
    let mut changes = |expr: &Expr| original.as_mut().is_none_or(|j| !j.compare(expr, false).is_equal());
    let mut idle: DigestSet = DigestSet::default();
    for total in 2..=DEAREST.min(dearest) {
        if found.iter().any(|f| !f.restates) || found.len() == MOST || budget == 0 {
            break;
        }
        for (v, next) in singles.iter_mut().filter(|(v, _)| v.cost < total) {
            // A first change that changes nothing only decorates the second.
            if idle.contains(&v.expr.digest()) || (total == v.cost + 1 && !changes(&v.expr)) {
                idle.insert(v.expr.digest());
                continue;
            }
            for w in next.at(total - v.cost, &material) {
                if found.len() < MOST && fits(&w.expr, &mut budget) {
                    found.push(suggestion(&w.expr, vec![v.edit.clone(), w.edit], total));
                }
            }
            if budget == 0 {
                break;
            }
        }
    }
    found.sort_by_key(|s| (s.restates, s.cost, s.expr == *lhs));
    found
}
