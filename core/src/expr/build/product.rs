//! Products. A product is scalars followed by a chain of matrices that cannot be cut into a scalar and the rest:
//! `x yᵀ z` is `(yᵀ z) x`.

use super::{identity, neg, number, power, transpose, zero};
use crate::expr::{Constant, DigestMap, Expr, Op};
use crate::functions::TRANSPOSE;
use crate::rational::Rational;
use crate::shape::{Dim, Shape};

/// Splits off the numeric coefficient: `−2 A x` is −2 and `A x`.
pub fn coefficient(e: &Expr) -> (Rational, Expr) {
    if let Some(r) = e.as_number().filter(|r| !r.is_overflow()) {
        return (r, number(1));
    }
    if matches!(e.op(), Op::Mul)
        && let Some((first, rest)) = e.args().split_first()
        && let Some(r) = first.as_number()
    {
        return (r, join(rest.to_vec()));
    }
    (Rational::ONE, e.clone())
}

/// The numeric coefficient alone.
pub fn numeric_factor(e: &Expr) -> Rational {
    let leading = if matches!(e.op(), Op::Mul) { e.args().first().and_then(Expr::as_number) } else { None };
    e.as_number().filter(|r| !r.is_overflow()).or(leading).unwrap_or(Rational::ONE)
}

/// `r · e`.
pub fn scale(r: Rational, e: &Expr) -> Expr {
    if r.is_one() {
        return e.clone();
    }
    if r.is_zero() {
        return zero(e.shape().clone());
    }
    let (c, rest) = coefficient(e);
    let r = r.times(c);
    if rest.as_number().is_some_and(Rational::is_one) {
        return number(r);
    }
    if r.is_one() {
        return rest;
    }
    if matches!(rest.op(), Op::Add) && r == Rational::MINUS_ONE {
        return neg(&rest);
    }
    // A product of matrices alone that is a scalar stays one factor, so that it is not cut apart.
    let chain_is_scalar =
        rest.shape().is_scalar() && matches!(rest.op(), Op::Mul) && !rest.args()[0].shape().is_scalar();
    let mut args = vec![number(r)];
    if matches!(rest.op(), Op::Mul) && !chain_is_scalar {
        args.extend(rest.args().iter().cloned());
    } else {
        args.push(rest.clone());
    }
    Expr::raw(Op::Mul, args, rest.shape().clone())
}

/// The scalar factors of a product and what is left (the number 1 if nothing is).
pub fn split_scalars(e: &Expr) -> (Vec<Expr>, Expr) {
    if !matches!(e.op(), Op::Mul) {
        return (vec![], e.clone());
    }
    let (scalars, chain): (Vec<Expr>, Vec<Expr>) = e.args().iter().cloned().partition(|a| a.shape().is_scalar());
    (scalars, join(chain))
}

fn join(mut args: Vec<Expr>) -> Expr {
    match args.len() {
        0 => number(1),
        1 => args.swap_remove(0),
        _ => {
            let shape = product_shape(&args);
            Expr::raw(Op::Mul, args, shape)
        }
    }
}

fn product_shape(args: &[Expr]) -> Shape {
    let mut chain = args.iter().filter(|a| !a.shape().is_scalar());
    match (chain.next(), chain.next_back()) {
        (Some(first), Some(last)) => Shape::matrix(first.shape().rows.clone(), last.shape().cols.clone()),
        (Some(only), None) => only.shape().clone(),
        _ => Shape::scalar(),
    }
}

/// A chain of more matrices than this is a product of products: what is derived from it shares these, and so is as long as the
/// chain and not as its square. No table has a product so long.
const WIDEST_CHAIN: usize = 16;

/// A chain in parts of one length, none wider than [`WIDEST_CHAIN`].
fn folded(mut chain: Vec<Expr>) -> Vec<Expr> {
    while chain.len() > WIDEST_CHAIN {
        let parts = chain.len().div_ceil(WIDEST_CHAIN);
        chain = chain.chunks(chain.len().div_ceil(parts)).map(|part| join(part.to_vec())).collect();
    }
    chain
}

