//! Why a term whose parts are understood means nothing itself, in words.

use super::super::problem::{Problem, ProblemKind};
use super::super::read::Reader;
use super::super::solve::Class;
use super::super::term::{Norm, Op, Term};
use crate::expr::Expr;
use crate::shape::Shape;

impl Reader<'_> {
    /// Says of every term that could not be built although its parts were why that is; `built` are the expressions by number.
    pub fn note_meaningless(&mut self, built: &[Option<Expr>]) {
        let missing = |id: &usize| built.get(*id).is_none_or(Option::is_none);
        let told = |term: &Term| self.problems.iter().any(|p| p.span == term.span);
        let problems: Vec<Problem> = self
            .terms
            .iter()
            .enumerate()
            .filter(|(id, term)| missing(id) && !term.args.iter().any(missing) && !told(term))
            .filter_map(|(_, term)| {
                let shapes: Vec<Shape> =
                    term.args.iter().filter_map(|a| built.get(*a)?.as_ref()).map(|e| e.shape().clone()).collect();
                let reason = self.meaningless(term, &shapes)?;
                Some(Problem { kind: ProblemKind::Unreadable { reason }, span: term.span, certain: false })
            })
            .collect();
        self.problems.extend(problems);
    }

    /// Why a term means nothing, of whose arguments the shapes are `shapes`.
    fn meaningless(&self, term: &Term, shapes: &[Shape]) -> Option<String> {
        let first = shapes.first();
        let of = || first.map(Shape::to_string).unwrap_or_default();
        Some(match &term.op {
            Op::Call(f) if f.name() == "softmax" => {
                "softmax of a matrix goes by its rows to some, by its columns to others: write it of one vector, or by \\exp".to_owned()
            }
            Op::Call(f) => format!("{} has no meaning at {}", f.name(), of()),
            Op::Apply { .. } | Op::Defined { .. } => {
                "the function is not declared for these arguments, or has no such derivative".to_owned()
            }
            Op::Undeclared(_) => "nothing tells its shape: declare it".to_owned(),
            Op::Slope(_) => "this derivative of a function is not covered".to_owned(),
            Op::Product { .. } => "these factors have no product".to_owned(),
            Op::Kron => "its sizes are products of too many sizes".to_owned(),
            Op::Bars => format!("bars are a determinant of a square matrix or an absolute value, but this is {}", of()),
            Op::Norm(Norm::Two) => {
                format!(r"a norm of {} needs its name: \|X\|_F, \|X\|_* (nuclear) or \|X\|_2 (spectral)", of())
            }
            Op::Norm(_) => format!("this norm has no meaning at {}", of()),
            Op::Exponential => {
                format!("a power of e needs a scalar, a vector or a square matrix, but this is {}", of())
            }
            Op::Power => match shapes.get(1).filter(|s| !s.is_scalar()) {
                Some(exponent) => format!("an exponent is a scalar, but this is {exponent}"),
                None => "of a matrix only whole powers and the square root are covered".to_owned(),
            },
            Op::Entry if first.is_some_and(|s| self.class(s) != Class::Scalar) && shapes.len() == 2 => {
                format!("one index chooses no entry of {}: write X_{{ij}}, X_{{i,:}} or X_{{:,j}}", of())
            }
            Op::Entry | Op::Row | Op::Column => format!("this index chooses nothing from {}", of()),
            Op::Pi(_) => "a product over an index is covered for scalars only".to_owned(),
            Op::Derivative { .. } => "this derivative inside a formula is not covered".to_owned(),
            Op::Differential { .. } => "this differential inside a formula is not covered".to_owned(),
            Op::Replace => format!("what is put in place of a name has its shape, which is {}", shapes.get(1)?),
            _ => return None,
        })
    }
}
