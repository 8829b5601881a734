//! Derivatives as code: one complete function `derivative(...)` in NumPy, JAX, PyTorch, Julia or MATLAB.
//!
//! Arguments come in the order of declaration and only where they occur; a size that no argument's shape shows is an argument
//! too. Vectors have one axis, matrices two, a family one more in front. No Kronecker product is formed and no inverse taken
//! where a reshape or a solve does; what is used twice is computed once.

mod batch;
mod calls;
mod chain;
mod common;
mod dialect;
mod emit;
mod helpers;
mod julia;
mod lower;
mod matlab;
mod names;
mod program;
mod python;
mod sizes;
mod stable;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::expr::{Expr, Op};
#[cfg(test)]
mod tests;

use crate::functions::Language;
use crate::shape::{Dim, Shape, SizeName};
use dialect::Dialect;
use emit::Emitter;
use lower::{Given, Lowering, is_row};
use names::Names;
use program::Node;
use sizes::{Axis, Known};

/// An argument of the generated function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// As the author writes it.
    pub latex: String,
    /// Its name in the code.
    pub name: String,
    /// Its shape; empty for a number or a function.
    pub shape: Vec<String>,
}

/// A generated function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The whole source.
    pub source: String,
    /// Its arguments in order.
    pub arguments: Vec<Argument>,
}

/// The function that computes `e`. `order` holds the keys of symbols and functions in the order of declaration; others follow in
/// the order in which they occur. `Err` names what the language has no expression for.
pub fn code(e: &Expr, order: &[&str], language: Language) -> Result<Code, String> {
    let e = &stable::stable(e);
    for part in e.subexpressions() {
        if let Op::Call(f) = part.op()
            && f.code(language).is_none()
        {
            return Err(format!("{} cannot be written in {language:?}", f.describe().0));
        }
    }
    let mut lowering = Lowering::new(batch::ranges(e));
    let root = lowering.lower(e);
    if let Some(why) = lowering.refused {
        return Err(why);
    }
    let is_python = matches!(language, Language::Numpy | Language::Jax | Language::Pytorch);
    let dialect: Box<dyn Dialect> = match language {
        Language::Numpy | Language::Jax | Language::Pytorch => Box::new(python::Python { language }),
        Language::Julia => Box::new(julia::Julia),
        Language::Matlab => Box::new(matlab::Matlab),
    };
    let dialect = dialect.as_ref();
    let Lowering { program, given, ranges, .. } = lowering;
    let reachable = program.reachable(root);
    let used: HashSet<usize> = reachable
        .iter()
        .filter_map(|id| match program.node(*id) {
            Node::Argument(k) | Node::Family(k) | Node::Apply(k, _) => Some(*k),
            _ => None,
        })
        .collect();
    let mut places: Vec<usize> = (0..given.len()).filter(|k| used.contains(k)).collect();
    places.sort_by_key(|k| {
        let key = match &given[*k] {
            Given::Quantity { symbol, .. } => symbol.key(),
            Given::Function(c) => c.function.key(),
            Given::Index(i) => i,
        };
        order.iter().position(|o| *o == key).unwrap_or(order.len())
    });

    let mut names = Names::new(RESERVED[usize::from(!is_python)].split_whitespace());
    let mut arguments: Vec<Argument> = Vec::new();
    let mut argument_names = vec![String::new(); given.len()];
    let mut axes: Vec<Axis> = Vec::new();
    let (mut model, mut numbers) = (None, Vec::new());
    for k in places {
        let argument = describe(&given[k], &ranges, e, &mut names);
        argument_names[k].clone_from(&argument.name);
        let lengths = match &given[k] {
            Given::Quantity { symbol, .. } => lengths(symbol.shape(), symbol.family(), ranges.get(symbol.key())),
            _ => vec![],
        };
        if lengths.is_empty() && matches!(&given[k], Given::Quantity { .. }) {
            numbers.push(argument.name.clone());
        }
        if !lengths.is_empty() && model.is_none() {
            model = Some(argument.name.clone());
        }
        for (axis, length) in lengths.into_iter().enumerate() {
            if let Some(length) = length {
                axes.push(Axis { length, code: dialect.axis(&argument.name, axis) });
            }
        }
        arguments.push(argument);
    }

    let (lines, sizes) = size_lines(&program, &reachable, &axes, dialect, &mut names, &mut arguments)?;
    let calls = reachable.iter().any(|id| matches!(program.node(*id), Node::Call(..)));
    let numbers = numbers.iter().filter(|_| calls);
    let prelude: Vec<String> = numbers.filter_map(|n| dialect.prelude(n, model.as_deref())).collect();
    let mut emitter = Emitter::new(&program, dialect, root, language, names);
    emitter.arguments = argument_names;
    emitter.sizes = sizes;
    emitter.model = model;
    emitter.entrywise = (0..given.len())
        .filter(|k| matches!(&given[*k], Given::Function(c) if c.function.is_scalar_to_scalar()))
        .collect();
    let (body, result) = emitter.run(root, |term| if is_row(e) { dialect.row(term) } else { term.text });
    let lines: Vec<String> = lines.into_iter().chain(prelude).chain(body).collect();
    let list: Vec<&str> = arguments.iter().map(|a| a.name.as_str()).collect();
    let source = dialect.source(&list, &lines, &result);
    Ok(Code { source, arguments })
}