/// The product of scalars and of matrices whose inner sizes fit.
pub fn mul(factors: Vec<Expr>) -> Expr {
    let mut coefficient = Rational::ONE;
    let mut scalars: Vec<Expr> = Vec::new();
    let mut chain: Vec<Expr> = Vec::new();
    let shape = product_shape(&factors);
    let wide = factors.iter().map(|f| links(f).len()).sum::<usize>() > WIDEST_CHAIN;
    let mut queue: Vec<(Expr, bool)> = factors.into_iter().rev().map(|f| (f, !wide)).collect();
    while let Some((f, opens)) = queue.pop() {
        if f.is_zero() {
            return zero(shape);
        }
        let pure_scalar_chain = f.shape().is_scalar() && matches!(f.op(), Op::Mul) && !f.args()[0].shape().is_scalar();
        match f.op() {
            Op::Mul if f.shape().is_scalar() && !pure_scalar_chain => {
                // A chain that is a number is one factor: what follows must not join it.
                let (numbers, links): (Vec<Expr>, Vec<Expr>) =
                    f.args().iter().cloned().partition(|a| a.shape().is_scalar());
                if !links.is_empty() {
                    queue.push((join(links), opens));
                }
                queue.extend(numbers.into_iter().rev().map(|n| (n, opens)));
            }
            Op::Mul if !pure_scalar_chain && opens => queue.extend(f.args().iter().rev().map(|a| (a.clone(), false))),
            // One factor of many, or of a product of products: its scalars alone come out.
            Op::Mul if !pure_scalar_chain && f.args()[0].shape().is_scalar() => {
                let (numbers, links) = split_scalars(&f);
                queue.push((links, false));
                queue.extend(numbers.into_iter().rev().map(|n| (n, false)));
            }
            _ => match f.as_number() {
                Some(r) if !coefficient.times(r).is_overflow() => coefficient = coefficient.times(r),
                _ if f.shape().is_scalar() => scalars.push(f),
                _ => push_link(&mut chain, f),
            },
        }
    }
    extract_scalars(&mut chain, &mut scalars);
    if shape.is_scalar() && chain.len() > 1 {
        scalars.push(join(folded(std::mem::take(&mut chain))));
    }
    let had_chain = !chain.is_empty() || !shape.is_scalar();
    chain.retain(|f| !f.is_identity());
    if chain.is_empty() && had_chain && !shape.is_scalar() {
        chain.push(identity(&shape.rows));
    }
    let mut args = collect_powers(scalars, &mut coefficient);
    if coefficient.is_zero() {
        return zero(shape);
    }
    if !coefficient.is_one() || (args.is_empty() && chain.is_empty()) {
        args.insert(0, number(coefficient));
    }
    if let ([c], true) = (args.as_slice(), chain.is_empty()) {
        return c.clone();
    }
    if coefficient == Rational::MINUS_ONE && args.len() + chain.len() == 2 {
        let last = if chain.is_empty() { &args[1] } else { &chain[0] };
        if matches!(last.op(), Op::Add) {
            return neg(last);
        }
    }
    args.append(&mut folded(chain));
    join(args)
}

/// `a b`.
pub fn mul2(a: &Expr, b: &Expr) -> Expr {
    mul(vec![a.clone(), b.clone()])
}

/// Appends a factor, merging it with the last where both are powers of one square base.
fn push_link(chain: &mut Vec<Expr>, f: Expr) {
    if f.is_identity() && !chain.is_empty() {
        return;
    }
    if let Some(last) = chain.last() {
        if last.is_identity() {
            chain.pop();
            return push_link(chain, f);
        }
        if let Some(merged) = merge(last, &f) {
            chain.pop();
            return push_link(chain, merged);
        }
    }
    chain.push(f);
}

fn merge(a: &Expr, b: &Expr) -> Option<Expr> {
    let bare = |e: &Expr| e.call_of(TRANSPOSE.name()).cloned();
    let (inner_a, inner_b) = (bare(a), bare(b));
    let (ta, tb) = (inner_a.is_some(), inner_b.is_some());
    let (a, b) = (inner_a.as_ref().unwrap_or(a), inner_b.as_ref().unwrap_or(b));
    if !a.shape().is_square() {
        return None;
    }
    let base = |e: &Expr| match (e.op(), e.args()) {
        (Op::Power, [base, _]) => base.digest(),
        _ => e.digest(),
    };
    if base(a) != base(b) {
        return commutations(a, b, ta || tb);
    }
    let ((base, ea), (_, eb)) = (base_exponent(a), base_exponent(b));
    if ta != tb {
        let orthogonal = matches!(base.op(), Op::Symbol(s) if s.properties().orthogonal);
        return (orthogonal && ea == eb).then(|| identity(&a.shape().rows));
    }
    let merged = power(base, super::add2(&ea, &eb));
    Some(if ta { transpose(&merged) } else { merged })
}

