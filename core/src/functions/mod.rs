//! The library of functions, one file each: shape rule, simplification, differential, value, and how each is written in LaTeX
//! and in code. A new function is a new file and one line in [`ALL`].

mod adj;
mod convolution;
mod det;
mod diag;
mod diagonal;
mod entrywise;
mod kronsum;
mod logdet;
mod logsumexp;
mod matfun;
mod mean;
mod norms;
mod pi;
mod pinv;
mod registry;
mod shapes;
mod softmax;
mod spectral;
mod sum;
mod trace;
mod transpose;
mod triangle;
mod unvec;
mod vec;
mod vech;

#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::expr::Expr;
use crate::shape::Shape;
use crate::verify::matrix::Matrix;
use crate::verify::scalar::{Dual, Modular};

pub use det::of_factors as det_of_factors;
pub use entrywise::logistic;
pub use registry::*;
pub use unvec::unvec;

/// Why shapes do not fit a function: in words that follow "tr needs".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit(pub String);

/// How a function is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// A named operator before its argument in parentheses: `\operatorname{tr}(X)`; the LaTeX of the name.
    Operator(&'static str),
    /// Between norm bars with a subscript: `\|X\|_F`. `{1}` in the subscript is the second argument.
    Norm(&'static str),
    /// A number between single bars, `|x|`; around a vector or matrix bars mean something else, there it is an operator
    /// named after the function.
    Bars,
    /// In the exponent: `e^{X}`; the base.
    Exponent(&'static str),
    /// A constant, without arguments.
    Constant(&'static str),
    /// A superscript: `X^T`, `X^+`. The author's own spelling of the transpose takes precedence.
    Superscript(&'static str),
    /// Written by the printer itself.
    Special,
}

/// A language that code can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Python with NumPy.
    Numpy,
    /// Python with JAX.
    Jax,
    /// Python with PyTorch.
    Pytorch,
    /// Julia.
    Julia,
    /// MATLAB or Octave.
    Matlab,
}

/// A function of the library. All of it is pure; expressions given to it have fitting shapes unless `shape` is asked.
pub trait Function: Sync {
    /// Its identity, a word.
    fn name(&self) -> &'static str;

    /// The operator names that mean it (`tr`, `Tr`, `trace`), without backslash.
    fn spellings(&self) -> &'static [&'static str];

    /// One line for people: what it is, and where its differential is found in the literature.
    fn describe(&self) -> (&'static str, &'static str);

    /// How it is written in LaTeX.
    fn notation(&self) -> Notation;

    /// How it is written in code: `{0}`, `{1}` stand for the arguments. Where a template has a placeholder beside an operator, it has
    /// parentheses as well, or wants an argument that binds as tightly as a name. `None` where the language has no expression for it.
    fn code(&self, language: Language) -> Option<&'static str>;

    /// How many arguments it takes.
    fn arity(&self) -> usize {
        1
    }

    /// The shape of the value.
    fn shape(&self, args: &[Shape]) -> Result<Shape, Misfit>;

    /// A simpler expression for the call, if there is one.
    fn simplify(&self, _args: &[Expr]) -> Option<Expr> {
        None
    }

    /// The differential of the call: linear in `d`, the differentials of the arguments. `None` where it is not covered.
    fn differential(&self, args: &[Expr], d: &[Expr]) -> Option<Expr>;

    /// For which arguments its differential is not covered, in words that follow "is not covered".
    fn uncovered(&self) -> &'static str {
        "for these arguments"
    }

    /// For a function linear in argument `which`: the adjoint, applied to `g` (shaped like the value). Shaped like the argument.
    fn adjoint(&self, _args: &[Expr], _which: usize, _g: &Expr) -> Option<Expr> {
        None
    }

    /// For a function linear in argument `which`: `M · j` where M is the matrix with `vec f(Z) = M vec Z` and j has as many rows
    /// as the argument has entries.
    fn matrix(&self, _args: &[Expr], _which: usize, _j: &Expr) -> Option<Expr> {
        None
    }

    /// The entry of the value at the place `(i, j)`, in entries of the arguments, which `at` gives; for functions that are defined by
    /// their entries.
    fn entry(&self, _args: &[Expr], _place: [&Expr; 2], _at: &dyn Fn(&Expr, &Expr, &Expr) -> Expr) -> Option<Expr> {
        None
    }

    /// Whether it acts on every entry by itself.
    fn is_entrywise(&self) -> bool {
        false
    }

    /// Whether it is a function of a square matrix that a function of numbers gives, and so commutes with whatever that matrix does
    /// and with the transpose.
    fn is_primary(&self) -> bool {
        false
    }

    /// Whether `f(Xᵀ) = f(X)ᵀ`.
    fn commutes_with_transpose(&self) -> bool {
        self.is_entrywise() || self.is_primary()
    }

    /// A simpler expression for `f(args) ⊙ other`, if there is one.
    fn times(&self, _args: &[Expr], _other: &Expr) -> Option<Expr> {
        None
    }

    /// A simpler expression for `tr(P₁ P₂ … f(args))`, if there is one.
    fn trace_after(&self, _args: &[Expr], _before: &[Expr]) -> Option<Expr> {
        None
    }

    /// The value in floating point; `None` outside the domain.
    fn value(&self, args: &[Matrix<f64>]) -> Option<Matrix<f64>>;
    /// The value with a directional derivative.
    fn value_dual(&self, args: &[Matrix<Dual<f64>>]) -> Option<Matrix<Dual<f64>>>;
    /// The value with two directional derivatives and their mixed second.
    fn value_hyper(&self, args: &[Matrix<Dual<Dual<f64>>>]) -> Option<Matrix<Dual<Dual<f64>>>>;
    /// The exact value modulo a prime; `None` for a function that is not rational.
    fn value_modular(&self, args: &[Matrix<Modular>]) -> Option<Matrix<Modular>>;
}

/// Implements the four `value` methods by one generic function of `&[Matrix<S>]`.
#[macro_export]
macro_rules! evaluate_by {
    ($f:path) => {
        fn value(&self, args: &[$crate::verify::matrix::Matrix<f64>]) -> Option<$crate::verify::matrix::Matrix<f64>> {
            $f(args)
        }
        fn value_dual(
            &self,
            args: &[$crate::verify::matrix::Matrix<$crate::verify::scalar::Dual<f64>>],
        ) -> Option<$crate::verify::matrix::Matrix<$crate::verify::scalar::Dual<f64>>> {
            $f(args)
        }
        fn value_hyper(
            &self,
            args: &[$crate::verify::matrix::Matrix<$crate::verify::scalar::Dual<$crate::verify::scalar::Dual<f64>>>],
        ) -> Option<$crate::verify::matrix::Matrix<$crate::verify::scalar::Dual<$crate::verify::scalar::Dual<f64>>>> {
            $f(args)
        }
        fn value_modular(
            &self,
            args: &[$crate::verify::matrix::Matrix<$crate::verify::scalar::Modular>],
        ) -> Option<$crate::verify::matrix::Matrix<$crate::verify::scalar::Modular>> {
            $f(args)
        }
    };
}

/// A function of the library, by reference; equal where the names are.
#[derive(Clone, Copy)]
pub struct Func(pub &'static dyn Function);

impl std::ops::Deref for Func {
    type Target = dyn Function;
    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl PartialEq for Func {
    fn eq(&self, o: &Func) -> bool {
        self.0.name() == o.0.name()
    }
}

impl Eq for Func {}

impl Hash for Func {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.name().hash(state);
    }
}

impl fmt::Debug for Func {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// The function that `word` names, as an operator (`tr`, `logdet`).
pub fn named(word: &str) -> Option<Func> {
    ALL.iter().copied().find(|f| f.spellings().contains(&word))
}

/// The function whose identity is `name`.
pub fn by_name(name: &str) -> Option<Func> {
    ALL.iter().copied().find(|f| f.name() == name)
}

/// The entry-wise function `name` at `x`.
fn entrywise_call(name: &str, x: &Expr) -> Option<Expr> {
    crate::expr::build::call(by_name(name)?, vec![x.clone()])
}

/// The n²×n matrix S with `vec Diag(z) = S z`: `Σᵢ (eᵢ ⊗ eᵢ) eᵢᵀ`.
pub fn diagonal_selector(n: &crate::shape::Dim) -> Expr {
    use crate::expr::build::{index, kron, mul, number, size, sum_over, transpose, unit};
    let i: std::sync::Arc<str> = "i".into();
    let e = unit(index(&i), n.clone());
    sum_over(&i, number(1), size(n), mul(vec![kron(vec![e.clone(), e.clone()]), transpose(&e)]))
}
