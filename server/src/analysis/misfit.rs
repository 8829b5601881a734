//! Shapes that do not fit: what else may be meant, and what is said where nothing is.

use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{
    How, Known, Operand, Operation, Options, Origin, Problem, ProblemKind, Scope, Shapes, elaborate_sides,
};
use matgrad_core::notation::{Kind, Node, ProdOp};
use matgrad_core::shape::{Shape, SizeName};

use super::check::{Checker, Raw, origins};
use super::evidence::Meant;
use super::membership::membership;
use super::run::find;
use super::section::Loc;
use super::statement::{Statement, is_derivative};
use super::truth;
use crate::rules::{self, Rule};

impl Checker<'_> {
    /// Checks an expression that is said to be in a space.
    pub(super) fn member(&mut self, statement: &Statement) {
        let Some(membership) = membership(statement, &self.scope, self.place) else { return };
        let (scope, sides) = (&membership.scope, &membership.sides);
        let read = |run: &[&Node]| elaborate_sides(run, scope, &mut Shapes::new(), &Options::default());
        let own = read(sides);
        let Some(first) = own.first() else { return };
        let run = match first.misfit() {
            Some(_) => sides.clone(),
            None if own.iter().any(|side| membership.admits(&side.shape)) => return,
            None => sides.iter().copied().chain([&membership.element]).collect(),
        };
        let all = read(&run);
        let Some(first) = all.first() else { return };
        match first.misfit() {
            None => self.evidence.agree(&origins(&run, scope)),
            Some(problem) if first.problems.iter().all(|problem| problem.certain || !problem.is_shape()) => {
                self.report(problem, &run, scope);
            }
            Some(_) => {}
        }
    }

    pub(super) fn report(&mut self, problem: &Problem, run: &[&Node], scope: &Scope) {
        let Some(rule) = rules::of_shape(problem).filter(|_| !is_spread(problem)) else { return };
        let otimes = |node: &Node| matches!(&node.kind, Kind::Product(factors) if factors.iter().any(|(op, _)| *op == ProdOp::Otimes));
        if !self.traits.kronecker && run.iter().any(|node| find(node, &otimes).is_some()) {
            return;
        }
        if problem.operands().iter().any(|operand| has_other_reading(operand, run, scope)) {
            return;
        }
        let sizes = |shape: &Shape| shape.rows.names().into_iter().chain(shape.cols.names());
        let mut sizes = problem.operands().into_iter().flat_map(|operand| sizes(&operand.shape));
        if sizes.any(|size| matches!(size, SizeName::Named(name) if self.equated.contains(&*name))) {
            return;
        }
        if fits_as_derivative(run, scope) || is_folded(problem, run) {
            return;
        }
        let raw = self.misfit(rule, problem);
        let mut origins: Vec<Origin> =
            problem.operands().iter().flat_map(|operand| &operand.sources).filter_map(|source| source.origin).collect();
        if let Operation::Application(_) = operation_of(problem) {
            // The function's own declaration is what the finding rests on.
            let head = run
                .iter()
                .find_map(|node| find(node, &|node| node.span.start == problem.span.start && named(node).is_some()));
            origins.extend(head.and_then(named).and_then(|name| scope.get(&name.key)).map(|entry| entry.origin));
        }
        let meant = !is_entrywise(problem) && !self.fits_rows(run, scope);
        let meant = Meant { everywhere: meant, ..self.meant(problem, run, scope) };
        self.evidence.contradict(raw, problem, origins, self.group.clone(), meant);
    }

    /// Whether the section says of names in the operands that they are equal to something else than what they are known for.
    fn meant(&self, problem: &Problem, run: &[&Node], scope: &Scope) -> Meant {
        let mut out = Meant { everywhere: true, settled: true, rebuilt: false };
        for operand in problem.operands() {
            let node = run.iter().find_map(|node| find(node, &|node| node.span == operand.span));
            for name in node.map(|node| truth::names(&[node])).unwrap_or_default() {
                let own = scope.get(&name.key).is_some_and(|entry| entry.origin.how == How::Defined);
                let said = self.defined.get(&name.key).copied().unwrap_or_default();
                out.settled &= said.times <= usize::from(own);
                out.rebuilt |= said.blocks && !own;
            }
        }
        out
    }

    /// Whether the sides fit where the vectors in them are rows.
    fn fits_rows(&self, run: &[&Node], scope: &Scope) -> bool {
        let mut rows = scope.clone();
        for name in truth::names(run) {
            for key in [name.key.clone(), name.family_key()] {
                let Some(entry) = scope.get(&key) else { continue };
                let mut entry = entry.clone();
                if let Known::Quantity { shape, .. } | Known::Family { shape, .. } = &mut entry.known
                    && shape.is_vector()
                    && !shape.is_scalar()
                {
                    *shape = shape.transposed();
                    rows.insert(entry);
                }
            }
        }
        let read = elaborate_sides(run, &rows, &mut Shapes::new(), &Options::default());
        read.first().is_some_and(|first| first.misfit().is_none())
    }

    /// The finding that shapes do not fit.
    pub(super) fn misfit(&self, rule: &'static Rule, problem: &Problem) -> Raw {
        let mut related = Vec::new();
        for operand in problem.operands() {
            related.push((self.at(operand.span), format!("this is {}", describe(&operand.shape))));
        }
        for operand in problem.operands() {
            self.origins(operand, &mut related);
        }
        let message = problem.message(&self.read.text);
        Raw { related, ..Raw::new(rule, self.at(problem.span), message) }
    }

    /// Where the shapes of an operand's names came from.
    fn origins(&self, operand: &Operand, related: &mut Vec<(Loc, String)>) {
        for source in &operand.sources {
            let Some(origin) = source.origin else { continue };
            let how = match origin.how {
                How::Declared => "declared",
                How::Defined => "defined",
                How::Inferred => "inferred",
                How::Convention => "taken for",
                How::Assumed => "assumed",
            };
            let loc = Loc { place: origin.place, span: origin.span };
            if !related.iter().any(|(other, _)| *other == loc) {
                related.push((loc, format!("{} is {how} here: {}", source.latex, describe(&source.shape))));
            }
        }
    }
}

