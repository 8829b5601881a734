//! matgrad in real Neovim: `MATGRAD_NVIM` lists the programs to try, separated by colons. `tests/run` sets it.

use std::path::{Path, PathBuf};
use std::process::Command;

use matgrad_tests::{binary, workspace};
use serde_json::{Value, json};

/// The Neovims to try; the test is passed over, aloud, where there is none.
fn neovims() -> Vec<PathBuf> {
    let list = std::env::var_os("MATGRAD_NVIM").unwrap_or_default();
    let found: Vec<PathBuf> = std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty()).collect();
    if found.is_empty() {
        eprintln!("SKIPPED: MATGRAD_NVIM names no Neovim; `tests/run` installs some");
    }
    found
}

/// Runs a session in a folder of its own.
fn session(neovim: &Path, name: &str, text: &str, mut scenario: Value) {
    let folder = std::env::temp_dir().join(format!("matgrad-nvim-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("notes.md");
    std::fs::write(&file, text).unwrap();
    scenario["file"] = json!(file);
    scenario["plugin"] = json!(workspace().join("editors/nvim"));
    let output = Command::new(neovim)
        .args(["--headless", "--clean", "-n", "-i", "NONE", "-c"])
        .arg(format!("luafile {}", workspace().join("tests/nvim/session.lua").display()))
        .env("MATGRAD_SCENARIO", scenario.to_string())
        .env("XDG_STATE_HOME", &folder)
        .env("XDG_CACHE_HOME", &folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(output.status.success(), "{} {name}: {said}", neovim.display());
}

#[test]
fn findings_and_hovers_follow_the_text() {
    for neovim in neovims() {
        for setup in [false, true] {
            let scenario = json!({
                "cmd": [env!("CARGO_BIN_EXE_toy-server")],
                "setup": setup,
                "diagnostics": [{ "line": 2, "column": 9, "message": "`wrong` is wrong." }],
                "hovers": [{ "line": 0, "column": 2, "contains": ["𝐱 and wrong"] }],
                "edit": { "line": 2, "text": "𝐱 and right" },
            });
            session(&neovim, "toy", "# Notes\n\n𝐱 and wrong\n", scenario);
        }
    }
}

const GRADIENTS: &str = r"# Gradients

Let $A \in \mathbb{R}^{n \times n}$ and $\mathbf x \in \mathbb{R}^n$. The quadratic form

$$
f(\mathbf x) = \mathbf x^T A \mathbf x
$$

has the gradient $\nabla f(\mathbf x) = (A + A^T) \mathbf x$.

## Least squares

For observations $X \in \mathbb{R}^{N \times n}$, weights $\mathbf w \in \mathbb{R}^n$ and targets $\mathbf y \in \mathbb{R}^N$ let

$$
E(\mathbf w) = \| X \mathbf w - \mathbf y \|_2^2
$$

Here a transpose got lost 😀: $\nabla E(\mathbf w) = 2 X (X \mathbf w - \mathbf y)$.
";

#[test]
fn a_document_is_read_by_the_real_server() {
    let line = GRADIENTS.lines().count() - 1;
    let text = GRADIENTS.lines().last().unwrap();
    // Neovim counts columns in bytes, whatever the server was asked to count.
    let column = text.find("2 X").unwrap();
    for neovim in neovims() {
        for setup in [false, true] {
            let scenario = json!({
                "cmd": [binary(), "lsp"],
                "setup": setup,
                "diagnostics": [{ "line": line, "column": column, "message": "`2 X` is N×n" }],
                "hovers": [
                    { "line": 5, "column": 0, "contains": ["∇f(x) = (A + Aᵀ)x", "D f(x) = xᵀ(A + Aᵀ)", "product rule"] },
                    { "line": 5, "column": 27, "contains": ["A ∈ ℝⁿˣⁿ"] },
                ],
                "commands": {
                    "line": 5,
                    "column": 0,
                    "completions": [
                        { "typed": "MatgradDerive ", "found": ["gradient", "jacobian", "hessian", "differential",
                            r"\mathbf x", "numerator", "denominator", "mixed", "steps"] },
                        { "typed": "MatgradSteps h", "found": ["hessian"] },
                        { "typed": "MatgradLayout n", "found": ["numerator"] },
                    ],
                    "steps": [
                        { "command": "MatgradSteps", "contains": ["∇f(x) = (A + Aᵀ)x", "df = (dx)ᵀAx + xᵀA dx", "product rule"],
                          "layout": "numerator", "then_contains": "xᵀ(A + Aᵀ)" },
                        { "command": r"MatgradSteps hessian \mathbf x", "contains": ["A + Aᵀ", "Hessian"] },
                    ],
                    "derive": [
                        { "command": "MatgradDerive", "writes": "$$\n\\nabla f(\\mathbf x) = (A + A^T) \\mathbf x\n$$" },
                        { "command": "MatgradDerive jacobian", "writes": r"\mathsf{D} f(\mathbf x) = \mathbf x^T (A + A^T)" },
                        { "command": "MatgradDerive steps", "writes": r"\begin{aligned}" },
                    ],
                },
                "fix": {
                    "line": line,
                    "column": column,
                    "title": r"Write `2 X^T (X \mathbf w - \mathbf y)`",
                    "writes": text.replace("2 X", "2 X^T"),
                },
                "edit": { "line": line, "text": text.replace("2 X", "2 X^T") },
            });
            session(&neovim, "real", GRADIENTS, scenario);
        }
    }
}

#[test]
fn every_tag_of_the_help_is_found() {
    for neovim in neovims() {
        let folder = std::env::temp_dir().join(format!("matgrad-nvim-help-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("doc")).unwrap();
        let help = std::fs::read_to_string(workspace().join("editors/nvim/doc/matgrad.txt")).unwrap();
        std::fs::write(folder.join("doc/matgrad.txt"), &help).unwrap();
        let tag = |word: &&str| word.len() > 2 && word.starts_with('*') && word.ends_with('*');
        let tags: Vec<&str> = help.split_whitespace().filter(tag).map(|word| word.trim_matches('*')).collect();
        assert!(tags.contains(&":MatgradSteps"), "{tags:?}");
        let look = format!(
            "lua local ok, why = pcall(function() vim.opt.rtp:append({folder:?}) vim.cmd('helptags {}/doc') \
             for _, tag in ipairs(vim.json.decode({:?})) do vim.cmd('help ' .. tag) end end) \
             if not ok then io.stderr:write(why) vim.cmd('cquit 1') end",
            folder.display(),
            json!(tags).to_string(),
        );
        let output =
            Command::new(&neovim).args(["--headless", "--clean", "-n", "-c", &look, "-c", "qall!"]).output().unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(output.status.success(), "{}: {}", neovim.display(), String::from_utf8_lossy(&output.stderr));
    }
}
