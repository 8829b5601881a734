//! The largest and the smallest eigenvalue of a symmetric matrix, where it is simple.

use super::{End, extreme_pair, is_symmetric};
use crate::expr::Expr;
use crate::expr::build::{call, mul, transpose};
use crate::functions::{EIGVECMAX, EIGVECMIN, Function, Language, Misfit, Notation, shapes};
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Dual, Modular, Scalar};

pub(in super::super) struct Eigenvalue(pub End);

impl Eigenvalue {
    fn at<S: Scalar>(&self, args: &[Matrix<S>]) -> Option<Matrix<S>> {
        extreme_pair(args.first()?, self.0).map(|(lambda, _)| Matrix::scalar(lambda))
    }
}

impl Function for Eigenvalue {
    fn name(&self) -> &'static str {
        if self.0 == End::Largest { "lambdamax" } else { "lambdamin" }
    }
    fn spellings(&self) -> &'static [&'static str] {
        if self.0 == End::Largest { &["lambdamax", "eigmax"] } else { &["lambdamin", "eigmin"] }
    }
    fn describe(&self) -> (&'static str, &'static str) {
        let what = if self.0 == End::Largest {
            "largest eigenvalue of a symmetric matrix, where it is simple"
        } else {
            "smallest eigenvalue of a symmetric matrix, where it is simple"
        };
        (what, "dλ = vᵀ dX v; Magnus & Neudecker, ch. 8.9")
    }
    fn notation(&self) -> Notation {
        Notation::Operator(if self.0 == End::Largest { "\\lambda_{\\max}" } else { "\\lambda_{\\min}" })
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match (language, self.0) {
            (Language::Numpy, End::Largest) => "np.linalg.eigvalsh({0})[-1]",
            (Language::Numpy, End::Smallest) => "np.linalg.eigvalsh({0})[0]",
            (Language::Jax, End::Largest) => "jnp.linalg.eigvalsh({0})[-1]",
            (Language::Jax, End::Smallest) => "jnp.linalg.eigvalsh({0})[0]",
            (Language::Pytorch, End::Largest) => "torch.linalg.eigvalsh({0})[-1]",
            (Language::Pytorch, End::Smallest) => "torch.linalg.eigvalsh({0})[0]",
            (Language::Julia, End::Largest) => "eigmax(Symmetric({0}))",
            (Language::Julia, End::Smallest) => "eigmin(Symmetric({0}))",
            (Language::Matlab, End::Largest) => "max(eig({0}))",
            (Language::Matlab, End::Smallest) => "min(eig({0}))",
        })
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::square(&args[0])?;
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        args[0].shape().is_scalar().then(|| args[0].clone())
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        if !is_symmetric(&args[0]) {
            return None;
        }
        let head = if self.0 == End::Largest { EIGVECMAX } else { EIGVECMIN };
        let v = call(head, args.to_vec())?;
        Some(mul(vec![transpose(&v), d[0].clone(), v]))
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
