//! Sets that give a shape: ℝ in the spellings of real documents, symmetric matrices, matrix groups, intervals.

use super::size::{cross, dim, extents};
use crate::elaborate::key::plain;
use crate::expr::Properties;
use crate::notation::{Delim, Fence, Font, Kind, Node, ProdOp, RelKind, Script, Sign};
use crate::shape::{Dim, Shape};

/// What being an element of a set says.
#[derive(Clone, Debug, PartialEq)]
pub enum Member {
    /// A scalar, vector or matrix.
    Quantity(Shape, Properties),
    /// A natural number or integer.
    Integer,
    /// A known kind of thing that is no matrix, such as a tensor.
    Other,
}

impl Member {
    fn of(shape: Shape) -> Option<Member> {
        Some(Member::Quantity(shape, Properties::default()))
    }

    fn square(n: Dim, change: impl FnOnce(&mut Properties)) -> Option<Member> {
        let mut properties = Properties::default();
        change(&mut properties);
        Some(Member::Quantity(Shape::matrix(n.clone(), n), properties))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    /// ℝ, ℂ, …, written so that nothing else can be meant.
    Sure,
    /// A letter that is a field only with `m \times n` after it.
    Maybe,
    /// ℕ, ℤ.
    Integer,
}

/// What it means to be an element of `node`. `lower` says that the element's name is a lower-case letter, which tells the unit
/// sphere 𝕊ⁿ from the symmetric matrices 𝕊ⁿ.
pub fn member(node: &Node, lower: bool) -> Option<Member> {
    match &node.kind {
        Kind::Symbol(_) => match field(node)? {
            Field::Sure => Member::of(Shape::scalar()),
            Field::Integer => Some(Member::Integer),
            Field::Maybe => None,
        },
        Kind::Script(s) => scripted(s, lower),
        Kind::Sum(terms) => match terms.as_slice() {
            [(Sign::Plus, first), (Sign::Set, _), ..] => member(first, lower),
            _ => None,
        },
        Kind::Fence(f) => match f.items.as_slice() {
            [only] if f.open == Delim::None => member(only, lower),
            _ => numbers(f).then(|| Member::of(Shape::scalar())).flatten(),
        },
        Kind::Product(factors) => named_set(factors),
        Kind::Operator(o) => {
            let arg = o.arg.as_ref().map(as_items).unwrap_or_default();
            family(&o.name, o.sub.as_ref(), &arg)
        }
        _ => None,
    }
}

/// The sets of a Cartesian product `\mathbb R^n \times \mathbb R^m`; one set is a product of one.
pub fn product(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::Product(factors) if factors.iter().skip(1).all(|(op, _)| *op == ProdOp::Times) => {
            factors.iter().map(|(_, n)| n).collect()
        }
        Kind::Fence(f) if matches!(f.open, Delim::None | Delim::Paren) && f.items.len() == 1 => {
            f.items.first().map(product).unwrap_or_default()
        }
        _ => vec![node],
    }
}

fn field(node: &Node) -> Option<Field> {
    let name = node.as_symbol()?;
    if !name.accents.is_empty() {
        return None;
    }
    Some(match (name.font, &*name.base) {
        (Font::Bb, "R" | "C" | "F" | "K" | "Q") => Field::Sure,
        (Font::Bb, "N" | "Z") => Field::Integer,
        (
            Font::Plain | Font::Roman,
            "\\R" | "\\Re" | "\\reals" | "\\Reals" | "\\RR" | "\\Rbb" | "\\real" | "\\Real" | "IR",
        ) => Field::Sure,
        (Font::Plain | Font::Roman, "\\C" | "\\CC" | "\\complex" | "\\Complex" | "\\F" | "\\FF" | "\\K") => Field::Sure,
        (Font::Plain | Font::Roman, "\\N" | "\\NN" | "\\Z" | "\\ZZ" | "\\nats" | "\\ints" | "\\integers") => {
            Field::Integer
        }
        (Font::Bold | Font::BoldItalic | Font::Roman | Font::Sans | Font::Plain, "R") => Field::Sure,
        (Font::Cal | Font::Script | Font::Frak, "R") => Field::Maybe,
        (Font::Plain | Font::Bold | Font::Roman, "C" | "K" | "F") => Field::Maybe,
        _ => return None,
    })
}

