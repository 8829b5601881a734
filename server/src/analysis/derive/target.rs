//! What a place asks to be derived: what a definition defines, a lone expression, or the function of a derivative that is
//! written there.

use std::ops::Range;

use matgrad_core::calculus::derive::Request;
use matgrad_core::derivation::Derivation;
use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Entry, Known, Options, Shapes, elaborate, elaborate_sides};
use matgrad_core::expr::{Expr, Op, Symbol, build};
use matgrad_core::notation::{Kind, Node, SupKind};
use matgrad_core::simplify::simplify;
use matgrad_core::verify::equal::compare;

use crate::analysis::hover::derivatives::{symbols, variable};
use crate::analysis::hover::subject::Subject;
use crate::analysis::statement::{StatementKind, head, is_derivative};
use crate::api::{Form, Layout};

/// What is to be derived.
#[derive(Clone, Debug)]
pub struct Target {
    /// The function's value.
    pub body: Expr,
    /// The function's name, where it has one.
    pub function: Option<String>,
    /// What is derived as it is written, in brackets where it needs them.
    pub written: String,
    /// By what it may be derived, the likeliest first.
    pub variables: Vec<Symbol>,
    /// The form that is written there.
    pub form: Option<Form>,
    /// The left side that is written there.
    pub left: Option<String>,
    /// What is left open.
    pub hole: Option<Hole>,
    /// The statement.
    pub range: Range<usize>,
}

/// A `?`, a box or nothing at all where the derivative belongs.
#[derive(Clone, Debug)]
pub struct Hole {
    pub range: Range<usize>,
    /// Whether a space is to be set before what is put there.
    space: bool,
}

impl Hole {
    /// What is put there.
    pub fn text(&self, latex: &str) -> String {
        if self.space { format!(" {latex}") } else { latex.to_owned() }
    }
}

impl Target {
    /// What the statement under the cursor asks for.
    pub fn of(subject: &Subject<'_>) -> Option<Target> {
        let statement = subject.statement?;
        let first = &statement.sides.first()?.node;
        if is_derivative(first) {
            return Target::written(subject, first);
        }
        match statement.kind {
            StatementKind::Definition | StatementKind::Claim if let Some(target) = Target::by_entries(subject) => {
                Some(target)
            }
            StatementKind::Definition => Target::defined(subject),
            StatementKind::Expression | StatementKind::Claim => Target::expression(subject),
            _ => None,
        }
    }

    fn defined(subject: &Subject<'_>) -> Option<Target> {
        let statement = subject.statement?;
        let head = subject.head()?;
        let sides = subject.sides();
        let (body, side) =
            sides.iter().zip(&statement.sides).skip(1).rev().find_map(|(s, l)| Some((s.expr.clone()?, l)))?;
        let all = symbols(&body);
        let params = head.params.iter().filter_map(|param| named(param)).map(|name| name.key);
        let mut variables: Vec<Symbol> =
            params.filter_map(|key| all.iter().find(|s| s.key() == key).cloned()).collect();
        if variables.is_empty() {
            variables = candidates(&body);
        }
        Some(Target {
            function: Some(named(head.name)?.latex),
            written: bracketed(subject, &side.node),
            variables,
            form: None,
            left: None,
            hole: None,
            range: subject.source(statement.span),
            body,
        })
    }

    /// What is defined entry by entry, as a whole.
    fn by_entries(subject: &Subject<'_>) -> Option<Target> {
        let statement = subject.statement?;
        let (name, body) = subject.by_entries()?;
        Some(Target {
            written: name.clone(),
            function: Some(name),
            variables: candidates(&body),
            form: None,
            left: None,
            hole: None,
            range: subject.source(statement.span),
            body,
        })
    }

    fn expression(subject: &Subject<'_>) -> Option<Target> {
        let statement = subject.statement?;
        let sides = subject.sides();
        let (body, link) = sides.iter().zip(&statement.sides).rev().find_map(|(s, l)| Some((s.expr.clone()?, l)))?;
        if matches!(body.op(), Op::Symbol(_) | Op::Number(_) | Op::Constant(_)) {
            return None;
        }
        Some(Target {
            function: None,
            written: bracketed(subject, &link.node),
            variables: candidates(&body),
            form: None,
            left: None,
            hole: None,
            range: subject.source(statement.span),
            body,
        })
    }

