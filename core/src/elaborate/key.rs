//! The identity of a written name with its scripts: `W_1`, `\mathbf x_i`, `a^{(l)}`, `N_{train}`.
//!
//! A base symbol is identified by [`Name::key`]; an index is appended as `_i`, `^(i)`. A family is known under its base with
//! empty slots (`b:x[]`, `a[][]`), so that `\mathbf x` and `\mathbf x_i` can be two things.

use crate::notation::{Delim, Fence, Font, Kind, Name, Node, Script, Sep, Sign, SupKind};

/// A symbol with the scripts that belong to its name.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    /// The base symbol.
    pub name: &'a Name,
    /// Subscript items: `i`, `j` of `A_{ij}`.
    pub subs: Vec<&'a Node>,
    /// Superscripts that are indices: the `l` of `a^{(l)}`.
    pub sups: Vec<&'a Node>,
    /// How many primes.
    pub primes: u8,
    /// The identity of the whole.
    pub key: String,
    /// Canonical LaTeX of the whole.
    pub latex: String,
}

impl Named<'_> {
    /// The identity of the family whose member this may be.
    pub fn family_key(&self) -> String {
        family_key(&self.name.key(), self.subs.len(), self.sups.len())
    }

    /// The number of indices.
    pub fn indices(&self) -> usize {
        self.subs.len() + self.sups.len()
    }
}

/// The identity of a family with so many lower and upper indices.
pub fn family_key(base: &str, subs: usize, sups: usize) -> String {
    let mut key = String::with_capacity(base.len() + 2 * subs + 3 * sups);
    key.push_str(base);
    key.extend(std::iter::repeat_n("[]", subs));
    key.extend(std::iter::repeat_n("^[]", sups));
    key
}

/// Reads `node` as a name; `None` if it is anything but a symbol with indices.
pub fn named(node: &Node) -> Option<Named<'_>> {
    match &node.kind {
        Kind::Symbol(name) => Some(Named {
            name,
            subs: vec![],
            sups: vec![],
            primes: 0,
            key: name.key(),
            latex: String::from(&*name.latex),
        }),
        Kind::Script(script) => scripted(script),
        Kind::Fence(f) => match braced(f) {
            Some(inner) if f.open == Delim::None => named(inner),
            _ => None,
        },
        _ => None,
    }
}

/// Reads `node` as a name whose superscript, whatever it is, is an index: `W^l`. For declarations, and to find what they declared.
pub fn named_loosely(node: &Node) -> Option<Named<'_>> {
    if let Some(name) = named(node) {
        return Some(name);
    }
    let Kind::Script(script) = &node.kind else { return None };
    let sup = script.sup.as_ref().filter(|p| p.kind == SupKind::Other)?;
    let letter = matches!(sup.node.kind, Kind::Symbol(_) | Kind::Number(_) | Kind::Text(_));
    (letter && script.primes == 0).then(|| with_indices(script)).flatten()
}

fn braced(f: &Fence) -> Option<&Node> {
    match f.items.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

fn scripted(script: &Script) -> Option<Named<'_>> {
    if script.sup.as_ref().is_some_and(|sup| !is_index(sup.kind, &sup.node)) {
        return None;
    }
    with_indices(script)
}

fn with_indices(script: &Script) -> Option<Named<'_>> {
    let mut out = named(&script.base)?;
    if out.primes > 0 {
        return None;
    }
    if let Some(sub) = &script.sub {
        let text = plain(sub)?;
        out.key.push('_');
        out.key.push_str(&text);
        attach('_', sub, &text, &mut out.latex);
        out.subs.extend(items(sub));
    }
    if let Some(sup) = &script.sup {
        let text = plain(&sup.node)?;
        out.key.push('^');
        out.key.push_str(&text);
        attach('^', &sup.node, &text, &mut out.latex);
        out.sups.extend(items(&sup.node));
    }
    for _ in 0..script.primes {
        out.key.push('\'');
        out.latex.push('\'');
    }
    out.primes = script.primes;
    Some(out)
}

/// Whether a superscript is surely an index: `(i)`, `[l]`, `\langle t \rangle`.
pub fn is_index(kind: SupKind, node: &Node) -> bool {
    kind == SupKind::Other
        && matches!(&node.kind, Kind::Fence(f)
            if matches!(f.open, Delim::Paren | Delim::Bracket | Delim::Angle) && f.open == f.close && !f.items.is_empty())
}

/// The single indices of a subscript or superscript: `ij`, `i,j` and `(i,j)` have two.
pub fn items(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::List(list) if list.seps.iter().all(|s| matches!(s, Sep::Comma | Sep::Semicolon | Sep::Space)) => {
            list.items.iter().collect()
        }
        Kind::Fence(f) if matches!(f.open, Delim::Paren | Delim::Bracket | Delim::Angle | Delim::None) => {
            f.items.iter().flat_map(items).collect()
        }
        Kind::Product(factors) if is_index_pair(factors.iter().map(|(_, n)| n)) => {
            factors.iter().map(|(_, n)| n).collect()
        }
        _ => vec![node],
    }
}

/// Whether juxtaposed factors are two indices side by side: two letters, or a letter and a digit.
fn is_index_pair<'a>(factors: impl Iterator<Item = &'a Node>) -> bool {
    let mut count = 0;
    for f in factors {
        let single = match &f.kind {
            Kind::Number(n) => n.len() == 1,
            Kind::Symbol(name) => name.accents.is_empty() && (name.base.chars().count() == 1 || &*name.base == "\\ell"),
            _ => false,
        };
        if !single {
            return false;
        }
        count += 1;
    }
    count == 2
}