fn scripted(s: &Script, lower: bool) -> Option<Member> {
    let sign = s.sub.as_ref().map(sign_text).unwrap_or_default();
    let over = s.sup.as_ref().map(|p| &p.node);
    if let Kind::Script(inner) = &s.base.kind
        && inner.sup.is_none()
        && s.sub.is_none()
    {
        // {\mathbb S_{++}}^n
        let joined = Script { sup: s.sup.clone(), ..(**inner).clone() };
        return scripted(&joined, lower);
    }
    if let Kind::Fence(f) = &s.base.kind {
        return match over {
            Some(n) if f.open == Delim::None && f.items.len() == 1 && s.sub.is_none() => {
                let base = f.items.first()?;
                scripted(&Script { base: base.clone(), ..s.clone() }, lower).or_else(|| power_of_numbers(f, n))
            }
            Some(n) => power_of_numbers(f, n),
            None => None,
        };
    }
    if let Some(kind) = field(&s.base) {
        return in_field(kind, s, &sign, over);
    }
    let name = s.base.as_symbol()?;
    match (&*name.base, name.font) {
        ("S" | "\\S", Font::Bb | Font::Bold | Font::BoldItalic | Font::Cal | Font::Plain | Font::Roman) => {
            symmetric(over?, &sign, name.font, lower)
        }
        ("M" | "\\M", Font::Bb | Font::Plain | Font::Cal | Font::Bold | Font::Roman) => {
            let (m, n) = over.or(s.sub.as_ref()).and_then(|d| cross(d, true))?;
            Member::of(Shape::matrix(m, n))
        }
        _ => {
            let word = name.base.trim_start_matches('\\').to_string();
            family(&word, s.sub.as_ref(), &[])
        }
    }
}

/// What the subscript of a set says: `+`, `++`, `>0`.
fn sign_text(sub: &Node) -> String {
    match &sub.kind {
        Kind::Chain(sides) => sides
            .iter()
            .map(|side| {
                let sign = side.rel.as_ref().map_or("", |r| if r.kind == RelKind::Greater { ">" } else { &r.written });
                format!("{sign}{}", plain(&side.node).unwrap_or_default())
            })
            .collect(),
        _ => plain(sub).unwrap_or_default(),
    }
}

fn in_field(kind: Field, s: &Script, sign: &str, over: Option<&Node>) -> Option<Member> {
    let mut properties = Properties { positive: sign.contains("++") || sign.contains('>'), ..Properties::default() };
    let Some(over) = over else {
        return match kind {
            Field::Sure if sign.is_empty() || sign.starts_with(['+', '>', '\\']) => {
                Some(Member::Quantity(Shape::scalar(), properties))
            }
            Field::Integer => Some(Member::Integer),
            // \mathbf R_t is a matrix called R, not a field.
            _ => None,
        };
    };
    if s.primes > 0 {
        return None;
    }
    // ℝ^+, ℝ^*, ℝ_+ are half lines.
    if plain(over).is_some_and(|t| matches!(t.as_str(), "+" | "*" | "\\ast" | "\\star" | "++")) {
        properties.positive = plain(over).is_some_and(|t| t.starts_with('+')) && !sign.contains('0');
        return Some(if kind == Field::Integer {
            Member::Integer
        } else {
            Member::Quantity(Shape::scalar(), properties)
        });
    }
    if has_dots(over) {
        return Some(Member::Other);
    }
    let dims = extents(over)?;
    match dims.as_slice() {
        [n] if kind != Field::Maybe || matches!(s.base.as_symbol().map(|n| &*n.base), Some("R")) => {
            Some(Member::Quantity(Shape::vector(n.clone()), properties))
        }
        [m, n] => Some(Member::Quantity(Shape::matrix(m.clone(), n.clone()), properties)),
        [] | [_] => None,
        _ => Some(Member::Other),
    }
}

fn has_dots(node: &Node) -> bool {
    matches!(node.kind, Kind::Dots) || node.children().into_iter().any(has_dots)
}

