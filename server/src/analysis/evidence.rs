//! What speaks for a finding: how a name is used elsewhere.
//!
//! Authors reuse letters without saying so. A declaration that one formula contradicts and others bear out was meant,
//! and the formula is wrong; one that several formulas contradict was left behind. So a finding is kept only where the
//! other uses of every name in it agree with what it rests on.

use std::collections::HashMap;
use std::ops::Range;

use matgrad_core::elaborate::{How, Operation, Origin, Problem, ProblemKind, Source};
use matgrad_core::notation::Span;

use super::check::Raw;
use super::section::{self, Loc};
use crate::rules::CONTRADICTED_DECLARATION;

/// What the formulas of a section do with a declaration, in order: bear it out, or contradict it.
type Uses = Vec<(u32, bool)>;

/// What a statement in which something is wrong may be about.
#[derive(Clone, Copy, Debug)]
pub struct Meant {
    /// It fits under no convention of which several uses would speak.
    pub everywhere: bool,
    /// The section says of no name that it is equal to something else than what it is known for.
    pub settled: bool,
    /// It writes one of the names out in blocks: a letter taken up for something else.
    pub rebuilt: bool,
}

/// A finding that waits for the rest of the section.
#[derive(Debug)]
struct Candidate {
    raw: Raw,
    /// The number of its statement.
    at: u32,
    origins: Vec<Origin>,
    /// The formulas of its group.
    group: Range<u32>,
    /// Needs a square matrix, where authors say "square" less often than they mean it.
    square: bool,
    /// Is about constants alone, which no declaration speaks of: `I_n - 1`.
    constant: bool,
    meant: Meant,
    /// The declared names of the operands.
    sources: Vec<Source>,
    /// Is a product whose sizes are not spelt alike, as `n` and `N` are.
    product: bool,
}

/// The findings of a section and what speaks for them.
#[derive(Debug, Default)]
pub struct Evidence {
    candidates: Vec<Candidate>,
    uses: HashMap<(u32, Span), Uses>,
    statements: u32,
    /// What needs no evidence.
    sure: Vec<Raw>,
}

/// So many formulas on, a name may be used for something else.
const FAR: usize = 8;

impl Candidate {
    /// Whether it is a product of names declared in its own section that nothing else contradicts, and that are used elsewhere in
    /// the section as they were declared, or nowhere else.
    fn is_alone<'a>(&self, mut uses: impl Iterator<Item = (&'a Origin, &'a [(u32, bool)])>) -> bool {
        let depth = section::parts(self.group.start).0;
        let mut agree = 0;
        let alone = uses.all(|(origin, uses)| {
            let (level, number) = section::parts(origin.place);
            let own = uses.iter().filter(|(_, agrees)| *agrees).count();
            agree += own;
            // What was used nowhere else may have been left behind.
            let known = match origin.how {
                How::Declared => own > 0 || number + FAR > section::parts(self.group.start).1,
                How::Defined => number + FAR > section::parts(self.group.start).1,
                _ => false,
            };
            level == depth && known && uses.len() - own <= 1
        });
        self.product && self.meant.settled && self.meant.everywhere && alone && agree > 0
    }
}

impl Evidence {
    /// Notes a statement in which nothing is wrong with the names from `origins`.
    pub fn agree(&mut self, origins: &[Origin]) {
        self.note(origins, true);
    }

    /// Notes a statement in which something is wrong with the names from `origins`.
    pub fn contradict(&mut self, raw: Raw, problem: &Problem, origins: Vec<Origin>, group: Range<u32>, meant: Meant) {
        // Where a formula fits but for a zero of a stated size beside it, its names were used as they were declared.
        let at = self.note(if has_stated_side(problem) { &[] } else { &origins }, false);
        let constant = problem.operands().iter().all(|operand| operand.sources.is_empty());
        let sources = problem.operands().into_iter().flat_map(|operand| operand.sources.clone());
        let sources =
            sources.filter(|source| source.origin.is_some_and(|origin| origin.how == How::Declared)).collect();
        let square = needs_square(problem);
        let product = match &problem.kind {
            ProblemKind::ShapeMismatch { operation: Operation::Product, left, right } => {
                let (left, right) = (left.shape.cols.to_string(), right.shape.rows.to_string());
                !left.eq_ignore_ascii_case(&right)
            }
            _ => false,
        };
        self.candidates.push(Candidate { raw, at, origins, group, square, constant, meant, sources, product });
    }

    /// Notes what is wrong whatever else the section says.
    pub fn sure(&mut self, raw: Raw) {
        self.sure.push(raw);
    }

    fn note(&mut self, origins: &[Origin], agrees: bool) -> u32 {
        self.statements += 1;
        for origin in origins {
            let uses = self.uses.entry((origin.place, origin.span)).or_default();
            if uses.last().is_none_or(|(at, _)| *at != self.statements) {
                uses.push((self.statements, agrees));
            }
        }
        self.statements
    }

