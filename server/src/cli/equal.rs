//! `matgrad equal`: whether two expressions are equal for all values and sizes, and if not, what would be.

use std::fmt::Write;

use matgrad_core::elaborate::Options;
use matgrad_core::elaborate::command::{Complaint, Context};
use matgrad_core::expr::Expr;
use matgrad_core::render::{Style, latex, length};
use matgrad_core::simplify::expand::expand;
use matgrad_core::simplify::simplify;
use matgrad_core::verify::equal::{Counterexample, Equality, Method, equal};
use matgrad_core::verify::matrix::Matrix;
use matgrad_core::verify::nearest::nearest;
use serde_json::{Value, json};

use super::context::{Declarations, Format, Layout, refuse, sizes_json};
use super::{CLEAN, FAILED, FOUND, complain, print};

/// Candidates evaluated in the search for what would be true.
const BUDGET: usize = 20_000;
/// Left sides larger than this are not multiplied out for what would be true.
const LARGEST: u64 = 200;
/// The symbols of what is still read at a glance.
const LONGEST: u32 = 60;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    declarations: Declarations,

    /// How ∂f/∂x is laid out
    #[arg(long, value_enum, default_value_t, value_name = "LAYOUT")]
    layout: Layout,

    /// How to print the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// The left side, in LaTeX
    #[arg(value_name = "LHS", allow_hyphen_values = true)]
    left: String,

    /// The right side, in LaTeX
    #[arg(value_name = "RHS", allow_hyphen_values = true)]
    right: String,
}

pub fn run(args: &Args) -> u8 {
    let sides = args.declarations.context().and_then(|c| sides(&c, args));
    let (left, right) = match sides {
        Ok(sides) => sides,
        // Sides that do not fit, or not each other, are surely not equal.
        Err(Complaint::Shape { message, .. }) => return unfit(args, &message, meant(args)),
        Err(complaint) => return refuse(&complaint),
    };
    let (holds, method, example) = match equal(&left, &right) {
        Equality::Equal(method) => (true, method, None),
        Equality::Unequal(method, example) => (false, method, example),
        Equality::Undecided(why) => {
            complain(&format!("cannot decide: {why}"));
            return FAILED;
        }
    };
    let suggestion = if holds { None } else { suggested(args, &left, &right) };
    let text = match args.format {
        Format::Json => {
            let example = example.map_or(Value::Null, |c| counterexample(&c));
            let answer = json!({
                "equal": holds, "method": method.describe(), "counterexample": example, "suggestion": suggestion,
            });
            format!("{answer:#}\n")
        }
        Format::Text => {
            let mut text = format!("{} ({})\n", if holds { "equal" } else { "not equal" }, method.describe());
            if let Some(example) = &example {
                text += &in_words(example);
            }
            if let Some(s) = suggestion {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "true would be  {s}");
            }
            text
        }
    };
    finish(&text, if holds { CLEAN } else { FOUND })
}

fn finish(text: &str, code: u8) -> u8 {
    match print(text) {
        Ok(()) => code,
        Err(error) => {
            complain(&error);
            FAILED
        }
    }
}

/// What would be true where the right side does not fit.
fn meant(args: &Args) -> Option<String> {
    let context = args.declarations.context().ok()?;
    let (left, right) = context.read_misfits(&args.left, &args.right, &options(args))?;
    suggested(args, &left, &right)
}

fn suggested(args: &Args, left: &Expr, right: &Expr) -> Option<String> {
    let style = args.declarations.style(&format!("{} {}", args.left, args.right));
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    // A right side that reads as the left one says nothing.
    let mut texts = nearest(left, right, BUDGET).into_iter().map(|s| latex(&s.expr, &style));
    // What is suggested is read back as it is printed, and must be true then.
    let context = args.declarations.context().ok()?;
    let options = Options { layout: Some(args.layout.into()), ..Options::default() };
    let holds = |text: &str| {
        let sides = context.read_sides(&args.left, text, &options);
        sides.is_ok_and(|(l, r)| equal(&l.expr, &r.expr).is_equal())
    };
    let useful = |text: &String| plain(text) != plain(&args.left) && holds(text);
    texts.find(useful).or_else(|| restated(left, &args.left, &style).into_iter().find(useful))
}

/// Where no slip explains the right side: what the left side is in its shortest form, and multiplied out; not as it stands there.
fn restated(left: &Expr, written: &str, style: &Style) -> Vec<String> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let multiplied = (left.size() <= LARGEST).then(|| expand(left));
    let mut forms: Vec<String> = [simplify(left)].into_iter().chain(multiplied).map(|e| latex(&e, style)).collect();
    forms.retain(|text| {
        length(text) <= LONGEST && letters(text) != letters(&written.replace("\\left", "").replace("\\right", ""))
    });
    forms.sort_by_key(|text| length(text));
    forms
}

fn unfit(args: &Args, message: &str, suggestion: Option<String>) -> u8 {
    let method = Method::Shapes.describe();
    finish(
        &match args.format {
            Format::Json => {
                let answer = json!({ "equal": false, "method": method, "counterexample": null, "suggestion": suggestion, "message": message });
                format!("{answer:#}\n")
            }
            Format::Text => {
                let meant = suggestion.map_or_else(String::new, |s| format!("true would be  {s}\n"));
                format!("not equal ({method}): {message}\n{meant}")
            }
        },
        FOUND,
    )
}

fn options(args: &Args) -> Options {
    Options { layout: Some(args.layout.into()), ..Options::default() }
}

fn sides(context: &Context, args: &Args) -> Result<(Expr, Expr), Complaint> {
    let (left, right) = context.read_sides(&args.left, &args.right, &options(args))?;
    Ok((left.expr, right.expr))
}

/// Values for which the sides differ, for people.
fn in_words(c: &Counterexample) -> String {
    let mut text = "for example, with\n".to_owned();
    for (name, value) in sizes_json(&c.sizes).as_object().into_iter().flatten() {
        text += &format!("  {name} = {value}\n");
    }
    for (symbol, indices, value) in &c.values {
        let member = if indices.is_empty() { String::new() } else { format!(" {indices:?}") };
        text += &format!("  {}{member} = {}\n", symbol.latex(), in_a_line(value));
    }
    text + &format!("the left side is {}\nand the right side {}\n", in_a_line(&c.left), in_a_line(&c.right))
}

/// A matrix in a line, its rows parted by semicolons.
fn in_a_line(m: &Matrix<f64>) -> String {
    if let Some(number) = m.as_scalar() {
        return number.to_string();
    }
    let row = |i| (0..m.cols).map(|j| m.at(i, j).to_string()).collect::<Vec<_>>().join(" ");
    format!("[{}]", (0..m.rows).map(row).collect::<Vec<_>>().join("; "))
}

fn counterexample(c: &Counterexample) -> Value {
    let matrix = |m: &Matrix<f64>| -> Value {
        (0..m.rows).map(|i| (0..m.cols).map(|j| json!(m.at(i, j))).collect::<Value>()).collect()
    };
    let values: Vec<Value> = c
        .values
        .iter()
        .map(|(symbol, indices, value)| json!({ "symbol": symbol.latex(), "indices": indices, "value": matrix(value) }))
        .collect();
    json!({ "sizes": sizes_json(&c.sizes), "values": values, "left": matrix(&c.left), "right": matrix(&c.right) })
}
