//! One way to write a number that is its own transpose: `aᵀx` that also stands as `xᵀa`.

use crate::expr::build::{map, mul, split_scalars, transpose};
use crate::expr::{DigestMap, Expr, Op};

/// `e` where a number that occurs both as `aᵀx` and as `xᵀa` is written in one way, that which comes first; `None` where none does.
pub(super) fn oriented(e: &Expr) -> Option<Expr> {
    let mut first: DigestMap<Expr> = DigestMap::default();
    let mut turned: DigestMap<Expr> = DigestMap::default();
    for part in e.subexpressions() {
        let Some(chain) = number_chain(&part) else { continue };
        // The transpose of a number is that number; only its product is turned round.
        let other = mul(chain.args().iter().rev().map(transpose).collect());
        if other == chain || first.contains_key(&chain.digest()) {
            continue;
        }
        match first.get(&other.digest()) {
            Some(kept) => {
                turned.insert(chain.digest(), kept.clone());
            }
            None => {
                first.insert(chain.digest(), chain);
            }
        }
    }
    if turned.is_empty() {
        return None;
    }
    Some(map(e, &mut |part| {
        let Some(chain) = number_chain(&part) else { return part };
        let Some(kept) = turned.get(&chain.digest()) else { return part };
        let (mut factors, _) = split_scalars(&part);
        factors.push(kept.clone());
        mul(factors)
    }))
}

/// The product of vectors and matrices in a product that is a number.
fn number_chain(e: &Expr) -> Option<Expr> {
    if !matches!(e.op(), Op::Mul) || !e.shape().is_scalar() {
        return None;
    }
    let (_, chain) = split_scalars(e);
    (matches!(chain.op(), Op::Mul) && chain.args().iter().all(|f| !f.shape().is_scalar())).then_some(chain)
}
