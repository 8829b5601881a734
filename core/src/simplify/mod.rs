//! Simplification to the textbook's length.
//!
//! Named identities ([`identities`]) are applied until none fits; then sums are factored, as they stand and after
//! multiplying out, and the shortest of these forms is the result. The same input always gives the same form.

mod entries;
pub mod expand;
pub mod factor;
pub mod identities;
mod index;
mod orient;
#[cfg(test)]
mod random_tests;
pub mod rewrites;

pub(crate) use entries::range;

use crate::expr::build;
use crate::expr::{DigestSet, Expr};
use crate::render::Costs;

/// How often the identities are tried on the whole expression before it is taken as it is.
const ROUNDS: usize = 12;
/// Expressions larger than this (as trees) are not multiplied out: the result would only be longer.
const EXPANDABLE: u64 = 400;

/// The shortest form found.
pub fn simplify(e: &Expr) -> Expr {
    let mut rewriter = Rewriter::default();
    let mut plain = rewriter.run(e);
    if let Some(oriented) = orient::oriented(&plain) {
        plain = rewriter.run(&oriented);
    }
    let mut costs = Costs::default();
    let mut best = factor::factor(&plain, &mut costs);
    let mut lowest = costs.of(&best);
    // What was factored may fit an identity: `diag(a)(diag(b) + diag(c))`.
    let joined = rewriter.run(&best);
    if joined != best && costs.of(&joined) <= lowest {
        lowest = costs.of(&joined);
        best = joined;
    }
    let multiplied = if plain.size() <= EXPANDABLE { expand::expand(&plain) } else { plain.clone() };
    if multiplied != plain && multiplied.size() <= 3 * EXPANDABLE {
        let multiplied = rewriter.run(&multiplied);
        let mut candidates = vec![factor::factor(&multiplied, &mut costs), multiplied];
        candidates.push(plain);
        for candidate in candidates {
            let candidate = rewriter.run(&candidate);
            let c = costs.of(&candidate);
            if c < lowest {
                (best, lowest) = (candidate, c);
            }
        }
    }
    best
}

/// `e` with every identity applied wherever it fits, until none does.
pub fn apply_identities(e: &Expr) -> Expr {
    Rewriter::default().run(e)
}

/// Applies identities, and remembers the expressions in which none fits anywhere.
#[derive(Default)]
struct Rewriter {
    settled: DigestSet,
}

impl Rewriter {
    fn run(&mut self, e: &Expr) -> Expr {
        let mut current = e.clone();
        for _ in 0..ROUNDS {
            let parts = current.subexpressions_where(|part| !self.settled.contains(&part.digest()));
            let next = build::map_parts(&current, parts, &mut |part| match identities::apply(&part) {
                Some(rewritten) => rewritten,
                None => {
                    if part.args().iter().all(|a| self.settled.contains(&a.digest())) {
                        self.settled.insert(part.digest());
                    }
                    part
                }
            });
            if next == current {
                break;
            }
            current = next;
        }
        current
    }
}
