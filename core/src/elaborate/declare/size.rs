//! Sizes as authors write them: `(p+1)`, `n/2`, `|V|`, `N_{train}`, `m+n \times 3` to polynomials.

use crate::elaborate::key::plain;
use crate::notation::{Delim, Kind, Node, ProdOp, Sep, Sign, SupKind};
use crate::rational::Rational;
use crate::shape::Dim;

/// One size; `None` for what is no arithmetic of names and numbers.
pub fn dim(node: &Node) -> Option<Dim> {
    match &node.kind {
        Kind::Number(n) => n.parse::<i64>().ok().map(Dim::constant),
        Kind::Symbol(_) => plain(node).map(|n| Dim::named(&n)),
        Kind::Text(t) => Some(Dim::named(t.trim())),
        Kind::Script(s) => {
            let power = s.sup.as_ref().filter(|p| p.kind == SupKind::Other).and_then(|p| match &p.node.kind {
                Kind::Number(n) => n.parse::<u32>().ok().filter(|k| (1..=8).contains(k)),
                _ => None,
            });
            match power {
                Some(k) if s.sub.is_none() && s.primes == 0 => {
                    let base = dim(&s.base)?;
                    Some((1..k).fold(base.clone(), |d, _| d.mul(&base)))
                }
                _ => plain(node).map(|n| Dim::named(&n)),
            }
        }
        Kind::Product(factors) => product(factors.iter().map(|(op, n)| (*op, n))),
        Kind::Sum(terms) if terms.len() > LARGEST => None,
        Kind::Sum(terms) => terms.iter().try_fold(Dim::constant(0), |sum, (sign, t)| signed(&sum, *sign, dim(t)?)),
        Kind::Frac(f) => quotient(&dim(&f.num)?, &dim(&f.den)?).or_else(|| plain(node).map(|n| Dim::named(&n))),
        Kind::Fence(f) => match (f.open, f.close, f.items.as_slice()) {
            (Delim::Paren, Delim::Paren, [only]) | (Delim::None, Delim::None, [only]) => dim(only),
            (Delim::Bar, Delim::Bar, [_]) => plain(node).map(|n| Dim::named(&n)),
            _ => None,
        },
        Kind::Accented(a) => dim(&a.body).and(None),
        _ => None,
    }
}

/// More terms or factors than any size has.
const LARGEST: usize = 128;
const DEGREE: usize = 16;

fn signed(sum: &Dim, sign: Sign, term: Dim) -> Option<Dim> {
    match sign {
        Sign::Plus => Some(sum.add(&term)),
        Sign::Minus => Some(sum.sub(&term)),
        _ => None,
    }
}

fn product<'a>(factors: impl Iterator<Item = (ProdOp, &'a Node)>) -> Option<Dim> {
    let mut out = Dim::one();
    for (k, (op, f)) in factors.enumerate() {
        let d = dim(f)?;
        if out.terms().len().saturating_mul(d.terms().len()) > LARGEST || k > DEGREE {
            return None;
        }
        out = match op {
            ProdOp::Juxtapose | ProdOp::Cdot | ProdOp::Star | ProdOp::Ast | ProdOp::Times | ProdOp::Bullet => {
                out.mul(&d)
            }
            ProdOp::Slash if k > 0 => quotient(&out, &d)?,
            _ => return None,
        };
    }
    Some(out)
}

/// `a/b`: exact where it is a polynomial, else a size of its own name.
fn quotient(a: &Dim, b: &Dim) -> Option<Dim> {
    if let Some(k) = b.as_constant() {
        return a.div_rational(Rational::from(k));
    }
    a.div(b).or_else(|| Some(Dim::named(&format!("{}/{}", a.to_latex(), b.to_latex()))))
}

/// A term of a size: its sign and its factors.
type Term<'a> = (Sign, Vec<(ProdOp, &'a Node)>);