/// Words that no argument may be called: those of Python, then those of Julia and MATLAB.
const RESERVED: [&str; 2] = [
    "and as assert async await break class continue def del elif else except finally for from global if import in is lambda \
     nonlocal not or pass raise return try while with yield None True False np jax jnp torch scipy math sum range min abs \
     float derivative",
    "abs begin break catch const continue derivative det diag diagm div do dot double else elseif end exp export eye false \
     Float64 find for full function global I if import inv kron let local log macro Matrix max min module nothing norm ones \
     otherwise permute permutedims prod quote reshape result return sign sin cos size sparse sqrt struct sum switch tanh tr \
     trace tril true try using vcat vec while zeros",
];

/// The lengths of the axes of an argument, where they are known.
fn lengths(shape: &Shape, family: usize, range: Option<&Option<Dim>>) -> Vec<Option<Dim>> {
    let mut out = vec![None; family];
    if let ([first], Some(Some(d))) = (out.as_mut_slice(), range) {
        *first = Some(d.clone());
    }
    if shape.is_scalar() {
        return out;
    }
    if shape.is_vector() {
        out.push(Some(shape.rows.clone()));
    } else if shape.is_row() {
        out.push(Some(shape.cols.clone()));
    } else {
        out.extend([Some(shape.rows.clone()), Some(shape.cols.clone())]);
    }
    out
}

fn describe(given: &Given, ranges: &HashMap<String, Option<Dim>>, e: &Expr, names: &mut Names) -> Argument {
    match given {
        Given::Quantity { symbol, differential } => {
            let plain = names::identifier(symbol.latex());
            let name = names.give(&if *differential { format!("d{plain}") } else { plain });
            let mut latex = symbol.latex().to_string();
            if symbol.family() > 0 {
                latex = indexed(symbol.key(), &latex, e);
            }
            if *differential {
                latex = format!("\\mathrm{{d}} {latex}");
            }
            let shape = lengths(symbol.shape(), symbol.family(), ranges.get(symbol.key()))
                .into_iter()
                .map(|d| d.map_or_else(|| "?".to_string(), |d| d.to_contract()))
                .collect();
            Argument { latex, name, shape }
        }
        Given::Function(c) => {
            Argument { latex: c.function.latex().to_string(), name: names.give(&names::callable(c)), shape: vec![] }
        }
        Given::Index(i) => Argument { latex: i.to_string(), name: names.give(&names::identifier(i)), shape: vec![] },
    }
}

/// A family as it is written, with the indices of its first occurrence.
fn indexed(key: &str, latex: &str, e: &Expr) -> String {
    let style = super::Style::default();
    let member = e.subexpressions().into_iter().find(|p| matches!(p.op(), Op::Symbol(s) if s.key() == key));
    member.map_or_else(|| latex.to_string(), |m| super::latex(&m, &style))
}

type Sizes = HashMap<Arc<str>, String>;

/// The lines that read sizes from arguments; sizes that none shows become arguments.
fn size_lines(
    program: &program::Program,
    reachable: &[program::Id],
    axes: &[Axis],
    dialect: &dyn Dialect,
    names: &mut Names,
    arguments: &mut Vec<Argument>,
) -> Result<(Vec<String>, Sizes), String> {
    let mut needed: Vec<Arc<str>> = Vec::new();
    let mut queue: Vec<Dim> = reachable.iter().flat_map(|id| program.node(*id).sizes()).cloned().collect();
    queue.reverse();
    while let Some(d) = queue.pop() {
        for name in d.names() {
            match name {
                SizeName::Named(n) if !needed.contains(&n) => needed.push(n),
                SizeName::Named(_) => {}
                SizeName::Unknown(_) => return Err("a size is not known".into()),
            }
        }
    }
    let (power, divide) = dialect.arithmetic();
    let (mut lines, mut sizes) = (Vec::new(), Sizes::new());
    for name in needed {
        // Other sizes inside are read from their own axes in place.
        let direct = |n: &Arc<str>| {
            let wanted = Dim::named(n);
            axes.iter().find(|a| a.length == wanted).map(|a| a.code.clone())
        };
        let print = |d: &Dim| sizes::polynomial(d, &direct, power, divide).map(|(text, _)| text);
        let local = names.give(&names::identifier(&name));
        match sizes::find(&name, axes, &print, divide) {
            Known::From(code) => lines.push(dialect.assign(&local, &code)),
            Known::Missing => {
                arguments.push(Argument { latex: name.to_string(), name: local.clone(), shape: vec![] });
            }
        }
        sizes.insert(name, local);
    }
    Ok((lines, sizes))
}
