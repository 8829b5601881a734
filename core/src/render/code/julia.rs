//! Julia with its standard library LinearAlgebra.

use super::common::{arrays, by_signs, call, filled};
use super::dialect::{Dialect, Term, Tight, fenced};
use super::emit::Emitter;
use super::program::{Id, Node, Rank};
use crate::functions::Language;
use crate::shape::Dim;

/// The language.
pub struct Julia;

fn eye(em: &Emitter<'_>, n: &Dim) -> String {
    let n = em.size(n).text;
    format!("Matrix(1.0I, {n}, {n})")
}

impl Dialect for Julia {
    fn term(&self, em: &mut Emitter<'_>, id: Id) -> Term {
        if let Some(term) = by_signs(em, id) {
            return term;
        }
        let program = em.program;
        let rank = program.rank(id);
        match program.node(id) {
            Node::Index(i) => Term::atom(em.index(i)),
            Node::At(base, positions) => {
                let base = em.part(*base, Tight::Atom);
                let mut places: Vec<String> = positions.iter().map(|p| em.position(p, 0).text).collect();
                let rest = match rank {
                    Rank::Scalar => 0,
                    Rank::Vector => 1,
                    Rank::Matrix => 2,
                };
                places.extend(std::iter::repeat_n(":".to_string(), rest));
                Term::atom(format!("{base}[{}]", places.join(", ")))
            }
            Node::Sum(terms) => {
                let ids: Vec<Id> = terms.iter().map(|t| t.1).collect();
                // A number beside an array, or a row beside a matrix, is repeated.
                let row = ids.iter().any(|t| matches!(program.node(*t), Node::AsRow(_)));
                let mixed = row || arrays(em, &ids) != 0 && arrays(em, &ids) != ids.len();
                em.signed_sum(terms, if mixed { "." } else { "" })
            }
            Node::Sqrt(a) => {
                let a = em.part(*a, Tight::Sum);
                call(if rank == Rank::Scalar { "sqrt" } else { "sqrt." }, &a)
            }
            Node::MatMul(a, b) if program.rank(*a) == Rank::Vector => {
                let (a, b) = (em.part(*a, Tight::Power), em.part(*b, Tight::Atom));
                Term::new(format!("{b}' * {a}"), Tight::MatMul)
            }
            Node::MatMul(a, b) => em.joined(&[*a, *b], " * ", Tight::MatMul),
            Node::Dot(a, b) => {
                let args = em.list(&[*a, *b]);
                call("dot", &args)
            }
            Node::Outer(a, b) => {
                let (a, b) = (em.part(*a, Tight::MatMul), em.part(*b, Tight::Atom));
                Term::new(format!("{a} * {b}'"), Tight::MatMul)
            }
            Node::Transpose(a) | Node::AsRow(a) => Term::atom(format!("{}'", em.part(*a, Tight::Atom))),
            Node::ScaleCols(a, v) => {
                let (a, v) = (em.part(*a, Tight::Power), em.part(*v, Tight::Atom));
                Term::new(format!("{a} .* {v}'"), Tight::Times)
            }
            Node::SumAll(a) => call("sum", &em.part(*a, Tight::Sum)),
            Node::RowSums(a) => Term::atom(format!("vec(sum({}, dims=2))", em.part(*a, Tight::Sum))),
            Node::ColSums(a) => Term::atom(format!("vec(sum({}, dims=1))", em.part(*a, Tight::Sum))),
            Node::Kron(parts) => call("kron", &em.list(parts)),
            Node::AsColumn(a) => Term::atom(format!("reshape({}, :, 1)", em.part(*a, Tight::Sum))),
            Node::Vec(a) => call("vec", &em.part(*a, Tight::Sum)),
            Node::Unvec(a, rows, _) => {
                let rows = em.size(rows).text;
                Term::atom(format!("reshape({}, {rows}, :)", em.part(*a, Tight::Sum)))
            }
            Node::Zeros(dims) => call("zeros", &em.sizes(dims)),
            Node::Ones(dims) => call("ones", &em.sizes(dims)),
            Node::Eye(n) => Term::atom(eye(em, n)),
            Node::Diag(a) => call("diagm", &em.part(*a, Tight::Sum)),
            Node::Diagonal(a) => call("diag", &em.part(*a, Tight::Sum)),
            Node::Trace(a) => call("tr", &em.part(*a, Tight::Sum)),
            Node::Unit(k, n) => {
                let (k, n) = (fenced(em.position(k, 0), Tight::Atom), em.size(n).text);
                Term::atom(format!("Float64.((1:{n}) .== {k})"))
            }
            Node::Delta(i, j) => {
                let (i, j) = (em.position(i, 0).text, em.position(j, 0).text);
                Term::atom(format!("Float64({i} == {j})"))
            }
            Node::PermuteRows(m, n, a) => {
                let base = match a {
                    Some(a) => em.part(*a, Tight::Atom),
                    None => eye(em, &m.mul(n)),
                };
                let (count, m, n) = (em.size(&m.mul(n)).text, em.size(m).text, em.size(n).text);
                Term::atom(format!("{base}[vec(permutedims(reshape(1:{count}, {m}, {n}))), :]"))
            }
            Node::Duplication(n) => {
                let all = eye(em, &crate::expr::build::triangle(n));
                let n = fenced(em.size(n), Tight::Atom);
                Term::atom(format!(
                    "{all}[[div(min(i, j) * (2 * {n} - min(i, j) + 1), 2) + abs(i - j) + 1 for j in 0:{n}-1 for i in 0:{n}-1], :]"
                ))
            }
            Node::Elimination(n) => {
                let all = eye(em, &n.mul(n));
                let n = fenced(em.size(n), Tight::Atom);
                Term::atom(format!("{all}[[j * {n} + i + 1 for j in 0:{n}-1 for i in j:{n}-1], :]"))
            }
            Node::SkewDuplication(n) => {
                let all = eye(em, &n.mul(n));
                let n = fenced(em.size(n), Tight::Atom);
                let places = format!("for j in 0:{n}-1 for i in j+1:{n}-1");
                Term::atom(format!("({all}[:, [j * {n} + i + 1 {places}]] - {all}[:, [i * {n} + j + 1 {places}]])"))
            }
            Node::Blocks(rows) => {
                let rows: Vec<String> = rows
                    .iter()
                    .map(|r| r.iter().map(|b| em.part(*b, Tight::Atom)).collect::<Vec<_>>().join(" "))
                    .collect();
                Term::atom(format!("[{}]", rows.join("; ")))
            }
            Node::Concatenate(parts) => call("vcat", &em.list(parts)),
            Node::Call(f, args) => {
                let template = f.code(Language::Julia).unwrap_or_default();
                // The dots of templates are for arrays; on a number they do no harm.
                em.template(template, args)
            }
            Node::Apply(k, args) => {
                let each = em.acts_by_entries(*k) && args.iter().any(|a| program.rank(*a) != Rank::Scalar);
                let name = em.argument(*k);
                call(&format!("{name}{}", if each { "." } else { "" }), &em.list(args))
            }
            // The rest is above, and loops and tables the emitter writes itself.
            _ => Term::atom("nothing"),
        }
    }

