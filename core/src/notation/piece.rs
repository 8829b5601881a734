//! From a flat sequence of atoms to a node: the pest grammar of `grammar.pest` over atom classes, precedence by Pratt.

use std::cell::RefCell;
use std::sync::LazyLock;

use pest::Parser;
use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use pest_derive::Parser;

use super::atom::*;
use super::build;
use super::tree::{Kind, Node, ProdOp, Sign, Span};

#[derive(Parser)]
#[grammar = "notation/grammar.pest"]
struct PieceGrammar;

/// Longer pieces are not read.
const MAX_PIECE: usize = 20_000;
/// How many prefixes may stand in a row, and how many operators may reach into one another.
const MAX_PREFIXES: usize = 48;

static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::prefix(Rule::limit))
        .op(Op::infix(Rule::sign, Assoc::Left))
        .op(Op::prefix(Rule::negate))
        .op(Op::prefix(Rule::big))
        .op(Op::infix(Rule::wide, Assoc::Left))
        .op(Op::infix(Rule::middle, Assoc::Left) | Op::infix(Rule::slash, Assoc::Left))
        .op(Op::postfix(Rule::evaluate))
        .op(Op::prefix(Rule::bare))
        .op(Op::infix(Rule::juxtapose, Assoc::Left))
});

/// Reads a piece without relations and separators; `at` is where it stands if it is empty.
pub fn read(atoms: Vec<Atom>, at: Span) -> Node {
    let mut atoms = trim(atoms);
    atoms.retain(|atom| !matches!(atom.class, AMP | NEWLINE | LABEL));
    let span = span_of(&atoms, at);
    if atoms.len() > MAX_PIECE {
        return opaque("longer than can be read", span);
    }
    if let Some(stray) = atoms.iter().find(|atom| atom.class == STRAY) {
        let reason = if let Extra::Reason(reason) = stray.extra { reason } else { "unbalanced bracket" };
        return opaque(reason, span);
    }
    match atoms.len() {
        0 => return Node::new(Kind::Empty, Span { start: at.start, end: at.start }),
        1 if !matches!(
            atoms.first().map(|a| a.class),
            Some(
                SHORT
                    | LONG
                    | CALL
                    | BIG
                    | LIMIT
                    | BARE
                    | SUP
                    | SUB
                    | PRIME
                    | NABLA
                    | D
                    | PARTIAL
                    | JACOBIAN
                    | EVALUATE
            )
        ) =>
        {
            if let Some(atom) = atoms.pop() {
                return atom.into_node();
            }
        }
        _ => {}
    }
    // The commonest piece by far: one operand with its scripts.
    let scripted = atoms.iter().skip(1).all(|atom| matches!(atom.class, SUP | SUB | PRIME));
    if scripted && atoms.len() <= 4 && atoms.first().is_some_and(Atom::is_operand) {
        let scripts = atoms.split_off(1);
        let base = atoms.pop().map_or(Node::new(Kind::Empty, span), Atom::into_node);
        return build::scripted(base, scripts);
    }
    if atoms.iter().all(|atom| matches!(atom.class, SIGN | MIDDLE | SLASH | WIDE | SPACE | STOP)) {
        let written: String = atoms.iter().map(|atom| &*atom.written).collect();
        return Node::new(Kind::Mark(written.into()), span);
    }
    let lead = matches!(atoms.first().map(|a| a.class), Some(MIDDLE | SLASH | WIDE)).then(|| atoms.remove(0));
    let trail =
        matches!(atoms.last().map(|a| a.class), Some(SIGN | MIDDLE | SLASH | WIDE)).then(|| atoms.pop()).flatten();
    let mut node = flat(trim(atoms), span);
    if let Some(Extra::Prod(op)) = lead.map(|atom| atom.extra) {
        node = lead_with(op, node, span);
    }
    if let Some(atom) = trail {
        let hole = Node::new(Kind::Empty, Span { start: atom.span.end, end: atom.span.end });
        node = match atom.extra {
            Extra::Sign(sign) => build::add(node, sign, hole),
            Extra::Prod(op) => build::multiply(node, op, hole),
            _ => node,
        };
    }
    node
}

