//! Bound indices: sums and products over an index, matrices given entry by entry, and what may be put in place of an index.

use std::sync::Arc;

use super::{
    add, coefficient, identity, index, map, mul, neg, number, ones, power, rebuild, scale, split_scalars, sub,
    transpose, zero,
};
use crate::expr::{Expr, Op};
use crate::shape::Shape;

/// The sum of `body` over the bound index `i` from `lo` to `hi`; what does not depend on the index moves out.
pub fn sum_over(i: &Arc<str>, lo: Expr, hi: Expr, body: Expr) -> Expr {
    if body.is_zero() {
        return body;
    }
    if !body.mentions(i) {
        let count = add(vec![hi, number(1), neg(&lo)]);
        return mul(vec![count, body]);
    }
    if lo == hi {
        return substitute(&body, &[(i, lo)]);
    }
    if matches!(body.op(), Op::Mul) {
        let (c, rest) = coefficient(&body);
        let (scalars, chain) = split_scalars(&rest);
        let (moving, staying): (Vec<Expr>, Vec<Expr>) = scalars.into_iter().partition(|s| !s.mentions(i));
        // Matrices at either end that do not depend on the index move out as well.
        let links: Vec<Expr> = if matches!(chain.op(), Op::Mul) { chain.args().to_vec() } else { vec![chain] };
        let from = links.iter().position(|f| f.mentions(i)).unwrap_or(0);
        let to = links.iter().rposition(|f| f.mentions(i)).map_or(0, |p| p + 1);
        let inner_shape_kept = from < to;
        if !c.is_one() || !moving.is_empty() || (inner_shape_kept && (from > 0 || to < links.len())) {
            let (left, middle, right) = if inner_shape_kept {
                (&links[..from], &links[from..to], &links[to..])
            } else {
                (&links[..], &[][..], &[][..])
            };
            let inner = mul(staying.into_iter().chain(middle.iter().cloned()).collect());
            let mut factors = moving;
            factors.extend(left.iter().cloned());
            factors.push(sum_over(i, lo, hi, inner));
            factors.extend(right.iter().cloned());
            return scale(c, &mul(factors));
        }
    }
    if matches!(body.op(), Op::Add) {
        return add(body.args().iter().map(|t| sum_over(i, lo.clone(), hi.clone(), t.clone())).collect());
    }
    let shape = body.shape().clone();
    Expr::raw(Op::Sum(i.clone()), vec![lo, hi, body], shape)
}

/// The product of the scalar `body` over the bound index `i`.
pub fn prod_over(i: &Arc<str>, lo: Expr, hi: Expr, body: Expr) -> Expr {
    if !body.mentions(i) {
        let count = sub(&add(vec![hi, number(1)]), &lo);
        return power(body, count);
    }
    Expr::raw(Op::Prod(i.clone()), vec![lo, hi, body], Shape::scalar())
}

/// The matrix of the given shape whose entry at row `i` and column `j` is `body`; of a vector `j`, of a row `i` is not looked at.
/// Where the body is an entry of a matrix or does not depend on the place, that matrix.
pub fn table(i: &Arc<str>, j: &Arc<str>, body: Expr, shape: Shape) -> Expr {
    if body.is_zero() {
        return zero(shape);
    }
    let (over_i, over_j) = (!shape.rows.is_one() && body.mentions(i), !shape.cols.is_one() && body.mentions(j));
    // Rows or columns that are all the same.
    if !over_i && !shape.rows.is_one() {
        return mul(vec![ones(Shape::vector(shape.rows)), table(i, j, body, Shape::vector(shape.cols).transposed())]);
    }
    if !over_j && !shape.cols.is_one() {
        return mul(vec![table(i, j, body, Shape::vector(shape.rows)), ones(Shape::vector(shape.cols).transposed())]);
    }
    if !over_i && !over_j {
        return body;
    }
    let name = |over: bool, k: &Arc<str>| if over { k.clone() } else { Arc::from("") };
    let (i, j) = (name(over_i, i), name(over_j, j));
    let fixed = |e: &Expr| !e.mentions(&i) && !e.mentions(&j);
    let (row, col) = (place(&i), place(&j));
    match (body.op(), body.args()) {
        (Op::Entry, [x, a, b]) if fixed(x) => {
            if *x.shape() == shape && *a == row && *b == col {
                return x.clone();
            }
            if x.shape().transposed() == shape && *a == col && *b == row {
                return transpose(x);
            }
        }
        (Op::Delta, [a, b]) if shape.is_square() && (*a == row && *b == col || *a == col && *b == row) => {
            return identity(&shape.rows);
        }
        (Op::Mul, factors) if factors.iter().any(fixed) && factors.iter().all(|f| f.shape().is_scalar()) => {
            let (outside, inside): (Vec<Expr>, Vec<Expr>) = factors.iter().cloned().partition(fixed);
            return mul(outside.into_iter().chain([table(&i, &j, mul(inside), shape)]).collect());
        }
        (Op::Add, terms) => {
            let parts: Vec<Expr> = terms.iter().map(|t| table(&i, &j, t.clone(), shape.clone())).collect();
            let written_out = |p: &Expr| p.subexpressions().iter().any(|q| matches!(q.op(), Op::Table(..)));
            if parts.iter().any(|p| !written_out(p)) {
                return add(parts);
            }
        }
        _ => {}
    }
    Expr::raw(Op::Table(i, j), vec![body], shape)
}

