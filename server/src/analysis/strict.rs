//! Strict blocks: every line is understood, declared and true, or marked.
//!
//! A finding here needs no evidence from the rest of the section: who writes such a block asks for it. Remarks to matgrad
//! are held to the same.

use std::collections::BTreeSet;

use matgrad_core::Layout;
use matgrad_core::elaborate::declare::{self, Fact};
use matgrad_core::elaborate::key::{named, named_loosely};
use matgrad_core::elaborate::{Elaborated, Known, Options, Problem, ProblemKind, Scope, Shapes, elaborate_sides};
use matgrad_core::expr::{Expr, Op};
use matgrad_core::notation::{Clause, Node, RelKind, Row, Span};
use matgrad_core::verify::equal::{Equality, equal};

use super::check::{self, Checker, Raw};
use super::evidence::Evidence;
use super::group::Group;
use super::remark::Remark;
use super::run;
use super::scope::Scopes;
use super::section::{Loc, place};
use super::soft::Definition;
use super::statement::{Head, Statement, StatementKind, head, is_derivative};
use crate::rules;

/// How derivatives may be laid out, the likeliest first.
const LAYOUTS: [Layout; 3] = [Layout::Mixed, Layout::Numerator, Layout::Denominator];
/// So many names are named one by one when they are not declared; more are no formula.
const NAMES: usize = 3;
/// A block in which more is wrong than this is no strict block, and the rest of it is not read.
const MOST_MARKED: usize = 500;

/// Something to be said about a part of a formula.
#[derive(Debug)]
enum Complaint {
    Words(Span, String),
    Shapes(Problem),
}

/// Checks a strict block; returns what it defines.
pub fn formula(checker: &mut Checker<'_>) -> Vec<Definition> {
    let read = checker.read;
    let mut marked: Vec<Span> = Vec::new();
    for (span, reason) in check::opaque(&read.formula).into_iter().take(MOST_MARKED) {
        mark(checker, Complaint::Words(span, format!("this cannot be read: {reason}")), &mut marked);
    }
    for said in read.strict.iter().flatten() {
        if checker.scope.get(&said.key).is_none() {
            mark(checker, Complaint::Words(said.span, undeclared(&said.latex)), &mut marked);
        }
    }
    let void: Vec<Span> =
        read.formula.rows.iter().flat_map(|row| void(row, &checker.scope, checker.place, declares)).collect();
    for span in void.into_iter().take(MOST_MARKED) {
        mark(checker, Complaint::Words(span, NOTHING.to_owned()), &mut marked);
    }
    let mut out = Vec::new();
    for line in &read.statements {
        if marked.len() >= MOST_MARKED {
            let words = "the rest of this block is not read, because too much before is wrong".to_owned();
            mark(checker, Complaint::Words(line.span, words), &mut marked);
            break;
        }
        if let Some(definition) = statement(checker, line, &mut marked) {
            if let Definition::Known(entry) = &definition {
                checker.scope.insert(entry.clone());
            }
            out.push(definition);
        }
    }
    out
}

const NOTHING: &str = "this declares nothing that is understood; a declaration is A \\in \\mathbb{R}^{m\\times n}, \
                       f : \\mathbb{R}^n \\to \\mathbb{R} or A symmetric";

/// Marks the remarks of a group that are not understood. `at` is the section's depth and the number of the group's first
/// formula in it.
pub fn remarks(group: &Group, scopes: &mut Scopes, at: (u8, usize), evidence: &mut Evidence) {
    if group.remarks.is_empty() {
        return;
    }
    let scope = scopes.at(group.formulas.len());
    for (number, remark) in group.remarks.iter().enumerate() {
        let place = place(at.0, at.1 + group.formulas.len() + number);
        let complaint = remark.iter().find_map(|part| match part {
            Remark::Declare(formula) => {
                let unknown = |clause: &Clause| !is_known(clause, &scope);
                let unread = formula.rows.iter().any(|row| !void(row, &scope, place, unknown).is_empty());
                unread.then(|| NOTHING.to_owned())
            }
            Remark::Assume(said) => scope.get(&said.key).is_none().then(|| undeclared(&said.latex)),
            Remark::Other => None,
        });
        if let Some(message) = complaint {
            let at = Loc { place, span: Span::default() };
            evidence.sure(Raw::new(rules::STRICT, at, message));
        }
    }
}

