//! What is said of a false claim: whether it is surely a slip, what would be true, and the edits that make it so.

use std::collections::HashSet;

use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::elaborate::{Entry, How, Known, Scope};
use matgrad_core::expr::build::call;
use matgrad_core::expr::{Expr, Op};
use matgrad_core::functions::TRACE;
use matgrad_core::notation::{Kind as Syntax, Node, ProdOp, Span};
use matgrad_core::render::{Style, latex};
use matgrad_core::simplify::simplify;
use matgrad_core::verify::equal::compare;

use super::Claim;
use super::mend::{Mend, Mender, Tried};
use super::reach::{is_within_reach, may_be_slip};
use super::reading::{
    Pair, Verdict, begins_with_derivative, find, holds, holds_transposed, is_plain_derivative, layouts, pairs, symbols,
    symmetric, traced,
};
use super::scopes::{operands, scopes};
use super::suggest::{Near, Suggestion, plain, suggestions};
use crate::analysis::check::{Raw, RawFix};
use crate::analysis::section::Loc;
use crate::analysis::statement::StatementKind;
use crate::rules::{self, Rule};

/// What speaks for a false equation being a slip, beyond a near variant that is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    None,
    /// All other steps of its chain hold.
    Step,
    /// The sides before and after it are equal.
    Between,
}

