//! LaTeX.

use super::super::Document;
use super::*;

#[test]
fn every_delimiter_of_latex_is_read() {
    check(
        Host::Latex,
        &[
            (r"$a$ \(b\) \[c\] $$d$$", &["i a", "i b", "d c", "d d"]),
            ("$ a $ and $5$", &["i a", "i 5"]),
            (r"\begin{eqnarray*}a\end{eqnarray*}\begin{math}b\end{math}", &["eqnarray* a", "math b"]),
            (r"\begin {align} a \end {align}", &["align a"]),
            (r"\begin{alignat*}{2}a\end{alignat*}", &["alignat* a"]),
            (r"\[a \\[2pt] b\]", &[r"d a \\[2pt] b"]),
            (r"a \\[2pt] $b$ \$ $c$", &["i b", "i c"]),
            (r"$\mbox{if $x$}$ $y$", &[r"i \mbox{if $x$}", "i y"]),
            (r"\ensuremath{a}", &["i a"]),
            (r"\begin{matgrad}A : m\end{matgrad}", &["s A : m"]),
            ("\\begin{tabular}{c>{$}c<{$}}$a$ & b\\end{tabular}", &["i a"]),
        ],
    );
}

#[test]
fn comments_and_verbatim_text_are_not_read() {
    check(
        Host::Latex,
        &[
            ("% $no$\n$a$", &["i a"]),
            (r"50\% $a$", &["i a"]),
            ("$a % $no\n+ b$", &["i a \n+ b"]),
            ("\\begin{verbatim}\n$no$\n\n\\end{verbatim} $a$", &["i a"]),
            (r"\verb|$no$| \verb*+$+ \lstinline[x]!$! $a$", &["i a"]),
            (r"\url{x$y} \label{$} \cite[p. 2]{$} $a$", &["i a"]),
            ("\\begin{comment}$no$\\end{comment}\\iffalse $no$ \\fi $a$", &["i a"]),
            (r"\newcommand{\x}{$no$} \def\y#1{$no$} $a$", &["i a"]),
            ("\\documentclass{a}\n$no$\n\\begin{document}$a$\\end{document}$no$", &["i a"]),
        ],
    );
}

#[test]
fn what_is_unclosed_harms_its_paragraph_alone() {
    check(
        Host::Latex,
        &[
            ("$a\n\n$b$", &["i b"]),
            ("$$a\n\n$b$", &["?d a", "i b"]),
            ("\\[a\n\n$b$", &["?d a", "i b"]),
            ("\\begin{align}a\n\n$b$", &["?align a", "i b"]),
            ("\\begin{align}a\n\nb\\end{align}", &["align a\n\nb"]),
            ("\\begin{align}a\n\\section{x}\n\\end{align} $b$", &["?align a", "i b"]),
            ("\\begin{align}a\n\\begin{align}b\\end{align}", &["?align a", "align b"]),
            ("\\begin{verbatim} $a$", &["i a"]),
            ("\\section{a $b$\n\n$c$", &["i b", "i c"]),
        ],
    );
}

#[test]
fn structure_follows_the_commands() {
    let text = "\\section{A $a$}\nText\n\\begin{thm}[N]\nOne\n\nTwo\n\\end{thm}\n\\begin{itemize}\\item b\n\\item c\\end{itemize}\nd\n\n\\begin{proof}e\n\\subsection*{f}";
    insta::assert_snapshot!(blocks(text, Host::Latex).join(";\n"), @r"
    2 A $a$;
    p Text;
    thm \begin{thm}[N]
    One

    Two
    \end{thm};
    p [N]
    One;
    p Two;
    - \item b;
    - \item c;
    p d;
    proof \begin{proof}e
    ;
    p e;
    3 f
    ");
    assert_eq!(
        prose(r"Let $A$ be \emph{an} $m \times n$ matrix~\cite{x}.", Host::Latex),
        ["Let", "be \\emph{an}", "matrix~", "."]
    );
}

#[test]
fn remarks_definitions_and_files_are_found() {
    let text = "\\usepackage{amsmath, ./m}\n\\newcommand{\\R}{\\mathbb{R}}\n% matgrad: A \\in \\R\n\\input{x}\nText";
    let document = Document::parse(text, Host::Latex);
    assert_eq!(&text[document.directives()[0].text.clone()], "A \\in \\R");
    assert_eq!(&text[document.definitions()[0].clone()], "\\newcommand{\\R}{\\mathbb{R}}");
    let paths: Vec<&str> = document.includes().iter().map(|include| include.path.as_str()).collect();
    assert_eq!(paths, ["amsmath", "./m", "x"]);
}
