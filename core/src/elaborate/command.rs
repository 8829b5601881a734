//! Declarations, assumptions and an expression as strings, the way the command line is given them.

use super::declare::{apply, assumption, declarations, defined_as, entries_defined, entry_head};
use super::key::Named;
use super::problem::{Operation, Problem, ProblemKind};
use super::scope::Scope;
use super::shapes::Shapes;
use super::{Elaborated, Options, elaborate};
use crate::calculus::derive::Request;
use crate::calculus::part::{At, Part};
use crate::expr::{Expr, Op, Symbol, build};
use crate::notation::{Formula, Kind, Macros, Node, RelKind, Side, parse};
use crate::rational::Rational;
use crate::shape::Shape;

/// What a command line declares.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// What is known of every name.
    pub scope: Scope,
    /// The declarations as given; an origin's place is the index of one.
    pub declarations: Vec<String>,
    /// The symbols declared, in order.
    pub order: Vec<String>,
}

/// Why a command cannot answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Complaint {
    /// The input is not what the command takes.
    Usage(String),
    /// The expression's shapes do not fit.
    Shape {
        /// The operation, both operands, their shapes, and where each came from.
        message: String,
        /// The same as data.
        problem: Box<Problem>,
    },
    /// A part of the expression is not understood.
    Refused(String),
}

impl Complaint {
    /// The message for people.
    pub fn message(&self) -> &str {
        match self {
            Complaint::Usage(m) | Complaint::Refused(m) | Complaint::Shape { message: m, .. } => m,
        }
    }
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Complaint {}

/// An expression read.
#[derive(Clone, Debug)]
pub struct Read {
    /// Its meaning.
    pub expr: Expr,
    /// Its shape.
    pub shape: Shape,
}

impl Context {
    /// Reads declarations (`A \in \mathbb{R}^{m\times n}`) and assumptions (`X symmetric`).
    pub fn new(given: &[&str], assumptions: &[&str]) -> Result<Context, Complaint> {
        let mut context = Context::default();
        given.iter().try_for_each(|text| context.declare(text))?;
        assumptions.iter().try_for_each(|text| context.assume(text))?;
        Ok(context)
    }

    /// Reads one more declaration, `A \in \mathbb{R}^{m\times n}`.
    pub fn declare(&mut self, text: &str) -> Result<(), Complaint> {
        let place = u32::try_from(self.declarations.len()).unwrap_or(u32::MAX);
        let formula = parse(text, &Macros::default());
        let found: Vec<_> = formula.rows.iter().flat_map(|r| declarations(r, &self.scope, place)).collect();
        if found.is_empty() {
            return Err(Complaint::Usage(format!(
                "cannot read the declaration `{text}`: write it as A \\in \\mathbb{{R}}^{{m \\times n}}"
            )));
        }
        for d in &found {
            if let super::declare::Fact::Entry(entry) = &d.fact {
                self.order.push(entry.key.clone());
            }
        }
        apply(&found, &mut self.scope);
        self.declarations.push(text.to_string());
        Ok(())
    }

