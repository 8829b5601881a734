//! What is made of letters nobody declared, and of functions without brackets.

use super::command::{Context, single};
use super::{Options, Shapes, elaborate};
use crate::calculus::derive::Layout;
use crate::notation::{Macros, parse};
use crate::render::{Style, unicode};

/// What a formula means beside these declarations, in a document, where names need no declaration.
fn understood(given: &[&str], text: &str) -> String {
    let context = Context::new(given, &[]).expect("declarations as authors write them");
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    let formula = parse(text, &Macros::default());
    let node = single(&formula).expect("one expression");
    let read = elaborate(node, &context.scope, &mut Shapes::new(), &options);
    read.expr.map_or_else(|| "nothing".to_string(), |e| unicode(&e, &Style::default()))
}

#[test]
fn an_undeclared_letter_is_what_its_place_says_or_nothing() {
    let x = [r"x \in \mathbb{R}^n"];
    for (text, wanted) in [
        (r"x^T (\sum_{i=1}^k \sigma_i u_i v_i^T) x", "xᵀ(∑ᵢ₌₁ᵏ σᵢuᵢvᵢᵀ)x"),
        (r"x^T u v^T x", "(xᵀu)vᵀx"),
        (r"\operatorname{tr}(u v^T)", "vᵀu"),
        // The outer product times x, or one number times another.
        (r"u v^T x", "nothing"),
        (r"\alpha v^T x", "αvᵀx"),
        (r"\lambda x^T x", "λxᵀx"),
        (r"u x^T x", "nothing"),
        (r"u \mathbf y^T \mathbf y", "uyᵀy"),
        (r"a^T x + b", "aᵀx + b"),
        (r"x^T A x", "xᵀAx"),
        // A count, or a matrix.
        (r"N \log(x^T x)", "nothing"),
        (r"x^T x + N \log(x^T x)", "xᵀx + N log(xᵀx)"),
    ] {
        assert_eq!(understood(&x, text), wanted, "{text}");
    }
}

#[test]
fn a_function_without_brackets_takes_what_its_author_means() {
    let given = [
        r"A, K \in \mathbb{R}^{n \times n}",
        r"\mathbf a, \mathbf x, \mathbf y, \mathbf z \in \mathbb{R}^n",
        r"\theta \in \mathbb{R}",
    ];
    for (text, wanted) in [
        (r"\log \mathbf 1^T \exp(\mathbf z)", r"\log(\mathbf 1^T \exp(\mathbf z))"),
        (
            r"-\log \mathbf 1^T \exp \mathbf z + \mathbf x^T \mathbf y",
            r"\mathbf x^T \mathbf y - \log(\mathbf 1^T \exp(\mathbf z))",
        ),
        (
            r"2 \log \mathbf y^T \operatorname{diag}(\mathbf x) \mathbf z",
            r"2\log(\mathbf y^T \operatorname{diag}(\mathbf x) \mathbf z)",
        ),
        (r"\log \exp(\mathbf x)^T \mathbf a", r"\log(\exp(\mathbf x)^T \mathbf a)"),
        (
            r"\log \mathbf a^T \mathbf x \log \mathbf a^T \mathbf y",
            r"\log(\mathbf a^T \mathbf x) \log(\mathbf a^T \mathbf y)",
        ),
        (r"\log \|\mathbf x\|^2", r"\log(\|\mathbf x\|^2)"),
        (r"\log \|A\|_F^2", r"\log(\|A\|_F^2)"),
        (r"\log |A|^2", r"\log((\det(A))^2)"),
        (r"\log\det A K", r"\log(\det(AK))"),
        (r"\ln |A|", r"\log(\det(A))"),
        (r"\exp -\frac12 \mathbf x^T \mathbf x", r"\exp(-\frac12 \mathbf x^T \mathbf x)"),
        (r"\sin A \mathbf x", r"\sin(A \mathbf x)"),
        (r"\operatorname{tr} A K", r"\operatorname{tr}(A K)"),
        (r"\det A K", r"\det(A K)"),
        (r"\log \mathbf a^T \mathbf x", r"\log(\mathbf a^T \mathbf x)"),
        (r"\exp(\mathbf x)^T \mathbf y", r"(\exp(\mathbf x))^T \mathbf y"),
        (r"\sin 2 \mathbf x", r"\sin(2 \mathbf x)"),
    ] {
        assert_eq!(understood(&given, text), understood(&given, wanted), "{text}");
    }
    // The sine of the angle times K, or the sine of all.
    assert_eq!(understood(&given, r"\sin\theta K"), "nothing");
    assert_eq!(understood(&given, r"\sin(\theta) K"), "sin(θ) K");
}

#[test]
fn an_index_runs_over_one_size() {
    let given = [r"A \in \mathbb{R}^{m \times n}", r"B \in \mathbb{R}^{p \times m}"];
    let context = Context::new(&given, &[]).expect("declarations as authors write them");
    let read =
        |text: &str| context.read(text, &Options::default()).map(|r| r.shape.to_string()).map_err(|c| c.to_string());
    let wrong = read(r"\sum_i \sum_k A_{ik} B_{ki}").expect_err("k runs to n and to p");
    assert!(wrong.contains("the index k would run over two sizes: to n in `A_{ik}`, to p in `B_{ki}`"), "{wrong}");
    assert!(read(r"\sum_i \sum_k A_{ik} B_{ki} + \sum_k A_{1k}").is_err());
    // Where the sum says how far it goes, it goes so far.
    assert!(read(r"\sum_{i=1}^m \sum_{k=1}^p A_{ik} B_{ki}").is_ok());
    assert!(read(r"\sum_i \sum_k A_{ik} A_{ik}").is_ok());
}