    /// `\frac{\partial f}{\partial X} = …`, `\nabla f(x)`, `D f(X)`.
    fn written(subject: &Subject<'_>, node: &Node) -> Option<Target> {
        let statement = subject.statement?;
        let (of, wrt, form) = match &node.kind {
            Kind::Derivative(d) => {
                let of = d.of.as_ref().or(d.applied.as_ref())?;
                let form = match (d.order?, d.wrt.as_slice()) {
                    (1, [by]) if by.power == 1 => None,
                    (2, [by]) if by.power == 2 => Some(Form::Hessian),
                    (2, [one, other]) if named(&one.node)?.key == named(&other.node)?.key => Some(Form::Hessian),
                    _ => return None,
                };
                (of, d.wrt.first().map(|by| &by.node), form)
            }
            Kind::Nabla(nabla) => {
                let form = if nabla.order == 2 { Form::Hessian } else { Form::Gradient };
                (nabla.body.as_ref()?, nabla.sub.as_ref(), Some(form))
            }
            Kind::Jacobian(jacobian) | Kind::MaybeJacobian(jacobian) => {
                (jacobian.body.as_ref()?, jacobian.sub.as_ref(), Some(Form::Jacobian))
            }
            Kind::Differential(d) | Kind::MaybeDifferential(d) if d.order == 1 => {
                (d.body.as_ref()?, None, Some(Form::Differential))
            }
            _ => return None,
        };
        let (body, function, params) = function(subject, of)?;
        let mut variables = match params.is_empty() {
            true => candidates(&body),
            false => symbols(&body).into_iter().filter(|symbol| params.contains(symbol)).collect(),
        };
        if let Some(wrt) = wrt {
            let key = named(quantity(wrt))?.key;
            let symbol = symbols(&body).into_iter().find(|symbol| symbol.key() == key)?;
            variables.retain(|other| *other != symbol);
            variables.insert(0, symbol);
        }
        let form = match form {
            Some(Form::Gradient | Form::Hessian) if !body.shape().is_scalar() => return None,
            None if body.shape().is_scalar() => Some(Form::Gradient),
            None => Some(Form::Jacobian),
            form => form,
        };
        Some(Target {
            function,
            written: bracketed(subject, of),
            variables,
            form,
            left: Some(node.text(&subject.read.text).trim().to_owned()),
            hole: hole(subject),
            range: subject.source(statement.span),
            body,
        })
    }

    /// By what it is derived: the variable asked for, or the likeliest.
    pub fn wrt(&self, asked: Option<&str>) -> Option<Symbol> {
        match asked {
            None => self.variables.first().cloned(),
            Some(name) => {
                // A name is the same with its braces and without: `\mathbf x` is `\mathbf{x}`.
                let bare = |name: &str| name.replace(['{', '}', ' '], "");
                let named = |symbol: &&Symbol| symbol.latex() == name || symbol.key() == name;
                let alike = |symbol: &&Symbol| bare(symbol.latex()) == bare(name);
                self.variables.iter().find(named).or_else(|| self.variables.iter().find(alike)).cloned()
            }
        }
    }

    /// The function's name on the board, a usual one where it has none.
    pub fn name(&self, request: &Request) -> String {
        let usual = || {
            if request.expr.shape().is_scalar() {
                "f"
            } else if request.expr.shape().is_vector() {
                "\\mathbf{f}"
            } else {
                "F"
            }
        };
        self.function.clone().unwrap_or_else(|| usual().to_owned())
    }

    /// The derivative in the shape in which its left side is written, which may be transposed or stacked.
    ///
    /// # Errors
    /// Where what is written there is not the derivative that was found.
    pub fn as_written(&self, subject: &Subject<'_>, found: &Derivation, layout: Layout) -> Result<Expr, String> {
        let plain = || "what stands left of the sign is not understood".to_owned();
        let statement = subject.statement.ok_or_else(plain)?;
        let node = &statement.sides.first().ok_or_else(plain)?.node;
        if self.form == Some(Form::Differential) {
            return Ok(found.result.clone());
        }
        let options = Options { layout: Some(layout), ..Options::default() };
        let read = elaborate_sides(&[node], &subject.inner_scope(), &mut Shapes::new(), &options);
        let Some(written) = read.into_iter().next().and_then(|side| side.expr) else {
            // What is not understood as a whole is written without a transposition.
            return if is_plain(node) { Ok(found.result.clone()) } else { Err(plain()) };
        };
        let written = simplify(&written);
        if written.shape().has_unknown() {
            return Err(plain());
        }
        let result = &found.result;
        let mut known = vec![result.clone(), build::transpose(result), build::vec_of(result)];
        known.push(build::transpose(&build::vec_of(result)));
        if let Some(same) = known.iter().find(|one| one.shape() == written.shape() && **one == written) {
            return Ok(same.clone());
        }
        known.extend([build::vec_of(&written)].into_iter().filter(|stacked| stacked.shape() == result.shape()));
        let agrees =
            known.iter().take(4).any(|one| one.shape() == written.shape() && compare(one, &written).is_equal())
                || known.get(4).is_some_and(|stacked| compare(stacked, result).is_equal());
        if agrees { Ok(written) } else { Err(plain()) }
    }
}

