//! What formulas mean, and what is said of those that do not fit.

use super::command::{Complaint, Context, shape_of};
use super::{Options, Shapes};
use crate::calculus::derive::Layout;
use crate::notation::{Macros, parse};
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