    /// The findings that are borne out.
    pub fn finish(self) -> Vec<Raw> {
        let uses = |origin: &Origin| self.uses.get(&(origin.place, origin.span)).map(Vec::as_slice).unwrap_or_default();
        let borne_out = |candidate: &Candidate| {
            let bears = |origin: &Origin| {
                let near = candidate.group.contains(&origin.place);
                (near || !candidate.meant.rebuilt) && supports(uses(origin), candidate, near)
            };
            let own = candidate.origins.iter().map(|origin| (origin, uses(origin)));
            candidate.constant
                || (!candidate.origins.is_empty() && candidate.origins.iter().all(bears))
                || candidate.is_alone(own)
        };
        let keep: Vec<bool> = self.candidates.iter().map(borne_out).collect();
        let contradicted = self.contradicted(&keep);
        let kept = self.candidates.into_iter().zip(keep).filter_map(|(candidate, keep)| keep.then_some(candidate.raw));
        self.sure.into_iter().chain(contradicted).chain(kept).collect()
    }

    /// The declarations that no use bears out, each with its uses: at least two in its own paragraph, or one and two elsewhere.
    fn contradicted(&self, kept: &[bool]) -> Vec<Raw> {
        let mut out: Vec<(Origin, Raw)> = Vec::new();
        let mut near: Vec<Origin> = Vec::new();
        for (candidate, kept) in self.candidates.iter().zip(kept) {
            let own = candidate.origins.iter().all(|origin| candidate.group.contains(&origin.place));
            if *kept || candidate.square || !candidate.meant.everywhere {
                continue;
            }
            // Of several such names the one declared last was to fit the others.
            let idle = candidate.sources.iter().filter_map(|source| {
                let origin = source.origin?;
                let uses = self.uses.get(&(origin.place, origin.span))?;
                let enough = uses.len() >= if own { 2 } else { 3 };
                (enough && uses.iter().all(|(_, agrees)| !agrees)).then_some((origin, source))
            });
            let Some((origin, source)) = idle.max_by_key(|(origin, _)| (origin.place, origin.span)) else { continue };
            near.extend(own.then_some(origin));
            let use_of = (candidate.raw.at.clone(), candidate.raw.message.clone());
            match out.iter_mut().find(|(other, _)| *other == origin) {
                Some((_, raw)) => raw.related.push(use_of),
                None => {
                    let shape = &source.shape;
                    let message = format!("`{}` is declared {shape} here, which no use of it fits", source.latex);
                    let at = Loc { place: origin.place, span: origin.span };
                    let rule = &CONTRADICTED_DECLARATION;
                    out.push((origin, Raw { rule, at, message, related: vec![use_of], fix: None, others: Vec::new() }));
                }
            }
        }
        out.retain(|(origin, raw)| raw.related.len() >= 2 && near.contains(origin));
        out.into_iter().map(|(_, raw)| raw).collect()
    }
}

/// Whether the uses of a declaration speak for a finding that rests on it; `near` where both stand in one group.
fn supports(uses: &[(u32, bool)], candidate: &Candidate, near: bool) -> bool {
    let agree = uses.iter().filter(|(_, agrees)| *agrees).count();
    let contradict = uses.len() - agree;
    if candidate.square {
        return near && contradict <= 1;
    }
    // A letter that was taken up for something else is so in several statements that follow each other.
    let index = uses.partition_point(|(at, _)| *at < candidate.at);
    let neighbour = |index: Option<usize>| index.and_then(|index| uses.get(index)).is_none_or(|(_, agrees)| *agrees);
    let alone = neighbour(index.checked_sub(1)) && neighbour(index.checked_add(1));
    match (near, contradict) {
        (true, 0 | 1) => true,
        (false, 0 | 1) => agree >= 2,
        (_, n) => alone && agree >= 4 * n,
    }
}

/// Whether one of two sides is a constant of a stated size.
fn has_stated_side(problem: &Problem) -> bool {
    match &problem.kind {
        ProblemKind::ShapeMismatch { operation: Operation::Equality, left, right } => {
            left.sources.is_empty() || right.sources.is_empty()
        }
        _ => false,
    }
}

fn needs_square(problem: &Problem) -> bool {
    match &problem.kind {
        ProblemKind::Misfit { operation: Operation::Inverse | Operation::Power, .. } => true,
        ProblemKind::Misfit { operation: Operation::Function(name), .. } => {
            matches!(name.as_str(), "trace" | "det" | "logdet")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::analysis::Reader;
    use crate::api::{Analysis, Analyzer, Cancel, Place, Settings};
    use crate::document::project::Disk;
    use crate::document::{Document, Host};

    #[test]
    fn a_zero_of_the_wrong_size_does_not_speak_against_the_names_beside_it() {
        let text = r"Let $X \in \mathbb{R}^{m \times n}$, $\Phi \in \mathbb{R}^{m \times p}$ and $B \in \mathbb{R}^{p \times n}$.

Then $\Phi B + X$ and $\Phi^T X + B$ and $X - \Phi B$ are matrices.

Here $(X - \Phi B)^T \Phi = 0_{m \times p}$ is wrong.

Also $X^T \Phi = B \Phi^T \Phi$ is wrong.
";
        let document = Arc::new(Document::parse(text, Host::detect(None, None)));
        let place = Place { path: None, root: None, files: &Disk, settings: &Settings::default() };
        let reading = Reader.analyze(&document, place, &Cancel::default()).unwrap();
        let found: Vec<_> =
            reading.findings().iter().map(|finding| (finding.rule, &text[finding.range.clone()])).collect();
        let zero = r"(X - \Phi B)^T \Phi = 0_{m \times p}";
        assert_eq!(found, [("equation-shape", zero), ("product-shape", r"B \Phi^T")]);
    }
}
