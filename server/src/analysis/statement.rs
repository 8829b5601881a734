//! What the lines of a formula state, and in which sense: a definition, a claim for all values, a condition, an example.
//!
//! Lines that go on with a chain are joined to it, so a [`Statement`] is one whole chain `a = b = c`. Its kind is read off
//! the notation and the words before it alone; what depends on what is known of the names is left to the checker.

use std::collections::HashSet;

use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::notation::{
    Clause, Delim, Font, Formula, Kind, Node, ProdOp, RelKind, Relation, Row, Sep, Side, Sign, Span, SupKind,
};

use super::entrywise::defines_sign;
use super::prose::{Placed, Token, Word};

/// One chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// In which sense it is stated.
    pub kind: StatementKind,
    /// Its sides, each with the relation before it.
    pub sides: Vec<Link>,
    /// The whole of it, in the formula's text.
    pub span: Span,
    /// It follows from the statement before it in the same formula: `\implies`.
    pub follows: bool,
}

/// A side of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The relation before it; none for the first.
    pub relation: Option<Relation>,
    /// What stands there; joined where a side runs over several lines.
    pub node: Node,
}

/// The sense of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// A lone expression.
    Expression,
    /// Says what a name is: `A \in \mathbb R^{m\times n}`.
    Declaration,
    /// Says what a name stands for from here on.
    Definition,
    /// Claims to hold for all values.
    Claim,
    /// Claims a derivative.
    Derivative,
    /// Holds for some values only: an equation to solve, a constraint, a case.
    Condition,
    /// Splits a known thing into new ones: `A = U \Sigma V^T`.
    Factorisation,
    /// Gives a name a new value.
    Update,
    /// Holds roughly.
    Approximation,
    /// Compares.
    Inequality,
    /// Computes with numbers.
    Example,
}

/// What the words before a formula make of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Context {
    /// "If", "such that", "solve": the formula is assumed.
    pub condition: bool,
    /// "let", "define", "where": the formula may define.
    pub definition: bool,
    /// "the decomposition", "factorise".
    pub factorisation: bool,
    /// "approximately".
    pub approximation: bool,
    /// "equation": one is to be solved, if it does not speak of what holds for all values.
    pub equation: bool,
}

impl Context {
    /// The context that the tokens before `at`, back to the start of the sentence, make. `source` is the text they are
    /// ranges of, `equates` tells whether a formula is an equation.
    pub fn before(tokens: &[Placed], at: usize, source: &str, equates: &dyn Fn(usize) -> bool) -> Context {
        let mut out = Context::default();
        // What follows from inequalities and words alone, "if `X` is invertible, then", holds for all such values.
        let (mut concluded, mut supposed) = (false, false);
        for placed in tokens.get(..at).unwrap_or_default().iter().rev().take(24) {
            match &placed.token {
                Token::Stop => break,
                Token::Word(Word::Condition) => out.condition |= !concluded || supposed,
                Token::Word(Word::Let | Word::Where) => out.definition = true,
                Token::Math(index, _) => supposed |= concluded && equates(*index),
                Token::Word(Word::Filler) | Token::Other => {
                    let word = source.get(placed.range.clone()).unwrap_or_default().to_ascii_lowercase();
                    concluded |= matches!(&*word, "then" | "alors" | "dann" | "entonces" | "тогда" | "则" | "那么");
                    let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
                    out.definition |= begins(&["defin", "denot", "introduc"]);
                    out.factorisation |= begins(&["decompos", "factor", "diagonali", "svd", "eigendecomp", "cholesky"]);
                    out.approximation |= begins(&["approx", "roughly", "discreti"]);
                    out.equation |= begins(&["equation"]);
                    out.condition |= begins(&["constrain", "optimal", "stationar", "vanish", "suppos"]);
                }
                _ => {}
            }
        }
        out
    }
}

