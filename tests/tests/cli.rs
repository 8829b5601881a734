//! The command line as scripts and people use it: what is printed where, and how it ends.

use std::path::Path;
use std::process::{Command, Stdio};

use matgrad_tests::binary;
use matgrad_tests::command::Folder;
use serde_json::{Value, json};

fn run(folder: &Path, args: &[&str], input: &[u8]) -> (i32, String, String) {
    matgrad_tests::command::run(binary(), folder, args, input)
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence_and_the_rest_is_read() {
    let folder = Folder::new("unreadable");
    folder.write("good.md", "# Good\n");
    folder.write("bad.md", b"a\xff");
    folder.write("folder.md/inside.md", "# Inside\n");
    let cases = [
        ("missing.md", "there is no such file"),
        ("bad.md", "it is not UTF-8"),
        #[cfg(unix)]
        ("loop.md", "its symbolic links go round in a circle"),
    ];
    #[cfg(unix)]
    std::os::unix::fs::symlink("loop.md", folder.0.join("loop.md")).unwrap();
    for (name, why) in cases {
        let (code, stdout, stderr) = run(&folder.0, &["check", name, "good.md", "folder.md"], b"");
        assert_eq!((code, stdout.as_str()), (2, "nothing found in 2 documents\n"), "{name}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.starts_with(&format!("matgrad: cannot read {name}: {why}")), "{stderr}");
    }
}

#[test]
fn folders_are_walked_as_git_sees_them() {
    let folder = Folder::new("walk");
    for name in ["a.md", "b.tex", "c.ipynb", "sub/d.qmd", "e.txt", "ignored/f.md", ".hidden/g.md"] {
        folder.write(name, if name.ends_with("ipynb") { "{\"cells\": []}" } else { "text" });
    }
    folder.write(".gitignore", "ignored\n");
    let (code, stdout, stderr) = run(&folder.0, &["check"], b"");
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, "nothing found in 4 documents\n", ""));
    // A file that is named is read whatever its name, once.
    let (code, stdout, _) = run(&folder.0, &["check", "e.txt", "ignored/f.md", "e.txt"], b"");
    assert_eq!((code, stdout.as_str()), (0, "nothing found in 2 documents\n"));
}

#[test]
fn standard_input_is_a_document() {
    let folder = Folder::new("stdin");
    let args = ["check", "-", "--stdin-filename", "notes.tex", "--format", "json"];
    let (code, stdout, stderr) = run(&folder.0, &args, b"No mathematics.\n");
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_eq!(serde_json::from_str::<Value>(&stdout).unwrap(), json!([]));
    let (code, _, stderr) = run(&folder.0, &["check", "-"], b"\xff\xfea\0");
    assert_eq!(code, 2);
    assert!(stderr.contains("it is UTF-16"), "{stderr}");
}

#[test]
fn bad_usage_ends_with_2_and_help_with_0() {
    let folder = Folder::new("usage");
    for args in [&["check", "--format", "nonsense"][..], &["nonsense"], &[], &["check", "--nonsense"]] {
        let (code, stdout, stderr) = run(&folder.0, args, b"");
        assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}");
        assert!(stderr.contains("Usage:") || stderr.contains("possible values"), "{stderr}");
    }
    for command in ["derive", "shape", "equal", "check", "lsp"] {
        let (code, stdout, stderr) = run(&folder.0, &[command, "--help"], b"");
        assert_eq!((code, stderr.as_str()), (0, ""));
        assert!(stdout.contains(&format!("matgrad {command}")), "{stdout}");
    }
}

