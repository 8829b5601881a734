//! Sections: what stands under one heading, and where a declaration made there holds.
//!
//! A section is the text from its heading to the next heading of any level. What it declares holds in it and in the
//! sections below its heading, not in those beside it. Places are counted within the chain of sections from the
//! document's top to the section, so a section's reading stays what it is when text elsewhere moves.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use matgrad_core::notation::Span;

use super::group::Extent;
use crate::document::Document;

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its groups, by their index in the document.
    pub groups: Range<usize>,
    /// The number of the first formula or remark of each group.
    pub firsts: Vec<usize>,
    /// The section whose declarations hold in it too.
    pub parent: Option<usize>,
    /// How many sections enclose it.
    pub depth: u8,
    /// The level of its heading; 0 for the text before the first.
    pub level: u8,
    /// What its reading depends on.
    pub key: u64,
}

/// A place in a formula or a remark, as long as the sections above it stay.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Loc {
    /// Which formula of which section on the chain; see [`place`].
    pub place: u32,
    /// The range in the formula's text.
    pub span: Span,
}

/// The number of a formula for [`Origin`](matgrad_core::elaborate::Origin): the section's depth and the formula's number
/// in it. Sections with more formulas than can be numbered share the last number.
pub fn place(depth: u8, number: usize) -> u32 {
    (u32::from(depth) << 24) | u32::try_from(number).unwrap_or(u32::MAX).min(0x00ff_ffff)
}

/// The depth and the number of a place.
pub fn parts(place: u32) -> (u8, usize) {
    ((place >> 24) as u8, (place & 0x00ff_ffff) as usize)
}

/// The sections of a document. `keys` says what each group's reading depends on, `whole` what every section's does.
pub fn sections(extents: &[Extent], keys: &[u64], whole: impl Hash) -> Vec<Section> {
    let mut out: Vec<Section> =
        vec![Section { groups: 0..0, firsts: Vec::new(), parent: None, depth: 0, level: 0, key: 0 }];
    let mut first = 0;
    for (index, extent) in extents.iter().enumerate() {
        if let Some(level) = extent.heading {
            let mut parent = out.len() - 1;
            // The nearest section before it under a heading above this one.
            while out.get(parent).is_some_and(|section| section.level >= level) {
                parent = out.get(parent).and_then(|section| section.parent).unwrap_or(0);
            }
            let depth = out.get(parent).map_or(0, |section| section.depth).saturating_add(1);
            out.push(Section { groups: index..index, firsts: Vec::new(), parent: Some(parent), depth, level, key: 0 });
        }
        if let Some(last) = out.last_mut() {
            if last.groups.is_empty() {
                first = 0;
            }
            last.groups.end = index + 1;
            last.firsts.push(first);
            first += extent.spans.len() + extent.directives.len();
        }
    }
    for index in 0..out.len() {
        let Some(section) = out.get(index) else { continue };
        let mut hasher = DefaultHasher::new();
        whole.hash(&mut hasher);
        section.depth.hash(&mut hasher);
        section.parent.and_then(|parent| out.get(parent)).map_or(0, |parent| parent.key).hash(&mut hasher);
        keys.get(section.groups.clone()).unwrap_or_default().hash(&mut hasher);
        let key = hasher.finish();
        if let Some(section) = out.get_mut(index) {
            section.key = key;
        }
    }
    out
}

/// The sections from the top to `index`.
pub fn chain(sections: &[Section], index: usize) -> Vec<usize> {
    let mut chain = vec![index];
    let mut at = index;
    while let Some(parent) = sections.get(at).and_then(|section| section.parent) {
        chain.push(parent);
        at = parent;
    }
    chain.reverse();
    chain
}

/// Where the formulas and remarks of a section stand, by number.
pub fn locate(
    document: &Document,
    extents: &[Extent],
    section: &Section,
    number: usize,
    span: Span,
) -> Option<Range<usize>> {
    let index = section.firsts.partition_point(|first| *first <= number).checked_sub(1)?;
    let extent = extents.get(section.groups.start + index)?;
    let own = number - section.firsts.get(index)?;
    match own.checked_sub(extent.spans.len()) {
        None => Some(document.spans().get(extent.spans.start + own)?.to_source(span.range())),
        Some(remark) => {
            let remark = (remark < extent.directives.len()).then_some(extent.directives.start + remark)?;
            Some(document.directives().get(remark)?.range.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(heading: Option<u8>) -> Extent {
        Extent { range: 0..0, spans: 0..0, directives: 0..0, local: false, region: None, heading }
    }

    #[test]
    fn headings_nest_by_level() {
        let headings = [None, Some(1), None, Some(2), Some(3), Some(2), Some(1)];
        let extents: Vec<Extent> = headings.into_iter().map(extent).collect();
        let sections = sections(&extents, &[0; 7], 0);
        let parents: Vec<Option<usize>> = sections.iter().map(|section| section.parent).collect();
        assert_eq!(parents, [None, Some(0), Some(1), Some(2), Some(1), Some(0)]);
        assert_eq!(chain(&sections, 3), [0, 1, 2, 3]);
        assert_eq!(sections[1].groups, 1..3);
        assert_eq!(parts(place(3, 70_000)), (3, 70_000));
    }
}
