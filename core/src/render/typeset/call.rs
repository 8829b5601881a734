//! Functions of the library, each by its notation, and functions nobody defined.

use super::Typesetter;
use super::fits::Fits;
use crate::expr::{Expr, FnSymbol, Op, Reading};
use crate::functions::{Func, Notation};
use crate::render::canvas::{Around, Between, Canvas};
use crate::render::precedence::{Level, Piece};
use crate::render::style::Determinant;

impl<C: Canvas> Typesetter<'_, C> {
    pub(super) fn call(&mut self, f: Func, args: &[Expr], fits: Fits) -> Piece<C::Ink> {
        let Some((first, rest)) = args.split_first() else {
            return match f.notation() {
                Notation::Constant(latex) => Piece::atom(self.canvas.leaf(&self.style.operator(f.name(), latex))),
                _ => self.called_by_name(f, args),
            };
        };
        match (f.name(), f.notation(), rest) {
            ("transpose", ..) => self.transposed(first, fits),
            // Its second argument only carries a shape.
            ("im2col" | "toeplitz", Notation::Operator(usual), [like]) => {
                let head = self.canvas.leaf(&self.style.operator(f.name(), usual));
                let head = self.canvas.scripts(head, Some(self.extent(like.shape())), None);
                self.called(head, std::slice::from_ref(first))
            }
            ("conv", ..) if self.style.convolution.is_some() => self.convolved(args),
            ("unvec", _, [like]) => {
                let head = self.canvas.leaf(&self.style.operator("vec", "\\operatorname{vec}"));
                let inverse = self.canvas.leaf("-1");
                let head = self.canvas.scripts(head, Some(self.extent(like.shape())), Some(inverse));
                self.called(head, std::slice::from_ref(first))
            }
            ("det", ..) if self.style.determinant == Determinant::Bars => self.fenced(Around::Bars, first),
            ("logdet", Notation::Operator(usual), []) => self.logdet(f, usual, first),
            (_, Notation::Operator(usual), _) => self.operator_call(f, usual, args),
            (_, Notation::Norm(subscript), _) => {
                let norm = self.fenced(Around::Norm, first).ink;
                let sub = match (subscript, rest) {
                    ("{1}", [p]) => Some(self.piece(p, Fits::NONE).ink),
                    ("", _) => None,
                    ("2", _) if !self.style.two_norm_subscript && first.shape().is_vector() => None,
                    _ => Some(self.canvas.leaf(subscript)),
                };
                Piece::atom(self.canvas.scripts(norm, sub, None))
            }
            (_, Notation::Bars, []) if first.shape().is_scalar() => self.fenced(Around::Bars, first),
            (_, Notation::Exponent(base), []) => {
                let base = self.canvas.leaf(base);
                let sup = self.piece(first, Fits::NONE).ink;
                Piece::new(self.canvas.scripts(base, None, Some(sup)), Level::Power)
            }
            (_, Notation::Superscript(mark), []) => {
                let base = self.at(first, Level::Atom, Fits::NONE);
                let sup = self.canvas.leaf(&self.style.operator(f.name(), mark));
                Piece::new(self.canvas.scripts(base, None, Some(sup)), Level::Power)
            }
            _ => self.called_by_name(f, args),
        }
    }

    /// `m \times n`.
    fn extent(&self, shape: &crate::shape::Shape) -> C::Ink {
        let (m, n) = (self.size(&shape.rows).ink, self.size(&shape.cols).ink);
        self.canvas.tight(vec![m, self.canvas.leaf(" \\times "), n])
    }

    /// `K * X`, where the author has said what that means.
    fn convolved(&mut self, args: &[Expr]) -> Piece<C::Ink> {
        let parts = args.iter().map(|a| self.at(a, Level::Power, Fits::NONE)).collect();
        Piece::new(self.canvas.infix(Between::Convolution, parts), Level::Infix)
    }

    fn called_by_name(&mut self, f: Func, args: &[Expr]) -> Piece<C::Ink> {
        let usual = format!("\\operatorname{{{}}}", f.spellings().first().copied().unwrap_or(f.name()));
        self.operator_call(f, &usual, args)
    }

    fn operator_call(&mut self, f: Func, usual: &str, args: &[Expr]) -> Piece<C::Ink> {
        let head = self.canvas.leaf(&self.style.operator(f.name(), usual));
        if let [x] = args {
            let inner = self.piece(x, Fits::NONE).ink;
            let fenced = self.canvas.fence(Around::Parens, inner);
            return Piece::atom(self.canvas.tight(vec![head, fenced]));
        }
        self.called(head, args)
    }

    fn fenced(&mut self, around: Around, x: &Expr) -> Piece<C::Ink> {
        let inner = self.piece(x, Fits::NONE).ink;
        Piece::atom(self.canvas.fence(around, inner))
    }

    fn logdet(&mut self, f: Func, usual: &str, x: &Expr) -> Piece<C::Ink> {
        if self.style.determinant == Determinant::Bars && !self.style.operators.contains_key("logdet") {
            let bars = self.fenced(Around::Bars, x).ink;
            let log = self.canvas.leaf(&self.style.log);
            return Piece::new(self.canvas.prefix(log, bars), Level::Open);
        }
        if !matches!(x.op(), Op::Symbol(_)) {
            // A logarithm takes in what follows `\det(X)`, a factor or an exponent.
            let call = self.operator_call(f, usual, std::slice::from_ref(x));
            return Piece::new(call.ink, Level::Open);
        }
        let head = self.canvas.leaf(&self.style.operator(f.name(), usual));
        let argument = self.at(x, Level::Power, Fits::NONE);
        Piece::new(self.canvas.prefix(head, argument), Level::Open)
    }

    pub(super) fn transposed(&mut self, x: &Expr, fits: Fits) -> Piece<C::Ink> {
        let mark = self.canvas.leaf(&self.style.transpose);
        let fits = fits.transposed();
        let inverse_of = match (x.op(), x.args()) {
            (Op::Power, [base, e]) => {
                e.as_number().is_some_and(|r| r == crate::rational::Rational::MINUS_ONE).then_some(base)
            }
            _ => None,
        };
        if let Some(base) = inverse_of {
            let base = self.at(base, Level::Atom, fits);
            let sup = if self.style.transpose == "'" {
                self.canvas.tight(vec![self.canvas.leaf("-1"), mark])
            } else {
                self.canvas.tight(vec![self.canvas.leaf("-"), mark])
            };
            return Piece::new(self.canvas.scripts(base, None, Some(sup)), Level::Power);
        }
        let base = self.at(x, Level::Atom, fits);
        Piece::new(self.canvas.scripts(base, None, Some(mark)), Level::Power)
    }

    pub(super) fn apply(&mut self, f: &FnSymbol, reading: Reading, args: &[Expr]) -> Piece<C::Ink> {
        let mut name = self.canvas.leaf(f.latex());
        let (args, which) = match (reading, args.split_last()) {
            (Reading::ComponentHessian(..), Some((which, args))) => (args, Some(which)),
            _ => (args, None),
        };
        if let Some(which) = which {
            if !f.codomain().is_vector() {
                let vec = self.canvas.leaf(&self.style.operator("vec", "\\operatorname{vec}"));
                name = self.canvas.prefix(vec, name);
            }
            if !f.codomain().is_vector() || f.latex().contains('_') {
                name = self.canvas.fence(Around::Parens, name);
            }
            let which = self.piece(which, Fits::NONE).ink;
            name = self.canvas.scripts(name, Some(which), None);
        }
        let head = match reading {
            Reading::Value => name,
            Reading::Derivative(k @ 1..=3) => {
                let primes = self.canvas.leaf(&"'".repeat(k as usize));
                self.canvas.scripts(name, None, Some(primes))
            }
            Reading::Derivative(k) => {
                let order = self.canvas.leaf(&k.to_string());
                let order = self.canvas.fence(Around::Parens, order);
                self.canvas.scripts(name, None, Some(order))
            }
            Reading::Gradient(i) => self.by_argument("\\nabla", None, &[i], f, args, name),
            Reading::Jacobian(i) => {
                let d = self.style.jacobian.clone();
                self.by_argument(&d, None, &[i], f, args, name)
            }
            Reading::Hessian(i, j) | Reading::ComponentHessian(i, j) if i == j => {
                self.by_argument("\\nabla", Some("2"), &[i], f, args, name)
            }
            Reading::Hessian(i, j) | Reading::ComponentHessian(i, j) => {
                self.by_argument("\\nabla", Some("2"), &[i, j], f, args, name)
            }
        };
        if args.is_empty() { Piece::atom(head) } else { self.called(head, args) }
    }

    /// `\nabla f`, or `\nabla_{\mathbf{y}} f` where `f` has several arguments.
    fn by_argument(
        &mut self,
        operator: &str,
        order: Option<&str>,
        which: &[usize],
        f: &FnSymbol,
        args: &[Expr],
        name: C::Ink,
    ) -> C::Ink {
        let mut sign = self.canvas.leaf(operator);
        let sub = (f.domain().len() > 1).then(|| {
            let named = which.iter().map(|k| match args.get(*k).map(|a| (a, a.op())) {
                Some((a, Op::Symbol(s))) if args.iter().filter(|b| *b == a).count() == 1 => {
                    self.symbol(s, a.args()).ink
                }
                _ => self.canvas.leaf(&(k + 1).to_string()),
            });
            let named: Vec<C::Ink> = named.collect();
            self.canvas.tight(named)
        });
        let sup = order.map(|o| self.canvas.leaf(o));
        if sub.is_some() || sup.is_some() {
            sign = self.canvas.scripts(sign, sub, sup);
        }
        self.canvas.prefix(sign, name)
    }
}