#[test]
fn bytes_of_any_kind_are_borne() {
    let folder = Folder::new("bytes");
    let deep = format!("${}x{}$", "{".repeat(100_000), "}".repeat(100_000));
    let nested = format!("${}", "\\frac{".repeat(100_000));
    let quotes = "> ".repeat(100_000);
    let long = format!("{}$A B$", "word ".repeat(1_000_000));
    let doubling: String = (1..12).map(|n| format!("\\newcommand{{\\m{n}}}{{\\m{}\\m{}}}", n - 1, n - 1)).collect();
    let cyclic = "\\newcommand{\\a}{\\b}\\newcommand{\\b}{\\a}$\\a$";
    let cases = ["", "\0\0$\0$", "$", "$$\n\\begin{align}", "\\begin{document}\\[", "\u{feff}$x$", cyclic];
    let made = [deep, nested, quotes, long, doubling + "$\\m11$"];
    for text in cases.into_iter().map(str::to_owned).chain(made) {
        for name in ["x.md", "x.tex", "x.ipynb"] {
            let (code, _, stderr) = run(&folder.0, &["check", "-", "--stdin-filename", name], text.as_bytes());
            assert!(code < 2, "{name} {text:.40}: {stderr}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let mut command = Command::new(binary());
    command.args(["check", "--help"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

const SQUARE: [&str; 4] = ["--decl", r"A \in \mathbb{R}^{n\times n}", "--decl", r"\mathbf x \in \mathbb R^n"];

/// Runs a command with the two declarations of [`SQUARE`].
fn ask(command: &str, more: &[&str]) -> (i32, String, String) {
    run(Path::new("."), &[&[command][..], &SQUARE, more].concat(), b"")
}

#[test]
fn a_derivative_is_printed_for_people_programs_and_pasting() {
    let quadratic = ["--wrt", r"\mathbf x", r"\mathbf x^\top A \mathbf x"];
    let (code, stdout, stderr) = ask("derive", &quadratic);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let stdout: Vec<&str> = stdout.lines().filter(|line| !line.starts_with("Verified")).collect();
    insta::assert_snapshot!(stdout.join("\n"), @r"
    Gradient      (A + Aᵀ)x    (n×1)
    Jacobian      xᵀ(A + Aᵀ)    (1×n)
    LaTeX         (A + A^\top) \mathbf x
    ");
    let (_, stdout, _) = ask("derive", &[&["--to", "latex"][..], &quadratic].concat());
    assert_eq!(stdout, "(A + A^\\top) \\mathbf x\n");
    let (_, stdout, _) = ask("derive", &[&["--to", "numpy"][..], &quadratic].concat());
    assert!(stdout.contains("def derivative(A, x):"), "{stdout}");
    let (_, stdout, _) = ask("derive", &[&["--format", "json"][..], &quadratic].concat());
    let answer: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&answer["form"], &answer["shape"]), (&json!("gradient"), &json!(["n"])));
    for key in ["expression", "wrt", "order", "latex", "unicode", "code", "arguments", "steps", "verified"] {
        assert!(!answer[key].is_null(), "{key} is missing: {answer}");
    }
}

#[test]
fn a_variable_that_does_not_occur_is_said_not_to() {
    let (code, stdout, _) = ask("derive", &["--wrt", "A", r"\mathbf x^T \mathbf x"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("(n×n: the expression does not depend on it)"), "{stdout}");
}

#[test]
fn what_is_ill_shaped_unequal_or_not_declared_says_so() {
    let (code, stdout, stderr) = ask("shape", &[r"\mathbf x A"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    insta::assert_snapshot!(stderr, @r#"
matgrad: the product does not fit: `\mathbf x` is n×1, but `A` is n×n
  \mathbf x is n×1: declared by `\mathbf x \in \mathbb R^n`
  A is n×n: declared by `A \in \mathbb{R}^{n\times n}`
"#);
    let (code, stdout, _) = ask("shape", &["--format", "json", r"A \otimes A"]);
    assert_eq!((code, stdout.as_str()), (0, "{\"shape\":[\"n^2\",\"n^2\"]}\n"));
    let (code, _, stderr) = ask("derive", &["--wrt", "B", r"\operatorname{tr}(B)"]);
    assert_eq!((code, stderr.as_str()), (2, "matgrad: `B` is not declared\n"));
    let (code, stdout, _) = ask("equal", &["(A^T A)^T", "A^T A"]);
    assert_eq!((code, stdout.as_str()), (0, "equal (exact modulo 2^61-1)\n"));
    let (code, stdout, _) = ask("equal", &["--format", "json", r"\operatorname{vec}(A)^T", r"\operatorname{vec}(A)"]);
    let answer: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &answer["equal"]), (1, &json!(false)));
    // Where no slip explains the right side, what the left side is.
    let (code, stdout, _) = ask("equal", &[r"\frac{\partial}{\partial A} \|A^T A\|_F^2", "A"]);
    assert!(code == 1 && stdout.contains("true would be  4 A A^T A"), "{stdout}");
    let (code, stdout, _) = ask("equal", &[r"(A \mathbf x)^T", r"\mathbf x^T A"]);
    assert_eq!(code, 1);
    assert!(stdout.contains("true would be  \\mathbf x^T A^T"), "{stdout}");
    assert!(stdout.contains("for example, with"), "{stdout}");
}
