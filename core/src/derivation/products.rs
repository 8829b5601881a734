//! Names for the parts that the products of a sum share: the derivative of a product by a factor that occurs k times has k terms,
//! each made of what stands before the factor and what stands after it. Written out it is as long as the square of the product;
//! with a name for each beginning and each end, every one made of the one before it, it is as long as the product.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use crate::expr::build::{symbol, transpose};
use crate::expr::{Digest, DigestMap, DigestSet, Expr, Op};
use crate::functions::TRANSPOSE;
use crate::shape::Shape;

/// Fewer products than this are written out.
const FEW: usize = 6;
/// Factors that a product may have between its beginning and its end.
const BETWEEN: usize = 2;
/// Letters for beginnings, and for ends, that are matrices.
const LETTERS: [&[&str]; 2] = [&["P", "L", "U", "M"], &["S", "R", "V", "T"]];

/// A product as the end of the longest one, a few factors, and a beginning of the longest one; by numbers of factors.
struct Split {
    end: usize,
    beginning: usize,
}

/// A product to be put together: the node, and its matrices as they are named.
struct Product<'a> {
    node: &'a Expr,
    /// Those of the transpose, where most of the node's own matrices are transposed.
    chain: Vec<Expr>,
    flipped: bool,
}

impl<'a> Product<'a> {
    fn new(node: &'a Expr) -> Product<'a> {
        let mut own = vec![];
        unfold(node.args().get(scalars(node)..).unwrap_or_default(), &mut own);
        let flipped = own.iter().filter(|f| f.call_of(TRANSPOSE.name()).is_some()).count() * 2 > own.len();
        let chain = if flipped { own.iter().rev().map(transpose).collect() } else { own };
        Product { node, chain, flipped }
    }

    /// The node made of these matrices.
    fn of(&self, chain: Vec<Expr>) -> Expr {
        let shape = self.node.shape();
        let own = if self.flipped { shape.transposed() } else { shape.clone() };
        let product = if chain.len() == 1 { chain } else { vec![Expr::raw(Op::Mul, chain, own)] };
        let turn = |e: Expr| if self.flipped { Expr::raw(Op::Call(TRANSPOSE), vec![e], shape.clone()) } else { e };
        let whole = product.into_iter().map(turn);
        let args: Vec<Expr> = self.node.args().iter().take(scalars(self.node)).cloned().chain(whole).collect();
        match <[Expr; 1]>::try_from(args) {
            Ok([only]) => only,
            Err(args) => Expr::raw(Op::Mul, args, shape.clone()),
        }
    }
}

/// The factors of a product of products, one after the other.
fn unfold(factors: &[Expr], out: &mut Vec<Expr>) {
    for f in factors {
        if matches!(f.op(), Op::Mul) && scalars(f) == 0 { unfold(f.args(), out) } else { out.push(f.clone()) }
    }
}

/// How many scalars stand before the matrices of a product.
fn scalars(product: &Expr) -> usize {
    product.args().iter().take_while(|a| a.shape().is_scalar()).count()
}

/// `e` with names for the beginnings and ends that its products share; `None` where it would not be shorter by a third.
pub(super) fn named(e: &Expr, names: &mut Names) -> Option<Expr> {
    let parts = e.subexpressions();
    // A product that is a factor is put together with the product that it is a factor of.
    let whole = parts.iter().filter(|p| !matches!(p.op(), Op::Mul)).flat_map(|p| p.args()).chain([e]);
    let whole: DigestSet = whole.map(Expr::digest).collect();
    let products = parts.iter().filter(|p| matches!(p.op(), Op::Mul) && whole.contains(&p.digest()));
    let products: Vec<Product<'_>> = products.map(Product::new).filter(|p| p.chain.len() > 2).collect();
    if products.len() < FEW || parts.iter().any(|p| matches!(p.op(), Op::Index(_) | Op::Differential(_))) {
        return None;
    }
    let before = names.parts.len();
    let mut table: DigestMap<Expr> = DigestMap::default();
    let mut left: Vec<&Product<'_>> = products.iter().collect();
    let mut spines = left.clone();
    while let Some(longest) = spines.iter().map(|p| p.chain.len()).max() {
        let mut ends = spines.iter().filter(|p| p.chain.len() == longest);
        let ends: Vec<&Product<'_>> = [ends.next(), ends.next_back()].into_iter().flatten().copied().collect();
        spread(&left, &ends, names, &mut table);
        left.retain(|p| !table.contains_key(&p.node.digest()));
        spines.retain(|p| !table.contains_key(&p.node.digest()) && ends.iter().all(|end| end.node != p.node));
    }
    let mut done: DigestMap<Expr> = DigestMap::default();
    for part in &parts {
        let new = table.remove(&part.digest()).unwrap_or_else(|| {
            let args = part.args().iter().map(|a| done.get(&a.digest()).unwrap_or(a).clone()).collect();
            Expr::raw(part.op().clone(), args, part.shape().clone())
        });
        done.insert(part.digest(), new);
    }
    let new = done.remove(&e.digest())?;
    let told = names.parts.iter().skip(before).fold(new.size(), |n, (_, part)| n.saturating_add(part.size()));
    if told.saturating_mul(3) > e.size().saturating_mul(2) {
        names.forget_after(before);
        return None;
    }
    Some(new)
}

/// All products that are put together from one of the `spines`, that of which most are, with names for what they share.
fn spread(products: &[&Product<'_>], spines: &[&Product<'_>], names: &mut Names, table: &mut DigestMap<Expr>) {
    let splits = |spine: &Product<'_>| -> Vec<(&Product<'_>, Split)> {
        let spine = digests(&spine.chain);
        products.iter().filter_map(|p| Some((*p, split(&digests(&p.chain), &spine)?))).collect()
    };
    // Of two as good the first.
    let found = spines.iter().rev().map(|spine| (spine, splits(spine)));
    let Some((spine, splits)) = found.max_by_key(|(_, splits)| splits.len()).filter(|(_, s)| s.len() >= FEW) else {
        return;
    };
    let at = |k: usize| spine.chain.len().saturating_sub(k);
    let beginnings = nested(splits.iter().map(|(_, s)| s.beginning), |from, to| spine.chain.get(from..to), names, 0);
    let ends = nested(splits.iter().map(|(_, s)| s.end), |from, to| spine.chain.get(at(to)..at(from)), names, 1);
    for (product, split) in splits {
        let between = product.chain.get(split.end..product.chain.len() - split.beginning).unwrap_or_default();
        let end = ends.get(&split.end).into_iter().flatten();
        let beginning = beginnings.get(&split.beginning).into_iter().flatten();
        let chain = end.chain(between).chain(beginning).cloned().collect();
        table.insert(product.node.digest(), product.of(chain));
    }
    // The longest itself is its longest beginning with a name, and what is left.
    if let Some((length, beginning)) = beginnings.last_key_value() {
        let rest = spine.chain.get(*length..).unwrap_or_default();
        table.insert(spine.node.digest(), spine.of(beginning.iter().chain(rest).cloned().collect()));
    }
}