/// The statements of a formula.
pub fn statements(formula: &Formula, context: Context) -> Vec<Statement> {
    let mut out: Vec<Statement> = Vec::new();
    // Words within the formula change the sense of what follows them.
    let mut context = context;
    for row in &formula.rows {
        let mut joined = row.continued;
        for clause in &row.clauses {
            context = within(context, clause);
            let begins_with_relation = clause.sides.first().is_some_and(|side| side.rel.is_some());
            let goes_on = std::mem::take(&mut joined) || begins_with_relation;
            let open = out.last().is_some_and(|last| last.sides.last().is_some_and(|link| is_empty(&link.node)));
            match out.last_mut() {
                Some(last) if goes_on || (open && clause.sep.is_none()) => join(last, clause),
                _ => out.push(Statement {
                    kind: StatementKind::Expression,
                    sides: links(clause),
                    span: clause.span,
                    follows: matches!(clause.sep, Some(Sep::Implies | Sep::Iff)),
                }),
            }
            if let Some(last) = out.last_mut() {
                last.kind = kind(last, context, row);
            }
        }
    }
    out
}

fn links(clause: &Clause) -> Vec<Link> {
    clause.sides.iter().map(|side| Link { relation: side.rel.clone(), node: side.node.clone() }).collect()
}

fn is_empty(node: &Node) -> bool {
    matches!(node.kind, Kind::Empty)
}

/// Adds a clause that goes on with the chain before it.
fn join(last: &mut Statement, clause: &Clause) {
    last.span = last.span.to(clause.span);
    for (index, side) in clause.sides.iter().enumerate() {
        let before = last.sides.last_mut().filter(|_| index == 0 && side.rel.is_none());
        match before {
            Some(before) => before.node = continued(&before.node, &side.node),
            None => {
                // `a = \\ = b` repeats the sign.
                if index == 0 && last.sides.len() > 1 && last.sides.last().is_some_and(|link| is_empty(&link.node)) {
                    last.sides.pop();
                }
                last.sides.push(Link { relation: side.rel.clone(), node: side.node.clone() });
            }
        }
    }
}

/// An expression that goes on in the next line.
fn continued(first: &Node, rest: &Node) -> Node {
    if is_empty(first) {
        return rest.clone();
    }
    let mut terms = match &first.kind {
        Kind::Sum(terms) => terms.clone(),
        _ => vec![(Sign::Plus, first.clone())],
    };
    match &rest.kind {
        Kind::Sum(more) => terms.extend(more.iter().cloned()),
        Kind::Neg(inner) => terms.push((Sign::Minus, (**inner).clone())),
        // A line that begins with no sign multiplies.
        _ => {
            let factors = vec![(ProdOp::Juxtapose, first.clone()), (ProdOp::Juxtapose, rest.clone())];
            return Node::new(Kind::Product(factors), first.span.to(rest.span));
        }
    }
    Node::new(Kind::Sum(terms), first.span.to(rest.span))
}

/// The context after the words of a clause.
fn within(context: Context, clause: &Clause) -> Context {
    let Some(words) = &clause.words else { return context };
    let words = words.to_lowercase();
    let has = |list: &[&str]| words.split(|c: char| !c.is_alphanumeric() && c != '.').any(|word| list.contains(&word));
    let mut out = context;
    if has(&["if", "when", "such", "s.t.", "s.t", "subject", "assume", "assuming", "provided", "若", "当", "otherwise"])
    {
        out.condition = true;
    } else if has(&["where", "with", "let", "define", "其中"]) {
        out.condition = false;
        out.definition = true;
    }
    out
}