    /// Reads a definition: by entries, `Y_{ij} = \sum_k A_{ik} B_{kj}` or `(K * X)_{ij} = …`, of a function of what is declared,
    /// `f(\mathbf x) = …`, or of a quantity, `R = A X - B`.
    pub fn define(&mut self, text: &str) -> Result<(), Complaint> {
        let unreadable =
            || Complaint::Usage(format!("cannot read the definition `{text}`: write it as Y_{{ij}} = … or f(x) = …"));
        let formula = parse(text, &Macros::default());
        let [row] = formula.rows.as_slice() else { return Err(unreadable()) };
        let [clause] = row.clauses.as_slice() else { return Err(unreadable()) };
        let equal = |side: &Side| {
            side.rel.as_ref().is_some_and(|r| matches!(r.kind, RelKind::Equal | RelKind::Defined | RelKind::Equivalent))
        };
        let [first, rest @ ..] = clause.sides.as_slice() else { return Err(unreadable()) };
        let Some((last, _)) = rest.split_last().filter(|_| first.rel.is_none() && rest.iter().all(equal)) else {
            return Err(unreadable());
        };
        let place = u32::try_from(self.declarations.len()).unwrap_or(u32::MAX);
        let indices = entry_head(&first.node, &self.scope).map(|head| head.indices).unwrap_or_default();
        let body = self.read_node(&last.node, text, &Options { indices, ..Options::default() })?.expr;
        let heads: Vec<&Node> = clause.sides.iter().take(rest.len()).map(|side| &side.node).collect();
        let defined = match entries_defined(&heads, &body, &self.scope, place, clause.span) {
            Some(defined) => {
                defined.map_err(|why| Complaint::Usage(format!("cannot use the definition `{text}`: {why}")))?
            }
            None if heads.len() == 1 => {
                vec![defined_as(&first.node, body, &self.scope, place, clause.span).ok_or_else(unreadable)?]
            }
            None => return Err(unreadable()),
        };
        defined.into_iter().for_each(|entry| self.scope.insert(entry));
        self.declarations.push(text.to_string());
        Ok(())
    }

    /// Adds a property to what is declared, `X symmetric`.
    pub fn assume(&mut self, text: &str) -> Result<(), Complaint> {
        let Some((key, latex, word)) = assumption(text, &Macros::default()) else {
            return Err(Complaint::Usage(format!(
                "cannot read the assumption `{text}`: write it as `X symmetric` (or posdef, skew, diagonal, orthogonal, positive)"
            )));
        };
        if !self.scope.assume(&key, word) {
            return Err(Complaint::Usage(format!("the assumption `{text}` is about {latex}, which is not declared")));
        }
        Ok(())
    }

    /// The symbol that `text` names.
    pub fn symbol(&self, text: &str) -> Result<Symbol, Complaint> {
        let formula = parse(text, &Macros::default());
        let name = single(&formula).and_then(super::key::named);
        let Some(name) = name else {
            return Err(Complaint::Usage(format!("`{text}` is not the name of a quantity")));
        };
        let entry = self.scope.get(&name.key);
        if entry.is_some_and(|e| matches!(e.known, super::Known::Defined { .. })) {
            return Err(Complaint::Usage(format!("`{text}` is defined: name a quantity that its definition is about")));
        }
        entry.and_then(super::Entry::symbol).ok_or_else(|| Complaint::Usage(format!("`{text}` is not declared")))
    }

    /// The question for the first derivative of a formula by what `variable` names: a quantity, a member of a family (`\mathbf x_k`),
    /// an entry (`X_{ij}`), a row or a column (`X_{i,:}`, `X_{:,j}`).
    ///
    /// What is assumed of the quantity goes into the request, apart from it: its entries vary freely while deriving.
    pub fn request(&self, formula: &str, variable: &str, options: &Options) -> Result<Request, Complaint> {
        let key = self.asked(formula, variable, options)?.whole().key().to_string();
        let mut free = self.clone();
        let assumed = free.scope.release(&key);
        Ok(Request { assumed, ..free.asked(formula, variable, options)? })
    }

    fn asked(&self, formula: &str, variable: &str, options: &Options) -> Result<Request, Complaint> {
        // What is asked for comes first: a wrong name there is said before anything about the formula.
        let expr = || Ok(self.read(formula, options)?.expr);
        let parsed = parse(variable, &Macros::default());
        let name = single(&parsed).and_then(super::key::named);
        let numbered = |n: &Named| n.subs.iter().chain(&n.sups).all(|k| matches!(k.kind, Kind::Number(_)));
        let own = self.symbol(variable);
        let family = name
            .as_ref()
            .filter(|n| n.indices() > 0 && !(own.is_ok() && numbered(n)))
            .and_then(|n| self.scope.get(&n.family_key()))
            .and_then(super::Entry::symbol);
        if let (Some(name), Some(family)) = (&name, family.filter(|f| f.family() > 0)) {
            let Some(indices) = name.subs.iter().chain(&name.sups).map(|k| chosen(k)).collect::<Option<Vec<_>>>()
            else {
                return Err(Complaint::Usage(format!(
                    "`{variable}` does not say which member: name it by letters or numbers"
                )));
            };
            // With a free index a formula names a quantity of its own; here it is the member asked for.
            let own = build::member(&family, indices.clone());
            let expr = build::map(&expr()?, &mut |part| match part.op() {
                Op::Symbol(s) if s.key() == name.key => own.clone(),
                _ => part,
            });
            return Ok(Request::by_part(expr, Part::new(family, At::Member(indices)), variable));
        }
        let unknown = match own {
            Ok(symbol) => return Ok(Request::new(expr()?, symbol)),
            Err(complaint) => complaint,
        };
        let part = self.read(variable, options).ok().and_then(|read| Part::of(&read.expr));
        let part = part.ok_or_else(|| if variable.contains('_') { no_part(variable) } else { unknown })?;
        Ok(Request::by_part(expr()?, part, variable))
    }