fn digests(chain: &[Expr]) -> Vec<Digest> {
    chain.iter().map(Expr::digest).collect()
}

/// How a product is put together from an end and a beginning of `spine`, if it is.
fn split(product: &[Digest], spine: &[Digest]) -> Option<Split> {
    let end = overlap(spine, product);
    let beginning = overlap(product, spine).min(product.len() - end);
    let whole = end == spine.len() || beginning == spine.len();
    let split = Split { end, beginning };
    (!whole && end.max(beginning) > 1 && product.len() - end - beginning <= BETWEEN).then_some(split)
}

/// The length of the longest end of `first` that is a beginning of `second` (Knuth, Morris & Pratt 1977).
fn overlap(first: &[Digest], second: &[Digest]) -> usize {
    let mut borders: Vec<usize> = vec![0; second.len()];
    let grow = |borders: &[usize], mut k: usize, next: Digest| {
        while k > 0 && second.get(k) != Some(&next) {
            k = borders[k - 1];
        }
        if second.get(k) == Some(&next) { k + 1 } else { 0 }
    };
    for i in 1..second.len() {
        borders[i] = grow(&borders, borders[i - 1], second[i]);
    }
    first.iter().fold(0, |k, next| grow(&borders, k, *next))
}

/// Names for the parts of these lengths, each made of the one before it and what `factors` says stands between; a single factor
/// stands for itself.
fn nested<'a>(
    lengths: impl Iterator<Item = usize>,
    factors: impl Fn(usize, usize) -> Option<&'a [Expr]>,
    names: &mut Names,
    side: usize,
) -> BTreeMap<usize, Vec<Expr>> {
    let mut out = BTreeMap::new();
    let mut before: (usize, Vec<Expr>) = (0, vec![]);
    for length in lengths.filter(|n| *n > 0).collect::<BTreeSet<usize>>() {
        let Some(new) = factors(before.0, length) else { continue };
        let whole: Vec<Expr> = match side {
            0 => before.1.iter().chain(new).cloned().collect(),
            _ => new.iter().chain(&before.1).cloned().collect(),
        };
        before = (length, whole);
        if let (Some(first), Some(last), true) = (before.1.first(), before.1.last(), before.1.len() > 1) {
            let shape = Shape::matrix(first.shape().rows.clone(), last.shape().cols.clone());
            let matrix = !shape.is_vector() && !shape.is_row();
            let name = if matrix { names.next_of(LETTERS[side], &shape) } else { names.next(&shape) };
            names.parts.push((name.clone(), Expr::raw(Op::Mul, before.1, shape)));
            before.1 = vec![symbol(&name)];
        }
        out.insert(length, before.1.clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::Session;
    use crate::derivation::names::named;
    use crate::render::{Style, latex};
    use crate::verify::equal::equal;

    fn chain(k: usize, wrap: fn(&str) -> String) -> crate::expr::Expr {
        let mut session = Session::new().declare(r"X \in \mathbb{R}^{n \times n}").expect("a declaration");
        let mut product = String::new();
        for i in 1..=k {
            session = session.declare(&format!(r"A_{{{i}}} \in \mathbb{{R}}^{{n \times n}}")).expect("a declaration");
            product += &format!("A_{{{i}}} X ");
        }
        session.derive(&wrap(&product), "X").expect("a derivative").expr().clone()
    }

    fn traced(product: &str) -> String {
        format!(r"\operatorname{{tr}}({product})")
    }

    #[test]
    fn a_product_by_a_factor_that_occurs_often_is_told_by_its_beginnings_and_ends() {
        let style = Style::default();
        for wrap in [traced, str::to_string] {
            let lengths: Vec<usize> = [16, 32]
                .into_iter()
                .map(|k| {
                    let found = chain(k, wrap);
                    let short = named(&found).expect("a long result");
                    if k == 16 {
                        assert!(equal(&short.written_out(), &found).is_equal());
                    }
                    let parts = short.parts.iter().map(|(_, part)| latex(part, &style).len());
                    parts.sum::<usize>() + latex(&short.result, &style).len()
                })
                .collect();
            // Written out, twice the factors are four times as long.
            assert!(lengths[1] < 3 * lengths[0], "{lengths:?}");
        }
        let found = chain(16, traced);
        let short = named(&found).expect("a long result");
        let told: Vec<String> =
            short.parts.iter().map(|(s, e)| format!("{} = {}", s.latex(), latex(e, &style))).collect();
        assert!(told.contains(&"P_{2} = P_{1} X A_3".to_string()), "{told:#?}");
        assert!(told.contains(&"S_{2} = A_{14} X S_{1}".to_string()), "{told:#?}");
    }

    #[test]
    fn a_few_products_are_written_out() {
        assert!(named(&chain(5, traced)).is_none());
    }
}
