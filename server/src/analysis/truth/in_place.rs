//! The smallest change of what stands there that makes a claim true, as an edit of the author's own text: a transpose added or
//! dropped, two factors exchanged, a sign changed, a 2 put in front or taken away.

use matgrad_core::elaborate::key::named;
use matgrad_core::notation::{Delim, Kind, Node, Sign, Span, SupKind};
use matgrad_core::render::Style;

use super::reading::Pair;
use super::suggest::reads_back;

/// An edit and the whole side after it.
#[derive(Clone, Debug)]
pub struct InPlace {
    pub span: Span,
    pub text: String,
    pub whole: String,
}

/// More changes than this are not tried.
const MOST: usize = 60;

/// The change of `right` that makes `pair` true, if one is enough.
pub fn in_place(pair: &Pair, right: &Node, text: &str, style: &Style) -> Option<InPlace> {
    let mut edits = Vec::new();
    collect(right, text, style, &mut edits);
    let whole = |(span, new): (Span, String)| {
        let before = text.get(right.span.start as usize..span.start as usize)?;
        let after = text.get(span.end as usize..right.span.end as usize)?;
        Some(InPlace { span, whole: format!("{before}{new}{after}"), text: new })
    };
    edits.into_iter().take(MOST).filter_map(whole).find(|edit| reads_back(pair, &edit.whole))
}

fn collect(node: &Node, text: &str, style: &Style, out: &mut Vec<(Span, String)>) {
    let own = |node: &Node| text.get(node.span.range()).unwrap_or_default().trim().to_string();
    let transposed = |written: String| match style.transpose.len() {
        1 => format!("{written}^{}", style.transpose),
        _ => format!("{written}^{{{}}}", style.transpose),
    };
    match &node.kind {
        Kind::Script(script) if script.sup.as_ref().is_some_and(|sup| sup.kind == SupKind::Transpose) => {
            out.extend(script.sub.is_none().then(|| (node.span, own(&script.base))));
        }
        Kind::Fence(fence) if fence.open == Delim::Paren || fence.open == Delim::Bracket => {
            out.push((node.span, transposed(own(node))));
        }
        _ if named(node).is_some() => out.push((node.span, transposed(own(node)))),
        Kind::Product(factors) => {
            for two in factors.windows(2) {
                let [(_, a), (_, b)] = two else { continue };
                let between = text.get(a.span.end as usize..b.span.start as usize).unwrap_or_default();
                if a.span.end <= b.span.start {
                    out.push((a.span.to(b.span), format!("{}{}{}", own(b), spaced(between), own(a))));
                }
            }
            if let [(_, first), (_, second), ..] = factors.as_slice()
                && matches!(&first.kind, Kind::Number(number) if &**number == "2")
            {
                out.push((Span { start: first.span.start, end: second.span.start }, String::new()));
            }
        }
        Kind::Sum(terms) => {
            for (before, (sign, term)) in terms.iter().zip(terms.iter().skip(1)) {
                let gap = Span { start: before.1.span.end, end: term.span.start };
                let written = text.get(gap.range()).unwrap_or_default();
                let changed = match sign {
                    Sign::Plus => written.replacen('+', "-", 1),
                    Sign::Minus => written.replacen('-', "+", 1),
                    _ => continue,
                };
                out.push((gap, changed));
            }
        }
        Kind::Neg(inner) => out.push((node.span, own(inner))),
        _ => {}
    }
    if let Kind::Script(script) = &node.kind
        && named(node).is_none()
    {
        // What carries a script cannot take another.
        script.base.children().into_iter().for_each(|child| collect(child, text, style, out));
    } else if named(node).is_none() {
        // A doubled factor belongs to a term, not to each of its factors.
        node.children().into_iter().for_each(|child| collect(child, text, style, out));
    }
}

/// What stood between two factors, with a space where a command would run into a letter.
fn spaced(between: &str) -> String {
    if between.is_empty() { " ".to_string() } else { between.to_string() }
}