fn undeclared(latex: &str) -> String {
    format!("`{latex}` is not declared")
}

fn mark(checker: &mut Checker<'_>, complaint: Complaint, marked: &mut Vec<Span>) {
    let span = match &complaint {
        Complaint::Words(span, _) => *span,
        Complaint::Shapes(problem) => problem.span,
    };
    // What is wrong within something marked is part of it.
    if marked.iter().any(|other| other.start <= span.start && span.end <= other.end) {
        return;
    }
    marked.push(span);
    let raw = match complaint {
        Complaint::Words(span, message) => Raw::new(rules::STRICT, checker.at(span), message),
        Complaint::Shapes(problem) => checker.misfit(rules::of_shape(&problem).unwrap_or(rules::STRICT), &problem),
    };
    checker.evidence.sure(raw);
}

/// The clauses of a line that should declare something and do not.
fn void(row: &Row, scope: &Scope, place: u32, should: impl Fn(&Clause) -> bool) -> Vec<Span> {
    let mut said: Vec<Span> = declare::declarations(row, scope, place).iter().map(|one| one.span).collect();
    let nodes = row.clauses.iter().flat_map(|clause| &clause.sides).map(|side| &side.node);
    said.extend(nodes.flat_map(|node| declare::inline(node, place)).filter_map(|one| match one.fact {
        Fact::Entry(_) => Some(one.span),
        Fact::Property { .. } => None,
    }));
    let covered =
        |clause: &Clause| said.iter().any(|span| span.start < clause.span.end && clause.span.start < span.end);
    row.clauses.iter().filter(|clause| should(clause) && !covered(clause)).map(|clause| clause.span).collect()
}

/// Whether a clause has the form of a declaration.
fn declares(clause: &Clause) -> bool {
    clause.sides.iter().filter_map(|side| side.rel.as_ref()).any(|relation| is_declaring(relation.kind))
}

/// Whether a clause is nothing but a name that is known.
fn is_known(clause: &Clause, scope: &Scope) -> bool {
    let [only] = clause.sides.as_slice() else { return false };
    named_loosely(&only.node).is_some_and(|name| scope.get(&name.key).is_some())
}

fn is_declaring(kind: RelKind) -> bool {
    matches!(kind, RelKind::In | RelKind::NotIn | RelKind::Colon | RelKind::To | RelKind::MapsTo | RelKind::Subset)
        || matches!(kind, RelKind::Superset | RelKind::Contains)
}

/// Checks one line; returns what it defines.
fn statement(checker: &mut Checker<'_>, line: &Statement, marked: &mut Vec<Span>) -> Option<Definition> {
    let head = defines(line, &checker.scope);
    let scope = head.as_ref().map_or_else(|| checker.scope.clone(), |head| checker.with_params(head));
    let mut defined = None;
    for (number, run) in runs(line, head.as_ref(), &scope).into_iter().enumerate() {
        let head = head.as_ref().filter(|_| number == 0);
        let own = head.filter(|head| run.first().is_some_and(|first| first.span.start == head.name.span.start));
        let derives = run.iter().any(|node| run::find(node, &is_derivative).is_some());
        let layouts = if derives { &LAYOUTS[..] } else { &LAYOUTS[..1] };
        let mut first = None;
        for layout in layouts {
            let options = Options { strict: true, layout: Some(*layout), ..Options::default() };
            let sides = elaborate_sides(&run, &scope, &mut Shapes::new(), &options);
            let complaints = judge(line, &run, &sides, (head, own.is_some()));
            let fine = complaints.is_empty();
            if fine || first.is_none() {
                first = Some((sides, complaints));
            }
            if fine {
                break;
            }
        }
        let Some((sides, complaints)) = first else { continue };
        if let (Some(head), Some(all), true, [left, ..]) = (head, sides.first(), complaints.is_empty(), &line.sides[..])
        {
            // The first side, which tells what was inferred, and then what it is defined to be.
            let all: Vec<Elaborated> = std::iter::once(all.clone())
                .chain(sides.get(usize::from(own.is_some())..).unwrap_or_default().iter().cloned())
                .collect();
            defined = declare::definition(&left.node, &all, &scope, checker.place, head.name.span);
        }
        complaints.into_iter().for_each(|complaint| mark(checker, complaint, marked));
    }
    defined.map(Definition::Known)
}

