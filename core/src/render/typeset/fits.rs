//! Which constants need their size said: `I` beside a matrix takes its size, alone or inside `\otimes` it is `I_n`.

use crate::expr::{Constant, DigestMap, Expr, Op};

/// Whether rows and columns are known to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fits {
    pub rows: bool,
    pub cols: bool,
}

impl Fits {
    /// Nothing is known.
    pub const NONE: Fits = Fits { rows: false, cols: false };
    const ALL: Fits = Fits { rows: true, cols: true };

    /// What either says.
    pub fn or(self, o: Fits) -> Fits {
        Fits { rows: self.rows || o.rows, cols: self.cols || o.cols }
    }

    /// The same of the transpose.
    pub fn transposed(self) -> Fits {
        Fits { rows: self.cols, cols: self.rows }
    }
}

/// What expressions say of their own size.
#[derive(Default)]
pub struct Sizes(DigestMap<Fits>);

impl Sizes {
    /// Whether a reader sees the rows and columns of `e` from its own letters.
    pub fn of(&mut self, e: &Expr) -> Fits {
        if e.args().is_empty() {
            return match e.op() {
                Op::Constant(Constant::Zero | Constant::Ones | Constant::Identity) => Fits::NONE,
                _ => Fits::ALL,
            };
        }
        if let Some(known) = self.0.get(&e.digest()) {
            return *known;
        }
        let fits = self.compute(e);
        self.0.insert(e.digest(), fits);
        fits
    }

    fn compute(&mut self, e: &Expr) -> Fits {
        let square = |f: Fits| if f.rows || f.cols { Fits::ALL } else { f };
        match (e.op(), e.args()) {
            (Op::Add | Op::Hadamard, parts) => parts.iter().fold(Fits::NONE, |f, p| f.or(self.of(p))),
            (Op::Mul, factors) => {
                let mut chain = factors.iter().filter(|f| !f.shape().is_scalar());
                match (chain.next(), chain.next_back()) {
                    (Some(a), Some(b)) => Fits { rows: self.of(a).rows, cols: self.of(b).cols },
                    (Some(a), None) => self.of(a),
                    _ => Fits::ALL,
                }
            }
            (Op::Power, [base, _]) => square(self.of(base)),
            (Op::Sum(_), [_, _, body]) => self.of(body),
            (Op::Call(f), [x]) => match f.name() {
                "transpose" => self.of(x).transposed(),
                "diag" => {
                    let rows = self.of(x).rows;
                    Fits { rows, cols: rows }
                }
                "diagonal" => {
                    let both = square(self.of(x));
                    Fits { rows: both.rows, cols: true }
                }
                _ => Fits::ALL,
            },
            _ => Fits::ALL,
        }
    }

    /// What the neighbours in a product say of each factor of a chain.
    pub fn in_chain(&mut self, chain: &[Expr], outer: Fits) -> Vec<Fits> {
        let own: Vec<Fits> = chain.iter().map(|f| self.of(f)).collect();
        (0..chain.len())
            .map(|i| Fits {
                rows: match i.checked_sub(1) {
                    Some(before) => own.get(before).is_some_and(|f| f.cols),
                    None => outer.rows,
                },
                cols: match own.get(i + 1) {
                    Some(after) => after.rows,
                    None => outer.cols,
                },
            })
            .collect()
    }
}
