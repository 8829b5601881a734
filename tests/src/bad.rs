//! Documents nobody should write: broken, nested beyond all measure, endless, self-doubling.

/// Names and texts; with `scale` so many times smaller than the largest.
pub fn documents(scale: usize) -> Vec<(String, String)> {
    let (mega, deep) = ((1 << 17) / scale, 100_000 / scale);
    let again = |piece: &str, size: usize| piece.repeat(size / piece.len());
    let mut out: Vec<(String, String)> = Vec::new();
    for piece in [
        "$",
        "$$",
        "$$\n",
        "$x ",
        "\\(",
        "\\[",
        "{",
        "}",
        "\\",
        "\\begin{align} ",
        "\\end{align}",
        "\\begin{",
        "\\frac",
        "\\frac{",
        "\\frac{1}{",
        "$\\frac{x",
        "\\sqrt[",
        "$\\left(",
        "^",
        "_",
        "x^",
        "$x^{",
        "\\mathbf",
        "$\\mathbf{",
        "$A_{i",
        "&",
        "\\\\",
        "%",
        "<!--",
        "<!-- matgrad: A \\in -->",
        "```",
        "```matgrad\n",
        "\n> ",
        "\n- ",
        "|",
        "\0",
        "\u{2028}",
        "😀",
        "\r",
        "# ",
        "\n# ",
        "\\newcommand{\\a",
        "\\def\\a#1{",
        "\\input{",
        "\\text{",
        "$|",
        "$\\|",
        "$\\partial ",
        "$\\nabla ",
        "$d",
        "$x'",
        "$ f(",
        "$\\sum_{",
        "[",
        "$$a = ",
        "<div>",
        ":::",
        "---\n",
        "<a ",
        "\\verb|",
        "a=",
        "x \\over ",
        "x\u{301}",
        "\u{301}",
        "A = A + ",
        "B \\otimes ",
        "\\stackrel{x}{=}",
    ] {
        out.push((format!("many {piece:?}"), again(piece, mega)));
        out.push((format!("many {piece:?} in a formula"), format!("$$\n{}\n$$\n", again(piece, mega / 5))));
    }
    for (open, close) in [
        ("{", "}"),
        ("(", ")"),
        ("[", "]"),
        ("\\left(", "\\right)"),
        ("\\begin{bmatrix}", "\\end{bmatrix}"),
        ("\\begin{aligned}", "\\end{aligned}"),
        ("\\sqrt{", "}"),
        ("x^{", "}"),
        ("\\frac{1}{", "}"),
        ("\\|", "\\|"),
        ("\\mathbf{", "}"),
        ("\\operatorname{tr}(", ")"),
        ("\\text{$", "$}"),
        ("\\underbrace{", "}_{n}"),
        ("f(", ")"),
        ("\\nabla ", ""),
        ("\\sum_i ", ""),
        ("-", ""),
        ("\\dot{", "}"),
    ] {
        let nested = format!("{}x{}", open.repeat(deep), close.repeat(deep));
        out.push((format!("deep {open}"), format!("${nested}$\n")));
        out.push((format!("deep {open} and declared"), format!("$A \\in \\mathbb{{R}}^{nested}$, $x = {nested}$\n")));
        out.push((format!("deep {open} in a strict block"), format!("```matgrad\n{nested}\n```\n")));
        out.push((format!("deep {open} without end"), format!("$${}", open.repeat(deep))));
    }
    for (open, close) in
        [("\\begin{theorem}\n", "\\end{theorem}\n"), ("<div>\n", "</div>\n"), (":::: {.a}\n", "::::\n")]
    {
        out.push((format!("deep {open:?}"), format!("{}x{}", open.repeat(deep), close.repeat(deep))));
    }
    for (name, definitions) in [
        ("cyclic", "\\newcommand{\\a}{\\b}\\newcommand{\\b}{\\a \\a}".to_owned()),
        ("itself", "\\def\\a{\\a}\\newcommand{\\z}[1]{\\z{#1#1}}".to_owned()),
        (
            "doubling",
            (0..40).map(|n| format!("\\newcommand{{\\{}}}{{\\{}\\{}}}", name(n), name(n + 1), name(n + 1))).collect(),
        ),
        (
            "tenfold",
            (0..10).map(|n| format!("\\def\\{}{{{}}}", name(n), format!("\\{} ", name(n + 1)).repeat(10))).collect(),
        ),
    ] {
        let called = "$\\a$ $\\z{x}$ $\\a + \\a$\n".repeat(20);
        out.push((format!("{name} macros"), format!("{definitions}\n\n{called}")));
        out.push((format!("{name} macros in a formula"), format!("$${definitions} \\a \\z{{x}}$$\n")));
    }
    let declared = "Let $A \\in \\mathbb{R}^{m\\times n}$. ";
    out.push(("one long line".into(), format!("{declared}{}$A A$", again("word ", (50 << 20) / scale))));
    out.push(("a long line of formulas".into(), format!("{declared}{}", again("$A x$ ", mega))));
    out.push(("more formulas than any book has".into(), again("$A$ ", mega * 8)));
    out.push(("a chain of products".into(), format!("$$\n{}a\n$$\n", again("a=xb", mega / 3))));
    let doubled: String =
        (0..10).map(|n| format!("\\newcommand{{\\{0}}}{{\\{1}\\{1}}}", name(n), name(n + 1))).collect();
    let doubled = format!("{doubled}\\newcommand{{\\{}}}{{x}}", name(10));
    out.push(("many calls of a macro that doubles".into(), format!("{doubled}\n\n{}", again("$\\a$ ", mega / 2))));
    out.push(("a long formula".into(), format!("{declared}$$\n{}A\n$$\n", again("A + ", mega))));
    out.push(("a long product".into(), format!("{declared}$$\n{}A\n$$\n", again("A ", mega / 5))));
    out.push(("a long list".into(), format!("${}A \\in \\mathbb{{R}}$", again("A_{i}, ", mega / 5))));
    out.push(("a long equation".into(), format!("{declared}$$\n{}A\n$$\n", again("A = ", mega / 5))));
    out.push((
        "a large matrix".into(),
        format!("$$\\begin{{bmatrix}}{}\\end{{bmatrix}}$$", again("a & b \\\\ ", mega / 5)),
    ));
    out.push((
        "many sizes".into(),
        format!("$A \\in \\mathbb{{R}}^{{{}1\\times n}}$", again("a + b c + ", 200_000 / scale)),
    ));
    out.push((
        "many declarations".into(),
        (0..20_000 / scale).map(|n| format!("$A_{{{n}}} \\in \\mathbb{{R}}^{{{n}}}$\n")).collect(),
    ));
    out.push((
        "many headings".into(),
        (0..20_000 / scale).map(|n| format!("{} {n}\n\n$A$\n", "#".repeat(1 + n % 6))).collect(),
    ));
    out.push((
        "many definitions".into(),
        (0..5_000 / scale).map(|n| format!("$$x_{{{}}} = A x_{{{n}}}$$\n\n", n + 1)).collect(),
    ));
    out.extend(long_and_many(20_000 / scale));
    out.push(("nothing".into(), String::new()));
    out
}

