//! Definitions by entries: `Y_{ij} = \sum_{u,v} K_{uv} X_{i+u-1,j+v-1}`, `y_i = …`, `(K * X)_{ij} = …`.

use std::sync::Arc;

use super::extent::extent;
use super::form::is_lower_letter;
use crate::elaborate::key::{Named, items, named};
use crate::elaborate::scope::{Entry, How, Known, Origin, Scope};
use crate::expr::build::table;
use crate::expr::{Expr, Op};
use crate::notation::{Delim, Kind, Node, ProdOp, Script, Span};
use crate::shape::{Dim, Shape};
use crate::simplify::apply_identities;

/// The left side of a definition by entries.
#[derive(Clone, Debug)]
pub struct EntryHead<'a> {
    /// What the entries are those of.
    pub whole: Whole<'a>,
    /// The letters of its one or two indices.
    pub indices: Vec<String>,
}

/// What entries are those of.
#[derive(Clone, Debug)]
pub enum Whole<'a> {
    /// A name: `Y_{ij}`, `[Y]_{ij}`.
    Name(Named<'a>),
    /// A sign between two names, which the definition gives a meaning: `(K * X)_{ij}`.
    Operation {
        /// The identity of the sign.
        sign: &'static str,
        /// What stands left and right of it.
        operands: [Named<'a>; 2],
    },
}

/// The identity under which a scope knows what a sign between two quantities means.
pub fn sign_key(op: ProdOp) -> Option<&'static str> {
    match op {
        ProdOp::Ast => Some("*"),
        ProdOp::Star => Some("\\star"),
        _ => None,
    }
}

