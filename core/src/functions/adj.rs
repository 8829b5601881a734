//! The adjugate, the transposed matrix of cofactors: `adj X = det(X) X⁻¹` where X is invertible.

use super::{ADJ, Function, Language, Misfit, Notation, TRANSPOSE, shapes};
use crate::expr::Expr;
use crate::expr::build::{call, identity, inverse, mul, number, sub, trace, transpose};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(super) struct Adj;

impl Function for Adj {
    fn name(&self) -> &'static str {
        "adj"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["adj", "Adj", "adjugate"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("adjugate", "d adj X = (tr(X⁻¹dX) I − X⁻¹dX) adj X for invertible X; Magnus & Neudecker, ch. 8.6")
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{adj}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "(np.linalg.det({0}) * np.linalg.inv({0}))",
            Language::Jax => "(jnp.linalg.det({0}) * jnp.linalg.inv({0}))",
            Language::Pytorch => "(torch.linalg.det({0}) * torch.linalg.inv({0}))",
            Language::Julia => "(det({0}) * inv({0}))",
            Language::Matlab => "(det({0}) * inv({0}))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        Ok(args[0].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if x.shape().is_scalar() {
            return Some(number(1));
        }
        if x.is_identity() {
            return Some(x.clone());
        }
        let inner = x.call_of(TRANSPOSE.name())?;
        Some(transpose(&call(ADJ, vec![inner.clone()])?))
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let change = mul(vec![inverse(&args[0]), d[0].clone()]);
        let spread = mul(vec![trace(&change), identity(&args[0].shape().rows)]);
        Some(mul(vec![sub(&spread, &change), call(ADJ, args.to_vec())?]))
    }
    fn is_primary(&self) -> bool {
        true
    }
    crate::evaluate_by!(value);
}

/// By the method of Faddeev and LeVerrier, which divides by small integers only and so serves singular matrices too.
fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let x = args.first()?;
    if x.rows != x.cols || x.rows == 0 {
        return None;
    }
    let n = i64::try_from(x.rows).ok()?;
    let mut m = Matrix::<S>::identity(x.rows);
    for k in 1..n {
        let product = x.mul(&m)?;
        let trace = (0..x.rows).fold(S::zero(), |s, i| s.add(product.at(i, i)));
        let c = trace.mul(&S::from_i64(-k).recip()?);
        m = product.add(&Matrix::identity(x.rows).scale(&c))?;
    }
    // The last M is (−1)ⁿ⁻¹ adj X.
    Some(if n % 2 == 0 { m.map(S::neg) } else { m })
}
