//! Python with NumPy, JAX or PyTorch.

use super::common::plain;
use super::dialect::{Dialect, Term, Tight, fenced};
use super::emit::Emitter;
use super::program::{Id, Node, Rank};
use crate::functions::Language;

/// Which array library.
pub struct Python {
    pub language: Language,
}

impl Python {
    /// The name the library is imported under.
    pub fn module(&self) -> &'static str {
        match self.language {
            Language::Jax => "jnp",
            Language::Pytorch => "torch",
            _ => "np",
        }
    }

    fn is_torch(&self) -> bool {
        self.language == Language::Pytorch
    }

    /// `np.name(args)`.
    fn call(&self, name: &str, args: &str) -> Term {
        Term::atom(format!("{}.{name}({args})", self.module()))
    }

    /// The element type of arrays made from nothing; only PyTorch does not mix types.
    fn dtype(&self, em: &Emitter<'_>) -> String {
        match (&em.model, self.is_torch()) {
            (Some(name), true) => format!(", dtype={name}.dtype"),
            (None, true) => ", dtype=torch.float64".into(),
            _ => String::new(),
        }
    }

    fn list(&self, text: &str) -> String {
        if self.language == Language::Jax { format!("jnp.array([{text}])") } else { format!("[{text}]") }
    }

    /// A block or a part of a vector; PyTorch joins arrays of equal rank only.
    fn block(&self, em: &mut Emitter<'_>, id: Id, shape: &str) -> String {
        let text = em.part(id, Tight::Sum);
        if self.is_torch() && em.program.rank(id) == Rank::Scalar {
            return format!("torch.as_tensor({text}{}).reshape({shape})", self.dtype(em));
        }
        text
    }

    fn filled(&self, em: &Emitter<'_>, name: &str, dims: &[crate::shape::Dim]) -> Term {
        let sizes = em.sizes(dims);
        let shape = if dims.len() == 1 { sizes } else { format!("({sizes})") };
        self.call(name, &format!("{shape}{}", self.dtype(em)))
    }

    fn linalg(&self, em: &mut Emitter<'_>, name: &str, ids: &[Id]) -> Term {
        let args = em.list(ids);
        self.call(&format!("linalg.{name}"), &args)
    }

    fn permutation(&self, em: &Emitter<'_>, m: &crate::shape::Dim, n: &crate::shape::Dim) -> String {
        let (rows, cols) = (em.size(m).text, em.size(n).text);
        let count = em.size(&m.mul(n)).text;
        format!("{}.arange({count}).reshape({cols}, {rows}).T.reshape(-1)", self.module())
    }
}

/// Whether this is made of numbers and sizes alone.
fn is_plain(em: &Emitter<'_>, id: Id) -> bool {
    match em.program.node(id) {
        Node::Number(_) | Node::Size(_) | Node::Index(_) => true,
        node @ (Node::Sum(_) | Node::Times(_) | Node::Divide(..) | Node::Pow(..) | Node::Sqrt(_)) => {
            node.children().into_iter().all(|c| is_plain(em, c))
        }
        _ => false,
    }
}

