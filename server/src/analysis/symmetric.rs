//! Transposes of what is its own transpose: a matter of style.

use matgrad_core::elaborate::Scope;
use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{Font, Kind, Node, Script, Span, SupKind};

use crate::rules::{self, Rule};

/// A transpose that says nothing.
#[derive(Debug)]
pub struct Idle {
    pub rule: &'static Rule,
    /// The transpose with what carries it.
    pub span: Span,
    /// What carries it.
    pub base: Span,
}

/// The transposes of scalars and identity matrices in a formula. A bracket that is transposed as a step, `(x^T A x)^T`, is none.
pub fn idle_transposes(node: &Node, scope: &Scope) -> Vec<Idle> {
    let mut out = Vec::new();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if let Kind::Script(script) = &node.kind
            && let Some(sup) = &script.sup
            && sup.kind == SupKind::Transpose
            && let Some(rule) = rule(script, scope)
        {
            let end = script.sub.as_ref().map_or(script.base.span.end, |sub| sub.span.end.max(script.base.span.end));
            // `I^T_n` has its subscript after the transpose.
            if end < sup.node.span.start {
                out.push(Idle { rule, span: node.span, base: Span { start: node.span.start, end } });
            }
        }
        node.children_into(&mut stack);
    }
    out
}

fn rule(script: &Script, scope: &Scope) -> Option<&'static Rule> {
    let bare = Script { sup: None, ..script.clone() };
    let bare = Node::new(Kind::Script(Box::new(bare)), script.base.span);
    let base = if script.sub.is_none() && script.primes == 0 { &script.base } else { &bare };
    let name = named(base)?;
    let known = scope.get(&name.key).or_else(|| scope.get(&name.family_key()));
    match known.and_then(|entry| entry.known.shape()) {
        Some(shape) if shape.is_scalar() => Some(&rules::TRANSPOSED_SCALAR),
        Some(_) => None,
        None => {
            let plain = matches!(name.name.font, Font::Plain | Font::Bold | Font::BoldItalic | Font::Bb | Font::Roman);
            let free = known.is_none() && scope.get(&name.name.key()).is_none();
            let identity = &*name.name.base == "I" && plain && name.name.accents.is_empty() && name.primes == 0;
            (identity && free && name.indices() <= 1).then_some(&rules::TRANSPOSED_IDENTITY)
        }
    }
}
