//! What stands left of a derivative, and what it is called.

use matgrad_core::calculus::derive::Request;
use matgrad_core::calculus::steps::Left;
use matgrad_core::derivation::board;
use matgrad_core::render::{Style, unicode_symbol};

use super::{Target, plain};
use crate::api::{Form, Layout};

/// What it is, in words.
pub fn title(request: &Request, name: &str) -> String {
    let scalar = request.wrt.shape().is_scalar();
    let what = match request.form() {
        Form::Gradient if scalar => "Derivative",
        Form::Gradient => "Gradient",
        Form::Jacobian => "Jacobian",
        Form::Hessian => "Hessian",
        Form::Differential | Form::SecondDifferential => "Differential",
    };
    format!("{what} of {} by {}", unicode_symbol(name), plain(&request.wrt))
}

/// The left side of the statement, as LaTeX.
pub fn left(request: &Request, target: &Target, layout: Layout, style: &Style) -> String {
    if let Some(left) = target.left.as_ref().filter(|_| target.form == Some(request.form()) && layout == Layout::Mixed)
    {
        return left.clone();
    }
    let Some(name) = &target.function else {
        // The expression has no name: it stands there itself.
        let (x, of) = (request.wrt.latex(), &target.written);
        return match request.form() {
            Form::Gradient if request.wrt.shape().is_scalar() || !request.wrt.shape().is_vector() => {
                format!("\\frac{{\\partial}}{{\\partial {x}}} {of}")
            }
            Form::Gradient if layout == Layout::Mixed => format!("\\nabla_{{{x}}} {of}"),
            Form::Gradient | Form::Jacobian if request.expr.shape().is_vector() => {
                format!("\\frac{{\\partial}}{{\\partial {x}}} {of}")
            }
            Form::Hessian => format!("\\nabla_{{{x}}}^2 {of}"),
            Form::Differential | Form::SecondDifferential => format!("{} {of}", style.differential),
            Form::Gradient | Form::Jacobian => laid_out(request, of, layout, style),
        };
    };
    if layout == Layout::Mixed {
        return board::left_latex(Left::Derivative(request.form()), request, name, style);
    }
    laid_out(request, name, layout, style)
}

/// The left side where the layout is part of the notation.
pub fn laid_out(request: &Request, name: &str, layout: Layout, style: &Style) -> String {
    let (x, t) = (request.wrt.latex(), &style.transpose);
    let vectors = request.wrt.shape().is_vector();
    let vec = style.operator("vec", "\\operatorname{vec}");
    let vec_of = |what: &str, is_vector: bool| if is_vector { what.to_owned() } else { format!("{vec}({what})") };
    match request.form() {
        Form::Gradient if layout == Layout::Numerator && vectors && !request.wrt.shape().is_scalar() => {
            format!("\\frac{{\\partial {name}}}{{\\partial {x}}}")
        }
        Form::Gradient => format!("\\frac{{\\partial {name}}}{{\\partial {x}}}"),
        Form::Jacobian => {
            let of = vec_of(name, request.expr.shape().is_vector());
            let by = vec_of(x, vectors);
            // With the transposition written, the quotient has this shape in every layout.
            match layout {
                Layout::Denominator => format!("\\frac{{\\partial {of}^{t}}}{{\\partial {by}}}"),
                Layout::Numerator | Layout::Mixed => format!("\\frac{{\\partial {of}}}{{\\partial {by}^{t}}}"),
            }
        }
        form => board::left_latex(Left::Derivative(form), request, name, style),
    }
}

/// The left side as one line of Unicode.
pub fn left_unicode(request: &Request, name: &str, layout: Layout) -> String {
    if layout == Layout::Mixed {
        return board::left_unicode(Left::Derivative(request.form()), request, name);
    }
    match request.form() {
        Form::Gradient | Form::Jacobian => format!("∂{}/∂{}", unicode_symbol(name), plain(&request.wrt)),
        form => board::left_unicode(Left::Derivative(form), request, name),
    }
}
