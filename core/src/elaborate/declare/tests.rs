//! Every form of declaration, and what it says.

use super::{Fact, declarations, line};
use crate::elaborate::scope::{Known, Scope};
use crate::notation::{Macros, parse};
use crate::shape::Shape;

fn shape(s: &Shape) -> String {
    s.to_string()
}

fn known(known: &Known) -> String {
    let word = |p: &crate::expr::Properties| match () {
        () if p.posdef => " posdef",
        () if p.symmetric => " symmetric",
        () if p.skew => " skew",
        () if p.orthogonal => " orthogonal",
        () if p.positive => " positive",
        () => "",
    };
    match known {
        Known::Quantity { shape: s, properties } => format!("{}{}", shape(s), word(properties)),
        Known::Family { indices, shape: s, properties } => {
            format!("{} by {}{}", shape(s), indices.join(","), word(properties))
        }
        Known::Function { domain, codomain } => {
            let side = |s: &Option<Shape>| s.as_ref().map_or("?".into(), shape);
            format!("{} -> {}", domain.iter().map(side).collect::<Vec<_>>().join(", "), side(codomain))
        }
        Known::Defined { .. } => "defined".into(),
        Known::Size => "size".into(),
        Known::Other => "other".into(),
    }
}

fn read(text: &str) -> String {
    let formula = parse(text, &Macros::default());
    let found = formula.rows.iter().flat_map(|r| declarations(r, &Scope::new(), 0));
    let facts: Vec<String> = found
        .map(|d| match d.fact {
            Fact::Entry(e) => format!("{}: {}", e.key, known(&e.known)),
            Fact::Property { key, word, .. } => format!("{key} {word}"),
        })
        .collect();
    facts.join("; ")
}

#[test]
fn declarations_are_read_in_every_form_documents_use() {
    for (text, wanted) in [
        (r"A \in \mathbb{R}^{m\times n}", "A: m×n"),
        (r"A \in \R^{m\times n}", "A: m×n"),
        (r"A\in\Re^{n,n}, B\in\Re^{m,m}", "A: n×n; B: m×m"),
        (r"x \in \reals^n", "x: n×1"),
        (r"\mathbf{A} \in \mathcal{R}^{m \times N}", "b:A: m×N"),
        (r"\bf A\in \bf R ^{m \times n}", "b:A: m×n"),
        ("A ∈ ℝ^{n×n}", "A: n×n"),
        (r"A = ( a_{ij} ) \in \Bbb{R}^{n \times m}", "A: n×m"),
        (r"A \in {\rm I\!R}^{m\times n}", "A: m×n"),
        (r"w \in \mathbb{R}^{n x m}", "w: n×m"),
        (r"A_1, A_2 \in \mathbb R^{n\times n}", "A_1: n×n; A_2: n×n"),
        (r"a,b \in \mathbb R", "a: 1×1; b: 1×1"),
        (r"X^T X = S \in \mathbb{R}^{n\times n}", "S: n×n"),
        (r"\mathbf x_i \in \mathbb R^d", "b:x[]: d×1 by i; b:x_i: d×1"),
        (r"x^{(i)} \in \mathbb R^d", "x^[]: d×1 by i; x^(i): d×1"),
        (r"W_1 \in \mathbb{R}^{V \times N}", "W_1: V×N"),
        (r"x^T \in \mathbb{R}^{1 \times n}", "x: n×1"),
        (r"f : \mathbb R^n \to \mathbb R", "f: n×1 -> 1×1"),
        (r"F(X): \mathbb{R}^{m\times n}\to\mathbb{R}^{p\times q}", "X: m×n; F: m×n -> p×q"),
        (r"f: \mathbb R^n \times \mathbb R^m \to \mathbb R", "f: n×1, m×1 -> 1×1"),
        (r"f(x) \in \mathbb R^m", "f: ? -> m×1"),
        (r"X \in \mathbb S^n", "X: n×n symmetric"),
        (r"\Sigma \in \mathbb{S}^n_{++}", "\\Sigma: n×n posdef"),
        (r"x \in \mathbb{S}^{n-1}", "x: n×1"),
        (r"A\in M_{k\times p}(K)", "A: k×p"),
        (r"A \in M_n(\mathbb R)", "A: n×n"),
        (r"Q \in O(n)", "Q: n×n orthogonal"),
        (r"R \in \mathrm{SO}(3)", "R: 3×3 orthogonal"),
        (r"\mathbf{A}: p \times q", "b:A: p×q"),
        (r"A\,(m\times n)", "A: m×n"),
        (r"\sigma > 0", "\\sigma: 1×1 positive"),
        (r"A \succ 0", "A posdef"),
        (r"A = A^T", "A symmetric"),
        (r"A^T = -A", "A skew"),
        (r"W \in \mathbb{R}^{d_k \times d_{model}}", "W: d_k×d_{model}"),
        (r"W \in \mathbb{R}^{N_{\text{train}} \times |V|}", "W: N_{train}×|V|"),
        (r"C \in \mathbb{R}^{m+n \times m+n}", "C: m+n×m+n"),
        (r"x \in \mathbb{R}^{(p+1)}", "x: p+1×1"),
        (r"x \in \mathbb{R}^{n/2}", "x: 1/2n×1"),
        (r"x \in \mathbb{R}_{++}^n", "x: n×1 positive"),
        (r"x \in \mathbb{R}^d \setminus \{0\}", "x: d×1"),
        (r"x \in [0,1]^n", "x: n×1"),
        (r"n \in \mathbb{N}", "n: size"),
        (r"T \in \mathbb{R}^{a\times b\times c}", "T: other"),
        (r"\text{where } A \in \mathbb{R}^{m \times n} \text{ and } b \in \mathbb{R}^m", "A: m×n; b: m×1"),
        (r"f \in C^2", ""),
        (r"x \in K", ""),
        (r"i \in \{1, \dots, n\}", ""),
        (r"A x = b", ""),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn shapes_are_read_off_the_names_of_a_formula() {
    let formula = parse(r"\underbrace{A}_{m\times n} B^{n \times p}", &Macros::default());
    let found = super::inline(&formula.rows[0].clauses[0].sides[0].node, 0);
    let mut facts: Vec<String> = found
        .iter()
        .filter_map(|d| match &d.fact {
            Fact::Entry(e) => Some(format!("{}: {}", e.key, known(&e.known))),
            Fact::Property { .. } => None,
        })
        .collect();
    facts.sort();
    assert_eq!(facts, ["A: m×n", "B: n×p"]);
}

#[test]
fn a_hidden_line_declares_and_assumes() {
    let macros = Macros::default();
    let text = r"A, B \in \mathbb{R}^{n\times n}, A symmetric; B is positive definite";
    let found = line(text, &macros, &Scope::new(), 0).expect("every piece is understood");
    let mut scope = Scope::new();
    super::apply(&found, &mut scope);
    let of = |key: &str| scope.get(key).map(|e| known(&e.known));
    assert_eq!(of("A").as_deref(), Some("n×n symmetric"));
    assert_eq!(of("B").as_deref(), Some("n×n posdef"));
    let wrong =
        line("A \\in \\mathbb R, nonsense here", &macros, &Scope::new(), 0).expect_err("the second piece says nothing");
    assert_eq!(&"A \\in \\mathbb R, nonsense here"[wrong.range()], "nonsense here");
}
