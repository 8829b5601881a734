//! The words that declare: "matrix", "of size", "is", in the languages that mathematics is published in.
//!
//! Words of alphabetic scripts are looked up whole and in lower case; those of Chinese and Japanese, which have no
//! spaces, by the longest entry that the text begins with.

use std::cell::RefCell;
use std::collections::HashMap;

/// What a word does in a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The thing declared is a matrix.
    Matrix,
    /// The thing declared is a vector.
    Vector,
    /// The thing declared is a number.
    Scalar,
    /// Says that a vector stands upright.
    Column,
    /// Says that a vector lies.
    Row,
    /// As many rows as columns.
    Square,
    /// A property that expressions know, by its name there.
    Property(&'static str),
    /// `are`, `be`, `denote`.
    Is,
    /// `is`, `denotes`: of one thing.
    IsOne,
    /// `has`.
    Has,
    /// `of`, `with`, `in`, before a size.
    Of,
    /// `size`, `dimension`, `shape`, `length`, `order`.
    Size,
    /// `dimensional`, `维`: what stands before it is the length.
    Dimensional,
    /// `by`: between two sizes.
    By,
    /// `any`, `arbitrary`, `every`: what follows is bound here and now.
    Any,
    /// `a`, `two`, `some`: something new.
    Indefinite,
    /// `the`, `this`, `our`: something known.
    Definite,
    /// `let`, `given`, `suppose`, `consider`.
    Let,
    /// `where`, `here`, `with`: explains what was written before.
    Where,
    /// `for`: before what a statement holds of.
    For,
    /// `and`, `or`.
    And,
    /// After it, a name is not what the sentence is about: `of`-like words of place and means.
    Preposition,
    /// Says nothing of the shape: `real`, `random`, `的`.
    Filler,
    /// `if`, `when`, `suppose`, `such that`, `solve`: what is said is a condition.
    Condition,
}

use Word::*;

/// Different words remembered by each thread.
const REMEMBERED: usize = 4096;

/// What a word of an alphabetic script does; `word` is in lower case. Documents use the same words over and over.
pub fn word(word: &str) -> Option<Word> {
    thread_local!(static KNOWN: RefCell<HashMap<Box<str>, Option<Word>>> = RefCell::default());
    KNOWN.with_borrow_mut(|known| {
        if let Some(meaning) = known.get(word) {
            return *meaning;
        }
        let meaning = look_up(word);
        if known.len() < REMEMBERED && word.len() < 32 {
            known.insert(word.into(), meaning);
        }
        meaning
    })
}

fn look_up(word: &str) -> Option<Word> {
    Some(match word {
        "matrix" | "matrices" | "matrixes" | "matrice" | "matrici" | "matriz" | "matrizen" | "macierz" | "macierze"
        | "macierzą" | "матрица" | "матрицы" | "матрицу" | "матриц" | "матрицей" => {
            Matrix
        }
        "vector" | "vectors" | "vecteur" | "vecteurs" | "vektor" | "vektoren" | "vettore" | "vettori" | "vectores"
        | "wektor" | "wektory" | "wektorem" | "вектор" | "векторы" | "вектором" => Vector,
        "scalar" | "scalars" | "scalaire" | "scalaires" | "skalar" | "skalare" | "scalare" | "escalar"
        | "escalares" | "skalarem" | "скаляр" | "число" | "number" | "numbers" => Scalar,
        "column" | "colonne" | "spalte" | "spaltenvektor" | "kolumnowy" | "columna" | "столбец" => Column,
        "row" | "ligne" | "zeile" | "zeilenvektor" | "wierszowy" | "fila" | "строка" => Row,
        "square"
        | "carrée"
        | "carrées"
        | "quadratische"
        | "quadratischen"
        | "kwadratowa"
        | "cuadrada"
        | "квадратная" => Square,
        "symmetric"
        | "symétrique"
        | "symétriques"
        | "symmetrische"
        | "symmetrisch"
        | "symetryczna"
        | "simétrica"
        | "simmetrica"
        | "симметричная"
        | "симметрична" => Property("symmetric"),
        "antisymmetric" => Property("skew"),
        "diagonal" | "diagonale" | "diagonalna" | "диагональная" => Property("diagonal"),
        "orthogonal" | "orthogonale" | "ortogonalna" | "ortogonal" | "ортогональная" => {
            Property("orthogonal")
        }
        "are" | "be" | "being" | "denote" | "represent" | "were" | "sont" | "soit" | "sind" | "sei" | "seien"
        | "są" | "son" | "sea" | "sean" | "sono" | "sia" | "есть" => Is,
        "is" | "denotes" | "represents" | "was" | "est" | "ist" | "jest" | "es" | "è" | "является" => IsOne,
        "has" | "have" | "having" => Has,
        "of" | "de" | "der" | "von" | "di" | "w" | "d" | "with" | "whose" => Of,
        "size"
        | "sizes"
        | "dimension"
        | "dimensions"
        | "dim"
        | "dims"
        | "dimensionality"
        | "shape"
        | "shapes"
        | "length"
        | "order"
        | "taille"
        | "longueur"
        | "größe"
        | "länge"
        | "rozmiaru"
        | "wymiaru"
        | "wymiarach"
        | "tamaño"
        | "dimensión"
        | "dimensiones"
        | "dimensione"
        | "размера"
        | "размерности" => Size,
        "dimensional" | "dimensionaler" | "dimensionalen" | "dimensionnel" | "wymiarowy" | "мерный" => {
            Dimensional
        }
        "by" | "x" | "×" => By,
        "any" | "arbitrary" | "every" | "each" | "all" | "beliebige" | "quelconque" | "dowolnych" => Any,
        "a" | "an" | "two" | "three" | "some" | "un" | "une" | "deux" | "ein" | "eine" | "einer" | "una" | "uno" => {
            Indefinite
        }
        "the" | "this" | "these" | "that" | "our" | "its" | "their" | "le" | "la" | "les" | "das" | "die" | "el"
        | "los" | "las" | "il" => Definite,
        "let" | "given" | "consider" | "take" => Let,
        "where" | "here" | "où" | "wobei" | "gdzie" | "donde" | "dove" | "где" => Where,
        "for" | "pour" | "für" | "para" | "per" | "dla" | "для" => For,
        "and" | "or" | "et" | "und" | "oder" | "i" | "y" | "e" | "и" => And,
        "in" | "to" | "on" | "from" | "respect" | "between" | "times" | "as" | "at" | "over" | "into" | "onto"
        | "through" | "via" | "using" | "than" | "about" | "without" | "within" | "under" | "wrt" | "than_" => {
            Preposition
        }
        "real" | "complex" | "random" | "constant" | "valued" | "nonzero" | "non" | "zero" | "full" | "rank"
        | "also" | "both" | "now" | "just" | "simply" | "called" | "denoted" | "invertible" | "nonsingular"
        | "input" | "output" | "weight" | "data" | "design" | "parameter" | "feature" | "covariance"
        | "coefficient" | "projection" | "unknown" | "observed" | "hidden" | "bias" | "fixed" | "dense" | "sparse"
        | "tall" | "unit" | "réelle" | "reelle" | "reeller" | "reellen" | "still" | "again" | "therefore" | "thus"
        | "then" | "respectively" => Filler,
        "if" | "when" | "suppose" | "assume" | "assuming" | "provided" | "such" | "satisfies" | "satisfy"
        | "satisfying" | "solve" | "solves" | "solving" | "solution" | "solutions" | "system" | "constraint"
        | "constraints" | "subject" | "condition" | "conditions" | "whenever" | "unless" | "requires" | "require"
        | "want" | "minimize" | "minimise" | "maximize" | "maximise" | "optimality" | "setting" | "set" | "wenn"
        | "si" | "jeśli" | "если" => Condition,
        _ => return None,
    })
}