/// The name that a line gives its meaning: one that has none yet, or that is defined by `:=`.
fn defines<'a>(line: &'a Statement, scope: &Scope) -> Option<Head<'a>> {
    let [first, second, ..] = line.sides.as_slice() else { return None };
    let relation = second.relation.as_ref()?.kind;
    let head = head(&first.node)?;
    let known = scope.get(&named(head.name)?.key).map(|entry| &entry.known);
    let anew = match known {
        None | Some(Known::Function { .. }) => true,
        Some(Known::Quantity { .. }) => head.params.is_empty(),
        _ => false,
    };
    (relation == RelKind::Defined || (relation == RelKind::Equal && anew)).then_some(head)
}

/// The sides that are said to be equal to each other.
fn runs<'a>(line: &'a Statement, head: Option<&Head<'_>>, scope: &Scope) -> Vec<Vec<&'a Node>> {
    // A function of which nothing is known stands for itself only.
    let unknown = |head: &Head<'_>| {
        let known = named(head.name).and_then(|name| scope.get(&name.key)).map(|entry| &entry.known);
        !head.params.is_empty() && !matches!(known, Some(Known::Function { .. }))
    };
    let skip = usize::from(head.is_some_and(unknown));
    let mut out: Vec<Vec<&Node>> = Vec::new();
    for link in line.sides.iter().skip(skip) {
        let kind = link.relation.as_ref().map(|relation| relation.kind);
        if kind.is_some_and(is_declaring) {
            break;
        }
        if !run::is_read(&link.node) {
            continue;
        }
        match out.last_mut().filter(|_| kind.is_some_and(run::is_equal)) {
            Some(run) => run.push(&link.node),
            None => out.push(vec![&link.node]),
        }
    }
    // What is declared is no formula.
    if line.kind == StatementKind::Declaration {
        out.retain(|run| run.len() > 1);
    }
    out
}

