//! Terms without a differential in an equation of differentials, `\mathrm d f = \mathbf x^T A^T + \mathbf x^T A\,\mathrm d\mathbf x`.

use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{Differential, Kind, Node, Span, parse};

use super::reading::{Verdict, extended, find, holds, pairs};
use super::scopes::scopes;
use super::vague::is_vague;
use super::{Claim, goes_on};
use crate::analysis::check::{Raw, RawFix};
use crate::analysis::section::Loc;
use crate::analysis::statement::StatementKind;
use crate::rules::MISSING_DIFFERENTIAL;

/// More ways to put differentials in are not tried.
const MOST: usize = 48;

/// A text put in at an offset of the formula.
type Insertion = (u32, String);

impl Claim<'_> {
    /// What is to be said about a term that lacks its differential: only where the equation is true with it.
    pub fn missing_differential(&self) -> Option<Raw> {
        if self.words.refuted || self.statement.kind != StatementKind::Derivative {
            return None;
        }
        let (first, rest) = self.statement.sides.split_first()?;
        let of = self.differential(&first.node)?;
        rest.iter().filter(|link| goes_on(link)).find_map(|link| self.lacking(&first.node, of, &link.node))
    }

    /// The differential that a side is.
    fn differential<'a>(&self, node: &'a Node) -> Option<&'a Differential> {
        let d = match &node.kind {
            Kind::Differential(d) => d,
            // An italic d is one where it is nothing else.
            Kind::MaybeDifferential(d) => {
                let letter = named(&d.head)?;
                let free = self.scope.get(&letter.key).is_none() && !self.scope.is_size(&letter.latex);
                Some(d).filter(|_| free)?
            }
            Kind::Product(factors) => return self.differential(&factors.first()?.1),
            _ => return None,
        };
        // `\mathrm d f(\mathbf h)` may be the derivative applied to a direction.
        let direction =
            d.args.is_some() && d.body.as_ref().is_some_and(|body| named(body).is_some_and(|name| name.indices() > 0));
        (d.order == 1 && d.sub.is_none() && d.body.is_some() && !direction).then_some(d)
    }

    fn lacking(&self, left: &Node, of: &Differential, right: &Node) -> Option<Raw> {
        if is_vague(left, self.scope) || is_vague(right, self.scope) {
            return None;
        }
        let mut terms = Vec::new();
        collect_terms(right, &mut terms);
        let lacking: Vec<&Node> = terms.into_iter().filter(|term| !find(term, &is_differential)).collect();
        // `\partial f(\mathbf x) = \{\nabla f(\mathbf x)\}` is the subdifferential.
        let may_be_a_set = &*of.written == "\\partial" && !find(right, &is_differential);
        if lacking.is_empty() || may_be_a_set {
            return None;
        }
        let ways = self.ways(of, right, &lacking);
        let scopes = scopes(self.scope, self.firm, &[left, right]);
        let lefts: Vec<Node> = extended(left).into_iter().chain([left.clone()]).collect();
        let is_true = |right: &Node| {
            let reads = |left: &Node| {
                let mut scopes = scopes.iter();
                scopes.any(|(scope, _)| {
                    let pairs = pairs(left, right, &[left, right], scope, self.place);
                    pairs.iter().any(|pair| holds(pair) == Verdict::Equal)
                })
            };
            lefts.iter().any(reads)
        };
        if ways.is_empty() || is_true(right) {
            return None;
        }
        let insertions = ways.into_iter().find(|insertions| {
            let whole = self.with(right.span, insertions);
            let formula = parse(&whole, self.macros);
            let [row] = formula.rows.as_slice() else { return false };
            let [clause] = row.clauses.as_slice() else { return false };
            matches!(clause.sides.as_slice(), [side] if is_true(&side.node))
        })?;
        Some(self.lacks(left, right, &lacking, &insertions))
    }

    /// How the terms may be given their differentials: at their ends, or at a name in them that varies.
    fn ways(&self, of: &Differential, right: &Node, lacking: &[&Node]) -> Vec<Vec<Insertion>> {
        let mut written: Vec<(&Differential, &Node)> = Vec::new();
        let mut stack = vec![right];
        while let Some(node) = stack.pop() {
            if let Kind::Differential(d) | Kind::MaybeDifferential(d) = &node.kind {
                written.extend(d.body.as_ref().map(|body| (&**d, untransposed(body))));
            }
            node.children_into(&mut stack);
        }
        if written.is_empty() {
            // Nothing says what varies: the names under the sign, or in the terms.
            let mut stack: Vec<&Node> = of.body.iter().chain(&of.args).chain(lacking.iter().copied()).collect();
            while let Some(node) = stack.pop() {
                match named(node) {
                    Some(_) => written.push((of, node)),
                    None => node.children_into(&mut stack),
                }
            }
        }
        let own = of.body.as_ref().and_then(named);
        let mut variables: Vec<(String, String, String)> = Vec::new();
        for (d, body) in written {
            if let Some(name) = named(body)
                && own.as_ref().is_none_or(|own| own.key != name.key)
                && variables.iter().all(|(key, ..)| *key != name.key)
            {
                let space = if d.written.ends_with('}') { "" } else { " " };
                let sign = format!("{}{space}", d.written);
                variables.push((name.key, format!(" {sign}{}", self.text(body.span)), sign));
            }
        }
        let mut ways: Vec<Vec<Insertion>> = vec![vec![]];
        for term in lacking {
            let mut own: Vec<Insertion> =
                variables.iter().map(|(_, whole, _)| (term.span.end, whole.clone())).collect();
            let mut stack = vec![*term];
            while let Some(node) = stack.pop() {
                match named(node) {
                    Some(name) => {
                        let variable = variables.iter().find(|(key, ..)| *key == name.key);
                        own.extend(variable.map(|(_, _, sign)| (node.span.start, sign.clone())));
                    }
                    None => node.children_into(&mut stack),
                }
            }
            let with = |way: &Vec<Insertion>| {
                let own = own.iter().map(|one| [way.clone(), vec![one.clone()]].concat());
                own.collect::<Vec<_>>()
            };
            ways = ways.iter().flat_map(with).take(MOST).collect();
        }
        ways
    }

    fn text(&self, span: Span) -> &str {
        self.read.text.get(span.range()).unwrap_or_default().trim()
    }

    /// The text of a side with what is put in.
    fn with(&self, side: Span, insertions: &[Insertion]) -> String {
        let mut sorted: Vec<&Insertion> = insertions.iter().collect();
        sorted.sort_by_key(|(at, _)| *at);
        let mut out = String::new();
        let mut start = side.start as usize;
        for (at, new) in sorted {
            let at = *at as usize;
            out += self.read.text.get(start..at).unwrap_or_default();
            out += new;
            start = at;
        }
        out + self.read.text.get(start..side.end as usize).unwrap_or_default()
    }

    fn lacks(&self, left: &Node, right: &Node, lacking: &[&Node], insertions: &[Insertion]) -> Raw {
        let loc = |span| Loc { place: self.place, span };
        let span = lacking.iter().map(|term| term.span).reduce(Span::to).unwrap_or(right.span);
        let named: Vec<String> = lacking.iter().map(|term| format!("`{}`", self.text(term.span))).collect();
        let whole = self.with(right.span, insertions);
        let message = format!(
            "{} has no differential, which every term of `{}` has; true would be `{}`",
            named.join(", "),
            self.text(left.span),
            whole.trim()
        );
        let edits = insertions.iter().map(|(at, new)| (loc(Span { start: *at, end: *at }), new.clone())).collect();
        let fix = RawFix { title: format!("Write `{}`", whole.trim()), safe: false, edits };
        let related = vec![(loc(left.span), "this is a differential".to_owned())];
        Raw { rule: &MISSING_DIFFERENTIAL, at: loc(span), message, related, fix: Some(fix), others: Vec::new() }
    }
}

fn collect_terms<'a>(node: &'a Node, out: &mut Vec<&'a Node>) {
    match &node.kind {
        Kind::Sum(terms) => terms.iter().for_each(|(_, term)| collect_terms(term, out)),
        Kind::Neg(inner) => collect_terms(inner, out),
        _ => out.push(node),
    }
}

fn is_differential(node: &Node) -> bool {
    matches!(node.kind, Kind::Differential(_) | Kind::MaybeDifferential(_))
}

/// `\mathrm d x^T` is the transposed differential of `x`.
fn untransposed(node: &Node) -> &Node {
    match &node.kind {
        Kind::Script(script) if named(node).is_none() => &script.base,
        _ => node,
    }
}