fn kind(statement: &Statement, context: Context, row: &Row) -> StatementKind {
    let [first, rest @ ..] = statement.sides.as_slice() else { return StatementKind::Expression };
    if rest.is_empty() {
        return StatementKind::Expression;
    }
    let relations: Vec<&Relation> = rest.iter().filter_map(|link| link.relation.as_ref()).collect();
    let any = |wanted: &[RelKind]| relations.iter().any(|relation| wanted.contains(&relation.kind));
    let all_equal = relations.iter().all(|relation| {
        matches!(relation.kind, RelKind::Equal | RelKind::Defined | RelKind::DefinedBy | RelKind::Equivalent)
    });
    if any(&[
        RelKind::In,
        RelKind::NotIn,
        RelKind::Colon,
        RelKind::To,
        RelKind::MapsTo,
        RelKind::Subset,
        RelKind::Superset,
        RelKind::Contains,
    ]) {
        return StatementKind::Declaration;
    }
    if any(&[RelKind::Assign]) || is_update(first, rest) {
        return StatementKind::Update;
    }
    if any(&[RelKind::Approx, RelKind::Sim, RelKind::Propto]) || context.approximation {
        return StatementKind::Approximation;
    }
    if !all_equal {
        return StatementKind::Inequality;
    }
    if statement.sides.iter().any(|link| is_numeric(&link.node)) || in_cases(row) {
        return StatementKind::Example;
    }
    // An equality with words over it (`\overset{!}{=}`) is demanded, not claimed; one that cites (`\stackrel{(1)}{=}`) is.
    let demanded = relations
        .iter()
        .any(|relation| relation.kind == RelKind::Equal && relation.note.as_deref().is_some_and(is_demand));
    let last_is_zero = rest.last().is_some_and(|link| is_zero(&link.node));
    let solved = context.equation && (head(&first.node).is_some() || is_derivative(&first.node));
    if demanded || context.condition || solved || (last_is_zero && !is_derivative(&first.node)) {
        return StatementKind::Condition;
    }
    if matches!(relations.first().map(|relation| relation.kind), Some(RelKind::Defined)) {
        return if is_derivative(&first.node) { StatementKind::Derivative } else { StatementKind::Definition };
    }
    if is_derivative(&first.node) {
        // ∇f = 0 is a condition; a derivative that vanishes for good is seldom written.
        return if last_is_zero { StatementKind::Condition } else { StatementKind::Derivative };
    }
    if context.factorisation && named(&first.node).is_some() {
        return StatementKind::Factorisation;
    }
    if head(&first.node).is_some() || defines_sign(&first.node) {
        return StatementKind::Definition;
    }
    if is_limited(statement, row) {
        return StatementKind::Condition;
    }
    StatementKind::Claim
}

/// Whether a comparison beside a claim says for which numbers it holds: `-p = |p|, \quad p < 0`.
fn is_limited(statement: &Statement, row: &Row) -> bool {
    let compares = |side: &&Side| {
        side.rel.as_ref().is_some_and(|relation| {
            matches!(relation.kind, RelKind::Less | RelKind::LessEqual | RelKind::Greater | RelKind::GreaterEqual)
        })
    };
    let mut names: HashSet<String> = HashSet::new();
    for clause in row.clauses.iter().filter(|clause| clause.sides.iter().any(|side| compares(&side))) {
        clause.sides.iter().for_each(|side| letters(&side.node, &mut names));
    }
    let mut own = HashSet::new();
    statement.sides.iter().for_each(|link| letters(&link.node, &mut own));
    !names.is_disjoint(&own)
}

/// The letters that occur.
fn letters(node: &Node, out: &mut HashSet<String>) {
    out.extend(node.as_symbol().map(|name| name.key().to_string()));
    node.children().into_iter().for_each(|child| letters(child, out));
}

/// The name that a left side can define, and the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Head<'a> {
    /// The name with its scripts.
    pub name: &'a Node,
    /// The parameters as written; none for a quantity.
    pub params: Vec<&'a Node>,
}

/// Reads `f(x, y)` or `y` as the left side of a definition.
pub fn head(node: &Node) -> Option<Head<'_>> {
    if named(node).is_some() {
        return Some(Head { name: node, params: Vec::new() });
    }
    let Kind::Product(factors) = &node.kind else { return None };
    let [(_, name), (ProdOp::Juxtapose, arguments)] = factors.as_slice() else { return None };
    let Kind::Fence(fence) = &arguments.kind else { return None };
    // Expectations and the like stand in square brackets or have names in blackboard bold.
    let is_function = |name: Named| name.name.font != Font::Bb && fence.open == Delim::Paren;
    if !named(name).is_some_and(is_function) || fence.items.is_empty() {
        return None;
    }
    let mut keys = HashSet::new();
    for item in &fence.items {
        // f(A, A) is a value, and so is f(2).
        if !keys.insert(named(item)?.key) {
            return None;
        }
    }
    Some(Head { name, params: fence.items.iter().collect() })
}