impl Dialect for Python {
    fn term(&self, em: &mut Emitter<'_>, id: Id) -> Term {
        if let Some(term) = plain(em, id) {
            return term;
        }
        let program = em.program;
        match program.node(id) {
            Node::Index(i) => Term::new(format!("{} + 1", em.index(i)), Tight::Sum),
            Node::At(base, positions) => {
                let base = em.part(*base, Tight::Atom);
                let places: Vec<String> = positions.iter().map(|p| em.position(p, -1).text).collect();
                Term::atom(format!("{base}[{}]", places.join(", ")))
            }
            Node::Sum(terms) => em.signed_sum(terms, ""),
            Node::Times(factors) => em.joined(factors, " * ", Tight::Times),
            Node::Divide(a, b) => {
                let (a, b) = (em.part(*a, Tight::Times), em.part(*b, Tight::Power));
                Term::new(format!("{a} / {b}"), Tight::Times)
            }
            Node::Pow(a, b) => {
                let (a, b) = (em.part(*a, Tight::Atom), em.part(*b, Tight::Atom));
                Term::new(format!("{a}**{b}"), Tight::Power)
            }
            Node::Sqrt(a) if self.is_torch() => Term::new(format!("{}**0.5", em.part(*a, Tight::Atom)), Tight::Power),
            Node::Sqrt(a) => {
                let a = em.part(*a, Tight::Sum);
                self.call("sqrt", &a)
            }
            Node::MatMul(a, b) | Node::Dot(a, b) => em.joined(&[*a, *b], " @ ", Tight::MatMul),
            Node::Outer(a, b) => {
                let args = em.list(&[*a, *b]);
                self.call("outer", &args)
            }
            Node::Transpose(a) => Term::atom(format!("{}.T", em.part(*a, Tight::Atom))),
            Node::Solve(a, b) => self.linalg(em, "solve", &[*a, *b]),
            Node::Inverse(a) => self.linalg(em, "inv", &[*a]),
            Node::MatPow(a, k) => self.linalg(em, "matrix_power", &[*a, *k]),
            Node::ScaleRows(v, a) => {
                let (v, a) = (em.part(*v, Tight::Atom), em.part(*a, Tight::Power));
                Term::new(format!("{v}[:, None] * {a}"), Tight::Times)
            }
            Node::ScaleCols(a, v) => {
                let (a, v) = (em.part(*a, Tight::Times), em.part(*v, Tight::Power));
                Term::new(format!("{a} * {v}"), Tight::Times)
            }
            Node::SumAll(a) => {
                let a = em.part(*a, Tight::Sum);
                self.call("sum", &a)
            }
            Node::RowSums(a) => {
                let a = em.part(*a, Tight::Sum);
                self.call("sum", &format!("{a}, axis=1"))
            }
            Node::ColSums(a) => {
                let a = em.part(*a, Tight::Sum);
                self.call("sum", &format!("{a}, axis=0"))
            }
            Node::Kron(parts) => {
                let part = |em: &mut Emitter<'_>, p: Id| match (self.is_torch(), em.program.rank(p)) {
                    // PyTorch's product wants its matrices in order of memory.
                    (true, Rank::Matrix) => format!("{}.contiguous()", em.part(p, Tight::Atom)),
                    _ => em.part(p, Tight::Sum),
                };
                let mut all = parts.iter().map(|p| part(em, *p)).collect::<Vec<_>>().into_iter();
                let first = all.next().unwrap_or_default();
                Term::atom(all.fold(first, |acc, p| format!("{}.kron({acc}, {p})", self.module())))
            }
            Node::AsColumn(a) => Term::atom(format!("{}[:, None]", em.part(*a, Tight::Atom))),
            Node::AsRow(a) => Term::atom(format!("{}[None, :]", em.part(*a, Tight::Atom))),
            Node::Vec(a) => match program.node(*a) {
                Node::Transpose(inner) => Term::atom(format!("{}.reshape(-1)", em.part(*inner, Tight::Atom))),
                _ => Term::atom(format!("{}.T.reshape(-1)", em.part(*a, Tight::Atom))),
            },
            Node::Unvec(a, rows, _) => {
                let rows = em.size(rows).text;
                Term::atom(format!("{}.reshape(-1, {rows}).T", em.part(*a, Tight::Atom)))
            }
            Node::Zeros(dims) => self.filled(em, "zeros", dims),
            Node::Ones(dims) => self.filled(em, "ones", dims),
            Node::Eye(n) => self.filled(em, "eye", std::slice::from_ref(n)),
            Node::Diag(a) | Node::Diagonal(a) => {
                let a = em.part(*a, Tight::Sum);
                self.call("diag", &a)
            }
            Node::Trace(a) => {
                let a = em.part(*a, Tight::Sum);
                self.call("trace", &a)
            }
            Node::Unit(k, n) => {
                let k = em.position(k, -1).text;
                let eye = self.filled(em, "eye", std::slice::from_ref(n)).text;
                Term::atom(format!("{eye}[{k}]"))
            }
            Node::Delta(i, j) => {
                let (i, j) = (em.position(i, 0).text, em.position(j, 0).text);
                Term::atom(format!("float({i} == {j})"))
            }
            Node::PermuteRows(m, n, None) => {
                let eye = self.filled(em, "eye", &[m.mul(n)]).text;
                Term::atom(format!("{eye}[{}]", self.permutation(em, m, n)))
            }
            Node::PermuteRows(m, n, Some(a)) => {
                let order = self.permutation(em, m, n);
                Term::atom(format!("{}[{order}]", em.part(*a, Tight::Atom)))
            }
            Node::Duplication(n) => {
                let eye = self.filled(em, "eye", &[crate::expr::build::triangle(n)]).text;
                let n = fenced(em.size(n), Tight::Atom);
                let place = "min(i, j)";
                let list = self.list(&format!(
                    "{place} * (2 * {n} - {place} + 1) // 2 + abs(i - j) for j in range({n}) for i in range({n})"
                ));
                Term::atom(format!("{eye}[{list}]"))
            }
            Node::Elimination(n) => {
                let eye = self.filled(em, "eye", &[n.mul(n)]).text;
                let n = fenced(em.size(n), Tight::Atom);
                let list = self.list(&format!("j * {n} + i for j in range({n}) for i in range(j, {n})"));
                Term::atom(format!("{eye}[{list}]"))
            }
            Node::SkewDuplication(n) => {
                let eye = self.filled(em, "eye", &[n.mul(n)]).text;
                let n = fenced(em.size(n), Tight::Atom);
                let below = self.list(&format!("j * {n} + i for j in range({n}) for i in range(j + 1, {n})"));
                let above = self.list(&format!("i * {n} + j for j in range({n}) for i in range(j + 1, {n})"));
                Term::atom(format!("({eye}[:, {below}] - {eye}[:, {above}])"))
            }
            Node::Blocks(rows) => {
                let rows: Vec<String> = rows
                    .iter()
                    .map(|r| r.iter().map(|b| self.block(em, *b, "1, 1")).collect::<Vec<_>>().join(", "))
                    .collect();
                if self.is_torch() {
                    let rows: Vec<String> = rows.iter().map(|r| format!("torch.cat([{r}], dim=1)")).collect();
                    return self.call("cat", &format!("[{}]", rows.join(", ")));
                }
                let rows: Vec<String> = rows.iter().map(|r| format!("[{r}]")).collect();
                self.call("block", &format!("[{}]", rows.join(", ")))
            }
            Node::Concatenate(parts) => {
                let parts: Vec<String> = parts.iter().map(|p| self.block(em, *p, "1")).collect();
                self.call("hstack", &format!("({})", parts.join(", ")))
            }
            Node::Call(f, args) => {
                let template = f.code(self.language).unwrap_or_default();
                let plain = self.language != Language::Numpy && !args.is_empty();
                if plain && args.iter().all(|a| is_plain(em, *a)) {
                    // PyTorch's functions take tensors only, some of JAX no integers.
                    let texts: Vec<String> = args.iter().map(|a| em.part(*a, Tight::Sum)).collect();
                    let dtype = self.dtype(em);
                    return texts.iter().enumerate().fold(Term::atom(template), |t, (k, text)| {
                        let tensor = if self.is_torch() {
                            format!("torch.as_tensor({text}{dtype})")
                        } else {
                            format!("float({text})")
                        };
                        Term::new(t.text.replace(&format!("{{{k}}}"), &tensor), Tight::Sum)
                    });
                }
                em.template(template, args)
            }
            Node::Apply(k, args) => {
                let args = em.list(args);
                let name = em.argument(*k);
                Term::atom(format!("{name}({args})"))
            }
            // What is plain is above, and loops and tables the emitter writes itself.
            _ => Term::atom("None"),
        }
    }

    fn inline_loop(&self, sum: bool, index: &str, (from, to): (&str, &str), body: &Term) -> Option<Term> {
        let range = if from == "0" { to.to_string() } else { format!("{from}, {to}") };
        let name = if sum { "sum" } else { "math.prod" };
        Some(Term::atom(format!("{name}({} for {index} in range({range}))", body.text)))
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
        let range = if from == "0" { to.to_string() } else { format!("{from}, {to}") };
        let (start, sign) = if sum { ("0", "+") } else { ("1", "*") };
        let mut out = vec![format!("{name} = {start}"), format!("for {index} in range({range}):")];
        out.extend(lines.iter().map(|l| format!("    {l}")));
        out.push(format!("    {name} = {name} {sign} {body}"));
        out
    }

    fn inline_table(&self, em: &Emitter<'_>, indices: &[(String, String)], body: &Term) -> Term {
        let torch = self.is_torch();
        let entry = if torch { format!("torch.as_tensor({}{})", body.text, self.dtype(em)) } else { body.text.clone() };
        let list = indices.iter().rev().fold(entry, |inner, (i, n)| {
            let list = format!("[{inner} for {i} in range({n})]");
            if torch { format!("torch.stack({list})") } else { list }
        });
        if torch { Term::atom(list) } else { self.call("array", &list) }
    }

    fn has_comprehensions(&self) -> bool {
        true
    }

    fn table_lines(
        &self,
        em: &Emitter<'_>,
        name: &str,
        indices: &[(String, String)],
        lines: &[Vec<String>],
        body: &str,
    ) -> Vec<String> {
        let place = indices.iter().map(|(i, _)| i.as_str()).collect::<Vec<_>>().join(", ");
        let sizes = indices.iter().map(|(_, n)| n.as_str()).collect::<Vec<_>>().join(", ");
        let shape = if indices.len() == 1 { sizes } else { format!("({sizes})") };
        let mut out = vec![format!("{name} = {}.zeros({shape}{})", self.module(), self.dtype(em))];
        let mut indent = String::new();
        for ((i, n), lines) in indices.iter().zip(lines) {
            out.push(format!("{indent}for {i} in range({n}):"));
            indent.push_str("    ");
            out.extend(lines.iter().map(|l| format!("{indent}{l}")));
        }
        out.push(match self.language {
            Language::Jax => format!("{indent}{name} = {name}.at[{place}].set({body})"),
            _ => format!("{indent}{name}[{place}] = {body}"),
        });
        out
    }

    fn assign(&self, name: &str, value: &str) -> String {
        format!("{name} = {value}")
    }

    fn offset(&self) -> i64 {
        1
    }

    fn arithmetic(&self) -> (&'static str, (&'static str, &'static str)) {
        ("**", ("", "//"))
    }

    fn axis(&self, array: &str, axis: usize) -> String {
        format!("{array}.shape[{axis}]")
    }

    fn row(&self, vector: Term) -> String {
        format!("{}[None, :]", fenced(vector, Tight::Atom))
    }

    fn prelude(&self, number: &str, model: Option<&str>) -> Option<String> {
        let dtype = model.map_or_else(|| "torch.float64".to_string(), |m| format!("{m}.dtype"));
        self.is_torch().then(|| format!("{number} = torch.as_tensor({number}, dtype={dtype})"))
    }

    fn source(&self, arguments: &[&str], lines: &[String], result: &str) -> String {
        let mut body = format!("def derivative({}):\n", arguments.join(", "));
        for line in lines {
            body.push_str(&format!("    {line}\n"));
        }
        body.push_str(&format!("    return {result}\n"));
        let helpers = if self.language == Language::Numpy { super::helpers::needed(&mut body) } else { vec![] };
        let mut imports = Vec::new();
        if std::iter::once(&body.as_str()).chain(&helpers).any(|t| t.contains("math.")) {
            imports.push("import math\n");
        }
        for (mark, import) in [("jax.nn.", "import jax\n"), ("jax.scipy.", "import jax.scipy\n")] {
            if body.contains(mark) {
                imports.push(import);
            }
        }
        imports.push(match self.language {
            Language::Jax => "import jax.numpy as jnp\n",
            Language::Pytorch => "import torch\n",
            _ => "import numpy as np\n",
        });
        let mut source = imports.concat();
        for part in helpers.into_iter().chain([body.as_str()]) {
            source.push_str("\n\n");
            source.push_str(part);
        }
        source
    }
}