/// The extents of an array: `m \times n`, `m, n`, `(m \times n)`, `n x m`; a single size is one extent.
pub fn extents(node: &Node) -> Option<Vec<Dim>> {
    match &node.kind {
        Kind::Fence(f) if matches!(f.open, Delim::Paren | Delim::Bracket | Delim::None) && f.open == f.close => {
            match f.items.as_slice() {
                [only] => return extents(only),
                items if f.seps.iter().all(|s| *s == Sep::Comma) => return items.iter().map(dim).collect(),
                _ => return None,
            }
        }
        Kind::List(list) if list.seps.iter().all(|s| *s == Sep::Comma) => return list.items.iter().map(dim).collect(),
        _ => {}
    }
    if matches!(&node.kind, Kind::Sum(terms) if terms.len() > LARGEST) {
        return None;
    }
    let mut groups: Vec<Vec<Term>> = vec![vec![]];
    let terms: Vec<(Sign, &Node)> = match &node.kind {
        Kind::Sum(terms) => terms.iter().map(|(s, n)| (*s, n)).collect(),
        _ => vec![(Sign::Plus, node)],
    };
    for (sign, term) in terms {
        let mut factors = Vec::new();
        flatten(ProdOp::Juxtapose, term, &mut factors);
        let by_letter = is_letter_cross(&factors);
        let mut begun = false;
        for (k, (op, factor)) in factors.into_iter().enumerate() {
            if by_letter && k == 1 {
                continue;
            }
            if (op == ProdOp::Times && k > 0) || (by_letter && k == 2) {
                groups.push(vec![(Sign::Plus, vec![(ProdOp::Juxtapose, factor)])]);
                begun = true;
                continue;
            }
            let group = groups.last_mut()?;
            if !begun {
                group.push((sign, vec![]));
                begun = true;
            }
            group.last_mut()?.1.push((op, factor));
        }
    }
    groups
        .into_iter()
        .map(|g| g.into_iter().try_fold(Dim::constant(0), |sum, (s, f)| signed(&sum, s, product(f.into_iter())?)))
        .collect()
}

fn flatten<'a>(op: ProdOp, node: &'a Node, out: &mut Vec<(ProdOp, &'a Node)>) {
    match &node.kind {
        Kind::Product(factors) => {
            for (k, (inner, f)) in factors.iter().enumerate() {
                flatten(if k == 0 { op } else { *inner }, f, out);
            }
        }
        _ => out.push((op, node)),
    }
}

/// `n x m` with a letter for the cross.
fn is_letter_cross(factors: &[(ProdOp, &Node)]) -> bool {
    let [_, (ProdOp::Juxtapose, cross), (ProdOp::Juxtapose, _)] = factors else { return false };
    match &cross.kind {
        Kind::Text(t) => t.trim() == "x",
        _ => cross.as_symbol().is_some_and(|n| n.base.trim() == "x" && n.accents.is_empty()),
    }
}

/// The two extents of a matrix, written with a cross (or, where `list` is allowed, a comma).
pub fn cross(node: &Node, list: bool) -> Option<(Dim, Dim)> {
    if !(has_cross(node) || list && is_list(node)) {
        return None;
    }
    <[Dim; 2]>::try_from(extents(node)?).ok().map(Into::into)
}

fn is_list(node: &Node) -> bool {
    match &node.kind {
        Kind::List(_) => true,
        Kind::Fence(f) => f.items.len() > 1 || f.items.first().is_some_and(is_list),
        _ => false,
    }
}

fn has_cross(node: &Node) -> bool {
    match &node.kind {
        Kind::Product(f) => {
            f.iter().skip(1).any(|(op, _)| *op == ProdOp::Times) || f.iter().any(|(_, n)| bare_cross(n))
        }
        Kind::Sum(t) => t.iter().any(|(_, n)| has_cross(n)),
        Kind::Fence(f) if f.items.len() == 1 => f.items.first().is_some_and(has_cross),
        _ => false,
    }
}

fn bare_cross(node: &Node) -> bool {
    matches!(node.kind, Kind::Product(_)) && has_cross(node)
}
