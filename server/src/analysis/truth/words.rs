//! What the words of a document say that makes a formula true which is false as it stands: "symmetric", "if A and B
//! commute", "this is wrong". Words about the whole are looked for in the whole; in doubt they count.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// What the words speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    /// Matrices equal to their transposes.
    pub symmetric: bool,
    /// Matrices whose transposes are their inverses.
    pub orthogonal: bool,
    /// Diagonal or commuting matrices.
    pub commuting: bool,
    /// Vectors whose entries sum to one.
    pub normalised: bool,
    /// Matrices whose rows are stacked in a vector.
    pub rows: bool,
    /// What is shown in order to be refuted.
    pub refuted: bool,
}

const SYMMETRIC: &[&str] = &[
    "symmetr",
    "Symmetr",
    "hermitian",
    "Hermitian",
    "adjoint",
    "positive definite",
    "Positive definite",
    "semidefinite",
    "semi-definite",
    "positive-definite",
    "PSD",
    "SPD",
    "covariance",
    "Covariance",
    "对称",
    "對稱",
    "対称",
    "대칭",
    "正定",
    "协方差",
    "協方差",
    "共分散",
    "공분산",
    "simétr",
    "simetr",
    "симметр",
    "самосопр",
    "symetrycz",
    "kovarian",
];
const ORTHOGONAL: &[&str] = &[
    "orthogon",
    "Orthogon",
    "orthonorm",
    "Orthonorm",
    "unitary",
    "Unitary",
    "rotation",
    "Rotation",
    "正交",
    "直交",
    "직교",
    "旋转",
    "旋轉",
    "酉",
    "ортогон",
    "унитар",
    "ortogonal",
    "eigen",
    "Eigen",
    "singular v",
    "SVD",
    "特征值",
    "特征向量",
    "奇异",
];
const COMMUTING: &[&str] = &[
    "commute",
    "Commute",
    "commuting",
    "commutative",
    "Commutative",
    "diagonal matri",
    "is diagonal",
    "are diagonal",
    "可交换",
    "对角矩阵",
    "对角阵",
    "коммут",
    "диагональная матр",
];
const NORMALISED: &[&str] = &[
    "one-hot",
    "One-hot",
    "one hot",
    "1-of-",
    "probabilit",
    "Probabilit",
    "distribution",
    "Distribution",
    "simplex",
    "stochastic vector",
    "sum to one",
    "sum to 1",
    "sum to $1$",
    "sums to one",
    "sums to 1",
    "sums to $1$",
    "summing to one",
    "summing to 1",
    "独热",
    "概率",
];
const ROWS: &[&str] = &[
    "row-major",
    "row major",
    "Row-major",
    "row-wise vec",
    "row by row",
    "row-by-row",
    "stack the rows",
    "stacks the rows",
    "stacking the rows",
    "stacking rows",
    "Stacking the rows",
    "Stacking rows",
    "stacks rows",
    "rows are stacked",
    "row-stack",
    "row stack",
    "concatenates the rows",
    "concatenating the rows",
    "concatenating rows",
    "行优先",
    "按行",
    "построчн",
    // States of two systems: `vec(|i⟩⟨j|) = |i⟩|j⟩`.
    "\\rangle\\langle",
    "\\rangle \\langle",
];
const REFUTED: &[&str] = &[
    "not true",
    "not hold",
    "n't hold",
    "not equal",
    "n't equal",
    "not the same",
    "wrong",
    "Wrong",
    "incorrect",
    "Incorrect",
    "mistake",
    "Mistake",
    "fallac",
    "false",
    "invalid",
    "not valid",
    "not correct",
    "counterexample",
    "untrue",
    "not in general",
    "naive",
    "tempt",
    "❌",
    "错误",
    "不成立",
    "неверн",
    "неправильн",
    "błędn",
    "nieprawd",
    "częsty błąd",
    "częste błędy",
    "ошибочн",
    "частая ошибка",
    "частые ошибки",
    "распространённая ошибка",
    "распространенная ошибка",
    "хибн",
    "помилков",
    "поширена помилка",
    "falsch",
    "Falsch",
    "häufiger Fehler",
    "Häufiger Fehler",
    "typischer Fehler",
    "Typischer Fehler",
    "häufige Fehler",
    "Häufige Fehler",
    "erreur courante",
    "erreurs courantes",
    "Erreur courante",
    "Erreurs courantes",
    "erreur fréquente",
    "erreurs fréquentes",
    "Erreur fréquente",
    "Erreurs fréquentes",
    "est faux",
    "fausse",
    "error común",
    "errores comunes",
    "Error común",
    "Errores comunes",
    "error frecuente",
    "Error frecuente",
    "incorrecto",
    "es falso",
    "erro comum",
    "erros comuns",
    "Erro comum",
    "Erros comuns",
    "incorreto",
    "errado",
    "errori comuni",
    "Errori comuni",
    "errore comune",
    "Errore comune",
    "errato",
    "sbagliat",
    "yanlış",
    "Yanlış",
    "yapılan hata",
    "間違",
    "誤り",
    "誤っ",
    "잘못",
    "틀린",
    "흔한 실수",
    "sai lầm",
    "không đúng",
    "lỗi thường gặp",
    "onjuist",
    "gemaakte fout",
    "voorkomende fout",
    "častá chyba",
    "časté chyby",
    "nesprávn",
    "felaktig",
    "vanligt fel",
    "vanliga fel",
    "錯誤",
];

