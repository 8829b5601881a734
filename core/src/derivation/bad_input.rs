//! Questions without a good answer: each gets a clear one, in time.

use std::time::{Duration, Instant};

use crate::Session;

/// Unoptimised and beside other tests; the promise is one second for a user.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });

fn answer(formula: &str, by: &str) -> String {
    let declared = [
        r"X \in \mathbb R^{n \times n}",
        r"A \in \mathbb R^{n \times n}",
        r"\mathbf x \in \mathbb R^n",
        r"B \in \mathbb R^{p \times q}",
    ];
    let session = declared.iter().fold(Session::new(), |s, d| s.declare(d).expect("a declaration"));
    let begun = Instant::now();
    let found = session.derive(formula, by);
    let taken = begun.elapsed();
    assert!(taken < LIMIT, "{:.60} took {taken:?}", formula);
    match found {
        Ok(d) => format!("{} of {}", d.latex(), d.shape()),
        Err(why) => why.to_string(),
    }
}

#[test]
fn what_cannot_be_answered_is_said_clearly_and_soon() {
    let cases = [
        (r"\operatorname{tr}(X^{1000000})", "X", "1000000 (X^{999999})^T"),
        (r"X^{1000000}", "X", "too much work"),
        (r"\mathbf x^T A \mathbf x", "X", "0 of n×n"),
        (r"\mathbf x^T A \mathbf x + B", "X", "does not fit"),
        (r"X B", "X", "does not fit"),
        (
            r"\frac{\mathbf x^T A \mathbf x}{\mathbf x^T \mathbf x - \mathbf x^T \mathbf x}",
            r"\mathbf x",
            "division by zero",
        ),
        (r"\operatorname{tr}((X - X)^{-1} X)", "X", "zero for all values"),
        (r"\operatorname{tr}((X A - X A)^{-1} X)", "X", "zero for all values"),
        (r"\frac{\mathbf x}{\mathbf x^T \mathbf x - \|\mathbf x\|^2}", r"\mathbf x", "zero for all values"),
        (r"\operatorname{tr}((X^2 - A - X X + A)^{-1} A)", "X", "zero for all values"),
        (r"\frac{1}{\operatorname{tr}(X A) - \operatorname{tr}(A X)}", "X", "zero"),
        (r"\operatorname{tr}((\mathbf x \mathbf x^T)^{-1} A)", r"\mathbf x", "singular for all values"),
        (r"\sum_{i=1}^{1000000} x_i^2", r"\mathbf x", "more terms than can be worked out"),
        (r"\operatorname{tr}(Y X)", "X", "Y is not declared"),
        (r"\operatorname{tr}(X", "X", "`"),
        (r"\mathbf x^T A \mathbf x", "Q", "not declared"),
    ];
    for (formula, by, expected) in cases {
        let said = answer(formula, by);
        assert!(said.contains(expected), "{formula}: {said}");
    }
}

#[test]
fn a_million_terms_are_answered_or_refused_in_time() {
    let said = answer(&vec![r"x"; 1_000_000].join("+"), r"\mathbf x");
    assert!(said.contains("longer than can be read") && said.len() < 1000, "{said:.200}");
    let said = answer(&vec![r"\mathbf x^T A \mathbf x"; 200].join("+"), r"\mathbf x");
    assert_eq!(said, r"200 (A + A^T) \mathbf x of n×1");
}
