//! The derivative of what stands at a place, in the form and layout asked for, ready for a panel or for insertion.
//!
//! Nothing is answered that was not verified; what is refused or withheld is said with its reason.

mod insert;
mod target;
pub mod words;

use matgrad_core::calculus::derive::Request;
use matgrad_core::calculus::steps::{Left, Route, Step};
use matgrad_core::derivation::{Derivation, board};
use matgrad_core::expr::{Expr, Symbol};
use matgrad_core::render::code::code;
use matgrad_core::render::{Style, latex, unicode, unicode_symbol};

use super::Reading;
use super::hover::derivatives::LARGEST;
use super::hover::subject::Subject;
use crate::api::{Ask, Cancel, Cancelled, Derived, Form, Insertion, LANGUAGES, Layout, Line};
pub use target::Target;

/// Derives what stands at `offset`.
pub fn derive(
    reading: &Reading,
    offset: usize,
    ask: &Ask,
    cancel: &Cancel,
) -> Result<Option<Result<Derived, String>>, Cancelled> {
    cancel.check()?;
    let Some(subject) = Subject::find(reading, offset) else { return Ok(None) };
    let Some(target) = Target::of(&subject) else { return Ok(None) };
    let Some(wrt) = target.wrt(ask.wrt.as_deref()) else { return Ok(None) };
    let forms = forms(&target.body);
    let form = ask.form.filter(|form| forms.contains(form)).or(target.form).unwrap_or_else(|| usual(&target.body));
    let asked = Asked {
        subject: &subject,
        target: &target,
        wrt: &wrt,
        form,
        layout: ask.layout.or(reading.layout).unwrap_or_default(),
    };
    cancel.check()?;
    Ok(Some(asked.answer(forms, ask)))
}

/// The forms of the derivative of `e` that there are.
pub fn forms(e: &Expr) -> Vec<Form> {
    match e.shape().is_scalar() {
        true => vec![Form::Gradient, Form::Jacobian, Form::Hessian, Form::Differential],
        false => vec![Form::Jacobian, Form::Differential],
    }
}

/// The form that fits the shapes.
pub fn usual(e: &Expr) -> Form {
    if e.shape().is_scalar() { Form::Gradient } else { Form::Jacobian }
}

/// One question about a place.
struct Asked<'a> {
    subject: &'a Subject<'a>,
    target: &'a Target,
    wrt: &'a Symbol,
    form: Form,
    layout: Layout,
}

impl Asked<'_> {
    fn answer(&self, forms: Vec<Form>, ask: &Ask) -> Result<Derived, String> {
        let Asked { subject, target, wrt, form, layout } = *self;
        if target.body.size() > LARGEST {
            return Err("the formula is too large to be derived here".to_owned());
        }
        if target.body.shape().has_unknown() || wrt.shape().has_unknown() {
            return Err(format!("the shapes in `{}` are not known", unicode(&target.body, &Style::default())));
        }
        let style = subject.style();
        let request = Request {
            form: Some(form),
            layout,
            order: if form == Form::Hessian { 2 } else { 1 },
            ..Request::new(target.body.clone(), wrt.clone())
        };
        let found = Derivation::find(request).map_err(|failure| failure.to_string())?;
        let steps = found.steps(Route::Differential, &style).map_err(|refusal| refusal.why)?;
        // Beside the author's left side the derivative has the shape that this side says.
        let own = target.left.as_ref().filter(|_| target.form == Some(form) && layout == Layout::Mixed);
        let own = own.and_then(|left| Some((left.clone(), target.as_written(subject, &found, layout).ok()?)));
        let (left, shown) =
            own.unwrap_or_else(|| (words::left(&found.request, target, layout, &style), found.result.clone()));
        let statement = format!("{left} = {}", latex(&shown, &style));
        let name = target.name(&found.request);
        let board = self.board(&steps, &found, &name, &style);
        let lines = steps.iter().map(|step| Line {
            latex: format!("{} = {}", self.left(step.left, &found, &name, &style), latex(&step.right, &style)),
            unicode: format!("{} = {}", self.left_unicode(step.left, &found, &name), unicode(&step.right, &style)),
            rule: step.rule.clone(),
            source: step.source,
        });
        let asked_by_place =
            ask.form.is_none_or(|form| Some(form) == target.form) && Some(wrt) == target.wrt(None).as_ref();
        let insert = match (&target.hole, asked_by_place) {
            (Some(hole), true) => {
                let filled = target.as_written(subject, &found, layout)?;
                Insertion { range: hole.range.clone(), text: hole.text(&latex(&filled, &style)) }
            }
            _ => insert::after(subject, &statement, false),
        };
        let keys: Vec<&str> = target.variables.iter().map(Symbol::key).collect();
        let code = LANGUAGES
            .into_iter()
            .filter_map(|(name, language)| Some((name, code(&found.result, &keys, language).ok()?.source)));
        Ok(Derived {
            range: target.range.clone(),
            title: words::title(&found.request, &name),
            form,
            forms,
            layout,
            wrt: wrt.latex().to_owned(),
            variables: target.variables.iter().map(|symbol| symbol.latex().to_owned()).collect(),
            unicode: format!(
                "{} = {}",
                words::left_unicode(&found.request, &name, layout),
                unicode(&found.result, &style)
            ),
            latex: statement,
            steps: lines.collect(),
            insert_steps: insert::after(subject, &board, true),
            align: format!("\\begin{{align*}}\n{board}\n\\end{{align*}}"),
            insert,
            code: code.collect(),
        })
    }

    /// The body of an `align` environment; a left side is written where it changes.
    fn board(&self, steps: &[Step], found: &Derivation, name: &str, style: &Style) -> String {
        let mut before = None;
        let lines: Vec<String> = steps
            .iter()
            .map(|step| {
                let left =
                    if before == Some(step.left) { String::new() } else { self.left(step.left, found, name, style) };
                before = Some(step.left);
                format!("{left} &= {}", latex(&step.right, style)).trim_start().to_owned()
            })
            .collect();
        lines.join(" \\\\\n")
    }

    /// What stands left of a step: the last one is the derivative in its layout.
    fn left(&self, left: Left, found: &Derivation, name: &str, style: &Style) -> String {
        match left {
            Left::Derivative(_) => words::of_function(&found.request, name, self.layout, style),
            left => board::left_latex(left, &found.request, name, style),
        }
    }

    fn left_unicode(&self, left: Left, found: &Derivation, name: &str) -> String {
        match left {
            Left::Derivative(_) => words::left_unicode(&found.request, name, self.layout),
            left => board::left_unicode(left, &found.request, name),
        }
    }
}

/// The symbol's name as one line of Unicode.
fn plain(symbol: &Symbol) -> String {
    unicode_symbol(symbol.latex())
}
