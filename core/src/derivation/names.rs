//! Names for what repeats: `\mathbf h_i` for a part that a result uses more than once, `\boldsymbol\delta_i` for the entry-wise
//! products that back-propagation nests into each other.
//!
//! A long result with shared parts is exponentially long when it is written out; with names it is as long as the network is deep.

use super::products;
use crate::expr::build::{self, symbol};
use crate::expr::{DigestMap, Expr, Op, Symbol};
use crate::shape::Shape;

/// Results with fewer nodes than this are read as they stand.
const LONG: u64 = 70;
/// Parts with fewer nodes than this need no name.
const SMALL: u64 = 4;

/// A result in terms of named parts.
#[derive(Clone, Debug)]
pub struct Named {
    /// The result.
    pub result: Expr,
    /// What each name stands for, in terms of the names before it.
    pub parts: Vec<(Symbol, Expr)>,
}

/// The result with names for the parts that repeat; `None` where it is short, or nothing repeats.
pub fn named(e: &Expr) -> Option<Named> {
    if e.size() < LONG {
        return None;
    }
    let mut names = Names::new(e);
    let spread = products::named(e, &mut names);
    let e = spread.as_ref().unwrap_or(e);
    let mut uses: DigestMap<usize> = DigestMap::default();
    let parts = e.subexpressions();
    for arg in parts.iter().flat_map(|p| p.args()) {
        *uses.entry(arg.digest()).or_default() += 1;
    }
    let repeated = |p: &Expr| p.size() >= SMALL && uses.get(&p.digest()).is_some_and(|n| *n > 1) && nameable(p);
    let shared = names.replace(e, &repeated, &mut |names, p| names.next(p.shape())).or_else(|| spread.clone())?;
    let nested = |p: &Expr| matches!(p.op(), Op::Hadamard) && p.size() >= 2 * SMALL && nameable(p);
    let layers = shared.subexpressions().iter().filter(|p| nested(p)).count();
    let result = if layers > 1 && !names.taken("delta") {
        names.replace(&shared, &nested, &mut |names, p| names.layer(p)).unwrap_or(shared)
    } else {
        shared
    };
    Some(Named { result, parts: names.parts })
}

/// Whether a part means the same wherever it stands: it is about no bound index.
fn nameable(e: &Expr) -> bool {
    e.subexpressions().iter().all(|p| !matches!(p.op(), Op::Index(_) | Op::Differential(_)))
}

/// The names given so far.
pub(super) struct Names {
    /// The LaTeX of all quantities.
    used: Vec<String>,
    counts: Vec<(&'static str, usize)>,
    pub parts: Vec<(Symbol, Expr)>,
    deltas: Vec<usize>,
}

impl Names {
    fn new(e: &Expr) -> Names {
        let parts = e.subexpressions();
        let used = parts.iter().filter_map(|p| match p.op() {
            Op::Symbol(s) | Op::Differential(s) => Some(s.latex().to_string()),
            Op::Apply(f, _) => Some(f.latex().to_string()),
            _ => None,
        });
        Names { used: used.collect(), counts: vec![], parts: vec![], deltas: vec![] }
    }

    /// Whether a quantity has this letter or word in its name.
    fn taken(&self, letter: &str) -> bool {
        self.used.iter().any(|latex| latex.split(|c: char| !c.is_alphabetic()).any(|word| word == letter))
    }

    /// The next name for something of this shape.
    pub fn next(&mut self, shape: &Shape) -> Symbol {
        let letters: &[&'static str] = match shape {
            s if s.is_scalar() => &["s", "t", "r", "c", "q"],
            s if s.is_vector() || s.is_row() => &["h", "u", "v", "w", "z"],
            _ => &["M", "P", "S", "T", "Q"],
        };
        self.next_of(letters, shape)
    }