/// `K_{nm} K_{mn} = I`.
fn commutations(a: &Expr, b: &Expr, transposed: bool) -> Option<Expr> {
    match (a.op(), b.op()) {
        (Op::Constant(Constant::Commutation(m, n)), Op::Constant(Constant::Commutation(p, q)))
            if !transposed && m == q && n == p =>
        {
            Some(identity(&a.shape().rows))
        }
        _ => None,
    }
}

fn base_exponent(e: &Expr) -> (Expr, Expr) {
    match (e.op(), e.args()) {
        (Op::Power, [base, exponent]) => (base.clone(), exponent.clone()),
        _ => (e.clone(), number(1)),
    }
}

/// Cuts the chain where an inner size is 1 and moves the pieces that are scalars out.
fn extract_scalars(chain: &mut Vec<Expr>, scalars: &mut Vec<Expr>) {
    if !chain.iter().skip(1).any(|f| f.shape().rows.is_one()) {
        return;
    }
    let mut pieces: Vec<Vec<Expr>> = Vec::new();
    for f in chain.drain(..) {
        match pieces.last_mut() {
            Some(piece) if !f.shape().rows.is_one() => piece.push(f),
            _ => pieces.push(vec![f]),
        }
    }
    for piece in pieces {
        let scalar = piece.first().is_some_and(|f| f.shape().rows.is_one())
            && piece.last().is_some_and(|f| f.shape().cols.is_one());
        if scalar { scalars.push(scalar_chain(piece)) } else { chain.extend(piece) }
    }
}

/// A chain that is a scalar, read forwards or transposed, whichever has fewer transposes (then the smaller digest).
fn scalar_chain(piece: Vec<Expr>) -> Expr {
    let piece = folded(piece);
    let flipped: Vec<Expr> = piece.iter().rev().map(transpose).collect();
    let count = |p: &[Expr]| p.iter().filter(|f| f.call_of(TRANSPOSE.name()).is_some()).count();
    let inner = |p: &[Expr]| p.get(1..p.len().saturating_sub(1)).map_or(0, count);
    let (forwards, backwards) = (join(piece), join(flipped));
    let key = |e: &Expr| {
        let args = links(e);
        (inner(args), count(args))
    };
    let order = key(&backwards).cmp(&key(&forwards)).then_with(|| {
        let spelled = |e: &Expr| (reading_order(links(e)), e.digest());
        spelled(&backwards).cmp(&spelled(&forwards))
    });
    if order.is_lt() { backwards } else { forwards }
}

/// Alphabetical by the first letter met: `aᵀx` before `xᵀa`.
fn reading_order(args: &[Expr]) -> String {
    args.iter().map(|a| a.spelled()).map(|s| s.trim_start_matches("(transpose ").to_string()).collect()
}

/// The factors of a product, or the expression itself as the only one.
fn links(e: &Expr) -> &[Expr] {
    if matches!(e.op(), Op::Mul) { e.args() } else { std::slice::from_ref(e) }
}

/// Collects equal bases among scalar factors.
fn collect_powers(scalars: Vec<Expr>, coefficient: &mut Rational) -> Vec<Expr> {
    if scalars.len() < 2 {
        return scalars;
    }
    // Each base in order of appearance: the factor, and the exponents of all if there are more.
    let mut order: Vec<(Expr, Option<Expr>)> = Vec::with_capacity(scalars.len());
    let mut place: DigestMap<usize> = DigestMap::default();
    for s in scalars {
        let base = match (s.op(), s.args()) {
            (Op::Power, [base, _]) => base.digest(),
            _ => s.digest(),
        };
        match place.get(&base) {
            Some(&k) => {
                let (first, sum) = &mut order[k];
                let so_far = sum.take().unwrap_or_else(|| base_exponent(first).1);
                *sum = Some(super::add2(&so_far, &base_exponent(&s).1));
            }
            None => {
                place.insert(base, order.len());
                order.push((s, None));
            }
        }
    }
    let mut out = Vec::with_capacity(order.len());
    for (factor, sum) in order {
        let p = match sum {
            Some(exponent) => power(base_exponent(&factor).0, exponent),
            None => factor,
        };
        match p.as_number() {
            Some(r) => *coefficient = coefficient.times(r),
            None => out.push(p),
        }
    }
    out
}