    /// Reads one expression; everything in it has to be understood and to fit.
    pub fn read(&self, text: &str, options: &Options) -> Result<Read, Complaint> {
        let formula = parse(text, &Macros::default());
        let node = single(&formula).ok_or_else(|| no_expression(&formula, text))?;
        self.read_node(node, text, options)
    }

    fn read_node(&self, node: &Node, text: &str, options: &Options) -> Result<Read, Complaint> {
        let options = Options { strict: true, ..options.clone() };
        let read = elaborate(node, &self.scope, &mut Shapes::new(), &options);
        if let Some(problem) = read.misfit() {
            let message = self.explain(problem, text);
            return Err(Complaint::Shape { message, problem: Box::new(problem.clone()) });
        }
        self.complete(read, text)
    }

    /// Reads two sides of an equation, which have one shape: a constant on one side takes its size from the other.
    pub fn read_sides(&self, left: &str, right: &str, options: &Options) -> Result<(Read, Read), Complaint> {
        let (l, r) = (parse(left, &Macros::default()), parse(right, &Macros::default()));
        let l = single(&l).ok_or_else(|| no_expression(&l, left))?.clone();
        let r = single(&r).ok_or_else(|| no_expression(&r, right))?.clone();
        let options = &Options { strict: true, ..options.clone() };
        let mut sides = super::elaborate_sides(&[&l, &r], &self.scope, &mut Shapes::new(), options).into_iter();
        let (Some(a), Some(b)) = (sides.next(), sides.next()) else {
            return Err(Complaint::Usage("an equation has two sides".to_owned()));
        };
        if let Some(problem) = a.misfit() {
            let alone = |node: &Node| elaborate(node, &self.scope, &mut Shapes::new(), options).misfit().is_some();
            let message = match (alone(&l), alone(&r)) {
                (true, _) => self.explain(problem, left),
                (_, true) => self.explain(problem, right),
                _ => format!("the sides have different shapes: {} and {}", a.shape, b.shape),
            };
            return Err(Complaint::Shape { message, problem: Box::new(problem.clone()) });
        }
        Ok((self.complete(a, left)?, self.complete(b, right)?))
    }

    /// Two sides of an equation of which the right one, or only its shape, does not fit: for the search for what was meant. `None`
    /// where the left side does not fit either, or not everything is understood.
    pub fn read_misfits(&self, left: &str, right: &str, options: &Options) -> Option<(Expr, Expr)> {
        let l = self.read(left, &Options { strict: options.strict, ..options.clone() }).ok()?;
        let formula = parse(right, &Macros::default());
        let options = Options { misfits: true, ..options.clone() };
        let r = elaborate(single(&formula)?, &self.scope, &mut Shapes::new(), &options);
        r.inferred.is_empty().then_some((l.expr, r.expr?))
    }

