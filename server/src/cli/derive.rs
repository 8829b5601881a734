//! `matgrad derive`: a derivative, with its steps and as code.

use std::fmt::Write;

use matgrad_core::calculus::derive as calculus;
use matgrad_core::calculus::steps::{Route as By, Step};
use matgrad_core::calculus::structured::independent;
use matgrad_core::derivation::entrywise::Entrywise;
use matgrad_core::derivation::names::{Named, named};
use matgrad_core::derivation::{Derivation, board};
use matgrad_core::elaborate::Options;
use matgrad_core::elaborate::command::{Complaint, Context};
use matgrad_core::expr::Expr;
use matgrad_core::expr::build::symbol;
use matgrad_core::functions::Language;
use matgrad_core::render::code::code;
use matgrad_core::render::{Style, latex, matrix_unicode, unicode, unicode_symbol};
use serde_json::{Map, Value, json};

use super::context::{Declarations, Format, Layout, refuse, sizes_json};
use super::{CLEAN, FAILED, FOUND, complain, print};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    declarations: Declarations,

    /// What to differentiate by: a symbol, a member of a family (`\mathbf x_k`), an entry (`X_{ij}`), a row or column (`X_{:,j}`)
    #[arg(long, value_name = "X", allow_hyphen_values = true)]
    wrt: String,

    /// First or second derivative
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    order: u8,

    /// Which derivative; without it the one that fits the shapes
    #[arg(long, value_enum, value_name = "FORM")]
    form: Option<Form>,

    /// How ∂f/∂x is laid out
    #[arg(long, value_enum, default_value_t, value_name = "LAYOUT")]
    layout: Layout,

    /// Let the entries of a symmetric, skew, diagonal, triangular or orthogonal variable move as they can: by its independent
    /// entries (vech), with duplication and elimination matrices
    #[arg(long)]
    structured: bool,

    /// Print the derivative in one language alone, ready to paste
    #[arg(long, value_enum, value_name = "LANG")]
    to: Option<Target>,

    /// Show how the derivative is found
    #[arg(long)]
    steps: bool,

    /// Which way the steps take
    #[arg(long, value_enum, default_value_t, value_name = "ROUTE")]
    route: Route,

    /// How to print the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// The expression, in LaTeX
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
}

/// Which derivative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// Of a scalar, shaped like the variable
    Gradient,
    /// d vec F / d (vec X)ᵀ
    Jacobian,
    /// dF, linear in dX
    Differential,
    /// d vec(gradient) / d (vec X)ᵀ; of what is no scalar d vec(Jacobian) / d (vec X)ᵀ
    Hessian,
}

/// Which way the steps take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Route {
    /// By the differential and the trace
    #[default]
    Differential,
    /// By the Jacobian and vec
    Jacobian,
}

/// What to print alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Target {
    Latex,
    Unicode,
    Numpy,
    Jax,
    Pytorch,
    Julia,
    Matlab,
}

const LANGUAGES: [(&str, Language); 5] = [
    ("numpy", Language::Numpy),
    ("jax", Language::Jax),
    ("pytorch", Language::Pytorch),
    ("julia", Language::Julia),
    ("matlab", Language::Matlab),
];

/// What the expression is called where it needs a name.
const FUNCTION: &str = "f";

/// The answer and what it was derived from.
struct Answer {
    context: Context,
    derivation: Derivation,
    style: Style,
}

pub fn run(args: &Args) -> u8 {
    let answer = match answer(args) {
        Ok(answer) => answer,
        Err(complaint) => return refuse(&complaint),
    };
    let text = match (args.to, args.format) {
        (Some(target), _) => alone(&answer, target),
        (None, Format::Json) => json_of(&answer, args).map(|v| format!("{v:#}\n")),
        (None, Format::Text) => text_of(&answer, args),
    };
    match text.map(|t| print(&t)) {
        Ok(Ok(())) => CLEAN,
        Ok(Err(error)) => {
            complain(&error);
            FAILED
        }
        Err(refused) => {
            complain(&refused);
            FOUND
        }
    }
}

fn answer(args: &Args) -> Result<Answer, Complaint> {
    let context = args.declarations.context()?;
    let options = Options { layout: Some(args.layout.into()), ..Options::default() };
    let request = calculus::Request {
        order: args.order,
        form: args.form.map(|f| match f {
            Form::Gradient => calculus::Form::Gradient,
            Form::Jacobian => calculus::Form::Jacobian,
            Form::Differential => calculus::Form::Differential,
            Form::Hessian => calculus::Form::Hessian,
        }),
        layout: args.layout.into(),
        structured: args.structured,
        ..context.request(&args.expression, &args.wrt, &options)?
    };
    let derivation = Derivation::find(request).map_err(|f| Complaint::Refused(f.to_string()))?;
    Ok(Answer { context, derivation, style: args.declarations.style(&args.expression) })
}

impl Answer {
    fn order(&self) -> Vec<&str> {
        self.context.order.iter().map(String::as_str).collect()
    }

    fn steps(&self, args: &Args) -> Result<Vec<Step>, String> {
        let route = match args.route {
            Route::Differential => By::Differential,
            Route::Jacobian => By::Jacobian,
        };
        self.derivation.steps(route, &self.style).map_err(|r| format!("the steps cannot be written: {}", r.why))
    }
}