/// The lists, in the order of the fields of [`Words`].
const LISTS: [&[&str]; 6] = [SYMMETRIC, ORTHOGONAL, COMMUTING, NORMALISED, ROWS, REFUTED];
/// The number of the first word that refutes; denied or not, it does.
const REFUTING: usize = SYMMETRIC.len() + ORTHOGONAL.len() + COMMUTING.len() + NORMALISED.len() + ROWS.len();

/// All words at once, for every paragraph is searched for them.
static AUTOMATON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // A table that is quickly made: most runs look at one short text.
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    AhoCorasick::builder().kind(kind).build(LISTS.iter().copied().flatten()).ok()
});

impl Words {
    /// What `text` speaks of.
    pub fn of(text: &str) -> Words {
        let mut out = Words::default();
        for found in AUTOMATON.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            let Some(flag) = out.flag(found.pattern().as_usize()) else { continue };
            *flag |= found.pattern().as_usize() >= REFUTING || !denied(text.get(..found.start()).unwrap_or_default());
        }
        out
    }

    /// What the word of this number speaks of.
    fn flag(&mut self, word: usize) -> Option<&mut bool> {
        let flags = [
            &mut self.symmetric,
            &mut self.orthogonal,
            &mut self.commuting,
            &mut self.normalised,
            &mut self.rows,
            &mut self.refuted,
        ];
        let mut end = 0;
        LISTS.iter().zip(flags).find_map(|(list, flag)| {
            end += list.len();
            (word < end).then_some(flag)
        })
    }

    /// What either speaks of.
    pub fn or(self, other: Words) -> Words {
        Words {
            symmetric: self.symmetric || other.symmetric,
            orthogonal: self.orthogonal || other.orthogonal,
            commuting: self.commuting || other.commuting,
            normalised: self.normalised || other.normalised,
            rows: self.rows || other.rows,
            refuted: self.refuted || other.refuted,
        }
    }
}

/// Whether what comes next is denied: "not necessarily", "need not be", "non-".
fn denied(before: &str) -> bool {
    const DENIALS: &[&str] = &[
        "non-",
        "non",
        " not",
        "not necessarily",
        "not always",
        "not assumed",
        "not assumed to be",
        "need not be",
        "not have to be",
        "without being",
        "neither",
    ];
    let before = before.trim_end();
    DENIALS.iter().any(|denial| before.ends_with(denial))
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn mistakes_are_shown_in_many_languages() {
        for text in [
            "A common mistake:",
            "Häufige Fehler:",
            "Errori comuni da evitare.",
            "Sık yapılan hatalar",
            "Errores comunes",
            "Erros comuns",
            "Erreurs fréquentes",
            "よくある間違い",
            "常見錯誤",
            "흔한 실수",
            "Częsty błąd: błędnie",
        ] {
            assert!(Words::of(text).refuted, "{text}");
        }
        // Residuals are called errors.
        for text in
            ["the squared error", "l'erreur quadratique", "el error cuadrático", "der Fehler", "ortalama kare hata"]
        {
            assert!(!Words::of(text).refuted, "{text}");
        }
    }

    #[test]
    fn what_is_denied_is_not_spoken_of() {
        for (text, symmetric) in [
            ("Let S be symmetric.", true),
            ("Let S be a matrix, not necessarily symmetric.", false),
            ("S need not be symmetric.", false),
            ("a non-symmetric matrix", false),
            ("A is not symmetric, but B is symmetric.", true),
        ] {
            assert_eq!(Words::of(text).symmetric, symmetric, "{text}");
        }
    }
}
