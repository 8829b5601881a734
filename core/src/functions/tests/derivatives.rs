//! Derivatives of functions of the library as people read them.

use crate::calculus::derive::{Request, derive};
use crate::expr::build::*;
use crate::expr::{Expr, Symbol};
use crate::functions::*;
use crate::render::{Style, latex};
use crate::shape::{Dim, Shape};
use crate::verify::derivative::{Form, Verdict, verify_derivative};

fn quantity(name: &str, rows: &str, cols: &str) -> Symbol {
    let dim = |s: &str| s.parse().map_or_else(|_| Dim::named(s), Dim::constant);
    Symbol::new(name, name, Shape::matrix(dim(rows), dim(cols)))
}

fn of(f: Func, x: Expr) -> Expr {
    call(f, vec![x]).expect("a fitting shape")
}

fn form_of(e: &Expr) -> Form {
    if e.shape().is_scalar() { Form::Gradient } else { Form::Jacobian }
}

fn print(e: &Expr) -> String {
    latex(e, &Style::default())
}

fn d(e: Expr, wrt: &Symbol) -> String {
    match derive(&Request::new(e.clone(), wrt.clone())) {
        Ok(g) => match verify_derivative(&e, &wrt.into(), &g, &form_of(&e), false) {
            Verdict::Verified(_) => print(&g),
            verdict => format!("{} {verdict:?}", print(&g)),
        },
        Err(refusal) => format!("refused: {}", refusal.why),
    }
}

