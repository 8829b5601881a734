//! Notes beside the text: the shapes of names nobody declared, and the definitions whose derivatives may be shown.

use std::collections::HashSet;
use std::ops::Range;

use matgrad_core::elaborate::key::named;
use matgrad_core::render::space_unicode;

use super::Reading;
use super::actions::inferred;
use super::hover::subject::Subject;
use super::names::each_site;
use super::statement::{StatementKind, head};
use crate::api::{Cancel, Cancelled, Note};

/// The inferred shape of each name of `range` that nobody declared, where it stands first in a formula.
pub fn shapes(reading: &Reading, range: &Range<usize>, cancel: &Cancel) -> Result<Vec<Note>, Cancelled> {
    let mut out = Vec::new();
    let spans = reading.document.spans();
    let first = spans.partition_point(|span| span.outer.end < range.start);
    let inside = spans.iter().enumerate().skip(first).take_while(|(_, span)| span.outer.start <= range.end);
    let mut said: HashSet<(usize, String)> = HashSet::new();
    for (index, _) in inside {
        cancel.check()?;
        let Some(mut subject) = Subject::of_span(reading, index) else { continue };
        for statement in &subject.read.statements {
            subject.statement = Some(statement);
            for entry in inferred(&subject) {
                let Some(shape) = entry.known.shape() else { continue };
                if !said.insert((subject.section, entry.key.clone())) {
                    continue;
                }
                let mut stack: Vec<_> = statement.sides.iter().rev().map(|link| &link.node).collect();
                let place = std::iter::from_fn(|| {
                    let node = stack.pop()?;
                    let found = named(node).is_some_and(|name| name.key == entry.key);
                    if named(node).is_none() {
                        stack.extend(node.children().into_iter().rev());
                    }
                    Some((found, node))
                });
                if let Some((_, node)) = { place }.find(|(found, _)| *found) {
                    out.push(Note { range: subject.source(node.span), text: format!("∈ {}", space_unicode(shape)) });
                }
            }
        }
    }
    out.sort_by_key(|note| note.range.end);
    Ok(out)
}

/// Every definition of a function, in order.
pub fn functions(reading: &Reading, cancel: &Cancel) -> Result<Vec<Range<usize>>, Cancelled> {
    let mut out = Vec::new();
    each_site(reading, cancel, &mut |site| {
        for statement in site.read.statements.iter().filter(|s| s.kind == StatementKind::Definition) {
            let head = statement.sides.first().and_then(|link| head(&link.node));
            if head.is_some_and(|head| !head.params.is_empty()) {
                out.push(site.span.to_source(statement.span.range()));
            }
        }
        Ok(())
    })?;
    Ok(out)
}
