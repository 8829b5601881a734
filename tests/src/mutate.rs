//! Slips of the pen: a side of a formula with one transpose, order, sign or factor changed.

use matgrad_core::notation::{Font, Kind, Macros, Node, ProdOp, Sign, SupKind, parse};

/// One slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What was done.
    pub kind: &'static str,
    /// The side with the slip in it.
    pub text: String,
}

/// Every side with one slip that `side` can become.
pub fn slips(side: &str) -> Vec<Slip> {
    let formula = parse(side, &Macros::default());
    let mut out = Vec::new();
    let mut slip = |kind, text: String| {
        if !out.iter().any(|s: &Slip| s.text == text) {
            out.push(Slip { kind, text });
        }
    };
    match side.strip_prefix('-') {
        Some(rest) => slip("sign flipped", rest.trim_start().to_string()),
        None if !is_sum(&formula.nodes().collect::<Vec<_>>()) => slip("sign flipped", format!("- {side}")),
        None => {}
    }
    let signed = side.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    if !signed && !is_sum(&formula.nodes().collect::<Vec<_>>()) {
        slip("factor 2 added", format!("2 {side}"));
    }
    for node in formula.nodes() {
        visit(node, side, &mut slip);
    }
    out
}

fn is_sum(nodes: &[&Node]) -> bool {
    nodes.iter().any(|node| matches!(node.kind, Kind::Sum(_)))
}

fn visit(node: &Node, side: &str, slip: &mut dyn FnMut(&'static str, String)) {
    let at = |node: &Node| node.span.range();
    let replaced =
        |range: std::ops::Range<usize>, with: &str| format!("{}{with}{}", &side[..range.start], &side[range.end..]);
    match &node.kind {
        Kind::Script(script) => {
            if let Some(sup) = &script.sup
                && script.sub.is_none()
            {
                let sign = at(&script.base).end..at(node).end;
                match sup.kind {
                    SupKind::Transpose => slip("transpose dropped", replaced(sign, "")),
                    SupKind::InverseTranspose => slip("transpose dropped", replaced(sign, "^{-1}")),
                    SupKind::Inverse => slip("inverse dropped", replaced(sign, "")),
                    _ => {}
                }
            }
            // The base of a script is not given another one.
            return script.base.children().into_iter().for_each(|child| visit(child, side, slip));
        }
        Kind::Symbol(_) => slip("transpose added", replaced(at(node).end..at(node).end, "^T")),
        Kind::Product(factors) => {
            for pair in factors.windows(2) {
                let [(_, left), (op, right)] = pair else { continue };
                let kind = match op {
                    ProdOp::Juxtapose => "product swapped",
                    ProdOp::Otimes => "Kronecker product swapped",
                    _ => continue,
                };
                if matches!(left.kind, Kind::Number(_)) {
                    slip("factor dropped", replaced(at(left).start..at(right).start, ""));
                    continue;
                }
                if is_applied(left, right) {
                    continue;
                }
                let between = &side[at(left).end..at(right).start];
                let swapped = format!("{}{between}{}", &side[at(right)], &side[at(left)]);
                slip(kind, replaced(at(left).start..at(right).end, &swapped));
            }
        }
        Kind::Sum(terms) => {
            let mut end = None;
            for (sign, term) in terms {
                let written = end.unwrap_or(at(node).start)..at(term).start;
                let other = match sign {
                    Sign::Plus => "-",
                    _ => "+",
                };
                slip("sign flipped", replaced(written, &format!(" {other} ")));
                end = Some(at(term).end);
            }
        }
        // What a function is applied to is left alone, and so is the name of a function.
        Kind::Jacobian(_) | Kind::Nabla(_) | Kind::Derivative(_) => return,
        Kind::Differential(d) => {
            return d.body.iter().for_each(|body| visit(body, side, slip));
        }
        _ => {}
    }
    node.children().into_iter().for_each(|child| visit(child, side, slip));
}

/// Whether this is a function and its argument.
fn is_applied(left: &Node, right: &Node) -> bool {
    let calligraphic = left.as_symbol().is_some_and(|name| name.font == Font::Cal);
    calligraphic && matches!(right.kind, Kind::Fence(_))
}