    fn inline_loop(&self, sum: bool, index: &str, (from, to): (&str, &str), body: &Term) -> Option<Term> {
        let name = if sum { "sum" } else { "prod" };
        Some(Term::atom(format!("{name}({} for {index} in {from}:{to})", body.text)))
    }

    fn loop_lines(
        &self,
        sum: bool,
        name: &str,
        index: &str,
        (from, to): (&str, &str),
        lines: &[String],
        body: &str,
    ) -> Vec<String> {
        let (start, sign) = if sum { ("0", ".+") } else { ("1", "*") };
        let mut out = vec![format!("{name} = {start}"), format!("for {index} in {from}:{to}")];
        out.extend(lines.iter().map(|l| format!("    {l}")));
        out.extend([format!("    {name} = {name} {sign} {body}"), "end".to_string()]);
        out
    }

    fn inline_table(&self, _: &Emitter<'_>, indices: &[(String, String)], body: &Term) -> Term {
        let ranges: Vec<String> = indices.iter().map(|(i, n)| format!("{i} in 1:{n}")).collect();
        Term::atom(format!("[{} for {}]", body.text, ranges.join(", ")))
    }

    fn has_comprehensions(&self) -> bool {
        true
    }

    fn table_lines(
        &self,
        _: &Emitter<'_>,
        name: &str,
        indices: &[(String, String)],
        lines: &[Vec<String>],
        body: &str,
    ) -> Vec<String> {
        let sizes = indices.iter().map(|(_, n)| n.as_str()).collect::<Vec<_>>().join(", ");
        let start = format!("{name} = zeros({sizes})");
        filled(start, " in ", indices, lines, |places| format!("{name}[{places}] = {body}"))
    }

    fn assign(&self, name: &str, value: &str) -> String {
        format!("{name} = {value}")
    }

    fn offset(&self) -> i64 {
        0
    }

    fn arithmetic(&self) -> (&'static str, (&'static str, &'static str)) {
        ("^", ("div", ""))
    }

    fn axis(&self, array: &str, axis: usize) -> String {
        format!("size({array}, {})", axis + 1)
    }

    fn row(&self, vector: Term) -> String {
        format!("permutedims({})", vector.text)
    }

    fn prelude(&self, _: &str, _: Option<&str>) -> Option<String> {
        None
    }

    fn source(&self, arguments: &[&str], lines: &[String], result: &str) -> String {
        let mut out = format!("using LinearAlgebra\n\nfunction derivative({})\n", arguments.join(", "));
        for line in lines {
            out.push_str(&format!("    {line}\n"));
        }
        out.push_str(&format!("    return {result}\nend\n"));
        out
    }
}
