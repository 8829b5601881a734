//! What is printed as LaTeX reads back to an equal expression: forms that print in a way of their own, and random expressions.

use matgrad_core::elaborate::Options;
use matgrad_core::elaborate::command::Context;
use matgrad_core::expr::Expr;
use matgrad_core::expr::build::*;
use matgrad_core::functions::{DET, DIAG, DIAGONAL, EXP, Func, LOGDET, SIGMOID, SOFTMAX, TANH, TRACE};
use matgrad_core::rational::Rational;
use matgrad_core::render::{Style, latex};
use matgrad_core::shape::{Dim, Shape};
use matgrad_core::verify::equal::equal;
use matgrad_core::verify::random::Rng;

const DECLARED: [&str; 14] = [
    "A \\in \\mathbb{R}^{m \\times n}",
    "B \\in \\mathbb{R}^{n \\times p}",
    "C \\in \\mathbb{R}^{p \\times m}",
    "S \\in \\mathbb{R}^{n \\times n}",
    "T \\in \\mathbb{R}^{m \\times m}",
    "\\mathbf{x} \\in \\mathbb{R}^n",
    "\\mathbf{y} \\in \\mathbb{R}^n",
    "\\mathbf{z} \\in \\mathbb{R}^m",
    "\\mathbf{w} \\in \\mathbb{R}^p",
    "\\mathbf{v}_i \\in \\mathbb{R}^n",
    "a_i \\in \\mathbb{R}",
    "\\lambda \\in \\mathbb{R}",
    "c \\in \\mathbb{R}",
    "f : \\mathbb{R}^n \\to \\mathbb{R}",
];

struct Words {
    context: Context,
}

impl Words {
    fn new() -> Words {
        Words { context: Context::new(&DECLARED, &[]).expect("readable declarations") }
    }

    fn read(&self, text: &str) -> Result<Expr, String> {
        self.context
            .read(text, &Options { strict: true, ..Options::default() })
            .map(|r| r.expr)
            .map_err(|e| e.message().to_string())
    }

    fn get(&self, text: &str) -> Expr {
        self.read(text).expect("a declared symbol")
    }

    /// What is wrong with the print of `e`, if something is.
    fn fault(&self, e: &Expr, style: &Style) -> Option<String> {
        let printed = latex(e, style);
        // A zero alone does not say its size, and nobody writes it.
        if e.subexpressions().iter().any(Expr::is_zero) {
            return None;
        }
        match self.read(&printed) {
            Ok(read) if equal(e, &read).is_unequal() => Some(format!("{printed}\n    of {e:?}\n    is {read:?}")),
            Ok(_) => None,
            Err(why) => Some(format!("{printed}\n    of {e:?}\n    {why}")),
        }
    }
}

fn call1(f: Func, x: &Expr) -> Expr {
    call(f, vec![x.clone()]).expect("fitting shapes")
}

/// Texts that are read, printed and read again.
const TEXTS: [&str; 40] = [
    "(A + (B C)^T)^T",
    "S^{-T} \\mathbf{x}",
    "(S^3)^T",
    "(S + S^T)^{-T}",
    "-S^{-T} \\otimes S^{-1}",
    "K_{mn} \\operatorname{vec}(A)",
    "(B^T \\otimes A) \\operatorname{vec}(S)",
    "\\mathbf{x} \\otimes I_m",
    "\\mathbf{x} \\mathbf{1}_m^T",
    "\\mathbf{1}^T \\exp(\\mathbf{x})",
    "\\frac{\\mathbf{x} - \\mathbf{y}}{\\|\\mathbf{x} - \\mathbf{y}\\|_2}",
    "\\frac{2}{n} A^T (A \\mathbf{x} - \\mathbf{z})",
    "\\frac{\\mathbf{x}^T S \\mathbf{x}}{\\mathbf{x}^T \\mathbf{x}} S \\mathbf{y}",
    "(\\mathbf{x}^T \\mathbf{y})^2 \\mathbf{x} \\mathbf{y}^T",
    "\\sqrt{\\lambda} + \\lambda^{3/2}",
    "\\mathbf{x}^{\\odot 2} + \\mathbf{x}^{\\odot -1}",
    "\\tanh(A \\mathbf{x})^2 \\odot \\mathbf{z}",
    "\\tanh(S)^{\\odot 2}",
    "\\mathbf{x} \\oslash (\\mathbf{y} \\odot \\mathbf{y})",
    "\\log \\det S + n \\log \\det(S + S^T)",
    "(\\log \\det S) S",
    "\\det(S)^2 S^{-T}",
    "\\|A\\|_F^2 + \\|\\mathbf{x}\\|_1 + \\|\\mathbf{x}\\|_\\infty + \\|\\mathbf{x}\\|_3",
    "|\\lambda|",
    "A^+",
    "e^{S}",
    "\\sum_{i=1}^N a_i (\\mathbf{v}_i - \\mathbf{x}) \\mathbf{v}_i^T",
    "S \\left( \\sum_{i=1}^N a_i \\mathbf{v}_i \\mathbf{v}_i^T \\right) \\mathbf{x}",
    "\\prod_{i=1}^n x_i",
    "\\sum_{i=1}^n x_i A_{1,i}",
    "[S \\mathbf{x}]_2 \\mathbf{e}_1 + \\mathbf{x}",
    "\\begin{bmatrix} S & \\mathbf{x} \\\\ \\mathbf{x}^T & c \\end{bmatrix}",
    "\\operatorname{diag}(\\mathbf{x}) S + \\operatorname{diag}(\\operatorname{diag}(S))",
    "\\operatorname{softmax}(\\mathbf{x}) \\mathbf{1}_m^T",
    "\\operatorname{vec}(S)^T",
    "\\nabla f(\\mathbf{x}) \\mathbf{x}^T",
    "\\nabla^2 f(\\mathbf{x}) \\mathbf{y}",
    "f(S \\mathbf{x}) \\mathbf{y}",
    "\\exp(-\\frac{1}{2} \\mathbf{x}^T S \\mathbf{x}) (S + S^T)",
    "-\\frac{1}{2} S - \\lambda I",
];

