//! Small dense matrices over any [`Scalar`].

use super::scalar::Scalar;

/// A matrix of numbers, row by row. A vector is a column, a scalar 1×1.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<S> {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub cols: usize,
    data: Vec<S>,
}

impl<S: Scalar> Matrix<S> {
    /// The matrix whose entry at row i and column j (from 0) is `f(i, j)`.
    pub fn from_fn(rows: usize, cols: usize, mut f: impl FnMut(usize, usize) -> S) -> Matrix<S> {
        let mut data = Vec::with_capacity(rows * cols);
        for i in 0..rows {
            for j in 0..cols {
                data.push(f(i, j));
            }
        }
        Matrix { rows, cols, data }
    }

    /// The matrix with these entries, row by row; `None` if they are not `rows · cols`.
    pub fn from_entries(rows: usize, cols: usize, data: Vec<S>) -> Option<Matrix<S>> {
        (data.len() == rows * cols).then_some(Matrix { rows, cols, data })
    }

    /// A 1×1 matrix.
    pub fn scalar(x: S) -> Matrix<S> {
        Matrix { rows: 1, cols: 1, data: vec![x] }
    }

    /// Zeros.
    pub fn zeros(rows: usize, cols: usize) -> Matrix<S> {
        Matrix { rows, cols, data: vec![S::zero(); rows * cols] }
    }

    /// The identity.
    pub fn identity(n: usize) -> Matrix<S> {
        Matrix::from_fn(n, n, |i, j| if i == j { S::one() } else { S::zero() })
    }

    /// The entry at row i and column j, from 0.
    pub fn at(&self, i: usize, j: usize) -> &S {
        &self.data[i * self.cols + j]
    }

    /// The only entry of a 1×1 matrix.
    pub fn as_scalar(&self) -> Option<&S> {
        if self.data.len() == 1 { self.data.first() } else { None }
    }

    /// The entries, row by row.
    pub fn entries(&self) -> &[S] {
        &self.data
    }

    /// Every entry through `f`.
    pub fn map<T: Scalar>(&self, f: impl FnMut(&S) -> T) -> Matrix<T> {
        Matrix { rows: self.rows, cols: self.cols, data: self.data.iter().map(f).collect() }
    }

    /// Every entry through `f`, unless one has no value.
    pub fn try_map<T: Scalar>(&self, f: impl FnMut(&S) -> Option<T>) -> Option<Matrix<T>> {
        Some(Matrix { rows: self.rows, cols: self.cols, data: self.data.iter().map(f).collect::<Option<Vec<T>>>()? })
    }

    /// Entry by entry; `None` if the shapes differ.
    pub fn zip(&self, o: &Matrix<S>, f: impl Fn(&S, &S) -> S) -> Option<Matrix<S>> {
        (self.rows == o.rows && self.cols == o.cols).then(|| Matrix {
            rows: self.rows,
            cols: self.cols,
            data: self.data.iter().zip(&o.data).map(|(a, b)| f(a, b)).collect(),
        })
    }

    /// Sum; `None` if the shapes differ.
    pub fn add(&self, o: &Matrix<S>) -> Option<Matrix<S>> {
        self.zip(o, S::add)
    }

    /// Scalar multiple.
    pub fn scale(&self, s: &S) -> Matrix<S> {
        self.map(|x| s.mul(x))
    }

    /// Matrix product; `None` if the inner sizes differ.
    pub fn mul(&self, o: &Matrix<S>) -> Option<Matrix<S>> {
        (self.cols == o.rows).then(|| {
            Matrix::from_fn(self.rows, o.cols, |i, j| {
                (0..self.cols).fold(S::zero(), |s, k| s.add(&self.at(i, k).mul(o.at(k, j))))
            })
        })
    }

    /// Transpose.
    pub fn transpose(&self) -> Matrix<S> {
        Matrix::from_fn(self.cols, self.rows, |i, j| self.at(j, i).clone())
    }