/// Whether the node is a derivative, a gradient, a Jacobian or a differential.
pub fn is_derivative(node: &Node) -> bool {
    match &node.kind {
        Kind::Derivative(_) | Kind::Nabla(_) | Kind::Jacobian(_) | Kind::Differential(_) => true,
        Kind::MaybeDifferential(_) | Kind::MaybeJacobian(_) => true,
        Kind::Script(script) => {
            script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Transpose) && is_derivative(&script.base)
        }
        Kind::Fence(fence) => matches!(fence.items.as_slice(), [only] if is_derivative(only)),
        Kind::Operator(operator) => &*operator.name == "vec" && operator.arg.as_ref().is_some_and(is_derivative),
        Kind::Label(label) => is_derivative(&label.base),
        _ => false,
    }
}

fn is_zero(node: &Node) -> bool {
    match &node.kind {
        Kind::Number(number) => &**number == "0",
        Kind::Symbol(name) => matches!(&*name.base, "0"),
        Kind::Script(script) => is_zero(&script.base),
        Kind::Fence(fence) => matches!(fence.items.as_slice(), [only] if is_zero(only)),
        _ => false,
    }
}

/// `x = x + …`, `x_{k+1} = x_k + …` is no update by its signs alone; the first is.
fn is_update(first: &Link, rest: &[Link]) -> bool {
    let (Some(name), [link]) = (named(&first.node), rest) else { return false };
    let Kind::Sum(terms) = &link.node.kind else { return false };
    terms.iter().any(|(_, term)| named(term).is_some_and(|other| other.key == name.key))
}

/// A block or a product of nothing but numbers.
fn is_numeric(node: &Node) -> bool {
    match &node.kind {
        Kind::Matrix(matrix) => {
            let cells = || matrix.rows.iter().flatten();
            cells().count() > 1 && cells().filter(|cell| is_number(cell)).count() * 2 > cells().count()
        }
        Kind::Product(factors) => factors.iter().any(|(_, factor)| is_numeric(factor)),
        Kind::Sum(terms) => terms.iter().any(|(_, term)| is_numeric(term)),
        Kind::Neg(inner) => is_numeric(inner),
        Kind::Script(script) => is_numeric(&script.base),
        Kind::Fence(fence) => {
            fence.items.iter().any(is_numeric) || (fence.items.len() > 1 && fence.items.iter().all(is_number))
        }
        Kind::Operator(operator) => operator.arg.as_ref().is_some_and(is_numeric),
        Kind::Label(label) => is_numeric(&label.base),
        _ => false,
    }
}

/// Whether the node is a numeral, perhaps with a sign or as a fraction.
pub fn is_number(node: &Node) -> bool {
    match &node.kind {
        Kind::Number(_) => true,
        Kind::Neg(inner) => is_number(inner),
        Kind::Sum(terms) => terms.iter().all(|(_, term)| is_number(term)),
        Kind::Product(factors) => factors.iter().all(|(_, factor)| is_number(factor)),
        Kind::Frac(fraction) => is_number(&fraction.num) && is_number(&fraction.den),
        Kind::Sqrt(sqrt) => is_number(&sqrt.body),
        _ => false,
    }
}

fn is_demand(note: &Node) -> bool {
    match &note.kind {
        Kind::Mark(mark) => &**mark == "!" || &**mark == "?",
        Kind::Placeholder => true,
        Kind::Text(text) => text.contains(['!', '?']) || text.to_lowercase().contains("set"),
        Kind::Symbol(name) => &*name.base == "!",
        _ => false,
    }
}

fn in_cases(row: &Row) -> bool {
    row.clauses.iter().flat_map(|clause| &clause.sides).any(|side| matches!(side.node.kind, Kind::Cases(_)))
}

#[cfg(test)]
mod tests {
    use matgrad_core::notation::{Macros, parse};

    use super::*;

    #[test]
    fn a_comparison_beside_a_claim_limits_it() {
        for (formula, kind) in [
            (r"-p = |p| ; \forall p < 0", StatementKind::Condition),
            (r"\sqrt{p^2} = -p, \quad p \le 0", StatementKind::Condition),
            (r"\sqrt{p^2} = |p|, \quad q \le 0", StatementKind::Claim),
            (r"(A B)^T = B^T A^T", StatementKind::Claim),
            (r"y = |p|, \quad p > 0", StatementKind::Definition),
        ] {
            let found = statements(&parse(formula, &Macros::new()), Context::default());
            assert_eq!(found.first().map(|statement| statement.kind), Some(kind), "{formula}");
        }
    }
}
