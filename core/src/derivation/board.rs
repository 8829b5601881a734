//! The lines of a derivation as a reader sees them: what stands left of the equality sign, and the whole as `align`.

use crate::calculus::derive::{Form, Layout, Request};
use crate::calculus::steps::{Left, Step};
use crate::render::{Style, latex, unicode};

/// The name of the function where its author gave none.
fn name(request: &Request) -> &'static str {
    let shape = request.expr.shape();
    if shape.is_scalar() {
        "f"
    } else if shape.is_vector() {
        "\\mathbf{f}"
    } else {
        "F"
    }
}

/// Whether the derivative by a number is stacked, and so is not what `∂F/∂t` says: that has the shape of `F`.
fn stacked(request: &Request) -> bool {
    !request.expr.shape().is_vector() && request.form() == Form::Jacobian
}

/// The left side of a line, in LaTeX. `function` is the function's name, `f`.
pub fn left_latex(left: Left, request: &Request, function: &str, style: &Style) -> String {
    let x = request.wrt.latex();
    let (d, big_d, t) = (&style.differential, &style.jacobian, &style.transpose);
    let matrix = !request.wrt.shape().is_vector();
    // ∇f is a column, or shaped like X, in every layout; its transpose is written as a quotient.
    let quotient = matrix || request.layout == Layout::Numerator;
    let scalar = request.wrt.shape().is_scalar() && !stacked(request);
    let second = request.order == 2;
    match left {
        Left::Function => format!("{function}({x})"),
        Left::Differential => format!("{d} {function}"),
        Left::VecDifferential => format!("{} {d} {function}", style.operator("vec", "\\operatorname{vec}")),
        Left::Gradient if matrix => format!("\\frac{{\\partial {function}}}{{\\partial {x}}}"),
        Left::Gradient => format!("\\nabla {function}"),
        Left::GradientDifferential if !request.expr.shape().is_scalar() => format!("{d} {big_d} {function}"),
        Left::GradientDifferential => format!("{d} \\nabla {function}"),
        Left::JacobianTransposed => format!("({big_d} {function})^{t}"),
        Left::Derivative(Form::Gradient | Form::Jacobian) if scalar => {
            format!("\\frac{{\\partial {function}}}{{\\partial {x}}}")
        }
        Left::Derivative(Form::Gradient) if quotient => format!("\\frac{{\\partial {function}}}{{\\partial {x}}}"),
        Left::Derivative(Form::Gradient) => format!("\\nabla {function}({x})"),
        Left::Derivative(Form::Jacobian) => format!("{big_d} {function}({x})"),
        Left::Derivative(Form::Hessian) if !request.expr.shape().is_scalar() => format!("{big_d}^2 {function}({x})"),
        Left::Derivative(Form::Hessian) => format!("\\nabla^2 {function}({x})"),
        Left::Derivative(Form::SecondDifferential) => format!("{d}^2 {function}"),
        Left::Derivative(Form::Differential) if second => format!("{d}^2 {function}"),
        Left::Derivative(Form::Differential) => format!("{d} {function}"),
    }
}

/// The left side of a line as one line of Unicode.
pub fn left_unicode(left: Left, request: &Request, function: &str) -> String {
    let x = crate::render::unicode_symbol(request.wrt.latex());
    let f = crate::render::unicode_symbol(function);
    let matrix = !request.wrt.shape().is_vector();
    let quotient = matrix || request.layout == Layout::Numerator;
    let scalar = request.wrt.shape().is_scalar() && !stacked(request);
    match left {
        Left::Function => format!("{f}({x})"),
        Left::Differential => format!("d{f}"),
        Left::VecDifferential => format!("vec d{f}"),
        Left::Gradient if matrix => format!("∂{f}/∂{x}"),
        Left::Gradient => format!("∇{f}"),
        Left::GradientDifferential if !request.expr.shape().is_scalar() => format!("dD {f}"),
        Left::GradientDifferential => format!("d∇{f}"),
        Left::JacobianTransposed => format!("(D{f})ᵀ"),
        Left::Derivative(Form::Gradient | Form::Jacobian) if scalar => format!("∂{f}/∂{x}"),
        Left::Derivative(Form::Gradient) if quotient => format!("∂{f}/∂{x}"),
        Left::Derivative(Form::Gradient) => format!("∇{f}({x})"),
        Left::Derivative(Form::Jacobian) => format!("D {f}({x})"),
        Left::Derivative(Form::Hessian) if !request.expr.shape().is_scalar() => format!("D²{f}({x})"),
        Left::Derivative(Form::Hessian) => format!("∇²{f}({x})"),
        Left::Derivative(Form::SecondDifferential) => format!("d²{f}"),
        Left::Derivative(Form::Differential) => format!("d{f}"),
    }
}

/// A whole line in LaTeX.
pub fn line_latex(step: &Step, request: &Request, style: &Style) -> String {
    format!("{} = {}", left_latex(step.left, request, name(request), style), latex(&step.right, style))
}

/// A whole line of Unicode, the rule after it.
pub fn line_unicode(step: &Step, request: &Request, style: &Style) -> String {
    let formula = format!("{} = {}", left_unicode(step.left, request, name(request)), unicode(&step.right, style));
    format!("{formula:<60}  {}", step.rule)
}

/// The derivation as the body of an `align` environment: a left side is written where it changes.
pub fn align(steps: &[Step], request: &Request, function: &str, style: &Style) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut before = None;
    for step in steps {
        let left =
            if before == Some(step.left) { String::new() } else { left_latex(step.left, request, function, style) };
        before = Some(step.left);
        lines.push(format!("{left} &= {}", latex(&step.right, style)).trim_start().to_string());
    }
    lines.join(" \\\\\n")
}
