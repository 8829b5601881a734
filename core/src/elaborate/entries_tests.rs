//! Definitions by entries and tables: the matrices they give, and what is refused.

use super::Options;
use super::command::Context;
use crate::render::{Style, latex};
use crate::verify::equal::equal;

const DECLARED: &[&str] = &[
    r"K \in \mathbb{R}^{m \times n}",
    r"X \in \mathbb{R}^{p \times q}",
    r"A \in \mathbb{R}^{m \times r}",
    r"B \in \mathbb{R}^{r \times n}",
    r"S \in \mathbb{R}^{n \times n}",
    r"x \in \mathbb{R}^p",
    r"\mathbf w \in \mathbb{R}^d",
    r"\mathbf x_i \in \mathbb{R}^d",
    r"\mathbf y \in \mathbb{R}^n",
];

fn context(definitions: &[&str]) -> Context {
    let mut context = Context::new(DECLARED, &[]).expect("declarations");
    definitions.iter().for_each(|d| context.define(d).unwrap_or_else(|c| panic!("{d}: {c}")));
    context
}

fn printed(context: &Context, formula: &str) -> String {
    let read = context.read(formula, &Options::default()).unwrap_or_else(|c| panic!("{formula}: {c}"));
    format!("{} ({})", latex(&read.expr, &Style::default()), read.shape)
}

#[test]
fn entries_define_the_matrix_they_are_those_of() {
    let correlated = r"\sum_{u=1}^{m}\sum_{v=1}^{n} K_{uv} X_{i+u-1,\,j+v-1}";
    let cases: Vec<(String, &str, &str)> = vec![
        (format!("Y_{{ij}} = {correlated}"), "Y", r"\operatorname{conv}(K, X) (p-m+1×q-n+1)"),
        (format!("Y_{{i,j}} = (K * X)_{{i,j}} = {correlated}"), "Y", r"\operatorname{conv}(K, X) (p-m+1×q-n+1)"),
        (format!("(K * X)_{{ij}} = {correlated}"), "K * X", r"\operatorname{conv}(K, X) (p-m+1×q-n+1)"),
        (r"[C]_{ij} = \sum_{k=1}^{r} A_{ik} B_{kj}".into(), "C", "A B (m×n)"),
        (r"C_{ij} = \sum_k A_{ik} B_{kj} - K_{ij}^2".into(), "C", r"A B - K^{\odot 2} (m×n)"),
        (r"C_{ij} = S_{ji}".into(), "C", "S^T (n×n)"),
        (r"z_i = x_{i+1} - x_i".into(), "z", r"[x_{i + 1} - x_i]_i (p-1×1)"),
        (r"z_i = x_{p+1-i}".into(), "z", r"[x_{p - i + 1}]_i (p×1)"),
        (r"y_i = \mathbf w^T \mathbf x_i".into(), r"\mathbf y", r"[\mathbf w^T \mathbf x_i]_i (n×1)"),
        (r"D_{ij} = \delta_{ij} S_{ii}".into(), "D", r"\operatorname{diag}(\operatorname{diag}(S)) (n×n)"),
        (r"f(X) = \operatorname{tr}(X^T X)".into(), "f(2X)", r"4 \operatorname{tr}(X^T X) (1×1)"),
        (r"R = A B - K".into(), "R^T", "(A B - K)^T (n×m)"),
    ];
    for (definition, formula, wanted) in cases {
        assert_eq!(printed(&context(&[&definition]), formula), wanted, "{definition}");
    }
}

#[test]
fn a_table_of_entries_is_a_matrix() {
    let context = context(&[]);
    for (table, same) in [
        (r"[A_{ik}]_{ik}", "A"),
        (r"(S_{ij} S_{ji})_{i,j}", r"S \odot S^T"),
        (r"\left( x_i x_j \right)_{ij}", "x x^T"),
        (r"[x_i^2]_i^T", r"(x \odot x)^T"),
        (r"[\sum_{k=1}^r A_{ik} B_{kj}]_{ij}^T", "(A B)^T"),
        (r"[\sum_{u=1}^m \sum_{v=1}^n K_{uv} X_{i+u-1,j+v-1}]_{ij}", r"\operatorname{conv}(K, X)"),
        (r"[\delta_{ij} S_{ij}]_{ij}", r"\operatorname{diag}(\operatorname{diag}(S))"),
        // These are entries as before.
        (r"(A B)_{ij}", r"[A B]_{ij}"),
        (r"[S]_{ij}", "S_{ij}"),
    ] {
        let (l, r) = context.read_sides(table, same, &Options::default()).unwrap_or_else(|c| panic!("{table}: {c}"));
        assert!(l.expr == r.expr || equal(&l.expr, &r.expr).is_equal(), "{table}: {:?}", l.expr);
    }
}

#[test]
fn a_definition_that_says_too_little_is_refused_with_the_reason() {
    for (definition, reason) in [
        (r"Y_{ij} = x_i", "how far the index j runs is not determined"),
        (r"Y_{ij} = x_{i-1} x_j", "how far the index i runs is not determined"),
        (r"Y_{ij} = A_{ij} + B_{ij}", "how far the index i runs is not determined"),
        (r"S_{ij} = S_{ji}", "is defined by itself"),
        (r"Y_{ij} = A B", "an entry is a number"),
        (r"y_{ij} = x_i x_j", "another number of indices"),
        (r"Y_{ij}", "cannot read the definition"),
        (r"Y_{ij} \le 3", "cannot read the definition"),
        (r"A + B = K", "cannot read the definition"),
    ] {
        let mut context = context(&[r"y = \mathbf w"]);
        let complaint = context.define(definition).expect_err(definition);
        assert!(complaint.message().contains(reason), "{definition}: {complaint}");
    }
}

#[test]
fn a_quantity_with_a_definition_is_no_variable() {
    let complaint = context(&["R = A B - K"]).request("R", "R", &Options::default()).expect_err("R is defined");
    assert!(complaint.message().contains("is defined"), "{complaint}");
}
