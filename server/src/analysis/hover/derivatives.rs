//! The derivatives of what a statement defines or says.

use std::collections::HashSet;
use std::ops::Range;

use matgrad_core::calculus::derive::{Form, Request};
use matgrad_core::calculus::steps::{Route, Step};
use matgrad_core::derivation::entrywise::Entrywise;
use matgrad_core::derivation::{Derivation, board};
use matgrad_core::elaborate::key::named;
use matgrad_core::expr::{Expr, Op, Symbol};
use matgrad_core::render::{Style, latex, matrix_unicode, space_unicode, unicode, unicode_symbol};

use super::page::Page;
use super::subject::Subject;
use crate::analysis::derive::words;
use crate::analysis::statement::{StatementKind, is_derivative};
use crate::api::{Cancel, Cancelled, Layout};

/// An expression with more nodes than this is not derived under a cursor.
pub const LARGEST: u64 = 2_000;
/// Names that are variables rather than parameters, the likeliest first, where nothing says which is meant.
const VARIABLES: [&str; 14] = ["\\theta", "w", "W", "x", "X", "\\beta", "z", "Z", "h", "u", "y", "Y", "K", "t"];

/// Describes what can be derived in the statement; returns the range it is about.
pub fn describe(
    subject: &Subject<'_>,
    style: &Style,
    page: &mut Page<'_>,
    cancel: &Cancel,
) -> Result<Option<Range<usize>>, Cancelled> {
    let Some(statement) = subject.statement else { return Ok(None) };
    let sides = subject.sides();
    let layout = subject.layout().unwrap_or_default();
    let range = subject.source(statement.span);
    match statement.kind {
        StatementKind::Definition | StatementKind::Claim if let Some((name, body)) = subject.by_entries() => {
            let text = format!("{} = {}", unicode_symbol(&name), unicode(&body, style));
            page.say(&text, &format!(" ∈ {}", space_unicode(body.shape())));
            let variables = symbols(&body).into_iter().filter(|s| s.family() == 0 && !s.shape().is_scalar());
            for wrt in variables.take(3) {
                cancel.check()?;
                derive(&body, &wrt, &name, (layout, style), page);
            }
            Ok(Some(range))
        }
        StatementKind::Definition => {
            let Some(head) = subject.head() else { return Ok(None) };
            let Some(body) = sides.iter().skip(1).rev().find_map(|side| side.expr.clone()) else { return Ok(None) };
            let function = named(head.name).map(|name| name.latex).unwrap_or_default();
            let variables: Vec<Symbol> = if head.params.is_empty() {
                variable(&body).into_iter().collect()
            } else {
                let symbols = symbols(&body);
                let keys = head.params.iter().filter_map(|p| named(p)).map(|name| name.key);
                keys.filter_map(|key| symbols.iter().find(|s| s.key() == key).cloned()).collect()
            };
            // What is defined anew by its old value is an update, no function of itself.
            let own = named(head.name).map(|name| name.key);
            let mut variables = variables.into_iter().filter(|s| Some(s.key()) != own.as_deref()).take(3).peekable();
            let some = variables.peek().is_some();
            for wrt in variables {
                cancel.check()?;
                derive(&body, &wrt, &function, (layout, style), page);
            }
            Ok(some.then_some(range))
        }
        StatementKind::Derivative => {
            let layout = subject.layout().or_else(|| subject.holds(0));
            let sides = subject.sides_in(Some(layout.unwrap_or_default()));
            let shown = claim(subject, &sides, style, page);
            Ok(shown.then_some(range))
        }
        StatementKind::Expression | StatementKind::Claim => {
            let Some(expr) = sides.iter().rev().find_map(|side| side.expr.clone()) else { return Ok(None) };
            if let Op::Size(_) = expr.op() {
                page.say(&unicode(&expr, style), ", a size");
                return Ok(Some(range));
            }
            if matches!(expr.op(), Op::Symbol(_) | Op::Number(_) | Op::Constant(_)) {
                return Ok(None);
            }
            if !expr.shape().has_unknown() {
                page.say(&unicode(&expr, style), &format!(" ∈ {}", space_unicode(expr.shape())));
            }
            if statement.kind == StatementKind::Expression
                && let Some(wrt) = variable(&expr)
            {
                cancel.check()?;
                derive(&expr, &wrt, "f", (layout, style), page);
            }
            Ok((!page.is_empty()).then_some(range))
        }
        _ => Ok(None),
    }
}

/// The quantities of an expression, each once.
pub fn symbols(e: &Expr) -> Vec<Symbol> {
    let mut seen = HashSet::new();
    e.subexpressions()
        .iter()
        .filter_map(|part| match part.op() {
            Op::Symbol(s) if seen.insert(s.key().to_string()) => Some(s.clone()),
            _ => None,
        })
        .collect()
}