/// An opaque node.
pub fn opaque(reason: &str, span: Span) -> Node {
    Node::new(Kind::Opaque(reason.into()), span)
}

/// Puts the operator that a row begins with before its first factor.
fn lead_with(op: ProdOp, node: Node, span: Span) -> Node {
    match node.kind {
        Kind::Sum(mut terms) => {
            if let Some((_, first)) = terms.first_mut() {
                let inner = std::mem::replace(first, Node::new(Kind::Empty, span));
                *first = lead_with(op, inner, span);
            }
            Node::new(Kind::Sum(terms), span)
        }
        Kind::Product(mut factors) => {
            if let Some((first, _)) = factors.first_mut() {
                *first = op;
            }
            Node::new(Kind::Product(factors), span)
        }
        _ => Node::new(Kind::Product(vec![(op, node)]), span),
    }
}

fn flat(mut atoms: Vec<Atom>, span: Span) -> Node {
    settle(&mut atoms);
    if let Err(reason) = shallow(&atoms) {
        return opaque(reason, span);
    }
    let classes: String = atoms.iter().map(|atom| char::from(atom.class)).collect();
    let parsed = match PieceGrammar::parse(Rule::piece, &classes) {
        Ok(mut pairs) => pairs.next(),
        Err(error) => {
            let at = match error.location {
                pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
            };
            let reason = match atoms.get(at).map(|atom| &*atom.written).filter(|written| !written.is_empty()) {
                Some(written) => format!("unexpected `{written}`"),
                None => "an operand is missing or misplaced".to_owned(),
            };
            return opaque(&reason, span);
        }
    };
    let pool = Pool { atoms: RefCell::new(atoms.into_iter().map(Some).collect()), span };
    match parsed {
        Some(pair) => expression(pair, &pool),
        None => opaque("empty", span),
    }
}

/// Bounds the recursion of the grammar and of the tree on chains such as `\log\log\log…`.
fn shallow(atoms: &[Atom]) -> Result<(), &'static str> {
    let (mut run, mut reach, mut limits, mut scripts, mut bars) = (0usize, 0usize, 0usize, 0usize, 0usize);
    for atom in atoms {
        match atom.class {
            SUP | SUB | PRIME | BANG => scripts += 1,
            EVALUATE => bars += 1,
            SPACE => {}
            _ => scripts = 0,
        }
        if scripts.max(bars) > MAX_PREFIXES {
            return Err("too many scripts");
        }
        match atom.class {
            SIGN => {
                run += 1;
                reach = 0;
            }
            BIG | BARE => {
                run += 1;
                reach += 1;
            }
            LIMIT => {
                run += 1;
                limits += 1;
            }
            SHORT | LONG | CALL | D | PARTIAL | MAYBE_D | JACOBIAN | MAYBE_JACOBIAN | NABLA => run += 1,
            SPACE | SUP | SUB | PRIME => {}
            _ => run = 0,
        }
        if run.max(reach).max(limits) > MAX_PREFIXES {
            return Err("too many operators in a row");
        }
    }
    Ok(())
}