/// The entry-wise product of factors of one shape; a scalar factor scales.
pub fn hadamard(factors: Vec<Expr>) -> Expr {
    let shape = factors.iter().map(Expr::shape).find(|s| !s.is_scalar()).cloned().unwrap_or_else(Shape::scalar);
    if shape.is_scalar() {
        return mul(factors);
    }
    let mut outside: Vec<Expr> = Vec::new();
    let mut order: Vec<(Expr, Expr)> = Vec::new();
    let mut queue: Vec<Expr> = factors.into_iter().rev().collect();
    while let Some(f) = queue.pop() {
        if f.is_zero() {
            return zero(shape);
        }
        if f.shape().is_scalar() {
            outside.push(f);
            continue;
        }
        let (scalars, rest) = split_scalars(&f);
        outside.extend(scalars);
        match (rest.op(), rest.args()) {
            (Op::Hadamard, args) => queue.extend(args.iter().rev().cloned()),
            (Op::Constant(Constant::Ones), _) => {}
            (Op::Mul, [column, row]) if [column, row].iter().all(|f| f.is_constant(&Constant::Ones)) => {}
            (Op::EntryPower, [base, exponent]) => collect(&mut order, base.clone(), exponent.clone()),
            _ => collect(&mut order, rest, number(1)),
        }
    }
    let mut args: Vec<Expr> =
        order.into_iter().map(|(b, e)| super::entry_power(b, e)).filter(|f| !f.is_constant(&Constant::Ones)).collect();
    let product = match args.len() {
        0 => super::ones(shape),
        1 => args.swap_remove(0),
        _ => Expr::raw(Op::Hadamard, args, shape),
    };
    outside.push(product);
    mul(outside)
}

fn collect(order: &mut Vec<(Expr, Expr)>, base: Expr, exponent: Expr) {
    match order.iter_mut().find(|(b, _)| *b == base) {
        Some((_, e)) => *e = super::add2(e, &exponent),
        None => order.push((base, exponent)),
    }
}

/// A Kronecker product of more factors than this stays nested as it is written: each of its parts has a list of its own.
const WIDEST_KRON: usize = 64;

/// The Kronecker product. A scalar factor scales; a column ⊗ a row is their outer product.
pub fn kron(factors: Vec<Expr>) -> Expr {
    let one = Dim::one();
    let rows = factors.iter().fold(one.clone(), |d, f| d.mul(&f.shape().rows));
    let cols = factors.iter().fold(one, |d, f| d.mul(&f.shape().cols));
    let shape = Shape::matrix(rows, cols);
    let mut outside: Vec<Expr> = Vec::new();
    let mut args: Vec<Expr> = Vec::new();
    let mut queue: Vec<Expr> = factors.into_iter().rev().collect();
    while let Some(f) = queue.pop() {
        if f.is_zero() {
            return zero(shape);
        }
        if f.shape().is_scalar() {
            outside.push(f);
            continue;
        }
        let (scalars, rest) = split_scalars(&f);
        outside.extend(scalars);
        if matches!(rest.op(), Op::Kron) && args.len() + rest.args().len() <= WIDEST_KRON {
            queue.extend(rest.args().iter().rev().cloned());
            continue;
        }
        let joined = match args.last() {
            Some(last) if last.is_identity() && rest.is_identity() => {
                Some(identity(&last.shape().rows.mul(&rest.shape().rows)))
            }
            // a ⊗ bᵀ = bᵀ ⊗ a = a bᵀ
            Some(last) if last.shape().is_vector() && rest.shape().is_row() => Some(mul2(last, &rest)),
            Some(last) if last.shape().is_row() && rest.shape().is_vector() => Some(mul2(&rest, last)),
            _ => None,
        };
        match joined {
            Some(e) => {
                args.pop();
                args.push(e);
            }
            None => args.push(rest),
        }
    }
    let product = match args.len() {
        0 => number(1),
        1 => args.swap_remove(0),
        _ => Expr::raw(Op::Kron, args, shape),
    };
    outside.push(product);
    mul(outside)
}
