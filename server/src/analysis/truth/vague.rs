//! What is too vague to be judged: dots, words, signs with several meanings, letters that may be functions, indices above and
//! below.

use matgrad_core::elaborate::key::named;
use matgrad_core::elaborate::{How, Known, Scope};
use matgrad_core::notation::{DStyle, Delim, Font, Kind, Name, Node, ProdOp, Sep, Sup, SupKind};
use matgrad_core::shape::Shape;

use super::reading::find;
use crate::analysis::statement::is_number;

/// Whether a side says something whose sense is left open: dots, holes, words, signs with several meanings, or a letter that
/// may be a function nobody declared.
pub fn is_vague(side: &Node, scope: &Scope) -> bool {
    find(side, &|node| match &node.kind {
        Kind::Dots | Kind::Placeholder | Kind::Text(_) | Kind::Opaque(_) | Kind::Cases(_) | Kind::Rows(_) => true,
        Kind::Operator(operator) => !operator.known,
        // What the derivative of a row is multiplied with depends on how that is laid out.
        Kind::Product(factors) if factors.iter().any(|(_, factor)| is_derivative_of_row(factor, scope)) => true,
        Kind::Product(factors) => factors.windows(2).any(|two| {
            let [(_, before), (op, factor)] = two else { return false };
            match op {
                ProdOp::Juxtapose => is_call(before, factor, scope),
                // Cross products, convolutions and the like.
                ProdOp::Times | ProdOp::Bullet | ProdOp::Star | ProdOp::Other => {
                    !is_number(before) && !is_number(factor)
                }
                // The convolutions of others are turned, padded or go round.
                ProdOp::Ast => scope.get("*").is_some_and(|sign| sign.origin.how == How::Convention),
                _ => false,
            }
        }),
        // Conditional probabilities and parameters.
        Kind::Fence(fence) => fence.seps.iter().any(|sep| *sep != Sep::Comma),
        // `\nabla f^T` is the transposed gradient as a rule, `\nabla_x x^T A x` that of what follows.
        Kind::Nabla(nabla) => nabla.body.as_ref().is_some_and(|body| match &body.kind {
            Kind::Script(script) => {
                named(body).is_none() && !nabla.sub.as_ref().is_some_and(|by| same(by, &script.base))
            }
            _ => false,
        }),
        Kind::Differential(d) | Kind::MaybeDifferential(d) => d.sub.is_some() || d.order != 1,
        // `A_{ip} B_{qi}` of matrices nobody declared are entries in some books, blocks in others.
        Kind::Script(_)
            if named(node).is_some_and(|name| {
                let known = |key: &str| scope.get(key).is_some();
                name.indices() > 1 && !known(&name.key) && !known(&name.family_key()) && !known(&name.name.key())
            }) =>
        {
            true
        }
        // Over an index, what could be an exponent is another index: `A^i_j B^j_k`. Over a one it is a label.
        Kind::Script(script)
            if script.sup.as_ref().is_some_and(|sup| {
                (script.sub.is_some() && is_an_index(sup)) || (is_one(&script.base) && sup.node.as_symbol().is_some())
            }) =>
        {
            true
        }
        Kind::Script(script) => match script.sup.as_ref().map(|sup| sup.kind) {
            Some(SupKind::Star | SupKind::Dagger | SupKind::Plus | SupKind::Hermitian) => named(node).is_none(),
            // A prime may be a derivative or a transpose.
            _ if script.primes > 0 && named(&script.base).is_some_and(|name| scope.get(&name.key).is_none()) => true,
            // A differential of one variable.
            _ => script.base.as_symbol().is_some_and(is_upright_d),
        },
        Kind::Symbol(name) => is_upright_d(name),
        _ => false,
    })
}

/// Whether both are the same name.
fn same(a: &Node, b: &Node) -> bool {
    named(a).is_some_and(|a| named(b).is_some_and(|b| a.key == b.key))
}

fn is_one(node: &Node) -> bool {
    matches!(&node.kind, Kind::Number(number) if &**number == "1")
}

/// A letter over an index: `i` of `A^i_j`.
fn is_an_index(sup: &Sup) -> bool {
    sup.kind == SupKind::Other
        && sup.node.as_symbol().is_some_and(|name| matches!(&*name.base, "i" | "j" | "k" | "l" | "\\mu" | "\\nu"))
}

/// `\frac{\partial x^T}{\partial x}` by what is no number.
fn is_derivative_of_row(node: &Node, scope: &Scope) -> bool {
    let Kind::Derivative(derivative) = &node.kind else { return false };
    let bare = |node: &Node| match &node.kind {
        Kind::Fence(fence) if fence.items.len() == 1 => fence.items.first().cloned(),
        _ => Some(node.clone()),
    };
    let row = derivative.of.as_ref().and_then(bare).is_some_and(|of| match &of.kind {
        Kind::Script(script) => {
            script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Transpose) && named(&script.base).is_some()
        }
        _ => false,
    });
    let number = |name: &str| scope.get(name).and_then(|entry| entry.known.shape()).is_some_and(Shape::is_scalar);
    let by_number = derivative.wrt.iter().any(|by| named(&by.node).is_some_and(|name| number(&name.key)));
    row && derivative.style == DStyle::Partial && !by_number
}

fn is_upright_d(name: &Name) -> bool {
    matches!(&*name.base, "d" | "D") && matches!(name.font, Font::Roman | Font::Sans)
}

/// `f(x)` where nobody said what `f` is.
fn is_call(name: &Node, argument: &Node, scope: &Scope) -> bool {
    let Kind::Fence(fence) = &argument.kind else { return false };
    let Some(name) = named(name).filter(|_| matches!(fence.open, Delim::Paren | Delim::Bracket)) else { return false };
    let atom = matches!(fence.items.as_slice(), [only] if named(only).is_some());
    // The derivative of a function that is known.
    let key = if name.indices() == 0 { name.key.trim_end_matches('\'') } else { &name.key };
    match scope.get(key).map(|entry| (&entry.known, entry.origin.how)) {
        Some((Known::Function { .. }, _)) => return false,
        Some((Known::Defined { params, .. }, _)) if !params.is_empty() => return false,
        Some((_, How::Declared)) => return atom && fence.open == Delim::Paren,
        _ => {}
    }
    let letter = |base: &str| {
        matches!(base, "f" | "g" | "h" | "F" | "G" | "H" | "L" | "J" | "E" | "P" | "p" | "q" | "\\ell" | "l")
            || base.starts_with('\\')
                && !matches!(base, "\\Sigma" | "\\Lambda" | "\\Omega" | "\\Phi" | "\\alpha" | "\\beta" | "\\lambda")
    };
    atom || fence.items.len() > 1 || letter(&name.name.base)
}