/// Two words that mean one thing.
pub fn pair(first: &str, second: &str) -> Option<Word> {
    Some(match (first, second) {
        ("positive" | "semi", "definite" | "semidefinite" | "semi") => Property("posdef"),
        ("positiv" | "définie", "definite" | "definit" | "positive") => Property("posdef"),
        ("dodatnio", "określona") => Property("posdef"),
        ("skew", "symmetric") => Property("skew"),
        ("lower", "triangular") => Property("lower"),
        ("upper", "triangular") => Property("upper"),
        ("real", "number" | "numbers") => Scalar,
        ("number", "operator" | "operators") => Matrix,
        ("said", "to") | ("assumed", "to") | ("supposed", "to") => Filler,
        _ => return None,
    })
}

/// Words of scripts without spaces; of two that fit, the longer is meant, so the longer stands first.
const UNSPACED: [(&str, Word); 61] = [
    ("列向量", Vector),
    ("行向量", Row),
    ("正交矩阵", Property("orthogonal")),
    ("对角矩阵", Property("diagonal")),
    ("对称矩阵", Property("symmetric")),
    ("单位矩阵", Filler),
    ("反对称", Property("skew")),
    ("下三角", Property("lower")),
    ("上三角", Property("upper")),
    ("半正定", Property("posdef")),
    ("对称", Property("symmetric")),
    ("正定", Property("posdef")),
    ("对角", Property("diagonal")),
    ("正交", Property("orthogonal")),
    ("矩阵", Matrix),
    ("方阵", Square),
    ("向量", Vector),
    ("矢量", Vector),
    ("标量", Scalar),
    ("实数", Scalar),
    ("常数", Scalar),
    ("行列", Matrix),
    ("ベクトル", Vector),
    ("スカラー", Scalar),
    ("大小", Size),
    ("维度", Size),
    ("维数", Size),
    ("形状", Size),
    ("长度", Size),
    ("维", Dimensional),
    ("次元", Dimensional),
    ("其中", Where),
    ("这里", Where),
    ("表示", Is),
    ("是一个", Is),
    ("为一个", Is),
    ("是", Is),
    ("为", Is),
    ("均为", Is),
    ("は", Is),
    ("任意", Any),
    ("任何", Any),
    ("设", Let),
    ("假设", Let),
    ("令", Let),
    ("给定", Let),
    ("如果", Condition),
    ("当", Condition),
    ("满足", Condition),
    ("若", Condition),
    ("和", And),
    ("与", And),
    ("及", And),
    ("的", Filler),
    ("一个", Filler),
    ("都", Filler),
    ("实", Filler),
    ("阶", Filler),
    ("关于", Preposition),
    ("对", Preposition),
    ("在", Preposition),
];

/// The word of a script without spaces that `text` begins with, and its length.
pub fn unspaced(text: &str) -> Option<(Word, usize)> {
    let fits = UNSPACED.iter().filter(|(word, _)| text.starts_with(word));
    fits.max_by_key(|(word, _)| word.len()).map(|(word, meaning)| (*meaning, word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_is_meant() {
        assert_eq!(unspaced("列向量 x"), Some((Vector, "列向量".len())));
        assert_eq!(unspaced("均为方阵"), Some((Is, "均为".len())));
        assert_eq!(unspaced("无"), None);
        assert_eq!(pair("positive", "definite"), Some(Property("posdef")));
    }
}
