//! The derivation a lecturer would put on the board: definition, differential line by line, identification.
//!
//! The differential is unfolded from outside in: each line replaces the differentials of composite parts by the rule of the
//! outermost operation, until only `dX` is left.

use std::collections::HashMap;

use super::Refusal;
use super::derive::{Form, Layout, Request, derive};
use super::differential::{differential, one_level};
use super::structured::structure;
use crate::expr::build::{self, mul, trace, transpose, vec_of};
use crate::expr::{Expr, Op, Properties, Symbol};
use crate::functions::{Func, Notation};
use crate::render::unicode_symbol;
use crate::simplify::apply_identities;
use crate::verify::sample::Structure;

/// No more lines than this are written for the unfolding; after it the result stands at once.
const MOST_LINES: usize = 7;
/// A line longer than this (in nodes) is no help to a reader.
const LONGEST_LINE: u64 = 160;

/// How to get from the differential to the derivative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Route {
    /// By the differential and the trace.
    #[default]
    Differential,
    /// By the Jacobian and `vec`.
    Jacobian,
}

/// What stands left of the equality sign of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The function, `f(X)`.
    Function,
    /// `df`.
    Differential,
    /// `vec dF`.
    VecDifferential,
    /// The derivative itself.
    Derivative(Form),
    /// The gradient, on the way to a Hessian.
    Gradient,
    /// The differential of the gradient, or `vec` of it.
    GradientDifferential,
    /// The transposed Jacobian, `(Df)ᵀ`.
    JacobianTransposed,
}

/// One line of a derivation.
#[derive(Clone, Debug)]
pub struct Step {
    /// The rule that gives this line from the one before.
    pub rule: String,
    /// Where the rule is found.
    pub source: &'static str,
    /// Left of the equality sign.
    pub left: Left,
    /// Right of it.
    pub right: Expr,
}

/// The derivation of `result` for `request`. `print` writes an expression as the author would; it names the parts whose
/// differential is still to be taken.
pub fn steps(
    request: &Request,
    result: &Expr,
    route: Route,
    print: &dyn Fn(&Expr) -> String,
) -> Result<Vec<Step>, Refusal> {
    if let Some((rule, source)) = tied(request) {
        let free = Request { structured: false, ..request.clone() };
        let mut out = steps(&free, &derive(&free)?, route, print)?;
        out.push(step(rule, source, Left::Derivative(request.form()), result.clone()));
        return Ok(out);
    }
    let expr = &request.expr;
    let mut out = vec![step("definition", "", Left::Function, expr.clone())];
    match request.form() {
        Form::Hessian => {
            let scalar = expr.shape().is_scalar();
            let first = if scalar { Form::Gradient } else { Form::Jacobian };
            let whole =
                Request { form: Some(first), order: 1, layout: Layout::Mixed, structured: false, ..request.clone() };
            let g = derive(&whole)?;
            let left = if scalar { Left::Gradient } else { Left::Derivative(Form::Jacobian) };
            out.push(step(first.name(), "Magnus & Neudecker, ch. 9: first identification table", left, g.clone()));
            unfold(request, &g, Left::GradientDifferential, print, &mut out)?;
            out.push(step(
                "identification",
                "Magnus & Neudecker, ch. 10: second identification table",
                Left::Derivative(Form::Hessian),
                result.clone(),
            ));
        }
        form @ (Form::Differential | Form::SecondDifferential) => {
            unfold(request, expr, Left::Differential, print, &mut out)?;
            if out.last().is_none_or(|s| s.right != *result) {
                out.push(step("simplification", "", Left::Derivative(form), result.clone()));
            }
        }
        form => {
            unfold(request, expr, Left::Differential, print, &mut out)?;
            identify(request, form, result, route, &mut out)?;
        }
    }
    Ok(out)
}

