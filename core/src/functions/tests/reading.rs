//! What is printed of a function is read as that function.

use super::shapes;
use crate::calculus::derive::Layout;
use crate::elaborate::Options;
use crate::elaborate::command::Context;
use crate::expr::Expr;
use crate::expr::build::call;
use crate::functions::{ALL, Func};
use crate::render::{Style, latex};
use crate::shape::{Dim, Shape};

/// X (and Y) of these shapes, a scalar p, and a square S that is symmetric.
fn context(args: &[Shape]) -> Context {
    let mut declarations = vec![r"p \in \mathbb{R}".to_string(), r"S \in \mathbb{R}^{m \times m}".into()];
    for (name, s) in ["X", "Y"].iter().zip(args) {
        let size = |d: &Dim| d.to_latex();
        declarations.push(if s.is_scalar() {
            format!(r"{name} \in \mathbb{{R}}")
        } else {
            format!(r"{name} \in \mathbb{{R}}^{{{} \times {}}}", size(&s.rows), size(&s.cols))
        });
    }
    let declarations: Vec<&str> = declarations.iter().map(String::as_str).collect();
    Context::new(&declarations, &["S symmetric"]).expect("declarations as authors write them")
}

fn read(context: &Context, text: &str) -> Result<Expr, String> {
    let options = Options { layout: Some(Layout::Mixed), ..Options::default() };
    context.read(text, &options).map(|r| r.expr).map_err(|c| c.message().to_string())
}

fn quantity(context: &Context, name: &str) -> Expr {
    crate::expr::build::symbol(&context.symbol(name).expect("declared"))
}

/// The arguments of a call at which its print is tried, for every list of shapes that f takes.
fn calls(f: Func) -> Vec<(Context, Expr)> {
    let lists: Vec<Vec<Shape>> = match f.arity() {
        0 => vec![vec![]],
        1 => shapes().into_iter().map(|s| vec![s]).collect(),
        _ => shapes().iter().flat_map(|a| shapes().into_iter().map(move |b| vec![a.clone(), b])).collect(),
    };
    let fitting = lists.into_iter().filter(|l| f.shape(l).is_ok());
    fitting
        .filter_map(|l| {
            let context = context(&l);
            let args = ["X", "Y"].iter().take(l.len()).map(|n| quantity(&context, n)).collect();
            call(f, args).map(|e| (context, e))
        })
        .collect()
}

#[test]
fn prints_read_back_as_what_they_print() {
    let mut wrong = Vec::new();
    // The second argument of these carries a shape alone; random expressions try them.
    for f in ALL.iter().filter(|f| !matches!(f.name(), "unvec" | "im2col" | "toeplitz")) {
        for (context, e) in calls(*f) {
            let text = latex(&e, &Style::default());
            match read(&context, &text) {
                Ok(back) if back == e => {}
                other => wrong.push(format!("{text} ({}) is read as {other:?}", f.name())),
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn authors_spellings_are_understood() {
    let mut out = Vec::new();
    let context = context(&[Shape::vector(Dim::named("m")), Shape::matrix(Dim::named("m"), Dim::named("n"))]);
    let cases = [
        r"\|X\|_3",
        r"\|X\|_p",
        r"\|X\|_1",
        r"\|X\|_\infty",
        r"\|Y\|_*",
        r"\|Y\|_{\text{nuc}}",
        r"\|Y\|_2",
        r"\lambda_{\max}(S)",
        r"\lambda_{\mathrm{min}}(Y^T Y)",
        r"\sigma_{\max}(Y)",
        r"\max(0, X)",
        r"\operatorname{ReLU}(X)",
        r"\mathrm{softmax}(X)",
        r"\operatorname{tr}(e^{S})",
        r"S^{1/2}",
        r"S^{-1/2}",
        r"Y^+",
        r"Y^\dagger",
        r"\operatorname{kronsum}(S, Y^T Y)",
        r"L_{\exp}(S, S S)",
        r"\operatorname{vech}(S)",
        r"\sqrt{2 \pi}",
        r"\operatorname{mean}(X)",
        r"\operatorname{sum}(Y)",
        r"\operatorname{sgn}(X)",
        r"\operatorname{adj}(S)",
        r"\tan(X) + \sinh(X) + \arctan(X)",
    ];
    for text in cases {
        out.push(match read(&context, text) {
            Ok(e) => format!("{text}: {e:?}"),
            Err(why) => format!("{text}: {why}"),
        });
    }
    insta::assert_snapshot!(out.join("\n"), @r"
    \|X\|_3: (normp X 3)
    \|X\|_p: (normp X p)
    \|X\|_1: (norm1 X)
    \|X\|_\infty: (norminf X)
    \|Y\|_*: (nuclear Y)
    \|Y\|_{\text{nuc}}: (nuclear Y)
    \|Y\|_2: (sigmamax Y)
    \lambda_{\max}(S): (lambdamax S)
    \lambda_{\mathrm{min}}(Y^T Y): (lambdamin (* (transpose Y) Y))
    \sigma_{\max}(Y): (sigmamax Y)
    \max(0, X): (relu X)
    \operatorname{ReLU}(X): (relu X)
    \mathrm{softmax}(X): (softmax X)
    \operatorname{tr}(e^{S}): (trace (expm S))
    S^{1/2}: (sqrtm S)
    S^{-1/2}: (^ (sqrtm S) -1)
    Y^+: (pinv Y)
    Y^\dagger: (pinv Y)
    \operatorname{kronsum}(S, Y^T Y): (+ (⊗ S I[n]) (⊗ I[m] (* (transpose Y) Y)))
    L_{\exp}(S, S S): (* (expm S) (^ S 2))
    \operatorname{vech}(S): (vech S)
    \sqrt{2 \pi}: (^ (* 2 (pi)) 1/2)
    \operatorname{mean}(X): (* (^ #m -1) (* ones[1×m] X))
    \operatorname{sum}(Y): (* ones[1×m] Y ones[n×1])
    \operatorname{sgn}(X): (sign X)
    \operatorname{adj}(S): (adj S)
    \tan(X) + \sinh(X) + \arctan(X): (+ (tan X) (sinh X) (arctan X))
    ");
}
