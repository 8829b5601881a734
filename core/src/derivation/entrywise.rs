//! A derivative entry by entry: `[∂φ/∂K]_{uv} = Σ_ij [∇𝓛(Y)]_{ij} X_{i+u−1,j+v−1}`, `∂Y_ij/∂K_uv = X_{i+u−1,j+v−1}`.

use std::sync::Arc;

use super::Derivation;
use crate::calculus::derive::{Form, Request};
use crate::expr::build::{
    add, call, entry, fresh_index, index, map, mul, number, power, replace, size, substitute, sum_over, symbol, table,
    trace, transpose, unit,
};
use crate::expr::{Expr, Op, Symbol};
use crate::render::{Style, latex, unicode};
use crate::shape::{Dim, Shape};
use crate::verify::equal::equal;

/// The derivative of one entry of the function by one entry of the variable.
#[derive(Clone, Debug)]
pub struct Entrywise {
    /// The indices of the entry of the function; none for a scalar.
    pub of: Vec<Arc<str>>,
    /// The indices of the entry of the variable.
    pub by: Vec<Arc<str>>,
    /// The derivative.
    pub value: Expr,
    /// The shape of the function's value.
    shape: Shape,
}

impl Entrywise {
    /// The derivative of what is about entries: a convolution, or what has been given entry by entry. `None` for anything else, and
    /// where the numbers do not agree.
    pub fn find(request: &Request) -> Option<Entrywise> {
        let free =
            request.part.is_none() && !request.structured && request.order == 1 && !request.wrt.shape().is_scalar();
        if !free || !is_indexed(&request.expr) {
            return None;
        }
        let f = request.expr.shape();
        let mut names = ["i", "j", "u", "v", "k", "l", "r", "s", "a", "b"]
            .into_iter()
            .filter(|name| !request.expr.mentions(name))
            .map(Arc::<str>::from);
        let mut take = |shape: &Shape| -> Option<Vec<Arc<str>>> {
            let both = [names.next()?, names.next()?];
            Some(
                both.into_iter().zip([&shape.rows, &shape.cols]).filter(|(_, n)| !n.is_one()).map(|(i, _)| i).collect(),
            )
        };
        let (of, by) = (take(f)?, take(request.wrt.shape())?);
        // A weight for every output makes one number of them all, whose gradient is verified.
        let weights = Symbol::new("\u{0}weights", "W", f.clone());
        let weighted = if f.is_scalar() {
            request.expr.clone()
        } else {
            trace(&mul(vec![transpose(&symbol(&weights)), request.expr.clone()]))
        };
        let gradient = Request { form: Some(Form::Gradient), ..Request::new(weighted, request.wrt.clone()) };
        let gradient = Derivation::find(gradient).ok()?.result;
        let [u, v] = places(&by, request.wrt.shape());
        let sum = at(&gradient, &u, &v);
        let value = if f.is_scalar() { sum.clone() } else { weight_of(&sum, &weights, &places(&of, f), f)? };
        let rebuilt = if f.is_scalar() {
            value.clone()
        } else {
            let [i, j] = places(&of, f);
            let all = mul(vec![entry(symbol(&weights), i, j), value.clone()]);
            of.iter().zip(sizes(f)).rev().fold(all, |e, (i, n)| sum_over(i, number(1), n, e))
        };
        let name = |k: usize| by.get(k).cloned().unwrap_or_default();
        let (rows, cols) = match (request.wrt.shape().rows.is_one(), request.wrt.shape().cols.is_one()) {
            (true, false) => (Arc::from(""), name(0)),
            _ => (name(0), name(1)),
        };
        let whole = table(&rows, &cols, rebuilt, request.wrt.shape().clone());
        equal(&whole, &gradient).is_equal().then(|| Entrywise { value: apart(&value), of, by, shape: f.clone() })
    }

    /// The entries of the left side, `Y_{ij}` and `K_{uv}`, as `print` prints them.
    fn sides(&self, name: &str, wrt: &Symbol, print: &dyn Fn(&Expr) -> String) -> [String; 2] {
        let side = |whole: &Symbol, indices: &[Arc<str>]| {
            let [i, j] = places(indices, whole.shape());
            print(&entry(symbol(whole), i, j))
        };
        let name = if name.contains(' ') && !self.of.is_empty() { format!("[{name}]") } else { name.to_string() };
        [side(&Symbol::new("\u{0}f", &name, self.shape.clone()), &self.of), side(wrt, &self.by)]
    }

    /// The equation in LaTeX.
    pub fn latex(&self, name: &str, wrt: &Symbol, style: &Style) -> String {
        let [of, by] = self.sides(name, wrt, &|e| latex(e, style));
        format!(r"\frac{{\partial {of}}}{{\partial {by}}} = {}", latex(&self.value, style))
    }

    /// The equation in a line of Unicode.
    pub fn unicode(&self, name: &str, wrt: &Symbol, style: &Style) -> String {
        let [of, by] = self.sides(name, wrt, &|e| unicode(e, style));
        format!("∂{of}/∂{by} = {}", unicode(&self.value, style))
    }
}

/// Whether an expression is about entries at places that are computed.
fn is_indexed(e: &Expr) -> bool {
    let here = index("\u{0}");
    e.subexpressions().iter().any(|part| match part.op() {
        Op::Table(..) => true,
        Op::Call(f) => {
            f.entry(part.args(), [&here, &here], &|x, i, j| entry(x.clone(), i.clone(), j.clone())).is_some()
        }
        _ => false,
    })
}

