//! The notation tree: what was written, not what it means.
//!
//! Every node carries the byte range of the author's text it was read from; a node that came out of a macro carries the
//! range of the call (its arguments keep their own). The tree decides no shapes and no applications: `f(x)` is a
//! product of `f` and a fence, and whether `dX` is a differential is left to whoever knows the symbols.

use super::name::{Accent, Name};
use super::relation::Relation;

/// A byte range `start..end` in the text that was parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The range `start..end`; offsets beyond `u32` saturate.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    /// The smallest range that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether a cursor at `offset` touches the range (its end included).
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// The range as `usize`, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One piece of notation and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// What a piece of notation is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A numeral as written: `2`, `0.5`.
    Number(Box<str>),
    /// A letter or word with its font and accents: `x`, `\mathbf{x}`, `\hat\Sigma`, `\mathrm{loss}`, an unknown `\foo`.
    Symbol(Box<Name>),
    /// Sub- and superscripts and primes. `a^{[l-1]T}` is two nested scripts: the index inside, the transpose outside.
    Script(Box<Script>),
    /// Factors in order; the operator of the first is [`ProdOp::Juxtapose`] and means nothing, unless the row or superscript
    /// begins with an operator (`\cdot B`, `\circ -1`).
    Product(Vec<(ProdOp, Node)>),
    /// Terms in order, each with its sign; the sign of the first is the written one or [`Sign::Plus`].
    Sum(Vec<(Sign, Node)>),
    /// A lone leading sign, `-X` (a leading minus before further terms is the sign of a [`Kind::Sum`]'s first term).
    Neg(Box<Node>),
    /// `\frac{num}{den}`, `{num \over den}`; a slash is [`ProdOp::Slash`].
    Frac(Box<Frac>),
    /// `\sqrt[index]{body}`.
    Sqrt(Box<Sqrt>),
    /// Something between delimiters.
    Fence(Box<Fence>),
    /// A named operator or function: `\operatorname{tr}`, `\det`, `\log`, `vec(`.
    Operator(Box<Operator>),
    /// `\sum`, `\int`, `\lim`, `\argmin`, … with limits and the product that follows.
    BigOp(Box<BigOp>),
    /// An upright, sans or bold `d`, `\dd`, `\diff`: surely a differential.
    Differential(Box<Differential>),
    /// An italic `d` (or `\delta`) directly before a factor: a differential, or two factors.
    MaybeDifferential(Box<Differential>),
    /// `\frac{\partial f}{\partial X}`, `\partial_x f`, `\partial f/\partial x`, `\dv{f}{x}`, `\frac{d}{dt}[\dots]_{t=0}`.
    Derivative(Box<Derivative>),
    /// `\nabla f`, `\nabla_X^2 f`.
    Nabla(Box<Nabla>),
    /// An upright, sans or bold `D` before a function: the Jacobian operator.
    Jacobian(Box<Jacobian>),
    /// An italic `D` directly before a factor: the Jacobian operator, or two factors.
    MaybeJacobian(Box<Jacobian>),
    /// A block of cells.
    Matrix(Box<Matrix>),
    /// `\begin{cases}`: rows of cells, by custom the value and the condition.
    Cases(Vec<Vec<Node>>),
    /// Rows of a display that stands inside an expression (`aligned` after a brace, `\substack`).
    Rows(Vec<Row>),
    /// A label under or over something: `\underbrace{A}_{m \times n}`, `\overset{d}{X}`.
    Label(Box<Label>),
    /// An accent over more than one symbol: `\overline{AB}`, `\hat{x_1}`.
    Accented(Box<Accented>),
    /// Relations inside brackets, limits or cells: `i = 1`, `x \in S`.
    Chain(Vec<Side>),
    /// Items separated by commas, semicolons or bars without delimiters: `i,j` in a subscript.
    List(Box<List>),
    /// `\text{...}` that is neither a function name nor an operator.
    Text(Box<str>),
    /// `\cdots`, `\ldots`, `...`.
    Dots,
    /// A hole to be filled: `?`, `\square`, `\Box`.
    Placeholder,
    /// Nothing between delimiters, in a cell, or on one side of a relation.
    Empty,
    /// An operator or quantifier that stands alone: `(\cdot)`, `\otimes`, `\forall`, `\partial`. Holds the LaTeX.
    Mark(Box<str>),
    /// A piece that could not be read, and why.
    Opaque(Box<str>),
}

