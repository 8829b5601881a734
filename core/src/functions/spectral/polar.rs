//! The polar factor UVᵀ of X = UΣVᵀ of full rank: the gradient of the nuclear norm.

use crate::expr::Expr;
use crate::expr::build::{add2, call, inverse, mul, neg, transpose};
use crate::functions::{DSQRTM, Function, Language, Misfit, Notation, POLAR, SQRTM, TRANSPOSE, matfun};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::Scalar;

pub(in super::super) struct Polar;

impl Function for Polar {
    fn name(&self) -> &'static str {
        "polar"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &["polar"]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        (
            "orthogonal polar factor UVᵀ of X = UΣVᵀ, X of full rank",
            "X (XᵀX)^{−1/2}; Higham, Functions of Matrices, ch. 8",
        )
    }
    fn notation(&self) -> Notation {
        Notation::Operator("\\operatorname{polar}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "scipy.linalg.polar({0})[0]",
            Language::Jax => "jax.scipy.linalg.polar({0})[0]",
            Language::Pytorch => "(lambda s: s[0] @ s[2])(torch.linalg.svd({0}, full_matrices=False))",
            Language::Julia => "(s -> s.U * s.Vt)(svd({0}))",
            Language::Matlab => "(({0}) * pinv(sqrtm(({0}).' * ({0}))))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        Ok(args[0].clone())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        let inner = args[0].call_of(TRANSPOSE.name())?;
        Some(transpose(&call(POLAR, vec![inner.clone()])?))
    }
    /// By X H⁻¹ with H = (XᵀX)^{1/2}, which exists where X is known to have no more columns than rows; else through Xᵀ.
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let (x, dx) = (&args[0], &d[0]);
        let (rows, cols) = (&x.shape().rows, &x.shape().cols);
        let tall = rows == cols || rows.as_constant()? >= cols.as_constant()?;
        if tall {
            tall_differential(x, dx)
        } else {
            tall_differential(&transpose(x), &transpose(dx)).map(|e| transpose(&e))
        }
    }
    fn commutes_with_transpose(&self) -> bool {
        true
    }
    fn uncovered(&self) -> &'static str {
        "where it is unknown whether the matrix has more rows or more columns"
    }
    crate::evaluate_by!(value);
}

fn tall_differential(x: &Expr, dx: &Expr) -> Option<Expr> {
    let gram = mul(vec![transpose(x), x.clone()]);
    let dgram = add2(&mul(vec![transpose(dx), x.clone()]), &mul(vec![transpose(x), dx.clone()]));
    let root = inverse(&call(SQRTM, vec![gram.clone()])?);
    let droot = call(DSQRTM, vec![gram, dgram])?;
    Some(add2(&mul(vec![dx.clone(), root.clone()]), &neg(&mul(vec![x.clone(), root.clone(), droot, root]))))
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    factor(args.first()?)
}

/// UVᵀ.
pub(in super::super) fn factor<S: Scalar>(x: &Matrix<S>) -> Option<Matrix<S>> {
    if x.rows < x.cols {
        return Some(factor(&x.transpose())?.transpose());
    }
    let root = matfun::sqrtm::root(&x.transpose().mul(x)?)?;
    x.mul(&root.inverse_and_det()?.0)
}
