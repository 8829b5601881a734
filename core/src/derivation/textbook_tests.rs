//! The tables of textbooks: each derivative is the one that is printed there, and no longer.
//!
//! After Magnus & Neudecker, *Matrix Differential Calculus*, chapters 9 and 10, and Petersen & Pedersen, *The Matrix Cookbook*, chapter 2.

use super::Derivation;
use crate::calculus::derive::{Form, Layout, Request};
use crate::elaborate::Options;
use crate::elaborate::command::Context;

use crate::render::{Style, latex, length};
use crate::verify::equal::equal;

/// Square matrices A, B, C, X of n×n; rectangular Y, Z of m×n; M of m×m; P of p×m, Q of n×q; symmetric S of m×m, T of n×n.
const DECLARED: &[&str] = &[
    r"A, B, C, D, X \in \mathbb{R}^{n \times n}",
    r"Y, Z \in \mathbb{R}^{m \times n}",
    r"M \in \mathbb{R}^{m \times m}",
    r"P \in \mathbb{R}^{p \times m}",
    r"Q \in \mathbb{R}^{n \times q}",
    r"R \in \mathbb{R}^{p \times q}",
    r"S \in \mathbb{S}^{m}",
    r"T \in \mathbb{S}^{n}",
    r"\Sigma \in \mathbb{S}^{n}_{++}",
    r"\mathbf a, \mathbf b, \mathbf c, \mathbf d, \mathbf x, \mathbf y, \boldsymbol\mu \in \mathbb{R}^n",
    r"\mathbf u, \mathbf v \in \mathbb{R}^m",
    r"\lambda, t \in \mathbb{R}",
    r"\mathbf x_i \in \mathbb{R}^n",
    r"y_i \in \mathbb{R}",
    r"k \in \mathbb{N}",
];