#[test]
fn derivatives_are_as_short_as_the_textbooks() {
    let (xs, ys, vs) = (quantity("X", "n", "n"), quantity("Y", "m", "n"), quantity("x", "n", "1"));
    let (a, w, s) = (symbol(&quantity("A", "n", "n")), symbol(&quantity("a", "n", "1")), quantity("s", "1", "1"));
    let (x, y, v) = (symbol(&xs), symbol(&ys), symbol(&vs));
    let one = ones(v.shape().clone());
    let sum = |e: Expr| mul(vec![transpose(&one), e]);
    let out: Vec<String> = [
        (of(NORM2, sub(&v, &w)), &vs),
        (power(of(NORM2, mul(vec![a.clone(), v.clone()])), number(2)), &vs),
        (power(of(NORMF, sub(&y, &mul(vec![y.clone(), x.clone()]))), number(2)), &xs),
        (of(NORMF, y.clone()), &ys),
        (of(NORM1, sub(&mul(vec![a.clone(), v.clone()]), &w)), &vs),
        (of(NORMINF, v.clone()), &vs),
        (of(NORM2, y.clone()), &ys),
        (of(NUCLEAR, y.clone()), &ys),
        (call(NORMP, vec![v.clone(), number(3)]).expect("fits"), &vs),
        (sum(of(LOG, add2(&one, &of(EXP, neg(&hadamard(vec![w.clone(), mul(vec![a.clone(), v.clone()])])))))), &vs),
        (of(SIGMOID, v.clone()), &vs),
        (of(SOFTMAX, v.clone()), &vs),
        (of(LOGSUMEXP, mul(vec![a.clone(), v.clone()])), &vs),
        (of(RELU, mul(vec![a.clone(), v.clone()])), &vs),
        (of(GELU, symbol(&s)), &s),
        (of(SILU, symbol(&s)), &s),
        (sum(of(SOFTPLUS, v.clone())), &vs),
        (trace(&of(EXPM, mul(vec![a.clone(), x.clone()]))), &xs),
        (trace(&mul(vec![x.clone(), of(LOGM, x.clone())])), &xs),
        (trace(&of(SQRTM, x.clone())), &xs),
        (mul(vec![transpose(&w), of(EXPM, x.clone()), v.clone()]), &xs),
        (of(SQRTM, x.clone()), &xs),
        (of(EXPM, mul(vec![symbol(&s), a.clone()])), &s),
        (trace(&mul(vec![of(PINV, y.clone()), y.clone(), a.clone()])), &ys),
        (trace(&mul(vec![a.clone(), of(PINV, x.clone())])), &xs),
        (trace(&mul(vec![a.clone(), of(ADJ, x.clone())])), &xs),
        (of(LAMBDAMAX, mul(vec![transpose(&x), x.clone()])), &xs),
        (of(LAMBDAMAX, x.clone()), &xs),
        (of(MEAN, y.clone()), &ys),
        (of(VECH, x.clone()), &xs),
    ]
    .into_iter()
    .map(|(e, wrt)| format!("{}\n    {}", print(&e), d(e, wrt)))
    .collect();
    insta::assert_snapshot!(out.join("\n"), @r#"
    \|x - a\|_2
        \frac{x - a}{\|x - a\|_2}
    \|A x\|_2^2
        2 A^T A x
    \|Y - Y X\|_F^2
        2 Y^T (Y X - Y)
    \|Y\|_F
        \frac{Y}{\|Y\|_F}
    \|A x - a\|_1
        A^T \operatorname{sign}(A x - a)
    \|x\|_\infty
        \operatorname{peak}(x)
    \sigma_{\max}(Y)
        \frac{Y \operatorname{eigvecmax}(Y^T Y) \operatorname{eigvecmax}(Y^T Y)^T}{\sigma_{\max}(Y)}
    \|Y\|_*
        \operatorname{polar}(Y)
    \|x\|_3
        \frac{x^{\odot 2} \odot \operatorname{sign}(x)}{\|x\|_3^2}
    \mathbf{1}^T \log(\mathbf{1} + \exp(-a \odot A x))
        -A^T (\sigma(-a \odot A x) \odot a)
    \sigma(x)
        \operatorname{diag}(\sigma(x) - \sigma(x)^2)
    \operatorname{softmax}(x)
        \operatorname{diag}(\operatorname{softmax}(x)) - \operatorname{softmax}(x) \operatorname{softmax}(x)^T
    \operatorname{logsumexp}(A x)
        A^T \operatorname{softmax}(A x)
    \operatorname{relu}(A x)
        \operatorname{diag}(\operatorname{step}(A x)) A
    \operatorname{gelu}(s)
        \frac{1}{2} \left( \operatorname{erf}\left( \frac{1}{\sqrt{2}} s \right) + 1 \right) + \frac{s \exp\left( -\frac{1}{2} s^2 \right)}{\sqrt{2 \pi}}
    \operatorname{silu}(s)
        \sigma(s) + \operatorname{silu}(s) (1 - \sigma(s))
    \mathbf{1}^T \operatorname{softplus}(x)
        \sigma(x)
    \operatorname{tr}(e^{A X})
        A^T (e^{A X})^T
    \operatorname{tr}(X \operatorname{logm}(X))
        I + \operatorname{logm}(X)^T
    \operatorname{tr}(X^{1/2})
        \frac{1}{2} (X^{1/2})^{-T}
    a^T e^X x
        L_{\exp}(X, x a^T)^T
    X^{1/2}
        ((X^{1/2})^T \otimes I_n + I_n \otimes X^{1/2})^{-1}
    e^{s A}
        \operatorname{vec}(e^{s A} A)
    \operatorname{tr}(Y^+ Y A)
        (Y^+)^T (A^T (I - Y^+ Y) + A - A Y^+ Y)
    \operatorname{tr}(A X^+)
        (X^+)^T (X^+ A (I - X^+ X) - A^T (X^+)^T) + (I - X X^+) A X^+ (X^+)^T
    \operatorname{tr}(A \operatorname{adj}(X))
        X^{-T} (\operatorname{tr}(\operatorname{adj}(X) A) I - \operatorname{adj}(X) A)^T
    \lambda_{\max}(X^T X)
        2 X \operatorname{eigvecmax}(X^T X) \operatorname{eigvecmax}(X^T X)^T
    \lambda_{\max}(X)
        refused: the differential of lambdamax is not covered for a matrix that is not known to be symmetric
    \frac{1}{m n} \mathbf{1}^T Y \mathbf{1}
        \frac{1}{m n} \mathbf{1}_m \mathbf{1}_n^T
    \operatorname{vech}(X)
        L_n
    "#);
}

#[test]
fn every_function_derives_inside_others() {
    let mut wrong = Vec::new();
    for f in ALL.iter().filter(|f| f.arity() == 1) {
        for shape in super::shapes() {
            let name = |n: &str, s: Shape| symbol(&Symbol::new(n, n, s));
            let wrt = Symbol::new("X", "X", shape.clone());
            let left = name("P", Shape::matrix(shape.rows.clone(), shape.rows.clone()));
            let right = name("Q", Shape::matrix(shape.cols.clone(), shape.cols.clone()));
            let symmetric =
                matches!(f.name(), "lambdamax" | "lambdamin" | "eigvecmax" | "eigvecmin" | "logm" | "sqrtm");
            let inner = if symmetric {
                mul(vec![transpose(&symbol(&wrt)), left, symbol(&wrt)])
            } else {
                mul(vec![left, symbol(&wrt), right])
            };
            let inner = if symmetric { add2(&inner, &transpose(&inner)) } else { inner };
            // Of a row X the matrix XᵀX is singular.
            if matches!(f.name(), "logm" | "sqrtm") && shape.is_row() && !shape.is_scalar() {
                continue;
            }
            let Some(value) = call(*f, vec![inner]) else { continue };
            let g = name("G", value.shape().clone());
            let e = trace(&mul(vec![transpose(&g), value]));
            for order in [1, 2] {
                let form = if order == 1 { Form::Gradient } else { Form::Hessian };
                match derive(&Request { order, ..Request::new(e.clone(), wrt.clone()) }) {
                    Ok(d) => match verify_derivative(&e, &(&wrt).into(), &d, &form, false) {
                        Verdict::Verified(_) => {}
                        verdict => wrong.push(format!("{} {shape} {order}: {} {verdict:?}", f.name(), print(&d))),
                    },
                    Err(_) if super::refused(*f, std::slice::from_ref(&wrt), order) => {}
                    Err(r) => wrong.push(format!("{} {shape} {order} refused: {:?} {}", f.name(), r.at, r.why)),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
