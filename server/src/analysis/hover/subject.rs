//! What stands at a place: the formula, the statement in it, the symbol under the cursor, and what is known there.

use std::collections::BTreeSet;
use std::ops::Range;

use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{Elaborated, Entry, How, Known, Options, Scope, Shapes, elaborate_sides};
use matgrad_core::expr::{Expr, Properties};
use matgrad_core::notation::{Node, Span};
use matgrad_core::render::{Style, space_unicode, unicode, unicode_symbol};
use matgrad_core::shape::Shape;

use super::page::Page;
use crate::analysis::Reading;
use crate::analysis::entrywise::{self, Heads};
use crate::analysis::group::Read;
use crate::analysis::section;
use crate::analysis::statement::{Head, Statement, StatementKind, head};
use crate::analysis::style::style_of;
use crate::api::Layout;
use crate::document::MathSpan;

/// A statement, or a lone formula, with its surroundings.
pub struct Subject<'a> {
    pub reading: &'a Reading,
    pub section: usize,
    pub span: &'a MathSpan,
    pub read: &'a Read,
    pub statement: Option<&'a Statement>,
    pub scope: Scope,
    /// The cursor, in the formula's text.
    pub offset: Option<u32>,
}

impl<'a> Subject<'a> {
    /// What stands at `offset` of the document's source.
    pub fn find(reading: &'a Reading, offset: usize) -> Option<Subject<'a>> {
        let (index, span) = reading.document.span_at(offset)?;
        let at = u32::try_from(span.to_text(offset.clamp(span.range.start, span.range.end))?).ok()?;
        let mut subject = Subject::of_span(reading, index)?;
        let touching = subject.read.statements.iter().filter(|s| s.span.touches(at));
        let nearest = touching.min_by_key(|s| s.span.end - s.span.start);
        // A cursor on the delimiters or between statements means the formula's first.
        subject.statement = nearest.or(subject.read.statements.first());
        subject.offset = Some(at);
        Some(subject)
    }

    /// Every definition of the document, in order.
    pub fn definitions(reading: &'a Reading) -> impl Iterator<Item = Subject<'a>> {
        (0..reading.document.spans().len()).filter_map(|index| Subject::of_span(reading, index)).flat_map(|subject| {
            let Subject { reading, section, span, read, ref scope, .. } = subject;
            let scope = scope.clone();
            let definitions = read.statements.iter().filter(|s| s.kind == StatementKind::Definition);
            definitions.map(move |statement| Subject {
                reading,
                section,
                span,
                read,
                statement: Some(statement),
                scope: scope.clone(),
                offset: None,
            })
        })
    }

    /// The formula of this number; no statement of it is chosen.
    pub fn of_span(reading: &'a Reading, index: usize) -> Option<Subject<'a>> {
        let span = reading.document.spans().get(index)?;
        let group = reading.extents.iter().position(|extent| extent.spans.contains(&index))?;
        let section = reading.sections.iter().position(|section| section.groups.contains(&group))?;
        let extent = reading.extents.get(group)?;
        let own = index - extent.spans.start;
        let first = reading.sections.get(section)?.groups.start;
        let before: usize = reading.groups.get(first..group)?.iter().map(|g| g.formulas.len() + g.remarks.len()).sum();
        let read = reading.groups.get(group)?.formulas.get(own)?;
        let known = reading.readings.get(section)?;
        let firm = known.scopes.get(before + own)?.clone().unwrap_or_default();
        let links = read.statements.iter().flat_map(|statement| &statement.sides);
        let scope = known.soft.over(&firm, &links.map(|link| &link.node).collect::<Vec<_>>(), before + own);
        Some(Subject { reading, section, span, read, statement: None, scope, offset: None })
    }

    /// The notation of the section.
    pub fn style(&self) -> Style {
        let groups = self.reading.sections.get(self.section).map(|s| s.groups.clone()).unwrap_or_default();
        let formulas = self.reading.groups.get(groups).unwrap_or_default().iter().flat_map(|g| &g.formulas);
        let known = self.reading.readings.get(self.section).is_some_and(|known| known.soft.knows("*"));
        let mut style = style_of(formulas.flat_map(|read| {
            let rows = read.formula.rows.iter().flat_map(|row| &row.clauses);
            rows.flat_map(|clause| &clause.sides).map(|side| (&side.node, &*read.text))
        }));
        // Elsewhere the sign may multiply.
        if !known && self.scope.get("*").is_none() {
            style.convolution = None;
        }
        style
    }

    /// A range of the formula's text in the document's source.
    pub fn source(&self, span: Span) -> Range<usize> {
        self.span.to_source(span.range())
    }

    /// Where the statement stands in the document's source.
    pub fn range(&self) -> Option<Range<usize>> {
        Some(self.source(self.statement?.span))
    }

    /// The name and parameters the statement defines.
    pub fn head(&self) -> Option<Head<'a>> {
        let statement = self.statement.filter(|s| s.kind == StatementKind::Definition)?;
        head(&statement.sides.first()?.node)
    }

    /// What the statement defines by its entries: how it is called, and the whole.
    pub fn by_entries(&self) -> Option<(String, Expr)> {
        let statement = self.statement?;
        let groups = self.reading.groups.get(self.reading.sections.get(self.section)?.groups.clone())?;
        let heads = Heads::of(groups.iter().flat_map(|group| &group.formulas));
        let entry = entrywise::entries(self.read, statement, &self.scope, &heads, 0).into_iter().next()?;
        let Known::Defined { params, body } = entry.known else { return None };
        let name = match params.as_slice() {
            [left, right] => format!("{} {} {}", left.latex(), entry.latex, right.latex()),
            _ => entry.latex,
        };
        Some((name, body))
    }

    /// The scope in which the sides are read: parameters of a function are what its type says.
    pub fn inner_scope(&self) -> Scope {
        let mut scope = self.scope.clone();
        let Some(head) = self.head() else { return scope };
        let Some(name) = named(head.name) else { return scope };
        let Some(entry) = scope.get(&name.key).cloned() else { return scope };
        let shapes: Vec<Option<Shape>> = match &entry.known {
            Known::Function { domain, .. } => domain.clone(),
            Known::Defined { params, .. } => params.iter().map(|p| Some(p.shape().clone())).collect(),
            _ => return scope,
        };
        for (param, shape) in head.params.iter().zip(shapes) {
            if let (Some(param), Some(shape)) = (named(param), shape)
                && scope.get(&param.key).and_then(|known| known.known.shape()) != Some(&shape)
            {
                let known = Known::Quantity { shape, properties: Properties::default() };
                scope.insert(Entry { key: param.key, latex: param.latex, known, origin: entry.origin });
            }
        }
        scope
    }

    /// The layout of derivatives in the document, where it says so or shows it.
    pub fn layout(&self) -> Option<Layout> {
        self.reading.layout
    }

    /// The sides of the statement with their meaning.
    pub fn sides(&self) -> Vec<Elaborated> {
        self.sides_in(self.layout())
    }

    /// The sides of the statement with their meaning in a layout.
    pub fn sides_in(&self, layout: Option<Layout>) -> Vec<Elaborated> {
        let Some(statement) = self.statement else { return vec![] };
        let nodes: Vec<&Node> = statement.sides.iter().map(|link| &link.node).collect();
        let options = Options { layout, ..Options::default() };
        elaborate_sides(&nodes, &self.inner_scope(), &mut Shapes::new(), &options)
    }

    /// What a side of the statement means, where that and its size are known.
    pub fn side(&self, index: usize) -> Option<Expr> {
        self.sides().into_iter().nth(index)?.expr.filter(|e| !e.shape().has_unknown())
    }

    /// Says what the symbol under the cursor is; returns its range.
    pub fn symbol(&self, page: &mut Page<'_>) -> Option<Range<usize>> {
        let at = self.offset?;
        let rows = self.read.formula.rows.iter().flat_map(|row| &row.clauses).flat_map(|clause| &clause.sides);
        let mut found: Option<&Node> = None;
        let mut stack: Vec<&Node> = rows.map(|side| &side.node).collect();
        while let Some(node) = stack.pop() {
            if !node.span.touches(at) {
                continue;
            }
            if named(node).is_some() {
                let length = |n: &Node| n.span.end - n.span.start;
                // The whole of a name with its indices rather than its base.
                if found.is_none_or(|f| length(node) < length(f)) {
                    found = Some(node);
                }
                continue;
            }
            node.children_into(&mut stack);
        }
        let node = found?;
        let name = named(node)?;
        let scope = self.inner_scope();
        let entry = scope.get(&name.key).or_else(|| scope.get(&name.family_key()));
        let symbol = unicode_symbol(&name.latex);
        let described = match entry {
            Some(entry) => {
                let (what, detail) = describe(entry, page.style);
                let place = self.origin(entry).map(|line| format!(", line {line}")).unwrap_or_default();
                page.say(&format!("{symbol}{what}"), &format!("{detail} ({}{place})", how(entry.origin.how)));
                true
            }
            None => {
                let sides = self.sides();
                let inferred = sides.first().and_then(|s| s.inferred.iter().find(|i| i.key == name.key));
                match inferred.filter(|i| !i.open && !i.shape.has_unknown()) {
                    Some(inferred) => {
                        let what = format!("{symbol} ∈ {}", space_unicode(&inferred.shape));
                        page.say(&what, &format!(" ({})", how(inferred.how)));
                        true
                    }
                    None => false,
                }
            }
        };
        described.then(|| self.source(node.span))
    }

    /// The line, from 1, on which something was said.
    fn origin(&self, entry: &Entry) -> Option<usize> {
        let chain = section::chain(&self.reading.sections, self.section);
        let (depth, number) = section::parts(entry.origin.place);
        let own = self.reading.sections.get(*chain.get(usize::from(depth))?)?;
        let document = &self.reading.document;
        let range = section::locate(document, &self.reading.extents, own, number, entry.origin.span)?;
        Some(document.line_columns(range).start.line)
    }
}

/// The identities of the names in formulas, each once.
pub fn names(nodes: &[&Node]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut stack: Vec<&Node> = nodes.to_vec();
    while let Some(node) = stack.pop() {
        match named(node) {
            Some(name) => drop(out.insert(name.key)),
            None => node.children_into(&mut stack),
        }
    }
    out
}

fn how(how: How) -> &'static str {
    match how {
        How::Declared => "declared",
        How::Defined => "defined",
        How::Inferred => "inferred from its use",
        How::Convention => "by convention",
        How::Assumed => "assumed",
    }
}

fn describe(entry: &Entry, style: &Style) -> (String, String) {
    let shapes = |all: &[Option<Shape>]| -> String {
        let each: Vec<String> = all.iter().map(|s| s.as_ref().map_or_else(|| "?".to_string(), space_unicode)).collect();
        each.join(" × ")
    };
    match &entry.known {
        Known::Quantity { shape, properties } => (format!(" ∈ {}", space_unicode(shape)), words(*properties)),
        Known::Family { indices, shape, properties } => {
            (format!(" ∈ {}", space_unicode(shape)), format!(" for every {}{}", indices.join(", "), words(*properties)))
        }
        Known::Function { domain, codomain } => {
            let to = codomain.as_ref().map_or_else(|| "?".to_string(), space_unicode);
            (format!(" : {} → {to}", shapes(domain)), String::new())
        }
        Known::Defined { params, body } if params.is_empty() => {
            (format!(" = {}", unicode(body, style)), format!(" ∈ {}", space_unicode(body.shape())))
        }
        Known::Defined { params, body } => {
            let names: Vec<String> = params.iter().map(|p| unicode_symbol(p.latex())).collect();
            (
                format!("({}) = {}", names.join(", "), unicode(body, style)),
                format!(" ∈ {}", space_unicode(body.shape())),
            )
        }
        Known::Size => (String::new(), ", a size".to_string()),
        Known::Other => (String::new(), ", neither scalar, vector nor matrix".to_string()),
    }
}

fn words(p: Properties) -> String {
    let all = [
        (p.posdef, "positive definite"),
        (p.symmetric && !p.posdef, "symmetric"),
        (p.skew, "skew-symmetric"),
        (p.diagonal, "diagonal"),
        (p.orthogonal, "orthogonal"),
        (p.lower, "lower triangular"),
        (p.upper, "upper triangular"),
        (p.positive, "positive"),
    ];
    all.iter().filter(|(holds, _)| *holds).map(|(_, word)| format!(", {word}")).collect()
}