fn sizes(shape: &Shape) -> Vec<Expr> {
    [&shape.rows, &shape.cols].into_iter().filter(|n| !n.is_one()).map(size).collect()
}

/// Row and column for the indices of an entry; 1 along an axis of one entry.
fn places(indices: &[Arc<str>], shape: &Shape) -> [Expr; 2] {
    let mut indices = indices.iter();
    [&shape.rows, &shape.cols]
        .map(|n| if n.is_one() { number(1) } else { indices.next().map_or_else(|| number(1), |i| index(i)) })
}

/// What stands with the weight at a place: the weighted sum for weights that are 1 there and 0 elsewhere.
fn weight_of(sum: &Expr, weights: &Symbol, place: &[Expr; 2], f: &Shape) -> Option<Expr> {
    // Names of their own, lest a sum inside binds them.
    let marks: [Arc<str>; 2] = ["\u{0}i".into(), "\u{0}j".into()];
    let at = |k: usize, n: &Dim| unit(if n.is_one() { number(1) } else { index(&marks[k]) }, n.clone());
    let one = mul(vec![at(0, &f.rows), transpose(&at(1, &f.cols))]);
    let value = without_deltas(&replace(sum, &symbol(weights), &one));
    let value = substitute(&value, &[(&marks[0], place[0].clone()), (&marks[1], place[1].clone())]);
    (!value.mentions(weights.key())).then_some(value)
}

/// Sums over an index that Kronecker's δ makes equal to another.
fn without_deltas(e: &Expr) -> Expr {
    map(e, &mut |part| {
        let (Op::Sum(k), [_, _, body]) = (part.op(), part.args()) else { return part };
        let factors = if matches!(body.op(), Op::Mul) { body.args() } else { std::slice::from_ref(body) };
        let other = |f: &Expr| match (f.op(), f.args()) {
            (Op::Delta, [a, b]) if *a == index(k) && matches!(b.op(), Op::Index(_)) => Some(b.clone()),
            (Op::Delta, [a, b]) if *b == index(k) && matches!(a.op(), Op::Index(_)) => Some(a.clone()),
            _ => None,
        };
        match factors.iter().enumerate().find_map(|(at, f)| other(f).map(|o| (at, o))) {
            Some((at, other)) => {
                let rest = factors.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, f)| f.clone()).collect();
                substitute(&mul(rest), &[(k, other)])
            }
            None => part,
        }
    })
}

/// The same with other names for bound indices that stand for something else nearby.
fn apart(value: &Expr) -> Expr {
    let sums =
        |e: &Expr| e.subexpressions().into_iter().filter(|part| matches!(part.op(), Op::Sum(_))).collect::<Vec<_>>();
    let free = |i: &Arc<str>| {
        let mark: Arc<str> = "\u{0}free".into();
        substitute(value, &[(i, index(&mark))]) != *value
    };
    let taken: Vec<Arc<str>> =
        sums(value).iter().flat_map(|s| s.binds().into_iter().cloned().collect::<Vec<_>>()).filter(free).collect();
    map(value, &mut |part| match (part.op(), part.args()) {
        (Op::Sum(k), [lo, hi, body]) if taken.contains(k) => {
            let new = fresh_index(&[value, &part]);
            sum_over(&new, lo.clone(), hi.clone(), substitute(body, &[(k, index(&new))]))
        }
        _ => part,
    })
}

/// The entry of `e` at a place, in entries of what it is made of.
fn at(e: &Expr, i: &Expr, j: &Expr) -> Expr {
    if e.shape().is_scalar() {
        return e.clone();
    }
    let each = || e.args().iter().map(|a| at(a, i, j)).collect::<Vec<_>>();
    let expanded = match (e.op(), e.args()) {
        (Op::Add, _) => Some(add(each())),
        (Op::Hadamard, _) => Some(mul(each())),
        (Op::EntryPower, [x, k]) => Some(power(at(x, i, j), k.clone())),
        (Op::Call(f), [x]) if f.is_entrywise() => call(*f, vec![at(x, i, j)]),
        (Op::Call(f), [x]) if f.name() == crate::functions::TRANSPOSE.name() => Some(at(x, j, i)),
        (Op::Call(f), args) => f.entry(args, [i, j], &at),
        (Op::Sum(k), [lo, hi, body]) => {
            // What the place mentions is another index than the one bound here.
            let new = if i.mentions(k) || j.mentions(k) { fresh_index(&[body, i, j]) } else { k.clone() };
            let body = substitute(body, &[(k, index(&new))]);
            Some(sum_over(&new, lo.clone(), hi.clone(), at(&body, i, j)))
        }
        (Op::Mul, [first, rest @ ..]) if !rest.is_empty() => {
            let rest = mul(rest.to_vec());
            Some(if first.shape().is_scalar() {
                mul(vec![first.clone(), at(&rest, i, j)])
            } else {
                let n = &first.shape().cols;
                let k = fresh_index(&[first, &rest, i, j]);
                let body = mul(vec![at(first, i, &index(&k)), at(&rest, &index(&k), j)]);
                sum_over(&k, number(1), size(n), body)
            })
        }
        _ => None,
    };
    without_deltas(&expanded.unwrap_or_else(|| entry(e.clone(), i.clone(), j.clone())))
}
