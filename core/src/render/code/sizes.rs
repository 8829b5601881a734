//! Where code gets the values of sizes from: the shape of an argument if one shows it, else an argument of its own.

use std::sync::Arc;

use crate::rational::Rational;
use crate::shape::{Dim, SizeName};

/// An axis of an argument: its length, and the code that reads it.
pub struct Axis {
    pub length: Dim,
    pub code: String,
}

/// How one size is known.
pub enum Known {
    /// Read from arguments by this code.
    From(String),
    /// Nothing shows it.
    Missing,
}

/// How the size `name` is known. Codes of other sizes come from `local`, the divisor sign of whole numbers is `divide`.
pub fn find(name: &Arc<str>, axes: &[Axis], print: &dyn Fn(&Dim) -> Option<String>, divide: (&str, &str)) -> Known {
    let wanted = Dim::named(name);
    if let Some(axis) = axes.iter().find(|a| a.length == wanted) {
        return Known::From(axis.code.clone());
    }
    for axis in axes {
        if let Some(code) = solve(name, axis, axes, print, divide) {
            return Known::From(code);
        }
    }
    Known::Missing
}

/// Solves `length = code` for a size that occurs to the first power, all other sizes being shown by an axis themselves.
fn solve(
    name: &Arc<str>,
    axis: &Axis,
    axes: &[Axis],
    print: &dyn Fn(&Dim) -> Option<String>,
    (open, divide): (&str, &str),
) -> Option<String> {
    let own = SizeName::Named(name.clone());
    let mut factor = Dim::constant(0);
    let mut rest = Dim::constant(0);
    for (names, c) in axis.length.terms() {
        let degree = names.iter().filter(|n| **n == own).count();
        let others = names.iter().filter(|n| **n != own);
        let mut term = Dim::one();
        for n in others {
            let SizeName::Named(other) = n else { return None };
            let dim = Dim::named(other);
            if !axes.iter().any(|a| a.length == dim) {
                return None;
            }
            term = term.mul(&dim);
        }
        let term = term.div_rational(c.recip()?)?;
        match degree {
            0 => rest = rest.add(&term),
            1 => factor = factor.add(&term),
            _ => return None,
        }
    }
    let whole = |d: &Dim| d.terms().iter().all(|(_, c)| c.denominator() == 1);
    if factor == Dim::constant(0) || !whole(&factor) || !whole(&rest) {
        return None;
    }
    let mut code = axis.code.clone();
    if rest != Dim::constant(0) {
        code = format!("{code} - ({})", print(&rest)?);
    }
    if !factor.is_one() {
        if rest != Dim::constant(0) {
            code = format!("({code})");
        }
        let by = print(&factor)?;
        let by = if factor.as_name().is_some() { by } else { format!("({by})") };
        code = if open.is_empty() { format!("{code} {divide} {by}") } else { format!("{open}({code}, {by})") };
    }
    Some(code)
}

/// The value of a size as code, `None` where an inner name has no code. Whole numbers are divided by `divide`.
pub fn polynomial(
    d: &Dim,
    name: &dyn Fn(&Arc<str>) -> Option<String>,
    power: &str,
    (open, divide): (&str, &str),
) -> Option<(String, bool)> {
    let common = d.terms().iter().fold(1i128, |c, (_, r)| {
        let (mut a, mut b) = (c, r.denominator());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        (c / a.max(1)).saturating_mul(r.denominator())
    });
    let mut out = String::new();
    for (names, c) in d.terms() {
        let c = c.times(Rational::new(common, 1)?);
        out.push_str(match (out.is_empty(), c.is_negative()) {
            (true, false) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (false, true) => " - ",
        });
        let mut factors: Vec<String> = Vec::new();
        if !c.abs().is_one() || names.is_empty() {
            factors.push(c.abs().to_string());
        }
        let mut rest = names.as_slice();
        while let Some(first) = rest.first() {
            let SizeName::Named(n) = first else { return None };
            let degree = rest.iter().take_while(|x| *x == first).count();
            let base = name(n)?;
            factors.push(if degree == 1 { base } else { format!("{base}{power}{degree}") });
            rest = rest.get(degree..).unwrap_or(&[]);
        }
        out.push_str(&factors.join(" * "));
    }
    if out.is_empty() {
        out.push('0');
    }
    let atom = out.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if common == 1 {
        return Some((out, atom));
    }
    Some(if open.is_empty() {
        (format!("({out}) {divide} {common}"), false)
    } else {
        (format!("{open}({out}, {common})"), true)
    })
}