fn alone(answer: &Answer, target: Target) -> Result<String, String> {
    let result = &answer.derivation.result;
    let language = match target {
        Target::Latex => return Ok(format!("{}\n", latex(result, &answer.style))),
        Target::Unicode => return Ok(format!("{}\n", unicode(result, &answer.style))),
        Target::Numpy => Language::Numpy,
        Target::Jax => Language::Jax,
        Target::Pytorch => Language::Pytorch,
        Target::Julia => Language::Julia,
        Target::Matlab => Language::Matlab,
    };
    code(result, &answer.order(), language).map(|c| c.source)
}

fn json_of(answer: &Answer, args: &Args) -> Result<Value, String> {
    let Derivation { request, result, evidence } = &answer.derivation;
    let mut sources = Map::new();
    let mut arguments = Vec::new();
    for (name, language) in LANGUAGES {
        // A language without an expression for a function is left out; the others stand.
        let Ok(c) = code(result, &answer.order(), language) else { continue };
        if arguments.is_empty() {
            arguments =
                c.arguments.iter().map(|a| json!({ "latex": a.latex, "name": a.name, "shape": a.shape })).collect();
        }
        sources.insert(name.into(), c.source.into());
    }
    let steps: Vec<Value> = answer
        .steps(args)?
        .iter()
        .map(|s| json!({ "rule": s.rule, "latex": board::line_latex(s, request, &answer.style) }))
        .collect();
    let sizes: Vec<Value> = evidence.sizes.iter().map(sizes_json).collect();
    Ok(json!({
        "expression": args.expression,
        "wrt": args.wrt,
        "order": request.order,
        "form": request.form().name(),
        "named": named(result).map(|n| json!({
            "latex": latex(&n.result, &answer.style),
            "unicode": unicode(&n.result, &answer.style),
            "where": told(&n, &|e| latex(e, &answer.style)),
        })),
        "entries": Entrywise::find(request).map(|e| e.latex(FUNCTION, &request.wrt, &answer.style)),
        "shape": result.shape().to_contract(),
        "latex": latex(result, &answer.style),
        "unicode": unicode(result, &answer.style),
        "code": sources,
        "arguments": arguments,
        "steps": steps,
        "verified": {
            "method": evidence.method,
            "max_relative_error": evidence.max_relative_error,
            "sizes": sizes,
        },
    }))
}

/// What each name stands for, a line each.
fn told(named: &Named, print: &dyn Fn(&Expr) -> String) -> Vec<String> {
    named.parts.iter().map(|(name, part)| format!("{} = {}", print(&symbol(name)), print(part))).collect()
}

fn text_of(answer: &Answer, args: &Args) -> Result<String, String> {
    let Derivation { request, result, evidence } = &answer.derivation;
    let mut out = String::new();
    let shape = |e: &Expr| {
        if e.shape().is_scalar() { "a scalar".to_string() } else { matrix_unicode(e.shape()) }
    };
    let mut line = |label: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{label:<14}{value}");
    };
    let gradient = request.form() == calculus::Form::Gradient && !request.wrt.shape().is_scalar();
    let turned = gradient && request.layout == calculus::Layout::Numerator;
    let mut name = if turned { "derivative".to_string() } else { request.form().name().to_string() };
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let zero = match (result.is_zero(), request.expr.mentions(request.whole().key())) {
        (false, _) => "",
        (true, false) => ": the expression does not depend on it",
        (true, true) if request.order == 2 => ": the gradient does not change with it",
        (true, true) => ": the expression is constant",
    };
    let short = named(result);
    let shown = short.as_ref().map_or(result, |n| &n.result);
    line(&name, &format!("{}    ({}{zero})", unicode(shown, &answer.style), shape(result)));
    for part in short.iter().flat_map(|n| told(n, &|e| unicode(e, &answer.style))) {
        line("  where", &part);
    }
    // The other of the two: the row beside the gradient of a vector, the gradient beside its transpose.
    if turned || gradient && request.wrt.shape().is_vector() {
        let other = matgrad_core::expr::build::transpose(shown);
        let label = if turned { "Gradient" } else { "Jacobian" };
        line(label, &format!("{}    ({})", unicode(&other, &answer.style), shape(&other)));
    }
    line("LaTeX", &latex(shown, &answer.style));
    for part in short.iter().flat_map(|n| told(n, &|e| latex(e, &answer.style))) {
        line("  where", &part);
    }
    if let Some(e) = Entrywise::find(request) {
        line("Entries", &e.latex(FUNCTION, &request.wrt, &answer.style));
    }
    let by_entries = request.structured && matches!(request.form(), calculus::Form::Jacobian | calculus::Form::Hessian);
    if let Some(entries) = independent(&request.wrt.with_properties(request.assumed)).filter(|_| by_entries) {
        line("Independent", &entries.replace('X', &unicode_symbol(request.wrt.latex())));
    }
    line(
        "Verified",
        &format!(
            "by {} for {} assignments of sizes, largest relative error {:.0e}",
            evidence.method,
            evidence.sizes.len(),
            evidence.max_relative_error
        ),
    );
    if args.steps {
        out.push('\n');
        for step in answer.steps(args)? {
            let _ = writeln!(out, "{}", board::line_unicode(&step, request, &answer.style));
        }
    }
    Ok(out)
}
