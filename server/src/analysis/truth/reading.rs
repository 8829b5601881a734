//! Two neighbours of a chain with their meanings, and whether they are equal under some sensible reading.

use std::collections::BTreeSet;
use std::rc::Rc;

use matgrad_core::Layout;
use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Entry, Known, Options, Scope, Shapes, elaborate, is_understood};
use matgrad_core::expr::build::{map, member, transpose};
use matgrad_core::expr::{Expr, Op, Properties};
use matgrad_core::notation::{Derivative, Differential, Kind, Nabla, Node, Operator, ProdOp, Script, SupKind};
use matgrad_core::shape::Shape;
use matgrad_core::verify::equal::{Equality, compare};

use super::effort::parts;
use super::words::Words;
use crate::analysis::meaning::{Meaning, meaning};
use crate::analysis::statement::{is_derivative, is_number};

/// The layouts, the usual first.
pub const LAYOUTS: [Layout; 3] = [Layout::Mixed, Layout::Denominator, Layout::Numerator];
/// Larger expressions are not compared.
const LARGEST: u64 = 700;

/// Two neighbours as they read in one layout.
#[derive(Clone, Debug)]
pub struct Pair {
    pub layout: Layout,
    /// The left side as it was read.
    pub written: Rc<Node>,
    pub left: Expr,
    /// Ill-shaped where `fits` is false.
    pub right: Expr,
    /// Whether names were taken for what they customarily are.
    pub customary: bool,
    /// Whether the two have one shape.
    pub fits: bool,
    /// What was known in this reading, with what the formula forces on names.
    pub scope: Scope,
    /// What was known before.
    pub base: Scope,
}

/// How two neighbours read in each layout; none where a part is not understood.
pub fn pairs(left: &Node, right: &Node, context: &[&Node], scope: &Scope, place: u32) -> Vec<Pair> {
    let sides = [left, right];
    if sides.iter().any(|side| parts(&[side], LARGEST) > LARGEST) {
        return Vec::new();
    }
    let written = Rc::new(left.clone());
    let mut out = Vec::new();
    for layout in layouts(&sides) {
        let options = options(*layout, context, scope);
        match meaning(&sides, scope, &options, place).filter(|found| is_sensible(found, &sides)) {
            Some(found) => {
                let [Some(left), Some(right)] = found.sides.as_slice() else { return Vec::new() };
                let (left, right) = (left.clone(), right.clone());
                out.push(Pair {
                    layout: *layout,
                    written: written.clone(),
                    left,
                    right,
                    fits: true,
                    customary: false,
                    scope: found.scope,
                    base: scope.clone(),
                });
            }
            None => {
                let Some(pair) = misfit(left, right, scope, &options, place) else { return Vec::new() };
                out.push(pair);
            }
        }
    }
    if out.iter().any(|pair| pair.left.size().max(pair.right.size()) > LARGEST) {
        return Vec::new();
    }
    out
}

/// The layouts that make a difference.
pub fn layouts(sides: &[&Node]) -> &'static [Layout] {
    if sides.iter().any(|side| find(side, &depends_on_layout)) { &LAYOUTS } else { &LAYOUTS[..1] }
}

/// How the sides of a claim are read.
pub fn options(layout: Layout, context: &[&Node], scope: &Scope) -> Options {
    Options { layout: Some(layout), variables: varying(context, scope), broadcast: true, ..Options::default() }
}

/// Whether no letter of which nothing was said is taken for a number although it is bold or transposed.
pub fn is_sensible(found: &Meaning, nodes: &[&Node]) -> bool {
    let number = |entry: &&Entry| entry.known.shape().is_some_and(Shape::is_scalar);
    let bold = |key: &str| key.starts_with("b:") && !key.contains(['[', '_']);
    let array = |entry: &Entry| {
        bold(&entry.key) || nodes.iter().any(|node| find(node, &|part| is_transpose_of(part, &entry.key)))
    };
    !found.inferred.iter().filter(number).any(array)
}

