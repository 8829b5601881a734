//! Definitions and their expansion.

use super::*;

const PREAMBLE: &str = r"
% \newcommand{\no}{x}
\newcommand{\R}{\mathbb{R}} \newcommand*\vx{\mathbf{x}}
\newcommand{\norm}[2][2]{\left\lVert #2 \right\rVert_{#1}}
\def\pd#1#2{\frac{\partial #1}{\partial #2}} \let\trace\operatorname
\DeclareMathOperator{\KL}{KL} \DeclareMathOperator*{\amin}{arg\,min}
\DeclarePairedDelimiter{\ip}{\langle}{\rangle}
\NewDocumentCommand{\E}{o m}{\mathbb{E}\left[#2\right]}
\providecommand{\R}{wrong} \renewcommand{\vec}[1]{\boldsymbol{#1}}
\let\oldhat\hat \renewcommand{\hat}[1]{\oldhat{\mathbf{#1}}}
\newcommand{\T}{^{\mathsf{T}}} \newcommand{\bmat}{\begin{bmatrix}} \newcommand{\emat}{\end{bmatrix}}
\def\delimited#1.{x} \newcommand{\tr}{\mathop{\mathrm{tr}}} \DeclareMathOperator{\Set}{\mathbb{Z}}
";

#[test]
fn macros_of_every_kind_are_expanded() {
    let mut macros = Macros::new();
    macros.read(PREAMBLE);
    for (text, tree) in [
        (r"\vx \in \R^n", "b:x In bb:R^n"),
        (r"\norm{A\vx} + \norm[F]{A}", "(sum +(fence|||| (mul A b:x))_2 +(fence|||| A)_F)"),
        (r"\pd f\vx = \pd{f}{x}", "(deriv1 f by b:x) Equal (deriv1 f by x)"),
        (r"\KL(p) + \amin_x f", "(sum +(KL? (fence() p)) +(Argmin_x f))"),
        (r"\ip{a, b} + \ip*{c} + \ip[\big]{d}", "(sum +(fence<> a, b) +(fence<> c) +(fence<> d))"),
        (r"\E{x} \E[p]{y}", "(mul bb:E (fence[] x) bb:E (fence[] y))"),
        (r"\vec{x} \hat y A\T", "(mul b:x hat.b:y A^T)"),
        (r"\bmat a & b \emat", "(matrix[]( a b))"),
        (r"\newcommand{\q}[1]{#1^2} \q{a} + \def\w{W} \w", "(sum +a^2 +W)"),
        (r"\tr A \cdot \Set", "(mul (tr A) ·bb:Z)"),
        (r"\no \delimited", "(mul \\no \\delimited)"),
    ] {
        assert_eq!(parse(text, &macros).sexpr(), tree, "{text}");
    }
}

#[test]
fn expanded_text_stands_where_the_call_stands_and_arguments_where_they_are_written() {
    let mut macros = Macros::new();
    macros.read(PREAMBLE);
    let text = r"2 \norm{A \vx}";
    let formula = parse(text, &macros);
    let mut seen = Vec::new();
    formula.walk(&mut |node| seen.push((node.text(text), node.sexpr())));
    for expected in [(r"\norm{A \vx}", "(fence|||| (mul A b:x))_2"), ("A", "A"), (r"\vx", "b:x")] {
        assert!(seen.iter().any(|(text, tree)| (*text, tree.as_str()) == expected), "{expected:?} in {seen:?}");
    }
}

#[test]
fn hostile_macros_are_refused_and_the_rest_is_read() {
    let mut macros = Macros::new();
    macros.read(r"\def\a{\a} \def\b{x\b} \def\c{\d\d} \def\d{\c\c} \def\good{y} \def\arg#1{#1}");
    macros.read(r"\def\za{\zb\zb\zb\zb\zb\zb\zb\zb\zb\zb}");
    for (name, next) in "abcdefgh".chars().zip("bcdefghi".chars()) {
        macros.define(&format!("z{name}"), 0, &format!(r"\z{next}").repeat(10));
    }
    macros.define("zi", 0, "xxxxxxxxxx");
    for text in [r"\a + \good", r"\b + \good", r"\c + \good", r"\za + \good"] {
        let formula = parse(text, &macros);
        assert_eq!(formula.unread().count(), 1, "{text}: {}", formula.sexpr());
        assert!(formula.sexpr().ends_with("+y)"), "{text}: {}", formula.sexpr());
    }
    assert_eq!(parse(r"x + \arg", &macros).unread().count(), 1);
    macros.read(&r"\def\unclosed{".repeat(50_000));
    assert!(macros.get("unclosed").is_none());
}
