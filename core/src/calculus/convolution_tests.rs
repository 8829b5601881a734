//! Layers that convolve, from the sums that define them to their gradients, entry-wise and as matrices; each verified by numbers.

use super::derive::{Form, Layout, Request};
use crate::derivation::Derivation;
use crate::elaborate::Options;
use crate::elaborate::command::Context;
use crate::render::{Style, latex};

const DECLARED: &[&str] = &[
    r"K \in \mathbb{R}^{m \times n}",
    r"X \in \mathbb{R}^{p \times q}",
    r"G \in \mathbb{R}^{(p-m+1) \times (q-n+1)}",
    r"\mathcal L : \mathbb{R}^{(p-m+1) \times (q-n+1)} \to \mathbb{R}",
    r"\mathbf k \in \mathbb{R}^m",
    r"\mathbf x \in \mathbb{R}^p",
    r"\mathbf g \in \mathbb{R}^{p-m+1}",
];

/// The derivative in LaTeX, verified.
fn derived(formula: &str, wrt: &str, form: Option<Form>, order: u8) -> String {
    let context = Context::new(DECLARED, &[]).expect("declarations");
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    let read = context.read(formula, &options).unwrap_or_else(|c| panic!("{formula}: {}", c.message()));
    let wrt = context.symbol(wrt).expect("declared");
    match Derivation::find(Request { form, order, ..Request::new(read.expr, wrt) }) {
        Ok(d) => latex(&d.result, &Style::default()),
        Err(failure) => panic!("{formula}: {failure}"),
    }
}

#[test]
fn sums_that_move_a_kernel_are_derived_as_convolutions() {
    let patch = r"\sum_{u=1}^{m} \sum_{v=1}^{n} K_{uv} X_{i+u-1,\,j+v-1}";
    let counted_from_0 = r"\sum_{a=0}^{m-1} \sum_{b=0}^{n-1} K_{a+1,b+1} X_{i+a,j+b}";
    let backwards = r"\sum_{u=1}^{m} \sum_{v=1}^{n} K_{u,v} X_{i-u+m,j-v+n}";
    let over = |inner: &str| format!(r"\sum_{{i=1}}^{{p-m+1}} \sum_{{j=1}}^{{q-n+1}} G_{{ij}} {inner}");
    let mut out = Vec::new();
    for inner in [patch, counted_from_0, backwards] {
        for by in ["K", "X"] {
            out.push(format!("{by}: {}", derived(&over(inner), by, None, 1)));
        }
    }
    let line = r"\sum_{i=1}^{p-m+1} g_i \sum_{u=1}^{m} k_u x_{i+u-1}";
    out.push(derived(line, r"\mathbf k", None, 1));
    out.push(derived(line, r"\mathbf x", None, 1));
    insta::assert_snapshot!(out.join("\n"), @r"
    K: \operatorname{conv}(G, X)
    X: \operatorname{convfull}(G, K)
    K: \operatorname{conv}(G, X)
    X: \operatorname{convfull}(G, K)
    K: \sum_{u=1}^m \mathbf{e}_{(m + 1) - u} \sum_{v=1}^n [\operatorname{conv}(G, X)]_{uv} \mathbf{e}_{(n + 1) - v}^T
    X: \operatorname{convfull}(G, [K_{(m + 1) - u,(n + 1) - v}]_{uv})
    \operatorname{conv}(\mathbf g, \mathbf x)
    \operatorname{convfull}(\mathbf g, \mathbf k)
    ");
}

#[test]
fn a_convolutional_layer_has_its_gradients_in_every_form() {
    let loss = r"\mathcal L(\operatorname{conv}(K, X))";
    let layer = r"\operatorname{conv}(K, X)";
    let cases = [
        (loss, "K", None, 1),
        (loss, "X", None, 1),
        (loss, "K", Some(Form::Jacobian), 1),
        (loss, "X", Some(Form::Jacobian), 1),
        (loss, "K", None, 2),
        (loss, "X", None, 2),
        (layer, "K", None, 1),
        (layer, "X", None, 1),
        (r"\|\operatorname{conv}(K, X) - G\|_F^2", "K", None, 1),
        (r"\|\operatorname{conv}(K, X) - G\|_F^2", "X", None, 1),
    ];
    let out: Vec<String> = cases.iter().map(|(f, by, form, order)| derived(f, by, *form, *order)).collect();
    insta::assert_snapshot!(out.join("\n"), @r"
    \operatorname{conv}(\nabla \mathcal L(\operatorname{conv}(K, X)), X)
    \operatorname{convfull}(\nabla \mathcal L(\operatorname{conv}(K, X)), K)
    \operatorname{vec}(\nabla \mathcal L(\operatorname{conv}(K, X)))^T \operatorname{im2col}_{m \times n}(X)
    \operatorname{vec}(\nabla \mathcal L(\operatorname{conv}(K, X)))^T \operatorname{toeplitz}_{p \times q}(K)
    \operatorname{im2col}_{m \times n}(X)^T \nabla^2 \mathcal L(\operatorname{conv}(K, X)) \operatorname{im2col}_{m \times n}(X)
    \operatorname{toeplitz}_{p \times q}(K)^T \nabla^2 \mathcal L(\operatorname{conv}(K, X)) \operatorname{toeplitz}_{p \times q}(K)
    \operatorname{im2col}_{m \times n}(X)
    \operatorname{toeplitz}_{p \times q}(K)
    2 \operatorname{conv}(\operatorname{conv}(K, X) - G, X)
    2 \operatorname{convfull}(\operatorname{conv}(K, X) - G, K)
    ");
}
