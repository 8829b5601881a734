//! The unit eigenvector of the largest or the smallest eigenvalue of a symmetric matrix, where that is simple.

use super::{End, extreme_pair, is_symmetric};
use crate::expr::Expr;
use crate::expr::build::{call, identity, mul, number, sub};
use crate::functions::{
    EIGVECMAX, EIGVECMIN, Function, LAMBDAMAX, LAMBDAMIN, Language, Misfit, Notation, PINV, shapes,
};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Dual, Modular, Scalar};

pub(in super::super) struct Eigenvector(pub End);

impl Eigenvector {
    fn at<S: Scalar>(&self, args: &[Matrix<S>]) -> Option<Matrix<S>> {
        extreme_pair(args.first()?, self.0).map(|(_, v)| v)
    }
}

impl Function for Eigenvector {
    fn name(&self) -> &'static str {
        if self.0 == End::Largest { "eigvecmax" } else { "eigvecmin" }
    }
    fn spellings(&self) -> &'static [&'static str] {
        if self.0 == End::Largest { &["eigvecmax"] } else { &["eigvecmin"] }
    }
    fn describe(&self) -> (&'static str, &'static str) {
        let what = if self.0 == End::Largest {
            "unit eigenvector of the largest eigenvalue of a symmetric matrix"
        } else {
            "unit eigenvector of the smallest eigenvalue of a symmetric matrix"
        };
        (what, "dv = (λI − X)⁺ dX v; Magnus & Neudecker, ch. 8.9")
    }
    fn notation(&self) -> Notation {
        Notation::Operator(if self.0 == End::Largest {
            "\\operatorname{eigvecmax}"
        } else {
            "\\operatorname{eigvecmin}"
        })
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match (language, self.0) {
            (Language::Numpy, End::Largest) => "np.linalg.eigh({0})[1][:, -1]",
            (Language::Numpy, End::Smallest) => "np.linalg.eigh({0})[1][:, 0]",
            (Language::Jax, End::Largest) => "jnp.linalg.eigh({0})[1][:, -1]",
            (Language::Jax, End::Smallest) => "jnp.linalg.eigh({0})[1][:, 0]",
            (Language::Pytorch, End::Largest) => "torch.linalg.eigh({0})[1][:, -1]",
            (Language::Pytorch, End::Smallest) => "torch.linalg.eigh({0})[1][:, 0]",
            (Language::Julia, End::Largest) => "eigvecs(Symmetric({0}))[:, end]",
            (Language::Julia, End::Smallest) => "eigvecs(Symmetric({0}))[:, 1]",
            (Language::Matlab, _) => return None,
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        Ok(Shape::vector(args[0].rows.clone()))
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        args[0].shape().is_scalar().then(|| number(1))
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let x = &args[0];
        if !is_symmetric(x) {
            return None;
        }
        let (value, vector) = if self.0 == End::Largest { (LAMBDAMAX, EIGVECMAX) } else { (LAMBDAMIN, EIGVECMIN) };
        let v = call(vector, args.to_vec())?;
        let shifted = sub(&mul(vec![call(value, args.to_vec())?, identity(&x.shape().rows)]), x);
        Some(mul(vec![call(PINV, vec![shifted])?, d[0].clone(), v]))
    }
    fn uncovered(&self) -> &'static str {
        "for a matrix that is not known to be symmetric"
    }
    fn value(&self, args: &[Matrix<f64>]) -> Option<Matrix<f64>> {
        self.at(args)
    }
    fn value_dual(&self, args: &[Matrix<Dual<f64>>]) -> Option<Matrix<Dual<f64>>> {
        self.at(args)
    }
    fn value_hyper(&self, args: &[Matrix<Dual<Dual<f64>>>]) -> Option<Matrix<Dual<Dual<f64>>>> {
        self.at(args)
    }
    fn value_modular(&self, _: &[Matrix<Modular>]) -> Option<Matrix<Modular>> {
        None
    }
}
