//! What languages share: numbers and names in all of them, the signs and loops of Julia and MATLAB.

use super::dialect::{Term, Tight};
use super::emit::Emitter;
use super::program::{Id, Node, Rank};

/// `name(args)`.
pub fn call(name: &str, args: &str) -> Term {
    Term::atom(format!("{name}({args})"))
}

/// How many of these are vectors or matrices.
pub fn arrays(em: &Emitter<'_>, ids: &[Id]) -> usize {
    ids.iter().filter(|id| em.program.rank(**id) != Rank::Scalar).count()
}

/// Numbers, sizes and arguments, which every language writes alike.
pub fn plain(em: &Emitter<'_>, id: Id) -> Option<Term> {
    Some(match em.program.node(id) {
        Node::Number(r) if r.is_negative() => Term::new(r.to_string(), Tight::Sum),
        Node::Number(r) if r.denominator() == 1 => Term::atom(r.to_string()),
        Node::Number(r) => Term::new(format!("{} / {}", r.numerator(), r.denominator()), Tight::Times),
        Node::Size(d) => em.size(d),
        Node::Argument(k) | Node::Family(k) => Term::atom(em.argument(*k)),
        _ => return None,
    })
}

/// What Julia and MATLAB write alike: `.*` where entries are meant, `A \ B` for a solution, `^` for powers.
pub fn by_signs(em: &mut Emitter<'_>, id: Id) -> Option<Term> {
    let program = em.program;
    Some(match program.node(id) {
        Node::Times(factors) => {
            let sign = if arrays(em, factors) > 1 { " .* " } else { " * " };
            em.joined(factors, sign, Tight::Times)
        }
        Node::Divide(a, b) => {
            let sign = if program.rank(*b) == Rank::Scalar { "/" } else { "./" };
            let (a, b) = (em.part(*a, Tight::Times), em.part(*b, Tight::Power));
            Term::new(format!("{a} {sign} {b}"), Tight::Times)
        }
        Node::Pow(a, b) => {
            let sign = if program.rank(id) == Rank::Scalar { "^" } else { ".^" };
            let (a, b) = (em.part(*a, Tight::Atom), em.part(*b, Tight::Atom));
            Term::new(format!("{a}{sign}{b}"), Tight::Power)
        }
        Node::Solve(a, b) => {
            let (a, b) = (em.part(*a, Tight::Power), em.part(*b, Tight::Power));
            Term::new(format!("{a} \\ {b}"), Tight::Times)
        }
        Node::Inverse(a) => call("inv", &em.part(*a, Tight::Sum)),
        Node::MatPow(a, k) => {
            let (a, k) = (em.part(*a, Tight::Atom), em.part(*k, Tight::Atom));
            Term::new(format!("{a}^{k}"), Tight::Power)
        }
        Node::ScaleRows(v, a) => em.joined(&[*v, *a], " .* ", Tight::Times),
        _ => return plain(em, id),
    })
}

/// `start`, then nested loops over `indices` around what `entry` says of a place; `of` stands between an index and its range,
/// `lines` are what each loop computes first.
pub fn filled(
    start: String,
    of: &str,
    indices: &[(String, String)],
    lines: &[Vec<String>],
    entry: impl Fn(&str) -> String,
) -> Vec<String> {
    let mut out = vec![start];
    let mut indent = String::new();
    for ((i, n), lines) in indices.iter().zip(lines) {
        out.push(format!("{indent}for {i}{of}1:{n}"));
        indent.push_str("    ");
        out.extend(lines.iter().map(|l| format!("{indent}{l}")));
    }
    let places: Vec<&str> = indices.iter().map(|(i, _)| i.as_str()).collect();
    out.push(format!("{indent}{}", entry(&places.join(", "))));
    out.extend((0..indices.len()).rev().map(|k| format!("{}end", "    ".repeat(k))));
    out
}
