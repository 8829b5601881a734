//! Definitions of members, `p_i = \sigma(w^T x_i)`, where a sum binds their index: `x_i` in them is then a member, too.

use super::Reader;
use crate::elaborate::term::Op;
use crate::expr::{self, Expr, Symbol, build};

impl Reader<'_> {
    /// What is defined, as it is where indices are bound. What cannot be said of every member has no meaning here.
    pub(super) fn bind_members(&self, op: Op) -> Op {
        match op {
            Op::Body(body) => self.bound_body(&body, &[]).map_or(Op::Opaque, Op::Body),
            Op::Defined { params, body, reading } => match self.bound_body(&body, &params) {
                Some(body) => Op::Defined { params, body, reading },
                None => Op::Opaque,
            },
            other => other,
        }
    }

    fn bound_body(&self, body: &Expr, params: &[Symbol]) -> Option<Expr> {
        if self.bound.is_empty() {
            return Some(body.clone());
        }
        let mut understood = true;
        let bound = build::map(body, &mut |part| {
            understood &= !part.binds().iter().any(|index| self.binds(index));
            let symbol = match part.op() {
                expr::Op::Symbol(symbol) if part.args().is_empty() && !params.contains(symbol) => symbol,
                _ => return part,
            };
            let Some((base, scripts)) = split(symbol.key()) else { return part };
            if !self.chooses(scripts) {
                return part;
            }
            let member = self.member(symbol, base, scripts);
            understood &= member.is_some();
            member.unwrap_or(part)
        });
        understood.then_some(bound)
    }

    /// Whether a bound index stands in scripts; longer words, as in `N_{train}`, are no row of letters.
    fn chooses(&self, scripts: &str) -> bool {
        let letters = |word: &&str| word.chars().count() <= 3;
        let mut words = scripts.split(|c: char| !c.is_alphanumeric() && c != '\\');
        words.any(|word| self.binds(word) || Some(word).filter(letters).is_some_and(|word| self.binds_in(word)))
    }

    fn binds_in(&self, word: &str) -> bool {
        self.bound.iter().any(|bound| word.contains(&bound.name))
    }

    fn binds(&self, index: &str) -> bool {
        self.bound.iter().any(|bound| bound.name == index)
    }

    /// The member of a family that a name with the scripts `_i`, `_{ik}` or `^{(i)}` is where these are bound.
    fn member(&self, symbol: &Symbol, base: &str, scripts: &str) -> Option<Expr> {
        let (slot, letters) = match scripts.strip_prefix("^(").and_then(|rest| rest.strip_suffix(')')) {
            Some(letters) => ("^[]", letters),
            None => ("[]", scripts.strip_prefix('_')?),
        };
        let indices: Vec<String> = match self.binds(letters) {
            true => vec![letters.to_owned()],
            false => letters.chars().filter(|c| *c != ',').map(String::from).collect(),
        };
        if !indices.iter().all(|index| self.binds(index)) {
            return None;
        }
        let key = format!("{base}{}", slot.repeat(indices.len()));
        let (latex, _) = split(symbol.latex())?;
        let declared = self.scope.get(&key).and_then(|entry| entry.symbol());
        let family = match declared {
            Some(declared) if declared.shape() != symbol.shape() => return None,
            Some(declared) => declared,
            None => Symbol::new(&key, latex, symbol.shape().clone())
                .with_properties(symbol.properties())
                .with_family(indices.len()),
        };
        Some(build::member(&family, indices.iter().map(|index| build::index(index)).collect()))
    }
}

/// A name and its scripts.
fn split(name: &str) -> Option<(&str, &str)> {
    name.find(['_', '^']).filter(|at| *at > 0).map(|at| name.split_at(at))
}
