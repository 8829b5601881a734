//! The differential: `d(AXB) = A dX B`, by rules that each concern one operation.

use super::Refusal;
use crate::expr::build::{
    add, apply, block, entry, entry_power, fresh_index, hadamard, index, inverse, kron, mul, neg, number, power,
    prod_over, recip, size, sub, sum_over, table, trace, transpose, unit, vec_of, zero,
};
use crate::expr::{DigestMap, Expr, FnSymbol, Op, Reading, Symbol};
use crate::functions::{LOG, unvec};
use crate::rational::Rational;

/// Powers of a matrix up to this exponent are differentiated term by term, larger ones as a sum over an index.
const WRITTEN_OUT: i64 = 5;

/// The differential of `e` where only `wrt` varies. Shaped like `e`.
pub fn differential(e: &Expr, wrt: &Symbol) -> Result<Expr, Refusal> {
    let mut done: DigestMap<Expr> = DigestMap::default();
    for part in e.subexpressions() {
        let d = if part.mentions(wrt.key()) {
            let ds = part
                .args()
                .iter()
                .map(|a| done.get(&a.digest()).cloned().unwrap_or_else(|| zero(a.shape().clone())))
                .collect::<Vec<_>>();
            one_level(&part, wrt, &ds)?
        } else {
            zero(part.shape().clone())
        };
        done.insert(part.digest(), d);
    }
    Ok(done.remove(&e.digest()).unwrap_or_else(|| zero(e.shape().clone())))
}

/// The differential of `e` in terms of `d`, the differentials of its arguments.
pub fn one_level(e: &Expr, wrt: &Symbol, d: &[Expr]) -> Result<Expr, Refusal> {
    let args = e.args();
    match e.op() {
        Op::Symbol(s) if s.key() == wrt.key() => {
            Ok(Expr::raw(Op::Differential(s.clone()), args.to_vec(), e.shape().clone()))
        }
        Op::Symbol(_) | Op::Number(_) | Op::Size(_) | Op::Index(_) | Op::Constant(_) | Op::Unit | Op::Delta => {
            Ok(zero(e.shape().clone()))
        }
        // A differential is constant: d²X = 0.
        Op::Differential(_) => Ok(zero(e.shape().clone())),
        Op::Add => Ok(add(d.to_vec())),
        Op::Mul => Ok(leibniz(args, d, mul, e)),
        Op::Hadamard => Ok(leibniz(args, d, hadamard, e)),
        Op::Kron => Ok(leibniz(args, d, kron, e)),
        Op::Power => power_rule(e, &args[0], &args[1], &d[0], &d[1]),
        Op::EntryPower => {
            if !d[1].is_zero() {
                return Err(Refusal::new(e, "an entry-wise power whose exponent varies"));
            }
            let lowered = entry_power(args[0].clone(), sub(&args[1], &number(1)));
            Ok(mul(vec![args[1].clone(), hadamard(vec![lowered, d[0].clone()])]))
        }
        Op::Call(f) => {
            // d tr(Xᵏ) = k tr(Xᵏ⁻¹ dX): shorter than the differential of the power.
            if f.name() == "trace"
                && let (Op::Power, [base, k]) = (args[0].op(), args[0].args())
                && !base.shape().is_scalar()
                && !k.mentions(wrt.key())
            {
                let db = differential(base, wrt)?;
                let inside = mul(vec![power(base.clone(), sub(k, &number(1))), db]);
                return Ok(mul(vec![k.clone(), trace(&inside)]));
            }
            f.differential(args, d).ok_or_else(|| {
                Refusal::new(e, format!("the differential of {} is not covered {}", f.name(), f.uncovered()))
            })
        }
        Op::Apply(f, reading) => unknown(e, f, *reading, args, d),
        Op::Entry => Ok(entry(d[0].clone(), args[1].clone(), args[2].clone())),
        Op::Block(r, c) => Ok(block(*r, *c, d.to_vec())),
        Op::Sum(i) => Ok(sum_over(i, args[0].clone(), args[1].clone(), d[2].clone())),
        Op::Table(i, j) => Ok(table(i, j, d[0].clone(), e.shape().clone())),
        Op::Prod(i) => {
            // d ∏ sᵢ = ∏ sᵢ Σ dsᵢ/sᵢ
            let whole = prod_over(i, args[0].clone(), args[1].clone(), args[2].clone());
            let ratio = mul(vec![recip(&args[2]), d[2].clone()]);
            Ok(mul(vec![whole, sum_over(i, args[0].clone(), args[1].clone(), ratio)]))
        }
    }
}

/// The product rule: one factor varies at a time.
fn leibniz(args: &[Expr], d: &[Expr], product: fn(Vec<Expr>) -> Expr, e: &Expr) -> Expr {
    let terms: Vec<Expr> = (0..args.len())
        .filter(|&k| !d[k].is_zero())
        .map(|k| {
            let mut factors = args.to_vec();
            factors[k] = d[k].clone();
            product(factors)
        })
        .collect();
    if terms.is_empty() { zero(e.shape().clone()) } else { add(terms) }
}

