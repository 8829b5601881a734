//! Settings files and what the command line tells about itself. The mathematics is a toy's, everything else is
//! matgrad's.

use matgrad_tests::command::{self, Folder};
use matgrad_tests::{binary, workspace};
use serde_json::Value;

const TOY: &str = env!("CARGO_BIN_EXE_toy-checker");

fn run(folder: &Folder, args: &[&str]) -> (i32, String, String) {
    command::run(TOY, &folder.0, args, b"")
}

fn concise(folder: &Folder, args: &[&str]) -> String {
    let (_, stdout, stderr) = run(folder, &[&["check", "--format", "concise"], args].concat());
    assert_eq!(stderr, "");
    let places = stdout.lines().filter_map(|line| line.split(" The").next());
    places.filter(|line| line.contains('[')).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_nearest_settings_above_a_document_hold() {
    let folder = Folder::new("nearest");
    for name in ["a.md", "in/b.md", "in/deep/c.md", "other/d.md"] {
        folder.write(name, "wrong teh\n");
    }
    folder.write("matgrad.toml", "ignore = [\"toy-wrong\"]");
    folder.write("in/matgrad.toml", "[rules]\ntoy-wrong = \"hint\"\ntoy-spelling = \"off\"");
    insta::assert_snapshot!(concise(&folder, &[]), @r"
    a.md:1:7: warning[toy-spelling]
    in/b.md:1:1: hint[toy-wrong]
    in/deep/c.md:1:1: hint[toy-wrong]
    other/d.md:1:7: warning[toy-spelling]
    ");
    insta::assert_snapshot!(concise(&folder, &["--config", "in/matgrad.toml", "a.md"]), @"a.md:1:1: hint[toy-wrong]");
    assert_eq!(run(&folder, &["check", "in"]).0, 0, "hints do not fail");
}

#[test]
fn the_command_line_selects_instead_and_ignores_as_well() {
    let folder = Folder::new("over");
    folder.write("a.md", "wrong teh ping\n");
    folder.write("matgrad.toml", "select = [\"toy-wrong\"]\nignore = [\"toy-circle\"]");
    insta::assert_snapshot!(concise(&folder, &[]), @"a.md:1:1: error[toy-wrong]");
    insta::assert_snapshot!(concise(&folder, &["--select", "*"]), @r"
    a.md:1:1: error[toy-wrong]
    a.md:1:7: warning[toy-spelling]
    ");
    insta::assert_snapshot!(concise(&folder, &["--ignore", "toy-wrong"]), @"");
}

#[test]
fn matters_of_style_are_reported_where_somebody_asks() {
    let folder = Folder::new("style");
    folder.write("a.md", "fancy teh\n");
    let teh = "a.md:1:7: warning[toy-spelling]";
    let both = format!("a.md:1:1: warning[toy-style]\n{teh}");
    assert_eq!(concise(&folder, &[]), teh);
    assert_eq!(concise(&folder, &["--select", "toy-style"]), "a.md:1:1: warning[toy-style]");
    assert_eq!(concise(&folder, &["--select", "*"]), both);
    for (settings, found) in [
        ("select = [\"toy-*\"]", &*both),
        ("[rules]\ntoy-style = \"warning\"", &*both),
        ("[rules]\ntoy-style = \"off\"", teh),
        ("ignore = [\"toy-style\"]\n[rules]\ntoy-style = \"warning\"", teh),
    ] {
        folder.write("matgrad.toml", settings);
        assert_eq!(concise(&folder, &[]), found, "{settings}");
    }
}

#[test]
fn files_are_left_out_and_taken_in_by_patterns() {
    let folder = Folder::new("patterns");
    for name in ["a.md", "notes.txt", "drafts/b.md", "drafts/keep.md", "sub/drafts/c.md", "sub/d.generated.md"] {
        folder.write(name, "wrong\n");
    }
    folder.write("matgrad.toml", "exclude = [\"drafts/*\", \"!keep.md\", \"*.generated.md\"]\ninclude = [\"*.txt\"]");
    let all = "a.md:1:1: error[toy-wrong]\ndrafts/keep.md:1:1: error[toy-wrong]\nnotes.txt:1:1: error[toy-wrong]\n\
               sub/drafts/c.md:1:1: error[toy-wrong]";
    assert_eq!(concise(&folder, &[]), all);
    assert_eq!(concise(&folder, &["drafts/b.md"]), "drafts/b.md:1:1: error[toy-wrong]");
    assert_eq!(concise(&folder, &["--force-exclude", "drafts/b.md", "a.md"]), "a.md:1:1: error[toy-wrong]");
    assert_eq!(concise(&folder, &["sub", "drafts"]).lines().count(), 2);
}

#[test]
fn odd_settings_are_said_once() {
    let folder = Folder::new("odd");
    folder.write("a.md", "Fine.\n");
    folder.write("b.md", "Fine.\n");
    folder.write("matgrad.toml", "layuot = \"mixed\"\n[rules]\ntoy-worng = \"off\"\n");
    let path = folder.0.join("matgrad.toml").display().to_string();
    let (code, stdout, stderr) = run(&folder, &["check"]);
    assert_eq!((code, stdout.as_str()), (0, "nothing found in 2 documents\n"));
    let expected = format!(
        "matgrad: {path}: line 1: there is no setting `layuot`; did you mean `layout`?\n\
         matgrad: {path}: there is no rule `toy-worng`: `matgrad rules` lists them. Did you mean `toy-wrong`?\n"
    );
    assert_eq!(stderr, expected);
    for text in ["layout = 3", "exclude = [", "exclude = [\"a{\"]"] {
        folder.write("matgrad.toml", text);
        let (code, stdout, stderr) = run(&folder, &["check"]);
        assert_eq!((code, stdout.as_str(), stderr.lines().count()), (2, "", 1), "{text}: {stderr}");
        assert!(stderr.starts_with(&format!("matgrad: {path}: ")), "{stderr}");
    }
    assert_eq!(run(&folder, &["check", "--config", "missing.toml"]).0, 2);
}

#[test]
fn macros_of_the_settings_are_read() {
    let folder = Folder::new("macros");
    folder.write("a.md", "Let $A \\in \\R{2}{3}$ and $B \\in \\R{4}{5}$. Then $C = A B$.\n");
    let check = || command::run(binary(), &folder.0, &["check", "--format", "concise"], b"").0;
    assert_eq!(check(), 0);
    folder.write("matgrad.toml", "[macros]\n'\\R' = { parameters = 2, body = '\\mathbb{R}^{#1 \\times #2}' }\n");
    assert_eq!(check(), 1);
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = Folder::new("explain");
    insta::assert_snapshot!(run(&folder, &["rules"]).1, @r"
    toy-circle    warning      A word that is not to be
    toy-remark    warning      A word that is not to be
    toy-spelling  warning      A word that is not to be
    toy-style     warning      A word that is not to be (off by default)
    toy-wrong     error        A word that is not to be
    ");
    insta::assert_snapshot!(run(&folder, &["explain", "toy-wrong"]).1, @r"
    # toy-wrong (error)

    A word that is not to be.

    Words of a list are not to be. The list is short.

    ## Reported

    This is wrong.

    ## Not reported

    This is right.
    ");
    let (code, stdout, stderr) = run(&folder, &["explain", "toy-rwong"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.ends_with("Did you mean `toy-wrong`?\n"), "{stderr}");
    let rules = command::run(binary(), &folder.0, &["rules", "--format", "json"], b"").1;
    for rule in serde_json::from_str::<Vec<Value>>(&rules).unwrap() {
        let (code, page, _) = command::run(binary(), &folder.0, &["explain", rule["rule"].as_str().unwrap()], b"");
        assert!(code == 0 && page.contains("## Reported"), "{page}");
    }
}

#[test]
fn shells_and_man_are_told_of_every_command() {
    let folder = Folder::new("manual");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script, _) = run(&folder, &["completions", shell]);
        assert!(code == 0 && script.contains("unsafe-fixes"), "{shell}");
    }
    let (code, page, _) = run(&folder, &["man"]);
    assert!(code == 0 && page.contains(".TH matgrad") && page.contains("matgrad\\-explain"), "{page}");
    let (code, page, _) = run(&folder, &["man", "check"]);
    assert!(code == 0 && page.contains(".TH matgrad-check") && page.contains("\\-\\-unsafe\\-fixes"), "{page}");
    assert_eq!(run(&folder, &["man", "nonsense"]).0, 2);
}

#[test]
fn a_whole_settings_file_is_read_without_a_warning() {
    let folder = Folder::new("whole");
    folder.write("a.md", "Fine.\n");
    let example = std::fs::read_to_string(workspace().join("examples/matgrad.toml")).unwrap();
    folder.write("matgrad.toml", example);
    let (code, stdout, stderr) = command::run(binary(), &folder.0, &["check"], b"");
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, "nothing found in 1 document\n", ""));
}
