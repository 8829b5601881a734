//! Derives the thirteen expressions and prints one JSON object a line: the answer, its code, and the time of the processor for
//! one derivation, from LaTeX to the verified derivative as LaTeX. `tests/peers/compare` reads it.

use std::time::{Duration, Instant};

use matgrad_core::{Error, Language, Request, Session};
use matgrad_tests::peers::{CASES, Case};
use matgrad_tests::processor_time;
use serde_json::{Value, json};

/// At least so many derivations are timed, and at least for so long.
const LEAST: (usize, Duration) = (15, Duration::from_millis(150));

fn answer(case: &Case) -> Result<Value, Error> {
    let mut session = Session::new();
    for declaration in case.declarations {
        session = session.declare(declaration)?;
    }
    let derive = || {
        let request = Request { order: case.order, ..session.request(case.formula, case.variable)? };
        let derivative = session.find(request)?;
        let latex = derivative.latex();
        Ok((derivative, latex))
    };
    let (derivative, latex) = derive()?;
    let code = derivative.code(Language::Numpy)?;
    let mut times = Vec::new();
    let begin = Instant::now();
    while times.len() < LEAST.0 || begin.elapsed() < LEAST.1 {
        let (wall, before) = (Instant::now(), processor_time());
        derive()?;
        times.push(match (before, processor_time()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => wall.elapsed(),
        });
    }
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let arguments: Vec<&str> = code.arguments.iter().map(|a| a.name.as_str()).collect();
    Ok(json!({
        "name": case.name,
        "latex": latex,
        "unicode": derivative.unicode(),
        "milliseconds": median.as_secs_f64() * 1e3,
        "code": code.source,
        "arguments": arguments,
    }))
}

#[allow(clippy::print_stdout)]
fn main() {
    for case in CASES {
        match answer(case) {
            Ok(answer) => println!("{answer}"),
            Err(error) => println!("{}", json!({ "name": case.name, "error": error.to_string() })),
        }
    }
}
