//! Printed LaTeX reads back to an equal expression.

use super::{Style, latex};
use crate::calculus::derive::Layout;
use crate::elaborate::Options;
use crate::expr::{Expr, Op};
use crate::garden::Garden;
use crate::shape::{Dim, Shape};
use crate::simplify::simplify;
use crate::verify::equal::{Equality, equal};

/// What is wrong with the way back, if anything is; `Ok(false)` where nothing can be told.
fn way_back(garden: &Garden, e: &Expr) -> Result<bool, String> {
    // Nothing sizes a zero that stands alone, or within a function.
    let called =
        |part: &Expr| matches!(part.op(), Op::Call(_) | Op::Apply(..)) && part.args().iter().any(Expr::is_zero);
    if e.is_zero() || e.subexpressions().iter().any(called) {
        return Ok(true);
    }
    let text = latex(e, &Style::default());
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    let read = garden.context.read(&text, &options).map_err(|c| format!("{text}: {c}"))?.expr;
    match equal(e, &read) {
        Equality::Equal(_) => Ok(true),
        Equality::Undecided(_) => Ok(false),
        Equality::Unequal(..) => Err(format!("{text}\n  is {e:?}\n  and reads as {read:?}")),
    }
}

#[test]
fn printed_latex_reads_back_to_an_equal_expression() {
    let (m, n) = (Dim::named("m"), Dim::named("n"));
    let shapes = [
        Shape::scalar(),
        Shape::vector(n.clone()),
        Shape::matrix(m.clone(), n.clone()),
        Shape::matrix(n.clone(), n),
        Shape::matrix(Dim::one(), m),
    ];
    let (mut faults, mut told) = (Vec::new(), 0);
    for seed in 0..300 * crate::garden::times() {
        let mut garden = Garden::new(seed, seed % 4 != 3);
        garden.wild = seed % 2 == 0;
        let e = garden.grow(&shapes[seed as usize % shapes.len()], 1 + (seed % 5) as u32);
        for e in [simplify(&e), e] {
            match way_back(&garden, &e) {
                Ok(true) => told += 1,
                Ok(false) => {}
                Err(text) => faults.push(format!("seed {seed}: {text}")),
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(12)].join("\n"));
    assert!(told > 300, "only {told} of 600 have values");
}
