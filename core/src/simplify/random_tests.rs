//! Simplification changes how an expression is written, never what it is.

use super::{apply_identities, expand::expand, simplify};
use crate::expr::Expr;
use crate::garden::Garden;
use crate::shape::{Dim, Shape};
use crate::verify::equal::{Equality, equal};

fn samples() -> impl Iterator<Item = (u64, Expr)> {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    let shapes = [
        Shape::scalar(),
        Shape::vector(n.clone()),
        Shape::matrix(m.clone(), n.clone()),
        Shape::matrix(n.clone(), n),
        Shape::matrix(Dim::one(), m),
    ];
    (0..250 * crate::garden::times()).map(move |seed| {
        let mut garden = Garden::new(seed, seed % 4 != 3);
        garden.wild = seed % 2 == 0;
        let shape = &shapes[seed as usize % shapes.len()];
        (seed, garden.grow(shape, 2 + (seed % 5) as u32))
    })
}

#[test]
fn simplification_never_changes_a_value() {
    let mut told = 0;
    for (seed, e) in samples() {
        for (how, other) in [("identities", apply_identities(&e)), ("expand", expand(&e)), ("simplify", simplify(&e))] {
            match equal(&e, &other) {
                Equality::Equal(_) => told += 1,
                Equality::Undecided(_) => {}
                Equality::Unequal(..) => panic!("seed {seed}, {how}: {e:?}\n -> {other:?}"),
            }
        }
    }
    assert!(told > 400, "only {told} of 750 have values");
}

#[test]
fn what_is_simplified_stays_as_it_is() {
    let mut moved = Vec::new();
    for (seed, e) in samples() {
        let once = simplify(&e);
        let twice = simplify(&once);
        if once != twice {
            moved.push(format!("seed {seed}: {once:?}\n -> {twice:?}"));
        }
    }
    assert!(moved.is_empty(), "{} moved:\n{}", moved.len(), moved[..moved.len().min(8)].join("\n"));
}
