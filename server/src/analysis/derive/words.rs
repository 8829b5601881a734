//! What stands left of a derivative, and what it is called.

use matgrad_core::calculus::derive::Request;
use matgrad_core::calculus::steps::Left;
use matgrad_core::derivation::board;
use matgrad_core::render::{Style, unicode_symbol};
use matgrad_core::shape::Shape;

use super::{Target, plain};
use crate::api::{Form, Layout};

/// What a form is called within a sentence.
pub fn noun(form: Form) -> &'static str {
    match form {
        Form::Gradient => "gradient",
        Form::Jacobian => "Jacobian",
        Form::Hessian => "Hessian",
        Form::Differential | Form::SecondDifferential => "differential",
    }
}

/// What it is, in words.
pub fn title(request: &Request, name: &str) -> String {
    let scalar = request.wrt.shape().is_scalar();
    let what = match request.form() {
        Form::Gradient if scalar || request.layout == Layout::Numerator => "Derivative",
        Form::Gradient => "Gradient",
        Form::Jacobian => "Jacobian",
        Form::Hessian => "Hessian",
        Form::Differential | Form::SecondDifferential => "Differential",
    };
    format!("{what} of {} by {}", unicode_symbol(name), plain(&request.wrt))
}

/// The left side of the statement, as LaTeX.
pub fn left(request: &Request, target: &Target, layout: Layout, style: &Style) -> String {
    match &target.function {
        Some(name) => of_function(request, name, layout, style),
        // The expression has no name: it stands there itself.
        None => {
            let (x, of) = (request.wrt.latex(), &target.written);
            match request.form() {
                Form::Gradient if layout == Layout::Numerator || request.wrt.shape().is_scalar() => {
                    format!("\\frac{{\\partial}}{{\\partial {x}}} {of}")
                }
                Form::Gradient => format!("\\nabla_{{{x}}} {of}"),
                Form::Jacobian => quotient(request, of, layout, style),
                Form::Hessian => format!("\\nabla_{{{x}}}^2 {of}"),
                Form::Differential | Form::SecondDifferential => format!("{} {of}", style.differential),
            }
        }
    }
}

/// The left side for a function with a name.
pub fn of_function(request: &Request, name: &str, layout: Layout, style: &Style) -> String {
    match request.form() {
        Form::Jacobian if layout != Layout::Mixed => quotient(request, name, layout, style),
        form => board::left_latex(Left::Derivative(form), request, name, style),
    }
}

/// The Jacobian as a quotient, whose transposition says how it is laid out.
fn quotient(request: &Request, name: &str, layout: Layout, style: &Style) -> String {
    let t = &style.transpose;
    let vec = style.operator("vec", "\\operatorname{vec}");
    // An expression stands in brackets of its own already.
    let bare = |what: &str| {
        let inner = what.strip_prefix("\\left( ").and_then(|inner| inner.strip_suffix(" \\right)"));
        inner.unwrap_or(what).to_owned()
    };
    let vec_of = |what: &str, shape: &Shape| match shape.is_vector() {
        true => what.to_owned(),
        false => format!("{vec}({})", bare(what)),
    };
    let of = vec_of(name, request.expr.shape());
    let by = vec_of(request.wrt.latex(), request.wrt.shape());
    let turned = |what: &str, shape: &Shape| if shape.is_scalar() { what.to_owned() } else { format!("{what}^{t}") };
    let (of, by) = match layout {
        Layout::Denominator => (turned(&of, request.expr.shape()), by),
        Layout::Numerator | Layout::Mixed => (of, turned(&by, request.wrt.shape())),
    };
    format!("\\frac{{\\partial {of}}}{{\\partial {by}}}")
}

/// The left side as one line of Unicode.
pub fn left_unicode(request: &Request, name: &str, layout: Layout) -> String {
    match request.form() {
        Form::Jacobian if layout == Layout::Denominator => {
            let of = board::left_unicode(Left::Derivative(Form::Jacobian), request, name);
            format!("({of})ᵀ")
        }
        form => board::left_unicode(Left::Derivative(form), request, name),
    }
}