    /// Kronecker product.
    pub fn kron(&self, o: &Matrix<S>) -> Matrix<S> {
        Matrix::from_fn(self.rows * o.rows, self.cols * o.cols, |i, j| {
            self.at(i / o.rows, j / o.cols).mul(o.at(i % o.rows, j % o.cols))
        })
    }

    /// The columns stacked.
    pub fn vec(&self) -> Matrix<S> {
        Matrix::from_fn(self.rows * self.cols, 1, |k, _| self.at(k % self.rows, k / self.rows).clone())
    }

    /// The matrix of so many rows whose columns stack to this column.
    pub fn unvec(&self, rows: usize, cols: usize) -> Option<Matrix<S>> {
        (self.data.len() == rows * cols).then(|| Matrix::from_fn(rows, cols, |i, j| self.data[j * rows + i].clone()))
    }

    /// Inverse and determinant by elimination with pivoting; `None` if not square, or singular up to rounding.
    pub fn inverse_and_det(&self) -> Option<(Matrix<S>, S)> {
        if self.rows != self.cols {
            return None;
        }
        let n = self.rows;
        let mut a = self.clone();
        let mut b = Matrix::<S>::identity(n);
        let mut det = S::one();
        // A pivot this small beside the entries is a rounding error where 0 should be.
        let negligible = 1e-11 * self.data.iter().map(S::magnitude).fold(0.0, f64::max);
        for k in 0..n {
            let pivot = (k..n).max_by(|&i, &j| a.at(i, k).magnitude().total_cmp(&a.at(j, k).magnitude()))?;
            if pivot != k {
                det = det.neg();
                for j in 0..n {
                    a.data.swap(k * n + j, pivot * n + j);
                    b.data.swap(k * n + j, pivot * n + j);
                }
            }
            let p = a.at(k, k).clone();
            if p.magnitude() <= negligible {
                return None;
            }
            let inverse = p.recip()?;
            det = det.mul(&p);
            for i in 0..n {
                if i == k {
                    continue;
                }
                let factor = a.at(i, k).mul(&inverse);
                for j in 0..n {
                    a.data[i * n + j] = a.at(i, j).sub(&factor.mul(a.at(k, j)));
                    b.data[i * n + j] = b.at(i, j).sub(&factor.mul(b.at(k, j)));
                }
            }
            for j in 0..n {
                a.data[k * n + j] = a.at(k, j).mul(&inverse);
                b.data[k * n + j] = b.at(k, j).mul(&inverse);
            }
        }
        Some((b, det))
    }

    /// The determinant; `None` if not square. Unlike elimination this needs no division, so it is right (with its
    /// derivatives) at singular matrices too.
    pub fn det(&self) -> Option<S> {
        if self.rows != self.cols {
            return None;
        }
        if let Some((_, det)) = self.inverse_and_det() {
            return Some(det);
        }
        // Bird's algorithm (2011): n − 1 times F ← μ(F) A, then ±F₁₁.
        let n = self.rows;
        let mut f = self.clone();
        for _ in 1..n {
            let mut mu = Matrix::zeros(n, n);
            let mut below = S::zero();
            for i in (0..n).rev() {
                for j in i + 1..n {
                    mu.data[i * n + j] = f.at(i, j).clone();
                }
                mu.data[i * n + i] = below.neg();
                below = below.add(f.at(i, i));
            }
            f = mu.mul(self)?;
        }
        let corner = f.data.first().cloned().unwrap_or_else(S::one);
        Some(if n.is_multiple_of(2) { corner.neg() } else { corner })
    }

    /// An integer power of a square matrix.
    pub fn powi(&self, n: i64) -> Option<Matrix<S>> {
        let mut base = if n < 0 { self.inverse_and_det()?.0 } else { self.clone() };
        let mut n = n.unsigned_abs();
        let mut out = Matrix::identity(self.rows);
        while n > 0 {
            if n & 1 == 1 {
                out = out.mul(&base)?;
            }
            n >>= 1;
            if n > 0 {
                base = base.mul(&base)?;
            }
        }
        Some(out)
    }
}