/// 𝕊ⁿ, 𝕊ⁿ₊, 𝕊ⁿ₊₊.
fn symmetric(over: &Node, sign: &str, font: Font, lower: bool) -> Option<Member> {
    let definite = sign.contains('+') || sign.contains("\\succ");
    if !definite && font == Font::Plain {
        return None;
    }
    let n = match extents(over)?.as_slice() {
        [n] => n.clone(),
        [m, n] if m == n => n.clone(),
        _ => return None,
    };
    if lower {
        // The unit sphere of ℝⁿ⁺¹; the cone of what is stacked in a vector, whose size is a matter of taste.
        return (!definite).then(|| Member::of(Shape::vector(n.add(&Dim::one())))).flatten();
    }
    Member::square(n, |p| {
        p.symmetric = true;
        p.posdef = definite;
    })
}

/// `(0, 1)`, `[-1, 1]`, `\{0, 1\}`.
fn numbers(f: &Fence) -> bool {
    let numeric = |n: &Node| match &n.kind {
        Kind::Number(_) | Kind::Dots => true,
        Kind::Symbol(name) => &*name.base == "\\infty",
        Kind::Neg(inner) => {
            matches!(&inner.kind, Kind::Number(_)) || inner.as_symbol().is_some_and(|n| &*n.base == "\\infty")
        }
        Kind::Sum(terms) => matches!(terms.as_slice(), [(_, only)] if matches!(only.kind, Kind::Number(_))),
        _ => false,
    };
    let interval = matches!(f.open, Delim::Paren | Delim::Bracket) && f.items.len() == 2;
    let finite = f.open == Delim::Brace && f.items.len() >= 2;
    (interval || finite) && f.items.iter().all(numeric)
}

fn power_of_numbers(f: &Fence, over: &Node) -> Option<Member> {
    if !numbers(f) {
        return None;
    }
    match extents(over)?.as_slice() {
        [n] => Member::of(Shape::vector(n.clone())),
        [m, n] => Member::of(Shape::matrix(m.clone(), n.clone())),
        _ => Some(Member::Other),
    }
}

/// `M_{m,n}(\mathbb R)`, `GL(n)`, `\mathrm{SO}(3)`: letters, then arguments in parentheses.
fn named_set(factors: &[(ProdOp, Node)]) -> Option<Member> {
    let (last, head) = factors.split_last()?;
    if factors.iter().skip(1).any(|(op, _)| *op != ProdOp::Juxtapose) {
        return None;
    }
    let args = match &last.1.kind {
        Kind::Fence(f) if f.open == Delim::Paren => f.items.iter().collect::<Vec<_>>(),
        _ => return None,
    };
    let mut word = String::new();
    let mut sub = None;
    for (k, (_, n)) in head.iter().enumerate() {
        let symbol = match &n.kind {
            Kind::Script(s) if k + 1 == head.len() && s.sup.is_none() => {
                sub = s.sub.as_ref();
                &s.base
            }
            _ => n,
        };
        word.push_str(symbol.as_symbol()?.base.trim_start_matches('\\'));
    }
    family(&word, sub, &args)
}

fn as_items(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::Fence(f) => f.items.iter().collect(),
        _ => vec![node],
    }
}

/// A set of matrices by its name.
fn family(word: &str, sub: Option<&Node>, args: &[&Node]) -> Option<Member> {
    let given: Vec<Dim> = match sub {
        Some(sub) => extents(sub)?,
        None => {
            let sizes: Vec<&&Node> = args.iter().filter(|a| field(a).is_none()).collect();
            match sizes.as_slice() {
                [only] => extents(only)?,
                many => many.iter().map(|n| dim(n)).collect::<Option<_>>()?,
            }
        }
    };
    let n = given.first()?.clone();
    let single = given.len() == 1;
    match word {
        "M" | "Mat" | "mat" | "MM" | "Matrices" => {
            Member::of(Shape::matrix(n.clone(), given.get(1).cloned().unwrap_or(n)))
        }
        "GL" | "SL" | "gl" if single => Member::square(n, |_| {}),
        "O" | "SO" | "U" | "SU" if single => Member::square(n, |p| p.orthogonal = true),
        "so" if single => Member::square(n, |p| p.skew = true),
        "Sym" | "sym" | "SYM" if single => Member::square(n, |p| p.symmetric = true),
        "SPD" | "PD" | "PSD" | "Spd" | "SymPos" if single => Member::square(n, |p| {
            p.symmetric = true;
            p.posdef = true;
        }),
        "St" | "Stiefel" => Member::of(Shape::matrix(n, given.get(1)?.clone())),
        _ => None,
    }
}
