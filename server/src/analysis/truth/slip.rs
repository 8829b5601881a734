//! The slips of a pen, as edits of the author's own text: a transpose added or dropped, two factors exchanged, a sign changed, a 2
//! put in front or taken away, an inverse added or dropped.

use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{Delim, Kind, Node, ProdOp, Sign, Span, SupKind};
use matgrad_core::render::Style;

/// An edit of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub span: Span,
    pub text: String,
    /// 1, or 2 for an inverse, which is forgotten less often.
    pub cost: u32,
    /// Whether it may make shapes fit: signs and numbers change no shape, and an inverse only asks for more.
    pub reshapes: bool,
}

/// Every text that is one slip away from a side, the likelier first.
pub fn slips(side: &Node, text: &str, style: &Style) -> Vec<Slip> {
    let mut finder = Finder { text, style, out: Vec::new() };
    finder.side(side);
    finder.visit(side);
    let mut out = finder.out;
    out.sort_by_key(|slip| slip.cost);
    out
}

struct Finder<'a> {
    text: &'a str,
    style: &'a Style,
    out: Vec<Slip>,
}

impl Finder<'_> {
    fn push(&mut self, cost: u32, span: Span, text: String) {
        self.out.push(Slip { span, text, cost, reshapes: true });
    }

    /// What makes no shapes fit.
    fn push_shapeless(&mut self, cost: u32, span: Span, text: String) {
        self.out.push(Slip { span, text, cost, reshapes: false });
    }

    fn own(&self, node: &Node) -> String {
        self.text.get(node.span.range()).unwrap_or_default().trim().to_string()
    }

    fn scripted(&self, written: &str, sup: &str) -> String {
        let command = sup.strip_prefix('\\').is_some_and(|name| name.chars().all(|c| c.is_ascii_alphabetic()));
        if command || sup.chars().count() == 1 { format!("{written}^{sup}") } else { format!("{written}^{{{sup}}}") }
    }

    /// A 2 in front of something, close to it where the author sets numbers so.
    fn two(&self) -> String {
        let bytes = self.text.as_bytes();
        let close =
            bytes.windows(2).any(|two| two[0].is_ascii_digit() && (two[1] == b'\\' || two[1].is_ascii_alphabetic()));
        if close { "2".into() } else { "2 ".into() }
    }

    /// The sign of the whole, and a 2 in front of it.
    fn side(&mut self, side: &Node) {
        let start = Span { start: side.span.start, end: side.span.start };
        if !matches!(side.kind, Kind::Sum(_) | Kind::Neg(_)) {
            self.push_shapeless(1, start, "-".into());
            if !begins_with_number(side) {
                self.push_shapeless(1, start, self.two());
            }
        }
    }

    fn visit(&mut self, node: &Node) {
        match &node.kind {
            Kind::Script(script) if script.sub.is_none() && script.primes == 0 => {
                let base = self.own(&script.base);
                let transpose = self.style.transpose.clone();
                match script.sup.as_ref().map(|sup| sup.kind) {
                    Some(SupKind::Transpose) => {
                        self.push(1, node.span, base.clone());
                        self.push_shapeless(2, node.span, self.scripted(&base, &format!("-{transpose}")));
                    }
                    Some(SupKind::InverseTranspose) => {
                        self.push_shapeless(1, node.span, self.scripted(&base, "-1"));
                        self.push(2, node.span, self.scripted(&base, &transpose));
                    }
                    Some(SupKind::Inverse) => {
                        self.push_shapeless(1, node.span, self.scripted(&base, &format!("-{transpose}")));
                        self.push(2, node.span, base);
                    }
                    _ => {}
                }
            }
            Kind::Fence(fence) if matches!(fence.open, Delim::Paren | Delim::Bracket) => self.scripts(node),
            // The differential and the derivative of a function are transposed as a whole.
            Kind::Differential(_) | Kind::Jacobian(_) => self.scripts(node),
            _ if named(node).is_some() => self.scripts(node),
            Kind::Product(factors) => self.product(factors),
            Kind::Sum(terms) => self.sum(node, terms),
            Kind::Neg(inner) => self.push_shapeless(1, node.span, self.own(inner)),
            _ => {}
        }
        match &node.kind {
            _ if named(node).is_some() => {}
            // What is differentiated by stays, and so does a function of which a derivative is named.
            Kind::Derivative(d) => d.of.iter().chain(&d.applied).for_each(|child| self.visit(child)),
            Kind::Nabla(n) => n.body.iter().chain(&n.args).for_each(|child| self.visit(child)),
            Kind::Jacobian(_) => {}
            // What carries a script cannot take another.
            Kind::Script(script) => script.base.children().into_iter().for_each(|child| self.visit(child)),
            _ => node.children().into_iter().for_each(|child| self.visit(child)),
        }
    }

    fn scripts(&mut self, node: &Node) {
        let written = self.own(node);
        let whole = match node.kind {
            Kind::Differential(_) | Kind::Jacobian(_) if !written.ends_with(')') => format!("({written})"),
            _ => written.clone(),
        };
        self.push(1, node.span, self.scripted(&whole, &self.style.transpose));
        self.push_shapeless(2, node.span, self.scripted(&whole, "-1"));
    }

    fn product(&mut self, factors: &[(ProdOp, Node)]) {
        for two in factors.windows(2) {
            let [(_, a), (_, b)] = two else { continue };
            let between = self.text.get(a.span.end as usize..b.span.start as usize);
            if let Some(between) = between {
                let (first, second) = (self.own(b), self.own(a));
                // An argument without brackets would swallow the factor that comes to stand after it.
                let first = if is_open_ended(b) { format!("({first})") } else { first };
                let between = if between.is_empty() && runs_on(&first, &second) { " " } else { between };
                let swapped = format!("{first}{between}{second}");
                self.push(1, a.span.to(b.span), swapped);
            }
        }
        if let [(_, first), (_, second), ..] = factors
            && matches!(&first.kind, Kind::Number(number) if &**number == "2")
        {
            self.push_shapeless(1, Span { start: first.span.start, end: second.span.start }, String::new());
        }
    }

    fn sum(&mut self, node: &Node, terms: &[(Sign, Node)]) {
        let mut end = None;
        for (sign, term) in terms {
            let gap = Span { start: end.unwrap_or(node.span.start), end: term.span.start };
            let written = self.text.get(gap.range()).unwrap_or_default();
            let changed = match (sign, end) {
                (Sign::Minus, None) => String::new(),
                (Sign::Plus, None) => format!("-{written}"),
                (Sign::Plus, _) => written.replacen('+', "-", 1),
                (Sign::Minus, _) => written.replacen('-', "+", 1),
                _ => written.to_string(),
            };
            if changed != written {
                self.push_shapeless(1, gap, changed);
            }
            if !begins_with_number(term) {
                self.push_shapeless(1, Span { start: term.span.start, end: term.span.start }, self.two());
            }
            end = Some(term.span.end);
        }
    }
}

fn begins_with_number(node: &Node) -> bool {
    match &node.kind {
        Kind::Number(_) => true,
        Kind::Product(factors) => factors.first().is_some_and(|(_, first)| begins_with_number(first)),
        _ => false,
    }
}

/// Whether what is written after it may become a part of it.
fn is_open_ended(node: &Node) -> bool {
    match &node.kind {
        Kind::Operator(operator) => {
            operator.arg.as_ref().is_some_and(|argument| !matches!(argument.kind, Kind::Fence(_)))
        }
        Kind::BigOp(_) => true,
        _ => false,
    }
}

/// Whether a command would run into the letter after it.
fn runs_on(before: &str, after: &str) -> bool {
    let word = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    word.len() < before.len() && word.ends_with('\\') && after.starts_with(|c: char| c.is_ascii_alphabetic())
}
