//! What the names of a formula may be where the text leaves it open: what formulas nearby make of them, what the formula
//! itself forces, or what letters customarily are. A claim counts as false only if it is false under all of these.

use std::collections::HashSet;

use matgrad_core::elaborate::key::{Named, named};
use matgrad_core::elaborate::{Class, Entry, How, Known, Origin, Scope};
use matgrad_core::expr::Properties;
use matgrad_core::notation::{Accent, Font, Kind, Node, ProdOp, Script, Span, SupKind};
use matgrad_core::shape::{Dim, Shape};

use super::reading::find;

/// The scopes under which a formula is to be read, the likeliest first and each once, with whether it rests on custom.
pub fn scopes(soft: &Scope, firm: &Scope, nodes: &[&Node]) -> Vec<(Scope, bool)> {
    let mut out = vec![(soft.clone(), false), (firm.clone(), false)];
    out.extend(without_definitions(soft, nodes).map(|scope| (scope, false)));
    out.extend(customary(firm, nodes, None).map(|scope| (scope, true)));
    out.extend(rows(&out, firm, nodes).map(|scope| (scope, true)));
    if !nodes.iter().any(|node| find(node, &is_matrix_mark)) {
        out.extend(customary(firm, nodes, Some(Custom::Scalar)).map(|scope| (scope, true)));
    }
    let mut seen = HashSet::new();
    out.retain(|(scope, custom)| seen.insert((scope.digest(), *custom)));
    out
}

/// The scope where a vector that nobody declared is a row: `w w^T = 1` of a unit vector is right in a text whose vectors are rows.
/// A name that no scope knows is one too, if it is a small letter.
fn rows(known: &[(Scope, bool)], firm: &Scope, nodes: &[&Node]) -> Option<Scope> {
    let mut out = known.first()?.0.clone();
    let mut changed = false;
    for name in names(nodes) {
        let declared = |entry: &Entry| matches!(entry.origin.how, How::Declared | How::Assumed);
        if firm.get(&name.key).is_some_and(declared) || said(firm, &name).is_some() {
            continue;
        }
        let vector = known.iter().find_map(|(scope, _)| match &scope.get(&name.key)?.known {
            Known::Quantity { shape, .. } if shape.is_vector() && !shape.is_scalar() => Some(shape.rows.clone()),
            _ => None,
        });
        let small = || {
            let letter = name.name.letter().is_some_and(char::is_lowercase);
            (letter && name.indices() == 0 && firm.get(&name.key).is_none()).then(|| Dim::named("n"))
        };
        let Some(size) = vector.or_else(small) else { continue };
        let origin = Origin { how: How::Convention, place: 0, span: Span::default() };
        let known = Known::quantity(Shape::matrix(Dim::one(), size));
        out.insert(Entry { key: name.key.clone(), latex: name.latex.clone(), known, origin });
        changed = true;
    }
    changed.then_some(out)
}

/// The scope where quantities with a definition stand for themselves.
fn without_definitions(scope: &Scope, nodes: &[&Node]) -> Option<Scope> {
    let mut out = scope.clone();
    let mut changed = false;
    for name in names(nodes) {
        if let Some(entry) = scope.get(&name.key)
            && let Known::Defined { params, body } = &entry.known
            && params.is_empty()
        {
            out.insert(Entry { known: Known::quantity(body.shape().clone()), ..entry.clone() });
            changed = true;
        }
    }
    changed.then_some(out)
}

/// What a letter customarily is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Custom {
    Scalar,
    Vector,
    Matrix,
}

