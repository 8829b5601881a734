//! Inserting derivatives: in place of what is left open, or after the formula.

use super::gone;
use crate::analysis::Reading;
use crate::analysis::derive::{self, Target, forms, words};
use crate::analysis::hover::derivatives::LARGEST;
use crate::analysis::hover::subject::Subject;
use crate::api::{Action, ActionKind, Ask, Cancel, Cancelled, Doing, Form, Insertion, Task};
use matgrad_core::render::unicode_symbol;

pub fn list(subject: &Subject<'_>, at: usize, out: &mut Vec<Action>) {
    let Some(target) = Target::of(subject) else { return };
    let Some(wrt) = target.wrt(None) else { return };
    if target.body.size() > LARGEST || target.body.shape().has_unknown() || wrt.shape().has_unknown() {
        return;
    }
    let by = unicode_symbol(wrt.latex());
    let mut add = |title: String, form: Form, steps: bool| {
        let task = Task::Derive { at, form: form.name().to_owned(), wrt: wrt.latex().to_owned(), steps };
        out.push(Action { title, kind: ActionKind::Derive, rule: None, doing: Doing::Later(task) });
    };
    if let (Some(form), Some(_)) = (target.form, &target.hole) {
        add(format!("Fill in the {}", words::noun(form)), form, false);
    }
    for form in forms(&target.body) {
        // Of the forms of a claimed derivative, the one that stands there already is no news.
        if target.form != Some(form) {
            add(format!("Insert the {} by {by}", words::noun(form)), form, false);
        }
    }
    let form = target.form.unwrap_or_else(|| derive::usual(&target.body));
    add(format!("Insert the derivation of the {} by {by}", words::noun(form)), form, true);
}

pub fn edits(
    reading: &Reading,
    at: usize,
    form: &str,
    wrt: &str,
    steps: bool,
    cancel: &Cancel,
) -> Result<Result<Vec<Insertion>, String>, Cancelled> {
    let form =
        [Form::Gradient, Form::Jacobian, Form::Hessian, Form::Differential].into_iter().find(|f| f.name() == form);
    let ask = Ask { form, wrt: Some(wrt.to_owned()), layout: None };
    Ok(match derive::derive(reading, at, &ask, cancel)? {
        None => Err(gone()),
        Some(answer) => answer.map(|found| vec![if steps { found.insert_steps } else { found.insert }]),
    })
}
