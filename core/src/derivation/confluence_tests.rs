//! One thing written in two ways has one derivative, printed in one way.

use super::Derivation;
use crate::elaborate::Options;
use crate::elaborate::command::Context;
use crate::expr::Expr;
use crate::render::{Style, latex};

const DECLARED: &[&str] = &[
    r"A, B, X \in \mathbb{R}^{n \times n}",
    r"Y, Z \in \mathbb{R}^{m \times n}",
    r"S \in \mathbb{S}^{m}",
    r"M \in \mathbb{R}^{m \times m}",
    r"\mathbf a, \mathbf b, \mathbf x, \mathbf w \in \mathbb{R}^n",
    r"\mathbf u, \mathbf y \in \mathbb{R}^m",
    r"\mathbf x_i \in \mathbb{R}^n",
    r"\lambda \in \mathbb{R}",
    r"N \in \mathbb{N}",
];

/// By what, and ways to write it.
const SAME: &[(&str, &[&str])] = &[
    (
        "Y",
        &[
            r"\operatorname{tr}(Y^T Y)",
            r"\operatorname{tr}(Y Y^T)",
            r"\|Y\|_F^2",
            r"\langle Y, Y \rangle",
            r"\sum_{i=1}^m \sum_{j=1}^n Y_{ij}^2",
            r"\operatorname{vec}(Y)^T \operatorname{vec}(Y)",
        ],
    ),
    (
        "Y",
        &[
            r"\operatorname{tr}(Z^T Y)",
            r"\operatorname{tr}(Y Z^T)",
            r"\langle Z, Y \rangle",
            r"\operatorname{vec}(Z)^T \operatorname{vec}(Y)",
            r"\mathbf 1^T (Y \odot Z) \mathbf 1",
            r"\sum_{i=1}^m \sum_{j=1}^n Y_{ij} Z_{ij}",
        ],
    ),
    (
        "Y",
        &[
            r"\mathbf u^T Y \mathbf a",
            r"\mathbf a^T Y^T \mathbf u",
            r"\operatorname{tr}(\mathbf a \mathbf u^T Y)",
            r"\operatorname{tr}(Y \mathbf a \mathbf u^T)",
            r"\langle \mathbf u, Y \mathbf a \rangle",
        ],
    ),
    (
        "Y",
        &[
            r"\operatorname{tr}(Y^T M Y)",
            r"\operatorname{tr}(M Y Y^T)",
            r"\operatorname{tr}(Y Y^T M)",
            r"\langle Y, M Y \rangle",
        ],
    ),
    ("Y", &[r"\operatorname{tr}(Y^T S Y)", r"\operatorname{tr}(S Y Y^T)", r"\operatorname{tr}(Y^T S^T Y)"]),
    (
        "X",
        &[
            r"\log\det(X)",
            r"-\log\det(X^{-1})",
            r"\log\det(X^T)",
            r"\frac{1}{2} \log\det(X^T X)",
            r"\frac{1}{2} \log\det(X X^T)",
        ],
    ),
    ("X", &[r"\det(X)", r"\det(X^T)", r"\frac{1}{\det(X^{-1})}"]),
    (
        "X",
        &[
            r"\operatorname{tr}(A X B)",
            r"\operatorname{tr}(B A X)",
            r"\operatorname{tr}(X B A)",
            r"\operatorname{tr}(B^T X^T A^T)",
        ],
    ),
    ("X", &[r"\operatorname{tr}(A X^{-1})", r"\operatorname{tr}(X^{-1} A)", r"\operatorname{tr}(X^{-T} A^T)"]),
    (
        "X",
        &[
            r"\operatorname{tr}(X^2)",
            r"\operatorname{tr}(X X)",
            r"\langle X^T, X \rangle",
            r"\sum_{i=1}^n \sum_{j=1}^n X_{ij} X_{ji}",
        ],
    ),
    (
        "X",
        &[
            r"\operatorname{tr}(X^3)",
            r"\operatorname{tr}(X X^2)",
            r"\operatorname{tr}(X^2 X)",
            r"\operatorname{tr}((X^T)^3)",
        ],
    ),
    (
        r"\mathbf x",
        &[
            r"\mathbf x^T \mathbf x",
            r"\|\mathbf x\|_2^2",
            r"\sum_{i=1}^n x_i^2",
            r"\operatorname{tr}(\mathbf x \mathbf x^T)",
            r"\mathbf x \cdot \mathbf x",
            r"\mathbf 1^T (\mathbf x \odot \mathbf x)",
        ],
    ),
    (
        r"\mathbf x",
        &[
            r"\mathbf x^T A \mathbf x",
            r"\operatorname{tr}(A \mathbf x \mathbf x^T)",
            r"\operatorname{tr}(\mathbf x^T A \mathbf x)",
            r"\mathbf x^T A^T \mathbf x",
            r"\langle \mathbf x, A \mathbf x \rangle",
            r"\sum_{i=1}^n \sum_{j=1}^n A_{ij} x_i x_j",
        ],
    ),
    (
        r"\mathbf x",
        &[
            r"\mathbf a^T \mathbf x",
            r"\mathbf x^T \mathbf a",
            r"\mathbf a \cdot \mathbf x",
            r"\sum_{i=1}^n a_i x_i",
            r"\operatorname{tr}(\mathbf x \mathbf a^T)",
        ],
    ),
    (
        r"\mathbf x",
        &[
            r"\|Y \mathbf x - \mathbf y\|_2^2",
            r"(Y \mathbf x - \mathbf y)^T (Y \mathbf x - \mathbf y)",
            r"\|\mathbf y - Y \mathbf x\|_2^2",
            r"\sum_{i=1}^m ([Y \mathbf x]_i - y_i)^2",
        ],
    ),
    (r"\mathbf x", &[r"(\mathbf a^T \mathbf x)(\mathbf b^T \mathbf x)"]),
    (
        r"\mathbf x",
        &[
            r"(\mathbf a^T \mathbf x)^2",
            r"\mathbf x^T \mathbf a \mathbf a^T \mathbf x",
            r"\mathbf a^T \mathbf x \, \mathbf a^T \mathbf x",
        ],
    ),
    (
        r"\mathbf x",
        &[r"\log \sum_{i=1}^n \exp(x_i)", r"\operatorname{logsumexp}(\mathbf x)", r"\log(\mathbf 1^T \exp(\mathbf x))"],
    ),
    (r"\mathbf x", &[r"\|\mathbf x\|_2", r"\|-\mathbf x\|_2"]),
    (
        r"\mathbf x",
        &[
            r"\frac{1}{1 + e^{-\mathbf a^T \mathbf x}}",
            r"\sigma(\mathbf a^T \mathbf x)",
            r"\frac{e^{\mathbf a^T \mathbf x}}{1 + e^{\mathbf a^T \mathbf x}}",
        ],
    ),
    (
        r"\mathbf w",
        &[r"\sum_{i=1}^N (\mathbf w^T \mathbf x_i)^2", r"\sum_{i=1}^N \left( \mathbf w^T \mathbf x_i \right)^2"],
    ),
    (
        "Y",
        &[
            r"\|Y - Z\|_F^2",
            r"\|Z - Y\|_F^2",
            r"\operatorname{tr}((Y - Z)^T (Y - Z))",
            r"\sum_{i=1}^m \sum_{j=1}^n (Y_{ij} - Z_{ij})^2",
        ],
    ),
    ("Y", &[r"Y A", r"(A^T Y^T)^T"]),
    ("Y", &[r"Y \odot Z", r"Z \odot Y"]),
    ("X", &[r"A X B", r"A (X B)", r"(A X) B"]),
    ("X", &[r"(A X)^{-1}", r"X^{-1} A^{-1}"]),
    ("X", &[r"(X^{-1})^T", r"(X^T)^{-1}", "X^{-T}"]),
    (r"\lambda", &[r"\|\lambda \mathbf x\|_2^2", r"\lambda^2 \mathbf x^T \mathbf x"]),
    (
        r"\mathbf x",
        &[r"(\mathbf x + \mathbf a)^T (\mathbf x - \mathbf a)", r"\mathbf x^T \mathbf x - \mathbf a^T \mathbf a"],
    ),
    (r"\mathbf x", &[r"(A + B) \mathbf x", r"A \mathbf x + B \mathbf x"]),
    (
        "Y",
        &[
            r"\operatorname{tr}(Y A Y^T)",
            r"\operatorname{tr}(A Y^T Y)",
            r"\langle Y A, Y \rangle",
            r"\operatorname{vec}(Y)^T \operatorname{vec}(Y A)",
        ],
    ),
];

#[test]
fn ways_to_write_one_thing_have_one_derivative() {
    let context = Context::new(DECLARED, &[]).expect("declarations");
    let options = Options::default();
    let derived = |formula: &str, wrt: &str| -> Result<Expr, String> {
        let request = context.request(formula, wrt, &options).map_err(|c| format!("{formula}: {c}"))?;
        Derivation::find(request).map(|d| d.result).map_err(|f| format!("{formula}: {f}"))
    };
    let print = |e: &Result<Expr, String>| e.as_ref().map_or_else(String::clone, |e| latex(e, &Style::default()));
    let mut faults = Vec::new();
    for (wrt, ways) in SAME {
        let all: Vec<_> = ways.iter().map(|way| derived(way, wrt)).collect();
        for (way, other) in ways.iter().zip(&all) {
            if other.is_err() || *other != all[0] {
                faults.push(format!("{} by {wrt}: {}\n    {way}: {}", ways[0], print(&all[0]), print(other)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
