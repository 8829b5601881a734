//! Derivatives by a member of a family, an entry, a row and a column.

use crate::{Form, Request, Route, Session};

fn session() -> Session {
    let declared = [
        r"\mathbf x_i \in \mathbb R^d",
        r"\mathbf y \in \mathbb R^d",
        r"A \in \mathbb R^{d \times d}",
        r"X \in \mathbb R^{m \times n}",
        r"B \in \mathbb R^{n \times m}",
    ];
    declared.iter().fold(Session::new(), |s, d| s.declare(d).expect("a declaration"))
}

#[test]
fn a_part_varies_by_itself() {
    let squares = r"\sum_{i=1}^N \|\mathbf x_i - \mathbf y\|^2";
    let pairs = r"\sum_{i=1}^N \sum_{j=1}^N \|\mathbf x_i - \mathbf x_j\|^2";
    let cases = [
        (squares, r"\mathbf x_k", 1, r"2 (\mathbf x_k - \mathbf y)"),
        (squares, r"\mathbf x_i", 1, r"2 (\mathbf x_i - \mathbf y)"),
        (squares, r"\mathbf x_3", 1, r"2 (\mathbf x_3 - \mathbf y)"),
        (
            r"\sum_{i=1}^N \mathbf x_i^T A \mathbf x_i + \mathbf y^T \mathbf x_i",
            r"\mathbf x_i",
            1,
            r"(A + A^T) \mathbf x_i + \mathbf y",
        ),
        (pairs, r"\mathbf x_k", 1, r"4 \left( N \mathbf x_k - \sum_{j=1}^N \mathbf x_j \right)"),
        (pairs, r"\mathbf x_k", 2, r"4 (N - 1) I_d"),
        (r"\operatorname{tr}(B X)", "X_{ij}", 1, "B_{ji}"),
        (r"\operatorname{tr}(B X)", "X_{12}", 1, "B_{2,1}"),
        (r"\|X B\|_F^2", "X_{ij}", 1, r"2 [X B B^T]_{ij}"),
        (r"\log\det A", "A_{ij}", 1, "[A^{-1}]_{ji}"),
        (r"\mathbf y^T A \mathbf y", "y_i", 1, r"[(A + A^T) \mathbf y]_i"),
        (r"\mathbf y^T A \mathbf y", "y_i", 2, "2 A_{ii}"),
        (r"\|X B\|_F^2", "X_{:,j}", 1, r"2 X B B^T \mathbf{e}_j"),
        (r"\|X B\|_F^2", "X_{i,:}", 2, "2 B B^T"),
        (r"A^{-1}", "A_{ij}", 1, r"-A^{-T} \mathbf{e}_j \otimes A^{-1} \mathbf{e}_i"),
    ];
    for (formula, by, order, expected) in cases {
        let found =
            session().request(formula, by).and_then(|r| session().find(Request { order, ..r })).map(|d| d.latex());
        assert_eq!(found.as_deref(), Ok(expected), "{formula} by {by}");
    }
}

#[test]
fn a_step_says_that_only_the_part_varies() {
    let formula = r"\sum_{i=1}^N \mathbf x_i^T A \mathbf x_i";
    let steps = session().derive(formula, r"\mathbf x_k").and_then(|d| d.steps(Route::Differential)).expect("steps");
    insta::assert_snapshot!(steps, @r"
    f(\mathbf x_k) &= \sum_{i=1}^N \mathbf x_i^T A \mathbf x_i \\
    \mathrm{d} f &= \sum_{i=1}^N (\mathrm{d} \mathbf x_i)^T A \mathbf x_i + \sum_{i=1}^N \mathbf x_i^T A \mathrm{d} \mathbf x_i \\
    &= (\mathrm{d} \mathbf x_k)^T A \mathbf x_k + \mathbf x_k^T A \mathrm{d} \mathbf x_k \\
    &= \mathbf x_k^T (A + A^T) \mathrm{d} \mathbf x_k \\
    \nabla f(\mathbf x_k) &= (A + A^T) \mathbf x_k
    ");
}

#[test]
fn a_part_of_what_is_tied_is_refused_by_name() {
    let session = session().assume("A symmetric").expect("an assumption");
    let request = session.request(r"\mathbf y^T A \mathbf y", "A_{ij}").expect("a question");
    assert!(session.find(Request { structured: true, ..request }).is_ok());
    let triangular = self::session().assume("A lower").expect("an assumption");
    let request = triangular.request(r"\mathbf y^T A \mathbf y", "A_{ij}").expect("a question");
    let refused = triangular.find(Request { structured: true, ..request }).expect_err("tied entries");
    assert!(
        refused.to_string().contains("A\u{1d62}\u{2c7c}: is part of a variable whose entries are tied"),
        "{refused}"
    );
    let differential = session.request("A^{-1}", "A_{ij}").map(|r| Request { form: Some(Form::Differential), ..r });
    assert!(differential.and_then(|r| session.find(r)).is_ok());
}

#[test]
fn a_tied_entry_takes_along_those_it_is_tied_to() {
    for (assumed, formula, by, expected) in [
        ("A symmetric", r"\mathbf y^T A \mathbf y", "A_{12}", "2 y_1 y_2"),
        ("A symmetric", r"\mathbf y^T A \mathbf y", "A_{11}", "y_1^2"),
        ("A symmetric", r"\mathbf y^T A^2 \mathbf y", "A_{12}", ""),
        ("A posdef", r"\log\det A", "A_{ij}", ""),
        ("A symmetric", r"A \mathbf y", "A_{ij}", ""),
        ("A skew", r"\mathbf y^T A \mathbf y", "A_{ij}", "0"),
        ("A skew", r"A \mathbf y", "A_{12}", ""),
        ("A diagonal", r"\mathbf y^T A \mathbf y", "A_{22}", "y_2^2"),
        ("A diagonal", r"\mathbf y^T A \mathbf y", "A_{12}", "0"),
    ] {
        let session = session().assume(assumed).expect("an assumption");
        let found = session
            .request(formula, by)
            .and_then(|r| session.find(Request { structured: true, ..r }))
            .map(|d| (d.latex(), d.steps(Route::Differential).is_ok()));
        let (latex, steps) = found.unwrap_or_else(|e| panic!("{assumed}, {formula} by {by}: {e}"));
        assert_eq!(latex, if expected.is_empty() { latex.as_str() } else { expected }, "{assumed}, {formula} by {by}");
        assert!(steps, "{assumed}, {formula} by {by}");
    }
}

#[test]
fn steps_are_written_where_only_the_assumption_gives_a_differential() {
    let session = session().assume("A symmetric").expect("an assumption");
    let steps = session.derive(r"\lambda_{\max}(A)", "A").and_then(|d| d.steps(Route::Differential));
    assert!(steps.as_ref().is_ok_and(|s| s.contains("eigvecmax")), "{steps:?}");
}