/// Sub- and superscripts of `base`. Primes are counted apart: `f''` has two and no superscript.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// What carries the scripts.
    pub base: Node,
    /// The subscript.
    pub sub: Option<Node>,
    /// The superscript.
    pub sup: Option<Sup>,
    /// `'`, `^\prime`, `^{\prime\prime}`.
    pub primes: u8,
}

/// A superscript: what its spelling says, and the node it is in any case (`T` may be a final time, `*` an optimum).
#[derive(Clone, Debug, PartialEq)]
pub struct Sup {
    /// What its spelling says.
    pub kind: SupKind,
    /// The whole superscript as a node; for [`SupKind::Hadamard`] the exponent alone.
    pub node: Node,
}

/// The superscripts that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SupKind {
    /// `^T`, `^\top`, `^{\mathsf T}`, `^\intercal`, `ᵀ`, … (a lower-case `^t` is [`SupKind::Other`]).
    Transpose,
    /// `^{-T}`, `^{-\top}`.
    InverseTranspose,
    /// `^{-1}`.
    Inverse,
    /// `^H`, `^{\mathsf H}`, `^{\mathrm H}`.
    Hermitian,
    /// `^*`, `^\ast`, `^\star`.
    Star,
    /// `^\dagger`.
    Dagger,
    /// `^+`.
    Plus,
    /// `^{\odot 2}`, `^{\circ -1}`.
    Hadamard,
    /// Anything else: a power or an index.
    Other,
}

/// How two factors were joined. Juxtaposition binds tightest, then [`ProdOp::Cdot`] to [`ProdOp::Ast`], then the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProdOp {
    /// Nothing written: `A B`.
    Juxtapose,
    /// `\cdot`.
    Cdot,
    /// `\bullet`.
    Bullet,
    /// `\times`.
    Times,
    /// `\ast`, `*`.
    Ast,
    /// `/`, `\div`, `\slash`.
    Slash,
    /// `\backslash`: division from the left.
    Backslash,
    /// `\star`.
    Star,
    /// `\odot`.
    Odot,
    /// `\circ`.
    Circ,
    /// `\oslash`.
    Oslash,
    /// `\otimes`.
    Otimes,
    /// `\boxtimes`, `\boxdot`, `\circledast`, `\ltimes`, `\wedge`, `\diamond`, ….
    Other,
}

/// The sign before a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// `+`.
    Plus,
    /// `-`.
    Minus,
    /// `\pm`.
    PlusMinus,
    /// `\mp`.
    MinusPlus,
    /// `\oplus`.
    Oplus,
    /// `\ominus`.
    Ominus,
    /// `\cup`, `\cap`, `\setminus`, `\land`, `\lor` …: bind like a sum and have no arithmetic.
    Set,
}

/// A fraction written with a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Frac {
    /// What stands above the bar.
    pub num: Node,
    /// What stands below it.
    pub den: Node,
}

/// A root.
#[derive(Clone, Debug, PartialEq)]
pub struct Sqrt {
    /// Which root; `None` for the square root.
    pub index: Option<Node>,
    /// What stands under the sign.
    pub body: Node,
}

/// A delimiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delim {
    /// `(`, `)`.
    Paren,
    /// `[`, `]`.
    Bracket,
    /// `[\![`, `⟦`.
    DoubleBracket,
    /// `\{`, `\}`.
    Brace,
    /// `\langle`, `\rangle`.
    Angle,
    /// `|`, `\lvert`.
    Bar,
    /// `\|`, `\lVert`.
    DoubleBar,
    /// `\lfloor`, `\rfloor`.
    Floor,
    /// `\lceil`, `\rceil`.
    Ceil,
    /// `\left.`
    None,
}

/// What stands between two delimiters. `(0, 1]` has two different ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Fence {
    /// The opening delimiter.
    pub open: Delim,
    /// The closing delimiter.
    pub close: Delim,
    /// The items; empty for `()`.
    pub items: Vec<Node>,
    /// What stands between the items, one fewer than they are.
    pub seps: Vec<Sep>,
}

