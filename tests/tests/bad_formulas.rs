//! `matgrad derive` on formulas nobody should write: a clear answer, soon, and never a panic.

use std::process::Command;
use std::time::{Duration, Instant};

use matgrad_tests::binary;

/// A second is the aim; the rest is for machines with much else to do and for builds without optimisation.
const PATIENCE: Duration = Duration::from_secs(60);

/// The exit code, standard output and standard error of a derivation by `wrt`.
fn derive(wrt: &str, formula: &str) -> (i32, String, String) {
    let mut command = Command::new(binary());
    command.args(["derive", "--wrt", wrt]);
    for declaration in [
        r"X \in \mathbb{R}^{n\times n}",
        r"A \in \mathbb{R}^{m\times n}",
        r"\mathbf x \in \mathbb{R}^n",
        r"\mathbf y \in \mathbb{R}^m",
        r"a_i \in \mathbb{R}",
        r"t \in \mathbb{R}",
    ] {
        command.args(["--decl", declaration]);
    }
    let start = Instant::now();
    let output = command.args(["--", formula]).output().expect("the binary starts");
    let took = start.elapsed();
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    let code = output.status.code().expect("it ends by itself");
    assert!(took < PATIENCE, "{took:?} for {formula:.60}");
    assert!(code != 0 || stderr.is_empty(), "{stderr}");
    assert!(code == 0 || !stderr.trim().is_empty(), "no word about {formula:.60}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert!(stderr.len() < 3000, "{} bytes for {formula:.60}", stderr.len());
    (code, stdout, stderr)
}

/// The line of the answer that begins with `label`.
fn line<'a>(answer: &'a (i32, String, String), label: &str) -> &'a str {
    let found = answer.1.lines().find_map(|l| l.strip_prefix(label));
    found.unwrap_or_else(|| panic!("no {label} in {answer:?}")).trim()
}

#[test]
fn sums_of_very_many_terms() {
    let named = derive("t", r"\sum_{i=1}^{20000} a_i t^2");
    assert_eq!(line(&named, "LaTeX"), r"2 t \sum_{i=1}^{20000} a_i");
    let (code, _, stderr) = derive("t", r"\sum_{i=1}^{100000000} a_i t^2");
    assert_eq!(code, 1);
    assert!(stderr.contains("more terms than can be worked out"), "{stderr}");
    let written = derive("t", &vec!["t"; 2_000].join("+"));
    assert_eq!(line(&written, "LaTeX"), "2000");
    let (code, ..) = derive("t", &vec!["t"; 60_000].join("+"));
    assert_eq!(code, 1);
    let different: Vec<String> = (1..12_000).map(|k| format!("t^{{{k}}}")).collect();
    let (code, ..) = derive("t", &different.join("+"));
    assert!(code < 2);
}

#[test]
fn powers_of_a_million() {
    let trace = derive("X", r"\operatorname{tr}(X^{1000000})");
    assert_eq!(line(&trace, "LaTeX"), r"1000000 (X^{999999})^T");
    for formula in ["X^{1000000}", r"\mathbf x^T X^{1000000} \mathbf x", "t^{10^{100}}", "X^{99999999999999999999}"] {
        let (code, ..) = derive(if formula.starts_with('t') { "t" } else { "X" }, formula);
        assert!(code < 2, "{formula}");
    }
}

#[test]
fn ill_shaped_formulas_name_the_operation_and_both_operands() {
    let (code, _, stderr) = derive(r"\mathbf x", r"\mathbf y^T A^T \mathbf x");
    assert_eq!(code, 1);
    for what in ["product", r"`\mathbf y^T` is 1×m", "`A^T` is n×m", r"declared by `A \in"] {
        assert!(stderr.contains(what), "{what}: {stderr}");
    }
}

#[test]
fn a_refusal_names_the_part_and_says_why() {
    for (wrt, formula, part, why) in [
        ("X", r"A \operatorname{softmax}(X)", r"`\operatorname{softmax}(X)`", "by its rows to some"),
        ("X", r"\mathbf x^T X \mathbf x + \|X\|^2", r"`\|X\|`", r"\|X\|_F"),
        (r"\mathbf x", r"|A| \mathbf x", "`|A|`", "m×n"),
        (r"\mathbf x", r"\mathbf x \times \mathbf y", r"`\mathbf x \times \mathbf y`", "no product"),
        (r"\mathbf x", r"\operatorname{rank}(A) \mathbf x", r"`\operatorname{rank}(A)`", "no function rank is known"),
        (r"\mathbf x", r"A \mathbf x = \mathbf y", r"`A \mathbf x = \mathbf y`", "give one expression"),
        (r"\mathbf x", " ", "there is no expression", "empty"),
    ] {
        let (code, _, stderr) = derive(wrt, formula);
        assert!(code > 0 && stderr.contains(part) && stderr.contains(why), "{formula}: {stderr}");
    }
}

#[test]
fn what_does_not_depend_on_the_variable_has_the_derivative_zero_in_words() {
    let jacobian = derive("X", r"A \mathbf x");
    assert!(jacobian.1.contains("m×n²: the expression does not depend on it"), "{}", jacobian.1);
    let cancels = derive(r"\mathbf x", r"\mathbf y^T A \mathbf x - \mathbf x^T A^T \mathbf y");
    assert!(cancels.1.contains("n×1: the expression is constant"), "{}", cancels.1);
}

#[test]
fn nothing_is_divided_by_zero() {
    for formula in [
        r"\frac{t}{t - t}",
        r"\frac{\mathbf y^T A \mathbf x}{\mathbf y^T A \mathbf x - \mathbf x^T A^T \mathbf y}",
        r"\frac{t}{0}",
        r"t (X - X)^{-1}",
        r"\log(t - t)",
    ] {
        let wrt = if formula.contains('t') && !formula.contains(r"\mathbf") { "t" } else { r"\mathbf x" };
        let (code, stdout, stderr) = derive(wrt, formula);
        assert_eq!((code, stdout.as_str()), (1, ""), "{formula}: {stderr}");
        assert!(stderr.contains("no value") || stderr.contains("withheld"), "{formula}: {stderr}");
    }
}

#[test]
fn formulas_of_any_depth() {
    let around = |open: &str, close: &str, depth: usize| format!("{}t{}", open.repeat(depth), close.repeat(depth));
    for formula in [
        around("(", ")", 30_000),
        around("{", "}", 30_000),
        around(r"\sin(", ")", 15_000),
        around(r"\sin(", ")", 60),
        around(r"\frac{1}{1+", "}", 8_000),
        around(r"\frac{1}{2+", "}", 40),
        around(r"e^{", "}", 30_000),
        around(r"\operatorname{tr}(X ", ")", 200),
        "(".repeat(100_000),
        r"\frac{".repeat(20_000),
    ] {
        let (code, ..) = derive("t", &formula);
        assert!(code < 2 || !formula.contains('t'), "{formula:.60}");
    }
}