    fn complete(&self, read: Elaborated, text: &str) -> Result<Read, Complaint> {
        // A name that is bound inside (the t of d/dt at t = 0) needs no declaration.
        let occurs = |key: &str| read.expr.as_ref().is_none_or(|e| e.mentions(key));
        if let Some(name) = read.inferred.iter().find(|n| occurs(&n.key)) {
            return Err(Complaint::Refused(format!(
                "{} is not declared: give its shape, as in --decl '{} \\in \\mathbb{{R}}^n'",
                name.latex, name.latex
            )));
        }
        match read.expr {
            Some(expr) if !read.shape.has_unknown() && !expr.shape().has_unknown() => {
                Ok(Read { shape: read.shape, expr })
            }
            Some(_) => Err(Complaint::Refused(format!(
                "the size of a constant in `{}` is not determined: state it, as in I_n or \\mathbf 1_n",
                brief(text)
            ))),
            None => {
                let reason = read.problems.iter().find_map(|p| match &p.kind {
                    ProblemKind::Unreadable { reason } => {
                        let piece = text.get(p.span.range()).unwrap_or("").trim();
                        let piece = if piece.is_empty() { text } else { piece };
                        Some(format!("`{}` is not covered: {reason}", brief(piece)))
                    }
                    _ => None,
                });
                Err(Complaint::Refused(reason.unwrap_or_else(|| format!("`{}` is not understood", brief(text)))))
            }
        }
    }

    /// The problem in words: the operation, both operands, their shapes, and where each came from.
    pub fn explain(&self, problem: &Problem, text: &str) -> String {
        let mut message = problem.message(text);
        if let ProblemKind::ShapeMismatch { operation: Operation::Sum, left, right } = &problem.kind
            && left.shape.is_scalar() != right.shape.is_scalar()
        {
            message.push_str("; a number added to every entry is written as \\mathbf 1 times it");
        }
        let mut told: Vec<&str> = Vec::new();
        for source in problem.operands().into_iter().flat_map(|o| &o.sources) {
            if told.contains(&source.latex.as_str()) {
                continue;
            }
            told.push(&source.latex);
            let by = source.origin.and_then(|o| self.declarations.get(o.place as usize));
            message.push_str(&match by {
                Some(by) => format!("\n  {} is {}: declared by `{}`", source.latex, source.shape, by.trim()),
                None => format!("\n  {} is {}", source.latex, source.shape),
            });
        }
        message
    }
}

/// What may be asked for instead of a range of entries and the like.
fn no_part(variable: &str) -> Complaint {
    Complaint::Usage(format!(
        "`{}` names no declared quantity and no part of one that can be differentiated by: a member of a family (x_k), an entry \
         (X_{{ij}}), a row (X_{{i,:}}) or a column (X_{{:,j}}); for a range of entries derive by the whole and take the range of that",
        brief(variable)
    ))
}

/// An index that chooses a member: a letter or a number.
fn chosen(node: &Node) -> Option<Expr> {
    match &node.kind {
        Kind::Number(n) => Some(build::number(Rational::parse(n)?)),
        Kind::Symbol(name) if name.accents.is_empty() => Some(build::index(&name.key())),
        _ => None,
    }
}

/// The shape of an expression under declarations and assumptions.
pub fn shape_of(given: &[&str], assumptions: &[&str], text: &str) -> Result<Shape, Complaint> {
    let options = Options { layout: Some(crate::calculus::derive::Layout::Mixed), ..Options::default() };
    Ok(Context::new(given, assumptions)?.read(text, &options)?.shape)
}

/// The formula as a message quotes it: its beginning, where it is long.
fn brief(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

/// Why a formula is not one expression.
fn no_expression(formula: &Formula, text: &str) -> Complaint {
    let related =
        formula.rows.iter().flat_map(|row| &row.clauses).flat_map(|c| &c.sides).any(|side| side.rel.is_some());
    Complaint::Usage(match text.trim() {
        "" => "there is no expression: it is empty".to_owned(),
        text if related => format!("`{}` is an equation or a condition: give one expression", brief(text)),
        text => format!("`{}` is more than one expression: give one", brief(text)),
    })
}

/// The only expression of a formula without relations.
pub fn single(formula: &Formula) -> Option<&Node> {
    let [row] = formula.rows.as_slice() else { return None };
    let [clause] = row.clauses.as_slice() else { return None };
    let [side] = clause.sides.as_slice() else { return None };
    side.rel.is_none().then_some(&side.node)
}