impl Claim<'_> {
    /// How many names are not known for certain.
    fn inferred(&self, nodes: &[&Node]) -> usize {
        let known = |name: &Named<'_>| self.firm.get(&name.key).or_else(|| self.firm.get(&name.family_key()));
        let open = |entry: Option<&Entry>| {
            entry.is_none_or(|entry| matches!(entry.origin.how, How::Inferred | How::Convention))
        };
        operands(nodes).iter().filter(|name| open(known(name))).count()
    }

    /// What is to be said of the sides `at` and `at + 1` of a chain, which are not equal in any of `readings`.
    pub fn report(&self, readings: &[Vec<Pair>], chain: &[&Node], at: usize, evidence: Evidence) -> Option<Raw> {
        let (left, right) = (*chain.get(at)?, *chain.get(at + 1)?);
        let style = self.notation.style();
        let text = &self.read.text;
        let derivative = begins_with_derivative(left) || self.is_slope();
        if let Some(raw) = self.missing_trace(readings, left, right) {
            return Some(raw);
        }
        let first = readings.first()?.first()?;
        let rule: &'static Rule = match evidence {
            _ if derivative => &rules::WRONG_DERIVATIVE,
            Evidence::None => &rules::WRONG_IDENTITY,
            _ => &rules::BROKEN_STEP,
        };
        if rule.id == rules::WRONG_IDENTITY.id && self.has_capital_number(first) {
            return None;
        }
        let inferred = self.inferred(&[left, right]);
        let same = symbols(&first.left) == symbols(&first.right);
        let fits = readings.iter().flatten().any(|pair| pair.fits);
        // How far what is true may be from what stands there.
        let most = match (evidence, derivative, fits) {
            (Evidence::Between, _, true) => 9,
            (_, true, true) => 3,
            (Evidence::Step, _, true) if same => 2,
            (Evidence::None, _, true) if same => {
                // The steps of a derivation are meant as claims whatever is declared.
                if inferred == 0 || self.statement.kind == StatementKind::Derivative { 2 } else { 1 }
            }
            (_, _, false) if !has_dot(right) => 1,
            _ => return None,
        };
        // To find all that is true nearby takes long, and mostly nothing is near enough.
        let near = evidence == Evidence::Between || self.has_variant(readings, left, most, style);
        let mut found = if near { self.variants(readings, left, evidence, style) } else { Vec::new() };
        let most = match most {
            3 if !found.first().is_some_and(|found| found.moves) => 2,
            most => most,
        };
        let nearest =
            found.first().filter(|found| !found.restates || evidence == Evidence::Between).map(|found| found.cost);
        let nearest = nearest.filter(|cost| *cost <= most);
        // What is derived is what the author says it is, unless the rest of the chain agrees with itself.
        let given = derivative && evidence != Evidence::Step;
        let suspects: &[usize] = if evidence == Evidence::Between || given { &[at + 1] } else { &[at + 1, at] };
        let slips = |dearest| self.slips_in(readings, chain, suspects, nearest.is_some() || inferred == 0, dearest);
        // What is dearer is no slip, unless there is one; then it is offered, too.
        let mends = if nearest.is_some() || !slips(most).is_empty() { slips(u32::MAX) } else { Vec::new() };
        let mends: Vec<Mend> = mends.into_iter().take(MOST_FIXES).collect();
        // What holds for symmetric matrices may be about such.
        let may_be_symmetric = || {
            let declared = readings.iter().flatten().filter(|pair| !pair.customary);
            declared.filter_map(symmetric).any(|pair| holds(&pair) == Verdict::Equal)
        };
        if nearest.is_none() && (mends.first().is_none_or(|mend| mend.cost > most) || may_be_symmetric()) {
            return self.plainly_wrong(readings, left, right, may_be_symmetric());
        }
        if !near {
            found = self.variants(readings, left, evidence, style);
        }
        let place = |span: Span| Loc { place: self.place, span };
        let mended = mends.iter().map(|mend| (mend.side, mend.whole.clone(), String::new(), mend.cost));
        let varied = found.iter().map(|found| (at + 1, found.latex.clone(), format!(" ({})", found.how), found.cost));
        let (side, whole, how, _) = mended.chain(varied.take(1)).min_by_key(|(side, _, how, cost)| {
            // What is changed in place is nearer to the author's text than a side written anew.
            (*cost, !how.is_empty(), *side != at + 1)
        })?;
        let mut fixes: Vec<RawFix> =
            mends.iter().map(|mend| self.fix(&mend.whole, mend.span, mend.text.clone())).collect();
        let varied = found.iter().filter(|found| !mends.iter().any(|mend| plain(&mend.whole) == plain(&found.latex)));
        fixes.extend(varied.map(|found| self.fix(&found.latex, right.span, found.latex.clone())));
        fixes.sort_by_key(|fix| fix.title != format!("Write `{}`", whole.trim()));
        let mut titles = HashSet::new();
        fixes.retain(|fix| titles.insert(fix.title.clone()));
        fixes.truncate(MOST_FIXES);
        let said = if derivative { "is not the derivative" } else { "is not equal to what stands before it" };
        let whose = if side == at { " there" } else { "" };
        let message = format!(
            "`{}` {said} for all values; true would be `{}`{whose}{how}",
            right.text(text).trim(),
            whole.trim()
        );
        let related = vec![(place(left.span), "this is what it should be".to_string())];
        let mut fixes = fixes.into_iter();
        let fix = fixes.next();
        Some(Raw { rule, at: place(right.span), message, related, fix, others: fixes.collect() })
    }

    /// Whether a capital that nobody declared was taken for a number, where a matrix may be meant of which the equation is a property.
    fn has_capital_number(&self, pair: &Pair) -> bool {
        let parts = pair.left.subexpressions().into_iter().chain(pair.right.subexpressions());
        parts.into_iter().any(|part| match part.op() {
            Op::Symbol(symbol) => {
                symbol.shape().is_scalar()
                    && matches!(symbol.key().as_bytes(), [capital] if capital.is_ascii_uppercase())
                    && self.firm.get(symbol.key()).is_none()
            }
            _ => false,
        })
    }

    /// What is to be said of a false derivative that no small change makes true: only where all that it is about is written out or
    /// was said, and nothing but that occurs in it.
    fn plainly_wrong(&self, readings: &[Vec<Pair>], left: &Node, right: &Node, may_be_symmetric: bool) -> Option<Raw> {
        let plain = is_plain_derivative(left) && self.statement.kind == StatementKind::Derivative || self.is_slope();
        // A bold letter that nothing is said of says what it is by its looks.
        let bold = |name: &Named<'_>| name.name.font.is_bold() && self.scope.get(&name.key).is_none();
        let known = |name: &Named<'_>| {
            let entry = self.firm.get(&name.key).or_else(|| self.firm.get(&name.family_key()));
            entry.map_or_else(|| bold(name), |entry| !matches!(entry.origin.how, How::Inferred | How::Convention))
        };
        let names = operands(&[left, right]);
        if !plain || may_be_symmetric || !names.iter().filter(|name| name.primes == 0).all(known) {
            return None;
        }
        let pair = readings.iter().flatten().find(|pair| !pair.customary)?;
        let known = |e: &Expr| !e.is_zero() && !e.subexpressions().iter().any(is_open);
        let mut own = symbols(&pair.left);
        for name in operands(&[left]) {
            match self.scope.get(&name.key).map(|entry| &entry.known) {
                Some(Known::Defined { body, .. }) => own.extend(symbols(body)),
                _ => own.extend([name.key]),
            }
        }
        // `D f(X)` of a scalar is a row to some, a matrix to others.
        let entries = |e: &Expr| e.shape().rows.mul(&e.shape().cols);
        let folded = pair.left.shape() != pair.right.shape()
            && *pair.left.shape() != pair.right.shape().transposed()
            && entries(&pair.left) == entries(&pair.right);
        if folded || !known(&pair.left) || !known(&pair.right) || !symbols(&pair.right).is_subset(&own) {
            return None;
        }
        let whole = latex(&simplify(&pair.left), self.notation.style());
        let written = right.text(&self.read.text).trim();
        let message =
            format!("`{written}` is not the derivative for all values, whatever its layout; that is `{whole}`");
        let at = Loc { place: self.place, span: right.span };
        let related = vec![(Loc { place: self.place, span: left.span }, "this is what it should be".to_string())];
        let fix = Some(self.fix(&whole, right.span, whole.clone()));
        Some(Raw { related, fix, ..Raw::new(&rules::WRONG_DERIVATIVE, at, message) })
    }

    /// Whether a true right side may be no farther than `most` from what stands there.
    fn has_variant(&self, readings: &[Vec<Pair>], left: &Node, most: u32, style: &Style) -> bool {
        let near = Near::within(most);
        let derivative = begins_with_derivative(left);
        let says = |pair: &Pair| {
            if !is_within_reach(pair) {
                return false;
            }
            let found = suggestions(pair, &near, left, &self.read.text, style);
            found.iter().any(|found| !found.restates && (derivative || found.moves))
        };
        let all = || readings.iter().flatten();
        all().any(says) || derivative && all().filter_map(symmetric).any(|pair| says(&pair))
    }

    /// True right sides near what stands there, the nearest first, each once.
    fn variants(&self, readings: &[Vec<Pair>], left: &Node, evidence: Evidence, style: &Style) -> Vec<Suggestion> {
        let text = &self.read.text;
        let derivative = begins_with_derivative(left);
        let near = Near::default();
        let mut found: Vec<Suggestion> = Vec::new();
        for pairs in readings {
            found = pairs.iter().flat_map(|pair| suggestions(pair, &near, left, text, style)).collect();
            found.retain(|found| derivative || evidence == Evidence::Between || found.moves);
            found.sort_by_key(|found| (found.restates, found.cost));
            if found.first().is_some_and(|found| !found.restates || evidence == Evidence::Between) {
                break;
            }
        }
        // Texts are often about symmetric matrices without saying so.
        if derivative && found.is_empty() {
            found = readings
                .iter()
                .flatten()
                .filter_map(symmetric)
                .filter(|pair| holds(pair) == Verdict::Unequal && !holds_transposed(pair))
                .flat_map(|pair| suggestions(&pair, &near, left, text, style))
                .collect();
            found.retain(|found| !found.restates && found.moves);
            found.iter_mut().for_each(|found| found.how.push_str(" for symmetric matrices"));
            found.sort_by_key(|found| found.cost);
        }
        let mut seen = HashSet::new();
        found.retain(|found| seen.insert(found.latex.clone()));
        found
    }

    /// The fix that makes a side `whole` by writing `text` over `span`.
    pub(super) fn fix(&self, whole: &str, span: Span, text: String) -> RawFix {
        let at = Loc { place: self.place, span };
        RawFix { title: format!("Write `{}`", whole.trim()), safe: false, edits: vec![(at, text)] }
    }

    /// The changes of the sides `suspects` of a chain, each no dearer than `dearest`, that make it hold, in the first of the readings
    /// in which it is false that knows some; `customary` where names may be what letters customarily are.
    fn slips_in(
        &self,
        readings: &[Vec<Pair>],
        chain: &[&Node],
        suspects: &[usize],
        customary: bool,
        dearest: u32,
    ) -> Vec<Mend> {
        let all = || readings.iter().flatten().filter(|pair| customary || !pair.customary);
        // What is derived has no other names than its derivative.
        let renames = chain.first().is_some_and(|first| is_plain_derivative(first));
        // What does not fit in one reading is no help where it does in another.
        let fits = all().any(|pair| pair.fits);
        let dearest = if all().any(may_be_slip) { dearest } else { 0 };
        let mender = self.mender(chain, suspects, Tried { dearest, reshapes: false, renames });
        let mut tried = HashSet::new();
        let new =
            all().filter(|pair| pair.fits || !fits).filter(|pair| tried.insert((pair.base.digest(), pair.layout)));
        let mut found = new.map(|pair| mender.mends(&pair.base, pair.layout));
        let found = found.find(|mends| !mends.is_empty()).unwrap_or_default();
        if found.is_empty() && renames && !customary {
            let usual = readings.iter().flatten().filter(|pair| pair.customary);
            let mut usual = usual.map(|pair| mender.renamings(&pair.base, pair.layout));
            return usual.find(|mends| !mends.is_empty()).unwrap_or_default();
        }
        // What holds for what letters customarily are is likelier than what asks for something odd.
        let Some(usual) = readings.iter().flatten().find(|pair| customary && pair.customary && pair.fits) else {
            return found;
        };
        let likely = mender.likely(&found, &usual.base, usual.layout);
        if likely.is_empty() { found } else { likely }
    }

    pub(super) fn mender<'c>(&'c self, chain: &'c [&'c Node], suspects: &[usize], tried: Tried) -> Mender<'c> {
        Mender::new(chain, suspects, &self.read.text, self.macros, self.notation.style(), tried)
    }

    /// The changes that make a chain hold, in the first reading that knows some; `customary` where names may be what letters
    /// customarily are.
    pub(super) fn mends(&self, mender: &Mender<'_>, chain: &[&Node], customary: bool) -> Vec<Mend> {
        let scopes = scopes(self.scope, self.firm, chain);
        let read = scopes.iter().filter(|(_, custom)| customary || !custom);
        let read = read.flat_map(|(scope, _)| layouts(chain).iter().map(move |layout| (scope, *layout)));
        let mut found = read.map(|(scope, layout)| mender.mends(scope, layout));
        found.find(|mends| !mends.is_empty()).unwrap_or_default()
    }

    /// The derivative of a matrix for which that of its trace is written.
    fn missing_trace(&self, readings: &[Vec<Pair>], left: &Node, right: &Node) -> Option<Raw> {
        let nodes = [left, right];
        let Some(traced) = traced(left) else { return self.untraced(readings, left, right) };
        let scopes = scopes(self.scope, self.firm, &nodes);
        let matrix = readings.iter().flatten().all(|pair| !pair.fits);
        let twice = |node: &Node| {
            let Syntax::Derivative(d) = &node.kind else { return false };
            let by = d.wrt.first().and_then(|wrt| named(&wrt.node)).filter(|by| by.indices() == 0);
            let of = d.of.iter().chain(&d.applied);
            by.is_some_and(|by| of.map(|of| count(of, &by.key)).sum::<usize>() > 1)
        };
        let holds = |(scope, _): &(Scope, bool)| {
            pairs(&traced, right, &nodes, scope, self.place).iter().any(|pair| holds(pair) == Verdict::Equal)
        };
        if !matrix || !twice(left) || !scopes.iter().any(holds) {
            return None;
        }
        let at = Loc { place: self.place, span: left.span };
        let message = format!(
            "`{}` is the derivative of the trace of this matrix, not of the matrix itself",
            right.text(&self.read.text).trim()
        );
        let related =
            vec![(Loc { place: self.place, span: right.span }, "this is the derivative of the trace".to_string())];
        Some(Raw { related, ..Raw::new(&rules::WRONG_DERIVATIVE, at, message) })
    }
}

