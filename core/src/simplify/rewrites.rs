//! Identities a reader may want to apply by hand, in either direction, and multiplying out and factoring as such.
//!
//! The simplifier does not use them as a set: one may undo another.

use super::identities::{Identity, MIXED_PRODUCT, VEC_KRONECKER, VEC_TRACE};
use super::{expand, factor};
use crate::expr::build::{add, call, kron, mul, split_scalars, transpose, vec_of};
use crate::expr::{Expr, Op};
use crate::functions::{TRACE, TRANSPOSE, VEC};
use crate::render::Costs;

/// All rewritings, in the order in which they are offered.
pub static ALL: &[Identity] = &[
    VEC_KRONECKER,
    Identity {
        name: "kronecker-vec",
        statement: r"\operatorname{vec}(A B C) = (C^T \otimes A) \operatorname{vec}(B)",
        source: "Magnus & Neudecker, ch. 2.4",
        apply: from_vec,
    },
    MIXED_PRODUCT,
    Identity {
        name: "mixed-product-split",
        statement: r"AC \otimes BD = (A \otimes B)(C \otimes D)",
        source: "Magnus & Neudecker, ch. 2.2",
        apply: split_kron,
    },
    VEC_TRACE,
    Identity {
        name: "trace-vec",
        statement: r"\operatorname{tr}(A^T B) = \operatorname{vec}(A)^T \operatorname{vec}(B)",
        source: "Magnus & Neudecker, ch. 2.4",
        apply: from_trace,
    },
    Identity {
        name: "trace-cyclic",
        statement: r"\operatorname{tr}(A B) = \operatorname{tr}(B A)",
        source: "Magnus & Neudecker, ch. 1.10",
        apply: turn,
    },
    Identity { name: "expand", statement: r"A (B + C) = A B + A C", source: "", apply: multiplied },
    Identity { name: "factor", statement: r"A B + A C = A (B + C)", source: "", apply: factored },
];

/// The rewriting of this name.
pub fn by_name(name: &str) -> Option<&'static Identity> {
    ALL.iter().find(|identity| identity.name == name)
}

/// The matrices that a product multiplies, the scalars apart.
fn chain(e: &Expr) -> Option<(Vec<Expr>, Vec<Expr>)> {
    let (scalars, chain) = split_scalars(e);
    matches!(chain.op(), Op::Mul).then(|| (scalars, chain.args().to_vec()))
}

/// The first factor and the last become the Kronecker product; of two factors, the second does not.
fn from_vec(e: &Expr) -> Option<Expr> {
    let (scalars, factors) = chain(e.call_of(VEC.name())?)?;
    let (first, middle, last) = match factors.as_slice() {
        [first, middle @ .., last] if !middle.is_empty() => (first.clone(), mul(middle.to_vec()), last.clone()),
        [first, second] => {
            let size = second.shape().cols.clone();
            (first.clone(), second.clone(), crate::expr::build::identity(&size))
        }
        _ => return None,
    };
    Some(mul(scalars.into_iter().chain([kron(vec![transpose(&last), first]), vec_of(&middle)]).collect()))
}

/// A Kronecker product of products of as many factors each.
fn split_kron(e: &Expr) -> Option<Expr> {
    if !matches!(e.op(), Op::Kron) {
        return None;
    }
    let parts: Option<Vec<(Expr, Expr)>> = e
        .args()
        .iter()
        .map(|part| match chain(part)? {
            (scalars, factors) if scalars.is_empty() => {
                let (first, rest) = factors.split_first()?;
                Some((first.clone(), mul(rest.to_vec())))
            }
            _ => None,
        })
        .collect();
    let (left, right) = parts?.into_iter().unzip();
    Some(mul(vec![kron(left), kron(right)]))
}

fn from_trace(e: &Expr) -> Option<Expr> {
    let (scalars, factors) = chain(e.call_of(TRACE.name())?)?;
    let (first, rest) = factors.split_first()?;
    let left = first.call_of(TRANSPOSE.name()).cloned().unwrap_or_else(|| transpose(first));
    Some(mul(scalars.into_iter().chain([transpose(&vec_of(&left)), vec_of(&mul(rest.to_vec()))]).collect()))
}

/// The last factor comes first.
fn turn(e: &Expr) -> Option<Expr> {
    let (scalars, mut factors) = chain(e.call_of(TRACE.name())?)?;
    factors.rotate_right(1);
    call(TRACE, vec![mul(scalars.into_iter().chain(factors).collect())])
}

fn multiplied(e: &Expr) -> Option<Expr> {
    let product = matches!(e.op(), Op::Mul | Op::Hadamard | Op::Kron);
    product.then(|| expand::expand(e)).filter(|new| matches!(new.op(), Op::Add))
}

fn factored(e: &Expr) -> Option<Expr> {
    if !matches!(e.op(), Op::Add) {
        return None;
    }
    let mut costs = Costs::default();
    let new = factor::factor(e, &mut costs);
    // Terms that only changed their order are no product.
    (new != *e && new != add(e.args().to_vec())).then_some(new)
}

#[cfg(test)]
mod tests {
    use crate::Session;
    use crate::render::{Style, latex};
    use crate::verify::equal::equal;

    #[test]
    fn each_rewriting_fits_its_own_statement_and_is_true() {
        let cases = [
            ("vec-kronecker", r"(C^T \otimes A) \operatorname{vec}(B)", r"\operatorname{vec}(A B C)"),
            ("kronecker-vec", r"\operatorname{vec}(A B C)", r"(C^T \otimes A) \operatorname{vec}(B)"),
            ("mixed-product", r"(A \otimes B)(B \otimes C)", r"A B \otimes B C"),
            ("mixed-product-split", r"A B \otimes B C", r"(A \otimes B) (B \otimes C)"),
            ("vec-trace", r"\operatorname{vec}(A)^T \operatorname{vec}(B)", r"\operatorname{tr}(A^T B)"),
            ("trace-vec", r"\operatorname{tr}(A^T B)", r"\operatorname{vec}(A)^T \operatorname{vec}(B)"),
            ("trace-cyclic", r"\operatorname{tr}(A B C)", r"\operatorname{tr}(C A B)"),
            ("expand", r"A (B + C)", r"A B + A C"),
            ("factor", r"A B + A C", r"A (B + C)"),
        ];
        let declared = r"A, B, C \in \mathbb{R}^{n \times n}";
        let session = Session::new().declare(declared).unwrap();
        for (name, before, after) in cases {
            let e = session.read(before).unwrap();
            let new =
                (super::by_name(name).unwrap().apply)(&e).unwrap_or_else(|| panic!("{name} does not fit {before}"));
            assert_eq!(latex(&new, &Style::default()), after, "{name}");
            assert!(equal(&e, &new).is_equal(), "{name}");
        }
        assert_eq!(cases.len(), super::ALL.len());
    }
}