/// What separates two items of a list or fence, or two clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sep {
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// `\mid`, `\vert`, a lone `|`: "given", "such that", or an evaluation bar.
    Bar,
    /// `\parallel`, `\|` alone.
    DoubleBar,
    /// `\quad`, `\qquad`, or a wide `\hspace`.
    Space,
    /// `\implies`, `\Rightarrow`, `\Longrightarrow`, `\therefore`.
    Implies,
    /// `\impliedby`, `\Leftarrow`, `\because`.
    ImpliedBy,
    /// `\iff`, `\Leftrightarrow`.
    Iff,
    /// A full stop or a word of text: `\text{ and }`, `\text{where}`, `\text{if}`.
    Text,
}

/// A list without delimiters; `seps` is one shorter than `items`.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The items.
    pub items: Vec<Node>,
    /// What stands between them.
    pub seps: Vec<Sep>,
}

/// A named operator. Scripts before the argument stand here (`\log_2 x`, `\sin^2 x`), those after it (`\det(A)^2`,
/// `\operatorname{vec}(A)^T`) are a [`Kind::Script`] around the operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// The name without font or backslash, spellings of one operator made one: `tr`, `vec`, `det`, `diag`, `log`.
    pub name: Box<str>,
    /// The operator as written: `\operatorname{tr}`.
    pub written: Box<str>,
    /// Whether it is one of the operators known by name (else a word in an operator's font, such as `\operatorname{foo}`).
    pub known: bool,
    /// The subscript before the argument.
    pub sub: Option<Node>,
    /// The superscript before the argument.
    pub sup: Option<Sup>,
    /// Primes before the argument.
    pub primes: u8,
    /// A fence directly after it, else the factors up to the next sign or relation. `None` where it stands alone.
    pub arg: Option<Node>,
}

/// Which large operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BigKind {
    /// `\sum`.
    Sum,
    /// `\prod`.
    Prod,
    /// `\int`, `\oint`, ….
    Int,
    /// `\lim`.
    Lim,
    /// `\min`.
    Min,
    /// `\max`.
    Max,
    /// `\argmin`, `\operatorname*{arg\,min}`.
    Argmin,
    /// `\argmax`.
    Argmax,
    /// `\inf`.
    Inf,
    /// `\sup`.
    Sup,
    /// `\bigotimes`.
    Otimes,
    /// `\bigoplus`.
    Oplus,
    /// `\bigodot`.
    Odot,
    /// `\bigcup`.
    Cup,
    /// `\bigcap`.
    Cap,
    /// Any other.
    Other,
}

/// A large operator with its limits and the product that follows it.
#[derive(Clone, Debug, PartialEq)]
pub struct BigOp {
    /// Which operator.
    pub kind: BigKind,
    /// The operator as written.
    pub written: Box<str>,
    /// The lower limit.
    pub sub: Option<Node>,
    /// The upper limit.
    pub sup: Option<Node>,
    /// The product that follows; `None` where nothing does.
    pub body: Option<Node>,
}

/// `d body`, `d^2 body`; `args` is the parenthesised group directly after a symbol (`\mathrm d f(X)`), kept apart because
/// only the elaborator knows whether the symbol is a function. `body` is `None` where the `d` stands alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Differential {
    /// The `d` as written.
    pub written: Box<str>,
    /// The `d` itself (with its superscript), as it would read if it were a symbol.
    pub head: Node,
    /// 1 where nothing is written: `d^2 X` has 2.
    pub order: u8,
    /// The subscript.
    pub sub: Option<Node>,
    /// What it is the differential of.
    pub body: Option<Node>,
    /// The group after the symbol.
    pub args: Option<Node>,
}

/// Which letter a derivative was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DStyle {
    /// `\partial`.
    Partial,
    /// `\mathrm d`, `\mathsf d`, `\dd` ….
    Upright,
    /// An italic `d`: `\frac{df}{dx}`.
    Italic,
    /// `\delta`.
    Delta,
    /// `\mathrm D`, `D`.
    Capital,
    /// `\nabla` in both halves of a fraction.
    Nabla,
}

