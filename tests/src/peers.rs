//! The thirteen expressions by which symbolic matrix calculus is compared, here and in `tests/peers/compare`.

use matgrad_core::Session;

/// One expression and what it is differentiated by.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Its number and name.
    pub name: &'static str,
    /// What is declared.
    pub declarations: &'static [&'static str],
    /// The formula.
    pub formula: &'static str,
    /// The variable.
    pub variable: &'static str,
    /// 1, or 2 for the Hessian.
    pub order: u8,
}

const fn case(
    name: &'static str,
    declarations: &'static [&'static str],
    formula: &'static str,
    variable: &'static str,
) -> Case {
    Case { name, declarations, formula, variable, order: 1 }
}

const LOGISTIC: &str = r"\sum_{i=1}^N \log(1 + \exp(-y_i \mathbf x_i^T \mathbf w))";
const SAMPLES: &[&str] =
    &[r"\mathbf x_i \in \mathbb{R}^n", r"y_i \in \mathbb{R}", r"\mathbf w \in \mathbb{R}^n", r"N \in \mathbb{N}"];

/// The expressions.
pub const CASES: &[Case] = &[
    case(
        "1 tr(AXB)",
        &[r"A \in \mathbb{R}^{p\times m}", r"X \in \mathbb{R}^{m\times n}", r"B \in \mathbb{R}^{n\times p}"],
        r"\operatorname{tr}(A X B)",
        "X",
    ),
    case(
        "2 x'Ax",
        &[r"A \in \mathbb{R}^{n\times n}", r"\mathbf x \in \mathbb{R}^n"],
        r"\mathbf x^T A \mathbf x",
        r"\mathbf x",
    ),
    case("3 log det X", &[r"X \in \mathbb{R}^{n\times n}"], r"\log \det X", "X"),
    case(
        "4 tr(X^-1 A)",
        &[r"X \in \mathbb{R}^{n\times n}", r"A \in \mathbb{R}^{n\times n}"],
        r"\operatorname{tr}(X^{-1} A)",
        "X",
    ),
    case(
        "5 |Xw-y|^2",
        &[r"X \in \mathbb{R}^{m\times n}", r"\mathbf w \in \mathbb{R}^n", r"\mathbf y \in \mathbb{R}^m"],
        r"\|X \mathbf w - \mathbf y\|_2^2",
        r"\mathbf w",
    ),
    case("6a logistic gradient", SAMPLES, LOGISTIC, r"\mathbf w"),
    Case { order: 2, ..case("6b logistic Hessian", SAMPLES, LOGISTIC, r"\mathbf w") },
    case(
        "7 |XX'-A|_F^2",
        &[r"X \in \mathbb{R}^{m\times n}", r"A \in \mathbb{R}^{m\times m}"],
        r"\|X X^T - A\|_F^2",
        "X",
    ),
    case(
        "8 Jacobian of AXB",
        &[r"A \in \mathbb{R}^{p\times m}", r"X \in \mathbb{R}^{m\times n}", r"B \in \mathbb{R}^{n\times q}"],
        "A X B",
        "X",
    ),
    case(
        "9 cross-entropy",
        &[r"W \in \mathbb{R}^{k\times n}", r"\mathbf x \in \mathbb{R}^n", r"\mathbf y \in \mathbb{R}^k"],
        r"-\mathbf y^T \log(\operatorname{softmax}(W \mathbf x))",
        "W",
    ),
    case(
        "10 Gaussian log-likelihood",
        &[r"\Sigma \in \mathbb{R}^{n\times n}", r"\mathbf x \in \mathbb{R}^n", r"\boldsymbol\mu \in \mathbb{R}^n"],
        r"-\frac{1}{2} \log\det\Sigma - \frac{1}{2} (\mathbf x - \boldsymbol\mu)^T \Sigma^{-1} (\mathbf x - \boldsymbol\mu)",
        r"\Sigma",
    ),
    case("11 tr(X^5)", &[r"X \in \mathbb{R}^{n\times n}"], r"\operatorname{tr}(X^5)", "X"),
    case(
        "12 two layers",
        &[
            r"W_1 \in \mathbb{R}^{h\times n}",
            r"W_2 \in \mathbb{R}^{k\times h}",
            r"\mathbf x \in \mathbb{R}^n",
            r"\mathbf y \in \mathbb{R}^k",
        ],
        r"\|W_2 \tanh(W_1 \mathbf x) - \mathbf y\|_2^2",
        "W_1",
    ),
];

/// A network of `layers` layers `σ(W_i h + b_i)` and its squared error.
///
/// # Panics
/// Never: what is declared is fixed.
pub fn network(layers: usize) -> (Session, String) {
    let mut declarations = vec![r"\mathbf x \in \mathbb{R}^n".to_string(), r"\mathbf y \in \mathbb{R}^n".into()];
    let mut inner = r"\mathbf x".to_string();
    for i in 1..=layers {
        declarations.push(format!(r"W_{{{i}}} \in \mathbb{{R}}^{{n \times n}}"));
        declarations.push(format!(r"\mathbf b_{{{i}}} \in \mathbb{{R}}^n"));
        inner = format!(r"\sigma(W_{{{i}}} {inner} + \mathbf b_{{{i}}})");
    }
    let session = declarations.iter().fold(Session::new(), |s, d| s.declare(d).unwrap_or_default());
    (session, format!(r"\|{inner} - \mathbf y\|_2^2"))
}