/// The rule that leads from all entries to the independent ones, where some are tied, and its source.
fn tied(request: &Request) -> Option<(&'static str, &'static str)> {
    let wrt = request.wrt.with_properties(request.assumed);
    let assumed = if request.assumed == Properties::default() { &request.wrt } else { &wrt };
    let (free, orthogonal) = match structure(assumed) {
        Structure::Free => (true, false),
        other => (false, other == Structure::Orthogonal),
    };
    let differential = matches!(request.form(), Form::Differential | Form::SecondDifferential);
    if !request.structured || free || (differential && !orthogonal) {
        return None;
    }
    Some(match request.form() {
        _ if orthogonal => ("tangent to the orthogonal matrices, dX = XΩ", "Edelman, Arias & Smith 1998"),
        Form::Gradient => ("tied entries move together", "Petersen & Pedersen, section 2.8"),
        _ => ("by the independent entries", "Magnus & Neudecker, ch. 3.8; Magnus, Linear Structures, 1988"),
    })
}

fn step(rule: &str, source: &'static str, left: Left, right: Expr) -> Step {
    Step { rule: rule.into(), source, left, right }
}

/// From the differential to the derivative by the first identification table.
fn identify(request: &Request, form: Form, result: &Expr, route: Route, out: &mut Vec<Step>) -> Result<(), Refusal> {
    const FIRST: &str = "Magnus & Neudecker, ch. 9: first identification table";
    let Request { expr, wrt, .. } = request;
    let dx = build::differential(wrt);
    let scalar_by_matrix = expr.shape().is_scalar() && !wrt.shape().is_vector();
    let free = Request { structured: false, layout: Default::default(), ..request.clone() };
    let jacobian = derive(&Request { form: Some(Form::Jacobian), ..free.clone() })?;
    if expr.shape().is_scalar() && (route == Route::Differential || !scalar_by_matrix) {
        let g = derive(&Request { form: Some(Form::Gradient), ..free })?;
        let inner = mul(vec![transpose(&g), dx]);
        let (right, rule) =
            if wrt.shape().is_vector() { (inner, "collecting dx") } else { (trace(&inner), "trace-cyclic") };
        if out.last().is_none_or(|s| s.right != right) {
            out.push(step(rule, "Magnus & Neudecker, ch. 1.10", Left::Differential, right));
        }
    } else {
        let composite = !wrt.shape().is_vector() || !expr.shape().is_vector();
        let (left, rule) =
            if composite { (Left::VecDifferential, "vec-kronecker") } else { (Left::Differential, "collecting dx") };
        let right = mul(vec![jacobian.clone(), vec_of(&dx)]);
        if out.last().is_none_or(|s| s.right != right || s.left != left) {
            out.push(step(rule, "Magnus & Neudecker, ch. 2.4", left, right));
        }
        if form == Form::Gradient {
            out.push(step("identification", FIRST, Left::Derivative(Form::Jacobian), jacobian.clone()));
            out.push(step("transpose", "", Left::JacobianTransposed, apply_identities(&transpose(&jacobian))));
        }
    }
    out.push(step("identification", FIRST, Left::Derivative(form), result.clone()));
    Ok(())
}