/// Whether an operand may be something else than what it was taken for.
fn has_other_reading(operand: &Operand, run: &[&Node], scope: &Scope) -> bool {
    let Some(node) = run.iter().find_map(|node| find(node, &|node| node.span == operand.span)) else { return false };
    // Dots leave out what would say the size; `diag` of a matrix is a vector or a diagonal matrix.
    let vague = |part: &Node| match &part.kind {
        Kind::Dots => true,
        // A prime may be a transpose.
        Kind::Operator(operator) => operator.primes > 0 || &*operator.name == "diag",
        Kind::Script(script) => script.primes > 0 && named(part).is_none(),
        _ => false,
    };
    if find(node, &vague).is_some() {
        return true;
    }
    let known = |node: &Node| named(node).and_then(|name| scope.get(&name.key)).map(|entry| &entry.known);
    match &node.kind {
        // A linear map beside its argument, or a composition of functions.
        _ if matches!(known(node), Some(Known::Function { .. })) => true,
        // `\mu_1` may be an entry, or a vector of its own.
        Kind::Script(script) if operand.shape.is_scalar() && script.sup.is_none() => {
            known(&script.base).and_then(Known::shape).is_some_and(|shape| !shape.is_scalar())
        }
        // `\nabla f^T` is the transposed gradient as a rule.
        Kind::Nabla(nabla) => {
            let by = nabla.sub.as_ref().is_some_and(|sub| named(sub).is_none());
            by || nabla.body.as_ref().is_some_and(|body| matches!(body.kind, Kind::Script(_)))
        }
        _ => false,
    }
}

/// A number added to every entry of a vector, as programs do.
fn is_spread(problem: &Problem) -> bool {
    let ProblemKind::ShapeMismatch { operation: Operation::Sum, left, right } = &problem.kind else { return false };
    let vector = |shape: &Shape| shape.is_vector() || shape.is_row();
    (left.shape.is_scalar() || right.shape.is_scalar()) && vector(&left.shape) && vector(&right.shape)
}

/// A product of things of one shape, which some authors mean entry by entry.
fn is_entrywise(problem: &Problem) -> bool {
    match &problem.kind {
        ProblemKind::ShapeMismatch { operation: Operation::Product, left, right } => left.shape == right.shape,
        _ => false,
    }
}

/// The operation whose operands do not fit.
fn operation_of(problem: &Problem) -> &Operation {
    match &problem.kind {
        ProblemKind::ShapeMismatch { operation, .. } | ProblemKind::Misfit { operation, .. } => operation,
        ProblemKind::Unreadable { .. } => &Operation::Equality,
    }
}

fn describe(shape: &Shape) -> String {
    if shape.is_scalar() { "a scalar".into() } else { shape.to_string() }
}

/// Whether the sides fit where a sign of derivation is about all that follows: `\frac{\partial}{\partial X} \mathbf a^T X \mathbf b`.
fn fits_as_derivative(run: &[&Node], scope: &Scope) -> bool {
    let whole: Vec<Option<Node>> = run.iter().map(|node| truth::extended(node)).collect();
    if whole.iter().all(Option::is_none) {
        return false;
    }
    let sides: Vec<&Node> = whole.iter().zip(run).map(|(whole, node)| whole.as_ref().unwrap_or(node)).collect();
    let read = elaborate_sides(&sides, scope, &mut Shapes::new(), &Options::default());
    read.first().is_some_and(|first| first.misfit().is_none())
}

/// Whether a derivative is written as a matrix with as many entries as its row has: `D f(X)` of a scalar.
fn is_folded(problem: &Problem, run: &[&Node]) -> bool {
    let entries = |shape: &Shape| shape.rows.mul(&shape.cols);
    match &problem.kind {
        ProblemKind::ShapeMismatch { operation: Operation::Equality, left, right } => {
            run.iter().any(|node| is_derivative(node)) && entries(&left.shape) == entries(&right.shape)
        }
        _ => false,
    }
}
