//! The table of all functions: a constant and one line in [`ALL`] each.

use super::entrywise::{
    ByEntries, abs, arccos, arcsin, arctan, cos, cosh, erf, exp, gelu, leaky_relu, log, relu, sigmoid, sign, silu, sin,
    sinh, softplus, step, tan, tanh,
};
use super::matfun::frechet::Frechet;
use super::matfun::{OfMatrix, expm, logm, sqrtm};
use super::spectral::{End, eigenvalue, eigenvector, polar, sigma_max};
use super::{
    Func, adj, convolution, det, diag, diagonal, kronsum, logdet, logsumexp, mean, norms, pi, pinv, softmax, sum,
    trace, transpose, triangle, unvec, vec, vech,
};

/// `Xᵀ`.
pub const TRANSPOSE: Func = Func(&transpose::Transpose);
/// `tr X`.
pub const TRACE: Func = Func(&trace::Trace);
/// `vec X`.
pub const VEC: Func = Func(&vec::Vectorize);
/// The inverse of `vec`.
pub const UNVEC: Func = Func(&unvec::Unvec);
/// `det X`.
pub const DET: Func = Func(&det::Det);
/// `log det X`.
pub const LOGDET: Func = Func(&logdet::LogDet);
/// The diagonal matrix of a vector.
pub const DIAG: Func = Func(&diag::Diag);
/// The diagonal of a matrix, as a column.
pub const DIAGONAL: Func = Func(&diagonal::Diagonal);
/// eˣ, by entries.
pub const EXP: Func = Func(&ByEntries(exp::Exp));
/// The natural logarithm, by entries.
pub const LOG: Func = Func(&ByEntries(log::Log));
/// sin, by entries.
pub const SIN: Func = Func(&ByEntries(sin::Sin));
/// cos, by entries.
pub const COS: Func = Func(&ByEntries(cos::Cos));
/// tan, by entries.
pub const TAN: Func = Func(&ByEntries(tan::Tan));
/// sinh, by entries.
pub const SINH: Func = Func(&ByEntries(sinh::Sinh));
/// cosh, by entries.
pub const COSH: Func = Func(&ByEntries(cosh::Cosh));
/// tanh, by entries.
pub const TANH: Func = Func(&ByEntries(tanh::Tanh));
/// arcsin, by entries.
pub const ARCSIN: Func = Func(&ByEntries(arcsin::Arcsin));
/// arccos, by entries.
pub const ARCCOS: Func = Func(&ByEntries(arccos::Arccos));
/// arctan, by entries.
pub const ARCTAN: Func = Func(&ByEntries(arctan::Arctan));
/// The absolute value, by entries.
pub const ABS: Func = Func(&ByEntries(abs::Abs));
/// The sign, by entries.
pub const SIGN: Func = Func(&ByEntries(sign::Sign));
/// The logistic function σ, by entries.
pub const SIGMOID: Func = Func(&ByEntries(sigmoid::Sigmoid));
/// log(1 + eˣ), by entries.
pub const SOFTPLUS: Func = Func(&ByEntries(softplus::Softplus));
/// max(0, x), by entries.
pub const RELU: Func = Func(&ByEntries(relu::Relu));
/// The Heaviside step, by entries.
pub const STEP: Func = Func(&ByEntries(step::Step));
/// The leaky rectifier, by entries.
pub const LEAKYRELU: Func = Func(&ByEntries(leaky_relu::LeakyRelu));
/// x Φ(x), by entries.
pub const GELU: Func = Func(&ByEntries(gelu::Gelu));
/// x σ(x), by entries.
pub const SILU: Func = Func(&ByEntries(silu::Silu));
/// The error function, by entries.
pub const ERF: Func = Func(&ByEntries(erf::Erf));
/// π.
pub const PI: Func = Func(&pi::Pi);
/// ‖x‖₂.
pub const NORM2: Func = Func(&norms::two::Two);
/// ‖X‖_F.
pub const NORMF: Func = Func(&norms::frobenius::Frobenius);
/// ‖x‖₁.
pub const NORM1: Func = Func(&norms::one::One);
/// ‖x‖∞.
pub const NORMINF: Func = Func(&norms::max::Max);
/// ‖x‖ₚ, the second argument is p.
pub const NORMP: Func = Func(&norms::p::P);
/// The nuclear norm.
pub const NUCLEAR: Func = Func(&norms::nuclear::Nuclear);
/// The gradient of ‖x‖∞.
pub const PEAK: Func = Func(&norms::peak::Peak);
/// Softmax of a vector.
pub const SOFTMAX: Func = Func(&softmax::Softmax);
/// log Σ eˣ.
pub const LOGSUMEXP: Func = Func(&logsumexp::LogSumExp);
/// The sum of all entries.
pub const SUM: Func = Func(&sum::Sum);
/// The mean of all entries.
pub const MEAN: Func = Func(&mean::Mean);
/// The Moore–Penrose inverse.
pub const PINV: Func = Func(&pinv::Pinv);
/// The adjugate.
pub const ADJ: Func = Func(&adj::Adj);
/// vech.
pub const VECH: Func = Func(&vech::Vech);
/// The part on and below the diagonal.
pub const TRIL: Func = Func(&triangle::Part(triangle::Side::Lower));
/// The part on and above the diagonal.
pub const TRIU: Func = Func(&triangle::Part(triangle::Side::Upper));
/// A ⊕ B.
pub const KRONSUM: Func = Func(&kronsum::KronSum);
/// The matrix exponential.
pub const EXPM: Func = Func(&OfMatrix(expm::Expm));
/// The matrix logarithm.
pub const LOGM: Func = Func(&OfMatrix(logm::Logm));
/// The matrix square root.
pub const SQRTM: Func = Func(&OfMatrix(sqrtm::Sqrtm));
/// Fréchet derivative of the matrix exponential.
pub const DEXPM: Func = Func(&Frechet(expm::Expm));
/// Fréchet derivative of the matrix logarithm.
pub const DLOGM: Func = Func(&Frechet(logm::Logm));
/// Fréchet derivative of the matrix square root.
pub const DSQRTM: Func = Func(&Frechet(sqrtm::Sqrtm));
/// The largest eigenvalue of a symmetric matrix.
pub const LAMBDAMAX: Func = Func(&eigenvalue::Eigenvalue(End::Largest));
/// The smallest eigenvalue of a symmetric matrix.
pub const LAMBDAMIN: Func = Func(&eigenvalue::Eigenvalue(End::Smallest));
/// The eigenvector of the largest eigenvalue.
pub const EIGVECMAX: Func = Func(&eigenvector::Eigenvector(End::Largest));
/// The eigenvector of the smallest eigenvalue.
pub const EIGVECMIN: Func = Func(&eigenvector::Eigenvector(End::Smallest));
/// The largest singular value.
pub const SIGMAMAX: Func = Func(&sigma_max::SigmaMax);
/// The orthogonal polar factor.
pub const POLAR: Func = Func(&polar::Polar);