/// `X^T` of this name.
fn is_transpose_of(node: &Node, key: &str) -> bool {
    let Kind::Script(script) = &node.kind else { return false };
    let transposed = script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Transpose);
    transposed && named(node).is_none() && named(&script.base).is_some_and(|name| name.key == key)
}

/// A left side that is understood, and a right side that does not fit it, or not itself.
fn misfit(left: &Node, right: &Node, scope: &Scope, options: &Options, place: u32) -> Option<Pair> {
    let found = meaning(&[left], scope, options, place).filter(|found| is_sensible(found, &[left]))?;
    let meant = found.sides.into_iter().next().flatten()?;
    let loose = Options { misfits: true, ..options.clone() };
    let read = elaborate(right, &found.scope, &mut Shapes::new(), &loose);
    let expr = read.expr.filter(|_| read.inferred.is_empty())?;
    let known = expr.subexpressions().iter().all(|part| !part.shape().has_unknown());
    known.then_some(Pair {
        layout: options.layout?,
        written: Rc::new(left.clone()),
        left: meant,
        right: expr,
        fits: false,
        customary: false,
        scope: found.scope,
        base: scope.clone(),
    })
}

/// Whether two neighbours are understood, but of shapes that do not fit, or cannot be told, in any layout.
pub fn never_fits(left: &Node, right: &Node, context: &[&Node], scope: &Scope, place: u32) -> bool {
    let sides = [left, right];
    layouts(&sides).iter().all(|layout| {
        let options = options(*layout, context, scope);
        let fits = |found: Meaning| is_sensible(&found, &sides) && found.sides.iter().all(Option::is_some);
        is_understood(&sides, scope, &options) && !meaning(&sides, scope, &options, place).is_some_and(fits)
    })
}

/// Whether two neighbours are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Equal,
    Unequal,
    Undecided,
}

/// Whether the sides are equal as they stand.
pub fn holds(pair: &Pair) -> Verdict {
    if !pair.fits || pair.left.shape() != pair.right.shape() {
        return Verdict::Unequal;
    }
    match compare(&pair.left, &pair.right) {
        Equality::Equal(_) => Verdict::Equal,
        Equality::Unequal(..) => Verdict::Unequal,
        Equality::Undecided(_) => Verdict::Undecided,
    }
}

/// Whether the one side is the transpose of the other.
pub fn holds_transposed(pair: &Pair) -> bool {
    let left = transpose(&pair.left);
    left.shape() == pair.right.shape() && compare(&left, &pair.right).is_equal()
}

/// Whether the sides are equal if matrices are what the words near them speak of, each as it may be, or all are what the words
/// of the whole document speak of.
pub fn excused(pair: &Pair, near: Words, whole: Words) -> bool {
    assumptions(pair, near, whole).iter().any(|choice| {
        let (left, right) = (assumed(&pair.left, choice), assumed(&pair.right, choice));
        let equals = |a: &Expr, b: &Expr| a.shape() == b.shape() && compare(a, b).is_equal();
        equals(&left, &right) || equals(&transpose(&left), &right)
    })
}

/// More square matrices than this are assumed to be of one kind.
const MOST: usize = 3;

/// What is assumed of each matrix.
type Choice = Vec<(String, Properties)>;

fn assumptions(pair: &Pair, near: Words, whole: Words) -> Vec<Choice> {
    let kinds = |words: Words| -> Vec<Properties> {
        [(words.symmetric, "symmetric"), (words.orthogonal, "orthogonal"), (words.commuting, "diagonal")]
            .into_iter()
            .filter_map(|(said, word)| Properties::default().with(word).filter(|_| said))
            .collect()
    };
    let diagonal = Properties::default().with("diagonal").unwrap_or_default();
    let squares = squares(pair);
    let all = |properties: Properties| -> Choice { squares.iter().map(|name| (name.clone(), properties)).collect() };
    // What is so because letters were taken for square matrices says little.
    let near = Words { commuting: near.commuting && !pair.customary, ..near };
    let whole = if pair.customary { near } else { Words { commuting: near.commuting, ..whole.or(near) } };
    let mut out: Vec<Choice> = kinds(whole).into_iter().map(all).collect();
    // Letters of which it goes without saying.
    let customary =
        |name: &&String| matches!(name.as_str(), "\\Gamma" | "\\Lambda" | "\\Sigma" | "S" | "b:\\Lambda" | "b:\\Sigma");
    out.push(squares.iter().filter(customary).map(|name| (name.clone(), diagonal)).collect());
    let near = kinds(near);
    if squares.len() <= MOST {
        let mut mixed: Vec<Choice> = vec![vec![]];
        for name in &squares {
            let with = |choice: &Choice| {
                let one = near.iter().map(|kind| [choice.clone(), vec![(name.clone(), *kind)]].concat());
                std::iter::once(choice.clone()).chain(one).collect::<Vec<_>>()
            };
            mixed = mixed.iter().flat_map(with).collect();
        }
        out.extend(mixed);
    }
    out.retain(|choice| !choice.is_empty());
    out
}

