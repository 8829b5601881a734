//! The front door of the library: declarations and formulas as LaTeX in, verified derivatives out.
//!
//! A [`Session`] holds what is declared and answers questions about formulas. It reads everything strictly: what is not
//! declared, not understood or ill-shaped is refused with a message for people, never guessed.

use crate::calculus::derive::{Form, Layout, Request};
use crate::calculus::steps::Route;
use crate::derivation::{Derivation, board};
use crate::elaborate::Options;
use crate::elaborate::command::{Complaint, Context};
use crate::expr::Expr;
use crate::functions::Language;
use crate::render::code::{Code, code};
use crate::render::{Style, latex, unicode};
use crate::shape::Shape;
use crate::verify::derivative::Evidence;
use crate::verify::equal::{Equality, equal};

/// What is declared, and how derivatives are laid out and printed.
///
/// ```
/// # use matgrad_core::Session;
/// let session = Session::new().declare(r"X \in \mathbb{R}^{n \times n}")?.assume("X symmetric")?;
/// assert_eq!(session.derive(r"\operatorname{tr}(X^2)", "X")?.latex(), "2 X");
/// # Ok::<(), matgrad_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Session {
    context: Context,
    layout: Layout,
    style: Style,
}

impl Session {
    /// Nothing declared, [`Layout::Mixed`].
    pub fn new() -> Session {
        Session::default()
    }

    /// Declares symbols or functions as documents do: `A \in \mathbb{R}^{m \times n}`, `\mathbf x_i \in \mathbb{R}^d` (a family
    /// over i), `f : \mathbb{R}^n \to \mathbb{R}`.
    ///
    /// # Errors
    /// Where the text declares nothing.
    pub fn declare(mut self, declaration: &str) -> Result<Session, Complaint> {
        self.context.declare(declaration)?;
        Ok(self)
    }

    /// Assumes a property of what is declared: `X symmetric` (`posdef`, `skew`, `diagonal`, `orthogonal`, `positive`).
    ///
    /// # Errors
    /// Where the text names no declared quantity or no known property.
    pub fn assume(mut self, assumption: &str) -> Result<Session, Complaint> {
        self.context.assume(assumption)?;
        Ok(self)
    }

    /// Lays derivatives out in another way.
    pub fn layout(mut self, layout: Layout) -> Session {
        self.layout = layout;
        self
    }

    /// Prints in another notation.
    pub fn style(mut self, style: Style) -> Session {
        self.style = style;
        self
    }

    fn options(&self) -> Options {
        Options { layout: Some(self.layout), ..Options::default() }
    }

    /// The meaning of a formula.
    ///
    /// # Errors
    /// Where a part of it is not understood, not declared, or does not fit.
    pub fn read(&self, formula: &str) -> Result<Expr, Complaint> {
        Ok(self.context.read(formula, &self.options())?.expr)
    }

    /// The shape of a formula.
    ///
    /// # Errors
    /// As for [`read`](Session::read).
    pub fn shape(&self, formula: &str) -> Result<Shape, Complaint> {
        Ok(self.context.read(formula, &self.options())?.shape)
    }

    /// Whether two formulas are equal for all values and sizes, or a counterexample.
    ///
    /// # Errors
    /// As for [`read`](Session::read), and where the two have different shapes.
    pub fn equal(&self, left: &str, right: &str) -> Result<Equality, Complaint> {
        let (l, r) = self.context.read_sides(left, right, &self.options())?;
        Ok(equal(&l.expr, &r.expr))
    }

    /// The question for the first derivative of `formula` by `variable`; its fields can be changed before it goes to
    /// [`find`](Session::find).
    ///
    /// # Errors
    /// As for [`read`](Session::read), and where `variable` names no declared quantity, nor a member, entry, row or column of one.
    pub fn request(&self, formula: &str, variable: &str) -> Result<Request, Complaint> {
        Ok(Request { layout: self.layout, ..self.context.request(formula, variable, &self.options())? })
    }

    /// The first derivative of `formula` by `variable`, in the form that fits the shapes: a scalar's gradient, shaped like the
    /// variable, or the Jacobian `d vec F / d (vec X)ᵀ` of anything else.
    ///
    /// # Errors
    /// As for [`request`](Session::request) and [`find`](Session::find).
    pub fn derive(&self, formula: &str, variable: &str) -> Result<Derivative, Complaint> {
        self.find(self.request(formula, variable)?)
    }

    /// The Hessian `d vec(grad f) / d (vec X)ᵀ` of a scalar formula.
    ///
    /// # Errors
    /// As for [`derive`](Session::derive), and where the formula is not a scalar.
    pub fn hessian(&self, formula: &str, variable: &str) -> Result<Derivative, Complaint> {
        self.find(Request { order: 2, form: Some(Form::Hessian), ..self.request(formula, variable)? })
    }

    /// Answers a question. The answer has been compared with numbers (see [`crate::verify::derivative`]).
    ///
    /// # Errors
    /// Where no rule covers a part of the formula, which the message names; and where a derivative was found but not confirmed by
    /// the numbers: it is withheld.
    pub fn find(&self, request: Request) -> Result<Derivative, Complaint> {
        let derivation = Derivation::find(request).map_err(|f| Complaint::Refused(f.to_string()))?;
        Ok(Derivative { derivation, order: self.context.order.clone(), style: self.style.clone() })
    }
}

/// A verified derivative, to be printed.
#[derive(Clone, Debug)]
pub struct Derivative {
    derivation: Derivation,
    order: Vec<String>,
    style: Style,
}

impl Derivative {
    /// The derivative itself.
    pub fn expr(&self) -> &Expr {
        &self.derivation.result
    }

    /// Its shape.
    pub fn shape(&self) -> &Shape {
        self.derivation.result.shape()
    }

    /// What speaks for it.
    pub fn evidence(&self) -> &Evidence {
        &self.derivation.evidence
    }

    /// In LaTeX.
    pub fn latex(&self) -> String {
        latex(self.expr(), &self.style)
    }

    /// In one line of Unicode.
    pub fn unicode(&self) -> String {
        unicode(self.expr(), &self.style)
    }

    /// As a complete function `derivative(...)` whose arguments stand in the order of declaration.
    ///
    /// # Errors
    /// Where the language has no expression for a function that occurs.
    pub fn code(&self, language: Language) -> Result<Code, Complaint> {
        let order: Vec<&str> = self.order.iter().map(String::as_str).collect();
        code(self.expr(), &order, language).map_err(Complaint::Refused)
    }

    /// The derivation on the board, the lines of a LaTeX `align`: by differentials, or by Jacobians.
    ///
    /// # Errors
    /// Where a line of it is not covered by a rule.
    pub fn steps(&self, route: Route) -> Result<String, Complaint> {
        let refused = |r: crate::calculus::Refusal| Complaint::Refused(r.why);
        let steps = self.derivation.steps(route, &self.style).map_err(refused)?;
        Ok(board::align(&steps, &self.derivation.request, "f", &self.style))
    }
}