/// The quantity an expression is most likely a function of.
pub fn variable(e: &Expr) -> Option<Symbol> {
    let symbols = symbols(e);
    let letter = |s: &Symbol| s.key().rsplit(':').next().unwrap_or_default().to_string();
    let rank = |s: &Symbol| VARIABLES.iter().position(|v| *v == letter(s));
    symbols.into_iter().filter(|s| s.family() == 0 && rank(s).is_some()).min_by_key(|s| rank(s))
}

/// Differential, Jacobian and gradient, or Hessian, with the steps.
fn derive(body: &Expr, wrt: &Symbol, function: &str, (layout, style): (Layout, &Style), page: &mut Page<'_>) {
    if body.size() > LARGEST || body.shape().has_unknown() || wrt.shape().has_unknown() {
        return;
    }
    let name = unicode_symbol(function);
    page.say(
        &format!("{name} : {} → {}", space_unicode(wrt.shape()), space_unicode(body.shape())),
        &format!(", by `{}`", unicode_symbol(wrt.latex())),
    );
    let mut forms = vec![Form::Differential, Form::Jacobian];
    // Of a scalar by a scalar the two are one.
    if body.shape().is_scalar() {
        if wrt.shape().is_scalar() {
            forms.pop();
        }
        forms.push(Form::Gradient);
    }
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    let mut last: Option<Derivation> = None;
    for form in forms {
        let request = Request { form: Some(form), layout, ..Request::new(body.clone(), wrt.clone()) };
        match Derivation::find(request) {
            Ok(found) => {
                let shape = match form {
                    Form::Differential => String::new(),
                    _ => format!("    {}", size(&found.result)),
                };
                let side = words::left_unicode(&found.request, function, layout);
                lines.push(format!("{side} = {}{shape}", unicode(&found.result, style)));
                let side = words::of_function(&found.request, function, layout, style);
                rows.push(format!("{side} &= {}", latex(&found.result, style)));
                last = Some(found);
            }
            Err(failure) => {
                page.note(&failure.to_string());
                break;
            }
        }
    }
    if lines.is_empty() {
        return;
    }
    if let Some(each) = last.as_ref().and_then(|found| Entrywise::find(&found.request)) {
        lines.push(each.unicode(function, wrt, style));
        rows.push(each.latex(function, wrt, style).replacen(" = ", " &= ", 1));
    }
    if let Some(found) = last.as_ref().filter(|found| found.is_matrix_of()) {
        let [stack_text, stack_latex] = ["vec", "\\operatorname{vec}"];
        let (matrix, by) = (unicode(&found.result, style), unicode_symbol(wrt.latex()));
        lines.push(format!("{stack_text} {name} = {matrix} {stack_text} {by}"));
        let matrix = latex(&found.result, style);
        rows.push(format!("{stack_latex} ({function}) &= {matrix} {stack_latex} {}", wrt.latex()));
    }
    page.lines(&lines);
    if let Some(found) = last
        && let Ok(steps) = found.steps(Route::Differential, style)
    {
        page.note("Steps");
        page.lines(&steps.iter().map(|s| step(s, &found, function, style)).collect::<Vec<_>>());
    }
    // Last, because an editor that does not typeset it shows its source.
    page.display(&format!("\\begin{{aligned}}\n{}\n\\end{{aligned}}", rows.join(" \\\\\n")));
}

fn step(step: &Step, found: &Derivation, function: &str, style: &Style) -> String {
    let left = board::left_unicode(step.left, &found.request, function);
    let formula = format!("{left} = {}", unicode(&step.right, style));
    format!("{formula:<44}  {}", step.rule)
}

fn size(e: &Expr) -> String {
    if e.shape().is_scalar() { "scalar".to_string() } else { matrix_unicode(e.shape()) }
}

/// A claimed derivative: what is derived from what the document defines.
fn claim(
    subject: &Subject<'_>,
    sides: &[matgrad_core::elaborate::Elaborated],
    style: &Style,
    page: &mut Page<'_>,
) -> bool {
    let Some(statement) = subject.statement else { return false };
    let claimed = statement.sides.iter().zip(sides).find(|(link, _)| is_derivative(&link.node));
    let Some((link, side)) = claimed else { return false };
    let Some(derived) = side.expr.as_ref().filter(|e| !e.shape().has_unknown()) else { return false };
    // A derivative that stands for itself says nothing new.
    let unknown = |e: &Expr| matches!(e.op(), Op::Apply(..) | Op::Differential(_));
    if unknown(derived) || derived.size() > LARGEST {
        return false;
    }
    let written = subject.read.text.get(link.node.span.range()).unwrap_or_default();
    let simple = matgrad_core::simplify::simplify(derived);
    let text = unicode(&simple, style);
    page.say(&unicode_symbol(written), &format!(" = `{text}` ∈ {}", space_unicode(simple.shape())));
    page.display(&format!("{} = {}", written.trim(), latex(&simple, style)));
    true
}