/// A name of a command: letters alone.
fn name(number: u8) -> String {
    format!("{}{}", char::from(b'a' + number % 26), "x".repeat(usize::from(number / 26)))
}

/// Documents in which there is very much of one thing, each in a place of its own.
fn long_and_many(many: usize) -> Vec<(String, String)> {
    let each = |many: usize, one: &dyn Fn(usize) -> String| (0..many).map(one).collect::<String>();
    let square = "Let $B \\in \\mathbb{R}^{n\\times n}$ and $x \\in \\mathbb{R}^n$.\n\n";
    let listed = |many: usize, sign: &str| (0..many).map(|n| format!("A_{{{n}}}")).collect::<Vec<_>>().join(sign);
    let documents = [
        ("declared paragraphs", each(many / 2, &|n| format!("$A_{{{n}}} \\in \\mathbb{{R}}^{{{n}}}$\n\n"))),
        (
            "sections below definitions",
            format!(
                "{square}# One\n\n{}{}",
                each(many / 8, &|n| format!("$$f_{{{n}}}(x) = x^T x$$\n\n")),
                each(many / 8, &|n| format!("## {n}\n\n$A$\n\n"))
            ),
        ),
        ("a chain of other names", format!("$${}$$\n", listed(many / 8, " = "))),
        ("an argument list", format!("$f({}) = x_1$\n", listed(many / 2, ", "))),
        ("a Kronecker product", format!("{square}$${}B$$\n", "B \\otimes ".repeat(many / 2))),
        ("a product of other names", format!("$${}$$\n", listed(many / 4, " "))),
        (
            "a step an equation",
            format!("{square}\\begin{{align}}\nB {}\\end{{align}}\n", "&= B + B \\\\\n".repeat(many / 8)),
        ),
        (
            "wrong steps",
            format!(
                "{square}\\begin{{align}}\nB {}\\end{{align}}\n",
                each(many / 20, &|n| format!("&= B + {n} B^T \\\\\n"))
            ),
        ),
        ("mistakes", format!("Let $A \\in \\mathbb{{R}}^{{m\\times n}}$.\n\n{}", "$$A A$$\n\n".repeat(many / 2))),
        ("macros", each(many / 2, &|n| format!("\\newcommand{{\\{}}}{{\\mathbf x}}\n", letters(n)))),
        (
            "macros in formulas",
            each(many / 4, &|n| format!("$\\newcommand{{\\{0}}}{{\\mathbf x}} \\{0}$\n\n", letters(n))),
        ),
        (
            "suppressions",
            "Let $A \\in \\mathbb{R}^{m\\times n}$.\n\n".to_owned()
                + &"<!-- matgrad: ignore[product-shape] so -->\n$A A$\n\n".repeat(many / 8),
        ),
        ("rows of a table", format!("| a | b |\n|---|---|\n{}", "| $A$ | $B$ |\n".repeat(many / 2))),
        ("cells of a row", format!("|{}\n|{}\n|{}\n", " a |".repeat(many), "---|".repeat(many), " $A$ |".repeat(many))),
        ("quotes in quotes", each(many / 20, &|n| format!("{}$A$\n", ">".repeat(n)))),
        ("lists in lists", each(many / 20, &|n| format!("{}- $A$\n", "  ".repeat(n)))),
    ];
    documents.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// A notebook of so many cells.
pub fn notebook(cells: usize) -> String {
    let source = ["Let $A \\in \\mathbb{R}^{m\\times n}$.\n", "\n", "$A A$ é😀\n"];
    let cell = serde_json::json!({ "cell_type": "markdown", "metadata": {}, "source": source });
    serde_json::json!({ "cells": vec![cell; cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }).to_string()
}

/// A name of a command that no other number has.
fn letters(number: usize) -> String {
    let digit = |number: usize| char::from(b"abcdefghij"[number % 10]);
    std::iter::successors(Some(number), |n| (*n > 9).then_some(n / 10)).map(digit).chain("q".chars()).collect()
}
