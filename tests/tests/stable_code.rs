//! Generated code keeps its value where exponentials overflow or vanish and determinants leave the range of numbers, though the
//! derivative is finite.

use matgrad_core::Session;
use matgrad_core::functions::Language;
use matgrad_tests::interpreters::run;
use serde_json::{Value, json};

/// The rows of X.
const ORDER: usize = 200;

/// Formulas of z, y ∈ ℝ³ and a square X, by z or X, and their gradients at `z = (1000, −1000, 0)`, `y = (1, 2, 3)` and `X = 100 I`
/// with a determinant of 10⁴⁰⁰.
fn cases() -> Vec<(&'static str, &'static str, Value)> {
    let log2 = 2f64.ln();
    vec![
        (r"-y^T \log \operatorname{softmax}(z)", "z", json!([5.0, -2.0, -3.0])),
        (r"-y^T \log \frac{\exp(z)}{\mathbf 1^T \exp(z)}", "z", json!([5.0, -2.0, -3.0])),
        (r"(\log \mathbf 1^T \exp(z))^2", "z", json!([2000.0, 0.0, 0.0])),
        (r"\|\log \operatorname{softmax}(z)\|^2", "z", json!([6000.0, -4000.0, -2000.0])),
        (r"\|\log \sigma(z)\|^2", "z", json!([0.0, -2000.0, -log2])),
        (r"\|\log(\mathbf 1 - \sigma(z))\|^2", "z", json!([2000.0, 0.0, log2])),
        (r"\|\log(\mathbf 1 + \exp(z))\|^2", "z", json!([2000.0, 0.0, log2])),
        (r"\|\operatorname{softplus}(z)\|^2", "z", json!([2000.0, 0.0, log2])),
        (r"-y^T \log \sigma(z)", "z", json!([0.0, -2.0, -1.5])),
        (r"y^T \operatorname{softmax}(z)", "z", json!([0.0, 0.0, 0.0])),
        (r"\operatorname{tr}(X) \log \det X", "X", multiple_of_identity(200.0 + 400.0 * 10f64.ln())),
    ]
}

fn multiple_of_identity(c: f64) -> Value {
    (0..ORDER)
        .map(|i| (0..ORDER).map(|j| if i == j { c } else { 0.0 }).collect::<Vec<f64>>())
        .collect::<Vec<_>>()
        .into()
}

fn value(name: &str) -> Value {
    match name {
        "z" => json!([1000.0, -1000.0, 0.0]),
        "y" => json!([1.0, 2.0, 3.0]),
        "X" => multiple_of_identity(100.0),
        other => panic!("no value for {other}"),
    }
}

#[test]
fn code_is_finite_where_the_derivative_is() {
    let session = [r"y, z \in \mathbb{R}^n", r"X \in \mathbb{R}^{m \times m}"]
        .into_iter()
        .fold(Session::new(), |session, given| session.declare(given).expect("a declaration"));
    for language in [Language::Numpy, Language::Jax, Language::Pytorch, Language::Matlab] {
        let cases: Vec<Value> = cases()
            .into_iter()
            .map(|(formula, by, expected)| {
                let code = session.derive(formula, by).expect(formula).code(language).expect(formula);
                let inputs = |a: &matgrad_core::render::code::Argument| match a.latex.as_str() {
                    "n" => json!({ "value": 3 }),
                    "m" => json!({ "value": ORDER }),
                    name => json!({ "value": value(name) }),
                };
                json!({
                    "formula": formula,
                    "names": code.arguments.iter().map(|a| a.name.clone()).collect::<Vec<_>>(),
                    "inputs": code.arguments.iter().map(inputs).collect::<Vec<_>>(),
                    "source": code.source,
                    "expected": expected,
                })
            })
            .collect();
        match run(&cases, language) {
            Some(failed) => assert!(failed.is_empty(), "{language:?}:\n{failed}"),
            None => eprintln!("SKIPPED: {language:?} cannot be run here"),
        }
    }
}