/// The scope where all matrices are square and of one size, and letters of which nothing was said are what they customarily
/// are, or all of one kind. Nothing where a function is known by its type, which such sizes may not fit.
fn customary(firm: &Scope, nodes: &[&Node], all: Option<Custom>) -> Option<Scope> {
    let mut out = firm.clone();
    let n = Dim::named("n");
    let mut changed = false;
    for name in names(nodes) {
        let entry = firm.get(&name.key);
        let (kind, properties) = match entry.map(|entry| (&entry.known, entry.origin.how)) {
            Some((Known::Quantity { shape, properties }, How::Declared | How::Assumed)) => (kind(shape), *properties),
            Some((Known::Function { .. } | Known::Defined { .. } | Known::Family { .. }, _)) => return None,
            Some((Known::Size | Known::Other, _)) => continue,
            _ if name.indices() > 0 || firm.is_size(&name.latex) => continue,
            _ => match said(firm, &name).or(all).or_else(|| custom(&name)) {
                Some(kind) => (Some(kind), Properties::default()),
                None => {
                    out.forget(&name.key);
                    continue;
                }
            },
        };
        let shape = match kind? {
            Custom::Scalar => Shape::scalar(),
            Custom::Vector => Shape::vector(n.clone()),
            Custom::Matrix => Shape::matrix(n.clone(), n.clone()),
        };
        let origin = Origin { how: How::Convention, place: 0, span: Span::default() };
        let known = Known::Quantity { shape, properties };
        out.insert(Entry { key: name.key.clone(), latex: name.latex.clone(), known, origin });
        changed = true;
    }
    changed.then_some(out)
}

fn kind(shape: &Shape) -> Option<Custom> {
    match shape {
        _ if shape.is_scalar() => Some(Custom::Scalar),
        _ if shape.is_vector() => Some(Custom::Vector),
        _ if shape.is_row() => None,
        _ => Some(Custom::Matrix),
    }
}

/// What the settings say a letter is.
fn said(scope: &Scope, name: &Named<'_>) -> Option<Custom> {
    Some(match scope.custom(name.name)? {
        Class::Scalar => Custom::Scalar,
        Class::Vector => Custom::Vector,
        Class::Matrix => Custom::Matrix,
    })
}

/// Bold or arrowed small letters are vectors, capitals are matrices; any other letter may be anything.
fn custom(name: &Named<'_>) -> Option<Custom> {
    let (name, base) = (name.name, &*name.name.base);
    let arrow = name.accents.iter().any(|accent| matches!(accent, Accent::Vec));
    let small = base.chars().all(|c| c.is_ascii_lowercase()) && base.len() == 1;
    let greek = base.strip_prefix('\\').is_some_and(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
    let capital = (base.len() == 1 && base.chars().all(|c| c.is_ascii_uppercase())) || greek;
    match name.font {
        _ if arrow => Some(Custom::Vector),
        Font::Bold | Font::BoldItalic if small || (base.starts_with('\\') && !greek) => Some(Custom::Vector),
        Font::Plain | Font::Italic | Font::Bold | Font::BoldItalic if capital && base != "I" => Some(Custom::Matrix),
        _ => None,
    }
}

/// The names that occur, each once.
pub fn names<'a>(nodes: &[&'a Node]) -> Vec<Named<'a>> {
    collected(nodes, &|_| false)
}

/// The names that occur and are no marks, as the `T` of a transpose is.
pub fn operands<'a>(nodes: &[&'a Node]) -> Vec<Named<'a>> {
    collected(nodes, &|script| script.sup.as_ref().is_some_and(|sup| sup.kind != SupKind::Other))
}

fn collected<'a>(nodes: &[&'a Node], marked: &dyn Fn(&Script) -> bool) -> Vec<Named<'a>> {
    let mut out: Vec<Named<'a>> = Vec::new();
    let mut stack: Vec<&Node> = nodes.to_vec();
    while let Some(node) = stack.pop() {
        match (named(node), &node.kind) {
            (Some(name), _) if out.iter().any(|other| other.key == name.key) => {}
            (Some(name), _) => out.push(name),
            (None, Kind::Script(script)) if marked(script) => {
                stack.push(&script.base);
                stack.extend(&script.sub);
            }
            (None, _) => node.children_into(&mut stack),
        }
    }
    out
}

/// What only matrices and vectors have.
fn is_matrix_mark(node: &Node) -> bool {
    match &node.kind {
        Kind::Script(script) => script.sup.as_ref().is_some_and(|sup| {
            matches!(sup.kind, SupKind::Transpose | SupKind::InverseTranspose | SupKind::Inverse | SupKind::Hermitian)
        }),
        Kind::Operator(operator) => matches!(&*operator.name, "tr" | "vec" | "diag" | "det"),
        Kind::Product(factors) => factors.iter().any(|(op, _)| matches!(op, ProdOp::Otimes | ProdOp::Odot)),
        Kind::Symbol(name) => matches!(name.font, Font::Bold | Font::BoldItalic),
        _ => false,
    }
}