/// The lines of `d e`, outermost rule first.
fn unfold(
    request: &Request,
    e: &Expr,
    left: Left,
    print: &dyn Fn(&Expr) -> String,
    out: &mut Vec<Step>,
) -> Result<(), Refusal> {
    let wrt = request.whole();
    let full = apply_identities(&differential(e, wrt)?);
    let mut parts: HashMap<String, Expr> = HashMap::new();
    let mut line = open(e, wrt, print, &mut parts)?;
    let mut rule = rule_name(e);
    let mut written: Option<String> = None;
    for _ in 0..MOST_LINES {
        let pending = parts.keys().any(|k| line.mentions(k));
        let shown = apply_identities(&line);
        let text = print(&shown);
        if shown.size() <= LONGEST_LINE && written.as_ref() != Some(&text) && (pending || shown != full) {
            out.push(step(&rule, "Magnus & Neudecker, ch. 8", left, shown));
            written = Some(text);
        }
        if !pending {
            break;
        }
        let mut rules: Vec<String> = Vec::new();
        let known = parts.clone();
        let mut failure = None;
        line = build::map(&line, &mut |part| match part.op() {
            Op::Differential(s) => match known.get(s.key()) {
                Some(inner) => {
                    let name = rule_name(inner);
                    if !rules.contains(&name) {
                        rules.push(name);
                    }
                    open(inner, wrt, print, &mut parts).unwrap_or_else(|r| {
                        failure.get_or_insert(r);
                        part.clone()
                    })
                }
                None => part,
            },
            _ => part,
        });
        if let Some(r) = failure {
            return Err(r);
        }
        rule = rules.join(", ");
    }
    if written.as_deref() != Some(print(&full).as_str()) && full.size() <= 4 * LONGEST_LINE {
        let rule = if rule.is_empty() { "simplification" } else { &rule };
        out.push(step(rule, "Magnus & Neudecker, ch. 8", left, full.clone()));
    }
    if let Some(part) = &request.part {
        let focused = apply_identities(&part.focus(&full, &request.wrt));
        out.push(step("only the part varies", "Kronecker's δ", left, focused));
    }
    Ok(())
}

/// The differential of `e` by its outermost rule; composite arguments that vary are left as `d(…)`.
fn open(
    e: &Expr,
    wrt: &Symbol,
    print: &dyn Fn(&Expr) -> String,
    parts: &mut HashMap<String, Expr>,
) -> Result<Expr, Refusal> {
    let mut ds = Vec::with_capacity(e.args().len());
    for a in e.args() {
        ds.push(if !a.mentions(wrt.key()) {
            build::zero(a.shape().clone())
        } else if is_plain(a, wrt) || !e.binds().is_empty() {
            // What stands below a sum sign depends on its index, which a mark for what is still to be done would hide.
            differential(a, wrt)?
        } else {
            let key = format!("d#{:x}", a.digest());
            let symbol = Symbol::new(&key, &format!("({})", print(a)), a.shape().clone());
            parts.insert(key, a.clone());
            build::differential(&symbol)
        });
    }
    // The trace of a power has a rule of its own that looks inside.
    one_level(e, wrt, &ds)
}

/// The variable, perhaps transposed or an entry of it: its differential needs no line of its own.
fn is_plain(e: &Expr, wrt: &Symbol) -> bool {
    match e.op() {
        Op::Symbol(s) => s.key() == wrt.key(),
        Op::Entry => e.args().first().is_some_and(|x| is_plain(x, wrt)),
        Op::Call(f) if matches!(f.name(), "transpose" | "vec" | "diag") => {
            e.args().first().is_some_and(|x| is_plain(x, wrt))
        }
        _ => false,
    }
}

fn rule_name(e: &Expr) -> String {
    match e.op() {
        Op::Add => "sum rule".into(),
        Op::Mul => "product rule".into(),
        Op::Hadamard => "product rule for ⊙".into(),
        Op::Kron => "product rule for ⊗".into(),
        Op::Power
            if !e.shape().is_scalar()
                && e.args().get(1).is_some_and(|k| k.as_number().is_some_and(|r| r.is_negative())) =>
        {
            "differential of the inverse".into()
        }
        Op::Power | Op::EntryPower => "power rule".into(),
        Op::Call(f) => format!("differential of {}", spoken(*f)),
        Op::Apply(..) => "chain rule".into(),
        Op::Sum(_) => "sum rule".into(),
        Op::Table(..) => "entry by entry".into(),
        _ => "differential".into(),
    }
}

/// A function as its reader knows it: `the norm`, `log det`, `tr`.
fn spoken(f: Func) -> String {
    match f.notation() {
        Notation::Norm(_) => "the norm".into(),
        Notation::Bars => "the absolute value".into(),
        Notation::Exponent(_) => "the matrix exponential".into(),
        Notation::Operator(latex) => unicode_symbol(latex),
        Notation::Superscript("T") => "the transpose".into(),
        Notation::Superscript("+") => "the pseudo-inverse".into(),
        _ => f.name().into(),
    }
}
