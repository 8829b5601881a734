//! The outline of a document: its headings, its theorems, and what is defined below each.

use std::ops::Range;

use matgrad_core::elaborate::key::named;
use matgrad_core::render::{space_unicode, unicode_symbol};

use super::Reading;
use super::names::each_site;
use super::statement::{StatementKind, head};
use crate::api::{Cancel, Cancelled, Heading, HeadingKind};
use crate::document::BlockKind;

/// Headings, with what is below each.
pub fn outline(reading: &Reading, cancel: &Cancel) -> Result<Vec<Heading>, Cancelled> {
    let document = &reading.document;
    let source = document.source();
    let mut flat: Vec<(u8, Heading)> = Vec::new();
    for block in document.blocks() {
        let text = || source.get(block.text.clone()).unwrap_or_default().trim().to_owned();
        let (level, name, kind) = match &block.kind {
            BlockKind::Heading(level) => (*level, text(), HeadingKind::Section),
            BlockKind::TheoremLike(name) => (LEAF - 1, name.clone(), HeadingKind::Theorem),
            _ => continue,
        };
        if !name.is_empty() {
            let selection =
                if kind == HeadingKind::Section { block.text.clone() } else { first_line(source, &block.range) };
            flat.push((
                level,
                Heading {
                    name,
                    detail: String::new(),
                    kind,
                    range: block.range.clone(),
                    selection,
                    children: Vec::new(),
                },
            ));
        }
    }
    each_site(reading, cancel, &mut |site| {
        for statement in site.read.statements.iter().filter(|s| s.kind == StatementKind::Definition) {
            let Some(head) = statement.sides.first().and_then(|link| head(&link.node)) else { continue };
            let Some(name) = named(head.name) else { continue };
            let kind = if head.params.is_empty() { HeadingKind::Quantity } else { HeadingKind::Function };
            let params: Vec<String> =
                head.params.iter().filter_map(|param| named(param)).map(|name| unicode_symbol(&name.latex)).collect();
            let mut shown = unicode_symbol(&name.latex);
            if !params.is_empty() {
                shown = format!("{shown}({})", params.join(", "));
            }
            let scope = site.scope(reading);
            let shape = scope.get(&name.key).and_then(|entry| entry.known.shape()).filter(|shape| !shape.has_unknown());
            flat.push((
                LEAF,
                Heading {
                    name: shown,
                    detail: shape.map(|shape| format!("∈ {}", space_unicode(shape))).unwrap_or_default(),
                    kind,
                    range: site.span.to_source(statement.span.range()),
                    selection: site.span.to_source(head.name.span.range()),
                    children: Vec::new(),
                },
            ));
        }
        Ok(())
    })?;
    flat.retain(|(_, heading)| !heading.range.is_empty());
    flat.sort_by_key(|(level, heading)| (heading.range.start, *level));
    let mut rest = flat.into_iter().peekable();
    Ok(nested(&mut rest, 0, source.len()))
}

/// The level of a definition, which holds nothing.
const LEAF: u8 = u8::MAX;

type Flat = std::iter::Peekable<std::vec::IntoIter<(u8, Heading)>>;

/// What follows above `level` and before `end`.
fn nested(rest: &mut Flat, level: u8, end: usize) -> Vec<Heading> {
    let mut out: Vec<Heading> = Vec::new();
    while let Some((own, heading)) = rest.next_if(|(own, heading)| *own > level && heading.range.start < end) {
        let mut heading = heading;
        if heading.kind == HeadingKind::Section {
            heading.children = nested(rest, own, end);
            // It ends where the next one of its kind begins.
            let next = rest.peek().map_or(end, |(_, next)| next.range.start.min(end));
            heading.range.end = next.max(heading.range.end);
        } else if heading.kind == HeadingKind::Theorem {
            heading.children = nested(rest, own, heading.range.end);
        }
        heading.range.end =
            heading.children.last().map_or(heading.range.end, |last| last.range.end.max(heading.range.end));
        out.push(heading);
    }
    out
}

fn first_line(source: &str, range: &Range<usize>) -> Range<usize> {
    let text = source.get(range.clone()).unwrap_or_default();
    range.start..range.start + text.find(['\n', '\r']).unwrap_or(text.len())
}

/// What can be folded away: sections, theorems, displays of several lines.
pub fn folds(reading: &Reading, cancel: &Cancel) -> Result<Vec<Range<usize>>, Cancelled> {
    let mut out = Vec::new();
    let mut stack: Vec<Heading> = outline(reading, cancel)?;
    while let Some(heading) = stack.pop() {
        if matches!(heading.kind, HeadingKind::Section | HeadingKind::Theorem) {
            let text = reading.document.source().get(heading.range.clone()).unwrap_or_default();
            out.push(heading.range.start..heading.range.start + text.trim_end().len());
        }
        stack.extend(heading.children);
    }
    out.extend(reading.document.spans().iter().filter(|span| span.is_display()).map(|span| span.outer.clone()));
    out.sort_by_key(|range| (range.start, range.end));
    out.dedup();
    Ok(out)
}
