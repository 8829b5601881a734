//! Definitions by entries, `Y_{ij} = \sum_{u,v} K_{uv} X_{i+u-1,j+v-1}`, and signs that the text gives a meaning, `K * X`.
//!
//! What they define is shown and derived. Findings about shapes never rest on it.

use std::collections::{HashMap, HashSet};

use matgrad_core::elaborate::declare::{Whole, entries_defined, entry_head};
use matgrad_core::elaborate::key::plain;
use matgrad_core::elaborate::{Entry, How, Known, Options, Origin, Scope};
use matgrad_core::expr::{Symbol, build};
use matgrad_core::functions::CONV;
use matgrad_core::notation::{Kind, Node, RelKind, Span};
use matgrad_core::shape::{Dim, Shape};

use super::group::Read;
use super::meaning::meaning;
use super::run::is_equal;
use super::statement::{Statement, StatementKind};

/// Stems of the words for convolution, in lower case and with a capital.
const WORDS: [&str; 6] = ["onvol", "ross-correlat", "卷积", "вёртк", "верточн", "altung"];

/// Whether a text speaks of convolution.
pub fn speaks_of_convolution(source: &str) -> bool {
    WORDS.iter().any(|word| source.contains(word))
}

/// The meaning of `*` in a text that speaks of convolution and does not define it.
pub fn customary() -> Entry {
    let symbol =
        |name: &str, rows: &str, cols: &str| Symbol::new(name, name, Shape::matrix(Dim::named(rows), Dim::named(cols)));
    let params = vec![symbol("K", "m", "n"), symbol("X", "p", "q")];
    let body = build::call(CONV, params.iter().map(build::symbol).collect());
    let known = body.map_or(Known::Other, |body| Known::Defined { params, body });
    let origin = Origin { how: How::Convention, place: 0, span: Span::default() };
    Entry { key: "*".into(), latex: "*".into(), known, origin }
}

/// Whether the left side is that of a definition of a sign between two names, `(K * X)_{ij}`.
pub fn defines_sign(node: &Node) -> bool {
    entry_head(node, &Scope::new()).is_some_and(|head| matches!(head.whole, Whole::Operation { .. }))
}

/// The subscripts with which the formulas of a section define the entries of each name.
#[derive(Clone, Debug, Default)]
pub struct Heads(HashMap<String, HashSet<String>>);

impl Heads {
    /// Those of the formulas.
    pub fn of<'a>(formulas: impl Iterator<Item = &'a Read>) -> Heads {
        let mut out = Heads::default();
        for statement in formulas.flat_map(|read| &read.statements) {
            let Some(Kind::Script(script)) = statement.sides.first().map(|link| &link.node.kind) else { continue };
            if let (Some(base), Some(sub)) = (plain(&script.base), script.sub.as_ref().and_then(plain)) {
                out.0.entry(base).or_default().insert(sub);
            }
        }
        out
    }

    /// Whether other entries of the same name are defined by themselves, as the diagonal of a Laplacian is.
    fn apart(&self, node: &Node) -> bool {
        let Kind::Script(script) = &node.kind else { return false };
        plain(&script.base).and_then(|base| self.0.get(&base)).is_some_and(|subs| subs.len() > 1)
    }
}

/// What a statement of a formula defines by entries.
pub fn entries(read: &Read, statement: &Statement, scope: &Scope, heads: &Heads, place: u32) -> Vec<Entry> {
    let [first, rest @ ..] = statement.sides.as_slice() else { return Vec::new() };
    let Some((last, _)) = rest.split_last() else { return Vec::new() };
    let equal = |kind: Option<RelKind>| kind.is_some_and(is_equal);
    let stated = matches!(statement.kind, StatementKind::Definition | StatementKind::Claim)
        && rest.iter().all(|link| equal(link.relation.as_ref().map(|r| r.kind)));
    let Some(head) = entry_head(&first.node, scope) else { return Vec::new() };
    if !stated || heads.apart(&first.node) || has_cases(read) {
        return Vec::new();
    }
    let options = Options { indices: head.indices, ..Options::default() };
    let lefts: Vec<&Node> = statement.sides.iter().take(rest.len()).map(|link| &link.node).collect();
    let Some(found) = meaning(&[&last.node], scope, &options, place) else { return Vec::new() };
    let Some(Some(body)) = found.sides.first() else { return Vec::new() };
    match entries_defined(&lefts, body, &found.scope, place, statement.span) {
        Some(Ok(entries)) => entries,
        _ => Vec::new(),
    }
}

/// Whether a formula speaks of some of the entries alone: `i \neq j`.
fn has_cases(read: &Read) -> bool {
    let conditional = |s: &Statement| matches!(s.kind, StatementKind::Inequality | StatementKind::Condition);
    read.statements.iter().any(conditional)
}