/// The pair where every square matrix is symmetric; nothing where there is none.
pub fn symmetric(pair: &Pair) -> Option<Pair> {
    symmetric_where(pair, |_| true)
}

/// The pair where those of its square matrices are symmetric; nothing where there is none.
pub fn symmetric_where(pair: &Pair, these: impl Fn(&str) -> bool) -> Option<Pair> {
    let properties = Properties::default().with("symmetric")?;
    let squares = squares(pair).into_iter().filter(|name| these(name));
    let choice: Choice = squares.map(|name| (name, properties)).collect();
    let mut scope = pair.scope.clone();
    let assumed_of = choice.iter().all(|(name, _)| scope.assume(name, "symmetric"));
    let (left, right) = (assumed(&pair.left, &choice), assumed(&pair.right, &choice));
    (!choice.is_empty() && assumed_of).then(|| Pair { left, right, scope, ..pair.clone() })
}

/// The square matrices of a pair.
fn squares(pair: &Pair) -> BTreeSet<String> {
    let parts = pair.left.subexpressions().into_iter().chain(pair.right.subexpressions());
    let square = |part: Expr| match part.op() {
        Op::Symbol(symbol) if symbol.shape().is_square() && !symbol.shape().is_scalar() => {
            Some(symbol.key().to_string())
        }
        _ => None,
    };
    parts.filter_map(square).collect()
}

/// The expression where matrices have the properties.
fn assumed(e: &Expr, choice: &[(String, Properties)]) -> Expr {
    map(e, &mut |part| match part.op() {
        Op::Symbol(symbol) => match choice.iter().find(|(name, _)| name == symbol.key()) {
            Some((_, properties)) => member(&symbol.with_properties(*properties), part.args().to_vec()),
            None => part,
        },
        _ => part,
    })
}

/// What varies: the quantities whose differentials are written.
fn varying(nodes: &[&Node], scope: &Scope) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut stack: Vec<&Node> = nodes.to_vec();
    while let Some(node) = stack.pop() {
        if let Kind::Differential(d) | Kind::MaybeDifferential(d) = &node.kind
            && let (Some(body), None) = (&d.body, &d.args)
            && let Some(name) = named(body)
        {
            let function = |entry: &Entry| matches!(entry.known, Known::Function { .. } | Known::Defined { .. });
            if !scope.get(&name.key).is_some_and(function) && !out.contains(&name.key) {
                out.push(name.key);
            }
        }
        node.children_into(&mut stack);
    }
    out
}

/// Whether a differential is written in a side.
pub fn has_differential(side: &Node) -> bool {
    find(side, &|node| matches!(node.kind, Kind::Differential(_) | Kind::MaybeDifferential(_)))
}

/// Whether a node's meaning depends on how derivatives are laid out.
fn depends_on_layout(node: &Node) -> bool {
    matches!(node.kind, Kind::Derivative(_))
}

/// The quantities that occur.
pub fn symbols(e: &Expr) -> BTreeSet<String> {
    let parts = e.subexpressions();
    let key = |part: &Expr| match part.op() {
        Op::Symbol(symbol) | Op::Differential(symbol) => Some(symbol.key().to_string()),
        _ => None,
    };
    parts.iter().filter_map(key).collect()
}

