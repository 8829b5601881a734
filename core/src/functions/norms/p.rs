//! The p-norm of a vector, `(Σ |xᵢ|ᵖ)^{1/p}`; the second argument is p.

use super::magnitude;
use crate::expr::Expr;
use crate::expr::build::{add2, call, entry_power, hadamard, mul, neg, number, power, transpose};
use crate::functions::{ABS, Function, Language, Misfit, NORM1, NORM2, NORMP, Notation, SIGN, shapes};
use crate::rational::Rational;
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Elementary, Scalar};

pub(in super::super) struct P;

impl Function for P {
    fn name(&self) -> &'static str {
        "normp"
    }
    fn spellings(&self) -> &'static [&'static str] {
        &[]
    }
    fn describe(&self) -> (&'static str, &'static str) {
        ("p-norm (Σ |xᵢ|ᵖ)^{1/p} of a vector", "d‖x‖ₚ = ‖x‖ₚ^{1−p} (|x|^{p−1} ⊙ sign x)ᵀdx")
    }
    fn notation(&self) -> Notation {
        Notation::Norm("{1}")
    }
    fn code(&self, language: Language) -> Option<&'static str> {
        Some(match language {
            Language::Numpy => "np.linalg.norm({0}, {1})",
            Language::Jax => "jnp.linalg.norm({0}, {1})",
            Language::Pytorch => "torch.linalg.norm({0}, {1})",
            Language::Julia | Language::Matlab => "norm({0}, {1})",
        })
    }
    fn arity(&self) -> usize {
        2
    }
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit> {
        shapes::scalar(&args[1])?;
        Ok(Shape::scalar())
    }
    fn simplify(&self, args: &[Expr]) -> Option<Expr> {
        match args[1].as_number()?.as_integer()? {
            1 => call(NORM1, vec![args[0].clone()]),
            2 => call(NORM2, vec![args[0].clone()]),
            _ => super::simplify(NORMP, args),
        }
    }
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr> {
        let (x, p) = (&args[0], &args[1]);
        if !x.shape().is_vector() || !d[1].is_zero() {
            return None;
        }
        let less = add2(p, &number(-1));
        let norm = power(call(NORMP, args.to_vec())?, neg(&less));
        // |x|ᵖ⁻¹ sign(x), which is xᵖ⁻¹ for an even p.
        let even = p.as_number().and_then(Rational::as_integer).is_some_and(|n| n > 0 && n % 2 == 0);
        let direction = if even {
            entry_power(x.clone(), less)
        } else {
            hadamard(vec![entry_power(call(ABS, vec![x.clone()])?, less), call(SIGN, vec![x.clone()])?])
        };
        Some(mul(vec![norm, mul(vec![transpose(&direction), d[0].clone()])]))
    }
    fn uncovered(&self) -> &'static str {
        "for a matrix or where p varies"
    }
    crate::evaluate_by!(value);
}

fn value<S: Scalar>(args: &[Matrix<S>]) -> Option<Matrix<S>> {
    let (x, p) = (args.first()?, args.get(1)?.as_scalar()?);
    if x.cols != 1 {
        return None;
    }
    // aᵖ for a > 0 by logarithms, as p may be any number.
    let raise = |a: &S, p: &S| a.elementary(Elementary::Ln)?.mul(p).elementary(Elementary::Exp);
    let terms = x.entries().iter().filter(|e| e.magnitude() != 0.0).map(|e| raise(&magnitude(e)?, p));
    let sum = terms.collect::<Option<Vec<S>>>()?.iter().fold(S::zero(), |s, t| s.add(t));
    raise(&sum, &p.recip()?).map(Matrix::scalar)
}