/// What is wrong with sides that are said to be equal. `head` is what they define, and whether it is the first of them.
fn judge(
    line: &Statement,
    run: &[&Node],
    sides: &[Elaborated],
    (head, first_is_head): (Option<&Head<'_>>, bool),
) -> Vec<Complaint> {
    let Some(all) = sides.first() else { return Vec::new() };
    if let Some(problem) = all.misfit() {
        return vec![Complaint::Shapes(problem.clone())];
    }
    let mut out: Vec<Complaint> = Vec::new();
    let own: Vec<String> = head.iter().filter_map(|head| named(head.name)).map(|name| name.key).collect();
    let params: Vec<String> =
        head.iter().flat_map(|head| &head.params).filter_map(|param| named(param)).map(|name| name.key).collect();
    let occurs = |key: &str| sides.iter().any(|side| side.expr.as_ref().is_none_or(|expr| expr.mentions(key)));
    let mut unknown = all.inferred.iter().filter(|name| {
        let bound = own.contains(&name.key) || (params.contains(&name.key) && !name.shape.has_unknown());
        !bound && occurs(&name.key)
    });
    let names: Vec<_> = unknown.by_ref().collect();
    if names.len() > NAMES {
        let list: BTreeSet<String> = names.iter().map(|name| format!("`{}`", name.latex)).collect();
        let list = list.into_iter().collect::<Vec<_>>().join(", ");
        return vec![Complaint::Words(line.span, format!("these are not declared: {list}"))];
    }
    out.extend(names.iter().map(|name| Complaint::Words(name.span, undeclared(&name.latex))));
    out.extend(all.problems.iter().filter_map(|problem| match &problem.kind {
        ProblemKind::Unreadable { reason } => Some(Complaint::Words(problem.span, reason.clone())),
        _ => None,
    }));
    if !out.is_empty() {
        return out;
    }
    for (node, side) in run.iter().zip(sides).skip(usize::from(first_is_head)) {
        let atom = named_loosely(node).is_some();
        match &side.expr {
            // A function on its own, `f`, is fully said by its declaration.
            None if atom => {}
            None => out.push(Complaint::Words(node.span, "this is not understood".to_owned())),
            Some(expr) if side.shape.has_unknown() || expr.shape().has_unknown() => {
                let message = "the size of a constant in this is not determined: state it, as in I_n or \\mathbf 1_n";
                out.push(Complaint::Words(node.span, message.to_owned()));
            }
            Some(_) => {}
        }
    }
    if out.is_empty() && claims(line) {
        let told = sides.iter().zip(run).skip(usize::from(first_is_head)).collect::<Vec<_>>();
        for pair in told.windows(2) {
            if let [(left, a), (right, b)] = pair
                && let (Some(l), Some(r)) = (&left.expr, &right.expr)
                && let Some(message) = untrue(l, r)
            {
                out.push(Complaint::Words(a.span.to(b.span), message));
            }
        }
    }
    out
}

/// Whether a line claims that its sides are equal.
fn claims(line: &Statement) -> bool {
    use StatementKind::{Claim, Declaration, Definition, Derivative, Example, Expression, Inequality};
    matches!(line.kind, Claim | Declaration | Definition | Derivative | Example | Expression | Inequality)
}

/// Why two sides are not equal for all values.
fn untrue(left: &Expr, right: &Expr) -> Option<String> {
    let (l, r) = (names(left), names(right));
    // What has a free name on either side is a condition: `A x = b`.
    if !l.is_subset(&r) && !r.is_subset(&l) {
        return None;
    }
    match equal(left, right) {
        Equality::Unequal(_, Some(found)) => {
            let sizes = found.sizes.describe();
            let at = if sizes.is_empty() { String::new() } else { format!(", for example with {sizes}") };
            Some(format!("the sides are not equal for all values{at}"))
        }
        Equality::Unequal(_, None) => Some("the sides are not equal for all values".to_owned()),
        _ => None,
    }
}

/// The names that occur in an expression.
fn names(expr: &Expr) -> BTreeSet<String> {
    let name = |part: &Expr| match part.op() {
        Op::Symbol(symbol) => Some(symbol.key().to_string()),
        Op::Apply(function, _) => Some(function.key().to_string()),
        _ => None,
    };
    expr.subexpressions().iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::analysis::Reader;
    use crate::api::{Analysis, Analyzer, Cancel, Place, Settings};
    use crate::document::project::Disk;
    use crate::document::{Document, Flavour, Host};

    /// What is marked, each as the rule, the text, and the message.
    fn found(text: &str, host: Host) -> Vec<(String, String, String)> {
        let document = Arc::new(Document::parse(text, host));
        let place = Place { path: None, root: None, files: &Disk, settings: &Settings::default() };
        let reading = Reader.analyze(&document, place, &Cancel::default()).unwrap();
        let show = |finding: &crate::api::Finding| {
            (finding.rule.to_string(), text[finding.range.clone()].to_string(), finding.message.clone())
        };
        reading.findings().iter().map(show).collect()
    }

    /// What is marked in a strict block of these lines.
    fn marked(lines: &str) -> Vec<(String, String)> {
        let text = format!("Some text.\n\n```matgrad\n{lines}\n```\n");
        let host = Host::Markdown(Flavour::Common);
        found(&text, host).into_iter().map(|(rule, place, _)| (rule, place)).collect()
    }

    #[test]
    fn every_line_is_understood_or_marked() {
        let declared = "A, B \\in \\mathbb{R}^{n \\times n}, S \\in \\mathbb{R}^{n\\times n}, S symmetric\n\
                        \\mathbf x \\in \\mathbb{R}^n\nC \\in \\mathbb{R}^{m \\times n}\nb \\in \\mathbb{R}^m\n\
                        f : \\mathbb{R}^n \\to \\mathbb{R}\n";
        let cases: &[(&str, &[(&str, &str)])] = &[
            // Right.
            ("\\operatorname{tr}(A B) = \\operatorname{tr}(B A)", &[]),
            ("S = S^T", &[]),
            ("C \\mathbf x = b", &[]),
            ("f(\\mathbf x) = \\mathbf x^T A \\mathbf x\n\\nabla f(\\mathbf x) = (A + A^T) \\mathbf x", &[]),
            ("g(\\mathbf x) = C \\mathbf x", &[]),
            ("M = A + B\n\\operatorname{tr}(M) = \\operatorname{tr}(A) + \\operatorname{tr}(B)", &[]),
            ("(A B)^T\n  = B^T A^T", &[]),
            ("\\begin{aligned}\nA^T B^T &= (B A)^T \\\\\nA + B &= B + A\n\\end{aligned}", &[]),
            ("% a comment\n\n\\|\\mathbf x\\|^2 = \\mathbf x^T \\mathbf x", &[]),
            // Not declared.
            ("A + D", &[("strict", "D")]),
            ("D", &[("strict", "D")]),
            ("D symmetric", &[("strict", "D symmetric")]),
            ("this is not a formula", &[("strict", "this is not a formula")]),
            // Not understood.
            ("Z \\in \\mathfrak{K}", &[("strict", "Z \\in \\mathfrak{K}")]),
            ("A \\in", &[("strict", "A \\in")]),
            // Does not fit.
            ("C A C", &[("product-shape", "C A C")]),
            ("\\mathbf x + b", &[("sum-shape", "\\mathbf x + b")]),
            // Not true.
            ("(A B)^T = A^T B^T", &[("strict", "(A B)^T = A^T B^T")]),
            (
                "f(\\mathbf x) = \\mathbf x^T A \\mathbf x\n\\nabla f(\\mathbf x) = 2 A \\mathbf x",
                &[("strict", "\\nabla f(\\mathbf x) = 2 A \\mathbf x")],
            ),
            ("M = A + B\nM = A - B", &[("strict", "M = A - B")]),
            // One wrong line leaves the others alone.
            ("A + D\nC A C\nA + B = B + A", &[("strict", "D"), ("product-shape", "C A C")]),
        ];
        for (lines, expected) in cases {
            let got = marked(&format!("{declared}{lines}"));
            let got: Vec<(&str, &str)> = got.iter().map(|(rule, place)| (rule.as_str(), place.as_str())).collect();
            assert_eq!(got, *expected, "{lines}");
        }
    }

    #[test]
    fn what_a_block_declares_holds_in_the_text_after_it() {
        let text = "```matgrad\nA \\in \\mathbb{R}^{m \\times n}\n```\n\nHere $A^T A$ and $A A^T$ are right, and $A A$ is wrong.\n";
        let rules: Vec<String> =
            found(text, Host::Markdown(Flavour::Common)).into_iter().map(|found| found.0).collect();
        assert_eq!(rules, ["product-shape"]);
    }

    #[test]
    fn the_environment_of_latex_is_strict_too() {
        let text = "\\begin{matgrad}\nA \\in \\mathbb{R}^{m \\times n}\nA + D\n\\end{matgrad}\n";
        let got = found(text, Host::Latex);
        assert_eq!(got.iter().map(|found| found.1.as_str()).collect::<Vec<_>>(), ["D"]);
    }

    #[test]
    fn remarks_are_understood_or_marked() {
        let cases = [
            ("<!-- matgrad: A \\in \\mathbb{R}^{m\\times n}, B \\in \\mathbb{R}^{n\\times n}, B symmetric -->", None),
            ("<!-- matgrad: ignore[sum-shape, unused-suppression] as it is meant -->", None),
            ("<!-- matgrad: X symmetric -->\n\nLet $X \\in \\mathbb{R}^{n\\times n}$.", None),
            ("<!-- matgrad: check this -->", Some("this declares nothing")),
            ("<!-- matgrad: A \\in the set of matrices -->", Some("this declares nothing")),
            ("<!-- matgrad: Q symmetric -->", Some("`Q` is not declared")),
        ];
        for (text, expected) in cases {
            let got = found(&format!("{text}\n\nText.\n"), Host::Markdown(Flavour::Common));
            let message = got.first().map(|found| found.2.as_str());
            assert!(message.is_some() == expected.is_some(), "{text}: {got:?}");
            assert!(message.unwrap_or_default().starts_with(expected.unwrap_or_default()), "{text}: {got:?}");
        }
    }
}
