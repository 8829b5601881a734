//! The table of all functions: a constant and one line in [`ALL`] each.

use super::entrywise::{ByEntries, exp, log, tanh};
use super::{Func, det, diag, diagonal, logdet, trace, transpose, unvec, vec};

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
/// eˣ by entries.
pub const EXP: Func = Func(&ByEntries(exp::Exp));
/// log by entries.
pub const LOG: Func = Func(&ByEntries(log::Log));
/// tanh by entries.
pub const TANH: Func = Func(&ByEntries(tanh::Tanh));

/// All functions.
pub static ALL: &[Func] = &[TRANSPOSE, TRACE, VEC, UNVEC, DET, LOGDET, DIAG, DIAGONAL, EXP, LOG, TANH];
