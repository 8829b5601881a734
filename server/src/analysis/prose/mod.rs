//! What the words of a document say of the names in its formulas: shapes, kinds, properties, and what they introduce.
//!
//! Only phrases that plainly declare are read; anything else says nothing. The words are read once per paragraph and
//! need no scope.

mod lexicon;
mod phrase;
mod token;

use std::ops::Range;

use matgrad_core::notation::Formula;

pub use lexicon::Word;
pub use phrase::{Class, Said, What};
pub use token::{Mention, Placed, Reading, Token};

/// A stretch of a paragraph: words, or a formula by its index.
#[derive(Clone, Debug)]
pub enum Part<'a> {
    /// Words and where they stand.
    Words(&'a str, Range<usize>),
    /// A formula.
    Formula(usize, &'a Formula, Range<usize>),
}

/// The tokens of a paragraph.
pub fn tokens<'a>(parts: impl IntoIterator<Item = Part<'a>>) -> Vec<Placed> {
    let mut out = Vec::new();
    for part in parts {
        match part {
            Part::Words(text, range) => token::words(text, range.start, &mut out),
            Part::Formula(index, formula, range) => {
                out.push(Placed { token: Token::Math(index, token::reading(index, formula)), range });
            }
        }
    }
    out
}

/// Adds the tokens of words alone.
pub fn tokens_of(text: &str, out: &mut Vec<Placed>) {
    token::words(text, 0, out);
}

/// The names that a formula is about.
pub fn names_of(formula: &Formula) -> Vec<Mention> {
    token::reading(0, formula).names
}

/// What a paragraph says.
pub fn read(tokens: &[Placed]) -> Vec<Said> {
    phrase::read(tokens)
}

#[cfg(test)]
mod tests {
    use matgrad_core::notation::{Macros, parse};

    use super::*;

    /// What `text` says, one line for each fact.
    fn said(text: &str) -> Vec<String> {
        let mut formulas = Vec::new();
        let mut words = Vec::new();
        for (index, part) in text.split('$').enumerate() {
            if index % 2 == 1 {
                formulas.push(parse(part, &Macros::new()));
            } else {
                words.push(part);
            }
        }
        let mut parts = Vec::new();
        let mut at = 0;
        for (index, part) in text.split('$').enumerate() {
            let range = at..at + part.len();
            at = range.end + 1;
            if index % 2 == 1 {
                let outer = range.start - 1..range.end + 1;
                parts.push(Part::Formula(index / 2, &formulas[index / 2], outer));
            } else {
                parts.push(Part::Words(words[index / 2], range));
            }
        }
        let show = |said: &Said| {
            let what = match &said.what {
                What::Shape { rows, cols } => {
                    let size =
                        |dim: &Option<matgrad_core::shape::Dim>| dim.as_ref().map_or("?".into(), |dim| dim.to_string());
                    format!("{}x{}", size(rows), size(cols))
                }
                What::Kind(class) => format!("{class:?}"),
                What::Property(property) => property.to_string(),
            };
            let mark = if said.bound {
                " bound"
            } else if said.fresh {
                " fresh"
            } else {
                ""
            };
            format!("{} {what}{mark}", said.of.latex)
        };
        read(&tokens(parts)).iter().map(show).collect()
    }

    #[test]
    fn sentences_declare() {
        let cases: &[(&str, &[&str])] = &[
            (r"an $m \times n$ matrix $A$", &["A mxn fresh"]),
            (r"Here $A$ is an $m\times n$ matrix.", &["A mxn"]),
            (r"$A$ is $m\times n$, and", &["A mxn"]),
            (r"where $A$ and $B$ are $m \times n$ and $n \times p$ matrices", &["A mxn", "B nxp"]),
            (r"an $n$-vector $x$", &["x nx1 fresh"]),
            (r"where $\mathbf x$ is an $n$-dimensional column vector", &[r"\mathbf x nx1"]),
            (r"let $b$ be a vector of length $m$", &["b mx1 fresh"]),
            (r"the matrix $X$ of size $n \times d$", &["X nxd"]),
            (r"the $T \times 1$ random vector $\varepsilon = Lx$", &[]),
            (r"$\mathbf y$ is a row vector of size $1 \times m$", &[r"\mathbf y 1xm"]),
            (r"a symmetric matrix $S$", &["S Matrix fresh", "S symmetric fresh"]),
            (r"where $S$ is symmetric positive definite", &["S symmetric", "S posdef"]),
            (r"$X \in \mathbb{R}^{m \times n}$, and $A \in \mathbb{R}^{n \times n}$ is symmetric.", &["A symmetric"]),
            (r"$X \in \mathbb{S}^n$ and $A \in \mathbb{S}^n$ are orthogonal.", &["X orthogonal", "A orthogonal"]),
            (r"where $n_q$ is the number operator on qubit $q$", &["n_q Matrix"]),
            (r"and a scalar $\lambda$", &[r"\lambda Scalar fresh"]),
            (
                r"for any matrices $A$, $B$, and $C$ of compatible sizes",
                &["A Matrix bound", "B Matrix bound", "C Matrix bound"],
            ),
            (r"an $m$ by $n$ matrix $A$", &["A mxn fresh"]),
            (r"a square matrix $A$ of order $n$", &["A nxn fresh"]),
            (r"其中 $A$ 是 $m\times n$ 矩阵，$x$ 为 $n$ 维列向量", &["A mxn", "x nx1"]),
            (r"soit $A$ une matrice $m \times n$", &["A mxn"]),
            (r"wobei $A$ eine $m \times n$-Matrix ist", &["A mxn"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&said(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_said_of_a_name_is_not_read() {
        for text in [
            r"the Jacobian of $f$ is an $m \times n$ matrix",
            r"the rows of $A$ are $n$-dimensional vectors",
            r"the $i$-th row vector of $A$",
            r"given $n$ vectors $x_1$",
            r"the product $AB$ is an $m \times p$ matrix",
            r"multiply the matrix by $A$. An $m \times n$ matrix is",
        ] {
            let shapes: Vec<String> =
                said(text).into_iter().filter(|line| line.contains('x') && !line.contains("Vector")).collect();
            assert_eq!(shapes, Vec::<String>::new(), "{text}");
        }
    }
}
