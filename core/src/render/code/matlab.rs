//! MATLAB and Octave. Vectors are columns; what is indexed has a name, for results of calls cannot be indexed.

use super::common::{by_signs, call, filled};
use super::dialect::{Dialect, Term, Tight, fenced};
use super::emit::Emitter;
use super::program::{Id, Node, Rank};
use crate::functions::Language;

/// The language.
pub struct Matlab;

impl Dialect for Matlab {
    fn term(&self, em: &mut Emitter<'_>, id: Id) -> Term {
        if let Some(term) = by_signs(em, id) {
            return term;
        }
        let program = em.program;
        let rank = program.rank(id);
        match program.node(id) {
            Node::Index(i) => Term::atom(em.index(i)),
            Node::At(base, positions) => {
                let base = em.named(*base);
                let places: Vec<String> = positions.iter().map(|p| em.position(p, 0).text).collect();
                let count = places.len();
                let places = places.join(", ");
                Term::atom(match rank {
                    Rank::Scalar => format!("{base}({places})"),
                    Rank::Vector => format!("reshape({base}({places}, :), [], 1)"),
                    // The axes of the member first, those of the indices last.
                    Rank::Matrix => {
                        let order: Vec<String> =
                            (count + 1..=count + 2).chain(1..=count).map(|k| k.to_string()).collect();
                        format!("permute({base}({places}, :, :), [{}])", order.join(" "))
                    }
                })
            }
            Node::Sum(terms) => em.signed_sum(terms, ""),
            Node::Sqrt(a) => call("sqrt", &em.part(*a, Tight::Sum)),
            Node::MatMul(a, b) if program.rank(*a) == Rank::Vector => {
                let (a, b) = (em.part(*a, Tight::Power), em.part(*b, Tight::Atom));
                Term::new(format!("{b}.' * {a}"), Tight::MatMul)
            }
            Node::MatMul(a, b) => em.joined(&[*a, *b], " * ", Tight::MatMul),
            Node::Dot(a, b) => {
                let (a, b) = (em.part(*a, Tight::Atom), em.part(*b, Tight::Power));
                Term::new(format!("{a}.' * {b}"), Tight::MatMul)
            }
            Node::Outer(a, b) => {
                let (a, b) = (em.part(*a, Tight::MatMul), em.part(*b, Tight::Atom));
                Term::new(format!("{a} * {b}.'"), Tight::MatMul)
            }
            Node::Transpose(a) | Node::AsRow(a) => Term::atom(format!("{}.'", em.part(*a, Tight::Atom))),
            Node::AsColumn(a) => em.term(*a),
            Node::ScaleCols(a, v) => {
                let (a, v) = (em.part(*a, Tight::Power), em.part(*v, Tight::Atom));
                Term::new(format!("{a} .* {v}.'"), Tight::Times)
            }
            Node::SumAll(a) if program.rank(*a) == Rank::Vector => call("sum", &em.part(*a, Tight::Sum)),
            Node::SumAll(a) => Term::atom(format!("sum(sum({}))", em.part(*a, Tight::Sum))),
            Node::RowSums(a) => Term::atom(format!("sum({}, 2)", em.part(*a, Tight::Sum))),
            Node::ColSums(a) => Term::atom(format!("sum({}, 1).'", em.part(*a, Tight::Sum))),
            Node::Kron(parts) => {
                let mut all = parts.iter().map(|p| em.part(*p, Tight::Sum)).collect::<Vec<_>>().into_iter();
                let first = all.next().unwrap_or_default();
                Term::atom(all.fold(first, |acc, p| format!("kron({acc}, {p})")))
            }
            Node::Vec(a) => Term::atom(format!("reshape({}, [], 1)", em.part(*a, Tight::Sum))),
            Node::Unvec(a, rows, _) => {
                let rows = em.size(rows).text;
                Term::atom(format!("reshape({}, {rows}, [])", em.part(*a, Tight::Sum)))
            }
            Node::Zeros(dims) => call("zeros", &plane(em, dims)),
            Node::Ones(dims) => call("ones", &plane(em, dims)),
            Node::Eye(n) => call("eye", &em.size(n).text),
            Node::Diag(a) | Node::Diagonal(a) => call("diag", &em.part(*a, Tight::Sum)),
            Node::Trace(a) => call("trace", &em.part(*a, Tight::Sum)),
            Node::Unit(k, n) => {
                let (k, n) = (fenced(em.position(k, 0), Tight::Atom), em.size(n).text);
                Term::atom(format!("double((1:{n}).' == {k})"))
            }
            Node::Delta(i, j) => {
                let (i, j) = (fenced(em.position(i, 0), Tight::Atom), fenced(em.position(j, 0), Tight::Atom));
                Term::atom(format!("double({i} == {j})"))
            }
            Node::PermuteRows(m, n, a) => {
                let (count, m, n) = (em.size(&m.mul(n)).text, em.size(m).text, em.size(n).text);
                let order = format!("reshape(reshape(1:{count}, {m}, {n}).', 1, [])");
                Term::atom(match a {
                    Some(a) => format!("{}({order}, :)", em.named(*a)),
                    None => format!("full(sparse(1:{count}, {order}, 1))"),
                })
            }
            Node::Duplication(n) => {
                let n = fenced(em.size(n), Tight::Atom);
                let low = format!("min((1:{n}).', 1:{n})");
                let place = format!("({low} - 1) .* (2 * {n} - {low} + 2) / 2 + abs((1:{n}).' - (1:{n})) + 1");
                Term::atom(format!("full(sparse(1:{n}^2, reshape({place}, 1, []), 1))"))
            }
            Node::Elimination(n) => {
                let n = fenced(em.size(n), Tight::Atom);
                let rows = format!("{n} * ({n} + 1) / 2");
                Term::atom(format!("full(sparse(1:{rows}, find(tril(ones({n}))), 1, {rows}, {n}^2))"))
            }
            Node::SkewDuplication(n) => {
                let n = fenced(em.size(n), Tight::Atom);
                let columns = format!("1:{n} * ({n} - 1) / 2, 1, {n}^2, {n} * ({n} - 1) / 2)");
                let places = format!("reshape(1:{n}^2, {n}, {n})");
                let pick = |p: &str| format!("full(sparse(nonzeros(tril({p}, -1)), {columns})");
                Term::atom(format!("({} - {})", pick(&places), pick(&format!("{places}.'"))))
            }
            Node::Blocks(rows) => {
                let rows: Vec<String> = rows.iter().map(|r| em.list(r)).collect();
                Term::atom(format!("[{}]", rows.join("; ")))
            }
            Node::Concatenate(parts) => {
                let parts: Vec<String> = parts.iter().map(|p| em.part(*p, Tight::Sum)).collect();
                Term::atom(format!("[{}]", parts.join("; ")))
            }
            Node::Call(f, args) => em.template(f.code(Language::Matlab).unwrap_or_default(), args),
            Node::Apply(k, args) => {
                let name = em.argument(*k);
                call(&name, &em.list(args))
            }
            // The rest is above, and loops and tables the emitter writes itself.
            _ => Term::atom("[]"),
        }
    }