/// Decides by their neighbours which `d`, `D`, `\delta` and `\nabla` are symbols after all.
fn settle(atoms: &mut [Atom]) {
    for at in 0..atoms.len() {
        let class = atoms[at].class;
        if !matches!(class, D | PARTIAL | MAYBE_D | JACOBIAN | MAYBE_JACOBIAN | NABLA) {
            continue;
        }
        let (mut next, mut sub, mut odd) = (at + 1, false, false);
        while let Some(script) = atoms.get(next) {
            match script.class {
                SUB => sub = true,
                SUP => odd |= order(script.node.as_ref()).is_none(),
                PRIME => odd = true,
                _ => break,
            }
            next += 1;
        }
        let scripted = next > at + 1;
        let spaced = atoms.get(next).is_some_and(|atom| atom.class == SPACE);
        let target = atoms[next..].iter().find(|atom| atom.class != SPACE).map(|atom| atom.class);
        let after_slash = || {
            let mut rest = atoms[next..].iter().filter(|atom| atom.class != SPACE).skip(1);
            rest.next().map(|atom| atom.class) == Some(MAYBE_D) && rest.next().is_some_and(Atom::is_operand)
        };
        let operand = target.is_some_and(|class| class.is_ascii_alphabetic() && !matches!(class, BIG | LIMIT | BARE));
        let keeps = match class {
            D => !odd && !sub,
            PARTIAL => !odd,
            NABLA => !odd && !matches!(target, Some(MIDDLE | WIDE)),
            JACOBIAN => !odd && operand,
            MAYBE_JACOBIAN => !scripted && !spaced && matches!(target, Some(SYMBOL | FENCE | SHORT | LONG)),
            _ => {
                let applied = matches!(target, Some(SYMBOL | FENCE | SHORT | LONG | CALL | MAYBE_D | D));
                !odd && !sub
                    && ((applied && !(spaced && target == Some(FENCE))) || (target == Some(SLASH) && after_slash()))
            }
        };
        if !keeps {
            atoms[at].class = SYMBOL;
        }
    }
    // A possible differential before what turned out to be a symbol, or before nothing, is settled from the right.
    for at in (0..atoms.len()).rev() {
        if atoms[at].class == MAYBE_D {
            let next = atoms.get(at + 1).map(|atom| atom.class);
            if !next.is_some_and(|class| matches!(class, SUP | SLASH | SPACE) || class.is_ascii_alphabetic()) {
                atoms[at].class = SYMBOL;
            }
        }
    }
}

/// The order that a superscript on a `d` states.
pub fn order(node: Option<&Node>) -> Option<u8> {
    match &node?.kind {
        Kind::Number(digits) => digits.parse().ok().filter(|&order| (2..=9).contains(&order)),
        _ => None,
    }
}

/// The atoms of a piece; each is taken once.
pub struct Pool {
    atoms: RefCell<Vec<Option<Atom>>>,
    pub span: Span,
}

impl Pool {
    /// The atom a pair begins with.
    pub fn take(&self, pair: &Pair<Rule>) -> Option<Atom> {
        self.atoms.borrow_mut().get_mut(pair.as_span().start())?.take()
    }

    /// All atoms of a pair but spaces.
    pub fn take_all(&self, pair: &Pair<Rule>) -> Vec<Atom> {
        let span = pair.as_span();
        let mut atoms = self.atoms.borrow_mut();
        let slots = atoms.get_mut(span.start()..span.end()).unwrap_or(&mut []);
        slots.iter_mut().filter_map(Option::take).filter(|atom| atom.class != SPACE).collect()
    }
}

fn expression(pair: Pair<Rule>, pool: &Pool) -> Node {
    PRECEDENCE
        .map_primary(|pair| build::primary(pair, pool))
        .map_prefix(|pair, body| match pair.as_rule() {
            Rule::negate => {
                let (sign, span) = sign_of(&pair, pool);
                build::signed(sign, span, body)
            }
            Rule::bare => build::apply(pool.take(&pair), body),
            _ => build::big(pool.take_all(&pair), Some(body), pool.span),
        })
        .map_postfix(|body, pair| build::evaluate(body, pool.take(&pair)))
        .map_infix(|left, pair, right| match pair.as_rule() {
            Rule::sign => build::add(left, sign_of(&pair, pool).0, right),
            Rule::juxtapose => build::multiply(left, ProdOp::Juxtapose, right),
            _ => match pool.take(&pair).map(|atom| atom.extra) {
                Some(Extra::Prod(ProdOp::Slash)) => build::divide(left, right),
                Some(Extra::Prod(op)) => build::multiply(left, op, right),
                _ => build::multiply(left, ProdOp::Other, right),
            },
        })
        .parse(pair.into_inner())
}

/// The sign at a pair.
pub fn sign_of(pair: &Pair<Rule>, pool: &Pool) -> (Sign, Span) {
    match pool.take(pair) {
        Some(Atom { extra: Extra::Sign(sign), span, .. }) => (sign, span),
        Some(atom) => (Sign::Plus, atom.span),
        None => (Sign::Plus, pool.span),
    }
}
