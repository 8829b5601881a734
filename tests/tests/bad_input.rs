//! Documents nobody should write: a clear message or silence, soon, in little memory, and never a panic, on the
//! command line.

use std::process::{Command, Stdio};
use std::time::Duration;

use matgrad_tests::binary;
use matgrad_tests::command::Folder;
use matgrad_tests::usage::Usage;

/// The most memory, in bytes.
const MEMORY: u64 = 200 << 20;

/// Without optimisation everything takes longer, and less is tried.
fn scale() -> usize {
    if cfg!(debug_assertions) { 10 } else { 1 }
}

/// A second for every megabyte beyond what a busy machine takes for anything; without optimisation ten times that.
fn patience(bytes: usize) -> Duration {
    Duration::from_secs((2 + (bytes >> 20) as u64) * scale() as u64)
}

/// Names and texts.
fn documents() -> Vec<(String, String)> {
    let (mega, deep) = ((1 << 17) / scale(), 100_000 / scale());
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
        let deep = if open.contains('$') { deep / 5 } else { deep };
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
    out.push(("one long line".into(), format!("{declared}{}$A A$", again("word ", (50 << 20) / scale()))));
    out.push(("a long line of formulas".into(), format!("{declared}{}", again("$A x$ ", mega))));
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
        format!("$A \\in \\mathbb{{R}}^{{{}1\\times n}}$", again("a + b c + ", 200_000 / scale())),
    ));
    out.push((
        "many declarations".into(),
        (0..10_000 / scale()).map(|n| format!("$A_{{{n}}} \\in \\mathbb{{R}}^{{{n}}}$\n")).collect(),
    ));
    out.push((
        "many headings".into(),
        (0..20_000 / scale()).map(|n| format!("{} {n}\n\n$A$\n", "#".repeat(1 + n % 6))).collect(),
    ));
    out.push((
        "many definitions".into(),
        (0..5_000 / scale()).map(|n| format!("$$x_{{{}}} = A x_{{{n}}}$$\n\n", n + 1)).collect(),
    ));
    out.push(("nothing".into(), String::new()));
    out
}

/// A name of a command: letters alone.
fn name(number: u8) -> String {
    format!("{}{}", char::from(b'a' + number % 26), "x".repeat(usize::from(number / 26)))
}

#[test]
fn no_document_takes_long_or_much_memory_or_breaks_anything() {
    let folder = Folder::new("bad-input");
    let mut wrong = Vec::new();
    for (what, text) in documents() {
        let nested = what.starts_with("deep");
        for name in if nested { &["x.md"][..] } else { &["x.md", "x.tex"] } {
            folder.write(name, &text);
            let mut command = Command::new(binary());
            command.args(["check", "--format", "json", name]).current_dir(&folder.0);
            let error = std::fs::File::create(folder.0.join("error")).unwrap();
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(error);
            let (status, used) = Usage::until_end(&mut command.spawn().unwrap()).unwrap();
            let said = folder.read("error");
            let fine = matches!(status.code(), Some(0 | 1)) && said.is_empty();
            if !fine || used.processor > patience(text.len()) || used.memory > MEMORY {
                wrong.push(format!("{what} ({name}, {} bytes): {status}, {used:?} {said:.300}", text.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