/// Whether there is a part for which `is` holds.
pub fn find(node: &Node, is: &dyn Fn(&Node) -> bool) -> bool {
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if is(node) {
            return true;
        }
        node.children_into(&mut stack);
    }
    false
}

/// Whether the side is a derivative, or begins with one: `\frac{\partial}{\partial x} x^T A x`.
pub fn begins_with_derivative(node: &Node) -> bool {
    is_derivative(node)
        || matches!(&node.kind, Kind::Product(factors) if factors.first().is_some_and(|(_, first)| is_derivative(first)))
}

/// Whether the side is a derivative, perhaps times a number: `2 \\nabla f(x)`.
pub fn is_multiple_of_derivative(node: &Node) -> bool {
    match &node.kind {
        Kind::Neg(inner) => is_multiple_of_derivative(inner),
        Kind::Product(factors) => {
            matches!(factors.as_slice(), [(_, first), (_, last)] if is_number(first) && is_derivative(last))
        }
        _ => is_derivative(node),
    }
}

/// A derivative before a product, as that of the whole product: `\\nabla_x (A x)^T (A x)`.
pub fn extended(node: &Node) -> Option<Node> {
    let Kind::Product(factors) = &node.kind else { return None };
    let ((_, first), rest) = factors.split_first()?;
    let product = |parts: Vec<&Node>| {
        let parts = parts.into_iter().map(|part| (ProdOp::Juxtapose, part.clone()));
        Some(Node::new(Kind::Product(parts.chain(rest.iter().cloned()).collect()), node.span))
    };
    let parts = |body: &Option<Node>, args: &Option<Node>| product(body.iter().chain(args.iter()).collect());
    let kind = match &first.kind {
        Kind::Derivative(d) if d.of.is_none() && d.applied.is_some() => {
            Kind::Derivative(Box::new(Derivative { applied: parts(&None, &d.applied), ..(**d).clone() }))
        }
        // `\\nabla (A x)^T (A x)`: the transpose is that of the bracket.
        Kind::Script(script) => {
            let Kind::Nabla(n) = &script.base.kind else { return None };
            let body = n.body.as_ref().filter(|body| matches!(body.kind, Kind::Fence(_)) && n.args.is_none())?;
            let body = Script { base: body.clone(), ..(**script).clone() };
            let body = Node::new(Kind::Script(Box::new(body)), script.base.span);
            Kind::Nabla(Box::new(Nabla { body: product(vec![&body]), ..(**n).clone() }))
        }
        Kind::Nabla(n) if n.body.is_some() => {
            Kind::Nabla(Box::new(Nabla { body: parts(&n.body, &n.args), args: None, ..(**n).clone() }))
        }
        Kind::Differential(d) if d.body.is_some() => {
            Kind::Differential(Box::new(Differential { body: parts(&d.body, &d.args), args: None, ..(**d).clone() }))
        }
        _ => return None,
    };
    Some(Node::new(kind, node.span))
}

/// The derivative of the trace of a matrix in place of that of the matrix.
pub fn traced(node: &Node) -> Option<Node> {
    let Kind::Derivative(d) = &node.kind else { return None };
    let trace = |of: &Node| {
        let operator = Operator {
            name: "tr".into(),
            written: "\\operatorname{tr}".into(),
            known: true,
            sub: None,
            sup: None,
            primes: 0,
            arg: Some(of.clone()),
        };
        Node::new(Kind::Operator(Box::new(operator)), of.span)
    };
    let mut inner = (**d).clone();
    match (&d.of, &d.applied) {
        (Some(of), None) => inner.of = Some(trace(of)),
        (None, Some(of)) => inner.applied = Some(trace(of)),
        _ => return None,
    }
    Some(Node::new(Kind::Derivative(Box::new(inner)), node.span))
}

/// Whether the side is a derivative and nothing else.
pub fn is_plain_derivative(node: &Node) -> bool {
    is_derivative(node) && !matches!(node.kind, Kind::Differential(_) | Kind::MaybeDifferential(_))
}