fn power_rule(e: &Expr, base: &Expr, exponent: &Expr, db: &Expr, de: &Expr) -> Result<Expr, Refusal> {
    if base.shape().is_scalar() {
        let mut terms = Vec::new();
        if !db.is_zero() {
            terms.push(mul(vec![exponent.clone(), power(base.clone(), sub(exponent, &number(1))), db.clone()]));
        }
        if !de.is_zero() {
            let log = crate::expr::build::call(LOG, vec![base.clone()])
                .ok_or_else(|| Refusal::new(e, "the logarithm of its base has no shape"))?;
            terms.push(mul(vec![e.clone(), log, de.clone()]));
        }
        return Ok(add(terms));
    }
    if !de.is_zero() {
        return Err(Refusal::new(e, "a matrix power whose exponent varies"));
    }
    let integer = exponent.as_number().and_then(Rational::as_integer);
    match integer {
        Some(-1) => {
            let inv = inverse(base);
            Ok(neg(&mul(vec![inv.clone(), db.clone(), inv])))
        }
        Some(k) if (2..=WRITTEN_OUT).contains(&k) => Ok(add((0..k)
            .map(|j| mul(vec![power(base.clone(), number(j)), db.clone(), power(base.clone(), number(k - 1 - j))]))
            .collect())),
        Some(k) if (-WRITTEN_OUT..=-2).contains(&k) => Ok(add((1..=-k)
            .map(|j| {
                let term =
                    mul(vec![power(base.clone(), number(-j)), db.clone(), power(base.clone(), number(k - 1 + j))]);
                neg(&term)
            })
            .collect())),
        None if exponent.as_number().is_some() => Err(Refusal::new(e, "a fractional power of a matrix")),
        _ => Ok(long_power(base, exponent, db, integer.is_some_and(|k| k < 0))),
    }
}

/// `d Xᵏ = Σ_{j=0}^{k−1} Xʲ dX Xᵏ⁻¹⁻ʲ`, and for negative k `d X⁻ᵏ = −Σ_{j=1}^{k} X⁻ʲ dX X⁻⁽ᵏ⁺¹⁻ʲ⁾`.
fn long_power(base: &Expr, exponent: &Expr, db: &Expr, negative: bool) -> Expr {
    let name = fresh_index(&[base, exponent, db]);
    let j = index(&name);
    let one = number(1);
    if negative {
        let left = power(base.clone(), neg(&j));
        let right = power(base.clone(), add(vec![exponent.clone(), neg(&one), j]));
        return neg(&sum_over(&name, one, neg(exponent), mul(vec![left, db.clone(), right])));
    }
    let left = power(base.clone(), j.clone());
    let right = power(base.clone(), add(vec![exponent.clone(), neg(&one), neg(&j)]));
    sum_over(&name, number(0), sub(exponent, &one), mul(vec![left, db.clone(), right]))
}

/// Functions nobody defined: the chain rule, to second order.
fn unknown(e: &Expr, f: &FnSymbol, reading: Reading, args: &[Expr], d: &[Expr]) -> Result<Expr, Refusal> {
    let no_shape = || Refusal::new(e, "the arguments do not fit the function's type");
    if f.is_scalar_to_scalar() {
        let order = match reading {
            Reading::Value => 0,
            Reading::Derivative(k) => k,
            Reading::Gradient(_) | Reading::Jacobian(_) => 1,
            Reading::Hessian(..) | Reading::ComponentHessian(..) => 2,
        };
        let slope = apply(f, Reading::Derivative(order + 1), args.to_vec()).ok_or_else(no_shape)?;
        return Ok(hadamard(vec![slope, d[0].clone()]));
    }
    let mut terms = Vec::new();
    for (i, di) in d.iter().enumerate().filter(|(_, di)| !di.is_zero()) {
        let at = |r: Reading| apply(f, r, args.to_vec()).ok_or_else(no_shape);
        terms.push(match reading {
            Reading::Value if f.codomain().is_scalar() => {
                let g = at(Reading::Gradient(i))?;
                trace(&mul(vec![transpose(&g), di.clone()]))
            }
            Reading::Value => {
                let v = mul(vec![at(Reading::Jacobian(i))?, vec_of(di)]);
                let shape = f.codomain();
                unvec(&v, &shape.rows, &shape.cols).ok_or_else(no_shape)?
            }
            Reading::Gradient(k) => {
                let v = mul(vec![at(Reading::Hessian(k, i))?, vec_of(di)]);
                let shape = f.domain().get(k).ok_or_else(no_shape)?;
                unvec(&v, &shape.rows, &shape.cols).ok_or_else(no_shape)?
            }
            Reading::Jacobian(k) => {
                // Row c of the Jacobian is the transposed gradient of component c.
                let c = fresh_index(&args.iter().chain([di]).collect::<Vec<_>>());
                let count = f.codomain().count();
                let with_component = args.iter().cloned().chain([index(&c)]).collect();
                let h = apply(f, Reading::ComponentHessian(k, i), with_component).ok_or_else(no_shape)?;
                let row = transpose(&mul(vec![h, vec_of(di)]));
                sum_over(&c, number(1), size(&count), mul(vec![unit(index(&c), count.clone()), row]))
            }
            Reading::Hessian(..) | Reading::ComponentHessian(..) | Reading::Derivative(_) => {
                return Err(Refusal::new(e, "its derivative is an array of three indices, which is no matrix"));
            }
        });
    }
    Ok(if terms.is_empty() { zero(e.shape().clone()) } else { add(terms) })
}

/// The second differential `d²e`, with `d²X = 0`.
pub fn second_differential(e: &Expr, wrt: &Symbol) -> Result<Expr, Refusal> {
    differential(&differential(e, wrt)?, wrt)
}

/// Whether `e` contains the differential of `wrt`.
pub fn varies(e: &Expr, wrt: &Symbol) -> bool {
    e.subexpressions().iter().any(|p| matches!(p.op(), Op::Differential(s) if s.key() == wrt.key()))
}