#[test]
fn printed_forms_read_back_equal() {
    let words = Words::new();
    let top = Style { transpose: "\\top".into(), hadamard: "\\circ".into(), log: "\\ln".into(), ..Style::default() };
    let mut wrong = Vec::new();
    for text in TEXTS {
        match words.read(text) {
            Ok(e) => wrong.extend([&Style::default(), &top].into_iter().filter_map(|s| words.fault(&e, s))),
            Err(why) => wrong.push(format!("{text}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A random expression of so many rows and columns.
fn random(words: &Words, rng: &mut Rng, rows: &str, cols: &str, depth: u32) -> Expr {
    let size = |s: &str| if s == "1" { Dim::one() } else { Dim::named(s) };
    let shape = Shape::matrix(size(rows), size(cols));
    let d = depth.saturating_sub(1);
    let inner = ["m", "n", "p"][usize::try_from(rng.between(0, 2)).expect("small")];
    match if depth == 0 { 0 } else { rng.between(0, 12) } {
        0 | 1 => leaf(words, rng, &shape),
        2 | 3 => add2(&random(words, rng, rows, cols, d), &random(words, rng, rows, cols, d)),
        4 => sub(&random(words, rng, rows, cols, d), &random(words, rng, rows, cols, d)),
        5 | 6 => mul2(&random(words, rng, rows, inner, d), &random(words, rng, inner, cols, d)),
        7 => hadamard(vec![random(words, rng, rows, cols, d), random(words, rng, rows, cols, d)]),
        8 => transpose(&random(words, rng, cols, rows, d)),
        9 => mul2(&random(words, rng, "1", "1", d), &random(words, rng, rows, cols, d)),
        10 => {
            let f = [TANH, SIGMOID, EXP][usize::try_from(rng.between(0, 2)).expect("small")];
            let x = call1(f, &random(words, rng, rows, cols, d));
            if rng.between(0, 2) == 0 { entry_power(x, number(2)) } else { x }
        }
        11 if rows == "1" && cols == "1" => {
            let x = random(words, rng, inner, inner, d);
            call1([TRACE, DET, LOGDET][usize::try_from(rng.between(0, 2)).expect("small")], &x)
        }
        11 if cols == "1" => match rng.between(0, 1) {
            0 => call1(SOFTMAX, &random(words, rng, rows, "1", d)),
            _ => call1(DIAGONAL, &random(words, rng, rows, rows, d)),
        },
        11 if rows == cols => match rng.between(0, 2) {
            0 => call1(DIAG, &random(words, rng, rows, "1", d)),
            1 => inverse(&random(words, rng, rows, rows, d)),
            _ => power(random(words, rng, rows, rows, d), number(3)),
        },
        12 if rows == "1" && cols == "1" => {
            let x = random(words, rng, "1", "1", d);
            match rng.between(0, 2) {
                0 => recip(&add2(&number(1), &power(x, number(2)))),
                1 => sqrt(&add2(&number(1), &power(x, number(2)))),
                _ => scale(Rational::new(-3, 2).expect("nonzero"), &x),
            }
        }
        _ => div(
            &random(words, rng, rows, cols, d),
            &add2(&number(1), &power(random(words, rng, "1", "1", d), number(2))),
        ),
    }
}

fn leaf(words: &Words, rng: &mut Rng, shape: &Shape) -> Expr {
    let names = ["A", "B", "C", "S", "T", "\\mathbf{x}", "\\mathbf{y}", "\\mathbf{z}", "\\mathbf{w}", "\\lambda", "c"];
    let all = names.map(|n| words.get(n));
    let mut fitting: Vec<Expr> =
        all.iter().flat_map(|e| [e.clone(), transpose(e)]).filter(|e| e.shape() == shape).collect();
    if shape.is_square() {
        fitting.push(identity(&shape.rows));
    }
    if shape.is_vector() || shape.is_row() {
        fitting.push(ones(shape.clone()));
    }
    if fitting.is_empty() {
        let column = leaf(words, rng, &Shape::vector(shape.rows.clone()));
        fitting.push(mul2(&column, &leaf(words, rng, &Shape::matrix(Dim::one(), shape.cols.clone()))));
    }
    let k = rng.bits() % u64::try_from(fitting.len()).expect("small");
    fitting.swap_remove(usize::try_from(k).expect("small"))
}

#[test]
fn random_expressions_read_back_equal() {
    let words = Words::new();
    let mut rng = Rng::new(5);
    let shapes = [("1", "1"), ("n", "1"), ("1", "m"), ("m", "n"), ("n", "n"), ("p", "1"), ("p", "m")];
    let wrong: Vec<String> = (0..500)
        .filter_map(|k| {
            let (rows, cols) = shapes[k % shapes.len()];
            words.fault(&random(&words, &mut rng, rows, cols, 3), &Style::default())
        })
        .collect();
    assert!(wrong.is_empty(), "{} of 500:\n{}", wrong.len(), wrong.join("\n"));
}