    /// The next name with the first of these letters that no quantity has; a vector takes another.
    pub fn next_of(&mut self, letters: &[&'static str], shape: &Shape) -> Symbol {
        let letter = letters.iter().copied().find(|l| !self.taken(l)).unwrap_or(letters[0]);
        let place = self.counts.iter().position(|(l, _)| *l == letter).unwrap_or_else(|| {
            self.counts.push((letter, 0));
            self.counts.len() - 1
        });
        self.counts[place].1 += 1;
        let number = self.counts[place].1;
        let bold = !shape.is_scalar() && (shape.is_vector() || shape.is_row());
        let latex = if bold { format!("\\mathbf{{{letter}}}_{{{number}}}") } else { format!("{letter}_{{{number}}}") };
        Symbol::new(&format!("{letter}_{number}@name"), &latex, shape.clone())
    }

    /// Takes back all names but the first `count`.
    pub fn forget_after(&mut self, count: usize) {
        self.parts.truncate(count);
        self.counts.clear();
    }

    /// δ with the number of the layer whose value is a factor.
    fn layer(&mut self, product: &Expr) -> Symbol {
        let own = |a: &Expr| self.parts.iter().position(|(s, _)| matches!(a.op(), Op::Symbol(t) if t == s));
        let mut number = product.args().iter().find_map(own).map_or(self.deltas.len() + 1, |k| k + 1);
        while self.deltas.contains(&number) {
            number += 1;
        }
        self.deltas.push(number);
        Symbol::new(
            &format!("delta_{number}@name"),
            &format!("\\boldsymbol{{\\delta}}_{{{number}}}"),
            product.shape().clone(),
        )
    }

    /// `e` with a name for every part that is `wanted`, innermost first; `None` where none is.
    fn replace(
        &mut self,
        e: &Expr,
        wanted: &dyn Fn(&Expr) -> bool,
        name: &mut dyn FnMut(&mut Names, &Expr) -> Symbol,
    ) -> Option<Expr> {
        let before = self.parts.len();
        let mut done: DigestMap<Expr> = DigestMap::default();
        for part in e.subexpressions() {
            let args = part.args().iter().map(|a| done.get(&a.digest()).unwrap_or(a).clone()).collect();
            let mut new = Expr::raw(part.op().clone(), args, part.shape().clone());
            if wanted(&part) {
                let own = name(self, &new);
                self.parts.push((own.clone(), new));
                new = symbol(&own);
            }
            done.insert(part.digest(), new);
        }
        (self.parts.len() > before).then(|| done.remove(&e.digest())).flatten()
    }
}

impl Named {
    /// The result written out again.
    pub fn written_out(&self) -> Expr {
        self.parts.iter().rev().fold(self.result.clone(), |e, (name, part)| {
            build::map(&e, &mut |p| match p.op() {
                Op::Symbol(s) if s == name => part.clone(),
                _ => p,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::Session;
    use crate::render::{Style, latex};
    use crate::verify::equal::equal;

    fn network(layers: usize) -> (Session, String) {
        let mut declared = vec![r"\mathbf x \in \mathbb R^n".to_string(), r"\mathbf y \in \mathbb R^n".to_string()];
        let mut formula = r"\mathbf x".to_string();
        for i in 1..=layers {
            declared.push(format!(r"W_{{{i}}} \in \mathbb R^{{n \times n}}"));
            declared.push(format!(r"\mathbf b_{{{i}}} \in \mathbb R^n"));
            formula = format!(r"\sigma(W_{{{i}}} {formula} + \mathbf b_{{{i}}})");
        }
        let session = declared.iter().fold(Session::new(), |s, d| s.declare(d).expect("a declaration"));
        (session, format!(r"\|{formula} - \mathbf y\|^2"))
    }

    #[test]
    fn a_deep_network_is_told_layer_by_layer() {
        let (session, formula) = network(12);
        let found = session.derive(&formula, "W_{1}").expect("a gradient");
        let short = named(found.expr()).expect("a long result");
        let style = Style::default();
        assert_eq!(latex(&short.result, &style), r"2 \boldsymbol{\delta}_{1} \mathbf x^T");
        let told: Vec<String> =
            short.parts.iter().map(|(s, e)| format!("{} = {}", s.latex(), latex(e, &style))).collect();
        assert_eq!(told.len(), 24);
        assert_eq!(told[0], r"\mathbf{h}_{1} = \sigma(W_1 \mathbf x + \mathbf b_1)");
        assert!(told.iter().all(|line| line.len() < 160), "{told:#?}");
        let (session, formula) = network(3);
        let found = session.derive(&formula, "W_{1}").expect("a gradient");
        let short = named(found.expr()).expect("a long result");
        assert!(equal(&short.written_out(), found.expr()).is_equal());
    }

    #[test]
    fn what_is_short_needs_no_names() {
        let (session, formula) = network(1);
        assert!(named(session.derive(&formula, "W_{1}").expect("a gradient").expr()).is_none());
    }
}
