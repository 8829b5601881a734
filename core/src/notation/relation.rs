//! Relations: what stands between the sides of a chain.

use super::tree::{Node, Span};

/// A relation sign and what was written over it.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Which relation.
    pub kind: RelKind,
    /// The sign as written: `\stackrel{def}{=}`, `:=`.
    pub written: Box<str>,
    /// What stands over or under the sign (`\overset{!}{=}`), or over an arrow. An equality with a note is seldom a plain claim.
    pub note: Option<Box<Node>>,
    /// Where the sign stands.
    pub span: Span,
}

/// Which relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelKind {
    /// `=`
    Equal,
    /// `:=`, `\coloneqq`, `\triangleq`, `\overset{def}{=}`, `\doteq`: the left is defined.
    Defined,
    /// `=:`: the right is defined.
    DefinedBy,
    /// `\equiv`
    Equivalent,
    /// `\neq`, `\ne`.
    NotEqual,
    /// `\approx`, `\simeq`, `\cong`, `\doteq`.
    Approx,
    /// `\sim`
    Sim,
    /// `\propto`
    Propto,
    /// `\in`
    In,
    /// `\notin`.
    NotIn,
    /// `\ni`
    Contains,
    /// `:`
    Colon,
    /// `\to`, `\rightarrow`, `\longrightarrow`, `\xrightarrow{}`.
    To,
    /// `\mapsto`
    MapsTo,
    /// `\leftarrow`, `\gets`, `+=`, `-=`: an update.
    Assign,
    /// `\leftrightarrow` and the like.
    Between,
    /// `<`.
    Less,
    /// `\le`, `\leq`.
    LessEqual,
    /// `>`.
    Greater,
    /// `\ge`, `\geq`.
    GreaterEqual,
    /// `\ll`, `\lesssim`.
    MuchLess,
    /// `\gg`, `\gtrsim`.
    MuchGreater,
    /// `\prec`, `\preceq`.
    Precedes,
    /// `\preceq`.
    PrecedesEqual,
    /// `\succ`.
    Succeeds,
    /// `\succeq`.
    SucceedsEqual,
    /// `\subset`, `\subseteq`.
    Subset,
    /// `\supset`, `\supseteq`.
    Superset,
    /// `\perp`
    Perp,
    /// `\parallel` between sides, `\models`, `\vdash` and all other signs.
    Other,
}

impl Relation {
    /// Whether this is an undecorated `=`.
    pub fn is_plain_equal(&self) -> bool {
        self.kind == RelKind::Equal && self.note.is_none()
    }
}
