//! Functions of the library that custom writes as a letter with a word below: `\lambda_{\max}(S)`, `\sigma_{\max}(A)`,
//! `L_{\exp}(X, E)`.

use crate::elaborate::key::plain;
use crate::functions::{self, Func};
use crate::notation::{BigKind, Font, Kind, Node};

/// The function that a letter with a word below it names.
pub(super) fn subscripted(node: &Node) -> Option<Func> {
    let Kind::Script(script) = &node.kind else { return None };
    let Kind::Symbol(letter) = &script.base.kind else { return None };
    if script.sup.is_some() || script.primes > 0 || !letter.accents.is_empty() || letter.font != Font::Plain {
        return None;
    }
    let word = match &script.sub.as_ref()?.kind {
        Kind::BigOp(b) if b.sub.is_none() && b.sup.is_none() && b.body.is_none() => match b.kind {
            BigKind::Max => "max".to_string(),
            BigKind::Min => "min".to_string(),
            _ => return None,
        },
        Kind::Operator(o) if o.arg.is_none() && o.sub.is_none() && o.sup.is_none() => o.name.to_string(),
        _ => plain(script.sub.as_ref()?)?,
    };
    let letter = letter.base.trim_start_matches('\\');
    let known = matches!(letter, "lambda" | "sigma") && matches!(&*word, "max" | "min") || letter == "L";
    known.then(|| functions::named(&format!("{letter}{word}")))?
}