/// A size's or index's name in canonical LaTeX: `d_k`, `N_{train}`, `|V|`. `None` for what is no name or simple arithmetic.
pub fn plain(node: &Node) -> Option<String> {
    let mut out = String::new();
    write_plain(node, &mut out).then_some(out)
}

fn write_plain(node: &Node, out: &mut String) -> bool {
    match &node.kind {
        Kind::Number(n) => out.push_str(n),
        Kind::Text(t) => out.push_str(t.trim()),
        Kind::Symbol(name) => {
            // In an index, upright, bold and italic are one: N_{train} is N_{\text{train}}.
            let styled = match name.font {
                Font::Cal | Font::Script => Some("\\mathcal"),
                Font::Frak => Some("\\mathfrak"),
                Font::Bb if name.base.starts_with(|c: char| c.is_uppercase()) => Some("\\mathbb"),
                _ => None,
            };
            let bare = styled.is_none() && name.accents.is_empty();
            if bare && name.base.starts_with(|c: char| c.is_ascii_alphabetic()) && ends_in_command(out) {
                out.push(' ');
            }
            for accent in name.accents.iter().rev() {
                out.extend(["\\", accent.key(), "{"]);
            }
            out.extend(styled.into_iter().flat_map(|font| [font, "{"]));
            out.push_str(&name.base);
            out.extend(std::iter::repeat_n('}', usize::from(styled.is_some()) + name.accents.len()));
        }
        Kind::MaybeDifferential(d) => {
            return [Some(&d.head), d.body.as_ref(), d.args.as_ref()]
                .into_iter()
                .flatten()
                .all(|n| write_plain(n, out));
        }
        Kind::MaybeJacobian(j) => {
            return [Some(&j.head), j.body.as_ref(), j.args.as_ref()]
                .into_iter()
                .flatten()
                .all(|n| write_plain(n, out));
        }
        Kind::Script(s) => {
            if !write_plain(&s.base, out) {
                return false;
            }
            for (sign, part) in [('_', s.sub.as_ref()), ('^', s.sup.as_ref().map(|p| &p.node))] {
                if let Some(part) = part {
                    let Some(text) = plain(part) else { return false };
                    wrap(sign, &text, out);
                }
            }
            out.extend(std::iter::repeat_n('\'', s.primes.into()));
        }
        Kind::Product(factors) => {
            for (op, factor) in factors {
                out.push_str(match op {
                    crate::notation::ProdOp::Juxtapose => "",
                    crate::notation::ProdOp::Slash => "/",
                    crate::notation::ProdOp::Times => "\\times ",
                    crate::notation::ProdOp::Star | crate::notation::ProdOp::Ast => "*",
                    crate::notation::ProdOp::Cdot => "\\cdot ",
                    _ => return false,
                });
                if !write_plain(factor, out) {
                    return false;
                }
            }
        }
        Kind::Sum(terms) => {
            for (k, (sign, term)) in terms.iter().enumerate() {
                match sign {
                    Sign::Plus if k == 0 => {}
                    Sign::Plus => out.push('+'),
                    Sign::Minus => out.push('-'),
                    _ => return false,
                }
                if !write_plain(term, out) {
                    return false;
                }
            }
        }
        Kind::Neg(inner) => {
            out.push('-');
            return write_plain(inner, out);
        }
        Kind::List(list) => return write_list(&list.items, out),
        Kind::Fence(f) => {
            let (open, close) = match (f.open, f.close) {
                (Delim::Paren, Delim::Paren) => ("(", ")"),
                (Delim::Bracket, Delim::Bracket) => ("[", "]"),
                (Delim::Bar, Delim::Bar) => ("|", "|"),
                (Delim::Angle, Delim::Angle) => ("<", ">"),
                (Delim::None, Delim::None) => ("", ""),
                _ => return false,
            };
            out.push_str(open);
            if !write_list(&f.items, out) {
                return false;
            }
            out.push_str(close);
        }
        Kind::Frac(f) => {
            let (Some(num), Some(den)) = (plain(&f.num), plain(&f.den)) else { return false };
            out.push_str(&format!("{num}/{den}"));
        }
        Kind::Mark(m) => out.push_str(m),
        Kind::Operator(o) if o.arg.is_none() && o.sub.is_none() && o.sup.is_none() => out.push_str(&o.name),
        _ => return false,
    }
    true
}

fn write_list(items: &[Node], out: &mut String) -> bool {
    for (k, item) in items.iter().enumerate() {
        if k > 0 {
            out.push(',');
        }
        if !write_plain(item, out) {
            return false;
        }
    }
    true
}

fn ends_in_command(text: &str) -> bool {
    text.rfind('\\').is_some_and(|at| text[at + 1..].chars().all(|c| c.is_ascii_alphabetic()))
}

fn wrap(sign: char, text: &str, out: &mut String) {
    let short = text.chars().nth(1).is_none() && !text.is_empty()
        || (text.starts_with('\\') && ends_in_command(text) && !text[1..].contains('\\'));
    out.push(sign);
    if short {
        out.push_str(text);
    } else {
        out.extend(["{", text, "}"]);
    }
}

/// The script, which is `plain`, as LaTeX: `_1`, `_{ij}`; words stay upright.
fn attach(sign: char, node: &Node, plain: &str, out: &mut String) {
    match &node.kind {
        Kind::Text(t) => wrap(sign, &format!("\\text{{{t}}}"), out),
        Kind::Symbol(name) => wrap(sign, &name.latex, out),
        _ => wrap(sign, plain, out),
    }
}