/// What is derived, by what, in which form (none for the usual), and what the table has.
type Row = (&'static str, &'static str, Option<Form>, &'static str);

const GRADIENTS: &[Row] = &[
    // Of statistics and learning.
    (r"\operatorname{sum}(X \odot X)", "X", None, "2 X"),
    (r"|\mathbf a^T \mathbf x|^2", r"\mathbf x", None, r"2 (\mathbf a^T \mathbf x) \mathbf a"),
    (
        r"\sum_{i,j} A_{ij}(x_i - x_j)^2",
        r"\mathbf x",
        None,
        r"2 ((\mathbf x \mathbf{1}^T - \mathbf{1} \mathbf x^T) \odot (A + A^T)) \mathbf{1}",
    ),
    (r"\|\mathbf x\|_4^4", r"\mathbf x", None, r"4 \mathbf x^{\odot 3}"),
    (
        r"\sum_{i=1}^N (\log(1 + \exp(\mathbf a^T \mathbf x_i)) - y_i \mathbf a^T \mathbf x_i)",
        r"\mathbf a",
        None,
        r"\sum_{i=1}^N (\sigma(\mathbf a^T \mathbf x_i) - y_i) \mathbf x_i",
    ),
    (
        r"-\mathbf y^T \log\operatorname{softmax}(\mathbf x)",
        r"\mathbf x",
        None,
        r"(\mathbf 1^T \mathbf y) \operatorname{softmax}(\mathbf x) - \mathbf y",
    ),
    (r"\mathbf 1^T \log\cosh(\mathbf x)", r"\mathbf x", None, r"\tanh(\mathbf x)"),
    (
        r"-\frac{t + n}{2} \log(1 + \frac{1}{t} \mathbf x^T \mathbf x)",
        r"\mathbf x",
        None,
        r"-\frac{t + n}{\mathbf x^T \mathbf x + t} \mathbf x",
    ),
    // Determinants.
    (r"\det(X)", "X", None, r"\det(X) X^{-T}"),
    (r"\det(A X B)", "X", None, r"\det(A X B) X^{-T}"),
    (r"\det(X^T A X)", "X", None, r"2 \det(X^T A X) X^{-T}"),
    (r"\det(Y^T S Y)", "Y", None, r"2 \det(Y^T S Y) S Y (Y^T S Y)^{-1}"),
    (r"\det(X^{-1})", "X", None, r"-\det(X^{-1}) X^{-T}"),
    (r"\det(X)^3", "X", None, r"3 \det(X)^3 X^{-T}"),
    (r"\log\det(X)", "X", None, r"X^{-T}"),
    (r"\log\det(Y^T Y)", "Y", None, r"2 Y (Y^T Y)^{-1}"),
    (r"\log\det(Y Y^T)", "Y", None, r"2 (Y Y^T)^{-1} Y"),
    (r"\log\det(A X B)", "X", None, r"X^{-T}"),
    (r"\log\det(I + Y Y^T)", "Y", None, r"2 (I + Y Y^T)^{-1} Y"),
    (r"\log\det(\Sigma + \lambda I)", r"\lambda", None, r"\operatorname{tr}((\Sigma + \lambda I)^{-1})"),
    // Inverses.
    (r"\mathbf a^T X^{-1} \mathbf b", "X", None, r"-X^{-T} \mathbf a \mathbf b^T X^{-T}"),
    (r"\operatorname{tr}(X^{-1})", "X", None, r"-(X^{-2})^T"),
    (r"\operatorname{tr}(A X^{-1} B)", "X", None, r"-X^{-T} A^T B^T X^{-T}"),
    (r"\operatorname{tr}((X + A)^{-1})", "X", None, r"-((X + A)^{-2})^T"),
    (r"\operatorname{tr}((Y^T S Y)^{-1} A)", "Y", None, r"-S Y (Y^T S Y)^{-1} (A + A^T) (Y^T S Y)^{-1}"),
    (r"\operatorname{tr}((Y^T Y)^{-1} T)", "Y", None, r"-2 Y (Y^T Y)^{-1} T (Y^T Y)^{-1}"),
    // Projections.
    (r"\operatorname{tr}(M Y (Y^T Y)^{-1} Y^T)", "Y", None, r"(I - Y (Y^T Y)^{-1} Y^T)(M + M^T) Y (Y^T Y)^{-1}"),
    // By entries.
    (r"\|\operatorname{relu}(\mathbf x)\|^2", r"\mathbf x", None, r"2 \operatorname{relu}(\mathbf x)"),
    (r"\sum_{i=1}^m \sum_{j=1}^n |Y_{ij}|", "Y", None, r"\operatorname{sign}(Y)"),
    (r"\mathbf 1^T \operatorname{abs}(Y) \mathbf 1", "Y", None, r"\operatorname{sign}(Y)"),
    (r"\log \|\mathbf x\|^2", r"\mathbf x", None, r"\frac{2 \mathbf x}{\|\mathbf x\|^2}"),
    (r"\log \mathbf 1^T \exp(\mathbf x)", r"\mathbf x", None, r"\operatorname{softmax}(\mathbf x)"),
    (
        r"-\mathbf y^T \log \operatorname{softmax}(\mathbf x)",
        r"\mathbf x",
        None,
        r"(\mathbf 1^T \mathbf y) \operatorname{softmax}(\mathbf x) - \mathbf y",
    ),
    // First order.
    (r"\mathbf x^T \mathbf a", r"\mathbf x", None, r"\mathbf a"),
    (r"\mathbf u^T Y \mathbf b", "Y", None, r"\mathbf u \mathbf b^T"),
    (r"\mathbf a^T Y^T \mathbf u", "Y", None, r"\mathbf u \mathbf a^T"),
    (r"\mathbf a^T X \mathbf a", "X", None, r"\mathbf a \mathbf a^T"),
    (r"\operatorname{tr}(X)", "X", None, "I_n"),
    (r"\operatorname{tr}(X A)", "X", None, "A^T"),
    (r"\operatorname{tr}(P Y Q R^T)", "Y", None, r"P^T R Q^T"),
    (r"\operatorname{tr}(Y^T Z)", "Y", None, "Z"),
    (r"\operatorname{tr}(Z Y^T)", "Y", None, "Z"),
    (r"\operatorname{tr}(A \otimes X)", "X", None, r"\operatorname{tr}(A) I_n"),
    // Second order.
    (r"\mathbf x^T A \mathbf x", r"\mathbf x", None, r"(A + A^T) \mathbf x"),
    (r"\mathbf x^T T \mathbf x", r"\mathbf x", None, r"2 T \mathbf x"),
    (r"\mathbf b^T Y^T Y \mathbf c", "Y", None, r"Y (\mathbf b \mathbf c^T + \mathbf c \mathbf b^T)"),
    (
        r"(A \mathbf x + \mathbf b)^T C (D \mathbf x + \mathbf d)",
        r"\mathbf x",
        None,
        r"A^T C (D \mathbf x + \mathbf d) + D^T C^T (A \mathbf x + \mathbf b)",
    ),
    (r"\mathbf b^T Y^T M Y \mathbf c", "Y", None, r"M^T Y \mathbf b \mathbf c^T + M Y \mathbf c \mathbf b^T"),
    (
        r"(Y \mathbf b + \mathbf u)^T M (Y \mathbf b + \mathbf u)",
        "Y",
        None,
        r"(M + M^T) (Y \mathbf b + \mathbf u) \mathbf b^T",
    ),
    (
        r"(\mathbf u - Y \mathbf b)^T S (\mathbf u - Y \mathbf b)",
        r"\mathbf b",
        None,
        r"-2 Y^T S (\mathbf u - Y \mathbf b)",
    ),
    (
        r"(\mathbf u - Y \mathbf b)^T S (\mathbf u - Y \mathbf b)",
        "Y",
        None,
        r"-2 S (\mathbf u - Y \mathbf b) \mathbf b^T",
    ),
    (r"(\mathbf u - Y \mathbf b)^T S (\mathbf u - Y \mathbf b)", r"\mathbf u", None, r"2 S (\mathbf u - Y \mathbf b)"),
    (r"\operatorname{tr}(X^2)", "X", None, r"2 X^T"),
    (r"\operatorname{tr}(X^2 B)", "X", None, r"(X B + B X)^T"),
    (r"\operatorname{tr}(Y^T M Y)", "Y", None, r"(M + M^T) Y"),
    (r"\operatorname{tr}(M Y Y^T)", "Y", None, r"(M + M^T) Y"),
    (r"\operatorname{tr}(Y A Y^T)", "Y", None, r"Y (A + A^T)"),
    (r"\operatorname{tr}(A Y^T Y)", "Y", None, r"Y (A + A^T)"),
    (r"\operatorname{tr}(A X B X)", "X", None, r"(B X A + A X B)^T"),
    (r"\operatorname{tr}(Y^T Y)", "Y", None, r"2 Y"),
    (r"\operatorname{tr}(B^T Y^T M Y B)", "Y", None, r"(M + M^T) Y B B^T"),
    (r"\operatorname{tr}(Y^T M Y C)", "Y", None, r"M Y C + M^T Y C^T"),
    (r"\operatorname{tr}(M Y B Y^T)", "Y", None, r"M Y B + M^T Y B^T"),
    (r"\operatorname{tr}((P Y Q + R) (P Y Q + R)^T)", "Y", None, r"2 P^T (P Y Q + R) Q^T"),
    (r"\operatorname{tr}(X \otimes X)", "X", None, r"2 \operatorname{tr}(X) I_n"),
    (r"\|P Y Q - R\|_F^2", "Y", None, r"2 P^T (P Y Q - R) Q^T"),
    (r"\|Y\|_F^2", "Y", None, "2 Y"),
    (r"\|Y\|_F", "Y", None, r"\frac{Y}{\|Y\|_F}"),
    // Higher order.
    (r"\operatorname{tr}(X^3)", "X", None, r"3 (X^2)^T"),
    (r"\operatorname{tr}(X^k)", "X", None, r"k (X^{k-1})^T"),
    (r"\operatorname{tr}(A X^3)", "X", None, r"(A X^2 + X A X + X^2 A)^T"),
    (r"\operatorname{tr}(Y^T Y Y^T Y)", "Y", None, r"4 Y Y^T Y"),
    (
        r"\mathbf a^T X^3 \mathbf b",
        "X",
        None,
        r"\mathbf a \mathbf b^T (X^2)^T + X^T \mathbf a \mathbf b^T X^T + (X^2)^T \mathbf a \mathbf b^T",
    ),
    // Norms of vectors.
    (r"\|\mathbf x - \mathbf a\|", r"\mathbf x", None, r"\frac{\mathbf x - \mathbf a}{\|\mathbf x - \mathbf a\|}"),
    (
        r"\frac{\mathbf x - \mathbf a}{\|\mathbf x - \mathbf a\|}",
        r"\mathbf x",
        None,
        r"\frac{I}{\|\mathbf x - \mathbf a\|} - \frac{(\mathbf x - \mathbf a)(\mathbf x - \mathbf a)^T}{\|\mathbf x - \mathbf a\|^3}",
    ),
    (r"\|\mathbf x\|^2", r"\mathbf x", None, r"2 \mathbf x"),
    (r"\|Y \mathbf x - \mathbf u\|^2", r"\mathbf x", None, r"2 Y^T (Y \mathbf x - \mathbf u)"),
    (
        r"\|Y \mathbf x - \mathbf u\|^2 + \lambda \|\mathbf x\|^2",
        r"\mathbf x",
        None,
        r"2 Y^T (Y \mathbf x - \mathbf u) + 2 \lambda \mathbf x",
    ),
    (
        r"\frac{\mathbf x^T T \mathbf x}{\mathbf x^T \mathbf x}",
        r"\mathbf x",
        None,
        r"\frac{2 T \mathbf x}{\mathbf x^T \mathbf x} - \frac{2 \mathbf x^T T \mathbf x \mathbf x}{(\mathbf x^T \mathbf x)^2}",
    ),
    // The normal distribution.
    (
        r"-\frac{1}{2} (\mathbf x - \boldsymbol\mu)^T \Sigma^{-1} (\mathbf x - \boldsymbol\mu)",
        r"\boldsymbol\mu",
        None,
        r"\Sigma^{-1} (\mathbf x - \boldsymbol\mu)",
    ),
    (
        r"-\frac{1}{2} \log\det(\Sigma) - \frac{1}{2} (\mathbf x - \boldsymbol\mu)^T \Sigma^{-1} (\mathbf x - \boldsymbol\mu)",
        r"\Sigma",
        None,
        r"\frac{1}{2} (\Sigma^{-1} (\mathbf x - \boldsymbol\mu) (\mathbf x - \boldsymbol\mu)^T \Sigma^{-1} - \Sigma^{-1})",
    ),
    // The matrix exponential.
    (r"\operatorname{tr}(e^X)", "X", None, r"(e^X)^T"),
    (r"e^{t A} \mathbf x", "t", None, r"e^{t A} A \mathbf x"),
];

const JACOBIANS: &[Row] = &[
    (r"Y (Y^T Y)^{-1} Y^T", "Y", None, r"(I + K_{mm})(Y (Y^T Y)^{-1} \otimes (I - Y (Y^T Y)^{-1} Y^T))"),
    (r"Y Y^+", "Y", None, r"(I + K_{mm})((Y^+)^T \otimes (I - Y Y^+))"),
    (r"A \mathbf x", r"\mathbf x", None, "A"),
    (r"\mathbf x^T A", r"\mathbf x", Some(Form::Jacobian), "A^T"),
    (r"P Y Q", "Y", None, r"Q^T \otimes P"),
    (r"Y \mathbf x", "Y", None, r"\mathbf x^T \otimes I_m"),
    (r"Y^T \mathbf u", "Y", None, r"I_n \otimes \mathbf u^T"),
    (r"Y^T", "Y", None, "K_{mn}"),
    (r"X^2", "X", None, r"X^T \otimes I_n + I_n \otimes X"),
    (r"X^{-1}", "X", None, r"-X^{-T} \otimes X^{-1}"),
    (r"A X^{-1} B", "X", None, r"-(X^{-1} B)^T \otimes A X^{-1}"),
    (r"Y^T Y", "Y", None, r"(I_{n^2} + K_{nn}) (I_n \otimes Y^T)"),
    (r"Y Y^T", "Y", None, r"(I_{m^2} + K_{mm}) (Y \otimes I_m)"),
    (r"Y A Y^T", "Y", None, r"Y A^T \otimes I_m + K_{mm} (Y A \otimes I_m)"),
    (r"X A X", "X", None, r"X^T A^T \otimes I_n + I_n \otimes X A"),
    (r"Y \odot Z", "Y", None, r"\operatorname{diag}(\operatorname{vec}(Z))"),
    (r"Y \odot Y", "Y", None, r"2 \operatorname{diag}(\operatorname{vec}(Y))"),
    (r"\operatorname{vec}(Y)", "Y", None, "I_{mn}"),
    (r"\mathbf x \mathbf x^T", r"\mathbf x", None, r"\mathbf x \otimes I_n + I_n \otimes \mathbf x"),
    (r"\mathbf a \mathbf x^T", r"\mathbf x", None, r"I_n \otimes \mathbf a"),
    (r"\mathbf x \mathbf a^T", r"\mathbf x", None, r"\mathbf a \otimes I_n"),
    (r"\mathbf x^T \mathbf a \mathbf x", r"\mathbf x", None, r"\mathbf x^T \mathbf a I_n + \mathbf x \mathbf a^T"),
    (r"\det(X)", "X", Some(Form::Jacobian), r"\operatorname{vec}(\det(X) X^{-T})^T"),
    (r"\exp(A \mathbf x)", r"\mathbf x", None, r"\operatorname{diag}(\exp(A \mathbf x)) A"),
    (r"\operatorname{diag}(\mathbf x) \mathbf a", r"\mathbf x", None, r"\operatorname{diag}(\mathbf a)"),
];

const HESSIANS: &[Row] = &[
    (r"\mathbf x^T A \mathbf x", r"\mathbf x", None, "A + A^T"),
    (r"\operatorname{tr}(Y^T Y)", "Y", None, "2 I_{mn}"),
    (r"\operatorname{tr}(M Y B Y^T)", "Y", None, r"B^T \otimes M + B \otimes M^T"),
    (r"\operatorname{tr}(A X B X)", "X", None, r"K_{nn} (A^T \otimes B + B^T \otimes A)"),
    (r"\operatorname{tr}(X^2)", "X", None, "2 K_{nn}"),
    (r"\operatorname{tr}(X^{-1})", "X", None, r"K_{nn} (X^{-T} \otimes X^{-2} + (X^{-2})^T \otimes X^{-1})"),
    (r"\log\det(X)", "X", None, r"-K_{nn} (X^{-T} \otimes X^{-1})"),
    (
        r"\det(X)",
        "X",
        None,
        r"\det(X) (\operatorname{vec}(X^{-T}) \operatorname{vec}(X^{-T})^T - K_{nn} (X^{-T} \otimes X^{-1}))",
    ),
    (r"\mathbf a^T Y^T Y \mathbf b", "Y", None, r"(\mathbf a \mathbf b^T + \mathbf b \mathbf a^T) \otimes I_m"),
    (r"\|Y \mathbf x - \mathbf u\|^2", r"\mathbf x", None, "2 Y^T Y"),
    (r"(\mathbf a^T \mathbf x)^2", r"\mathbf x", None, r"2 \mathbf a \mathbf a^T"),
    (
        r"\sigma(\mathbf a^T \mathbf x)",
        r"\mathbf x",
        None,
        r"\sigma(\mathbf a^T \mathbf x) (1 - \sigma(\mathbf a^T \mathbf x)) (1 - 2 \sigma(\mathbf a^T \mathbf x)) \mathbf a \mathbf a^T",
    ),
    (r"\exp(\mathbf a^T \mathbf x)", r"\mathbf x", None, r"\exp(\mathbf a^T \mathbf x) \mathbf a \mathbf a^T"),
];

fn faults(rows: &[Row], order: u8) -> Vec<String> {
    let context = Context::new(DECLARED, &[]).expect("declarations");
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    let style = Style { two_norm_subscript: false, ..Style::default() };
    let one = |(formula, wrt, form, table): &Row| -> Result<(), String> {
        let request = context.request(formula, wrt, &options).map_err(|c| c.to_string())?;
        let form = if order == 2 { Some(Form::Hessian) } else { *form };
        let found = Derivation::find(Request { order, form, ..request }).map_err(|f| f.to_string())?;
        let printed = latex(&found.result, &style);
        let wanted = match context.read(table, &options) {
            Ok(read) if read.shape == *found.result.shape() => read.expr,
            // A constant takes its size from the other side.
            _ => context.read_sides(&printed, table, &options).map_err(|c| format!("{printed}: {c}"))?.1.expr,
        };
        if !equal(&found.result, &wanted).is_equal() {
            return Err(format!("{printed} is not {table}"));
        }
        if length(&printed) > length(table) {
            return Err(format!("{printed} is longer than {table}"));
        }
        Ok(())
    };
    rows.iter().filter_map(|row| one(row).err().map(|why| format!("{} by {}: {why}", row.0, row.1))).collect()
}

#[test]
fn gradients_are_those_of_the_tables_and_no_longer() {
    let faults = faults(GRADIENTS, 1);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn jacobians_are_those_of_the_tables_and_no_longer() {
    let faults = faults(JACOBIANS, 1);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn hessians_are_those_of_the_tables_and_no_longer() {
    let faults = faults(HESSIANS, 2);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