/// The place that an index stands for: the only one where it has nothing to run over.
fn place(i: &str) -> Expr {
    if i.is_empty() { number(1) } else { index(i) }
}

/// `e` with values put in place of indices, all at once. Indices bound inside are renamed where a value mentions their name.
pub fn substitute(e: &Expr, values: &[(&Arc<str>, Expr)]) -> Expr {
    let values: Vec<(&Arc<str>, Expr)> =
        values.iter().filter(|(i, v)| e.mentions(i) && *v != index(i)).map(|(i, v)| (*i, v.clone())).collect();
    if values.is_empty() {
        return e.clone();
    }
    let clashes = |part: &Expr| part.binds().into_iter().any(|k| values.iter().any(|(i, v)| *i == k || v.mentions(k)));
    if !e.subexpressions().iter().any(clashes) {
        return map(e, &mut |part| match part.op() {
            Op::Index(name) => values.iter().find(|(i, _)| *i == name).map_or(part.clone(), |(_, v)| v.clone()),
            _ => part,
        });
    }
    // Outside of what it binds, an index of the same name is another one.
    let bound: Vec<Arc<str>> = e.binds().into_iter().cloned().collect();
    let mut op = e.op().clone();
    let mut inner: Vec<(Arc<str>, Expr)> =
        values.iter().filter(|(i, _)| !bound.contains(i)).map(|(i, v)| ((*i).clone(), v.clone())).collect();
    for k in bound.iter().filter(|k| values.iter().any(|(_, v)| v.mentions(k))) {
        let mut used: Vec<&Expr> = values.iter().map(|(_, v)| v).collect();
        used.push(e);
        let new = fresh_index(&used);
        inner.push((k.clone(), index(&new)));
        op = renamed(op, k, &new);
    }
    let inner: Vec<(&Arc<str>, Expr)> = inner.iter().map(|(i, v)| (i, v.clone())).collect();
    let last = e.args().len().saturating_sub(1);
    let args: Vec<Expr> = (0..)
        .zip(e.args())
        .map(|(k, a)| if k == last && !bound.is_empty() { substitute(a, &inner) } else { substitute(a, &values) })
        .collect();
    rebuild(&Expr::raw(op, e.args().to_vec(), e.shape().clone()), args)
}

fn renamed(op: Op, old: &Arc<str>, new: &Arc<str>) -> Op {
    let name = |k: Arc<str>| if k == *old { new.clone() } else { k };
    match op {
        Op::Sum(k) => Op::Sum(name(k)),
        Op::Prod(k) => Op::Prod(name(k)),
        Op::Table(i, j) => Op::Table(name(i), name(j)),
        other => other,
    }
}

/// An index letter that none of the expressions mentions.
pub fn fresh_index(used: &[&Expr]) -> Arc<str> {
    let letters = ["j", "k", "l", "i", "r", "s", "t", "u", "v"];
    let free = |l: &str| !used.iter().any(|e| e.mentions(l));
    match letters.iter().find(|l| free(l)) {
        Some(l) => (*l).into(),
        None => (1..).map(|n| format!("j_{{{n}}}")).find(|l| free(l)).unwrap_or_default().into(),
    }
}