/// Reads the left side of a definition by entries; the indices are one or two different letters that `scope` does not know as sizes.
pub fn entry_head<'a>(node: &'a Node, scope: &Scope) -> Option<EntryHead<'a>> {
    let Kind::Script(script) = &node.kind else { return None };
    let indices = letters(script, scope)?;
    let member = named(node).and_then(|n| scope.get(&n.family_key()));
    if member.is_some_and(|e| matches!(e.known, Known::Family { .. })) {
        return None;
    }
    let whole = match &script.base.kind {
        Kind::Symbol(_) => Whole::Name(named(&script.base)?),
        Kind::Fence(f)
            if f.open == f.close && matches!(f.open, Delim::Paren | Delim::Bracket) && f.items.len() == 1 =>
        {
            let inside = f.items.first()?;
            match &inside.kind {
                Kind::Symbol(_) => Whole::Name(named(inside)?),
                Kind::Product(factors) => {
                    let [(_, a), (op, b)] = factors.as_slice() else { return None };
                    Whole::Operation { sign: sign_key(*op)?, operands: [named(a)?, named(b)?] }
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(EntryHead { whole, indices })
}

/// The letters of a subscript that chooses an entry by one or two letters.
pub fn letters(script: &Script, scope: &Scope) -> Option<Vec<String>> {
    if script.sup.is_some() || script.primes > 0 {
        return None;
    }
    let letter = |n: &&Node| match &n.kind {
        Kind::Symbol(s) if s.accents.is_empty() && !s.font.is_bold() && is_index_letter(&s.base) => Some(s.key()),
        _ => None,
    };
    let found: Vec<String> = items(script.sub.as_ref()?).iter().map(letter).collect::<Option<_>>()?;
    let free = |name: &String| !scope.is_size(name);
    match found.as_slice() {
        [i] if free(i) => Some(found),
        [i, j] if i != j && free(i) && free(j) => Some(found),
        _ => None,
    }
}

fn is_index_letter(base: &str) -> bool {
    is_lower_letter(base) || matches!(base, "\\ell" | "\\alpha" | "\\beta" | "\\mu" | "\\nu")
}

/// The vector or matrix whose entry at `indices` is `body`, in matrix form where there is one; `shape` where it is known. `Err` with
/// the index whose range is not determined.
pub fn from_entries(body: &Expr, indices: &[String], shape: Option<&Shape>) -> Result<Expr, String> {
    let none = String::new();
    let (i, j) = (indices.first().unwrap_or(&none), indices.get(1).unwrap_or(&none));
    let shape = match shape {
        Some(shape) => shape.clone(),
        None => {
            let mut sizes = [extent(body, i), if j.is_empty() { Some(Dim::one()) } else { extent(body, j) }];
            if !j.is_empty() && alike(body, i, j) {
                sizes = match sizes {
                    [Some(n), None] | [None, Some(n)] => [Some(n.clone()), Some(n)],
                    other => other,
                };
            }
            let [rows, cols] = sizes;
            Shape::matrix(rows.ok_or_else(|| i.clone())?, cols.ok_or_else(|| j.clone())?)
        }
    };
    // A row is indexed by its columns.
    let (i, j) = if j.is_empty() && shape.is_row() && !shape.is_vector() { (j, i) } else { (i, j) };
    let (i, j): (Arc<str>, Arc<str>) = (i.as_str().into(), j.as_str().into());
    Ok(apply_identities(&table(&i, &j, body.clone(), shape)))
}

/// Whether `δ_ij` says that two indices have one range.
fn alike(body: &Expr, i: &str, j: &str) -> bool {
    let is = |e: &Expr, name: &str| matches!(e.op(), Op::Index(k) if &**k == name);
    body.subexpressions().iter().any(|part| match (part.op(), part.args()) {
        (Op::Delta, [a, b]) => is(a, i) && is(b, j) || is(a, j) && is(b, i),
        _ => false,
    })
}

impl EntryHead<'_> {
    /// What is declared of the whole: `y_i` may be an entry of `\mathbf y`.
    fn declared<'s>(&self, scope: &'s Scope) -> Option<&'s Entry> {
        let Whole::Name(name) = &self.whole else { return None };
        let own = name.name.key();
        let mut keys = vec![own.clone()];
        if !name.name.font.is_bold() {
            keys.push(format!("b:{}", name.name.base));
        }
        keys.iter()
            .filter_map(|k| scope.get(k))
            .find(|e| matches!(e.known, Known::Quantity { .. } | Known::Defined { .. }))
    }

    /// What the definition makes known, given the entry's value; `Err` says in words what is missing.
    pub fn define(&self, body: &Expr, scope: &Scope, place: u32, span: Span) -> Result<Entry, String> {
        if !body.shape().is_scalar() {
            return Err(format!("an entry is a number, but the right side is {}", body.shape()));
        }
        let declared = self.declared(scope);
        let shape = declared.and_then(|e| e.known.shape()).filter(|s| !s.has_unknown());
        if let Some(shape) = shape
            && self.indices.len() != if shape.is_vector() || shape.is_row() { 1 } else { 2 }
        {
            return Err(format!("what is {shape} has another number of indices"));
        }
        let whole = from_entries(body, &self.indices, shape).map_err(|index| {
            format!("how far the index {index} runs is not determined: declare the shape of what is defined")
        })?;
        let (key, latex, params) = match &self.whole {
            Whole::Name(name) => match declared {
                Some(entry) => (entry.key.clone(), entry.latex.clone(), vec![]),
                None => (name.name.key(), String::from(&*name.name.latex), vec![]),
            },
            Whole::Operation { sign, operands } => {
                let symbol = |n: &Named| scope.get(&n.key).and_then(Entry::symbol);
                let params: Option<Vec<_>> = operands.iter().map(symbol).collect();
                let params = params.ok_or("the operands of the sign are not declared")?;
                ((*sign).to_string(), (*sign).to_string(), params)
            }
        };
        if whole.mentions(&key) {
            return Err(format!("{latex} is defined by itself"));
        }
        let origin = Origin { how: How::Defined, place, span };
        Ok(Entry { key, latex, known: Known::Defined { params, body: whole }, origin })
    }
}

/// What every side of `(K * X)_{ij} = Y_{ij} = …` but the last defines; none where the first is no entry.
pub fn entries_defined(
    sides: &[&Node],
    body: &Expr,
    scope: &Scope,
    place: u32,
    span: Span,
) -> Option<Result<Vec<Entry>, String>> {
    let heads: Vec<EntryHead> = sides.iter().map(|n| entry_head(n, scope)).collect::<Option<_>>()?;
    if heads.is_empty() || heads.iter().any(|h| h.indices != heads[0].indices) {
        return None;
    }
    Some(heads.iter().map(|h| h.define(body, scope, place, span)).collect())
}