/// A derivative in Leibniz's or subscript notation.
#[derive(Clone, Debug, PartialEq)]
pub struct Derivative {
    /// The letter.
    pub style: DStyle,
    /// The order of the numerator, 1 where nothing is written; `None` where it is symbolic (`\partial^n`).
    pub order: Option<u8>,
    /// What stands in the numerator after the `\partial`.
    pub of: Option<Node>,
    /// What is differentiated by.
    pub wrt: Vec<Wrt>,
    /// What follows a derivative whose numerator is bare: `\frac{\partial}{\partial X} \operatorname{tr}(AXB)`.
    pub applied: Option<Node>,
    /// The denominator has no `\partial`: `\frac{\partial f}{x}`.
    pub missing: bool,
    /// The whole was written with a slash, `\partial f / \partial x`, or as a subscript.
    pub inline: bool,
    /// Where it is evaluated: `|_{t=0}`, `]_{t=0}`.
    pub at: Option<Node>,
}

/// One variable of a denominator and its power, `\partial x^2`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrt {
    /// The variable.
    pub node: Node,
    /// How often.
    pub power: u8,
    /// Where it stands, the letter included.
    pub span: Span,
}

/// `\nabla^order_sub body args`.
#[derive(Clone, Debug, PartialEq)]
pub struct Nabla {
    /// The sign as written.
    pub written: Box<str>,
    /// 1 where nothing is written: `\nabla^2` has 2.
    pub order: u8,
    /// What is differentiated by.
    pub sub: Option<Node>,
    /// What is differentiated.
    pub body: Option<Node>,
    /// As in [`Differential::args`].
    pub args: Option<Node>,
}

/// `D_sub body args`.
#[derive(Clone, Debug, PartialEq)]
pub struct Jacobian {
    /// The `D` as written.
    pub written: Box<str>,
    /// The `D` itself, as it would read if it were a symbol.
    pub head: Node,
    /// 1 where nothing is written.
    pub order: u8,
    /// What is differentiated by.
    pub sub: Option<Node>,
    /// What is differentiated.
    pub body: Option<Node>,
    /// As in [`Differential::args`].
    pub args: Option<Node>,
}

/// A block. Delimiters written around a bare `matrix` or `array` are taken into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// `bmatrix`, `array`, ….
    pub env: Box<str>,
    /// The opening delimiter.
    pub open: Delim,
    /// The closing delimiter.
    pub close: Delim,
    /// The cells, row by row.
    pub rows: Vec<Vec<Node>>,
}

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Above.
    Over,
    /// Below.
    Under,
}

/// Something with a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What is labelled.
    pub base: Node,
    /// The label; `None` for a brace without one.
    pub label: Option<Node>,
    /// Where the label stands.
    pub place: Place,
    /// `\underbrace`, `\overbrace` (else `\overset`, `\underset`, `\stackrel`).
    pub brace: bool,
}

/// An accent over more than one symbol.
#[derive(Clone, Debug, PartialEq)]
pub struct Accented {
    /// The accent.
    pub accent: Accent,
    /// What stands under it.
    pub body: Node,
}

/// One side of a chain and the relation before it (`None` for the first side of a row that does not begin with one).
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The relation before it.
    pub rel: Option<Relation>,
    /// The side.
    pub node: Node,
    /// Where it stands, without the relation.
    pub span: Span,
}

/// A chain of sides: `a = b = c` has three; a bare expression one.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The sides in order.
    pub sides: Vec<Side>,
    /// What separates this clause from the one before it in the row (`None` for the first).
    pub sep: Option<Sep>,
    /// The words of a [`Sep::Text`], and `\text{...}` that stands before the clause: `where`, `for all`.
    pub words: Option<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// One line of a display.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Row {
    /// The clauses in order.
    pub clauses: Vec<Clause>,
    /// The row begins with a relation or a sign after `&`: it goes on with the previous row's chain or expression.
    pub continued: bool,
    /// The name of `\label`.
    pub label: Option<Box<str>>,
    /// The text of `\tag`.
    pub tag: Option<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// All that stands in one math span.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Formula {
    /// The lines in order.
    pub rows: Vec<Row>,
}

impl Node {
    /// A node.
    pub fn new(kind: Kind, span: Span) -> Self {
        Node { kind, span }
    }

    /// The author's text of the node; empty where the range does not fit `source`.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.span.range()).unwrap_or("")
    }

    /// The symbol's name, if the node is a symbol.
    pub fn as_symbol(&self) -> Option<&Name> {
        match &self.kind {
            Kind::Symbol(name) => Some(name),
            _ => None,
        }
    }
}
