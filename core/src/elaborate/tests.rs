//! What formulas mean, and what is said of those that do not fit.

use super::command::{Complaint, Context, shape_of};
use super::{Options, Shapes, elaborate};
use crate::calculus::derive::Layout;
use crate::notation::{Macros, parse};
use crate::verify::equal::equal;
use serde_json::Value;

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The acceptance cases, where they are at hand.
fn cases(suite: &str) -> Option<Vec<Value>> {
    let Ok(root) = std::env::var("MATGRAD_SHARED") else {
        eprintln!("SKIPPED: set MATGRAD_SHARED to run the acceptance cases of suite {suite}");
        return None;
    };
    let text = std::fs::read_to_string(format!("{root}/acceptance/cases.json")).expect("cases.json is readable");
    let mut all: Value = serde_json::from_str(&text).expect("cases.json is JSON");
    all[suite].as_array_mut().map(std::mem::take)
}

fn assumptions(case: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for word in ["symmetric", "posdef", "positive"] {
        out.extend(strings(&case[word]).into_iter().map(|s| format!("{s} {word}")));
    }
    if let (Some(word), Some(wrt)) = (case["structure"].as_str(), case["wrt"].as_str()) {
        out.push(format!("{wrt} {word}"));
    }
    out
}

#[test]
fn acceptance_shapes() {
    let Some(cases) = cases("shape") else { return };
    let mut wrong = Vec::new();
    for case in &cases {
        let (id, expr) = (case["id"].as_str().unwrap_or(""), case["expr"].as_str().unwrap_or(""));
        let given = shape_of(&strings(&case["decl"]), &[], expr);
        let wanted = strings(&case["shape"]);
        match &given {
            Ok(shape) if !wanted.is_empty() => {
                let sizes = |k: usize| crate::elaborate::declare::dim(&node(wanted[k]));
                let same = sizes(0).as_ref() == Some(&shape.rows) && sizes(1).as_ref() == Some(&shape.cols);
                if !same {
                    wrong.push(format!("{id}: {expr}: {shape} for {wanted:?}"));
                }
            }
            Err(Complaint::Shape { problem, .. }) if wanted.is_empty() => {
                let (span, at) = (problem.span, case["where"].as_str().unwrap_or(""));
                if &expr[span.range()] != at || !problem.certain {
                    wrong.push(format!("{id}: {expr}: marked `{}` for `{at}`", &expr[span.range()]));
                }
            }
            other => wrong.push(format!("{id}: {expr}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn node(text: &str) -> crate::notation::Node {
    super::command::single(&parse(text, &Macros::default())).expect("one expression").clone()
}

#[test]
fn acceptance_functions_to_derive_have_expressions() {
    let Some(cases) = cases("derive") else { return };
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    let mut wrong = Vec::new();
    for case in &cases {
        let (id, f) = (case["id"].as_str().unwrap_or(""), case["f"].as_str().unwrap_or(""));
        let assume = assumptions(case);
        let assume: Vec<&str> = assume.iter().map(String::as_str).collect();
        match Context::new(&strings(&case["decl"]), &assume).and_then(|c| {
            c.symbol(case["wrt"].as_str().unwrap_or(""))?;
            c.read(f, &options)
        }) {
            Ok(read) => {
                let kind = case["kind"].as_str().unwrap_or("");
                let fits = match kind {
                    "scalar" => read.shape.is_scalar(),
                    "vector" => read.shape.is_vector(),
                    _ => true,
                };
                if !fits {
                    wrong.push(format!("{id}: {f}: {} for {kind}", read.shape));
                }
            }
            Err(complaint) => wrong.push(format!("{id}: {f}: {}", complaint.message())),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn acceptance_sides_of_identities_have_expressions() {
    let Some(cases) = cases("equal") else { return };
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    let mut wrong = Vec::new();
    for case in &cases {
        let id = case["id"].as_str().unwrap_or("");
        let (lhs, rhs) = (case["lhs"].as_str().unwrap_or(""), case["rhs"].as_str().unwrap_or(""));
        let Ok(context) = Context::new(&strings(&case["decl"]), &[]) else {
            wrong.push(format!("{id}: declarations"));
            continue;
        };
        let (l, r) = (node(lhs), node(rhs));
        let sides = super::elaborate_sides(&[&l, &r], &context.scope, &mut Shapes::new(), &options);
        for (side, text) in sides.iter().zip([lhs, rhs]) {
            // Some of the false ones are false by their shapes alone.
            let ill = sides[0].problems.iter().any(|p| p.is_shape() && p.certain);
            if side.expr.is_none() && !(ill && case["same_shape"] == Value::Bool(false)) {
                wrong.push(format!("{id}: {text}: {:?}", sides[0].problems.first().map(|p| &p.kind)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn context(declarations: &str) -> Context {
    let given: Vec<&str> = declarations.split(';').map(str::trim).filter(|d| !d.is_empty()).collect();
    Context::new(&given, &[]).expect("the declarations are read")
}

/// The expression as an s-expression, or the first problem.
fn meaning(declarations: &str, text: &str) -> String {
    let context = context(declarations);
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    let read = elaborate(&node(text), &context.scope, &mut Shapes::new(), &options);
    match (&read.expr, read.problems.first()) {
        (Some(e), _) => format!("{e:?}"),
        (None, Some(p)) => format!("{}{}", if p.certain { "! " } else { "? " }, p.message(text)),
        (None, None) => format!("no expression, {}", read.shape),
    }
}

const AX: &str = r"A \in \mathbb R^{m\times n}; x \in \mathbb R^n; b \in \mathbb R^m; S \in \mathbb R^{n\times n}";

#[test]
fn formulas_mean_what_their_authors_write() {
    for (text, wanted) in [
        (r"A x + b", "(+ (* A x) b)"),
        (r"A x + y", "(+ (* A x) y)"),
        (r"x^T x A x", "(* (* (transpose x) x) A x)"),
        (r"1/n A^T A", "(* (^ #n -1) (transpose A) A)"),
        (r"(S^T S + \lambda I)^{-1} x", "(* (^ (+ (* (transpose S) S) (* \\lambda I[n])) -1) x)"),
        (r"S' S", "(* (transpose S) S)"),
        (r"x \cdot x", "(* (transpose x) x)"),
        (r"\langle x, S x \rangle", "(* (transpose x) S x)"),
        (r"S_{ij} + S_{1,2} + S_{12} + [S]_{i,j}", "(+ (* 2 (entry S i j)) (* 2 (entry S 1 2)))"),
        (r"A_{i:}", "(* (transpose (e i)) A)"),
        (r"\sum_{i,j} S_{ij} x_i x_j", "(sum:i 1 #n (* (entry x i 1) (sum:j 1 #n (* (entry S i j) (entry x j 1)))))"),
        (r"\sum_{i,j=1}^n S_{ij}", "(sum:i 1 #n (sum:j 1 #n (entry S i j)))"),
        (r"\log \frac{1}{x^T x} \exp(b^T b)", "(log (* (^ (* (transpose x) x) -1) (exp (* (transpose b) b))))"),
        (r"\log(x^T x) \exp(b^T b)", "(* (log (* (transpose x) x)) (exp (* (transpose b) b)))"),
        (r"\log \sum_i x_i \cdot x_i + 1", "(+ (log (sum:i 1 #n (^ (entry x i 1) 2))) 1)"),
        (r"\operatorname{tr} \sum_{i=1}^3 S^i", "(sum:i 1 3 (trace (^ S i)))"),
        (r"e^{S} + \exp(S)", "(+ (expm S) (exp S))"),
        (r"S^{1/2} + \sqrt{S}", "(+ (sqrtm S) (^⊙ S 1/2))"),
        (r"|S| + |x^T x|", "(+ (det S) (abs (* (transpose x) x)))"),
        (r"\|x\|^2 + \|A\|_F", "(+ (^ (norm2 x) 2) (normf A))"),
        (r"\operatorname{diag}(x) + \operatorname{diag}(\operatorname{diag}(S))", "(+ (diag x) (diag (diagonal S)))"),
        (r"\sigma(x)", "(sigmoid x)"),
        (r"\sigma x", "(* \\sigma x)"),
        (r"\max(0, x)", "(relu x)"),
        (r"\begin{bmatrix} I & A \\ A^T & 0 \end{bmatrix}", "(block2x2 I[m] A (transpose A) 0)"),
        (r"\frac{\partial (x^T S x)}{\partial x}", "(* (+ S (transpose S)) x)"),
        (r"\frac{\partial (A x)}{\partial x^T}", "A"),
        (r"\nabla_x \|x\|_2^2", "(* 2 x)"),
        (r"d(S^T S)", "(+ (* (transpose dS) S) (* (transpose S) dS))"),
        (r"K_{mn} \operatorname{vec}(A)", "(* K[m,n] (vec A))"),
        (r"\frac{\partial b}{\partial x}", "no expression, m×n"),
        (r"\|A\|_{2,1}", "? this norm is not known"),
        (r"A + I_n'", "! the sum does not fit: `A` is m×n, but `I_n'` is n×n"),
        (r"A^T x", "! the product does not fit: `A^T` is n×m, but `x` is n×1"),
        (r"x + \|x\|", "? the sum does not fit: `x` is n×1, but `\\|x\\|` is a scalar"),
        (r"A + 1", "? the sum does not fit: `A` is m×n, but `1` is a scalar"),
        (
            r"(A^T A + \lambda I)^{-1} A b",
            "! the product does not fit: `(A^T A + \\lambda I)^{-1}` is n×n, but `A` is m×n",
        ),
        (r"\begin{bmatrix} A & x \end{bmatrix}", "! the blocks do not fit: `A` is m×n, but `x` is n×1"),
    ] {
        assert_eq!(meaning(AX, text), wanted, "{text}");
    }
}

/// Whether two formulas of the strict readings are equal, or what is said of the first.
fn same(context: &Context, left: &str, right: &str) -> Result<bool, String> {
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    let (l, r) = context.read_sides(left, right, &options).map_err(|c| c.message().to_string())?;
    Ok(equal(&l.expr, &r.expr).is_equal())
}

#[test]
fn what_authors_write_in_many_ways_is_one_thing() {
    let context = context(AX);
    for (text, other) in [
        (r"\langle x, x \rangle_S", "x^T S x"),
        (r"\langle A, A \rangle_F", r"\|A\|_F^2"),
        (r"\|x\|_{S^{-1}}^2", "x^T S^{-1} x"),
        (r"\left|\left| x \right|\right|^2", r"\|x\|^2"),
        (r"\lvert\lvert x \rvert\rvert^2", r"\|x\|^2"),
        (r"\big|\big| x \big|\big|^2", r"\|x\|^2"),
        (r"\|x\|_{\ell_1} + \|A\|_{Fro}", r"\|x\|_1 + \|A\|_F"),
        (r"[x]_+ + (x)_+", r"2 \max(0, x)"),
        (r"x^{\circ 4/2}", r"x \odot x"),
        ("1^T x + 1_n^T x", r"2 \mathbf 1^T x"),
        (r"S + \mathrm{Id}_n + \operatorname{Id}", "S + 2 I_n"),
        (r"|x_1 - x_2|^2", "(x_1 - x_2)^2"),
        (r"x_{1:2}", r"\begin{bmatrix} x_1 \\ x_2 \end{bmatrix}"),
        (r"\sum_{ij} (A + A)_{ij}^2", r"4 \|A\|_F^2"),
        (r"\sum_{i,j} S_{ij}(x_i - x_j)", r"\sum_{i,j} S_{ij} x_i - \sum_{i,j} S_{ij} x_j"),
        (r"\begin{vmatrix} x_1 & x_2 \\ x_3 & 4 \end{vmatrix}", "4 x_1 - x_2 x_3"),
        (r"\sum_{1 \le i < j \le n} S_{ij}(x_i - x_j)", r"\sum_{j=1}^n \sum_{i=1}^{j-1} S_{ij}(x_i - x_j)"),
        (r"\sum_{1 \le i \le j \le n} x_i x_j", r"\sum_{j=1}^n \sum_{i=1}^j x_i x_j"),
        (r"\sum_{i} \sum_{j \neq i} S_{ij} x_i", r"1^T S^T x - x^T \operatorname{diag}(S)"),
        (r"\sum_{i=1}^n \sum_{j=1, j \ne i}^n S_{ij} x_i", r"1^T S^T x - x^T \operatorname{diag}(S)"),
        (r"\sum_{i=1}^n \prod_{j \ne i} x_j", r"(\prod_i x_i) \sum_i \frac{1}{x_i}"),
        (r"\sum_i x_i + \sum_i x_i^2", r"1^T x + x^T x"),
        (r"(\sum_j x_j) + \sum_j x_j", r"2 \mathbf 1^T x"),
    ] {
        assert_eq!(same(&context, text, other), Ok(true), "{text}");
    }
    for (text, why) in [
        (r"\langle x, x \rangle_{H}", "this inner product is not known"),
        (r"|x|", "bars are a determinant of a square matrix"),
        (r"\|A\|", "needs its name"),
        (r"\sum_{i \ne j} S_{ij}", "no sum around it binds one"),
        (r"\sum_{i=1}^{n-1} (x_{i+1} - x_i^2)^2 + (1 - x_i)^2", "`i` is the index of a sum that ends before it"),
        (r"2 \sum_i \sum_j S_{ij} - x_{j+1}", "`j` is the index of a sum that ends before it"),
    ] {
        let said = same(&context, text, text);
        assert!(matches!(&said, Err(message) if message.contains(why)), "{text}: {said:?}");
    }
}

#[test]
fn entries_of_a_symmetric_matrix_vary_freely_while_a_derivative_is_taken() {
    let context =
        Context::new(&[r"S, B \in \mathbb R^{n\times n}"], &["S symmetric"]).expect("the declarations are read");
    let hessian =
        r"\frac{\partial^2 \operatorname{tr}(S^2)}{\partial \operatorname{vec}(S) \, \partial \operatorname{vec}(S)^T}";
    for (derivative, value) in [
        (r"\frac{\partial}{\partial S} \operatorname{tr}(S^T B S)", "(B + B^T) S"),
        (r"\frac{\partial}{\partial S} \log\det S", "S^{-1}"),
        (hessian, "2 K_{nn}"),
    ] {
        assert_eq!(same(&context, derivative, value), Ok(true), "{derivative}");
    }
}

#[test]
fn functions_nobody_defined_are_read_at_their_arguments() {
    let given = r"f : \mathbb R^m \to \mathbb R; g : \mathbb R \to \mathbb R; W \in \mathbb R^{m\times n}; \mathbf x \in \mathbb R^n";
    for (text, wanted) in [
        (r"\nabla f(W \mathbf x) \mathbf x^T", "(* (f:Gradient(0) (* W b:x)) (transpose b:x))"),
        (r"\textsf{D} f(W \mathbf x) W", "(* (f:Jacobian(0) (* W b:x)) W)"),
        (r"\nabla^2 f(W \mathbf x)", "(f:Hessian(0, 0) (* W b:x))"),
        (r"g'(f(W \mathbf x))", "(g:Derivative(1) (f (* W b:x)))"),
        (r"g(\mathbf x)", "(g b:x)"),
        (r"f(\mathbf x)", "! f takes an argument of m×1, but `\\mathbf x` is n×1"),
    ] {
        assert_eq!(meaning(given, text), wanted, "{text}");
    }
}

#[test]
fn a_definition_is_unfolded_where_it_is_used() {
    let text = r"h(\mathbf x) = \mathbf a^T \mathbf x";
    let formula = parse(text, &Macros::default());
    let sides = &formula.rows[0].clauses[0].sides;
    let mut scope = context(r"\mathbf a \in \mathbb R^n").scope;
    let read =
        super::elaborate_sides(&[&sides[0].node, &sides[1].node], &scope, &mut Shapes::new(), &Options::default());
    let entry = super::declare::definition(&sides[0].node, &read, &scope, 0, sides[0].span).expect("h is defined");
    scope.insert(entry);
    let value = elaborate(&node(r"\nabla h(\mathbf y)"), &scope, &mut Shapes::new(), &Options::default());
    assert_eq!(format!("{:?}", value.expr), "Some(b:a)");
    assert_eq!(value.inferred[0].shape.to_string(), "n×1");
}

#[test]
fn large_and_deep_formulas_are_read_in_bounded_time() {
    let n = 1000;
    for text in [
        "A ".repeat(n),
        "A".to_string() + &"\\otimes A".repeat(n),
        format!("\\begin{{bmatrix}} {} \\end{{bmatrix}}", "x & y \\\\ ".repeat(n)),
        "= A x ".repeat(n),
        (0..n / 4).map(|i| format!("+ A_{{{i}}} x_{{{i}}} ")).collect(),
        "\\frac{d}{dt} ".repeat(40) + "\\tanh(\\sin(t))",
        format!("I_{{{}}}", "(n+1)".repeat(n)),
    ] {
        let start = std::time::Instant::now();
        let formula = parse(&text, &Macros::default());
        let nodes: Vec<_> =
            formula.rows.iter().flat_map(|r| &r.clauses).flat_map(|c| &c.sides).map(|s| &s.node).collect();
        super::elaborate_sides(&nodes, &super::Scope::new(), &mut Shapes::new(), &Options::default());
        let limit = std::time::Duration::from_secs(10);
        assert!(start.elapsed() < limit, "{} took {:?}", text.get(..40).unwrap_or(&text), start.elapsed());
    }
}

#[test]
fn gradients_have_the_shape_of_what_they_are_taken_by() {
    let declared =
        [r"X \in \mathbb{R}^{m\times n}", r"f: \mathbb{R}^{m\times n} \to \mathbb{R}", r"A \in \mathbb{R}^{n\times m}"];
    let cases = [
        (r"\nabla_X f", "m×n"),
        (r"\nabla_{X^T} f", "n×m"),
        (r"\nabla_{X^T} \operatorname{tr}(A X) - A", "n×m"),
        (r"\nabla_{\operatorname{vec} X} f", "mn×1"),
        (r"\nabla_{\operatorname{vec}(X)^T} f", "1×mn"),
    ];
    for (expr, shape) in cases {
        let found = shape_of(&declared, &[], expr);
        assert!(found.as_ref().is_ok_and(|found| found.to_string() == shape), "{expr}: {found:?}");
    }
}

#[test]
fn an_information_at_a_point_is_no_identity() {
    let shape =
        |expr: &str| shape_of(&[r"A \in \mathbb{R}^{n\times n}"], &[], expr).ok().map(|shape| shape.to_string());
    assert_eq!(shape(r"A - I_n").as_deref(), Some("n×n"));
    assert_eq!(shape(r"I_{\xi} - I_{\eta}"), None);
    assert_eq!(shape(r"A (I_{x_i} - I_{x_j})"), None);
}