impl Claim<'_> {
    /// The differential of a scalar that is set equal to a matrix, whose trace it is.
    fn untraced(&self, readings: &[Vec<Pair>], left: &Node, right: &Node) -> Option<Raw> {
        if !matches!(left.kind, Syntax::Differential(_) | Syntax::MaybeDifferential(_)) {
            return None;
        }
        let mut all = readings.iter().flatten().peekable();
        all.peek()?;
        let is_trace = |pair: &Pair| {
            let square = pair.right.shape().is_square() && !pair.right.shape().is_scalar();
            let whole = call(TRACE, vec![pair.right.clone()]).filter(|_| square);
            pair.left.shape().is_scalar() && whole.is_some_and(|whole| compare(&pair.left, &whole).is_equal())
        };
        if !all.all(is_trace) {
            return None;
        }
        let written = right.text(&self.read.text).trim();
        let whole = format!("\\operatorname{{tr}}({written})");
        let message =
            format!("`{written}` is a matrix, but the differential of a scalar is a scalar; true would be `{whole}`");
        let related = vec![(Loc { place: self.place, span: left.span }, "this is a scalar".to_string())];
        let fix = Some(self.fix(&whole, right.span, whole.clone()));
        let at = Loc { place: self.place, span: right.span };
        Some(Raw { related, fix, ..Raw::new(&rules::WRONG_DERIVATIVE, at, message) })
    }
}

/// A member of a family, or a value of a function nobody defined.
fn is_open(part: &Expr) -> bool {
    match part.op() {
        Op::Symbol(symbol) => symbol.family() > 0,
        Op::Apply(..) | Op::Differential(_) => true,
        _ => false,
    }
}

/// More fixes than this are not offered.
pub(super) const MOST_FIXES: usize = 6;

/// How often a name occurs.
fn count(node: &Node, key: &str) -> usize {
    match named(node) {
        Some(name) => usize::from(name.key == key),
        None => node.children().into_iter().map(|child| count(child, key)).sum(),
    }
}

/// Whether a dot, or another sign with several meanings, may be an inner product.
fn has_dot(node: &Node) -> bool {
    let dot = |op: &ProdOp| !matches!(op, ProdOp::Juxtapose | ProdOp::Otimes | ProdOp::Odot);
    find(node, &|node| matches!(&node.kind, Syntax::Product(factors) if factors.iter().skip(1).any(|(op, _)| dot(op))))
}