/// `K * X`, the valid cross-correlation.
pub const CONV: Func = Func(&convolution::conv::Conv);
/// The full convolution.
pub const CONVFULL: Func = Func(&convolution::full::Full);
/// The matrix of patches of X for kernels shaped like the second argument.
pub const IM2COL: Func = Func(&convolution::im2col::Im2col);
/// The Toeplitz matrix of K for images shaped like the second argument.
pub const TOEPLITZ: Func = Func(&convolution::toeplitz::Toeplitz);

/// All functions.
pub static ALL: &[Func] = &[
    TRANSPOSE, TRACE, VEC, UNVEC, DET, LOGDET, DIAG, DIAGONAL, EXP, LOG, SIN, COS, TAN, SINH, COSH, TANH, ARCSIN,
    ARCCOS, ARCTAN, ABS, SIGN, SIGMOID, SOFTPLUS, RELU, STEP, LEAKYRELU, GELU, SILU, ERF, PI, NORM2, NORMF, NORM1,
    NORMINF, NORMP, NUCLEAR, PEAK, SOFTMAX, LOGSUMEXP, SUM, MEAN, PINV, ADJ, VECH, KRONSUM, EXPM, LOGM, SQRTM, DEXPM,
    DLOGM, DSQRTM, LAMBDAMAX, LAMBDAMIN, EIGVECMAX, EIGVECMIN, SIGMAMAX, POLAR, CONV, CONVFULL, IM2COL, TOEPLITZ, TRIL,
    TRIU,
];