/// Whether a derivative is written without a transposition or `vec` around or in it.
fn is_plain(node: &Node) -> bool {
    match &node.kind {
        Kind::Derivative(d) => {
            d.wrt.iter().all(|by| named(&by.node).is_some()) && d.of.as_ref().is_some_and(is_function)
        }
        Kind::Nabla(_) | Kind::Jacobian(_) | Kind::MaybeJacobian(_) => true,
        _ => false,
    }
}

fn is_function(node: &Node) -> bool {
    named(node).is_some() || head(node).is_some()
}

/// What a derivative is of: the function's value, its name, its parameters.
fn function(subject: &Subject<'_>, of: &Node) -> Option<(Expr, Option<String>, Vec<Symbol>)> {
    let name = head(unwrapped(of)).and_then(|head| named(head.name));
    let entry = name.as_ref().and_then(|name| subject.scope.get(&name.key));
    if let Some(Entry { known: Known::Defined { params, body }, .. }) = entry {
        return Some((body.clone(), name.map(|name| name.latex), params.clone()));
    }
    let read = elaborate(of, &subject.inner_scope(), &mut Shapes::new(), &Options::default());
    let body = read.expr.filter(|body| !matches!(body.op(), Op::Apply(..) | Op::Symbol(_) | Op::Number(_)))?;
    Some((body, None, Vec::new()))
}

/// What stands in brackets.
fn unwrapped(node: &Node) -> &Node {
    match &node.kind {
        Kind::Fence(fence) => match fence.items.as_slice() {
            [only] => unwrapped(only),
            _ => node,
        },
        _ => node,
    }
}

/// What a derivative is by, without the transposition or `vec` that says how it is laid out.
fn quantity(node: &Node) -> &Node {
    match &unwrapped(node).kind {
        Kind::Script(script) if script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Transpose) => {
            quantity(&script.base)
        }
        Kind::Operator(operator) if &*operator.name == "vec" => operator.arg.as_ref().map_or(node, quantity),
        _ => unwrapped(node),
    }
}

/// The quantities of an expression, the likeliest variable first.
fn candidates(body: &Expr) -> Vec<Symbol> {
    let mut all: Vec<Symbol> = symbols(body).into_iter().filter(|symbol| symbol.family() == 0).collect();
    if let Some(likely) = variable(body) {
        all.retain(|other| *other != likely);
        all.insert(0, likely);
    }
    all
}

/// A side as it is written, in brackets where another factor could be taken for a part of it.
fn bracketed(subject: &Subject<'_>, node: &Node) -> String {
    let text = node.text(&subject.read.text).trim().replace(['\n', '\r'], " ");
    match &node.kind {
        Kind::Symbol(_) | Kind::Script(_) | Kind::Fence(_) | Kind::Number(_) => text,
        Kind::Operator(operator) if operator.arg.is_some() => text,
        _ => format!("\\left( {} \\right)", text.replace('&', "")),
    }
}

/// What is left open on the right side.
fn hole(subject: &Subject<'_>) -> Option<Hole> {
    let statement = subject.statement?;
    let [_, right] = statement.sides.as_slice() else { return None };
    match unwrapped(&right.node).kind {
        Kind::Placeholder => Some(Hole { range: subject.source(right.node.span), space: false }),
        Kind::Empty => {
            // After the sign, before whatever blanks follow it.
            let text = subject.read.text.get(..statement.span.end.max(right.node.span.end) as usize)?;
            let end = text.trim_end().len();
            let at = subject.span.to_source(end..end);
            Some(Hole { range: at, space: true })
        }
        _ => None,
    }
}
