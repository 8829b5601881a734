//! From a program to the lines of a function body: what is used twice gets a name, what a loop needs stands in the loop.

use std::collections::HashMap;
use std::sync::Arc;

use super::dialect::{Dialect, Term, Tight, fenced, is_closed, without_parens};
use super::names::Names;
use super::program::{Id, Node, Position, Program};
use super::sizes;
use crate::functions::Language;
use crate::shape::Dim;

struct Scope {
    index: Option<Arc<str>>,
    lines: Vec<String>,
    named: Vec<Id>,
    /// Inside an expression nothing can be named.
    inline: bool,
}

/// Writes one program in one language.
pub struct Emitter<'a> {
    pub program: &'a Program,
    dialect: &'a dyn Dialect,
    /// The names of the arguments.
    pub arguments: Vec<String>,
    /// The names of the sizes.
    pub sizes: HashMap<Arc<str>, String>,
    /// An argument that is an array, for its element type.
    pub model: Option<String>,
    /// Which arguments are functions of numbers.
    pub entrywise: Vec<usize>,
    uses: HashMap<Id, u32>,
    names: Names,
    locals: HashMap<Id, String>,
    indices: Vec<(Arc<str>, String)>,
    scopes: Vec<Scope>,
}

impl<'a> Emitter<'a> {
    /// A writer of the part of `program` that `root` needs.
    pub fn new(
        program: &'a Program,
        dialect: &'a dyn Dialect,
        root: Id,
        language: Language,
        names: Names,
    ) -> Emitter<'a> {
        let mut uses: HashMap<Id, u32> = HashMap::new();
        for id in program.reachable(root) {
            let node = program.node(id);
            for child in node.children() {
                *uses.entry(child).or_default() += 1;
            }
            // A template that writes its argument twice uses it twice.
            if let Node::Call(f, args) = node {
                let template = f.code(language).unwrap_or_default();
                for (k, arg) in args.iter().enumerate() {
                    let times = template.matches(&format!("{{{k}}}")).count();
                    *uses.entry(*arg).or_default() += u32::try_from(times.saturating_sub(1)).unwrap_or(0);
                }
            }
        }
        Emitter {
            program,
            dialect,
            arguments: vec![],
            sizes: HashMap::new(),
            model: None,
            entrywise: vec![],
            uses,
            names,
            locals: HashMap::new(),
            indices: vec![],
            scopes: vec![Scope { index: None, lines: vec![], named: vec![], inline: false }],
        }
    }

    /// The lines before the result, and the result.
    pub fn run(mut self, root: Id, finish: impl FnOnce(Term) -> String) -> (Vec<String>, String) {
        let term = self.term(root);
        let result = finish(term);
        let lines = self.scopes.into_iter().next().map(|s| s.lines).unwrap_or_default();
        (lines, result)
    }

    /// The code of a part, in parentheses if it is looser than `tight`.
    pub fn part(&mut self, id: Id, tight: Tight) -> String {
        let term = self.term(id);
        fenced(term, tight)
    }

    /// Whether a part prints as one name or number.
    fn is_leaf(&self, id: Id) -> bool {
        match self.program.node(id) {
            Node::Argument(_) | Node::Family(_) | Node::Number(_) | Node::Size(_) | Node::Index(_) => true,
            Node::Transpose(a) | Node::AsRow(a) | Node::AsColumn(a) | Node::At(a, _) => self.is_leaf(*a),
            Node::Sum(terms) => matches!(terms.as_slice(), [(_, only)] if self.is_leaf(*only)),
            Node::Ones(_) | Node::Zeros(_) | Node::Delta(..) => true,
            _ => false,
        }
    }

    fn is_shared(&self, id: Id) -> bool {
        self.uses.get(&id).is_some_and(|n| *n > 1) && !self.is_leaf(id)
    }

    fn home(&self, id: Id) -> usize {
        let free = self.program.free(id);
        self.scopes.iter().rposition(|s| s.index.as_ref().is_some_and(|i| free.contains(i))).unwrap_or(0)
    }

    /// The code of a node.
    pub fn term(&mut self, id: Id) -> Term {
        if let Some(name) = self.locals.get(&id) {
            return Term::atom(name.clone());
        }
        if let Node::Over(i, lo, hi, body) | Node::ProductOver(i, lo, hi, body) = self.program.node(id) {
            let sum = matches!(self.program.node(id), Node::Over(..));
            return self.repeat(id, sum, &i.clone(), (*lo, *hi), *body);
        }
        if let Node::Table(indices, body) = self.program.node(id) {
            return self.tabulate(id, indices, *body);
        }
        let home = self.home(id);
        let inline = self.scopes.get(home).is_none_or(|s| s.inline);
        let term = self.dialect.term(self, id);
        if inline || !self.is_shared(id) {
            return term;
        }
        let name = self.names.give("t");
        let line = self.dialect.assign(&name, &term.text);
        self.keep(home, id, &name, vec![line]);
        Term::atom(name)
    }

    fn keep(&mut self, home: usize, id: Id, name: &str, lines: Vec<String>) {
        if let Some(scope) = self.scopes.get_mut(home) {
            scope.lines.extend(lines);
            scope.named.push(id);
            self.locals.insert(id, name.to_string());
        }
    }

    /// Whether a loop body can stand in an expression: nothing in it is used twice or loops itself.
    fn is_simple(&self, i: &Arc<str>, body: Id) -> bool {
        self.program
            .reachable(body)
            .into_iter()
            .filter(|id| self.program.free(*id).contains(i))
            .all(|id| !self.is_shared(id) && !matches!(self.program.node(id), Node::Over(..) | Node::ProductOver(..)))
    }

    /// An array filled entry by entry.
    fn tabulate(&mut self, id: Id, runs: &[(Arc<str>, Dim)], body: Id) -> Term {
        let home = self.home(id);
        let inside = self.scopes.get(home).is_none_or(|s| s.inline);
        let shares = |i: &Arc<str>, id: Id| self.program.free(id).contains(i) && self.is_shared(id);
        let parts = self.program.reachable(body);
        let simple = self.dialect.has_comprehensions()
            && (inside || !parts.into_iter().any(|id| runs.iter().any(|(i, _)| shares(i, id))));
        let mut indices = Vec::with_capacity(runs.len());
        for (i, n) in runs {
            let index = self.names.give(&super::names::identifier(i));
            indices.push((index.clone(), self.size(n).text));
            self.indices.push((i.clone(), index));
        }
        let open = |inline: bool| {
            runs.iter().map(move |(i, _)| Scope { index: Some(i.clone()), lines: vec![], named: vec![], inline })
        };
        if simple {
            self.scopes.extend(open(true));
            let term = self.term(body);
            self.scopes.truncate(self.scopes.len().saturating_sub(runs.len()));
            self.indices.truncate(self.indices.len().saturating_sub(runs.len()));
            let whole = self.dialect.inline_table(self, &indices, &term);
            if inside || !self.is_shared(id) {
                return whole;
            }
            let name = self.names.give("t");
            let line = self.dialect.assign(&name, &whole.text);
            self.keep(home, id, &name, vec![line]);
            return Term::atom(name);
        }
        self.scopes.extend(open(false));
        let text = self.term(body).text;
        let scopes = self.scopes.split_off(self.scopes.len().saturating_sub(runs.len()));
        self.indices.truncate(self.indices.len().saturating_sub(runs.len()));
        for id in scopes.iter().flat_map(|s| &s.named) {
            self.locals.remove(id);
        }
        let lines: Vec<Vec<String>> = scopes.into_iter().map(|s| s.lines).collect();
        let name = self.names.give("t");
        let all = self.dialect.table_lines(self, &name, &indices, &lines, &text);
        self.keep(home, id, &name, all);
        Term::atom(name)
    }

    fn repeat(&mut self, id: Id, sum: bool, i: &Arc<str>, (lo, hi): (Id, Id), body: Id) -> Term {
        let index = self.names.give(&super::names::identifier(i));
        // A range from lo to hi, the first in the language's own counting.
        let from = self.shifted(lo, -self.dialect.offset());
        let to = self.part(hi, Tight::Times);
        self.indices.push((i.clone(), index.clone()));
        let home = self.home(id);
        let inside = self.scopes.get(home).is_none_or(|s| s.inline);
        let simple = inside || self.is_simple(i, body);
        if simple {
            self.scopes.push(Scope { index: Some(i.clone()), lines: vec![], named: vec![], inline: true });
            let term = self.term(body);
            self.scopes.pop();
            if let Some(whole) = self.dialect.inline_loop(sum, &index, (&from, &to), &term) {
                self.indices.pop();
                if !inside && self.is_shared(id) {
                    let name = self.names.give("t");
                    let line = self.dialect.assign(&name, &whole.text);
                    self.keep(home, id, &name, vec![line]);
                    return Term::atom(name);
                }
                return whole;
            }
        }
        self.scopes.push(Scope { index: Some(i.clone()), lines: vec![], named: vec![], inline: false });
        let body = self.term(body);
        let text = fenced(body, if sum { Tight::Times } else { Tight::Power });
        let scope = self.scopes.pop();
        self.indices.pop();
        let mut lines = Vec::new();
        if let Some(scope) = scope {
            for id in &scope.named {
                self.locals.remove(id);
            }
            lines = scope.lines;
        }
        let name = self.names.give(if sum { "s" } else { "p" });
        let all = self.dialect.loop_lines(sum, &name, &index, (&from, &to), &lines, &text);
        self.keep(home, id, &name, all);
        Term::atom(name)
    }

    /// A number plus a constant.
    fn shifted(&mut self, id: Id, by: i64) -> String {
        if let Node::Number(r) = self.program.node(id)
            && let Some(n) = r.as_integer()
        {
            return (n + by).to_string();
        }
        let text = self.part(id, Tight::Times);
        match by {
            0 => text,
            b if b < 0 => format!("{text} - {}", -b),
            b => format!("{text} + {b}"),
        }
    }

    /// The name of a bound index in the code.
    pub fn index(&self, i: &str) -> String {
        self.indices.iter().rev().find(|(k, _)| &**k == i).map_or_else(|| i.to_string(), |(_, name)| name.clone())
    }

    /// A position as the language counts, plus `shift`: for counting from 1 that is 0.
    pub fn position(&mut self, p: &Position, shift: i64) -> Term {
        let mut constant = p.constant + shift;
        let mut out = String::new();
        let mut count = 0usize;
        let mut push = |factor: i64, text: String| {
            out.push_str(match (out.is_empty(), factor < 0) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            });
            if factor.abs() != 1 {
                out.push_str(&format!("{} * ", factor.abs()));
            }
            out.push_str(&text);
            count += 1;
        };
        for (factor, i) in &p.bound {
            constant += factor * self.dialect.offset();
            push(*factor, self.index(i));
        }
        for (factor, id) in &p.others {
            let text = self.part(*id, Tight::Power);
            push(*factor, text);
        }
        if count == 0 {
            return Term::atom(constant.to_string());
        }
        match constant {
            0 => {}
            c if c < 0 => out.push_str(&format!(" - {}", -c)),
            c => out.push_str(&format!(" + {c}")),
        }
        let tight = if count == 1 && constant == 0 && !out.contains([' ', '-']) { Tight::Atom } else { Tight::Sum };
        Term::new(out, tight)
    }

    /// The value of a size.
    pub fn size(&self, d: &Dim) -> Term {
        let (power, divide) = self.dialect.arithmetic();
        match sizes::polynomial(d, &|n| self.sizes.get(n).cloned(), power, divide) {
            Some((text, true)) => Term::atom(text),
            Some((text, false)) => Term::new(text, Tight::Sum),
            None => Term::atom("None"),
        }
    }

    /// Sizes separated by commas.
    pub fn sizes(&self, dims: &[Dim]) -> String {
        dims.iter().map(|d| self.size(d).text).collect::<Vec<_>>().join(", ")
    }

    /// The name of an argument.
    pub fn argument(&self, k: usize) -> String {
        self.arguments.get(k).cloned().unwrap_or_default()
    }

    /// Whether an argument is a function of numbers, applied to every entry.
    pub fn acts_by_entries(&self, k: usize) -> bool {
        self.entrywise.contains(&k)
    }

    /// The name of a part, given one if it has none.
    pub fn named(&mut self, id: Id) -> String {
        let term = self.term(id);
        if term.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return term.text;
        }
        let name = self.names.give("t");
        let line = self.dialect.assign(&name, &term.text);
        let home = self.home(id);
        self.keep(home, id, &name, vec![line]);
        name
    }

    /// Parts separated by commas.
    pub fn list(&mut self, ids: &[Id]) -> String {
        ids.iter().map(|id| self.part(*id, Tight::Sum)).collect::<Vec<_>>().join(", ")
    }

    /// Parts with a sign between them that groups to the left.
    pub fn joined(&mut self, ids: &[Id], sign: &str, tight: Tight) -> Term {
        let mut parts = Vec::with_capacity(ids.len());
        for (k, id) in ids.iter().enumerate() {
            parts.push(self.part(*id, if k == 0 { tight } else { Tight::Power }));
        }
        Term::new(parts.join(sign), tight)
    }

    /// Terms with their signs, a mark before each sign between two.
    pub fn signed_sum(&mut self, terms: &[(bool, Id)], mark: &str) -> Term {
        let mut text = String::new();
        for (negative, t) in terms {
            let first = text.is_empty();
            match (first, negative) {
                (true, false) => {}
                (true, true) => text.push('-'),
                (false, false) => text.push_str(&format!(" {mark}+ ")),
                (false, true) => text.push_str(&format!(" {mark}- ")),
            }
            let tight = if first && !negative { Tight::Sum } else { Tight::Times };
            text.push_str(&self.part(*t, tight));
        }
        Term::new(text, Tight::Sum)
    }

    /// A template of the library with its arguments put in.
    pub fn template(&mut self, template: &str, args: &[Id]) -> Term {
        let mut text = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            text.push_str(before);
            let Some((digits, after)) = from.get(1..).and_then(|s| s.split_once('}')) else { break };
            let Some(arg) = digits.parse::<usize>().ok().and_then(|k| args.get(k)) else {
                text.push('{');
                rest = from.get(1..).unwrap_or("");
                continue;
            };
            let open = before.is_empty() && text.is_empty() || !before.ends_with(['(', '[']) && !before.ends_with(", ");
            let closed = after.starts_with([')', ']', ',']);
            let tight = if !open && closed { Tight::Sum } else { Tight::Atom };
            text.push_str(&self.part(*arg, tight));
            rest = after;
        }
        text.push_str(rest);
        if let Some(inner) = without_parens(&text) {
            return Term::new(inner, Tight::Sum);
        }
        let tight = if is_closed(&text) { Tight::Atom } else { Tight::Sum };
        Term::new(text, tight)
    }
}