    fn inline_loop(&self, _: bool, _: &str, _: (&str, &str), _: &Term) -> Option<Term> {
        None
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
        let (start, sign) = if sum { ("0", "+") } else { ("1", "*") };
        let mut out = vec![format!("{name} = {start};"), format!("for {index} = {from}:{to}")];
        out.extend(lines.iter().map(|l| format!("    {l}")));
        out.extend([format!("    {name} = {name} {sign} {body};"), "end".to_string()]);
        out
    }

    fn inline_table(&self, _: &Emitter<'_>, _: &[(String, String)], body: &Term) -> Term {
        Term::atom(body.text.clone())
    }

    fn has_comprehensions(&self) -> bool {
        false
    }

    fn table_lines(
        &self,
        _: &Emitter<'_>,
        name: &str,
        indices: &[(String, String)],
        lines: &[Vec<String>],
        body: &str,
    ) -> Vec<String> {
        let sizes = indices.iter().map(|(_, n)| n.as_str()).chain(["1"]).take(2).collect::<Vec<_>>().join(", ");
        let start = format!("{name} = zeros({sizes});");
        filled(start, " = ", indices, lines, |places| format!("{name}({places}) = {body};"))
    }

    fn assign(&self, name: &str, value: &str) -> String {
        format!("{name} = {value};")
    }

    fn offset(&self) -> i64 {
        0
    }

    fn arithmetic(&self) -> (&'static str, (&'static str, &'static str)) {
        ("^", ("", "/"))
    }

    fn axis(&self, array: &str, axis: usize) -> String {
        format!("size({array}, {})", axis + 1)
    }

    fn row(&self, vector: Term) -> String {
        // A transpose of a transpose is nothing.
        match vector.text.strip_suffix(".'") {
            Some(inner) if vector.tight == Tight::Atom => inner.to_string(),
            _ => format!("{}.'", fenced(vector, Tight::Atom)),
        }
    }

    fn prelude(&self, _: &str, _: Option<&str>) -> Option<String> {
        None
    }

    fn source(&self, arguments: &[&str], lines: &[String], result: &str) -> String {
        let mut out = format!("function result = derivative({})\n", arguments.join(", "));
        for line in lines {
            out.push_str(&format!("    {line}\n"));
        }
        out.push_str(&format!("    result = {result};\nend\n"));
        out
    }
}

/// Sizes of an array of two axes.
fn plane(em: &Emitter<'_>, dims: &[crate::shape::Dim]) -> String {
    let sizes = em.sizes(dims);
    if dims.len() == 1 { format!("{sizes}, 1") } else { sizes }
}
