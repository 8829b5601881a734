//! Laying a claimed derivative out in the other way: a row for a column, the transposed Jacobian for the Jacobian.

use matgrad_core::calculus::derive::Request;
use matgrad_core::derivation::Derivation;
use matgrad_core::notation::{Kind, Node};
use matgrad_core::render::latex;
use matgrad_core::verify::equal::compare;

use super::gone;
use crate::analysis::Reading;
use crate::analysis::derive::Target;
use crate::analysis::hover::derivatives::LARGEST;
use crate::analysis::hover::subject::Subject;
use crate::api::{Action, ActionKind, Doing, Form, Insertion, Layout, Task};

/// `∂f/∂x` by a vector, the only one whose layout its notation leaves open.
fn is_open(node: &Node) -> bool {
    matches!(&node.kind, Kind::Derivative(d) if d.order == Some(1) && d.at.is_none()
        && d.wrt.iter().all(|by| matches!(by.node.kind, Kind::Symbol(_) | Kind::Script(_))))
}

fn target(subject: &Subject<'_>) -> Option<Target> {
    let statement = subject.statement?;
    if statement.sides.len() != 2 || !is_open(&statement.sides.first()?.node) {
        return None;
    }
    let target = Target::of(subject).filter(|target| target.hole.is_none() && target.body.size() <= LARGEST)?;
    let wrt = target.wrt(None)?;
    let by_vector = wrt.shape().is_vector() && !wrt.shape().is_scalar();
    (by_vector && target.body.shape().is_vector() && !target.body.shape().has_unknown()).then_some(target)
}

pub fn list(subject: &Subject<'_>, at: usize, out: &mut Vec<Action>) {
    if target(subject).is_some() {
        out.push(Action {
            title: "Convert to the other layout".to_owned(),
            kind: ActionKind::Rewrite,
            rule: None,
            doing: Doing::Later(Task::Convert { at }),
        });
    }
}

pub fn edits(reading: &Reading, at: usize) -> Result<Vec<Insertion>, String> {
    let subject = Subject::find(reading, at).ok_or_else(gone)?;
    let target = target(&subject).ok_or_else(gone)?;
    let (wrt, right) = target.wrt(None).zip(subject.statement.and_then(|s| s.sides.get(1))).ok_or_else(gone)?;
    let form = target.form.unwrap_or(Form::Gradient);
    let derive = |layout| {
        let request = Request { form: Some(form), layout, ..Request::new(target.body.clone(), wrt.clone()) };
        Derivation::find(request).map(|found| found.result).map_err(|failure| failure.to_string())
    };
    let (numerator, denominator) = (derive(Layout::Numerator)?, derive(Layout::Denominator)?);
    let written = subject.side(1).ok_or("what stands right of the sign is not understood")?;
    let other = if compare(&written, &numerator).is_equal() {
        denominator
    } else if compare(&written, &denominator).is_equal() {
        numerator
    } else {
        return Err("what stands right of the sign is the derivative in neither layout".to_owned());
    };
    Ok(vec![Insertion { range: subject.source(right.node.span), text: latex(&other, &subject.style()) }])
}
