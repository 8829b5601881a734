//! Atoms: the flat sequence a level of brackets is reduced to before the grammar sees it.
//!
//! Each atom has a class, one ASCII letter, and the grammar reads the string of classes. What stands inside brackets has
//! been read already and is one atom.

use super::relation::Relation;
use super::tree::{BigKind, DStyle, Derivative, Kind, Node, ProdOp, Sep, Sign, Span};

/// The class of an atom, as the grammar's alphabet.
pub type Class = u8;

/// A symbol: something that may be applied to a bracket after it.
pub const SYMBOL: Class = b's';
pub const NUMBER: Class = b'n';
/// A bracket.
pub const FENCE: Class = b'p';
/// A brace group.
pub const GROUP: Class = b'g';
/// Any other operand.
pub const OTHER: Class = b'x';
/// An operator of short reach (`\log`), of long reach (`tr`), and one that takes brackets alone.
pub const SHORT: Class = b'o';
pub const LONG: Class = b'u';
pub const CALL: Class = b'k';
/// Large operators over the product that follows, and over all that follows.
pub const BIG: Class = b'B';
pub const LIMIT: Class = b'L';
/// A sure differential, a `\partial`, a possible differential.
pub const D: Class = b'd';
pub const PARTIAL: Class = b'q';
pub const MAYBE_D: Class = b'e';
/// A sure and a possible Jacobian operator.
pub const JACOBIAN: Class = b'D';
pub const MAYBE_JACOBIAN: Class = b'E';
pub const NABLA: Class = b'N';
/// A derivative whose numerator is bare: it applies to what follows.
pub const BARE: Class = b'P';
pub const SUP: Class = b'^';
pub const SUB: Class = b'_';
pub const PRIME: Class = b'\'';
pub const BANG: Class = b'!';
pub const EVALUATE: Class = b'v';
pub const SIGN: Class = b'+';
pub const MIDDLE: Class = b'*';
pub const SLASH: Class = b'/';
pub const WIDE: Class = b'@';
pub const SPACE: Class = b' ';
/// Classes the grammar never sees, because sequences are split at them before.
pub const RELATION: Class = b'=';
pub const SEPARATOR: Class = b',';
pub const TEXT: Class = b't';
pub const AMP: Class = b'&';
pub const NEWLINE: Class = b'r';
pub const LABEL: Class = b'l';
pub const OVER: Class = b'O';
pub const STOP: Class = b'.';
/// A bracket without a partner: no piece with it can be read.
pub const STRAY: Class = b'?';

/// What an atom carries beside its node.
#[derive(Debug, Clone)]
pub enum Extra {
    None,
    Sign(Sign),
    Prod(ProdOp),
    Relation(Box<Relation>),
    Sep(Sep),
    Operator { name: Box<str>, known: bool },
    Big(BigKind),
    Style(DStyle),
    Derivative(Box<Derivative>),
    Primes(u8),
    Label(Box<str>),
    Tag(Box<str>),
    Reason(&'static str),
}

/// One element of a flat sequence.
#[derive(Debug, Clone)]
pub struct Atom {
    pub class: Class,
    pub span: Span,
    /// The operand, or what a head would be as a symbol.
    pub node: Option<Node>,
    pub extra: Extra,
    /// The atom in LaTeX, for heads and operators.
    pub written: Box<str>,
}

impl Atom {
    /// An operand.
    pub fn operand(class: Class, node: Node) -> Self {
        Atom { class, span: node.span, node: Some(node), extra: Extra::None, written: "".into() }
    }

    /// An atom without a node.
    pub fn sign(class: Class, span: Span, extra: Extra, written: &str) -> Self {
        Atom { class, span, node: None, extra, written: written.into() }
    }

    /// The node; a mark of the sign where there is none.
    pub fn into_node(self) -> Node {
        let span = self.span;
        self.node.unwrap_or_else(|| Node::new(Kind::Mark(self.written), span))
    }

    /// Whether the atom can end or be an operand.
    pub fn is_operand(&self) -> bool {
        matches!(self.class, SYMBOL | NUMBER | FENCE | GROUP | OTHER)
    }

    /// Whether it is a space or leaves no trace in an expression.
    pub fn is_blank(&self) -> bool {
        matches!(self.class, SPACE | AMP | NEWLINE | LABEL)
    }
}

/// `atoms` without blanks at either end.
pub fn trim(mut atoms: Vec<Atom>) -> Vec<Atom> {
    while atoms.last().is_some_and(Atom::is_blank) {
        atoms.pop();
    }
    let lead = atoms.iter().take_while(|atom| atom.is_blank()).count();
    atoms.drain(..lead);
    atoms
}

/// The range of a sequence; `otherwise` where it is empty.
pub fn span_of(atoms: &[Atom], otherwise: Span) -> Span {
    match (atoms.first(), atoms.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => otherwise,
    }
}
