//! Derivatives by independent entries: what is printed, and every structure in every form against numbers.

use crate::{Form, Layout, Request, Session};

fn session(assumption: &str) -> Session {
    let declared = [r"X \in \mathbb{R}^{n \times n}", r"A \in \mathbb{R}^{n \times n}"];
    let session = declared.iter().fold(Session::new(), |s, d| s.declare(d).expect("a declaration"));
    session.assume(assumption).expect("an assumption")
}

fn structured(assumption: &str, form: Form, formula: &str) -> Result<String, String> {
    let session = session(assumption);
    let request = session.request(formula, "X").map_err(|e| e.to_string())?;
    let order = if form == Form::Hessian { 2 } else { 1 };
    let request = Request { order, form: Some(form), structured: true, ..request };
    session.find(request).map(|d| d.latex()).map_err(|e| e.to_string())
}

#[test]
fn forms_by_independent_entries_are_those_of_the_literature() {
    let cases = [
        ("X symmetric", Form::Gradient, r"\log\det X", r"2 X^{-1} - \operatorname{diag}(\operatorname{diag}(X^{-1}))"),
        ("X symmetric", Form::Jacobian, r"\log\det X", r"\operatorname{vec}(X^{-1})^T D_n"),
        ("X posdef", Form::Hessian, r"\log\det X", r"-D_n^T (X^{-1} \otimes X^{-1}) D_n"),
        ("X symmetric", Form::Jacobian, "X^2", r"(X \otimes I_n + I_n \otimes X) D_n"),
        ("X symmetric", Form::Jacobian, r"\operatorname{vech}(X^{-1})", r"-L_n (X^{-1} \otimes X^{-1}) D_n"),
        ("X skew", Form::Gradient, r"\operatorname{tr}(A X)", r"A^T - A"),
        ("X skew", Form::Jacobian, "X^2", r"(I_n \otimes X - X \otimes I_n) \tilde{D}_n"),
        ("X diagonal", Form::Jacobian, r"\operatorname{tr}(A X)", r"\operatorname{diag}(A)^T"),
        ("X diagonal", Form::Hessian, r"\operatorname{tr}(X A X)", r"2 \operatorname{diag}(\operatorname{diag}(A))"),
        ("X lower", Form::Gradient, r"\operatorname{tr}(A^T X)", r"\operatorname{tril}(A)"),
        ("X upper", Form::Jacobian, r"\operatorname{tr}(A X)", r"\operatorname{vech}(A)^T"),
        ("X lower", Form::Jacobian, "A X", r"(I_n \otimes A) L_n^T"),
        ("X orthogonal", Form::Gradient, r"\operatorname{tr}(A^T X)", r"\frac{1}{2} (A - X A^T X)"),
        ("X orthogonal", Form::Differential, r"\operatorname{tr}(A^T X)", r"\operatorname{tr}(A^T X \Omega)"),
        ("X orthogonal", Form::Gradient, r"\log\det X", "0"),
    ];
    for (assumption, form, formula, expected) in cases {
        assert_eq!(structured(assumption, form, formula).as_deref(), Ok(expected), "{assumption}, {form}, {formula}");
    }
}

#[test]
fn every_structure_is_verified_in_every_form() {
    let formulas =
        [r"\operatorname{tr}(X A X)", r"\|A - X\|_F^2", r"\operatorname{tr}(A X^2 A^T X)", "A X A", r"A X^T X"];
    for word in ["symmetric", "posdef", "skew", "diagonal", "lower", "upper", "orthogonal"] {
        for (k, formula) in formulas.iter().enumerate() {
            let scalar = k < 3;
            let mut forms = vec![Form::Jacobian, Form::Differential];
            forms.extend(scalar.then_some(Form::Gradient));
            forms.extend((scalar && word != "orthogonal").then_some(Form::Hessian));
            for form in forms {
                let found = structured(&format!("X {word}"), form, formula);
                assert!(found.is_ok(), "{word}, {form}, {formula}: {found:?}");
            }
            // In numerator layout the gradient is transposed after its entries are tied.
            if scalar {
                let session = session(&format!("X {word}")).layout(Layout::Numerator);
                let request = session.request(formula, "X").expect("a formula");
                let found = session.find(Request { structured: true, ..request });
                assert!(found.is_ok(), "{word}, numerator layout, {formula}: {:?}", found.err());
            }
        }
    }
}

#[test]
fn what_depends_on_how_the_orthogonal_matrices_curve_is_refused() {
    let refused = structured("X orthogonal", Form::Hessian, r"\operatorname{tr}(A X)").expect_err("no such matrix");
    assert!(refused.contains("orthogonal"), "{refused}");
}

#[test]
fn a_function_of_symmetric_matrices_alone_is_derived_where_it_has_values() {
    let session = session("X symmetric");
    let request = session.request(r"\lambda_{\max}(X) + \operatorname{tr}(A X)", "X").expect("a formula");
    assert!(session.find(request.clone()).is_ok());
    assert!(session.find(Request { structured: true, ..request }).is_ok());
}

#[test]
fn duplication_and_elimination_matrices_are_read_as_they_are_printed() {
    let session = session("X symmetric");
    for (left, right) in [
        (r"D_n \operatorname{vech}(X)", r"\operatorname{vec}(X)"),
        (r"L_n \operatorname{vec}(A)", r"\operatorname{vech}(A)"),
        (r"L_n^T \operatorname{vech}(A)", r"\operatorname{vec}(\operatorname{tril}(A))"),
        (r"\tilde{D}_n^T \operatorname{vec}(A + X)", r"\tilde{D}_n^T \operatorname{vec}(A)"),
    ] {
        let same = session.equal(left, right);
        assert!(same.as_ref().is_ok_and(|e| e.is_equal()), "{left} = {right}: {same:?}");
    }
}
